import { type RawBuilder, sql } from 'kysely';
import {
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  registerFigures,
  type Tally,
} from '#modules/figures/index.ts';

/**
 * Figures I-45 and I-46 of DOMAIN.md 7.2. I-45 counts months of cells, not persons: whoever opens it reads sums of a cell, and nobody's
 * dues by name. I-46 names members and is confidential.
 */

const SUMS = {
  due: sql`m.due_vnd`,
  collected: sql`m.collected_vnd`,
  relief: sql`m.full_vnd - m.due_vnd`,
  extra: sql`m.extra_vnd`,
} as const;
type Sum = keyof typeof SUMS;

/** Months of cells in a period, with all their sums, in one reading. */
const MONTHS: Tally = {
  anchor: 'party',
  columns: ['months', ...Object.keys(SUMS)],
  query: ({ from, to, near }) => sql`
    select n.key, n.sure, count(*) as months, ${sql.join(Object.entries(SUMS).map(([key, sum]) => sql`sum(${sum}) as ${sql.ref(key)}`))}
    from dues.month m full join ${near} n on n.unit_id = m.unit_id
    where m.level = 'cell' and ${within(from, to)} and coalesce(n.unit_id = m.unit_id, false) group by n.key, n.sure`,
};
function within(from: string, to: string): RawBuilder<unknown> {
  return sql`m.month >= ${from}::date and m.month < ${to}::date`;
}

const money = (key: string): RecordColumn => ({ key, label: `dues.column.${key}`, kind: 'number' });
const months = (sum: Sum): RecordsList => ({
  anchor: 'party',
  tally: { of: MONTHS, value: sum, rows: 'months' },
  columns: [
    { key: 'month', label: 'dues.column.month', kind: 'text' },
    money('due'),
    money('collected'),
    money('relief'),
    money('extra'),
    { key: 'stage', label: 'dues.column.stage', kind: 'word', wordPrefix: 'dues.stage' },
  ],
  query: ({ from, to }) => sql`
    select m.id as record_id, m.unit_id as subject_id, m.unit_id, m.month as on_date, ${SUMS[sum]} as weight, to_char(m.month, 'MM/YYYY') as month,
      ${sql.join(Object.entries(SUMS).map(([key, one]) => sql`${one} as ${sql.ref(key)}`))},
      case when m.received_on is not null then 'confirmed' when m.closed_on is not null then 'closed' else 'open' end as stage
    from dues.month m where m.level = 'cell' and ${within(from, to)}`,
});

/** How many months unpaid without reason in a year begin the procedure: the setting of the day, else the rule. */
const LINE = (asOf: string): RawBuilder<unknown> => sql`coalesce((
  select s.value::text::int from platform.setting s where s.key = 'dues.behind-months' and s.valid @> ${asOf}::date), 3)`;

/** Whole months of the year of a day that are over on it and were not paid then, nobody having accepted why. Whoever is temporarily exempt may pay late. */
const BEHIND: RecordsList = {
  anchor: 'party',
  columns: [
    { key: 'name', label: 'membership.column.name', kind: 'text' },
    { key: 'months', label: 'dues.column.months-open', kind: 'number' },
    { key: 'since', label: 'dues.column.open-since', kind: 'text' },
  ],
  query: ({ asOf }) => sql`
    select p.id as record_id, p.member_id as subject_id, p.cell_id as unit_id, ${asOf}::date as on_date, 1 as weight, n.full_name as name, b.months, b.since
    from (
      select c.member_id, count(*) as months, to_char(min(c.month), 'MM/YYYY') as since from dues.charge c
      where c.due_vnd > 0 and c.excused_by is null and c.month >= date_trunc('year', ${asOf}::timestamp)::date
        and c.month < date_trunc('month', ${asOf}::timestamp + interval '1 day')::date and (c.settled_on is null or c.settled_on > ${asOf}::date)
      group by c.member_id having count(*) >= ${LINE(asOf)}) b
    join membership.on_roll p on p.member_id = b.member_id and p.valid @> ${asOf}::date and p.state <> 'temp_exempt'
    left join membership.shown_person n on n.id = p.member_id`,
};
/** Members on the roll less those of whom nothing is due. @see DOMAIN.md 7.2 I-46 */
const OWING: RecordsList = {
  anchor: 'party',
  columns: [{ key: 'name', label: 'membership.column.name', kind: 'text' }],
  query: ({ asOf }) => sql`
    select p.id as record_id, p.member_id as subject_id, p.cell_id as unit_id, ${asOf}::date as on_date, 1 as weight, n.full_name as name
    from membership.on_roll p left join membership.shown_person n on n.id = p.member_id
    where p.valid @> ${asOf}::date and not exists (
      select 1 from dues.charge c where c.member_id = p.member_id and c.month = date_trunc('month', ${asOf}::timestamp)::date and c.due_vnd = 0)`,
};

const room = 'dues';
const right = 'dues.read';
const sum = { room, kind: 'sum', base: 'P', right, measure: 'VND', dimensions: [] } as const;
const FIGURES: readonly FigureDefinition[] = [
  { ...sum, id: 'I-45', kind: 'ratio', factor: 100, records: months('collected'), denominator: months('due') },
  { ...sum, id: 'I-45.collected', records: months('collected') },
  { ...sum, id: 'I-45.due', records: months('due') },
  { ...sum, id: 'I-45.relief', records: months('relief') },
  { ...sum, id: 'I-45.extra', records: months('extra') },
  { room, id: 'I-46', kind: 'stock', base: 'D', right, measure: 'people', records: BEHIND, dimensions: [] },
  {
    room,
    id: 'I-46.share',
    kind: 'ratio',
    base: 'D',
    right,
    measure: 'people',
    factor: 100,
    records: BEHIND,
    denominator: OWING,
    dimensions: [],
  },
];

/** Called once by every composition that answers figures. */
export function registerDuesFigures(): void {
  registerFigures(FIGURES);
}

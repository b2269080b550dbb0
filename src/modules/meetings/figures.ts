import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  type RecordsQuestion,
  registerFigures,
} from '#modules/figures/index.ts';
import { THEMES } from '#modules/tasks/rules/index.ts';
import { DELEGATE_LEVELS, GRADES } from './rules/index.ts';
import { among, attendanceLine, CELL_KINDS, DUE, HELD as HELD_SUMS } from './tally.ts';

/**
 * The figures of meetings, DOMAIN.md 7.2: I-20 to I-26. They read the counts that were frozen on the meetings, never attendance.
 * A meeting hangs on the cell that held it.
 */

const THEME: Dimension = { key: 'theme', label: 'meetings.column.theme', valuePrefix: 'tasks.theme', values: THEMES };
const KIND: Dimension = {
  key: 'kind',
  label: 'meetings.column.kind',
  valuePrefix: 'meetings.kind',
  values: ['regular', 'thematic'],
};
const HELD: RecordColumn = { key: 'held_on', label: 'meetings.column.held', kind: 'date' };
const KIND_COLUMN: RecordColumn = {
  key: 'kind',
  label: 'meetings.column.kind',
  kind: 'word',
  wordPrefix: 'meetings.kind',
};

/**
 * Cells with a month (or quarter) in which a meeting was due: the cell lived from its first to its last day, the period takes
 * it in whole, and it is over on the as-of day.
 */
function due({ from, to, asOf, near }: RecordsQuestion, step: 'month' | 'quarter'): RawBuilder<unknown> {
  const length = lengthOf(step);
  return sql`
    select v.unit_id, span.first, span.past
    from (
      select g::date as first, (g + ${length})::date as past
      from generate_series(date_trunc(${step}, ${from}::timestamp), ${to}::timestamp, ${length}) g) span
    join organisation.unit_version v on v.kind in ${CELL_KINDS} and v.valid @> span.first
    where span.first >= ${from}::date and span.past <= ${to}::date and span.past <= ${asOf}::date + 1
      and (v.valid @> (span.past - 1) or exists (select 1 from organisation.unit_version e where e.unit_id = v.unit_id and e.valid @> (span.past - 1)))
      and ${among(sql`v.unit_id`, near)}`;
}

const lengthOf = (step: 'month' | 'quarter'): RawBuilder<unknown> =>
  sql.raw(step === 'month' ? `interval '1 month'` : `interval '3 months'`);

const dueList = (step: 'month' | 'quarter'): RecordsList => ({
  anchor: 'party',
  tally: { of: DUE, value: `${step}s_due`, rows: `${step}s_due` },
  columns: [{ key: 'first', label: `meetings.column.${step}`, kind: 'date' }],
  query: (asked) => sql`
    select d.unit_id || '/' || d.first as record_id, d.unit_id as subject_id, d.unit_id, d.first as on_date, 1 as weight, d.first
    from (${due(asked, step)}) d`,
});

/** Of those the ones in which a meeting was held: the first of it stands for the month or quarter. */
const metList = (step: 'month' | 'quarter'): RecordsList => ({
  anchor: 'party',
  tally: { of: DUE, value: `${step}s_met`, rows: `${step}s_met` },
  columns: [
    HELD,
    { key: 'first', label: `meetings.column.${step}`, kind: 'date' },
    { key: 'theme_title', label: 'meetings.column.title', kind: 'text' },
  ],
  query: (asked) => sql`
    select distinct on (m.unit_id, span.first) m.id as record_id, m.id as subject_id, m.unit_id, m.held_on as on_date, 1 as weight, m.held_on, span.first, m.theme, m.theme_title
    from meetings.meeting m
    cross join lateral (
      select date_trunc(${step}, m.for_month::timestamp)::date as first, (date_trunc(${step}, m.for_month::timestamp) + ${lengthOf(step)})::date as past) span
    where m.for_month >= ${asked.from}::date and m.for_month < ${asked.to}::date and m.held_on is not null
      and ${step === 'month' ? sql`m.kind = 'regular'` : sql`m.theme is not null`}
      and span.first >= ${asked.from}::date and span.past <= ${asked.to}::date and span.past <= ${asked.asOf}::date + 1
      and exists (select 1 from organisation.unit_version v
        where v.unit_id = m.unit_id and v.kind in ${CELL_KINDS} and v.valid @> span.first
          and (v.valid @> (span.past - 1) or exists (select 1 from organisation.unit_version e where e.unit_id = v.unit_id and e.valid @> (span.past - 1))))
      and ${among(sql`m.unit_id`, asked.near)}
    order by m.unit_id, span.first, m.held_on, m.id`,
});

/** Meetings of cells held in the period. */
const held = (
  weight: RawBuilder<unknown>,
  where: RawBuilder<unknown> = sql`true`,
  columns: readonly RecordColumn[] = [],
  sum?: { value: string; rows: string },
): RecordsList => ({
  anchor: 'party',
  ...(sum ? { tally: { of: HELD_SUMS, ...sum } } : {}),
  columns: [HELD, KIND_COLUMN, ...columns],
  query: ({ from, to }) => sql`
    select m.id as record_id, m.id as subject_id, m.unit_id, m.held_on as on_date, ${weight} as weight, m.held_on, m.kind, m.present, m.summoned,
      highest.level, own.grade as own_band, above.grade as superior_band, own.total as own_total, above.total as superior_total
    from meetings.meeting m
    -- One row a meeting by its shape: where nobody asks for the level the planner leaves the join out.
    left join (select distinct on (d.meeting_id) d.meeting_id, d.level from meetings.delegate d
      order by d.meeting_id, array_position(array['central', 'province', 'district', 'commune', 'grassroots'], d.level)) highest on highest.meeting_id = m.id
    left join meetings.score own on own.meeting_id = m.id and own.side = 'own'
    left join meetings.score above on above.meeting_id = m.id and above.side = 'superior'
    where m.held_on >= ${from}::date and m.held_on < ${to}::date and m.kind in ('regular', 'thematic') and ${where}`,
});

/** Cells that met in the period, by whether present ÷ called over all their meetings reaches the line. */
const cells = (overTheLine: boolean): RecordsList => ({
  anchor: 'party',
  tally: {
    of: HELD_SUMS,
    value: overTheLine ? 'cells_over' : 'cells',
    rows: overTheLine ? 'cells_over' : 'cells',
  },
  columns: [
    { key: 'present', label: 'meetings.column.present', kind: 'number' },
    { key: 'summoned', label: 'meetings.column.summoned', kind: 'number' },
  ],
  query: ({ from, to, near }) => sql`
    select m.unit_id as record_id, m.unit_id as subject_id, m.unit_id, max(m.held_on) as on_date, 1 as weight, sum(m.present) as present, sum(m.summoned) as summoned
    from meetings.meeting m
    where m.held_on >= ${from}::date and m.held_on < ${to}::date and m.kind in ('regular', 'thematic') and m.summoned > 0
      and ${among(sql`m.unit_id`, near)}
    group by m.unit_id
    ${overTheLine ? sql`having sum(m.present) * 100 >= sum(m.summoned) * ${attendanceLine(to)}` : sql``}`,
});

/** Somebody of a committee above followed the cell on the day of the meeting, and was there himself. */
const followed = sql`exists (select 1 from meetings.assignment a where a.cell_id = m.unit_id and a.valid @> m.held_on)`;
const followerCame = sql`exists (select 1 from meetings.assignment a join meetings.delegate d on d.meeting_id = m.id and d.person_id = a.person_id
  where a.cell_id = m.unit_id and a.valid @> m.held_on)`;
/** Cells that live on the as-of day; of those the ones that somebody follows. */
const followedCells = (only: boolean): RecordsList => ({
  anchor: 'party',
  columns: [{ key: 'since', label: 'meetings.column.followed-since', kind: 'date' }],
  query: ({ asOf }) => sql`
    select v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, ${asOf}::date as on_date, 1 as weight, f.since
    from organisation.unit_version v
    ${only ? sql`join` : sql`left join`} lateral (select min(lower(a.valid)) as since from meetings.assignment a
      where a.cell_id = v.unit_id and a.valid @> ${asOf}::date having count(*) > 0) f on true
    where v.kind in ${CELL_KINDS} and v.valid @> ${asOf}::date`,
});

const PRESENT: readonly RecordColumn[] = [
  { key: 'present', label: 'meetings.column.present', kind: 'number' },
  { key: 'summoned', label: 'meetings.column.summoned', kind: 'number' },
];
const band = (key: string): Dimension => ({
  key,
  label: `meetings.column.${key.replace('_', '-')}`,
  valuePrefix: 'meetings.grade',
  values: GRADES,
});
const BANDS: readonly Dimension[] = [band('own_band'), band('superior_band'), KIND];
const SCORES: readonly RecordColumn[] = [
  { key: 'own_total', label: 'meetings.column.own', kind: 'number' },
  { key: 'superior_total', label: 'meetings.column.superior', kind: 'number' },
];
const counted = sql`m.summoned is not null`;
const scored = sql`own.grade is not null`;
const one = sql`1`;
/** A list of which each row counts once. */
const rowsOf = (column: string) => ({ value: column, rows: column });
const base = { room: 'meetings', base: 'P', right: 'meetings.read' } as const;
const ratio = { ...base, kind: 'ratio', factor: 100 } as const;

const FIGURES: readonly FigureDefinition[] = [
  {
    ...ratio,
    id: 'I-20',
    measure: 'meetings',
    records: metList('month'),
    denominator: dueList('month'),
    dimensions: [],
  },
  {
    ...ratio,
    id: 'I-21',
    measure: 'meetings',
    records: metList('quarter'),
    denominator: dueList('quarter'),
    dimensions: [THEME],
  },
  {
    ...ratio,
    id: 'I-22',
    measure: 'attendances',
    records: held(sql`m.present`, counted, PRESENT, { value: 'present', rows: 'counted' }),
    denominator: held(sql`m.summoned`, counted, PRESENT, { value: 'summoned', rows: 'counted' }),
    dimensions: [KIND],
  },
  { ...ratio, id: 'I-23', measure: 'cells', records: cells(true), denominator: cells(false), dimensions: [] },
  {
    ...ratio,
    id: 'I-24',
    measure: 'meetings',
    records: held(
      one,
      sql`highest.level is not null`,
      [{ key: 'level', label: 'meetings.column.level', kind: 'word', wordPrefix: 'meetings.level' }],
      rowsOf('superior'),
    ),
    denominator: held(one, sql`true`, [], rowsOf('held')),
    dimensions: [
      { key: 'level', label: 'meetings.column.level', valuePrefix: 'meetings.level', values: DELEGATE_LEVELS },
      KIND,
    ],
  },
  {
    ...ratio,
    id: 'I-24.follower',
    measure: 'meetings',
    records: held(one, sql`${followed} and ${followerCame}`),
    denominator: held(one, followed),
    dimensions: [KIND],
  },
  {
    ...ratio,
    base: 'D',
    id: 'I-24.followed',
    measure: 'cells',
    records: followedCells(true),
    denominator: followedCells(false),
    dimensions: [],
  },
  {
    ...ratio,
    id: 'I-25',
    measure: 'meetings',
    records: held(one, scored, SCORES, rowsOf('scored')),
    denominator: held(one, scored, SCORES, rowsOf('scored')),
    dimensions: BANDS,
  },
  ...(['good', 'weak'] as const).map((grade) => ({
    ...ratio,
    id: `I-25.${grade}`,
    measure: 'meetings',
    records: held(one, sql`coalesce(above.grade, own.grade) = ${grade}`, SCORES, rowsOf(grade)),
    denominator: held(one, sql`coalesce(above.grade, own.grade) is not null`, SCORES, rowsOf('rated')),
    dimensions: [KIND],
  })),
  {
    ...base,
    id: 'I-26',
    kind: 'sum',
    measure: 'points',
    records: {
      ...held(sql`abs(own.total - above.total)`, sql`own.total is not null and above.total is not null`, SCORES),
      aggregate: 'mean',
    },
    dimensions: [KIND],
  },
];

/** Called once by every composition that answers figures. */
export function registerMeetingFigures(): void {
  registerFigures(FIGURES);
}

export { registerMeetingReportCheck } from './report-check.ts';

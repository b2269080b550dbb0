import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  type RecordsQuestion,
  registerFigures,
  registerRecount,
} from '#modules/figures/index.ts';
import { careFigures } from './care-figures.ts';
import type { Shown, Where } from './figure-shapes.ts';
import { heads } from './heads.ts';
import { statisticsFigures } from './statistics-figures.ts';
import { AGE_BANDS } from './rules/breakdowns.ts';
import { EDUCATION, OCCUPATIONS, THEORY_LEVELS } from './contract/values.ts';

/**
 * The figures of the register, DOMAIN.md 7.2: I-01 to I-13, I-36, I-38 and I-47. Each is one query of its records; value, list
 * and export come from it.
 */

/** States that are on the roll. A member whose transfer is under way is on that of the cell he comes from until the other has received him. */
const ON_ROLL = ['probationary', 'official', 'temporarily_away', 'temp_exempt', 'exempt', 'suspended'] as const;
const INCREASES = ['admitted', 'readmitted', 'transferred_in'] as const;
const DECREASES = ['transferred_out', 'struck_off', 'expelled', 'withdrawn', 'deceased'] as const;
const SETTINGS = ['village', 'agency', 'school', 'health', 'police', 'military', 'enterprise', 'other'] as const;

const word = (key: string, prefix: string, label: string): RecordColumn => ({
  key,
  label,
  kind: 'word',
  wordPrefix: prefix,
});
const NAME: RecordColumn = { key: 'name', label: 'membership.column.name', kind: 'text' };
const SEX = word('sex', 'membership.sex', 'membership.breakdown.sex');
const STANDING = word('standing', 'membership.standing', 'membership.breakdown.standing');
const STATE = word('state', 'membership.state', 'membership.breakdown.state');

const SEX_DIMENSION: Dimension = {
  key: 'sex',
  label: 'membership.breakdown.sex',
  valuePrefix: 'membership.sex',
  values: ['male', 'female'],
};
const PERSON_DIMENSIONS: readonly Dimension[] = [
  SEX_DIMENSION,
  {
    key: 'age_band',
    label: 'membership.breakdown.age-band',
    valuePrefix: 'membership.age-band',
    values: [...AGE_BANDS, 'unknown'],
  },
  { key: 'education', label: 'membership.breakdown.education', valuePrefix: 'membership.education', values: EDUCATION },
  {
    key: 'theory_level',
    label: 'membership.breakdown.theory-level',
    valuePrefix: 'membership.theory-level',
    values: THEORY_LEVELS,
  },
  {
    key: 'occupation',
    label: 'membership.breakdown.occupation',
    valuePrefix: 'membership.occupation',
    values: OCCUPATIONS,
  },
  { key: 'setting', label: 'membership.breakdown.unit-type', valuePrefix: 'organisation.setting', values: SETTINGS },
  {
    key: 'ethnicity',
    label: 'membership.breakdown.ethnicity-group',
    valuePrefix: 'membership.ethnicity',
    values: ['kinh', 'minority'],
    right: 'sensitive.read',
  },
  { key: 'people', label: 'membership.breakdown.ethnicity', valuePrefix: 'membership.people', right: 'sensitive.read' },
];
const STOCK_DIMENSIONS: readonly Dimension[] = [
  {
    key: 'standing',
    label: 'membership.breakdown.standing',
    valuePrefix: 'membership.standing',
    values: ['probationary', 'official'],
  },
  { key: 'state', label: 'membership.breakdown.state', valuePrefix: 'membership.state', values: ON_ROLL },
  ...PERSON_DIMENSIONS,
];

/** Full years on a day, from a birth that may be known by month or year only: at least and at most. */
const AGE = (on: RawBuilder<unknown>) => sql`
  extract(year from age(${on}, (per.birth_on + case per.birth_precision when 'year' then interval '1 year' when 'month' then interval '1 month' else interval '1 day' end - interval '1 day')::date))::int as at_least,
  extract(year from age(${on}, per.birth_on))::int as at_most`;
const BAND = (
  column: string,
) => sql`case when ${sql.ref(column)} < 18 then null when ${sql.ref(column)} <= 30 then '18-30' when ${sql.ref(column)} <= 40 then '31-40'
  when ${sql.ref(column)} <= 50 then '41-50' when ${sql.ref(column)} <= 60 then '51-60' else 'over-60' end`;

/** What every list of members carries of the person; empty where the reader may see the record but not the person. */
function personColumns(
  memberId: RawBuilder<unknown>,
  cellId: RawBuilder<unknown>,
  on: RawBuilder<unknown>,
): { columns: RawBuilder<unknown>; joins: RawBuilder<unknown> } {
  return {
    columns: sql`per.full_name as name, per.sex, age.at_least, age.at_most,
      case when ${BAND('age.at_least')} = ${BAND('age.at_most')} then ${BAND('age.at_least')} else 'unknown' end as age_band,
      mem.education, mem.theory_level, mem.occupation, ver.setting,
      case when eth.group_code is null then null when eth.group_code = '01' then 'kinh' else 'minority' end as ethnicity, eth.group_code as people,
      (select res.village_id from membership.residence res where res.person_id = ${memberId} and res.valid @> ${on}) as village_id`,
    joins: sql`
      left join membership.person per on per.id = ${memberId}
      left join membership.member mem on mem.id = ${memberId}
      left join membership.person_ethnicity eth on eth.id = ${memberId}
      left join lateral (select ${AGE(on)}) age on true
      left join lateral (select v.setting from organisation.unit_version v where v.unit_id = ${cellId} and v.valid @> ${on} limit 1) ver on true`,
  };
}

/** Members on the roll on the as-of day, narrowed by a condition over `p` (the period) and the person's columns. */
function stock(where: Where = sql`true`): (question: RecordsQuestion) => RawBuilder<unknown> {
  return (question) => {
    const { asOf } = question;
    const on = sql`${asOf}::date`;
    const person = personColumns(sql`p.member_id`, sql`p.cell_id`, on);
    return sql`
      select * from (
        select p.id as record_id, p.member_id as subject_id, p.cell_id as unit_id, lower(p.valid) as on_date, 1 as weight, p.standing, p.state, ${person.columns}
        from membership.member_period p ${person.joins}
        where p.valid @> ${on} and p.state = any(${[...ON_ROLL]}::text[])) s
      where ${typeof where === 'function' ? where(question) : where}`;
  };
}

const stockList = (where?: Where, total?: string): RecordsList => ({
  anchor: 'party',
  query: stock(where),
  columns: [NAME, SEX, STANDING, STATE],
  ...(total === undefined ? {} : { total }),
});
const ROLL = stockList(undefined, 'roll');

/** Events of these kinds in the period. */
function events(kinds: readonly string[]): (question: RecordsQuestion) => RawBuilder<unknown> {
  return ({ from, to, bare }) => {
    const person = personColumns(sql`e.member_id`, sql`e.cell_id`, sql`e.on_date`);
    const shown = sql`, e.kind as cause, coalesce(e.outside, '') as outside, case when e.late then 'late' else 'on-time' end as timeliness,
        to_char(e.on_date, 'YYYY-MM') as month, ${person.columns}`;
    return sql`
      select e.id as record_id, e.member_id as subject_id, e.cell_id as unit_id, e.on_date, 1 as weight, e.counterpart_cell_id as counterpart_unit_id ${bare ? sql`` : shown}
      from membership.member_event e ${bare ? sql`` : person.joins}
      where e.kind = any(${[...kinds]}::text[]) and e.on_date >= ${from}::date and e.on_date < ${to}::date`;
  };
}

const CAUSE = word('cause', 'membership.event', 'membership.breakdown.cause');
const MONTH: Dimension = { key: 'month', label: 'membership.breakdown.month' };
const causes = (values: readonly string[]): Dimension => ({
  key: 'cause',
  label: 'membership.breakdown.cause',
  valuePrefix: 'membership.event',
  values,
});
const flowList = (kinds: readonly string[]): RecordsList => ({
  anchor: 'party',
  query: events(kinds),
  columns: [NAME, SEX, CAUSE],
  crossingOnly: true,
});

/**
 * Probationers whose twelfth month ended in the period, in the cell where they were then. Whoever is readmitted is on probation again, and
 * has the ceremony of that; who stood in the register from its first day came by no event. @see DOMAIN.md 3.5
 */
const MONTH_12: RecordsList = {
  anchor: 'party',
  columns: [NAME, SEX],
  query: ({ from, to }) => {
    const due = sql`b.due`;
    const dueOf = (began: RawBuilder<unknown>) => sql`(${began} + interval '1 year')::date`;
    const inPeriod = (began: RawBuilder<unknown>) =>
      sql`${dueOf(began)} >= ${from}::date and ${dueOf(began)} < ${to}::date`;
    const person = personColumns(sql`b.member_id`, sql`p.cell_id`, due);
    return sql`
      select distinct on (p.id) p.id as record_id, b.member_id as subject_id, p.cell_id as unit_id, ${due} as on_date, 1 as weight, ${person.columns}
      from (
        select m.id as member_id, ${dueOf(sql`m.ceremony_on`)} as due from membership.member m where ${inPeriod(sql`m.ceremony_on`)}
        union
        select e.member_id, ${dueOf(sql`e.on_date`)} from membership.member_event e where e.kind in ('admitted', 'readmitted') and ${inPeriod(sql`e.on_date`)}) b
      join membership.member_period p on p.member_id = b.member_id and p.standing = 'probationary' and p.valid @> (${due} - 1) ${person.joins}
      order by p.id, b.due`;
  },
};

const GUESTS: RecordsList = {
  anchor: 'party',
  columns: [NAME],
  query: ({ asOf }) => sql`
    select t.id as record_id, t.member_id as subject_id, t.to_cell_id as unit_id, t.accepted_on as on_date, 1 as weight, per.full_name as name
    from membership.transfer t left join membership.person per on per.id = t.member_id
    where t.kind = 'temporary' and t.to_cell_id is not null and t.state in ('accepted', 'returned') and t.accepted_on <= ${asOf}::date
      and (t.until_on is null or t.until_on > ${asOf}::date)`,
};

/** Party age reaches a badge's years by the day, and no badge of those years or more was given. Only what the recorded dates make certain. */
const BADGES_DUE: RecordsList = {
  anchor: 'party',
  columns: [NAME, { key: 'years', label: 'membership.column.badge-years', kind: 'number' }],
  query: ({ asOf }) => sql`
    select p.id as record_id, p.member_id as subject_id, p.cell_id as unit_id, since.on_date, 1 as weight, per.full_name as name, per.sex, b.years::text as badge, b.years
    from membership.member m
    join membership.member_period p on p.member_id = m.id and p.valid @> ${asOf}::date and p.standing = 'official'
    left join membership.person per on per.id = p.member_id
    cross join lateral (select (m.decision_on + case m.decision_precision when 'year' then interval '1 year' when 'month' then interval '1 month' else interval '1 day' end - interval '1 day')::date
      + coalesce((select sum(least(coalesce(upper(o.valid), ${asOf}::date), ${asOf}::date) - lower(o.valid)) from membership.period_outside o
          where o.member_id = m.id and lower(o.valid) < ${asOf}::date), 0)::int as on_date offset 0) since
    cross join lateral (select max(y) as years from unnest(array[30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90]) as y where (since.on_date + make_interval(years => y))::date <= ${asOf}::date) b
    -- Time outside only moves the day on: who has not reached it without has not reached it.
    where m.badge_on <= ${asOf}::date and b.years > m.badge_years`,
};

const BADGES_GIVEN: RecordsList = {
  anchor: 'party',
  columns: [NAME, { key: 'years', label: 'membership.column.badge-years', kind: 'number' }],
  query: ({ from, to }) => sql`
    select g.id as record_id, g.member_id as subject_id, m.cell_id as unit_id, g.occasion_on as on_date, 1 as weight, per.full_name as name, per.sex, g.years::text as badge, g.years
    from membership.badge g join membership.member m on m.id = g.member_id left join membership.person per on per.id = g.member_id
    where g.occasion_on >= ${from}::date and g.occasion_on < ${to}::date`,
};
const BADGE: Dimension = {
  key: 'badge',
  label: 'membership.breakdown.badge',
  values: ['30', '40', '45', '50', '55', '60', '65', '70', '75', '80', '85', '90'],
};

const room = 'membership';
const percentOfRoll = {
  kind: 'ratio',
  measure: 'people',
  base: 'D',
  denominator: ROLL,
  dimensions: STOCK_DIMENSIONS,
  factor: 100,
  room,
} as const;
const ADMITTED = flowList(['admitted']);

/** What the lists of this room share with those of the care of files. */
const SHOWN: Shown = { NAME, percentOfRoll, stockList };

const FIGURES: readonly FigureDefinition[] = [
  { id: 'I-01', room, kind: 'stock', measure: 'people', base: 'D', records: ROLL, dimensions: STOCK_DIMENSIONS },
  { ...percentOfRoll, id: 'I-02', records: stockList(sql`s.standing = 'official'`, 'roll.official') },
  {
    ...percentOfRoll,
    id: 'I-02.probationary',
    records: stockList(sql`s.standing = 'probationary'`, 'roll.probationary'),
  },
  { ...percentOfRoll, id: 'I-03', records: stockList(sql`s.ethnicity = 'minority'`), right: 'sensitive.read' },
  { ...percentOfRoll, id: 'I-04', records: stockList(sql`s.sex = 'female'`, 'roll.female') },
  { ...percentOfRoll, id: 'I-05', records: stockList(sql`s.at_most <= 30`) },
  { ...percentOfRoll, id: 'I-06', records: stockList(sql`s.state = 'exempt'`, 'roll.exempt') },
  { ...percentOfRoll, id: 'I-06.temporary', records: stockList(sql`s.state = 'temp_exempt'`, 'roll.temp_exempt') },
  { ...percentOfRoll, id: 'I-07', records: stockList(sql`s.state = 'temporarily_away'`, 'roll.temporarily_away') },
  { id: 'I-07.hosted', room, kind: 'stock', measure: 'people', base: 'D', records: GUESTS, dimensions: [] },
  {
    id: 'I-08',
    room,
    kind: 'flow',
    measure: 'people',
    base: 'P',
    records: flowList(INCREASES),
    dimensions: [causes(INCREASES), MONTH, ...PERSON_DIMENSIONS],
  },
  {
    id: 'I-09',
    room,
    kind: 'flow',
    measure: 'people',
    base: 'P',
    records: flowList(DECREASES),
    dimensions: [causes(DECREASES), MONTH, ...PERSON_DIMENSIONS],
  },
  {
    id: 'I-10',
    room,
    kind: 'check',
    measure: 'difference',
    base: 'P',
    records: ROLL,
    dimensions: [],
    parts: {
      plus: [
        { id: 'I-01', at: 'end' },
        { id: 'I-09', at: 'period' },
      ],
      minus: [
        { id: 'I-01', at: 'start' },
        { id: 'I-08', at: 'period' },
      ],
    },
  },
  {
    id: 'I-11',
    room,
    kind: 'flow',
    measure: 'people',
    base: 'P',
    records: ADMITTED,
    dimensions: [MONTH, ...PERSON_DIMENSIONS],
  },
  {
    id: 'I-12',
    room,
    kind: 'ratio',
    measure: 'people',
    base: 'P',
    records: ADMITTED,
    denominator: { ...ROLL, at: 'start' },
    dimensions: [MONTH, ...PERSON_DIMENSIONS],
    factor: 100,
  },
  {
    id: 'I-13',
    room,
    kind: 'ratio',
    measure: 'people',
    base: 'P',
    records: {
      ...flowList(['recognised']),
      columns: [NAME, SEX, word('timeliness', 'membership.timeliness', 'membership.breakdown.timeliness')],
    },
    denominator: MONTH_12,
    dimensions: [
      {
        key: 'timeliness',
        label: 'membership.breakdown.timeliness',
        valuePrefix: 'membership.timeliness',
        values: ['on-time', 'late'],
      },
      MONTH,
      ...PERSON_DIMENSIONS,
    ],
    factor: 100,
  },
  {
    id: 'I-36',
    room,
    kind: 'ratio',
    measure: 'people',
    base: 'D',
    records: heads('members', [NAME, SEX]),
    denominator: heads('heads', [NAME, SEX]),
    dimensions: [SEX_DIMENSION],
    factor: 100,
  },
  {
    id: 'I-38',
    room,
    kind: 'ratio',
    measure: 'people',
    base: 'D',
    records: heads('secretaries', [NAME, SEX]),
    denominator: heads('members', [NAME, SEX]),
    dimensions: [SEX_DIMENSION],
    factor: 100,
  },
  { id: 'I-47', room, kind: 'stock', measure: 'people', base: 'occasion', records: BADGES_DUE, dimensions: [BADGE] },
  { id: 'I-47.given', room, kind: 'flow', measure: 'people', base: 'P', records: BADGES_GIVEN, dimensions: [BADGE] },
];

/** Made once: registering the same definitions again changes nothing. */
const CARE = [...careFigures(SHOWN), ...statisticsFigures(SHOWN)];

/** Called once by every composition that answers figures. */
export function registerMembershipFigures(): void {
  registerFigures([...FIGURES, ...CARE]);
  registerRecount('membership', 'membership.period_delta');
}

/**
 * The roll identity of every cell and day: what the periods say came or went is what the events say came or went. The first day of
 * the register is left out: members who were there already came by no event.
 * @returns the cells and days on which the two differ, at most 100
 */
export async function checkRoll(
  tx: Tx,
): Promise<{ checked: number; different: { cell: string; on: string; periods: number; events: number }[] }> {
  const rows = await tx.many<{ cell: string; on: string; periods: number; events: number; checked: number }>(sql`
    with periods as (
      select unit_id, effective_on as on_date, sum(n) as n from membership.period_delta where measure = 'roll' group by 1, 2),
    events as (
      select cell_id as unit_id, on_date, sum(case when kind = any(${[...INCREASES]}::text[]) then 1 else -1 end) as n
      from membership.member_event where kind <> 'recognised' group by 1, 2),
    beginning as (select min(on_date) as on_date from periods),
    compared as (
      select coalesce(p.unit_id, e.unit_id) as cell, coalesce(p.on_date, e.on_date) as "on", coalesce(p.n, 0) as periods, coalesce(e.n, 0) as events
      from periods p full join events e on e.unit_id = p.unit_id and e.on_date = p.on_date)
    select c.*, count(*) over () as checked from compared c, beginning b
    where c."on" > b.on_date order by (c.periods = c.events), c.cell, c."on" limit 101`);
  return {
    checked: Number(rows[0]?.checked ?? 0),
    different: rows
      .map(({ cell, on, periods, events }) => ({ cell, on, periods: Number(periods), events: Number(events) }))
      .filter((row) => row.periods !== row.events),
  };
}

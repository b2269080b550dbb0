import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  registerFigures,
  type Tally,
} from '#modules/figures/index.ts';
import { COMPONENTS } from './contract.ts';
import { alive, hasCell, IN_STATE, statesOfMany } from './states.ts';
import { blankAtStart, turned } from './turns.ts';

/**
 * The figures about villages, DOMAIN.md 2.3 and 7.2: the three blank states (never merged into one) with what was cleared and what
 * fell back, cells founded, persons of prestige, member density, the poverty rate, and the profile and counts of a village.
 */

const KIND: RecordColumn = {
  key: 'kind',
  label: 'villages.column.kind',
  kind: 'word',
  wordPrefix: 'organisation.kind',
};

type State = keyof typeof IN_STATE;

/** The villages of a place and the states they are in, in one reading of all of them; `states.test.ts` holds it equal to the test of each. */
const STATES: Tally = {
  anchor: 'place',
  columns: ['villages', 'blank_members', 'blank_cell', 'combined'] satisfies ('villages' | State)[],
  query: ({ asOf, near }) => {
    const on = sql`${asOf}::date`;
    const many = statesOfMany(on);
    const is = (state: State) => sql`(${state} = any(s.states))::int as ${sql.ref(state)}`;
    return sql`
      with here as materialized (
        select n.unit_id, n.key, n.sure from ${near} n where exists (select 1 from ${alive(on)} and v.unit_id = n.unit_id)),
      ${many.tables}, stated as materialized (
        select here.key, here.sure, ${many.states} as states from here left join covered on covered.place_id = here.unit_id)
      select s.key, s.sure, 1 as villages, ${is('blank_members')}, ${is('blank_cell')}, ${is('combined')} from stated s`;
  },
};

/** Villages on the as-of day for which the condition holds. */
function villages(where: (on: RawBuilder<unknown>) => RawBuilder<unknown>, column?: 'villages' | State): RecordsList {
  return {
    anchor: 'place',
    columns: [KIND],
    ...(column === undefined ? {} : { tally: { of: STATES, value: column, rows: column } }),
    query: ({ asOf }) => {
      const on = sql`${asOf}::date`;
      return sql`select v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, lower(v.valid) as on_date, 1 as weight, v.kind from ${alive(on)} and ${where(on)}`;
    },
  };
}

/** Village cells founded in the period: established, not taken over from an earlier unit. */
const FOUNDED: RecordsList = {
  anchor: 'party',
  columns: [{ key: 'document', label: 'villages.column.document', kind: 'text' }],
  query: ({ from, to }) => sql`
    select v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, lower(v.valid) as on_date, 1 as weight, coalesce(e.document, v.legal_basis) as document
    from organisation.unit_version v
    join organisation.unit_event e on e.id = v.opened_by and e.kind = 'establish' and e.state = 'carried_out'
    where v.kind in ('party_cell', 'grassroots_cell') and v.setting = 'village' and lower(v.valid) >= ${from}::date and lower(v.valid) < ${to}::date
      and not exists (select 1 from organisation.unit_version before where before.unit_id = v.unit_id and upper(before.valid) <= lower(v.valid))`,
};

/** Places without a Party organisation: villages that no cell covers, and other units (schools, agencies) that none covers. */
const WITHOUT_ORGANISATION: RecordsList = {
  anchor: 'place',
  columns: [KIND],
  query: ({ asOf }) => {
    const on = sql`${asOf}::date`;
    return sql`
      select v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, lower(v.valid) as on_date, 1 as weight, v.kind
      from organisation.unit_version v
      where v.kind in ('village', 'residential_group', 'organisation') and v.valid @> ${on} and not ${hasCell(sql`v.unit_id`, on)}`;
  },
};

/** The last profile known on the day, one row a village; weight is the number asked for. */
function profile(column: 'households' | 'residents'): RecordsList {
  return {
    anchor: 'place',
    columns: [
      { key: 'as_of', label: 'villages.column.as-of', kind: 'date' },
      { key: 'source', label: 'villages.column.source', kind: 'text' },
    ],
    query: ({ asOf }) => sql`
      select p.id as record_id, p.village_id as subject_id, p.village_id as unit_id, p.as_of as on_date, p.as_of, p.source, ${sql.ref(`p.${column}`)} as weight
      from villages.profile p
      where ${sql.ref(`p.${column}`)} is not null
        and p.as_of = (select max(q.as_of) from villages.profile q where q.village_id = p.village_id and q.as_of <= ${asOf}::date and ${sql.ref(`q.${column}`)} is not null)
        and exists (select 1 from organisation.unit_version v where v.unit_id = p.village_id and v.valid @> ${asOf}::date)`,
  };
}

/** Members on the roll who live in a village, counted where they live. */
const RESIDENT_MEMBERS: RecordsList = {
  anchor: 'place',
  columns: [
    { key: 'name', label: 'membership.column.name', kind: 'text' },
    { key: 'sex', label: 'membership.breakdown.sex', kind: 'word', wordPrefix: 'membership.sex' },
  ],
  query: ({ asOf }) => sql`
    select p.id as record_id, p.member_id as subject_id, r.village_id as unit_id, lower(p.valid) as on_date, 1 as weight, per.full_name as name, per.sex
    from membership.on_roll p
    join membership.lived_in r on r.person_id = p.member_id and r.valid @> ${asOf}::date
    left join membership.shown_person per on per.id = p.member_id
    where p.valid @> ${asOf}::date
      -- A village without a profile has no residents to measure against.
      and exists (select 1 from villages.profile q where q.village_id = r.village_id and q.as_of <= ${asOf}::date and q.residents is not null)`,
};

/** Persons of prestige recognised on the day: post and decision, no opinion. @see DOMAIN.md 6.5 */
const PRESTIGE: RecordsList = {
  anchor: 'place',
  columns: [
    { key: 'name', label: 'membership.column.name', kind: 'text' },
    { key: 'member', label: 'villages.column.member', kind: 'word', wordPrefix: 'villages.member' },
    { key: 'decision', label: 'villages.column.document', kind: 'text' },
  ],
  query: ({ asOf }) => sql`
    select p.id as record_id, p.person_id as subject_id, p.unit_id, lower(p.valid) as on_date, 1 as weight, per.full_name as name, p.basis as decision,
      case when exists (select 1 from membership.on_roll m where m.member_id = p.person_id and m.valid @> ${asOf}::date) then 'yes' else 'no' end as member
    from organisation.post p left join membership.shown_person per on per.id = p.person_id
    where p.kind = 'prestige_person' and p.valid @> ${asOf}::date`,
};

/** Those whose review is a year old or more, or was never made a year after the recognition. @see DOMAIN.md 6.5 [K-m] */
const REVIEW_OVERDUE: RecordsList = {
  ...PRESTIGE,
  columns: [...PRESTIGE.columns, { key: 'due_on', label: 'villages.column.review-due', kind: 'date' }],
  query: (question) => sql`
    select * from (
      select p.*, (coalesce((select max(r.reviewed_on) from villages.prestige_review r where r.post_id = p.record_id and r.reviewed_on <= ${question.asOf}::date),
        p.on_date) + interval '1 year')::date as due_on
      from (${PRESTIGE.query(question)}) p) d
    where d.due_on < ${question.asOf}::date`,
};

/** Households in a class by the last review on or before the day, one row a village; the standard's period is named beside. */
function reviewed(column: 'poor' | 'near_poor' | 'households'): RecordsList {
  const classed = sql.ref(column === 'near_poor' ? 'p.near_poor' : 'p.poor');
  const later = sql.ref(column === 'near_poor' ? 'q.near_poor' : 'q.poor');
  return {
    anchor: 'place',
    columns: [
      { key: 'standard', label: 'villages.column.standard', kind: 'text' },
      { key: 'as_of', label: 'villages.column.as-of', kind: 'date' },
      { key: 'source', label: 'villages.column.source', kind: 'text' },
    ],
    query: ({ asOf }) => sql`
      select p.id as record_id, p.village_id as subject_id, p.village_id as unit_id, p.as_of as on_date, p.as_of, p.standard, p.source, ${sql.ref(`p.${column}`)} as weight
      from villages.profile p
      where ${classed} is not null and p.households is not null
        and p.as_of = (select max(q.as_of) from villages.profile q where q.village_id = p.village_id and q.as_of <= ${asOf}::date and ${later} is not null and q.households is not null)
        and exists (select 1 from organisation.unit_version v where v.unit_id = p.village_id and v.valid @> ${asOf}::date)`,
  };
}

const PERIOD_COLUMNS: readonly RecordColumn[] = [
  { key: 'to_on', label: 'villages.column.to', kind: 'date' },
  { key: 'source', label: 'villages.column.source', kind: 'text' },
];
/** Counts of periods that lie wholly in the asked one. */
function counted(
  column: 'settled' | 'mediations' | 'talks' | 'households_helped' | 'households_out' | 'models',
): RecordsList {
  return {
    anchor: 'place',
    columns: PERIOD_COLUMNS,
    query: ({ from, to }) => sql`
      select w.id as record_id, w.village_id as subject_id, w.village_id as unit_id, lower(w.valid) as on_date, upper(w.valid) - 1 as to_on, w.source, ${sql.ref(`w.${column}`)} as weight
      from villages.work w where ${sql.ref(`w.${column}`)} is not null and w.valid <@ daterange(${from}::date, ${to}::date)`,
  };
}

/** Households that a programme reached in the years of the period, where that was counted. */
const REACHED: RecordsList = {
  anchor: 'place',
  columns: [
    { key: 'programme', label: 'villages.column.programme', kind: 'text' },
    { key: 'component', label: 'villages.column.component', kind: 'word', wordPrefix: 'villages.component' },
    { key: 'source', label: 'villages.column.source', kind: 'text' },
  ],
  query: ({ from, to }) => sql`
    select b.id as record_id, b.village_id as subject_id, b.village_id as unit_id, make_date(b.year, 1, 1) as on_date, b.programme, b.component, b.source, b.households as weight
    from villages.benefit b
    where b.stage = 'delivered' and b.households is not null and make_date(b.year, 1, 1) >= ${from}::date and make_date(b.year, 12, 31) < ${to}::date`,
};

const ALL = villages(() => sql`true`);
const inState = (state: State): RecordsList => villages((on) => IN_STATE[state](sql.ref('v.unit_id'), on), state);
const room = 'villages';
const KINDS: readonly Dimension[] = [
  {
    key: 'kind',
    label: 'villages.column.kind',
    valuePrefix: 'organisation.kind',
    values: ['village', 'residential_group'],
  },
];
const AT_END: Dimension = {
  key: 'at_end',
  label: 'villages.column.at-end',
  valuePrefix: 'villages.at-end',
  values: ['clear', 'blank', 'ended'],
};
const STANDARD: Dimension = { key: 'standard', label: 'villages.column.standard' };
const state = {
  room,
  kind: 'ratio',
  measure: 'villages',
  base: 'D',
  denominator: villages(() => sql`true`, 'villages'),
  dimensions: KINDS,
  factor: 100,
} as const;

const flow = { room, kind: 'sum', base: 'P', dimensions: [] } as const;

const FIGURES: readonly FigureDefinition[] = [
  { ...state, id: 'I-30', records: inState('blank_members') },
  {
    room,
    id: 'I-31',
    kind: 'ratio',
    measure: 'villages',
    base: 'P',
    records: blankAtStart(true, KIND),
    denominator: blankAtStart(false, KIND),
    dimensions: KINDS,
    factor: 100,
  },
  {
    room,
    id: 'I-31.cleared',
    kind: 'flow',
    measure: 'villages',
    base: 'P',
    records: turned('cleared', KIND),
    dimensions: [...KINDS, AT_END],
  },
  {
    room,
    id: 'I-31.relapsed',
    kind: 'flow',
    measure: 'villages',
    base: 'P',
    records: turned('relapsed', KIND),
    dimensions: [...KINDS, AT_END],
  },
  { ...state, id: 'I-32', records: inState('blank_cell') },
  { ...state, id: 'I-33', records: inState('combined') },
  { room, id: 'I-34', kind: 'flow', measure: 'cells', base: 'P', records: FOUNDED, dimensions: [] },
  { room, id: 'I-35', kind: 'stock', measure: 'places', base: 'D', records: WITHOUT_ORGANISATION, dimensions: [] },
  {
    room,
    id: 'I-40',
    kind: 'ratio',
    measure: 'people',
    base: 'D',
    records: RESIDENT_MEMBERS,
    denominator: profile('residents'),
    dimensions: [],
    factor: 100,
  },
  {
    room,
    id: 'I-39',
    kind: 'ratio',
    measure: 'people',
    base: 'D',
    records: PRESTIGE,
    denominator: ALL,
    dimensions: [
      { key: 'member', label: 'villages.column.member', valuePrefix: 'villages.member', values: ['yes', 'no'] },
    ],
    factor: 100,
  },
  {
    room,
    id: 'I-39.review-overdue',
    kind: 'ratio',
    measure: 'people',
    base: 'D',
    records: REVIEW_OVERDUE,
    denominator: PRESTIGE,
    dimensions: [
      { key: 'member', label: 'villages.column.member', valuePrefix: 'villages.member', values: ['yes', 'no'] },
    ],
    factor: 100,
  },
  {
    room,
    id: 'I-57',
    kind: 'ratio',
    measure: 'households',
    base: 'D',
    records: reviewed('poor'),
    denominator: reviewed('households'),
    dimensions: [STANDARD],
    factor: 100,
  },
  {
    room,
    id: 'I-57.near-poor',
    kind: 'ratio',
    measure: 'households',
    base: 'D',
    records: reviewed('near_poor'),
    denominator: reviewed('households'),
    dimensions: [STANDARD],
    factor: 100,
  },
  { ...flow, id: 'work.mediations', measure: 'cases', records: counted('mediations') },
  { ...flow, id: 'work.settled', measure: 'cases', records: counted('settled') },
  { ...flow, id: 'work.talks', measure: 'talks', records: counted('talks') },
  { ...flow, id: 'work.helped', measure: 'households', records: counted('households_helped') },
  { ...flow, id: 'work.out-of-poverty', measure: 'households', records: counted('households_out') },
  { ...flow, id: 'work.models', measure: 'models', records: counted('models') },
  {
    ...flow,
    id: 'benefit.households',
    measure: 'households',
    records: REACHED,
    dimensions: [
      { key: 'programme', label: 'villages.column.programme' },
      {
        key: 'component',
        label: 'villages.column.component',
        valuePrefix: 'villages.component',
        values: COMPONENTS,
      },
    ],
  },
  {
    room,
    id: 'profile.households',
    kind: 'sum',
    measure: 'households',
    base: 'D',
    records: profile('households'),
    dimensions: [],
  },
  {
    room,
    id: 'profile.residents',
    kind: 'sum',
    measure: 'residents',
    base: 'D',
    records: profile('residents'),
    dimensions: [],
  },
];

/** Called once by every composition that answers figures. */
export function registerVillageFigures(): void {
  registerFigures(FIGURES);
}

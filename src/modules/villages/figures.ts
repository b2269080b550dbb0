import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  type RecordsQuestion,
  registerFigures,
} from '#modules/figures/index.ts';

/**
 * The figures about villages, DOMAIN.md 2.3 and 7.2: the three blank states (never merged into one), cells founded, member density,
 * and the profile of a village.
 */

const KIND: RecordColumn = {
  key: 'kind',
  label: 'villages.column.kind',
  kind: 'word',
  wordPrefix: 'organisation.kind',
};

/** Villages that live on a day; the list that every state of villages is measured against. */
const alive = (on: RawBuilder<unknown>) => sql`
  organisation.unit_version v where v.kind in ('village', 'residential_group') and v.valid @> ${on}`;

/** Somebody on the roll whose cell covers the village and who lives there. @see DOMAIN.md 2.3 */
const hasMember = (village: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`exists (
  select 1 from organisation.covers c
  join membership.on_roll p on p.cell_id = c.party_id and p.valid @> ${on}
  join membership.lived_in r on r.person_id = p.member_id and r.valid @> ${on} and r.village_id = ${village}
  where c.place_id = ${village} and c.valid @> ${on})`;
const hasCell = (village: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`exists (
  select 1 from organisation.covers c where c.place_id = ${village} and c.valid @> ${on})`;
/** Covered only by cells that cover other villages too. */
const isCombined = (
  village: RawBuilder<unknown>,
  on: RawBuilder<unknown>,
) => sql`(${hasCell(village, on)} and not exists (
  select 1 from organisation.covers c where c.place_id = ${village} and c.valid @> ${on}
    and (select count(*) from organisation.covers o where o.party_id = c.party_id and o.valid @> ${on}) = 1))`;

/** Villages on the as-of day for which the condition holds. */
function villages(where: (on: RawBuilder<unknown>) => RawBuilder<unknown>): RecordsList {
  return {
    anchor: 'place',
    columns: [KIND],
    query: ({ asOf }) => {
      const on = sql`${asOf}::date`;
      return sql`select v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, lower(v.valid) as on_date, 1 as weight, v.kind from ${alive(on)} and ${where(on)}`;
    },
  };
}

/** Villages without a member on the eve of the period; with `cleared`, those of them that have one at its end. */
function blankAtStart(cleared: boolean): RecordsList {
  return {
    anchor: 'place',
    columns: [KIND],
    query: ({ from, to }: RecordsQuestion) => {
      const start = sql`${from}::date`;
      const end = sql`(${to}::date - 1)`;
      const gained = cleared
        ? sql`and exists (select 1 from organisation.unit_version e where e.unit_id = v.unit_id and e.valid @> ${end}) and ${hasMember(sql`v.unit_id`, end)}`
        : sql``;
      return sql`
        select v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, lower(v.valid) as on_date, 1 as weight, v.kind
        from ${alive(start)} and not ${hasMember(sql`v.unit_id`, start)} ${gained}`;
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
      where ${sql.ref(`p.${column}`)} is not null and p.as_of = (select max(q.as_of) from villages.profile q where q.village_id = p.village_id and q.as_of <= ${asOf}::date)
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

const ALL = villages(() => sql`true`);
const id = (column: string) => sql.ref(column);
const room = 'villages';
const KINDS: readonly Dimension[] = [
  {
    key: 'kind',
    label: 'villages.column.kind',
    valuePrefix: 'organisation.kind',
    values: ['village', 'residential_group'],
  },
];
const state = {
  room,
  kind: 'ratio',
  measure: 'villages',
  base: 'D',
  denominator: ALL,
  dimensions: KINDS,
  factor: 100,
} as const;

const FIGURES: readonly FigureDefinition[] = [
  { ...state, id: 'I-30', records: villages((on) => sql`not ${hasMember(id('v.unit_id'), on)}`) },
  {
    room,
    id: 'I-31',
    kind: 'ratio',
    measure: 'villages',
    base: 'P',
    records: blankAtStart(true),
    denominator: blankAtStart(false),
    dimensions: KINDS,
    factor: 100,
  },
  { ...state, id: 'I-32', records: villages((on) => sql`not ${hasCell(id('v.unit_id'), on)}`) },
  { ...state, id: 'I-33', records: villages((on) => isCombined(id('v.unit_id'), on)) },
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

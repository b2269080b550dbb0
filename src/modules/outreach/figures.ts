import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  registerFigures,
} from '#modules/figures/index.ts';
import { AUDIENCES, CATEGORIES, KINDS, MEASURES, PROGRAMMES, SERVICES, SIDES } from './contract.ts';

/**
 * Figures I-49, I-50 and I-51 of DOMAIN.md 7.2: outreach in days and person-days, the reach of digital help, and what joint work
 * achieved. They count held activities only, at the place where they were. Measures are never added: I-51 is asked by measure.
 */
const within = (on: RawBuilder<unknown>, from: string, to: string) =>
  sql`${on} >= ${from}::date and ${on} < ${to}::date`;
const held = (from: string, to: string) => sql`a.state = 'held' and ${within(sql`a.starts_on`, from, to)}`;

const word = (key: string, prefix: string, label: string): RecordColumn => ({
  key,
  label,
  kind: 'word',
  wordPrefix: prefix,
});
const text = (key: string, label: string): RecordColumn => ({ key, label, kind: 'text' });
const dimension = (key: string, label: string, prefix: string, values: readonly string[]): Dimension => ({
  key,
  label,
  valuePrefix: prefix,
  values,
});
const TITLE = text('title', 'outreach.column.title');
const KIND = word('kind', 'outreach.kind', 'outreach.column.kind');
const BY_KIND = dimension('kind', 'outreach.column.kind', 'outreach.kind', KINDS);
const BY_PROGRAMME = dimension('programme', 'outreach.column.programme', 'outreach.programme', [...PROGRAMMES, 'none']);
const BY_AUDIENCE = dimension('audience', 'outreach.column.audience', 'outreach.audience', AUDIENCES);
const OF_ACTIVITY = sql`a.id as subject_id, a.place_id as unit_id, a.starts_on as on_date, a.title, a.kind, coalesce(a.programme, 'none') as programme`;

const ACTIVITIES: RecordsList = {
  anchor: 'place',
  columns: [TITLE, KIND],
  query: ({ from, to }) => sql`
    select a.id as record_id, ${OF_ACTIVITY}, 1 as weight, coalesce(a.audience, 'mixed') as audience from outreach.activity a where ${held(from, to)}`,
};
const DAYS: RecordsList = {
  anchor: 'place',
  columns: [TITLE, KIND, { key: 'days', label: 'outreach.column.days', kind: 'number' }],
  query: ({ from, to }) => sql`
    select a.id as record_id, ${OF_ACTIVITY}, a.ends_on - a.starts_on + 1 as weight, a.ends_on - a.starts_on + 1 as days from outreach.activity a where ${held(from, to)}`,
};
/** Groups with their weight: people times days, or people. */
const groups = (weight: RawBuilder<unknown>, only: RawBuilder<unknown> = sql`true`): RecordsList => ({
  anchor: 'place',
  columns: [
    TITLE,
    KIND,
    word('category', 'outreach.category', 'outreach.column.category'),
    word('side', 'outreach.side', 'outreach.column.side'),
  ],
  query: ({ from, to }) => sql`
    select g.id as record_id, ${OF_ACTIVITY}, ${weight} as weight, g.category, g.side, coalesce(a.audience, 'mixed') as audience
    from outreach.group_count g join outreach.activity a on a.id = g.activity_id
    where ${held(from, to)} and ${only}`,
});
const digital = (list: RecordsList): RecordsList => ({
  ...list,
  query: (question) => sql`select r.* from (${list.query(question)}) r where r.kind = 'digital_help'`,
});
const SERVICES_DONE: RecordsList = {
  anchor: 'place',
  columns: [TITLE, word('service', 'outreach.service', 'outreach.column.service')],
  query: ({ from, to }) => sql`
    select s.id as record_id, ${OF_ACTIVITY}, s.done as weight, s.service, coalesce(a.audience, 'mixed') as audience
    from outreach.service_done s join outreach.activity a on a.id = s.activity_id where ${held(from, to)}`,
};
const QUANTITIES: RecordsList = {
  anchor: 'place',
  columns: [TITLE, KIND, word('measure', 'outreach.measure', 'outreach.column.measure')],
  query: ({ from, to }) => sql`
    select q.id as record_id, a.id as subject_id, q.unit_id, a.starts_on as on_date, q.amount::float8 as weight, a.title, a.kind,
      coalesce(a.programme, 'none') as programme, q.measure
    from outreach.quantity q join outreach.activity a on a.id = q.activity_id where ${held(from, to)}`,
};
/** One measure of I-51 by itself: a sum over several would mean nothing. */
const ofMeasure = (measure: string): RecordsList => ({
  ...QUANTITIES,
  query: (question) => sql`select r.* from (${QUANTITIES.query(question)}) r where r.measure = ${measure}`,
});
const VILLAGES: RecordsList = {
  anchor: 'place',
  columns: [TITLE, KIND],
  query: ({ from, to }) => sql`
    select v.id as record_id, v.village_id as subject_id, v.village_id as unit_id, a.starts_on as on_date, 1 as weight, a.title, a.kind,
      coalesce(a.programme, 'none') as programme
    from outreach.activity_village v join outreach.activity a on a.id = v.activity_id where ${held(from, to)}`,
};

const room = 'outreach';
const flow = { room, kind: 'flow', base: 'P' } as const;
const sum = { room, kind: 'sum', base: 'P' } as const;
const CATEGORY = dimension('category', 'outreach.column.category', 'outreach.category', CATEGORIES);
const SIDE = dimension('side', 'outreach.column.side', 'outreach.side', SIDES);
/** The measures of joint work; sessions, papers and gifts are no work of hands. */
export const WORK_MEASURES = [
  'metres_drain',
  'metres_road',
  'metres_flower_road',
  'trees',
  'streets',
  'hours',
] as const;
const MEASURE_WORD: Record<(typeof WORK_MEASURES)[number], string> = {
  metres_drain: 'metres',
  metres_road: 'metres',
  metres_flower_road: 'metres',
  trees: 'trees',
  streets: 'streets',
  hours: 'hours',
};

const FIGURES: readonly FigureDefinition[] = [
  { ...sum, id: 'I-49', measure: 'days', records: DAYS, dimensions: [BY_KIND, BY_PROGRAMME] },
  {
    ...sum,
    id: 'I-49.person-days',
    measure: 'person-days',
    records: groups(sql`(g.people * g.days)::float8`),
    dimensions: [BY_KIND, BY_PROGRAMME, CATEGORY, SIDE],
  },
  { ...flow, id: 'I-49.activities', measure: 'activities', records: ACTIVITIES, dimensions: [BY_KIND, BY_PROGRAMME] },
  {
    ...sum,
    id: 'I-49.people',
    measure: 'attendances',
    records: groups(sql`g.people`),
    dimensions: [BY_KIND, BY_PROGRAMME, CATEGORY, SIDE],
  },
  { ...flow, id: 'I-50', measure: 'sessions', records: digital(ACTIVITIES), dimensions: [BY_AUDIENCE] },
  {
    ...sum,
    id: 'I-50.persons',
    measure: 'people',
    // Whoever came before in the year is not counted again.
    records: digital(groups(sql`g.first_time`, sql`g.first_time > 0`)),
    dimensions: [CATEGORY, BY_AUDIENCE],
  },
  {
    ...sum,
    id: 'I-50.services',
    measure: 'services',
    records: SERVICES_DONE,
    dimensions: [dimension('service', 'outreach.column.service', 'outreach.service', SERVICES), BY_AUDIENCE],
  },
  ...WORK_MEASURES.map((measure): FigureDefinition => ({
    ...sum,
    id: `I-51.${measure.replaceAll('_', '-')}`,
    measure: MEASURE_WORD[measure],
    records: ofMeasure(measure),
    dimensions: [BY_KIND, BY_PROGRAMME],
  })),
  {
    ...flow,
    id: 'I-51',
    measure: 'entries',
    records: QUANTITIES,
    dimensions: [dimension('measure', 'outreach.column.measure', 'outreach.measure', MEASURES), BY_KIND, BY_PROGRAMME],
  },
  { ...flow, id: 'I-51.villages', measure: 'villages', records: VILLAGES, dimensions: [BY_KIND, BY_PROGRAMME] },
];

/** Called once by every composition that answers figures. */
export function registerOutreachFigures(): void {
  registerFigures(FIGURES);
}

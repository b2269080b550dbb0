import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  registerFigures,
  type Tally,
} from '#modules/figures/index.ts';
import { AUDIENCES, FORMS, GROUPS, MODEL_KINDS, REASONS, ROLES_THERE, SUBJECTS } from './contract.ts';

/** Figures I-41 and I-42 of DOMAIN.md 7.2: training in sessions, people and attendances; commendations, and models taken up elsewhere. */

/** The Party organisation that stands for a unit on a day: itself, the one that covers the place, or the one it hangs on. */
const party = (unit: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`(
  select case u.tree when 'party' then u.id
    when 'place' then (select k.party_id from organisation.covers k where k.place_id = u.id and k.valid @> ${on} order by k.party_id limit 1)
    else (select b.parent_id from organisation.unit_version b join organisation.unit a on a.id = b.parent_id and a.tree = 'party' where b.unit_id = u.id and b.valid @> ${on} limit 1) end
  from organisation.unit u where u.id = ${unit})`;

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
const TITLE = text('title', 'learning.column.title');
const SUBJECT = word('subject', 'learning.subject', 'learning.column.subject');
const NAME = text('name', 'membership.column.name');
const BY_SUBJECT = dimension('subject', 'learning.column.subject', 'learning.subject', SUBJECTS);
const BY_AUDIENCE = dimension('audience', 'learning.column.audience', 'learning.audience', AUDIENCES);
const within = (on: RawBuilder<unknown>, from: string, to: string) =>
  sql`${on} >= ${from}::date and ${on} < ${to}::date`;

/** The same of a unit that is joined already, as `own`: most are Party organisations themselves, and only for the others is anything looked up. */
const partyOf = (on: RawBuilder<unknown>) =>
  sql`case when own.tree = 'party' then own.id else ${party(sql`own.id`, on)} end`;

const heldIn = (from: string, to: string) => sql`
  select c.id, c.starts_on, ${partyOf(sql`c.starts_on`)} as party_id
  from learning.course c join organisation.unit own on own.id = c.unit_id where c.state = 'held' and ${within(sql`c.starts_on`, from, to)}`;

/** Sittings, courses and heads of a period, in one reading; `figures.test.ts` holds it equal to the lists. */
const COURSES_HELD: Tally = {
  anchor: 'party',
  columns: ['sessions', 'courses', 'heads', 'head_rows'],
  query: ({ from, to, near }) => sql`
    with held as materialized (${heldIn(from, to)}),
    counted as (
      select ${partyOf(sql`s.on_date`)} as unit_id, 1 as sessions, 0 as courses, 0 as heads, 0 as head_rows
      from learning.session s join learning.course c on c.id = s.course_id and c.state <> 'cancelled' join organisation.unit own on own.id = c.unit_id
      where ${within(sql`s.on_date`, from, to)}
      union all
      select h.party_id, 0, 1, 0, 0 from held h
      union all
      select h.party_id, 0, 0, n.people, 1 from held h join learning.head_count n on n.course_id = h.id)
    select n.key, n.sure, c.sessions, c.courses, c.heads, c.head_rows
    from counted c full join ${near} n on n.unit_id = c.unit_id where coalesce(n.unit_id = c.unit_id, false)`,
};

/**
 * Participants by name of a period, added up for each unit they came from before anything is joined; only where some came from a place or
 * a body of the state the day of each course decides which Party organisation stands for them (their own sums meet no unit of the place).
 */
const CAME: Tally = {
  anchor: 'party',
  columns: ['participants'],
  query: ({ from, to, near }) => sql`
    with held as materialized (${heldIn(from, to)}),
    sums as materialized (select p.unit_id, count(*) as people from held h join learning.participant p on p.course_id = h.id group by p.unit_id)
    select n.key, n.sure, c.people as participants
    from (
      select s.unit_id, s.people from sums s
      union all
      select coalesce(${party(sql`p.unit_id`, sql`h.starts_on`)}, h.party_id), 1
      from held h join learning.participant p on p.course_id = h.id join organisation.unit own on own.id = p.unit_id and own.tree <> 'party'
      where exists (select 1 from sums s join organisation.unit other on other.id = s.unit_id and other.tree <> 'party')) c
    full join ${near} n on n.unit_id = c.unit_id where coalesce(n.unit_id = c.unit_id, false)`,
};

/** Secretaries in office at the end of a period, and those of them who were at a course in it. */
const SECRETARIES: Tally = {
  anchor: 'party',
  columns: ['secretaries', 'trained'],
  query: ({ from, to, near }) => sql`
    select n.key, n.sure, 1 as secretaries, coalesce(o.person_id in (${trainedIn(from, to)}), false)::int as trained
    from organisation.post o full join ${near} n on n.unit_id = o.unit_id
    where o.kind = 'cell_secretary' and o.valid @> (${to}::date - 1) and coalesce(n.unit_id = o.unit_id, false)`,
};

/** Persons who were at a sitting of a course of the period. */
const trainedIn = (from: string, to: string) => sql`
  select p.person_id from learning.participant p join learning.course c on c.id = p.course_id and c.state = 'held'
  where p.sessions > 0 and ${within(sql`c.starts_on`, from, to)}`;

const SESSIONS: RecordsList = {
  anchor: 'party',
  tally: { of: COURSES_HELD, value: 'sessions', rows: 'sessions' },
  columns: [TITLE, text('topic', 'learning.column.topic'), SUBJECT],
  query: ({ from, to }) => sql`
    select s.id as record_id, s.course_id as subject_id, ${party(sql`c.unit_id`, sql`s.on_date`)} as unit_id, s.on_date, 1 as weight, c.title, s.topic, c.subject, c.audience
    from learning.session s join learning.course c on c.id = s.course_id and c.state <> 'cancelled' where ${within(sql`s.on_date`, from, to)}`,
};
const COURSES: RecordsList = {
  anchor: 'party',
  tally: { of: COURSES_HELD, value: 'courses', rows: 'courses' },
  columns: [TITLE, SUBJECT],
  query: ({ from, to }) => sql`
    select c.id as record_id, c.id as subject_id, ${party(sql`c.unit_id`, sql`c.starts_on`)} as unit_id, c.starts_on as on_date, 1 as weight, c.title, c.subject, c.audience
    from learning.course c where c.state = 'held' and ${within(sql`c.starts_on`, from, to)}`,
};
/** Those who took part by name, where they came from; asked for people once, each counts one however many courses he was in. */
const PARTICIPANTS: RecordsList = {
  anchor: 'party',
  tally: { of: CAME, value: 'participants', rows: 'participants' },
  columns: [
    NAME,
    word('as_what', 'learning.as', 'learning.column.as'),
    TITLE,
    { ...text('member', 'learning.column.member'), hidden: true },
  ],
  query: ({ from, to }) => sql`
    select p.id as record_id, p.person_id as subject_id, coalesce(${party(sql`p.unit_id`, sql`c.starts_on`)}, ${party(sql`c.unit_id`, sql`c.starts_on`)}) as unit_id,
      c.starts_on as on_date, 1 as weight, n.full_name as name, p.as_what,
      case when exists (select 1 from membership.on_roll r where r.member_id = p.person_id) then 'yes' else 'no' end as member, c.title, c.subject, c.audience
    from learning.participant p join learning.course c on c.id = p.course_id and c.state = 'held' left join membership.shown_person n on n.id = p.person_id
    where ${within(sql`c.starts_on`, from, to)}`,
};
const HEADS: RecordsList = {
  anchor: 'party',
  tally: { of: COURSES_HELD, value: 'heads', rows: 'head_rows' },
  columns: [TITLE, word('group', 'learning.group', 'learning.column.group')],
  query: ({ from, to }) => sql`
    select h.id as record_id, h.course_id as subject_id, ${party(sql`c.unit_id`, sql`c.starts_on`)} as unit_id, c.starts_on as on_date, h.people as weight, c.title, h."group", c.subject
    from learning.head_count h join learning.course c on c.id = h.course_id and c.state = 'held' where ${within(sql`c.starts_on`, from, to)}`,
};
/** Secretaries of cells in office at the end of the period; with `trained`, those of them who were at a course in it. */
const secretaries = (column: 'secretaries' | 'trained'): RecordsList => ({
  anchor: 'party',
  columns: [NAME],
  tally: { of: SECRETARIES, value: column, rows: column },
  query: ({ from, to }) => sql`
    select o.id as record_id, o.person_id as subject_id, o.unit_id, lower(o.valid) as on_date, 1 as weight, n.full_name as name
    from organisation.post o left join membership.shown_person n on n.id = o.person_id
    where o.kind = 'cell_secretary' and o.valid @> (${to}::date - 1) ${column === 'trained' ? sql`and o.person_id in (${trainedIn(from, to)})` : sql``}`,
});
const COMMENDATIONS: RecordsList = {
  anchor: 'party',
  columns: [
    text('document', 'learning.column.document'),
    word('form', 'learning.form', 'learning.column.form'),
    word('reason', 'learning.reason', 'learning.column.reason'),
    word('given_to', 'learning.given-to', 'learning.column.given-to'),
  ],
  query: ({ from, to }) => sql`
    select c.id as record_id, c.id as subject_id, ${party(sql`c.unit_id`, sql`c.decided_on`)} as unit_id, c.decided_on as on_date, 1 as weight, c.document, c.form, c.reason,
      case when c.person_id is null then 'unit' else 'person' end as given_to
    from learning.commendation c where ${within(sql`c.decided_on`, from, to)}`,
};
/** Models that at least one further place had taken up by the end of the period, and took up in it. @see DOMAIN.md 7.2 I-42 */
const MODELS: RecordsList = {
  anchor: 'party',
  columns: [
    TITLE,
    word('kind', 'learning.model', 'learning.column.kind'),
    { key: 'places', label: 'learning.column.places', kind: 'number' },
  ],
  query: ({ from, to }) => sql`
    select m.id as record_id, m.id as subject_id, ${party(sql`m.unit_id`, sql`m.named_on`)} as unit_id, a.first_on as on_date, 1 as weight, m.title, m.kind, a.places
    from learning.role_model m join lateral (
      select min(x.adopted_on) as first_on, count(*) as places from learning.adoption x where x.model_id = m.id and ${within(sql`x.adopted_on`, from, to)}) a on a.places > 0`,
};

const room = 'learning';
const flow = { room, kind: 'flow', base: 'P' } as const;
const FIGURES: readonly FigureDefinition[] = [
  { ...flow, id: 'I-41', measure: 'sessions', records: SESSIONS, dimensions: [BY_SUBJECT, BY_AUDIENCE] },
  { ...flow, id: 'I-41.courses', measure: 'courses', records: COURSES, dimensions: [BY_SUBJECT, BY_AUDIENCE] },
  {
    ...flow,
    id: 'I-41.participants',
    measure: 'people',
    records: PARTICIPANTS,
    dimensions: [dimension('as_what', 'learning.column.as', 'learning.as', ROLES_THERE), BY_SUBJECT, BY_AUDIENCE],
  },
  {
    ...flow,
    id: 'I-41.heads',
    kind: 'sum',
    measure: 'heads',
    records: HEADS,
    dimensions: [dimension('group', 'learning.column.group', 'learning.group', GROUPS), BY_SUBJECT],
  },
  {
    room,
    id: 'I-41.secretaries',
    kind: 'ratio',
    measure: 'people',
    base: 'P',
    records: secretaries('trained'),
    denominator: secretaries('secretaries'),
    dimensions: [],
    factor: 100,
  },
  {
    ...flow,
    id: 'I-42',
    measure: 'decisions',
    records: COMMENDATIONS,
    dimensions: [
      dimension('form', 'learning.column.form', 'learning.form', FORMS),
      dimension('reason', 'learning.column.reason', 'learning.reason', REASONS),
      dimension('given_to', 'learning.column.given-to', 'learning.given-to', ['unit', 'person']),
    ],
  },
  {
    ...flow,
    id: 'I-42.models',
    measure: 'models',
    records: MODELS,
    dimensions: [dimension('kind', 'learning.column.kind', 'learning.model', MODEL_KINDS)],
  },
];

/** Called once by every composition that answers figures. */
export function registerLearningFigures(): void {
  registerFigures(FIGURES);
}

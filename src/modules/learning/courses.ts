import { type RawBuilder, sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type {
  ChangeCourse,
  ChangeParticipant,
  CourseList,
  CoursePage,
  CourseQuery,
  CourseRow,
  NewCertificate,
  NewCourse,
  NewHeadCount,
  NewParticipant,
  NewSession,
} from './contract.ts';
import { cadreOn, unitOn } from './people.ts';
import { courseYearsOn } from './settings.ts';
import { assertCertificate, assertCourseState, assertDates, assertParticipant, assertSession } from './rules.ts';

type About = { caller: Caller; today: string };

/** Name of a unit as it was called on a day. */
export const nameOn = (unit: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`
  (select v.name from organisation.unit_version v where v.unit_id = ${unit} order by v.valid @> ${on} desc, v.valid desc limit 1)`;

const ROW = sql`
  c.id, json_build_object('id', c.unit_id, 'name', ${nameOn(sql`c.unit_id`, sql`c.starts_on`)}) as unit, c.subject, c.audience, c.title,
  c.starts_on as "startsOn", c.ends_on as "endsOn", c.state,
  (select count(*) from learning.session s where s.course_id = c.id) as sessions,
  (select count(*) from learning.participant p where p.course_id = c.id) as participants,
  coalesce((select sum(h.people) from learning.head_count h where h.course_id = c.id), 0)::int as heads,
  (select count(*) from learning.certificate t join learning.participant p on p.id = t.participant_id where p.course_id = c.id) as certificates`;

/** Courses held by units below one, the latest first. @throws NotFound; Invalid `request.cursor` */
export async function listCourses(tx: Tx, { caller, today }: About, query: CourseQuery): Promise<CourseList> {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const conditions = [
    sql`c.unit_id in ${units}`,
    ...(query.from ? [sql`c.ends_on >= ${query.from}::date`] : []),
    ...(query.to ? [sql`c.starts_on <= ${query.to}::date`] : []),
    ...(query.subject ? [sql`c.subject = ${query.subject}`] : []),
    ...(query.audience ? [sql`c.audience = ${query.audience}`] : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const after =
    query.cursor === undefined ? sql`` : sql`and (c.starts_on, c.id) < (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<CourseRow>(sql`
    select ${ROW} from learning.course c where ${where} ${after} order by c.starts_on desc, c.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const total =
    query.cursor === undefined
      ? (await tx.one<{ n: number }>(sql`select count(*) as n from learning.course c where ${where}`)).n
      : undefined;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? cursorOf(last.startsOn, last.id) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/** A course with its sittings, people and head counts. @throws NotFound */
export async function getCourse(tx: Tx, id: string): Promise<CoursePage> {
  const course = await tx.one<Omit<CoursePage, 'sittings' | 'people' | 'groups'>>(sql`
    select ${ROW}, c.curriculum, c.place, c.document, c.version from learning.course c where c.id = ${id}`);
  const sittings = await tx.many<CoursePage['sittings'][number]>(sql`
    select id, on_date as "on", topic, hours::float8 as hours from learning.session where course_id = ${id} order by on_date, topic`);
  const people = await tx.many<CoursePage['people'][number]>(sql`
    select p.id, json_build_object('id', p.person_id, 'name', n.full_name) as person,
      json_build_object('id', p.unit_id, 'name', ${nameOn(sql`p.unit_id`, sql`c.starts_on`)}) as unit, p.as_what as "as", p.sessions, p.passed, p.version,
      case when t.id is not null then json_build_object('number', t.number, 'issuedOn', t.issued_on) end as certificate
    from learning.participant p join learning.course c on c.id = p.course_id
    left join membership.shown_person n on n.id = p.person_id left join learning.certificate t on t.participant_id = p.id
    where p.course_id = ${id} order by n.full_name collate "vi-x-icu", p.id`);
  const groups = await tx.many<CoursePage['groups'][number]>(
    sql`select id, "group", people from learning.head_count where course_id = ${id} order by "group"`,
  );
  return { ...course, sittings, people, groups };
}

/** @throws NotFound outside the scope; RuleBroken `course.changed-meanwhile` `{ version }` */
async function courseForWrite(tx: Tx, id: string, version?: number) {
  const course = await tx.one<{
    id: string;
    label: number;
    startsOn: string;
    endsOn: string;
    state: 'planned' | 'held' | 'cancelled';
    version: number;
    sessions: number;
    participants: number;
  }>(sql`
    select c.id, c.label, c.starts_on as "startsOn", c.ends_on as "endsOn", c.state, c.version,
      (select count(*) from learning.session s where s.course_id = c.id) as sessions,
      (select count(*) from learning.participant p where p.course_id = c.id) as participants
    from learning.course c where c.id = ${id} and membership.label_in_scope(c.label) for update of c`);
  if (version !== undefined && course.version !== version)
    throw new RuleBroken('course.changed-meanwhile', { version: course.version, yours: version });
  return course;
}

/** Plans a course. Sending the same `id` again changes nothing. @throws NotFound; RuleBroken `course.dates`, `course.too-long`, `learning.unit-not-alive` */
export async function addCourse(tx: Tx, { caller }: About, input: NewCourse): Promise<{ id: string }> {
  const unit = await unitOn(tx, caller, input.unitId, input.startsOn);
  assertDates(input, { years: await courseYearsOn(tx, input.startsOn) });
  if (await tx.maybeOne(sql`select 1 from learning.course where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into learning.course (id, unit_id, subject, audience, title, curriculum, place, document, starts_on, ends_on, label)
    values (${input.id}, ${unit.id}, ${input.subject}, ${input.audience}, ${input.title}, ${input.curriculum}, ${input.place}, ${input.document},
      ${input.startsOn}, ${input.endsOn}, ${unit.label})`);
  return { id: input.id };
}

/**
 * Changes a course, or says that it was held or cancelled.
 * @throws RuleBroken `course.closed`, `course.not-begun`, `course.has-participants`, `course.dates`, `course.too-long`, `course.session-outside`, `course.changed-meanwhile`
 */
export async function changeCourse(tx: Tx, { today }: About, id: string, input: ChangeCourse): Promise<{ id: string }> {
  const course = await courseForWrite(tx, id, input.version);
  const dates = { startsOn: input.startsOn ?? course.startsOn, endsOn: input.endsOn ?? course.endsOn };
  if (input.startsOn !== undefined || input.endsOn !== undefined)
    assertDates(dates, { years: await courseYearsOn(tx, dates.startsOn) });
  if (input.state) assertCourseState({ ...course, ...dates }, input.state, today);
  const outside = await tx.maybeOne<{ on: string }>(sql`
    select on_date as "on" from learning.session where course_id = ${id} and on_date not between ${dates.startsOn}::date and ${dates.endsOn}::date limit 1`);
  if (outside) throw new RuleBroken('course.session-outside', { on: outside.on, ...dates });
  await tx.run(sql`
    update learning.course set title = coalesce(${input.title ?? null}, title), curriculum = coalesce(${input.curriculum ?? null}, curriculum),
      place = case when ${input.place !== undefined} then ${input.place ?? null} else place end,
      starts_on = ${dates.startsOn}, ends_on = ${dates.endsOn}, state = ${input.state ?? course.state}, version = version + 1
    where id = ${id}`);
  return { id };
}

/** Adds a sitting. @throws RuleBroken `course.session-outside`, `course.cancelled`, `course.session-exists` */
export async function addSession(tx: Tx, _about: About, id: string, input: NewSession): Promise<{ id: string }> {
  const course = await courseForWrite(tx, id);
  assertSession(input.on, course);
  if (await tx.maybeOne(sql`select 1 from learning.session where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into learning.session (id, course_id, on_date, topic, hours, label) values (${input.id}, ${id}, ${input.on}, ${input.topic}, ${input.hours}, ${course.label})`);
  return { id: input.id };
}

/**
 * Enters a member or cadre by name.
 * @throws NotFound when the person is outside the scope; RuleBroken `course.person-not-cadre`, `course.sessions-over`, `course.participant-exists`
 */
export async function addParticipant(
  tx: Tx,
  _about: About,
  id: string,
  input: NewParticipant,
): Promise<{ id: string }> {
  const course = await courseForWrite(tx, id);
  const person = await cadreOn(tx, input.personId, course.startsOn);
  assertParticipant({ ...person, sessions: input.sessions }, course);
  if (await tx.maybeOne(sql`select 1 from learning.participant where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into learning.participant (id, course_id, person_id, as_what, unit_id, sessions, passed, label, home_label)
    values (${input.id}, ${id}, ${input.personId}, ${input.as}, ${person.unitId}, ${input.sessions}, ${input.passed}, ${course.label}, ${person.label})`);
  return { id: input.id };
}

/** How often somebody came, and whether he passed. @throws NotFound; RuleBroken `course.sessions-over`, `course.changed-meanwhile`, `course.certified` */
export async function changeParticipant(
  tx: Tx,
  _about: About,
  id: string,
  participantId: string,
  input: ChangeParticipant,
): Promise<{ id: string }> {
  const course = await courseForWrite(tx, id);
  const row = await tx.one<{ sessions: number; passed: boolean | null; version: number; certified: boolean }>(sql`
    select p.sessions, p.passed, p.version, exists (select 1 from learning.certificate t where t.participant_id = p.id) as certified
    from learning.participant p where p.id = ${participantId} and p.course_id = ${id} for update of p`);
  if (row.version !== input.version)
    throw new RuleBroken('course.changed-meanwhile', { version: row.version, yours: input.version });
  const sessions = input.sessions ?? row.sessions;
  assertParticipant({ isMember: true, holdsPost: true, sessions }, course);
  const passed = input.passed === undefined ? row.passed : input.passed;
  if (row.certified && passed !== true) throw new RuleBroken('course.certified');
  await tx.run(sql`
    update learning.participant set sessions = ${sessions}, passed = ${passed}, version = version + 1 where id = ${participantId}`);
  return { id: participantId };
}

/** How many of a group were there, in all. @throws RuleBroken `course.group-counted`, `course.cancelled` */
export async function addHeadCount(tx: Tx, _about: About, id: string, input: NewHeadCount): Promise<{ id: string }> {
  const course = await courseForWrite(tx, id);
  if (course.state === 'cancelled') throw new RuleBroken('course.cancelled');
  if (await tx.maybeOne(sql`select 1 from learning.head_count where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into learning.head_count (id, course_id, "group", people, label) values (${input.id}, ${id}, ${input.group}, ${input.people}, ${course.label})`);
  return { id: input.id };
}

/** Records a certificate. @throws NotFound; RuleBroken `course.certificate-not-passed`, `course.certificate-before-end`, `course.certified`, `course.certificate-number-taken` */
export async function addCertificate(
  tx: Tx,
  { today }: About,
  id: string,
  input: NewCertificate,
): Promise<{ id: string }> {
  const course = await courseForWrite(tx, id);
  const participant = await tx.one<{ passed: boolean | null; homeLabel: number }>(sql`
    select passed, home_label as "homeLabel" from learning.participant where id = ${input.participantId} and course_id = ${id} for update`);
  assertCertificate(input.issuedOn, participant, course);
  if (input.issuedOn > today) throw new RuleBroken('learning.in-future', { on: input.issuedOn, today });
  if (await tx.maybeOne(sql`select 1 from learning.certificate where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into learning.certificate (id, participant_id, number, issued_on, label, home_label)
    values (${input.id}, ${input.participantId}, ${input.number}, ${input.issuedOn}, ${course.label}, ${participant.homeLabel})`);
  return { id: input.id };
}

/** The cursor that stands for a row of a list ordered by day and identity. */
export function cursorOf(on: string, id: string): string {
  return Buffer.from(JSON.stringify([on, id])).toString('base64url');
}

/** @throws Invalid `request.cursor` when the text is none of ours */
export function cursorKeys(cursor: string): RawBuilder<unknown>[] {
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new Invalid('request.cursor');
  }
  const [on, id] = Array.isArray(keys) ? (keys as unknown[]) : [];
  if (
    typeof on !== 'string' ||
    typeof id !== 'string' ||
    !/^\d{4}-\d{2}-\d{2}$/.test(on) ||
    !/^[0-9a-f-]{36}$/.test(id)
  )
    throw new Invalid('request.cursor');
  return [sql`${on}::date`, sql`${id}::uuid`];
}

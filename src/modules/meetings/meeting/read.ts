import { type RawBuilder, sql } from 'kysely';
import { isBelow, listRequests, listTasks, unitName } from '#modules/tasks/index.ts';
import type { TaskRow } from '#modules/tasks/contract.ts';
import { cursorParts } from '#platform/cursor.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import { countUpTo } from '#platform/db/count.ts';
import { Id, type Page, PlainDate } from '#platform/shapes.ts';
import type { MeetingPage, MeetingQuery, MeetingRow } from '../contract.ts';
import { meetingRule } from '../rules/index.ts';
import { followersOf } from '../assignments.ts';
import { meetingSettings } from './file.ts';
import { attendanceSheet } from './hold.ts';
import { qualityOf } from './quality.ts';

const COLUMNS = (today: PlainDate) => sql`
  m.id, m.version, ${unitName(sql`m.unit_id`, today)} as unit, m.kind, m.also_thematic as "alsoThematic", m.theme, m.theme_title as "themeTitle",
  m.for_month as "forMonth", m.number_in_month as "numberInMonth", m.state, m.planned_on as "plannedOn", m.planned_at as "plannedAt", m.place,
  m.held_on as "heldOn", m.roll, m.summoned, m.present, m.present_official as "presentOfficial", m.present_probationary as "presentProbationary",
  m.exempt_present as "exemptPresent", m.excused, m.unexcused, m.vote_base as "voteBase", m.guests, m.guest_voters as "guestVoters",
  (select s.total from meetings.score s where s.meeting_id = m.id and s.side = 'own') as "ownTotal",
  (select s.total from meetings.score s where s.meeting_id = m.id and s.side = 'superior') as "superiorTotal",
  (select count(*) from meetings.delegate d where d.meeting_id = m.id) as delegates`;

/** Meetings in the caller's scope, newest first. */
export async function listMeetings(tx: Tx, query: MeetingQuery, today: PlainDate): Promise<Page<MeetingRow>> {
  const where: RawBuilder<unknown>[] = [sql`true`];
  if (query.unit !== undefined)
    where.push(
      query.own === 'true' ? sql`m.unit_id = ${query.unit}` : await isBelow(tx, sql`m.unit_id`, query.unit, today),
    );
  if (query.year !== undefined)
    where.push(sql`m.for_month >= make_date(${query.year}, 1, 1) and m.for_month < make_date(${query.year} + 1, 1, 1)`);
  if (query.month !== undefined) where.push(sql`m.for_month = date_trunc('month', ${query.month}::date)`);
  if (query.kind === 'any_thematic') where.push(sql`m.theme is not null`);
  else if (query.kind !== undefined) where.push(sql`m.kind = ${query.kind}`);
  if (query.state === 'done') where.push(sql`m.held_on is not null`);
  else if (query.state === 'unsent') where.push(sql`m.state in ('held', 'draft', 'agreed')`);
  else if (query.state !== undefined) where.push(sql`m.state = ${query.state}`);
  const conditions = sql.join(where, sql` and `);
  const [day, id] = cursorParts(query.cursor, [PlainDate, Id]) ?? [];
  const on = sql`coalesce(m.held_on, m.planned_on)`;
  const after = day && id ? sql`(${on}, m.id) < (${day}::date, ${id}::uuid)` : sql`true`;
  const items = await tx.many<MeetingRow>(sql`
    with page as materialized (
      select m.id, ${on} as sorted from meetings.meeting m where ${conditions} and ${after} order by ${on} desc, m.id desc limit ${query.limit + 1})
    select ${COLUMNS(today)} from page join meetings.meeting m on m.id = page.id order by page.sorted desc, m.id desc`);
  const total = await countUpTo(tx, sql`from meetings.meeting m where ${conditions}`);
  const page = items.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page,
    nextCursor: items.length > query.limit && last ? `${last.heldOn ?? last.plannedOn}~${last.id}` : null,
    ...(total === undefined ? {} : { total }),
  };
}

type FileRow = Omit<
  MeetingPage,
  | 'attendance'
  | 'followers'
  | 'reviewed'
  | 'given'
  | 'requests'
  | 'quality'
  | 'attendanceLine'
  | 'mostExcused'
  | 'mayWrite'
> & { unitId: string };

/** A meeting with everything that belongs to it. The number of questions does not grow with it. @throws NotFound */
export async function getMeeting(tx: Tx, caller: Caller, id: string, today: PlainDate): Promise<MeetingPage> {
  const person = (column: RawBuilder<unknown>) =>
    sql`case when ${column} is null then null else json_build_object('id', ${column}, 'name', (select p.full_name from membership.shown_person p where p.id = ${column})) end`;
  const neighbour = (sign: 'before' | 'after') => sql`(
    select o.id from meetings.meeting o where o.unit_id = m.unit_id and o.state <> 'cancelled'
      and ${sign === 'before' ? sql`(coalesce(o.held_on, o.planned_on), o.id) < (coalesce(m.held_on, m.planned_on), m.id)` : sql`(coalesce(o.held_on, o.planned_on), o.id) > (coalesce(m.held_on, m.planned_on), m.id)`}
    order by coalesce(o.held_on, o.planned_on) ${sign === 'before' ? sql`desc` : sql`asc`}, o.id ${sign === 'before' ? sql`desc` : sql`asc`} limit 1)`;
  const { unitId, ...file } = await tx.one<FileRow>(sql`
    select ${COLUMNS(today)}, m.unit_id as "unitId",
      (select ${unitName(sql`own.parent_id`, today)} from organisation.unit_version own where own.unit_id = m.unit_id and own.parent_id is not null
        and own.valid @> coalesce(m.held_on, m.planned_on)) as above,
      m.started_at as "startedAt", m.ended_at as "endedAt", ${person(sql`m.chair_id`)} as chair, ${person(sql`m.secretary_id`)} as secretary,
      m.documents_sent_on as "documentsSentOn", m.committee_met_on as "committeeMetOn", m.speakers, m.cancelled_because as "cancelledBecause",
      m.minutes_number as "minutesNumber", m.agreed_at as "agreedAt", m.locked_at as "lockedAt",
      coalesce((select json_agg(json_build_object('id', a.id, 'position', a.position, 'kind', a.kind, 'title', a.title) order by a.position)
        from meetings.agenda_item a where a.meeting_id = m.id), '[]') as agenda,
      coalesce((select json_agg(json_build_object('id', v.id, 'subject', v.subject, 'title', v.title, 'rule', v.rule, 'base', v.base, 'votesFor', v.votes_for,
          'votesAgainst', v.votes_against, 'votesOther', v.votes_other, 'passed', v.passed) order by v.position)
        from meetings.vote v where v.meeting_id = m.id), '[]') as votes,
      coalesce((select json_agg(json_build_object('id', d.id, 'fullName', d.full_name, 'post', d.post, 'level', d.level, 'remarks', d.remarks, 'personId', d.person_id) order by d.recorded_at, d.id)
        from meetings.delegate d where d.meeting_id = m.id), '[]') as "delegatesList",
      coalesce((select json_agg(json_build_object('version', x.version, 'body', x.body, 'reason', x.reason, 'writtenAt', x.written_at) order by x.version desc)
        from meetings.minutes x where x.meeting_id = m.id), '[]') as minutes,
      ${neighbour('before')} as "previousId", ${neighbour('after')} as "nextId"
    from meetings.meeting m where m.id = ${id}`);
  const settings = await meetingSettings(tx);
  const on = file.heldOn ?? file.plannedOn;
  const { hosted } = await tx.one<{ hosted: number }>(
    sql`select membership.hosted_official(${unitId}::uuid, ${on}::date) as hosted`,
  );
  const own = { unit: unitId, own: 'true' as const, limit: 200 };
  const openOnes = await listTasks(tx, caller, { ...own, state: 'open' }, today);
  const touchedIds = await tx.many<{ id: string }>(
    sql`select distinct task_id as id from tasks.entry where meeting_id = ${id}`,
  );
  const touched = new Set(touchedIds.map((row) => row.id));
  const closedHere = touched.size === 0 ? [] : await tasksById(tx, caller, [...touched], today);
  const before = openOnes.items.filter((task) => task.sourceMeetingId !== id && task.assignedOn < on);
  const writable = file.state !== 'locked' && file.state !== 'cancelled' && file.state !== 'agreed';
  const reviewed = new Map<string, TaskRow>([
    ...(writable ? before.map((task) => [task.id, task] as const) : []),
    ...closedHere.map((task) => [task.id, task] as const),
  ]);
  return {
    ...file,
    attendance: await attendanceSheet(tx, { ...file, id, unitId }),
    followers: await followersOf(tx, unitId, on),
    reviewed: [...reviewed.values()].map((task) => ({ ...task, touched: touched.has(task.id) })),
    given: (await listTasks(tx, caller, { meeting: id, limit: 200 }, today)).items,
    requests: (await listRequests(tx, { meeting: id, limit: 200 }, today)).items,
    quality: await qualityOf(tx, caller, id),
    attendanceLine: meetingRule('meeting.attendance-line', on, settings),
    mostExcused: meetingRule('meeting.excused-in-a-row', on, settings),
    guestsVote: meetingRule('meeting.guests-vote', on, settings) === 1,
    hosted,
    mayWrite: caller.rights.includes('meetings.write'),
  };
}

async function tasksById(tx: Tx, caller: Caller, ids: readonly string[], today: PlainDate): Promise<TaskRow[]> {
  const { items } = await listTasks(tx, caller, { ids, limit: 200 }, today);
  return items;
}

import { sql } from 'kysely';
import { enterDocument, enterProgress, giveTask, livingUnit, recordRequest } from '#modules/tasks/index.ts';
import type { NewEntry } from '#modules/tasks/contract.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { translate } from '#platform/messages-node.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type {
  AttendanceLine,
  MeetingRequest,
  MeetingTask,
  NewVote,
  WriteAttendance,
  WriteDelegates,
  Written,
} from '../contract.ts';
import {
  assertAttendance,
  assertCongressQuorum,
  assertGuestVoters,
  assertHeldOn,
  baseOfSubject,
  assertVote,
  callOf,
  meetingRule,
  type RollState,
  ruleOf,
} from '../rules/index.ts';
import { followersOf } from '../assignments.ts';
import { bump, type MeetingFile, meetingSettings, openMeeting } from './file.ts';

type Called = { personId: string; state: RollState; standing: 'official' | 'probationary' };

/** Who belongs to a meeting on a day: the members of the cell, or those who hold the posts of a committee. */
async function peopleOf(tx: Tx, file: Pick<MeetingFile, 'unitId' | 'kind'>, on: PlainDate): Promise<Called[]> {
  return tx.many<Called>(
    file.kind === 'committee'
      ? sql`select distinct o.person_id as "personId", 'official' as state, 'official' as standing from organisation.post o
          where o.unit_id = ${file.unitId} and o.valid @> ${on}::date and o.kind ~ '(secretary|committee_member)$'`
      : sql`select r.member_id as "personId", r.state, r.standing from membership.on_roll r
          where r.cell_id = ${file.unitId} and r.valid @> ${on}::date`,
  );
}

/**
 * Records who came; with this a planned meeting has been held. May be written again until the cell agrees; votes counted
 * meanwhile must still fit.
 * @throws RuleBroken `meeting.in-future`, `meeting.other-month`, `meeting.unit-not-alive`, `attendance.…`, `meeting.congress-quorum`,
 *   `meeting.nobody-belongs`, `attendance.votes-stand`, `attendance.guests-do-not-vote`, `attendance.more-guest-voters`
 * @throws Invalid `attendance.not-of-this-meeting` `{ person }`, `attendance.somebody-missing` `{ count }`
 */
export async function writeAttendance(tx: Tx, id: string, input: WriteAttendance, today: PlainDate): Promise<Written> {
  const file = await openMeeting(tx, id, input.version);
  assertHeldOn(input.heldOn, file.forMonth, today);
  await livingUnit(tx, file.unitId, input.heldOn, 'meeting.unit-not-alive');
  const people = await peopleOf(tx, file, input.heldOn);
  if (people.length === 0) throw new RuleBroken('meeting.nobody-belongs', { on: input.heldOn });
  const given = new Map(input.rows.map((row) => [row.personId, row]));
  const known = new Set(people.map(({ personId }) => personId));
  const stranger = input.rows.find((row) => !known.has(row.personId));
  if (stranger) throw new Invalid('attendance.not-of-this-meeting', { person: stranger.personId });
  const missing = people.filter((one) => callOf(one.state) === 'summoned' && !given.has(one.personId)).length;
  if (missing > 0) throw new Invalid('attendance.somebody-missing', { count: missing });
  const rows = people.map((one) => {
    const said = given.get(one.personId);
    const presence = said?.presence ?? 'not_called';
    const row = {
      call: callOf(one.state),
      standing: one.standing,
      presence,
      reason: presence === 'excused' ? (said?.reason ?? null) : null,
    };
    assertAttendance(row);
    return { ...row, person_id: one.personId };
  });
  if (file.kind === 'congress') assertCongressQuorum(rows);
  // A phone that does not know of them leaves them as they are, as far as guests came.
  const guestVoters = input.guestVoters ?? Math.min(file.guestVoters, input.guests);
  if (guestVoters > 0) {
    const { hosted } = await tx.one<{ hosted: number }>(
      sql`select membership.hosted_official(${file.unitId}::uuid, ${input.heldOn}::date) as hosted`,
    );
    const mayVote = meetingRule('meeting.guests-vote', input.heldOn, await meetingSettings(tx)) === 1;
    assertGuestVoters({ guestVoters, guests: input.guests }, { mayVote, hosted });
  }
  await tx.run(sql`delete from meetings.attendance where meeting_id = ${id}`);
  await tx.run(sql`
    update meetings.meeting set state = case state when 'planned' then 'held' else state end, held_on = ${input.heldOn},
      started_at = coalesce(${input.startedAt}, started_at), guests = ${input.guests}, guest_voters = ${guestVoters}
    where id = ${id}`);
  await tx.run(sql`
    insert into meetings.attendance (meeting_id, person_id, held_on, call, standing, presence, reason, unit_id, label)
    select ${id}, r.person_id, ${input.heldOn}, r.call, r.standing, r.presence, r.reason, ${file.unitId}, ${file.label}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(person_id uuid, call text, standing text, presence text, reason text)`);
  return bump(tx, id);
}

/** The sheet: everybody who belongs on that day, what was written, and accepted absences in a row before. */
export async function attendanceSheet(
  tx: Tx,
  file: { id: string; unitId: string; kind: MeetingFile['kind']; heldOn: PlainDate | null; plannedOn: PlainDate },
): Promise<AttendanceLine[]> {
  const on = file.heldOn ?? file.plannedOn;
  const rows = await tx.many<AttendanceLine & { state: RollState | null }>(sql`
    with belongs as (
      select r.member_id as person_id, r.state, r.standing from membership.on_roll r
      where ${file.kind !== 'committee'} and r.cell_id = ${file.unitId} and r.valid @> ${on}::date
      union
      select o.person_id, 'official', 'official' from organisation.post o
      where ${file.kind === 'committee'} and o.unit_id = ${file.unitId} and o.valid @> ${on}::date and o.kind ~ '(secretary|committee_member)$'
    ), line as materialized (
      select coalesce(a.person_id, b.person_id) as person_id, b.state, a.call, coalesce(a.standing, b.standing) as standing, a.presence, a.reason
      from (select * from meetings.attendance where meeting_id = ${file.id}) a full join (
        select * from belongs where not exists (select 1 from meetings.attendance w where w.meeting_id = ${file.id})) b on b.person_id = a.person_id)
    select json_build_object('id', x.person_id, 'name', p.full_name) as person, x.state, x.call, x.standing, x.presence, x.reason,
      (select count(*) from (
         select a.presence, bool_and(a.presence = 'excused') over (order by a.held_on desc rows unbounded preceding) as still
         from meetings.attendance a where a.person_id = x.person_id and a.unit_id = ${file.unitId} and a.held_on < ${on}::date
           and a.held_on >= date_trunc('year', ${on}::date)::date) run where run.still) as "absentBefore"
    -- Materialised: compared with an expression (the coalesce) instead of a column no key could be used under a policy.
    from line x
    -- Each looked up by its key: how many sit in a room is nothing that statistics of all meetings could tell.
    left join lateral (select s.full_name from membership.shown_person s where s.id = x.person_id limit 1) p on true
    left join lateral (select s.given_order from membership.person s where s.id = x.person_id limit 1) n on true
    order by n.given_order nulls last, x.person_id`);
  return rows.map(({ state, ...row }) => ({ ...row, call: row.call ?? callOf(state ?? 'official') }));
}

/**
 * Counts a vote against the vote base of the meeting.
 * @throws RuleBroken `vote.wrong-base`, `vote.more-than-base`, `vote.nobody-votes`, `meeting.not-held-yet`
 */
export async function recordVote(tx: Tx, id: string, input: NewVote): Promise<Written> {
  const file = await openMeeting(tx, id);
  if (file.heldOn === null) throw new RuleBroken('meeting.not-held-yet');
  if (await tx.maybeOne(sql`select 1 from meetings.vote where id = ${input.id}`)) return { id, version: file.version };
  assertVote(input, baseOfSubject(input.subject, { voteBase: file.voteBase ?? 0, guestVoters: file.guestVoters }));
  await tx.run(sql`
    insert into meetings.vote (id, meeting_id, position, subject, title, rule, base, votes_for, votes_against, votes_other, label)
    values (${input.id}, ${id}, (select count(*) + 1 from meetings.vote where meeting_id = ${id}), ${input.subject}, ${input.title}, ${ruleOf(input.subject)},
      ${input.base}, ${input.votesFor}, ${input.votesAgainst}, ${input.votesOther}, ${file.label})`);
  return bump(tx, id);
}

/** Takes a vote back that was counted wrongly, before the cell agrees. @throws NotFound */
export async function dropVote(tx: Tx, id: string, voteId: string): Promise<void> {
  await openMeeting(tx, id);
  await tx.one(sql`select 1 from meetings.vote where id = ${voteId} and meeting_id = ${id}`);
  await tx.run(sql`delete from meetings.vote where id = ${voteId}`);
  await bump(tx, id);
}

/**
 * Superiors attending and what they remarked. One who is named as following the cell must have followed it that day.
 * @throws RuleBroken `meeting.not-held-yet`, `delegate.not-following` `{ name }`
 */
export async function writeDelegates(tx: Tx, id: string, input: WriteDelegates): Promise<Written> {
  const file = await openMeeting(tx, id, input.version);
  if (file.heldOn === null) throw new RuleBroken('meeting.not-held-yet');
  const following = new Set((await followersOf(tx, file.unitId, file.heldOn)).map(({ personId }) => personId));
  const stranger = input.items.find(({ personId }) => personId !== null && !following.has(personId));
  if (stranger) throw new RuleBroken('delegate.not-following', { name: stranger.fullName, on: file.heldOn });
  await tx.run(sql`delete from meetings.delegate where meeting_id = ${id}`);
  await tx.run(sql`
    insert into meetings.delegate (meeting_id, full_name, post, level, remarks, person_id, label)
    select ${id}, r."fullName", r.post, r.level, r.remarks, r."personId", ${file.label}
    from jsonb_to_recordset(${JSON.stringify(input.items)}::jsonb) r("fullName" text, post text, level text, remarks text, "personId" uuid)`);
  return bump(tx, id);
}

/** A task decided here: it hangs on the resolution of this meeting, which is made with the first one. */
export async function giveMeetingTask(tx: Tx, caller: Caller, id: string, input: MeetingTask): Promise<Written> {
  const file = await openMeeting(tx, id);
  if (file.heldOn === null) throw new RuleBroken('meeting.not-held-yet');
  const resolution = await tx.maybeOne<{ id: string }>(sql`select id from tasks.document where meeting_id = ${id}`);
  const documentId = resolution?.id ?? (await makeResolution(tx, caller, file)).id;
  return giveTask(
    tx,
    caller,
    { ...input, unitId: file.unitId, documentId, assignedOn: file.heldOn },
    { meetingId: id },
  );
}

async function makeResolution(tx: Tx, caller: Caller, file: MeetingFile): Promise<{ id: string }> {
  const issuedOn = file.heldOn ?? file.plannedOn;
  const { id } = await tx.one<{ id: string }>(sql`select uuidv7() as id`);
  const title = translate('vi', 'meetings.resolution-of', {
    month: Number(file.forMonth.slice(5, 7)),
    year: file.forMonth.slice(0, 4),
  });
  return enterDocument(
    tx,
    caller,
    {
      id,
      unitId: file.unitId,
      kind: 'resolution',
      parentId: null,
      number: null,
      title,
      theme: null,
      issuedOn,
      untilOn: null,
      addresseeIds: [],
    },
    issuedOn,
    { meetingId: file.id },
  );
}

/** Touches an open task at this meeting. @throws NotFound when it is not the unit's; and what `enterProgress` refuses */
export async function touchTask(
  tx: Tx,
  id: string,
  taskId: string,
  input: NewEntry,
  today: PlainDate,
): Promise<Written> {
  const file = await openMeeting(tx, id);
  if (file.heldOn === null) throw new RuleBroken('meeting.not-held-yet');
  await tx.one(sql`select 1 from tasks.task where id = ${taskId} and unit_id = ${file.unitId}`);
  return enterProgress(tx, taskId, input, today, { meetingId: id });
}

/** A request made at this meeting, with who owes the answer. */
export async function recordMeetingRequest(
  tx: Tx,
  caller: Caller,
  id: string,
  input: MeetingRequest,
  today: PlainDate,
): Promise<{ id: string }> {
  const file = await openMeeting(tx, id);
  if (file.heldOn === null) throw new RuleBroken('meeting.not-held-yet');
  return recordRequest(tx, caller, { ...input, unitId: file.unitId, receivedOn: file.heldOn }, today, {
    meetingId: id,
  });
}

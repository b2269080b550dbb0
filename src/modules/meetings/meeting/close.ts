import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { CorrectMinutes, MoveMeeting, WriteMinutes, Written } from '../contract.ts';
import { assertMeetingTransition, assertNoSelfCriticism, assertTasksTouched } from '../rules/index.ts';
import { bump, meetingForWrite, openMeeting } from './file.ts';

/**
 * Writes the minutes, as often as needed until the cell agrees.
 * @throws RuleBroken `meeting.not-held-yet`, `minutes.agreed`, `minutes.locked`, `minutes.self-criticism-content`, `meeting.changed-meanwhile`
 */
export async function writeMinutes(tx: Tx, id: string, input: WriteMinutes): Promise<Written> {
  const file = await openMeeting(tx, id, input.version);
  if (file.state === 'planned') throw new RuleBroken('meeting.not-held-yet');
  assertNoSelfCriticism(input.body.items);
  await tx.run(sql`
    insert into meetings.minutes (meeting_id, version, body, label) select ${id}, 1, ${JSON.stringify(input.body)}::jsonb, ${file.label}
    where not exists (select 1 from meetings.minutes where meeting_id = ${id})`);
  await tx.run(sql`
    update meetings.minutes set body = ${JSON.stringify(input.body)}::jsonb, written_at = now() where meeting_id = ${id} and version = 1`);
  return bump(tx, id, file.state === 'held' ? sql`state = 'draft'` : undefined);
}

/**
 * Leads a meeting on: minutes to be read, agreed, opened again, locked, or a planned one called off with its reason.
 * @throws RuleBroken `meeting.transition-not-allowed`, `meeting.tasks-untouched`, `meeting.chair-needed`, `minutes.missing`, `meeting.reason-needed`
 */
export async function moveMeeting(tx: Tx, id: string, input: MoveMeeting): Promise<Written> {
  const file = await meetingForWrite(tx, id, input.version);
  assertMeetingTransition(file.state, input.to);
  switch (input.to) {
    case 'cancelled':
      if (!input.reason) throw new RuleBroken('meeting.reason-needed');
      return bump(tx, id, sql`state = 'cancelled', cancelled_because = ${input.reason}`);
    case 'draft':
      return bump(tx, id, sql`state = 'draft', agreed_at = null`);
    case 'agreed': {
      if (file.chairId === null || file.secretaryId === null) throw new RuleBroken('meeting.chair-needed');
      if (!(await tx.maybeOne(sql`select 1 from meetings.minutes where meeting_id = ${id}`)))
        throw new RuleBroken('minutes.missing');
      assertTasksTouched(
        await tx.many<{ title: string }>(
          sql`select title from tasks.untouched(${file.unitId}::uuid, ${id}::uuid, ${file.heldOn}::date)`,
        ),
      );
      return bump(tx, id, sql`state = 'agreed', agreed_at = now()`);
    }
    case 'locked':
      return bump(
        tx,
        id,
        sql`state = 'locked', locked_at = now(), minutes_number = coalesce(${input.minutesNumber}, minutes_number)`,
      );
  }
}

/**
 * A correction after locking is a further version; what was locked stays as it was.
 * @throws RuleBroken `minutes.correct-after-locking`, `minutes.written-meanwhile` `{ version }`, `minutes.self-criticism-content`
 */
export async function correctMinutes(
  tx: Tx,
  id: string,
  input: CorrectMinutes,
): Promise<{ id: string; version: number }> {
  const file = await meetingForWrite(tx, id);
  if (file.state !== 'locked') throw new RuleBroken('minutes.correct-after-locking');
  assertNoSelfCriticism(input.body.items);
  const { last } = await tx.one<{ last: number }>(
    sql`select max(version) as last from meetings.minutes where meeting_id = ${id}`,
  );
  if (last !== input.after) throw new RuleBroken('minutes.written-meanwhile', { version: last });
  await tx.run(sql`
    insert into meetings.minutes (meeting_id, version, body, reason, label)
    values (${id}, ${last + 1}, ${JSON.stringify(input.body)}::jsonb, ${input.reason}, ${file.label})`);
  return { id, version: last + 1 };
}

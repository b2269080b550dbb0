import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { fromPgRange } from '#platform/time/ranges.ts';
import type { Written } from '../contract.ts';
import {
  assertOpenForWriting,
  MEETING_RULES,
  type MeetingKind,
  type MeetingSetting,
  type MeetingState,
} from '../rules/index.ts';

/** A meeting as a write needs it, locked until the transaction ends. */
export type MeetingFile = {
  id: string;
  unitId: string;
  label: number;
  kind: MeetingKind;
  alsoThematic: boolean;
  state: MeetingState;
  forMonth: PlainDate;
  plannedOn: PlainDate;
  heldOn: PlainDate | null;
  voteBase: number | null;
  guestVoters: number;
  chairId: string | null;
  secretaryId: string | null;
  version: number;
};

/** @throws NotFound outside the scope; @throws RuleBroken `meeting.changed-meanwhile` `{ version }` */
export async function meetingForWrite(tx: Tx, id: string, version?: number): Promise<MeetingFile> {
  const file = await tx.one<MeetingFile>(sql`
    select id, unit_id as "unitId", label, kind, also_thematic as "alsoThematic", state, for_month as "forMonth", planned_on as "plannedOn",
      held_on as "heldOn", vote_base as "voteBase", guest_voters as "guestVoters", chair_id as "chairId", secretary_id as "secretaryId", version
    from meetings.meeting where id = ${id} for update`);
  if (version !== undefined && file.version !== version)
    throw new RuleBroken('meeting.changed-meanwhile', { version: file.version });
  return file;
}

/** The same, for what may be written until the cell agrees. @throws RuleBroken `minutes.agreed`, `minutes.locked`, `meeting.cancelled` */
export async function openMeeting(tx: Tx, id: string, version?: number): Promise<MeetingFile> {
  const file = await meetingForWrite(tx, id);
  assertOpenForWriting(file.state);
  if (version !== undefined && file.version !== version)
    throw new RuleBroken('meeting.changed-meanwhile', { version: file.version });
  return file;
}

/** Ends a write of what hangs on a meeting. */
export async function bump(tx: Tx, id: string, set?: RawBuilder<unknown>): Promise<Written> {
  return tx.one<Written>(
    sql`update meetings.meeting set version = version + 1${set ? sql`, ${set}` : sql``} where id = ${id} returning id, version`,
  );
}

/** The administrators' values for rules of meetings. */
export async function meetingSettings(tx: Tx): Promise<MeetingSetting[]> {
  const rows = await tx.many<{ key: string; valid: string; value: unknown }>(sql`
    select key, valid::text as valid, value from platform.setting where key = any(${Object.keys(MEETING_RULES)}::text[])`);
  return rows.flatMap(({ key, valid, value }) => {
    const range = fromPgRange(valid);
    return typeof value === 'number' && range ? [{ key, valid: range, value }] : [];
  });
}

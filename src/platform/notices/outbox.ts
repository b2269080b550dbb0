import { sql } from 'kysely';
import type { Tx } from '../db/tx.ts';
import { isNoticeKind } from './kinds.ts';

/**
 * Says that people have something to see: kind, record, and where it is shown. Written in the caller's transaction, so that it is sent if
 * the record stands and never if it does not; sent by those ways alone to which each person agreed.
 * @param notice.key the same key is told a person once, however often it is said
 * @returns how many people were told anew
 */
export async function notify(
  tx: Tx,
  notice: { kind: string; recordId: string; href: string; key: string; personIds: readonly string[]; at: Date },
): Promise<number> {
  if (!isNoticeKind(notice.kind)) throw new Error(`no room has registered the notice ${notice.kind}`);
  if (notice.personIds.length === 0) return 0;
  const { n } = await tx.one<{ n: number }>(sql`
    select platform.post_notice('{}'::text[], ${[...notice.personIds]}::uuid[], ${notice.kind}, ${notice.recordId}, ${notice.href},
      ${notice.key}, ${notice.at.toISOString()}::timestamptz) as n`);
  return n;
}

/**
 * Says in the caller's transaction that records may concern somebody: if they stand, their kind is asked whom (`find`) and those are told, if
 * not, nobody is. The caller need not see the people.
 */
export async function noticeDue(tx: Tx, kind: string, recordIds: readonly string[]): Promise<void> {
  if (!isNoticeKind(kind)) throw new Error(`no room has registered the notice ${kind}`);
  if (recordIds.length === 0) return;
  await tx.run(
    sql`insert into platform.notice_due (kind, record_id) select ${kind}, unnest(${[...recordIds]}::uuid[])`,
  );
}

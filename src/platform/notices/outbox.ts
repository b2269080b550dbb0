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

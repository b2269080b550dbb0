import { sql } from 'kysely';
import type { Tx } from '../db/tx.ts';
import { Invalid, RuleBroken } from '../errors.ts';
import { Id } from '../shapes.ts';
import type { Change } from './contract.ts';

/**
 * What changed since a cursor, within the caller's scope. A sequencer numbers rows after their commit, so a transaction
 * that commits late gets a number behind every cursor that was given out before.
 * @throws RuleBroken `cursor.other-incarnation` when the cursor is from before a restore: read everything anew
 * @throws Invalid `cursor.invalid`
 */
export async function listChanges(
  tx: Tx,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: Change[]; nextCursor: string }> {
  const { incarnation } = await tx.one<{ incarnation: string }>(
    sql`select id as incarnation from platform.incarnation`,
  );
  const after = query.cursor === 'latest' ? null : positionIn(query.cursor, incarnation);
  // Head and rows in one statement, hence of one moment: no row can come between them.
  const { head, rows } = await tx.one<{ head: number; rows: Change[] | null }>(sql`
    select platform.change_head() as head,
      (select json_agg(c) from (
        select no, changed_at as at, entity, entity_id as "entityId", action from platform.change
        where no > ${after ?? Number.MAX_SAFE_INTEGER} order by no limit ${query.limit}) c) as rows`);
  const items = (rows ?? []).map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
  const reached = items.length === query.limit ? (items.at(-1)?.no ?? head) : Math.max(head, after ?? 0);
  return { items, nextCursor: `${incarnation}.${reached}` };
}

function positionIn(cursor: string | undefined, incarnation: string): number {
  if (cursor === undefined) return 0;
  const [id = '', no = ''] = cursor.split('.');
  if (!Id.safeParse(id).success || !/^\d{1,15}$/.test(no)) throw new Invalid('cursor.invalid');
  if (id !== incarnation) throw new RuleBroken('cursor.other-incarnation');
  return Number(no);
}

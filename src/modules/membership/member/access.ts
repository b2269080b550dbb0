import { sql } from 'kysely';
import { idBefore } from '#platform/audit/audit.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Looks } from '../contract.ts';

/** The subject of access to a member's file in the access log. */
export const MEMBER_SUBJECT = 'membership.member';

/** Records that somebody opened a member's file, or exported a list of the register. */
export async function logAccess(
  tx: Tx,
  access:
    | { kind: 'open' | 'restricted'; memberId: string; purpose?: string }
    | { kind: 'export'; rows: number; label: number | null },
): Promise<void> {
  const opened = access.kind === 'export' ? null : access;
  const exported = access.kind === 'export' ? access : null;
  await tx.run(sql`
    insert into platform.access_log (user_id, kind, subject, subject_id, label, rows, purpose, request_id)
    values (current_setting('gandan.user_id'), ${access.kind}, ${MEMBER_SUBJECT}, ${opened?.memberId ?? null},
      ${opened ? sql`(select m.label from membership.member m where m.id = ${opened.memberId})` : (exported?.label ?? null)},
      ${exported?.rows ?? null}, ${opened?.purpose ?? null}, nullif(current_setting('gandan.request_id', true), ''))`);
}

/**
 * Who opened a member's file. Row policies show entries of the caller's scope.
 * @throws NotFound when the member is not in scope
 */
export async function whoLooked(
  tx: Tx,
  memberId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Looks> {
  await tx.one(sql`select 1 from membership.member where id = ${memberId}`);
  const before = page.cursor === undefined ? sql`` : sql`and a.id < ${idBefore(page.cursor)}`;
  const rows = await tx.many<Looks['items'][number] & { id: number }>(sql`
    select a.id, a.at, a.user_id as "userId", c.display_name as "userName", a.kind, a.purpose, a.user_id = current_setting('gandan.user_id') as you
    from platform.access_log a left join platform.account c on c.user_id = a.user_id
    where a.subject = ${MEMBER_SUBJECT} and a.subject_id = ${memberId} ${before}
    order by a.id desc limit ${page.limit + 1}`);
  const shown = rows.slice(0, page.limit);
  return {
    items: shown.map(({ at, userId, userName, kind, purpose, you }) => ({ at, userId, userName, kind, purpose, you })),
    nextCursor: rows.length > page.limit ? String(shown.at(-1)?.id) : null,
  };
}

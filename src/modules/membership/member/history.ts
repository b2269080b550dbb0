import { sql } from 'kysely';
import { idBefore } from '#platform/audit/audit.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { History } from '../contract.ts';

/** Columns that say nothing to a reader: keys made from others, labels, bookkeeping. */
const SILENT = new Set([
  'id',
  'member_id',
  'label',
  'version',
  'recorded_at',
  'updated_at',
  'family_key',
  'given_key',
  'given_order',
  'family_order',
  'card_key',
  'badge_years',
  'badge_on',
  'ended_on',
  'transfer_id',
  'from_label',
  'to_label',
]);

type AuditRow = {
  id: number;
  at: string;
  actor: string;
  actorName: string | null;
  via: string;
  entity: string;
  action: 'insert' | 'update' | 'delete';
  payload: string;
};
type Image = Record<string, unknown>;

/**
 * Every change of a member's records, newest first: who, when, by which way, each field before and after. Sensitive
 * tables are left out; they are opened with a purpose.
 * @throws NotFound when the member is not in scope
 */
export async function memberHistory(
  tx: Tx,
  memberId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<History> {
  await tx.one(sql`select 1 from membership.member where id = ${memberId}`);
  const before = page.cursor === undefined ? sql`` : sql`and a.id < ${idBefore(page.cursor)}`;
  const rows = await tx.many<AuditRow>(sql`
    with record as (
      select 'membership.person' as entity, ${memberId}::text as id
      union all select 'membership.member', ${memberId}::text
      union all select 'membership.member_period', p.id::text from membership.member_period p where p.member_id = ${memberId}
      union all select 'membership.member_event', e.id::text from membership.member_event e where e.member_id = ${memberId}
      union all select 'membership.transfer', t.id::text from membership.transfer t where t.member_id = ${memberId}
      union all select 'membership.badge', b.id::text from membership.badge b where b.member_id = ${memberId}
      union all select 'membership.stay_remark', r.id::text from membership.stay_remark r where r.member_id = ${memberId}
      union all select 'membership.supplement', s.id::text from membership.supplement s where s.member_id = ${memberId}
      union all select 'membership.period_outside', o.id::text from membership.period_outside o where o.member_id = ${memberId}
      union all select 'organisation.post', o.id::text from organisation.post o where o.person_id = ${memberId}
    )
    select a.id, a.recorded_at as at, a.actor, c.display_name as "actorName", a.via, split_part(a.entity, '.', 2) as entity, a.action, a.payload
    from record r join platform.audit a on a.entity = r.entity and a.entity_id = r.id
    left join platform.account c on c.user_id = a.actor
    where a.action in ('insert', 'update', 'delete') ${before}
    order by a.id desc limit ${page.limit + 1}`);
  const shown = rows.slice(0, page.limit);
  return {
    items: shown.flatMap(({ payload, ...row }) => {
      const { old, new: after } = JSON.parse(payload) as { old?: Image; new?: Image };
      const basis = after?.['basis'] ?? old?.['basis'];
      const fields = differences(old, after);
      // What only keeps a copy in step says nothing to a reader.
      if (row.action === 'update' && fields.length === 0) return [];
      return [{ ...row, id: String(row.id), basis: typeof basis === 'string' ? basis : null, fields }];
    }),
    nextCursor: rows.length > page.limit ? String(shown.at(-1)?.id) : null,
  };
}

function differences(old: Image | undefined, after: Image | undefined): History['items'][number]['fields'] {
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => !SILENT.has(name),
  );
  return names
    .map((field) => ({ field, old: old?.[field] ?? null, new: after?.[field] ?? null }))
    .filter(({ old: before, new: now }) => JSON.stringify(before) !== JSON.stringify(now));
}

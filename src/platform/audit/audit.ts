import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { type Tx, txOf } from '../db/tx.ts';
import { Invalid } from '../errors.ts';
import type { AccessQuery, AccessRecord, AuditQuery, AuditRecord, ChainCheck, FieldChange } from './contract.ts';

type Row = Omit<AuditRecord, 'changes'> & { payload: string };

const COLUMNS = sql`a.id, a.recorded_at as "recordedAt", a.actor, c.display_name as "actorName", a.via, a.action, a.entity,
  a.entity_id as "entityId", a.position, a.payload`;

/** A page of the audit trail, newest first, as far as the caller's scope and rights reach. */
export async function listAudit(
  tx: Tx,
  query: AuditQuery,
): Promise<{ items: AuditRecord[]; nextCursor: string | null }> {
  const rows = await tx.many<Row>(sql`
    select ${COLUMNS} from platform.audit a left join platform.account c on c.user_id = a.actor
    where (${query.entity ?? null}::text is null or a.entity = ${query.entity ?? null})
      and (${query.entityId ?? null}::text is null or a.entity_id = ${query.entityId ?? null})
      and (${query.actor ?? null}::text is null or a.actor = ${query.actor ?? null})
      and (${query.from ?? null}::date is null or a.recorded_at >= ${query.from ?? null}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')
      and (${query.to ?? null}::date is null or a.recorded_at < (${query.to ?? null}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
      and a.id < ${idBefore(query.cursor)}
    order by a.id desc limit ${query.limit + 1}`);
  return page(rows.map(asRecord), query.limit);
}

/** What became of one record, newest first: who changed which field from what to what. For the pages of the rooms. */
export async function historyOf(
  tx: Tx,
  entity: string,
  id: string | readonly string[],
  limit = 200,
): Promise<AuditRecord[]> {
  const ids = typeof id === 'string' ? [id] : [...id];
  const rows = await tx.many<Row>(sql`
    select ${COLUMNS} from platform.audit a left join platform.account c on c.user_id = a.actor
    where a.entity = ${entity} and a.entity_id = any(${ids}::text[]) order by a.id desc limit ${limit}`);
  return rows.map(asRecord);
}

function asRecord({ payload, ...row }: Row): AuditRecord {
  return { ...row, changes: changesOf(JSON.parse(payload) as { old?: Fields; new?: Fields }) };
}

type Fields = Record<string, unknown>;
const TECHNICAL = new Set(['id', 'label']);

function changesOf(payload: { old?: Fields; new?: Fields } & Fields): FieldChange[] {
  if (payload.old === undefined && payload.new === undefined) {
    return Object.entries(payload).map(([field, value]) => ({ field, old: null, new: value }));
  }
  const [before, after] = [payload.old ?? {}, payload.new ?? {}];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(
      (field) =>
        !TECHNICAL.has(field) && JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null),
    )
    .map((field) => ({ field, old: before[field] ?? null, new: after[field] ?? null }));
}

/** Who looked, newest first, within the caller's scope. */
export async function listAccess(
  tx: Tx,
  query: AccessQuery,
): Promise<{ items: AccessRecord[]; nextCursor: string | null }> {
  const rows = await tx.many<AccessRecord>(sql`
    select l.id, l.at, l.user_id as "userId", c.display_name as "userName", l.kind, l.subject, l.subject_id as "subjectId", l.rows, l.purpose
    from platform.access_log l left join platform.account c on c.user_id = l.user_id
    where (${query.user ?? null}::text is null or l.user_id = ${query.user ?? null})
      and (${query.subject ?? null}::text is null or l.subject = ${query.subject ?? null})
      and (${query.subjectId ?? null}::text is null or l.subject_id = ${query.subjectId ?? null})
      and (${query.kind ?? null}::text is null or l.kind = ${query.kind ?? null})
      and (${query.from ?? null}::date is null or l.at >= ${query.from ?? null}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')
      and (${query.to ?? null}::date is null or l.at < (${query.to ?? null}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
      and l.id < ${idBefore(query.cursor)}
    order by l.id desc limit ${query.limit + 1}`);
  return page(rows, query.limit);
}

/** What somebody looked at. `subject` is an entity or a route, never a name. */
export type Access = {
  kind: AccessRecord['kind'];
  subject: string;
  subjectId?: string | null;
  label?: number | null;
  rows?: number | null;
  purpose?: string | null;
};

/** Writes into the access log, in the transaction of the reading itself: no reading without its record. */
export async function logAccess(tx: Tx, access: Access): Promise<void> {
  await tx.run(sql`
    insert into platform.access_log (user_id, kind, subject, subject_id, label, rows, purpose, request_id)
    values (coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'), ${access.kind}, ${access.subject}, ${access.subjectId ?? null},
      ${access.label ?? null}, ${access.rows ?? null}, ${access.purpose ?? null}, nullif(current_setting('gandan.request_id', true), ''))`);
}

const BATCH = 10_000;
type Link = {
  id: number;
  position: number;
  hash: Buffer;
  chainHash: Buffer;
  actor: string;
  via: string;
  requestId: string | null;
  micros: string;
  action: string;
} & {
  entity: string;
  entityId: string | null;
  label: number | null;
  payload: string;
};

/**
 * Recounts the whole chain from the stored bytes: each record's own hash, its place, and the hash of the chain up to it.
 * @returns the first place that does not agree, and the head of the chain
 */
export async function verifyChain(db: Database): Promise<ChainCheck> {
  const owner = txOf(db.owner);
  let position = 0;
  let chain: Buffer = createHash('sha256').update('gandan').digest();
  let firstBroken: ChainCheck['firstBroken'] = null;
  for (let more = true; more && !firstBroken;) {
    const links = await owner.many<Link>(sql`
      select id, position, hash, chain_hash as "chainHash", actor, via, request_id as "requestId", (extract(epoch from recorded_at) * 1000000)::bigint::text as micros,
        action, entity, entity_id as "entityId", label, payload
      from platform.audit where position > ${position} order by position limit ${BATCH}`);
    for (const link of links) {
      firstBroken = brokenAt(link, position, chain);
      if (firstBroken) break;
      [position, chain] = [link.position, link.chainHash];
    }
    more = links.length === BATCH;
  }
  const { unsealed } = await owner.one<{ unsealed: number }>(
    sql`select count(*) as unsealed from platform.audit where position is null`,
  );
  const head = { position, hash: chain.toString('hex') };
  return { agrees: firstBroken === null, checked: position, unsealed, firstBroken, head };
}

function brokenAt(link: Link, last: number, chain: Buffer): ChainCheck['firstBroken'] {
  if (link.position !== last + 1) return { position: last + 1, id: null, reason: 'missing' };
  const { actor, via, requestId, micros, action, entity, entityId, label, payload } = link;
  const parts = [actor, via, requestId ?? '', micros, action, entity, entityId ?? '', label ?? '', payload];
  const own = createHash('sha256').update(parts.join('\x1f'), 'utf8').digest();
  if (!own.equals(link.hash)) return { position: link.position, id: link.id, reason: 'record' };
  const next = createHash('sha256').update(chain).update(link.hash).digest();
  return next.equals(link.chainHash) ? null : { position: link.position, id: link.id, reason: 'chain' };
}

/** The id below which the next page of a trail begins. @throws Invalid `cursor.invalid` */
export function idBefore(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  const id = Number(cursor);
  if (!Number.isSafeInteger(id) || id < 1) throw new Invalid('cursor.invalid');
  return id;
}

function page<T extends { id: number }>(rows: T[], limit: number): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.id) : null };
}

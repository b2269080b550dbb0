import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type {
  ChangeSponsor,
  NewAgreement,
  NewItem,
  NewLink,
  NewSponsor,
  SponsorPage,
  SponsorQuery,
  SponsorRow,
} from './contract.ts';
import { countOf } from './handovers.ts';
import { type About, after, assertVersion, cut, inScopeOf, livingUnit, TITLES, unitOn } from './reading.ts';

/** Wrong tries after which a link is locked. */
export const MOST_TRIES = 10;

/** Measures that can be given, the program's own first. */
export async function listItems(tx: Tx) {
  return {
    items: await tx.many(
      sql`select code, kind, decimals, name, unit from welfare.item order by sort, name collate "vi-x-icu"`,
    ),
  };
}

/** A measure of the office's own. @throws RuleBroken `item.exists` */
export async function addMeasure(tx: Tx, _about: About, input: NewItem): Promise<{ code: string }> {
  if (await tx.maybeOne(sql`select 1 from welfare.item where lower(code) = lower(${input.code})`))
    throw new RuleBroken('item.exists', { item: input.code });
  await tx.run(sql`
    insert into welfare.item (code, kind, decimals, name, unit) values (${input.code}, ${input.kind}, ${input.decimals}, ${input.name}, ${input.unit})`);
  return { code: input.code };
}

const ROW = sql`
  s.id, s.name, s.kind, case when s.parent_id is not null then json_build_object('id', s.parent_id, 'name', f.name) end as parent, s.in_public as "inPublic",
  ${unitOn(sql`s.keeper_id`, sql`s.recorded_at::date`)} as keeper, s.version,
  (select count(*) from (select campaign_id from welfare.stock k where k.sponsor_id = s.id union select campaign_id from welfare.pledge p where p.sponsor_id = s.id) g) as campaigns,
  coalesce((select sum(coalesce(p.value_vnd, case when p.item = 'VND' then p.quantity else 0 end)) from welfare.pledge p where p.sponsor_id = s.id and p.withdrawn_on is null), 0)::bigint as "pledgedVnd",
  coalesce((select -sum(l.value_vnd) from welfare.line l where l.sponsor_id = s.id and l.account = 'source'), 0)::bigint as "receivedVnd",
  coalesce((select sum(k.delivered_vnd) from welfare.stock k where k.sponsor_id = s.id), 0)::bigint as "deliveredVnd"`;

/** Sponsors kept by units below one or that gave to campaigns there, by name. */
export async function listSponsors(tx: Tx, { caller, today }: About, query: SponsorQuery) {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const gave = sql`select c.id from welfare.campaign c where c.unit_id in ${units} or c.place_id in ${units}`;
  const where = sql`
    (s.keeper_id in ${units} or s.id in (select k.sponsor_id from welfare.stock k where k.campaign_id in (${gave}))
      or s.id in (select p.sponsor_id from welfare.pledge p where p.campaign_id in (${gave})))
    ${query.q ? sql`and platform.fold(s.name) like '%' || platform.fold(${query.q}) || '%'` : sql``}`;
  const rows = await tx.many<SponsorRow>(sql`
    select ${ROW} from welfare.sponsor s left join welfare.sponsor f on f.id = s.parent_id where ${where} ${after(query.cursor, sql`s.name, s.id`, ['text', 'uuid'], 'asc')}
    order by s.name, s.id limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (row) => [row.name, row.id]);
  return query.cursor === undefined
    ? { ...page, total: await countOf(tx, sql`from welfare.sponsor s where ${where}`) }
    : page;
}

/** A sponsor with branches, agreements, gifts and ways in. @throws NotFound */
export async function getSponsor(tx: Tx, { today }: About, id: string): Promise<SponsorPage> {
  return tx.one<SponsorPage>(sql`
    select ${ROW}, s.register_no as "registerNo",
      coalesce((select json_agg(json_build_object('id', b.id, 'name', b.name) order by b.name) from welfare.sponsor b where b.parent_id = s.id), '[]') as branches,
      coalesce((select json_agg(json_build_object('id', a.id, 'number', a.number, 'purpose', a.purpose, 'signedOn', a.signed_on, 'endsOn', a.ends_on, 'fileId', a.file_id)
        order by a.signed_on, a.id) from welfare.agreement a where a.sponsor_id = s.id), '[]') as agreements,
      coalesce((select json_agg(g.j order by g.starts_on, g.item) from (
        select c.starts_on, x.item, json_build_object('campaign', json_build_object('id', c.id, ${TITLES}, 'kind', c.kind, 'state', c.state), 'item', x.item,
          'pledged', coalesce((select sum(p.quantity) from welfare.pledge p where p.campaign_id = c.id and p.sponsor_id = s.id and p.item = x.item and p.withdrawn_on is null), 0),
          'received', coalesce(k.received, 0), 'bought', coalesce(k.bought, 0), 'spent', coalesce(k.spent, 0), 'delivered', coalesce(k.delivered, 0),
          'inStock', coalesce(k.in_stock, 0), 'returned', coalesce(k.returned, 0), 'writtenOff', coalesce(k.written_off, 0),
          'difference', coalesce(k.received + k.bought - k.spent - k.delivered - k.in_stock - k.returned - k.written_off, 0),
          'deliveredVnd', coalesce(k.delivered_vnd, 0), 'inStockVnd', coalesce(k.value_vnd, 0)) as j
        from (select campaign_id, item from welfare.stock where sponsor_id = s.id union select campaign_id, item from welfare.pledge where sponsor_id = s.id and withdrawn_on is null) x
        join welfare.campaign c on c.id = x.campaign_id
        left join welfare.stock k on k.campaign_id = x.campaign_id and k.item = x.item and k.sponsor_id = s.id) g), '[]') as gifts,
      coalesce((select json_agg(json_build_object('id', l.id, 'createdAt', l.created_at, 'expiresOn', l.expires_on, 'revokedAt', l.revoked_at, 'opened', l.opened,
          'lastOpenedAt', l.last_opened_at, 'failed', l.failed,
          'state', case when l.revoked_at is not null then 'revoked' when l.failed >= ${MOST_TRIES} then 'locked' when l.expires_on < ${today}::date then 'expired' else 'valid' end)
        order by l.created_at desc) from welfare.sponsor_link l where l.sponsor_id = s.id), '[]') as links
    from welfare.sponsor s left join welfare.sponsor f on f.id = s.parent_id where s.id = ${id}`);
}

async function sponsorForWrite(tx: Tx, id: string, version?: number) {
  const sponsor = await tx.one<{ id: string; label: number; version: number; kind: string }>(sql`
    select s.id, s.label, s.version, s.kind from welfare.sponsor s where s.id = ${id} and ${inScopeOf(sql`s.label`)} for no key update`);
  if (version !== undefined) assertVersion(sponsor.version, version);
  return sponsor;
}

/** @throws NotFound; RuleBroken `sponsor.not-a-branch` for a branch without its organisation or the other way, `sponsor.exists` */
export async function addSponsor(tx: Tx, { caller, today }: About, input: NewSponsor): Promise<{ id: string }> {
  const keeper = await livingUnit(tx, caller, input.keeperId, today);
  if ((input.kind === 'branch') !== (input.parentId !== null)) throw new RuleBroken('sponsor.not-a-branch');
  if (input.parentId !== null) {
    const parent = await tx.one<{ kind: string }>(sql`select kind from welfare.sponsor where id = ${input.parentId}`);
    if (parent.kind !== 'organisation') throw new RuleBroken('sponsor.not-a-branch');
  }
  if (await tx.maybeOne(sql`select 1 from welfare.sponsor where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.sponsor (id, keeper_id, kind, name, parent_id, in_public, register_no, label)
    values (${input.id}, ${keeper.id}, ${input.kind}, ${input.name}, ${input.parentId}, ${input.inPublic},
      ${input.kind === 'person' ? null : input.registerNo}, ${keeper.label})`);
  return { id: input.id };
}

/** @throws NotFound; RuleBroken `welfare.changed-meanwhile`, `sponsor.exists` */
export async function changeSponsor(tx: Tx, _about: About, id: string, input: ChangeSponsor): Promise<{ id: string }> {
  const sponsor = await sponsorForWrite(tx, id, input.version);
  await tx.run(sql`
    update welfare.sponsor set name = coalesce(${input.name ?? null}, name), in_public = coalesce(${input.inPublic ?? null}, in_public),
      register_no = case when ${input.registerNo !== undefined && sponsor.kind !== 'person'} then ${input.registerNo ?? null} else register_no end, version = version + 1
    where id = ${id}`);
  return { id };
}

/** @throws NotFound; RuleBroken `agreement.exists`, `agreement.dates` */
export async function addAgreement(tx: Tx, _about: About, id: string, input: NewAgreement): Promise<{ id: string }> {
  const sponsor = await sponsorForWrite(tx, id);
  if (await tx.maybeOne(sql`select 1 from welfare.agreement where id = ${input.id}`)) return { id: input.id };
  if (input.fileId !== null) await tx.one(sql`select 1 as seen from platform.file where id = ${input.fileId}`);
  await tx.run(sql`
    insert into welfare.agreement (id, sponsor_id, number, purpose, signed_on, ends_on, file_id, label)
    values (${input.id}, ${id}, ${input.number}, ${input.purpose}, ${input.signedOn}, ${input.endsOn}, ${input.fileId}, ${sponsor.label})`);
  return { id: input.id };
}

/** Signs that are hard to confuse when they are read out; sixteen of them are 80 bits. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTVWXYZ0L';

/** A new code, `XXXX-XXXX-XXXX-XXXX`. */
export function newCode(): string {
  const signs = [...randomBytes(16)].map((byte) => SIGNS[byte % 32] ?? '2').join('');
  return (signs.match(/.{4}/g) ?? []).join('-');
}

/** What is kept of a code: bound to its link, so that one list of hashes serves nobody for two. */
export function hashOfCode(linkId: string, code: string): Buffer {
  const plain = code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return createHash('sha256').update(`${linkId}:${plain}`).digest();
}

/** A way in for a sponsor; the code is answered here and kept nowhere. @throws NotFound; RuleBroken `sponsor-link.expiry` */
export async function addLink(tx: Tx, { caller, today }: About, id: string, input: NewLink) {
  const sponsor = await sponsorForWrite(tx, id);
  if (input.expiresOn < today) throw new RuleBroken('sponsor-link.expiry', { on: input.expiresOn, today });
  const code = newCode();
  await tx.run(sql`
    insert into welfare.sponsor_link (id, sponsor_id, code_hash, expires_on, created_by, label)
    values (${input.id}, ${id}, ${hashOfCode(input.id, code)}, ${input.expiresOn}, ${caller.userId}, ${sponsor.label})`);
  return { id: input.id, code, path: `/sponsor/${input.id}` };
}

/** @throws NotFound */
export async function revokeLink(tx: Tx, id: string): Promise<{ id: string }> {
  const revoked = await tx.run(
    sql`update welfare.sponsor_link l set revoked_at = coalesce(revoked_at, now()) where l.id = ${id} and ${inScopeOf(sql`l.label`)}`,
  );
  if (revoked === 0) throw new NotFound();
  return { id };
}

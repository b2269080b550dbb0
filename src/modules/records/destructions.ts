import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { ApproveDestruction, CarryOutDestruction, Destruction, NewDestruction, OfUnit } from './contract.ts';
import { dossiersForList, ON_DESTRUCTION } from './dossiers.ts';
import { type About, askedIn, assertVersion, cursorKeys, cursorOf, livingUnit, reachOf, unitJson } from './reading.ts';
import { assertApproval, assertCarryOut, assertExpired, assertPlainText, yearsAfter } from './rules.ts';
import { settingsOn } from './settings.ts';

const ROW = (userId: string) => sql`
  t.id, ${unitJson(sql`t.unit_id`, sql`t.proposed_on`)} as unit, t.reason, t.council, t.opinion, t.decision, t.minutes, t.state, t.proposed_on as "proposedOn",
  t.approved_on as "approvedOn", t.carried_out_on as "carriedOutOn", t.list_hash as "listHash", t.proposed_by = ${userId} as "proposedByMe", t.version,
  coalesce((select json_agg(json_build_object('id', o.id, 'code', o.code, 'title', o.title, 'year', o.year, 'years', o.years,
      'documents', (select count(*) from records.document d where d.dossier_id = o.id)) order by o.year, o.code)
    from records.destruction_item i join records.dossier o on o.id = i.dossier_id where i.destruction_id = t.id), '[]') as dossiers`;

/** Lists for destruction of a unit and those below it, the latest first. @throws NotFound; Invalid `request.cursor` */
export async function listDestructions(
  tx: Tx,
  about: About,
  query: OfUnit,
): Promise<{ items: Destruction[]; nextCursor: string | null }> {
  const unit = await askedIn(tx, about.caller, query.unit, about.today);
  const after =
    query.cursor === undefined ? sql`` : sql`and (t.proposed_on, t.id) < (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<Destruction>(sql`
    select ${ROW(about.caller.userId)} from records.destruction t where t.unit_id in ${await reachOf(tx, unit, true, about.today)} ${after}
    order by t.proposed_on desc, t.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? cursorOf(last.proposedOn, last.id) : null };
}

/** @throws NotFound */
export function getDestruction(tx: Tx, { caller }: About, id: string): Promise<Destruction> {
  return tx.one<Destruction>(sql`select ${ROW(caller.userId)} from records.destruction t where t.id = ${id}`);
}

/** The hash over what is to be destroyed, paper by paper with its checksums: nothing can be slipped in after the decision. */
async function hashOfList(tx: Tx, dossierIds: readonly string[]): Promise<string> {
  const rows = await tx.many<{ line: string }>(sql`
    select concat_ws('|', o.id, o.code, o.title, o.year, o.years, o.expires_on, d.id, d.symbol, a.sha256) as line
    from records.dossier o left join records.document d on d.dossier_id = o.id left join records.attachment a on a.document_id = d.id
    where o.id = any(${[...dossierIds]}::uuid[]) order by o.id, d.id, a.sha256, a.id`);
  return createHash('sha256')
    .update(rows.map(({ line }) => line).join('\n'))
    .digest('hex');
}

/** Proposes files whose time is over. Sending the same `id` again changes nothing. @throws NotFound; RuleBroken of `assertExpired`; Invalid `dossier.unknown` */
export async function proposeDestruction(tx: Tx, about: About, input: NewDestruction): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from records.destruction where id = ${input.id}`)) return { id: input.id };
  const unit = await livingUnit(tx, about.caller, input.unitId, about.today);
  assertPlainText({ reason: input.reason, council: input.council });
  const dossiers = await dossiersForList(tx, input.dossierIds, unit.id, ON_DESTRUCTION);
  assertExpired(dossiers, about.today);
  const ids = dossiers.map(({ id }) => id);
  await tx.run(sql`
    insert into records.destruction (id, unit_id, reason, council, proposed_on, list_hash, label)
    values (${input.id}, ${unit.id}, ${input.reason}, ${input.council}, ${about.today}, ${await hashOfList(tx, ids)}, ${unit.label})`);
  await tx.run(sql`
    insert into records.destruction_item (destruction_id, dossier_id, label) select ${input.id}, unnest(${ids}::uuid[]), ${unit.label}`);
  return { id: input.id };
}

type Held = {
  id: string;
  state: string;
  proposedBy: string;
  listHash: string;
  version: number;
  label: number;
  dossiers: string[];
};
async function forWrite(tx: Tx, id: string, version: number): Promise<Held> {
  const row = await tx.one<Held>(sql`
    select t.id, t.state, t.proposed_by as "proposedBy", t.list_hash as "listHash", t.version, t.label,
      (select coalesce(json_agg(i.dossier_id), '[]') from records.destruction_item i where i.destruction_id = t.id) as dossiers
    from records.destruction t where t.id = ${id} for update of t`);
  assertVersion(row, version);
  return row;
}

/** Somebody else decides, on the list as it was proposed and with the superior archive's opinion. @throws NotFound; RuleBroken of `assertApproval` */
export async function approveDestruction(
  tx: Tx,
  about: About,
  id: string,
  input: ApproveDestruction,
): Promise<{ id: string }> {
  const held = await forWrite(tx, id, input.version);
  const { userId } = about.caller;
  assertApproval(held, { userId, listHash: input.listHash, hashNow: await hashOfList(tx, held.dossiers) });
  assertPlainText({ opinion: input.opinion, decision: input.decision });
  await tx.run(sql`
    update records.destruction set state = 'approved', approved_on = ${about.today}, approved_by = ${userId}, opinion = ${input.opinion}, decision = ${input.decision}, version = version + 1
    where id = ${id}`);
  return { id };
}

/** Takes a list back. @throws NotFound; RuleBroken `destruction.over` */
export async function withdrawDestruction(
  tx: Tx,
  _about: About,
  id: string,
  input: { version: number },
): Promise<{ id: string }> {
  const held = await forWrite(tx, id, input.version);
  if (held.state !== 'proposed' && held.state !== 'approved') throw new RuleBroken('destruction.over');
  await tx.run(sql`
    update records.destruction set state = 'withdrawn', approved_on = null, approved_by = null, decision = null, opinion = null, version = version + 1 where id = ${id}`);
  return { id };
}

/**
 * Carries out what was approved: the files go, the entries of the register stay, and each file leaves a stone with what it held.
 * @throws NotFound; RuleBroken of `assertCarryOut`
 */
export async function carryOutDestruction(
  tx: Tx,
  about: About,
  id: string,
  input: CarryOutDestruction,
): Promise<{ id: string }> {
  const held = await forWrite(tx, id, input.version);
  assertCarryOut(held, await hashOfList(tx, held.dossiers));
  const keepUntil = yearsAfter(about.today, (await settingsOn(tx, about.today))['records.tombstone-years']);
  const ids = held.dossiers;
  await tx.run(sql`
    insert into records.tombstone (dossier_id, destruction_id, code, title, year, documents, files, checksums, destroyed_on, keep_until, label)
    select o.id, ${id}, o.code, o.title, o.year, (select count(*) from records.document d where d.dossier_id = o.id), x.files, x.checksums, ${about.today}, ${keepUntil}, o.label
    from records.dossier o cross join lateral (
      select count(a.id)::int as files, encode(sha256(convert_to(coalesce(string_agg(a.sha256, E'\n' order by a.sha256, a.id), ''), 'UTF8')), 'hex') as checksums
      from records.document d join records.attachment a on a.document_id = d.id where d.dossier_id = o.id) x
    where o.id = any(${ids}::uuid[])`);
  const inThem = sql`select d.id from records.document d where d.dossier_id = any(${ids}::uuid[])`;
  await tx.run(sql`delete from records.attachment_text where document_id in (${inThem})`);
  // The rows of the files go; the bytes go with the next sweep when nothing else has them, and the name and checksum stay here.
  await tx.run(
    sql`delete from platform.file f using records.attachment a where a.file_id = f.id and a.document_id in (${inThem})`,
  );
  await tx.run(
    sql`update records.dossier set state = 'destroyed', version = version + 1 where id = any(${ids}::uuid[])`,
  );
  await tx.run(sql`
    update records.destruction set state = 'carried_out', carried_out_on = ${about.today}, minutes = ${input.minutes}, version = version + 1 where id = ${id}`);
  return { id };
}

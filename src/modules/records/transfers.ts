import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { pathOf } from '#platform/files/files.ts';
import type { AcceptTransfer, NewTransfer, OfUnit, Transfer } from './contract.ts';
import { dossiersForList, ON_TRANSFER } from './dossiers.ts';
import { nameOfCode } from './kinds.ts';
import { Bag, safeName } from './package/bag.ts';
import { type EadDocument, type EadDossier, eadOf } from './package/ead.ts';
import { type About, askedIn, assertVersion, cursorKeys, cursorOf, livingUnit, reachOf, unitJson } from './reading.ts';
import { assertPlainText, assertTransfer } from './rules.ts';

const BRIEF = sql`
  json_build_object('id', o.id, 'code', o.code, 'title', o.title, 'year', o.year, 'years', o.years,
    'documents', (select count(*) from records.document d where d.dossier_id = o.id))`;
const ROW = sql`
  t.id, ${unitJson(sql`t.unit_id`, sql`t.prepared_on`)} as unit, t.archive, t.archive_name as "archiveName", t.state, t.prepared_on as "preparedOn",
  t.accepted_on as "acceptedOn", t.accepted_by as "acceptedBy", t.manifest, t.version,
  coalesce((select json_agg(${BRIEF} order by o.year, o.code) from records.transfer_item i join records.dossier o on o.id = i.dossier_id where i.transfer_id = t.id), '[]') as dossiers`;

/** Transfers of a unit and those below it, the latest first. @throws NotFound; Invalid `request.cursor` */
export async function listTransfers(
  tx: Tx,
  about: About,
  query: OfUnit,
): Promise<{ items: Transfer[]; nextCursor: string | null }> {
  const unit = await askedIn(tx, about.caller, query.unit, about.today);
  const after =
    query.cursor === undefined ? sql`` : sql`and (t.prepared_on, t.id) < (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<Transfer>(sql`
    select ${ROW} from records.transfer t where t.unit_id in ${await reachOf(tx, unit, true, about.today)} ${after} order by t.prepared_on desc, t.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? cursorOf(last.preparedOn, last.id) : null };
}

/** A list of files to be handed over. @throws NotFound */
export function getTransfer(tx: Tx, _about: About, id: string): Promise<Transfer> {
  return tx.one<Transfer>(sql`select ${ROW} from records.transfer t where t.id = ${id}`);
}

/** Prepares a list. Sending the same `id` again changes nothing. @throws NotFound; RuleBroken of `assertTransfer`; Invalid `dossier.unknown` */
export async function prepareTransfer(tx: Tx, about: About, input: NewTransfer): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from records.transfer where id = ${input.id}`)) return { id: input.id };
  const unit = await livingUnit(tx, about.caller, input.unitId, about.today);
  assertPlainText({ archiveName: input.archiveName });
  const dossiers = await dossiersForList(tx, input.dossierIds, unit.id, ON_TRANSFER);
  assertTransfer(input.archive, dossiers);
  await tx.run(sql`
    insert into records.transfer (id, unit_id, archive, archive_name, prepared_on, label)
    values (${input.id}, ${unit.id}, ${input.archive}, ${input.archiveName}, ${about.today}, ${unit.label})`);
  await tx.run(sql`
    insert into records.transfer_item (transfer_id, dossier_id, label) select ${input.id}, unnest(${dossiers.map(({ id }) => id)}::uuid[]), ${unit.label}`);
  return { id: input.id };
}

async function transferForWrite(tx: Tx, id: string, version: number) {
  const row = await tx.one<{ state: string; version: number; preparedOn: string }>(
    sql`select state, version, prepared_on as "preparedOn" from records.transfer where id = ${id} for update`,
  );
  assertVersion(row, version);
  if (row.state !== 'prepared') throw new RuleBroken('transfer.over', { state: row.state });
  return row;
}

/** The archive took the files; they are its own from now on. @throws NotFound; RuleBroken `transfer.over`, `transfer.accepted-before`, `records.changed-meanwhile` */
export async function acceptTransfer(tx: Tx, about: About, id: string, input: AcceptTransfer): Promise<{ id: string }> {
  const transfer = await transferForWrite(tx, id, input.version);
  if (input.on < transfer.preparedOn || input.on > about.today)
    throw new RuleBroken('transfer.accepted-before', { on: input.on, preparedOn: transfer.preparedOn });
  await tx.run(sql`
    update records.transfer set state = 'accepted', accepted_on = ${input.on}, accepted_by = ${input.by}, version = version + 1 where id = ${id}`);
  await tx.run(sql`
    update records.dossier o set state = 'archived', version = o.version + 1 from records.transfer_item i where i.transfer_id = ${id} and i.dossier_id = o.id`);
  return { id };
}

/** Takes a list back before the archive took it. @throws NotFound; RuleBroken `transfer.over` */
export async function withdrawTransfer(
  tx: Tx,
  _about: About,
  id: string,
  input: { version: number },
): Promise<{ id: string }> {
  await transferForWrite(tx, id, input.version);
  await tx.run(sql`update records.transfer set state = 'withdrawn', version = version + 1 where id = ${id}`);
  return { id };
}

type File = { documentId: string; name: string; sha256: string; path: string };
/** What a package holds, read in one transaction; the bytes of the files never change under their checksum. */
export type PackagePlan = {
  transfer: Transfer;
  dossiers: EadDossier[];
  documents: EadDocument[];
  files: File[];
};

/** @throws NotFound; RuleBroken `transfer.over` of a withdrawn list */
export async function planPackage(tx: Tx, about: About, id: string): Promise<PackagePlan> {
  const transfer = await getTransfer(tx, about, id);
  if (transfer.state === 'withdrawn') throw new RuleBroken('transfer.over', { state: transfer.state });
  const dossiers = await tx.many<EadDossier>(sql`
    select o.id, o.code, o.title, o.year, o.years, ${nameOfCode('retention', sql`o.retention`, 'vi')} as "retentionName", o.opened_on as "openedOn", o.closed_on as "closedOn", o.sheets, o.box
    from records.transfer_item i join records.dossier o on o.id = i.dossier_id where i.transfer_id = ${id} order by o.year, o.code`);
  const rows = await tx.many<Omit<EadDocument, 'files'> & { files: { name: string; sha256: string }[] }>(sql`
    select d.id, d.dossier_id as "dossierId", ${nameOfCode('kind', sql`d.kind`, 'vi')} as "kindName", d.symbol, d.summary, d.dated_on as "datedOn",
      coalesce(d.issuer_name, (select v.name from organisation.unit_version v where v.unit_id = d.issuer_id order by v.valid @> coalesce(d.dated_on, d.registered_on) desc, v.valid desc limit 1)) as issuer,
      coalesce((select json_agg(json_build_object('name', a.name, 'sha256', a.sha256) order by a.role desc, a.name, a.id) from records.attachment a where a.document_id = d.id and a.file_id is not null), '[]') as files
    from records.document d join records.transfer_item i on i.dossier_id = d.dossier_id and i.transfer_id = ${id}
    order by d.dossier_id, coalesce(d.dated_on, d.arrived_on, d.registered_on), d.id`);
  const codes = new Map(dossiers.map((one) => [one.id, safeName(`${one.year}-${one.code}`, 40)]));
  const files: File[] = [];
  let at = 0;
  const documents = rows.map((row): EadDocument => {
    at += 1;
    const mine = row.files.map(({ name, sha256 }, n) => {
      const place = `${String(at).padStart(4, '0')}-${n + 1}-${safeName(name)}`;
      const path = `files/${codes.get(row.dossierId) ?? 'x'}/${place}`;
      files.push({ documentId: row.id, name, sha256, path });
      return { path, name };
    });
    return { ...row, files: mine };
  });
  return { transfer, dossiers, documents, files };
}

const FORMULA = /^[=+\-@\t\r]/;
const cell = (text: string | null) => {
  const plain = text ?? '';
  return `"${(FORMULA.test(plain) ? `'${plain}` : plain).replace(/"/gu, '""')}"`;
};

/**
 * Writes the package of a transfer: the finding aid, the list as a table, and every file, with their checksums.
 * @returns SHA-256 of the list of checksums
 * @throws Error when a kept file is not what its checksum says; the package then breaks off and does not open
 */
export async function writePackage(
  { transfer, dossiers, documents, files }: PackagePlan,
  out: Writable,
  { dataDir, today }: { dataDir: string; today: string },
): Promise<string> {
  const bag = new Bag(out, `gandan-${transfer.preparedOn}-${transfer.id.slice(0, 8)}`);
  const byDossier = new Map<string, EadDocument[]>();
  for (const one of documents) byDossier.set(one.dossierId, [...(byDossier.get(one.dossierId) ?? []), one]);
  await bag.add(
    'ead.xml',
    eadOf(transfer, dossiers, (id) => byDossier.get(id) ?? []),
  );
  const line = (cells: readonly (string | null)[]) => `${cells.map(cell).join(',')}\r\n`;
  const codes = new Map(dossiers.map((one) => [one.id, `${one.code}/${one.year}`]));
  await bag.add('danh-sach.csv', [
    '\ufeff',
    line(['Hồ sơ', 'Loại', 'Số, ký hiệu', 'Ngày', 'Trích yếu', 'Nơi ban hành', 'Tệp']),
    ...documents.map((one) =>
      line([
        codes.get(one.dossierId) ?? '',
        one.kindName,
        one.symbol,
        one.datedOn,
        one.summary,
        one.issuer,
        one.files.map(({ path }) => path).join(' | '),
      ]),
    ),
  ]);
  for (const file of files) {
    const sum = await bag.add(file.path, createReadStream(pathOf(dataDir, file.sha256)));
    if (sum !== file.sha256) throw new Error(`the kept file ${file.sha256} is damaged`);
  }
  return bag.finish({
    'Source-Organization': transfer.unit.name,
    'External-Identifier': transfer.id,
    'External-Description': `Hồ sơ nộp lưu vào ${transfer.archiveName}`,
    'Bagging-Date': today,
    'Bag-Software-Agent': 'Gần Dân',
  });
}

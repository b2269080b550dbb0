import { sql } from 'kysely';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { ChangeDraft, DrawNumber, NewArrival, NewDraft, NewHandling, NewLink, VoidDocument } from './contract.ts';
import type { SignedAs } from './contract/values.ts';
import { issuerOf } from './issuers.ts';
import { kindOf } from './kinds.ts';
import { type About, assertVersion, livingUnit } from './reading.ts';
import {
  assertArrival,
  assertHandling,
  assertLink,
  assertMayDraw,
  assertMayIssue,
  assertPlainText,
  assertSaid,
  assertSigned,
  assertStub,
  periodOf,
  symbolOf,
  yearOf,
} from './rules.ts';
import { settingsOn } from './settings.ts';

type Held = {
  id: string;
  unitId: string;
  direction: string;
  kind: string;
  layout: 'party' | 'state';
  issuerId: string | null;
  symbol: string | null;
  datedOn: string | null;
  arrivedOn: string | null;
  secrecy: 'none' | 'confidential' | 'secret' | 'top_secret';
  signedAs: SignedAs | null;
  signedFor: string | null;
  hasBody: boolean;
  state: string;
  ownerUnitId: string | null;
  dossierId: string | null;
  label: number;
  ownerLabel: number;
  version: number;
};

/** A document of the caller's register, held against everybody else until the transaction ends. @throws NotFound; RuleBroken `records.changed-meanwhile` */
export async function documentForWrite(tx: Tx, { caller }: About, id: string, version?: number): Promise<Held> {
  const row = await tx.one<Held>(sql`
    select id, unit_id as "unitId", direction, kind, layout, issuer_id as "issuerId", symbol, dated_on as "datedOn", arrived_on as "arrivedOn", secrecy, state,
      signed_as as "signedAs", signed_for as "signedFor", body is not null as "hasBody", owner_unit_id as "ownerUnitId", dossier_id as "dossierId", label, owner_label as "ownerLabel", version
    from records.document where id = ${id} for update`);
  // Whom it was sent to may read it and no more.
  const mine = (label: number) =>
    caller.ranges === 'everything' || caller.ranges.some(({ lo, hi }) => lo <= label && label < hi);
  if (!mine(row.label) && !mine(row.ownerLabel)) throw new NotFound();
  if (version !== undefined) assertVersion(row, version);
  return row;
}

const known = (tx: Tx, id: string) => tx.maybeOne(sql`select 1 from records.document where id = ${id}`);

/** The next number of a series, under the lock of its row; the trigger takes it. @returns the number and its identity */
async function draw(
  tx: Tx,
  series: {
    unitId: string;
    direction: 'in' | 'out';
    kind: string | null;
    layout: string;
    from: string;
    until: string | null;
    symbol: string;
    label: number;
  },
  documentId: string,
  on: string,
): Promise<{ id: string; no: number }> {
  await tx.run(sql`
    insert into records.series (unit_id, direction, kind, layout, from_on, until_on, symbol, label)
    values (${series.unitId}, ${series.direction}, ${series.kind}, ${series.layout}, ${series.from}, ${series.until}, ${series.symbol}, ${series.label})
    on conflict on constraint series_once do nothing`);
  return tx.one<{ id: string; no: number }>(sql`
    insert into records.number (series_id, document_id, drawn_on, label)
    select s.id, ${documentId}, ${on}::date, s.label from records.series s
    where s.unit_id = ${series.unitId} and s.direction = ${series.direction} and s.kind is not distinct from ${series.kind}
      and s.layout = ${series.layout} and s.from_on = ${series.from}::date
    returning id, no`);
}

/**
 * Enters an arrival; its arrival number runs through the year. Sending the same `id` again changes nothing.
 * @throws NotFound; RuleBroken of `assertStub` and `assertArrival`, `document.entered-already`; Invalid `document.kind-unknown`, `document.markup`
 */
export async function enterArrival(tx: Tx, about: About, input: NewArrival): Promise<{ id: string }> {
  if (await known(tx, input.id)) return { id: input.id };
  const { caller, today, lang } = about;
  const unit = await livingUnit(tx, caller, input.unitId, today);
  const kind = await kindOf(tx, input.kind, lang);
  assertPlainText({
    summary: input.summary,
    issuerName: input.issuerName,
    symbol: input.symbol,
    receivedBy: input.receivedBy,
    note: input.note,
    custodian: input.custodian,
    keptAt: input.keptAt,
  });
  assertStub(input);
  assertArrival(input, today);
  const sent = input.addresseeId === null ? null : await sentTo(tx, input.addresseeId, unit.id);
  const year = yearOf(input.arrivedOn);
  await tx.run(sql`
    insert into records.document (id, direction, unit_id, kind, issuer_id, issuer_name, symbol, summary, dated_on, urgency, secrecy, custodian, kept_at, copies,
      arrived_on, registered_on, received_by, note, state, due_on, owner_unit_id, label, owner_label)
    values (${input.id}, 'in', ${unit.id}, ${kind.code}, ${sent ?? input.issuerId}, ${input.issuerName}, ${input.symbol}, ${input.summary}, ${input.datedOn}, ${input.urgency},
      ${input.secrecy}, ${input.custodian}, ${input.keptAt}, ${input.copies}, ${input.arrivedOn}, ${today}, ${input.receivedBy}, ${input.note}, 'open', ${input.dueOn}, null, ${unit.label}, ${unit.label})`);
  const number = await draw(
    tx,
    { unitId: unit.id, direction: 'in', kind: null, layout: 'party', ...year, symbol: '', label: unit.label },
    input.id,
    input.arrivedOn,
  );
  await tx.run(
    sql`update records.document set number_id = ${number.id}, arrival_no = ${number.no} where id = ${input.id}`,
  );
  if (input.addresseeId !== null)
    await tx.run(sql`update records.addressee set arrival_id = ${input.id} where id = ${input.addresseeId}`);
  return { id: input.id };
}

/** The issuer of a document that was sent to a unit. @throws NotFound; RuleBroken `document.entered-already` */
async function sentTo(tx: Tx, addresseeId: string, unitId: string): Promise<string> {
  const line = await tx.one<{ issuerId: string; arrivalId: string | null }>(sql`
    select d.unit_id as "issuerId", a.arrival_id as "arrivalId" from records.addressee a join records.document d on d.id = a.document_id
    where a.id = ${addresseeId} and a.unit_id = ${unitId} for update of a`);
  if (line.arrivalId !== null) throw new RuleBroken('document.entered-already');
  return line.issuerId;
}

/**
 * Writes a draft. It has no number: that is drawn when it is issued, in the office and online. Sending the same `id` again changes nothing.
 * @throws NotFound; RuleBroken `document.kind-not-of-cell` and those of `assertStub`; Invalid `document.kind-unknown`, `document.markup`
 */
export async function writeDraft(tx: Tx, about: About, input: NewDraft): Promise<{ id: string }> {
  if (await known(tx, input.id)) return { id: input.id };
  const { caller, today, lang } = about;
  const unit = await livingUnit(tx, caller, input.unitId, today);
  const kind = await kindOf(tx, input.kind, lang);
  const issuer = await issuerOf(tx, unit.id, today);
  assertMayIssue(issuer, kind, (await settingsOn(tx, today))['records.cell-kinds'] === 1);
  assertPlainText({
    summary: input.summary,
    body: input.body,
    signer: input.signer,
    signerPost: input.signerPost,
    signedFor: input.signedFor,
    typist: input.typist,
    custodian: input.custodian,
    keptAt: input.keptAt,
  });
  assertSigned(input);
  assertStub(input);
  if (input.draftedById !== null) await assertUnitsInScope(tx, caller, [input.draftedById]);
  await tx.run(sql`
    insert into records.document (id, direction, unit_id, kind, layout, issuer_id, summary, urgency, secrecy, custodian, kept_at, copies, body, signer, signer_post, signed_as, signed_for, circulation, typist, drafted_by_id,
      registered_on, state, label, owner_label)
    values (${input.id}, 'out', ${unit.id}, ${kind.code}, ${input.layout ?? issuer.layout}, ${unit.id}, ${input.summary}, ${input.urgency}, ${input.secrecy}, ${input.custodian},
      ${input.keptAt}, ${input.copies}, ${input.body}, ${input.signer}, ${input.signerPost}, ${input.signedAs}, ${input.signedFor}, ${input.circulation}, ${input.typist}, ${input.draftedById}, ${today}, 'draft', ${unit.label}, ${unit.label})`);
  await address(tx, input.id, unit.label, input.addressees);
  return { id: input.id };
}

/** Units anywhere in the tree may be written to: the tree is no secret, and they see the paper once it is issued. @throws NotFound */
async function address(tx: Tx, id: string, label: number, addressees: NewDraft['addressees']): Promise<void> {
  if (addressees.length === 0) return;
  assertPlainText(Object.fromEntries(addressees.map(({ outside }, n) => [`addressees.${n}`, outside])));
  const written = await tx.run(sql`
    insert into records.addressee (document_id, unit_id, outside, copies, label, from_label)
    select ${id}, r."unitId", r.outside, r.copies, coalesce(u.label, ${label}::int), ${label}
    from rows from (jsonb_to_recordset(${JSON.stringify(addressees)}::jsonb) as ("unitId" uuid, outside text, copies int)) with ordinality r("unitId", outside, copies, at)
      left join organisation.unit u on u.id = r."unitId"
    where r."unitId" is null or u.id is not null order by r.at`);
  if (written < addressees.length) throw new NotFound();
}

/** Changes a draft. @throws NotFound; RuleBroken `document.issued-already`, `records.changed-meanwhile`; Invalid `document.markup` */
export async function changeDraft(tx: Tx, about: About, id: string, input: ChangeDraft): Promise<{ id: string }> {
  const document = await documentForWrite(tx, about, id, input.version);
  if (document.state !== 'draft') throw new RuleBroken('document.issued-already');
  const { summary, body, signer, signerPost, signedAs, signedFor, circulation, typist, urgency, copies, addressees } =
    input;
  assertPlainText({ summary, body, signer, signerPost, signedFor, typist });
  if (signedAs !== undefined || signedFor !== undefined)
    assertSigned({
      signedAs: signedAs === undefined ? document.signedAs : signedAs,
      signedFor: signedFor === undefined ? document.signedFor : signedFor,
    });
  const set = (column: string, value: unknown) => (value === undefined ? sql`` : sql`${sql.ref(column)} = ${value},`);
  if (document.secrecy !== 'none' && body) throw new RuleBroken('document.classified');
  if (document.secrecy === 'top_secret' && summary !== undefined) throw new RuleBroken('document.top-secret-abstract');
  await tx.run(sql`
    update records.document set summary = coalesce(${summary ?? null}, summary), ${set('body', body)} ${set('signer', signer)}
      ${set('signer_post', signerPost)} ${set('signed_as', signedAs)} ${set('signed_for', signedFor)} ${set('circulation', circulation)} ${set('typist', typist)}
      urgency = coalesce(${urgency ?? null}, urgency), copies = coalesce(${copies ?? null}::int, copies), version = version + 1 where id = ${id}`);
  if (addressees !== undefined) {
    await tx.run(sql`delete from records.addressee where document_id = ${id}`);
    await address(tx, id, document.label, addressees);
  }
  return { id };
}

/**
 * Draws the next number and issues the document with it. Twenty clerks at once get twenty numbers in a row: they wait for each other
 * at the row of the series.
 * @throws NotFound; RuleBroken of `assertMayDraw` and `periodOf`, `records.changed-meanwhile`
 */
export async function drawNumber(
  tx: Tx,
  about: About,
  id: string,
  input: DrawNumber,
): Promise<{ id: string; no: number; symbol: string }> {
  const document = await documentForWrite(tx, about, id, input.version);
  const kind = await kindOf(tx, document.kind, about.lang);
  assertMayDraw(document, kind, { on: input.on, today: about.today });
  const issuer = await issuerOf(tx, document.unitId, input.on);
  const period = periodOf(document.layout, input.on, issuer.term, issuer.name);
  const number = await draw(
    tx,
    {
      unitId: document.unitId,
      direction: 'out',
      kind: kind.code,
      layout: document.layout,
      ...period,
      symbol: issuer.symbol,
      label: document.label,
    },
    id,
    input.on,
  );
  const symbol = symbolOf(number.no, {
    kind: kind.code,
    kindSymbol: kind.symbol,
    issuer: issuer.symbol,
    layout: document.layout,
  });
  await tx.run(sql`
    update records.document set state = 'issued', number_id = ${number.id}, symbol = ${symbol}, dated_on = ${input.on}, version = version + 1 where id = ${id}`);
  return { id, no: number.no, symbol };
}

/** A document that came to nothing keeps its number, with the reason. @throws NotFound; RuleBroken `document.void-state` `{ state }`, `dossier.not-open` */
export async function voidDocument(tx: Tx, about: About, id: string, input: VoidDocument): Promise<{ id: string }> {
  const document = await documentForWrite(tx, about, id, input.version);
  if (document.state !== 'issued') throw new RuleBroken('document.void-state', { state: document.state });
  assertPlainText({ reason: input.reason });
  await tx.run(sql`
    update records.document set state = 'voided', void_reason = ${input.reason}, version = version + 1 where id = ${id}`);
  return { id };
}

/**
 * Says what a document does to another. Who took the place of an issuer that ended stands for it.
 * @throws NotFound; RuleBroken of `assertSaid` and `assertLink`, `document.linked-already`
 */
export async function addLink(tx: Tx, about: About, id: string, input: NewLink): Promise<{ id: string }> {
  const from = await documentForWrite(tx, about, id);
  assertSaid(input.kind, from);
  if (await tx.maybeOne(sql`select 1 from records.link where id = ${input.id}`)) return { id: input.id };
  const to = await tx.one<{
    issuerId: string | null;
    issuer: string;
    datedOn: string | null;
    state: string;
    superiors: string[];
  }>(sql`
    with recursive heir (id, step) as (
      select d.issuer_id, 0 from records.document d where d.id = ${input.toId}
      union select e.to_id, h.step + 1 from heir h join organisation.lineage_edge e on e.unit_id = h.id and e.forward where h.step < 8),
    up (id, step) as (
      select h.id, 0 from heir h
      union all select v.parent_id, u.step + 1 from up u join lateral (
        select o.parent_id from organisation.unit_version o where o.unit_id = u.id order by o.valid @> ${about.today}::date desc, o.valid desc limit 1) v on true
      where v.parent_id is not null and u.step < 8)
    select d.issuer_id as "issuerId", d.dated_on as "datedOn", d.state,
      (select coalesce(json_agg(distinct up.id), '[]') from up where up.id <> d.issuer_id) as superiors,
      coalesce(d.issuer_name, (select v.name from organisation.unit_version v where v.unit_id = d.issuer_id order by v.valid desc limit 1), '') as issuer
    from records.document d where d.id = ${input.toId}`);
  assertLink(
    input.kind,
    { issuerId: from.direction === 'out' ? from.unitId : from.issuerId, datedOn: from.datedOn },
    to,
  );
  await tx.run(sql`
    insert into records.link (id, from_id, to_id, kind, label) values (${input.id}, ${id}, ${input.toId}, ${input.kind}, ${from.label})`);
  return { id: input.id };
}

/** A step on the way of an arrival. @throws NotFound; RuleBroken of `assertHandling`, `records.changed-meanwhile` */
export async function handle(tx: Tx, about: About, id: string, input: NewHandling): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from records.handling where id = ${input.id}`)) return { id: input.id };
  const document = await documentForWrite(tx, about, id, input.version);
  assertHandling(document, input, about.today);
  assertPlainText({ note: input.note });
  const owner = input.ownerUnitId === null ? null : await livingUnit(tx, about.caller, input.ownerUnitId, input.on);
  // A foreign key alone would not ask about scope.
  if (input.evidenceId !== null) await tx.one(sql`select 1 from records.document where id = ${input.evidenceId}`);
  const ownerLabel = owner?.label ?? document.ownerLabel;
  await tx.run(sql`
    insert into records.handling (id, document_id, step, on_date, note, owner_unit_id, due_on, evidence_id, label, owner_label)
    values (${input.id}, ${id}, ${input.step}, ${input.on}, ${input.note}, ${input.ownerUnitId}, ${input.dueOn}, ${input.evidenceId}, ${document.label}, ${ownerLabel})`);
  await tx.run(sql`
    update records.document set state = ${input.step === 'done' ? 'done' : 'open'}, closed_on = ${input.step === 'done' ? input.on : null},
      answered_by = case when ${input.step === 'done'} then ${input.evidenceId}::uuid else answered_by end,
      due_on = coalesce(${input.dueOn}::date, due_on), owner_unit_id = coalesce(${input.ownerUnitId}::uuid, owner_unit_id), owner_label = ${ownerLabel}, version = version + 1
    where id = ${id}`);
  return { id: input.id };
}

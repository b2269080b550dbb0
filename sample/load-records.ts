/** Writes what the plan tells of documents, numbers and files, in bulk: numbers are drawn by the database in the order of the days. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { keepFile, receiveFile } from '#platform/files/files.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import { addDays } from './plan/dates.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: string) => string; label: (key: Key) => number };

/** Terms, files, registers with their numbers, handling, and what was sent up. */
export async function loadRecords(tx: Tx, plan: SamplePlan, { id, label }: Ids): Promise<void> {
  const { terms, dossiers, documents } = plan.records;
  const unit = (key: Key) => id('unit', key);
  const json = (rows: readonly object[]) => JSON.stringify(rows);
  await tx.run(sql`
    insert into records.term (unit_id, name, starts_on, ends_on, label)
    select unit, name, "startsOn", "endsOn", label from jsonb_to_recordset(${json(terms.map((one) => ({ ...one, unit: unit(one.unit), label: label(one.unit) })))}::jsonb)
      r(unit uuid, name text, "startsOn" date, "endsOn" date, label int)`);
  const files = json(
    dossiers.map((one) => ({ ...one, id: id('dossier', one.key), unit: unit(one.unit), label: label(one.unit) })),
  );
  await tx.run(sql`
    insert into records.dossier (id, unit_id, year, code, title, retention, years, keeper, state, opened_on, label)
    select r.id, unit, year, r.code, title, retention, t.years, 'Văn thư Đảng uỷ', 'open', "openedOn", label
    from jsonb_to_recordset(${files}::jsonb) r(id uuid, unit uuid, year int, code text, title text, retention text, "openedOn" date, label int)
    join records.retention t on t.code = r.retention`);
  await tx.run(sql`
    insert into records.filing_plan (unit_id, year, approved_on, approved_by, label)
    select unit, year, min("openedOn"), 'Bí thư Đảng uỷ', label from jsonb_to_recordset(${files}::jsonb) r(unit uuid, year int, "openedOn" date, label int) group by unit, year, label`);
  const rows = json(
    documents.map((one, place) => ({
      ...one,
      place,
      id: id('document', one.key),
      unit: unit(one.unit),
      label: label(one.unit),
      dossier: one.dossier === null ? null : id('dossier', one.dossier),
      to: one.to === null ? null : unit(one.to),
      toLabel: one.to === null ? null : label(one.to),
    })),
  );
  const given = sql`jsonb_to_recordset(${rows}::jsonb) r(place int, id uuid, unit uuid, direction text, kind text, summary text, "on" date, issuer text, symbol text, urgency text,
    "dueOn" date, "closedOn" date, signer text, voided text, draft boolean, body text, dossier uuid, "to" uuid, "toLabel" int, label int)`;
  await tx.run(sql`
    insert into records.document (id, direction, unit_id, kind, issuer_id, issuer_name, symbol, summary, dated_on, urgency, body, signer, signer_post, arrived_on, registered_on, state,
      due_on, closed_on, dossier_id, label, owner_label)
    select r.id, r.direction, r.unit, r.kind, case r.direction when 'out' then r.unit end, r.issuer, r.symbol, r.summary, case r.direction when 'in' then r."on" - 2 end, r.urgency, r.body,
      r.signer, case r.direction when 'out' then 'Bí thư' end, case r.direction when 'in' then r."on" end, r."on",
      case when r.direction = 'out' then 'draft' when r."closedOn" is null then 'open' else 'done' end, r."dueOn", r."closedOn", r.dossier, r.label, r.label
    from ${given}`);
  await tx.run(sql`
    insert into records.series (unit_id, direction, kind, layout, from_on, until_on, symbol, label)
    select distinct r.unit, r.direction, case r.direction when 'out' then r.kind end, 'party', case r.direction when 'out' then '2025-07-01'::date else date_trunc('year', r."on")::date end,
      case r.direction when 'in' then (date_trunc('year', r."on") + interval '1 year')::date end, case r.direction when 'out' then 'ĐU' else '' end, r.label
    from ${given} where not r.draft`);
  await tx.run(sql`
    insert into records.number (series_id, document_id, drawn_on, label)
    select s.id, r.id, r."on", r.label from ${given} join records.series s on s.unit_id = r.unit and s.direction = r.direction and s.kind is not distinct from (case r.direction when 'out' then r.kind end)
      and r."on" >= s.from_on and (s.until_on is null or r."on" < s.until_on)
    where not r.draft order by r."on", r.place`);
  await tx.run(sql`
    update records.document d set number_id = n.id, state = case when d.direction = 'out' then 'issued' else d.state end, arrival_no = case d.direction when 'in' then n.no end,
      dated_on = coalesce(d.dated_on, n.drawn_on), symbol = case when d.direction = 'out' then lpad(n.no::text, greatest(2, length(n.no::text)), '0') || '-' || k.symbol || '/ĐU' else d.symbol end
    from records.number n, records.kind k where n.document_id = d.id and k.code = d.kind`);
  await tx.run(sql`
    update records.document d set state = 'voided', void_reason = r.voided from ${given} where r.id = d.id and r.voided is not null`);
  await tx.run(sql`
    insert into records.handling (document_id, step, on_date, note, label, owner_label)
    select r.id, s.step, least(s.on_date, coalesce(r."closedOn", s.on_date)), s.note, r.label, r.label from ${given}
    cross join lateral (values ('forwarded', r."on", null), ('instructed', r."on" + 1, 'Văn phòng tham mưu, báo cáo đúng hạn')) s(step, on_date, note) where r.direction = 'in' and s.on_date <= ${plan.today}::date`);
  await tx.run(sql`
    insert into records.handling (document_id, step, on_date, note, label, owner_label)
    select r.id, 'done', r."closedOn", 'Đã báo cáo Văn phòng Tỉnh uỷ', r.label, r.label from ${given} where r."closedOn" is not null`);
  await tx.run(sql`
    insert into records.addressee (document_id, unit_id, label, from_label) select r.id, r."to", r."toLabel", r.label from ${given} where r."to" is not null and r.voided is null`);
}

/** A page as a scanner leaves it: the smallest PDF that opens. */
const SCAN = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

/**
 * Scans of what is older than three weeks, so that the files of last year could be closed; two of them are prepared for the archive.
 * The newer ones still wait for the scanner.
 */
export async function loadScans(tx: Tx, plan: SamplePlan, { id, label }: Ids, dataDir: string): Promise<void> {
  const { dossiers, documents } = plan.records;
  const scanned = documents.filter((one) => !one.draft && one.voided === null && one.on < addDays(plan.today, -21));
  const received = await receiveFile(dataDir, { name: 'ban-chup.pdf', content: SCAN });
  const { sha256, bytes } = await keepFile(tx, dataDir, received, null);
  const rows = JSON.stringify(
    scanned.map((one) => ({ file: id('scan', one.key), document: id('document', one.key), label: label(one.unit) })),
  );
  const given = sql`jsonb_to_recordset(${rows}::jsonb) r(file uuid, document uuid, label int)`;
  await tx.run(sql`
    insert into platform.file (id, sha256, name, media_type, bytes, label, created_by) select r.file, ${sha256}, 'ban-chup.pdf', 'application/pdf', ${bytes}, r.label, 'sample' from ${given}`);
  await tx.run(sql`
    insert into records.attachment (document_id, file_id, role, name, media_type, bytes, sha256, label)
    select r.document, r.file, 'scan', 'ban-chup.pdf', 'application/pdf', ${bytes}, ${sha256}, r.label from ${given}`);
  const closed = dossiers.filter((one) => one.closedOn !== null);
  const files = JSON.stringify(closed.map((one) => ({ id: id('dossier', one.key), on: one.closedOn })));
  await tx.run(sql`
    update records.dossier d set state = 'closed', closed_on = r."on", years = x.years, expires_on = r."on" + make_interval(years => x.years), sheets = x.papers * 3, box = 'Giá 1, hộp ' || d.code
    from jsonb_to_recordset(${files}::jsonb) r(id uuid, "on" date)
    cross join lateral (
      select case when bool_or(t.years is null) or d2.years is null then null else greatest(max(t.years), max(d2.years)) end as years, count(o.id)::int as papers
      from records.dossier d2 left join records.document o on o.dossier_id = d2.id left join records.kind k on k.code = o.kind left join records.retention t on t.code = k.retention
      where d2.id = r.id group by d2.years) x
    where d.id = r.id`);
  for (const unit of new Set(closed.map((one) => one.unit))) {
    const transfer = id('transfer-to-archive', unit);
    await tx.run(sql`
      insert into records.transfer (id, unit_id, archive, archive_name, prepared_on, label)
      values (${transfer}, ${id('unit', unit)}, 'office', 'Lưu trữ Văn phòng Đảng uỷ', ${addDays(plan.today, -12)}, ${label(unit)})`);
    const ids = closed.filter((one) => one.unit === unit && one.code <= '02').map((one) => id('dossier', one.key));
    await tx.run(sql`
      insert into records.transfer_item (transfer_id, dossier_id, label) select ${transfer}, unnest(${ids}::uuid[]), ${label(unit)}`);
  }
}

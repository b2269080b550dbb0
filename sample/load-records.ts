/** Writes what the plan tells of documents, numbers and files, in bulk: numbers are drawn by the database in the order of the days. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
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

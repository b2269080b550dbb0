import { sql } from 'kysely';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, NotFound, RuleBroken } from '#platform/errors.ts';
import { assertNotClassified } from '#platform/files/classified.ts';
import type { Lang } from '#platform/format.ts';
import type { Caller } from '#platform/http/context.ts';
import { askedUnit, type AskedUnit, unitsUnder } from '../place.ts';
import { checkReport, worded } from './checks.ts';
import { type Computation, computeReport } from './compute.ts';
import type {
  ChangeReport,
  Edition,
  NewReport,
  ReportDocument,
  ReportPage,
  ReportQuery,
  ReportRow,
  Signature,
} from './contract.ts';
import { type Told, writeDocument } from './document.ts';
import type { RoomFinding } from './room-checks.ts';
import { assertPeriod, headOf, type Head, type Period } from './rules.ts';
import { findTemplate, freeTexts, type Template } from './templates.ts';
import { withAllRecords } from './whole.ts';

export type About = { caller: Caller; today: string; now: Date };

export type Report = {
  id: string;
  template: string;
  unitId: string;
  from: string;
  to: string;
  texts: Record<string, string>;
  isOpen: boolean;
  reason: string | null;
  version: number;
  label: number;
  editions: number;
};

const FIELDS = sql`
  r.id, r.template, r.unit_id as "unitId", r.from_on as "from", r.to_on as "to", r.texts, r.is_open as "isOpen", r.reason, r.version, r.label,
  (select count(*) from figures.signed_report s where s.report_id = r.id) as editions`;

/** @throws NotFound outside the scope */
export function getReport(tx: Tx, id: string, lock = false): Promise<Report> {
  return tx.one<Report>(
    sql`select ${FIELDS} from figures.report r where r.id = ${id} ${lock ? sql`for update of r` : sql``}`,
  );
}

/** @throws RuleBroken `report.changed-meanwhile` `{ version, yours }` */
export async function reportForWrite(tx: Tx, id: string, version: number): Promise<Report> {
  const report = await getReport(tx, id, true);
  if (report.version !== version)
    throw new RuleBroken('report.changed-meanwhile', { version: report.version, yours: version });
  return report;
}

/** @throws Invalid `report.template` */
export function templateOf(id: string): Template {
  const template = findTemplate(id);
  if (!template) throw new Invalid('report.template', { template: id });
  return template;
}

/** Reports of units in scope, the latest period first. @throws NotFound; Invalid `cursor.invalid` */
export async function listReports(
  tx: Tx,
  { caller, today }: About,
  query: ReportQuery,
): Promise<{ items: ReportRow[]; nextCursor: string | null; total?: number }> {
  const conditions = [sql`true`];
  if (query.unit !== undefined) {
    conditions.push(sql`r.unit_id in ${await unitsUnder(tx, caller, query.unit, today)}`);
  }
  if (query.state !== undefined) conditions.push(query.state === 'open' ? sql`r.is_open` : sql`not r.is_open`);
  const where = sql.join(conditions, sql` and `);
  const [afterOn, afterId] = query.cursor === undefined ? [] : query.cursor.split('/');
  if (
    query.cursor !== undefined &&
    (afterId === undefined || !/^[0-9a-f-]{36}$/.test(afterId) || !/^\d{4}-\d{2}-\d{2}$/.test(afterOn ?? ''))
  )
    throw new Invalid('cursor.invalid');
  const after = afterId === undefined ? sql`` : sql`and (r.to_on, r.id) < (${afterOn}::date, ${afterId}::uuid)`;
  const rows = await tx.many<Omit<ReportRow, 'period'>>(sql`
    select r.id, r.template, json_build_object('id', r.unit_id, 'name', (
        select v.name from organisation.unit_version v where v.unit_id = r.unit_id order by (v.valid @> r.to_on) desc, lower(v.valid) desc limit 1)) as unit,
      r.from_on as "from", r.to_on as "to", r.is_open as "isOpen", r.version, coalesce(s.number, 0) as editions, s.signed_at as "signedAt", s.signed_name as "signedName"
    from figures.report r
    left join lateral (select s.number, s.signed_at, s.signed_name from figures.signed_report s where s.report_id = r.id order by s.number desc limit 1) s on true
    where ${where} ${after} order by r.to_on desc, r.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit).map((row) => ({ ...row, period: templateOf(row.template).period }));
  const last = items.at(-1);
  const total =
    query.cursor === undefined
      ? Number((await tx.one<{ n: number }>(sql`select count(*) as n from figures.report r where ${where}`)).n)
      : undefined;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? `${last.to}/${last.id}` : null,
    ...(total === undefined ? {} : { total }),
  };
}

/**
 * Begins a report. Sending the same `id` again changes nothing.
 * @throws NotFound outside the scope; Invalid `report.template`, `report.period`
 * @throws RuleBroken `report.level`, `report.exists` `{ report }`, `unit.not-on-date`, `report.in-future`
 */
export async function addReport(tx: Tx, { caller, today }: About, input: NewReport): Promise<{ id: string }> {
  const template = templateOf(input.template);
  assertPeriod(template.period, input);
  if (input.from > today) throw new RuleBroken('report.in-future', { from: input.from });
  const unit = await askedUnit(tx, input.unitId, input.to < today ? input.to : today);
  assertLabelsInScope(caller, [unit.label]);
  if (levelOf(unit) !== template.level)
    throw new RuleBroken('report.level', { unit: unit.name, level: template.level });
  if (await tx.maybeOne(sql`select 1 from figures.report where id = ${input.id}`)) return { id: input.id };
  const known = await tx.maybeOne<{ id: string }>(sql`
    select id from figures.report where template = ${input.template} and unit_id = ${unit.id} and from_on = ${input.from}`);
  if (known) throw new RuleBroken('report.exists', { report: known.id, unit: unit.name });
  await tx.run(sql`
    insert into figures.report (id, template, unit_id, from_on, to_on, created_by, label)
    values (${input.id}, ${input.template}, ${unit.id}, ${input.from}, ${input.to}, ${caller.userId}, ${unit.label})`);
  return { id: input.id };
}

/**
 * Keeps what was typed. Sections that the template does not have are refused, so that no text gets lost unseen.
 * @throws RuleBroken `report.changed-meanwhile`, `report.not-open`; Invalid `report.text-unknown`, `file.classified`
 */
export async function changeReport(tx: Tx, id: string, input: ChangeReport): Promise<{ id: string; version: number }> {
  const report = await reportForWrite(tx, id, input.version);
  if (!report.isOpen) throw new RuleBroken('report.not-open');
  const known = freeTexts(templateOf(report.template));
  for (const [section, text] of Object.entries(input.texts)) {
    if (!known.includes(section)) throw new Invalid('report.text-unknown', { section });
    assertNotClassified({ name: section, text });
  }
  const texts = Object.fromEntries(
    Object.entries({ ...report.texts, ...input.texts }).map(([key, text]) => [key, text.normalize('NFC')]),
  );
  await tx.run(
    sql`update figures.report set texts = ${JSON.stringify(texts)}::jsonb, version = version + 1 where id = ${id}`,
  );
  return { id, version: report.version + 1 };
}

/** A cell has no level of its own in the tree. */
const levelOf = ({ kind, level }: AskedUnit): string | null =>
  kind === 'party_cell' || kind === 'grassroots_cell' ? 'cell' : level;

/** Everything about a report as it would be signed now: figures computed, checks made, words in a language. */
export type Draft = {
  report: Report;
  template: Template;
  unit: AskedUnit;
  head: Head;
  period: Period;
  asOf: string;
  computation: Computation;
  findings: RoomFinding[];
  told: Told;
};

/** Computes a report. @throws NotFound; RuleBroken `unit.not-on-date` when the unit did not live at the end of the period */
export async function draftOf(tx: Tx, { caller, today, now }: About, report: Report): Promise<Draft> {
  const template = templateOf(report.template);
  const period = { from: report.from, to: report.to };
  const asOf = period.to < today ? period.to : today;
  const unit = await askedUnit(tx, report.unitId, asOf);
  assertLabelsInScope(caller, [unit.label]);
  return withAllRecords(tx, async () => {
    const computation = await computeReport(tx, caller, { template, unitId: unit.id, period, today });
    const findings = await checkReport(tx, caller, { template, unit, period, today, texts: report.texts, computation });
    const head = await headFor(tx, unit, asOf);
    const told: Told = { template, unit, head, period, asOf, texts: report.texts, computation, at: now };
    return { report, template, unit, head, period, asOf, computation, findings, told };
  });
}

async function headFor(tx: Tx, unit: AskedUnit, on: string): Promise<Head> {
  const above = await tx.maybeOne<{ name: string }>(sql`
    select p.name from organisation.unit_version v join organisation.unit_version p on p.unit_id = v.parent_id and p.valid @> ${on}::date
    where v.unit_id = ${unit.id} and v.valid @> ${on}::date`);
  return headOf(unit, above?.name ?? null);
}

type SignedRow = Edition & { documents: Record<Lang, ReportDocument>; id: string };
const EDITION = sql`
  s.id, s.number, s.signed_at as "signedAt", s.signed_name as "signedName", s.signature, s.as_of as "asOf", s.tree_on as "treeOn", s.tree_epoch as "treeEpoch",
  s.content_hash as "contentHash", s.reason, s.differences`;

/** A signed version. @throws NotFound */
export function getEdition(tx: Tx, reportId: string, number: number): Promise<SignedRow> {
  return tx.one<SignedRow>(
    sql`select ${EDITION}, s.documents from figures.signed_report s where s.report_id = ${reportId} and s.number = ${number}`,
  );
}

/**
 * A report to read: the draft while it is open, else its latest version, or the version that is asked for.
 * @throws NotFound outside the scope, or no such version
 */
export async function readReport(
  tx: Tx,
  about: About,
  id: string,
  wanted: number | undefined,
  lang: Lang,
): Promise<ReportPage> {
  const report = await getReport(tx, id);
  const template = templateOf(report.template);
  const history = await tx.many<Edition & { id: string }>(sql`
    select ${EDITION} from figures.signed_report s where s.report_id = ${id} order by s.number desc`);
  const latest = history[0];
  const number = wanted ?? (report.isOpen ? undefined : latest?.number);
  if (number === undefined && !report.isOpen) throw new NotFound();
  const shown = number === undefined ? null : await getEdition(tx, id, number);
  const draft = shown ? null : await draftOf(tx, about, report);
  const document = shown ? shown.documents[lang] : draft && writeDocument(draft.told, lang);
  if (!document) throw new NotFound();
  const unit = draft?.unit ?? { id: report.unitId, ...(await kindOn(tx, report.unitId, report.to)) };
  return {
    id,
    template: report.template,
    period: template.period,
    unit: { id: unit.id, name: unit.name },
    from: report.from,
    to: report.to,
    isOpen: report.isOpen,
    editions: history.length,
    signedAt: latest?.signedAt ?? null,
    signedName: latest?.signedName ?? null,
    version: report.version,
    shown: shown?.number ?? null,
    document,
    findings: draft ? worded(draft.findings, lang) : [],
    history: history.map(({ id: _id, ...edition }) => edition),
    suggested: await suggestedSignature(tx, about, { layout: document.layout, level: template.level }),
    reason: report.reason,
    symbol: draft?.head.symbol ?? headOf(await kindOn(tx, report.unitId, report.to), null).symbol,
  };
}

async function kindOn(tx: Tx, unitId: string, on: string): Promise<{ name: string; kind: string }> {
  return tx.one(sql`
    select v.name, v.kind from organisation.unit_version v where v.unit_id = ${unitId} order by (v.valid @> ${on}::date) desc, lower(v.valid) desc limit 1`);
}

/** Who signs, as far as the program knows: the caller by name, the post as it is usual. */
async function suggestedSignature(
  tx: Tx,
  { caller }: About,
  { layout, level }: { layout: Head['layout']; level: Template['level'] },
): Promise<Signature> {
  const account = await tx.maybeOne<{ name: string }>(
    sql`select display_name as name from platform.account where user_id = ${caller.userId}`,
  );
  return layout === 'party'
    ? {
        authority: level === 'cell' ? 'T/M CHI BỘ' : 'T/M BAN THƯỜNG VỤ',
        post: 'BÍ THƯ',
        name: account?.name ?? '',
        number: '',
        place: '',
      }
    : { authority: 'TM. UỶ BAN NHÂN DÂN', post: 'CHỦ TỊCH', name: account?.name ?? '', number: '', place: '' };
}

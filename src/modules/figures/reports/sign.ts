import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import { LANGS } from '#platform/format.ts';
import type { AskedUnit } from '../place.ts';
import type { Computed } from './compute.ts';
import type { Difference, ReviseReport, SignReport } from './contract.ts';
import { writeDocument } from './document.ts';
import { keepList, placedList, queryVersion } from './freeze-list.ts';
import { reportRegister } from './register.ts';
import { rerunEdition } from './rerun.ts';
import { type About, type Draft, draftOf, reportForWrite } from './store.ts';
import { treeEpoch } from './tree-epoch.ts';
import { withAllRecords } from './whole.ts';

/** A figure as it is kept when a text about it is signed or published. */
export type Frozen = {
  key: string;
  figure: string;
  filter: string | null;
  from: string;
  to: string;
  asOf: string;
  boundariesOn: string;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  inDoubt: number;
  queryVersion: string;
  recordHash: string | null;
  denominatorHash: string | null;
};

/**
 * Signs a report: computes it once more, makes the checks, and freezes values, queries, records, tree and words. From then on
 * nothing of it moves.
 * @throws RuleBroken `report.blocked` `{ codes }` when a check blocks, `report.not-open`, `report.changed-meanwhile`
 * @throws RuleBroken `report.moving` when records were written while it was computed: sign again
 */
export async function signReport(
  tx: Tx,
  about: About,
  id: string,
  input: SignReport,
): Promise<{ id: string; edition: number }> {
  const report = await reportForWrite(tx, id, input.version);
  if (!report.isOpen) throw new RuleBroken('report.not-open');
  const draft = await draftOf(tx, about, report);
  const blocks = draft.findings.filter((finding) => finding.severity === 'block');
  if (blocks.length > 0)
    throw new RuleBroken('report.blocked', { codes: blocks.map((finding) => finding.code).join(', ') });
  const number = Number(report.editions) + 1;
  // What a revision changed is told by the records, before the new version stands beside the old one.
  const differences: Difference[] =
    number === 1 ? [] : (await rerunEdition(tx, about, report, number - 1, 'vi')).differences;

  const documents = Object.fromEntries(LANGS.map((lang) => [lang, writeDocument(draft.told, lang)]));
  const { version: _version, register: wants, ...typed } = input;
  const signature = wants ? { ...typed, number: await drawn(tx, about, draft, input) } : typed;
  const contentHash = createHash('sha256')
    .update(JSON.stringify([documents, signature]))
    .digest('hex');
  const identity = draft.computation.figures.get('I-10')?.answer?.value ?? 0;
  const signed = await tx.one<{ id: string }>(sql`
    insert into figures.signed_report (report_id, number, signed_at, signed_by, signed_name, signature, as_of, tree_on, tree_epoch, roll_difference, blocks, warnings,
      documents, content_hash, reason, differences, label)
    values (${id}, ${number}, ${about.now.toISOString()}, ${about.caller.userId}, ${input.name}, ${JSON.stringify(signature)}::jsonb, ${draft.asOf}, ${draft.asOf},
      ${await treeEpoch(tx, draft.asOf)}, ${identity}, ${blocks.length}, ${JSON.stringify(draft.findings)}::jsonb, ${JSON.stringify(documents)}::jsonb,
      ${contentHash}, ${report.reason}, ${JSON.stringify(differences)}::jsonb, ${report.label})
    returning id`);
  const frozen = await withAllRecords(tx, () =>
    freezeFigures(tx, draft.unit, [...draft.computation.figures.values()], report.label, about.today),
  );
  await tx.run(sql`
    insert into figures.frozen_figure (signed_id, key, figure, filter, from_on, to_on, as_of, boundaries_on, value, numerator, denominator, in_doubt, query_version,
      record_hash, denominator_hash, computed_at, label)
    select ${signed.id}, key, figure, filter, "from", "to", "asOf", "boundariesOn", value, numerator, denominator, "inDoubt", "queryVersion",
      "recordHash", "denominatorHash", ${about.now.toISOString()}::timestamptz, ${report.label}
    from jsonb_to_recordset(${JSON.stringify(frozen)}::jsonb) r(key text, figure text, filter text, "from" date, "to" date, "asOf" date, "boundariesOn" date,
      value numeric, numerator numeric, denominator numeric, "inDoubt" numeric, "queryVersion" text, "recordHash" text, "denominatorHash" text)`);
  await tx.run(sql`update figures.report set is_open = false, version = version + 1 where id = ${id}`);
  return { id, edition: number };
}

/** The number of a report from the register of outgoing documents. @throws Invalid `report.register` without a register, or beside a typed number */
async function drawn(tx: Tx, about: About, draft: Draft, input: SignReport): Promise<string> {
  const register = reportRegister();
  if (!register || input.number !== '') throw new Invalid('report.register');
  const { number } = await register(tx, about, {
    unitId: draft.unit.id,
    layout: draft.head.layout,
    title: writeDocument(draft.told, 'vi').title,
    signer: input.name,
    signerPost: input.post,
  });
  return number;
}

/**
 * Keeps the records behind figures that were computed a moment ago, with the version of each query. Runs with all records of the unit
 * (`withAllRecords`), as they were computed.
 * @param label scope label of the text that shows them
 * @throws RuleBroken `report.moving` `{ figure }` when records were written since
 */
export async function freezeFigures(
  tx: Tx,
  unit: AskedUnit,
  figures: readonly Pick<Computed, 'key' | 'slot' | 'query' | 'answer'>[],
  label: number,
  today: string,
): Promise<Frozen[]> {
  const frozen: Frozen[] = [];
  for (const { key, slot, query, answer } of figures) {
    if (!answer) continue;
    const keep = async (part: 'numerator' | 'denominator', counted: number | undefined) => {
      const placed = await placedList(tx, unit, slot.figure, query, part, today);
      if (!placed) return null;
      const { hash, records } = await keepList(tx, placed.rows, label);
      if (counted !== undefined && counted !== records) throw new RuleBroken('report.moving', { figure: slot.figure });
      return hash;
    };
    frozen.push({
      key,
      figure: slot.figure,
      filter: slot.filter ?? null,
      from: query.from ?? '',
      to: query.to ?? '',
      asOf: answer.asOf,
      boundariesOn: answer.boundariesOn,
      value: exact(answer.value),
      numerator: exact(answer.numerator),
      denominator: answer.denominator,
      inDoubt: answer.inDoubt,
      queryVersion: queryVersion(tx, slot.figure, slot.filter ?? null),
      recordHash: await keep('numerator', answer.records.count),
      denominatorHash: await keep('denominator', answer.denominatorRecords?.count),
    });
  }
  return frozen;
}

/** What a signer may not know exactly cannot be signed as a number. */
const exact = (value: number | 'withheld' | null): number | null => (value === 'withheld' ? null : value);

/**
 * Opens a signed report for a new version. The old one stays as it is.
 * @throws RuleBroken `report.not-signed`, `report.changed-meanwhile`
 */
export async function reviseReport(tx: Tx, id: string, input: ReviseReport): Promise<{ id: string; version: number }> {
  const report = await reportForWrite(tx, id, input.version);
  if (report.isOpen || Number(report.editions) === 0) throw new RuleBroken('report.not-signed');
  await tx.run(
    sql`update figures.report set is_open = true, reason = ${input.reason}, version = version + 1 where id = ${id}`,
  );
  return { id, version: report.version + 1 };
}

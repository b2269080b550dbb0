import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import { noticeDue } from '#platform/notices/outbox.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { ApplicantChanged, Dossier, Stage, StepKind } from '../contract.ts';
import { DUE } from '../notices.ts';
import { assertStep, timersOf } from '../rules/index.ts';
import { dossierOf, type FactsRow, factsOf, type Judging, judgingOn } from '../read/facts.ts';

/** A file as a write needs it, locked until the transaction ends. */
export type OpenFile = { row: FactsRow; dossier: Dossier; judging: Judging };

/**
 * Opens a file for a write. The version is the one the form was opened with.
 * @throws NotFound outside the scope
 * @throws RuleBroken `admission.changed-meanwhile` `{ version, yours }`, `admission.ended` `{ stage }`
 */
export async function openFile(
  tx: Tx,
  id: string,
  version: number,
  today: PlainDate,
  { endedToo = false }: { endedToo?: boolean } = {},
): Promise<OpenFile> {
  const locked = await tx.one<{ version: number; stage: Stage }>(
    sql`select version, stage from admission.applicant where id = ${id} for update`,
  );
  if (locked.version !== version)
    throw new RuleBroken('admission.changed-meanwhile', { version: locked.version, yours: version });
  if (!endedToo && ['official', 'dropped', 'removed'].includes(locked.stage))
    throw new RuleBroken('admission.ended', { stage: locked.stage });
  const [row] = await factsOf(tx, sql`select ${id}::uuid as id`);
  if (!row) throw new NotFound();
  return { row, dossier: dossierOf(row), judging: await judgingOn(tx, today) };
}

/** Refuses a day that has not come. @throws RuleBroken `admission.date-future` `{ on }` */
export function assertPast(on: PlainDate, today: PlainDate): void {
  if (on > today) throw new RuleBroken('admission.date-future', { on, today });
}

/** Stage, days and conditions of a step, judged by the rules of its own day. */
export function assertMay(step: StepKind, { dossier, judging }: OpenFile, on: PlainDate): void {
  assertPast(on, judging.today);
  assertStep(step, dossier, on, judging.settings);
}

export type Written = {
  kind: StepKind;
  on: PlainDate;
  /** Where the file goes; it stays where it is without. */
  to?: Stage | undefined;
  set?: RawBuilder<unknown>[];
  document?: string | null;
  detail?: string | null;
  dueOn?: PlainDate | null;
};

/**
 * Writes a step: the file's row, the entry of its history, and the legal time that now ends first. A step after its
 * legal time is taken, and marked.
 */
export async function write(tx: Tx, file: OpenFile, step: Written): Promise<ApplicantChanged> {
  const { row } = file;
  const to = step.to ?? row.stage;
  const moved = to === row.stage ? [] : [sql`stage = ${to}`, sql`stage_on = ${step.on}`];
  const { version } = await tx.one<{ version: number }>(sql`
    update admission.applicant set ${sql.join([...(step.set ?? []), ...moved, sql`version = version + 1`, sql`updated_at = now()`])}
    where id = ${row.id} returning version`);
  const dueOn = step.dueOn ?? null;
  await tx.run(sql`
    insert into admission.step (applicant_id, kind, on_date, from_stage, to_stage, document, detail, due_on, late, label, nominator_label)
    values (${row.id}, ${step.kind}, ${step.on}, ${row.stage}, ${to}, ${step.document ?? null}, ${step.detail ?? null}, ${dueOn},
      ${dueOn !== null && step.on > dueOn}, ${row.label}, ${row.nominatorLabel})`);
  await refreshDue(tx, [row.id], file.judging);
  return { id: row.id, version, stage: to };
}

/** Brings the legal time that ends first in step with the rules and the calendar. @returns how many differed */
export async function refreshDue(tx: Tx, ids: readonly string[], judging: Judging): Promise<number> {
  const rows = await factsOf(tx, sql`select unnest(${[...ids]}::uuid[]) as id`);
  const due = rows.map((row) => {
    const timer =
      row.endedOn === null && row.officialOn === null ? timersOf(dossierOf(row), judging).find(isDeadline) : undefined;
    return { id: row.id, on: timer?.dueOn ?? null, kind: timer?.kind ?? null };
  });
  const changed = await tx.many<{ id: string }>(sql`
    update admission.applicant a set due_on = d.on, due_kind = d.kind
    from jsonb_to_recordset(${JSON.stringify(due)}::jsonb) d(id uuid, "on" date, kind text)
    where a.id = d.id and (a.due_on, a.due_kind) is distinct from (d.on, d.kind) returning a.id`);
  await noticeDue(
    tx,
    DUE,
    changed.map(({ id }) => id),
  );
  return changed.length;
}

/** Month 12 opens a time rather than ending one; what can be missed is the vote after it. */
const isDeadline = ({ kind, dueOn }: { kind: string; dueOn: string | null }) => kind !== 'probation' && dueOn !== null;

/** All open files, for the calendar that changed; a page at a time. Run by the server. */
export async function refreshAllDue(tx: Tx, today: PlainDate): Promise<number> {
  const judging = await judgingOn(tx, today);
  const open = await tx.many<{ id: string }>(
    sql`select id from admission.applicant where stage not in ('official', 'dropped', 'removed') order by id`,
  );
  let changed = 0;
  for (let at = 0; at < open.length; at += 500)
    changed += await refreshDue(
      tx,
      open.slice(at, at + 500).map(({ id }) => id),
      judging,
    );
  return changed;
}

import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { ImportCounts, ImportProblem, ImportRow, MendRow, Outcome } from '../contract.ts';
import { type BatchRow, openBatch } from './batch.ts';
import { addUp, countNotInFile, headingsOf, judgeAgain } from './judge.ts';
import { parseRow } from './parse-row.ts';
import { contextOf } from './read.ts';
import { assignments } from './stage.ts';

type Found = Omit<ImportRow, 'difference'> & { difference: Record<string, { old: unknown; new: unknown }> | null };

/** Rows of a preview, in the order of the file. @throws NotFound */
export async function listRows(
  tx: Tx,
  batchId: string,
  query: { limit: number; cursor?: string | undefined; outcome?: Outcome | undefined },
): Promise<{ items: ImportRow[]; nextCursor: string | null }> {
  await tx.one(sql`select 1 from membership.import_batch where id = ${batchId}`);
  const after = query.cursor === undefined ? sql`` : sql`and r.row_number > ${Number(query.cursor) || 0}`;
  const only = query.outcome === undefined ? sql`` : sql`and r.outcome = ${query.outcome}`;
  const rows = await tx.many<Found>(sql`
    select r.row_number as "rowNumber", r.outcome, r.problems, r.full_name as name, r.card_number as "cardNumber", r.raw, r.difference,
      case when b.state <> 'previewed' and r.outcome = 'new' then case when b.state = 'applied' then r.new_id end else r.member_id end as "memberId",
      case when n.id is null then null else json_build_object('id', n.id, 'fullName', n.full_name, 'cardNumber', m.card_number) end as candidate
    from membership.import_row r join membership.import_batch b on b.id = r.batch_id
    left join membership.person n on n.id = r.member_id left join membership.member m on m.id = n.id
    where r.batch_id = ${batchId} ${after} ${only} order by r.row_number limit ${query.limit + 1}`);
  const shown = rows.slice(0, query.limit);
  return {
    items: shown.map(({ difference, ...row }) => ({
      ...row,
      difference: Object.entries(difference ?? {}).map(([field, values]) => ({ field, ...values })),
    })),
    nextCursor: rows.length > query.limit ? String(shown.at(-1)?.rowNumber) : null,
  };
}

/**
 * Mends texts of a row in place, or decides whether a doubtful row is the person in the register. Judged again are the row and
 * those that share its card number, or name, birth and cell, before or after: nothing else can become another.
 * @throws NotFound; @throws RuleBroken `import.not-open`, `import.busy`, `import.nothing-to-decide`
 */
export async function mendRow(
  tx: Tx,
  batchId: string,
  rowNumber: number,
  input: MendRow,
  today: PlainDate,
): Promise<ImportRow> {
  const batch = await openBatch(tx, batchId);
  const row = await tx.one<{
    raw: Record<string, string>;
    twin: string | null;
    cellId: string | null;
    memberId: string | null;
  }>(sql`
    select raw, twin, cell_id as "cellId", member_id as "memberId" from membership.import_row where batch_id = ${batchId} and row_number = ${rowNumber}`);
  if (input.decision !== undefined && input.decision !== 'leave-out' && row.memberId === null)
    throw new RuleBroken('import.nothing-to-decide');
  const values = input.values
    ? await readAgain(tx, batch, rowNumber, { ...row.raw, ...input.values }, today)
    : sql`row_number = row_number`;
  const mended = await tx.one<{ twin: string | null; cellId: string | null }>(sql`
    update membership.import_row set ${values}, decision = coalesce(${input.decision ?? null}::text, decision)
    where batch_id = ${batchId} and row_number = ${rowNumber} returning twin, cell_id as "cellId"`);
  const twins = [row.twin, mended.twin].filter((twin) => twin !== null);
  const judged = await judgeAgain(tx, { id: batchId, headings: headingsOf(batch.columns) }, { rowNumber, twins });
  const counts = addUp(batch.counts as ImportCounts, judged);
  if (judged.members || mended.cellId !== row.cellId) counts.notInFile = await countNotInFile(tx, batchId, today);
  await tx.run(sql`update membership.import_batch set counts = ${JSON.stringify(counts)}::jsonb where id = ${batchId}`);
  const { items } = await listRows(tx, batchId, { limit: 1, cursor: String(rowNumber - 1) });
  const [shown] = items;
  if (!shown) throw new RuleBroken('import.nothing-to-decide');
  return shown;
}

/** A mended row as the columns it fills; its texts are in Unicode already. */
async function readAgain(
  tx: Tx,
  batch: BatchRow,
  rowNumber: number,
  raw: Readonly<Record<string, string>>,
  today: PlainDate,
) {
  const values: (string | null)[] = [];
  for (const [index, text] of Object.entries(raw)) values[Number(index)] = text === '' ? null : text;
  return assignments({ rowNumber, parsed: parseRow(values, await contextOf(tx, batch, new Map(), today)) });
}

export type ProblemLine = { rowNumber: number; name: string | null; outcome: Outcome; problems: ImportProblem[] };

const FETCH = 1000;

/** The rows that were not taken, in the order of the file, in the memory of a few hundred however many they are. */
export async function* problemLines(tx: Tx, batchId: string): AsyncGenerator<ProblemLine> {
  await tx.run(sql`
    declare problem_lines no scroll cursor for
    select r.row_number as "rowNumber", r.full_name as name, r.outcome, r.problems from membership.import_row r
    where r.batch_id = ${batchId} and r.outcome in ('refused', 'doubtful') order by r.row_number`);
  for (;;) {
    const rows = await tx.many<ProblemLine>(sql`fetch ${sql.raw(String(FETCH))} from problem_lines`);
    yield* rows;
    if (rows.length < FETCH) break;
  }
  await tx.run(sql`close problem_lines`);
}

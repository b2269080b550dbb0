import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Cell } from '#platform/spreadsheet/index.ts';
import type { ImportProblem, ImportRow, MendRow, Outcome } from '../contract.ts';
import { contextOf, openBatch } from './batch.ts';
import { judgeRows } from './judge.ts';
import { parseRow } from './parse-row.ts';

type Found = Omit<ImportRow, 'difference' | 'raw'> & {
  difference: Record<string, { old: unknown; new: unknown }> | null;
  given: { raw: Record<string, string> };
};

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
    select r.row_number as "rowNumber", r.outcome, r.problems, r.given -> 'fields' ->> 'fullName' as name, r.given -> 'fields' ->> 'cardNumber' as "cardNumber",
      r.given, r.difference, r.member_id as "memberId",
      case when n.id is null then null else json_build_object('id', n.id, 'fullName', n.full_name, 'cardNumber', m.card_number) end as candidate
    from membership.import_row r left join membership.person n on n.id = r.member_id left join membership.member m on m.id = n.id
    where r.batch_id = ${batchId} ${after} ${only} order by r.row_number limit ${query.limit + 1}`);
  const shown = rows.slice(0, query.limit);
  return {
    items: shown.map(({ given, difference, ...row }) => ({
      ...row,
      raw: given.raw,
      difference: Object.entries(difference ?? {}).map(([field, values]) => ({ field, ...values })),
    })),
    nextCursor: rows.length > query.limit ? String(shown.at(-1)?.rowNumber) : null,
  };
}

/**
 * Mends texts of a row in place, or decides whether a doubtful row is the person in the register. The whole preview is
 * judged again, since a mended card number may meet another row.
 * @throws NotFound; @throws RuleBroken `import.not-open`, `import.nothing-to-decide`
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
    id: string;
    given: { raw: Record<string, string>; decision?: string };
    memberId: string | null;
  }>(sql`
    select id, given, member_id as "memberId" from membership.import_row where batch_id = ${batchId} and row_number = ${rowNumber}`);
  if (input.decision !== undefined && input.decision !== 'leave-out' && row.memberId === null)
    throw new RuleBroken('import.nothing-to-decide');
  const decision = input.decision ?? row.given.decision;
  let given: object = row.given;
  if (input.values) {
    const raw = { ...row.given.raw, ...input.values };
    const values = new Map<number, Cell>(
      Object.entries(raw).map(([index, text]) => [Number(index), text === '' ? null : text]),
    );
    given = parseRow(values, await contextOf(tx, batch, null, today));
  }
  const stored = JSON.stringify({ ...given, ...(decision === undefined ? {} : { decision }) });
  await tx.run(sql`update membership.import_row set given = ${stored}::jsonb where id = ${row.id}`);
  await judgeRows(tx, batchId);
  const { items } = await listRows(tx, batchId, { limit: 1, cursor: String(rowNumber - 1) });
  const [mended] = items;
  if (!mended) throw new RuleBroken('import.nothing-to-decide');
  return mended;
}

export type ProblemLine = { rowNumber: number; name: string | null; outcome: Outcome; problems: ImportProblem[] };

/** The rows that were not taken, piece by piece, for the problem file. */
export async function* problemLines(tx: Tx, batchId: string): AsyncGenerator<ProblemLine> {
  let after = 0;
  for (;;) {
    const rows = await tx.many<ProblemLine>(sql`
      select r.row_number as "rowNumber", r.given -> 'fields' ->> 'fullName' as name, r.outcome, r.problems from membership.import_row r
      where r.batch_id = ${batchId} and r.outcome in ('refused', 'doubtful') and r.row_number > ${after} order by r.row_number limit 500`);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < 500) return;
    after = last.rowNumber;
  }
}

import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { MemberDate, Outcome } from '../contract.ts';
import { type Headings, judging } from './judge.ts';
import type { ParsedRow } from './parse-row.ts';

export type ReadRow = { rowNumber: number; parsed: ParsedRow };
type Column = { type: string; value: (row: ReadRow) => string | number | null };

const on = (date: MemberDate | null | undefined) => date?.on ?? null;
const precision = (date: MemberDate | null | undefined) => date?.precision ?? null;

/** The columns of import_row that reading fills, and from what. */
const COLUMNS: Readonly<Record<string, Column>> = {
  row_number: { type: 'int', value: (row) => row.rowNumber },
  full_name: { type: 'text', value: ({ parsed }) => parsed.fields.fullName ?? null },
  family_key: { type: 'text', value: ({ parsed }) => parsed.familyKey },
  given_key: { type: 'text', value: ({ parsed }) => parsed.givenKey },
  sex: { type: 'text', value: ({ parsed }) => parsed.fields.sex ?? null },
  birth_on: { type: 'date', value: ({ parsed }) => on(parsed.fields.birth) },
  birth_precision: { type: 'text', value: ({ parsed }) => precision(parsed.fields.birth) },
  card_number: { type: 'text', value: ({ parsed }) => parsed.fields.cardNumber ?? null },
  card_key: { type: 'text', value: ({ parsed }) => parsed.cardKey },
  old_card_number: { type: 'text', value: ({ parsed }) => parsed.fields.oldCardNumber ?? null },
  decision_on: { type: 'date', value: ({ parsed }) => on(parsed.fields.decision) },
  decision_precision: { type: 'text', value: ({ parsed }) => precision(parsed.fields.decision) },
  ceremony_on: { type: 'date', value: ({ parsed }) => on(parsed.fields.ceremony) },
  ceremony_precision: { type: 'text', value: ({ parsed }) => precision(parsed.fields.ceremony) },
  recognised_on: { type: 'date', value: ({ parsed }) => on(parsed.fields.recognised) },
  recognised_precision: { type: 'text', value: ({ parsed }) => precision(parsed.fields.recognised) },
  education: { type: 'text', value: ({ parsed }) => parsed.fields.education ?? null },
  theory_level: { type: 'text', value: ({ parsed }) => parsed.fields.theoryLevel ?? null },
  occupation: { type: 'text', value: ({ parsed }) => parsed.fields.occupation ?? null },
  ethnicity: { type: 'text', value: ({ parsed }) => parsed.fields.ethnicity ?? null },
  cell_id: { type: 'uuid', value: ({ parsed }) => parsed.fields.cellId ?? null },
  cell_label: { type: 'int', value: ({ parsed }) => parsed.start?.label ?? null },
  start_on: { type: 'date', value: ({ parsed }) => on(parsed.start?.on) },
  start_precision: { type: 'text', value: ({ parsed }) => precision(parsed.start?.on) },
  standing: { type: 'text', value: ({ parsed }) => parsed.start?.standing ?? null },
  official_on: { type: 'date', value: ({ parsed }) => on(parsed.start?.recognised) },
  official_precision: { type: 'text', value: ({ parsed }) => precision(parsed.start?.recognised) },
  twin: { type: 'text', value: ({ parsed }) => twinOf(parsed) },
  raw: { type: 'json', value: ({ parsed }) => JSON.stringify(parsed.raw) },
  faults: {
    type: 'jsonb',
    value: ({ parsed }) => (parsed.problems.length === 0 ? '[]' : JSON.stringify(parsed.problems)),
  },
};
const NAMES = Object.keys(COLUMNS);

/** The columns that reading fills, in the order of {@link rowsOf}. */
export const STAGED: RawBuilder<unknown> = sql.join(NAMES.map((name) => sql.ref(name)));

/** What makes two rows of a file the same person. */
export function twinOf({ cardKey, familyKey, fields }: ParsedRow): string | null {
  if (cardKey !== null) return `c:${cardKey}`;
  if (familyKey === null) return null;
  return ['n:' + familyKey, fields.birth?.on, fields.birth?.precision, fields.cellId].join('|');
}

/** Rows as a source of a statement: one array for each column, so the text of the statement is always the same. */
function rowsOf(rows: readonly ReadRow[]): RawBuilder<unknown> {
  const arrays = Object.values(COLUMNS).map(({ type, value }) => sql`${rows.map(value)}::${sql.raw(type)}[]`);
  return sql`select i.*, null::text as decision from unnest(${sql.join(arrays)}) as i(${STAGED})`;
}

/** The values of one row as assignments, for mending it. */
export function assignments(row: ReadRow): RawBuilder<unknown> {
  return sql.join(
    Object.entries(COLUMNS)
      .filter(([name]) => name !== 'row_number')
      .map(([name, { type, value }]) => sql`${sql.ref(name)} = ${value(row)}::${sql.raw(type)}`),
  );
}

/** Judges rows just read and writes them, in one statement however many they are. @returns how many had each outcome */
export async function stageRows(
  tx: Tx,
  batch: { id: string; label: number },
  headings: Headings,
  rows: readonly ReadRow[],
): Promise<Partial<Record<Outcome, number>>> {
  if (rows.length === 0) return {};
  const source = { batchId: batch.id, headings, rows: rowsOf(rows), others: sql`true` };
  const counts = await tx.many<{ outcome: Outcome; n: number }>(sql`
    with ${judging(source)}, written as (
      insert into membership.import_row (batch_id, label, ${STAGED}, outcome, problems, difference, member_id, holds_key)
      select ${batch.id}::uuid, ${batch.label}::int, ${STAGED}, outcome, problems, difference, member_id, holds_key from judged
      returning outcome
    )
    select outcome, count(*) as n from written group by outcome`);
  return Object.fromEntries(counts.map(({ outcome, n }) => [outcome, n]));
}

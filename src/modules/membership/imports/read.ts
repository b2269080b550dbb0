import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, Invalid } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import {
  type Cell,
  type DataRow,
  type DetectedTable,
  detectTable,
  openSpreadsheet,
  type Spreadsheet,
  type SpreadsheetSource,
} from '#platform/spreadsheet/index.ts';
import { detectLegacy, decodeTcvn3, decodeVni } from '#platform/text/index.ts';
import { resolveArea } from '../units.ts';
import { type BatchRow, getBatch } from './batch.ts';
import { cellFinder } from './cells.ts';
import { headingsOf } from './judge.ts';
import { parseRow, type RowContext, rowContext } from './parse-row.ts';
import { type ReadRow, stageRows } from './stage.ts';

/** What a file may weigh as it comes: a million members fit, in XLSX and in CSV. */
export const MOST_BYTES = 150 * 1024 * 1024;
/** How many rows are read before they are judged and written: the memory of an import, however long the file. */
const PIECE = 2000;
/** How many rows say which encoding a column came in. */
const ENCODING_SAMPLE = 2000;
/** Rows of the right half of a sheet in two blocks are numbered from here. */
export const SECOND_BLOCK = 2_000_000;

/** Opens a file to import. @throws Invalid, TooLarge: what the spreadsheet reader refuses (`file.…`) */
export function openFile(source: SpreadsheetSource): Promise<Spreadsheet> {
  return openSpreadsheet(source, { limits: { maxBytes: MOST_BYTES } });
}

/** The table of a file. @throws Invalid `import.no-table` */
export async function tableOf(book: Spreadsheet, sheet: string | undefined): Promise<DetectedTable> {
  const first = book.sheets.findIndex(({ hidden }) => !hidden);
  const table = await detectTable(book.rows(sheet ?? Math.max(0, first)));
  if (!table || table.headerRows.length === 0) throw new Invalid('import.no-table');
  return table;
}

/** Where reading does its work: one transaction for all of it, or one for each piece. */
export type Reading = {
  source: SpreadsheetSource;
  today: PlainDate;
  transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Told after each piece; throws when the reading is to stop. `total` is reckoned from how much of the file was read. */
  onPiece?: (rows: number, total: number) => Promise<void>;
};

/**
 * Reads every row of a file, piece by piece, each judged and written with one statement. Nothing of the register changes.
 * A reading that was cut off between two pieces goes on behind the last.
 */
export async function readRows(id: string, { source, today, transact, onPiece }: Reading): Promise<void> {
  const { batch, begun } = await transact(async (tx) => ({
    batch: await getBatch(tx, id),
    begun: await begin(tx, id),
  }));
  const headings = headingsOf(batch.columns);
  const sheet = batch.options.sheet || undefined;
  const book = await openFile(source);
  const encodings = await encodingsOf(await tableOf(book, sheet));
  const context = await transact((tx) => contextOf(tx, batch, encodings, today));
  const table = await tableOf(book, sheet);
  let piece = { rows: [] as ReadRow[], skipped: 0, to: begun.readTo };
  let rows = begun.rows;
  const flush = async (): Promise<void> => {
    const done = piece;
    piece = { rows: [], skipped: 0, to: done.to };
    await transact(async (tx) => {
      await stageRows(tx, batch, headings, done.rows);
      await tx.run(sql`
        update membership.import_progress set read_to = ${done.to}, rows = rows + ${done.rows.length}, skipped = skipped + ${done.skipped} where batch_id = ${id}`);
    });
    rows += done.rows.length;
    await onPiece?.(rows, Math.max(rows, Math.round(rows / Math.max(0.001, book.part()))));
  };
  // The next piece is read while the database judges the one before; never more than these two are held.
  let writing = Promise.resolve();
  try {
    for await (const row of table.rows()) {
      if (row.rowNumber <= begun.readTo) continue; // written before the reading was cut off
      if (piece.rows.length >= PIECE && row.rowNumber > piece.to) {
        await writing;
        writing = flush();
        // Heard of when it is waited for; until then a refusal is nobody's surprise.
        writing.catch(() => undefined);
      }
      piece.to = row.rowNumber;
      if (row.kind === 'data') piece.rows.push(readRow(row, table, context));
      else piece.skipped += 1;
    }
  } finally {
    await writing;
  }
  await flush();
}

/** Where to begin: behind the last piece of a reading that was cut off, or anew, when what stands there goes first. */
async function begin(tx: Tx, id: string): Promise<{ readTo: number; rows: number }> {
  const progress = await tx.one<{ readTo: number | null; rows: number }>(
    sql`select read_to as "readTo", rows from membership.import_progress where batch_id = ${id} for update`,
  );
  if (progress.readTo !== null) return { readTo: progress.readTo, rows: progress.rows };
  await tx.run(sql`delete from membership.import_row where batch_id = ${id}`);
  await tx.run(sql`update membership.import_progress set read_to = 0, rows = 0, skipped = 0 where batch_id = ${id}`);
  return { readTo: 0, rows: 0 };
}

function readRow(row: DataRow, table: DetectedTable, context: RowContext): ReadRow {
  const at = (place: number) => table.columns[place]?.index ?? -1;
  const values: (Cell | undefined)[] = [];
  row.values.forEach((value, place) => (values[at(place)] = value));
  const parsed = parseRow(values, context);
  for (const [places, code] of [
    [row.formulas, 'import.formula'],
    [row.errors, 'import.cell-error'],
  ] as const) {
    for (const place of places) {
      const column = context.columns.find(({ index, field }) => index === at(place) && field !== null);
      if (!column) continue;
      const value = parsed.raw[String(column.index)] ?? null;
      parsed.problems.push({ column: column.name, field: column.field, code, value });
    }
  }
  return { rowNumber: row.block === 0 ? row.rowNumber : SECOND_BLOCK + row.rowNumber, parsed };
}

export type Encodings = ReadonlyMap<number, 'tcvn3' | 'vni'>;

/** What reading a row of the batch needs: columns, cells, encodings. @throws Forbidden when ethnicity is taken in without the right */
export async function contextOf(tx: Tx, batch: BatchRow, encodings: Encodings, today: PlainDate): Promise<RowContext> {
  if (batch.columns.some(({ field }) => field === 'ethnicity')) {
    const { may } = await tx.one<{ may: boolean }>(sql`select platform.has_right('sensitive.read') as may`);
    if (!may) throw new Forbidden('right.missing', { right: 'sensitive.read' });
  }
  const area = batch.options.unitId === null ? null : await resolveArea(tx, batch.options.unitId, today);
  return rowContext({
    columns: batch.columns,
    cells: await cellFinder(tx, area, today),
    today,
    decode: (index, text) => {
      const encoding = encodings.get(index);
      return encoding === 'tcvn3' ? decodeTcvn3(text) : encoding === 'vni' ? decodeVni(text) : text;
    },
  });
}

/** Old encodings show in a whole column, never in one word. */
export async function encodingsOf(table: DetectedTable): Promise<Encodings> {
  const texts = new Map<number, string[]>();
  let seen = 0;
  for await (const row of table.rows()) {
    row.values.forEach((value, place) => {
      const index = table.columns[place]?.index;
      if (typeof value !== 'string' || index === undefined) return;
      const column = texts.get(index);
      if (column) column.push(value);
      else texts.set(index, [value]);
    });
    seen += 1;
    if (seen >= ENCODING_SAMPLE) break;
  }
  const found = new Map<number, 'tcvn3' | 'vni'>();
  for (const [index, column] of texts) {
    const { encoding } = detectLegacy(column.join('\n'));
    if (encoding === 'tcvn3' || encoding === 'vni') found.set(index, encoding);
  }
  return found;
}

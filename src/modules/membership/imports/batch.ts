import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, Invalid, NotFound, RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import {
  type Cell,
  type DataRow,
  type DetectedTable,
  detectTable,
  openSpreadsheet,
  type SpreadsheetSource,
} from '#platform/spreadsheet/index.ts';
import { detectLegacy, decodeTcvn3, decodeVni } from '#platform/text/index.ts';
import type { ImportBatch, ImportColumn, ImportCounts, ImportField, ImportMapping } from '../contract.ts';
import { nameOn, resolveArea } from '../units.ts';
import { cellFinder } from './cells.ts';
import { fingerprintOf, proposeColumns } from './columns.ts';
import { judgeRows } from './judge.ts';
import { parseRow, type RowContext } from './parse-row.ts';

export type NewImport = {
  fileName: string;
  fileId: string | null;
  source: SpreadsheetSource;
  sheet?: string | undefined;
  unitId: string | null;
  label: number;
  today: PlainDate;
  /** Name of a remembered mapping to use instead of the one that fits the headings. */
  profile?: string | undefined;
};
type Options = { sheet: string; titles: string[]; unitId: string | null; fingerprint: string; skipped: number };
type Remembered = Record<string, ImportField | 'leave-out'>;
export type BatchRow = Omit<ImportBatch, 'unit' | 'sheet' | 'titles' | 'counts'> & {
  options: Options;
  counts: ImportCounts | Record<string, never>;
  label: number;
  fileId: string | null;
  unitName: string | null;
};

/** How many rows are read before they are written: the memory of an import, however long the file. */
const PIECE = 1000;
/** How many rows say which encoding a column came in. */
const ENCODING_SAMPLE = 2000;

/**
 * Reads a file's table and proposes what its columns become. Where every column is known the rows are previewed at once.
 * @throws Invalid `import.no-table`, and what the spreadsheet reader refuses (`file.…`); @throws TooLarge `file.zip-bomb`, `file.too-large`
 */
export async function startImport(tx: Tx, input: NewImport): Promise<string> {
  const table = await tableOf(input.source, input.sheet);
  const fingerprint = fingerprintOf(table.columns);
  const profile = await tx.maybeOne<{ mapping: Remembered }>(sql`
    select columns -> 'mapping' as mapping from membership.import_profile
    where ${input.profile === undefined ? sql`columns ->> 'fingerprint' = ${fingerprint}` : sql`name = ${input.profile}`} order by created_by = current_setting('gandan.user_id') desc, updated_at desc limit 1`);
  if (input.profile !== undefined && !profile) throw new NotFound({ profile: input.profile });
  const columns = proposeColumns(table.columns, profile?.mapping ?? null);
  const options: Options = {
    sheet: table.sheet,
    titles: table.titles.slice(0, 10),
    unitId: input.unitId,
    fingerprint,
    skipped: 0,
  };
  const { id } = await tx.one<{ id: string }>(sql`
    insert into membership.import_batch (file_id, file_name, state, columns, options, label, created_by)
    values (${input.fileId}, ${input.fileName.slice(0, 200)}, 'previewed', ${JSON.stringify(columns)}::jsonb, ${JSON.stringify(options)}::jsonb, ${input.label}, current_setting('gandan.user_id'))
    returning id`);
  if (columns.every(({ status }) => status !== 'unknown')) await preview(tx, id, input.source, input.today);
  return id;
}

async function tableOf(source: SpreadsheetSource, sheet: string | undefined): Promise<DetectedTable> {
  const book = await openSpreadsheet(source);
  const first = book.sheets.findIndex(({ hidden }) => !hidden);
  const table = await detectTable(book.rows(sheet ?? Math.max(0, first)));
  if (!table || table.headerRows.length === 0) throw new Invalid('import.no-table');
  return table;
}

/** A batch as it stands. @throws NotFound outside the scope */
export async function getBatch(tx: Tx, id: string): Promise<BatchRow> {
  return tx.one<BatchRow>(sql`
    select b.id, b.file_name as "fileName", b.file_id as "fileId", b.state, b.columns, b.options, b.counts, b.label, b.created_by as "createdBy",
      b.created_at as "createdAt", b.applied_at as "appliedAt", b.undone_at as "undoneAt",
      case when b.options ->> 'unitId' is null then null else ${nameOn(sql`(b.options ->> 'unitId')::uuid`, sql`current_date`)} end as "unitName"
    from membership.import_batch b where b.id = ${id}`);
}

/** The batch as the API shows it. */
export async function showBatch(tx: Tx, id: string): Promise<ImportBatch> {
  return shown(await getBatch(tx, id));
}

export function shown({ options, counts, unitName, label: _label, fileId: _fileId, ...batch }: BatchRow): ImportBatch {
  return {
    ...batch,
    unit: options.unitId === null || unitName === null ? null : { id: options.unitId, name: unitName },
    sheet: options.sheet,
    titles: options.titles,
    counts: 'rows' in counts ? (counts as ImportCounts) : null,
  };
}

/** The latest imports of the caller's scope. */
export async function listBatches(tx: Tx): Promise<ImportBatch[]> {
  const ids = await tx.many<{ id: string }>(
    sql`select id from membership.import_batch order by created_at desc limit 50`,
  );
  const batches: ImportBatch[] = [];
  for (const { id } of ids) batches.push(await showBatch(tx, id));
  return batches;
}

/**
 * Takes the mapping a person decided on and previews the rows anew. With a name it is remembered for files with the same headings.
 * @throws RuleBroken `import.not-open`, `import.column-forbidden` `{ columns }`, `import.column-unknown` `{ columns }`, `import.field-twice` `{ field }`
 */
export async function mapColumns(
  tx: Tx,
  id: string,
  mapping: ImportMapping,
  file: { source: SpreadsheetSource; today: PlainDate },
): Promise<void> {
  const batch = await openBatch(tx, id);
  const columns = batch.columns.map((column): ImportColumn => {
    const wanted = mapping.columns[String(column.index)];
    if (wanted === undefined)
      return column.status === 'forbidden' ? column : { ...column, status: column.field ? 'assigned' : column.status };
    if (wanted === 'leave-out')
      return { ...column, field: null, status: column.status === 'forbidden' ? 'forbidden' : 'left-out' };
    if (column.status === 'forbidden') throw new RuleBroken('import.column-forbidden', { columns: [column.name] });
    return { ...column, field: wanted, status: 'assigned' };
  });
  const unknown = columns.filter(({ status }) => status === 'unknown').map(({ name }) => name);
  if (unknown.length > 0) throw new RuleBroken('import.column-unknown', { columns: unknown });
  const fields = columns.flatMap(({ field }) => (field ? [field] : []));
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  if (twice) throw new RuleBroken('import.field-twice', { field: twice });
  await tx.run(sql`update membership.import_batch set columns = ${JSON.stringify(columns)}::jsonb where id = ${id}`);
  if (mapping.profile !== undefined) await remember(tx, mapping.profile, batch.options.fingerprint, columns);
  await preview(tx, id, file.source, file.today);
}

async function remember(tx: Tx, name: string, fingerprint: string, columns: readonly ImportColumn[]): Promise<void> {
  const mapping = Object.fromEntries(
    columns.filter(({ status }) => status !== 'forbidden').map(({ index, field }) => [index, field ?? 'leave-out']),
  );
  const stored = JSON.stringify({ fingerprint, mapping });
  await tx.run(sql`
    insert into membership.import_profile (name, columns, created_by) values (${name}, ${stored}::jsonb, current_setting('gandan.user_id'))
    on conflict ((columns ->> 'fingerprint'), created_by) do update set name = excluded.name, columns = excluded.columns, updated_at = now()`);
}

/** A batch that is still open for changes. @throws RuleBroken `import.not-open` */
export async function openBatch(tx: Tx, id: string): Promise<BatchRow> {
  await tx.one(sql`select 1 from membership.import_batch where id = ${id} for update`);
  const batch = await getBatch(tx, id);
  if (batch.state !== 'previewed') throw new RuleBroken('import.not-open', { state: batch.state });
  return batch;
}

/** Reads every row of the file, piece by piece, and judges them all together. Nothing of the register changes. */
async function preview(tx: Tx, id: string, source: SpreadsheetSource, today: PlainDate): Promise<void> {
  const batch = await getBatch(tx, id);
  const context = await contextOf(tx, batch, source, today);
  await tx.run(sql`delete from membership.import_row where batch_id = ${id}`);
  const table = await tableOf(source, batch.options.sheet || undefined);
  let piece: object[] = [];
  let skipped = 0;
  const flush = async () => {
    if (piece.length === 0) return;
    await tx.run(sql`
      insert into membership.import_row (batch_id, row_number, outcome, problems, given, label)
      select ${id}::uuid, r."rowNumber", 'new', r.given -> 'problems', r.given, ${batch.label}::int
      from jsonb_to_recordset(${JSON.stringify(piece)}::jsonb) r("rowNumber" int, given jsonb)`);
    piece = [];
  };
  for await (const row of table.rows()) {
    if (row.kind !== 'data') {
      skipped += 1;
      continue;
    }
    piece.push({
      rowNumber: row.block === 0 ? row.rowNumber : 2_000_000 + row.rowNumber,
      given: readRow(row, table, context),
    });
    if (piece.length >= PIECE) await flush();
  }
  await flush();
  await tx.run(
    sql`update membership.import_batch set options = options || ${JSON.stringify({ skipped })}::jsonb where id = ${id}`,
  );
  await judgeRows(tx, id);
}

function readRow(row: DataRow, table: DetectedTable, context: RowContext): object {
  const at = (place: number) => table.columns[place]?.index ?? -1;
  const values = new Map<number, Cell>(row.values.map((value, place) => [at(place), value]));
  const parsed = parseRow(values, context);
  const taken = (index: number) => context.columns.find((column) => column.index === index && column.field !== null);
  for (const [places, code] of [
    [row.formulas, 'import.formula'],
    [row.errors, 'import.cell-error'],
  ] as const) {
    for (const place of places) {
      const column = taken(at(place));
      if (column)
        parsed.problems.push({
          column: column.name,
          field: column.field,
          code,
          value: parsed.raw[String(column.index)] ?? null,
        });
    }
  }
  return parsed;
}

/** What reading a row of the batch needs: columns, cells, encodings. @throws Forbidden when ethnicity is taken in without the right */
export async function contextOf(
  tx: Tx,
  batch: BatchRow,
  source: SpreadsheetSource | null,
  today: PlainDate,
): Promise<RowContext> {
  if (batch.columns.some(({ field }) => field === 'ethnicity')) {
    const { may } = await tx.one<{ may: boolean }>(sql`select platform.has_right('sensitive.read') as may`);
    if (!may) throw new Forbidden('right.missing', { right: 'sensitive.read' });
  }
  const area = batch.options.unitId === null ? null : await resolveArea(tx, batch.options.unitId, today);
  const encodings = source === null ? new Map<number, 'tcvn3' | 'vni'>() : await encodingsOf(source, batch);
  return {
    columns: batch.columns,
    cells: await cellFinder(tx, area, today),
    today,
    decode: (index, text) => {
      const encoding = encodings.get(index);
      return encoding === 'tcvn3' ? decodeTcvn3(text) : encoding === 'vni' ? decodeVni(text) : text;
    },
  };
}

/** Old encodings show in a whole column, never in one word. */
async function encodingsOf(source: SpreadsheetSource, batch: BatchRow): Promise<Map<number, 'tcvn3' | 'vni'>> {
  const table = await tableOf(source, batch.options.sheet || undefined);
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

import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Invalid, TooLarge } from '../errors.ts';
import type { Bytes } from './bytes.ts';
import { csvDelimiter, csvEncoding } from './csv-encoding.ts';
import type { Cell, ReadLimits, ReadOptions, SheetRow } from './types.ts';
import { told } from './xlsx-reader.ts';

const MAX_ROW_BYTES = 4 * 1024 * 1024;

export type CsvShape = { encoding: string; skip: number; delimiter: ',' | ';' | '\t' };

/** How a text file is to be read. @throws Invalid `file.not-a-spreadsheet` */
export async function csvShape(file: Bytes, options: ReadOptions): Promise<CsvShape> {
  const { encoding, skip } = await csvEncoding(file);
  const use = options.encoding ?? encoding;
  const head = new TextDecoder(use).decode(await file.read(skip, skip + 65_536));
  return { encoding: use, skip, delimiter: options.delimiter ?? csvDelimiter(head) };
}

/**
 * The rows of a CSV file that hold a value; every cell is text. A cell that begins with `=` counts as a formula,
 * since a spreadsheet program would run it.
 * @throws TooLarge `file.row-too-long`, `file.too-many-columns`, `cell.too-long`; Invalid `file.damaged`, `cell.formula`
 */
export async function* csvRows(
  file: Bytes,
  shape: CsvShape,
  options: { limits: ReadLimits; formulas: ReadOptions['formulas']; onPart: (part: number) => void },
): AsyncGenerator<SheetRow> {
  const parser = parse({
    delimiter: shape.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: MAX_ROW_BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const source = Readable.from(pieces(file, shape, options.onPart));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let rowNumber = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      rowNumber += 1;
      if (rowNumber === 1 && record.length <= 2 && /^sep=.?$/i.test(record.join(''))) continue;
      const row = asRow(record, rowNumber, options);
      if (row) yield row;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw new TooLarge('file.row-too-long', { row: rowNumber + 1 });
    throw new Invalid('file.damaged', { row: rowNumber + 1, reason: error.code });
  } finally {
    source.destroy();
  }
}

async function* pieces(file: Bytes, shape: CsvShape, onPart: (part: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder(shape.encoding);
  for await (const piece of told(file.stream(shape.skip, file.size), file.size, onPart)) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield text;
  }
  const last = decoder.decode();
  if (last !== '') yield last;
}

function asRow(
  record: readonly string[],
  rowNumber: number,
  { limits, formulas }: { limits: ReadLimits; formulas: ReadOptions['formulas'] },
): SheetRow | undefined {
  const cells: Cell[] = record.map((text) => (text === '' ? null : text));
  while (cells.length > 0 && cells.at(-1) === null) cells.pop();
  if (cells.length === 0) return undefined;
  if (cells.length > limits.maxColumns) {
    throw new TooLarge('file.too-many-columns', { row: rowNumber, maxColumns: limits.maxColumns });
  }
  const found: number[] = [];
  cells.forEach((cell, column) => {
    if (typeof cell !== 'string') return;
    if (cell.length > limits.maxCellChars) throw new TooLarge('cell.too-long', { row: rowNumber, column: column + 1 });
    if (cell.startsWith('=') && formulas !== 'cached') found.push(column);
  });
  if (formulas === 'refuse' && found[0] !== undefined) {
    throw new Invalid('cell.formula', { row: rowNumber, column: found[0] + 1 });
  }
  return { sheet: '', rowNumber, cells, formulas: found, errors: [], merged: [] };
}

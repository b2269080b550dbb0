import { Invalid, TooLarge } from '../errors.ts';
import { openBytes, type SpreadsheetSource } from './bytes.ts';
import { csvRows, csvShape } from './csv-reader.ts';
import { DEFAULT_LIMITS, type MergedRange, type ReadOptions, type SheetRow } from './types.ts';
import { readWorkbook } from './xlsx-parts.ts';
import { xlsxRows } from './xlsx-reader.ts';
import { ZipFile } from './zip-reader.ts';

/** A spreadsheet that was opened: what it is, its sheets, and its rows as often as they are wanted. */
export type Spreadsheet = {
  format: 'xlsx' | 'csv';
  /** CSV has one sheet without a name. */
  sheets: readonly { name: string; hidden: boolean }[];
  /** Only for CSV. */
  encoding?: string;
  delimiter?: string;
  /** Rows of one sheet by name or place; of all sheets in their order when left out. */
  rows: (sheet?: string | number) => AsyncGenerator<SheetRow>;
  /** How much of the sheet that is being read has been read, from 0 to 1. */
  part: () => number;
};

/**
 * Opens an XLSX or CSV file; which of the two is seen from its content, never from its name.
 *
 * @throws TooLarge `file.too-large`, `file.zip-bomb`
 * @throws Invalid `file.not-a-spreadsheet` (also: encrypted, the old .xls, .ods), `file.macros`,
 *   `file.external-links`, `file.damaged`, `file.empty`, `file.no-such-sheet`
 */
export async function openSpreadsheet(source: SpreadsheetSource, options: ReadOptions = {}): Promise<Spreadsheet> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  let part = 0;
  const onPart = (read: number): void => void (part = read);
  const reading = { limits, formulas: options.formulas ?? 'flag', onPart } as const;
  const bytes = await openBytes(source, limits.maxBytes);
  if (bytes.size === 0) throw new Invalid('file.empty');
  const head = await bytes.read(0, 4);
  if (head.length === 4 && head.readUInt32BE(0) === 0xd0cf11e0) {
    throw new Invalid('file.not-a-spreadsheet', { reason: 'encrypted-or-old' });
  }
  if (head.length === 4 && head.readUInt32BE(0) === 0x504b0304) {
    const zip = await ZipFile.open(bytes, limits);
    // Found once, however often the rows are walked.
    const merges = new Map<string, MergedRange[]>();
    const workbook = await readWorkbook(zip);
    if (workbook.sheets.length === 0) throw new Invalid('file.empty');
    const rows = (sheet?: string | number): AsyncGenerator<SheetRow> => {
      const chosen =
        sheet === undefined ? workbook.sheets : workbook.sheets.filter((s, i) => s.name === sheet || i === sheet);
      if (chosen.length === 0) throw new Invalid('file.no-such-sheet', { sheet });
      return limited(
        chosen.map((one) => () => xlsxRows(zip, workbook, one, { ...reading, merges })),
        limits.maxRows,
      );
    };
    return {
      format: 'xlsx',
      sheets: workbook.sheets.map(({ name, hidden }) => ({ name, hidden })),
      rows,
      part: () => part,
    };
  }
  const shape = await csvShape(bytes, options);
  return {
    format: 'csv',
    sheets: [{ name: '', hidden: false }],
    encoding: shape.encoding,
    delimiter: shape.delimiter,
    rows: () => limited([() => csvRows(bytes, shape, reading)], limits.maxRows),
    part: () => part,
  };
}

/** Opens and reads in one go; see {@link openSpreadsheet} for what is refused. */
export async function* readSheetRows(source: SpreadsheetSource, options: ReadOptions = {}): AsyncGenerator<SheetRow> {
  const spreadsheet = await openSpreadsheet(source, options);
  yield* spreadsheet.rows(options.sheet);
}

async function* limited(sheets: (() => AsyncGenerator<SheetRow>)[], maxRows: number): AsyncGenerator<SheetRow> {
  let count = 0;
  for (const rows of sheets) {
    for await (const row of rows()) {
      count += 1;
      if (count > maxRows) throw new TooLarge('file.too-many-rows', { maxRows });
      yield row;
    }
  }
}

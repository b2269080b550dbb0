import { Invalid, TooLarge } from '#platform/errors.ts';
import {
  type Cell,
  detectTable,
  openSpreadsheet,
  type Spreadsheet,
  type SpreadsheetSource,
} from '#platform/spreadsheet/index.ts';
import { fold } from '#platform/text/index.ts';
import type { UnitListRead, UnitListRow } from './contract.ts';
import { MOST_ROWS } from './most-rows.ts';

/** What a file of three thousand lines may weigh, pictures and colours included. */
export const MOST_BYTES = 10 * 1024 * 1024;

type Field = Exclude<keyof UnitListRow, 'row'>;
/** Headings as lists of units have them, without marks; the first that fits wins. */
const KNOWN: readonly [Field, RegExp][] = [
  ['parent', /cap tren|truc thuoc|^thuoc( |$)|parent|belongs|สังกัด/],
  ['covers', /phu trach|dia ban|covers|พื้นที่/],
  ['code', /^ma( |$)|^code|รหัส/],
  ['kind', /^loai|^cap( |$)|^kind|^type|ประเภท/],
  ['name', /^ten|ten (don vi|to chuc|thon|ban|chi bo)|^name|don vi|to chuc|^ชื่อ/],
];
/** A heading that cannot be the name of a unit itself. */
const HEADING_OF_NAMES = /^(ten( (don vi|to chuc|thon|ban|thon, ban|chi bo))?|name|ชื่อ)$/;
const LONGEST: Record<Field, number> = { name: 300, kind: 100, code: 40, parent: 300, covers: 1000 };

/**
 * Reads the lines of a list of units from a sheet made for people. Nothing is judged yet, and nothing kept.
 * @throws Invalid `unit-list.no-table`, `unit-list.no-names`, `unit-list.empty`, `unit-list.cell-long`, and what the reader of spreadsheets refuses
 * @throws TooLarge `unit-list.too-many`
 */
export async function readUnitList(source: SpreadsheetSource, fileName: string): Promise<UnitListRead> {
  const book = await openSpreadsheet(source, { limits: { maxBytes: MOST_BYTES } });
  const sheet = Math.max(
    0,
    book.sheets.findIndex(({ hidden }) => !hidden),
  );
  const table = await tableOf(book, sheet);
  const fields = new Map<Field, number>();
  const left: string[] = [];
  for (const [at, name] of table.headings.entries()) {
    const field = KNOWN.find(([one, heading]) => !fields.has(one) && heading.test(fold(name)))?.[0];
    if (field) fields.set(field, at);
    else if (name !== '' && !/^(stt|tt|so thu tu|no|#)\.?$/.test(fold(name))) left.push(name);
  }
  if (!fields.has('name')) throw new Invalid('unit-list.no-names', { headings: table.headings });
  const rows: UnitListRow[] = [];
  for await (const { rowNumber, values } of table.rows()) {
    const text = (field: Field): string => {
      const at = fields.get(field);
      const found = at === undefined ? '' : textOf(values[at]);
      if (found.length > LONGEST[field])
        throw new Invalid('unit-list.cell-long', { row: rowNumber, most: LONGEST[field] });
      return found;
    };
    if (text('name') === '') continue;
    if (rows.length === MOST_ROWS) throw new TooLarge('unit-list.too-many', { most: MOST_ROWS });
    rows.push({
      row: rowNumber,
      name: text('name'),
      kind: text('kind'),
      code: text('code'),
      parent: text('parent'),
      covers: text('covers'),
    });
  }
  if (rows.length === 0) throw new Invalid('unit-list.empty');
  return { fileName, sheet: table.sheet, rows, left };
}

type Lines = { sheet: string; headings: string[]; rows: () => AsyncIterable<{ rowNumber: number; values: Cell[] }> };

/** The table of a sheet. A list of names alone is too narrow to be seen as one: its heading is the first line that says so. */
async function tableOf(book: Spreadsheet, sheet: number): Promise<Lines> {
  const table = await detectTable(book.rows(sheet));
  if (table && table.headerRows.length > 0)
    return {
      sheet: table.sheet,
      headings: table.columns.map(({ name }) => name),
      async *rows() {
        // A merged line over its villages is a group to a list of people; here it is a line like any other if it has a name.
        for await (const row of table.rows()) if (row.kind !== 'header' && row.kind !== 'total') yield row;
      },
    };
  for await (const row of book.rows(sheet)) {
    const headings = row.cells.map(textOf);
    if (!headings.some((text) => HEADING_OF_NAMES.test(fold(text)))) continue;
    return {
      sheet: row.sheet,
      headings,
      async *rows() {
        for await (const { rowNumber, cells } of book.rows(sheet))
          if (rowNumber > row.rowNumber) yield { rowNumber, values: cells };
      },
    };
  }
  throw new Invalid('unit-list.no-table');
}

function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'object' ? cell.date : String(cell);
  return text
    .normalize('NFC')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

import type { Writable } from 'node:stream';
import { TooLarge } from '../errors.ts';
import { dateToSerial } from '../text/parse-date.ts';
import type { Cell } from './types.ts';
import { ZipWriter } from './zip-writer.ts';

/** A column of an export: its heading and its width in characters. */
export type OutColumn = { header: string; width?: number };

/** A sheet of an export; `headingRow` where lines of a title stand above the heading, which then comes as that row. */
type Sheet = { name: string; columns: readonly OutColumn[]; headingRow?: number };

const PIECE_CHARS = 64 * 1024;
const MAX_CELL_CHARS = 32_767;
/** Rows of one sheet with the heading; a longer list goes on in a next sheet with the same heading. */
const MAX_SHEET_ROWS = 1_048_576;
const STYLE = { heading: 1, date: 2, guarded: 3, title: 4 } as const;
const PAGE =
  '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>' +
  '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>';

/**
 * Writes an XLSX row by row to a stream, in the memory of a few pieces however long the list is.
 *
 * Numbers are numbers, `{ date }` is a real date shown as dd/mm/yyyy (before March 1900 it is text), strings are
 * text and nothing else: one that begins like a formula also keeps its quote mark when somebody edits the cell.
 * The heading stays in sight while one scrolls, stands on every printed page, and a page is as wide as the list (A4, landscape).
 * Dates known only by month or year are for the caller to write as text.
 *
 * @throws TooLarge `cell.too-long` (32,767 signs), `file.too-large` (4 GB)
 */
export async function writeXlsx(
  out: Writable,
  sheet: Sheet,
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
): Promise<{ rows: number }> {
  const zip = new ZipWriter(out);
  const source = iterate(rows);
  const names: string[] = [];
  const progress = { rows: 0, done: false };
  const letters = sheet.columns.map((_, index) => columnLetters(index));
  do {
    names.push(sheetName(sheet.name, names.length));
    await zip.add(`xl/worksheets/sheet${names.length}.xml`, sheetPieces(sheet, letters, source, progress));
  } while (!progress.done);
  for (const [name, text] of parts(names, sheet.headingRow ?? 1)) await zip.add(name, [text]);
  await zip.finish();
  return { rows: progress.rows };
}

/** One iterator over the rows that several sheets continue; `for await` would end it with the first. */
function iterate(
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
): () => Promise<IteratorResult<readonly Cell[]>> | IteratorResult<readonly Cell[]> {
  if (Symbol.asyncIterator in rows) {
    const iterator = rows[Symbol.asyncIterator]();
    return () => iterator.next();
  }
  const iterator = rows[Symbol.iterator]();
  return () => iterator.next();
}

async function* sheetPieces(
  { columns, headingRow = 1 }: Sheet,
  letters: string[],
  next: ReturnType<typeof iterate>,
  progress: { rows: number; done: boolean },
): AsyncGenerator<string> {
  let piece =
    `${XML}<worksheet ${MAIN}><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
    `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${headingRow}" topLeftCell="A${headingRow + 1}" ` +
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>' +
    (columns.length === 0 ? '' : `<cols>${columns.map(column).join('')}</cols>`) +
    '<sheetData>' +
    rowXml(
      1,
      columns.map(({ header }) => header),
      letters,
      headingRow === 1 ? STYLE.heading : STYLE.title,
    );
  for (let rowNumber = 2; rowNumber <= MAX_SHEET_ROWS; rowNumber++) {
    const answer = next();
    const got = answer instanceof Promise ? await answer : answer;
    if (got.done === true) {
      progress.done = true;
      break;
    }
    progress.rows += 1;
    piece += rowXml(rowNumber, got.value, letters, rowNumber === headingRow ? STYLE.heading : undefined);
    if (piece.length >= PIECE_CHARS) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}</sheetData>${PAGE}</worksheet>`;
}

function column({ header, width }: OutColumn, index: number): string {
  const chars = Math.min(80, Math.max(6, width ?? header.length + 4));
  return `<col min="${index + 1}" max="${index + 1}" width="${chars}" customWidth="1"/>`;
}

function rowXml(rowNumber: number, cells: readonly Cell[], letters: string[], style?: number): string {
  let xml = `<row r="${rowNumber}">`;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined || cell === '') continue;
    const ref = (letters[i] ??= columnLetters(i)) + rowNumber;
    xml += typeof cell === 'string' ? textXml(ref, cell, style) : valueXml(ref, cell);
  }
  return `${xml}</row>`;
}

function valueXml(ref: string, cell: Exclude<Cell, string | null>): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c r="${ref}"><v>${cell}</v></c>` : '';
  if (typeof cell === 'boolean') return `<c r="${ref}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  const serial = dateToSerial(cell.date);
  if (serial === undefined) return textXml(ref, cell.date.split('-').toReversed().join('/'));
  return `<c r="${ref}" s="${STYLE.date}"><v>${serial}</v></c>`;
}

function textXml(ref: string, text: string, style?: number): string {
  if (text.length > MAX_CELL_CHARS) throw new TooLarge('cell.too-long', { cell: ref });
  const number = style ?? (/^[=+\-@\t\r]/.test(text) ? STYLE.guarded : undefined);
  const attribute = number === undefined ? '' : ` s="${number}"`;
  return `<c r="${ref}"${attribute} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

const UNSAFE = /[&<>\p{Cc}\p{Cs}\ufffe\uffff]|_x[0-9a-fA-F]{4}_/u;
const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text for inside an element; signs that XML cannot hold are left out, `\r` and literal `_x0041_` are escaped. */
export function escapeXml(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text
    .replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_')
    .replace(/[&<>]/g, (sign) => ENTITY[sign] ?? sign)
    .replaceAll('\r', '_x000D_')
    .replace(/[^\P{Cc}\t\n\r\x7f-\x9f]|\p{Cs}|[\ufffe\uffff]/gu, '');
}

/** 0 is A, 26 is AA. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1)
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  return letters;
}

/** Sheet names hold at most 31 signs and none of `[]:*?/\`. */
function sheetName(name: string, index: number): string {
  const suffix = index === 0 ? '' : ` (${index + 1})`;
  const clean = name
    .replace(/[[\]:*?/\\\p{Cc}]/gu, ' ')
    .replace(/^'+|'+$/g, '')
    .trim();
  return (clean === '' ? 'Sheet' : clean).slice(0, 31 - suffix.length) + suffix;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function parts(names: readonly string[], headingRow: number): [string, string][] {
  const sheets = names.map(
    (name, i) => `<sheet name="${escapeXml(name).replaceAll('"', '&quot;')}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
  );
  const links = names.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  const titles = names.map((name, i) => {
    const sheet = escapeXml(name.replaceAll("'", "''"));
    return `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">'${sheet}'!$${headingRow}:$${headingRow}</definedName>`;
  });
  const types = names.map(
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
  );
  return [
    ['xl/styles.xml', XML + STYLES],
    [
      'xl/workbook.xml',
      `${XML}<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets><definedNames>${titles.join('')}</definedNames></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${links.join('')}<Relationship Id="rIdStyles" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${types.join('')}<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    ],
  ];
}

/** Styles in the order of STYLE: plain, bold heading on grey, date, text with its quote mark, bold title. */
const STYLES =
  `<styleSheet ${MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>` +
  '<fonts count="2"><font><sz val="11"/><name val="Times New Roman"/></font><font><b/><sz val="11"/><name val="Times New Roman"/></font></fonts>' +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFEDEDED"/><bgColor indexed="64"/></patternFill></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>' +
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

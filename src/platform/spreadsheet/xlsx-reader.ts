import { Invalid, TooLarge } from '../errors.ts';
import { serialToDate } from '../text/parse-date.ts';
import type { Cell, MergedRange, ReadLimits, ReadOptions, SheetRow } from './types.ts';
import { type Workbook, richText } from './xlsx-parts.ts';
import { elements, opening, unescapeOffice, unescapeXml } from './xml.ts';
import type { ZipFile } from './zip-reader.ts';

const MAX_ROW_CHARS = 4 * 1024 * 1024;
const MAX_MERGED = 200_000;
const MAX_DAYS = 50_000;
const LAST_ROW = 1_048_576;
const NONE: readonly never[] = [];

type Context = {
  workbook: Workbook;
  limits: ReadLimits;
  formulas: ReadOptions['formulas'];
  sheet: string;
  /** Days already worked out: the dates of a register repeat. */
  days: Map<number, string | undefined>;
};

/**
 * The rows of one sheet that hold a value. The sheet is unpacked twice: first to find the merged ranges, which
 * stand behind the rows, and to meet the limits before a single row is given out.
 * @throws TooLarge `file.zip-bomb`, `file.too-many-rows`, `file.too-many-columns`, `file.row-too-long`, `cell.too-long`
 * @throws Invalid `file.damaged`, and `cell.formula` when formulas are refused
 */
export async function* xlsxRows(
  zip: ZipFile,
  workbook: Workbook,
  sheet: Workbook['sheets'][number],
  options: {
    limits: ReadLimits;
    formulas: ReadOptions['formulas'];
    merges: Map<string, MergedRange[]>;
    onPart: (part: number) => void;
  },
): AsyncGenerator<SheetRow> {
  const merges = options.merges.get(sheet.part) ?? (await mergedRanges(zip, sheet.part));
  options.merges.set(sheet.part, merges);
  const context: Context = {
    workbook,
    limits: options.limits,
    formulas: options.formulas,
    sheet: sheet.name,
    days: new Map(),
  };
  let [previous, nextMerge] = [0, 0];
  let active: MergedRange[] = [];
  const pieces = told(zip.read(sheet.part), zip.sizeOf(sheet.part), options.onPart);
  for await (const { prefix, found } of elements(pieces, 'row', MAX_ROW_CHARS)) {
    for (const xml of found) {
      const rowNumber = rowNumberOf(xml) ?? previous + 1;
      if (rowNumber <= previous || rowNumber > LAST_ROW)
        throw new Invalid('file.damaged', { row: rowNumber, reason: 'row' });
      previous = rowNumber;
      const row = parseRow(xml, prefix, rowNumber, context);
      if (!row) continue;
      if (merges.length > 0) {
        active = active.filter((range) => range.toRow >= rowNumber);
        for (let range = merges[nextMerge]; range && range.fromRow <= rowNumber; range = merges[++nextMerge]) {
          if (range.toRow >= rowNumber) active.push(range);
        }
        if (active.length > 0) row.merged = [...active];
      }
      yield row;
    }
  }
}

/** The pieces as they come, each with how much of the whole has been given out. */
export async function* told(
  pieces: AsyncIterable<Buffer>,
  size: number,
  onPart: (part: number) => void,
): AsyncGenerator<Buffer> {
  let given = 0;
  for await (const piece of pieces) {
    yield piece;
    given += piece.byteLength;
    onPart(size === 0 ? 1 : Math.min(1, given / size));
  }
}

/** Looks only at bytes: a million rows pass in about the time of unpacking. */
async function mergedRanges(zip: ZipFile, part: string): Promise<MergedRange[]> {
  const ranges: MergedRange[] = [];
  let rest = Buffer.alloc(0);
  for await (const chunk of zip.read(part)) {
    const piece = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    for (let found = piece.indexOf('mergeCell '); found >= 0; found = piece.indexOf('mergeCell ', at)) {
      const text = piece.toString('latin1', found, found + 120);
      const ref = /^mergeCell [^>]*?ref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']/.exec(text);
      if (!ref && found + 120 > piece.length) break;
      at = found + 10;
      if (!ref) continue;
      if (ranges.length === MAX_MERGED) throw new TooLarge('file.too-many-merged', { maxMerged: MAX_MERGED });
      ranges.push({
        fromRow: Number(ref[2]),
        toRow: Number(ref[4]),
        fromColumn: columnIndex(ref[1] ?? ''),
        toColumn: columnIndex(ref[3] ?? ''),
      });
    }
    rest = Buffer.from(piece.subarray(Math.max(at, piece.length - 120)));
  }
  return ranges.sort((a, b) => a.fromRow - b.fromRow);
}

function rowNumberOf(xml: string): number | undefined {
  const number = attribute(xml.slice(0, xml.indexOf('>')), ' r=');
  return number === undefined ? undefined : Number(number);
}

function parseRow(xml: string, prefix: string, rowNumber: number, context: Context): SheetRow | undefined {
  const [open, close, valueTag] = [`<${prefix}c`, `</${prefix}c>`, `<${prefix}v>`];
  const cells: Cell[] = [];
  let [formulas, errors]: [number[] | undefined, number[] | undefined] = [undefined, undefined];
  let column = -1;
  for (let at = opening(xml, open, 1); at >= 0; at = opening(xml, open, at)) {
    const tag = xml.indexOf('>', at);
    const head = xml.slice(at + open.length, tag);
    const ref = attribute(head, ' r=');
    column = ref === undefined ? column + 1 : columnIndex(ref);
    at = tag + 1;
    if (xml.charCodeAt(tag - 1) === 47) continue;
    const end = xml.indexOf(close, at);
    if (end < 0) throw new Invalid('file.damaged', { row: rowNumber, reason: 'cell' });
    const inner = xml.slice(at, end);
    at = end + close.length;

    const type = attribute(head, ' t=') ?? 'n';
    // A formula stands before its value, so most cells are told by their first signs.
    const isFormula =
      context.formulas !== 'cached' && !inner.startsWith(valueTag) && opening(inner, `<${prefix}f`, 0) >= 0;
    const value = valueOf(inner, prefix, type, attribute(head, ' s='), context);
    if (value === null && !isFormula) continue;
    if (column < 0 || column >= context.limits.maxColumns) {
      throw new TooLarge('file.too-many-columns', { sheet: context.sheet, maxColumns: context.limits.maxColumns });
    }
    if (typeof value === 'string' && value.length > context.limits.maxCellChars) {
      throw new TooLarge('cell.too-long', { sheet: context.sheet, row: rowNumber, column: column + 1 });
    }
    if (isFormula) (formulas ??= []).push(column);
    if (type === 'e') (errors ??= []).push(column);
    while (cells.length < column) cells.push(null);
    cells[column] = value;
  }
  if (cells.length === 0) return undefined;
  if (formulas && context.formulas === 'refuse') {
    throw new Invalid('cell.formula', { sheet: context.sheet, row: rowNumber, column: (formulas[0] ?? 0) + 1 });
  }
  return { sheet: context.sheet, rowNumber, cells, formulas: formulas ?? NONE, errors: errors ?? NONE, merged: NONE };
}

function valueOf(inner: string, prefix: string, type: string, style: string | undefined, context: Context): Cell {
  if (type === 'inlineStr') return richText(inner, prefix) || null;
  const text = element(inner, `${prefix}v`);
  if (text === undefined || text === '') return null;
  switch (type) {
    case 's': {
      const shared = context.workbook.strings.at(Number(text));
      if (shared === undefined) throw new Invalid('file.damaged', { reason: 'shared-string' });
      return shared === '' ? null : shared;
    }
    case 'str':
      return unescapeOffice(unescapeXml(text));
    case 'b':
      return text === '1' || text === 'true';
    case 'e':
      return unescapeXml(text);
    case 'd':
      return /^\d{4}-\d{2}-\d{2}/.test(text) ? { date: text.slice(0, 10) } : unescapeXml(text);
    default:
      return numberOf(text, context.workbook.dateStyles[Number(style ?? 0)] === true, context);
  }
}

function numberOf(text: string, isDate: boolean, { workbook, days }: Context): Cell {
  const number = Number(text);
  if (!Number.isFinite(number)) return unescapeXml(text);
  if (!isDate) return number;
  const day = Math.floor(number);
  if (!days.has(day) && days.size < MAX_DAYS) days.set(day, serialToDate(day, workbook.calendar));
  // Days that no calendar has (0, 29 February 1900) stay numbers, for the caller to refuse.
  const on = days.has(day) ? days.get(day) : serialToDate(day, workbook.calendar);
  return on === undefined ? number : { date: on };
}

/** Text of the first element of that name. */
function element(xml: string, name: string): string | undefined {
  const start = xml.startsWith(`<${name}>`) ? 0 : opening(xml, `<${name}`, 0);
  if (start < 0) return undefined;
  const tag = xml.indexOf('>', start);
  const end = xml.indexOf(`</${name}>`, tag);
  return tag < 0 || end < 0 ? undefined : xml.slice(tag + 1, end);
}

/** Value of an attribute, given with its blank and equals sign (` r=`). */
function attribute(head: string, name: string): string | undefined {
  const at = head.indexOf(name);
  if (at < 0) return undefined;
  const quote = head.charAt(at + name.length);
  const end = head.indexOf(quote, at + name.length + 1);
  return end < 0 ? undefined : head.slice(at + name.length + 1, end);
}

/** `A` is 0, `AA` is 26; the digits of a reference are passed over. */
function columnIndex(ref: string): number {
  let index = 0;
  for (let i = 0; i < ref.length && i < 4; i++) {
    const code = ref.charCodeAt(i);
    if (code < 65 || code > 90) break;
    index = index * 26 + code - 64;
  }
  return index - 1;
}

import { cellText, filledColumns, findHeader, flattenHeader } from './header.ts';
import type { Cell, SheetRow } from './types.ts';
import { columnLetters } from './xlsx-writer.ts';

export type TableColumn = {
  /** Place in the sheet, from 0. */
  index: number;
  /** Letter in the sheet, as people see it. */
  letter: string;
  /** The heading in one line (`Ngày / Kết nạp`); the letter where there is none. Names are unique. */
  name: string;
  /** The first different values as text, at most five. */
  samples: string[];
};

/**
 * One row below the heading. Only `data` is to be imported; the other kinds are given so that nothing is passed
 * over in silence: `group` (I, A, a village over its people), `total`, `header` (repeated on a next page), `other`.
 */
export type DataRow = {
  kind: 'data' | 'group' | 'total' | 'header' | 'other';
  rowNumber: number;
  /** One value for each of `columns`, merged cells filled downwards. */
  values: Cell[];
  /** Names of the groups it stands in, outermost first. */
  groups: readonly string[];
  /** 1 for the right half of a table in two column blocks. */
  block: 0 | 1;
  /** Places in `values` that came out of a formula, or hold an error. */
  formulas: readonly number[];
  errors: readonly number[];
};

export type DetectedTable = {
  sheet: string;
  /** Numbers of the heading's rows; empty when none was found. */
  headerRows: number[];
  columns: TableColumn[];
  /** True when the sheet prints two blocks of the same columns side by side (form 4-TCTW). */
  twoBlocks: boolean;
  /** Text above the heading, for the person to see what this is. */
  titles: string[];
  /** All rows below the heading. Can be walked once. */
  rows: () => AsyncGenerator<DataRow>;
};

const LOOK_AHEAD = 80;

/**
 * Finds the table in the rows of one sheet: titles above, a heading of one to three rows with merged cells, groups
 * and totals between. Reads ahead 80 rows, the rest as it is walked. Undefined when no row was found at all.
 * Rows of other sheets end the table.
 */
export async function detectTable(
  source: AsyncIterable<SheetRow> | Iterable<SheetRow>,
): Promise<DetectedTable | undefined> {
  const iterator = (async function* () {
    yield* source;
  })();
  const ahead: SheetRow[] = [];
  while (ahead.length < LOOK_AHEAD) {
    const { done, value } = await iterator.next();
    if (done === true) break;
    ahead.push(value);
  }
  const sheet = ahead[0]?.sheet;
  if (sheet === undefined) return undefined;
  const own = ahead.filter((row) => row.sheet === sheet);
  const place = findHeader(own);
  const header = place ? own.slice(place.from, place.to + 1) : [];
  const body = own.slice(place?.dataFrom ?? 0);
  const all = columnsOf(header, body);
  const half = twoBlocks(all);
  const columns = half === 0 ? all : all.slice(0, half);
  const blocks = half === 0 ? [all] : [all.slice(0, half), all.slice(half)];
  unique(columns);
  return {
    sheet,
    headerRows: header.map((row) => row.rowNumber),
    columns,
    twoBlocks: half > 0,
    titles: own.slice(0, place?.from ?? 0).flatMap((row) => filledColumns(row).map((c) => cellText(row.cells[c]))),
    async *rows() {
      const reader = new BodyReader(blocks, all);
      for (const row of body) yield* reader.take(row);
      if (own.length < ahead.length) return;
      for await (const row of iterator) {
        if (row.sheet !== sheet) return;
        yield* reader.take(row);
      }
    },
  };
}

function columnsOf(header: readonly SheetRow[], body: readonly SheetRow[]): TableColumn[] {
  const names = flattenHeader(header);
  const width = Math.max(names.length, ...body.map((row) => row.cells.length));
  const columns: TableColumn[] = [];
  for (let index = 0; index < width; index++) {
    const texts = new Set(body.map((row) => cellText(row.cells[index])).filter(Boolean));
    const name = names[index] ?? '';
    // Columns without heading and content are margins.
    if (name === '' && texts.size === 0) continue;
    columns.push({
      index,
      letter: columnLetters(index),
      name: name || columnLetters(index),
      samples: [...texts].slice(0, 5),
    });
  }
  return columns;
}

/** Length of the first block when the second repeats its headings, else 0. */
function twoBlocks(columns: readonly TableColumn[]): number {
  const half = columns.length / 2;
  if (!Number.isInteger(half) || half < 2) return 0;
  return columns.slice(0, half).every((column, i) => column.name === columns[half + i]?.name) ? half : 0;
}

function unique(columns: TableColumn[]): void {
  const times = new Map<string, number>();
  for (const column of columns) {
    const count = (times.get(column.name) ?? 0) + 1;
    times.set(column.name, count);
    if (count > 1) column.name = `${column.name} (${count})`;
  }
}

type Mark = 'roman' | 'letter' | 'plain';

const ROMAN = /^[IVXLC]{1,6}\.?$/;
const LETTER = /^[A-ZĐ]\.?$/;
/** Whole words only: Tống Văn A is a person, Tổng Giám đốc a post. */
const TOTAL = /^tổng( (cộng|số|cả|toàn)(?!\p{L}).*)?[\s:]*$|^cộng( (dồn|chung))?[\s:]*$|^total(?!\p{L})|^รวม/iu;

/** Walks the body: carries merged values down, remembers groups, says of each row what it is. */
class BodyReader {
  private readonly blocks: readonly TableColumn[][];
  private readonly headings: string;
  private readonly merged = new Map<string, Cell>();
  private readonly groups: { kind: Mark; mark: string; name: string }[] = [];

  constructor(blocks: readonly TableColumn[][], all: readonly TableColumn[]) {
    this.blocks = blocks;
    this.headings = all.map((column) => column.name.split(' / ')[0]).join('|');
  }

  *take(row: SheetRow): Generator<DataRow> {
    const filled = this.fillDown(row);
    const kind = this.kindOf(row);
    if (kind === 'group') this.enter(row);
    const groups = this.groups.map((group) => group.name);
    for (const [block, columns] of this.blocks.entries()) {
      const values = columns.map((column) => filled[column.index] ?? null);
      if (block === 1 && values.every((value) => cellText(value) === '')) continue;
      const places = (found: readonly number[]): number[] =>
        columns.flatMap((column, place) => (found.includes(column.index) ? [place] : []));
      yield {
        kind,
        rowNumber: row.rowNumber,
        values,
        groups,
        block: block === 0 ? 0 : 1,
        formulas: places(row.formulas),
        errors: places(row.errors),
      };
    }
  }

  /** A commune merged over its villages belongs to each of them; cells merged sideways are titles and stay. */
  private fillDown(row: SheetRow): Cell[] {
    const cells = [...row.cells];
    for (const range of row.merged) {
      if (range.fromRow === range.toRow) continue;
      const key = `${range.fromRow}:${range.fromColumn}`;
      if (range.fromRow === row.rowNumber) this.merged.set(key, row.cells[range.fromColumn] ?? null);
      else cells[range.fromColumn] = this.merged.get(key) ?? null;
      if (range.toRow === row.rowNumber) this.merged.delete(key);
    }
    return Array.from(cells, (cell) => cell ?? null);
  }

  private kindOf(row: SheetRow): DataRow['kind'] {
    const filled = filledColumns(row);
    const texts = filled.map((column) => cellText(row.cells[column]));
    if (texts.slice(0, 3).some((text) => TOTAL.test(text))) return 'total';
    const width = Math.max(...this.blocks.map((block) => block.length));
    const [first = '', second = ''] = texts;
    const marked = ROMAN.test(first) || LETTER.test(first);
    const rest = texts.slice(1);
    if (marked && rest.length > 0 && /\p{L}/u.test(second) && rest.slice(1).every((text) => /^[\d.,% -]+$/.test(text)))
      return 'group';
    if (texts.length > 1 && this.headings === texts.join('|')) return 'header';
    const merged = row.merged.some(
      (r) => r.fromRow === row.rowNumber && r.toRow === r.fromRow && r.toColumn - r.fromColumn >= 1,
    );
    if (texts.length === 1 && width > 2 && /\p{L}/u.test(first))
      return merged || filled[0] === this.blocks[0]?.[0]?.index ? 'group' : 'other';
    return texts.length >= Math.min(2, width) ? 'data' : 'other';
  }

  /** A kind of mark seen before ends the groups below it; a new kind goes inside (I over A, or A over I). */
  private enter(row: SheetRow): void {
    const [first = '', second] = filledColumns(row).map((column) => cellText(row.cells[column]));
    const kind = this.markOf(first);
    const same = this.groups.findIndex((group) => group.kind === kind);
    if (same >= 0) this.groups.length = same;
    this.groups.push({ kind, mark: first.charAt(0), name: kind === 'plain' ? first : (second ?? first) });
  }

  /** C, D, I, V, X and L are both: a letter where the letter before stood last. */
  private markOf(text: string): Mark {
    const letter = this.groups.find((group) => group.kind === 'letter');
    if (LETTER.test(text) && letter && text.charCodeAt(0) === letter.mark.charCodeAt(0) + 1) return 'letter';
    return ROMAN.test(text) ? 'roman' : LETTER.test(text) ? 'letter' : 'plain';
  }
}

import type { Cell, MergedRange, SheetRow } from './types.ts';

/** Where the heading of a table stands: places in the given rows, both ends included, and where data begins. */
export type HeaderPlace = { from: number; to: number; dataFrom: number };

const MAX_HEADER_ROWS = 3;

export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'object') return cell.date;
  return String(cell).normalize('NFC').replace(/\s+/g, ' ').trim();
}

export function filledColumns(row: SheetRow): number[] {
  return row.cells.flatMap((cell, column) => (cellText(cell) === '' ? [] : [column]));
}

/** A cell as a heading has them: words, no date, no mere number, not a whole paragraph. */
function isLabel(cell: Cell | undefined): boolean {
  const text = cellText(cell);
  return typeof cell === 'string' && /\p{L}/u.test(text) && text.length <= 120 && !/^\d{1,2}[/.-]\d/.test(text);
}

/**
 * Finds the heading among the first rows: the first row whose cells are words and which spans at least half of the
 * columns in use, with the rows that its merged or empty cells make belong to it. Titles above are one wide cell.
 */
export function findHeader(rows: readonly SheetRow[]): HeaderPlace | undefined {
  const used = usualWidth(rows);
  for (let from = 0; from < rows.length; from++) {
    const row = rows[from];
    if (!row) break;
    const filled = filledColumns(row);
    const labels = filled.filter((column) => isLabel(row.cells[column]));
    const spanned = coverage(row);
    const wide = spanned.size >= Math.max(2, Math.ceil(used / 2)) && labels.length >= Math.min(2, used);
    if (!wide || labels.length < filled.length * 0.7 || isTitle(row, used)) continue;
    const to = lastHeaderRow(rows, from);
    return { from, to, dataFrom: skipNumbering(rows, to + 1) };
  }
  return undefined;
}

/** How many columns most rows fill; titles and signatures do not move it. */
function usualWidth(rows: readonly SheetRow[]): number {
  const counts = rows.map((row) => coverage(row).size).toSorted((a, b) => a - b);
  return counts[Math.floor(counts.length * 0.6)] ?? 1;
}

/** Columns that hold a value or lie under a merged cell that does. */
function coverage(row: SheetRow): Set<number> {
  const columns = new Set(filledColumns(row));
  for (const range of row.merged) {
    if (range.fromRow !== row.rowNumber || !columns.has(range.fromColumn)) continue;
    for (let column = range.fromColumn; column <= Math.min(range.toColumn, 500); column++) columns.add(column);
  }
  return columns;
}

/** At most two cells: the name of the office left, the motto right. A heading of two cells reaches downwards. */
function isTitle(row: SheetRow, used: number): boolean {
  const reachesDown = row.merged.some((range) => range.fromRow === row.rowNumber && range.toRow > row.rowNumber);
  return used > 3 && !reachesDown && filledColumns(row).length <= 2;
}

function lastHeaderRow(rows: readonly SheetRow[], from: number): number {
  let to = from;
  while (to + 1 < rows.length && to + 1 - from < MAX_HEADER_ROWS) {
    const [top, row] = [rows[to], rows[to + 1]];
    if (!top || !row || row.rowNumber > top.rowNumber + 1 || !isSubheader(rows.slice(from, to + 1), row)) break;
    to += 1;
  }
  return to;
}

/** Words only, and only below cells that were merged sideways or left empty to the right of one that spans them. */
function isSubheader(above: readonly SheetRow[], row: SheetRow): boolean {
  const filled = filledColumns(row);
  if (filled.length === 0 || !filled.every((column) => isLabel(row.cells[column]))) return false;
  const top = above.at(-1);
  if (!top) return false;
  const sideways = top.merged.filter(
    (r) => r.fromRow === top.rowNumber && r.toRow === r.fromRow && r.toColumn > r.fromColumn,
  );
  const downwards = top.merged.some((r) => r.fromRow <= top.rowNumber && r.toRow > top.rowNumber);
  const under = (ranges: readonly MergedRange[], column: number): boolean =>
    ranges.some((range) => range.fromColumn <= column && range.toColumn >= column);
  if (sideways.length > 0)
    return filled.every((column) => under(sideways, column) || cellText(top.cells[column]) === '');
  if (downwards) return true;
  // A gap below merged cells is theirs: what follows is a group row below a merged heading, not one more line of it.
  if (above.some((line) => line.merged.length > 0)) return false;
  // Without merged cells (CSV): below a gap, or below the cell left of a gap.
  const empty = (column: number): boolean => cellText(top.cells[column]) === '';
  return filled.some(empty) && filled.every((column) => empty(column) || empty(column + 1));
}

/** The row of column numbers under many printed headings: 1 2 3, (1) (2), A B 1 2. */
function skipNumbering(rows: readonly SheetRow[], at: number): number {
  const row = rows[at];
  if (!row) return at;
  const texts = filledColumns(row).map((column) => cellText(row.cells[column]));
  const numbers = texts.flatMap((text) => /^\(?(\d{1,3})\)?(?: ?=.*)?$/.exec(text)?.[1] ?? []).map(Number);
  const rest = texts.filter((text) => !/^\(?\d{1,3}\)?(?: ?=.*)?$/.test(text));
  const counting = numbers.length >= 2 && numbers.every((n, i) => i === 0 || n === (numbers[i - 1] ?? 0) + 1);
  return counting && texts.length >= 3 && rest.every((text) => /^\(?[A-ZĐa-zđ]\)?$/.test(text)) ? at + 1 : at;
}

/** One name for each column: the parts of its heading from top to bottom, each said once. */
export function flattenHeader(rows: readonly SheetRow[]): string[] {
  const width = Math.max(0, ...rows.map((row) => Math.max(row.cells.length, ...[...coverage(row)].map((c) => c + 1))));
  const names: string[][] = Array.from({ length: width }, () => []);
  rows.forEach((row, level) => {
    const below = rows.slice(level + 1);
    for (let column = 0; column < width; column++) {
      const text = labelAt(row, column, below);
      const parts = names[column] ?? [];
      if (text !== '' && parts.at(-1) !== text) parts.push(text);
    }
  });
  return names.map((parts) => parts.join(' / '));
}

function labelAt(row: SheetRow, column: number, below: readonly SheetRow[]): string {
  const own = cellText(row.cells[column]);
  if (own !== '') return own;
  const range = row.merged.find((r) => r.fromRow === row.rowNumber && r.fromColumn < column && r.toColumn >= column);
  if (range) return cellText(row.cells[range.fromColumn]);
  const covered = row.merged.some((r) => r.fromColumn <= column && r.toColumn >= column);
  // Without merged cells a heading reaches over the gap to its right, as far as something stands below it.
  if (covered || row.merged.length > 0 || !below.some((next) => cellText(next.cells[column]) !== '')) return '';
  for (let left = column - 1; left >= 0; left--) {
    const text = cellText(row.cells[left]);
    if (text !== '') return below.some((next) => cellText(next.cells[left]) !== '') ? text : '';
  }
  return '';
}

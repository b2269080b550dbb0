import type { Writable } from 'node:stream';
import type { Cell } from './types.ts';
import { writeTo } from './zip-writer.ts';

const PIECE_CHARS = 64 * 1024;

/**
 * Writes CSV row by row: UTF-8 with its mark (else Excel takes it for an old encoding), commas, CRLF, dates as
 * dd/mm/yyyy, numbers with a point. A text that a spreadsheet program would run as a formula gets a `'` in front.
 */
export async function writeCsv(
  out: Writable,
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
): Promise<{ rows: number }> {
  let piece = `\ufeff${csvLine(header)}`;
  let count = 0;
  for await (const row of rows) {
    piece += csvLine(row);
    count += 1;
    if (piece.length >= PIECE_CHARS) {
      await writeTo(out, piece);
      piece = '';
    }
  }
  await writeTo(out, piece);
  return { rows: count };
}

/** One line with its end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  if (typeof cell === 'object') return cell.date.split('-').toReversed().join('/');
  const guarded = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;\t]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

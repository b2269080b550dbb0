import { PassThrough, type Readable } from 'node:stream';
import type { Tx } from '#platform/db/tx.ts';
import type { Lang } from '#platform/format.ts';
import { hasMessage, translate } from '#platform/messages-node.ts';
import { type Cell, writeCsv, writeXlsx } from '#platform/spreadsheet/index.ts';
import type { RecordColumn } from './registry.ts';
import { type OpenedList, type RecordRow, streamList } from './records.ts';

/** Head of a column in the reader's language. */
export function columnHead(column: RecordColumn, lang: Lang): string {
  return translate(lang, column.label);
}

/** A value as a person reads it: coded words in the language, everything else as it is. */
export function shownValue(column: RecordColumn, value: string | number | null, lang: Lang): Cell {
  if (value === null) return null;
  if (column.kind === 'date') return { date: String(value) };
  if (column.kind === 'word' && column.wordPrefix !== undefined) {
    const key = `${column.wordPrefix}.${String(value)}`;
    return hasMessage(lang, key) ? translate(lang, key) : String(value);
  }
  return value;
}

/**
 * Streams the list behind a figure as a file. What it holds is what the list shows: the same query, the same rows.
 * @returns the stream, and a promise of the number of rows for the access log
 */
export function exportList(
  tx: Tx,
  opened: OpenedList,
  format: 'csv' | 'xlsx',
  people: boolean,
  lang: Lang,
): { stream: Readable; done: Promise<{ rows: number }> } {
  const out = new PassThrough();
  const columns = opened.columns.filter((column) => column.hidden !== true);
  const heads = [
    translate(lang, 'figures.list.on'),
    translate(lang, 'figures.list.unit'),
    ...columns.map((column) => columnHead(column, lang)),
    translate(lang, 'figures.list.weight'),
  ];
  const cells = cellsOf(streamList(tx, opened, people), columns, lang);
  const written =
    format === 'csv'
      ? writeCsv(out, heads, cells)
      : writeXlsx(out, { name: opened.definition.id, columns: heads.map((header) => ({ header })) }, cells);
  const done = written.then(
    (result) => {
      out.end();
      return result;
    },
    (error: unknown) => {
      out.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    },
  );
  return { stream: out, done };
}

async function* cellsOf(
  rows: AsyncIterable<RecordRow>,
  columns: readonly RecordColumn[],
  lang: Lang,
): AsyncGenerator<Cell[]> {
  for await (const row of rows) {
    yield [
      row.onDate === null ? null : { date: row.onDate },
      row.unitName,
      ...columns.map((column) => shownValue(column, row.values[column.key] ?? null, lang)),
      row.weight,
    ];
  }
}

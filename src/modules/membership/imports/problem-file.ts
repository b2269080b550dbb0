import type { Writable } from 'node:stream';
import type { Tx } from '#platform/db/tx.ts';
import type { Lang } from '#platform/format.ts';
import { hasMessage, translatorFor } from '#platform/messages-node.ts';
import { type Cell, writeXlsx } from '#platform/spreadsheet/index.ts';
import { problemLines } from './rows.ts';

/** Writes the rows that were not taken: row of the file, name, column, what stood there, and why, in the person's language. */
export async function writeProblemFile(tx: Tx, batchId: string, lang: Lang, out: Writable): Promise<number> {
  const t = translatorFor(lang);
  const headings: [string, number][] = [
    ['row', 8],
    ['name', 26],
    ['column', 22],
    ['value', 22],
    ['reason', 70],
    ['code', 28],
  ];
  const reason = (code: string, value: string | null): string =>
    hasMessage(lang, `problem.${code}`) ? t(`problem.${code}`, { seen: value ?? '', field: '', columns: '' }) : code;
  const lines = async function* (): AsyncGenerator<Cell[]> {
    for await (const line of problemLines(tx, batchId)) {
      const problems =
        line.problems.length > 0 ? line.problems : [{ column: null, value: line.name, code: 'import.doubtful' }];
      for (const { column, value, code } of problems)
        yield [line.rowNumber, line.name, column, value, reason(code, value), code];
    }
  };
  const columns = headings.map(([key, width]) => ({ header: t(`membership.import.problem-${key}`), width }));
  return (await writeXlsx(out, { name: t('membership.import.problem-sheet'), columns }, lines())).rows;
}

import { sql } from 'kysely';
import { type Counted, isBare, type Part, recordsOf, rowsIn, valueOf, wholeOf } from './counted-records.ts';
import type { Asked } from './question.ts';
import type { RecordsList } from './registry.ts';
import type { Reader } from './sums.ts';

export type Group = { key: string | null; value: number; inDoubt: number };

/** Counts or sums a list for a unit, by the quickest way that can answer it exactly. */
export async function count(reader: Reader, list: RecordsList, asked: Asked, people: boolean): Promise<Counted> {
  const tallied = people ? undefined : await reader.talliedOf(list, asked);
  if (tallied) {
    const all = (column: string, sure: boolean) =>
      tallied.reduce((sum, row) => (row.sure === sure ? sum + (row.sums.get(column) ?? 0) : sum), 0);
    const { value = '', rows = '' } = list.tally ?? {};
    return { value: all(value, true), inDoubt: all(value, false), rows: all(rows, true), source: 'totals' };
  }
  const sums = await reader.sumsOf(list, asked);
  if (!sums) return reader.countedOf(list, asked, people);
  const total = (sure: boolean) => sums.rows.reduce((sum, row) => (row.sure === sure ? sum + row.n : sum), 0);
  return { value: total(true), inDoubt: total(false), rows: total(true), source: sums.source };
}

/** Groups of a list; `total` where the same reading told the whole as well. */
export type Grouped = { groups: Group[]; total?: Counted };

/** Counts by the units directly below, or by a dimension. */
export async function countBy(
  reader: Reader,
  list: RecordsList,
  asked: Asked,
  by: string,
  people: boolean,
): Promise<Grouped> {
  const tallied = by === 'unit' && !people ? await reader.talliedOf(list, asked) : undefined;
  if (tallied)
    return {
      groups: groupsOf(
        tallied.map(({ key, sure, sums }) => ({ key, sure, n: sums.get(list.tally?.value ?? '') ?? 0 })),
      ),
    };
  const sums = by === 'unit' ? await reader.sumsOf(list, asked) : undefined;
  if (sums) return { groups: groupsOf(sums.rows) };
  const place = await reader.place(list, asked);
  // Sums of groups are the sum of all; of persons counted once, medians and means the whole is asked for beside them.
  const isSum = !people && list.aggregate === undefined;
  const parts = await reader.tx.many<Part & { key: string | null; whole: boolean }>(sql`
    select q.by_key as key, q.in_doubt as "isInDoubt", ${valueOf(list, people)} as value, ${rowsIn(list, people)} as rows,
      ${isSum ? sql`false` : sql`grouping(q.by_key) = 1`} as whole
    from (select k.*, ${by === 'unit' ? sql`k.child_id` : sql`k.${sql.ref(by)}`}::text as by_key from (${recordsOf(list, place, { ...asked, bare: by === 'unit' && isBare(place, asked) })}) k) q
    group by ${isSum ? sql`1, 2` : sql`grouping sets ((q.by_key, q.in_doubt), (q.in_doubt))`}`);
  const pieces = new Map<string | null, Part[]>();
  for (const part of parts) if (!part.whole) pieces.set(part.key, [...(pieces.get(part.key) ?? []), part]);
  return {
    groups: [...pieces].map(([key, own]) => {
      const { value, inDoubt } = wholeOf(own);
      return { key, value, inDoubt };
    }),
    total: wholeOf(isSum ? parts : parts.filter((part) => part.whole)),
  };
}

function groupsOf(rows: readonly { key: string | null; sure: boolean; n: number }[]): Group[] {
  const groups = new Map<string | null, Group>();
  for (const row of rows) {
    const group = groups.get(row.key) ?? { key: row.key, value: 0, inDoubt: 0 };
    groups.set(row.key, group);
    if (row.sure) group.value += row.n;
    else group.inDoubt += row.n;
  }
  return [...groups.values()].filter((group) => group.value !== 0 || group.inDoubt !== 0);
}

import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { Asked } from './question.ts';
import type { Within } from './place.ts';
import type { RecordsList } from './registry.ts';
import type { Reader } from './sums.ts';

/** What a list counts for a unit; `rows` is how many rows the list has, which for a sum is not its value. */
export type Counted = { value: number; inDoubt: number; rows: number; source: 'totals' | 'days' | 'records' };
export type Group = { key: string | null; value: number; inDoubt: number };

/**
 * The records of a list for a unit, as a subquery with the unit's conditions; value, list and export all come from it.
 * Columns: those of the room's query, and `in_doubt`, `child_id`.
 */
export function recordsOf(list: RecordsList, place: Within, asked: Asked): RawBuilder<unknown> {
  const filters = Object.entries(asked.filters).map(([key, value]) => sql`r.${sql.ref(key)}::text = ${value}`);
  // Both ends of a movement inside the unit: it did not cross the boundary, so it is no increase and no decrease.
  const crossing = list.crossingOnly
    ? sql`and not exists (
        select 1 from (select r.counterpart_unit_id as unit_id, null::uuid as village_id) r2
        join organisation.unit_block ub2 on ub2.unit_id = r2.unit_id
        join organisation.block_path bp2 on bp2.block_id = ub2.block_id and bp2.valid @> ${asked.boundariesOn}::date
        where ${place.counterpart})`
    : sql``;
  const near = sql`(select ub.unit_id from organisation.unit_block ub where ${place.near})`;
  return sql`
    select r.*, ${place.child} as child_id, not (${place.sure}) as in_doubt
    from (${list.query({ ...asked, near })}) r
    join organisation.unit_block ub on ub.unit_id = r.unit_id
    join organisation.block_path bp on bp.block_id = ub.block_id and bp.valid @> ${asked.boundariesOn}::date
    where ${place.near} and (${place.sure} or ${place.maybe}) ${crossing}
    ${filters.length > 0 ? sql`and ${sql.join(filters, sql` and `)}` : sql``}`;
}

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
  if (!sums) return countRecords(reader.tx, list, await reader.place(list, asked), asked, people);
  const total = (sure: boolean) => sums.rows.reduce((sum, row) => (row.sure === sure ? sum + row.n : sum), 0);
  return { value: total(true), inDoubt: total(false), rows: total(true), source: sums.source };
}

/** Counts the records themselves: the definition that the totals are held equal to. */
export async function countRecords(
  tx: Tx,
  list: RecordsList,
  place: Within,
  asked: Asked,
  people: boolean,
): Promise<Counted> {
  const parts = await tx.many<Part>(sql`
    select q.in_doubt as "isInDoubt", ${valueOf(list, people)} as value, ${rowsIn(list, people)} as rows
    from (${recordsOf(list, place, asked)}) q group by 1`);
  return wholeOf(parts);
}

/** What is sure, or what is in doubt, of a list: told apart by grouping, so that the question is put once to each record. */
type Part = { isInDoubt: boolean; value: number | null; rows: number };

/** Both parts together. Those that are sums may come in any number of pieces, all others in one each. */
function wholeOf(parts: readonly Part[]): Counted {
  const sum = (isInDoubt: boolean, of: 'value' | 'rows') =>
    parts.reduce((all, part) => (part.isInDoubt === isInDoubt ? all + Number(part[of] ?? 0) : all), 0);
  return {
    value: toTenth(sum(false, 'value')),
    inDoubt: toTenth(sum(true, 'value')),
    rows: sum(false, 'rows'),
    source: 'records',
  };
}

/** Sums and medians come as they are; a mean is told to one decimal. */
function toTenth(value: number | null): number {
  return Math.round(Number(value ?? 0) * 10) / 10;
}

/** What the rows of a list come to: persons once, the sum of the weights, their median or their mean. */
function valueOf({ aggregate }: RecordsList, people: boolean): RawBuilder<unknown> {
  if (people || aggregate === 'distinct') return sql`count(distinct q.subject_id)`;
  if (aggregate === 'mean') return sql`avg(q.weight)`;
  return aggregate === 'median' ? sql`percentile_cont(0.5) within group (order by q.weight)` : sql`sum(q.weight)`;
}

/** How many rows the list shows: persons once where they count once. */
function rowsIn({ aggregate }: RecordsList, people: boolean): RawBuilder<unknown> {
  return people || aggregate === 'distinct' ? sql`count(distinct q.subject_id)` : sql`count(*)`;
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
    from (select k.*, ${by === 'unit' ? sql`k.child_id` : sql`k.${sql.ref(by)}`}::text as by_key from (${recordsOf(list, place, asked)}) k) q
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

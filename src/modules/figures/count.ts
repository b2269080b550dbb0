import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { Asked } from './question.ts';
import { type AskedUnit, within, type Within } from './place.ts';
import type { RecordsList } from './registry.ts';

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
  return sql`
    select r.*, ${place.child} as child_id, not (${place.sure}) as in_doubt
    from (${list.query(asked)}) r
    join organisation.unit_block ub on ub.unit_id = r.unit_id
    join organisation.block_path bp on bp.block_id = ub.block_id and bp.valid @> ${asked.boundariesOn}::date
    where (${place.sure} or ${place.maybe}) ${crossing}
    ${filters.length > 0 ? sql`and ${sql.join(filters, sql` and `)}` : sql``}`;
}

/** Counts or sums a list for a unit, by the quickest way that can answer it exactly. */
export async function count(
  tx: Tx,
  unit: AskedUnit,
  list: RecordsList,
  asked: Asked,
  people: boolean,
): Promise<Counted> {
  const place = await within(tx, unit, list, asked.boundariesOn);
  const plain = Object.keys(asked.filters).length === 0;
  if (plain && list.total !== undefined && place.forTotals) {
    const quick = await fromSums(tx, list.total, place, asked);
    if (quick) return quick;
  }
  return countRecords(tx, list, place, asked, people);
}

/** Counts the records themselves: the definition that the totals are held equal to. */
export async function countRecords(
  tx: Tx,
  list: RecordsList,
  place: Within,
  asked: Asked,
  people: boolean,
): Promise<Counted> {
  const what = people ? sql`count(distinct q.subject_id)` : sql`sum(q.weight)`;
  const row = await tx.one<{ value: number; inDoubt: number; rows: number }>(sql`
    select ${what} filter (where not q.in_doubt) as value, ${what} filter (where q.in_doubt) as "inDoubt",
      ${people ? sql`count(distinct q.subject_id)` : sql`count(*)`} filter (where not q.in_doubt) as rows
    from (${recordsOf(list, place, asked)}) q`);
  return {
    value: Number(row.value ?? 0),
    inDoubt: Number(row.inDoubt ?? 0),
    rows: Number(row.rows),
    source: 'records',
  };
}

async function fromSums(tx: Tx, measure: string, place: Within, asked: Asked): Promise<Counted | undefined> {
  const state = await tx.one<{ foldedOn: string; stale: boolean }>(
    sql`select folded_on as "foldedOn", tree_stale as stale from figures.fold_state`,
  );
  const isToday = asked.asOf === asked.today && asked.boundariesOn === asked.today;
  if (isToday && state.foldedOn === asked.today && !(state.stale && place.bodies.length > 0))
    return fromTotals(tx, measure, place, asked);
  return fromDays(tx, measure, place, asked);
}

/** Today's stock: the total as last folded, and what was written since. */
async function fromTotals(tx: Tx, measure: string, place: Within, asked: Asked): Promise<Counted> {
  const isBody = place.bodies.length > 0;
  const table = sql.table(isBody ? 'figures.body_total' : 'figures.cell_total');
  const units = isBody ? place.bodies : place.leaves;
  const pending = isBody
    ? sql`d.unit_id in (select a.unit_id from figures.ancestors_on(${asked.today}::date) a where a.ancestor_id = any(${units}::uuid[]))`
    : sql`d.unit_id = any(${units}::uuid[])`;
  const row = await tx.one<{ value: number }>(sql`
    select coalesce((select sum(t.n) from ${table} t where t.unit_id = any(${units}::uuid[]) and t.measure = ${measure}), 0)
      + coalesce((select sum(d.n) from figures.delta d where d.measure = ${measure} and d.effective_on <= ${asked.today}::date and ${pending}), 0) as value`);
  const inDoubt = isBody ? await doubtful(tx, measure, place, asked) : 0;
  return { value: Number(row.value), inDoubt, rows: Number(row.value), source: 'totals' };
}

const BLOCKS = (asked: Asked) => sql`
  join organisation.unit_block ub on ub.unit_id = r.unit_id
  join organisation.block_path bp on bp.block_id = ub.block_id and bp.valid @> ${asked.boundariesOn}::date`;

const SUMS = (measure: string, asked: Asked) => sql`
  (select unit_id, n, null::uuid as village_id from figures.unit_day where measure = ${measure} and on_date <= ${asked.asOf}::date
   union all
   select unit_id, n, null::uuid from figures.delta where measure = ${measure} and effective_on <= ${asked.asOf}::date) r`;

/** The stock of any day on any boundaries: signed sums per day up to it, placed through the lineage blocks. */
async function fromDays(tx: Tx, measure: string, place: Within, asked: Asked): Promise<Counted> {
  const row = await tx.one<{ value: number; inDoubt: number }>(sql`
    select coalesce(sum(r.n) filter (where ${place.sure}), 0) as value, coalesce(sum(r.n) filter (where not (${place.sure})), 0) as "inDoubt"
    from ${SUMS(measure, asked)} ${BLOCKS(asked)}
    where ${place.sure} or ${place.maybe}`);
  return { value: Number(row.value), inDoubt: Number(row.inDoubt), rows: Number(row.value), source: 'days' };
}

async function doubtful(tx: Tx, measure: string, place: Within, asked: Asked): Promise<number> {
  const row = await tx.one<{ n: number }>(sql`
    select coalesce(sum(r.n), 0) as n from ${SUMS(measure, asked)} ${BLOCKS(asked)}
    where bp.doubt and not (${place.sure}) and ${place.maybe}`);
  return Number(row.n);
}

/** Counts by the units directly below, or by a dimension. */
export async function countBy(
  tx: Tx,
  unit: AskedUnit,
  list: RecordsList,
  asked: Asked,
  by: string,
  people: boolean,
): Promise<Group[]> {
  const place = await within(tx, unit, list, asked.boundariesOn);
  if (by === 'unit' && list.total !== undefined && Object.keys(asked.filters).length === 0 && place.forTotals) {
    return tx
      .many<Group>(
        sql`
      select key, sum(n) filter (where sure) as value, coalesce(sum(n) filter (where not sure), 0) as "inDoubt" from (
        select ${place.child} as key, r.n, ${place.sure} as sure from ${SUMS(list.total, asked)} ${BLOCKS(asked)} where ${place.sure} or ${place.maybe}) q
      group by key having sum(n) <> 0`,
      )
      .then(asNumbers);
  }
  const key = by === 'unit' ? sql`q.child_id` : sql`q.${sql.ref(by)}`;
  const what = people ? sql`count(distinct q.subject_id)` : sql`sum(q.weight)`;
  return tx
    .many<Group>(
      sql`
      select ${key}::text as key, ${what} filter (where not q.in_doubt) as value, ${what} filter (where q.in_doubt) as "inDoubt"
      from (${recordsOf(list, place, asked)}) q group by 1`,
    )
    .then(asNumbers);
}

function asNumbers(rows: Group[]): Group[] {
  return rows.map((row) => ({ key: row.key, value: Number(row.value ?? 0), inDoubt: Number(row.inDoubt ?? 0) }));
}

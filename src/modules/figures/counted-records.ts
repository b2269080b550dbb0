import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { nearUnits, type Within } from './place.ts';
import type { Asked } from './question.ts';
import type { RecordsList } from './registry.ts';

/** What a list counts for a unit; `rows` is how many rows the list has, which for a sum is not its value. */
export type Counted = { value: number; inDoubt: number; rows: number; source: 'totals' | 'days' | 'records' };
/**
 * The records of a list for a unit, as a subquery with the unit's conditions; value, list and export all come from it.
 * Columns: those of the room's query, and `in_doubt`, `child_id`.
 */
export function recordsOf(list: RecordsList, place: Within, asked: Asked): RawBuilder<unknown> {
  const filters = Object.entries(asked.filters).map(([key, value]) => sql`r.${sql.ref(key)}::text = ${value}`);
  if (place.bodies) return recordsOfBodies(list, place, asked, filters);
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

/**
 * Bodies: each unit is placed once, and records are looked up among the placed. A full join of which only what meets is kept cannot be
 * planned as a loop: of records that it takes for one or two the planner would compare each with every unit.
 */
function recordsOfBodies(
  list: RecordsList,
  place: Within,
  asked: Asked,
  filters: readonly RawBuilder<unknown>[],
): RawBuilder<unknown> {
  const crossing = list.crossingOnly
    ? [sql`not exists (select 1 from near_unit c where c.unit_id = r.counterpart_unit_id and c.sure)`]
    : [];
  const where = [...crossing, ...filters];
  return sql`
    with near_unit as (${nearUnits(place, asked, place.child)})
    select r.*, n.key as child_id, not n.sure as in_doubt
    from (${list.query({ ...asked, near: sql`(select unit_id from near_unit)` })}) r
    full join near_unit n on n.unit_id = r.unit_id
    where ${sql.join([sql`coalesce(r.unit_id = n.unit_id, false)`, ...where], sql` and `)}`;
}

/** Counts the records themselves: the definition that the totals are held equal to. */
export async function countRecords(
  tx: Tx,
  list: RecordsList,
  place: Within,
  asked: Asked,
  people: boolean,
): Promise<Counted> {
  const bare = isBare(place, asked);
  const parts = await tx.many<Part>(sql`
    select q.in_doubt as "isInDoubt", ${valueOf(list, people)} as value, ${rowsIn(list, people)} as rows
    from (${recordsOf(list, place, { ...asked, bare })}) q group by 1`);
  return wholeOf(parts);
}

/** Whether nothing but the unit tells which records are meant; in a cell of several villages it is where the person lives, too. */
export const isBare = (place: Within, asked: Asked): boolean =>
  place.bodies !== null && Object.keys(asked.filters).length === 0;

/** What is sure, or what is in doubt, of a list: told apart by grouping, so that the question is put once to each record. */
export type Part = { isInDoubt: boolean; value: number | null; rows: number };

/** Both parts together. Those that are sums may come in any number of pieces, all others in one each. */
export function wholeOf(parts: readonly Part[]): Counted {
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
export function valueOf({ aggregate }: RecordsList, people: boolean): RawBuilder<unknown> {
  if (people || aggregate === 'distinct') return sql`count(distinct q.subject_id)`;
  if (aggregate === 'mean') return sql`avg(q.weight)`;
  return aggregate === 'median' ? sql`percentile_cont(0.5) within group (order by q.weight)` : sql`sum(q.weight)`;
}

/** How many rows the list shows: persons once where they count once. */
export function rowsIn({ aggregate }: RecordsList, people: boolean): RawBuilder<unknown> {
  return people || aggregate === 'distinct' ? sql`count(distinct q.subject_id)` : sql`count(*)`;
}

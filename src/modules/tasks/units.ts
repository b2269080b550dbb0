import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';

const LEVELS = ['province', 'district', 'commune', 'grassroots', 'section'] as const;

/** Name of a unit on a day; of the version nearest to it when it did not live then. */
export function nameOn(unit: RawBuilder<unknown>, on: PlainDate): RawBuilder<unknown> {
  return sql`(select v.name from organisation.unit_version v where v.unit_id = ${unit}
    order by v.valid @> ${on}::date desc, (lower(v.valid) <= ${on}::date) desc, v.valid desc limit 1)`;
}

/** `{ id, name }` of a unit as JSON. */
export function unitName(unit: RawBuilder<unknown>, on: PlainDate): RawBuilder<unknown> {
  return sql`json_build_object('id', ${unit}, 'name', coalesce(${nameOn(unit, on)}, ''))`;
}

type Root = { id: string; level: string | null };

/** The unit itself, and for a place the Party organisations that cover it, with their levels. */
function rootsOf(tx: Tx, unitId: string, today: PlainDate): Promise<Root[]> {
  return tx.many<Root>(sql`
    select r.id, k.level from (
      select ${unitId}::uuid as id
      union select c.party_id from organisation.covers c where c.place_id = ${unitId} and c.valid @> ${today}::date) r
    join lateral (select v.kind from organisation.unit_version v where v.unit_id = r.id order by v.valid @> ${today}::date desc, v.valid desc limit 1) v on true
    join organisation.unit_kind k on k.kind = v.kind where k.tree <> 'place' or r.id = ${unitId}`);
}

/**
 * A unit and everything that stands under it on today's boundaries, ended units with their successors too, as a subquery
 * with one column. A place stands for the Party organisations that cover it.
 */
export async function unitsBelow(tx: Tx, unitId: string, today: PlainDate): Promise<RawBuilder<unknown>> {
  return below(await rootsOf(tx, unitId, today), today);
}

/**
 * Whether a row hangs under a unit, as a condition of a list. Below a province or a district stand so many units that nearly
 * every row passes: there the rows are walked in the order of the list and looked up in the set of units, which is made once;
 * elsewhere the few units are the way to the rows.
 */
export async function isBelow(
  tx: Tx,
  column: RawBuilder<unknown>,
  unitId: string,
  today: PlainDate,
): Promise<RawBuilder<unknown>> {
  const roots = await rootsOf(tx, unitId, today);
  const isLarge = areLarge(roots);
  const among = sql`${column} in (${below(roots, today)})`;
  // What stands inside an expression is no join to the planner.
  return isLarge ? sql`coalesce(${among}, false)` : among;
}

const areLarge = (roots: readonly Root[]): boolean =>
  roots.some(({ level }) => level === 'province' || level === 'district');

/** As {@link unitsBelow}, and whether so many stand there that a list had better be walked in its order. */
export async function reachBelow(
  tx: Tx,
  unitId: string,
  today: PlainDate,
): Promise<{ units: RawBuilder<unknown>; isLarge: boolean }> {
  const roots = await rootsOf(tx, unitId, today);
  return { units: below(roots, today), isLarge: areLarge(roots) };
}

function below(roots: readonly Root[], today: PlainDate): RawBuilder<unknown> {
  const own = roots.map(({ id }) => id);
  const conditions = LEVELS.flatMap((level) => {
    const ids = roots.filter((root) => root.level === level).map(({ id }) => id);
    return ids.length > 0 ? [sql`bp.${sql.ref(`${level}_id`)} = any(${ids}::uuid[])`] : [];
  });
  const itself = sql`select unnest(${own}::uuid[])`;
  if (conditions.length === 0) return itself;
  return sql`${itself} union
    select ub.unit_id from organisation.block_path bp join organisation.unit_block ub on ub.block_id = bp.block_id
    where bp.valid @> ${today}::date and (${sql.join(conditions, sql` or `)})`;
}

/** The unit and those above it on a day, nearest first. */
export function unitsUp(
  tx: Tx,
  unitId: string,
  on: PlainDate,
): Promise<{ id: string; name: string; kind: string; level: string | null; label: number }[]> {
  return tx.many(sql`
    with recursive up (id, step) as (
      select ${unitId}::uuid, 0
      union all
      select v.parent_id, u.step + 1 from up u join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${on}::date
      where v.parent_id is not null and u.step < 8)
    select up.id, v.name, v.kind, k.level, n.label
    from up join organisation.unit n on n.id = up.id
    join organisation.unit_version v on v.unit_id = up.id and v.valid @> ${on}::date join organisation.unit_kind k on k.kind = v.kind
    order by up.step`);
}

/** The unit as it stands on a day. @throws NotFound; @throws RuleBroken with the given code `{ unit, on }` when it does not live then */
export async function livingUnit(
  tx: Tx,
  unitId: string,
  on: PlainDate,
  code: string,
): Promise<{ id: string; label: number; name: string; kind: string; tree: string }> {
  const unit = await tx.one<{
    id: string;
    label: number;
    name: string;
    kind: string;
    tree: string;
    alive: boolean;
  }>(sql`
    select u.id, u.label, u.tree, v.name, v.kind, v.valid @> ${on}::date as alive
    from organisation.unit u join organisation.unit_version v on v.unit_id = u.id
    where u.id = ${unitId} order by v.valid @> ${on}::date desc, v.valid desc limit 1`);
  if (!unit.alive) throw new RuleBroken(code, { unit: unit.name, on });
  return unit;
}

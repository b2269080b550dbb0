import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Boundaries, NamedUnit } from './contract.ts';

/** By which days a list is read: who belonged on `asOf`, and whose unit that is on the boundaries of `boundariesOn`. */
export type Reading = { asOf: PlainDate; boundariesOn: PlainDate };

/** Resolves the three readings to a day. */
export function readingOf(query: { asOf?: PlainDate | undefined; boundaries: Boundaries }, today: PlainDate): Reading {
  const asOf = query.asOf ?? today;
  const { boundaries } = query;
  return { asOf, boundariesOn: boundaries === 'then' ? asOf : boundaries === 'now' ? today : boundaries };
}

const LEVELS = ['province', 'district', 'commune', 'grassroots', 'section'] as const;
type Level = (typeof LEVELS)[number];

/** A unit a list is narrowed to, and the Party organisations that answer for it. */
export type UnitArea = { unit: NamedUnit; label: number; roots: { id: string; level: Level | null }[] };

/**
 * The unit and the Party organisations that stand for it: itself in the Party tree; for a place the bodies that cover it,
 * or, where none covers it whole, those that cover parts of it.
 * @throws NotFound when there is no such unit
 */
export async function resolveArea(tx: Tx, unitId: string, on: PlainDate): Promise<UnitArea> {
  const row = await tx.one<{ id: string; name: string; label: number; roots: UnitArea['roots'] | null }>(sql`
    with direct as materialized (
      select c.party_id as id from organisation.covers c where c.place_id = ${unitId} and c.valid @> ${on}::date
    ), below as materialized (
      select distinct c.party_id as id
      from organisation.unit_path p join organisation.covers c on c.place_id = p.unit_id and c.valid @> ${on}::date
      where not exists (select 1 from direct) and p.tree = 'place' and p.valid @> ${on}::date
        and (p.province_id = ${unitId} or p.district_id = ${unitId} or p.commune_id = ${unitId})
    ), root as (
      select ${unitId}::uuid as id union select id from direct union select id from below
    )
    select u.id, u.label, ${nameOn(sql`u.id`, on)} as name,
      (select json_agg(json_build_object('id', r.id, 'level', k.level))
       from root r
       join lateral (
         select v.kind from organisation.unit_version v where v.unit_id = r.id order by v.valid @> ${on}::date desc, v.valid desc limit 1
       ) v on true
       join organisation.unit_kind k on k.kind = v.kind and k.tree = 'party') as roots
    from organisation.unit u where u.id = ${unitId}`);
  return { unit: { id: row.id, name: row.name }, label: row.label, roots: row.roots ?? [] };
}

/** The ids of the units that stand under the area on the boundaries of the reading, as a subquery with one column `id`. */
export function unitsUnder(area: UnitArea, reading: Reading): RawBuilder<unknown> {
  const idsAt = (level: Level | null) => area.roots.filter((root) => root.level === level).map((root) => root.id);
  const conditions = LEVELS.filter((level) => idsAt(level).length > 0).map(
    (level) => sql`x.${sql.ref(`${level}_id`)} = any(${idsAt(level)}::uuid[])`,
  );
  const itself = area.roots.map((root) => root.id);
  const own = sql`select unnest(${itself}::uuid[]) as id`;
  if (conditions.length === 0) return own;
  const under = sql.join(conditions, sql` or `);
  return reading.boundariesOn === reading.asOf
    ? sql`${own} union
        select x.unit_id from organisation.unit_path x where x.valid @> ${reading.boundariesOn}::date and (${under})`
    : sql`select b.unit_id as id
        from organisation.block_path x join organisation.unit_block b on b.block_id = x.block_id
        where x.valid @> ${reading.boundariesOn}::date and (${under})`;
}

/** Where a unit stands on the boundaries: lateral row with `commune_id`, `doubt`. */
export function standingOf(unit: RawBuilder<unknown>, reading: Reading): RawBuilder<unknown> {
  const commune = sql`coalesce(x.commune_id, x.district_id, x.province_id)`;
  return reading.boundariesOn === reading.asOf
    ? sql`select ${commune} as commune_id, false as doubt from organisation.unit_path x
        where x.unit_id = ${unit} and x.valid @> ${reading.boundariesOn}::date`
    : sql`select ${commune} as commune_id, x.doubt
        from organisation.unit_block b join organisation.block_path x on x.block_id = b.block_id and x.valid @> ${reading.boundariesOn}::date
        where b.unit_id = ${unit}`;
}

/** Name of a unit on a day; of the version nearest before it, else the first, when it did not live then. */
export function nameOn(unit: RawBuilder<unknown>, on: PlainDate | RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select v.name from organisation.unit_version v where v.unit_id = ${unit}
    order by v.valid @> ${on}::date desc, (lower(v.valid) <= ${on}::date) desc, v.valid desc limit 1)`;
}

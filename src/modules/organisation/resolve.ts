import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import { Id } from '#platform/shapes.ts';
import type { Level, Tree, UnitKind } from './kinds.ts';

/** A unit as it stood on a day; before or after its life as it stood nearest to that day. */
export type ResolvedUnit = {
  id: string;
  label: number;
  tree: Tree;
  slug: string | null;
  name: string;
  kind: UnitKind;
  /** Name of its own typed ancestor column; null for villages, cells and other bodies. */
  level: Level | null;
  parentId: string | null;
  alive: boolean;
};

/**
 * Finds a unit by UUID, by slug, or by code (`03158` is of the statistics office, `scheme:code` of another list). Codes
 * are used again: 3,316 of the communes of July 2025 carry the code of an old one, so a code means a unit on a day.
 * @throws NotFound when nothing goes by that reference
 * @throws RuleBroken `unit.code-other-period` `{ code, on, units }` when the code was or will be another day's
 */
export async function resolveUnit(tx: Tx, ref: string, onDate: string): Promise<ResolvedUnit> {
  if (Id.safeParse(ref).success) {
    const unit = await findUnit(tx, ref, onDate);
    if (unit) return unit;
  }
  const bySlug = await tx.maybeOne<{ id: string }>(sql`select id from organisation.unit where slug = ${ref}`);
  if (bySlug) return getUnit(tx, bySlug.id, onDate);
  const [scheme, code] = splitCode(ref);
  const uses = await tx.many<{ id: string; from: string; to: string | null; then: boolean }>(sql`
    select unit_id as id, lower(valid) as "from", upper(valid) as "to", valid @> ${onDate}::date as "then"
    from organisation.unit_code where scheme = ${scheme} and code = ${code} order by valid`);
  const then = uses.find((use) => use.then);
  if (then) return getUnit(tx, then.id, onDate);
  if (uses.length === 0) throw new NotFound({ unit: ref });
  const units = [];
  for (const use of uses) {
    const unit = await getUnit(tx, use.id, use.from);
    units.push({ id: unit.id, name: unit.name, from: use.from, to: use.to });
  }
  // An ended or coming unit is still a unit: the code finds it when nothing else ever carried it.
  const only = units[0];
  if (only && new Set(units.map((unit) => unit.id)).size === 1) return getUnit(tx, only.id, onDate);
  throw new RuleBroken('unit.code-other-period', { code: ref, on: onDate, units });
}

/** A unit by its identity. @throws NotFound when it does not exist or never lived */
export async function getUnit(tx: Tx, id: string, onDate: string): Promise<ResolvedUnit> {
  const unit = await findUnit(tx, id, onDate);
  if (!unit) throw new NotFound();
  return unit;
}

function findUnit(tx: Tx, id: string, onDate: string): Promise<ResolvedUnit | undefined> {
  return tx.maybeOne<ResolvedUnit>(sql`
    select u.id, u.label, u.tree, u.slug, v.name, v.kind, k.level, v.parent_id as "parentId", v.valid @> ${onDate}::date as alive
    from organisation.unit u join organisation.unit_version v on v.unit_id = u.id join organisation.unit_kind k on k.kind = v.kind
    where u.id = ${id}
    order by v.valid @> ${onDate}::date desc, case when lower(v.valid) > ${onDate}::date then 1 else 0 end,
      abs(coalesce(lower(v.valid), ${onDate}::date) - ${onDate}::date) limit 1`);
}

function splitCode(ref: string): [scheme: string, code: string] {
  const at = ref.indexOf(':');
  return at > 0 ? [ref.slice(0, at), ref.slice(at + 1)] : ['gso', ref];
}

import { type RawBuilder, sql } from 'kysely';
import { assertLabelsInScope, resolveUnit, unitsInReach } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { Grant } from '#platform/http/context.ts';
import type { RecordsList } from './registry.ts';

/** Levels with a typed ancestor column, from the top. */
const LEVELS = ['province', 'district', 'commune', 'grassroots', 'section'] as const;
export type Level = (typeof LEVELS)[number];

/** The asked unit on the boundaries' day. */
export type AskedUnit = {
  id: string;
  name: string;
  kind: string;
  tree: 'place' | 'party' | 'body';
  level: Level | null;
  label: number;
};

/**
 * Finds the unit on the boundaries of a day.
 * @throws NotFound when there is no such unit, or it lies outside the caller's scope
 * @throws RuleBroken `unit.not-on-date` when it does not live on that day; the details name what stood before or after it
 */
export async function askedUnit(tx: Tx, ref: string, boundariesOn: string): Promise<AskedUnit> {
  const unit = await resolveUnit(tx, ref, boundariesOn);
  if (!unit.alive)
    throw new RuleBroken('unit.not-on-date', {
      unit: unit.id,
      name: unit.name,
      on: boundariesOn,
      units: await livingInstead(tx, unit.id, boundariesOn),
    });
  return { id: unit.id, name: unit.name, kind: unit.kind, tree: unit.tree, level: unit.level, label: unit.label };
}

/**
 * Units that stand under the asked one on a day, itself included, as a subquery for a list.
 * @throws NotFound outside the caller's scope; RuleBroken `unit.not-on-date` as {@link askedUnit}
 */
export async function unitsUnder(
  tx: Tx,
  caller: Pick<Grant, 'ranges'>,
  ref: string,
  on: string,
): Promise<RawBuilder<unknown>> {
  const unit = await askedUnit(tx, ref, on);
  assertLabelsInScope(caller, [unit.label]);
  return unitsInReach(tx, unit.id, on);
}

/** What stands on that day in place of a unit that had ended or not begun. */
async function livingInstead(tx: Tx, unitId: string, on: string): Promise<{ id: string; name: string }[]> {
  const ids = (await lineageOf(tx, [unitId], on)).map((row) => row.id);
  return tx.many(
    sql`select unit_id as id, name from organisation.unit_version where unit_id = any(${ids}::uuid[]) and valid @> ${on}::date order by name`,
  );
}

/** Where a list of records meets the asked unit. */
export type Within = {
  /** SQL condition over `r` (a record) and `bp` (its block path): the record belongs to the unit. */
  sure: RawBuilder<boolean>;
  /** It may belong: one of several candidates after a split. Never true together with `sure`. */
  maybe: RawBuilder<boolean>;
  /** Everything that `sure` or `maybe` can be true of, said of `ub` so that an index finds it: what lies elsewhere is not looked at. */
  near: RawBuilder<boolean>;
  /** `sure` for the other end of a movement: over `r2` and `bp2`. */
  counterpart: RawBuilder<boolean>;
  /** Id of the unit directly below the asked one under which the record stands. */
  child: RawBuilder<string>;
  /** Whether sums can answer: not for combined cells of a village, where each record has to be looked at. */
  forTotals: boolean;
  /** The bodies that together are the unit, with their level; null for cells and villages. */
  bodies: { ids: string[]; level: Level } | null;
  /** Cells when the unit is a cell or a village covered by cells of its own. */
  leaves: { sure: string[]; maybe: string[] };
};

/** A unit directly below; `level` is null for cells and villages. `isCandidate` when a split ever left the parent among several. */
export type ChildUnit = { id: string; name: string; kind: string; level: Level | null; isCandidate: boolean };

/** Units directly below on a day, in the tree on which the records hang. */
export async function childrenOn(tx: Tx, parents: readonly string[], on: string): Promise<ChildUnit[]> {
  return tx.many(sql`
    select v.unit_id as id, v.name, v.kind, k.level,
      exists (select from organisation.block_candidate c where c.unit_id = any(${parents}::uuid[])) as "isCandidate"
    from organisation.unit_version v join organisation.unit_kind k on k.kind = v.kind
    where v.parent_id = any(${parents}::uuid[]) and v.valid @> ${on}::date and k.tree <> 'body'
    order by v.name collate "vi-x-icu"`);
}

/** How the records of a list are found for a unit on the boundaries of a day. */
export async function within(tx: Tx, unit: AskedUnit, list: RecordsList, on: string): Promise<Within> {
  const anchored = await onTreeOf(tx, unit, list.anchor, on);
  if (anchored.level) return withinBodies(anchored.ids, anchored.level);
  const own =
    anchored.shared.length === 0 ? anchored.ids : [...anchored.ids, ...anchored.shared.map((cell) => cell.id)];
  const lineage = await lineageOf(tx, own, on);
  const sure = lineage.filter((row) => row.sure).map((row) => row.id);
  const maybe = lineage.filter((row) => !row.sure).map((row) => row.id);
  const shared = anchored.shared.map((cell) => cell.id);
  // In a cell of several villages a record counts for the village in which the person lives; where that is not known it stays in doubt.
  const village = sql<boolean>`(r.unit_id <> all(${shared}::uuid[]) or r.village_id = ${unit.id}::uuid)`;
  const undecided = sql<boolean>`(r.unit_id = any(${shared}::uuid[]) and r.village_id is null)`;
  const needsVillage = shared.length > 0;
  return {
    sure: needsVillage ? sql`(r.unit_id = any(${sure}::uuid[]) and ${village})` : sql`r.unit_id = any(${sure}::uuid[])`,
    maybe: needsVillage
      ? sql`(r.unit_id = any(${maybe}::uuid[]) or ${undecided})`
      : sql`r.unit_id = any(${maybe}::uuid[])`,
    near: sql`ub.unit_id = any(${[...sure, ...maybe, ...shared]}::uuid[])`,
    counterpart: sql`r2.unit_id = any(${sure}::uuid[])`,
    child: sql`r.unit_id`,
    forTotals: !needsVillage,
    bodies: null,
    leaves: { sure, maybe },
  };
}

function withinBodies(ids: readonly string[], level: Level): Within {
  const column = sql.ref(`bp.${level}_id`);
  return {
    // Null where a split leaves the level open: that is doubt, not a no.
    sure: sql`coalesce(${column} = any(${ids}::uuid[]), false)`,
    maybe: sql`(${column} is null and bp.doubt and exists (
      select 1 from organisation.block_candidate c where c.block_id = bp.block_id and c.valid && bp.valid and c.unit_id = any(${ids}::uuid[])))`,
    // On any day: how many stood there on this one the planner would take for half of what it is.
    near: sql`ub.block_id in (
      select near.block_id from organisation.block_path near where ${sql.ref(`near.${level}_id`)} = any(${ids}::uuid[])
      union select c.block_id from organisation.block_candidate c where c.unit_id = any(${ids}::uuid[]))`,
    counterpart: sql`${sql.ref(`bp2.${level}_id`)} = any(${ids}::uuid[])`,
    child: childOf(level, 'bp', sql.ref('r.unit_id')),
    forTotals: true,
    bodies: { ids: [...ids], level },
    leaves: { sure: [], maybe: [] },
  };
}

/** The units of a place, each once: `unit_id`, `key` (what the caller groups by) and `sure`. */
export function nearUnits(place: Within, on: { boundariesOn: string }, key: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select ub.unit_id, ${key} as key, ${place.sure} as sure
    from organisation.unit_block ub
    join organisation.block_path bp on bp.block_id = ub.block_id and bp.valid @> ${on.boundariesOn}::date
    cross join lateral (select ub.unit_id) r
    where ${place.near} and (${place.sure} or ${place.maybe})`;
}

/** The unit directly below a level on a path; what hangs on the level itself stands for itself. */
export function childOf(level: Level, path: string, own: RawBuilder<unknown>): RawBuilder<string> {
  const below = LEVELS.slice(LEVELS.indexOf(level) + 1).map((name) => sql.ref(`${path}.${name}_id`));
  return sql`coalesce(${sql.join([...below, own])})`;
}

type Anchored = { ids: string[]; level: Level | null; shared: { id: string }[] };

/** The units of the anchor's tree that stand for the asked unit: itself, or what the dated link between the trees says. */
async function onTreeOf(tx: Tx, unit: AskedUnit, anchor: 'party' | 'place', on: string): Promise<Anchored> {
  if (unit.tree === anchor) return { ids: [unit.id], level: unit.level, shared: [] };
  const rows =
    anchor === 'party'
      ? await tx.many<{ id: string; level: Level | null; villages: number }>(sql`
          select c.party_id as id, k.level,
            (select count(*) from organisation.covers o where o.party_id = c.party_id and o.valid @> ${on}::date) as villages
          from organisation.covers c
          join organisation.unit_version v on v.unit_id = c.party_id and v.valid @> ${on}::date
          join organisation.unit_kind k on k.kind = v.kind
          where c.place_id = ${unit.id} and c.valid @> ${on}::date`)
      : await tx.many<{ id: string; level: Level | null; villages: number }>(sql`
          select c.place_id as id, k.level, 1 as villages
          from organisation.covers c
          join organisation.unit_version v on v.unit_id = c.place_id and v.valid @> ${on}::date
          join organisation.unit_kind k on k.kind = v.kind
          where c.party_id = ${unit.id} and c.valid @> ${on}::date`);
  const same = rows.filter((row) => row.level === unit.level);
  return {
    ids: same.filter((row) => row.level !== null || row.villages === 1).map((row) => row.id),
    level: unit.level,
    shared: same.filter((row) => row.level === null && row.villages > 1),
  };
}

/**
 * The cells or villages that stand for these on a day: themselves, and those that had gone into them by then. A source that
 * went into several is not sure; one of which these are only one of the sources is not sure either.
 */
async function lineageOf(tx: Tx, ids: readonly string[], on: string): Promise<{ id: string; sure: boolean }[]> {
  if (ids.length === 0) return [];
  return tx.many<{ id: string; sure: boolean }>(sql`
    with recursive link as (
      select s.source_id, s.target_id, e.effective_on, s.doubtful,
        count(*) over (partition by s.source_id, s.event_id) as targets, count(*) over (partition by s.target_id, s.event_id) as sources
      from organisation.unit_succession s join organisation.unit_event e on e.id = s.event_id
      where e.state = 'carried_out' and s.share <> 'none' and s.source_id <> s.target_id
    ), walk as (
      select unnest(${ids}::uuid[]) as id, true as sure, 'both' as way
      union
      select n.id, w.sure and n.sure, n.way
      from walk w cross join lateral (
        select l.source_id as id, l.targets = 1 and not l.doubtful as sure, 'back' as way
        from link l where l.target_id = w.id and l.effective_on <= ${on}::date and w.way in ('both', 'back')
        union all
        select l.target_id, l.sources = 1 and not l.doubtful, 'on'
        from link l where l.source_id = w.id and l.effective_on > ${on}::date and w.way in ('both', 'on')) n
    )
    select id, bool_and(sure) as sure from walk group by id`);
}

import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type {
  BridgeRow,
  ChildUnit,
  Lineage,
  RelatedUnit,
  TimelineEntry,
  UnitName,
  UnitPage,
  UnitVersion,
} from './contract.ts';
import { getUnit, resolveUnit } from './resolve.ts';
import { pathsOf } from './search.ts';

const NAME_OF = (id: string, day: string) =>
  sql.raw(`
  lateral (select v.name, v.kind, k.tree from organisation.unit_version v join organisation.unit_kind k on k.kind = v.kind
    where v.unit_id = ${id} order by v.valid @> ${day} desc, v.valid desc limit 1)`);

/** Everything the page of a unit shows about the tree on a day. @throws NotFound */
export async function getUnitPage(tx: Tx, ref: string, on: string): Promise<UnitPage> {
  const unit = await resolveUnit(tx, ref, on);
  const { id } = unit;
  const versions = await tx.many<UnitVersion>(sql`
    select id, lower(valid) as "from", upper(valid) as "to", name, kind, parent_id as "parentId", setting, seat, symbol, legal_basis as "legalBasis",
      lon, lat, approximate, needs_checking as "needsChecking"
    from organisation.unit_version where unit_id = ${id} order by valid`);
  const first = versions[0] as UnitVersion;
  const last = versions.at(-1) as UnitVersion;
  const version =
    versions.find((one) => one.from <= on && (one.to === null || on < one.to)) ?? (on < first.from ? first : last);
  const day = unit.alive ? on : version.from > on ? version.from : lastDayOf(version.to, on);
  const codes = await tx.many<UnitPage['codes'][number]>(sql`
    select scheme, code, lower(valid) as "from", upper(valid) as "to" from organisation.unit_code where unit_id = ${id} order by scheme, valid`);
  const aliases = await tx.many<UnitPage['aliases'][number]>(
    sql`select alias, kind from organisation.unit_alias where unit_id = ${id} order by kind, alias`,
  );
  const childCounts = await tx.many<UnitPage['childCounts'][number]>(sql`
    select kind, count(*) as count from organisation.unit_version where parent_id = ${id} and valid @> ${day}::date group by kind order by kind`);
  const covers = await linkedUnits(tx, 'party_id', 'place_id', id, day);
  const coveredBy = await linkedUnits(tx, 'place_id', 'party_id', id, day);
  const open = await tx.many<UnitName>(sql`
    select distinct c.id, n.name, n.kind, n.tree from organisation.unplaced d cross join lateral unnest(d.candidates) c (id)
    join ${NAME_OF('c.id', 'current_date')} n on true
    where d.unit_id = ${id} and d.resolved_by is null and d.valid @> ${day}::date`);
  const doubt = await tx.maybeOne(
    sql`select 1 from organisation.unplaced d where d.unit_id = ${id} and d.resolved_by is null and d.valid @> ${day}::date`,
  );
  const path = (await pathsOf(tx, [id], on)).get(id) ?? [];
  return {
    id,
    name: version.name,
    kind: version.kind,
    tree: unit.tree,
    slug: unit.slug,
    on,
    alive: unit.alive,
    from: first.from,
    to: last.to,
    version,
    versions,
    codes,
    aliases,
    path,
    childCounts,
    covers,
    coveredBy,
    inDoubt: doubt ? { candidates: open } : null,
    predecessors: await relatedUnits(tx, id, 'back'),
    successors: await relatedUnits(tx, id, 'forward'),
  };
}

function lastDayOf(to: string | null, fallback: string): string {
  return to === null ? fallback : new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10);
}

function linkedUnits(
  tx: Tx,
  own: 'party_id' | 'place_id',
  other: 'party_id' | 'place_id',
  id: string,
  day: string,
): Promise<UnitName[]> {
  return tx.many<UnitName>(sql`
    select c.${sql.ref(other)} as id, v.name, v.kind, k.tree
    from organisation.covers c join organisation.unit_version v on v.unit_id = c.${sql.ref(other)} and v.valid @> ${day}::date
    join organisation.unit_kind k on k.kind = v.kind
    where c.${sql.ref(own)} = ${id} and c.valid @> ${day}::date order by k.rank, v.name collate "vi-x-icu"`);
}

async function relatedUnits(tx: Tx, id: string, direction: 'forward' | 'back'): Promise<RelatedUnit[]> {
  const [own, other] = direction === 'forward' ? ['source_id', 'target_id'] : ['target_id', 'source_id'];
  return tx.many<RelatedUnit>(sql`
    select s.${sql.ref(other)} as id, n.name, n.kind, n.tree, e.id as "eventId", e.effective_on as "on", s.share, s.area_share as "areaShare",
      s.population_share as "populationShare", s.clause, s.doubtful, l.ends_on as ended
    from organisation.unit_succession s
    join organisation.unit_event e on e.id = s.event_id and e.state = 'carried_out'
    left join organisation.unit_life l on l.unit_id = s.${sql.ref(other)}
    join ${NAME_OF(`s.${other}`, 'e.effective_on')} n on true
    where s.${sql.ref(own)} = ${id} and s.superseded_by is null
    order by e.effective_on, n.name collate "vi-x-icu"`);
}

/** Units that hang directly below on a day, each with how many hang below it and what it covers. */
export async function listChildren(tx: Tx, ref: string, on: string): Promise<ChildUnit[]> {
  const { id } = await resolveUnit(tx, ref, on);
  const children = await tx.many<Omit<ChildUnit, 'covers'>>(sql`
    select u.id, u.slug, u.tree, v.name, v.kind, v.setting, v.lon, v.lat, l.begins_on as "from", l.ends_on as "to",
      (select c.code from organisation.unit_code c where c.unit_id = u.id and c.scheme = 'gso' and c.valid @> ${on}::date limit 1) as code,
      (select count(*) from organisation.unit_version b where b.parent_id = u.id and b.valid @> ${on}::date) as children
    from organisation.unit_version v
    join organisation.unit u on u.id = v.unit_id join organisation.unit_kind k on k.kind = v.kind join organisation.unit_life l on l.unit_id = u.id
    where v.parent_id = ${id} and v.valid @> ${on}::date
    order by k.rank, v.name collate "vi-x-icu", u.label`);
  const covered = await tx.many<UnitName & { of: string }>(sql`
    select c.party_id as "of", v.unit_id as id, v.name, v.kind, k.tree
    from organisation.covers c join organisation.unit_version v on v.unit_id = c.place_id and v.valid @> ${on}::date join organisation.unit_kind k on k.kind = v.kind
    where c.party_id = any (${children.map((child) => child.id)}::uuid[]) and c.valid @> ${on}::date order by v.name collate "vi-x-icu"`);
  return children.map((child) => ({
    ...child,
    covers: covered.filter((row) => row.of === child.id).map(({ of: _, ...unit }) => unit),
  }));
}

/** What happened to a unit, oldest first. */
export async function getTimeline(tx: Tx, ref: string, on: string): Promise<TimelineEntry[]> {
  const { id } = await resolveUnit(tx, ref, on);
  type Row = Omit<TimelineEntry, 'changes' | 'sources' | 'results'> & { before: Side | null; after: Side | null };
  type Side = Compared;
  const rows = await tx.many<Row>(sql`
    with v as (
      select lower(x.valid) as starts, upper(x.valid) as ends, x.opened_by, x.closed_by,
        jsonb_build_object('name', x.name, 'kind', x.kind, 'parent', p.name, 'parentId', x.parent_id, 'seat', x.seat) as side,
        lead(lower(x.valid)) over w as next_starts
      from organisation.unit_version x
      left join lateral (select pv.name from organisation.unit_version pv where pv.unit_id = x.parent_id and pv.valid @> lower(x.valid)) p on true
      where x.unit_id = ${id} window w as (order by x.valid)
    ), step as (
      select b.starts as day, b.opened_by as event_id, a.side as before, b.side as after from v b left join v a on a.ends = b.starts
      union all
      select v.ends, v.closed_by, v.side, null from v where v.ends is not null and v.ends is distinct from v.next_starts
      union all
      select e.effective_on, e.id, null, null from organisation.unit_succession s join organisation.unit_event e on e.id = s.event_id and e.state = 'carried_out'
      where ${id} in (s.source_id, s.target_id) and s.superseded_by is null and not exists (select from v where e.id in (v.opened_by, v.closed_by))
      group by e.id, e.effective_on
    )
    select e.id as "eventId", coalesce(e.kind, case when s.before is null then 'establish' when s.after is null then 'dissolve' else 'correct' end) as kind,
      s.day as "on", e.title, e.document, e.document_on as "documentOn", e.deciding_body as "decidingBody", e.recorded_at as "recordedAt", s.before, s.after
    from step s left join organisation.unit_event e on e.id = s.event_id
    order by s.day, s.after is null`);
  const related = await tx.many<UnitName & { eventId: string; role: 'source' | 'result' }>(sql`
    select distinct s.event_id as "eventId", x.role, n.id, n.name, n.kind, n.tree
    from organisation.unit_succession s join organisation.unit_event e on e.id = s.event_id
    cross join lateral (values ('source', s.source_id), ('result', s.target_id)) x (role, id)
    join lateral (select x.id, v.name, v.kind, k.tree from organisation.unit_version v join organisation.unit_kind k on k.kind = v.kind
      where v.unit_id = x.id order by case when x.role = 'source' then lower(v.valid) < e.effective_on and (upper(v.valid) >= e.effective_on) else v.valid @> e.effective_on end desc, v.valid desc limit 1) n on true
    where s.superseded_by is null and s.event_id = any (${rows.map((row) => row.eventId)}::uuid[])
      and (s.target_id in (select target_id from organisation.unit_succession t where t.event_id = s.event_id and ${id} in (t.source_id, t.target_id))
        or s.source_id = ${id})`);
  return rows.map(({ before, after, ...row }) => ({
    ...row,
    changes: changesOf(before, after),
    sources: related.filter((unit) => unit.eventId === row.eventId && unit.role === 'source').map(bare),
    results: related.filter((unit) => unit.eventId === row.eventId && unit.role === 'result').map(bare),
  }));
}

const bare = ({ id, name, kind, tree }: UnitName): UnitName => ({ id, name, kind, tree });

type Compared = { name: string; kind: string; parent: string | null; parentId: string | null; seat: string | null };
function changesOf(before: Compared | null, after: Compared | null): TimelineEntry['changes'] {
  if (!before && !after) return [];
  if (!before) return [{ what: 'began', from: null, to: after?.name ?? null }];
  if (!after) return [{ what: 'ended', from: before.name, to: null }];
  return (
    (['name', 'kind', 'parent', 'seat'] as const)
      // After a merger the unit above may be another one of the same name.
      .filter((what) => before[what] !== after[what] || (what === 'parent' && before.parentId !== after.parentId))
      .map((what) => ({ what, from: before[what], to: after[what] }))
  );
}

/** All units that went into this one and all it went into, over any number of events, with the links between them. */
export async function getLineage(tx: Tx, ref: string, on: string): Promise<Lineage> {
  const { id } = await resolveUnit(tx, ref, on);
  const links = await tx.many<Lineage['links'][number]>(sql`
    with recursive edge as (
      select s.source_id, s.target_id, s.event_id, e.effective_on, s.share, s.doubtful
      from organisation.unit_succession s join organisation.unit_event e on e.id = s.event_id and e.state = 'carried_out' where s.superseded_by is null
    ), back (id) as (
      select ${id}::uuid union select s.source_id from back b join organisation.unit_succession s on s.target_id = b.id
    ), forward (id) as (
      select ${id}::uuid union select s.target_id from forward b join organisation.unit_succession s on s.source_id = b.id
    )
    select source_id as source, target_id as target, event_id as "eventId", effective_on as "on", share, doubtful from edge
    where (target_id in (select id from back) and source_id in (select id from back))
      or (source_id in (select id from forward) and target_id in (select id from forward))
    order by effective_on, source_id`);
  const ids = [...new Set([id, ...links.flatMap((link) => [link.source, link.target])])];
  const names = await tx.many<Omit<Lineage['units'][number], 'level'>>(sql`
    select l.unit_id as id, n.name, n.kind, n.tree, l.begins_on as "from", l.ends_on as "to"
    from organisation.unit_life l join ${NAME_OF('l.unit_id', 'current_date')} n on true where l.unit_id = any (${ids}::uuid[])
    order by l.begins_on, n.name collate "vi-x-icu"`);
  const level = new Map<string, number>([[id, 0]]);
  for (let changed = true; changed;) {
    changed = false;
    for (const link of links) {
      const [source, target] = [level.get(link.source), level.get(link.target)];
      if (source !== undefined && target === undefined) level.set(link.target, source + 1);
      else if (target !== undefined && source === undefined) level.set(link.source, target - 1);
      else continue;
      changed = true;
    }
  }
  return { units: names.map((unit) => ({ ...unit, level: level.get(unit.id) ?? 0 })), links };
}

/** Old unit, new unit, and the villages that went that way: for everybody who must translate an old list. */
export async function listBridge(tx: Tx, ref: string, on: string): Promise<BridgeRow[]> {
  const { id } = await resolveUnit(tx, ref, on);
  const rows = await tx.many<
    Omit<BridgeRow, 'old' | 'new' | 'villages'> & {
      oldId: string;
      newId: string;
      old: UnitName;
      new: UnitName;
      villages: UnitName[];
    }
  >(sql`
    with under as (
      select unit_id from organisation.unit_path where ${id} in (province_id, district_id, commune_id, grassroots_id, section_id) union select ${id}::uuid
    )
    select s.share, e.effective_on as "on", s.clause, s.doubtful,
      jsonb_build_object('id', s.source_id, 'name', o.name, 'kind', o.kind, 'tree', o.tree) as old,
      jsonb_build_object('id', s.target_id, 'name', n.name, 'kind', n.kind, 'tree', n.tree) as new,
      coalesce((select jsonb_agg(jsonb_build_object('id', v.unit_id, 'name', v.name, 'kind', v.kind, 'tree', 'place') order by v.name collate "vi-x-icu")
        from organisation.unit_version was join organisation.unit_version v on v.unit_id = was.unit_id and v.parent_id = s.target_id and lower(v.valid) = e.effective_on
        where was.parent_id = s.source_id and upper(was.valid) = e.effective_on), '[]') as villages
    from organisation.unit_succession s
    join organisation.unit_event e on e.id = s.event_id and e.state = 'carried_out'
    join lateral (select v.name, v.kind, k.tree from organisation.unit_version v join organisation.unit_kind k on k.kind = v.kind
      where v.unit_id = s.source_id and lower(v.valid) < e.effective_on order by v.valid desc limit 1) o on true
    join lateral (select v.name, v.kind, k.tree from organisation.unit_version v join organisation.unit_kind k on k.kind = v.kind
      where v.unit_id = s.target_id order by v.valid @> e.effective_on desc, v.valid desc limit 1) n on true
    where s.superseded_by is null and o.tree = 'place' and (s.source_id in (select unit_id from under) or s.target_id in (select unit_id from under))
    order by e.effective_on, n.name collate "vi-x-icu", o.name collate "vi-x-icu"`);
  return rows;
}

/** Villages below a unit on a day, of a place by the tree, of a Party organisation by what its cells cover. */
export async function listVillages(
  tx: Tx,
  ref: string,
  on: string,
): Promise<(UnitName & { slug: string | null; communeId: string | null; coveredBy: UnitName[] })[]> {
  const unit = await getUnit(tx, (await resolveUnit(tx, ref, on)).id, on);
  return tx.many(sql`
    select u.id, u.slug, u.tree, v.name, v.kind, p.commune_id as "communeId",
      coalesce((select jsonb_agg(jsonb_build_object('id', cv.unit_id, 'name', cv.name, 'kind', cv.kind, 'tree', 'party') order by cv.name collate "vi-x-icu")
        from organisation.covers c join organisation.unit_version cv on cv.unit_id = c.party_id and cv.valid @> ${on}::date
        where c.place_id = u.id and c.valid @> ${on}::date), '[]') as "coveredBy"
    from organisation.units_in_reach(array[${unit.id}]::uuid[], ${on}::date) r (id)
    join organisation.unit u on u.id = r.id
    join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${on}::date and v.kind in ('village', 'residential_group')
    left join organisation.unit_path p on p.unit_id = u.id and p.valid @> ${on}::date
    order by v.name collate "vi-x-icu"`);
}

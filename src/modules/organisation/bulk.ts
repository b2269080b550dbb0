import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { UNIT_KINDS, type UnitKind } from './kinds.ts';

export const LABEL_GAP = 64;

/** A unit to be written together with many others: an import, the sample, tests. */
export type NewUnit = {
  id?: string | undefined;
  kind: UnitKind;
  name: string;
  parentId?: string | null | undefined;
  /** First day, and the day after the last. */
  from: string;
  to?: string | null | undefined;
  slug?: string | null | undefined;
  setting?: string | null | undefined;
  seat?: string | null | undefined;
  symbol?: string | null | undefined;
  legalBasis?: string | null | undefined;
  lon?: number | null | undefined;
  lat?: number | null | undefined;
  /** True (the default) while the point is a rough centre. */
  approximate?: boolean | undefined;
  needsChecking?: boolean | undefined;
  /** Codes valid as long as the unit; scheme `gso` unless given. */
  codes?: readonly { scheme?: string; code: string }[] | undefined;
  aliases?: readonly { alias: string; kind: 'old_name' | 'spelling' | 'transliteration' | 'short' }[] | undefined;
  /** Places that a Party organisation covers, for as long as it lives. */
  covers?: readonly string[] | undefined;
};
export type WrittenUnit = { id: string; label: number; kind: UnitKind; name: string };

/**
 * Writes many units at once, labels in joint preorder (a place, the body that covers it, then its children), and
 * brings the derived tables up to date unless `rebuild` is false (then call {@link rebuildTree} yourself, once).
 */
export async function insertUnits(
  tx: Tx,
  units: readonly NewUnit[],
  options: { eventId?: string | null; rebuild?: boolean } = {},
): Promise<WrittenUnit[]> {
  if (units.length === 0) return [];
  const given = units.map((unit) => ({ ...unit, id: unit.id ?? randomUUID() }));
  const labels = await labelsFor(tx, given);
  const event = options.eventId ?? null;
  const rows = given.map((unit) => ({
    id: unit.id,
    tree: UNIT_KINDS[unit.kind].tree,
    label: labels.get(unit.id),
    slug: unit.slug ?? null,
    from: unit.from,
    to: unit.to ?? null,
    name: unit.name.normalize('NFC').trim(),
    kind: unit.kind,
    parent_id: unit.parentId ?? null,
    setting: unit.setting ?? null,
    seat: unit.seat ?? null,
    symbol: unit.symbol ?? null,
    legal_basis: unit.legalBasis ?? null,
    lon: unit.lon ?? null,
    lat: unit.lat ?? null,
    approximate: unit.approximate ?? true,
    needs_checking: unit.needsChecking ?? false,
  }));
  for (const part of chunks(rows, 20_000)) {
    const json = JSON.stringify(part);
    await tx.run(sql`
      insert into organisation.unit (id, tree, label, slug)
      select id, tree, label, slug from jsonb_to_recordset(${json}::jsonb) r(id uuid, tree text, label int, slug text)`);
  }
  for (const part of chunks(byRank(rows), 20_000)) {
    await tx.run(sql`
      insert into organisation.unit_version (unit_id, valid, name, kind, parent_id, setting, seat, symbol, legal_basis, lon, lat, approximate, needs_checking, opened_by)
      select id, daterange("from", "to"), name, kind, parent_id, setting, seat, symbol, legal_basis, lon, lat, approximate, needs_checking, ${event}::uuid
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) r(id uuid, "from" date, "to" date, name text, kind text, parent_id uuid, setting text,
        seat text, symbol text, legal_basis text, lon numeric, lat numeric, approximate boolean, needs_checking boolean)`);
  }
  await insertAround(tx, given, event);
  if (options.rebuild !== false) {
    await rebuildTree(
      tx,
      given.map((unit) => unit.id),
    );
  }
  return given.map((unit) => ({ id: unit.id, label: labels.get(unit.id) ?? 0, kind: unit.kind, name: unit.name }));
}

async function insertAround(tx: Tx, given: readonly (NewUnit & { id: string })[], event: string | null): Promise<void> {
  const span = (unit: NewUnit) => ({ from: unit.from, to: unit.to ?? null });
  const codes = given.flatMap((unit) =>
    (unit.codes ?? []).map(({ scheme = 'gso', code }) => ({ id: unit.id, scheme, code, ...span(unit) })),
  );
  if (codes.length > 0) {
    await tx.run(sql`
      insert into organisation.unit_code (unit_id, scheme, code, valid, opened_by)
      select id, scheme, code, daterange("from", "to"), ${event}::uuid
      from jsonb_to_recordset(${JSON.stringify(codes)}::jsonb) r(id uuid, scheme text, code text, "from" date, "to" date)`);
  }
  const aliases = given.flatMap((unit) => (unit.aliases ?? []).map((alias) => ({ id: unit.id, ...alias })));
  if (aliases.length > 0) {
    await tx.run(sql`
      insert into organisation.unit_alias (unit_id, alias, kind)
      select id, alias, kind from jsonb_to_recordset(${JSON.stringify(aliases)}::jsonb) r(id uuid, alias text, kind text)
      on conflict do nothing`);
  }
  const covers = given.flatMap((unit) => (unit.covers ?? []).map((place) => ({ id: unit.id, place, ...span(unit) })));
  if (covers.length > 0) {
    await tx.run(sql`
      insert into organisation.covers (party_id, place_id, valid, opened_by)
      select id, place, daterange("from", "to"), ${event}::uuid
      from jsonb_to_recordset(${JSON.stringify(covers)}::jsonb) r(id uuid, place uuid, "from" date, "to" date)`);
  }
}

/** Brings paths, lineage and blocks up to date for these units and all they reach; without a list, for everything. */
export async function rebuildTree(tx: Tx, unitIds: readonly string[] | null = null): Promise<void> {
  await tx.run(sql`select organisation.rebuild_tree(${unitIds === null ? null : [...unitIds]}::uuid[])`);
}

/** One unit gets a label near its parent; many together get new ones in preorder, so that a scope stays few ranges. */
async function labelsFor(
  tx: Tx,
  units: readonly {
    id: string;
    kind: UnitKind;
    parentId?: string | null | undefined;
    covers?: readonly string[] | undefined;
  }[],
): Promise<Map<string, number>> {
  const only = units.length === 1 ? units[0] : undefined;
  if (only) {
    const { label } = await tx.one<{ label: number }>(
      sql`select organisation.next_label(${only.parentId ?? only.covers?.[0] ?? null}) as label`,
    );
    return new Map([[only.id, label]]);
  }
  const { first } = await tx.one<{ first: number }>(
    sql`select organisation.allocate_labels(${units.length}, ${LABEL_GAP}) as first`,
  );
  return new Map(jointPreorder(units).map((id, index) => [id, first + index * LABEL_GAP]));
}

type Node = {
  id: string;
  kind: UnitKind;
  parentId?: string | null | undefined;
  covers?: readonly string[] | undefined;
};

/**
 * The order in which labels are given: a place, then the body that covers exactly it, that body's own cells, then the
 * places below. So a commune and its Party organisation lie side by side and need one range.
 */
export function jointPreorder(units: readonly Node[]): string[] {
  const known = new Map(units.map((unit) => [unit.id, unit]));
  const below = new Map<string | null, Node[]>();
  const coveredBy = new Map<string, Node[]>();
  for (const unit of units) {
    const place = unit.covers?.length === 1 && UNIT_KINDS[unit.kind].level !== null ? unit.covers[0] : undefined;
    if (place !== undefined && known.has(place)) push(coveredBy, place, unit);
    else push(below, unit.parentId != null && known.has(unit.parentId) ? unit.parentId : null, unit);
  }
  const order: string[] = [];
  const seen = new Set<string>();
  const stack: Node[] = [...(below.get(null) ?? [])].reverse();
  for (let unit = stack.pop(); unit !== undefined; unit = stack.pop()) {
    if (seen.has(unit.id)) continue;
    seen.add(unit.id);
    order.push(unit.id);
    const next = [...(coveredBy.get(unit.id) ?? []), ...(below.get(unit.id) ?? [])];
    for (const child of next.reverse()) stack.push(child);
  }
  for (const unit of units) if (!seen.has(unit.id)) order.push(unit.id);
  return order;
}

function push<K>(map: Map<K, Node[]>, key: K, unit: Node): void {
  const list = map.get(key);
  if (list) list.push(unit);
  else map.set(key, [unit]);
}

function byRank<T extends { kind: UnitKind }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => UNIT_KINDS[a.kind].rank - UNIT_KINDS[b.kind].rank);
}

function* chunks<T>(rows: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { NewUnit } from './bulk.ts';
import { bodyKindOf } from './import.ts';
import { UNIT_KINDS, type UnitKind } from './kinds.ts';
import type { Change } from './rules.ts';
import type { MergeRow, ProvinceMergeRow, UnitRow } from './unit-files.ts';

export type ReorganisationInput = {
  on: string;
  communes: readonly MergeRow[];
  provinces: readonly ProvinceMergeRow[];
  /** The list of units from that day: names and kinds, and the units of provinces whose mapping is missing. */
  after?: readonly UnitRow[];
  title?: string;
};
export type Succession = {
  source: string;
  target: string;
  share: string;
  area: string;
  population: string;
  clause: string | null;
  doubtful: boolean;
};
export type ReorganisationPlan = {
  on: string;
  title: string | null;
  begins: NewUnit[];
  ends: string[];
  changes: Change[];
  recodes: { unitId: string; code: string }[];
  successions: Succession[];
  /** Units whose doubtful succession is replaced by what a mapping says now. */
  mapped: string[];
  unplaced: { unitId: string; candidates: string[] }[];
  resolved: string[];
  covers: { party: string; place: string }[];
  /** Single known successor of a unit that ends, for the records of other rooms. */
  follows: { from: string; to: string }[];
  report: ReorganisationReport;
};
export type ReorganisationReport = {
  on: string;
  begins: Record<string, number>;
  ends: Record<string, number>;
  moves: Record<string, number>;
  /** Units that stay, with a new name, kind or parent. */
  stays: number;
  unplaced: { id: string; name: string; candidates: string[] }[];
  /** Provinces (new code and name) whose mapping is in none of the files, with how many communes that concerns. */
  mappingMissing: { code: string; name: string; oldUnits: number; newUnits: number; done: boolean }[];
  /** Rows of the files about provinces that this register does not hold. */
  elsewhere: number;
};

export type Unit = {
  id: string;
  name: string;
  kind: UnitKind;
  tree: 'place' | 'party' | 'body';
  parentId: string | null;
  code: string | null;
  from: string;
  to: string | null;
  doubtful: boolean;
  unplaced: boolean;
  /** How it stands on the day itself, if it lives then: what an earlier run has done already. */
  now: { name: string; kind: UnitKind; parentId: string | null; code: string | null } | null;
};
export type Target = { unitId: string; row: MergeRow };

export type Before = {
  units: Unit[];
  links: { party: string; place: string }[];
  fresh: Map<string, string>;
  freshBodies: Map<string, string>;
};

/** The tree of the day before, and what earlier runs made on the day itself. */
export async function readBefore(tx: Tx, on: string): Promise<Before> {
  const rows = await tx.many<Unit & { same: boolean }>(sql`
    select v.unit_id as id, v.name, v.kind, u.tree, v.parent_id as "parentId", c.code, l.begins_on as "from", l.ends_on as "to",
      exists (select from organisation.unit_succession s where s.source_id = v.unit_id and s.doubtful and s.superseded_by is null) as doubtful,
      exists (select from organisation.unplaced d where d.unit_id = v.unit_id and d.resolved_by is null and lower(d.valid) = ${on}::date) as unplaced,
      n.id is not distinct from v.id and nc.code is not distinct from c.code as same,
      case when n.unit_id is not null and (n.id <> v.id or nc.code is distinct from c.code)
        then jsonb_build_object('name', n.name, 'kind', n.kind, 'parentId', n.parent_id, 'code', nc.code) end as now
    from organisation.unit_version v
    join organisation.unit u on u.id = v.unit_id join organisation.unit_life l on l.unit_id = v.unit_id
    left join organisation.unit_code c on c.unit_id = v.unit_id and c.scheme = 'gso' and c.valid @> ${on}::date - 1
    left join organisation.unit_version n on n.unit_id = v.unit_id and n.valid @> ${on}::date
    left join organisation.unit_code nc on nc.unit_id = v.unit_id and nc.scheme = 'gso' and nc.valid @> ${on}::date
    where v.valid @> ${on}::date - 1`);
  // Nearly all stand on the day as they stood before it: said once, not sent twice.
  const units = rows.map(({ same, ...unit }): Unit => (same ? { ...unit, now: unit } : unit));
  const links = await tx.many<{ party: string; place: string }>(
    sql`select party_id as party, place_id as place from organisation.covers where valid @> ${on}::date - 1`,
  );
  const fresh = await tx.many<{ code: string; id: string; body: string | null }>(sql`
    select c.code, c.unit_id as id, (select k.party_id from organisation.covers k join organisation.unit_life b on b.unit_id = k.party_id and b.begins_on = ${on}::date
      where k.place_id = c.unit_id and k.valid @> ${on}::date limit 1) as body
    from organisation.unit_code c join organisation.unit_life l on l.unit_id = c.unit_id and l.begins_on = ${on}::date where c.scheme = 'gso' and c.valid @> ${on}::date`);
  return {
    units,
    links,
    fresh: new Map(fresh.map((row) => [row.code, row.id])),
    freshBodies: new Map(fresh.flatMap((row) => (row.body === null ? [] : [[row.id, row.body] as const]))),
  };
}

/** What a plan is worked out from, and what has been found so far; {@link Planner} does the working out. */
export abstract class PlanState {
  protected readonly input: ReorganisationInput;
  protected readonly before: Before;
  protected readonly byId: Map<string, Unit>;
  protected readonly byCode: Map<string, Unit>;
  protected readonly children = new Map<string, Unit[]>();
  protected readonly bodyOf = new Map<string, Unit>();
  protected readonly coveredBy = new Map<string, string[]>();
  protected readonly after: Map<string, UnitRow>;
  protected readonly newProvinceOf: Map<string, string>;
  /** New places by code, and the Party organisation of a place on the new map. */
  protected readonly newPlace: Map<string, string>;
  protected readonly newBody: Map<string, string>;
  /** Which new places (or bodies) an ended unit went to. */
  protected readonly targets = new Map<string, string[]>();
  /** Names of the units that begin, by their ids. */
  protected readonly beginNames = new Map<string, string>();
  private readonly namesKnown = new Map<string, string[]>();
  protected readonly endIds = new Set<string>();
  protected readonly changed = new Map<string, Change>();
  protected readonly out: ReorganisationPlan;
  protected readonly missing = new Map<string, { oldUnits: number; newUnits: number; done: boolean }>();

  constructor(input: ReorganisationInput, before: Before) {
    this.input = input;
    this.before = before;
    this.byId = new Map(before.units.map((unit) => [unit.id, unit]));
    this.byCode = new Map(before.units.flatMap((unit) => (unit.code === null ? [] : [[unit.code, unit] as const])));
    for (const unit of before.units) {
      if (unit.parentId !== null) addTo(this.children, unit.parentId, unit);
    }
    for (const link of before.links) {
      addTo(this.coveredBy, link.party, link.place);
      const [party, place] = [this.byId.get(link.party), this.byId.get(link.place)];
      if (party && place && UNIT_KINDS[place.kind].level !== null && party.kind === bodyKindOf(place.kind))
        this.bodyOf.set(place.id, party);
    }
    this.after = new Map((input.after ?? []).map((row) => [row.code, row]));
    this.newProvinceOf = new Map(input.provinces.map((row) => [row.oldCode, row.newCode]));
    this.newPlace = new Map(before.fresh);
    this.newBody = new Map(before.freshBodies);
    this.out = {
      on: input.on,
      title: input.title ?? null,
      begins: [],
      ends: [],
      changes: [],
      recodes: [],
      successions: [],
      mapped: [],
      unplaced: [],
      resolved: [],
      covers: [],
      follows: [],
      report: {
        on: input.on,
        begins: {},
        ends: {},
        moves: {},
        stays: 0,
        unplaced: [],
        mappingMissing: [],
        elsewhere: 0,
      },
    };
  }

  protected newCodeOf(province: Unit): string {
    return this.newProvinceOf.get(province.code ?? '') ?? province.code ?? '';
  }

  /** New province of an old place: its identity on the new map. */
  protected newProvince(unit: Unit): string {
    let up: Unit | undefined = unit;
    while (up && UNIT_KINDS[up.kind].level !== 'province')
      up = up.parentId === null ? undefined : this.byId.get(up.parentId);
    const id = up && this.newPlace.get(this.newCodeOf(up));
    if (id === undefined) throw new RuleBroken('reorganise.province-unknown', { unit: unit.name, code: unit.code });
    return id;
  }

  protected begin(unit: Omit<NewUnit, 'from' | 'id'>): string {
    const id = randomUUID();
    this.out.begins.push({ ...unit, id, from: this.input.on, legalBasis: this.out.title });
    this.beginNames.set(id, unit.name);
    return id;
  }
  protected end(old: Unit, targets: string[], shares: { area: string; population: string }): void {
    this.endIds.add(old.id);
    this.targets.set(old.id, targets);
    for (const target of targets)
      this.out.successions.push({ source: old.id, target, share: 'whole', ...shares, clause: null, doubtful: false });
  }
  protected change(change: Change, unit: Unit): void {
    const now = unit.now;
    const done = (value: string | null | undefined, is: string | null | undefined) =>
      value === undefined || value === is;
    if (now && done(change.parentId, now.parentId) && done(change.name, now.name) && done(change.kind, now.kind))
      return;
    this.changed.set(unit.id, { ...this.changed.get(unit.id), ...change });
  }
  protected restyle(old: Unit, code: string, parentId: string | null): void {
    const row = this.after.get(code);
    const name = row && row.name !== old.name ? { name: row.name } : {};
    const kind = row && row.kind !== old.kind ? { kind: row.kind } : {};
    this.change({ unitId: old.id, ...(parentId === old.parentId ? {} : { parentId }), ...name, ...kind }, old);
  }
  protected nameOf(id: string): string {
    return this.byId.get(id)?.name ?? this.beginNames.get(id) ?? id;
  }
  /** Names of several units in order; many cells stand between the same few. */
  protected namesOf(ids: readonly string[]): string[] {
    const key = ids.join();
    const known = this.namesKnown.get(key);
    if (known) return known;
    const names = ids.map((id) => this.nameOf(id)).sort((a, b) => a.localeCompare(b, 'vi'));
    this.namesKnown.set(key, names);
    return names;
  }

  protected finish(): ReorganisationPlan {
    const plan = this.out;
    plan.ends = [...this.endIds];
    plan.changes = [...this.changed.values()];
    const tally = (into: Record<string, number>, kind: string) => void (into[kind] = (into[kind] ?? 0) + 1);
    for (const unit of plan.begins) tally(plan.report.begins, unit.kind);
    for (const id of plan.ends) {
      tally(plan.report.ends, this.byId.get(id)?.kind ?? '');
      const targets = this.targets.get(id) ?? [];
      if (targets.length === 1 && targets[0] !== undefined) plan.follows.push({ from: id, to: targets[0] });
    }
    for (const change of plan.changes) {
      if (change.parentId !== undefined) tally(plan.report.moves, this.byId.get(change.unitId)?.kind ?? '');
      else plan.report.stays += 1;
    }
    for (const [code, missing] of this.missing) {
      plan.report.mappingMissing.push({
        code,
        name: this.after.get(code)?.name ?? this.byCode.get(code)?.name ?? code,
        ...missing,
      });
    }
    plan.report.mappingMissing.sort((a, b) => a.code.localeCompare(b.code));
    return plan;
  }
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

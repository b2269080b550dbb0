import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { NewUnit } from './bulk.ts';
import { bodyKindOf, bodyName } from './import.ts';
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
type Succession = {
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

type Unit = {
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
type Target = { unitId: string; row: MergeRow };

/** Works out a reorganisation of the whole country, or of the part of it this register holds, by reading alone. */
export async function planReorganisation(tx: Tx, input: ReorganisationInput): Promise<ReorganisationPlan> {
  const before = await readBefore(tx, input.on);
  return new Planner(input, before).plan();
}

type Before = {
  units: Unit[];
  links: { party: string; place: string }[];
  fresh: Map<string, string>;
  freshBodies: Map<string, string>;
};

async function readBefore(tx: Tx, on: string): Promise<Before> {
  const units = await tx.many<Unit>(sql`
    select v.unit_id as id, v.name, v.kind, u.tree, v.parent_id as "parentId", c.code, l.begins_on as "from", l.ends_on as "to",
      exists (select from organisation.unit_succession s where s.source_id = v.unit_id and s.doubtful and s.superseded_by is null) as doubtful,
      exists (select from organisation.unplaced d where d.unit_id = v.unit_id and d.resolved_by is null and lower(d.valid) = ${on}::date) as unplaced,
      case when n.unit_id is not null then jsonb_build_object('name', n.name, 'kind', n.kind, 'parentId', n.parent_id, 'code', nc.code) end as now
    from organisation.unit_version v
    join organisation.unit u on u.id = v.unit_id join organisation.unit_life l on l.unit_id = v.unit_id
    left join organisation.unit_code c on c.unit_id = v.unit_id and c.scheme = 'gso' and c.valid @> ${on}::date - 1
    left join organisation.unit_version n on n.unit_id = v.unit_id and n.valid @> ${on}::date
    left join organisation.unit_code nc on nc.unit_id = v.unit_id and nc.scheme = 'gso' and nc.valid @> ${on}::date
    where v.valid @> ${on}::date - 1`);
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

class Planner {
  readonly #input: ReorganisationInput;
  readonly #before: Before;
  readonly #byId: Map<string, Unit>;
  readonly #byCode: Map<string, Unit>;
  readonly #children = new Map<string, Unit[]>();
  readonly #bodyOf = new Map<string, Unit>();
  readonly #coveredBy = new Map<string, string[]>();
  readonly #after: Map<string, UnitRow>;
  readonly #newProvinceOf: Map<string, string>;
  /** New places by code, and the Party organisation of a place on the new map. */
  readonly #newPlace: Map<string, string>;
  readonly #newBody: Map<string, string>;
  /** Which new places (or bodies) an ended unit went to. */
  readonly #targets = new Map<string, string[]>();
  readonly #beginIds = new Set<string>();
  readonly #endIds = new Set<string>();
  readonly #changed = new Map<string, Change>();
  readonly #plan: ReorganisationPlan;
  readonly #missing = new Map<string, { oldUnits: number; newUnits: number; done: boolean }>();

  constructor(input: ReorganisationInput, before: Before) {
    this.#input = input;
    this.#before = before;
    this.#byId = new Map(before.units.map((unit) => [unit.id, unit]));
    this.#byCode = new Map(before.units.flatMap((unit) => (unit.code === null ? [] : [[unit.code, unit] as const])));
    for (const unit of before.units) {
      if (unit.parentId !== null)
        this.#children.set(unit.parentId, [...(this.#children.get(unit.parentId) ?? []), unit]);
    }
    for (const link of before.links) {
      this.#coveredBy.set(link.party, [...(this.#coveredBy.get(link.party) ?? []), link.place]);
      const [party, place] = [this.#byId.get(link.party), this.#byId.get(link.place)];
      if (party && place && UNIT_KINDS[place.kind].level !== null && party.kind === bodyKindOf(place.kind))
        this.#bodyOf.set(place.id, party);
    }
    this.#after = new Map((input.after ?? []).map((row) => [row.code, row]));
    this.#newProvinceOf = new Map(input.provinces.map((row) => [row.oldCode, row.newCode]));
    this.#newPlace = new Map(before.fresh);
    this.#newBody = new Map(before.freshBodies);
    this.#plan = {
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

  plan(): ReorganisationPlan {
    this.provinces();
    const rows = this.rowsByOld();
    const leaves = this.#before.units.filter((unit) => isLeafPlace(unit, this.#children));
    for (const leaf of leaves) this.leaf(leaf, rows.get(leaf.code ?? ''));
    this.unmappedNewUnits();
    this.districts();
    // Party organisations first: a cell asks where its villages went, so these must still stand where they were.
    const emptied = [...this.#endIds, ...this.#plan.mapped];
    const isParty = (id: string) => this.#byId.get(id)?.tree === 'party';
    for (const unit of emptied) if (isParty(unit)) this.placeChildren(unit);
    for (const unit of emptied) if (!isParty(unit)) this.placeChildren(unit);
    this.coverage();
    return this.finish();
  }

  // -- provinces -------------------------------------------------------------------------------------------------------
  private provinces(): void {
    const olds = this.#before.units.filter(
      (unit) => UNIT_KINDS[unit.kind].level === 'province' && unit.tree === 'place',
    );
    for (const old of olds) {
      const code = this.newCodeOf(old);
      const sources = olds.filter((other) => this.newCodeOf(other) === code);
      const stays = [...this.#newProvinceOf].filter(([, to]) => to === code).length <= 1 && code === old.code;
      const body = this.#bodyOf.get(old.id);
      if (stays) {
        this.#newPlace.set(code, old.id);
        if (body) this.#newBody.set(old.id, body.id);
        this.restyle(old, code, old.parentId);
        continue;
      }
      const made = this.#newPlace.get(code);
      if (made !== undefined && this.#before.fresh.has(code)) continue; // an earlier run made it
      if (old.to !== null && old.to <= this.#input.on) continue;
      const row = this.#after.get(code) ?? {
        name: this.#byCode.get(code)?.name ?? old.name,
        kind: this.#byCode.get(code)?.kind ?? old.kind,
      };
      const id = made ?? this.begin({ kind: row.kind, name: row.name, parentId: null, codes: [{ code }] });
      this.#newPlace.set(code, id);
      this.end(old, [id], { area: 'whole', population: 'whole' });
      const withBody = sources.map((source) => this.#bodyOf.get(source.id)).filter((one) => one !== undefined);
      if (!body) continue;
      const newBody =
        this.#newBody.get(id) ??
        this.begin({ kind: 'province_body', name: bodyName(row.kind, row.name), parentId: null, covers: [id] });
      this.#newBody.set(id, newBody);
      if (withBody.includes(body)) this.end(body, [newBody], { area: 'whole', population: 'whole' });
    }
  }

  private newCodeOf(province: Unit): string {
    return this.#newProvinceOf.get(province.code ?? '') ?? province.code ?? '';
  }

  /** New province of an old place: its identity on the new map. */
  private newProvince(unit: Unit): string {
    let up: Unit | undefined = unit;
    while (up && UNIT_KINDS[up.kind].level !== 'province')
      up = up.parentId === null ? undefined : this.#byId.get(up.parentId);
    const id = up && this.#newPlace.get(this.newCodeOf(up));
    if (id === undefined) throw new RuleBroken('reorganise.province-unknown', { unit: unit.name, code: unit.code });
    return id;
  }

  // -- communes --------------------------------------------------------------------------------------------------------
  private rowsByOld(): Map<string, MergeRow[]> {
    const held = new Set(this.#newPlace.keys());
    const rows = new Map<string, MergeRow[]>();
    const unknown: string[] = [];
    for (const row of this.#input.communes) {
      const province = this.#after.get(row.newCode)?.parentCode;
      if (!this.#byCode.has(row.oldCode)) {
        if (this.#after.size > 0 && province != null && held.has(province)) unknown.push(row.oldCode);
        else this.#plan.report.elsewhere += 1;
        continue;
      }
      if (this.#after.size > 0 && !this.#after.has(row.newCode))
        throw new RuleBroken('reorganise.new-code-unknown', { code: row.newCode });
      rows.set(row.oldCode, [...(rows.get(row.oldCode) ?? []), row]);
    }
    if (unknown.length > 0)
      throw new RuleBroken('reorganise.old-code-unknown', { codes: unknown.slice(0, 20), count: unknown.length });
    for (const [code, list] of rows) {
      if (
        new Set(list.map((row) => row.newCode)).size < list.length ||
        (list.length > 1 && list.some((row) => row.share === 'whole'))
      )
        throw new RuleBroken('reorganise.shares', { code });
    }
    return rows;
  }

  private leaf(old: Unit, rows: MergeRow[] | undefined): void {
    const alive = old.to === null || old.to > this.#input.on;
    if (!alive && !old.doubtful) return; // done by an earlier run
    if (!rows) {
      if (alive && this.#input.after) this.unmapped(old);
      else if (alive) this.noteMissing(old, false);
      return;
    }
    const only = rows.length === 1 ? rows[0] : undefined;
    if (alive && only && (only.event === 'unchanged' || only.event === 'convert' || only.event === 'rename'))
      return this.keep(old, only);
    const targets = rows.map((row) => ({ row, unitId: this.newCommune(old, row.newCode) }));
    const body = this.#bodyOf.get(old.id);
    const bodies =
      body && targets.map(({ row, unitId }) => ({ row, unitId: this.newCommuneBody(unitId, row.newCode, old) }));
    if (alive) {
      this.endInto(old, targets);
      if (body && bodies) this.endInto(body, bodies);
    } else {
      this.resolveInto(old, targets);
      if (body && bodies) this.resolveInto(body, bodies);
    }
  }

  /** Alone, unchanged, renamed or of a new kind: the same unit goes on, directly under its province. */
  private keep(old: Unit, row: MergeRow): void {
    if (old.from >= this.#input.on) return;
    const province = this.newProvince(old);
    this.#newPlace.set(row.newCode, old.id);
    this.restyle(old, row.newCode, province);
    if (old.now?.code !== row.newCode) this.#plan.recodes.push({ unitId: old.id, code: row.newCode });
    const body = this.#bodyOf.get(old.id);
    if (!body) return;
    const style = this.#after.get(row.newCode);
    const renamed = style !== undefined && (style.name !== old.name || style.kind !== old.kind);
    this.#newBody.set(old.id, body.id);
    const kind = bodyKindOf(style?.kind ?? old.kind);
    this.change(
      {
        unitId: body.id,
        parentId: this.#newBody.get(province) ?? null,
        ...(renamed ? { name: bodyName(style.kind, style.name) } : {}),
        ...(kind === body.kind ? {} : { kind }),
      },
      body,
    );
  }

  private newCommune(old: Unit, code: string): string {
    const known = this.#newPlace.get(code);
    if (known !== undefined) return known;
    const row = this.#after.get(code);
    const namesake = this.#byCode.get(code) ?? old;
    const parentId =
      row?.parentCode != null ? (this.#newPlace.get(row.parentCode) ?? this.newProvince(old)) : this.newProvince(old);
    const id = this.begin({
      kind: row?.kind ?? namesake.kind,
      name: row?.name ?? namesake.name,
      parentId,
      codes: [{ code }],
    });
    this.#newPlace.set(code, id);
    return id;
  }

  private newCommuneBody(placeId: string, code: string, old: Unit): string {
    const known = this.#newBody.get(placeId);
    if (known !== undefined) return known;
    const style = this.#after.get(code) ?? this.#byCode.get(code) ?? old;
    const id = this.begin({
      kind: bodyKindOf(style.kind),
      name: bodyName(style.kind, style.name),
      parentId: this.#newBody.get(this.newProvince(old)) ?? null,
      covers: [placeId],
    });
    this.#newBody.set(placeId, id);
    return id;
  }

  private endInto(old: Unit, targets: readonly Target[]): void {
    this.#endIds.add(old.id);
    this.noteTargets(old, targets);
  }
  private resolveInto(old: Unit, targets: readonly Target[]): void {
    this.#plan.mapped.push(old.id);
    this.noteTargets(old, targets);
  }
  private noteTargets(old: Unit, targets: readonly Target[]): void {
    for (const { row, unitId } of targets) {
      this.#plan.successions.push({
        source: old.id,
        target: unitId,
        share: row.share,
        area: row.areaShare,
        population: row.populationShare,
        clause: row.clause,
        doubtful: false,
      });
    }
    // Land without people takes no cell along; all the people in one unit leave no doubt.
    const peopled = targets.filter(({ row }) => row.populationShare !== 'none');
    const all = peopled.filter(({ row }) => row.populationShare === 'whole');
    this.#targets.set(old.id, [...new Set((all.length === 1 ? all : peopled).map((target) => target.unitId))]);
  }

  /** No file says where it went: somewhere in its province, and that is all that is said. */
  private unmapped(old: Unit): void {
    this.noteMissing(old, true);
    const province = this.newProvince(old);
    const body = this.#bodyOf.get(old.id);
    const provinceBody = this.#newBody.get(province);
    for (const [unit, target] of [
      [old, province],
      [body, provinceBody],
    ] as const) {
      if (!unit || target === undefined) continue;
      this.#endIds.add(unit.id);
      this.#targets.set(unit.id, []);
      this.#plan.successions.push({
        source: unit.id,
        target,
        share: 'whole',
        area: 'whole',
        population: 'whole',
        clause: null,
        doubtful: true,
      });
    }
  }

  private noteMissing(old: Unit, done: boolean): void {
    let up: Unit | undefined = old;
    while (up && UNIT_KINDS[up.kind].level !== 'province')
      up = up.parentId === null ? undefined : this.#byId.get(up.parentId);
    const code = up ? this.newCodeOf(up) : '';
    const seen = this.#missing.get(code) ?? { oldUnits: 0, newUnits: 0, done };
    this.#missing.set(code, { ...seen, oldUnits: seen.oldUnits + 1 });
  }

  private unmappedNewUnits(): void {
    for (const row of this.#after.values()) {
      if (row.parentCode === null || this.#newPlace.has(row.code)) continue;
      const province = this.#newPlace.get(row.parentCode);
      if (province === undefined) continue; // a province that this register does not hold
      const id = this.begin({ kind: row.kind, name: row.name, parentId: province, codes: [{ code: row.code }] });
      this.#newPlace.set(row.code, id);
      const missing = this.#missing.get(row.parentCode);
      if (missing) missing.newUnits += 1;
    }
  }

  // -- districts, and everything that hung below what ends -------------------------------------------------------------
  private districts(): void {
    for (const district of this.#before.units) {
      if (
        district.tree !== 'place' ||
        UNIT_KINDS[district.kind].level !== 'district' ||
        this.#endIds.has(district.id) ||
        this.#changed.has(district.id)
      )
        continue;
      if (district.to !== null && district.to <= this.#input.on) continue;
      if (district.now && UNIT_KINDS[district.now.kind].level === 'commune') continue; // an island that became a special zone before
      const communes = (this.#children.get(district.id) ?? []).filter(
        (child) => UNIT_KINDS[child.kind].level === 'commune',
      );
      const body = this.#bodyOf.get(district.id);
      const done = communes.every(
        (commune) =>
          this.#endIds.has(commune.id) ||
          this.#changed.has(commune.id) ||
          (commune.to !== null && commune.to <= this.#input.on),
      );
      const province = this.newProvince(district);
      if (done && (communes.length > 0 || this.#input.after)) {
        this.#endIds.add(district.id);
        if (body) this.#endIds.add(body.id);
      } else if (province !== district.parentId) {
        this.change({ unitId: district.id, parentId: province }, district);
        if (body) this.change({ unitId: body.id, parentId: this.#newBody.get(province) ?? null }, body);
      }
    }
  }

  private placeChildren(endedId: string): void {
    const ended = this.#byId.get(endedId);
    const resolving = !this.#endIds.has(endedId);
    for (const child of this.#children.get(endedId) ?? []) {
      if (
        this.#endIds.has(child.id) ||
        this.#changed.has(child.id) ||
        (child.to !== null && child.to <= this.#input.on) ||
        !ended
      )
        continue;
      if (resolving && !child.unplaced) continue;
      const candidates = this.candidatesOf(child, ended);
      const [only] = candidates;
      const parentId = candidates.length === 1 && only !== undefined ? only : this.above(ended, child);
      this.change({ unitId: child.id, parentId }, child);
      if (resolving) this.#plan.resolved.push(child.id);
      if (candidates.length !== 1) {
        this.#plan.unplaced.push({ unitId: child.id, candidates });
        this.#plan.report.unplaced.push({
          id: child.id,
          name: child.name,
          candidates: candidates.map((id) => this.nameOf(id)).sort((a, b) => a.localeCompare(b, 'vi')),
        });
      }
    }
  }

  /** Where a unit below an ended one may belong: a cell goes with the villages it covers, the rest with its parent. */
  private candidatesOf(child: Unit, ended: Unit): string[] {
    if (child.tree === 'party') {
      const places = this.#coveredBy.get(child.id) ?? [];
      const bodies = places
        .map((place) => this.newCommuneOf(place))
        .map((commune) => (commune === undefined ? undefined : this.#newBody.get(commune)));
      const known = [...new Set(bodies.filter((body) => body !== undefined))];
      if (places.length > 0 && known.length > 0 && bodies.every((body) => body !== undefined)) return known.sort();
    }
    return [...(this.#targets.get(ended.id) ?? [])].sort();
  }

  private newCommuneOf(placeId: string): string | undefined {
    let place = this.#byId.get(placeId);
    for (let steps = 0; place && steps < 6; steps += 1) {
      const change = this.#changed.get(place.id);
      if (UNIT_KINDS[place.kind].level === 'commune') {
        if (change) return place.id;
        const targets = this.#targets.get(place.id) ?? [];
        return targets.length === 1 ? targets[0] : undefined;
      }
      const parent: string | null = change?.parentId ?? place.parentId;
      if (parent !== null && this.#beginIds.has(parent)) return parent;
      place = parent === null ? undefined : this.#byId.get(parent);
    }
    return undefined;
  }

  /** The lowest unit that holds all candidates: the province on the new map, in the tree of the unit. */
  private above(ended: Unit, child: Unit): string {
    let up: Unit | undefined = ended;
    while (up && UNIT_KINDS[up.kind].level !== 'province')
      up = up.parentId === null ? undefined : this.#byId.get(up.parentId);
    const target =
      up &&
      (this.#endIds.has(up.id)
        ? this.#targets.get(up.id)?.[0]
        : up.to !== null && up.to <= this.#input.on
          ? this.successorOf(up)
          : up.id);
    if (target === undefined) throw new RuleBroken('reorganise.no-province-body', { unit: child.name });
    return target;
  }

  private successorOf(province: Unit): string | undefined {
    if (province.tree === 'place') return this.#newPlace.get(this.newCodeOf(province));
    const place = [...this.#bodyOf].find(([, body]) => body.id === province.id)?.[0];
    const unit = place === undefined ? undefined : this.#byId.get(place);
    const id = unit && this.#newPlace.get(this.newCodeOf(unit));
    return id === undefined ? undefined : this.#newBody.get(id);
  }

  private coverage(): void {
    for (const { party, place } of this.#before.links) {
      const covering = this.#byId.get(party);
      if (!covering || this.#endIds.has(party) || !this.#endIds.has(place)) continue;
      const targets = this.#targets.get(place) ?? [];
      if (targets.length === 1 && targets[0] !== undefined) this.#plan.covers.push({ party, place: targets[0] });
    }
  }

  // -- writing it down -------------------------------------------------------------------------------------------------
  private begin(unit: Omit<NewUnit, 'from' | 'id'>): string {
    const id = randomUUID();
    this.#plan.begins.push({ ...unit, id, from: this.#input.on, legalBasis: this.#plan.title });
    this.#beginIds.add(id);
    return id;
  }
  private end(old: Unit, targets: string[], shares: { area: string; population: string }): void {
    this.#endIds.add(old.id);
    this.#targets.set(old.id, targets);
    for (const target of targets)
      this.#plan.successions.push({ source: old.id, target, share: 'whole', ...shares, clause: null, doubtful: false });
  }
  private change(change: Change, unit: Unit): void {
    const now = unit.now;
    const done = (value: string | null | undefined, is: string | null | undefined) =>
      value === undefined || value === is;
    if (now && done(change.parentId, now.parentId) && done(change.name, now.name) && done(change.kind, now.kind))
      return;
    this.#changed.set(unit.id, { ...this.#changed.get(unit.id), ...change });
  }
  private restyle(old: Unit, code: string, parentId: string | null): void {
    const row = this.#after.get(code);
    const name = row && row.name !== old.name ? { name: row.name } : {};
    const kind = row && row.kind !== old.kind ? { kind: row.kind } : {};
    this.change({ unitId: old.id, ...(parentId === old.parentId ? {} : { parentId }), ...name, ...kind }, old);
  }
  private nameOf(id: string): string {
    return this.#byId.get(id)?.name ?? this.#plan.begins.find((unit) => unit.id === id)?.name ?? id;
  }

  private finish(): ReorganisationPlan {
    const plan = this.#plan;
    plan.ends = [...this.#endIds];
    plan.changes = [...this.#changed.values()];
    const tally = (into: Record<string, number>, kind: string) => void (into[kind] = (into[kind] ?? 0) + 1);
    for (const unit of plan.begins) tally(plan.report.begins, unit.kind);
    for (const id of plan.ends) {
      tally(plan.report.ends, this.#byId.get(id)?.kind ?? '');
      const targets = this.#targets.get(id) ?? [];
      if (targets.length === 1 && targets[0] !== undefined) plan.follows.push({ from: id, to: targets[0] });
    }
    for (const change of plan.changes) {
      if (change.parentId !== undefined) tally(plan.report.moves, this.#byId.get(change.unitId)?.kind ?? '');
      else plan.report.stays += 1;
    }
    for (const [code, missing] of this.#missing) {
      plan.report.mappingMissing.push({
        code,
        name: this.#after.get(code)?.name ?? this.#byCode.get(code)?.name ?? code,
        ...missing,
      });
    }
    plan.report.mappingMissing.sort((a, b) => a.code.localeCompare(b.code));
    return plan;
  }
}

/** A commune, or a district without communes (an island that became a special zone). */
function isLeafPlace(unit: Unit, children: ReadonlyMap<string, readonly Unit[]>): boolean {
  if (unit.tree !== 'place') return false;
  const { level } = UNIT_KINDS[unit.kind];
  if (level === 'commune') return true;
  return (
    level === 'district' && !(children.get(unit.id) ?? []).some((child) => UNIT_KINDS[child.kind].level === 'commune')
  );
}

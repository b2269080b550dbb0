import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { bodyKindOf, bodyName } from './import.ts';
import { UNIT_KINDS } from './kinds.ts';
import {
  PlanState,
  readBefore,
  type ReorganisationInput,
  type ReorganisationPlan,
  type Target,
  type Unit,
} from './reorganise-state.ts';
import type { MergeRow } from './unit-files.ts';

/** Works out a reorganisation of the whole country, or of the part of it this register holds, by reading alone. */
export async function planReorganisation(tx: Tx, input: ReorganisationInput): Promise<ReorganisationPlan> {
  const before = await readBefore(tx, input.on);
  return new Planner(input, before).plan();
}

class Planner extends PlanState {
  plan(): ReorganisationPlan {
    this.provinces();
    const rows = this.rowsByOld();
    const leaves = this.before.units.filter((unit) => isLeafPlace(unit, this.children));
    for (const leaf of leaves) this.leaf(leaf, rows.get(leaf.code ?? ''));
    this.unmappedNewUnits();
    this.districts();
    // Party organisations first: a cell asks where its villages went, so these must still stand where they were.
    const emptied = [...this.endIds, ...this.out.mapped];
    const isParty = (id: string) => this.byId.get(id)?.tree === 'party';
    for (const unit of emptied) if (isParty(unit)) this.placeChildren(unit);
    for (const unit of emptied) if (!isParty(unit)) this.placeChildren(unit);
    this.coverage();
    return this.finish();
  }

  // -- provinces -------------------------------------------------------------------------------------------------------
  protected provinces(): void {
    const olds = this.before.units.filter(
      (unit) => UNIT_KINDS[unit.kind].level === 'province' && unit.tree === 'place',
    );
    for (const old of olds) {
      const code = this.newCodeOf(old);
      const sources = olds.filter((other) => this.newCodeOf(other) === code);
      const stays = [...this.newProvinceOf].filter(([, to]) => to === code).length <= 1 && code === old.code;
      const body = this.bodyOf.get(old.id);
      if (stays) {
        this.newPlace.set(code, old.id);
        if (body) this.newBody.set(old.id, body.id);
        this.restyle(old, code, old.parentId);
        continue;
      }
      const made = this.newPlace.get(code);
      if (made !== undefined && this.before.fresh.has(code)) continue; // an earlier run made it
      if (old.to !== null && old.to <= this.input.on) continue;
      const row = this.after.get(code) ?? {
        name: this.byCode.get(code)?.name ?? old.name,
        kind: this.byCode.get(code)?.kind ?? old.kind,
      };
      const id = made ?? this.begin({ kind: row.kind, name: row.name, parentId: null, codes: [{ code }] });
      this.newPlace.set(code, id);
      this.end(old, [id], { area: 'whole', population: 'whole' });
      const withBody = sources.map((source) => this.bodyOf.get(source.id)).filter((one) => one !== undefined);
      if (!body) continue;
      const newBody =
        this.newBody.get(id) ??
        this.begin({ kind: 'province_body', name: bodyName(row.kind, row.name), parentId: null, covers: [id] });
      this.newBody.set(id, newBody);
      if (withBody.includes(body)) this.end(body, [newBody], { area: 'whole', population: 'whole' });
    }
  }

  // -- communes --------------------------------------------------------------------------------------------------------
  protected rowsByOld(): Map<string, MergeRow[]> {
    const held = new Set(this.newPlace.keys());
    const rows = new Map<string, MergeRow[]>();
    const unknown: string[] = [];
    for (const row of this.input.communes) {
      const province = this.after.get(row.newCode)?.parentCode;
      if (!this.byCode.has(row.oldCode)) {
        if (this.after.size > 0 && province != null && held.has(province)) unknown.push(row.oldCode);
        else this.out.report.elsewhere += 1;
        continue;
      }
      if (this.after.size > 0 && !this.after.has(row.newCode))
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

  protected leaf(old: Unit, rows: MergeRow[] | undefined): void {
    const alive = old.to === null || old.to > this.input.on;
    if (!alive && !old.doubtful) return; // done by an earlier run
    if (!rows) {
      if (alive && this.input.after) this.unmapped(old);
      else if (alive) this.noteMissing(old, false);
      return;
    }
    const only = rows.length === 1 ? rows[0] : undefined;
    if (alive && only && (only.event === 'unchanged' || only.event === 'convert' || only.event === 'rename'))
      return this.keep(old, only);
    const targets = rows.map((row) => ({ row, unitId: this.newCommune(old, row.newCode) }));
    const body = this.bodyOf.get(old.id);
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
  protected keep(old: Unit, row: MergeRow): void {
    if (old.from >= this.input.on) return;
    const province = this.newProvince(old);
    this.newPlace.set(row.newCode, old.id);
    this.restyle(old, row.newCode, province);
    if (old.now?.code !== row.newCode) this.out.recodes.push({ unitId: old.id, code: row.newCode });
    const body = this.bodyOf.get(old.id);
    if (!body) return;
    const style = this.after.get(row.newCode);
    const renamed = style !== undefined && (style.name !== old.name || style.kind !== old.kind);
    this.newBody.set(old.id, body.id);
    const kind = bodyKindOf(style?.kind ?? old.kind);
    this.change(
      {
        unitId: body.id,
        parentId: this.newBody.get(province) ?? null,
        ...(renamed ? { name: bodyName(style.kind, style.name) } : {}),
        ...(kind === body.kind ? {} : { kind }),
      },
      body,
    );
  }

  protected newCommune(old: Unit, code: string): string {
    const known = this.newPlace.get(code);
    if (known !== undefined) return known;
    const row = this.after.get(code);
    const namesake = this.byCode.get(code) ?? old;
    const parentId =
      row?.parentCode != null ? (this.newPlace.get(row.parentCode) ?? this.newProvince(old)) : this.newProvince(old);
    const id = this.begin({
      kind: row?.kind ?? namesake.kind,
      name: row?.name ?? namesake.name,
      parentId,
      codes: [{ code }],
    });
    this.newPlace.set(code, id);
    return id;
  }

  protected newCommuneBody(placeId: string, code: string, old: Unit): string {
    const known = this.newBody.get(placeId);
    if (known !== undefined) return known;
    const style = this.after.get(code) ?? this.byCode.get(code) ?? old;
    const id = this.begin({
      kind: bodyKindOf(style.kind),
      name: bodyName(style.kind, style.name),
      parentId: this.newBody.get(this.newProvince(old)) ?? null,
      covers: [placeId],
    });
    this.newBody.set(placeId, id);
    return id;
  }

  protected endInto(old: Unit, targets: readonly Target[]): void {
    this.endIds.add(old.id);
    this.noteTargets(old, targets);
  }
  protected resolveInto(old: Unit, targets: readonly Target[]): void {
    this.out.mapped.push(old.id);
    this.noteTargets(old, targets);
  }
  protected noteTargets(old: Unit, targets: readonly Target[]): void {
    for (const { row, unitId } of targets) {
      this.out.successions.push({
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
    this.targets.set(old.id, [...new Set((all.length === 1 ? all : peopled).map((target) => target.unitId))]);
  }

  /** No file says where it went: somewhere in its province, and that is all that is said. */
  protected unmapped(old: Unit): void {
    this.noteMissing(old, true);
    const province = this.newProvince(old);
    const body = this.bodyOf.get(old.id);
    const provinceBody = this.newBody.get(province);
    for (const [unit, target] of [
      [old, province],
      [body, provinceBody],
    ] as const) {
      if (!unit || target === undefined) continue;
      this.endIds.add(unit.id);
      this.targets.set(unit.id, []);
      this.out.successions.push({
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

  protected noteMissing(old: Unit, done: boolean): void {
    let up: Unit | undefined = old;
    while (up && UNIT_KINDS[up.kind].level !== 'province')
      up = up.parentId === null ? undefined : this.byId.get(up.parentId);
    const code = up ? this.newCodeOf(up) : '';
    const seen = this.missing.get(code) ?? { oldUnits: 0, newUnits: 0, done };
    this.missing.set(code, { ...seen, oldUnits: seen.oldUnits + 1 });
  }

  protected unmappedNewUnits(): void {
    for (const row of this.after.values()) {
      if (row.parentCode === null || this.newPlace.has(row.code)) continue;
      const province = this.newPlace.get(row.parentCode);
      if (province === undefined) continue; // a province that this register does not hold
      const id = this.begin({ kind: row.kind, name: row.name, parentId: province, codes: [{ code: row.code }] });
      this.newPlace.set(row.code, id);
      const missing = this.missing.get(row.parentCode);
      if (missing) missing.newUnits += 1;
    }
  }

  // -- districts, and everything that hung below what ends -------------------------------------------------------------
  protected districts(): void {
    for (const district of this.before.units) {
      if (
        district.tree !== 'place' ||
        UNIT_KINDS[district.kind].level !== 'district' ||
        this.endIds.has(district.id) ||
        this.changed.has(district.id)
      )
        continue;
      if (district.to !== null && district.to <= this.input.on) continue;
      if (district.now && UNIT_KINDS[district.now.kind].level === 'commune') continue; // an island that became a special zone before
      const communes = (this.children.get(district.id) ?? []).filter(
        (child) => UNIT_KINDS[child.kind].level === 'commune',
      );
      const body = this.bodyOf.get(district.id);
      const done = communes.every(
        (commune) =>
          this.endIds.has(commune.id) ||
          this.changed.has(commune.id) ||
          (commune.to !== null && commune.to <= this.input.on),
      );
      const province = this.newProvince(district);
      if (done && (communes.length > 0 || this.input.after)) {
        this.endIds.add(district.id);
        if (body) this.endIds.add(body.id);
      } else if (province !== district.parentId) {
        this.change({ unitId: district.id, parentId: province }, district);
        if (body) this.change({ unitId: body.id, parentId: this.newBody.get(province) ?? null }, body);
      }
    }
  }

  protected placeChildren(endedId: string): void {
    const ended = this.byId.get(endedId);
    const resolving = !this.endIds.has(endedId);
    for (const child of this.children.get(endedId) ?? []) {
      if (
        this.endIds.has(child.id) ||
        this.changed.has(child.id) ||
        (child.to !== null && child.to <= this.input.on) ||
        !ended
      )
        continue;
      if (resolving && !child.unplaced) continue;
      const candidates = this.candidatesOf(child, ended);
      const [only] = candidates;
      const parentId = candidates.length === 1 && only !== undefined ? only : this.above(ended, child);
      this.change({ unitId: child.id, parentId }, child);
      if (resolving) this.out.resolved.push(child.id);
      if (candidates.length !== 1) {
        this.out.unplaced.push({ unitId: child.id, candidates });
        this.out.report.unplaced.push({
          id: child.id,
          name: child.name,
          candidates: this.namesOf(candidates),
        });
      }
    }
  }

  /** Where a unit below an ended one may belong: a cell goes with the villages it covers, the rest with its parent. */
  protected candidatesOf(child: Unit, ended: Unit): string[] {
    if (child.tree === 'party') {
      const places = this.coveredBy.get(child.id) ?? [];
      const bodies = places
        .map((place) => this.newCommuneOf(place))
        .map((commune) => (commune === undefined ? undefined : this.newBody.get(commune)));
      const known = [...new Set(bodies.filter((body) => body !== undefined))];
      if (places.length > 0 && known.length > 0 && bodies.every((body) => body !== undefined)) return known.sort();
    }
    return [...(this.targets.get(ended.id) ?? [])].sort();
  }

  protected newCommuneOf(placeId: string): string | undefined {
    let place = this.byId.get(placeId);
    for (let steps = 0; place && steps < 6; steps += 1) {
      const change = this.changed.get(place.id);
      if (UNIT_KINDS[place.kind].level === 'commune') {
        if (change) return place.id;
        const targets = this.targets.get(place.id) ?? [];
        return targets.length === 1 ? targets[0] : undefined;
      }
      const parent: string | null = change?.parentId ?? place.parentId;
      if (parent !== null && this.beginNames.has(parent)) return parent;
      place = parent === null ? undefined : this.byId.get(parent);
    }
    return undefined;
  }

  /** The lowest unit that holds all candidates: the province on the new map, in the tree of the unit. */
  protected above(ended: Unit, child: Unit): string {
    let up: Unit | undefined = ended;
    while (up && UNIT_KINDS[up.kind].level !== 'province')
      up = up.parentId === null ? undefined : this.byId.get(up.parentId);
    const target =
      up &&
      (this.endIds.has(up.id)
        ? this.targets.get(up.id)?.[0]
        : up.to !== null && up.to <= this.input.on
          ? this.successorOf(up)
          : up.id);
    if (target === undefined) throw new RuleBroken('reorganise.no-province-body', { unit: child.name });
    return target;
  }

  protected successorOf(province: Unit): string | undefined {
    if (province.tree === 'place') return this.newPlace.get(this.newCodeOf(province));
    const place = [...this.bodyOf].find(([, body]) => body.id === province.id)?.[0];
    const unit = place === undefined ? undefined : this.byId.get(place);
    const id = unit && this.newPlace.get(this.newCodeOf(unit));
    return id === undefined ? undefined : this.newBody.get(id);
  }

  protected coverage(): void {
    for (const { party, place } of this.before.links) {
      const covering = this.byId.get(party);
      if (!covering || this.endIds.has(party) || !this.endIds.has(place)) continue;
      const targets = this.targets.get(place) ?? [];
      if (targets.length === 1 && targets[0] !== undefined) this.out.covers.push({ party, place: targets[0] });
    }
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

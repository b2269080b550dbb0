import { UNIT_KINDS, type UnitKind } from '../kinds.ts';
import { keysOf } from './kind-words.ts';

/** A unit on the first day of a list: of the tree, or one that the list founds. */
export type ListedUnit = {
  id: string;
  name: string;
  kind: UnitKind;
  parentId: string | null;
  code: string | null;
  /** Places it covers on that day. */
  covers: readonly string[];
  /** The day after its last, when it is known that it ends. */
  endsOn: string | null;
};

/** Units by identity, code and bare name: those of the tree, and those of the list as they are settled. */
export class Units {
  readonly #byId = new Map<string, ListedUnit>();
  readonly #byCode = new Map<string, string>();
  readonly #byKey = new Map<string, string[]>();
  /** By covered place: who covers it. */
  readonly #coverers = new Map<string, string[]>();

  constructor(known: Iterable<ListedUnit>) {
    for (const unit of known) this.add(unit);
  }

  add(unit: ListedUnit): void {
    this.#byId.set(unit.id, unit);
    if (unit.code !== null) this.#byCode.set(unit.code, unit.id);
    for (const key of keysOf(unit.name)) this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), unit.id]);
    for (const place of unit.covers) this.#coverers.set(place, [...(this.#coverers.get(place) ?? []), unit.id]);
  }

  /** Says what a unit that is here already covers. */
  cover(unit: ListedUnit, places: readonly string[]): ListedUnit {
    const covering = { ...unit, covers: places };
    this.#byId.set(unit.id, covering);
    for (const place of places) this.#coverers.set(place, [...(this.#coverers.get(place) ?? []), unit.id]);
    return covering;
  }

  get(id: string | null): ListedUnit | undefined {
    return id === null ? undefined : this.#byId.get(id);
  }

  /** Who may be meant by a code or a name; a code means one. */
  meant(text: string): ListedUnit[] {
    // A spreadsheet takes the zeros in front of a number away.
    const coded = [0, 2, 3, 5]
      .map((digits) => this.#byCode.get(text.trim().padStart(digits, '0')))
      .find((id) => id !== undefined);
    const ids = coded === undefined ? keysOf(text).flatMap((key) => this.#byKey.get(key) ?? []) : [coded];
    return [...new Set(ids)].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** The unit of a kind that covers a place. */
  covererOf(place: string, kind: UnitKind): ListedUnit | undefined {
    return (this.#coverers.get(place) ?? []).flatMap((id) => this.#byId.get(id) ?? []).find((one) => one.kind === kind);
  }

  /** Whether a place lies within one of these places. */
  within(place: ListedUnit, areas: ReadonlySet<string>): boolean {
    for (let at: ListedUnit | undefined = place; at; at = this.get(at.parentId)) if (areas.has(at.id)) return true;
    return false;
  }

  /** Places covered by a unit, or by the nearest above it that covers any. */
  areaOf(unit: ListedUnit | undefined): ReadonlySet<string> {
    for (let at = unit; at; at = this.get(at.parentId)) if (at.covers.length > 0) return new Set(at.covers);
    return new Set();
  }
}

export const treeOf = (unit: ListedUnit) => UNIT_KINDS[unit.kind].tree;
export const rankOf = (kind: UnitKind): number => UNIT_KINDS[kind].rank;

import type { History, ModelVersion } from './generators.ts';
import { UNIT_KINDS, type Level } from './kinds.ts';

/** Reading of a history without any cleverness: what paths, blocks and scopes in the database are compared with. */
export const LEVELS: readonly Level[] = ['province', 'district', 'commune', 'grassroots', 'section'];
export type Path = Record<Level, string | null>;
export type Placing = { path: Path; doubt: boolean; candidates: string[] };
type Leaf = { path: Path; doubt: boolean; candidates: string[] };

const NOWHERE: Path = { province: null, district: null, commune: null, grassroots: null, section: null };

export class Naive {
  readonly #versions = new Map<string, ModelVersion[]>();
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
    for (const version of history.versions) {
      if (version.to !== null && version.to <= version.from) continue;
      this.#versions.set(version.unit, [...(this.#versions.get(version.unit) ?? []), version]);
    }
    for (const list of this.#versions.values()) list.sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  at(unit: string, day: string): ModelVersion | undefined {
    return this.#versions
      .get(unit)
      ?.find((version) => version.from <= day && (version.to === null || day < version.to));
  }
  born(unit: string): ModelVersion | undefined {
    return this.#versions.get(unit)?.[0];
  }
  last(unit: string): ModelVersion | undefined {
    return this.#versions.get(unit)?.at(-1);
  }

  path(unit: string, day: string): Leaf | undefined {
    const version = this.at(unit, day);
    if (!version) return undefined;
    const above =
      version.parent === null ? { path: NOWHERE, doubt: false, candidates: [] } : this.path(version.parent, day);
    if (!above) return undefined;
    const level = UNIT_KINDS[version.kind].level;
    const open = this.#history.unplaced.find((item) => item.unit === unit && item.from <= day);
    return {
      path: level === null ? above.path : { ...above.path, [level]: unit },
      doubt: above.doubt || open !== undefined,
      candidates: open ? open.candidates : above.candidates,
    };
  }

  /** Where a unit stands on the boundaries of a day, in or out of its life. */
  placing(unit: string, day: string): Placing {
    const own = this.path(unit, day);
    if (own) return own;
    const born = this.born(unit);
    const forward = !(born && day < born.from);
    const leaves = this.#leaves(unit, day, forward);
    const path = { ...NOWHERE };
    let doubt = leaves.some((leaf) => leaf.doubt);
    for (const level of LEVELS) {
      const values = new Set(leaves.map((leaf) => leaf.path[level]));
      if (values.size > 1) doubt = true;
      else path[level] = [...values][0] ?? null;
    }
    const candidates = doubt ? [...new Set(leaves.flatMap((leaf) => leaf.candidates))].sort() : [];
    return { path, doubt, candidates };
  }

  #leaves(unit: string, day: string, forward: boolean, doubtful = false): Leaf[] {
    const own = this.path(unit, day);
    if (own) return [{ ...own, doubt: own.doubt || doubtful, candidates: own.doubt ? own.candidates : [unit] }];
    const edges = this.edges(unit, forward);
    if (edges.length === 0) return [{ path: NOWHERE, doubt: true, candidates: [] }];
    return edges.flatMap((edge) => this.#leaves(edge.to, day, forward, doubtful || edges.some((one) => one.doubtful)));
  }

  edges(unit: string, forward: boolean): { to: string; doubtful: boolean }[] {
    const end = forward ? this.last(unit)?.to : this.born(unit)?.from;
    const rank = (version: ModelVersion | undefined) => (version ? UNIT_KINDS[version.kind].rank : 0);
    const linked = this.#history.successions
      .filter((row) => row.on === end && (forward ? row.source : row.target) === unit)
      .map((row) => ({ to: forward ? row.target : row.source, doubtful: row.doubtful }))
      .filter(({ to, doubtful }) =>
        forward
          ? (this.last(to)?.to ?? '9999') > (end ?? '') && (!doubtful || rank(this.born(to)) <= rank(this.last(unit)))
          : (this.born(to)?.from ?? '9999') < (end ?? '') &&
            (!doubtful || rank(this.last(to)) <= rank(this.born(unit))),
      );
    if (linked.length > 0) return linked;
    const parent = forward ? this.last(unit)?.parent : this.born(unit)?.parent;
    return parent == null ? [] : [{ to: parent, doubtful: false }];
  }

  /** Units that posts reach on a day, held together: what a split left is theirs when all of its parts are. */
  reach(units: string | readonly string[], day: string): Set<string> {
    const below = (roots: Iterable<string>): Set<string> => {
      const found = new Set(roots);
      for (let grown = true; grown;) {
        grown = false;
        for (const { id } of this.#history.units) {
          const parent = this.at(id, day)?.parent;
          if (!found.has(id) && parent != null && found.has(parent)) {
            found.add(id);
            grown = true;
          }
        }
      }
      return found;
    };
    const own = below(typeof units === 'string' ? [units] : units);
    const over = this.#history.covers
      .filter((link) => link.from <= day && (link.to === null || day < link.to))
      .flatMap((link) => [own.has(link.party) ? [link.place] : [], own.has(link.place) ? [link.party] : []].flat());
    const inside = new Set([...own, ...below(over)]);
    const final = (id: string): string[] => {
      const last = this.last(id);
      if (last?.to == null || last.to > day) return [id];
      const edges = this.edges(id, true);
      return edges.length === 0 ? [id] : edges.flatMap((edge) => final(edge.to));
    };
    const all = new Set(inside);
    for (const { id } of this.#history.units) {
      const last = this.last(id);
      if (last?.to != null && last.to <= day && final(id).every((leaf) => inside.has(leaf))) all.add(id);
      let coming = id;
      // Up from what is yet to begin, until something inside: that may itself be yet to begin, when a post was given ahead.
      while (!inside.has(coming) && (this.born(coming)?.from ?? '') > day && this.born(coming)?.parent != null)
        coming = this.born(coming)?.parent ?? '';
      if (inside.has(coming)) all.add(id);
    }
    return all;
  }
}

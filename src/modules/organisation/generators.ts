import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { rebuildTree } from './bulk.ts';
import { UNIT_KINDS, type UnitKind } from './kinds.ts';

export type ModelVersion = { unit: string; from: string; to: string | null; kind: UnitKind; parent: string | null };
export type ModelSuccession = {
  source: string;
  target: string;
  on: string;
  share: 'whole' | 'part';
  doubtful: boolean;
};
/** A tree and all that happened to it, in memory: what the database must agree with. */
export type History = {
  units: { id: string; tree: 'place' | 'party' | 'body'; label: number }[];
  versions: ModelVersion[];
  successions: ModelSuccession[];
  covers: { party: string; place: string; from: string; to: string | null }[];
  unplaced: { unit: string; from: string; candidates: string[] }[];
};

const OPERATIONS = [
  'merge-communes',
  'split-commune',
  'merge-provinces',
  'move-cell',
  'merge-cells',
  'split-cell',
  'dissolve-cell',
  'new-cell',
  'new-village',
  'drop-commune',
  'transfer-village',
] as const;

export type Shape = { provinces: number; communes: number; cells: number; seed: number };

/** A tree without any event: shape only. */
export const arbitraryTree = (): fc.Arbitrary<History> =>
  fc
    .record({
      provinces: fc.integer({ min: 1, max: 3 }),
      communes: fc.integer({ min: 1, max: 3 }),
      cells: fc.integer({ min: 0, max: 3 }),
      seed: fc.nat(),
    })
    .map((shape) => new Player(shape).history);

/** A tree and up to ten events on it, one a year. `steps` are the histories after each event. */
export const arbitraryHistory = (): fc.Arbitrary<{ steps: History[]; final: History }> =>
  fc
    .record({
      shape: fc.record({
        provinces: fc.integer({ min: 1, max: 3 }),
        communes: fc.integer({ min: 1, max: 3 }),
        cells: fc.integer({ min: 0, max: 2 }),
        seed: fc.nat(),
      }),
      operations: fc.array(
        fc.record({
          what: fc.constantFrom(...OPERATIONS),
          pick: fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }),
        }),
        { maxLength: 10 },
      ),
    })
    .map(({ shape, operations }) => {
      const player = new Player(shape);
      const steps = [structuredClone(player.history)];
      operations.forEach(({ what, pick }, index) => {
        player.play(what, pick, `${2021 + index}-0${1 + (index % 9)}-01`);
        steps.push(structuredClone(player.history));
      });
      return { steps, final: player.history };
    });

/** Plays events on a model as the words of DOMAIN.md 2.4 mean them. */
class Player {
  readonly history: History = { units: [], versions: [], successions: [], covers: [], unplaced: [] };
  #shuffle: number;

  constructor(shape: Shape) {
    this.#shuffle = shape.seed;
    for (let p = 0; p < shape.provinces; p += 1) {
      const from = p % 2 === 0 ? '2015-01-01' : '2016-03-01';
      const province = this.born('province', null, from);
      const body = this.born('province_body', null, from);
      this.cover(body, province, from);
      for (let c = 0; c < shape.communes; c += 1) {
        const [commune, communeBody] = this.commune(province, body, '2017-01-01');
        for (let k = 0; k < shape.cells; k += 1) {
          const village = this.born('village', commune, '2018-01-01');
          const cell = this.born('party_cell', communeBody, `2018-0${1 + k}-01`);
          this.cover(cell, village, `2018-0${1 + k}-01`);
        }
      }
    }
  }

  private born(kind: UnitKind, parent: string | null, from: string): string {
    const id = randomUUID();
    this.#shuffle = (this.#shuffle * 1103515245 + 12345) % 2147483648;
    const label = this.history.units.length * 1000 + 1 + (this.#shuffle % 900);
    this.history.units.push({ id, tree: UNIT_KINDS[kind].tree, label });
    this.history.versions.push({ unit: id, from, to: null, kind, parent });
    return id;
  }
  private commune(province: string, body: string, from: string): [string, string] {
    const commune = this.born('commune', province, from);
    const communeBody = this.born('commune_body', body, from);
    this.cover(communeBody, commune, from);
    return [commune, communeBody];
  }
  private cover(party: string, place: string, from: string): void {
    this.history.covers.push({ party, place, from, to: null });
  }
  private alive(kind: UnitKind): ModelVersion[] {
    return this.history.versions.filter((version) => version.kind === kind && version.to === null);
  }
  private end(unit: string, on: string): void {
    for (const version of this.history.versions) if (version.unit === unit && version.to === null) version.to = on;
    for (const link of this.history.covers)
      if ((link.party === unit || link.place === unit) && link.to === null) link.to = on;
  }
  private move(unit: string, parent: string, on: string): void {
    const now = this.history.versions.find((version) => version.unit === unit && version.to === null);
    if (!now || now.parent === parent) return;
    now.to = on;
    this.history.versions.push({ ...now, from: on, to: null, parent });
  }
  private children(parent: string): ModelVersion[] {
    return this.history.versions.filter((version) => version.parent === parent && version.to === null);
  }
  private follow(source: string, target: string, on: string, share: 'whole' | 'part', doubtful = false): void {
    this.history.successions.push({ source, target, on, share, doubtful });
  }
  private bodyOf(place: string): string {
    return this.history.covers.find((link) => link.place === place && link.to === null)?.party ?? '';
  }

  play(what: (typeof OPERATIONS)[number], pick: number[], on: string): void {
    const nth = <T>(list: T[], index: number): T | undefined => list[(pick[index] ?? 0) % Math.max(1, list.length)];
    const communes = this.alive('commune');
    const cells = this.alive('party_cell');
    const one = nth(communes, 0);
    const other = nth(communes, 1);
    const cell = nth(cells, 2);
    const otherCell = nth(cells, 3);
    switch (what) {
      case 'merge-communes': {
        if (!one?.parent || !other || one === other) return;
        const [place, body] = this.commune(one.parent, this.bodyOf(one.parent), on);
        for (const old of [one.unit, other.unit]) {
          for (const child of this.children(old)) this.move(child.unit, place, on);
          const oldBody = this.bodyOf(old);
          for (const child of this.children(oldBody)) this.move(child.unit, body, on);
          this.follow(old, place, on, 'whole');
          this.follow(oldBody, body, on, 'whole');
          this.end(old, on);
          this.end(oldBody, on);
        }
        return;
      }
      case 'split-commune': {
        if (!one?.parent || !other?.parent) return;
        const parts = [
          this.commune(one.parent, this.bodyOf(one.parent), on),
          this.commune(other.parent, this.bodyOf(other.parent), on),
        ];
        const oldBody = this.bodyOf(one.unit);
        this.children(one.unit).forEach((child, index) => this.move(child.unit, parts[index % 2]?.[0] ?? '', on));
        this.children(oldBody).forEach((child, index) => {
          if (index % 3 !== 2) return this.move(child.unit, parts[index % 2]?.[1] ?? '', on);
          this.move(child.unit, this.bodyOf(one.parent ?? ''), on);
          this.history.unplaced.push({ unit: child.unit, from: on, candidates: parts.map(([, body]) => body).sort() });
        });
        for (const [place, body] of parts) {
          this.follow(one.unit, place, on, 'part');
          this.follow(oldBody, body, on, 'part');
        }
        this.end(one.unit, on);
        return this.end(oldBody, on);
      }
      case 'merge-provinces': {
        const provinces = this.alive('province');
        const [a, b] = [nth(provinces, 4), nth(provinces, 5)];
        if (!a || !b || a === b) return;
        const place = this.born('province', null, on);
        const body = this.born('province_body', null, on);
        for (const old of [a.unit, b.unit]) {
          const oldBody = this.bodyOf(old);
          for (const child of this.children(old)) this.move(child.unit, place, on);
          for (const child of this.children(oldBody)) this.move(child.unit, body, on);
          this.follow(old, place, on, 'whole');
          this.follow(oldBody, body, on, 'whole');
          this.end(old, on);
          this.end(oldBody, on);
        }
        return this.cover(body, place, on);
      }
      case 'move-cell': {
        const target = nth(this.alive('commune_body'), 4);
        if (cell && target) this.move(cell.unit, target.unit, on);
        return;
      }
      case 'merge-cells': {
        if (!cell || !otherCell || cell === otherCell) return;
        this.follow(cell.unit, otherCell.unit, on, 'whole');
        return this.end(cell.unit, on);
      }
      case 'split-cell': {
        if (!cell?.parent || !otherCell?.parent) return;
        for (const parent of [cell.parent, otherCell.parent])
          this.follow(cell.unit, this.born('party_cell', parent, on), on, 'part');
        return this.end(cell.unit, on);
      }
      case 'dissolve-cell':
        return cell ? this.end(cell.unit, on) : undefined;
      case 'new-cell': {
        const parent = nth(this.alive('commune_body'), 2);
        if (parent) this.born('party_cell', parent.unit, on);
        return;
      }
      case 'new-village':
        if (one) this.born('village', one.unit, on);
        return;
      case 'drop-commune': {
        if (!one?.parent || this.children(one.unit).length > 0 || this.children(this.bodyOf(one.unit)).length > 0)
          return;
        const body = this.bodyOf(one.unit);
        this.follow(one.unit, one.parent, on, 'whole', true);
        this.end(one.unit, on);
        return this.end(body, on);
      }
      case 'transfer-village': {
        const village = nth(this.alive('village'), 3);
        if (village && one) this.move(village.unit, one.unit, on);
        return;
      }
      default: {
        const never: never = what;
        return never;
      }
    }
  }
}

/**
 * Writes a history into an empty tree, or replaces an earlier step of the same history by a later one. The derived
 * tables are rebuilt for all units, or only for `changed` ones.
 */
export async function writeHistory(tx: Tx, history: History, changed: readonly string[] | null = null): Promise<void> {
  const json = (rows: unknown) => JSON.stringify(rows);
  await tx.run(sql`delete from organisation.unit_succession`);
  await tx.run(sql`delete from organisation.unplaced`);
  await tx.run(sql`delete from organisation.covers`);
  await tx.run(sql`delete from organisation.unit_version`);
  await tx.run(sql`
    insert into organisation.unit (id, tree, label)
    select id, tree, label from jsonb_to_recordset(${json(history.units)}::jsonb) r(id uuid, tree text, label int) on conflict do nothing`);
  await tx.run(sql`
    insert into organisation.unit_version (unit_id, valid, name, kind, parent_id)
    select unit, daterange("from", "to"), kind || ' ' || left(unit::text, 6), kind, parent
    from jsonb_to_recordset(${json(history.versions)}::jsonb) r(unit uuid, "from" date, "to" date, kind text, parent uuid) where "to" is null or "from" < "to"`);
  await tx.run(sql`
    insert into organisation.covers (party_id, place_id, valid)
    select party, place, daterange("from", "to")
    from jsonb_to_recordset(${json(history.covers)}::jsonb) r(party uuid, place uuid, "from" date, "to" date) where "to" is null or "from" < "to"`);
  await tx.run(sql`
    with s as (
      select * from jsonb_to_recordset(${json(history.successions)}::jsonb) r(source uuid, target uuid, "on" date, share text, doubtful boolean)
    ), event as (
      insert into organisation.unit_event (kind, effective_on, state) select distinct 'reorganise', "on", 'carried_out' from s returning id, effective_on
    )
    insert into organisation.unit_succession (event_id, source_id, target_id, share, doubtful)
    select e.id, s.source, s.target, s.share, s.doubtful from s join event e on e.effective_on = s."on"`);
  await tx.run(sql`
    insert into organisation.unplaced (unit_id, valid, candidates)
    select unit, daterange("from", null), candidates
    from jsonb_to_recordset(${json(history.unplaced)}::jsonb) r(unit uuid, "from" date, candidates uuid[])`);
  await rebuildTree(tx, changed);
}

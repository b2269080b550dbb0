/** The deeds of Mường Nhé's story: who clears which village, which cell is founded when, who leads it. */
import { MUONG_NHE_VILLAGES } from '../facts/villages.ts';
import { addMonths, dateOf, monthOf, yearOf } from './dates.ts';
import { type Area, bornFor, officeOf } from './life.ts';
import { namPac } from './nam-pac.ts';
import { cellName } from './opening.ts';
import { bodyAfter, bodyOf } from './party.ts';
import { mergeVillages, oldPlace, OPENING, type Village } from './places.ts';
import { chooseSecretary } from './posts.ts';
import type { Random } from './random.ts';
import type { PlanPerson } from './types.ts';
import { day, type Cell, type Life, type World } from './world.ts';

/** Something the story does on a day. */
export type Deed = { on: string; act: () => void };
/** A village of 2010: with a cell of its own, sharing one, or without a member until the term. */
export type StoryPlace = {
  village: Village;
  role: 'mother' | 'blank' | 'shared';
  mother: Village;
  coveredFromStart: boolean;
};

const FOUNDED_BY_YEAR: readonly (readonly [number, number])[] = [
  [2015, 9],
  [2016, 11],
  [2017, 13],
  [2018, 14],
  [2019, 14],
  [2020, 14],
];
const HEADS_STAY_UNTIL = '2021-06-01';

/** The cell that stands for a village while it has none of its own. */
export function homeCell(world: World, place: StoryPlace): Cell {
  const cell = world.cells.get(`cell-${place.mother.key}`);
  if (!cell) throw new Error(`no cell for ${place.village.key}`);
  return cell;
}

export class Story {
  readonly deeds: Deed[] = [];
  private readonly world: World;
  private readonly area: Area;
  private readonly random: Random;
  private readonly lockedHeads: Map<string, string>;
  private decisions = 100;
  private readonly fragile: { village: Village; life: Life | null }[] = [];
  private readonly foundedOn = new Map<string, string>();
  private blankHeads = 0;
  private blankSecretaries = 0;

  constructor(world: World, area: Area, random: Random, lockedHeads: Map<string, string>) {
    this.world = world;
    this.area = area;
    this.random = random;
    this.lockedHeads = lockedHeads;
  }

  private at(on: string, act: () => void) {
    this.deeds.push({ on, act });
  }

  private count(on: string) {
    this.area.scripted.set(yearOf(on), (this.area.scripted.get(yearOf(on)) ?? 0) + 1);
  }

  private openUp(village: Village, on: string) {
    this.at(on, () => this.world.openVillages.add(village.key));
  }

  /** 75 village cells: 34 of villages that had no member, 41 of villages that shared a cell (Nậm Pắc is one). */
  foundCells(places: StoryPlace[]) {
    const { random } = this;
    const shared = random
      .shuffle(places.filter((one) => one.role === 'shared' && one.village.key !== namPac.key))
      .slice(0, 40);
    const blank = random.shuffle(places.filter((one) => one.role === 'blank')).slice(0, 34);
    for (const [year, count] of FOUNDED_BY_YEAR) {
      for (let i = 0; i < count; i += 1) {
        if (year === 2016 && i === 0) {
          this.tellNamPac(places);
          continue;
        }
        // A village without a member needs somebody first, so its cell comes in the second half of the year.
        const fromBlank = blank.length > 0 && (i % 2 === 0 || shared.length === 0);
        const place = fromBlank ? blank.shift() : shared.shift();
        if (!place) throw new Error('not enough villages for 75 cells');
        const on = dateOf(year, fromBlank ? random.int(7, 11) : random.int(2, 12), 3);
        this.foundedOn.set(place.village.key, on);
        if (fromBlank) this.clear(place, on);
        this.at(on, () => this.found(place.village, on));
      }
    }
    if (blank.length + shared.length > 0) throw new Error('villages left without the cell that the story gives them');
  }

  private tellNamPac(places: StoryPlace[]) {
    const place = places.find((one) => one.village.key === namPac.key);
    if (!place) throw new Error('Nậm Pắc is not among the places');
    this.foundedOn.set(namPac.key, '2016-02-03');
    namPac.tell(this.world, this.random, {
      found: () => this.found(place.village, '2016-02-03'),
      at: (on, act) => this.at(on, act),
      count: (on) => this.count(on),
      lockedHeads: this.lockedHeads,
    });
  }

  /** The first member of a village, some months before its cell; in fifteen villages it is the village head. */
  private clear(place: StoryPlace, foundedOn: string) {
    const { random } = this;
    const year = yearOf(foundedOn);
    const first = dateOf(year, monthOf(foundedOn) - random.int(2, 4), random.int(6, 28));
    this.coverFirst(place, first);
    if (year >= 2019 && this.fragile.length < 3) {
      const fragile: { village: Village; life: Life | null } = { village: place.village, life: null };
      this.fragile.push(fragile);
      this.admitLocal(place.village, first, (life) => (fragile.life = life));
      return;
    }
    if (this.blankHeads < 15) {
      this.blankHeads += 1;
      const leads = this.blankSecretaries < 8;
      if (leads) this.blankSecretaries += 1;
      this.head(place.village, first, leads ? dateOf(year + 2, 6, 8) : null);
    } else this.admitLocal(place.village, first);
    if (random.chance(0.5)) this.admitLocal(place.village, addMonths(first, 1));
    this.openUp(place.village, addMonths(`${first.slice(0, 7)}-02`, 6));
  }

  private coverFirst(place: StoryPlace, first: string) {
    if (place.coveredFromStart) return;
    const on = `${first.slice(0, 7)}-01`;
    this.at(on, () => this.world.cover(homeCell(this.world, place), place.village.key, on));
  }

  private admitLocal(village: Village, on: string, then: (life: Life) => void = () => undefined) {
    const { world, random } = this;
    this.count(on);
    const birthYear = bornFor(random, on);
    this.at(on, () =>
      then(
        world.enter(random, {
          cell: this.cellFor(village, on),
          on,
          cause: 'admission',
          people: village.people,
          birthYear,
          ceremonyOn: on,
          village,
          anchor: true,
        }),
      ),
    );
  }

  private cellFor(village: Village, on: string): Cell {
    const cell = this.world.coverage().get(village.key);
    if (!cell) throw new Error(`nobody covers ${village.key} on ${on}`);
    return cell;
  }

  /** A village head applies, is admitted, and may later lead the village's cell. */
  private head(village: Village, on: string, secretaryOn: string | null) {
    const { world, random } = this;
    const person = this.headPerson(village, on);
    const appliedOn =
      on > '2021' ? dateOf(2020, 12 - random.int(1, 2), random.int(6, 28)) : addMonths(on, -random.int(2, 3));
    this.count(on);
    world.headApplicants.push({
      person: person.key,
      village: village.key,
      appliedOn: appliedOn < '2015-01-06' ? '2015-01-06' : appliedOn,
      admittedOn: on,
    });
    this.at(on, () => {
      const life = world.enter(random, {
        cell: this.cellFor(village, on),
        on,
        cause: 'admission',
        person,
        ceremonyOn: on,
        village,
        anchor: true,
      });
      life.posts.push(...world.posts.filter((post) => post.person === person.key));
      if (!secretaryOn) return;
      this.at(secretaryOn, () => {
        const own = world.cells.get(`cell-${village.key}`);
        if (!own || life.cell !== own) throw new Error(`${village.key} has no cell to lead`);
        world.elect(life, secretaryOn);
        own.secretaryLockedUntil = HEADS_STAY_UNTIL;
      });
    });
  }

  /** The head as he was before: in office some years before the application, no member. */
  private headPerson(village: Village, on: string): PlanPerson {
    const { world, random } = this;
    const since = Math.min(yearOf(on) - random.int(2, 5), 2014);
    const person = world.newPerson(random, {
      people: village.people,
      sex: random.chance(0.1) ? 'female' : 'male',
      birthYear: random.int(1974, 1990),
      member: true,
    });
    const from = random.chance(0.4) ? day(`${since}-01-01`, 'year') : day(dateOf(since, random.int(2, 12), 15));
    this.at(from.on, () => {
      world.endPost(world.heads.get(village.key), from.on, from.precision === 'year' ? 'year' : 'day');
      world.heads.set(village.key, world.holdPost(person.key, village.key, 'village_head', from));
      this.lockedHeads.set(village.key, HEADS_STAY_UNTIL);
    });
    return person;
  }

  /** A village cell opens with its residents, and with officials sent from the commune where it needs three. */
  private found(village: Village, on: string): Cell {
    const { world } = this;
    const before = world.coverage().get(village.key);
    this.decisions += 1;
    const after = on >= '2025-07-01';
    const cell = world.openCell({
      key: `cell-${village.key}`,
      name: cellName(village),
      setting: 'village',
      district: this.area.district,
      commune: village.commune,
      parent: after ? bodyAfter(world, village.commune) : bodyOf(oldPlace(village.commune)),
      on,
      basis: `${this.decisions}-QĐ/${after ? 'ĐU' : 'HU'}`,
    });
    if (before) {
      world.uncover(before, village.key, on);
      for (const life of [...before.members]) {
        if (life.village === village) world.move(life, cell, on, 'reorganisation', { event: `establish-${cell.key}` });
      }
    }
    world.cover(cell, village.key, on);
    for (let missing = 3 - world.officials(cell).length; missing > 0; missing -= 1) this.send(cell, on);
    const secretary = chooseSecretary(this.random, cell, world, addMonths(on, 1));
    if (secretary) world.elect(secretary, on);
    return cell;
  }

  /** An official of the commune's offices or schools is sent to a young cell, and returns when it can do without. */
  private send(cell: Cell, on: string) {
    const { world, random } = this;
    const offices = [...world.cells.values()].filter(
      (one) =>
        one.commune === cell.commune &&
        one.closedOn === null &&
        /^cell-(agency|primary|secondary|kindergarten|government)-/.test(one.key),
    );
    const ready = offices.flatMap((one) =>
      world
        .officials(one)
        .filter((life) => !life.anchor && life.due === null && life.open !== null && life.open.from.on < on),
    );
    const life = random.pick(ready);
    world.move(life, cell, on, 'internal');
    life.anchor = true;
    const back = (later: string) => {
      if (world.officials(cell).length <= 3) {
        life.due = { month: addMonths(later, 12).slice(0, 7), act: back };
        return;
      }
      world.move(life, officeOf(world, cell.commune), later, 'internal');
      life.anchor = false;
    };
    life.due = { month: addMonths(on, random.int(24, 40)).slice(0, 7), act: back };
  }

  /** Four villages are cleared without a cell of their own; two of them get one after 2020. */
  clearWithoutOwnCell(places: StoryPlace[]) {
    const rest = places.filter((one) => one.role === 'blank' && !this.foundedOn.has(one.village.key));
    rest.forEach((place, i) => {
      const on = dateOf(2016 + i, 5, 19);
      this.coverFirst(place, on);
      this.admitLocal(place.village, on);
      this.admitLocal(place.village, addMonths(on, 3));
      this.openUp(place.village, addMonths(on, 6));
      if (i < 2) this.at(dateOf(2022 + i, 3, 3), () => this.found(place.village, dateOf(2022 + i, 3, 3)));
    });
  }

  /** Heads of villages that shared a cell: eight admitted, two whose application was still open at the end of 2020. */
  headsOfSharedVillages(places: StoryPlace[]) {
    const { random } = this;
    const shared = places.filter(
      (one) => one.role === 'shared' && one.village.key !== namPac.key && this.foundedOn.has(one.village.key),
    );
    const early = shared.filter((one) => (this.foundedOn.get(one.village.key) ?? '') < '2019');
    const leading = random.shuffle(early).slice(0, 3);
    for (const { village } of leading)
      this.head(village, dateOf(2017, random.int(2, 11), random.int(6, 28)), dateOf(2019, random.int(7, 11), 8));
    const others = random.shuffle(shared.filter((one) => !leading.includes(one))).slice(0, 7);
    others.forEach(({ village }, i) => {
      const on = i < 5 ? dateOf(2016 + i, random.int(4, 11), random.int(6, 28)) : dateOf(2021, 3 + (i - 5) * 2, 19);
      this.head(village, on, null);
    });
  }

  /** Two villages that shared a cell are taken into the village whose cell it is, by the council's resolution of 2019. */
  mergers(places: StoryPlace[]) {
    const { world } = this;
    const on = '2020-01-01';
    const candidates = places
      .filter((one) => one.role === 'shared' && !this.foundedOn.has(one.village.key))
      .slice(0, 2);
    for (const place of candidates) {
      this.at('2019-06-17', () => {
        // The oldest of those who lived there died before the merger, so the village's own past keeps a member.
        const elder = [...homeCell(world, place).members].find((life) => life.village === place.village && life.anchor);
        if (elder) world.exit(elder, 'deceased', '2019-06-17');
      });
      this.at(on, () => {
        const cell = homeCell(world, place);
        world.uncover(cell, place.village.key, on);
        world.openVillages.delete(place.village.key);
        world.endPost(world.heads.get(place.village.key), on);
        for (const life of cell.members) if (life.village === place.village) world.moveHome(life, place.mother, on);
        mergeVillages(world.places, { absorbed: place.village.key, into: place.mother.key, on, act: '148/NQ-HĐND' });
      });
    }
  }

  /** Ten villages founded 2016-2019 have no Party organisation at the end of 2020; all but one get one afterwards. */
  lateVillages() {
    const { world } = this;
    const late = world.places.villages.filter((one) => one.commune in MUONG_NHE_VILLAGES && one.foundedOn > OPENING);
    late.slice(0, 9).forEach((village, i) => {
      const on = dateOf(2021 + Math.floor(i / 3), 2 + (i % 3) * 3, 3);
      this.at(on, () => {
        if (i < 3) this.found(village, on);
        else {
          const neighbour = [...world.cells.values()].find(
            (cell) => cell.setting === 'village' && cell.commune === village.commune,
          );
          if (!neighbour) throw new Error(`no cell near ${village.key}`);
          world.cover(neighbour, village.key, on);
        }
      });
      this.admitLocal(village, addMonths(`${on.slice(0, 7)}-19`, 2));
      this.openUp(village, addMonths(on, 8));
    });
  }

  /** Three villages lose their only member again; two of them get new ones. */
  relapses() {
    const { world } = this;
    this.fragile.forEach((fragile, i) => {
      const on = dateOf(2021 + i, 8, 17);
      this.at(on, () => {
        if (!fragile.life) throw new Error(`${fragile.village.key} never had a member`);
        world.exit(
          fragile.life,
          i === 1 ? 'deceased' : 'transfer_out',
          on,
          i === 1 ? {} : { toOutside: 'Đảng bộ tỉnh Lai Châu' },
        );
      });
      if (i === 2) return;
      const again = addMonths(on, 17);
      this.admitLocal(fragile.village, again);
      this.admitLocal(fragile.village, addMonths(again, 4));
      this.openUp(fragile.village, addMonths(`${again.slice(0, 7)}-02`, 8));
    });
  }
}

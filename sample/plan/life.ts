/** What happens to members by chance, month by month; what the story needs is left alone. */
import { OFFICE_PEOPLES } from '../facts/villages.ts';
import { addMonths, dateOf, monthOf, yearOf, yearsBetween } from './dates.ts';
import { successorOf } from './places.ts';
import type { Random } from './random.ts';
import type { Cell, Life, World } from './world.ts';
import type { Village } from './places.ts';

/** A district as its members live: how many join in a year, and how many come from outside. */
export type Area = {
  district: string;
  admissions: (year: number) => { total: number; kinh: number; offices: number };
  arrivals: (year: number) => number;
  kinhShare: number;
  /** Admissions that the story makes by hand, by year; chance makes up the rest of the year. */
  scripted: Map<number, number>;
  /** First year in which somebody who left may come back. */
  readmissionsFrom: number;
};

export type Month = { year: number; month: number; today: string };

const OUTSIDE = [
  'Đảng bộ tỉnh Lai Châu',
  'Đảng bộ tỉnh Sơn La',
  'Đảng bộ tỉnh Phú Thọ',
  'Đảng bộ tỉnh Thái Nguyên',
  'Đảng bộ tỉnh Lào Cai',
  'Đảng bộ thành phố Hà Nội',
  'Đảng bộ Quân đội',
  'Đảng bộ tỉnh Bắc Ninh',
];

/** The n-th part of a yearly number, so that twelve months add up exactly. */
const part = (total: number, month: number) =>
  Math.round((total * month) / 12) - Math.round((total * (month - 1)) / 12);

const deathRisk = (age: number) => (age < 40 ? 0.0008 : age < 60 ? 0.004 : age < 70 ? 0.014 : age < 80 ? 0.04 : 0.1);

/** One month of one district. */
export function liveMonth(world: World, area: Area, { year, month, today }: Month, random: Random) {
  const cells = [...world.cells.values()].filter((cell) => cell.district === area.district && cell.closedOn === null);
  const lives = cells.flatMap((cell) => [...cell.members]);
  const offices = cells.filter((cell) => cell.setting !== 'village');
  const villages = world.places.villages.filter((village) => world.openVillages.has(village.key));
  const coverage = world.coverage();
  const scene = {
    world,
    area,
    cells,
    offices,
    coverage,
    villages: villages.filter((village) => coverage.get(village.key)?.district === area.district),
    random,
  };
  const thisMonth = dateOf(year, month, 1).slice(0, 7);
  for (const life of lives) {
    const dayOfMonth = random.int(6, 28);
    const luck = random.next();
    if (
      life.open?.state === 'probationary' &&
      life.open.cause !== 'readmission' &&
      sameMonth(monthTwelve(life), year, month)
    ) {
      if (monthTwelve(life) <= today) world.recognise(life, random);
    } else if (life.due && life.due.month === thisMonth) {
      const { act } = life.due;
      const on = dateOf(year, month, dayOfMonth);
      if (on > today) continue;
      life.due = null;
      act(on);
    } else if (!life.anchor && luck * 12 < 1 && luck * 12 < riskCeiling(year - yearOf(life.person.birth.on))) {
      const on = dateOf(year, month, dayOfMonth);
      if (on <= today) fate(scene, life, on, luck);
    }
  }
  admitByChance(scene, { year, month, today });
  arrive(scene, { year, month, today });
  if (month === 9 && year >= area.readmissionsFrom) takeBack(scene, dateOf(year, month, 15), today);
}

type Scene = {
  world: World;
  area: Area;
  cells: Cell[];
  offices: Cell[];
  villages: Village[];
  coverage: Map<string, Cell>;
  random: Random;
};

const monthTwelve = (life: Life) => addMonths(life.member.ceremony.on, 12);

/** More than all yearly risks of that age together; most months of most lives end here. */
const riskCeiling = (age: number) => (age < 59 ? 0.1 : 1);

const sameMonth = (on: string, year: number, month: number) => yearOf(on) === year && monthOf(on) === month;

/** At most one thing a month, by risks that add up; `luck` is drawn before, so that the past never depends on it. */
function fate(scene: Scene, life: Life, on: string, luck: number) {
  const { world, random } = scene;
  const { open, cell } = life;
  if (!open || open.from.on >= on || life.due) return;
  const age = yearsBetween(life.person.birth.on, on);
  const village = cell.setting === 'village';
  let bar = 0;
  const falls = (yearly: number) => {
    bar += yearly / 12;
    return luck < bar;
  };
  const document = (kind: string) => `${1 + (Math.floor(luck * 1e6) % 900)}-${kind}`;

  if (falls(deathRisk(age))) return world.exit(life, 'deceased', on);
  if (open.state === 'probationary') {
    if (falls(0.004)) world.exit(life, 'struck_off', on, { document: document('QĐ/HU') });
    return;
  }
  if (open.state !== 'official') return;
  if (falls(0.0022)) return world.exit(life, 'struck_off', on, { document: document('QĐ/HU') });
  if (falls(0.0009)) return world.exit(life, 'withdrawn', on, { document: document('QĐ/HU') });
  if (falls(0.0007)) return world.exit(life, 'expelled', on, { document: document('QĐ/UBKT') });
  if (falls(0.001)) {
    world.setState(life, 'suspended', on);
    life.due = { month: addMonths(on, 2).slice(0, 7), act: (back) => world.setState(life, 'official', back) };
    return;
  }
  if (falls(village ? 0.006 : 0.03)) {
    return world.exit(life, 'transfer_out', on, { toOutside: OUTSIDE[Math.floor(luck * 1e5) % OUTSIDE.length] ?? '' });
  }
  if (age >= 70 && falls(0.12)) return world.setState(life, 'exempt', on);
  if (village && age < 45 && falls(0.025)) return goAway(world, life, 'temp_exempt', on, random.int(5, 11));
  if (falls(village ? 0.005 : 0.01)) return goAway(world, life, 'temporarily_away', on, random.int(3, 12));
  if (!village && age >= 60 && falls(0.6)) return retire(scene, life, on);
  if (!village && falls(0.02)) {
    const target = random.pick(scene.offices.filter((one) => one.setting === cell.setting));
    if (target !== cell) world.move(life, target, on, 'internal');
  }
}

function goAway(world: World, life: Life, state: 'temp_exempt' | 'temporarily_away', on: string, months: number) {
  world.setState(life, state, on);
  life.due = { month: addMonths(on, months).slice(0, 7), act: (back) => world.setState(life, 'official', back) };
}

/** Who retires from an office goes to the cell of a village, most often near the office. */
function retire({ world, villages, coverage, random }: Scene, life: Life, on: string) {
  const near = villages.filter((village) => village.commune === life.cell.commune);
  const village = random.pick(near.length > 0 ? near : villages);
  const cell = coverage.get(village.key);
  if (!cell) return;
  life.member.occupation = 'retired';
  world.move(life, cell, on, 'internal', { village });
}

function officePeople(random: Random, district: string): string {
  return random.weighted(Object.entries(OFFICE_PEOPLES[district] ?? { '02': 1 }));
}

/** The ages at which people join: mostly young. */
const joiningAge = (random: Random) =>
  random.weighted([
    [random.int(18, 24), 4],
    [random.int(25, 30), 4],
    [random.int(31, 40), 2],
    [random.int(41, 54), 0.7],
  ]);

/** Birth year that makes somebody at least 18 on the day. */
export const bornFor = (random: Random, on: string) => yearOf(on) - joiningAge(random) - 1;

function admitByChance(scene: Scene, { year, month, today }: Month) {
  const { world, area, villages, offices, coverage, random } = scene;
  const quota = area.admissions(year);
  const inVillages = quota.total - quota.offices - (area.scripted.get(year) ?? 0);
  if (inVillages < 0) throw new Error(`the story admits more people in ${year} than the year has`);
  for (let i = part(inVillages, month); i > 0; i -= 1) {
    const village = random.pick(villages);
    const cell = coverage.get(village.key);
    const on = dateOf(year, month, random.int(6, 28));
    const birthYear = bornFor(random, on);
    if (!cell) throw new Error(`${village.key} is open but no cell covers it`);
    if (on <= today)
      world.enter(random, {
        cell,
        on,
        cause: 'admission',
        people: villagePeople(random, area, village),
        birthYear,
        ceremonyOn: on,
        village,
      });
  }
  const kinh = part(quota.kinh, month);
  for (let i = part(quota.offices, month); i > 0; i -= 1) {
    const cell = random.pick(offices);
    const on = dateOf(year, month, random.int(6, 28));
    const birthYear = bornFor(random, on) - 2;
    const people = i <= kinh ? '01' : officePeople(random, area.district);
    if (on <= today) world.enter(random, { cell, on, cause: 'admission', people, birthYear, ceremonyOn: on });
  }
}

/** In the villages of Mường Nhé everybody admitted is of the village's own people; in Chiêm Hóa some are not. */
function villagePeople(random: Random, area: Area, village: Village): string {
  const mixed = random.chance(0.12);
  if (area.district !== '073') return village.people;
  return mixed ? random.pick(['01', '02', '09', '07']) : village.people;
}

function arrive({ world, area, offices, random }: Scene, { year, month, today }: Month) {
  const small = offices.filter((cell) => cell.members.size < 6);
  for (let i = part(area.arrivals(year), month); i > 0; i -= 1) {
    const cell = random.pick(small.length > 0 && random.chance(0.5) ? small : offices);
    const on = dateOf(year, month, random.int(6, 28));
    // Nobody who comes from outside was admitted between 2015 and 2020: the term's admissions are those made here.
    const joined =
      year < 2015 || year > 2023 ? year - random.int(2, 3) - (year > 2023 ? 0 : 1) : random.int(2004, 2014);
    const ceremonyOn = dateOf(joined, random.int(1, 12), random.int(6, 28));
    const people = random.chance(area.kinhShare) ? '01' : officePeople(random, area.district);
    const outside = random.pick(OUTSIDE);
    const birthYear = joined - random.int(21, 32);
    if (on <= today) world.enter(random, { cell, on, cause: 'transfer_in', people, birthYear, ceremonyOn, outside });
  }
}

/** Somebody who left at least forty months ago is taken back, into probation again. */
function takeBack({ world, area, random }: Scene, on: string, today: string) {
  if (on > today) return;
  const back = new Set(world.readmissions.map((one) => one.person));
  const exit = world.exits.find(
    (one) =>
      (one.cause === 'struck_off' || one.cause === 'withdrawn') &&
      one.on < addMonths(on, -40) &&
      one.on > addMonths(on, -90) &&
      !back.has(one.person) &&
      world.cells.get(one.cell)?.district === area.district &&
      world.cells.get(one.cell)?.closedOn === null,
  );
  const life = exit ? world.lifeByPerson.get(exit.person) : undefined;
  if (!life || life.member.recognition === null || random.chance(0.2)) return;
  world.readmit(life, on);
  life.due = { month: addMonths(on, 12).slice(0, 7), act: () => world.setState(life, 'official', addMonths(on, 12)) };
}

/** The office cell of a commune on a day: its own until June 2025, that of the new commune afterwards. */
export function officeOf(world: World, commune: string): Cell {
  const own = world.cells.get(`cell-agency-${commune}`);
  if (own && own.closedOn === null) return own;
  const after = world.cells.get(`cell-government-${successorOf(world.places.facts, commune)}-after`);
  if (!after) throw new Error(`no office cell for ${commune}`);
  return after;
}

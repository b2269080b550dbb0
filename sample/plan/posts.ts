/** Who leads: elections in cells, heads of villages, secretaries of the levels above. */
import { dateOf, yearsBetween } from './dates.ts';
import type { Village } from './places.ts';
import type { Random } from './random.ts';
import type { Cell, Life, World } from './world.ts';

const CELL_ELECTIONS = ['2012-06', '2015-03', '2017-09', '2020-03', '2022-09', '2025-03'];
const HEAD_ELECTIONS = ['2012-12', '2015-12', '2018-06', '2020-12', '2023-06', '2025-12'];

/** The person a cell would choose: official, of working age, long enough a member. */
export function chooseSecretary(random: Random, cell: Cell, world: World, on: string, not?: Life): Life | undefined {
  // Which of the heads who applied become secretaries is told by the story until the term is over.
  const told = new Set(on < '2021-06-01' ? world.headApplicants.map((one) => one.person) : []);
  const ready = world
    .officials(cell)
    .filter((life) => life !== not && !told.has(life.person.key) && life.open !== null && life.open.from.on < on);
  const working = ready.filter((life) => {
    const age = yearsBetween(life.person.birth.on, on);
    return age >= 27 && age <= 58;
  });
  const from = working.length > 0 ? working : ready;
  return from.length > 0 ? random.pick(from) : undefined;
}

/** Vacant posts of a district are filled, and every half term cells and villages vote. */
export function electMonth(
  world: World,
  district: string,
  at: { year: number; month: number; today: string },
  random: Random,
  lockedHeads: Map<string, string>,
) {
  const on = dateOf(at.year, at.month, 5);
  if (on > at.today) return;
  const ym = on.slice(0, 7);
  const cellVote = CELL_ELECTIONS.includes(ym);
  const headVote = HEAD_ELECTIONS.includes(ym);
  for (const cell of world.cells.values()) {
    if (cell.district !== district || cell.closedOn !== null) continue;
    const changes = random.chance(0.3);
    if (cell.secretaryLockedUntil > on) continue;
    if (cell.secretary !== null && !(cellVote && changes)) continue;
    const next = chooseSecretary(random, cell, world, on, world.lifeByPerson.get(cell.secretary?.person ?? ''));
    if (next) world.elect(next, on);
  }
  const coverage = world.coverage();
  const residents = (village: Village) =>
    [...(coverage.get(village.key)?.members ?? [])].filter(
      (life) => life.village === village && life.open?.state === 'official',
    );
  for (const village of world.places.villages) {
    if (village.foundedOn > on || (village.endedOn !== null && village.endedOn <= on)) continue;
    const home = coverage.get(village.key)?.district ?? districtOf(village);
    if (home !== district) continue;
    const post = world.heads.get(village.key);
    const changes = random.chance(0.35);
    if ((lockedHeads.get(village.key) ?? '') > on) continue;
    if (post && post.to === null && !(headVote && changes)) continue;
    if (post && post.to === null) world.endPost(post, on);
    appointHead(world, village, residents(village), random, on);
  }
}

export const districtOf = (village: Village) =>
  village.commune === '03167' ? '103' : village.commune.startsWith('03') ? '096' : '073';

function appointHead(world: World, village: Village, members: Life[], random: Random, on: string) {
  const memberShare = districtOf(village) === '073' ? 0.75 : on < '2015' ? 0.45 : 0.62;
  const free = members.filter((life) => life.person.sex === 'male' || random.chance(0.3));
  const first = !world.heads.has(village.key) && village.foundedOn <= `${on.slice(0, 4)}-01-01`;
  const precision = first && random.chance(0.25) ? 'year' : 'day';
  const from = { on: precision === 'year' ? `${on.slice(0, 4)}-01-01` : on, precision } as const;
  const chosen = free.length > 0 && random.chance(memberShare) ? random.pick(free) : undefined;
  const person =
    chosen?.person ??
    world.newPerson(random, {
      people: village.people,
      sex: random.chance(0.12) ? 'female' : 'male',
      birthYear: Number(on.slice(0, 4)) - random.int(27, 52),
      member: false,
    });
  world.heads.set(
    village.key,
    world.holdPost(person.key, village.key, 'village_head', chosen ? { on, precision: 'day' } : from),
  );
}

/** Puts the sample together: places, Party tree, and month after month of life up to the day it is loaded. */
import { CHIEM_HOA_COMMUNES, MUONG_NHE_VILLAGES, NA_CO_SA_VILLAGES } from '../facts/villages.ts';
import { REORGANISED_ON } from '../facts/index.ts';
import { buildApplications } from './admission.ts';
import { buildChannel } from './channel.ts';
import { chiemHoaArea, naCoSaArea, tellChiemHoa, tellNaCoSa } from './chiem-hoa.ts';
import { addDays, addMonths, dateOf, yearOf } from './dates.ts';
import { fillSeats, leadingSeats, openProvinces, openYouthUnions } from './levels.ts';
import { buildAssignments } from './assignments.ts';
import { buildDues } from './dues.ts';
import { buildEvaluation } from './evaluation.ts';
import { buildLearning } from './learning.ts';
import { liveMonth } from './life.ts';
import { buildMeetings } from './meetings.ts';
import { muongNheArea, tellMuongNhe } from './muong-nhe.ts';
import type { Deed } from './muong-nhe-story.ts';
import { buildBodies, reorganiseParty } from './party.ts';
import { buildPlaces } from './places.ts';
import { electMonth } from './posts.ts';
import { choosePrestige } from './prestige.ts';
import { buildArticles } from './articles.ts';
import { buildOutreach } from './outreach.ts';
import { buildReports } from './reports.ts';
import { buildProfiles } from './profiles.ts';
import { randomFor } from './random.ts';
import type { SamplePlan } from './sample-plan.ts';
import type { PlanBadge } from './types.ts';
import { appointUsers } from './users.ts';
import { buildVillages, describeProfiles } from './villages.ts';
import { buildRecords } from './records.ts';
import { buildWelfare } from './welfare.ts';
import { World } from './world.ts';

export const SAMPLE_SEED = 'gan-dan-1';
const FIRST_YEAR = 2010;

/**
 * The whole sample as plain data. The same seed gives the same past whatever `today` is; a later `today` only adds.
 * @param at.today day up to which life goes on, not before 1 August 2025
 */
export function buildSample(at: { today: string; seed?: string }): SamplePlan {
  const { today, seed = SAMPLE_SEED } = at;
  if (today < '2025-08-01') throw new Error('the sample needs a day after the merger of July 2025');
  const world = new World(buildPlaces(seed));
  buildBodies(world);
  openYouthUnions(world);
  const lockedHeads = new Map<string, string>();
  const areas = { muongNhe: muongNheArea(), naCoSa: naCoSaArea(), chiemHoa: chiemHoaArea() };
  const deeds: Deed[] = [
    ...openProvinces(world, randomFor(`${seed}/provinces`)),
    ...tellNaCoSa(world, areas.naCoSa, randomFor(`${seed}/na-co-sa`)),
    ...tellChiemHoa(world, areas.chiemHoa, randomFor(`${seed}/chiem-hoa`)),
    { on: REORGANISED_ON, act: () => ['096', '103', '073'].forEach((district) => reorganiseParty(world, district)) },
  ];
  const story = tellMuongNhe(world, areas.muongNhe, randomFor(`${seed}/muong-nhe`), lockedHeads);
  const seats = leadingSeats(world);

  for (
    let year = FIRST_YEAR, month = 1;
    dateOf(year, month, 1) <= today;
    month === 12 ? ((year += 1), (month = 1)) : (month += 1)
  ) {
    const at = { year, month, today };
    const end = addMonths(dateOf(year, month, 1), 1);
    doDeeds(deeds, end, today);
    doDeeds(story, end, today);
    fillSeats(world, seats, at, randomFor(`${seed}/seats/${year}-${month}`));
    for (const area of Object.values(areas)) {
      electMonth(world, area.district, at, randomFor(`${seed}/votes/${area.district}/${year}-${month}`), lockedHeads);
      liveMonth(world, area, at, randomFor(`${seed}/life/${area.district}/${year}-${month}`));
    }
  }
  writeLetters(world, today, seed);
  const users = appointUsers(world, seed);
  const told = { ...world, villages: world.places.villages, seed, today };
  const prestige = choosePrestige(told);
  const meetings = buildMeetings({ ...world, units: world.partyUnits }, { seed, today });
  const committee = buildAssignments(
    { ...world, units: world.partyUnits, meetings: meetings.meetings },
    { seed, today },
  );
  const plan = {
    seed,
    today,
    meetings,
    assignments: committee.assignments,
    units: [...world.places.units.values(), ...world.partyUnits],
    links: world.links,
    events: world.places.events.filter((event) => event.effectiveOn <= today),
    persons: [...world.persons, ...prestige.persons],
    members: world.lives.map((life) => life.member),
    states: world.states,
    transfers: world.transfers,
    exits: world.exits,
    readmissions: world.readmissions,
    residences: world.residences,
    badges: giveBadges(world, today, seed),
    posts: [...world.posts, ...prestige.posts, ...committee.posts],
    profiles: describeProfiles(buildProfiles(world.places, { seed, today }), world.places.villages, seed),
    villages: buildVillages(told),
    learning: buildLearning({ ...told, world }),
    records: buildRecords({ world, today, seed }),
    welfare: buildWelfare({ world, villages: world.places.villages, today, seed }),
    outreach: buildOutreach({ posts: world.posts, states: world.states, seed, today }),
    reports: buildReports({ units: world.partyUnits, today }),
    articles: buildArticles({ today }),
    users,
    headApplicants: world.headApplicants,
  };
  const channel = buildChannel({ twinnings: plan.outreach.twinnings, units: plan.units, seed, today });
  const whole = {
    ...plan,
    channel,
    evaluation: buildEvaluation(plan, { seed, today }),
    dues: buildDues(plan, { seed, today }),
  };
  return { ...whole, applications: buildApplications(whole) };
}

/** Does what is due before a day, in order; a deed may add later ones. */
function doDeeds(deeds: Deed[], before: string, today: string) {
  for (;;) {
    const due = deeds.filter((deed) => deed.on < before && deed.on <= today);
    const next = due.reduce<Deed | undefined>(
      (first, deed) => (first === undefined || deed.on < first.on ? deed : first),
      undefined,
    );
    if (!next) return;
    deeds.splice(deeds.indexOf(next), 1);
    next.act();
  }
}

/** Transfer letters of the last weeks that have not been presented yet. */
function writeLetters(world: World, today: string, seed: string) {
  const random = randomFor(`${seed}/letters`);
  for (const district of ['096', '073']) {
    const ready = world.lives.filter(
      (life) =>
        life.open?.state === 'official' &&
        !life.anchor &&
        life.due === null &&
        life.cell.district === district &&
        life.cell.setting !== 'village',
    );
    for (let i = 0; i < 3; i += 1) {
      const life = random.pick(ready);
      const letterOn = addDays(today, -random.int(3, 25));
      if (life.open && life.open.from.on < letterOn && !life.anchor)
        world.announceTransfer(life, letterOn, 'Đảng bộ tỉnh Lào Cai');
    }
  }
}

const BADGE_YEARS = [30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90];
const OCCASIONS = ['02-03', '05-19', '09-02', '11-07'];

/** Badges given on the four days of the year; some that fell due in the last weeks are not given yet. */
function giveBadges(world: World, today: string, seed: string): PlanBadge[] {
  const random = randomFor(`${seed}/badges`);
  const until = new Map(world.exits.map((exit) => [exit.person, exit.on]));
  const badges: PlanBadge[] = [];
  for (const life of world.lives) {
    const { person, decision } = life.member;
    for (const years of BADGE_YEARS) {
      const reached = addMonths(decision.on, years * 12);
      const givenOn =
        [...OCCASIONS.map((at) => `${yearOf(reached)}-${at}`), `${yearOf(reached) + 1}-02-03`].find(
          (on) => on >= reached,
        ) ?? reached;
      const waits = givenOn > addDays(today, -60) && random.chance(0.3);
      if (givenOn < '2010-02-03' || givenOn > today || waits || (until.get(person) ?? '9999') <= givenOn) continue;
      badges.push({ person, years, givenOn });
    }
  }
  return badges;
}

/** Communes of the sample by district before July 2025; used by tests and tools. */
export const SAMPLE_COMMUNES = {
  '096': Object.keys(MUONG_NHE_VILLAGES),
  '103': Object.keys(NA_CO_SA_VILLAGES),
  '073': Object.keys(CHIEM_HOA_COMMUNES),
};

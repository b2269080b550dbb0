/**
 * What is told of the villages beyond their households: poverty, signal, road and power, what came in which year, what programmes
 * brought, persons of prestige, what was done as counts, and the papers of states that were cleared. Everything about a village
 * comes from a stream of chance of its own, so that a later day only adds.
 */
import type { DatedBy } from '#platform/shapes.ts';
import { addDays, dateOf, yearOf } from './dates.ts';
import { districtOf } from './posts.ts';
import { randomFor } from './random.ts';
import type { Village } from './places.ts';
import { isMountain, livesOn, presenceOf, type Told } from './prestige.ts';
import type { Key, PlanProfile } from './types.ts';
import type { PlanBenefit, PlanFact, PlanStateEvent, PlanWork, VillagesPlan } from './village-types.ts';

const inMuongNhe = (village: Village) => districtOf(village) === '096';
const year = (of: number): DatedBy => ({ on: `${of}-01-01`, precision: 'year' });

/** Adds to the snapshots of households and residents what else was looked at, and by which poverty standard. */
export function describeProfiles(
  profiles: readonly PlanProfile[],
  villages: readonly Village[],
  seed: string,
): PlanProfile[] {
  const told = new Map(villages.map((village) => [village.key, traitsOf(village, seed)]));
  return profiles.map((profile) => {
    const traits = told.get(profile.village);
    if (!traits) return profile;
    const at = yearOf(profile.asOf);
    const isReview = profile.asOf.endsWith('-12-31');
    // A new standard counts more households as poor; within a standard the share falls year by year.
    const since = at - (at <= 2020 ? 2015 : at <= 2025 ? 2021 : 2026);
    const start = at <= 2020 ? traits.poorAtStart : at <= 2025 ? traits.poorAtStart * 0.86 : traits.poorAtStart * 0.6;
    const share = Math.max(0.02, start * (1 - 0.075 * since));
    const poor = Math.round(profile.households * share);
    return {
      ...profile,
      ...(isReview
        ? {
            poor,
            nearPoor: Math.min(profile.households - poor, Math.round(profile.households * traits.nearPoor)),
            standard: at <= 2015 ? '2011-2015' : at <= 2020 ? '2016-2020' : at <= 2025 ? '2021-2025' : '2026-2030',
          }
        : {}),
      ...(at >= 2016
        ? {
            signal: at >= traits.goodSignal ? 'good' : at >= traits.someSignal ? 'holes' : 'none',
            power: at >= traits.grid ? 'grid' : at >= traits.grid - 4 ? 'partial' : 'none',
            road: at >= traits.road + 5 ? 'car_all_year' : at >= traits.road ? 'car_dry' : 'motorbike',
            cultureHouse: at >= traits.house ? 'own' : at >= traits.house - 3 ? 'shared' : 'none',
          }
        : {}),
    };
  });
}

/** When things came to a village; beyond 2026 they have not come yet. */
function traitsOf(village: Village, seed: string) {
  const random = randomFor(`${seed}/village/${village.key}`);
  const mountain = isMountain(village);
  const late = random.next();
  const traits = {
    poorAtStart: mountain ? 0.58 + random.next() * 0.2 : 0.2 + random.next() * 0.16,
    nearPoor: mountain ? 0.09 + random.next() * 0.06 : 0.07 + random.next() * 0.05,
    someSignal: mountain ? (late > 0.93 ? 2028 : random.int(2009, 2021)) : late > 0.98 ? 2028 : random.int(2006, 2014),
    goodSignal: mountain ? (late > 0.76 ? 2030 : random.int(2019, 2025)) : late > 0.93 ? 2030 : random.int(2014, 2020),
    grid: mountain ? (late > 0.95 ? 2028 : random.int(2008, 2022)) : random.int(1998, 2012),
    road: mountain ? random.int(2006, 2024) : random.int(1996, 2012),
    house: mountain ? random.int(2012, 2029) : random.int(2004, 2020),
    school: random.int(1988, 2006),
  };
  if (village.key === 'nam-pac')
    return { ...traits, someSignal: 2019, goodSignal: 2030, grid: 2017, road: 2018, school: 1998 };
  if (village.key === 'phieng-vai')
    return { ...traits, someSignal: 2009, goodSignal: 2016, grid: 2008, road: 2004, school: 1994, house: 2014 };
  return traits;
}

/** What came in which year, from the same traits as the snapshots. */
function factsOf(village: Village, seed: string, today: string): PlanFact[] {
  const traits = traitsOf(village, seed);
  const now = yearOf(today);
  const fact = (topic: string, at: number, value: string, source: string): PlanFact[] =>
    at > now ? [] : [{ village: village.key, topic, on: year(at), value, source }];
  if (village.key === 'phieng-vai')
    // As a villager tells it: the way to the district was hard, easier since 1992.
    return [
      ...fact('road', 1992, 'đi lên huyện dễ hơn trước', 'lời kể của người dân, báo đăng năm 2020'),
      ...fact('school', traits.school, 'trẻ em trong bản được đến lớp', 'hồ sơ trường'),
      ...fact('press', 1996, 'báo về tới bản', 'lời kể của người dân, báo đăng năm 2020'),
      ...fact('radio_tv', 1999, 'có đài, ti vi', 'lời kể của người dân, báo đăng năm 2020'),
      ...fact('power', traits.grid, 'điện lưới', 'biên bản nghiệm thu'),
      ...fact('signal', traits.someSignal, 'có sóng điện thoại', 'báo cáo của xã'),
      ...fact('internet', traits.goodSignal, 'có Internet', 'lời kể của người dân, báo đăng năm 2020'),
    ];
  const random = randomFor(`${seed}/facts/${village.key}`);
  return [
    ...fact(
      'school',
      traits.school,
      random.pick(['điểm trường, 2 lớp', 'điểm trường mầm non', 'lớp cắm bản']),
      'hồ sơ trường',
    ),
    ...fact(
      'road',
      traits.road,
      random.pick(['đường ô tô mùa khô tới bản', 'mở đường dân sinh', 'đường vào bản']),
      'biên bản nghiệm thu',
    ),
    ...fact('power', traits.grid, 'điện lưới', random.pick(['lời kể, 3 người', 'biên bản nghiệm thu'])),
    ...fact(
      'signal',
      traits.someSignal,
      random.pick(['sóng di động, còn vùng lõm', 'sóng 3G ở đầu bản']),
      'báo cáo của xã',
    ),
    ...fact('culture_house', traits.house, 'nhà văn hoá', 'biên bản bàn giao'),
  ].filter(() => village.key === 'nam-pac' || random.chance(0.8));
}

/** What programmes brought, as totals of a village and year. */
function benefitsOf(village: Village, seed: string): PlanBenefit[] {
  const random = randomFor(`${seed}/benefits/${village.key}`);
  const add = (
    programme: string,
    component: string,
    at: number,
    quantity: number,
    unit: string,
    households: number | null,
    source = 'hồ sơ của UBND xã',
  ): PlanBenefit[] => [
    {
      village: village.key,
      programme,
      component,
      year: at,
      quantity,
      unit,
      households,
      stage: at >= 2027 ? 'planned' : 'delivered',
      source,
    },
  ];
  if (!isMountain(village) && !random.chance(0.4)) return [];
  const wealthy = village.key === 'phieng-vai';
  const chance = (probability: number) => wealthy || random.chance(probability);
  return [
    ...(chance(0.5)
      ? add('134', 'production_land', random.int(2004, 2008), random.int(20, 90) / 10, 'hectare', random.int(5, 18))
      : []),
    ...(chance(0.2)
      ? add('134', 'residential_land', random.int(2004, 2008), random.int(2, 8), 'plot', random.int(2, 8))
      : []),
    ...(chance(0.5) ? add('134', 'water', random.int(2004, 2008), random.int(1, 3), 'tank', null) : []),
    ...(chance(0.6) ? add('134', 'housing', random.int(2004, 2008), random.int(3, 12), 'house', null) : []),
    ...(chance(0.7)
      ? add('135', 'livestock', random.int(2006, 2019), random.int(8, 30), 'animal', random.int(6, 20))
      : []),
    ...(chance(0.6)
      ? add('135', 'seed', random.int(2006, 2019), random.int(30, 220) * 10, 'kilogram', random.int(15, 60))
      : []),
    ...(chance(0.3) ? add('135', 'road', random.int(2008, 2020), random.int(5, 40) / 10, 'kilometre', null) : []),
    ...(inMuongNhe(village) && random.chance(0.4)
      ? add('30a', 'machinery', random.int(2009, 2020), random.int(1, 6), 'piece', random.int(4, 12))
      : []),
    ...(random.chance(0.45)
      ? add(
          '1719',
          'housing',
          random.int(2022, 2025),
          random.int(1, 6),
          'house',
          null,
          'kế hoạch và báo cáo Chương trình 1719',
        )
      : []),
    ...(random.chance(0.4)
      ? add(
          '1719',
          'water',
          random.int(2022, 2025),
          random.int(8, 30) / 10,
          'kilometre',
          random.int(12, 45),
          'kế hoạch và báo cáo Chương trình 1719',
        )
      : []),
    ...(random.chance(0.35)
      ? add(
          'ntp-2026',
          'road',
          random.int(2027, 2029),
          random.int(6, 25) / 10,
          'kilometre',
          null,
          'kế hoạch trung hạn 2026-2030',
        )
      : []),
  ];
}

/** Counts of a year, and of half a year since 2025; only whole periods that are over. */
function workOf(village: Village, seed: string, today: string): PlanWork[] {
  const periods: [string, string][] = [];
  for (let at = 2018; at <= 2024; at += 1) periods.push([dateOf(at, 1, 1), dateOf(at + 1, 1, 1)]);
  for (let at = 2025; at <= yearOf(today); at += 1)
    periods.push([dateOf(at, 1, 1), dateOf(at, 7, 1)], [dateOf(at, 7, 1), dateOf(at + 1, 1, 1)]);
  return periods
    .filter(([from, to]) => to <= addDays(today, -10) && livesOn(village, from) && livesOn(village, addDays(to, -1)))
    .map(([from, to]) => {
      const random = randomFor(`${seed}/village-work/${village.key}/${from}`);
      const [mediations, helped, talks] = [random.int(0, 4), random.int(0, 6), random.int(1, 6)];
      return {
        village: village.key,
        from,
        to,
        mediations,
        settled: Math.min(mediations, Math.max(0, mediations - (random.chance(0.25) ? 1 : 0))),
        talks,
        listeners: talks * random.int(18, 60),
        membersHelping: helped === 0 ? 0 : random.int(1, helped),
        householdsHelped: helped,
        householdsOut: Math.min(helped, random.int(0, 2)),
        models: village.key === 'phieng-vai' ? random.int(6, 9) : random.int(0, 2),
        source: from >= '2025' ? 'báo cáo 6 tháng của bản' : 'báo cáo năm của bản',
      };
    });
}

/** The papers of villages that were cleared since 2015, and of those that fell back; the days are those of the register. */
function stateEventsOf(plan: Told): PlanStateEvent[] {
  const presence = presenceOf(plan);
  const events: PlanStateEvent[] = [];
  for (const village of plan.villages.filter(inMuongNhe)) {
    const spans = (presence.get(village.key) ?? []).sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
    let until: string | null = village.foundedOn;
    for (const span of spans) {
      if (until === null) break;
      if (span.from > until) {
        if (until > '2015-01-01' && until > village.foundedOn && until <= plan.today)
          events.push({
            village: village.key,
            state: 'blank_members',
            event: 'relapsed',
            on: until,
            document: null,
            source: 'sổ đảng viên của chi bộ',
          });
        if (span.from >= '2015-01-01' && span.from <= plan.today) {
          const number = randomFor(`${plan.seed}/cleared/${village.key}/${span.from}`).int(1, 380);
          const after = span.from >= '2025-07-01';
          events.push({
            village: village.key,
            state: 'blank_members',
            event: 'cleared',
            on: span.from,
            document: `${number}-BC/${after ? 'ĐU' : 'HU'}`,
            source: after ? 'báo cáo của Đảng ủy xã' : 'báo cáo của Ban Tổ chức Huyện ủy',
          });
        }
      }
      until = span.to === null ? null : span.to > until ? span.to : until;
    }
    const lost = until;
    if (
      lost !== null &&
      lost > '2015-01-01' &&
      lost > village.foundedOn &&
      lost <= plan.today &&
      livesOn(village, lost)
    )
      events.push({
        village: village.key,
        state: 'blank_members',
        event: 'relapsed',
        on: lost,
        document: null,
        source: 'sổ đảng viên của chi bộ',
      });
  }
  // A relapse of a village whose first clearing lies before 2015 has no clearing on record, and is none to tell.
  const seen = new Set<Key>();
  return events.filter((event) => {
    if (event.event === 'cleared') seen.add(event.village);
    return event.event === 'cleared' || seen.has(event.village);
  });
}

/** Everything of this room that is not a snapshot or a person. */
export function buildVillages(plan: Told): VillagesPlan {
  const { villages, seed, today } = plan;
  return {
    facts: villages.flatMap((village) => factsOf(village, seed, today)),
    benefits: villages.flatMap((village) => benefitsOf(village, seed)),
    work: villages.flatMap((village) => workOf(village, seed, today)),
    stateEvents: stateEventsOf(plan),
  };
}

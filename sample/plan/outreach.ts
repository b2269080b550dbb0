/**
 * What the provincial offices do together with a commune. Linh Phú's story runs from March 2022 on (scenario A1 to A16, A24, A25) and
 * goes on with Tri Phú after July 2025; a second, small one is with Chung Chải, later Mường Nhé. Each activity has a stream of chance
 * of its own, so that a later day only adds.
 */
import { REORGANISED_ON } from '../facts/index.ts';
import { addDays, dateOf, yearOf } from './dates.ts';
import { coach, holds, on, type Pair, type Told, travel, wordsOf } from './outreach-deeds.ts';
import type { OutreachPlan, PlanActivity, PlanSide, PlanTwinning } from './outreach-types.ts';
import {
  PHOTOS,
  PLAN_TITLES,
  PLAN_TITLES_EN,
  PLAN_TITLES_TH,
  TITLES,
  TITLES_EN,
  TITLES_TH,
  WORK_PLACE_WORDS,
} from './outreach-words.ts';
import { randomFor, type Random } from './random.ts';
import type { Key } from './types.ts';

const LINH_PHU: Pair = {
  key: 'linh-phu',
  name: { before: 'Linh Phú', after: 'Tri Phú' },
  starts: '2022-03-01',
  agency: {
    before: 'office-08',
    after: 'office-08-after',
    cell: { before: 'cell-office-08', after: 'cell-office-08-after' },
  },
  body: { before: 'party-commune-02368-before', after: 'party-commune-02359' },
  place: { before: 'place-02368-before', after: 'place-02359' },
  villages: ['lung-lu', 'pac-hop', 'khuoi-hop', 'na-luong-02368', 'mu', 'pac-chang', 'khuoi-hoi', 'ban-tat'],
  chief: { before: 'party-province-08', after: 'party-province-08-after' },
  perYear: (year) =>
    ({
      2022: { digital_help: 3, records_coaching: 1, cleaning: 2, flower_road: 1, gift: 1, household_visit: 1 },
      2023: { digital_help: 4, records_coaching: 2, cleaning: 3, flower_road: 1, gift: 1, household_visit: 3 },
      2024: {
        digital_help: 4,
        records_coaching: 2,
        cleaning: 4,
        flower_road: 2,
        gift: 2,
        household_visit: 3,
        roots_trip: 2,
      },
    })[year] ?? {
      digital_help: 4,
      records_coaching: 2,
      cleaning: 3,
      flower_road: 1,
      household_visit: 2,
      roots_trip: 1,
    },
};
const CHUNG_CHAI: Pair = {
  key: 'chung-chai',
  name: { before: 'Chung Chải', after: 'Mường Nhé' },
  starts: '2024-01-15',
  agency: { before: 'office-11', after: 'office-11', cell: { before: 'cell-office-11', after: 'cell-office-11' } },
  body: { before: 'party-commune-03157-before', after: 'party-commune-03160' },
  place: { before: 'place-03157-before', after: 'place-03160' },
  villages: ['nam-pac', 'doan-ket-03157', 'nam-sin', 'nam-khum'],
  chief: { before: 'party-province-11', after: 'party-province-11' },
  perYear: () => ({ digital_help: 2, cleaning: 1, listening: 1, tree_planting: 1 }),
};

/** Handings-over of which the room of gifts keeps the book. */
const CAMPAIGNS: Readonly<Record<Key, Key>> = {
  'linh-phu-2022-gift-1': 'bins-2022',
  'linh-phu-2023-gift-1': 'lighting-2023',
  'linh-phu-2024-gift-1': 'gifts-2024',
};

/** Months in which a kind comes round, in order. */
const MONTHS: Record<string, readonly number[]> = {
  digital_help: [3, 6, 9, 11],
  records_coaching: [4, 8],
  cleaning: [4, 5, 8, 10],
  flower_road: [6, 11],
  tree_planting: [2],
  gift: [9, 1],
  household_visit: [7, 10, 1],
  roots_trip: [5, 9],
  listening: [3],
};

export function buildOutreach(told: Told): OutreachPlan {
  const pairs = [LINH_PHU, CHUNG_CHAI].map((pair) => tellPair(told, pair));
  return {
    twinnings: pairs.map(({ twinning }) => twinning),
    activities: pairs.flatMap(({ activities }) => activities),
    testimonies: pairs.flatMap(({ testimonies }) => testimonies),
  };
}

function tellPair(told: Told, pair: Pair) {
  const holder = (unit: Key, kind: string, day: string) =>
    told.posts.find((post) => post.unit === unit && post.kind === kind && holds(post, day))?.person;
  const staffOn = (day: string) =>
    told.states
      .filter(
        (state) =>
          state.cell === on(pair.agency.cell, day) && state.from.on <= day && (state.to === null || state.to > day),
      )
      .map((state) => state.person)
      .sort();
  const twinning = agreementOf(told, pair, holder, staffOn);
  const activities: PlanActivity[] = [];
  for (let year = yearOf(pair.starts); year <= yearOf(told.today); year += 1)
    for (const [kind, times] of Object.entries(pair.perYear(year)))
      for (let n = 0; n < times; n += 1) {
        const made = tellActivity(told, pair, { year, kind, n }, staffOn);
        if (made) activities.push(made);
      }
  return { twinning, activities, testimonies: pair.key === 'linh-phu' ? wordsOf(told, pair, holder) : [] };
}

function agreementOf(
  told: Told,
  pair: Pair,
  holder: (unit: Key, kind: string, day: string) => Key | undefined,
  staffOn: (day: string) => Key[],
): PlanTwinning {
  const sides: PlanTwinning['sides'] = (['agency', 'partner'] as const).flatMap((side) => {
    const units = side === 'agency' ? pair.agency : pair.body;
    return units.before === units.after
      ? [{ side, unit: units.before, from: pair.starts, to: null }]
      : [
          { side, unit: units.before, from: pair.starts, to: REORGANISED_ON },
          { side, unit: units.after, from: REORGANISED_ON, to: null },
        ];
  });
  const roles: PlanTwinning['roles'] = [];
  const role = (
    side: PlanSide,
    what: 'lead' | 'deputy' | 'contact',
    person: Key | undefined,
    from: string,
    to: string | null,
  ) => {
    if (person) roles.push({ side, role: what, person, from, to });
  };
  const spans = [
    [pair.starts, REORGANISED_ON],
    [REORGANISED_ON, null],
  ] as const;
  for (const [from, to] of spans) {
    role('agency', 'lead', holder(on(pair.chief, from), 'province_office_chief', from), from, to);
    role('agency', 'contact', staffOn(from)[3], from, to);
    role('partner', 'lead', holder(on(pair.body, from), 'commune_deputy_secretary', from), from, to);
    role('partner', 'contact', holder(on(pair.body, from), 'commune_secretary', from), from, to);
  }
  const plan: PlanTwinning['plan'] = [];
  for (let year = yearOf(pair.starts); year <= yearOf(told.today); year += 1)
    for (const [kind, times] of Object.entries(pair.perYear(year)))
      plan.push({
        key: `${pair.key}-${year}-${kind}`,
        year,
        kind,
        title: PLAN_TITLES[kind] ?? kind,
        // The promise of 2024 has one more than was done: the check of the poles waits.
        wanted: kind === 'household_visit' && year === 2024 ? times - 1 : times,
        titleTh: PLAN_TITLES_TH[kind] ?? null,
        titleEn: PLAN_TITLES_EN[kind] ?? null,
        dueOn: dateOf(year, 12, 31),
        publicOn: kind === 'household_visit' ? null : ([dateOf(year, 2, 15), pair.starts].sort().at(-1) ?? null),
      });
  return {
    key: pair.key,
    title: `Văn phòng Tỉnh uỷ và xã ${pair.name.before}`,
    document: 'Chương trình “3 cùng”, Đề án 02 (5/2021)',
    starts: { on: pair.starts, precision: pair.key === 'linh-phu' ? 'month' : 'day' },
    endsOn: `${yearOf(pair.starts) + 5}${pair.starts.slice(4)}`,
    sides,
    roles,
    channel:
      pair.key === 'linh-phu'
        ? {
            name: 'Văn phòng Tỉnh uỷ và Đảng uỷ xã Linh Phú',
            rules:
              'Trao đổi nghiệp vụ, thông báo tình hình trong giờ hành chính; không gửi tài liệu mật, không gửi thông tin riêng của người dân.',
            openedOn: '2022-04-05',
          }
        : null,
    plan,
    campaigns:
      pair.key === 'linh-phu'
        ? ['bins-2022', 'lighting-2023', 'gifts-2024', 'house-2024', 'tanks-2026']
        : ['blankets-2026'],
  };
}

type Turn = { year: number; kind: string; n: number };
function tellActivity(
  told: Told,
  pair: Pair,
  { year, kind, n }: Turn,
  staffOn: (day: string) => Key[],
): PlanActivity | null {
  const key = `${pair.key}-${year}-${kind}-${n + 1}`;
  const random = randomFor(`${told.seed}/outreach/${key}`);
  const startsOn = dayOf(pair, { year, kind, n }, random);
  if (startsOn < pair.starts || startsOn > addDays(told.today, 30)) return null;
  const state = startsOn <= told.today ? 'held' : 'planned';
  const village = pair.villages[(year * 3 + n * 2 + kind.length) % pair.villages.length] ?? '';
  const isTrip = kind === 'roots_trip';
  const atVillage = ['digital_help', 'cleaning', 'flower_road', 'tree_planting', 'household_visit'].includes(kind);
  const place = atVillage ? village : on(pair.place, startsOn);
  const staff = staffOn(startsOn);
  const given: PlanActivity = {
    key,
    twinning: pair.key,
    planItem: `${pair.key}-${year}-${kind}`,
    kind,
    programme:
      { digital_help: 'digital_transformation', roots_trip: 'study_and_follow', gift: 'poverty_reduction' }[kind] ??
      'three_togethers',
    ...titlesOf(pair, { year, kind, n }, village, on(pair.name, startsOn)),
    place,
    agency: on(pair.agency, startsOn),
    startsOn,
    endsOn: startsOn,
    state,
    audience: kind === 'digital_help' ? random.pick(['villager', 'villager', 'mixed', 'cadre']) : null,
    occasion: null,
    costVnd: null,
    outcome: null,
    campaign: CAMPAIGNS[key] ?? null,
    villages: atVillage ? [village] : kind === 'gift' ? [...pair.villages] : [],
    quantities: [],
    groups: [],
    visits: [],
    skills: [],
    services: [],
    stops: [],
    people: [],
    answers: [],
    findings: [],
    followUps: [],
    photos: state === 'held' ? (PHOTOS[key] ?? []) : [],
  };
  if (state === 'planned') return given;
  const group = (side: PlanSide, category: string, people: number, firstTime = 0) =>
    given.groups.push({ side, category, people, firstTime, days: 1 });
  const measured = (measure: string, amount: number) => given.quantities.push({ measure, amount, unit: place });
  if (!isTrip) group('agency', 'cadres', random.int(5, 12));
  const people = random.int(26, 44);
  switch (kind) {
    case 'digital_help': {
      group('partner', 'villagers', people, Math.round(people * (n === 0 ? 1 : 0.55)));
      group('partner', 'youth', random.int(3, 9), random.int(1, 3));
      measured('sessions', 1);
      measured('hours', random.pick([3, 3.5, 4]));
      given.skills = [
        'public_services',
        'vneid',
        ...random.shuffle(['internet', 'payment', 'safety', 'news']).slice(0, 2),
      ];
      given.services = [
        { service: 'civil_status', done: random.int(4, 11) },
        { service: 'vneid', done: random.int(6, 18) },
        { service: 'insurance', done: random.int(2, 8) },
      ];
      given.people = staff.slice(4, 6).map((person) => ({
        person,
        side: 'agency',
        role: 'trainer',
        unit: on(pair.agency.cell, startsOn),
        here: true,
      }));
      break;
    }
    case 'records_coaching':
      coach(given, pair, { year, n, random });
      group('partner', 'commune_officials', random.int(5, 9));
      given.people = staff.slice(6, 8).map((person) => ({
        person,
        side: 'agency',
        role: 'trainer',
        unit: on(pair.agency.cell, startsOn),
        here: true,
      }));
      break;
    case 'cleaning':
      group('partner', 'villagers', people);
      group('partner', 'members', random.int(6, 14));
      measured('metres_drain', random.int(8, 16) * 10);
      measured('hours', 4);
      break;
    case 'flower_road':
      group('partner', 'women', random.int(14, 26));
      group('partner', 'youth', random.int(6, 14));
      measured('metres_flower_road', random.int(28, 45) * 10);
      break;
    case 'tree_planting':
      group('partner', 'youth', random.int(15, 30));
      measured('trees', random.int(8, 20) * 10);
      break;
    case 'household_visit':
      given.visits = [
        { class: 'poor', village, households: random.int(3, 6) },
        { class: 'policy', village, households: random.int(2, 4) },
      ];
      group('partner', 'village_heads', random.int(1, 3));
      break;
    case 'gift':
      group('partner', 'village_heads', 8);
      break;
    case 'listening':
      group('partner', 'villagers', random.int(30, 60));
      measured('requests', random.int(5, 12));
      measured('answers', 4);
      break;
    case 'roots_trip':
      travel(told, given, pair, { year, n, staff, random });
      break;
  }
  return given;
}

function dayOf(pair: Pair, { year, kind, n }: Turn, random: Random): string {
  const drawn = random.int(4, 26);
  if (pair.key === 'linh-phu' && kind === 'roots_trip') return n === 0 ? dateOf(year, 5, 18) : dateOf(year, 9, 14);
  const month = MONTHS[kind]?.[n] ?? 6;
  // The agreement began in March, so the first of January falls to the year's end.
  return dateOf(year, year === yearOf(pair.starts) && month < 3 ? 12 : month, drawn);
}

/** What an activity is called in the three languages of public pages; names of places stay as they are. */
function titlesOf(pair: Pair, turn: Turn, village: Key, commune: string) {
  const { year, kind, n } = turn;
  const toHanoi = kind === 'roots_trip' && pair.key === 'linh-phu' && year === 2024 && n === 0;
  const name = WORK_PLACE_WORDS[village]?.replace(/^(thôn|bản) /, '');
  const told = (words: Record<string, string>, place: string) =>
    (words[toHanoi ? 'mausoleum' : kind] ?? '').replace('{place}', place).replace('{commune}', commune);
  return {
    title: titleOf(pair, turn, village, commune),
    titleTh: told(TITLES_TH, name === undefined ? commune : `หมู่บ้าน${name}`),
    titleEn: told(TITLES_EN, name === undefined ? commune : `${name} village`),
  };
}

function titleOf(pair: Pair, { year, kind, n }: Turn, village: Key, commune: string): string {
  if (kind === 'roots_trip')
    return pair.key === 'linh-phu' && year === 2024
      ? (['Dâng hương tại Lăng Chủ tịch Hồ Chí Minh', 'Về nguồn tại Khu di tích quốc gia đặc biệt Tân Trào'][n] ?? '')
      : 'Về nguồn tại Khu di tích quốc gia đặc biệt Tân Trào';
  const where = WORK_PLACE_WORDS[village] ?? commune;
  return (TITLES[kind] ?? '').replace('{place}', where).replace('{commune}', commune);
}

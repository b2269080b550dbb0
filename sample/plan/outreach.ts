/**
 * What the provincial offices do together with a commune. Linh Phú's story runs from March 2022 on (scenario A1 to A16, A24, A25) and
 * goes on with Tri Phú after July 2025; a second, small one is with Chung Chải, later Mường Nhé. Each activity has a stream of chance
 * of its own, so that a later day only adds.
 */
import { REORGANISED_ON } from '../facts/index.ts';
import { addDays, dateOf, yearOf } from './dates.ts';
import type { OutreachPlan, PlanActivity, PlanSide, PlanTestimony, PlanTwinning } from './outreach-types.ts';
import { LINH_PHU_WORDS, PHOTOS, PLAN_TITLES, TITLES, WORK_PLACE_WORDS } from './outreach-words.ts';
import { randomFor, type Random } from './random.ts';
import type { SamplePlan } from './sample-plan.ts';
import type { Key, PlanPost } from './types.ts';

type Told = Pick<SamplePlan, 'posts' | 'states' | 'today' | 'seed'>;
type Pair = {
  key: Key;
  name: { before: string; after: string };
  starts: string;
  agency: { before: Key; after: Key; cell: { before: Key; after: Key } };
  body: { before: Key; after: Key };
  place: { before: Key; after: Key };
  villages: readonly Key[];
  chief: { before: Key; after: Key };
  perYear: (year: number) => Readonly<Record<string, number>>;
};
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

const holds = (post: PlanPost, on: string) => post.from.on <= on && (post.to === null || post.to.on > on);
const on = <T>({ before, after }: { before: T; after: T }, day: string): T => (day < REORGANISED_ON ? before : after);

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
        dueOn: dateOf(year, 12, 31),
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
    title: titleOf(pair, { year, kind, n }, village, on(pair.name, startsOn)),
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

function titleOf(pair: Pair, { year, kind, n }: Turn, village: Key, commune: string): string {
  if (kind === 'roots_trip')
    return pair.key === 'linh-phu' && year === 2024
      ? (['Dâng hương tại Lăng Chủ tịch Hồ Chí Minh', 'Về nguồn tại Khu di tích quốc gia đặc biệt Tân Trào'][n] ?? '')
      : 'Về nguồn tại Khu di tích quốc gia đặc biệt Tân Trào';
  const where = WORK_PLACE_WORDS[village] ?? commune;
  return (TITLES[kind] ?? '').replace('{place}', where).replace('{commune}', commune);
}

/** The trips of Linh Phú: two organisations, several stops, what came after. Scenario A1, A11, A12, A15. */
function travel(
  told: Told,
  given: PlanActivity,
  pair: Pair,
  { year, n, staff, random }: { year: number; n: number; staff: readonly Key[]; random: Random },
): void {
  const day = given.startsOn;
  const toHanoi = year === 2024 && n === 0;
  given.occasion = toHanoi ? 'Kỷ niệm 134 năm Ngày sinh Chủ tịch Hồ Chí Minh (19/5/1890 – 19/5/2024)' : null;
  given.costVnd = toHanoi ? 24_500_000 : random.int(60, 95) * 100_000;
  given.outcome = 'Các chi bộ kể lại chuyến đi ở kỳ họp gần nhất.';
  given.stops = toHanoi
    ? [
        { name: 'Lăng Chủ tịch Hồ Chí Minh', at: '07:30', note: 'viếng, dâng hoa' },
        {
          name: 'Khu di tích Chủ tịch Hồ Chí Minh tại Phủ Chủ tịch',
          at: '09:10',
          note: 'nhà sàn, ao cá, nghe thuyết minh',
        },
        { name: 'Bảo tàng Hồ Chí Minh', at: '10:40', note: 'xem trưng bày, ghi sổ cảm tưởng' },
      ]
    : [
        { name: 'Lán Nà Nưa', at: '08:30', note: 'dâng hương' },
        { name: 'Đình Tân Trào', at: '10:00', note: 'nghe thuyết minh' },
      ];
  const agency = toHanoi ? 18 : 12;
  const heads = toHanoi ? 6 : 4;
  const members = toHanoi ? 8 : 6;
  given.groups = [
    { side: 'agency', category: 'cadres', people: agency, firstTime: agency, days: 1 },
    { side: 'partner', category: 'members', people: members, firstTime: members, days: 1 },
    { side: 'partner', category: 'village_heads', people: heads, firstTime: heads, days: 1 },
  ];
  const ours = staff.slice(0, agency).map((person, index) => ({
    person,
    side: 'agency' as const,
    role: index === 0 ? 'leader' : 'member',
    unit: on(pair.agency.cell, day),
    here: true,
  }));
  const posts = told.posts.filter(
    (post) =>
      holds(post, day) &&
      ((post.kind === 'village_head' && pair.villages.includes(post.unit)) ||
        (post.kind === 'cell_secretary' && pair.villages.includes(post.unit.replace(/^cell-/, '')))),
  );
  const theirs = new Map<Key, PlanActivity['people'][number]>();
  for (const post of posts)
    if (!theirs.has(post.person) && theirs.size < members + heads)
      theirs.set(post.person, {
        person: post.person,
        side: 'partner',
        role: 'member',
        unit: post.unit,
        here: theirs.size !== 5,
      });
  given.people = [...ours, ...theirs.values()];
  // Where villages share a cell, the village itself tells.
  const tellsAt = (village: Key) =>
    told.posts.some((post) => post.unit === `cell-${village}`) ? `cell-${village}` : village;
  given.followUps = pair.villages.slice(0, toHanoi ? 8 : 5).map((village, index) => ({
    unit: tellsAt(village),
    what: 'Kể lại chuyến đi ở kỳ sinh hoạt chi bộ',
    doneOn: index < (toHanoi ? 6 : 4) && addDays(day, 18 + index) <= told.today ? addDays(day, 18 + index) : null,
  }));
}

/** Visits for the records of the commune: from 6 of 20 points met in 2022 to 19 of 22 since the new law. Scenario A9. */
function coach(
  given: PlanActivity,
  pair: Pair,
  { year, n, random }: { year: number; n: number; random: Random },
): void {
  const turn = (year - 2022) * 2 + n;
  const items = given.startsOn < REORGANISED_ON ? 20 : 22;
  const met = (step: number) => Math.min(items - 3, 6 + Math.round(step * 1.9));
  const order = Array.from({ length: items }, (_, index) => ((index * 7) % items) + 1).sort(
    (a, b) => ((a * 7) % items) - ((b * 7) % items),
  );
  const isMet = (item: number, step: number) => order.indexOf(item) < met(step);
  given.answers = Array.from({ length: items }, (_, index) => ({
    item: index + 1,
    before: isMet(index + 1, turn),
    after: isMet(index + 1, turn + 1),
  }));
  given.quantities = [
    { measure: 'sessions', amount: 1, unit: given.place },
    { measure: 'files', amount: random.int(20, 60), unit: given.place },
  ];
  const open = given.answers.find(({ after }) => !after);
  const dueOn = addDays(given.startsOn, 60);
  if (open)
    given.findings = [
      {
        key: `${given.key}-finding`,
        item: open.item,
        unit: on(pair.body, given.startsOn),
        finding: 'Mục này chưa đạt ở hồ sơ của năm trước.',
        remedy: 'Làm lại theo mẫu của Văn phòng Tỉnh uỷ, gửi ảnh chụp danh mục.',
        dueOn,
        closedOn: dueOn < '2026-06-01' ? addDays(dueOn, -random.int(3, 20)) : null,
      },
    ];
}

/** What people said. Scenario A3, A16, A25; persons are invented. */
function wordsOf(
  told: Told,
  pair: Pair,
  holder: (unit: Key, kind: string, day: string) => Key | undefined,
): PlanTestimony[] {
  const after = '2024-06-05';
  const both = pair.villages.flatMap((village) => {
    const head = holder(village, 'village_head', after);
    return head && holder(`cell-${village}`, 'cell_secretary', after) === head ? [head] : [];
  })[0];
  const said = { on: after, precision: 'day' as const };
  const rows: (PlanTestimony | null)[] = [
    both
      ? {
          key: 'words-head',
          twinning: null,
          activity: 'linh-phu-2024-roots_trip-1',
          kind: 'testimony',
          person: both,
          said,
          words: LINH_PHU_WORDS.head,
          source: null,
          consentOn: after,
          public: true,
        }
      : null,
    ...[
      {
        key: 'words-chief',
        kind: 'statement' as const,
        person: holder(pair.chief.before, 'province_office_chief', after),
        words: LINH_PHU_WORDS.chief,
      },
      {
        key: 'words-deputy',
        kind: 'feedback' as const,
        person: holder(pair.body.before, 'commune_deputy_secretary', after),
        words: LINH_PHU_WORDS.deputy,
      },
    ].map(({ key, kind, person, words }): PlanTestimony | null =>
      person
        ? {
            key,
            twinning: pair.key,
            activity: null,
            kind,
            person,
            said: { on: '2024-01-01', precision: 'year' },
            words,
            source: 'Bài báo về Văn phòng Tỉnh uỷ với xã Linh Phú (2024), thuật lại',
            consentOn: '2024-07-01',
            public: kind === 'feedback',
          }
        : null,
    ),
  ];
  return rows.filter((row) => row !== null);
}

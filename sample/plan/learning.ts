/**
 * Training, commendations and role models. Every year secretaries of cells meet, exchange experience and train (the district until
 * June 2025, the communes after); awareness courses count those who are no members by group. Each course has a stream of chance of
 * its own, so that a later day only adds.
 */
import { REORGANISED_ON } from '../facts/index.ts';
import { addDays, dateOf, yearOf } from './dates.ts';
import { bodyAfter, districtBody } from './party.ts';
import type { Village } from './places.ts';
import { districtOf } from './posts.ts';
import { randomFor, type Random } from './random.ts';
import type { LearningPlan, PlanCommendation, PlanCourse, PlanModel } from './learning-types.ts';
import type { SamplePlan } from './sample-plan.ts';
import type { Key, PlanPost } from './types.ts';
import type { World } from './world.ts';

type Told = Pick<SamplePlan, 'posts' | 'states' | 'today' | 'seed'> & { world: World; villages: readonly Village[] };

const DISTRICTS = [
  { code: '096', name: 'Mường Nhé' },
  { code: '073', name: 'Chiêm Hóa' },
] as const;
const holds = (post: PlanPost, on: string) => post.from.on <= on && (post.to === null || post.to.on > on);

/** Everything of the room, up to the day. */
export function buildLearning(told: Told): LearningPlan {
  const { world, today, seed } = told;
  const secretaries = told.posts.filter((post) => post.kind === 'cell_secretary');
  const heads = told.posts.filter((post) => post.kind === 'village_head');
  const districtOfCell = (cell: Key) => world.cells.get(cell)?.district;
  const members = new Map<Key, { from: string; to: string | null; cell: Key }[]>();
  for (const state of told.states)
    members.set(state.person, [
      ...(members.get(state.person) ?? []),
      { from: state.from.on, to: state.to, cell: state.cell },
    ]);
  const cellOf = (person: Key, on: string) =>
    members.get(person)?.find((one) => one.from <= on && (one.to === null || one.to > on))?.cell;

  const courses: PlanCourse[] = [];
  for (let year = 2015; year <= yearOf(today); year += 1) {
    for (const { district, kind, month, by } of held(world, year)) {
      const key = `${kind}-${by?.key ?? district.code}-${year}`;
      const random = randomFor(`${seed}/course/${key}`);
      const startsOn = dateOf(year, month, random.int(4, 20));
      const days = { secretaries: 3, exchange: 1, awareness: 4, heads: 2 }[kind];
      const endsOn = addDays(startsOn, days - 1);
      if (endsOn > today) continue;
      const sessions = sessionsOf(kind, startsOn, days, random);
      const given = {
        key,
        unit: by?.key ?? districtBody(district.code),
        startsOn,
        endsOn,
        sessions,
        ...WORDS[kind](by?.name ?? district.name, year),
        document: `${random.int(10, 190)}-KH/${startsOn < REORGANISED_ON ? 'HU' : 'ĐU'}`,
      };
      const people: PlanCourse['participants'] = [];
      if (kind === 'secretaries' || kind === 'exchange') {
        const wanted = secretaries.filter(
          (post) =>
            holds(post, startsOn) && districtOfCell(post.unit) === district.code && isUnder(world, post.unit, by?.key),
        );
        for (const post of once(wanted))
          if (random.chance(kind === 'secretaries' ? 0.9 : 0.55))
            people.push(person(random, post.person, 'cell_secretary', post.unit, sessions.length, key, people.length));
      }
      if (kind === 'heads') {
        const wanted = heads.filter((post) => {
          const village = told.villages.find((one) => one.key === post.unit);
          return (
            holds(post, startsOn) &&
            village &&
            districtOf(village) === district.code &&
            (by === null || bodyAfter(world, village.commune) === by.key)
          );
        });
        for (const post of once(wanted).slice(0, 60))
          if (random.chance(0.7)) {
            const cell = cellOf(post.person, startsOn);
            people.push(
              person(random, post.person, 'village_head', cell ?? post.unit, sessions.length, key, people.length),
            );
          }
      }
      const groups: PlanCourse['heads'] =
        kind === 'awareness'
          ? [
              { group: 'applicants', people: random.int(38, 90) },
              { group: 'youth', people: random.int(20, 60) },
              { group: 'believers', people: random.int(12, 45) },
              { group: 'villagers', people: random.int(30, 120) },
            ]
          : kind === 'heads'
            ? [{ group: 'elders', people: random.int(8, 30) }]
            : [];
      courses.push({ ...given, participants: people, heads: groups });
    }
  }
  return { courses, commendations: commend(told, secretaries, heads), models: models(told) };
}

type Kind = 'secretaries' | 'exchange' | 'awareness' | 'heads';
const MONTHS: readonly (readonly [Kind, number])[] = [
  ['secretaries', 4],
  ['awareness', 6],
  ['exchange', 9],
  ['heads', 10],
];

/** What is held in a year and by whom: the district, and after it ended each of its communes. */
type Held = { district: (typeof DISTRICTS)[number]; kind: Kind; month: number; by: { key: Key; name: string } | null };
function held(world: World, year: number): Held[] {
  return DISTRICTS.flatMap((district) =>
    MONTHS.flatMap(([kind, month]): Held[] => {
      if (dateOf(year, month, 1) < REORGANISED_ON) return [{ district, kind, month, by: null }];
      const communes = new Map<Key, string>();
      for (const cell of world.cells.values())
        if (cell.district === district.code && cell.setting === 'village') {
          const key = bodyAfter(world, cell.commune);
          const unit = world.partyUnits.find((one) => one.key === key);
          if (unit) communes.set(key, (unit.versions.at(-1)?.name ?? '').replace(/^Đảng bộ (xã|phường|thị trấn) /, ''));
        }
      return [...communes].map(([key, name]) => ({ district, kind, month, by: { key, name } }));
    }),
  );
}

/** After July 2025 a commune trains the secretaries of its own cells. */
function isUnder(world: World, cell: Key, body: Key | undefined): boolean {
  const found = world.cells.get(cell);
  return body === undefined || (found !== undefined && bodyAfter(world, found.commune) === body);
}

const once = (posts: readonly PlanPost[]) => [...new Map(posts.map((post) => [post.person, post])).values()];

function person(random: Random, who: Key, as: string, unit: Key, held: number, course: Key, n: number) {
  const sessions = random.chance(0.85) ? held : Math.max(1, held - 1);
  const passed = as === 'cell_secretary' && sessions === held && random.chance(0.96);
  return {
    person: who,
    as,
    unit,
    sessions,
    passed,
    certificate: passed ? `${String(n + 1).padStart(3, '0')}/${course.slice(-4)}-GCN` : null,
  };
}

const TOPICS = {
  secretaries: [
    'Nghiệp vụ công tác đảng ở chi bộ',
    'Chuẩn bị và chủ trì sinh hoạt thường kỳ',
    'Sinh hoạt chuyên đề; ra nghị quyết sát thực tế',
    'Phát hiện, bồi dưỡng nguồn kết nạp',
    'Xử lý tình huống; trao đổi kinh nghiệm',
  ],
  exchange: ['Gặp mặt, trao đổi kinh nghiệm của bí thư chi bộ', 'Thăm chi bộ làm tốt'],
  awareness: ['Khái quát lịch sử Đảng', 'Điều lệ Đảng', 'Phấn đấu trở thành đảng viên', 'Trao đổi, giải đáp'],
  heads: ['Công tác dân vận ở thôn, bản', 'Hoà giải ở cơ sở; phổ biến pháp luật'],
} as const;

function sessionsOf(kind: keyof typeof TOPICS, startsOn: string, days: number, random: Random) {
  return TOPICS[kind].map((topic, n) => ({
    on: addDays(startsOn, Math.min(n, days - 1)),
    topic,
    hours: random.pick([3, 3.5, 4]),
  }));
}

const WORDS = {
  secretaries: (name: string, year: number) => ({
    subject: 'secretary_skills',
    audience: 'cell_secretary',
    title: `Bồi dưỡng bí thư chi bộ ${name} năm ${year}`,
    curriculum: 'Nghiệp vụ công tác đảng; kỹ năng, phương pháp chủ trì sinh hoạt thường kỳ và sinh hoạt chuyên đề',
    place: `Trung tâm chính trị ${name}`,
  }),
  exchange: (name: string, year: number) => ({
    subject: 'exchange',
    audience: 'cell_secretary',
    title: `Gặp mặt bí thư chi bộ thôn, bản ${name} năm ${year}`,
    curriculum: 'Trao đổi kinh nghiệm điều hành sinh hoạt chi bộ, cách làm hay',
    place: `Hội trường ${name}`,
  }),
  awareness: (name: string, year: number) => ({
    subject: 'awareness',
    audience: 'applicant',
    title: `Nâng cao nhận thức về Đảng cho quần chúng ${name} năm ${year}`,
    curriculum: 'Nhận thức về Đảng cho quần chúng, có đồng bào có đạo và trưởng thôn, trưởng bản',
    place: `Trung tâm chính trị ${name}`,
  }),
  heads: (name: string, year: number) => ({
    subject: 'mass_work',
    audience: 'village_head',
    title: `Tập huấn trưởng thôn, trưởng bản ${name} năm ${year}`,
    curriculum: 'Dân vận, hoà giải ở cơ sở, phổ biến pháp luật',
    place: `Hội trường ${name}`,
  }),
} as const;

/** Every year: good cells, secretaries, and respected people such as heads. */
function commend(told: Told, secretaries: readonly PlanPost[], heads: readonly PlanPost[]): PlanCommendation[] {
  const { world, today, seed, villages } = told;
  const all: PlanCommendation[] = [];
  for (let year = 2015; year <= yearOf(today); year += 1) {
    for (const district of DISTRICTS) {
      const random = randomFor(`${seed}/commend/${district.code}/${year}`);
      const on = dateOf(year, 12, random.int(10, 24));
      if (on > today) continue;
      const after = on >= REORGANISED_ON;
      const decided = {
        on,
        decidedBy: after ? 'Đảng ủy xã' : 'Ban Thường vụ Huyện ủy',
        document: `${random.int(200, 900)}-QĐ/${after ? 'ĐU' : 'HU'}`,
      };
      const cells = [...world.cells.values()].filter(
        (cell) =>
          cell.district === district.code &&
          cell.openedOn < dateOf(year, 1, 2) &&
          (cell.closedOn === null || cell.closedOn > on),
      );
      for (const cell of random.shuffle(cells).slice(0, 6))
        all.push({
          ...decided,
          unit: cell.key,
          person: null,
          form: 'merit',
          reason: random.pick(['cell_meetings', 'member_development', 'party_building']),
        });
      const leading = once(
        secretaries.filter((post) => holds(post, on) && world.cells.get(post.unit)?.district === district.code),
      );
      for (const post of random.shuffle(leading).slice(0, 4))
        all.push({
          ...decided,
          unit: post.unit,
          person: post.person,
          form: 'merit',
          reason: random.pick(['cell_meetings', 'model_following', 'poverty_reduction']),
        });
      const own = new Set(
        villages.filter((village) => districtOf(village) === district.code).map((village) => village.key),
      );
      const respected = once(heads.filter((post) => holds(post, on) && own.has(post.unit)));
      for (const post of random.shuffle(respected).slice(0, 3))
        all.push({
          ...decided,
          unit: post.unit,
          person: post.person,
          form: random.pick(['merit', 'bravo']),
          reason: random.pick(['mass_mobilisation', 'mediation', 'poverty_reduction']),
        });
    }
  }
  return all;
}

const MODELS = [
  ['cell_meetings', 'Chi bộ bốn tốt'],
  ['mass_mobilisation', 'Dân vận khéo trong xoá bỏ hủ tục'],
  ['economy', 'Đảng viên giúp hộ nghèo nuôi trâu, bò sinh sản'],
  ['member_development', 'Mỗi chi bộ bồi dưỡng hai nguồn kết nạp'],
  ['village_security', 'Bản tự quản đường biên, mốc giới'],
  ['digital', 'Tổ công nghệ số cộng đồng đến từng hộ'],
  ['economy', 'Đảng viên làm vườn tạp thành vườn quế'],
] as const;

/** Models of villages and the neighbours that took them up. */
function models({ villages, today, seed }: Told): PlanModel[] {
  return DISTRICTS.flatMap(({ code }) =>
    MODELS.flatMap(([kind, title], n): PlanModel[] => {
      const random = randomFor(`${seed}/model/${code}/${n}`);
      const on = dateOf(2016 + n, 5, 19);
      const lasting = villages.filter(
        (village) => districtOf(village) === code && village.foundedOn < '2011' && village.endedOn === null,
      );
      const first =
        kind === 'economy' && code === '096' ? lasting.find((village) => village.key === 'phieng-vai') : undefined;
      const home = first ?? random.pick(lasting);
      if (on > today) return [];
      const others = random
        .shuffle(lasting.filter((village) => village !== home))
        .slice(0, n % 4 === 3 ? 0 : random.int(2, 7));
      return [
        {
          key: `model-${code}-${n}`,
          unit: home.key,
          kind,
          title,
          document: `${random.int(100, 800)}-QĐ/HU`,
          on,
          adoptions: others
            .map((village, k) => {
              const precision = random.chance(0.3) ? ('year' as const) : ('day' as const);
              const at = 2017 + n + Math.floor(k / 3);
              return {
                unit: village.key,
                on: precision === 'year' ? `${at}-01-01` : dateOf(at, random.int(1, 12), random.int(2, 27)),
                precision,
                source: 'báo cáo của xã',
              };
            })
            .filter((adoption) => adoption.on <= today),
        },
      ];
    }),
  );
}

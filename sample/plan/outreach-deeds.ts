/** The larger deeds of a twinning: trips of two organisations, coaching in records, what people said. */
import { REORGANISED_ON } from '../facts/index.ts';
import { addDays } from './dates.ts';
import type { PlanActivity, PlanTestimony } from './outreach-types.ts';
import { LINH_PHU_WORDS } from './outreach-words.ts';
import type { Random } from './random.ts';
import type { SamplePlan } from './sample-plan.ts';
import type { Key, PlanPost } from './types.ts';

/** What the story of a twinning is told from. */
export type Told = Pick<SamplePlan, 'posts' | 'states' | 'today' | 'seed'>;
/** An agency and the commune it is twinned with, before and after July 2025. */
export type Pair = {
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
/** Whether a post was held on a day. */
export const holds = (post: PlanPost, on: string) => post.from.on <= on && (post.to === null || post.to.on > on);
/** What stood before July 2025, or what stands since. */
export const on = <T>({ before, after }: { before: T; after: T }, day: string): T =>
  day < REORGANISED_ON ? before : after;

/** The trips of Linh Phú: two organisations, several stops, what came after. Scenario A1, A11, A12, A15. */
export function travel(
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
export function coach(
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
export function wordsOf(
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

import { expect, test } from 'vitest';
import { buildSample } from './build.ts';

const plan = buildSample({ today: '2026-11-22' });
const { twinnings, activities, testimonies } = plan.outreach;
const linhPhu = activities.filter((one) => one.twinning === 'linh-phu');

test('Linh Phú: nine, fourteen and nineteen activities in the three years of the story', () => {
  const held = (year: number) => linhPhu.filter((one) => one.startsOn.startsWith(String(year)) && one.state === 'held');
  expect([2022, 2023, 2024].map((year) => held(year).length)).toEqual([9, 14, 19]);
  expect(held(2025).length).toBeGreaterThan(10);
  expect(linhPhu.every((one) => one.startsOn >= '2022-03-01')).toBe(true);
});

test('the trip of two organisations has three stops, its occasion and a roster of both', () => {
  const trip = linhPhu.find((one) => one.key === 'linh-phu-2024-roots_trip-1');
  expect(trip?.stops.map((stop) => stop.name)).toHaveLength(3);
  expect(trip?.occasion).toContain('134 năm');
  expect(trip?.groups.map(({ side, people }) => [side, people])).toEqual([
    ['agency', 18],
    ['partner', 8],
    ['partner', 6],
  ]);
  expect(new Set(trip?.people.map(({ side }) => side))).toEqual(new Set(['agency', 'partner']));
});

test('the agreement follows the successor of both sides in July 2025', () => {
  const [twinning] = twinnings;
  expect(twinning?.sides.map(({ side, unit, from, to }) => [side, unit, from, to])).toEqual([
    ['agency', 'office-08', '2022-03-01', '2025-07-01'],
    ['agency', 'office-08-after', '2025-07-01', null],
    ['partner', 'party-commune-02368-before', '2022-03-01', '2025-07-01'],
    ['partner', 'party-commune-02359', '2025-07-01', null],
  ]);
});

test('people by name are members or hold a post on the day; nobody is named twice on one roster', () => {
  const on = (from: string, to: string | null | undefined, day: string) => from <= day && (!to || to > day);
  for (const { startsOn, people } of activities) {
    for (const { person } of people)
      expect(
        plan.states.some((state) => state.person === person && on(state.from.on, state.to, startsOn)) ||
          plan.posts.some((post) => post.person === person && on(post.from.on, post.to?.on, startsOn)),
        person,
      ).toBe(true);
    expect(new Set(people.map(({ person }) => person)).size).toBe(people.length);
  }
  expect(testimonies.map(({ kind }) => kind).sort()).toEqual(['feedback', 'statement', 'testimony']);
  for (const words of testimonies.filter((one) => one.public)) expect(words.consentOn).not.toBeNull();
});

test('records guidance: under a third of the checklist at first, more than four fifths since', () => {
  const visits = linhPhu.filter((one) => one.kind === 'records_coaching' && one.state === 'held');
  const share = (met: boolean[]) => met.filter(Boolean).length / met.length;
  expect(share(visits[0]?.answers.map(({ before }) => before) ?? [])).toBeLessThan(0.34);
  expect(share(visits.at(-1)?.answers.map(({ after }) => after) ?? [])).toBeGreaterThan(0.8);
});

test('photos of people who can be recognised are public with consent only', () => {
  const photos = activities.flatMap((one) => one.photos);
  expect(photos.length).toBeGreaterThan(5);
  for (const photo of photos.filter((one) => one.public)) expect(photo.people === 'nobody' || photo.agreed).toBe(true);
});

test('a later day only adds', () => {
  const later = new Map(buildSample({ today: '2027-03-01' }).outreach.activities.map((one) => [one.key, one]));
  for (const activity of activities.filter((one) => one.state === 'held'))
    expect(later.get(activity.key)).toEqual(activity);
});

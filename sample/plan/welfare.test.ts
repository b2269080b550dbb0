import { expect, test } from 'vitest';
import { buildSample } from './build.ts';

const plan = buildSample({ today: '2026-11-22' }).welfare;
const given = (campaign: string, item: string) =>
  plan.postings
    .filter((posting) => posting.campaign === campaign)
    .flatMap((posting) => posting.lines)
    .filter((line) => line.account === 'delivered' && line.item === item);
const sum = (lines: readonly { quantity: number }[]) => lines.reduce((total, line) => total + line.quantity, 0);

test('the stories of the article: 32 bins in 8 villages, 15 poles, 100 gifts of two branches, 70,000,000 đ for one house', () => {
  expect(sum(given('bins-2022', 'bin'))).toBe(32);
  expect(new Set(given('bins-2022', 'bin').map((line) => line.village)).size).toBe(8);
  expect(new Set(given('bins-2022', 'bin').map((line) => line.household)).size).toBe(32);
  expect(sum(given('lighting-2023', 'solar_pole'))).toBe(15);
  expect(new Set(given('gifts-2024', 'gift').map((line) => line.household)).size).toBe(100);
  const of = (sponsor: string) => sum(given('gifts-2024', 'gift').filter((line) => line.sponsor === sponsor));
  expect([of('bidv-tq'), of('bidv-md')]).toEqual([60, 40]);
  expect(sum(given('house-2024', 'VND'))).toBe(70_000_000);
});

test('households are of their village, and what a household receives is handed over there', () => {
  const village = new Map(plan.households.map((household) => [household.key, household.village]));
  for (const { handover } of plan.postings)
    if (handover?.household) expect(village.get(handover.household)).toBe(handover.village);
  expect(new Set(plan.households.map((household) => `${household.village} ${household.code}`)).size).toBe(
    plan.households.length,
  );
});

test('a later day only adds', () => {
  const later = buildSample({ today: '2027-03-01' }).welfare;
  const byKey = new Map(later.postings.map((posting) => [posting.key, posting]));
  for (const posting of plan.postings) expect(byKey.get(posting.key)).toEqual(posting);
  expect(later.households.slice(0, plan.households.length)).toEqual(plan.households);
  const earlier = buildSample({ today: '2025-09-01' }).welfare;
  const now = new Map(plan.postings.map((posting) => [posting.key, posting]));
  for (const posting of earlier.postings) expect(now.get(posting.key)).toEqual(posting);
});

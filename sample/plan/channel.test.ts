import { expect, test } from 'vitest';
import { buildSample } from './build.ts';

const TOPICS = ['party_guidelines', 'law_policy', 'economy_society', 'security', 'defence'];
const { channel } = buildSample({ today: '2026-09-30' });

test('both sides of each agreement write, the cells of a commune are written to, and all five topics have news', () => {
  const { bulletins, news } = channel;
  expect(new Set(news.map(({ topic }) => topic))).toEqual(new Set(TOPICS));
  for (const twinning of ['linh-phu', 'chung-chai'])
    expect(new Set(bulletins.filter((one) => one.twinning === twinning).map(({ unit }) => unit)).size).toBe(2);
  const down = bulletins.filter((one) => one.twinning === null);
  expect(down.length).toBeGreaterThan(3);
  expect(down.every(({ to }) => to.length > 5)).toBe(true);
  expect(down.some(({ to }) => to.some(({ readOn }) => readOn === null))).toBe(true);
  expect(news.some(({ title }) => title.th === null)).toBe(true);
  expect(news.every((one) => one.happenedOn <= one.publishedOn)).toBe(true);
});

test('a later day only adds', () => {
  const later = buildSample({ today: '2026-11-22' }).channel;
  expect(later.bulletins).toEqual(expect.arrayContaining(channel.bulletins));
  expect(later.news).toEqual(expect.arrayContaining(channel.news));
  expect(later.news.length).toBeGreaterThan(channel.news.length);
});

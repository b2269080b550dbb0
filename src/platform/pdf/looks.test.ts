import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { LOOK_SETTINGS, LOOKS, looksOn, lookWith } from './looks.ts';

test.each([
  ['party', 'margins', { top: 20, bottom: 20, left: 30, right: 20 }],
  ['party', 'mirrored', true],
  ['party', 'nation', [{ text: 'ĐẢNG CỘNG SẢN VIỆT NAM', size: 15 }]],
  ['party', 'superior', { size: 14, bold: false }],
  ['party', 'issuer', { size: 14 }],
  ['party', 'under', 'star'],
  ['party', 'number', 'Số {number}'],
  ['party', 'numberSize', 14],
  ['party', 'placeSize', 14],
  ['party', 'authority', { collective: 'T/M', deputy: 'K/T', order: 'T/L', delegated: 'T/U' }],
  ['party', 'formsHalf', true],
  ['state', 'under', 'rule'],
  ['state', 'number', 'Số: {number}'],
  ['state', 'authority', { collective: 'TM.', deputy: 'KT.', order: 'TL.', delegated: 'TUQ.' }],
] as const)('%s: %s as DOMAIN.md 5.2 has it', (name, part, value) => expect(LOOKS[name][part]).toEqual(value));

test.each([
  ['party', 'title', 15, 16],
  ['party', 'abstract', 14, 15],
  ['party', 'body', 14, 15],
  ['state', 'title', 13, 14],
  ['state', 'body', 13, 14],
  ['state', 'placeSize', 13, 14],
] as const)('%s: the size of %s lies between %i and %i', (name, part, least, most) => {
  expect(LOOKS[name][part]).toBeGreaterThanOrEqual(least);
  expect(LOOKS[name][part]).toBeLessThanOrEqual(most);
});

test('State margins lie where Decree 30/2020 lets them', () => {
  const { top, bottom, left, right } = LOOKS.state.margins;
  for (const one of [top, bottom]) expect(one >= 20 && one <= 25).toBe(true);
  expect(left >= 30 && left <= 35).toBe(true);
  expect(right >= 15 && right <= 20).toBe(true);
  expect(LOOKS.state.nation.map(({ text }) => text)).toEqual([
    'CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
  ]);
});

test('every number of a look is a setting, and setting it to what it is changes nothing', () => {
  for (const name of ['party', 'state'] as const) {
    const mark = `papers.${name}.`;
    const set = Object.fromEntries(
      Object.entries(LOOK_SETTINGS)
        .filter(([key]) => key.startsWith(mark))
        .map(([key, [row]]) => [key.slice(mark.length), row?.value]),
    );
    expect(Object.keys(set)).toHaveLength(14);
    expect(lookWith(LOOKS[name], set)).toEqual(LOOKS[name]);
  }
});

test.each([
  ['margin-left', 35, 35],
  ['margin-left', 5, 5],
  ['margin-left', 4, 5],
  ['margin-left', 60, 60],
  ['margin-left', 350, 60],
  ['margin-left', 'wide', 30],
  ['margin-left', Number.NaN, 30],
])('%s set to %s leaves %s mm', (key, value, left) => {
  expect(lookWith(LOOKS.party, { [key]: value }).margins.left).toBe(left);
});

test('a larger head has a longer rule below it; the other lines keep their distance', () => {
  const look = lookWith(LOOKS.state, { 'nation-size': 14 });
  expect(look.nation.map(({ size }) => size)).toEqual([13, 14]);
  expect(look.nationMm).toBeCloseTo((56 * 14) / 13);
});

test('a paper looks as the guide of its own day has it', async () => {
  const db = await testDatabase();
  await asOwner(db, 'test', async (tx) => {
    const set = (key: string, valid: string, value: unknown) =>
      tx.run(sql`
        insert into platform.setting (key, valid, value, source, confidence)
        values (${key}, ${valid}::daterange, ${JSON.stringify(value)}::jsonb, 'a new guide', 'set')`);
    await set('papers.party.margin-left', '[2026-07-01,)', 25);
    await set('papers.party.mirrored', '[2026-07-01,)', false);
    await set('papers.state.body-size', '[2026-07-01,)', 13);
    const left = async (on: string) => (await looksOn(tx, on)).party.margins.left;
    expect(await left('2026-06-30')).toBe(30);
    expect(await left('2026-07-01')).toBe(25);
    expect((await looksOn(tx, '2026-06-30')).party.mirrored).toBe(true);
    const after = await looksOn(tx, '2026-12-01');
    expect(after.party.mirrored).toBe(false);
    expect([after.party.body, after.state.body]).toEqual([14, 13]);
  });
});

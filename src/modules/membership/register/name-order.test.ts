import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';

const db = await testDatabase();

const TONES = ['\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const LETTERS = [...'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz'];

/** Vietnamese lists: letters first, tones where the letters are the same. Written out slowly, letter by letter. */
function keyOf(name: string): string {
  const nfd = name.trim().replace(/ +/g, ' ').normalize('NFD').toLowerCase();
  const letters = [
    ...[...nfd]
      .filter((char) => !TONES.includes(char))
      .join('')
      .normalize('NFC'),
  ];
  const tones = [...nfd].filter((char) => char === ' ' || TONES.includes(char));
  return (
    letters
      .map((char) => (LETTERS.includes(char) ? String.fromCharCode('A'.charCodeAt(0) + LETTERS.indexOf(char)) : char))
      .join('') +
    '\u0001' +
    tones.map((char) => (char === ' ' ? ' ' : String(TONES.indexOf(char) + 1))).join('')
  );
}

const VOWELS = [...'aăâeêioôơuưy'];
const syllable = fc
  .tuple(
    fc.constantFrom('', 'b', 'đ', 'Đ', 'h', 'kh', 'L', 'ngh', 'Ph', 'qu', 'tr', 'V'),
    fc.constantFrom(...VOWELS),
    fc.constantFrom('', ...TONES),
    fc.constantFrom('', 'n', 'ng', 'nh', 'c', 'i', 'm'),
  )
  .map(([first, vowel, tone, last]) => `${first}${vowel}${tone}${last}`.normalize('NFC'));
const name = fc
  .tuple(fc.array(syllable, { minLength: 1, maxLength: 5 }), fc.constantFrom(' ', '  '))
  .map(([words, between]) => words.join(between));

test('the order key of any name is that of the rule, however it is spaced', async () => {
  const names = fc.sample(name, 400);
  const rows = await asOwner(db, 'test', (tx) =>
    tx.many<{ name: string; key: string }>(
      sql`select n as name, membership.vietnamese_order(n) as key from unnest(${names}::text[]) n`,
    ),
  );
  expect(rows).toHaveLength(400);
  for (const row of rows) expect(row.key, row.name).toBe(keyOf(row.name));
});

test.each([
  ['Nguyễn Văn Hùng', 'Hùng Nguyễn Văn'],
  ['Nguyễn\tVăn  Hùng ', 'Hùng Nguyễn Văn'],
  ['Y Bih Niê', 'Bih Y Niê'],
  ["H'Hen Niê", 'Hen Niê'],
  ["H' Yim Êban", "Yim H' Êban"],
  ['Dính', 'Dính'],
])('%j is put under its given name: %j', async (full, expected) => {
  const row = await asOwner(db, 'test', (tx) =>
    tx.one<{ name: string }>(sql`select membership.given_first(${full}) as name`),
  );
  expect(row.name).toBe(expected);
});

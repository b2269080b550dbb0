import { expect, test } from 'vitest';
import { dayOf, dayText, typedDay } from './day.ts';

test.each([
  ['0', '0'],
  ['05', '05'],
  ['050', '05/0'],
  ['05032026', '05/03/2026'],
  ['05/03/2026', '05/03/2026'],
  ['5/3/2026', '05/03/2026'],
  ['050320267', '05/03/2026'],
  ['a5-b', '5'],
  ['', ''],
])('%s stands as %s', (typed, stands) => expect(typedDay(typed)).toBe(stands));

test.each([
  ['05/03/2026', '2026-03-05'],
  ['29/02/2028', '2028-02-29'],
  ['29/02/2026', ''],
  ['31/04/2026', ''],
  ['00/01/2026', ''],
  ['01/13/2026', ''],
  ['05/03/26', ''],
  ['', ''],
])('%s is the day %s', (text, on) => {
  expect(dayOf(text)).toBe(on);
  if (on !== '') expect(dayText(on)).toBe(text);
});

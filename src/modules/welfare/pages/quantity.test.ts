import { expect, test } from 'vitest';
import { readQuantity, typedQuantity } from './quantity.ts';

test.each([
  ['32', 'vi', 32],
  ['1,5', 'vi', 1.5],
  ['1.500', 'vi', 1500],
  ['70.000.000', 'vi', 70_000_000],
  ['70 000 000', 'vi', 70_000_000],
  ['1,500', 'vi', 1.5],
  ['1.5', 'vi', undefined],
  ['1.5', 'en', 1.5],
  ['1,500', 'th', 1500],
  ['70,000,000', 'en', 70_000_000],
  ['1,5', 'en', undefined],
  ['0', 'vi', 0],
  ['', 'vi', undefined],
  ['mười', 'vi', undefined],
  ['-3', 'vi', undefined],
  ['1,,5', 'vi', undefined],
] as const)('%s typed in %s is %s', (text, lang, expected) => {
  expect(readQuantity(text, lang)).toBe(expected);
});

test.each([7.5, 0.125, 32, 70_000_000])('%s is read again as it was written', (value) => {
  for (const lang of ['vi', 'th', 'en'] as const) expect(readQuantity(typedQuantity(value, lang), lang)).toBe(value);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatNumber } from '../format.ts';
import { readDecimal, readWhole } from './typed-number.ts';

test('a whole number is read with points, commas or spaces between thousands, and what is none is not', () => {
  expect(['12', '1.000', '1,000', '1 000', '12.345.678', ' 7 '].map(readWhole)).toEqual([
    12, 1000, 1000, 1000, 12_345_678, 7,
  ]);
  for (const text of ['', '1,5', '1.0', '0,5', '12a', '-3', '1.00.000', '1e3']) expect(readWhole(text)).toBeUndefined();
});

test('a number with parts: the comma stands before them, points between thousands', () => {
  expect(['0,5', '1,4', '1.4', '1.400', '1.400,5', '3', '12.345.678,25'].map(readDecimal)).toEqual([
    0.5, 1.4, 1.4, 1400, 1400.5, 3, 12_345_678.25,
  ]);
  for (const text of ['', '1,4,5', '1.4.5', ',5', '-1', 'ba']) expect(readDecimal(text)).toBeUndefined();
});

test('what is shown in Vietnamese is read back as the same number', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(99), (n, part) => {
      const whole = formatNumber('vi', n);
      expect([readWhole(whole), readDecimal(whole)]).toEqual([n, n]);
      expect(readDecimal(formatNumber('vi', n + part / 100, 2))).toBe(n + part / 100);
    }),
  );
});

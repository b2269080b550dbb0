import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percent, suppress } from './numbers.ts';

describe('percent', () => {
  test.each([
    [211, 254, 83.1],
    [12, 26, 46.2],
    [1, 3, 33.3],
    [2, 3, 66.7],
    [1, 2000, 0.1], // 0.05 exactly: half goes up
    [49, 100_000, 0],
    [1345, 100_000, 1.3],
    [135, 10_000, 1.4], // 1.35 exactly, which binary fractions round down
    [1005, 100_000, 1],
    [0, 7, 0],
    [7, 7, 100],
    [30, 20, 150],
    [-1, 2000, 0],
    [-3, 2000, -0.1],
  ])('%i of %i is %d', (numerator, denominator, expected) => {
    expect(percent(numerator, denominator)).toBe(expected);
  });

  test('nothing to divide by is no number', () => {
    expect(percent(0, 0)).toBeNull();
    expect(percent(5, 0)).toBeNull();
  });

  test('only whole numbers', () => {
    expect(() => percent(0.5, 2)).toThrow(RangeError);
    expect(() => percent(1, -2)).toThrow(RangeError);
    expect(() => percent(Number.NaN, 2)).toThrow(RangeError);
  });

  test('never further than half a tenth from the truth, and exact beyond what floats hold', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (n, d) => {
        const tenths = BigInt(Math.round((percent(n, d) ?? 0) * 10));
        if (tenths > 9_000_000_000_000n || tenths < -9_000_000_000_000n) return;
        const error = 2n * (tenths * BigInt(d) - 1000n * BigInt(n));
        expect(error <= BigInt(d) && error > -BigInt(d)).toBe(true);
      }),
    );
  });
});

describe('suppression of small counts', () => {
  test.each([
    [[10, 20], 30, [10, 20], 30],
    [[5, 5], 10, [5, 5], 10],
    [[4, 20, 30], 54, [null, null, 30], 54],
    [[1, 9, 0, 40], 50, [null, null, 0, 40], 50],
    [[2, 1, 30], 33, [null, null, null], 33],
    [[3, 4, 30], 37, [null, null, 30], 37],
    [[3, 0], 3, [null, null], null],
    [[0, 0], 0, [0, 0], 0],
    [[1, 1, 1, 1, 1], 5, [null, null, null, null, null], null],
    [[1, 1, 1, 1, 1, 0], 5, [null, null, null, null, null, null], null],
    [[4, 4, 0], 8, [null, null, 0], 8],
    [[6, 0], 6, [6, 0], 6],
  ] as [number[], number, (number | null)[], number | null][])('%j of %i', (counts, total, shown, shownTotal) => {
    expect(suppress(counts, total)).toEqual({ counts: shown, total: shownTotal });
  });

  test('counts that do not make the total are refused', () => {
    expect(() => suppress([1, 2], 4)).toThrow(RangeError);
    expect(() => suppress([-1, 2], 1)).toThrow(RangeError);
  });

  test('no small count is shown and none can be worked out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 7 }), (counts) => {
        const total = counts.reduce((a, b) => a + b, 0);
        const shown = suppress(counts, total);
        expect(shown.counts.every((count) => count === null || count === 0 || count >= 5)).toBe(true);
        shown.counts.forEach((count, i) => count !== null && expect(count).toBe(counts[i]));
        const hidden = shown.counts.flatMap((count, i) => (count === null ? [i] : []));
        if (shown.total === null || hidden.length === 0) return;
        // Another breakdown with other hidden counts gives the same table for a reader who knows that nobody is below 0.
        const rest = shown.total - shown.counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
        expect(hidden.length).toBeGreaterThanOrEqual(2);
        expect(rest).toBeGreaterThanOrEqual(5);
      }),
    );
  });
});

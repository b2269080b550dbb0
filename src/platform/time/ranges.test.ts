import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from './dates.ts';
import {
  type DateRange,
  daysInRange,
  fromPgRange,
  intersectRanges,
  isEmptyRange,
  mergeRanges,
  rangeContains,
  rangeGaps,
  rangesOverlap,
  subtractRanges,
  toPgRange,
} from './ranges.ts';

const START = '2025-01-01';
const smallDay = fc.integer({ min: 0, max: 40 }).map((n) => addDays(START, n));
const range = fc.record({
  from: fc.option(smallDay, { nil: null }),
  to: fc.option(smallDay, { nil: null }),
});
const days = Array.from({ length: 60 }, (_, n) => addDays(START, n - 10));

describe('half-open', () => {
  const firstHalf: DateRange = { from: '2025-01-01', to: '2025-07-01' };

  test('the beginning is in it, the end is not', () => {
    expect(rangeContains(firstHalf, '2025-01-01')).toBe(true);
    expect(rangeContains(firstHalf, '2025-06-30')).toBe(true);
    expect(rangeContains(firstHalf, '2025-07-01')).toBe(false);
    expect(rangeContains(firstHalf, '2024-12-31')).toBe(false);
    expect(rangeContains({ from: null, to: null }, '1930-02-03')).toBe(true);
  });

  test('ranges that touch do not overlap', () => {
    expect(rangesOverlap(firstHalf, { from: '2025-07-01', to: null })).toBe(false);
    expect(rangesOverlap(firstHalf, { from: '2025-06-30', to: null })).toBe(true);
    expect(rangesOverlap(firstHalf, { from: '2025-03-01', to: '2025-03-01' })).toBe(false);
  });

  test('length in days', () => {
    expect(daysInRange(firstHalf)).toBe(181);
    expect(daysInRange({ from: '2025-01-01', to: null })).toBeNull();
    expect(daysInRange({ from: '2025-02-01', to: '2025-01-01' })).toBe(0);
  });

  test('overlap means a day in both', () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        const shared = days.some((on) => rangeContains(a, on) && rangeContains(b, on));
        expect(rangesOverlap(a, b)).toBe(shared);
        expect(rangesOverlap(b, a)).toBe(shared);
        const both = intersectRanges(a, b);
        for (const on of days) {
          expect(both !== null && rangeContains(both, on)).toBe(rangeContains(a, on) && rangeContains(b, on));
        }
      }),
    );
  });
});

describe('gaps', () => {
  test('between and around', () => {
    const within = { from: '2025-01-01', to: '2026-01-01' };
    const ranges = [
      { from: '2025-07-01', to: '2025-10-01' },
      { from: '2024-05-01', to: '2025-02-01' },
    ];
    expect(rangeGaps(ranges, within)).toEqual([
      { from: '2025-02-01', to: '2025-07-01' },
      { from: '2025-10-01', to: '2026-01-01' },
    ]);
    expect(rangeGaps([], within)).toEqual([within]);
    expect(rangeGaps([{ from: '2025-03-01', to: null }], { from: null, to: null })).toEqual([
      { from: null, to: '2025-03-01' },
    ]);
  });

  test('every day of the whole is covered or in one gap', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), range, (ranges, within) => {
        const gaps = rangeGaps(ranges, within);
        for (const on of days) {
          const expected = rangeContains(within, on) && !ranges.some((r) => rangeContains(r, on));
          expect(gaps.filter((gap) => rangeContains(gap, on)).length).toBe(expected ? 1 : 0);
        }
        expect(gaps.some(isEmptyRange)).toBe(false);
        expect(subtractRanges(within, ranges)).toEqual(gaps);
      }),
    );
  });

  test('merging keeps the days and leaves no two that touch', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), (ranges) => {
        const merged = mergeRanges(ranges);
        for (const on of days) {
          expect(merged.some((r) => rangeContains(r, on))).toBe(ranges.some((r) => rangeContains(r, on)));
        }
        merged.slice(1).forEach((r, i) => expect((merged[i]?.to ?? '9999') < (r.from ?? '0000')).toBe(true));
      }),
    );
  });
});

describe('as PostgreSQL writes them', () => {
  test.each([
    ['[2025-01-01,2025-07-01)', { from: '2025-01-01', to: '2025-07-01' }],
    ['[2025-01-01,)', { from: '2025-01-01', to: null }],
    ['(,2025-01-01)', { from: null, to: '2025-01-01' }],
    ['(,)', { from: null, to: null }],
  ])('%s', (text, value) => {
    expect(fromPgRange(text)).toEqual(value);
    expect(toPgRange(value)).toBe(text);
  });

  test('other ends become half-open', () => {
    expect(fromPgRange('[2025-01-01,2025-06-30]')).toEqual({ from: '2025-01-01', to: '2025-07-01' });
    expect(fromPgRange('(2024-12-31,infinity)')).toEqual({ from: '2025-01-01', to: null });
    expect(fromPgRange('empty')).toBeNull();
    expect(fromPgRange('[2025-01-01,2025-01-01)')).toBeNull();
    expect(toPgRange({ from: '2025-02-01', to: '2025-01-01' })).toBe('empty');
    expect(() => fromPgRange('2025-01-01')).toThrow(TypeError);
  });

  test('there and back', () => {
    fc.assert(
      fc.property(range, (r) => {
        expect(fromPgRange(toPgRange(r))).toEqual(isEmptyRange(r) ? null : r);
      }),
    );
  });
});

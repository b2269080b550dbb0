import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DatedBy } from '../shapes.ts';
import { fromDayNumber } from './dates.ts';
import {
  assertKnownAtLeast,
  compareDated,
  earliest,
  knownAtLeast,
  latest,
  monthsSpan,
  normaliseDated,
  onDay,
  orderOf,
  yearsSpan,
} from './precision.ts';

const dated = fc.record({
  on: fc.integer({ min: 0, max: 20_000 }).map(fromDayNumber),
  precision: fc.constantFrom('day', 'month', 'year', 'term'),
}) as fc.Arbitrary<DatedBy>;

describe('the days a date can have been', () => {
  test.each([
    ['2024-02-17', 'day', '2024-02-17', '2024-02-17'],
    ['2024-02-17', 'month', '2024-02-01', '2024-02-29'],
    ['2015-06-01', 'year', '2015-01-01', '2015-12-31'],
    ['2015-08-01', 'term', '2015-08-01', '2020-07-31'],
  ] as const)('%s by %s', (on, precision, first, last) => {
    expect(earliest({ on, precision })).toBe(first);
    expect(latest({ on, precision })).toBe(last);
  });

  test('the earliest never lies after the latest, and the stored form keeps both', () => {
    fc.assert(
      fc.property(dated, (date) => {
        expect(earliest(date) <= latest(date)).toBe(true);
        const stored = normaliseDated(date);
        expect([earliest(stored), latest(stored)]).toEqual([earliest(date), latest(date)]);
      }),
    );
  });
});

describe('order', () => {
  test('what is not known stays unclear', () => {
    expect(orderOf({ on: '2015-01-01', precision: 'year' }, onDay('2015-03-01'))).toBe('unclear');
    expect(orderOf({ on: '2015-01-01', precision: 'year' }, onDay('2016-01-01'))).toBe('before');
    expect(orderOf(onDay('2016-01-01'), { on: '2015-01-01', precision: 'year' })).toBe('after');
    expect(orderOf(onDay('2015-03-01'), onDay('2015-03-01'))).toBe('same');
    expect(orderOf({ on: '2015-03-01', precision: 'month' }, { on: '2015-03-01', precision: 'month' })).toBe('unclear');
  });

  test('in a list the more exact comes first', () => {
    const list: DatedBy[] = [
      { on: '2016-01-01', precision: 'day' },
      { on: '2015-01-01', precision: 'year' },
      { on: '2015-01-01', precision: 'day' },
    ];
    expect([...list].sort(compareDated).map(({ on, precision }) => `${on} ${precision}`)).toEqual([
      '2015-01-01 day',
      '2015-01-01 year',
      '2016-01-01 day',
    ]);
  });
});

describe('how exactly', () => {
  test('a day is known by month too, a year is not', () => {
    expect(knownAtLeast(onDay('2015-03-01'), 'month')).toBe(true);
    expect(knownAtLeast({ on: '2015-01-01', precision: 'year' }, 'month')).toBe(false);
    expect(knownAtLeast({ on: '2015-01-01', precision: 'term' }, 'term')).toBe(true);
  });

  test('refuses to compute from less', () => {
    expect(() => assertKnownAtLeast({ on: '2015-01-01', precision: 'year' }, 'day', 'ceremonyOn')).toThrow(
      expect.objectContaining({
        code: 'date.precision-too-low',
        details: { field: 'ceremonyOn', precision: 'year', needed: 'day' },
      }),
    );
    expect(() => assertKnownAtLeast(onDay('2015-01-01'), 'day', 'ceremonyOn')).not.toThrow();
  });

  test('spans of inexact dates', () => {
    expect(yearsSpan({ on: '1985-01-01', precision: 'year' }, onDay('2025-06-01'))).toEqual({
      atLeast: 39,
      atMost: 40,
    });
    expect(yearsSpan(onDay('1985-06-01'), onDay('2025-06-01'))).toEqual({ atLeast: 40, atMost: 40 });
    expect(monthsSpan({ on: '2025-01-01', precision: 'month' }, onDay('2025-03-15'))).toEqual({
      atLeast: 1,
      atMost: 2,
    });
  });
});

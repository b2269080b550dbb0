import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '#platform/time/dates.ts';
import { rangeContains } from '#platform/time/ranges.ts';
import { ageBand, assertNoOverlap, findOverlaps, isOfYouthUnionAge, onRollOn, rollIdentity } from './index.ts';

describe('one cell a day', () => {
  test('names both cells and the days', () => {
    const periods = [
      { cell: 'Nậm Pắc', valid: { from: '2025-03-01', to: null } },
      { cell: 'Phiêng Vai', valid: { from: '2019-05-01', to: '2025-03-11' } },
    ];
    expect(() => assertNoOverlap(periods)).toThrow(
      expect.objectContaining({
        code: 'member.two-cells',
        details: {
          cell: 'Phiêng Vai',
          otherCell: 'Nậm Pắc',
          on: '2025-03-01',
          from: '2025-03-01',
          to: '2025-03-11',
          days: 10,
        },
      }),
    );
  });

  test('leaving and arriving on one day is no overlap, no end on both sides is', () => {
    const first = { cell: 'a', valid: { from: '2019-05-01', to: '2025-03-01' } };
    expect(() => assertNoOverlap([first, { cell: 'b', valid: { from: '2025-03-01', to: null } }])).not.toThrow();
    const open = [
      { cell: 'a', valid: { from: '2019-05-01', to: null } },
      { cell: 'b', valid: { from: '2020-05-01', to: null } },
    ];
    expect(findOverlaps(open)[0]).toMatchObject({ shared: { from: '2020-05-01', to: null }, days: null });
  });

  test('refused exactly when some day lies in two periods', () => {
    const start = '2025-01-01';
    const period = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 15 })).map(([at, days]) => ({
      cell: String(at),
      valid: { from: addDays(start, at), to: addDays(start, at + days) },
    }));
    fc.assert(
      fc.property(fc.array(period, { maxLength: 5 }), (periods) => {
        const twice = Array.from({ length: 60 }, (_, n) => addDays(start, n)).some(
          (on) => periods.filter(({ valid }) => rangeContains(valid, on)).length > 1,
        );
        expect(findOverlaps(periods).length > 0).toBe(twice);
      }),
    );
  });
});

test('on the roll on a day', () => {
  const periods = [
    { state: 'official', valid: { from: '2020-01-01', to: '2025-01-01' } },
    { state: 'transfer_pending', valid: { from: '2025-01-01', to: '2025-01-20' } },
    { state: 'official', valid: { from: '2025-01-20', to: '2025-06-01' } },
  ] as const;
  const days = ['2019-12-31', '2020-01-01', '2024-12-31', '2025-01-01', '2025-01-20', '2025-06-01'];
  expect(days.map((on) => onRollOn(periods, on))).toEqual([false, true, true, true, true, false]);
});

test('the roll identity', () => {
  expect(rollIdentity({ start: 120, in: 9, out: 4, end: 125 })).toEqual({ holds: true, difference: 0 });
  expect(rollIdentity({ start: 120, in: 9, out: 4, end: 124 })).toEqual({ holds: false, difference: -1 });
});

describe('age bands', () => {
  const on = '2025-07-01';
  test.each([
    ['2007-07-01', '18-30'],
    ['2007-07-02', 'unknown'],
    ['1994-07-02', '18-30'],
    ['1994-07-01', '31-40'],
    ['1984-07-01', '41-50'],
    ['1974-07-01', '51-60'],
    ['1964-07-02', '51-60'],
    ['1964-07-01', 'over-60'],
  ])('born %s: %s', (born, band) => expect(ageBand({ on: born, precision: 'day' }, on)).toBe(band));

  test('a year of birth counts where it leaves no doubt', () => {
    expect(ageBand({ on: '1990-01-01', precision: 'year' }, on)).toBe('31-40');
    expect(ageBand({ on: '1994-01-01', precision: 'year' }, on)).toBe('unknown');
    expect(ageBand(null, on)).toBe('unknown');
    expect(isOfYouthUnionAge({ on: '1994-01-01', precision: 'year' }, on)).toBeNull();
    expect(isOfYouthUnionAge({ on: '1994-07-02', precision: 'day' }, on)).toBe(true);
    expect(isOfYouthUnionAge({ on: '1994-07-01', precision: 'day' }, on)).toBe(false);
  });
});

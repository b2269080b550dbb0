import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '#platform/time/dates.ts';
import { PERIODS } from './contract.ts';
import { assertPeriod, changeOf, endOf, headOf, lastOver, numberLine, periodBefore } from './rules.ts';

const codeOf = (run: () => void): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};

describe('a period is exactly one month, quarter, half-year or year, DOMAIN 7.1', () => {
  test.each([
    ['month', '2026-10-01', '2026-10-31', null],
    ['month', '2026-10-01', '2026-10-30', 'report.period'],
    ['month', '2026-10-01', '2026-11-30', 'report.period'],
    ['month', '2026-10-21', '2026-11-20', null],
    ['month', '2026-02-01', '2026-02-28', null],
    ['month', '2024-02-01', '2024-02-29', null],
    ['month', '2026-01-29', '2026-02-27', 'report.period'],
    ['quarter', '2026-07-01', '2026-09-30', null],
    ['quarter', '2026-07-01', '2026-08-31', 'report.period'],
    ['half', '2026-01-01', '2026-06-30', null],
    ['nine', '2026-01-01', '2026-09-30', null],
    ['nine', '2026-01-01', '2026-06-30', 'report.period'],
    ['nine', '2025-12-21', '2026-09-20', null],
    ['year', '2025-01-01', '2025-12-31', null],
    ['year', '2025-12-21', '2026-12-20', null],
  ] as const)('%s %s to %s: %s', (kind, from, to, code) => {
    expect(codeOf(() => assertPeriod(kind, { from, to }))).toBe(code);
  });

  test('the period before ends on the eve, is of the same kind, and the one after it is this one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PERIODS.filter((kind) => kind !== 'nine')),
        fc.integer({ min: 2001, max: 2090 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (kind, year, month, day) => {
          const from = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const period = { from, to: endOf(kind, from) };
          assertPeriod(kind, period);
          const before = periodBefore(kind, period);
          assertPeriod(kind, before);
          expect(addDays(before.to, 1)).toBe(from);
        },
      ),
    );
  });

  test.each([
    ['month', '2026-11-22', '2026-10-01', '2026-10-31'],
    ['month', '2026-10-31', '2026-10-01', '2026-10-31'],
    ['month', '2026-01-10', '2025-12-01', '2025-12-31'],
    ['quarter', '2026-11-22', '2026-07-01', '2026-09-30'],
    ['half', '2026-11-22', '2026-01-01', '2026-06-30'],
    ['nine', '2026-11-22', '2026-01-01', '2026-09-30'],
    ['nine', '2026-09-30', '2026-01-01', '2026-09-30'],
    ['nine', '2026-09-29', '2025-01-01', '2025-09-30'],
    ['nine', '2026-01-01', '2025-01-01', '2025-09-30'],
    ['year', '2026-11-22', '2025-01-01', '2025-12-31'],
  ] as const)('the last %s over on %s: %s to %s', (kind, today, from, to) => {
    expect(lastOver(kind, today)).toEqual({ from, to });
  });
});

test('nine months stand beside those of the year before', () => {
  expect(periodBefore('nine', { from: '2026-01-01', to: '2026-09-30' })).toEqual({
    from: '2025-01-01',
    to: '2025-09-30',
  });
  expect(periodBefore('nine', { from: '2025-12-21', to: '2026-09-20' })).toEqual({
    from: '2024-12-21',
    to: '2025-09-20',
  });
});

describe('the head of a paper, DOMAIN 5.2 and 5.3', () => {
  test.each([
    [
      'Đảng bộ xã Mường Nhé',
      'commune_body',
      'Đảng bộ tỉnh Điện Biên',
      'party',
      'Đảng bộ tỉnh Điện Biên',
      'Đảng uỷ xã Mường Nhé',
      'ĐU',
    ],
    [
      'Đảng bộ phường Mường Lay',
      'commune_body',
      'Đảng bộ tỉnh Điện Biên',
      'party',
      'Đảng bộ tỉnh Điện Biên',
      'Đảng uỷ phường Mường Lay',
      'ĐU',
    ],
    ['Đảng bộ tỉnh Điện Biên', 'province_body', null, 'party', '', 'Tỉnh uỷ Điện Biên', 'TU'],
    ['Đảng bộ thành phố Huế', 'province_body', null, 'party', '', 'Thành uỷ Huế', 'TU'],
    [
      'Xã Mường Nhé',
      'commune',
      'Tỉnh Điện Biên',
      'state',
      'Uỷ ban nhân dân tỉnh Điện Biên',
      'Uỷ ban nhân dân xã Mường Nhé',
      'UBND',
    ],
    ['Tỉnh Điện Biên', 'province', null, 'state', '', 'Uỷ ban nhân dân tỉnh Điện Biên', 'UBND'],
  ] as const)('%s (%s) under %s', (name, kind, above, layout, superior, issuer, symbol) => {
    expect(headOf({ name, kind }, above)).toEqual({ layout, superior, issuer, symbol });
  });
  test.each([
    ['party', '48', 'ĐU', 'Số 48-BC/ĐU'],
    ['state', '127', 'UBND', 'Số: 127/BC-UBND'],
  ] as const)('%s number %s of %s: %s', (layout, number, symbol, line) => {
    expect(numberLine(layout, number, symbol)).toBe(line);
  });
});

test.each([
  [12, 10, 2],
  [83.1, 84.4, -1.3],
  [0, 0, 0],
  [null, 3, null],
  [5, null, null],
  ['withheld', 3, null],
] as const)('from %s against %s: %s', (now, before, change) => {
  expect(changeOf(now, before)).toBe(change);
});

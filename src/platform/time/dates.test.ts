import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  addYears,
  compareDates,
  daysBetween,
  firstOfMonth,
  fromDayNumber,
  fullMonthsBetween,
  fullYearsBetween,
  lastOfMonth,
  maxDate,
  minDate,
  toDayNumber,
  todayInVietnam,
  weekdayOf,
} from './dates.ts';

// 1 January 1850 to 31 December 2150, so that adding never leaves the years we accept.
const day = fc.integer({ min: -43_829, max: 66_108 }).map(fromDayNumber);

describe('adding months and years', () => {
  test.each([
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2025-02-28', 12, '2026-02-28'],
    ['2023-02-28', 12, '2024-02-28'],
    ['2024-12-15', 1, '2025-01-15'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2024-01-15', -1, '2023-12-15'],
    ['2000-02-29', -1200, '1900-02-28'],
  ])('%s and %i months is %s', (from, months, expected) => expect(addMonths(from, months)).toBe(expected));

  test('a year after 29 February is 28 February', () => {
    expect(addYears('2024-02-29', 1)).toBe('2025-02-28');
    expect(addYears('2024-02-29', 4)).toBe('2028-02-29');
  });

  test('always a day that exists, in the month that was meant', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -500, max: 500 }), (on, months) => {
        const result = addMonths(on, months);
        // The calendar goes on where the years of the register end.
        expect(new Date(`${result}T00:00:00Z`).toISOString().slice(0, 10)).toBe(result);
        expect(toDayNumber(firstOfMonth(result))).toBe(toDayNumber(addMonths(firstOfMonth(on), months)));
        expect(result.slice(8) <= on.slice(8)).toBe(true);
      }),
    );
  });
});

describe('counting between days', () => {
  test.each([
    ['2025-01-01', '2025-01-02', 1],
    ['2025-01-02', '2025-01-01', -1],
    ['2024-02-28', '2024-03-01', 2],
    ['1900-02-28', '1900-03-01', 1],
  ])('%s to %s: %i days', (from, to, days) => expect(daysBetween(from, to)).toBe(days));

  test.each([
    ['2007-11-22', '2025-11-21', 215],
    ['2007-11-22', '2025-11-22', 216],
    ['2024-01-31', '2024-02-29', 1],
    ['2024-01-31', '2024-02-28', 0],
    ['2025-03-01', '2025-02-01', -1],
    ['2025-03-01', '2025-02-28', 0],
  ])('%s to %s: %i full months', (from, to, months) => expect(fullMonthsBetween(from, to)).toBe(months));

  test('full years as ages are counted', () => {
    expect(fullYearsBetween('2008-02-29', '2026-02-27')).toBe(17);
    expect(fullYearsBetween('2008-02-29', '2026-02-28')).toBe(18);
    expect(fullYearsBetween('1990-05-10', '2020-05-09')).toBe(29);
    expect(fullYearsBetween('1990-05-10', '2020-05-10')).toBe(30);
  });

  test('the full months are the most that fit', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        const [from, to] = [minDate(a, b), maxDate(a, b)];
        const months = fullMonthsBetween(from, to);
        expect(compareDates(addMonths(from, months), to)).toBeLessThanOrEqual(0);
        expect(compareDates(addMonths(from, months + 1), to)).toBe(1);
        expect(fullMonthsBetween(to, from)).toBe(months === 0 ? 0 : -months);
      }),
    );
  });

  test('days and day numbers agree', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -9000, max: 9000 }), (on, days) => {
        expect(daysBetween(on, addDays(on, days))).toBe(days);
        expect(fromDayNumber(toDayNumber(on))).toBe(on);
        expect(weekdayOf(addDays(on, 7))).toBe(weekdayOf(on));
      }),
    );
  });
});

test('days of the week', () => {
  expect(weekdayOf('2025-07-01')).toBe(2);
  expect(weekdayOf('1930-02-03')).toBe(1);
  expect(weekdayOf('2026-11-22')).toBe(7);
});

test('the first and last day of a month', () => {
  expect(firstOfMonth('2024-02-17')).toBe('2024-02-01');
  expect(lastOfMonth('2024-02-17')).toBe('2024-02-29');
  expect(lastOfMonth('2100-02-01')).toBe('2100-02-28');
});

test('the day in Vietnam turns at 17:00 UTC', () => {
  expect(todayInVietnam(new Date('2025-06-30T16:59:59Z'))).toBe('2025-06-30');
  expect(todayInVietnam(new Date('2025-06-30T17:00:00Z'))).toBe('2025-07-01');
  expect(todayInVietnam(new Date('2025-12-31T17:00:00Z'))).toBe('2026-01-01');
});

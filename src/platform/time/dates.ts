import type { PlainDate } from '../shapes.ts';

const DAY_MS = 86_400_000;

/** Days since 1 January 1970 of a plain date; the inverse of `fromDayNumber`. */
export function toDayNumber(on: PlainDate): number {
  return Math.round(Date.UTC(yearOf(on), monthOf(on) - 1, dayOf(on)) / DAY_MS);
}

/** The plain date that lies so many days after 1 January 1970. */
export function fromDayNumber(days: number): PlainDate {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** Year of a plain date. */
export function yearOf(on: PlainDate): number {
  return Number(on.slice(0, 4));
}

/** Month of a plain date, 1 to 12. */
export function monthOf(on: PlainDate): number {
  return Number(on.slice(5, 7));
}

/** Day of the month of a plain date, 1 to 31. */
export function dayOf(on: PlainDate): number {
  return Number(on.slice(8, 10));
}

/** Writes a plain date from its parts. The parts must make a day that exists. */
export function plainDate(parts: { year: number; month: number; day: number }): PlainDate {
  return [
    String(parts.year).padStart(4, '0'),
    String(parts.month).padStart(2, '0'),
    String(parts.day).padStart(2, '0'),
  ].join('-');
}

/** Number of days in a month, 28 to 31. */
export function daysInMonth(month: { year: number; month: number }): number {
  return new Date(Date.UTC(month.year, month.month, 0)).getUTCDate();
}

/** Day of the week, 1 = Monday to 7 = Sunday. */
export function weekdayOf(on: PlainDate): number {
  // 1 January 1970 was a Thursday.
  return ((((toDayNumber(on) + 3) % 7) + 7) % 7) + 1;
}

/** Below 0 when `a` lies before `b`, above 0 when after, 0 on the same day. Fits `sort`. */
export function compareDates(a: PlainDate, b: PlainDate): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The earlier of two days. */
export function minDate(a: PlainDate, b: PlainDate): PlainDate {
  return a <= b ? a : b;
}

/** The later of two days. */
export function maxDate(a: PlainDate, b: PlainDate): PlainDate {
  return a >= b ? a : b;
}

/** The day so many days later, or earlier when negative. */
export function addDays(on: PlainDate, days: number): PlainDate {
  return fromDayNumber(toDayNumber(on) + days);
}

/**
 * The same day of another month, earlier when negative. Where that month has no such day, its last day:
 * 31 January and one month is 28 or 29 February.
 * @see Civil Code 2015, Article 148: a term of months without a corresponding day ends on the last day of the month
 */
export function addMonths(on: PlainDate, months: number): PlainDate {
  const index = yearOf(on) * 12 + (monthOf(on) - 1) + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return plainDate({ year, month, day: Math.min(dayOf(on), daysInMonth({ year, month })) });
}

/** The same day of another year; 29 February becomes 28 February where the year has none. */
export function addYears(on: PlainDate, years: number): PlainDate {
  return addMonths(on, years * 12);
}

/** Days from one day to another: 1 from a day to the next, negative when `to` lies before `from`. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return toDayNumber(to) - toDayNumber(from);
}

/**
 * Whole months that have passed between two days: the largest n with `addMonths(from, n) <= to`. Negative, and as many,
 * when `to` lies before `from`.
 */
export function fullMonthsBetween(from: PlainDate, to: PlainDate): number {
  if (to < from) {
    const back = fullMonthsBetween(to, from);
    return back === 0 ? 0 : -back;
  }
  const months = (yearOf(to) - yearOf(from)) * 12 + (monthOf(to) - monthOf(from));
  return addMonths(from, months) <= to ? months : months - 1;
}

/** Whole years that have passed between two days, as an age is counted. Born on 29 February: full on 28 February. */
export function fullYearsBetween(from: PlainDate, to: PlainDate): number {
  return Math.trunc(fullMonthsBetween(from, to) / 12);
}

/** First day of the month in which the day lies. */
export function firstOfMonth(on: PlainDate): PlainDate {
  return `${on.slice(0, 8)}01`;
}

/** Last day of the month in which the day lies. */
export function lastOfMonth(on: PlainDate): PlainDate {
  return plainDate({
    year: yearOf(on),
    month: monthOf(on),
    day: daysInMonth({ year: yearOf(on), month: monthOf(on) }),
  });
}

const vietnamDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Ho_Chi_Minh',
  calendar: 'gregory',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day it is in Vietnam at an instant. The instant comes from the caller: rules have no clock. */
export function todayInVietnam(now: Date): PlainDate {
  const part = (type: string): string => vietnamDay.formatToParts(now).find((p) => p.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

import { RuleBroken } from '../errors.ts';
import type { DatedBy, PlainDate, Precision } from '../shapes.ts';
import {
  addDays,
  addYears,
  compareDates,
  firstOfMonth,
  fullMonthsBetween,
  fullYearsBetween,
  lastOfMonth,
} from './dates.ts';

/** How long a term of a committee lasts; a date known only by its term may be any day of it. */
export const TERM_YEARS = 5;

/** From the most to the least exact. */
const EXACTNESS: Record<Precision, number> = { day: 0, month: 1, year: 2, term: 3 };

/** A date known to the day. */
export function onDay(on: PlainDate): DatedBy {
  return { on, precision: 'day' };
}

/** The earliest day it can have been. */
export function earliest(date: DatedBy): PlainDate {
  switch (date.precision) {
    case 'day':
    case 'term':
      return date.on;
    case 'month':
      return firstOfMonth(date.on);
    case 'year':
      return `${date.on.slice(0, 4)}-01-01`;
  }
}

/** The latest day it can have been. A term ends on the day before its fifth anniversary. */
export function latest(date: DatedBy): PlainDate {
  switch (date.precision) {
    case 'day':
      return date.on;
    case 'month':
      return lastOfMonth(date.on);
    case 'year':
      return `${date.on.slice(0, 4)}-12-31`;
    case 'term':
      return addDays(addYears(date.on, TERM_YEARS), -1);
  }
}

/** The same date as it is stored: on the first day of the period it names. */
export function normaliseDated(date: DatedBy): DatedBy {
  return { on: earliest(date), precision: date.precision };
}

/** True when the date is known at least so exactly: a day is known by month too. */
export function knownAtLeast(date: DatedBy, precision: Precision): boolean {
  return EXACTNESS[date.precision] <= EXACTNESS[precision];
}

/**
 * Refuses a date that is not known exactly enough for what is to be computed from it.
 * @param field name of the field, for the person who has to mend it
 * @throws RuleBroken `date.precision-too-low` `{ field, precision, needed }`
 */
export function assertKnownAtLeast(date: DatedBy, needed: Precision, field: string): void {
  if (knownAtLeast(date, needed)) return;
  throw new RuleBroken('date.precision-too-low', { field, precision: date.precision, needed });
}

/** For sorting lists: by the earliest possible day, then the more exact first. */
export function compareDated(a: DatedBy, b: DatedBy): number {
  return compareDates(earliest(a), earliest(b)) || EXACTNESS[a.precision] - EXACTNESS[b.precision];
}

/** Which came first, as far as it is known; `unclear` when the two periods share days without being one day. */
export function orderOf(a: DatedBy, b: DatedBy): 'before' | 'same' | 'after' | 'unclear' {
  if (latest(a) < earliest(b)) return 'before';
  if (latest(b) < earliest(a)) return 'after';
  return a.precision === 'day' && b.precision === 'day' ? 'same' : 'unclear';
}

/** A span that inexact dates leave open. Exact when the two are equal. */
export type Span = { atLeast: number; atMost: number };

/** Whole months between two dates that may be inexact. */
export function monthsSpan(from: DatedBy, to: DatedBy): Span {
  return {
    atLeast: fullMonthsBetween(latest(from), earliest(to)),
    atMost: fullMonthsBetween(earliest(from), latest(to)),
  };
}

/** Whole years between two dates that may be inexact. */
export function yearsSpan(from: DatedBy, to: DatedBy): Span {
  return {
    atLeast: fullYearsBetween(latest(from), earliest(to)),
    atMost: fullYearsBetween(earliest(from), latest(to)),
  };
}

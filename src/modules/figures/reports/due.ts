import type { PlainDate } from '#platform/shapes.ts';
import { addDays, addMonths, dayOf, daysInMonth, monthOf, plainDate, yearOf } from '#platform/time/dates.ts';
import type { PeriodKind } from './contract.ts';
import { endOf, type Period } from './rules.ts';

/** What holds until an administrator sets something else. */
export const REPORT_SETTINGS = {
  'reports.due-day': { value: 20, source: 'DOMAIN.md 7.1: ngày cố định trong tháng, từ 15 đến 25 tuỳ tỉnh [K-h]' },
} as const;

/** How many days before it is due an office is told, and for how long afterwards. */
export const TOLD_BEFORE_DAYS = 3;
export const TOLD_AFTER_DAYS = 7;

/**
 * The day on which the report of a period is due: the first such day of a month on which the period is over.
 * @param day the province's day of the month; a shorter month has its last day instead
 * @example dueOn('2026-10-31', 20) → '2026-11-20'; of a period that itself ends on the 20th it is that very day
 * @see DOMAIN.md 7.1: a fixed day of the month, 15th to 25th [K-h]
 */
export function dueOn(to: PlainDate, day: number): PlainDate {
  const inMonth = (on: PlainDate): PlainDate => {
    const month = { year: yearOf(on), month: monthOf(on) };
    return plainDate({ ...month, day: Math.max(1, Math.min(day, daysInMonth(month))) });
  };
  const same = inMonth(to);
  return dayOf(same) >= dayOf(to)
    ? same
    : inMonth(addMonths(plainDate({ year: yearOf(to), month: monthOf(to), day: 1 }), 1));
}

/** The period after one of the same length; after nine months those of the next year. */
export function periodAfter(kind: PeriodKind, { from: begun, to }: Period): Period {
  const from = kind === 'nine' ? addMonths(begun, 12) : addDays(to, 1);
  return { from, to: endOf(kind, from) };
}

/** Whether an office is told of a report that is due on a day. */
export const isTold = (due: PlainDate, today: PlainDate): boolean =>
  today >= addDays(due, -TOLD_BEFORE_DAYS) && today <= addDays(due, TOLD_AFTER_DAYS);

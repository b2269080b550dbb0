import { RuleBroken } from '../errors.ts';
import type { PlainDate } from '../shapes.ts';
import { addDays, toDayNumber, weekdayOf, yearOf } from './dates.ts';

/** A day off, or a weekend day that is worked in exchange for one. As stored, one row a day. */
export type CalendarDay = { on: PlainDate; kind: 'holiday' | 'working' };

/** A public holiday; `swap` is the Saturday that is worked instead of it, by decision of the Government. */
export type Holiday = { on: PlainDate; name: string; swap?: PlainDate; source: string; certain: boolean };

/** The holidays of one year, as an administrator keeps them. */
export type HolidayYear = { year: number; days: readonly Holiday[] };

/** What working days are counted by. Made once with `workingCalendar` or `calendarOfDays`. */
export type WorkingCalendar = {
  readonly years: ReadonlySet<number>;
  readonly off: ReadonlySet<PlainDate>;
  readonly worked: ReadonlySet<PlainDate>;
};

/** A calendar from the holidays of several years. A year without an entry is unknown, not free of holidays. */
export function workingCalendar(years: readonly HolidayYear[]): WorkingCalendar {
  return {
    years: new Set(years.map(({ year }) => year)),
    off: new Set(years.flatMap(({ days }) => days.map(({ on }) => on))),
    worked: new Set(years.flatMap(({ days }) => days.flatMap(({ swap }) => (swap ? [swap] : [])))),
  };
}

/** A calendar from stored rows. A year counts as known when at least one holiday of it is among them. */
export function calendarOfDays(days: readonly CalendarDay[]): WorkingCalendar {
  const off = days.filter(({ kind }) => kind === 'holiday').map(({ on }) => on);
  return {
    years: new Set(off.map(yearOf)),
    off: new Set(off),
    worked: new Set(days.filter(({ kind }) => kind === 'working').map(({ on }) => on)),
  };
}

/** The rows to store for holidays: each day off, and each Saturday worked in exchange. */
export function calendarRows(
  years: readonly HolidayYear[],
): { on: PlainDate; name: string; kind: CalendarDay['kind']; source: string; certain: boolean }[] {
  return years.flatMap(({ days }) =>
    days.flatMap(({ on, name, swap, source, certain }) => [
      { on, name, kind: 'holiday' as const, source, certain },
      ...(swap ? [{ on: swap, name, kind: 'working' as const, source, certain }] : []),
    ]),
  );
}

/**
 * True on Monday to Friday outside the holidays, and on a Saturday that is worked in exchange.
 * @throws RuleBroken `calendar.missing-year` `{ year }` when nobody has entered the holidays of that year
 */
export function isWorkingDay(on: PlainDate, calendar: WorkingCalendar): boolean {
  const year = yearOf(on);
  if (!calendar.years.has(year)) throw new RuleBroken('calendar.missing-year', { year });
  if (calendar.off.has(on)) return false;
  return weekdayOf(on) <= 5 || calendar.worked.has(on);
}

/**
 * The day on which the n-th working day after `from` falls; the day itself is not counted.
 * @see Civil Code 2015, Article 147: the first day of a term is not counted
 * @throws RuleBroken `calendar.missing-year` `{ year }`
 * @throws RangeError when `n` is no whole number from 0
 */
export function addWorkingDays(from: PlainDate, n: number, calendar: WorkingCalendar): PlainDate {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`working days: ${n}`);
  let on = from;
  for (let left = n; left > 0;) {
    on = addDays(on, 1);
    if (isWorkingDay(on, calendar)) left -= 1;
  }
  return on;
}

/**
 * Working days after `from` up to and including `to`; negative, and as many, when `to` lies before `from`. Counted by weeks and
 * exceptions, because a board asks for hundreds of stretches of years.
 * @throws RuleBroken `calendar.missing-year` `{ year }`
 */
export function workingDaysBetween(from: PlainDate, to: PlainDate, calendar: WorkingCalendar): number {
  if (to < from) {
    const back = workingDaysBetween(to, from, calendar);
    return back === 0 ? 0 : -back;
  }
  const [first, last] = [toDayNumber(from), toDayNumber(to)];
  if (last > first)
    for (let year = yearOf(addDays(from, 1)); year <= yearOf(to); year += 1)
      if (!calendar.years.has(year)) throw new RuleBroken('calendar.missing-year', { year });
  const { off, worked } = exceptionsOf(calendar);
  const within = (days: readonly number[]): number =>
    days.reduce((sum, day) => (day > first && day <= last ? sum + 1 : sum), 0);
  return weekdaysUpTo(last) - weekdaysUpTo(first) - within(off) + within(worked);
}

/** How many days from Monday to Friday there are up to a day, counted from any Monday before. */
function weekdaysUpTo(day: number): number {
  // 1 January 1970 was a Thursday.
  const sinceMonday = day + 3;
  const weeks = Math.floor(sinceMonday / 7);
  return weeks * 5 + Math.min(sinceMonday - weeks * 7 + 1, 5);
}

/** What is not as its weekday says: days off from Monday to Friday, and days of a weekend that are worked. Found once for a calendar. */
const exceptions = new WeakMap<WorkingCalendar, { off: number[]; worked: number[] }>();
function exceptionsOf(calendar: WorkingCalendar): { off: number[]; worked: number[] } {
  const known = exceptions.get(calendar);
  if (known) return known;
  const found = {
    off: [...calendar.off].filter((on) => weekdayOf(on) <= 5).map(toDayNumber),
    worked: [...calendar.worked].filter((on) => weekdayOf(on) > 5 && !calendar.off.has(on)).map(toDayNumber),
  };
  exceptions.set(calendar, found);
  return found;
}

/**
 * The day itself when it is a working day, else the next one.
 * @see Civil Code 2015, Article 148: a term whose last day is a day off ends with the next working day
 * @throws RuleBroken `calendar.missing-year` `{ year }`
 */
export function workingDayFrom(on: PlainDate, calendar: WorkingCalendar): PlainDate {
  let day = on;
  while (!isWorkingDay(day, calendar)) day = addDays(day, 1);
  return day;
}

/** Where a deadline stands. `unknown` carries the code of the reason, so that a list can still be shown. */
export type DueState =
  | { state: 'fine' | 'soon'; dueOn: PlainDate; workingDaysLeft: number }
  | { state: 'late'; dueOn: PlainDate; workingDaysOver: number }
  | { state: 'unknown'; code: 'calendar.missing-year'; year: number };

/**
 * How a deadline stands today, in working days. A deadline on a day off holds until the next working day. Late begins the
 * day after, so over a weekend the days over are still 0.
 * @param soonWithin from how many working days left it is `soon`; 5 unless told
 */
export function dueState(
  dueOn: PlainDate,
  today: PlainDate,
  calendar: WorkingCalendar,
  { soonWithin = 5 }: { soonWithin?: number } = {},
): DueState {
  try {
    const lastOn = workingDayFrom(dueOn, calendar);
    if (today > lastOn) {
      return { state: 'late', dueOn: lastOn, workingDaysOver: workingDaysBetween(lastOn, today, calendar) };
    }
    const workingDaysLeft = workingDaysBetween(today, lastOn, calendar);
    return { state: workingDaysLeft <= soonWithin ? 'soon' : 'fine', dueOn: lastOn, workingDaysLeft };
  } catch (problem) {
    if (problem instanceof RuleBroken && problem.code === 'calendar.missing-year') {
      return { state: 'unknown', code: 'calendar.missing-year', year: Number(problem.details['year']) };
    }
    throw problem;
  }
}

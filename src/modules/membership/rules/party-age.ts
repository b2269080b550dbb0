import { RuleBroken } from '#platform/errors.ts';
import type { DatedBy, PlainDate } from '#platform/shapes.ts';
import { addDays, addMonths, daysBetween, fullMonthsBetween, maxDate, yearOf } from '#platform/time/dates.ts';
import { earliest, latest } from '#platform/time/precision.ts';
import { type DateRange, mergeRanges } from '#platform/time/ranges.ts';
import { type RuleSetting, ruleValue } from './rule-tables.ts';

/** The years for which a badge is given. @see DOMAIN.md 3.6 [K-h] */
export const BADGE_YEARS = [30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90] as const;

/** The days of the year on which badges are given: 3 February, 19 May, 2 September, 7 November. @see DOMAIN.md 3.6 [K-h] */
export const BADGE_OCCASIONS = ['02-03', '05-19', '09-02', '11-07'] as const;

/** Since when somebody is a member, and the times that do not count. */
export type PartyTime = { decisionOn: DatedBy; outside?: readonly DateRange[] };

/** How long somebody has been a member. `about` when the day of the decision is not known; then it is at least this. */
export type PartyAge = { years: number; months: number; yearsAtMost: number; about: boolean };

/**
 * Party age on a day: from the decision of admission, less the periods outside the Party. Time outside moves the anniversary by
 * its months and days.
 * @returns `null` before the decision
 * @see Party Charter (2011), Article 5; party age from the date of the decision [S11][S46]; periods outside [K-m]
 */
export function partyAge({ decisionOn, outside = [] }: PartyTime, on: PlainDate): PartyAge | null {
  const most = monthsOfAge(earliest(decisionOn), outside, on);
  if (most === null) return null;
  const least = monthsOfAge(latest(decisionOn), outside, on) ?? 0;
  return {
    years: Math.floor(least / 12),
    months: least % 12,
    yearsAtMost: Math.floor(most / 12),
    about: decisionOn.precision !== 'day' && least !== most,
  };
}

/**
 * The day on which so many months of party age are full, or `null` when that never comes because an absence is still open.
 */
function reachedAfter(startOn: PlainDate, outside: readonly DateRange[], months: number): PlainDate | null {
  let from = startOn;
  let reachedOn = addMonths(from, months);
  for (const absence of mergeRanges(outside)) {
    const begin = absence.from === null ? startOn : maxDate(absence.from, startOn);
    if (begin >= reachedOn) break;
    if (absence.to === null) return null;
    if (absence.to <= begin) continue;
    const lost = fullMonthsBetween(begin, absence.to);
    const lostDays = daysBetween(addMonths(begin, lost), absence.to);
    from = addDays(addMonths(from, lost), lostDays);
    // Never inside the absence: at a month's end the sum of months and days can fall some days short.
    reachedOn = maxDate(addMonths(from, months), absence.to);
  }
  return reachedOn;
}

function monthsOfAge(startOn: PlainDate, outside: readonly DateRange[], on: PlainDate): number | null {
  if (on < startOn) return null;
  let months = fullMonthsBetween(startOn, on);
  for (; months > 0; months -= 1) {
    const reachedOn = reachedAfter(startOn, outside, months);
    if (reachedOn !== null && reachedOn <= on) break;
  }
  return months;
}

/** Between which days a number of years is full; the two are one day when the decision is known to the day. */
export type Reached = { fromOn: PlainDate; byOn: PlainDate };

/** When so many years of party age are full, or `null` while an open absence stops the time. */
export function partyYearsReached({ decisionOn, outside = [] }: PartyTime, years: number): Reached | null {
  const fromOn = reachedAfter(earliest(decisionOn), outside, years * 12);
  const byOn = reachedAfter(latest(decisionOn), outside, years * 12);
  return fromOn === null || byOn === null ? null : { fromOn, byOn: maxDate(fromOn, byOn) };
}

/** A badge that is due at an occasion; `perhaps` when the year is known but not the day and the occasion lies between. */
export type BadgeDue = { years: number; occasionOn: PlainDate; reached: Reached; certainty: 'sure' | 'perhaps' };

/**
 * The badge due to a member at an occasion: the highest one reached by that day and not given. Lower ones that are not
 * recorded as given are named apart, for somebody to look up; a higher badge given settles them.
 * @see DOMAIN.md 3.6, I-47
 */
export function badgesDue(
  member: PartyTime & { givenBadges: readonly number[] },
  occasionOn: PlainDate,
): { due: BadgeDue | null; unrecorded: number[] } {
  const highestGiven = Math.max(0, ...member.givenBadges);
  const open: BadgeDue[] = [];
  for (const years of BADGE_YEARS) {
    if (years <= highestGiven) continue;
    const reached = partyYearsReached(member, years);
    if (!reached || reached.fromOn > occasionOn) break;
    open.push({ years, occasionOn, reached, certainty: reached.byOn <= occasionOn ? 'sure' : 'perhaps' });
  }
  const due = open.at(-1) ?? null;
  return { due, unrecorded: open.slice(0, -1).map(({ years }) => years) };
}

/** The occasions from one day to another, both included, in order. */
export function badgeOccasions(fromOn: PlainDate, toOn: PlainDate): PlainDate[] {
  const occasions: PlainDate[] = [];
  for (let year = yearOf(fromOn); year <= yearOf(toOn); year += 1) {
    occasions.push(...BADGE_OCCASIONS.map((day) => `${year}-${day}`));
  }
  return occasions.filter((on) => on >= fromOn && on <= toOn);
}

/**
 * Every badge coming due at the occasions of the next months, each at the first occasion it is due.
 * @param months how far ahead; 6 unless a setting says otherwise
 */
export function badgesAhead(
  member: PartyTime & { givenBadges: readonly number[] },
  today: PlainDate,
  settings: readonly RuleSetting[] = [],
  months: number = ruleValue('badge.ahead-months', today, settings),
): BadgeDue[] {
  const ahead: BadgeDue[] = [];
  const givenBadges = [...member.givenBadges];
  for (const occasionOn of badgeOccasions(today, addMonths(today, months))) {
    const { due } = badgesDue({ ...member, givenBadges }, occasionOn);
    if (!due) continue;
    ahead.push(due);
    givenBadges.push(due.years);
  }
  return ahead;
}

/**
 * Refuses a badge that nobody gives, or one given before its years are full. For grave illness it may come up to 12 months early.
 * @throws RuleBroken `member.badge-unknown` `{ years }`, `member.badge-too-early` `{ years, reachedOn, earliestOn }`
 */
export function assertBadge(
  badge: PartyTime & { years: number; givenOn: PlainDate; graveIllness?: boolean },
  settings: readonly RuleSetting[] = [],
): void {
  const { years, givenOn, graveIllness = false } = badge;
  if (!BADGE_YEARS.some((known) => known === years)) throw new RuleBroken('member.badge-unknown', { years });
  const reached = partyYearsReached(badge, years);
  const early = graveIllness ? ruleValue('badge.early-months', givenOn, settings) : 0;
  const earliestOn = reached ? addMonths(reached.fromOn, -early) : null;
  if (earliestOn !== null && givenOn >= earliestOn) return;
  throw new RuleBroken('member.badge-too-early', { years, reachedOn: reached?.fromOn ?? null, earliestOn });
}

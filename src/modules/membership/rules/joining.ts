import { RuleBroken } from '#platform/errors.ts';
import type { DatedBy, PlainDate } from '#platform/shapes.ts';
import { addMonths } from '#platform/time/dates.ts';
import { assertKnownAtLeast, earliest, monthsSpan, onDay, orderOf } from '#platform/time/precision.ts';
import { addWorkingDays, type WorkingCalendar, workingDaysBetween } from '#platform/time/working-days.ts';
import { type RuleNote, type RuleSetting, ruleValue } from './rule-tables.ts';

/**
 * The day on which the probation ends and a probationary member becomes due as official.
 * @param ceremonyOn day of the cell's admission ceremony, not of the decision
 * @returns the same day twelve months later; 29 February becomes 28 February, our own choice
 * @see Party Charter (2011), Article 5: twelve months from the admission ceremony [S11]
 */
export function officialDueOn(ceremonyOn: PlainDate, settings: readonly RuleSetting[] = []): PlainDate {
  return addMonths(ceremonyOn, ruleValue('probation.months', ceremonyOn, settings));
}

/** The same for a ceremony that is known by month or year only: as exact as the ceremony, never more. */
export function officialDueAbout(ceremony: DatedBy, settings: readonly RuleSetting[] = []): DatedBy {
  return { on: officialDueOn(earliest(ceremony), settings), precision: ceremony.precision };
}

/**
 * From which day a member is official: the end of month 12, even when the committee decided later.
 * @returns `late` when the decision came after that day
 * @throws RuleBroken `member.recognition-too-early` `{ dueOn }` when decided before month 12 is over
 * @throws RuleBroken `date.precision-too-low` when the day of the ceremony is not known
 * @see Regulation 24-QĐ/TW, section 4 [S6]
 */
export function recognition(
  { ceremonyOn, decidedOn }: { ceremonyOn: DatedBy; decidedOn: PlainDate },
  settings: readonly RuleSetting[] = [],
): { officialOn: PlainDate; late: boolean } {
  assertKnownAtLeast(ceremonyOn, 'day', 'ceremonyOn');
  const dueOn = officialDueOn(ceremonyOn.on, settings);
  if (decidedOn < dueOn) throw new RuleBroken('member.recognition-too-early', { dueOn, decidedOn });
  return { officialOn: dueOn, late: decidedOn > dueOn };
}

/**
 * The last day for the cell to vote on recognition: 30 working days after month 12.
 * @throws RuleBroken `calendar.missing-year`
 * @see Regulation 24-QĐ/TW, section 4 [S6]
 */
export function recognitionVoteDueOn(
  ceremonyOn: PlainDate,
  calendar: WorkingCalendar,
  settings: readonly RuleSetting[] = [],
): PlainDate {
  const dueOn = officialDueOn(ceremonyOn, settings);
  return addWorkingDays(dueOn, ruleValue('recognition.vote-working-days', dueOn, settings), calendar);
}

/** The two dates of joining. Party age counts from the decision, probation from the ceremony. */
export type JoiningDates = {
  decisionOn: DatedBy;
  ceremonyOn: DatedBy;
  /** When the cell received the decision, where that is known. */
  receivedOn?: PlainDate;
  /** The superior consented to a later ceremony. */
  consent?: boolean;
};

/**
 * Compares the two dates of joining. A late ceremony is noted, not refused: it happened.
 * @returns notes `member.ceremony-late` `{ dueOn, workingDaysLate }`; `calendar.missing-year` `{ year }` where the holidays of
 *   that time are not known, and nothing for dates that are not known to the day
 * @throws RuleBroken `member.ceremony-before-decision`
 * @see Regulation 24-QĐ/TW, section 4: within 30 working days of receiving the decision, later with the superior's consent [S6]
 */
export function checkJoiningDates(
  { decisionOn, ceremonyOn, receivedOn, consent = false }: JoiningDates,
  calendar: WorkingCalendar,
  settings: readonly RuleSetting[] = [],
): RuleNote[] {
  if (orderOf(ceremonyOn, decisionOn) === 'before') {
    throw new RuleBroken('member.ceremony-before-decision', { decisionOn: decisionOn.on, ceremonyOn: ceremonyOn.on });
  }
  if (consent || decisionOn.precision !== 'day' || ceremonyOn.precision !== 'day') return [];
  try {
    const dueOn = ceremonyDueOn(receivedOn ?? decisionOn.on, calendar, settings);
    if (ceremonyOn.on <= dueOn) return [];
    const workingDaysLate = workingDaysBetween(dueOn, ceremonyOn.on, calendar);
    return [{ code: 'member.ceremony-late', details: { dueOn, workingDaysLate } }];
  } catch (problem) {
    if (!(problem instanceof RuleBroken) || problem.code !== 'calendar.missing-year') throw problem;
    return [{ code: problem.code, details: problem.details }];
  }
}

/** The last day for the ceremony without asking the superior. @throws RuleBroken `calendar.missing-year` */
export function ceremonyDueOn(
  receivedOn: PlainDate,
  calendar: WorkingCalendar,
  settings: readonly RuleSetting[] = [],
): PlainDate {
  return addWorkingDays(receivedOn, ruleValue('ceremony.working-days', receivedOn, settings), calendar);
}

/** What the age says about an admission; `about` when the birth date leaves it open. */
export type AdmissionAge = {
  verdict: 'within' | 'too-young' | 'over-age' | 'about';
  months: { atLeast: number; atMost: number };
};

/**
 * The age of an applicant on the day the cell considers, in full months: from 18 years (216) to 60 years (720), both included.
 * Month 720 lasts until the day before the next month is full.
 * @see Regulation 24-QĐ/TW: counted in months, on the day the cell considers [S8][S14b]
 */
export function admissionAge(
  { bornOn, consideredOn }: { bornOn: DatedBy; consideredOn: PlainDate },
  settings: readonly RuleSetting[] = [],
): AdmissionAge {
  const months = monthsSpan(bornOn, onDay(consideredOn));
  const min = ruleValue('admission.min-age-years', consideredOn, settings) * 12;
  const max = ruleValue('admission.max-age-years', consideredOn, settings) * 12;
  if (months.atMost < min) return { verdict: 'too-young', months };
  if (months.atLeast > max) return { verdict: 'over-age', months };
  return { verdict: months.atLeast >= min && months.atMost <= max ? 'within' : 'about', months };
}

/**
 * Refuses an admission outside the ages. Over 60 the committee directly under the Centre may consent.
 * @throws RuleBroken `member.too-young`, `member.over-age` `{ months }`
 * @throws RuleBroken `date.precision-too-low` when the birth date leaves it open
 */
export function assertAdmissionAge(
  { bornOn, consideredOn, consent = false }: { bornOn: DatedBy; consideredOn: PlainDate; consent?: boolean },
  settings: readonly RuleSetting[] = [],
): void {
  const { verdict, months } = admissionAge({ bornOn, consideredOn }, settings);
  if (verdict === 'too-young') throw new RuleBroken('member.too-young', { months: months.atMost });
  if (verdict === 'over-age' && !consent) throw new RuleBroken('member.over-age', { months: months.atLeast });
  if (verdict === 'about') assertKnownAtLeast(bornOn, bornOn.precision === 'month' ? 'day' : 'month', 'bornOn');
}

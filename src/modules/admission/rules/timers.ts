import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths, daysBetween, fullMonthsBetween } from '#platform/time/dates.ts';
import { addWorkingDays, dueState, type WorkingCalendar, workingDaysBetween } from '#platform/time/working-days.ts';
import { officialDueOn, type RuleSetting } from '#modules/membership/rules/index.ts';
import type { Dossier, Stage, Timer, TimerKind } from '../contract/values.ts';
import { type AdmissionRuleKey, ruleOn } from './rule-tables.ts';

type Settings = readonly RuleSetting[];
type Running = { kind: TimerKind; key: AdmissionRuleKey; fromOn: PlainDate; unit: 'working-days' | 'months' };

/** Days before a time in months runs out from which it is shown as soon. */
const SOON_DAYS = 31;
/** Working days left from which a time is shown as soon. */
const SOON_WORKING_DAYS = 10;

/**
 * The legal times that run in a file, the one that ends first in front. Working days are counted by the holiday calendar; a
 * year whose holidays nobody has entered gives a timer without a day.
 * @see DOMAIN 3.3, “Pipeline timers to show”
 */
export function timersOf(
  dossier: Dossier,
  { today, calendar, settings = [] }: { today: PlainDate; calendar: WorkingCalendar; settings?: Settings },
): Timer[] {
  return running(dossier, settings)
    .map((one) => timer(one, today, calendar, settings))
    .sort((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999'));
}

function running(d: Dossier, settings: Settings): Running[] {
  const list: Running[] = [];
  const add = (kind: TimerKind, key: AdmissionRuleKey, fromOn: string | null, unit: Running['unit']) => {
    if (fromOn !== null) list.push({ kind, key, fromOn, unit });
  };
  if (d.stage === 'noticed') add('list_review', 'admission.list-review-months', d.noticedOn, 'months');
  if (isBefore(d.stage, 'decided')) add('course_expiry', 'admission.course-valid-months', d.courseOn, 'months');
  if (d.stage === 'applied' && d.checksOpen > 0) {
    const key = d.requestedAbroad
      ? 'admission.verification-abroad-working-days'
      : 'admission.verification-working-days';
    add('verification', key, d.requestedOn, 'working-days');
  }
  if (d.stage === 'background_checked' || d.stage === 'introduced' || d.stage === 'cell_voted')
    add('dossier_refresh', 'admission.dossier-fresh-months', d.checkedOn, 'months');
  if (d.stage === 'grassroots_voted') add('decision', 'admission.decision-working-days', d.submittedOn, 'working-days');
  if (d.stage === 'decided') add('ceremony', 'ceremony.working-days', d.receivedOn ?? d.decidedOn, 'working-days');
  if (d.stage === 'probationary' && d.ceremonyOn !== null) {
    add('probation', 'probation.months', d.ceremonyOn, 'months');
    add('proposal', 'recognition.vote-working-days', officialDueOn(d.ceremonyOn, settings), 'working-days');
  }
  if (d.stage === 'proposed_official')
    add('recognition', 'recognition.decision-working-days', d.proposedOn, 'working-days');
  return list;
}

const ORDER: readonly Stage[] = [
  'noticed',
  'outstanding',
  'course_done',
  'applied',
  'background_checked',
  'introduced',
  'cell_voted',
  'grassroots_voted',
  'decided',
];
function isBefore(stage: Stage, end: Stage): boolean {
  return ORDER.includes(stage) && ORDER.indexOf(stage) < ORDER.indexOf(end);
}

function timer(
  { kind, key, fromOn, unit }: Running,
  today: PlainDate,
  calendar: WorkingCalendar,
  settings: Settings,
): Timer {
  const { value: allowed, source } = ruleOn(key, fromOn, settings);
  const base = { kind, fromOn, allowed, unit, source };
  if (unit === 'months') {
    const dueOn = addMonths(fromOn, allowed);
    const left = daysBetween(today, dueOn);
    // Month 12 is the day from which the cell may vote, no time that is missed: what is missed is the vote after it.
    const late = kind === 'probation' ? false : left <= 0;
    const state = late ? 'late' : left <= SOON_DAYS ? 'soon' : 'fine';
    return { ...base, dueOn, left, state, used: Math.max(0, fullMonthsBetween(fromOn, today)) };
  }
  try {
    const dueOn = addWorkingDays(fromOn, allowed, calendar);
    const used = Math.max(0, workingDaysBetween(fromOn, today, calendar));
    const due = dueState(dueOn, today, calendar, { soonWithin: SOON_WORKING_DAYS });
    if (due.state === 'unknown') return { ...base, dueOn, left: null, state: 'unknown', used };
    const left = due.state === 'late' ? -due.workingDaysOver : due.workingDaysLeft;
    const far = kind === 'proposal' && today < fromOn;
    return { ...base, dueOn, left, state: far ? 'fine' : due.state, used };
  } catch (problem) {
    if (!(problem instanceof RuleBroken) || problem.code !== 'calendar.missing-year') throw problem;
    return { ...base, dueOn: null, left: null, state: 'unknown', used: 0 };
  }
}

/**
 * The last day of a legal time, or nothing where the holidays of that year are not known: for what is written down with a step.
 */
export function dueOn(
  key: AdmissionRuleKey,
  fromOn: PlainDate,
  calendar: WorkingCalendar,
  settings: Settings = [],
): PlainDate | null {
  try {
    return addWorkingDays(fromOn, ruleOn(key, fromOn, settings).value, calendar);
  } catch (problem) {
    if (problem instanceof RuleBroken && problem.code === 'calendar.missing-year') return null;
    throw problem;
  }
}

/**
 * What a ceremony on a day needs beside its stage: after the 30 working days, the report to the superior and his consent.
 * @returns `admission.ceremony-late` `{ dueOn, source }`, or nothing while it is in time or the holidays of the year are not known
 * @see DOMAIN 3.3 T9 [S6]
 */
export function ceremonyLate(
  { receivedOn, decidedOn }: Pick<Dossier, 'receivedOn' | 'decidedOn'>,
  on: PlainDate,
  calendar: WorkingCalendar,
  settings: Settings = [],
): { code: string; details: Record<string, unknown> } | null {
  const last = dueOn('ceremony.working-days', receivedOn ?? decidedOn ?? on, calendar, settings);
  if (last === null || on <= last) return null;
  const { source } = ruleOn('ceremony.working-days', on, settings);
  return { code: 'admission.ceremony-late', details: { dueOn: last, source } };
}

import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addWorkingDays, type WorkingCalendar } from '#platform/time/working-days.ts';
import { evaluationRule, type EvaluationSetting } from './settings.ts';
import type { Level } from './values.ts';

type Settings = readonly EvaluationSetting[];

/** So many working days after a day, or null where nobody has entered the holidays of a year it runs through. */
function after(on: PlainDate, days: number, calendar: WorkingCalendar): PlainDate | null {
  try {
    return addWorkingDays(on, days, calendar);
  } catch (problem) {
    if (problem instanceof RuleBroken && problem.code === 'calendar.missing-year') return null;
    throw problem;
  }
}

/**
 * The last day on which a decided level may be complained about.
 * @see DOMAIN.md 3.8: published results, then a complaint window [K-m]; the days are not told, therefore a setting
 */
export const complainUntil = (decidedOn: PlainDate, calendar: WorkingCalendar, settings: Settings = []) =>
  after(decidedOn, evaluationRule('evaluation.complain-working-days', decidedOn, settings).value, calendar);

/** The last day of the answer that whoever decided owes. A setting, as above. */
export const answerUntil = (filedOn: PlainDate, calendar: WorkingCalendar, settings: Settings = []) =>
  after(filedOn, evaluationRule('evaluation.answer-working-days', filedOn, settings).value, calendar);

/**
 * Refuses a complaint before the decision or after its window; where the window is not known it refuses nothing.
 * @throws RuleBroken `evaluation.complaint-before-decision` `{ decidedOn }`, `evaluation.complaint-too-late` `{ until, days, source }`
 */
export function assertComplaint(
  given: { decidedOn: PlainDate; filedOn: PlainDate },
  calendar: WorkingCalendar,
  settings: Settings = [],
): void {
  const { decidedOn, filedOn } = given;
  if (filedOn < decidedOn) throw new RuleBroken('evaluation.complaint-before-decision', { decidedOn });
  const until = complainUntil(decidedOn, calendar, settings);
  const { value: days, source } = evaluationRule('evaluation.complain-working-days', decidedOn, settings);
  if (until !== null && filedOn > until) throw new RuleBroken('evaluation.complaint-too-late', { until, days, source });
}

/**
 * Refuses an answer before the complaint, one that changes nothing, or one that discipline forbids.
 * @throws RuleBroken `evaluation.answer-before-complaint` `{ filedOn }`, `evaluation.answer-same-level`, `evaluation.disciplined` `{ source }`
 */
export function assertAnswer(given: {
  filedOn: PlainDate;
  on: PlainDate;
  before: Level;
  level: Level | null;
  disciplined: boolean;
}): void {
  const { filedOn, on, before, level, disciplined } = given;
  if (on < filedOn) throw new RuleBroken('evaluation.answer-before-complaint', { filedOn });
  if (level === before) throw new RuleBroken('evaluation.answer-same-level', {});
  if (level === 'excellent' && disciplined)
    throw new RuleBroken('evaluation.disciplined', { source: evaluationRule('evaluation.late-percent', on).source });
}

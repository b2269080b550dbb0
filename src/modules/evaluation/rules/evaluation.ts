import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths } from '#platform/time/dates.ts';
import { type EvaluationSetting, evaluationRule } from './settings.ts';
import { type CAP_BASES, type CAP_ROUNDINGS, type Evidence, type Level, LEVELS, type NotDue } from './values.ts';

type Settings = readonly EvaluationSetting[];

/** The day on which the register says who is evaluated. */
export const endOfYear = (year: number): PlainDate => `${year}-12-31`;

/**
 * Whether a member is left out of the evaluation of a year, and why; null when he is evaluated.
 * @see DOMAIN.md 3.8: exempt, suspended, admitted for less than six months (124, art. 5) [S47]
 */
export function notDue(
  member: { state: string; admittedOn: PlainDate | null; year: number },
  settings: Settings = [],
): NotDue | null {
  const on = endOfYear(member.year);
  const out = evaluationRule('evaluation.temp-exempt-out', on, settings).value === 1;
  if (member.state === 'exempt' || (out && member.state === 'temp_exempt')) return 'exempt';
  if (member.state === 'suspended') return 'suspended';
  const months = evaluationRule('evaluation.min-months', on, settings).value;
  return member.admittedOn !== null && addMonths(member.admittedOn, months) > on ? 'too_new' : null;
}

/**
 * The highest level that the records of a year support. A person confirms; the points of the sheet and what goes beyond the
 * requirement are his to judge.
 * @see DOMAIN.md 3.8, bands (art. 11) [S17c]: excellent and good ask for all tasks on time, excellent for no discipline, completion
 *   for all tasks done and at most 20 % late
 */
export function supportedLevel(evidence: Evidence, on: PlainDate, settings: Settings = []): Level {
  const { tasksDue, tasksLate, tasksOpen, disciplined } = evidence;
  if (tasksOpen > 0) return 'not_completed';
  if (tasksLate > 0) {
    const most = evaluationRule('evaluation.late-percent', on, settings).value;
    return tasksLate * 100 <= tasksDue * most ? 'completed' : 'not_completed';
  }
  return disciplined ? 'good' : 'excellent';
}

/**
 * Refuses a proposal that needs a reason, or that discipline forbids.
 * @throws RuleBroken `evaluation.disciplined` `{ source }`, `evaluation.reason-needed` `{ supported, level }`
 */
export function assertProposal(
  given: { level: Level; supported: Level; reason: string | null; disciplined: boolean },
  on: PlainDate,
): void {
  const { level, supported, reason, disciplined } = given;
  const { source } = evaluationRule('evaluation.late-percent', on);
  if (disciplined && level === 'excellent') throw new RuleBroken('evaluation.disciplined', { source });
  if (LEVELS.indexOf(level) > LEVELS.indexOf(supported) && reason === null)
    throw new RuleBroken('evaluation.reason-needed', { level, supported, source });
}

export type Cap = {
  percent: number;
  base: (typeof CAP_BASES)[number];
  rounding: (typeof CAP_ROUNDINGS)[number];
  /** How many the per cent is taken of. */
  of: number;
  allowed: number;
  excellent: number;
  source: string;
};

/**
 * How many may be excellent in a list of levels.
 * @see DOMAIN.md 3.8: ≤ 20 % of those rated good in the same unit, 25 % only for an outstanding one; base and rounding are settings
 */
export function capOf(
  levels: readonly Level[],
  given: { outstanding: boolean; on: PlainDate },
  settings: Settings = [],
): Cap {
  const { outstanding, on } = given;
  const rule = evaluationRule(
    outstanding ? 'evaluation.cap-percent-outstanding' : 'evaluation.cap-percent',
    on,
    settings,
  );
  const base = evaluationRule('evaluation.cap-base', on, settings).value === 1 ? 'good_and_above' : 'good';
  const rounding =
    (['down', 'nearest', 'up'] as const)[evaluationRule('evaluation.cap-rounding', on, settings).value] ?? 'down';
  const excellent = levels.filter((level) => level === 'excellent').length;
  const good = levels.filter((level) => level === 'good').length;
  const of = base === 'good' ? good : good + excellent;
  // In whole numbers: 20 % of 5 is exactly 1.
  const hundredths = of * rule.value;
  const allowed =
    rounding === 'down'
      ? Math.floor(hundredths / 100)
      : rounding === 'up'
        ? Math.ceil(hundredths / 100)
        : Math.floor((hundredths + 50) / 100);
  return { percent: rule.value, base, rounding, of, allowed, excellent, source: rule.source };
}

/** @throws RuleBroken `evaluation.over-cap` `{ excellent, allowed, percent, good, source }` */
export function assertCap({ excellent, allowed, percent, of, source }: Cap): void {
  if (excellent > allowed)
    throw new RuleBroken('evaluation.over-cap', { excellent, allowed, percent, good: of, source });
}

/**
 * Refuses a list that is not whole, or a decision before the end of the year.
 * @throws RuleBroken `evaluation.incomplete` `{ missing }`, `evaluation.too-early` `{ fromOn }`, `evaluation.nobody-due`
 */
export function assertDecision(given: { due: number; proposed: number; on: PlainDate; year: number }): void {
  const { due, proposed, on, year } = given;
  const fromOn = `${year}-12-01`;
  if (on < fromOn) throw new RuleBroken('evaluation.too-early', { fromOn });
  if (due === 0) throw new RuleBroken('evaluation.nobody-due');
  if (proposed < due) throw new RuleBroken('evaluation.incomplete', { missing: due - proposed });
}

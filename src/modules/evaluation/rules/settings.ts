import type { PlainDate } from '#platform/shapes.ts';
import { type DateRange, rangeContains } from '#platform/time/ranges.ts';

const QD366 = '366-QĐ/TW ngày 30/8/2025; 43-HD/BTCTW ngày 31/10/2025';
const QD124 = '124-QĐ/TW ngày 04/10/2023';
const row = (
  value: number,
  source: string,
  confidence: string,
  validFrom: PlainDate | null = null,
  validTo: PlainDate | null = null,
) => ({
  value,
  validFrom,
  validTo,
  source,
  confidence,
});

/** Numbers of the yearly evaluation with their time; an administrator's setting goes first. @see DOMAIN.md 3.8 */
export const EVALUATION_RULES = {
  /** Per cent of the base that may be excellent. */
  'evaluation.cap-percent': [row(20, QD124, 'K-h', null, '2025-08-30'), row(20, QD366, 'K-h', '2025-08-30')],
  /** The same for an outstanding unit. */
  'evaluation.cap-percent-outstanding': [row(25, QD366, 'K-m')],
  /** 0: of those rated good; 1: of those rated good and above. */
  'evaluation.cap-base': [row(0, QD366, 'K-m')],
  /** 0: rounded down; 1: to the nearest; 2: up. */
  'evaluation.cap-rounding': [row(0, 'phần mềm tự đặt, nơi dùng có thể đổi', 'set')],
  /** Who was admitted less than so many months before the end of the year is not evaluated. */
  'evaluation.min-months': [row(6, QD124, 'S')],
  /** Per cent of tasks that may be late where the level is still “completed”. */
  'evaluation.late-percent': [row(20, QD366, 'S')],
  /** Working days in which a decided level may be complained about, and in which the answer is owed. */
  'evaluation.complain-working-days': [row(30, 'phần mềm tự đặt, nơi dùng có thể đổi', 'set')],
  'evaluation.answer-working-days': [row(30, 'phần mềm tự đặt, nơi dùng có thể đổi', 'set')],
  /** 1: who is temporarily exempt all the time is not evaluated, like the exempt. */
  'evaluation.temp-exempt-out': [row(1, QD124, 'K-l')],
} as const;
export type EvaluationRuleKey = keyof typeof EVALUATION_RULES;
export type EvaluationSetting = { key: string; valid: DateRange; value: number };

/** The value of a rule on a day, with its source. */
export function evaluationRule(
  key: EvaluationRuleKey,
  on: PlainDate,
  settings: readonly EvaluationSetting[] = [],
): { value: number; source: string } {
  const rows: readonly ReturnType<typeof row>[] = EVALUATION_RULES[key];
  const found = rows.find(({ validFrom, validTo }) => rangeContains({ from: validFrom, to: validTo }, on)) ?? rows[0];
  const set = settings.find((one) => one.key === key && rangeContains(one.valid, on));
  return { value: set?.value ?? found?.value ?? 0, source: found?.source ?? '' };
}

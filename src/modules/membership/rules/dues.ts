import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths, firstOfMonth, fullMonthsBetween } from '#platform/time/dates.ts';
import { type RuleSetting, ruleTable, ruleValue } from './rule-tables.ts';

/**
 * What a member's dues are counted from. Only the class is to be kept, with the month and the sum that came out: no payslip.
 * @see DOMAIN.md 3.7: Regulation 01-QĐ/TW of 3 February 2026 against Decision 342 of 2010
 */
export const DUES_CLASSES = ['insured', 'benefit', 'pension', 'student', 'no_pension', 'no_pension_retired'] as const;
export type DuesClass = (typeof DUES_CLASSES)[number];

/** Why nothing is due. Poverty shows welfare status: for the secretary and the dues clerk only. */
export const DUES_WAIVERS = ['party_years', 'social_pension', 'poor', 'near_poor', 'grave_illness'] as const;
export type DuesWaiver = (typeof DUES_WAIVERS)[number];

/** Per cent that may be taken off. */
export const DUES_REDUCTIONS = [30, 50, 70] as const;
export type DuesReduction = { percent: number; from: PlainDate; to: PlainDate; requested: boolean };

export type DuesCase = {
  duesClass: DuesClass;
  /** Any day of the month. */
  month: PlainDate;
  /** Salary base of compulsory insurance of the month before, benefit or pension, whole đồng; of the classes that ask for one. */
  incomeVnd?: number;
  /** Instead of it the sum that the clerk worked out: all that a book may keep of an income. */
  enteredVnd?: number;
  /** Region of the minimum wage at the place of the cell. */
  region?: 1 | 2 | 3 | 4;
  /** Full years of party age in the month. */
  partyYears?: number;
  waiver?: DuesWaiver;
  reduction?: DuesReduction;
};

export type Dues = { fullVnd: number; dueVnd: number; waived: DuesWaiver | null; source: string };

const SHARE = {
  insured: 'dues.insured-bp',
  benefit: 'dues.benefit-bp',
  pension: 'dues.pension-bp',
  no_pension: 'dues.no-pension-bp',
  no_pension_retired: 'dues.no-pension-retired-bp',
} as const;

const MINIMUM_WAGE = {
  1: 'dues.minimum-wage-1-vnd',
  2: 'dues.minimum-wage-2-vnd',
  3: 'dues.minimum-wage-3-vnd',
  4: 'dues.minimum-wage-4-vnd',
} as const;

/** Half a đồng goes up, in whole numbers. */
const share = (vnd: number, bp: number): number => Math.floor((vnd * bp + 5_000) / 10_000);

/**
 * The dues of one month, before and after waiver and reduction.
 * @throws RuleBroken `member.dues-no-income` `{ duesClass }`, `member.dues-no-region`, `member.dues-reduction-…`,
 *   `rule.none-on-date` for a month whose rule is not known
 * @see Regulation 01-QĐ/TW [S15][S15c][S15d][S15e]; Decision 342-QĐ/TW 2010 [S16]
 */
export function duesOf(given: DuesCase, settings: readonly RuleSetting[] = []): Dues {
  const on = firstOfMonth(given.month);
  const { fullVnd, source } = fullDues(given, on, settings);
  const waived = waiverOf(given, on, settings);
  if (waived !== null) return { fullVnd, dueVnd: 0, waived, source };
  const { reduction } = given;
  if (!reduction) return { fullVnd, dueVnd: fullVnd, waived, source };
  assertReduction(reduction, settings);
  const within = firstOfMonth(reduction.from) <= on && on < reduction.to;
  return { fullVnd, dueVnd: within ? share(fullVnd, (100 - reduction.percent) * 100) : fullVnd, waived, source };
}

function fullDues(
  { duesClass, incomeVnd, enteredVnd, region }: DuesCase,
  on: PlainDate,
  settings: readonly RuleSetting[],
): { fullVnd: number; source: string } {
  if (duesClass === 'student') {
    const { value, source } = ruleTable('dues.student-vnd', on, settings);
    return { fullVnd: value, source };
  }
  const { value: bp, source } = ruleTable(SHARE[duesClass], on, settings);
  if (duesClass === 'no_pension' || duesClass === 'no_pension_retired') {
    if (region === undefined) throw new RuleBroken('member.dues-no-region', { source });
    return { fullVnd: share(ruleValue(MINIMUM_WAGE[region], on, settings), bp), source };
  }
  if (enteredVnd !== undefined) return { fullVnd: enteredVnd, source };
  if (incomeVnd === undefined) throw new RuleBroken('member.dues-no-income', { duesClass, source });
  return { fullVnd: share(incomeVnd, bp), source };
}

function waiverOf(given: DuesCase, on: PlainDate, settings: readonly RuleSetting[]): DuesWaiver | null {
  const years = ruleValue('dues.waived-from-party-years', on, settings);
  if (given.partyYears !== undefined && given.partyYears >= years) return 'party_years';
  return given.waiver ?? null;
}

/**
 * Refuses a reduction that nobody asked for, of another share than 30, 50 or 70 per cent, or for more than 12 months.
 * @throws RuleBroken `member.dues-reduction-no-request`, `member.dues-reduction-share` `{ percent }`,
 *   `member.dues-reduction-too-long` `{ months }`, `member.period-empty`
 * @see Regulation 01-QĐ/TW 2026 [S15c]
 */
export function assertReduction(
  { percent, from, to, requested }: DuesReduction,
  settings: readonly RuleSetting[] = [],
): void {
  const { value: months, source } = ruleTable('dues.reduced-at-most-months', from, settings);
  if (!requested) throw new RuleBroken('member.dues-reduction-no-request', { source });
  if (!DUES_REDUCTIONS.some((known) => known === percent))
    throw new RuleBroken('member.dues-reduction-share', { percent, source });
  if (to <= from) throw new RuleBroken('member.period-empty', { from, to });
  if (to > addMonths(from, months)) throw new RuleBroken('member.dues-reduction-too-long', { months, source });
}

/**
 * Whether months unpaid without reason in one year are so many that the cell is to begin the procedure of striking off.
 * @param unpaid first days of months owed and not paid, whose reason nobody accepted
 * @see DOMAIN.md 3.5, 3.7: 3 months in a year [S15]
 */
export function isBehind(unpaid: readonly PlainDate[], year: number, settings: readonly RuleSetting[] = []): boolean {
  const months = new Set(unpaid.filter((on) => on.startsWith(`${year}-`)).map(firstOfMonth));
  return months.size >= ruleValue('dues.behind-months', `${year}-12-31`, settings);
}

/**
 * Refuses dues paid late or ahead by more months than the exempt time has, of a member who is temporarily exempt.
 * @throws RuleBroken `member.dues-beyond-exemption` `{ months }`
 * @see Regulation 01-QĐ/TW 2026 [S15e]: late or ahead, at most for the exempt time
 */
export function assertPaidWithinExemption({
  month,
  paidOn,
  exempt,
}: {
  month: PlainDate;
  paidOn: PlainDate;
  exempt: { from: PlainDate; to: PlainDate };
}): void {
  const dueOn = firstOfMonth(month);
  const [first, last] = paidOn < dueOn ? [paidOn, dueOn] : [dueOn, paidOn];
  const months = fullMonthsBetween(firstOfMonth(exempt.from), firstOfMonth(exempt.to));
  if (dueOn < firstOfMonth(exempt.from) || dueOn >= exempt.to || fullMonthsBetween(first, last) > Math.max(1, months))
    throw new RuleBroken('member.dues-beyond-exemption', { months: Math.max(1, months) });
}

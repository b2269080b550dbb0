import {
  assertPaidWithinExemption,
  assertReduction,
  type DuesClass,
  duesOf,
  ruleOf,
  type RuleRow,
  type RuleSetting,
  ruleTable,
} from '#modules/membership/rules/index.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths, firstOfMonth } from '#platform/time/dates.ts';
import { ENTERED, type Ground, RELIEFS } from './values.ts';

/** First day of a month written `YYYY-MM`. */
export const firstDay = (month: string): PlainDate => `${month}-01`;
/** The month of a day, `YYYY-MM`. */
export const monthOf = (on: PlainDate): string => on.slice(0, 7);
/** The month after, or so many after. */
export const monthAfter = (month: string, n = 1): string => monthOf(addMonths(firstDay(month), n));

const QD342 = '342-QĐ/TW năm 2010';
const QD01 = '01-QĐ/TW ngày 03/02/2026 (bảng trích để lại chưa xem được; tạm theo 342-QĐ/TW)';
const share = (value: number): RuleRow[] => [
  { value, validFrom: null, validTo: '2026-02-01', source: QD342, confidence: 'K-m' },
  { value, validFrom: '2026-02-01', validTo: null, source: QD01, confidence: 'K-l' },
];

/** Per cent of what came in that a unit keeps, by its level and kind. Uncertain, so a setting with its time. @see DOMAIN.md 3.7, share kept [K-m] */
export const DUES_SETTINGS = {
  'dues.kept-cell-village-percent': share(50),
  'dues.kept-cell-percent': share(30),
  'dues.kept-commune-percent': share(90),
  'dues.kept-body-percent': share(70),
} satisfies Record<string, RuleRow[]>;
export type DuesSettingKey = keyof typeof DUES_SETTINGS;

/** What a unit keeps of what came in, rounded down to whole đồng; the rest is handed on. */
export function splitOf(
  cashVnd: number,
  unit: { kind: string; setting: string | null },
  month: string,
  settings: readonly RuleSetting[] = [],
): { percent: number; keptVnd: number; handedVnd: number; source: string } {
  const isCell = unit.kind === 'party_cell' || unit.kind === 'grassroots_cell';
  const key: DuesSettingKey = isCell
    ? unit.setting === 'village'
      ? 'dues.kept-cell-village-percent'
      : 'dues.kept-cell-percent'
    : unit.kind === 'commune_body'
      ? 'dues.kept-commune-percent'
      : 'dues.kept-body-percent';
  const { value: percent, source } = ruleOf(DUES_SETTINGS, key, firstDay(month), settings);
  const keptVnd = Math.floor((cashVnd * percent) / 100);
  return { percent, keptVnd, handedVnd: cashVnd - keptVnd, source };
}

export type Basis = { duesClass: DuesClass; dueVnd: number | null };
export type Charge = { fullVnd: number; dueVnd: number; relief: number; source: string };

/**
 * What a member owes for a month. 50 years of party age waive by themselves; otherwise what was decided counts.
 * @throws RuleBroken `member.dues-no-region`, `rule.none-on-date` for a class whose rate of that month is not known
 * @see Regulation 01-QĐ/TW 2026 [S15][S15c][S15d]; Decision 342-QĐ/TW 2010 [S16]
 */
export function chargeOf(
  given: { month: string; basis: Basis; relief: number; partyYears: number | null; region: number | null },
  settings: readonly RuleSetting[] = [],
): Charge {
  const { basis, relief, region } = given;
  const { fullVnd, dueVnd, source } = duesOf(
    {
      duesClass: basis.duesClass,
      month: firstDay(given.month),
      ...(basis.dueVnd === null ? {} : { enteredVnd: basis.dueVnd }),
      ...(region === null ? {} : { region: region as 1 | 2 | 3 | 4 }),
      ...(given.partyYears === null ? {} : { partyYears: given.partyYears }),
      ...(relief === 100 ? { waiver: 'poor' as const } : {}),
    },
    settings,
  );
  if (dueVnd === 0) return { fullVnd, dueVnd: 0, relief: 100, source };
  return { fullVnd, dueVnd: Math.floor((fullVnd * (100 - relief) + 50) / 100), relief, source };
}

/**
 * A class counted from money has a sum, the others have none: theirs is worked out by the rule.
 * @throws RuleBroken `member.dues-no-income` `{ duesClass }`, `dues.sum-by-rule` `{ duesClass }`
 */
export function assertBasis({ duesClass, dueVnd }: Basis, month: string, settings: readonly RuleSetting[] = []): void {
  const isEntered = ENTERED.some((one) => one === duesClass);
  const { source } = ruleTable(
    duesClass === 'student' ? 'dues.student-vnd' : CLASS_RULE[duesClass],
    firstDay(month),
    settings,
  );
  if (isEntered && dueVnd === null) throw new RuleBroken('member.dues-no-income', { duesClass, source });
  if (!isEntered && dueVnd !== null) throw new RuleBroken('dues.sum-by-rule', { duesClass, source });
}
const CLASS_RULE = {
  insured: 'dues.insured-bp',
  benefit: 'dues.benefit-bp',
  pension: 'dues.pension-bp',
  no_pension: 'dues.no-pension-bp',
  no_pension_retired: 'dues.no-pension-retired-bp',
} as const;

/**
 * A waiver has a ground that the regulation names; a reduction is asked for, of 30, 50 or 70 per cent, for 12 months at most.
 * @throws RuleBroken `dues.ground-no-waiver` `{ ground }`, `dues.decided-late` `{ on }`, and those of `assertReduction`
 * @see Regulation 01-QĐ/TW 2026 [S15c]
 */
export function assertRelief(
  given: {
    percent: number;
    ground: Ground;
    from: string;
    until: string | null;
    requested: boolean;
    decidedOn: PlainDate;
  },
  today: PlainDate,
  settings: readonly RuleSetting[] = [],
): void {
  const from = firstDay(given.from);
  if (given.decidedOn > today) throw new RuleBroken('dues.in-future', { on: given.decidedOn, today });
  if (given.until !== null && given.until < given.from)
    throw new RuleBroken('member.period-empty', { from: given.from, to: given.until });
  if (given.percent === 100) {
    const { source } = ruleTable('dues.waived-from-party-years', from, settings);
    if (given.ground === 'hardship' && given.from >= '2026-02')
      throw new RuleBroken('dues.ground-no-waiver', { source });
    return;
  }
  const { source } = ruleTable('dues.reduced-at-most-months', from, settings);
  if (!RELIEFS.some((one) => one === given.percent))
    throw new RuleBroken('member.dues-reduction-share', { percent: given.percent, source });
  if (given.until === null) throw new RuleBroken('dues.reduction-no-end', { source });
  assertReduction(
    { percent: given.percent, from, to: firstDay(monthAfter(given.until)), requested: given.requested },
    settings,
  );
}

export type Owed = { month: string; dueVnd: number; paidVnd: number; settledOn: PlainDate | null; relief: number };

/**
 * How much of a payment counts towards what is due for a month, and how much beyond it.
 * @throws RuleBroken `dues.paid-already` `{ month, on }`, `dues.waived` `{ month }`, `dues.over-due` `{ month, openVnd }`, `dues.ahead` `{ month }`,
 *   `member.dues-beyond-exemption` `{ months }`
 * @see Regulation 01-QĐ/TW 2026 [S15]: paying more is encouraged; [S15e]: ahead only while temporarily exempt
 */
export function paymentOf(
  line: { amountVnd?: number | undefined; extraVnd?: number | undefined },
  owed: Owed,
  paid: { on: PlainDate; exempt: { from: PlainDate; to: PlainDate } | null },
): { dueVnd: number; extraVnd: number } {
  const extraVnd = line.extraVnd ?? 0;
  const openVnd = owed.dueVnd - owed.paidVnd;
  if (owed.month > monthOf(paid.on)) {
    if (!paid.exempt) throw new RuleBroken('dues.ahead', { month: owed.month });
    assertPaidWithinExemption({ month: firstDay(owed.month), paidOn: paid.on, exempt: paid.exempt });
  }
  if (openVnd === 0 && (line.amountVnd !== undefined || extraVnd === 0)) {
    if (owed.dueVnd === 0) throw new RuleBroken('dues.waived', { month: owed.month });
    throw new RuleBroken('dues.paid-already', { month: owed.month, on: owed.settledOn });
  }
  const dueVnd = line.amountVnd ?? openVnd;
  if (dueVnd > openVnd) throw new RuleBroken('dues.over-due', { month: owed.month, openVnd, amountVnd: dueVnd });
  return { dueVnd, extraVnd };
}

/**
 * The month up to which nothing is open.
 * @returns null where no book has begun
 */
export function paidUpTo(months: readonly { month: string; openVnd: number }[]): string | null {
  const all = months.map(({ month }) => month).sort();
  const first = all[0];
  if (first === undefined) return null;
  const open = months
    .filter(({ openVnd }) => openVnd > 0)
    .map(({ month }) => month)
    .sort()[0];
  return open === undefined ? (all.at(-1) ?? null) : monthAfter(open, -1);
}

/** Nothing is recorded before its day has come. @throws RuleBroken `dues.in-future` `{ on, today }` */
export function assertPast(on: PlainDate, today: PlainDate): void {
  if (on > today) throw new RuleBroken('dues.in-future', { on, today });
}

/** A month of a book is one that has begun. @throws RuleBroken `dues.month-not-begun` `{ month }` */
export function assertBegun(month: string, today: PlainDate): void {
  if (firstDay(month) > firstOfMonth(today)) throw new RuleBroken('dues.month-not-begun', { month });
}

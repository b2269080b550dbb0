import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { type DateRange, rangeContains } from '#platform/time/ranges.ts';

/**
 * How well a rule is known: `S` read in a published text, `K-h`, `K-m`, `K-l` general knowledge of high, medium and low
 * confidence, `set` entered by an administrator. What is not `S` is a default that an administrator is expected to check.
 */
export type Confidence = 'S' | 'K-h' | 'K-m' | 'K-l' | 'set';

/** One rule for one stretch of time. */
export type RuleRow = {
  value: number;
  validFrom: PlainDate | null;
  validTo: PlainDate | null;
  source: string;
  confidence: Confidence;
};

/** A value entered by an administrator; it goes before the table on the days it is valid. */
export type RuleSetting = { key: string; valid: DateRange; value: number; source: string };

const CHARTER = 'Điều lệ Đảng 2011';
const EARLIER = 'các quy định trước 24-QĐ/TW';
const QD24 = '24-QĐ/TW ngày 30/7/2021';
const QD232 = '232-QĐ/TW năm 2025';
const QD294 = '294-QĐ/TW ngày 26/5/2025';
const QD01 = '01-QĐ/TW ngày 03/02/2026';
const QD342 = '342-QĐ/TW năm 2010';

/** Where one regulation on the Charter's application took over from another. 232-QĐ/TW stood only for some months. */
const FROM_24 = '2021-07-30';
const FROM_232 = '2025-01-20';
const FROM_294 = '2025-07-01';

type Period = [validFrom: PlainDate | null, validTo: PlainDate | null, source: string, confidence: Confidence];

/** The same value through several regulations, each row naming its own. */
function same(value: number, ...periods: Period[]): RuleRow[] {
  return periods.map(([validFrom, validTo, source, confidence]) => ({ value, validFrom, validTo, source, confidence }));
}

function row(value: number, ...[validFrom, validTo, source, confidence]: Period): RuleRow {
  return { value, validFrom, validTo, source, confidence };
}

/** The regulations on applying the Charter, one after the other; `clause` names the place where it was seen. Rooms above use it too. */
export function throughout(value: number, clause: string, now: Confidence, before: Confidence = 'K-m'): RuleRow[] {
  const at = (regulation: string): string => (clause ? `${regulation}, ${clause}` : regulation);
  return same(
    value,
    [null, FROM_24, EARLIER, before === 'S' ? 'K-m' : before],
    [FROM_24, FROM_232, at(QD24), now],
    [FROM_232, FROM_294, at(QD232), now === 'S' ? 'K-h' : now],
    [FROM_294, null, at(QD294), now],
  );
}

const BL2012 = 'Bộ luật Lao động 2012, Điều 187';
const ND293 = 'Nghị định 293/2025/NĐ-CP';
const ND135 = 'Nghị định 135/2020/NĐ-CP, Điều 4';

/** The working age rises by so many months each January until it is full. */
function rising(given: { before: number; first: number; step: number; full: number }): RuleRow[] {
  const rows = [row(given.before, null, '2021-01-01', BL2012, 'K-h')];
  for (let year = 2021, months = given.first; ; year += 1, months += given.step) {
    const isFull = months >= given.full;
    rows.push(row(Math.min(months, given.full), `${year}-01-01`, isFull ? null : `${year + 1}-01-01`, ND135, 'K-h'));
    if (isFull) return rows;
  }
}

/**
 * The numbers of the rules of membership, by key, each with the time it was valid. The unit is the last word of the key:
 * years, months, days (working days where it says so), `bp` hundredths of a per cent, `vnd` whole đồng, otherwise a plain number.
 */
export const RULE_TABLES = {
  'admission.min-age-years': throughout(18, '', 'S', 'K-h'),
  'admission.max-age-years': throughout(60, '', 'S', 'K-m'),
  'admission.introducer-months': throughout(12, '', 'S', 'K-h'),
  'admission.course-valid-months': throughout(60, '', 'S'),
  'admission.decision-working-days': throughout(60, '', 'K-h'),
  'ceremony.working-days': throughout(30, 'mục 4', 'S', 'K-h'),
  'probation.months': [
    row(12, null, '2011-01-19', 'các Điều lệ trước năm 2011', 'K-l'),
    row(12, '2011-01-19', null, `${CHARTER}, Điều 5`, 'S'),
  ],
  'recognition.vote-working-days': throughout(30, 'mục 4', 'S', 'K-h'),
  'recognition.decision-working-days': throughout(30, '', 'K-h'),
  'transfer.start-working-days': [
    ...same(
      60,
      [null, FROM_24, EARLIER, 'K-l'],
      [FROM_24, FROM_232, `${QD24}, mục 6.3.1`, 'K-m'],
      [FROM_232, FROM_294, `${QD232}, mục 6.3.1`, 'K-m'],
      [FROM_294, null, `${QD294}, mục 6.3.1`, 'S'],
    ),
  ],
  'transfer.present-working-days': [
    ...same(
      30,
      [null, FROM_24, EARLIER, 'K-l'],
      [FROM_24, FROM_232, `${QD24}, mục 6.3.1`, 'K-m'],
      [FROM_232, FROM_294, `${QD232}, mục 6.3.1`, 'K-m'],
      [FROM_294, null, `${QD294}, mục 6.3.1`, 'S'],
    ),
  ],
  'transfer.long-months': [row(3, null, null, '12-HD/BTCTW năm 2012', 'S')],
  /** How often a grassroots committee checks lists and slips. */
  'transfer.check-months': [row(3, null, null, '12-HD/BTCTW năm 2012', 'S')],
  'transfer.temporary-min-months': throughout(3, '', 'S'),
  'transfer.temporary-max-months': throughout(12, '', 'S'),
  'transfer.study-max-months': throughout(24, '', 'S'),
  'temp-exempt.below-months': [
    row(12, null, '2025-06-09', '01-HD/TW năm 2021, mục 10.3', 'S'),
    row(12, '2025-06-09', null, '06-HD/TW ngày 09/6/2025', 'K-h'),
  ],
  'exempt.illness-months': [
    row(3, null, FROM_24, '27-HD/BTCTW năm 2009', 'S'),
    row(3, FROM_24, FROM_294, `${QD24}, mục 9.3`, 'S'),
    row(3, FROM_294, null, `${QD294}, mục 9.3`, 'K-h'),
  ],
  'suspension.max-days': [row(90, null, null, `${CHARTER}, Điều 40`, 'K-m')],
  'suspension.extensions': [row(1, null, null, `${CHARTER}, Điều 40`, 'K-m')],
  /** Months of life: men 60 years and 3 months in 2021, 62 years from 2028; women 55 years and 4 months, 60 years from 2035. */
  'retirement.male-months': rising({ before: 720, first: 723, step: 3, full: 744 }),
  'retirement.female-months': rising({ before: 660, first: 664, step: 4, full: 720 }),
  'struck-off.complaint-working-days': throughout(30, '', 'K-m'),
  /** How long after a decision on discipline a badge waits; 0 where nobody has said so. */
  'badge.after-discipline-months': [row(0, null, null, 'hướng dẫn tặng Huy hiệu Đảng', 'K-m')],
  'readmission.after-months': throughout(36, '', 'S', 'K-m'),
  'readmission.after-serious-months': throughout(60, '', 'K-m'),
  'readmission.times': throughout(1, '', 'K-h'),
  'badge.early-months': [row(12, null, null, 'hướng dẫn tặng Huy hiệu Đảng', 'K-h')],
  'badge.ahead-months': [row(6, null, null, 'danh sách lập trước 6 tháng', 'set')],
  'evaluation.min-months': [row(6, null, null, '124-QĐ/TW năm 2023, Điều 5', 'S')],
  'dues.insured-bp': [row(100, null, '2026-02-01', QD342, 'S'), row(100, '2026-02-01', null, QD01, 'S')],
  'dues.benefit-bp': [row(100, '2026-02-01', null, QD01, 'S')],
  'dues.pension-bp': [row(50, null, '2026-02-01', QD342, 'S'), row(50, '2026-02-01', null, QD01, 'S')],
  'dues.student-vnd': [row(3000, null, '2026-02-01', QD342, 'K-m'), row(5000, '2026-02-01', null, QD01, 'S')],
  'dues.no-pension-bp': [row(30, '2026-02-01', '2028-01-01', QD01, 'S'), row(50, '2028-01-01', null, QD01, 'S')],
  'dues.no-pension-retired-bp': [
    row(20, '2026-02-01', '2028-01-01', QD01, 'S'),
    row(30, '2028-01-01', null, QD01, 'S'),
  ],
  'dues.waived-from-party-years': [row(50, null, '2026-02-01', QD342, 'K-m'), row(50, '2026-02-01', null, QD01, 'S')],
  'dues.reduced-at-most-months': [row(12, '2026-02-01', null, QD01, 'S')],
  'dues.behind-months': [row(3, null, '2026-02-01', QD342, 'K-m'), row(3, '2026-02-01', null, QD01, 'S')],
  /** The monthly minimum wage by region of the cell's place. */
  'dues.minimum-wage-1-vnd': [row(5_310_000, '2026-01-01', null, ND293, 'K-h')],
  'dues.minimum-wage-2-vnd': [row(4_730_000, '2026-01-01', null, ND293, 'K-h')],
  'dues.minimum-wage-3-vnd': [row(4_140_000, '2026-01-01', null, ND293, 'K-h')],
  'dues.minimum-wage-4-vnd': [row(3_700_000, '2026-01-01', null, ND293, 'K-h')],
} satisfies Record<string, RuleRow[]>;

export type RuleKey = keyof typeof RULE_TABLES;

/**
 * The rule that applied on a day: a case is judged by the rule of its own date. An administrator's setting that is valid on
 * that day goes first.
 * @throws RuleBroken `rule.none-on-date` `{ key, on }` when no rule of that day is known
 */
export function ruleTable(key: RuleKey, on: PlainDate, settings: readonly RuleSetting[] = []): RuleRow {
  return ruleOf(RULE_TABLES, key, on, settings);
}

/** The same for the tables of another room. @throws RuleBroken `rule.none-on-date` `{ key, on }` */
export function ruleOf<K extends string>(
  tables: Readonly<Record<K, readonly RuleRow[]>>,
  key: K,
  on: PlainDate,
  settings: readonly RuleSetting[] = [],
): RuleRow {
  const setting = settings.find((s) => s.key === key && rangeContains(s.valid, on));
  if (setting) {
    const { value, valid, source } = setting;
    return { value, validFrom: valid.from, validTo: valid.to, source, confidence: 'set' };
  }
  const found = tables[key].find(({ validFrom, validTo }) => rangeContains({ from: validFrom, to: validTo }, on));
  if (!found) throw new RuleBroken('rule.none-on-date', { key, on });
  return found;
}

/** Just the number of a rule on a day. @throws RuleBroken `rule.none-on-date` */
export function ruleValue(key: RuleKey, on: PlainDate, settings: readonly RuleSetting[] = []): number {
  return ruleTable(key, on, settings).value;
}

/** Something that is not refused but that a person should know: shown as `problem.<code>`, beside what was saved. */
export type RuleNote = { code: string; details: Record<string, unknown> };

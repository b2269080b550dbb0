import { Invalid } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addDays, addMonths, dayOf, firstOfMonth, monthOf, plainDate, yearOf } from '#platform/time/dates.ts';
import type { PeriodKind } from './contract.ts';

const MONTHS: Record<PeriodKind, number> = { month: 1, quarter: 3, half: 6, nine: 9, year: 12 };
/** After so many months the same period comes again: nine months are reported once a year. @see DOMAIN.md 7.1 [K-h] */
const AGAIN: Record<PeriodKind, number> = { ...MONTHS, nine: 12 };
/** A month that begins later than that has no such day every month. */
const LAST_FIRST_DAY = 28;

export type Period = { from: PlainDate; to: PlainDate };

/** The last day of a period that begins on a day: the eve of the same day some months later. */
export function endOf(kind: PeriodKind, from: PlainDate): PlainDate {
  return addDays(addMonths(from, MONTHS[kind]), -1);
}

/**
 * Refuses a period that is not exactly one month, quarter, half-year, nine months or year. It may begin on any day up to the 28th: offices
 * that file on the 20th report from the 21st to the 20th.
 * @see DOMAIN.md 7.1: a fixed day of the month, 15th to 25th [K-h]
 * @throws Invalid `report.period` `{ from, to, until }`
 */
export function assertPeriod(kind: PeriodKind, { from, to }: Period): void {
  const until = endOf(kind, from);
  if (to !== until || dayOf(from) > LAST_FIRST_DAY) throw new Invalid('report.period', { from, to, until });
}

/** The period of the same length that ended the day before; nine months stand beside those of the year before. */
export function periodBefore(kind: PeriodKind, { from }: Period): Period {
  const earlier = addMonths(from, -AGAIN[kind]);
  return { from: earlier, to: endOf(kind, earlier) };
}

/** The latest period of the calendar that is over on a day: what an office is about to report. */
export function lastOver(kind: PeriodKind, today: PlainDate): Period {
  const months = AGAIN[kind];
  const first = firstOfMonth(today);
  const begun = plainDate({
    year: yearOf(first),
    month: Math.floor((monthOf(first) - 1) / months) * months + 1,
    day: 1,
  });
  // On its last day a period is over: nothing of it is still to come.
  const from = endOf(kind, begun) <= today ? begun : addMonths(begun, -months);
  return { from, to: endOf(kind, from) };
}

/** What stands above a paper of a unit: who is above it, who issues it, and the sign of the issuer in its number. */
export type Head = { layout: 'party' | 'state'; superior: string; issuer: string; symbol: string };

/**
 * The head of a paper: the committee issues what its organisation reports. Places issue in the State's layout.
 * @see DOMAIN.md 5.2, 5.3: superior in capitals, issuer in bold with a star below, symbols TU, ĐU
 */
export function headOf(unit: { name: string; kind: string }, superior: string | null): Head {
  const { name, kind } = unit;
  const issuer = name
    .replace(/^Đảng bộ (xã|phường|đặc khu|thị trấn)(?=\s)/u, 'Đảng uỷ $1')
    .replace(/^Đảng bộ tỉnh\s+/u, 'Tỉnh uỷ ')
    .replace(/^Đảng bộ thành phố\s+/u, 'Thành uỷ ')
    .replace(/^Đảng bộ huyện\s+/u, 'Huyện uỷ ')
    .replace(/^Đảng bộ\s+/u, 'Đảng uỷ ');
  const isParty = kind.endsWith('_body') || kind.endsWith('_cell');
  if (!isParty)
    return {
      layout: 'state',
      superior: superior ? `Uỷ ban nhân dân ${lower(superior)}` : '',
      issuer: `Uỷ ban nhân dân ${lower(name)}`,
      symbol: 'UBND',
    };
  const symbol = kind === 'province_body' ? 'TU' : kind.endsWith('_cell') ? 'CB' : 'ĐU';
  return { layout: 'party', superior: kind === 'province_body' ? '' : (superior ?? ''), issuer, symbol };
}

const lower = (name: string): string =>
  name.replace(/^(Tỉnh|Thành phố|Xã|Phường|Đặc khu)(?=\s)/u, (word) => word.toLowerCase());

/**
 * The number of a report as it stands on paper.
 * @see DOMAIN.md 5.2: Party `Số 48-BC/ĐU`, no colon; State `Số: 48/BC-UBND`
 */
export function numberLine(layout: Head['layout'], number: string, symbol: string): string {
  const given = number === '' ? '      ' : number;
  return layout === 'party' ? `Số ${given}-BC/${symbol}` : `Số: ${given}/BC-${symbol}`;
}

/** What a figure changed by between two periods, where both are known exactly. */
export function changeOf(now: number | 'withheld' | null, before: number | 'withheld' | null): number | null {
  if (typeof now !== 'number' || typeof before !== 'number') return null;
  return Math.round((now - before) * 10) / 10;
}

import type { PlainDate } from '../shapes.ts';
import { addDays, daysBetween, maxDate, minDate } from './dates.ts';

/** A half-open span of days: `from` is in it, `to` is the first day no longer in it; `null` means without end. */
export type DateRange = { from: PlainDate | null; to: PlainDate | null };

/** True when no day lies in the range. */
export function isEmptyRange(range: DateRange): boolean {
  return range.from !== null && range.to !== null && range.to <= range.from;
}

/** True when the day lies in the range; the day `to` does not. */
export function rangeContains(range: DateRange, on: PlainDate): boolean {
  return (range.from === null || range.from <= on) && (range.to === null || on < range.to);
}

/** The days that lie in both, or `null` when none does. */
export function intersectRanges(a: DateRange, b: DateRange): DateRange | null {
  const from = a.from === null ? b.from : b.from === null ? a.from : maxDate(a.from, b.from);
  const to = a.to === null ? b.to : b.to === null ? a.to : minDate(a.to, b.to);
  const both = { from, to };
  return isEmptyRange(both) || isEmptyRange(a) || isEmptyRange(b) ? null : both;
}

/** True when at least one day lies in both. A range that ends the day another begins does not overlap it. */
export function rangesOverlap(a: DateRange, b: DateRange): boolean {
  return intersectRanges(a, b) !== null;
}

/** Number of days in the range, `null` when it has no beginning or no end. */
export function daysInRange(range: DateRange): number | null {
  if (isEmptyRange(range)) return 0;
  return range.from === null || range.to === null ? null : daysBetween(range.from, range.to);
}

/** For sorting: earlier beginning first, without beginning before all. */
export function compareRanges(a: DateRange, b: DateRange): number {
  if (a.from === b.from) return compareEnds(a.to, b.to);
  if (a.from === null) return -1;
  if (b.from === null) return 1;
  return a.from < b.from ? -1 : 1;
}

function compareEnds(a: PlainDate | null, b: PlainDate | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** The same days as few ranges as possible, in order: overlapping and touching ones become one, empty ones vanish. */
export function mergeRanges(ranges: readonly DateRange[]): DateRange[] {
  const merged: DateRange[] = [];
  for (const range of ranges.filter((r) => !isEmptyRange(r)).sort(compareRanges)) {
    const last = merged.at(-1);
    if (last && (last.to === null || range.from === null || range.from <= last.to)) {
      if (last.to !== null && (range.to === null || range.to > last.to)) last.to = range.to;
    } else merged.push({ ...range });
  }
  return merged;
}

/** The days of `within` that no range covers, in order. */
export function rangeGaps(ranges: readonly DateRange[], within: DateRange): DateRange[] {
  if (isEmptyRange(within)) return [];
  const gaps: DateRange[] = [];
  let open: PlainDate | null = within.from;
  let covered = false;
  for (const range of mergeRanges(ranges)) {
    const part = intersectRanges(range, within);
    if (!part) continue;
    if (part.from !== null && (open === null || open < part.from)) gaps.push({ from: open, to: part.from });
    open = part.to;
    covered = part.to === null;
  }
  if (!covered && (within.to === null || open === null || open < within.to)) gaps.push({ from: open, to: within.to });
  return gaps;
}

/** The days of `range` that lie in none of the `removed` ranges. */
export function subtractRanges(range: DateRange, removed: readonly DateRange[]): DateRange[] {
  return rangeGaps(removed, range);
}

/** As PostgreSQL writes it: `[2025-01-01,2025-07-01)`, `[2025-01-01,)`, `empty`. */
export function toPgRange(range: DateRange): string {
  if (isEmptyRange(range)) return 'empty';
  return `${range.from === null ? '(' : '['}${range.from ?? ''},${range.to ?? ''})`;
}

const PG_RANGE = /^([[(])"?(\d{4}-\d{2}-\d{2}|-infinity|)"?,"?(\d{4}-\d{2}-\d{2}|infinity|)"?([\])])$/;

/**
 * Reads a PostgreSQL `daterange`, whichever ends it includes, as a half-open range; `null` for `empty`.
 * @throws TypeError when the text is no daterange
 */
export function fromPgRange(text: string): DateRange | null {
  if (text === 'empty') return null;
  const parts = PG_RANGE.exec(text);
  if (!parts) throw new TypeError(`not a daterange: ${text}`);
  const [, opening, lower = '', upper = '', closing] = parts;
  const from = lower === '' || lower === '-infinity' ? null : opening === '(' ? addDays(lower, 1) : lower;
  const to = upper === '' || upper === 'infinity' ? null : closing === ']' ? addDays(upper, 1) : upper;
  const range = { from, to };
  return isEmptyRange(range) ? null : range;
}

import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { compareRanges, type DateRange, daysInRange, intersectRanges, rangeContains } from '#platform/time/ranges.ts';
import { isOnRoll, type MemberState } from './states.ts';

/** A stretch of time in a cell. `cell` is its id, or its name in a file being imported. */
export type CellPeriod = { cell: string; valid: DateRange };

/** Two stretches that share days. */
export type Overlap = { first: CellPeriod; second: CellPeriod; shared: DateRange; days: number | null };

/** Every pair of periods that share days, in order of time. */
export function findOverlaps(periods: readonly CellPeriod[]): Overlap[] {
  const sorted = [...periods].sort((a, b) => compareRanges(a.valid, b.valid));
  return sorted.flatMap((first, i) =>
    sorted.slice(i + 1).flatMap((second) => {
      const shared = intersectRanges(first.valid, second.valid);
      return shared ? [{ first, second, shared, days: daysInRange(shared) }] : [];
    }),
  );
}

/**
 * Refuses that a member is in two cells, or twice in one, on a day.
 * @throws RuleBroken `member.two-cells` `{ cell, otherCell, on, from, to, days }`: both cells, the first and all shared days
 *   (`to` not included; `to` and `days` are null when there is no end)
 */
export function assertNoOverlap(periods: readonly CellPeriod[]): void {
  const [overlap] = findOverlaps(periods);
  if (!overlap) return;
  const { first, second, shared, days } = overlap;
  throw new RuleBroken('member.two-cells', {
    cell: first.cell,
    otherCell: second.cell,
    on: shared.from,
    from: shared.from,
    to: shared.to,
    days,
  });
}

/** Whether a member with these periods counts on the roll on a day. @see DOMAIN.md 7.2, I-01 */
export function onRollOn(periods: readonly { state: MemberState; valid: DateRange }[], on: PlainDate): boolean {
  return periods.some(({ state, valid }) => rangeContains(valid, on) && isOnRoll(state));
}

/**
 * The roll identity: start + in − out = end. A report is not signed while it does not hold.
 * @returns `difference` end − start − in + out, 0 when it holds
 * @see DOMAIN.md 7.2, I-10
 */
export function rollIdentity(roll: { start: number; in: number; out: number; end: number }): {
  holds: boolean;
  difference: number;
} {
  const difference = roll.end - roll.start - roll.in + roll.out;
  return { holds: difference === 0, difference };
}

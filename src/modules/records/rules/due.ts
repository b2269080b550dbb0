import type { PlainDate } from '#platform/shapes.ts';
import { addDays } from '#platform/time/dates.ts';

/** For how many days after its deadline an arrival is told as overdue; then it stands in the list of late ones. */
export const TOLD_OVERDUE_DAYS = 7;

/**
 * Of which deadlines somebody is told on a day: those of today and the next days as due, those just passed as overdue.
 * @param before how many days before its deadline an arrival is told
 * @example deadlinesTold('due', '2026-11-20', 3) → { from: '2026-11-20', to: '2026-11-23' }
 * @see DOMAIN.md 5.4: owner, deadline, done; what is late is what the Chief of Office looks at first [K-h]
 */
export function deadlinesTold(
  what: 'due' | 'overdue',
  today: PlainDate,
  before: number,
): { from: PlainDate; to: PlainDate } {
  return what === 'due'
    ? { from: today, to: addDays(today, before) }
    : { from: addDays(today, -TOLD_OVERDUE_DAYS), to: addDays(today, -1) };
}

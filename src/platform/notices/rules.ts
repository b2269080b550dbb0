/** Quiet hours of a day by the clock of Vietnam, `HH:MM`; they may run over midnight. The same hour twice means none. */
export type QuietHours = { from: string; to: string };

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Vietnam keeps one time all year. */
const VIETNAM_MINUTES = 7 * 60;

/** Waits between tries, ever longer; after the last the message is put aside for a person to look at. */
export const RETRY_MINUTES = [1, 5, 30, 120, 480, 1440] as const;
/** What nobody could be told for so long is no news any more: it stands on the person's own page. */
export const TOO_LATE_HOURS = 72;
/** A message that was handed over and of which nothing was heard since: the server stopped in the middle. */
export const CLAIM_MS = 2 * MINUTE_MS;

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/**
 * Until when a message is held back, or null when it may go now. In the very minute in which the quiet hours end it goes.
 * @param now any moment
 */
export function heldUntil(now: Date, { from, to }: QuietHours): Date | null {
  const [start, end] = [minutesOf(from), minutesOf(to)];
  if (start === end) return null;
  const local = Math.floor(now.getTime() / MINUTE_MS + VIETNAM_MINUTES);
  const minute = local % DAY_MINUTES;
  const inside = start < end ? minute >= start && minute < end : minute >= start || minute < end;
  if (!inside) return null;
  const wait = (end - minute + DAY_MINUTES) % DAY_MINUTES;
  return new Date((local + wait - VIETNAM_MINUTES) * MINUTE_MS);
}

/** When to try again after so many tries, or null when it was tried often enough. */
export function nextTry(now: Date, attempts: number, askedMs?: number): Date | null {
  const minutes = RETRY_MINUTES[attempts - 1];
  if (minutes === undefined) return null;
  // A service that names a wait is never asked earlier.
  return new Date(now.getTime() + Math.max(minutes * MINUTE_MS, askedMs ?? 0));
}

/** True when a notice is so old that telling it now would only puzzle. */
export function isTooLate(createdAt: Date, now: Date): boolean {
  return now.getTime() - createdAt.getTime() > TOO_LATE_HOURS * 60 * MINUTE_MS;
}

/**
 * The wait that an answer names, in milliseconds: seconds or a date, at most a day.
 * @see RFC 9110, section 10.2.3
 */
export function retryAfterMs(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(seconds, 0), DAY_MINUTES * MINUTE_MS);
}

/** The next midnight of Vietnam: when a quota of the day begins anew. */
export function nextMidnight(now: Date): Date {
  const local = Math.floor(now.getTime() / MINUTE_MS) + VIETNAM_MINUTES;
  return new Date((local - (local % DAY_MINUTES) + DAY_MINUTES - VIETNAM_MINUTES) * MINUTE_MS);
}

/** An address as it is shown back: enough to know it again, not enough to copy. */
export function masked(way: 'mail' | 'push' | 'zalo', address: string): string {
  if (way === 'mail') {
    const [box = '', host = ''] = address.split('@');
    return `${box.slice(0, 2)}…@${host}`;
  }
  return `…${address.slice(-4)}`;
}

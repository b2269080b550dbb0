/** Plain dates `YYYY-MM-DD` without a clock or a zone. */
const pad = (n: number) => String(n).padStart(2, '0');

export const dateOf = (year: number, month: number, day: number) => `${year}-${pad(month)}-${pad(day)}`;
export const yearOf = (on: string) => Number(on.slice(0, 4));
export const monthOf = (on: string) => Number(on.slice(5, 7));

/** The same day some months later; the last day of the month where that day does not exist. */
export function addMonths(on: string, months: number): string {
  const index = yearOf(on) * 12 + monthOf(on) - 1 + months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return dateOf(year, month, Math.min(Number(on.slice(8)), last));
}

export function addDays(on: string, days: number): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Full years of age (or of anything) on a day. */
export function yearsBetween(from: string, to: string): number {
  return yearOf(to) - yearOf(from) - (to.slice(5) < from.slice(5) ? 1 : 0);
}

/** Days since 1970 of a plain date: for placing it on an axis. */
export function dayNumber(on: string): number {
  return Math.round(Date.parse(`${on}T00:00:00Z`) / 86_400_000);
}

/** The plain date of a day number. */
export function dayOf(number: number): string {
  return new Date(number * 86_400_000).toISOString().slice(0, 10);
}

/** The same day some months later, or the last day of that month. */
export function addMonths(on: string, months: number): string {
  const [year = 0, month = 1, day = 1] = on.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, last));
  return first.toISOString().slice(0, 10);
}

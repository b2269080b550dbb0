import type { DateRange } from '#platform/time/ranges.ts';
import type { MemberDate } from './contract.ts';

/** A date and its precision, from the two columns they stand in. */
export function dated(on: string | null, precision: string | null): MemberDate | null {
  return on === null ? null : { on, precision: (precision ?? 'day') as MemberDate['precision'] };
}

/** A range as PostgreSQL writes it, `[2025-01-01,)`. */
export function rangeOf(text: string): DateRange {
  const [from, to] = text.slice(1, -1).split(',');
  return { from: from || null, to: to || null };
}

/** Several of them. */
export function rangesOf(texts: readonly string[] | null): DateRange[] {
  return (texts ?? []).map(rangeOf);
}

/** Only the entries that are there: what an optional field takes under exact optional types. */
export function present<T extends Record<string, unknown>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

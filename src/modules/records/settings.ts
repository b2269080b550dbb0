import { sql } from 'kysely';
import type { DefaultValue } from '#platform/calendar/known-settings.ts';
import type { Tx } from '#platform/db/tx.ts';

/** What an administrator may change of this room, with the value that stands without a setting. */
export const RECORDS_SETTINGS = {
  'records.cell-kinds': {
    value: 1,
    source: 'DOMAIN.md 5.1: kinds that a cell normally issues (K-m); 0 lets it issue all',
  },
  'records.office-archive-months': { value: 12, source: 'DOMAIN.md 5.5: to the office archive within a year (K-m)' },
  'records.historical-archive-years': { value: 5, source: 'DOMAIN.md 5.5: permanent files within 5 years (K-m)' },
  'records.told-before-days': {
    value: 3,
    source: 'DOMAIN.md 5.4: owner, deadline, done (K-h); the number of days is our own choice',
  },
  'records.tombstone-years': { value: 20, source: 'DOMAIN.md 5.5: destruction file at least 20 years (K-h/K-m)' },
} as const;
/** Years for which a group of papers is kept, as the table has them; nought means for good. @see DOMAIN.md 5.5 (K-m) */
const KEPT: Readonly<Record<string, number>> = {
  congress: 0,
  organisation: 0,
  'member-decision': 0,
  'cell-minutes': 0,
  'report-month': 5,
  'report-half-year': 10,
  'report-once': 5,
  correspondence: 10,
  accounting: 10,
  'accounting-summary': 0,
  sponsorship: 10,
  house: 20,
  attendance: 5,
  'attendance-summary': 0,
  destruction: 20,
  programme: 20,
};
const KEEP = 'records.keep.';
/** The schedule as settings: what is set goes before the table, from its own day on (`records.years_of`). */
export const KEEP_SETTINGS: Readonly<Record<string, readonly DefaultValue[]>> = Object.fromEntries(
  Object.entries(KEPT).map(([code, value]): [string, DefaultValue[]] => [
    KEEP + code,
    [{ value, validFrom: null, validTo: null, source: 'DOMAIN.md 5.5', confidence: 'K-m' }],
  ]),
);
export type RecordsSetting = keyof typeof RECORDS_SETTINGS;

/** Values of settings on a day: the administrator's where there is one. */
export async function settingsOn(tx: Tx, on: string): Promise<Record<RecordsSetting, number>> {
  const rows = await tx.many<{ key: RecordsSetting; value: number }>(
    sql`select key, value::text::int as value from platform.setting where key = any(${Object.keys(RECORDS_SETTINGS)}::text[]) and valid @> ${on}::date`,
  );
  const given = new Map(rows.map(({ key, value }) => [key, value]));
  return Object.fromEntries(
    Object.entries(RECORDS_SETTINGS).map(([key, { value }]) => [key, given.get(key as RecordsSetting) ?? value]),
  ) as Record<RecordsSetting, number>;
}

import { type RawBuilder, sql } from 'kysely';
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
const SECRET = 'records.secret-years.';
const SECRET_YEARS = { confidential: 10, secret: 20, top_secret: 30 } as const;
/** For how many years a paper of each level is protected, where the paper itself says nothing else. */
export const SECRECY_SETTINGS: Readonly<Record<string, readonly DefaultValue[]>> = Object.fromEntries(
  Object.entries(SECRET_YEARS).map(([level, value]): [string, DefaultValue[]] => [
    SECRET + level,
    [
      {
        value,
        validFrom: null,
        validTo: null,
        source: 'DOMAIN.md 5.6: terms 10/20/30 years under the law of 2018; what law 117/2025 says of it was not read',
        confidence: 'K-h',
      },
    ],
  ]),
);

/**
 * Until when the document `d` is protected: the years of its level, as the schedule of its own day has them; null for a plain paper.
 * A paper without a date counts from the day on which it came.
 * @see DOMAIN.md 5.6
 */
export const secretUntil = (): RawBuilder<string | null> => {
  const day = sql`coalesce(d.dated_on, d.arrived_on, d.registered_on)`;
  const usual = sql`case d.secrecy when 'confidential' then ${SECRET_YEARS.confidential}::int when 'secret' then ${SECRET_YEARS.secret}::int else ${SECRET_YEARS.top_secret}::int end`;
  return sql`case when d.secrecy <> 'none' then (${day} + make_interval(years => least(100, greatest(0, coalesce(
    (select (s.value #>> '{}')::int from platform.setting s where s.key = ${SECRET} || d.secrecy and s.valid @> ${day}), ${usual})))))::date end`;
};

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

import { sql } from 'kysely';
import type { Tx } from '../db/tx.ts';
import { Invalid, NotFound, RuleBroken } from '../errors.ts';
import { calendarOfDays, calendarRows, HOLIDAYS_VIETNAM, type WorkingCalendar } from '../time/index.ts';
import type { PlainDate } from '../shapes.ts';
import { defaultSettings, knownSetting } from './known-settings.ts';
import type { ChangeHoliday, Holiday, NewHoliday, NewSetting, Setting } from './contract.ts';

const HOLIDAY = sql`id, on_date as "on", name, kind, source, certain`;

/** Fills an empty calendar with Vietnam's holidays; days that somebody has entered stay as they are. */
export async function seedHolidays(tx: Tx): Promise<number> {
  const rows = calendarRows(HOLIDAYS_VIETNAM).map(({ on, ...row }) => ({ on_date: on, ...row }));
  return tx.run(sql`
    insert into platform.holiday (on_date, name, kind, source, certain)
    select on_date, name, kind, source, certain
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(on_date date, name text, kind text, source text, certain boolean)
    on conflict (on_date) do nothing`);
}

/** What working days are counted by, as administrators keep it. */
export async function workingCalendar(tx: Tx): Promise<WorkingCalendar> {
  return calendarOfDays(await tx.many(sql`select on_date as "on", kind from platform.holiday order by on_date`));
}

/** Days of one year, or all. */
export function listHolidays(tx: Tx, year: number | undefined): Promise<Holiday[]> {
  return tx.many<Holiday>(sql`
    select ${HOLIDAY} from platform.holiday
    where ${year ?? null}::int is null or extract(year from on_date) = ${year ?? null} order by on_date`);
}

/** @throws RuleBroken `holiday.exists` */
export function addHoliday(tx: Tx, day: NewHoliday): Promise<Holiday> {
  return tx.one<Holiday>(sql`
    insert into platform.holiday (id, on_date, name, kind, source, certain)
    values (coalesce(${day.id ?? null}::uuid, uuidv7()), ${day.on}, ${day.name}, ${day.kind}, ${day.source}, ${day.certain})
    returning ${HOLIDAY}`);
}

/** @throws RuleBroken `holiday.exists` */
export function changeHoliday(tx: Tx, id: string, change: ChangeHoliday): Promise<Holiday> {
  return tx.one<Holiday>(sql`
    update platform.holiday set on_date = coalesce(${change.on ?? null}, on_date), name = coalesce(${change.name ?? null}, name),
      kind = coalesce(${change.kind ?? null}, kind), source = coalesce(${change.source ?? null}, source), certain = coalesce(${change.certain ?? null}, certain)
    where id = ${id} returning ${HOLIDAY}`);
}

export async function removeHoliday(tx: Tx, id: string): Promise<void> {
  if ((await tx.run(sql`delete from platform.holiday where id = ${id}`)) === 0) throw new NotFound();
}

type StoredSetting = Omit<Setting, 'label' | 'origin'>;
const SETTING = sql`id, key, lower(valid) as "validFrom", upper(valid) as "validTo", value, source, confidence`;

const stored = (row: StoredSetting): Setting => ({
  ...row,
  label: knownSetting(row.key)?.label ?? `platform.settings.key.${row.key}`,
  // What a room has written at its installation is a default, too.
  origin: row.confidence === 'set' ? 'set' : 'default',
});

/** All settings with their periods: those set, and the defaults of the rooms that hold beside them. */
export async function listSettings(tx: Tx): Promise<Setting[]> {
  const rows = await tx.many<StoredSetting>(
    sql`select ${SETTING} from platform.setting order by key, lower(valid) nulls first`,
  );
  return [...rows.map(stored), ...defaultSettings()].sort(
    (a, b) => a.key.localeCompare(b.key) || (a.validFrom ?? '').localeCompare(b.validFrom ?? ''),
  );
}

/** The value that held on a day. Cases are judged by the value of their own date. */
export async function settingOn<T>(tx: Tx, key: string, on: PlainDate): Promise<T | undefined> {
  const row = await tx.maybeOne<{ value: T }>(
    sql`select value from platform.setting where key = ${key} and valid @> ${on}::date`,
  );
  return row?.value;
}

/**
 * Sets a value for a period; values that held then are cut back to what lies before and after.
 * @throws NotFound for a key that no room has introduced
 * @throws RuleBroken `setting.period-empty` · @throws Invalid `setting.other-kind` `{ expected }`
 */
export async function changeSetting(tx: Tx, key: string, input: NewSetting): Promise<Setting> {
  const { validFrom, validTo } = input;
  if (validTo !== null && validTo <= validFrom) throw new RuleBroken('setting.period-empty');
  // Two who change one setting at a time wait for each other.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 2))`);
  const example = knownSetting(key)?.defaults[0]?.value;
  const known = await tx.one<{ kind: string }>(
    example === undefined
      ? sql`select jsonb_typeof(value) as kind from platform.setting where key = ${key} limit 1`
      : sql`select jsonb_typeof(${JSON.stringify(example)}::jsonb) as kind`,
  );
  const value = JSON.stringify(input.value);
  const { kind } = await tx.one<{ kind: string }>(sql`select jsonb_typeof(${value}::jsonb) as kind`);
  if (kind !== known.kind) throw new Invalid('setting.other-kind', { expected: known.kind });
  const period = sql`daterange(${validFrom}::date, ${validTo}::date)`;
  // Taken out first and put back in parts, since two periods of a key may not touch even for a moment.
  await tx.run(sql`
    with taken as (delete from platform.setting where key = ${key} and valid && ${period} returning *)
    insert into platform.setting (key, valid, value, source, confidence)
    select key, part, value, source, confidence from taken, unnest(datemultirange(valid) - datemultirange(${period})) as part`);
  return stored(
    await tx.one<StoredSetting>(sql`
      insert into platform.setting (key, valid, value, source, confidence)
      values (${key}, ${period}, ${value}::jsonb, ${input.source}, 'set') returning ${SETTING}`),
  );
}

/** Introduces a setting with what is known about it; one that exists stays. For the loading of a new database. */
export async function introduceSetting(
  tx: Tx,
  setting: {
    key: string;
    value: unknown;
    validFrom?: PlainDate | null;
    source: string;
    confidence: Setting['confidence'];
  },
): Promise<void> {
  await tx.run(sql`
    insert into platform.setting (key, valid, value, source, confidence)
    select ${setting.key}, daterange(${setting.validFrom ?? null}::date, null), ${JSON.stringify(setting.value)}::jsonb, ${setting.source}, ${setting.confidence}
    where not exists (select 1 from platform.setting where key = ${setting.key})`);
}

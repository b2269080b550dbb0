import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/** What an administrator may change of this room, with the value that stands without a setting. */
export const WELFARE_SETTINGS = {
  'welfare.repeat-months': {
    value: 12,
    source: 'phần mềm tự đặt; xã biết rõ nhất ai đã nhận quà giống nhau (K-l)',
  },
  'welfare.posting-days': {
    value: 30,
    source: 'Nghị định 93/2021/NĐ-CP: niêm yết công khai 30 ngày tại trụ sở xã (K-h)',
  },
  'welfare.inspection-months': { value: 12, source: 'DOMAIN.md 6.3: inspected after 12 months (K-m)' },
} as const;

/** The value of a setting on a day: the administrator's where there is one. */
export async function settingOn(tx: Tx, key: keyof typeof WELFARE_SETTINGS, on: string): Promise<number> {
  const row = await tx.maybeOne<{ value: number }>(
    sql`select value::text::int as value from platform.setting where key = ${key} and valid @> ${on}::date`,
  );
  return row?.value ?? WELFARE_SETTINGS[key].value;
}

import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/** What an administrator may change of this room, with the value that stands without a setting. */
export const LEARNING_SETTINGS = {
  'learning.course-years': {
    value: 5,
    source: 'Own choice: no course of the sources lasts longer; the bound catches a mistyped year',
  },
} as const;

/** Years that a course may last, as set for the day on which it begins. */
export async function courseYearsOn(tx: Tx, on: string): Promise<number> {
  const row = await tx.maybeOne<{ value: number }>(
    sql`select value::text::int as value from platform.setting where key = 'learning.course-years' and valid @> ${on}::date`,
  );
  return row?.value ?? LEARNING_SETTINGS['learning.course-years'].value;
}

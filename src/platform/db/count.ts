import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './tx.ts';

/** Beyond this nobody reads a list to its end, and counting the rest would cost more than the page. */
const COUNTED_TO = 10_000;

/**
 * How many rows follow a `from …`, said with a page of them.
 * @param from its text from `from` on, conditions included
 * @returns undefined when there are more than 10,000
 */
export async function countUpTo(tx: Tx, from: RawBuilder<unknown>): Promise<number | undefined> {
  const { n } = await tx.one<{ n: number }>(
    sql`select count(*) as n from (select 1 ${from} limit ${COUNTED_TO + 1}) counted`,
  );
  return n > COUNTED_TO ? undefined : n;
}

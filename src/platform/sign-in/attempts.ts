import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { TooMany } from '../errors.ts';
import { txOf } from '../db/tx.ts';

export const WINDOW_MINUTES = 15;
/** Failures of one name from one address, of one name from anywhere, of one address for any name, in the window. */
export const LIMITS = { nameAtAddress: 8, name: 40, address: 60 } as const;

/** One try to sign in; it counts as failed until `succeeded` says otherwise, so that many at once gain nothing. */
export type Attempt = { failed(): Promise<void>; forgotten(): Promise<void>; succeeded(): Promise<void> };

/**
 * Begins a try. Only failures count: an office where 150 people sign in at eight from one address is no attack.
 * @throws TooMany `sign-in.too-many` `{ seconds }`
 */
export async function beginAttempt(db: Database, userName: string, address: string): Promise<Attempt> {
  const owner = txOf(db.owner);
  const { id } = await owner.one<{ id: number }>(
    sql`insert into signin.failure (user_name, address) values (${userName}, ${address}) returning id`,
  );
  const forgotten = async () => void (await owner.run(sql`delete from signin.failure where id = ${id}`));
  const { seconds } = await owner.one<{ seconds: number | null }>(sql`
    with recent as (
      select at, user_name, address, settled from signin.failure
      where id <> ${id} and at > now() - make_interval(mins => ${WINDOW_MINUTES})
        and (user_name = ${userName} or (address = ${address} and settled))),
    full_counts as (
      (select at from recent where user_name = ${userName} and address = ${address} order by at desc offset ${LIMITS.nameAtAddress - 1} limit 1)
      union all
      (select at from recent where user_name = ${userName} order by at desc offset ${LIMITS.name - 1} limit 1)
      union all
      (select at from recent where address = ${address} and settled order by at desc offset ${LIMITS.address - 1} limit 1))
    select ceil(extract(epoch from max(at) + make_interval(mins => ${WINDOW_MINUTES}) - now()))::int as seconds from full_counts`);
  if (seconds !== null) {
    await forgotten();
    throw new TooMany('sign-in.too-many', { seconds: Math.max(1, seconds) });
  }
  return {
    forgotten,
    failed: async () => void (await owner.run(sql`update signin.failure set settled = true where id = ${id}`)),
    succeeded: async () =>
      void (await owner.run(sql`
        delete from signin.failure
        where id = ${id} or (user_name = ${userName} and address = ${address}) or at < now() - interval '1 day'`)),
  };
}

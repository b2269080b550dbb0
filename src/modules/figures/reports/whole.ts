import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/**
 * Computes with all records of a unit, whoever asks: a signed figure is the truth of the unit, also where a village that belonged
 * to it then has since gone to somebody else's scope. The caller must have been let at the unit before, and is told of records
 * only what his own scope shows.
 */
export async function withAllRecords<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const { role } = await tx.one<{ role: string }>(sql`select current_setting('role') as role`);
  const take = (name: string) => tx.one(sql`select set_config('role', ${name}, true)`);
  await take('gandan_all');
  try {
    return await work();
  } finally {
    // In a transaction that has failed nothing more is asked; it ends with its role.
    await take(role).catch(() => undefined);
  }
}

import { sql } from 'kysely';
import { txOf } from '#platform/db/tx.ts';
import { seconds } from '../measure.ts';
import type { Bench } from './context.ts';

const TABLES = [
  'organisation.unit_version',
  'organisation.unit_path',
  'organisation.block_path',
  'organisation.unit_block',
  'figures.body_total',
  'figures.cell_total',
  'figures.delta',
] as const;

/**
 * What the database does by itself within minutes while a server runs, and cannot do between two runs of the bench: clearing away
 * the rows that a reorganisation and its taking back left dead in the tree and its sums. Told with how many they were.
 */
export async function tidy({ installation, add }: Bench): Promise<void> {
  const owner = txOf(installation.db.owner);
  const { dead } = await owner.one<{ dead: number }>(
    sql`select coalesce(sum(n_dead_tup), 0)::bigint as dead from pg_stat_user_tables where schemaname || '.' || relname = any(${[...TABLES]}::text[])`,
  );
  const { took } = await seconds(() =>
    sql`vacuum (analyze) ${sql.join(TABLES.map((table) => sql.table(table)))}`.execute(installation.db.owner),
  );
  add({
    group: 'tidy',
    what: 'tree and sums cleared of dead rows',
    unit: 's',
    p50: took,
    note: `${dead} dead rows`,
  });
}

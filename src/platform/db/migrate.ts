import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';

/** Folders of SQL migrations, in the order in which the rooms stand on each other. */
export type MigrationSource = { room: string; folder: string };

/**
 * Brings the schema up to date: every `NNNN_name.sql` of every room, in order, each in its own transaction.
 * Forward only; a migration that ran is never edited.
 * @returns names of the migrations that ran now
 */
export async function migrate(owner: Kysely<unknown>, sources: readonly MigrationSource[]): Promise<string[]> {
  const migrations: Record<string, Migration> = {};
  for (const [index, source] of sources.entries()) {
    for (const file of (await readdir(source.folder)).filter((name) => name.endsWith('.sql')).sort()) {
      const text = await readFile(join(source.folder, file), 'utf8');
      const name = `${String(index).padStart(2, '0')}_${source.room}_${file.replace(/\.sql$/, '')}`;
      migrations[name] = { up: async (db) => void (await sql.raw(text).execute(db)) };
    }
  }
  const migrator = new Migrator({
    db: owner,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: 'gandan_migration',
    migrationLockTableName: 'gandan_migration_lock',
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === 'Error');
  if (error) throw new Error(`migration ${failed?.migrationName ?? ''} failed: ${String(error)}`, { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

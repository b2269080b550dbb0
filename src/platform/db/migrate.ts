import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';

/** Folders of SQL migrations, in the order in which the rooms stand on each other. */
export type MigrationSource = { room: string; folder: string };

const TABLE = 'gandan_migration';
/** Signs of a room's place among the rooms, `07_`. */
const PLACE = 3;

/**
 * Brings the schema up to date: every `NNNN_name.sql` of every room, in order, each in its own transaction.
 * Forward only; a migration that ran is never edited.
 * @returns names of the migrations that ran now
 */
export async function migrate(owner: Kysely<unknown>, sources: readonly MigrationSource[]): Promise<string[]> {
  const migrations = await readMigrations(sources);
  await renumber(owner, Object.keys(migrations));
  const migrator = new Migrator({
    db: owner,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: TABLE,
    migrationLockTableName: 'gandan_migration_lock',
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === 'Error');
  if (error)
    throw new Error(
      `migration ${failed?.migrationName ?? ''} failed: ${error instanceof Error ? error.message : 'unknown'}`,
      { cause: error },
    );
  return (results ?? []).map((result) => result.migrationName);
}

/** What ran already, what would run now, and what ran that this program does not know because it is older. */
export async function migrationState(
  owner: Kysely<unknown>,
  sources: readonly MigrationSource[],
): Promise<{ done: number; pending: string[]; unknown: string[] }> {
  const known = Object.keys(await readMigrations(sources)).sort();
  const table = await sql<{ there: boolean }>`select to_regclass(${TABLE}) is not null as there`.execute(owner);
  if (!table.rows[0]?.there) return { done: 0, pending: known, unknown: [] };
  const ran = await sql<{ name: string }>`select name from ${sql.id(TABLE)} order by name`.execute(owner);
  const names = ran.rows.map((row) => row.name);
  const [done, here] = [new Set(names.map(fileOf)), new Set(known.map(fileOf))];
  return {
    done: done.size,
    pending: known.filter((name) => !done.has(fileOf(name))),
    unknown: names.filter((name) => !here.has(fileOf(name))),
  };
}

/** Room and file of a migration, without the room's place. */
function fileOf(name: string): string {
  return name.slice(PLACE);
}

/**
 * The number before a room's name is its place among the rooms, which changes when a room comes between others. What ran
 * keeps its file, so it is known by the rest of its name and takes the new number.
 */
async function renumber(owner: Kysely<unknown>, names: readonly string[]): Promise<void> {
  const table = await sql<{ there: boolean }>`select to_regclass(${TABLE}) is not null as there`.execute(owner);
  if (!table.rows[0]?.there) return;
  await sql`
    update ${sql.id(TABLE)} ran set name = known.name
    from unnest(${[...names]}::text[]) known(name)
    where substring(known.name from ${PLACE + 1}::int) = substring(ran.name from ${PLACE + 1}::int) and known.name <> ran.name`.execute(
    owner,
  );
}

async function readMigrations(sources: readonly MigrationSource[]): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {};
  for (const [index, source] of sources.entries()) {
    for (const file of (await readdir(source.folder)).filter((name) => name.endsWith('.sql')).sort()) {
      const text = await readFile(join(source.folder, file), 'utf8');
      const name = `${String(index).padStart(2, '0')}_${source.room}_${file.replace(/\.sql$/, '')}`;
      migrations[name] = { up: async (db) => void (await sql.raw(text).execute(db)) };
    }
  }
  return migrations;
}

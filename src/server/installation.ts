import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { MIGRATIONS } from '../modules.ts';
import { prepareDataDir, secretIn } from '../platform/data-dir.ts';
import { seedHolidays } from '../platform/calendar/calendar.ts';
import { asOwner, type Database, openDatabase } from '../platform/db/database.ts';
import { DatabaseUnavailable } from '../platform/db/embedded-account.ts';
import { findEmbedded, startEmbedded } from '../platform/db/embedded.ts';
import { migrate, migrationState } from '../platform/db/migrate.ts';
import { RuleBroken } from '../platform/errors.ts';
import { registerRooms } from './register-rooms.ts';

const POSTGRES_MAJOR = 18;
/** How long closing waits for connections in use. */
const PATIENCE_MS = 2_000;

export type InstallationOptions = {
  dataDir: string;
  /** Any PostgreSQL 18 instead of the embedded one; the user must own the database. */
  databaseUrl?: string | undefined;
  /** Use the database of a program that already runs on the data directory, if one does. For commands. */
  beside?: boolean;
  /** `always` brings the schema up to date; `when-ours` only where no other program can be using it. */
  migrate: 'always' | 'when-ours';
  log?: (line: string) => void;
  /** Settings of the embedded server, for tests. */
  settings?: Record<string, string>;
};

/** An open installation: data directory, database and schema. */
export type Installation = {
  dataDir: string;
  db: Database;
  ownerUrl: string;
  kind: 'embedded' | 'beside' | 'foreign';
  /** Names of the migrations that ran now. */
  migrated: string[];
  close(): Promise<void>;
};

/**
 * Opens the database of an installation and brings its schema up to date.
 * @throws DatabaseUnavailable `db.unreachable`, `db.server-too-old`, and those of `startEmbedded`
 * @throws RuleBroken `db.schema-behind` (run `gandan migrate`), `db.schema-ahead` (this program is older than the data)
 */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  registerRooms();
  const dataDir = resolve(options.dataDir);
  const { ownerUrl, kind, stop } = await reach(dataDir, options);
  try {
    const { db, migrated } = await openMigrated(dataDir, ownerUrl, options.migrate === 'always' || kind === 'embedded');
    return {
      dataDir,
      db,
      ownerUrl,
      kind,
      migrated,
      close: async () => {
        const closed = db.close();
        // A transaction that was given up keeps its connection; stopping the server takes it away.
        await Promise.race([closed, delay(PATIENCE_MS, undefined, { ref: false })]);
        await stop();
        if (kind === 'embedded') await closed;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function reach(dataDir: string, options: InstallationOptions) {
  const nothing = (): Promise<void> => Promise.resolve();
  if (options.databaseUrl) {
    prepareDataDir(dataDir);
    await assertUsable(options.databaseUrl);
    return { ownerUrl: options.databaseUrl, kind: 'foreign' as const, stop: nothing };
  }
  const running = options.beside === true ? await findEmbedded(dataDir) : undefined;
  if (running) return { ownerUrl: running.adminUrl, kind: 'beside' as const, stop: nothing };
  const embedded = await startEmbedded({
    dataDir,
    ...(options.log ? { log: options.log } : {}),
    ...(options.settings ? { settings: options.settings } : {}),
  });
  return { ownerUrl: embedded.adminUrl, kind: 'embedded' as const, stop: () => embedded.stop() };
}

/** Asks a foreign server before anything else does, so that what is wrong is said in one sentence. */
async function assertUsable(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (major < POSTGRES_MAJOR) {
      throw new DatabaseUnavailable('db.server-too-old', { found: String(major), wanted: String(POSTGRES_MAJOR) });
    }
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error;
    throw new DatabaseUnavailable('db.unreachable', { cause: causeOf(error) });
  } finally {
    await client.end().catch(() => undefined); // it may never have been open
  }
}

/** What a failed connection says: an attempt at several addresses fails with an empty sentence and a list. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(causeOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

async function openMigrated(dataDir: string, ownerUrl: string, mayMigrate: boolean) {
  const access = accessOf(dataDir);
  const first = await patiently(() => openDatabase({ ownerUrl, ...access }));
  try {
    const { pending, unknown, done } = await migrationState(first.owner, MIGRATIONS);
    if (unknown.length > 0) throw new RuleBroken('db.schema-ahead', { migration: unknown[0] });
    if (pending.length === 0) return { db: first, migrated: [] };
    if (!mayMigrate && done > 0) throw new RuleBroken('db.schema-behind', { pending: pending.length });
    const migrated = await migrate(first.owner, MIGRATIONS);
    await first.close();
    // The role that answers requests can be made once the roles of the first migration stand.
    const db = await patiently(() => openDatabase({ ownerUrl, ...access }));
    // A new database knows the public holidays; later the calendar is the administrator's.
    if (done === 0) await asOwner(db, 'installation', seedHolidays);
    return { db, migrated };
  } catch (error) {
    await first.close();
    throw error;
  }
}

/**
 * Name and password of the role that answers requests. The name comes from the secret: two data directories on one
 * database get a role each, instead of changing each other's password.
 */
export function accessOf(dataDir: string): { appRole: string; appPassword: string } {
  const secret = secretIn(dataDir, 'app');
  const mark = createHash('sha256').update(`role ${secret}`).digest('hex').slice(0, 10);
  return { appRole: `gandan_web_${mark}`, appPassword: secret };
}

/** Two programs that make sure of the same role at once: PostgreSQL refuses the later one, which then tries again. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const collided = error instanceof Error && /tuple concurrently (updated|deleted)/.test(error.message);
      if (!collided || attempt >= 10) throw error;
      await delay(20 * attempt);
    }
  }
}

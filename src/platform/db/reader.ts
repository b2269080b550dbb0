import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Database, type Scope, inScope, surviveRestarts, withUser } from './database.ts';
import type { Tx } from './tx.ts';

const LOOKED_AT_EVERY_MS = 1_000;
/** A replica that does not answer must not hold up what the first database can say. */
const CONNECT_WITHIN_MS = 2_000;

/** A database that follows the first and is only read. */
export type Reader = Pick<Database, 'app' | 'close'> & {
  /** It has everything that stood in the first database a moment ago: about a second. */
  isFresh(): boolean;
};

/**
 * Opens a replica for reading. Its roles come with the copy, so the application signs in as it does on the first database. It is
 * looked at every second, and asked only while it keeps up.
 * @param options.url connection string of the replica; user and password are those of the application role
 */
export function openReader(
  first: Database,
  options: { url: string; appRole: string; appPassword: string; connections?: number },
): Reader {
  const pool = new pg.Pool({
    ...withUser(options.url, options.appRole, options.appPassword),
    max: options.connections ?? 20,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
  });
  surviveRestarts(pool);
  const app = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  let fresh = false;
  let before: string | undefined;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    try {
      // Where the first stood at the last look is where the replica has to be by now.
      fresh = before !== undefined && (await hasReached(pool, before));
      before = await positionOf(first.ownerPool);
    } catch {
      fresh = false; // not reachable now: the next look tells
    }
  };
  const timer = setInterval(() => {
    looking ??= look().finally(() => (looking = undefined));
  }, LOOKED_AT_EVERY_MS);
  timer.unref();
  return {
    app,
    isFresh: () => fresh,
    close: async () => {
      clearInterval(timer);
      await looking;
      await app.destroy();
    },
  };
}

async function positionOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ at: string }>('select pg_current_wal_lsn()::text as at');
  return rows[0]?.at ?? '';
}

/** Only a server that follows has a position of replay; after it took over it is no replica any more. */
async function hasReached(pool: pg.Pool, position: string): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean | null }>(
    'select pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::pg_lsn as there',
    [position],
  );
  return rows[0]?.there === true;
}

/** As `inScope`, on the replica while it keeps up; what it cannot answer is asked of the first database. */
export async function inScopeOfReader<T>(
  db: Database,
  reader: Reader | undefined,
  scope: Scope,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (!reader?.isFresh()) return inScope(db, scope, work);
  try {
    return await inScope(reader, scope, work);
  } catch (error) {
    if (!isOfReplica(error)) throw error;
    return inScope(db, scope, work);
  }
}

const CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);

/** Lost or refused connections, a query cancelled because the replica had to go on, and what writes after all. */
function isOfReplica(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string')
    return CONNECTION.has(code) || /^(08|57P0|53)/.test(code) || ['40001', '40P01', '25006'].includes(code);
  return typeof message === 'string' && /timeout exceeded|Connection terminated/.test(message);
}

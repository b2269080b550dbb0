import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { RuleBroken } from '../errors.ts';
import type { Right } from '../rights.ts';
import { asProblem } from './sql-problems.ts';
import { txOf, type Tx } from './tx.ts';

const { Pool, types } = pg;

// Dates are plain strings, counts are numbers, instants are ISO text: what JSON can carry unchanged.
types.setTypeParser(types.builtins.DATE, (text) => text);
types.setTypeParser(types.builtins.INT8, (text) => Number(text));
types.setTypeParser(types.builtins.NUMERIC, (text) => Number(text));
types.setTypeParser(types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());

/** A half-open range of scope labels. */
export type LabelRange = { lo: number; hi: number };

/** As whom a transaction runs: what may be done, and where. */
export type Scope = {
  userId: string;
  rights: readonly Right[];
  ranges: readonly LabelRange[] | 'everything';
  requestId?: string;
  /** The day on which it is asked, by the clock of the program; that of the database where nobody says. */
  today?: string;
  via?: 'office' | 'token' | 'field' | 'import' | 'command-line' | 'job' | 'reorganise';
};

export type Database = {
  /** Owner of the schema: migrations, jobs, loading. Never used to answer a request. */
  owner: Kysely<unknown>;
  /** Signs in as a role that owns nothing; every transaction takes a scope. */
  app: Kysely<unknown>;
  ownerPool: pg.Pool;
  appPool: pg.Pool;
  close(): Promise<void>;
};

const SLOTS = [1, 2, 4, 8, 16, 64] as const;
/** The role of whoever's one range holds every unit there is: its policies ask that once for a statement, not of each row. */
const WHOLE = 'gandan_scope_whole';

/**
 * Opens both connections pools. The application role is made or brought up to date first.
 * @param options.ownerUrl connection string of the schema's owner
 * @param options.appRole name of the signing-in role, one per database so that several can share a cluster
 */
export async function openDatabase(options: {
  ownerUrl: string;
  appRole: string;
  appPassword: string;
  appConnections?: number;
}): Promise<Database> {
  const ownerPool = new Pool({ connectionString: options.ownerUrl, max: 8 });
  surviveRestarts(ownerPool);
  const owner = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: ownerPool }) });
  await ensureAppRole(owner, options.appRole, options.appPassword);
  const appPool = new Pool({
    ...withUser(options.ownerUrl, options.appRole, options.appPassword),
    max: options.appConnections ?? 20,
  });
  surviveRestarts(appPool);
  const app = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: appPool }) });
  return {
    owner,
    app,
    ownerPool,
    appPool,
    close: async () => {
      await app.destroy();
      await owner.destroy();
    },
  };
}

/**
 * A connection lost to a restart of the database is replaced by the next query, and a query under way fails by itself.
 * Without a listener the loss would end the whole program: the pool's own listener is off while a connection is in use.
 */
export function surviveRestarts(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

/** Where to connect as the application role instead of the user that an address names. */
export function withUser(url: string, user: string, password: string): pg.PoolConfig {
  const parsed = new URL(url);
  parsed.username = encodeURIComponent(user);
  parsed.password = encodeURIComponent(password);
  return { connectionString: parsed.toString() };
}

/** The role that answers requests: may sign in, owns nothing, inherits nothing until a transaction takes a scope role. */
async function ensureAppRole(owner: Kysely<unknown>, role: string, password: string): Promise<void> {
  const roles = ['gandan_app', 'gandan_all', WHOLE, ...SLOTS.map((slots) => `gandan_scope_${slots}`)];
  const known = await sql<{ rolname: string }>`
    select rolname from pg_roles where rolname = any(${[role, ...roles]})`.execute(owner);
  const names = new Set(known.rows.map((row) => row.rolname));
  if (!names.has('gandan_app')) return; // not migrated yet: the caller migrates and opens again
  const literal = `'${password.replaceAll("'", "''")}'`;
  // What the role must not be is said when it is made: of a role that exists only who has the attribute may say it.
  const statement = names.has(role)
    ? sql`alter role ${sql.id(role)} login noinherit password ${sql.raw(literal)}`
    : sql`create role ${sql.id(role)} login noinherit nosuperuser nocreatedb nocreaterole password ${sql.raw(literal)}`;
  await alone(() => statement.execute(owner));
  await alone(() => sql`alter role ${sql.id(role)} set plan_cache_mode = force_custom_plan`.execute(owner));
  // One that a pending migration makes is granted at the opening after it.
  for (const name of roles.filter((known) => names.has(known)))
    await alone(() => sql`grant ${sql.id(name)} to ${sql.id(role)}`.execute(owner));
}

/** A role belongs to the whole server: whoever alters it in the same moment from another database makes one of both fail, who asks again. */
async function alone(work: () => Promise<unknown>, tries = 20): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (tries <= 1 || !(error instanceof Error) || error.message !== 'tuple concurrently updated') throw error;
    await alone(work, tries - 1);
  }
}

/**
 * Runs `work` in one transaction as somebody: the role for the number of label ranges, the ranges, the rights and the
 * name for the audit trail are set first and end with the transaction.
 */
export async function inScope<T>(db: Pick<Database, 'app'>, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const settings = scopeSettings(scope)
    .map(([name, value]) => `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`)
    .join(', ');
  return refusing(
    db.app.connection().execute(async (connection) => {
      try {
        // In one message with the settings: every request and every write waits for the database once less.
        await sql.raw(`begin; select ${settings}${mayBeWhole(scope) ? `; ${TAKE_WHOLE}` : ''}`).execute(connection);
        const result = await work(txOf(connection));
        await sql`commit`.execute(connection);
        return result;
      } catch (error) {
        // A connection that is lost has rolled back by itself; what went wrong first is what is told.
        await sql`rollback`.execute(connection).catch(() => undefined);
        throw error;
      }
    }),
  );
}

/** Runs `work` as the owner, outside every scope: jobs, loading, verification. The actor appears in the audit trail. */
export async function asOwner<T>(db: Database, actor: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return refusing(
    db.owner.transaction().execute(async (trx) => {
      await sql`select set_config('gandan.user_id', ${actor}, true), set_config('gandan.via', 'job', true)`.execute(
        trx,
      );
      return work(txOf(trx));
    }),
  );
}

/** As {@link asOwner}, but all its statements see the database as it was at the first: recounts that people write beside. */
export async function asOwnerAtOneMoment<T>(db: Database, actor: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return refusing(
    db.owner
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (trx) => {
        await sql`select set_config('gandan.user_id', ${actor}, true), set_config('gandan.via', 'job', true)`.execute(
          trx,
        );
        return work(txOf(trx));
      }),
  );
}

/** Constraints that wait for the end of a transaction refuse at its commit: that is a refusal with a code too. */
function refusing<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asProblem(error);
  });
}

const TAKE_WHOLE = `select set_config('role', '${WHOLE}', true) where platform.sees_whole_tree()`;
const mayBeWhole = ({ ranges }: Scope): boolean => ranges !== 'everything' && ranges.length === 1;

function scopeSettings(scope: Scope): [name: string, value: string][] {
  const settings: [string, string][] = [
    ['gandan.user_id', scope.userId],
    ['gandan.via', scope.via ?? 'office'],
    ['gandan.request_id', scope.requestId ?? ''],
    ['gandan.today', scope.today ?? ''],
    ['gandan.rights', scope.rights.join(' ')],
    ['plan_cache_mode', 'force_custom_plan'],
  ];
  if (scope.ranges === 'everything') return [...settings, ['role', 'gandan_all']];
  const ranges = scope.ranges;
  const slots = SLOTS.find((count) => count >= ranges.length);
  // More ranges than slots: refuse, never widen.
  if (slots === undefined)
    throw new RuleBroken('scope.too-scattered', { areas: ranges.length, most: Math.max(...SLOTS) });
  for (let slot = 1; slot <= slots; slot += 1) {
    const range = ranges[slot - 1] ?? { lo: 0, hi: 0 };
    settings.push([`gandan.lo${slot}`, String(range.lo)], [`gandan.hi${slot}`, String(range.hi)]);
  }
  return [...settings, ['role', `gandan_scope_${slots}`]];
}

import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { prepareDataDir, secretIn } from '../data-dir.ts';
import { RuleBroken } from '../errors.ts';
import { serverAccount } from './embedded-account.ts';
import { usableBinaries } from './embedded-binaries.ts';
import { findHolder, takeLock } from './embedded-lock.ts';
import { answers, disarmPostmasterFile, isServerOf, readPostmasterFile, signalTo } from './embedded-process.ts';
import { stopServer, until, waitForLeftovers } from './embedded-process.ts';
import { type Address, type Installation, chooseAddress, ensureCluster, launch } from './embedded-server.ts';
import { ownerUrl, removeShortSocketDir, resetPassword, socketFile } from './embedded-server.ts';

export type EmbeddedOptions = {
  dataDir: string;
  /** Told what is worth knowing, a line at a time; never personal data. */
  log?: (line: string) => void;
  /** Further settings of the server, for instance `fsync: 'off'` in tests; addresses and logging stay as they are. */
  settings?: Record<string, string>;
};

/** A running embedded database. `pid` is the server's number now; it changes when the server had to be restarted. */
export type Embedded = { adminUrl: string; dataDir: string; stop(): Promise<void>; readonly pid: number };

/** How often, and after how many milliseconds, a server that died under us is started again. */
const RESTART_DELAYS = [0, 500, 2_000, 5_000, 10_000, 30_000];

/**
 * Starts the embedded PostgreSQL of a data directory, making it when there is none: `<dataDir>/pg` is the cluster,
 * `owner.secret` the password, `pg-log` its log of a week. It listens on a socket of this machine only. Whatever an
 * earlier crash left behind is put in order first: a server whose program was killed is stopped, stale locks go. When
 * the server dies while we run, it is started again at the same address.
 *
 * No signal handlers are installed: the caller stops it.
 * @returns the connection string of the owner (database `gandan`), and `stop`
 * @throws RuleBroken `db.already-running` when another Gần Dân runs on this data directory
 * @throws DatabaseUnavailable `db.no-account`, `db.account-refused`, `db.data-unreachable`, `db.no-binaries`,
 *   `db.binaries-unusable`, `db.not-a-cluster`, `db.other-version`, `db.start-failed`
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  const clusterDir = join(dataDir, 'pg');
  const account = serverAccount(clusterDir);
  prepareDataDir(dataDir, account);
  const lock = await takeLock(dataDir);
  try {
    const at: Installation = { dataDir, clusterDir, account, binDir: usableBinaries(dataDir, account) };
    const password = secretIn(dataDir, 'owner');
    if ((await ensureCluster(at, password)) === 'found') await clearAway(clusterDir, at, log);
    const address = await chooseAddress(at);
    const adminUrl = ownerUrl(address, password);
    const supervised = supervise(at, address, options.settings ?? {}, log);
    try {
      await supervised.start();
      await ensureDatabase(adminUrl, () => supervised.whileStopped(() => resetPassword(at, password)));
    } catch (error) {
      await supervised.stop();
      throw error;
    }
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopping ??= supervised.stop().finally(() => lock.release()));
    return {
      adminUrl,
      dataDir,
      stop,
      get pid() {
        return supervised.pid();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * The database of a Gần Dân that already runs on this data directory, for commands used beside it; undefined when none
 * runs.
 */
export async function findEmbedded(dataDirectory: string): Promise<{ adminUrl: string } | undefined> {
  const dataDir = resolve(dataDirectory);
  if (!existsSync(dataDir) || !(await findHolder(dataDir))) return undefined;
  const file = readPostmasterFile(join(dataDir, 'pg'));
  if (!file?.ready) return undefined;
  const address = file.socketDir ? { socketDir: file.socketDir } : { port: file.port };
  return { adminUrl: ownerUrl(address, secretIn(dataDir, 'owner')) };
}

/** Puts in order what a crash left. We hold the lock of the data directory, so no other Gần Dân is using this server. */
async function clearAway(clusterDir: string, at: Installation, log: (line: string) => void): Promise<void> {
  const file = readPostmasterFile(clusterDir);
  if (!file) return;
  if (isServerOf(file.pid, clusterDir)) {
    log(`embedded database: stopping the server left over from a killed program (process ${file.pid})`);
    await stopServer(file.pid, clusterDir);
  } else if (file.socketDir && (await answers(socketFile(file.socketDir)))) {
    // Somebody answers whose process we cannot see: another container on the same folder.
    throw new RuleBroken('db.already-running', { dataDir: at.dataDir, pid: file.pid });
  }
  await waitForLeftovers(clusterDir);
  if (readPostmasterFile(clusterDir)) log('embedded database: the last run ended in a crash; recovering');
  disarmPostmasterFile(clusterDir, at.account);
  removeShortSocketDir(file.socketDir);
}

type Supervised = {
  start(): Promise<void>;
  stop(): Promise<void>;
  whileStopped(work: () => Promise<void>): Promise<void>;
  pid(): number;
};

/** Keeps one server running until it is told to stop. */
function supervise(
  at: Installation,
  address: Address,
  settings: Record<string, string>,
  log: (line: string) => void,
): Supervised {
  const interrupt = new AbortController();
  let child: ChildProcess | undefined;
  let restarting: Promise<void> = Promise.resolve();

  async function start(): Promise<void> {
    const started = await launch(at, address, settings, log);
    child = started;
    started.once('exit', () => {
      if (child === started && !interrupt.signal.aborted) restarting = restart();
    });
    if (started.exitCode !== null || started.signalCode !== null) restarting = restart();
  }

  async function restart(): Promise<void> {
    child = undefined;
    for (const pause of RESTART_DELAYS) {
      try {
        log('embedded database: the server died; starting it again');
        await delay(pause, undefined, { signal: interrupt.signal });
        await waitForLeftovers(at.clusterDir);
        disarmPostmasterFile(at.clusterDir, at.account);
        return await start();
      } catch (error) {
        if (interrupt.signal.aborted) return;
        log(`embedded database: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    log('embedded database: given up; start the program again');
  }

  async function end(): Promise<void> {
    const running = child;
    child = undefined;
    if (running) await endChild(running);
  }

  return {
    start,
    async stop() {
      interrupt.abort();
      await restarting;
      await end();
      if ('socketDir' in address) removeShortSocketDir(address.socketDir);
    },
    async whileStopped(work) {
      await end();
      await work();
      await start();
    },
    pid: () => child?.pid ?? 0,
  };
}

/** Fast shutdown: sessions are cut off, everything acknowledged is on disk already; harsher when that hangs. */
async function endChild(child: ChildProcess): Promise<void> {
  const pid = child.pid;
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  if (pid === undefined) return;
  for (const [signal, patience] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 15_000],
    ['SIGKILL', 10_000],
  ] as const) {
    if (ended()) return;
    signalTo(pid, signal);
    if (await until(ended, patience)) return;
  }
}

/** Makes the database `gandan` at the first start; a password that does not fit is set anew. */
async function ensureDatabase(adminUrl: string, mendPassword: () => Promise<void>): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = '/postgres';
  const exists = 'select from pg_database where datname = $1';
  try {
    await create();
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === '28P01')) throw error;
    await mendPassword();
    await create();
  }

  async function create(): Promise<void> {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      if ((await client.query(exists, ['gandan'])).rowCount === 0) await client.query('create database gandan');
    } finally {
      await client.end();
    }
  }
}

import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { MIGRATIONS } from './modules.ts';
import { articlePages, newsPages } from './modules/channel/index.ts';
import { publicPages } from './modules/outreach/index.ts';
import { migrationState } from './platform/db/migrate.ts';
import { openReader } from './platform/db/reader.ts';
import { RuleBroken } from './platform/errors.ts';
import { createApp } from './platform/http/app.ts';
import type { Platform } from './platform/http/context.ts';
import { startJobs } from './platform/jobs/jobs.ts';
import { startTickers } from './platform/jobs/tickers.ts';
import { opsRoutes } from './platform/ops/ops.ts';
import { openSignIn } from './platform/sign-in/sign-in.ts';
import { type Installation, accessOf, openInstallation } from './server/installation.ts';
import { isPage, pagesPlugin, safeHeaders } from './server/pages.ts';
import { grantOf, roomsOf, tasksOf, tickersOf } from './server/rooms.ts';

export const DEFAULT_PORT = 4880;
export const DEFAULT_HOST = '127.0.0.1';
/** How long a stop waits for requests under way before it cuts them off. */
const PATIENCE_MS = 15_000;

export type ServerOptions = {
  dataDir: string;
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** Any PostgreSQL 18 instead of the embedded one. */
  databaseUrl?: string | undefined;
  /** A replica of the database, for what is only read. */
  readUrl?: string | undefined;
  secretFile?: string | undefined;
  /** Folder of the built pages, or how to get it; without it the API alone is served. */
  pagesDir?: string | ((dataDir: string) => Promise<string | undefined>) | undefined;
  clock?: () => Date;
  /** Told what is worth knowing, a line at a time; never personal data. */
  log?: (line: string) => void;
  /** Writes a line of JSON to the standard output for each request, or for what failed by our fault only. */
  requestLog?: boolean | 'failures';
  /** Gives up the start: what was opened is closed and the reason thrown. */
  signal?: AbortSignal;
  /** Runs on the open database before the first request: loading of the sample. */
  beforeListening?: (platform: Platform) => Promise<void>;
  databaseSettings?: Record<string, string>;
};

export type RunningServer = {
  /** For example `http://localhost:4880`. */
  address: string;
  port: number;
  app: FastifyInstance;
  platform: Platform;
  migrated: readonly string[];
  /** Finishes the requests under way, then the jobs, the connections and the database. The second call waits too. */
  stop(): Promise<void>;
};

/**
 * Starts everything: database, schema, rooms, jobs, pages.
 * @throws RuleBroken `start.port-taken` `{ port }`, `start.port-forbidden`, and those of `openInstallation`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const host = options.host ?? DEFAULT_HOST;
  // Asked before anything heavy: somebody who starts twice learns it at once.
  if (options.port !== 0) await assertPortFree(options.port, host);
  const installation = await openInstallation({
    dataDir: options.dataDir,
    databaseUrl: options.databaseUrl,
    migrate: 'always',
    ...(options.log ? { log: options.log } : {}),
    ...(options.databaseSettings ? { settings: options.databaseSettings } : {}),
  });
  const closing: (() => Promise<void>)[] = [() => installation.close()];
  try {
    const { platform, signIn } = await makePlatform(installation, host, options);
    closing.unshift(() => signIn.close());
    const { reader } = platform;
    if (reader) closing.unshift(() => reader.close());
    const work = options.beforeListening;
    if (work) await unlessAborted(work(platform), options.signal);
    const { db } = platform;
    const ops = opsRoutes({ db, migrations: () => migrationState(db.owner, MIGRATIONS) });
    const app = await createApp(platform, roomsOf(signIn, platform), {
      log: options.requestLog ?? false,
      atRoot: [safeHeaders, ops],
    });
    closing.unshift(() => closeApp(app));
    await app.register(publicPages);
    await app.register(articlePages);
    await app.register(newsPages);
    const { pagesDir } = options;
    const pages =
      typeof pagesDir === 'function' ? await unlessAborted(pagesDir(platform.dataDir), options.signal) : pagesDir;
    if (pages !== undefined) await app.register(pagesPlugin(pages));
    options.signal?.throwIfAborted();
    const onError = (error: unknown, work: string): void => app.log.error({ err: error, work }, 'work failed');
    const jobs = await startJobs({ db, ownerUrl: installation.ownerUrl, tasks: tasksOf(platform), onError });
    closing.splice(1, 0, () => jobs.stop());
    const tickers = startTickers(db, { more: tickersOf(platform), onError });
    closing.splice(1, 0, () => tickers.stop());
    await listen(app, options.port, host);
    const port = portOf(app);
    let stopping: Promise<void> | undefined;
    return {
      address: `http://${isLoopback(host) ? 'localhost' : host}:${port}`,
      port,
      app,
      platform,
      migrated: installation.migrated,
      stop: () => (stopping ??= closeAll(closing)),
    };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

/** The work's result, or the reason of the signal as soon as it comes; the work then ends by itself, unheard. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_settle, fail) => {
    stop = () => fail(signal.reason as Error);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined); // given up: its connection is taken away under it
  }
}

async function makePlatform(installation: Installation, host: string, options: ServerOptions) {
  const { db, dataDir, ownerUrl } = installation;
  const signIn = await openSignIn({ db, ownerUrl, dataDir, secretFile: options.secretFile });
  const clock = options.clock ?? (() => new Date());
  const platform: Platform = {
    db,
    dataDir,
    clock,
    identify: (request) => (isPage(request) ? Promise.resolve(null) : signIn.identify(request)),
    grantOf: (userId) => grantOf(db, userId, clock),
    loopbackOnly: isLoopback(host),
    ...(options.readUrl ? { reader: openReader(db, { url: options.readUrl, ...accessOf(dataDir) }) } : {}),
  };
  return { platform, signIn };
}

/** True when nobody from outside this computer can connect. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** In order, all of them: a part that fails to close must not keep the database running. */
async function closeAll(closing: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closing) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function closeApp(app: FastifyInstance): Promise<void> {
  const abort = new AbortController();
  const cutOff = delay(PATIENCE_MS, undefined, { signal: abort.signal, ref: false }).then(
    () => app.server.closeAllConnections(),
    () => undefined, // everything was finished in time
  );
  await app.close();
  abort.abort();
  await cutOff;
}

async function listen(app: FastifyInstance, port: number, host: string): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    throw portProblem(error, port, host);
  }
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function assertPortFree(port: number, host: string): Promise<void> {
  return new Promise((settle, fail) => {
    const probe = createServer();
    probe.once('error', (error) => fail(portProblem(error, port, host)));
    probe.listen(port, host, () => probe.close(() => settle()));
  });
}

function portProblem(error: unknown, port: number, host: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new RuleBroken('start.port-taken', { port });
  if (code === 'EACCES') return new RuleBroken('start.port-forbidden', { port });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new RuleBroken('start.host-unknown', { host });
  return error instanceof Error ? error : new Error('listening failed', { cause: error });
}

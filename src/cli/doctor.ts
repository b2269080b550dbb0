import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { MIGRATIONS } from '../modules.ts';
import { type Database, openDatabase } from '../platform/db/database.ts';
import { findEmbedded } from '../platform/db/embedded.ts';
import { migrationState } from '../platform/db/migrate.ts';
import { Problem } from '../platform/errors.ts';
import { formatNumber } from '../platform/format.ts';
import { isFresh } from '../server/build-pages.ts';
import { accessOf } from '../server/installation.ts';
import type { OwnContext } from './context.ts';
import type { OwnVerb } from './verb.ts';

type State = 'ok' | 'hint' | 'wrong';
type Line = { check: string; state: State; text: string };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LEAST_NODE = [20, 19] as const;
const LEAST_FREE_BYTES = 1024 ** 3;
const MOST_CLOCK_DIFFERENCE_MS = 5_000;
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const SIGN: Record<State, string> = { ok: '✓', hint: '·', wrong: '✗' };

/**
 * Looks at everything the program stands on and says what to do about what is missing. It changes nothing and starts
 * nothing. Exit code 1 when something would keep the program from running.
 */
export const doctor: OwnVerb = {
  name: 'doctor',
  summary: 'platform.cli.doctor.summary',
  async run(context) {
    const lines = [
      node(context),
      ...dataDirectory(context),
      ...(await database(context)),
      pages(context),
      chromium(context),
    ];
    const ok = lines.every((line) => line.state !== 'wrong');
    context.print({ ok, checks: lines }, lines.map((line) => `${SIGN[line.state]} ${line.text}`).join('\n'));
    return ok ? 0 : 1;
  },
};

function line(context: OwnContext, state: State, check: string, values: Record<string, string | number> = {}): Line {
  return { check, state, text: context.t(`platform.cli.doctor.${check}.${state}`, values) };
}

function node(context: OwnContext): Line {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return line(context, enough ? 'ok' : 'wrong', 'node', { found: process.versions.node, wanted: LEAST_NODE.join('.') });
}

function dataDirectory(context: OwnContext): Line[] {
  try {
    const { dir, moved, wanted = '' } = context.dataDir();
    const nearest = nearestFolder(dir);
    const writable = isWritable(nearest);
    const { bavail, bsize } = statfsSync(nearest);
    const free = bavail * bsize;
    return [
      line(context, writable ? 'ok' : 'wrong', 'data', { dir }),
      ...(moved ? [line(context, 'hint', 'data', { dir, wanted })] : []),
      line(context, free >= LEAST_FREE_BYTES ? 'ok' : 'wrong', 'disk', {
        free: formatNumber(context.lang, free / 1024 ** 3, 1),
      }),
    ];
  } catch (error) {
    return [sayProblemLine(context, 'data', error)];
  }
}

async function database(context: OwnContext): Promise<Line[]> {
  const { env } = context.terminal;
  try {
    const url = env['DATABASE_URL'] || (await findEmbedded(context.dataDir().dir))?.adminUrl;
    if (!url) return [line(context, 'hint', 'database', { dir: context.dataDir().dir })];
    return await reachable(context, url);
  } catch (error) {
    return [sayProblemLine(context, 'database', error)];
  }
}

async function reachable(context: OwnContext, url: string): Promise<Line[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  await client.end();
  const db: Database = await openDatabase({ ownerUrl: url, ...accessOf(context.dataDir().dir) });
  try {
    const { rows } = await db.ownerPool.query<{ version: string; now: string; zone: boolean }>(`
      select current_setting('server_version') as version, clock_timestamp() as now,
        exists (select from pg_timezone_names where name = 'Asia/Ho_Chi_Minh') as zone`);
    const found = rows[0] ?? { version: '?', now: '', zone: false };
    const { pending, unknown } = await migrationState(db.owner, MIGRATIONS);
    const apart = Math.abs(Date.parse(found.now) - Date.now());
    return [
      line(context, Number.parseInt(found.version, 10) >= 18 ? 'ok' : 'wrong', 'database', { version: found.version }),
      line(context, pending.length + unknown.length === 0 ? 'ok' : 'wrong', 'schema', { pending: pending.length }),
      line(context, apart <= MOST_CLOCK_DIFFERENCE_MS && found.zone ? 'ok' : 'wrong', 'clock', {
        seconds: Math.round(apart / 1000),
      }),
    ];
  } finally {
    await db.close();
  }
}

function pages(context: OwnContext): Line {
  const built = [join(ROOT, 'dist', 'web'), join(context.dataDir().dir, 'web')].some((dir) => isFresh(dir));
  return line(context, built ? 'ok' : 'hint', 'pages');
}

/** Only the tests need a browser. */
function chromium(context: OwnContext): Line {
  const folders = (context.terminal.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  const found = folders
    .flatMap((folder) => CHROMIUM_NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  return found === undefined
    ? line(context, 'hint', 'chromium')
    : line(context, 'ok', 'chromium', { version: versionOf(found) });
}

function versionOf(program: string): string {
  try {
    return execFileSync(program, ['--version'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return program;
  }
}

function sayProblemLine(context: OwnContext, check: string, error: unknown): Line {
  const cause = error instanceof Problem ? error.code : error instanceof Error ? error.message : String(error);
  return line(context, 'wrong', `${check}-problem`, { cause });
}

function nearestFolder(dir: string): string {
  return existsSync(dir) || dirname(dir) === dir ? dir : nearestFolder(dirname(dir));
}

function isWritable(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

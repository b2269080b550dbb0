import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, closeSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import {
  constants,
  fchownSync,
  lchownSync,
  lstatSync,
  statSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeWhole } from '../data-dir.ts';
import { type Account, DatabaseUnavailable, canEnter, runAs } from './embedded-account.ts';
import { BARE_ENV } from './embedded-binaries.ts';
import { isCode, readPostmasterFile, until } from './embedded-process.ts';
import { asArguments, asConfiguration, defaultSettings, fixedSettings } from './embedded-settings.ts';

/** The superuser that owns the database and everything in it. */
export const OWNER = 'gandan_owner';

/** What every step of starting needs to know. */
export type Installation = { dataDir: string; clusterDir: string; binDir: string; account: Account | undefined };

/** Where the server listens: never anywhere but on this machine. */
export type Address = { socketDir: string } | { port: number };

const MAJOR_VERSION = '18';
/** Linux takes 107 bytes of a socket's path, macOS 103. */
const LONGEST_SOCKET_PATH = 100;
const SOCKET_NAME = '.s.PGSQL.5432';
const SHORT_DIR_PREFIX = 'gandan-';

/**
 * Makes an empty cluster when there is none. It is built beside its place and moved there whole, so a crash in the
 * middle leaves nothing half made.
 * @throws DatabaseUnavailable `db.other-version` for a cluster of another PostgreSQL, `db.not-a-cluster` for a folder
 *   with something else in it, `db.start-failed` with what `initdb` said
 */
export async function ensureCluster(at: Installation, password: string): Promise<'made' | 'found'> {
  for (const name of readdirSync(at.dataDir)) {
    if (name.startsWith('pg-new-')) rmSync(join(at.dataDir, name), { recursive: true });
  }
  if (existsSync(at.clusterDir) && readdirSync(at.clusterDir).length > 0) {
    const versionFile = join(at.clusterDir, 'PG_VERSION');
    if (!existsSync(versionFile)) throw new DatabaseUnavailable('db.not-a-cluster', { dataDir: at.clusterDir });
    const found = readFileSync(versionFile, 'utf8').trim();
    if (found !== MAJOR_VERSION) throw new DatabaseUnavailable('db.other-version', { found, wanted: MAJOR_VERSION });
    handOver(at.clusterDir, at.account);
    return 'found';
  }
  const draft = mkdtempSync(join(at.dataDir, 'pg-new-'));
  giveFolder(draft, at.account);
  writeWhole(join(draft, 'password'), password, at.account);
  await runInitdb(at, draft);
  renameSync(join(draft, 'pg'), at.clusterDir);
  rmSync(draft, { recursive: true });
  return 'made';
}

async function runInitdb(at: Installation, draft: string): Promise<void> {
  const args = ['-D', join(draft, 'pg'), '-U', OWNER, `--pwfile=${join(draft, 'password')}`, '--auth=scram-sha-256'];
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push('--no-instructions', '-c', 'log_timezone=UTC', '-c', 'timezone=UTC');
  const said = await runToEnd(join(at.binDir, 'initdb'), args, at.account);
  if (said.code !== 0) throw new DatabaseUnavailable('db.start-failed', { cause: said.output });
  appendFileSync(join(draft, 'pg', 'postgresql.conf'), "\ninclude_if_exists = 'gandan.conf'\n");
}

/** The folder of the socket: in the data directory, or a short one where that path is too long; else loopback. */
export async function chooseAddress(at: Installation): Promise<Address> {
  const own = join(at.dataDir, 'run');
  if (fits(own)) {
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { mode: 0o700 });
    giveFolder(own, at.account);
    return { socketDir: own };
  }
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    const room = `${parent}/${SHORT_DIR_PREFIX}XXXXXX`;
    if (!fits(room) || !existsSync(parent) || !canEnter(at.account, parent)) continue;
    const short = mkdtempSync(join(parent, SHORT_DIR_PREFIX));
    giveFolder(short, at.account);
    return { socketDir: short };
  }
  return { port: await freePort() };
}

/** Takes away a short socket folder that a stopped or killed server left behind; any other folder stays. */
export function removeShortSocketDir(socketDir: string): void {
  if (!basename(socketDir).startsWith(SHORT_DIR_PREFIX) || ![tmpdir(), '/tmp'].includes(dirname(socketDir))) return;
  try {
    for (const name of [SOCKET_NAME, `${SOCKET_NAME}.lock`]) rmSync(join(socketDir, name), { force: true });
    rmdirSync(socketDir);
  } catch (error) {
    if (!isCode(error, 'ENOENT', 'ENOTEMPTY', 'ENOTDIR', 'EACCES', 'EPERM')) throw error;
  }
}

/** The connection string of the owner. */
export function ownerUrl(address: Address, password: string): string {
  const credentials = `${OWNER}:${encodeURIComponent(password)}`;
  return 'socketDir' in address
    ? `postgresql://${credentials}@localhost:5432/gandan?host=${encodeURIComponent(address.socketDir)}`
    : `postgresql://${credentials}@127.0.0.1:${address.port}/gandan`;
}

/** The socket's file for a server that listens on one. */
export function socketFile(socketDir: string): string {
  return join(socketDir, SOCKET_NAME);
}

/**
 * Starts the server and waits until it accepts connections, however long the recovery after a crash takes. It gets a
 * session of its own: Ctrl-C in a terminal reaches us only, and we stop it in order.
 * @throws DatabaseUnavailable `db.start-failed` with the last lines the server wrote
 */
export async function launch(
  at: Installation,
  address: Address,
  settings: Record<string, string>,
  log: (line: string) => void,
): Promise<ChildProcess> {
  const logDir = join(at.dataDir, 'pg-log');
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  giveFolder(logDir, at.account);
  writeWhole(join(at.clusterDir, 'gandan.conf'), asConfiguration(defaultSettings(logDir)), at.account);
  const startLog = join(at.dataDir, 'pg-start.log');
  const flags = constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY | constants.O_NOFOLLOW;
  const output = openSync(startLog, flags, 0o600);
  if (at.account) fchownSync(output, statSync(at.dataDir).uid, statSync(at.dataDir).gid);
  const args = ['-D', at.clusterDir, ...asArguments(settings), ...asArguments(fixedSettings(address))];
  const child = spawn(join(at.binDir, 'postgres'), args, {
    cwd: '/',
    env: BARE_ENV,
    detached: true,
    stdio: ['ignore', output, output],
    ...runAs(at.account),
  });
  closeSync(output);
  let ended = false;
  let failure = '';
  child.once('exit', () => (ended = true));
  child.once('error', (error) => {
    ended = true;
    failure = error.message;
  });
  const isReady = (): boolean => {
    const file = readPostmasterFile(at.clusterDir);
    return file !== undefined && file.pid === child.pid && file.ready;
  };
  while (!(await until(() => ended || isReady(), 10_000))) log('embedded database: still recovering');
  if (ended) throw new DatabaseUnavailable('db.start-failed', { cause: failure || whatItSaid(startLog, logDir) });
  return child;
}

/**
 * Gives the owner the password of the secret file without knowing the old one: whoever holds the data directory owns
 * the database anyway. Needed when the file was lost, or a cluster was restored beside a new one.
 */
export async function resetPassword(at: Installation, password: string): Promise<void> {
  const quiet = { ...fixedSettings({ port: 1 }), log_min_messages: 'fatal', logging_collector: 'off' };
  const args = ['--single', '-D', at.clusterDir, ...asArguments(quiet), 'postgres'];
  const statement = `alter role ${OWNER} password '${password.replaceAll("'", "''")}';\n`;
  const said = await runToEnd(join(at.binDir, 'postgres'), args, at.account, statement);
  if (said.code !== 0) throw new DatabaseUnavailable('db.start-failed', { cause: said.output });
}

function runToEnd(
  program: string,
  args: string[],
  account: Account | undefined,
  input = '',
): Promise<{ code: number | null; output: string }> {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd: '/', env: BARE_ENV, ...runAs(account) });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.on('error', () => undefined); // it ended before reading; its exit code says why
    child.once('error', (error) => settle({ code: null, output: error.message }));
    child.once('close', (code) => settle({ code, output: output.trim().split('\n').slice(-12).join('\n') }));
    child.stdin.end(input);
  });
}

/** A cluster copied back by root belongs to root; the server insists on its own account and on closed doors. */
function handOver(clusterDir: string, account: Account | undefined): void {
  if (account && lstatSync(clusterDir).uid === 0) {
    const all = readdirSync(clusterDir, { recursive: true, encoding: 'utf8' });
    for (const name of all) lchownSync(join(clusterDir, name), account.uid, account.gid);
  }
  giveFolder(clusterDir, account);
}

function giveFolder(dir: string, account: Account | undefined): void {
  if (account) chownSync(dir, account.uid, account.gid);
  chmodSync(dir, 0o700);
}

function fits(socketDir: string): boolean {
  return Buffer.byteLength(join(socketDir, SOCKET_NAME)) <= LONGEST_SOCKET_PATH;
}

function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => settle(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Early refusals go to the start log, later ones to the newest log of the server. */
function whatItSaid(startLog: string, logDir: string): string {
  const changedAt = (file: string): number => statSync(file).mtimeMs;
  const logs = readdirSync(logDir).map((name) => join(logDir, name));
  const newest = logs.sort((a, b) => changedAt(b) - changedAt(a))[0];
  return [startLog, ...(newest ? [newest] : [])].map(tail).join('\n');
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-8).join('\n');
}

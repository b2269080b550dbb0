import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeWhole } from '../data-dir.ts';
import type { Account } from './embedded-account.ts';

/** What PostgreSQL writes into `postmaster.pid`; `pid` is NaN when the file is torn. */
export type PostmasterFile = { pid: number; port: number; socketDir: string; ready: boolean };

/** Above every possible process number, so that PostgreSQL finds nobody behind it. */
const NOBODYS_PID = 2_147_483_647;

/**
 * A mark that no other process ever has, not even one that gets the same number later: the machine's boot and the
 * moment the process began. Undefined when there is no such process, or only its zombie.
 */
export function processMark(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim() || undefined;
  }
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!stat || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${readOrEmpty('/proc/sys/kernel/random/boot_id').trim()}/${fields[19]}`;
}

/** Reads `postmaster.pid`; undefined when there is none, as after a clean stop. */
export function readPostmasterFile(clusterDir: string): PostmasterFile | undefined {
  const text = readOrUndefined(join(clusterDir, 'postmaster.pid'));
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return {
    pid: /^\d+$/.test(lines[0] ?? '') ? Number(lines[0]) : Number.NaN,
    port: Number(lines[3]),
    socketDir: lines[4] ?? '',
    ready: (lines[7] ?? '').startsWith('ready'),
  };
}

/** Whether that process is a PostgreSQL of exactly this cluster, and not somebody who inherited its number. */
export function isServerOf(pid: number, clusterDir: string): boolean {
  if (processMark(pid) === undefined) return false;
  if (process.platform !== 'linux') {
    const command = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
    return command.includes('postgres') && command.includes(clusterDir);
  }
  if (readOrEmpty(`/proc/${pid}/comm`).trim() !== 'postgres') return false;
  return folderOf(pid) === realpathSync(clusterDir) || readOrEmpty(`/proc/${pid}/cmdline`).includes(`${clusterDir}\0`);
}

/**
 * Stops a server of this cluster that is not our child: fast, then at once (safe: the log is replayed at the next
 * start), at last by force.
 */
export async function stopServer(
  pid: number,
  clusterDir: string,
  waits = { fast: 60_000, atOnce: 15_000 },
): Promise<void> {
  const mark = processMark(pid);
  const gone = (): boolean => processMark(pid) !== mark;
  for (const [signal, patience] of [
    ['SIGINT', waits.fast],
    ['SIGQUIT', waits.atOnce],
    ['SIGKILL', 10_000],
  ] as const) {
    if (gone() || !isServerOf(pid, clusterDir)) return;
    signalTo(pid, signal);
    if (await until(gone, patience)) return;
  }
}

/**
 * Waits until nothing of a dead server works on the cluster any more (a backend in the middle of a query outlives its
 * killed server for a while), and ends by force what will not go.
 */
export async function waitForLeftovers(clusterDir: string, patience = 10_000): Promise<void> {
  if (await until(() => leftovers(clusterDir).length === 0, patience)) return;
  for (const pid of leftovers(clusterDir)) signalTo(pid, 'SIGKILL');
  await until(() => leftovers(clusterDir).length === 0, patience);
}

/**
 * Makes a lock file of a dead server harmless. PostgreSQL itself gives up when the number in it belongs to any living
 * process of the same account, or to a zombie. Only the number is replaced: the shared memory key in the file is what
 * still keeps PostgreSQL from starting beside a surviving backend.
 */
export function disarmPostmasterFile(clusterDir: string, owner: Account | undefined): void {
  const file = join(clusterDir, 'postmaster.pid');
  const text = readOrUndefined(file);
  if (text === undefined) return;
  if (!/^\d+\n/.test(text)) rmSync(file, { force: true });
  else writeWhole(file, text.replace(/^\d+/, String(NOBODYS_PID)), owner);
}

/** Whether somebody accepts connections on that socket: seen even when the process is in another container. */
export function answers(socketFile: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(socketFile);
    socket.once('connect', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', () => settle(false));
  });
}

/** Asks again every few milliseconds until it is so, or the patience (in milliseconds) is at its end. */
export async function until(isSo: () => boolean, patience: number): Promise<boolean> {
  const end = Date.now() + patience;
  while (!isSo()) {
    if (Date.now() > end) return false;
    await delay(15);
  }
  return true;
}

/** Sends a signal; a process that has gone meanwhile is what we wanted. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isCode(error, 'ESRCH')) throw error;
  }
}

/** Whether an error of the operating system has that code. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function leftovers(clusterDir: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isServerOf(pid, clusterDir));
}

function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'EACCES', 'EPERM', 'ESRCH')) return undefined;
    throw error;
  }
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}

function readOrEmpty(file: string): string {
  return readOrUndefined(file) ?? '';
}

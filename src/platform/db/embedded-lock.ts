import { chownSync, closeSync, ftruncateSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RuleBroken } from '../errors.ts';
import { isRoot } from './embedded-account.ts';
import { isCode, processMark } from './embedded-process.ts';

/** Who runs on a data directory. */
export type Holder = { pid: number; mark: string; since: string };

/**
 * Takes the data directory for this process, so that two programs never drive the same cluster.
 *
 * Lock files are numbered and never reused: only one process can create the next number, and the highest number
 * counts. So two starts that both find a dead holder cannot both win, which deleting a stale lock would allow.
 * @throws RuleBroken `db.already-running` with `dataDir`, `pid` and `since` of the one that runs
 */
export async function takeLock(dataDir: string): Promise<{ release(): void }> {
  for (;;) {
    const top = highest(dataDir);
    const holder = top > 0 ? await readHolder(dataDir, top) : undefined;
    if (holder && isAlive(holder)) {
      throw new RuleBroken('db.already-running', { dataDir, pid: holder.pid, since: holder.since });
    }
    const mine = lockFile(dataDir, top + 1);
    if (!createLock(dataDir, mine)) continue;
    if (highest(dataDir) !== top + 1) {
      rmSync(mine, { force: true });
      continue;
    }
    for (const number of lockNumbers(dataDir)) if (number <= top) rmSync(lockFile(dataDir, number), { force: true });
    return { release: () => releaseLock(mine) };
  }
}

/** The living program that runs on the data directory, if there is one. */
export async function findHolder(dataDir: string): Promise<Holder | undefined> {
  const top = highest(dataDir);
  const holder = top > 0 ? await readHolder(dataDir, top) : undefined;
  return holder && isAlive(holder) ? holder : undefined;
}

function createLock(dataDir: string, file: string): boolean {
  const me: Holder = { pid: process.pid, mark: processMark(process.pid) ?? '', since: new Date().toISOString() };
  try {
    writeFileSync(file, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  if (isRoot()) {
    const { uid, gid } = statSync(dataDir);
    chownSync(file, uid, gid);
  }
  return true;
}

/** The file stays, so that its number is not given out again; the whole folder may be gone already. */
function releaseLock(file: string): void {
  try {
    const handle = openSync(file, 'r+');
    ftruncateSync(handle);
    writeSync(handle, '{"released":true}');
    closeSync(handle);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

/** A file caught between being created and being written is read again; one that stays torn is of a dead process. */
async function readHolder(dataDir: string, number: number): Promise<Holder | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      const content: unknown = JSON.parse(readFileSync(lockFile(dataDir, number), 'utf8'));
      return isHolder(content) ? content : undefined;
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined;
      if (!(error instanceof SyntaxError)) throw error;
      await delay(15);
    }
  }
  return undefined;
}

function isHolder(content: unknown): content is Holder {
  if (typeof content !== 'object' || content === null) return false;
  return 'pid' in content && typeof content.pid === 'number' && 'mark' in content && 'since' in content;
}

function isAlive(holder: Holder): boolean {
  return processMark(holder.pid) === holder.mark;
}

function highest(dataDir: string): number {
  return Math.max(0, ...lockNumbers(dataDir));
}

function lockNumbers(dataDir: string): number[] {
  return readdirSync(dataDir).flatMap((name) => {
    const number = /^running\.(\d+)\.lock$/.exec(name)?.[1];
    return number ? [Number(number)] : [];
  });
}

function lockFile(dataDir: string, number: number): string {
  return join(dataDir, `running.${number}.lock`);
}

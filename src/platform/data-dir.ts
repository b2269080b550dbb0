import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { readdirSync, renameSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Account, DatabaseUnavailable, canEnter, isRoot, serverAccount } from './db/embedded-account.ts';

/** Where everything of this installation lies, and whether that is somewhere else than was asked for. */
export type DataDir = {
  dir: string;
  moved: boolean;
  /** `account-cannot-enter`: moved now; `moved-earlier`: the data of an earlier start is already over there. */
  reason?: 'account-cannot-enter' | 'moved-earlier';
  /** With `moved`: the folder that was asked for, and the account that cannot enter it. */
  wanted?: string;
  account?: string;
};

/**
 * The data directory: `GANDAN_DATA`, else `var` in the current folder. As root with the embedded database the server
 * runs under another account; when that account cannot enter the folder, the data goes to `/var/lib/gandan`, into a
 * sub folder of its own for each wanted path. The caller says so to the person. Nothing is created here.
 * @throws DatabaseUnavailable `db.data-unreachable` when data is there already but the account cannot reach it: going
 *   elsewhere would look as if everything were lost
 */
export function chooseDataDir(env: NodeJS.ProcessEnv, cwd: string, elsewhere = '/var/lib/gandan'): DataDir {
  const wanted = resolve(cwd, env.GANDAN_DATA || 'var');
  if (env.DATABASE_URL || !isRoot()) return { dir: wanted, moved: false };
  const account = serverAccount(join(wanted, 'pg'));
  const other = join(elsewhere, `${nameOf(wanted)}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`);
  const saying = { dir: other, moved: true, wanted, ...(account ? { account: account.name } : {}) };
  const hasData = existsSync(join(wanted, 'pg'));
  if (!hasData && existsSync(join(other, 'pg'))) return { ...saying, reason: 'moved-earlier' };
  if (canEnter(account, nearestFolder(dirname(wanted)))) return { dir: wanted, moved: false };
  if (hasData) throw new DatabaseUnavailable('db.data-unreachable', { dataDir: wanted, account: account?.name });
  return { ...saying, reason: 'account-cannot-enter' };
}

/**
 * Makes the data directory: 0700, or as root 0710 with the server account's group, so that the account gets through
 * to its own folder and reads nothing else. A folder that already holds something keeps its mode (it may be shared),
 * but the account is let through.
 * @throws DatabaseUnavailable `db.data-unreachable` when the folder cannot be made or the account cannot get there
 */
export function prepareDataDir(dir: string, account?: Account): void {
  try {
    const firstMade = mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (firstMade && account) letThroughParents(firstMade, dir);
    const { uid, gid, mode } = statSync(dir);
    const ours = !account || uid === account.uid;
    if (readdirSync(dir).length === 0) {
      if (!ours) chownSync(dir, uid, account.gid);
      chmodSync(dir, ours ? 0o700 : 0o710);
    } else if (!ours && !canEnter(account, dir)) {
      const groupIsFree = (mode & 0o070) === 0 || gid === account.gid;
      if (groupIsFree) chownSync(dir, uid, account.gid);
      chmodSync(dir, (mode & 0o7777) | (groupIsFree ? 0o010 : 0o001));
    }
    if (account && !canEnter(account, dir)) {
      throw new DatabaseUnavailable('db.data-unreachable', { dataDir: dir, account: account.name });
    }
  } catch (error) {
    if (error instanceof DatabaseUnavailable || !(error instanceof Error)) throw error;
    throw new DatabaseUnavailable('db.data-unreachable', { dataDir: dir, cause: error.message });
  }
}

/**
 * A random secret kept in the data directory, made at the first call: a file of mode 0600 that is either whole or
 * absent. As root it belongs to the owner of the folder.
 */
export function secretIn(dataDir: string, name: string): string {
  const file = join(dataDir, `${name}.secret`);
  if (existsSync(file)) {
    const known = readFileSync(file, 'utf8').trim();
    if (known) return known;
  }
  const secret = randomBytes(30).toString('base64url');
  writeWhole(file, `${secret}\n`);
  return secret;
}

/**
 * Writes a file of mode 0600 so that a crash leaves the old one or the new one, never a half. It never writes through
 * a link, since as root the folder may belong to the server's account.
 */
export function writeWhole(file: string, text: string, owner?: Account): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (isRoot()) {
    const { uid, gid } = owner ?? statSync(dirname(file));
    chownSync(draft, uid, gid);
  }
  renameSync(draft, file);
}

/** Folders made on the way are ours too; with a strict umask they would shut the account out. */
function letThroughParents(firstMade: string, dir: string): void {
  for (let parent = dirname(dir); parent.length >= firstMade.length; parent = dirname(parent)) chmodSync(parent, 0o711);
}

function nearestFolder(dir: string): string {
  return existsSync(dir) || dirname(dir) === dir ? dir : nearestFolder(dirname(dir));
}

/** A word by which a person recognises the folder: that of the checkout when the data is its `var`. */
function nameOf(wanted: string): string {
  const name = basename(wanted) === 'var' ? basename(dirname(wanted)) : basename(wanted);
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 40) || 'data';
}

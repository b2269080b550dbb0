import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { Problem } from '../errors.ts';

/** An account of this machine under which the database server runs when we are root. */
export type Account = { name: string; uid: number; gid: number };

/** The embedded database cannot be started here; `details` carries what the operator needs to mend it. */
export class DatabaseUnavailable extends Problem {
  readonly status = 503;
}

/** PostgreSQL refuses to run as root; macOS names the first account with an underscore. */
const ACCOUNT_NAMES = ['postgres', '_postgres', 'nobody'];

/** True when this process is root and so must hand the database server to another account. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The accounts of a passwd file that are not root; lines that are none are left out. */
export function parsePasswd(text: string): Account[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    const account = { name: name ?? '', uid: Number(uid), gid: Number(gid) };
    return name && account.uid > 0 && account.gid >= 0 ? [account] : [];
  });
}

/**
 * The account the server must run under: as root the owner of the cluster that is there already (it may have been
 * made by an ordinary user), else `postgres`, else `nobody`; undefined when we are an ordinary user ourselves.
 * @throws DatabaseUnavailable `db.no-account` when root has nobody to hand the server to
 */
export function serverAccount(clusterDir: string, passwdFile = '/etc/passwd'): Account | undefined {
  if (!isRoot()) return undefined;
  const accounts = parsePasswd(readFileSync(passwdFile, 'utf8'));
  const owner = statSync(clusterDir, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) {
    const named = accounts.find((account) => account.uid === owner.uid);
    return named ?? { name: String(owner.uid), uid: owner.uid, gid: owner.gid };
  }
  for (const name of ACCOUNT_NAMES) {
    const account = accounts.find((candidate) => candidate.name === name);
    if (account) return account;
  }
  throw new DatabaseUnavailable('db.no-account', { wanted: ACCOUNT_NAMES });
}

/** The part of spawn's options that makes a program run as the account; empty for an ordinary user. */
export function runAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/**
 * Whether the account can enter a folder. Asked of the kernel by trying it, because mode bits alone know nothing of
 * access lists, mounts or security modules.
 * @throws DatabaseUnavailable `db.account-refused` when this machine does not let root become the account
 */
export function canEnter(account: Account | undefined, dir: string): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', dir], { cwd: '/', stdio: 'ignore', ...runAs(account) });
  if (tried.error) {
    throw new DatabaseUnavailable('db.account-refused', { account: account?.name, cause: tried.error.message });
  }
  return tried.status === 0;
}

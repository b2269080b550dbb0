import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { prepareDataDir } from '../data-dir.ts';
import { isRoot, serverAccount } from '../db/embedded-account.ts';
import { takeLock } from '../db/embedded-lock.ts';
import { startEmbedded } from '../db/embedded.ts';
import { Invalid, Problem, RuleBroken } from '../errors.ts';
import { CLUSTER, END_MARK, FILES, MANIFEST, type Manifest } from './backup.ts';
import { readArchive } from './tar.ts';

const MAJOR = '18';

export type RestoreResult = { madeAt: string; incarnation: string; setAside?: string };

/**
 * Puts a backup in the place of a data directory's database, files and secrets. What was there is set aside in a
 * folder of its own, never deleted. Afterwards the database is a new incarnation, so followers of changes start anew,
 * and every session is over: some of them may have been ended since the backup.
 * @throws Invalid `backup.absent`, `backup.damaged`, `backup.other-version`
 * @throws RuleBroken `db.already-running`, `restore.not-empty` unless `replace`
 */
export async function restoreBackup(options: {
  file: string;
  dataDir: string;
  replace?: boolean;
  progress?: (doneBytes: number, totalBytes: number) => void;
  settings?: Record<string, string>;
}): Promise<RestoreResult> {
  const [file, dataDir] = [resolve(options.file), resolve(options.dataDir)];
  if (!existsSync(file)) throw new Invalid('backup.absent', { file });
  prepareDataDir(dataDir, serverAccount(join(dataDir, CLUSTER)));
  const lock = await takeLock(dataDir);
  let setAside: string | undefined;
  let manifest: Manifest;
  try {
    if (existsSync(join(dataDir, CLUSTER)) && options.replace !== true) {
      throw new RuleBroken('restore.not-empty', { dataDir });
    }
    const draft = mkdtempSync(join(dataDir, 'restore-'));
    try {
      manifest = await unpack(file, draft, options.progress);
      setAside = changePlaces(dataDir, draft);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
  const incarnation = await beginAnew(dataDir, options.settings);
  return { madeAt: manifest.madeAt, incarnation, ...(setAside === undefined ? {} : { setAside }) };
}

async function unpack(file: string, into: string, progress?: (done: number, total: number) => void): Promise<Manifest> {
  let manifest: Manifest | undefined;
  let complete = false;
  let done = 0;
  try {
    const source = createReadStream(file).pipe(createGunzip());
    await readArchive(source as AsyncIterable<Buffer>, async (entry, content) => {
      if (manifest === undefined) {
        manifest = readManifest(entry.name, await textOf(content));
        return;
      }
      if (entry.name === END_MARK) complete = true;
      const path = join(into, entry.name);
      if (entry.kind === 'folder') mkdirSync(path, { recursive: true, mode: 0o700 });
      else mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if (entry.kind === 'file') await pipeline(content, createWriteStream(path, { mode: 0o600, flush: true }));
      progress?.((done += entry.size), Math.max(done, manifest.bytes));
    });
  } catch (error) {
    if (error instanceof Problem || isOfTheDisk(error)) throw error;
    throw new Invalid('backup.damaged', { file });
  }
  if (manifest === undefined || !complete) throw new Invalid('backup.damaged', { file });
  rmSync(join(into, END_MARK), { force: true });
  return manifest;
}

function readManifest(name: string, text: string): Manifest {
  if (name !== MANIFEST) throw new Invalid('backup.damaged');
  const manifest = JSON.parse(text) as Partial<Manifest>;
  if (manifest.format !== 1 || manifest.postgres?.split('.')[0] !== MAJOR) {
    throw new Invalid('backup.other-version', { found: String(manifest.postgres), wanted: MAJOR });
  }
  return { format: 1, madeAt: '', systemId: '', bytes: 0, postgres: MAJOR, ...manifest };
}

async function textOf(content: Readable): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** A full disk is not the backup's fault. */
function isOfTheDisk(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EIO', 'EMFILE'].includes(code);
}

/** @returns the folder with what was there before, if there was anything */
function changePlaces(dataDir: string, draft: string): string | undefined {
  const parts = [CLUSTER, FILES, ...readdirSync(draft).filter((name) => name.endsWith('.secret'))];
  const present = parts.filter((name) => existsSync(join(dataDir, name)));
  let aside: string | undefined;
  if (present.length > 0) {
    aside = join(dataDir, `before-restore-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`);
    mkdirSync(aside, { mode: isRoot() ? 0o710 : 0o700 });
    for (const name of present) renameSync(join(dataDir, name), join(aside, name));
  }
  for (const name of parts) if (existsSync(join(draft, name))) renameSync(join(draft, name), join(dataDir, name));
  return aside;
}

async function beginAnew(dataDir: string, settings?: Record<string, string>): Promise<string> {
  const embedded = await startEmbedded({ dataDir, ...(settings ? { settings } : {}) });
  const client = new pg.Client({ connectionString: embedded.adminUrl });
  try {
    await client.connect();
    await client.query('delete from signin.session');
    const { rows } = await client.query<{ id: string }>(
      'update platform.incarnation set id = uuidv7(), began_at = now() returning id',
    );
    return rows[0]?.id ?? '';
  } finally {
    await client.end();
    await embedded.stop();
  }
}

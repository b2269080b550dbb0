import { createWriteStream, existsSync, lstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { Invalid } from '../errors.ts';
import { endOfArchive, headerOf, paddingAfter } from './tar.ts';

/** What stands first in every backup, so that a restore knows what it has in its hands. */
export type Manifest = { format: 1; madeAt: string; postgres: string; systemId: string; bytes: number };

export const MANIFEST = 'manifest.json';
export const END_MARK = 'complete';
/** Folder of the cluster within the archive. */
export const CLUSTER = 'pg';
export const FILES = 'files';

/** Contents that PostgreSQL makes anew; their folders must be there. (Manual, "Making a Base Backup Using the Low Level API") */
const EMPTIED = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];
const LEFT_OUT = /^(postmaster\.(pid|opts)|pg_internal\.init.*|backup_label.*|tablespace_map.*|pgsql_tmp.*|.*\.lock)$/;

export type BackupResult = { file: string; bytes: number; seconds: number };

/**
 * Writes a backup of the embedded database, the files and the secrets into one compressed archive, while the program
 * runs and people write. Everything committed before the end of the copy is in it. The file appears under its name
 * only when it is whole.
 * @param target a file, or a folder that gets a file named after the moment
 * @throws Invalid `backup.target-exists`, `backup.target-unwritable`
 */
export async function makeBackup(options: {
  dataDir: string;
  ownerUrl: string;
  target: string;
  now?: Date;
  progress?: (doneBytes: number, totalBytes: number) => void;
}): Promise<BackupResult> {
  const began = Date.now();
  const now = options.now ?? new Date();
  const file = fileFor(resolve(options.target), now);
  const draft = `${file}.part`;
  const client = new pg.Client({ connectionString: options.ownerUrl });
  await client.connect();
  try {
    const clusterDir = await valueOf(client, `select current_setting('data_directory')`);
    const total = sizeOf(clusterDir) + sizeOf(join(options.dataDir, FILES));
    const out = openArchive(draft, now, (done) => options.progress?.(done, Math.max(total, done)));
    try {
      const manifest: Manifest = {
        format: 1,
        madeAt: now.toISOString(),
        postgres: await valueOf(client, `select current_setting('server_version')`),
        systemId: await valueOf(client, 'select system_identifier::text from pg_control_system()'),
        bytes: total,
      };
      await out.text(MANIFEST, JSON.stringify(manifest, null, 2));
      await copyCluster(client, clusterDir, out);
      // After the database: a file is written before the row that names it, so every row finds its file.
      await out.folder(join(options.dataDir, FILES), FILES);
      for (const name of readdirSync(options.dataDir).filter((one) => one.endsWith('.secret'))) {
        await out.file(join(options.dataDir, name), name);
      }
      await out.text(END_MARK, 'complete\n');
      await out.close();
    } catch (error) {
      await out.abandon();
      throw error;
    }
    await rename(draft, file);
    return { file, bytes: statSync(file).size, seconds: (Date.now() - began) / 1000 };
  } finally {
    rmSync(draft, { force: true });
    await client.end();
  }
}

async function copyCluster(client: pg.Client, clusterDir: string, out: Archive): Promise<void> {
  // The slot keeps the log of changes from the start of the copy on; it goes with this connection.
  await client.query(`select pg_create_physical_replication_slot('gandan_backup_' || pg_backend_pid(), true, true)`);
  const firstLog = await valueOf(client, `select pg_walfile_name(pg_backup_start('gandan backup', fast => true))`);
  await out.folder(clusterDir, CLUSTER, { emptied: EMPTIED, leftOut: LEFT_OUT, last: 'global/pg_control' });
  const { rows } = await client.query<{ last: string; label: string; spaces: string }>(`
    select pg_walfile_name(lsn - 1) as last, labelfile as label, spcmapfile as spaces from pg_backup_stop(wait_for_archive => false)`);
  const stopped = rows[0];
  if (!stopped) throw new Error('the end of the backup was not told');
  if (stopped.spaces.trim() !== '') throw new Invalid('backup.tablespaces');
  await out.text(`${CLUSTER}/backup_label`, stopped.label);
  const logs = readdirSync(join(clusterDir, 'pg_wal'))
    .filter((name) => /^[0-9A-F]{24}$/.test(name))
    .sort();
  for (const name of logs.filter((one) => one >= firstLog && one <= stopped.last)) {
    await out.file(join(clusterDir, 'pg_wal', name), `${CLUSTER}/pg_wal/${name}`);
  }
}

type Archive = ReturnType<typeof openArchive>;

/** Writes entries one after the other; a file that grows or shrinks meanwhile is written at the size it began with. */
function openArchive(path: string, now: Date, progress: (done: number) => void) {
  const seconds = Math.floor(now.getTime() / 1000);
  const input = new PassThrough({ highWaterMark: 1024 * 1024 });
  const written = pipeline(input, createGzip({ level: 1 }), createWriteStream(path, { mode: 0o600 }));
  let failure: unknown;
  written.catch((error: unknown) => {
    failure = error;
    input.destroy(); // a full disk must end the copy, not leave it waiting
  });
  let done = 0;

  async function put(chunk: Buffer): Promise<void> {
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error('backup', { cause: failure });
    if (chunk.length > 0 && !input.write(chunk)) {
      await Promise.race([new Promise((settle) => input.once('drain', settle)), written]);
    }
  }

  async function text(name: string, content: string): Promise<void> {
    const bytes = Buffer.from(content);
    await put(headerOf({ name, kind: 'file', size: bytes.length, mode: 0o600 }, seconds));
    await put(bytes);
    await put(paddingAfter(bytes.length));
  }

  async function file(from: string, name: string): Promise<void> {
    const handle = await open(from).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined; // dropped meanwhile: the log of changes knows
      throw error;
    });
    if (!handle) return;
    try {
      const { size } = await handle.stat();
      await put(headerOf({ name, kind: 'file', size, mode: 0o600 }, seconds));
      for (let left = size; left > 0;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(left, 256 * 1024)), 0);
        const part = bytesRead === 0 ? Buffer.alloc(Math.min(left, 256 * 1024)) : buffer.subarray(0, bytesRead);
        await put(part);
        left -= part.length;
      }
      await put(paddingAfter(size));
      progress((done += size));
    } finally {
      await handle.close();
    }
  }

  async function folder(
    from: string,
    name: string,
    choice: { emptied?: readonly string[]; leftOut?: RegExp; last?: string } = {},
  ): Promise<void> {
    if (!existsSync(from)) return;
    await put(headerOf({ name, kind: 'folder', size: 0, mode: 0o700 }, seconds));
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const [path, inside] = [join(from, entry.name), `${name}/${entry.name}`];
      if (choice.leftOut?.test(entry.name) === true) continue;
      if (entry.isDirectory()) {
        if (choice.emptied?.includes(entry.name) === true) {
          await put(headerOf({ name: inside, kind: 'folder', size: 0, mode: 0o700 }, seconds));
        } else
          await folder(path, inside, {
            ...(choice.leftOut ? { leftOut: choice.leftOut } : {}),
            ...(choice.last ? { last: choice.last } : {}),
          });
      } else if (entry.isFile() && !isLast(inside, choice.last)) await file(path, inside);
    }
    // The control file goes last, as pg_basebackup has it.
    if (choice.last !== undefined && name === CLUSTER) await file(join(from, choice.last), `${CLUSTER}/${choice.last}`);
  }

  return {
    text,
    file,
    folder,
    async close() {
      await put(endOfArchive());
      input.end();
      await written;
      const handle = await open(path, 'r+');
      await handle.sync();
      await handle.close();
    },
    async abandon() {
      input.destroy();
      await written.catch(() => undefined); // the reason is thrown by whoever abandons
    },
  };
}

function isLast(name: string, last: string | undefined): boolean {
  return last !== undefined && name === `${CLUSTER}/${last}`;
}

function fileFor(target: string, now: Date): string {
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
  const moment = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const file = isFolder ? join(target, `gandan-${moment}.tar.gz`) : target;
  if (existsSync(file)) throw new Invalid('backup.target-exists', { file });
  if (!existsSync(resolve(file, '..'))) throw new Invalid('backup.target-unwritable', { file });
  return file;
}

async function valueOf(client: pg.Client, query: string): Promise<string> {
  const { rows } = await client.query<unknown[]>({ text: query, rowMode: 'array' });
  return String(rows[0]?.[0]);
}

/** Bytes below a folder, for the progress bar alone. */
function sizeOf(dir: string): number {
  if (!existsSync(dir)) return 0;
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce(
    (sum, entry) => sum + (lstatSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

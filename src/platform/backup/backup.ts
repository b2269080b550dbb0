import { existsSync, lstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { Invalid } from '../errors.ts';
import { type Archive, openArchive } from './archive.ts';

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
  // The control file goes last, as pg_basebackup has it.
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

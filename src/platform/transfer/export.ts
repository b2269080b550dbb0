import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Archive, openArchive } from '../backup/archive.ts';
import type { Database } from '../db/database.ts';
import { Invalid } from '../errors.ts';
import { hashing } from './hashing.ts';
import { HEAD, PACKAGE, type TableResource, type TransferHead, type TransferPackage, pathOfTable } from './package.ts';
import { type CarriedTable, type TransferRules, carriedTables, quoted } from './tables.ts';

export type ExportResult = { file: string; bytes: number; tables: number; rows: number; files: number };

/**
 * Writes everything the installation knows into one archive that any program can read: each table as CSV, described by
 * a Data Package with checksums, and the stored files under their hashes. One moment is shown although people go on
 * writing. Passwords, sessions, access tokens and the keys of phones stay behind (`rules`). Who did it stands in the
 * access log, and the file appears under its name only when it is whole.
 * @param target a file that is not there yet
 * @throws Invalid `transfer.target-exists`, `transfer.target-unwritable`
 */
export async function exportAll(options: {
  db: Pick<Database, 'ownerPool'>;
  dataDir: string;
  target: string;
  rules: TransferRules;
  now: Date;
  progress?: (done: number, total: number, table: string) => void;
}): Promise<ExportResult> {
  const { now, rules, dataDir } = options;
  const file = resolve(options.target);
  if (existsSync(file)) throw new Invalid('transfer.target-exists', { file });
  if (!existsSync(dirname(file))) throw new Invalid('transfer.target-unwritable', { file });
  const draft = `${file}.part`;
  const aside = mkdtempSync(join(dataDir, 'transfer-'));
  const client = await options.db.ownerPool.connect();
  try {
    await client.query(
      `insert into platform.access_log (user_id, kind, subject, rows) values ('command-line', 'export', 'installation', null)`,
    );
    await client.query('begin transaction isolation level repeatable read read only');
    const out = openArchive(draft, now, () => undefined);
    try {
      await out.text(HEAD, JSON.stringify(await headOf(client, now), null, 2));
      const tables = await carriedTables(client, rules);
      const resources: TableResource[] = [];
      for (const [index, table] of tables.entries()) {
        options.progress?.(index, tables.length, table.name);
        resources.push(await putTable(client, out, table, { aside, replaced: rules.replaced[table.name] ?? {} }));
      }
      // After the database: a file is written before the row that names it, so every row finds its file.
      const files = await out.folder(join(dataDir, 'files'), 'files', { leftOut: /^drafts$/ });
      const whole: TransferPackage = {
        profile: 'data-package',
        name: 'gandan',
        created: now.toISOString(),
        resources,
        sequences: await sequencesOf(client),
        files,
      };
      await out.text(PACKAGE, JSON.stringify(whole, null, 2));
      await out.close();
      await client.query('commit');
      await rename(draft, file);
      const rows = resources.reduce((sum, resource) => sum + resource.rows, 0);
      return { file, bytes: statSync(file).size, tables: resources.length, rows, files };
    } catch (error) {
      await out.abandon();
      await client.query('rollback');
      throw error;
    }
  } finally {
    client.release();
    rmSync(draft, { force: true });
    rmSync(aside, { recursive: true, force: true });
  }
}

async function headOf(client: pg.ClientBase, now: Date): Promise<TransferHead> {
  return { profile: 'gandan-transfer', format: 1, madeAt: now.toISOString(), migrations: await migrationsOf(client) };
}

/** Names of the migrations that made this schema. */
export async function migrationsOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from public.gandan_migration order by name');
  return rows.map(({ name }) => name);
}

/** Into a file of its own first, because an archive wants to know the size before the content. */
async function putTable(
  client: pg.ClientBase,
  out: Archive,
  table: CarriedTable,
  options: { aside: string; replaced: Readonly<Record<string, string>> },
): Promise<TableResource> {
  const columns = table.fields.map(({ name }) => {
    const constant = options.replaced[name];
    return constant === undefined ? quoted(name) : `${constant} as ${quoted(name)}`;
  });
  const order = table.primaryKey.length > 0 ? ` order by ${table.primaryKey.map(quoted).join(', ')}` : '';
  const query = `copy (select ${columns.join(', ')} from ${quoted(table.name)}${order}) to stdout (format csv, header)`;
  const path = join(options.aside, 'table.csv');
  const hash = createHash('sha256');
  const source = client.query(copyTo(query));
  await pipeline(source, hashing(hash), createWriteStream(path, { mode: 0o600 }));
  // The stream ends with the last row; how many there were is told after it, and certainly before the next answer.
  await client.query('select');
  await out.file(path, pathOfTable(table.name));
  return {
    name: table.name.replace('.', '-').replaceAll('_', '-'),
    path: pathOfTable(table.name),
    profile: 'tabular-data-resource',
    format: 'csv',
    encoding: 'utf-8',
    bytes: statSync(path).size,
    hash: `sha256:${hash.digest('hex')}`,
    rows: source.rowCount,
    schema: {
      fields: table.fields,
      ...(table.primaryKey.length > 0 ? { primaryKey: table.primaryKey } : {}),
      missingValues: [''],
    },
  };
}

async function sequencesOf(client: pg.ClientBase): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; last: number }>(`
    select schemaname || '.' || sequencename as name, last_value as last from pg_sequences
    where last_value is not null and schemaname not in ('graphile_worker', 'public') order by 1`);
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}

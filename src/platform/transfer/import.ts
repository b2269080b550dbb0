import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { readArchive } from '../backup/tar.ts';
import type { Database } from '../db/database.ts';
import { Invalid, Problem, RuleBroken } from '../errors.ts';
import { pathOf } from '../files/files.ts';
import { migrationsOf } from './export.ts';
import { hashing } from './hashing.ts';
import {
  HEAD,
  PACKAGE,
  type TransferHead,
  type TransferPackage,
  hashOfPath,
  pathOfTable,
  tableOfPath,
} from './package.ts';
import { type CarriedTable, type TransferRules, carriedTables, columnsOf, quoted } from './tables.ts';

export type ImportResult = { madeAt: string; tables: number; rows: number; files: number };
type Taken = { hash: string; rows: number };

/**
 * Takes in what `exportAll` wrote, into an installation without people and places, in one transaction: every checksum
 * agrees and every foreign key holds again, or nothing has happened. Triggers rest meanwhile, so the audit trail and the
 * ledgers arrive as they were and are not written a second time. Followers of changes begin anew.
 * @throws Invalid `transfer.damaged` · @throws RuleBroken `transfer.not-empty`, `transfer.other-version`
 */
export async function importAll(options: {
  db: Pick<Database, 'ownerPool'>;
  dataDir: string;
  file: string;
  rules: TransferRules;
  progress?: (done: number, total: number, table: string) => void;
}): Promise<ImportResult> {
  if (!existsSync(options.file)) throw new Invalid('transfer.absent', { file: options.file });
  const client = await options.db.ownerPool.connect();
  const laid: string[] = [];
  try {
    await client.query('begin');
    await assertEmpty(client);
    const tables = new Map((await carriedTables(client, options.rules)).map((table) => [table.name, table]));
    const arrived = await readAll(client, tables, { ...options, laid });
    await client.query(arrived.standAgain);
    await goOnFrom(client, arrived.whole.sequences);
    await client.query('update platform.incarnation set id = uuidv7(), began_at = now()');
    await client.query('commit');
    await client.query('analyze');
    const rows = arrived.whole.resources.reduce((sum, resource) => sum + resource.rows, 0);
    return { madeAt: arrived.head.madeAt, tables: arrived.whole.resources.length, rows, files: arrived.files };
  } catch (error) {
    await client.query('rollback');
    await Promise.all(laid.map((path) => rm(path, { force: true })));
    throw error;
  } finally {
    client.release();
  }
}

/** Nobody's work may be overwritten: there must be no account and no unit. */
async function assertEmpty(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ units: number; accounts: number }>(`
    select (select count(*) from organisation.unit) as units, (select count(*) from platform.account) as accounts`);
  const { units, accounts } = rows[0] ?? { units: 0, accounts: 0 };
  if (units > 0 || accounts > 0) throw new RuleBroken('transfer.not-empty', { units, accounts });
}

/**
 * Empties the tables, puts their triggers to rest and takes the foreign keys away, because tables come by name and not
 * in the order of their keys. @returns the statements that bring triggers and keys back; a key that does not hold refuses
 */
async function layDown(client: pg.ClientBase, names: readonly string[]): Promise<string> {
  const { rows: keys } = await client.query<{ name: string; key: string; definition: string }>({
    text: `
      select n.nspname || '.' || c.relname as name, k.conname as key, pg_get_constraintdef(k.oid) as definition
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'f' and k.conparentid = 0 and n.nspname || '.' || c.relname = any($1::text[])`,
    values: [names],
  });
  await client.query(
    [
      ...keys.map(({ name, key }) => `alter table ${quoted(name)} drop constraint ${quoted(key)}`),
      ...names.map((name) => `alter table ${quoted(name)} disable trigger user`),
    ].join(';'),
  );
  // What the migrations wrote comes again with the file. Emptying tables without a row would only cost time.
  const { rows: full } = await client.query<{ name: string }>(
    names.map((name) => `select '${name}' as name where exists (select from ${quoted(name)})`).join(' union all '),
  );
  if (full.length > 0) await client.query(`truncate ${full.map(({ name }) => quoted(name)).join(', ')} cascade`);
  return [
    ...keys.map(
      ({ name, key, definition }) => `alter table ${quoted(name)} add constraint ${quoted(key)} ${definition}`,
    ),
    ...names.map((name) => `alter table ${quoted(name)} enable trigger user`),
  ].join(';');
}

async function readAll(
  client: pg.ClientBase,
  tables: ReadonlyMap<string, CarriedTable>,
  options: Parameters<typeof importAll>[0] & { laid: string[] },
): Promise<{ head: TransferHead; whole: TransferPackage; files: number; standAgain: string }> {
  const { file, dataDir, progress, laid } = options;
  const taken = new Map<string, Taken>();
  let head: TransferHead | undefined;
  let whole: TransferPackage | undefined;
  let standAgain = '';
  let files = 0;
  const source = createReadStream(file).pipe(createGunzip());
  try {
    await readArchive(source as AsyncIterable<Buffer>, async (entry, content) => {
      if (head === undefined) {
        head = await readHead(client, entry.name, await jsonOf(content));
        standAgain = await layDown(client, [...tables.keys()]);
        return;
      }
      const name = tableOfPath(entry.name);
      const table = name === undefined ? undefined : tables.get(name);
      const hash = hashOfPath(entry.name);
      if (table) {
        progress?.(taken.size, tables.size, table.name);
        taken.set(entry.name, await takeTable(client, table, content));
      } else if (hash !== undefined) {
        await takeFile(dataDir, hash, content, laid);
        files += 1;
      } else if (entry.name === PACKAGE) whole = (await jsonOf(content)) as TransferPackage;
      else if (entry.kind === 'file') throw new Invalid('transfer.damaged', { at: entry.name });
    });
  } catch (error) {
    throw meaningOf(error, file);
  }
  if (!head || !whole) throw new Invalid('transfer.damaged', { at: file });
  assertWhole(whole, { taken, files, expected: [...tables.keys()].map(pathOfTable) });
  return { head, whole, files, standAgain };
}

async function readHead(client: pg.ClientBase, name: string, content: unknown): Promise<TransferHead> {
  const head = content as Partial<TransferHead>;
  if (name !== HEAD || head.profile !== 'gandan-transfer' || head.format !== 1 || !Array.isArray(head.migrations))
    throw new Invalid('transfer.damaged', { at: name });
  const here = await migrationsOf(client);
  const there = head.migrations;
  const [ahead, behind] = [there.filter((one) => !here.includes(one)), here.filter((one) => !there.includes(one))];
  if (ahead.length > 0 || behind.length > 0)
    throw new RuleBroken('transfer.other-version', {
      ahead: ahead.length,
      behind: behind.length,
      // Who is older is brought up to date: this program, that of the file, or both.
      older: behind.length === 0 ? 'here' : ahead.length === 0 ? 'there' : 'both',
    });
  return { profile: 'gandan-transfer', format: 1, madeAt: head.madeAt ?? '', migrations: there };
}

/** The header must name the columns of this database in their order, or the rows are refused. */
async function takeTable(client: pg.ClientBase, table: CarriedTable, content: Readable): Promise<Taken> {
  const hash = createHash('sha256');
  const into = client.query(
    copyFrom(`copy ${quoted(table.name)} (${columnsOf(table)}) from stdin (format csv, header match)`),
  );
  await pipeline(content, hashing(hash), into);
  return { hash: `sha256:${hash.digest('hex')}`, rows: into.rowCount };
}

/** @param laid files that were not there before: they go again when the whole is refused */
async function takeFile(dataDir: string, sha256: string, content: Readable, laid: string[]): Promise<void> {
  const path = pathOf(dataDir, sha256);
  const isNew = !existsSync(path);
  const draft = join(dataDir, 'files', 'drafts', randomBytes(12).toString('hex'));
  await mkdir(dirname(draft), { recursive: true, mode: 0o700 });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  try {
    await pipeline(content, hashing(hash), createWriteStream(draft, { mode: 0o600, flush: true }));
    if (hash.digest('hex') !== sha256) throw new Invalid('transfer.damaged', { at: sha256 });
    await rename(draft, path);
    if (isNew) laid.push(path);
  } finally {
    await rm(draft, { force: true });
  }
}

function assertWhole(
  whole: TransferPackage,
  arrived: { taken: ReadonlyMap<string, Taken>; files: number; expected: readonly string[] },
): void {
  const told = new Map(whole.resources.map((resource) => [resource.path, resource]));
  const missing = arrived.expected.find((path) => !told.has(path) || !arrived.taken.has(path));
  if (missing !== undefined) throw new Invalid('transfer.damaged', { at: missing });
  for (const [path, { hash, rows }] of arrived.taken) {
    const resource = told.get(path);
    if (resource?.hash !== hash || resource.rows !== rows) throw new Invalid('transfer.damaged', { at: path });
  }
  if (whole.files !== arrived.files) throw new Invalid('transfer.damaged', { at: 'files' });
}

async function goOnFrom(client: pg.ClientBase, sequences: Readonly<Record<string, number>>): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select schemaname || '.' || sequencename as name from pg_sequences where schemaname <> 'graphile_worker'`,
  );
  for (const { name } of rows) {
    const last = sequences[name];
    if (last !== undefined) await client.query('select setval($1::regclass, $2::bigint)', [quoted(name), last]);
  }
}

async function jsonOf(content: Readable): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
}

/** What a torn or foreign file does to the reading is one refusal; what the disk or the database says stays. */
function meaningOf(error: unknown, file: string): unknown {
  if (error instanceof Problem)
    return error.code === 'backup.damaged' ? new Invalid('transfer.damaged', { at: file }) : error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const torn = error instanceof SyntaxError || code.startsWith('Z_') || code.startsWith('22') || code.startsWith('23');
  return torn ? new Invalid('transfer.damaged', { at: file }) : error;
}

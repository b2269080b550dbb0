import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { verifyChain } from '../platform/audit/audit.ts';
import { headerOf, paddingAfter, readArchive } from '../platform/backup/tar.ts';
import { asOwner, type Database } from '../platform/db/database.ts';
import { txOf } from '../platform/db/tx.ts';
import { pathOf } from '../platform/files/files.ts';
import { LANGS } from '../platform/format.ts';
import { translate } from '../platform/messages-node.ts';
import { createToken, createUser } from '../platform/sign-in/accounts.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { exportAll } from '../platform/transfer/export.ts';
import { importAll } from '../platform/transfer/import.ts';
import { HEAD, PACKAGE, type TransferPackage, pathOfTable } from '../platform/transfer/package.ts';
import { carriedTables } from '../platform/transfer/tables.ts';
import { CHECKS } from './checks.ts';
import { TRANSFER_RULES } from './transfer-rules.ts';

const [here, there] = [await testDatabase(), await testDatabase()];
const folder = await mkdtemp(join(tmpdir(), 'gandan-transfer-'));
const dirs = { here: join(folder, 'here'), there: join(folder, 'there') };
const file = join(folder, 'all.tar.gz');
const picture = Buffer.from('một tấm ảnh của bản');
const pictureHash = createHash('sha256').update(picture).digest('hex');
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (target: string, db: Database, dataDir: string) =>
  exportAll({ db, dataDir, target, rules: TRANSFER_RULES, now: new Date('2026-03-01T02:00:00Z') });
const take = (from: string, db: Database = there, dataDir = dirs.there) =>
  importAll({ db, dataDir, file: from, rules: TRANSFER_RULES });

beforeAll(async () => {
  for (const dir of [dirs.here, dirs.there]) await mkdir(dir, { recursive: true });
  const { id: user } = await createUser(here, {
    userName: 'van-thu',
    password: 'mật khẩu dài của văn thư',
    displayName: 'Vàng Thị Súa, văn thư',
  });
  await createToken(here, 'van-thu');
  await asOwner(here, user, async (tx) => {
    const cell = await aCell(tx, { name: 'Chi bộ bản "Huổi, Ban"\nhai dòng' });
    for (let count = 0; count < 5; count += 1) await aMember(tx, { cell });
    await tx.run(sql`
      insert into platform.file (sha256, name, media_type, bytes, label, created_by)
      values (${pictureHash}, 'ảnh.jpg', 'image/jpeg', ${picture.length}, null, ${user})`);
  });
  await mkdir(dirname(pathOf(dirs.here, pictureHash)), { recursive: true });
  await writeFile(pathOf(dirs.here, pictureHash), picture);
  await mkdir(join(dirs.here, 'files', 'drafts'), { recursive: true });
  await writeFile(join(dirs.here, 'files', 'drafts', 'half'), 'half an upload');
  await sql`select platform.seal_audit()`.execute(here.owner);
});

/** A way to the database that lets what the server says after the rows of a copy wait a moment, as busy machines do. */
async function lateAfterRows(url: string): Promise<{ pool: pg.Pool; close: () => Promise<void> }> {
  const { host, port, user, password, database: name } = new pg.Client({ connectionString: url });
  const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);
  const proxy = createServer({ noDelay: true }, (client) => {
    const database = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    client.pipe(database);
    database.on('data', (chunk: Buffer) => {
      const done = chunk.lastIndexOf(COPY_DONE);
      const rows = done < 0 ? chunk : chunk.subarray(0, done + COPY_DONE.length);
      client.write(rows);
      if (rows.length === chunk.length) return;
      database.pause();
      setTimeout(() => {
        client.write(chunk.subarray(rows.length));
        database.resume();
      }, 2);
    });
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
  const at = (proxy.address() as AddressInfo).port;
  const pool = new pg.Pool({ host: '127.0.0.1', port: at, user, password, database: name, max: 1 });
  return {
    pool,
    close: async () => {
      await pool.end();
      proxy.close();
    },
  };
}

describe('everything carried to another installation', () => {
  test('rows are counted although the database says how many only after the last of them', async () => {
    const { pool, close } = await lateAfterRows(here.url);
    try {
      const target = join(folder, 'late.tar.gz');
      await exportAll({ db: { ownerPool: pool }, dataDir: dirs.here, target, rules: TRANSFER_RULES, now: new Date() });
      const { resources } = await packageOf(target);
      expect(resources.find(({ path }) => path === pathOfTable('membership.member'))?.rows).toBe(5);
    } finally {
      await close();
    }
  });

  test('a file cut, changed by a byte or of another version is refused, and nothing is left behind', async () => {
    await write(file, here, dirs.here);
    const whole = await readFile(file);
    const broken = async (content: Buffer) => {
      const path = join(folder, 'broken.tar.gz');
      await writeFile(path, content);
      return path;
    };
    const plain = gunzipSync(whole);
    const name = plain.indexOf('Huổi, Ban');
    const changed = Buffer.from(plain);
    changed.write('Huổi, Bon', name);
    for (const content of [whole.subarray(0, whole.length / 2), gzipSync(changed), Buffer.from('không phải tệp nén')])
      await expect(take(await broken(content))).rejects.toMatchObject({ code: 'transfer.damaged' });
    const versions = async (change: (migrations: string[]) => string[]) =>
      take(await broken(gzipSync(withHead(plain, change)))).then(
        () => ({ code: 'taken in', details: {} }),
        ({ code, details }: { code: string; details: Record<string, number | string> }) => ({ code, details }),
      );
    for (const [change, details, words] of [
      [
        (all: string[]) => [...all, '99_new_0001_more.sql'],
        { ahead: 1, behind: 0, older: 'here' },
        'Cập nhật chương trình ở nơi này',
      ],
      [(all: string[]) => all.slice(1), { ahead: 0, behind: 1, older: 'there' }, 'Cập nhật chương trình ở nơi xuất'],
      [
        (all: string[]) => ['other', ...all.slice(1)],
        { ahead: 1, behind: 1, older: 'both' },
        'Đưa hai nơi về cùng phiên bản',
      ],
    ] as const) {
      expect(await versions(change)).toEqual({ code: 'transfer.other-version', details });
      // What to do next stands in every language.
      expect(translate('vi', 'problem.transfer.other-version', details)).toContain(words);
      for (const lang of LANGS)
        expect(translate(lang, 'problem.transfer.other-version', details)).not.toMatch(/[{}]|problem\./);
    }
    // Refused at its very end, after its pictures came: they go again with the rest.
    const last = Buffer.from(plain);
    last.write('"files": 7', last.lastIndexOf('"files": 1'));
    await expect(take(await broken(gzipSync(last)))).rejects.toMatchObject({ code: 'transfer.damaged' });
    expect(existsSync(pathOf(dirs.there, pictureHash))).toBe(false);
    await expect(take(join(folder, 'none.tar.gz'))).rejects.toMatchObject({ code: 'transfer.absent' });
    await expect(write(file, here, dirs.here)).rejects.toMatchObject({ code: 'transfer.target-exists' });
    const left = await sql`select 1 from organisation.unit union all select 1 from platform.account`.execute(
      there.owner,
    );
    expect(left.rows).toEqual([]);
  });

  test('arrives as it was: tables, files, sealed trail, numbers to go on from; checks hold; written again it is the same', async () => {
    const taken = await take(file);
    const told = await packageOf(file);
    expect(taken).toMatchObject({ files: 1, tables: told.resources.length });
    expect(await readFile(pathOf(dirs.there, pictureHash))).toEqual(picture);

    const again = join(folder, 'again.tar.gz');
    await write(again, there, dirs.there);
    const hashes = (found: TransferPackage) =>
      Object.fromEntries(
        found.resources.filter(({ name }) => !OWN_TO_A_PLACE.has(name)).map(({ name, hash }) => [name, hash]),
      );
    expect(hashes(await packageOf(again))).toEqual(hashes(told));
    const goOn = (found: TransferPackage) => ({ ...found.sequences, 'platform.access_log_id_seq': 0 });
    expect(goOn(await packageOf(again))).toEqual(goOn(told));

    const chain = await verifyChain(there);
    expect(chain).toMatchObject({ agrees: true, firstBroken: null });
    expect(chain.head).toEqual((await verifyChain(here)).head);
    expect(chain.checked).toBeGreaterThan(0);
    for (const check of CHECKS) expect({ check: check.name, ...(await check.run(there)) }).toMatchObject({ ok: true });
    const ids = await Promise.all(
      [here, there].map((db) => txOf(db.owner).one<{ id: string }>(sql`select id from platform.incarnation`)),
    );
    expect(ids[0]).not.toEqual(ids[1]);
  });

  test('rules stand again: keys refuse, triggers write the trail, and a second taking-in is refused', async () => {
    await expect(
      asOwner(there, 'test', (tx) =>
        tx.run(sql`update membership.member_period set cell_id = gen_random_uuid() where true`),
      ),
    ).rejects.toThrow();
    await expect(
      asOwner(there, 'test', (tx) => tx.run(sql`update platform.audit set actor = 'somebody else'`)),
    ).rejects.toMatchObject({ code: 'audit.append-only' });
    const resting = await sql`
      select tgrelid::regclass, tgname from pg_trigger where tgenabled = 'D' and not tgisinternal`.execute(there.owner);
    expect(resting.rows).toEqual([]);
    const keysOf = async (db: Database) =>
      (
        await sql`select conrelid::regclass::text as at, conname, pg_get_constraintdef(oid) as definition, convalidated
          from pg_constraint where contype = 'f' order by 1, 2`.execute(db.owner)
      ).rows;
    expect(await keysOf(there)).toEqual(await keysOf(here));
    await expect(take(file)).rejects.toMatchObject({ code: 'transfer.not-empty', details: { accounts: 1 } });
  });

  test('no password, session, token or key of a phone is in it, and every left-out name is a table', async () => {
    const { password } = await txOf(here.owner).one<{ password: string }>(
      sql`select password from signin.account where password is not null`,
    );
    const content = gunzipSync(await readFile(file)).toString('latin1');
    expect(content).not.toContain(password);
    expect(content).not.toContain('data/platform.token.csv');
    const client = await here.ownerPool.connect();
    const all = await carriedTables(client, { leftOut: {}, replaced: {} });
    client.release();
    const names = new Map(all.map((table) => [table.name, table.fields.map((field) => field.name)]));
    for (const name of Object.keys(TRANSFER_RULES.leftOut)) expect([...names.keys()]).toContain(name);
    for (const [name, columns] of Object.entries(TRANSFER_RULES.replaced))
      expect(names.get(name)).toEqual(expect.arrayContaining(Object.keys(columns)));
    // A column that sounds like a key is looked at by a person before it travels.
    const suspicious = all.flatMap(({ name, fields }) =>
      fields
        .filter((field) => /secret(?!ary)|password|token|vapid|code_hash/.test(field.name))
        .map((field) => `${name}.${field.name}`),
    );
    const decided = (column: string) => {
      const table = column.split('.').slice(0, 2).join('.');
      return TRANSFER_RULES.leftOut[table] !== undefined || TRANSFER_RULES.replaced[table] !== undefined;
    };
    expect(suspicious.filter((column) => !decided(column) && !HARMLESS.has(column))).toEqual([]);
  });
});

/** The archive with another list of migrations in its head, which is its first entry. */
function withHead(archive: Buffer, change: (migrations: string[]) => string[]): Buffer {
  const size = Number.parseInt(archive.subarray(124, 136).toString('latin1'), 8);
  const head = JSON.parse(archive.subarray(512, 512 + size).toString('utf8')) as { migrations: string[] };
  const content = Buffer.from(JSON.stringify({ ...head, migrations: change(head.migrations) }));
  const header = headerOf({ name: HEAD, kind: 'file', size: content.length, mode: 0o600 }, 0);
  const rest = archive.subarray(512 + Math.ceil(size / 512) * 512);
  return Buffer.concat([header, content, paddingAfter(content.length), rest]);
}

/** Its id is new at each place. */
const OWN_TO_A_PLACE = new Set(['platform-incarnation', 'platform-access-log']);
/** Hashes of codes that sponsors hold on paper; they go on opening their page. */
const HARMLESS = new Set(['welfare.sponsor_link.code_hash']);

async function packageOf(path: string): Promise<TransferPackage> {
  let found: TransferPackage | undefined;
  const source = createReadStream(path).pipe(createGunzip());
  await readArchive(source as AsyncIterable<Buffer>, async (entry, content: Readable) => {
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(part as Buffer);
    if (entry.name === PACKAGE) found = JSON.parse(Buffer.concat(parts).toString('utf8')) as TransferPackage;
  });
  if (!found) throw new Error('no package in the archive');
  return found;
}

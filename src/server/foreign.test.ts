import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#platform/db/database.ts';
import { type Embedded, startEmbedded } from '#platform/db/embedded.ts';
import { txOf } from '#platform/db/tx.ts';
import { createUser } from '#platform/sign-in/accounts.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { startServer } from '../server.ts';
import { accessOf } from './installation.ts';

// Somebody else's PostgreSQL: the program is given a database and an ordinary role that may create roles, no more.
let cluster: Embedded;
let databaseUrl: string;
const folders: string[] = [];
const folder = async (name: string): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), `gandan-${name}-`));
  folders.push(dir);
  return dir;
};

beforeAll(async () => {
  cluster = await startEmbedded({
    dataDir: await folder('foreign'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  const admin = new pg.Client({ connectionString: cluster.adminUrl });
  await admin.connect();
  await admin.query(`create role registrar login createrole password 'một mật khẩu'`);
  await admin.query('create database register owner registrar');
  await admin.end();
  const url = new URL(cluster.adminUrl);
  [url.username, url.password, url.pathname] = ['registrar', encodeURIComponent('một mật khẩu'), '/register'];
  databaseUrl = url.toString();
});
afterAll(async () => {
  await cluster.stop();
  for (const dir of folders) await rm(dir, { recursive: true, force: true });
});

const shapeOf = (db: Database) =>
  txOf(db.owner).many(sql`
    select table_schema, table_name, column_name, data_type, is_nullable from information_schema.columns
    where table_schema in ('platform', 'organisation', 'membership', 'figures', 'villages', 'signin') order by 1, 2, 3`);

test('runs on any PostgreSQL 18 with the same schema, as an owner that is no superuser, and starts again', async () => {
  const dataDir = await folder('here');
  const reference = await testDatabase();
  for (const [round, userName] of ['lan', 'hoa'].entries()) {
    const server = await startServer({ dataDir, port: 0, databaseUrl });
    try {
      expect(await (await fetch(`${server.address}/readyz`)).json()).toEqual({ database: 'ok', migrations: 'ok' });
      expect(server.migrated.length > 0).toBe(round === 0);
      const { db } = server.platform;
      await createUser(db, { userName, password: 'một mật khẩu dài', displayName: userName });
      expect(await txOf(db.owner).one(sql`select count(*) as n from platform.account`)).toEqual({ n: round + 1 });
      if (round === 0) expect(await shapeOf(db)).toEqual(await shapeOf(reference));
      const { superuser } = await txOf(db.app).one<{ superuser: boolean }>(
        sql`select rolsuper or rolbypassrls as superuser from pg_roles where rolname = current_user`,
      );
      expect(superuser).toBe(false);
    } finally {
      await server.stop();
    }
  }
});

test('two data directories on one database do not take each other’s role', async () => {
  const [one, two] = [await folder('one'), await folder('two')];
  expect(accessOf(one).appRole).not.toBe(accessOf(two).appRole);
  expect(accessOf(one)).toEqual(accessOf(one));
  const first = await startServer({ dataDir: one, port: 0, databaseUrl });
  const second = await startServer({ dataDir: two, port: 0, databaseUrl });
  await first.platform.db.appPool.query('select 1');
  for (const server of [first, second]) {
    expect((await fetch(`${server.address}/readyz`)).status).toBe(200);
    await server.stop();
  }
});

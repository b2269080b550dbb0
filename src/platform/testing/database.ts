import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';

/**
 * A database of its own for a test file: a copy of the migrated template, reached as the restricted role through
 * `db.app` and as the owner through `db.owner`. Dropped after the file.
 */
export async function testDatabase(): Promise<Database & { url: string }> {
  const { url, template } = inject('testCluster');
  const name = `gandan_test_${randomBytes(6).toString('hex')}`;
  await onCluster(url, `create database ${name} template ${template}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const db = await openDatabase({
    ownerUrl: own.toString(),
    appRole: TEST_ROLE,
    appPassword: TEST_ROLE,
    appConnections: 20,
  });
  afterAll(async () => {
    await db.close();
    await onCluster(url, `drop database if exists ${name} with (force)`);
  });
  return { ...db, url: own.toString() };
}

const TEST_ROLE = 'gandan_test_app';

async function onCluster(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { MIGRATIONS } from '../../modules.ts';
import { openDatabase } from '../db/database.ts';
import { startEmbedded } from '../db/embedded.ts';
import { migrate } from '../db/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the cluster's owner, and the database that each worker copies. */
    testCluster: { url: string; template: string };
  }
}

/**
 * One PostgreSQL for the whole run: the one at TEST_DATABASE_URL, else an embedded one in a temporary folder. The schema
 * is migrated once into a template, which every test file copies.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const dir = given === undefined ? await mkdtemp(join(tmpdir(), 'gandan-test-')) : undefined;
  const cluster =
    dir === undefined
      ? undefined
      : await startEmbedded({
          dataDir: dir,
          settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
        });
  const url = given ?? cluster?.adminUrl ?? '';
  project.provide('testCluster', { url, template: await makeTemplate(url) });
  return async () => {
    await cluster?.stop();
    if (dir !== undefined) await rm(cluster?.dataDir ?? dir, { recursive: true, force: true });
  };
}

/** Makes the template for the migrations as they stand now, unless another run on this cluster has made it. */
async function makeTemplate(url: string): Promise<string> {
  const hash = createHash('sha256');
  for (const { folder } of MIGRATIONS) {
    for (const file of (await readdir(folder)).sort()) hash.update(file).update(await readFile(join(folder, file)));
  }
  const name = `gandan_template_${hash.digest('hex').slice(0, 16)}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(482100)');
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      const fresh = `${name}_making`;
      await client.query(`drop database if exists ${fresh} with (force)`);
      await client.query(`create database ${fresh}`);
      await migrateInto(withDatabase(url, fresh));
      await client.query(`alter database ${fresh} rename to ${name}`);
    }
  } finally {
    await client.end();
  }
  return name;
}

async function migrateInto(url: string): Promise<void> {
  const first = await openDatabase({ ownerUrl: url, appRole: TEST_ROLE, appPassword: TEST_ROLE });
  try {
    await migrate(first.owner, MIGRATIONS);
    await sql`analyze`.execute(first.owner);
  } finally {
    await first.close();
  }
  // The signing-in role can be made once the roles of the first migration exist.
  await (await openDatabase({ ownerUrl: url, appRole: TEST_ROLE, appPassword: TEST_ROLE })).close();
}

export const TEST_ROLE = 'gandan_test_app';

export function withDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.toString();
}

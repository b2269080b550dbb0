import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { exportAll } from '#platform/transfer/export.ts';
import { importAll } from '#platform/transfer/import.ts';
import { CHECKS } from '../src/server/checks.ts';
import { registerRooms } from '../src/server/register-rooms.ts';
import { TRANSFER_RULES } from '../src/server/transfer-rules.ts';
import { loadSample } from './load.ts';
import { buildSample } from './plan/build.ts';

const TODAY = '2026-11-22';
const [here, there] = [await testDatabase(), await testDatabase()];
const folder = await mkdtemp(join(tmpdir(), 'gandan-transfer-sample-'));
const dirs = { here: join(folder, 'here'), there: join(folder, 'there') };
const file = join(folder, 'all.tar.gz');
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeAll(async () => {
  registerRooms();
  for (const dir of Object.values(dirs)) await mkdir(dir, { recursive: true });
  await loadSample(here, buildSample({ today: TODAY }), dirs.here);
  await exportAll({
    db: here,
    dataDir: dirs.here,
    target: file,
    rules: TRANSFER_RULES,
    now: new Date(`${TODAY}T05:00:00Z`),
  });
  await importAll({ db: there, dataDir: dirs.there, file, rules: TRANSFER_RULES });
}, 400_000);

/** Tables that differ at each place, or that the taking-in writes itself. */
const OWN = new Set(['platform.incarnation', 'platform.access_log']);

const roomOf = (table: string): string => table.split('.')[0] ?? '';

/** Every table of the product, asked of the catalogue and not of the code that carries them. */
async function tablesOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', 'public') and n.nspname !~ '^pg_'
    order by 1`.execute(db.owner);
  return rows.map(({ name }) => name);
}

/** Rows of a table and what they say, whatever their order. */
async function told(db: Database, table: string): Promise<{ rows: number; says: string }> {
  const away = Object.keys(TRANSFER_RULES.replaced[table] ?? {});
  const row = sql`to_jsonb(t) - ${away}::text[]`;
  const { rows } = await sql<{ rows: number; says: string }>`
    select count(*)::int as rows, coalesce(md5(string_agg(md5((${row})::text), '' order by md5((${row})::text))), '') as says
    from ${sql.table(table)} t`.execute(db.owner);
  return rows[0] ?? { rows: -1, says: '' };
}

test('every table of the whole sample arrives with every row, or is left behind by name', async () => {
  const tables = await tablesOf(here);
  expect(await tablesOf(there)).toEqual(tables);
  const carried = tables.filter((name) => TRANSFER_RULES.leftOut[name] === undefined && !OWN.has(name));
  const different: string[] = [];
  const filled = new Map<string, number>();
  let rows = 0;
  for (const table of carried) {
    const [before, after] = [await told(here, table), await told(there, table)];
    if (before.rows !== after.rows || before.says !== after.says)
      different.push(`${table}: ${before.rows} and ${after.rows} rows`);
    if (before.rows > 0) filled.set(roomOf(table), (filled.get(roomOf(table)) ?? 0) + 1);
    rows += before.rows;
  }
  expect(different).toEqual([]);
  expect(rows).toBeGreaterThan(50_000);
  // Every room has something to carry; accounts and imports are carried in `server/transfer.test`.
  const rooms = new Set(carried.map(roomOf));
  expect([...rooms].filter((room) => !filled.has(room))).toEqual(['signin']);
  expect([...filled.values()].reduce((a, b) => a + b)).toBeGreaterThan(carried.length / 2);
}, 120_000);

test('what stays behind is empty there, and the checks of the installation hold', async () => {
  for (const table of Object.keys(TRANSFER_RULES.leftOut))
    expect([table, (await told(there, table)).rows]).toEqual([table, 0]);
  for (const check of CHECKS) expect({ check: check.name, ...(await check.run(there)) }).toMatchObject({ ok: true });
}, 120_000);

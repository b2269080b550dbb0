import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { MIGRATIONS } from '../modules.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { migrate, migrationState } from '../platform/db/migrate.ts';

const db = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), 'gandan-migrate-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a room that comes between others: what ran is known again, only the new runs, and nothing is unknown', async () => {
  await writeFile(join(folder, '0001_between.sql'), 'create table public.between_rooms (id int)');
  const between = [...MIGRATIONS.slice(0, 5), { room: 'between', folder }, ...MIGRATIONS.slice(5)];
  expect(await migrationState(db.owner, MIGRATIONS)).toMatchObject({ pending: [], unknown: [] });
  expect(await migrationState(db.owner, between)).toMatchObject({ pending: ['05_between_0001_between'], unknown: [] });
  expect(await migrate(db.owner, between)).toEqual(['05_between_0001_between']);
  expect(await migrationState(db.owner, between)).toMatchObject({ pending: [], unknown: [] });
  expect(await migrate(db.owner, between)).toEqual([]);
});

test('what ran and is not here belongs to a newer program', async () => {
  await sql`insert into gandan_migration (name, timestamp) values ('03_membership_9999_later', now()::text)`.execute(
    db.owner,
  );
  expect((await migrationState(db.owner, MIGRATIONS)).unknown).toContain('03_membership_9999_later');
});

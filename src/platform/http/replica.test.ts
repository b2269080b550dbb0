import type { FastifyPluginAsync } from 'fastify';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { openReader } from '../db/reader.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp } from '../testing/http.ts';

const NAMED = sql`select current_setting('application_name') as by, count(*) as n from platform.holiday`;
const room: FastifyPluginAsync = (app) => {
  app.get('/marked', { config: { replica: true } }, (request) => app.inScope(request, (tx) => tx.one(NAMED)));
  app.get('/unmarked', (request) => app.inScope(request, (tx) => tx.one(NAMED)));
  app.get('/writes-after-all', { config: { replica: true } }, (request) =>
    app.inScope(request, (tx) =>
      tx.one(sql`insert into platform.holiday (on_date, name) values ('2026-01-01', 'Tết') returning name as by`),
    ),
  );
  return Promise.resolve();
};

const db = await testDatabase();
const { as, platform } = await testApp(db, [room]);
const clerk = as({ ranges: [{ lo: 1, hi: 10 }] });

/** Stands for a replica: the same database under another name, read only. That it is asked only while it follows closely is seen in `bench`. */
function readerAt(url: string) {
  const { username, password } = new URL(url);
  const reader = openReader(db, { url, appRole: username, appPassword: decodeURIComponent(password), connections: 2 });
  afterAll(() => reader.close());
  return { ...reader, isFresh: () => true };
}
const address = (): URL => {
  const url = new URL(db.appPool.options.connectionString ?? '');
  url.searchParams.set('application_name', 'replica');
  url.searchParams.set('options', '-c default_transaction_read_only=on');
  return url;
};

test('a marked route asks the replica, every other the first database', async () => {
  platform.reader = readerAt(address().href);
  expect((await clerk.get('/marked')).body).toMatchObject({ by: 'replica' });
  expect((await clerk.get<{ by: string }>('/unmarked')).body.by).not.toBe('replica');
});

test('a replica that lags is not asked, and one that is gone or cannot write is stood in for', async () => {
  platform.reader = { ...readerAt(address().href), isFresh: () => false };
  expect((await clerk.get<{ by: string }>('/marked')).body.by).not.toBe('replica');
  platform.reader = readerAt(address().href);
  expect(await clerk.get('/writes-after-all')).toMatchObject({ status: 200, body: { by: 'Tết' } });
  const nowhere = address();
  nowhere.searchParams.delete('host');
  nowhere.hostname = '127.0.0.1';
  nowhere.port = '1';
  platform.reader = readerAt(nowhere.href);
  expect(await clerk.get('/marked')).toMatchObject({ status: 200 });
});

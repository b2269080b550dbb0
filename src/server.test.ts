import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { txOf } from '#platform/db/tx.ts';
import { createUser } from '#platform/sign-in/accounts.ts';
import { type RunningServer, isLoopback, startServer } from './server.ts';

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
const PASSWORD = 'một mật khẩu dài';

let dataDir: string;
let pagesDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gandan-server-'));
  pagesDir = await mkdtemp(join(tmpdir(), 'gandan-pages-'));
  await mkdir(join(pagesDir, 'assets'));
  await writeFile(join(pagesDir, 'index.html'), '<!doctype html><title>Gần Dân</title>');
  await writeFile(join(pagesDir, 'theme.js'), 'void 0');
  await writeFile(join(pagesDir, '.built-from.json'), '{"secret":"names of files"}');
  await writeFile(join(pagesDir, 'assets', 'index-AAAA.js'), 'plain');
  await writeFile(join(pagesDir, 'assets', 'index-AAAA.js.br'), 'smaller');
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
  await rm(pagesDir, { recursive: true, force: true });
});

async function signIn(address: string): Promise<Response> {
  return fetch(`${address}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userName: 'lan', password: PASSWORD }),
  });
}

describe('a server', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ dataDir, port: 0, pagesDir, databaseSettings: FAST });
    await createUser(server.platform.db, { userName: 'lan', password: PASSWORD, displayName: 'Lường Thị Lan' });
  });
  afterAll(() => server.stop());

  test('is healthy and ready, and signs people in', async () => {
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${server.address}/readyz`)).json()).toEqual({ database: 'ok', migrations: 'ok' });
    expect((await fetch(`${server.address}/api/v1/openapi.json`)).status).toBe(200);
    expect((await signIn(server.address)).status).toBe(200);
  });

  test('opens the app for every address of a page, and keeps hashed files for a year', async () => {
    for (const path of ['/', '/sign-in', '/members/018f-abc?tab=history', '/xã/Mường Nhé']) {
      const answer = await fetch(server.address + path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await answer.text()).toContain('Gần Dân');
    }
    const asset = await fetch(`${server.address}/assets/index-AAAA.js`, { headers: { 'accept-encoding': 'identity' } });
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await asset.text()).toBe('plain');
    const head = await fetch(`${server.address}/assets/index-AAAA.js`, {
      method: 'HEAD',
      headers: { 'accept-encoding': 'br' },
    });
    expect(head.headers.get('content-encoding')).toBe('br');
  });

  test('answers a problem for what is neither file nor page, and hands out nothing beside the pages', async () => {
    for (const path of [
      '/api/v1/nothing',
      '/api',
      '/assets/gone.js',
      '/.built-from.json',
      '/..%2f..%2fetc%2fpasswd.txt',
    ]) {
      const answer = await fetch(server.address + path);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
    expect((await fetch(`${server.address}/sign-in`, { method: 'POST' })).status).toBe(404);
  });

  test('every answer carries the headers that keep a page to itself', async () => {
    for (const path of ['/', '/api/v1/me', '/api/v1/nothing', '/healthz', '/assets/index-AAAA.js']) {
      const { headers } = await fetch(server.address + path);
      expect(headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
    }
    expect((await fetch(`${server.address}/api/v1/me`)).headers.get('cache-control')).toBe('no-store');
  });

  test('says at once that its port is taken, before anything else is started', async () => {
    const elsewhere = join(dataDir, 'never-made');
    await expect(startServer({ dataDir: elsewhere, port: server.port })).rejects.toMatchObject({
      code: 'start.port-taken',
      details: { port: server.port },
    });
    await expect(startServer({ dataDir, port: 0 })).rejects.toMatchObject({ code: 'db.already-running' });
  });

  test('finishes a request under way when told to stop, and the next start finds all data', async () => {
    const { db } = server.platform;
    await txOf(db.owner).run(sql`
      create function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return null; end $$`);
    await txOf(db.owner).run(
      sql`create trigger slow after insert on signin.session for each row execute function public.slow()`,
    );
    const underWay = signIn(server.address);
    await until(async () =>
      txOf(db.owner).maybeOne(
        sql`select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
      ),
    );
    const stopped = server.stop();
    const answer = await underWay;
    expect(answer.status).toBe(200);
    await stopped;
    await expect(fetch(`${server.address}/healthz`)).rejects.toThrow();

    server = await startServer({ dataDir, port: 0, databaseSettings: FAST });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const me = await fetch(`${server.address}/api/v1/me`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ user: { userName: 'lan', displayName: 'Lường Thị Lan' } });
    expect((await fetch(server.address)).status).toBe(404);
  });

  test('a start that is given up closes what it had opened', async () => {
    const own = await mkdtemp(join(tmpdir(), 'gandan-given-up-'));
    const stopping = new AbortController();
    const reason = new Error('stopped');
    const started = startServer({
      dataDir: own,
      port: 0,
      databaseSettings: FAST,
      signal: stopping.signal,
      beforeListening: ({ db }) => {
        stopping.abort(reason);
        return txOf(db.owner)
          .run(sql`select pg_sleep(60)`)
          .then(() => undefined);
      },
    });
    await expect(started).rejects.toBe(reason);
    const again = await startServer({ dataDir: own, port: 0, databaseSettings: FAST });
    await again.stop();
    await rm(own, { recursive: true, force: true });
  });
});

test('the passwords of the sample open nothing from outside this computer', async () => {
  const own = await mkdtemp(join(tmpdir(), 'gandan-open-'));
  const server = await startServer({ dataDir: own, port: 0, host: '0.0.0.0', databaseSettings: FAST });
  try {
    const { db } = server.platform;
    await createUser(db, { userName: 'lan', password: PASSWORD, displayName: 'Lan' });
    const address = `http://127.0.0.1:${server.port}`;
    expect((await signIn(address)).status).toBe(200);
    await txOf(db.owner).run(
      sql`insert into platform.sample_sign_in (user_name, password, label) values ('lan', 'x', 'x')`,
    );
    const refused = await signIn(address);
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'sign-in.sample-elsewhere' }]);
  } finally {
    await server.stop();
    await rm(own, { recursive: true, force: true });
  }
});

test('a port of another program is told from our own', async () => {
  const other = createServer();
  await new Promise<void>((settle) => other.listen(0, '127.0.0.1', settle));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(startServer({ dataDir: join(dataDir, 'unused'), port })).rejects.toMatchObject({
    code: 'start.port-taken',
  });
  other.close();
  expect(['localhost', '127.0.0.1', '127.8.0.1', '::1'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '192.168.1.5', 'gandan.example'].some(isLoopback)).toBe(false);
});

async function until(found: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await found())) if (Date.now() > end) throw new Error('waited too long');
}

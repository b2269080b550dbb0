import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../http/app.ts';
import type { Platform } from '../http/context.ts';
import type { Right } from '../rights.ts';
import { testDatabase } from '../testing/database.ts';
import { opsRoutes } from './ops.ts';

const db = await testDatabase();
const NAME = 'Lò Thị Hoa Ban';

/** A room that fails in every way in which errors quote what they stumbled over. */
const clumsy: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const body = z.object({ name: z.string() });
  app.get('/people/:name', (request) =>
    app.inScope(request, (tx) => tx.many(sql`select ${(request.params as { name: string }).name}::date`)),
  );
  app.post('/people', { schema: { body } }, (request, reply) =>
    app.command(request, reply, async (tx) => {
      await tx.run(sql`insert into platform.job (id, kind, created_by) values (${request.body.name}, 'x', 'y')`);
      return {};
    }),
  );
  app.post('/thrown', { schema: { body } }, (request) => {
    throw new Error(`no room for ${request.body.name}`, { cause: new TypeError(request.body.name) });
  });
};

const state = { pending: [] as string[], unknown: [] as string[] };
const lines: string[] = [];
async function program(reachable = db) {
  const platform: Platform = {
    db: reachable,
    dataDir: '/nowhere',
    clock: () => new Date(),
    identify: (request) => {
      const rights = /^Test (.*)$/.exec(request.headers.authorization ?? '')?.[1];
      return Promise.resolve(rights === undefined ? null : { userId: rights, via: 'token' });
    },
    grantOf: (userId) => Promise.resolve({ rights: [userId as Right], ranges: [] }),
    loopbackOnly: true,
  };
  const app = await createApp(platform, [clumsy], {
    log: true,
    logTo: { write: (line) => void lines.push(line) },
    atRoot: [opsRoutes({ db: reachable, migrations: () => Promise.resolve(state) })],
  });
  await app.ready();
  afterAll(() => app.close());
  return app;
}
const app = await program();
const get = (url: string, options: { remoteAddress?: string; authorization?: string; forwarded?: string } = {}) =>
  app.inject({
    url,
    remoteAddress: options.remoteAddress ?? '127.0.0.1',
    headers: {
      ...(options.authorization ? { authorization: options.authorization } : {}),
      ...(options.forwarded ? { 'x-forwarded-for': options.forwarded } : {}),
    },
  });

test('the process is healthy on its own; ready only with a database whose schema is its own', async () => {
  expect([(await get('/healthz')).statusCode, (await get('/readyz')).statusCode]).toEqual([200, 200]);
  state.pending = ['0009'];
  expect(await get('/readyz').then((answer) => [answer.statusCode, answer.json()])).toEqual([
    503,
    { database: 'ok', migrations: 'behind' },
  ]);
  state.pending = [];
  state.unknown = ['0010'];
  expect((await get('/readyz')).json()).toEqual({ database: 'ok', migrations: 'ahead' });
  state.unknown = [];
  const nowhere = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' });
  const other = await program({ ...db, app: new Kysely({ dialect: new PostgresDialect({ pool: nowhere }) }) });
  expect((await other.inject('/healthz')).statusCode).toBe(200);
  expect(await other.inject('/readyz').then((answer) => [answer.statusCode, answer.json()])).toEqual([
    503,
    { database: 'failed', migrations: 'failed' },
  ]);
});

test('metrics count requests by route pattern, pools, and what waits; read here or with the right', async () => {
  await app.inject({ url: `/api/v1/people/${encodeURIComponent(NAME)}`, headers: { authorization: 'Test x' } });
  // What the migrations themselves enter waits as well.
  const waiting = (text: string) => Number(/^gandan_changes_unnumbered (\d+)$/m.exec(text)?.[1]);
  const before = waiting((await get('/metrics')).body);
  await sql`insert into platform.change (entity, entity_id, action) values ('t', 'x', 'insert')`.execute(db.owner);
  const { body, statusCode } = await get('/metrics');
  expect(statusCode).toBe(200);
  expect(body).toMatch(
    /gandan_http_request_seconds_count\{method="GET",route="\/api\/v1\/people\/:name",status="5xx"\} 1/,
  );
  expect(waiting(body)).toBe(before + 1);
  expect(body).toMatch(/gandan_audit_unsealed \d/);
  expect(body).toMatch(/gandan_pool_connections\{pool="app",state="open"\} [1-9]/);
  expect(body).not.toContain('Hoa');
  const refused = { statusCode: 403 };
  expect(await get('/metrics', { remoteAddress: '10.0.0.9' })).toMatchObject(refused);
  expect(await get('/metrics', { forwarded: '10.0.0.9' })).toMatchObject(refused);
  expect(await get('/metrics', { remoteAddress: '10.0.0.9', authorization: 'Test members.read' })).toMatchObject(
    refused,
  );
  expect(await get('/metrics', { remoteAddress: '10.0.0.9', authorization: 'Test audit.read' })).toMatchObject({
    statusCode: 200,
  });
});

test('whatever goes wrong, the log names no person', async () => {
  lines.length = 0;
  const headers = {
    authorization: 'Test members.read',
    'idempotency-key': randomUUID(),
    'user-agent': NAME,
    'content-type': 'application/json',
  };
  const send = (method: 'GET' | 'POST', url: string, payload?: string) =>
    app.inject({ method, url: `/api/v1${url}`, headers, ...(payload === undefined ? {} : { payload }) });
  const body = JSON.stringify({ name: NAME });
  const asked = encodeURIComponent(NAME);
  const answers = [
    await send('GET', `/people/${asked}?q=${asked}`),
    await send('POST', '/people', body),
    await send('POST', '/thrown', body),
    await send('POST', '/thrown', `{"name": ${NAME}`),
    await send('POST', '/thrown', JSON.stringify({ name: [NAME] })),
    await send('GET', `/${asked}`),
    await send('GET', `/people/%E0%A4%A`),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 400, 500, 400, 400, 404, expect.any(Number)]);
  const log = lines.join('');
  expect(lines.length).toBeGreaterThanOrEqual(answers.length);
  for (const trace of [NAME, asked, 'Hoa', 'Ban', asked.slice(0, 12)]) expect(log).not.toContain(trace);
  const failures = lines
    .map((line) => JSON.parse(line) as { reference?: string; err?: { type: string; stack: string; code?: string } })
    .filter(({ err }) => err);
  expect(failures[0]).toMatchObject({
    reference: answers[0]?.json<{ reference: string }>().reference,
    err: { code: '22007', stack: expect.stringContaining('tx.ts') as string },
  });
});

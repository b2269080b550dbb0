import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { RuleBroken } from '../errors.ts';
import { PlainDate } from '../shapes.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp } from '../testing/http.ts';
import { problems } from './problems.ts';

const room: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/holidays-test',
    {
      config: { right: 'holidays.manage' },
      schema: {
        body: z.object({ on: PlainDate, fail: z.boolean().default(false) }),
        response: { 201: z.object({ id: z.string() }), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        const row = await tx.one<{ id: string }>(
          sql`insert into platform.holiday (on_date, name) values (${request.body.on}, 'Tết') returning id`,
        );
        if (request.body.fail) throw new RuleBroken('holiday.exists');
        return { status: 201, body: row };
      });
      return reply;
    },
  );
  app.get('/count-test', async (request) =>
    app.inScope(request, (tx) => tx.one(sql`select count(*) as n from platform.holiday`)),
  );
};

const db = await testDatabase();
const { as, anonymous } = await testApp(db, [room]);

test('a write sent twice with one key happens once and answers the same; a refused one leaves nothing', async () => {
  const clerk = as({ ranges: [{ lo: 1, hi: 10 }] });
  const key = randomUUID();
  const [first, second] = await Promise.all([
    clerk.post('/holidays-test', { on: '2026-01-01' }, key),
    clerk.post('/holidays-test', { on: '2026-01-01' }, key),
  ]);
  expect(first.status).toBe(201);
  expect(second.body).toEqual(first.body);
  const refusedKey = randomUUID();
  expect(await clerk.post('/holidays-test', { on: '2026-01-02', fail: true }, refusedKey)).toMatchObject({
    status: 409,
    body: { code: 'holiday.exists' },
  });
  expect(await clerk.get('/count-test')).toMatchObject({ status: 200, body: { n: 1 } });
  expect(await clerk.post('/holidays-test', { on: '2026-03-03' }, key)).toMatchObject({
    status: 409,
    body: { code: 'request.key-reused' },
  });
  expect(await clerk.post('/holidays-test', { on: '2026-01-01' })).toMatchObject({
    status: 409,
    body: { code: 'holiday.exists' },
  });
});

test('who is not signed in, lacks the right, or sends a wrong shape learns which', async () => {
  expect(await anonymous.get('/count-test')).toMatchObject({ status: 401, body: { code: 'sign-in.needed' } });
  expect(await as({ rights: [] }).post('/holidays-test', { on: '2026-01-01' })).toMatchObject({
    status: 403,
    body: { code: 'right.missing' },
  });
  expect(await as().post('/holidays-test', { on: 'soon' })).toMatchObject({
    status: 400,
    body: { code: 'request.invalid', errors: [{ path: 'on' }] },
  });
  // A limit is told in the language of the answer, and as a value for who has words of their own.
  expect(await as().post('/holidays-test', { on: '2206-01-01' })).toMatchObject({
    body: {
      errors: [
        {
          code: 'date.far',
          message: 'Năm phải từ 1800 đến 2100. Kiểm tra lại năm.',
          details: { first: 1800, last: 2100 },
        },
      ],
    },
  });
  expect(await as().get('/nothing-here')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  const { body, text } = await anonymous.get<{ openapi: string; components: { schemas: object } }>('/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  const named = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(named).toContain('Problem');
  expect(named.filter((name) => !(name in body.components.schemas))).toEqual([]);
});

test('the audit trail holds old and new values, cannot be changed, and seals into a chain', async () => {
  const clerk = as({ ranges: [] });
  await clerk.post('/holidays-test', { on: '2026-09-02' });
  const row = (
    await sql<{
      actor: string;
      payload: string;
    }>`select actor, payload from platform.audit where entity = 'platform.holiday' order by id desc limit 1`.execute(
      db.owner,
    )
  ).rows[0];
  expect(row?.actor).toBe(clerk.userId);
  expect(JSON.parse(row?.payload ?? '{}')).toMatchObject({ new: { on_date: '2026-09-02' } });
  await expect(sql`update platform.audit set payload = '{}'`.execute(db.owner)).rejects.toThrow('audit.append-only');
  await sql`select platform.seal_audit()`.execute(db.owner);
  expect(
    (await sql<{ n: number }>`select count(*) as n from platform.audit where position is null`.execute(db.owner))
      .rows[0]?.n,
  ).toBe(0);
});

test('who reaches more separate areas than a policy has places for is told the way; nothing is widened', async () => {
  const areas = (count: number) => Array.from({ length: count }, (_, at) => ({ lo: at * 2 + 1, hi: at * 2 + 2 }));
  expect((await as({ ranges: areas(64) }).get('/count-test')).status).toBe(200);
  expect(await as({ ranges: areas(65) }).get('/count-test')).toMatchObject({
    status: 409,
    body: { code: 'scope.too-scattered', details: { areas: 65, most: 64 } },
  });
});

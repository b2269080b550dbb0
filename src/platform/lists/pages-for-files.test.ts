import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { PageQuery } from '../shapes.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp } from '../testing/http.ts';
import { askedForFile, FILE_ROWS } from './pages-for-files.ts';

/** A list that answers how many rows it was asked for. */
const room: FastifyPluginAsync = async (plain) => {
  plain
    .withTypeProvider<ZodTypeProvider>()
    .get(
      '/rows',
      { config: { public: true }, schema: { querystring: PageQuery, response: { 200: z.object({ limit: z.int() }) } } },
      (request) => ({ limit: request.query.limit }),
    );
};
const { app } = await testApp(await testDatabase(), [room]);
const rows = async (headers: Record<string, string> = {}, query = '') => {
  const answer = await app.inject({ method: 'GET', url: `/api/v1/rows${query}`, headers });
  return { status: answer.statusCode, limit: (JSON.parse(answer.body) as { limit?: number }).limit };
};

test('a list that is read for a file gives the longer page; people get what they ask for, two hundred rows at most', async () => {
  expect(await askedForFile((mark) => rows(mark))).toEqual({ status: 200, limit: FILE_ROWS });
  expect(await askedForFile((mark) => rows(mark, '?limit=7'))).toEqual({ status: 200, limit: FILE_ROWS });
  expect(await rows()).toEqual({ status: 200, limit: 50 });
  expect(await rows({}, '?limit=200')).toEqual({ status: 200, limit: 200 });
  expect((await rows({}, '?limit=201')).status).toBe(400);
});

test('nobody gets it by saying so: not with a mark of his own, not after the file, and not over a line with the mark of a file under way', async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  let kept: Record<string, string> = {};
  await askedForFile(async (mark) => {
    kept = mark;
    const [name = ''] = Object.keys(mark);
    expect(await rows({ [name]: 'A'.repeat(43) })).toEqual({ status: 200, limit: 50 });
    const line = await fetch(`http://127.0.0.1:${port}/api/v1/rows`, { headers: mark });
    expect(await line.json()).toEqual({ limit: 50 });
  });
  expect(await rows(kept)).toEqual({ status: 200, limit: 50 });
});

import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { testDatabase } from '../testing/database.ts';
import { createApp } from './app.ts';

const db = await testDatabase();
const app = await createApp(
  {
    db,
    dataDir: '/nowhere',
    clock: () => new Date(),
    loopbackOnly: true,
    identify: () => Promise.resolve(null),
    grantOf: () => Promise.resolve({ rights: [], ranges: [] }),
  },
  [
    async (plain) => {
      plain
        .withTypeProvider<ZodTypeProvider>()
        .post('/said', { config: { public: true }, schema: { body: z.object({ words: z.string() }) } }, (request) =>
          Promise.resolve({ said: request.body.words }),
        );
    },
  ],
  { stalledAfterMs: 200 },
);
await app.listen({ port: 0, host: '127.0.0.1' });
afterAll(() => app.close());
const { port } = app.server.address() as AddressInfo;
const HEAD = (length: number) =>
  `POST /api/v1/said HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

test('a body that stops coming ends its connection', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`${HEAD(40)}{"words":"half`);
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});

test('a slow body is heard to its end, however long the whole takes', async () => {
  const socket = connect(port, '127.0.0.1');
  const body = '{"words":"slowly, letter by letter"}';
  socket.write(HEAD(body.length));
  const answered = once(socket, 'data');
  // Each letter well before the patience is over; all together longer than it.
  const letters = [...body];
  const began = Date.now();
  const timer = setInterval(() => {
    const letter = letters.shift();
    if (letter !== undefined) socket.write(letter);
  }, 15);
  const [answer] = (await answered) as [Buffer];
  clearInterval(timer);
  expect(Date.now() - began).toBeGreaterThan(200);
  expect(String(answer)).toContain('{"said":"slowly, letter by letter"}');
  socket.destroy();
});

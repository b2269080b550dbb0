import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { asOwner } from '../db/database.ts';
import { Forbidden, Invalid, NotFound, Unauthorized } from '../errors.ts';
import { problems } from '../http/problems.ts';
import { Id } from '../shapes.ts';
import { ChangeSettings, MyWays, NewWay, NoticeRow, NoticeSettings, Outbox, Preference, ZaloCode } from './contract.ts';
import { addWay, listMine, myWays, seeMine, setPreference, takeEvent, testWay, withdrawWay, zaloCode } from './mine.ts';
import { changeSettings, readOutbox, readSettings, tryAgain, webhookSecret } from './settings.ts';
import { isSigned, signatureOf } from './ways/zalo.ts';

const tags = ['notices'];
const params = z.object({ id: Id });
const manage = { right: 'users.manage' } as const;
const Nothing = z.null();

const userOf = (request: FastifyRequest): string => {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller.userId;
};

/** Notices: one's own, by which ways they come, and what an administrator has to know. */
export const noticeRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { db, dataDir, clock } = plain.platform;

  app.get(
    '/notices',
    {
      schema: {
        tags,
        summary: 'One’s own notices, the newest first, with what became of each',
        response: { 200: z.object({ items: z.array(NoticeRow), unseen: z.int() }), ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listMine(tx, userOf(request))),
  );
  app.post(
    '/notices/seen',
    { schema: { tags, summary: 'Say that one has seen them', response: { 204: Nothing, ...problems } } },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await seeMine(tx, userOf(request), clock());
        return {};
      });
    },
  );
  app.get(
    '/notices/ways',
    {
      schema: {
        tags,
        summary: 'By which ways one agreed to be told, when not, and of what',
        response: { 200: MyWays, ...problems },
      },
    },
    // The settings of the ways stand outside every scope; what is secret in them is not read here.
    (request) => asOwner(db, userOf(request), (tx) => myWays(tx, { userId: userOf(request), dataDir, now: clock() })),
  );
  app.post(
    '/notices/ways',
    {
      schema: {
        tags,
        summary: 'Agree to be told by mail or in this browser',
        body: NewWay,
        response: { 201: z.object({ id: Id }), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await addWay(tx, userOf(request), request.body),
      }));
    },
  );
  app.delete(
    '/notices/ways/:id',
    { schema: { tags, summary: 'Take a consent back', params, response: { 204: Nothing, ...problems } } },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await withdrawWay(tx, userOf(request), request.params.id, clock());
        return {};
      });
    },
  );
  app.post(
    '/notices/ways/:id/test',
    { schema: { tags, summary: 'Ask for a test message', params, response: { 204: Nothing, ...problems } } },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await testWay(tx, userOf(request), request.params.id, clock());
        return {};
      });
    },
  );
  app.post(
    '/notices/zalo/code',
    {
      config: { keyless: true },
      schema: {
        tags,
        summary: 'A code to send to the office’s account on Zalo, so that it knows whose phone it is',
        response: { 201: ZaloCode, ...problems },
      },
    },
    async (request, reply) => {
      const code = await asOwner(db, userOf(request), (tx) => zaloCode(tx, userOf(request), clock()));
      return reply.code(201).send(code);
    },
  );
  app.put(
    '/notices/preference',
    {
      schema: {
        tags,
        summary: 'Own quiet hours, and kinds that are not to be sent',
        body: Preference,
        response: { 204: Nothing, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await setPreference(tx, userOf(request), request.body);
        return {};
      });
    },
  );

  app.get(
    '/notices/settings',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Settings of the ways, without what is secret',
        response: { 200: NoticeSettings, ...problems },
      },
    },
    (request) => asOwner(db, userOf(request), readSettings),
  );
  app.put(
    '/notices/settings',
    {
      config: { ...manage, keyless: true },
      schema: {
        tags,
        summary: 'Change settings of the ways; a secret that is left out stays',
        body: ChangeSettings,
        response: { 200: NoticeSettings, ...problems },
      },
    },
    (request) =>
      asOwner(db, userOf(request), async (tx) => {
        await changeSettings(tx, { dataDir, now: clock() }, request.body);
        return readSettings(tx);
      }),
  );
  app.get(
    '/notices/outbox',
    {
      config: manage,
      schema: {
        tags,
        summary: 'State of the outbox, and what could not be told',
        response: { 200: Outbox, ...problems },
      },
    },
    (request) => asOwner(db, userOf(request), readOutbox),
  );
  app.post(
    '/notices/outbox/:id/again',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Try a message again that was put aside',
        params,
        response: { 204: Nothing, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        if (!(await tryAgain(tx, request.params.id, clock()))) throw new NotFound();
        return {};
      });
    },
  );

  await plain.register(zaloWebhook);
};

const Event = z.object({
  event_name: z.string().max(60),
  timestamp: z.union([z.string(), z.number()]).transform(String),
  sender: z.object({ id: z.string().max(60) }).optional(),
  follower: z.object({ id: z.string().max(60) }).optional(),
  message: z.object({ msg_id: z.string().max(120), text: z.string().max(4000).optional() }).optional(),
});

/** What Zalo tells us. Anybody can call it, so only what carries the right signature is looked at. */
const zaloWebhook: FastifyPluginAsync = async (app) => {
  const { db, dataDir, clock } = app.platform;
  app.removeContentTypeParser('application/json');
  // The signature is over the bytes as they came.
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, done) =>
    done(null, body),
  );
  app.post(
    '/notices/zalo/webhook',
    {
      config: { public: true, keyless: true },
      schema: { tags, summary: 'Events of Zalo, signed', response: { 204: Nothing, ...problems } },
    },
    async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : '';
      const event = eventIn(body);
      const known = await webhookSecret(db, dataDir);
      const header = request.headers['x-zevent-signature'];
      const signature = Array.isArray(header) ? header[0] : header;
      const expected = known && event ? signatureOf({ ...known, body, timestamp: event.timestamp }) : undefined;
      if (expected === undefined || !isSigned(signature, expected)) throw new Forbidden('notice.zalo-signature');
      const follower = event?.sender?.id ?? event?.follower?.id;
      if (!event || follower === undefined) throw new Invalid('request.invalid', { field: 'sender' });
      const id = event.message?.msg_id ?? `${event.event_name} ${follower} ${event.timestamp}`;
      await asOwner(db, 'zalo', (tx) =>
        takeEvent(tx, { id, name: event.event_name, follower, text: event.message?.text ?? null }, clock()),
      );
      return reply.code(204).send(null);
    },
  );
};

function eventIn(body: string): z.infer<typeof Event> | undefined {
  try {
    return Event.safeParse(JSON.parse(body)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from '../contract.ts';
import { listFeeds, makeFeed, readFeed, revokeFeed } from '../feeds/feeds.ts';
import { callerOf } from './caller.ts';

const config = { right: 'meetings.read' } as const;
const tags = ['calendar'];

/** Calendar addresses: made, withdrawn, and read by whoever has the secret. */
export const feedRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/calendar-feeds',
    {
      config,
      schema: {
        tags,
        summary: 'The caller’s calendar addresses',
        response: { 200: z.object({ items: z.array(shape.Feed) }), ...problems },
      },
    },
    (request) => app.inScope(request, async (tx) => ({ items: await listFeeds(tx, today()) })),
  );
  // Not a stored command: the answer carries the secret, which is kept nowhere. Sent again, the same id is refused.
  app.post(
    '/calendar-feeds',
    {
      config: { ...config, keyless: true },
      schema: {
        tags,
        summary: 'Make a calendar address',
        body: shape.NewFeed,
        response: { 201: shape.MadeFeed, ...problems },
      },
    },
    async (request, reply) => {
      const made = await app.inScope(request, (tx) => makeFeed(tx, callerOf(request), request.body, today()));
      return reply.code(201).send(made);
    },
  );
  app.post(
    '/calendar-feeds/:id/revoke',
    {
      config,
      schema: {
        tags,
        summary: 'Withdraw a calendar address',
        params: z.object({ id: Id }),
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await revokeFeed(tx, request.params.id);
        return {};
      });
    },
  );
  app.get(
    '/calendar/:secret',
    {
      config: { public: true, answers: ['ics'] },
      schema: {
        tags,
        summary: 'The calendar behind an address (iCalendar, RFC 5545)',
        params: z.object({ secret: z.string().min(20).max(80) }),
        response: { 200: z.string(), ...problems },
      },
    },
    async (request, reply) => {
      const text = await readFeed(plain.platform, request.params.secret.replace(/\.ics$/, ''), today());
      return reply
        .header('content-type', 'text/calendar; charset=utf-8')
        .header('cache-control', 'private, no-store')
        .serializer((payload: unknown) => String(payload))
        .send(text);
    },
  );
};

import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '../http/problems.ts';
import { Id } from '../shapes.ts';
import * as calendar from './calendar.ts';
import * as shape from './contract.ts';

/** Holidays and settings: readable by everybody signed in, kept by those with `holidays.manage`. */
export const calendarRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const config = { right: 'holidays.manage' } as const;
  const params = z.object({ id: Id });
  const tags = ['calendar'];

  app.get(
    '/holidays',
    {
      schema: {
        tags,
        summary: 'Days off, and weekend days worked in exchange',
        querystring: z.object({ year: z.coerce.number().int().min(1900).max(2200).optional() }),
        response: { 200: z.object({ items: z.array(shape.Holiday) }), ...problems },
      },
    },
    async (request) => ({ items: await app.inScope(request, (tx) => calendar.listHolidays(tx, request.query.year)) }),
  );

  app.post(
    '/holidays',
    {
      config,
      schema: { tags, summary: 'Enter a day', body: shape.NewHoliday, response: { 201: shape.Holiday, ...problems } },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await calendar.addHoliday(tx, request.body),
      }));
      return reply;
    },
  );

  app.patch(
    '/holidays/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a day',
        params,
        body: shape.ChangeHoliday,
        response: { 200: shape.Holiday, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await calendar.changeHoliday(tx, request.params.id, request.body),
      }));
      return reply;
    },
  );

  app.delete(
    '/holidays/:id',
    { config, schema: { tags, summary: 'Take a day out', params, response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await calendar.removeHoliday(tx, request.params.id);
        return {};
      });
      return reply;
    },
  );

  app.get(
    '/settings',
    {
      schema: {
        tags,
        summary: 'Values that an administrator may change, by period',
        response: { 200: z.object({ items: z.array(shape.Setting) }), ...problems },
      },
    },
    async (request) => ({ items: await app.inScope(request, (tx) => calendar.listSettings(tx)) }),
  );

  app.put(
    '/settings/:key',
    {
      config,
      schema: {
        tags,
        summary: 'Set a value for a period',
        params: z.object({ key: z.string().max(100) }),
        body: shape.NewSetting,
        response: { 200: shape.Setting, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await calendar.changeSetting(tx, request.params.key, request.body),
      }));
      return reply;
    },
  );
};

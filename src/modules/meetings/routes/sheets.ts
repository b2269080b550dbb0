import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from '../contract.ts';
import { beginAgenda, beginRubric, readSheets } from '../sheets.ts';
import { callerOf } from './caller.ts';

const tags = ['meetings'];
const write = { right: 'meetings.score' } as const;
const Made = z.object({ id: z.string() });

/** Score sheets and agendas as data with their time. */
export const sheetRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/meeting-sheets',
    {
      config: { right: 'meetings.read' },
      schema: {
        tags,
        summary: 'Score sheets and agendas of a unit’s province, and the framework',
        querystring: z.object({ unit: Id }),
        response: { 200: shape.Sheets, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => readSheets(tx, callerOf(request), request.query, today())),
  );
  app.post(
    '/meeting-sheets/rubrics',
    {
      config: write,
      schema: {
        tags,
        summary: 'Begin a score sheet of the province',
        body: shape.NewRubric,
        response: { 201: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await beginRubric(tx, callerOf(request), request.body),
      }));
    },
  );
  app.post(
    '/meeting-sheets/agendas',
    {
      config: write,
      schema: {
        tags,
        summary: 'Begin an agenda of the province',
        body: shape.NewAgendaSkeleton,
        response: { 201: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await beginAgenda(tx, callerOf(request), request.body),
      }));
    },
  );
};

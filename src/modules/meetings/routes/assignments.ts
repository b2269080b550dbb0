import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { assign, endAssignment, listAssignments } from '../assignments.ts';
import * as shape from '../contract.ts';
import { callerOf } from './caller.ts';

const tags = ['meetings'];
const score = { right: 'meetings.score' } as const;
const Made = z.object({ id: z.string() });

/** Which member of a committee follows which cell. */
export const assignmentRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/cell-assignments',
    {
      config: { right: 'meetings.read' },
      schema: {
        tags,
        summary: 'Cells of a unit, who follows each, and how often he was at its meetings in a year',
        querystring: z.object({ unit: Id, year: z.coerce.number().int().min(2000).max(2100).optional() }),
        response: { 200: z.object({ items: z.array(shape.FollowedCell) }), ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => {
        const { unit, year = Number(today().slice(0, 4)) } = request.query;
        return { items: await listAssignments(tx, callerOf(request), { unit, year }, today()) };
      }),
  );
  app.post(
    '/cell-assignments',
    {
      config: score,
      schema: {
        tags,
        summary: 'Give a member of a committee a cell to follow',
        body: shape.NewAssignment,
        response: { 201: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await assign(tx, callerOf(request), request.body),
      }));
    },
  );
  app.post(
    '/cell-assignments/:id/end',
    {
      config: score,
      schema: {
        tags,
        summary: 'End an assignment',
        params: z.object({ id: Id }),
        body: shape.EndAssignment,
        response: { 200: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await endAssignment(tx, callerOf(request), request.params.id, request.body.to),
      }));
    },
  );
};

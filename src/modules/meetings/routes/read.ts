import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { readBoard } from '../board.ts';
import { readCommittees } from '../committees.ts';
import * as shape from '../contract.ts';
import { listThemes } from '../meeting/plan.ts';
import { getMeeting, listMeetings } from '../meeting/read.ts';
import { callerOf } from './caller.ts';

const config = { right: 'meetings.read' } as const;
const tags = ['meetings'];
const Year = z.coerce.number().int().min(2000).max(2100);

/** What is read of meetings: lists, one meeting, the board, the yearly plan. */
export const readRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/meetings',
    {
      config,
      schema: {
        tags,
        summary: 'Meetings in the caller’s scope, newest first',
        querystring: shape.MeetingQuery,
        response: {
          200: z.object({
            items: z.array(shape.MeetingRow),
            nextCursor: z.string().nullable(),
            total: z.int().optional(),
          }),
          ...problems,
        },
      },
    },
    (request) => app.inScope(request, (tx) => listMeetings(tx, request.query, today())),
  );
  app.get(
    '/meetings/board',
    {
      config,
      schema: {
        tags,
        summary: 'Cells of a unit by month: who did not meet, what slips, where to go',
        querystring: z.object({ unit: Id, year: Year.optional() }),
        response: { 200: shape.Board, ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => {
        await assertUnitsInScope(tx, callerOf(request), [request.query.unit]);
        const year = request.query.year ?? Number(today().slice(0, 4));
        return readBoard(tx, { unit: request.query.unit, year }, today());
      }),
  );
  app.get(
    '/meetings/committees',
    {
      config,
      schema: {
        tags,
        summary: 'Committees of grassroots organisations by month: who did not meet',
        querystring: z.object({ unit: Id, year: Year.optional() }),
        response: { 200: shape.CommitteeWatch, ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => {
        await assertUnitsInScope(tx, callerOf(request), [request.query.unit]);
        const year = request.query.year ?? Number(today().slice(0, 4));
        return readCommittees(tx, { unit: request.query.unit, year }, today());
      }),
  );
  app.get(
    '/meetings/:id',
    {
      config,
      schema: {
        tags,
        summary: 'A meeting with everything that belongs to it',
        params: z.object({ id: Id }),
        response: { 200: shape.MeetingPage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => getMeeting(tx, callerOf(request), request.params.id, today())),
  );
  app.get(
    '/theme-plans',
    {
      config,
      schema: {
        tags,
        summary: 'Themes of a unit’s year',
        querystring: z.object({ unit: Id, year: Year }),
        response: { 200: z.object({ items: z.array(shape.PlannedTheme) }), ...problems },
      },
    },
    (request) => app.inScope(request, async (tx) => ({ items: await listThemes(tx, request.query, today()) })),
  );
};

import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { RequestRow } from '#modules/tasks/contract.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from '../contract.ts';
import { correctMinutes, moveMeeting, writeMinutes } from '../meeting/close.ts';
import {
  dropVote,
  giveMeetingTask,
  recordMeetingRequest,
  recordVote,
  touchTask,
  writeAttendance,
  writeDelegates,
} from '../meeting/hold.ts';
import { changeMeeting, dropTheme, planMeeting, saveTheme, writeAgenda } from '../meeting/plan.ts';
import { writeScore } from '../meeting/quality.ts';
import { callerOf } from './caller.ts';

const write = { right: 'meetings.write' } as const;
const tags = ['meetings'];
const params = z.object({ id: Id });
const Made = RequestRow.pick({ id: true });
const answers = { 200: shape.Written, ...problems };

/** What is written about meetings: every one a command with a key, every refusal a stable code. */
export const writeRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.post(
    '/meetings',
    {
      config: write,
      schema: {
        tags,
        summary: 'Plan a meeting',
        body: shape.NewMeeting,
        response: { 201: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await planMeeting(tx, callerOf(request), request.body),
      }));
    },
  );

  /** A write of one meeting under `/meetings/{id}…`. */
  const change = <B extends z.ZodType>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, id: string, input: z.infer<B>, caller: Caller) => Promise<{ id: string; version: number }>,
  ): void => {
    app.route({
      method,
      url: `/meetings/:id${path}`,
      config: write,
      schema: { tags, summary, params, body, response: answers },
      handler: async (request, reply) => {
        const { id } = request.params;
        await app.command(request, reply, async (tx) => ({
          body: await work(tx, id, request.body as z.infer<B>, callerOf(request)),
        }));
      },
    });
  };
  change('PATCH', '', 'Note place, times, chair and secretary', shape.ChangeMeeting, changeMeeting);
  change('PUT', '/agenda', 'Write the agenda anew', shape.WriteAgenda, writeAgenda);
  change(
    'PUT',
    '/attendance',
    'Record who came; the meeting is held with this',
    shape.WriteAttendance,
    (tx, id, input) => writeAttendance(tx, id, input, today()),
  );
  change('PUT', '/delegates', 'Superiors attending and their remarks', shape.WriteDelegates, writeDelegates);
  change('POST', '/votes', 'Count a vote', shape.NewVote, recordVote);
  change(
    'POST',
    '/tasks',
    'Give a task by the resolution of this meeting',
    shape.MeetingTask,
    (tx, id, input, caller) => giveMeetingTask(tx, caller, id, input),
  );
  change('PUT', '/minutes', 'Write the minutes', shape.WriteMinutes, writeMinutes);
  change('POST', '/state', 'Agree, open again, lock, or call off', shape.MoveMeeting, moveMeeting);
  change('POST', '/corrections', 'Correct locked minutes by a further version', shape.CorrectMinutes, correctMinutes);

  app.post(
    '/meetings/:id/tasks/:taskId/entries',
    {
      config: write,
      schema: {
        tags,
        summary: 'Touch an open task at this meeting',
        params: params.extend({ taskId: Id }),
        body: shape.TouchTask,
        response: answers,
      },
    },
    async (request, reply) => {
      const { id, taskId } = request.params;
      await app.command(request, reply, async (tx) => ({
        body: await touchTask(tx, id, taskId, request.body, today()),
      }));
    },
  );
  app.post(
    '/meetings/:id/requests',
    {
      config: write,
      schema: {
        tags,
        summary: 'Record a request made at this meeting',
        params,
        body: shape.MeetingRequest,
        response: { 201: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await recordMeetingRequest(tx, callerOf(request), request.params.id, request.body, today()),
      }));
    },
  );
  app.delete(
    '/meetings/:id/votes/:voteId',
    {
      config: write,
      schema: {
        tags,
        summary: 'Take a wrongly counted vote back',
        params: params.extend({ voteId: Id }),
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await dropVote(tx, request.params.id, request.params.voteId);
        return {};
      });
    },
  );
  // Who may score depends on the side: the cell its own sheet, a superior the one beside it.
  app.put(
    '/meetings/:id/scores/:side',
    {
      config: { right: 'meetings.read' },
      schema: {
        tags,
        summary: 'Confirm a quality sheet',
        params: params.extend({ side: shape.Side }),
        body: shape.WriteScore,
        response: { 200: shape.Score, ...problems },
      },
    },
    async (request, reply) => {
      const { id, side } = request.params;
      await app.command(request, reply, async (tx) => ({
        body: await writeScore(tx, callerOf(request), id, side, request.body, today()),
      }));
    },
  );

  app.put(
    '/theme-plans/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Enter or change a theme of the year',
        params,
        body: shape.NewTheme,
        response: { 200: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await saveTheme(tx, callerOf(request), request.params.id, request.body),
      }));
    },
  );
  app.delete(
    '/theme-plans/:id',
    {
      config: write,
      schema: { tags, summary: 'Take a theme out of the plan', params, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await dropTheme(tx, request.params.id);
        return {};
      });
    },
  );
};

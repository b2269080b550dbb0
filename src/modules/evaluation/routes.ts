import './constraints.ts';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unauthorized } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from './contract.ts';
import { readYear } from './read.ts';
import { answerComplaint, complain } from './complain.ts';
import { decide, propose, withdraw } from './write.ts';

const tags = ['evaluation'];
const Made = z.object({ id: z.string() });

function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}

/** Yearly evaluation of members and organisations. */
export const evaluationRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/evaluations',
    {
      config: { right: 'evaluation.read' },
      schema: {
        tags,
        summary: 'The year of a unit: its members or organisations, what is proposed and what was decided',
        querystring: shape.EvaluationQuery,
        response: { 200: shape.EvaluationList, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) => {
        // Evaluated at the end of a year, so until December the year before is the one in hand.
        const now = today();
        const latest = Number(now.slice(0, 4)) - (now.slice(5) < '12-01' ? 1 : 0);
        const { unit, year = latest } = request.query;
        return readYear(tx, callerOf(request), { unit, year }, now);
      }),
  );
  app.post(
    '/evaluations/proposals',
    {
      config: { right: 'evaluation.write' },
      schema: {
        tags,
        summary: 'Propose the level of a member, or of the own organisation',
        body: shape.NewProposal,
        response: { 201: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await propose(tx, callerOf(request), request.body, today()),
      }));
    },
  );
  app.post(
    '/evaluations/decisions',
    {
      config: { right: 'evaluation.decide' },
      schema: {
        tags,
        summary: 'Decide the whole list of a unit as proposed',
        body: shape.NewDecision,
        response: { 201: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await decide(tx, callerOf(request), request.body, today()),
      }));
    },
  );
  app.post(
    '/evaluations/complaints',
    {
      config: { right: 'evaluation.write' },
      schema: {
        tags,
        summary: 'Record a complaint about a decided level',
        body: shape.NewComplaint,
        response: { 201: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await complain(tx, request.body, today()),
      }));
    },
  );
  app.post(
    '/evaluations/complaints/:id/answer',
    {
      config: { right: 'evaluation.decide' },
      schema: {
        tags,
        summary: 'Answer a complaint: the level is kept, or changed',
        params: z.object({ id: Id }),
        body: shape.ComplaintAnswer,
        response: { 200: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await answerComplaint(tx, request.params.id, request.body, today()),
      }));
    },
  );
  app.post(
    '/evaluations/decisions/:id/withdraw',
    {
      config: { right: 'evaluation.decide' },
      schema: {
        tags,
        summary: 'Take a decision back with a paper',
        params: z.object({ id: Id }),
        body: shape.Withdrawal,
        response: { 200: Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await withdraw(tx, callerOf(request), request.params.id, request.body, today()),
      }));
    },
  );
};

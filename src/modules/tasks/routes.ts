import './constraints.ts';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unauthorized } from '#platform/errors.ts';
import { problems } from '#platform/http/problems.ts';
import type { Caller } from '#platform/http/context.ts';
import { Id, PageQuery } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from './contract.ts';
import { enterDocument, getDocument, listDocuments } from './documents.ts';
import { answerRequest, listRequests, recordRequest } from './requests.ts';
import { enterProgress, getTask, giveTask, listTasks } from './tasks.ts';

const params = z.object({ id: Id });
const read = { right: 'tasks.read' } as const;
const write = { right: 'tasks.write' } as const;
const tags = ['tasks'];
const pageOf = <T extends z.ZodType>(row: T) =>
  z.object({ items: z.array(row), nextCursor: z.string().nullable(), total: z.int().optional() });

/** Who asks; the routes of this room need somebody. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}

/** Everything this room answers over HTTP. */
export const tasksRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/task-documents',
    {
      config: read,
      schema: {
        tags,
        summary: 'Resolutions, schemes, programmes and plans with what became of their tasks',
        querystring: PageQuery.extend({ unit: Id.optional(), kind: shape.DocumentKind.optional() }),
        response: { 200: pageOf(shape.DocumentRow), ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listDocuments(tx, request.query, today())),
  );
  app.get(
    '/task-documents/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'A document and the tree it stands in',
        params,
        response: { 200: shape.DocumentPage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => getDocument(tx, request.params.id, today())),
  );
  app.post(
    '/task-documents',
    {
      config: write,
      schema: {
        tags,
        summary: 'Enter a document',
        body: shape.NewDocument,
        response: { 201: shape.Made, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await enterDocument(tx, callerOf(request), request.body, today()),
      }));
    },
  );

  app.get(
    '/tasks',
    {
      config: read,
      schema: {
        tags,
        summary: 'Tasks by deadline',
        querystring: shape.TaskQuery,
        response: { 200: pageOf(shape.TaskRow), ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listTasks(tx, callerOf(request), request.query, today())),
  );
  app.get(
    '/tasks/:id',
    {
      config: read,
      schema: { tags, summary: 'A task and its evidence', params, response: { 200: shape.TaskPage, ...problems } },
    },
    (request) => app.inScope(request, (tx) => getTask(tx, callerOf(request), request.params.id, today())),
  );
  app.post(
    '/tasks',
    {
      config: write,
      schema: { tags, summary: 'Give a task', body: shape.NewTask, response: { 201: shape.Written, ...problems } },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await giveTask(tx, callerOf(request), request.body),
      }));
    },
  );
  app.post(
    '/tasks/:id/entries',
    {
      config: write,
      schema: {
        tags,
        summary: 'Enter evidence: progress, finished, dropped or carried over',
        params,
        body: shape.NewEntry,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await enterProgress(tx, request.params.id, request.body, today()),
      }));
    },
  );

  app.get(
    '/requests',
    {
      config: read,
      schema: {
        tags,
        summary: 'Requests of members and people, and the answers owed',
        querystring: shape.RequestQuery,
        response: { 200: pageOf(shape.RequestRow), ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listRequests(tx, request.query, today())),
  );
  app.post(
    '/requests',
    {
      config: write,
      schema: { tags, summary: 'Record a request', body: shape.NewRequest, response: { 201: shape.Made, ...problems } },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await recordRequest(tx, callerOf(request), request.body, today()),
      }));
    },
  );
  app.post(
    '/requests/:id/answer',
    {
      config: write,
      schema: {
        tags,
        summary: 'Answer a request',
        params,
        body: shape.AnswerRequest,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await answerRequest(tx, request.params.id, request.body, today());
        return {};
      });
    },
  );
};

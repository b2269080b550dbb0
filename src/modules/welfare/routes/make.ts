import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Unauthorized } from '#platform/errors.ts';
import { problems } from '#platform/http/problems.ts';
import type { Right } from '#platform/rights.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { ById, pageOf, Written } from '../contract.ts';
import type { About } from '../reading.ts';

const tags = ['welfare'];

/** The kinds of route that this room has again and again. */
export function routeKinds(plain: FastifyInstance) {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = (request: FastifyRequest): About => {
    if (!request.caller) throw new Unauthorized('sign-in.needed');
    return { caller: request.caller, today: todayInVietnam(plain.platform.clock()) };
  };
  return {
    app,
    about,
    tags,
    /** A paged list. */
    list<Q extends z.ZodObject, T extends z.ZodType>(
      path: string,
      summary: string,
      querystring: Q,
      item: T,
      work: (tx: Tx, about: About, query: z.infer<Q>) => Promise<unknown>,
    ): void {
      app.get(
        path,
        {
          config: { right: 'welfare.read' },
          schema: { tags, summary, querystring, response: { 200: pageOf(item), ...problems } },
        },
        (request) => app.inScope(request, (tx) => work(tx, about(request), request.query as z.infer<Q>)) as never,
      );
    },
    /** A paged list of one record's own. */
    listOf<Q extends z.ZodObject, T extends z.ZodType>(
      path: string,
      summary: string,
      querystring: Q,
      item: T,
      work: (tx: Tx, about: About, id: string, query: z.infer<Q>) => Promise<unknown>,
    ): void {
      app.get(
        path,
        {
          config: { right: 'welfare.read' },
          schema: { tags, summary, params: ById, querystring, response: { 200: pageOf(item), ...problems } },
        },
        (request) =>
          app.inScope(request, (tx) =>
            work(tx, about(request), request.params.id, request.query as z.infer<Q>),
          ) as never,
      );
    },
    /** One record. */
    show<T extends z.ZodType>(
      path: string,
      summary: string,
      shape: T,
      work: (tx: Tx, about: About, id: string) => Promise<unknown>,
    ): void {
      app.get(
        path,
        {
          config: { right: 'welfare.read' },
          schema: { tags, summary, params: ById, response: { 200: shape, ...problems } },
        },
        (request) => app.inScope(request, (tx) => work(tx, about(request), request.params.id)) as never,
      );
    },
    /** A new record of its own. */
    add<B extends z.ZodType>(
      path: string,
      summary: string,
      body: B,
      work: (tx: Tx, about: About, input: z.infer<B>) => Promise<{ id: string }>,
    ): void {
      app.post(
        path,
        {
          config: { right: 'welfare.write' },
          schema: { tags, summary, body, response: { 201: Written, ...problems } },
        },
        async (request, reply) => {
          await app.command(request, reply, async (tx) => ({
            status: 201,
            body: await work(tx, about(request), request.body as z.infer<B>),
          }));
        },
      );
    },
    /** Something that belongs to a record, or happens to it. */
    addTo<B extends z.ZodType>(
      path: string,
      summary: string,
      body: B,
      work: (tx: Tx, about: About, id: string, input: z.infer<B>) => Promise<{ id: string }>,
      right: Right = 'welfare.write',
    ): void {
      app.post(
        path,
        { config: { right }, schema: { tags, summary, params: ById, body, response: { 201: Written, ...problems } } },
        async (request, reply) => {
          await app.command(request, reply, async (tx) => ({
            status: 201,
            body: await work(tx, about(request), request.params.id, request.body as z.infer<B>),
          }));
        },
      );
    },
    /** A change of a record. */
    change<B extends z.ZodType>(
      path: string,
      summary: string,
      body: B,
      work: (tx: Tx, about: About, id: string, input: z.infer<B>) => Promise<{ id: string }>,
    ): void {
      app.patch(
        path,
        {
          config: { right: 'welfare.write' },
          schema: { tags, summary, params: ById, body, response: { 200: Written, ...problems } },
        },
        async (request, reply) => {
          await app.command(request, reply, async (tx) => ({
            body: await work(tx, about(request), request.params.id, request.body as z.infer<B>),
          }));
        },
      );
    },
  };
}
export type RouteKinds = ReturnType<typeof routeKinds>;

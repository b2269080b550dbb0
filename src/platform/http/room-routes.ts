import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Tx } from '../db/tx.ts';
import { Unauthorized } from '../errors.ts';
import type { Lang } from '../format.ts';
import type { Right } from '../rights.ts';
import { Id } from '../shapes.ts';
import { todayInVietnam } from '../time/dates.ts';
import type { Caller } from './context.ts';
import { langOf, problems } from './problems.ts';

/** Who asks, and when by the clock of the program. */
export type Asking = { caller: Caller; today: string; now: Date };

/** A page of a list: what every list answers. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() });

const ById = z.object({ id: Id });

/**
 * The usual routes of a room: what is read runs as the caller in one transaction, what is written is a command, and both are described for
 * the API from the shapes that they take. `app` and `asking` are for the routes that are not usual.
 */
export function roomRoutes(plain: FastifyInstance, tags: readonly string[]) {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const asking = (request: FastifyRequest): Asking => {
    const { caller } = request;
    if (!caller) throw new Unauthorized('sign-in.needed');
    const now = plain.platform.clock();
    return { caller, now, today: todayInVietnam(now) };
  };
  const schemaOf = (
    summary: string,
    more: Record<string, z.ZodType>,
    answer: { status: 200 | 201; shape: z.ZodType },
  ) => ({
    tags,
    summary,
    ...more,
    response: { [answer.status]: answer.shape, ...problems },
  });

  /** A list, or whatever is asked with a query. */
  function list<Q extends z.ZodObject, T extends z.ZodType>(
    path: string,
    summary: string,
    { right, query, answer }: { right: Right; query: Q; answer: T },
    work: (tx: Tx, asking: Asking, query: z.infer<Q>, lang: Lang) => Promise<unknown>,
  ): void {
    const schema = schemaOf(summary, { querystring: query }, { status: 200, shape: answer });
    app.get(
      path,
      { config: { right }, schema },
      (request) =>
        app.inScope(request, (tx) => work(tx, asking(request), request.query as z.infer<Q>, langOf(request))) as never,
    );
  }

  /** One record below `:id`, with a query where the room has one. */
  function one<T extends z.ZodType, Q extends z.ZodObject>(
    path: string,
    summary: string,
    { right, query, answer }: { right: Right; query?: Q; answer: T },
    work: (tx: Tx, asking: Asking, id: string, asked: { query: z.infer<Q>; lang: Lang }) => Promise<unknown>,
  ): void {
    const more = { params: ById, ...(query ? { querystring: query } : {}) };
    app.get(
      path,
      { config: { right }, schema: schemaOf(summary, more, { status: 200, shape: answer }) },
      (request) =>
        app.inScope(request, (tx) => {
          const { id } = request.params as { id: string };
          return work(tx, asking(request), id, { query: request.query as z.infer<Q>, lang: langOf(request) });
        }) as never,
    );
  }

  /** A new record, made once however often it is sent. */
  function add<B extends z.ZodType, T extends z.ZodType>(
    path: string,
    summary: string,
    { right, body, answer }: { right: Right; body: B; answer: T },
    work: (tx: Tx, asking: Asking, input: z.infer<B>) => Promise<unknown>,
  ): void {
    const schema = schemaOf(summary, { body }, { status: 201, shape: answer });
    app.post(path, { config: { right }, schema }, async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await work(tx, asking(request), request.body as z.infer<B>),
      }));
    });
  }

  /** Something done to the record below `:id`. */
  function act<B extends z.ZodType, T extends z.ZodType>(
    method: 'POST' | 'PATCH' | 'PUT',
    path: string,
    summary: string,
    { right, body, answer, status = 200 }: { right: Right; body: B; answer: T; status?: 200 | 201 },
    work: (tx: Tx, asking: Asking, id: string, input: z.infer<B>) => Promise<unknown>,
  ): void {
    app.route({
      method,
      url: path,
      config: { right },
      schema: schemaOf(summary, { params: ById, body }, { status, shape: answer }),
      handler: async (request, reply) => {
        const { id } = request.params as { id: string };
        await app.command(request, reply, async (tx) => ({
          status,
          body: await work(tx, asking(request), id, request.body as z.infer<B>),
        }));
        return reply;
      },
    });
  }

  /** Something done to what belongs to a record, both named in the path: `/courses/:id/participants/:participant`. */
  function actOn<B extends z.ZodType, T extends z.ZodType>(
    method: 'PATCH' | 'PUT',
    path: string,
    summary: string,
    { right, body, answer }: { right: Right; body: B; answer: T },
    work: (tx: Tx, asking: Asking, id: string, part: string, input: z.infer<B>) => Promise<unknown>,
  ): void {
    const [first = 'id', second = 'part'] = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    const params = z.object({ [first]: Id, [second]: Id });
    app.route({
      method,
      url: path,
      config: { right },
      schema: schemaOf(summary, { params, body }, { status: 200, shape: answer }),
      handler: async (request, reply) => {
        const asked = request.params as Record<string, string>;
        await app.command(request, reply, async (tx) => ({
          body: await work(tx, asking(request), asked[first] ?? '', asked[second] ?? '', request.body as z.infer<B>),
        }));
        return reply;
      },
    });
  }

  return { app, asking, list, one, add, act, actOn };
}

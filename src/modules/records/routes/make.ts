import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Unauthorized } from '#platform/errors.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import type { Right } from '#platform/rights.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { ById, Written } from '../contract/values.ts';
import type { About } from '../reading.ts';

const tags = ['records'];
type App = FastifyInstance;
type Done = { id: string } & Record<string, unknown>;

/** Who asks, on which day and in which language. */
export function aboutOf(app: App, request: FastifyRequest): About {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return { caller: request.caller, today: todayInVietnam(app.platform.clock()), lang: langOf(request) };
}

/** The few shapes in which this room answers: a list, a record, a new record, a change of one. */
export function makers(plain: App) {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const read = { right: 'records.read' } as const;
  const command = (
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    work: (tx: Tx, about: About) => Promise<Done>,
  ) => {
    const about = aboutOf(plain, request);
    return app.command(request, reply, async (tx) => ({ status, body: await work(tx, about) }));
  };
  return {
    app,
    /** `GET path` with a query. */
    list<Q extends z.ZodObject, T extends z.ZodType>(
      path: string,
      summary: string,
      querystring: Q,
      answer: T,
      work: (tx: Tx, about: About, query: z.infer<Q>) => Promise<unknown>,
    ): void {
      app.get(
        path,
        { config: read, schema: { tags, summary, querystring, response: { 200: answer, ...problems } } },
        (request) =>
          app.inScope(request, (tx) => work(tx, aboutOf(plain, request), request.query as z.infer<Q>)) as never,
      );
    },
    /** `GET path/:id`. */
    one<T extends z.ZodType>(
      path: string,
      summary: string,
      answer: T,
      work: (tx: Tx, about: About, id: string) => Promise<unknown>,
    ): void {
      app.get(
        path,
        { config: read, schema: { tags, summary, params: ById, response: { 200: answer, ...problems } } },
        (request) => app.inScope(request, (tx) => work(tx, aboutOf(plain, request), request.params.id)) as never,
      );
    },
    /** `POST path`: a record of its own. */
    add<B extends z.ZodType>(
      right: Right,
      path: string,
      summary: string,
      body: B,
      work: (tx: Tx, about: About, input: z.infer<B>) => Promise<Done>,
    ): void {
      app.post(
        path,
        { config: { right }, schema: { tags, summary, body, response: { 201: Written, ...problems } } },
        async (request, reply) => {
          await command(request, reply, 201, (tx, about) => work(tx, about, request.body as z.infer<B>));
        },
      );
    },
    /** A verb on a record: `POST`, `PUT` or `PATCH` of `path/:id…`. */
    change<B extends z.ZodType, T extends z.ZodType = typeof Written>(
      right: Right,
      [method, path]: ['POST' | 'PUT' | 'PATCH', string],
      summary: string,
      body: B,
      work: (tx: Tx, about: About, id: string, input: z.infer<B>) => Promise<Done>,
      answer?: T,
    ): void {
      const schema = { tags, summary, params: ById, body, response: { 200: answer ?? Written, ...problems } };
      const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        const { id } = request.params as { id: string };
        await command(request, reply, 200, (tx, about) => work(tx, about, id, request.body as z.infer<B>));
      };
      plain.route({ method, url: path, config: { right }, schema, handler });
    },
  };
}

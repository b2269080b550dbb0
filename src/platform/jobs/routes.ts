import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../db/tx.ts';
import { RuleBroken } from '../errors.ts';
import { problems } from '../http/problems.ts';
import { Id } from '../shapes.ts';

export const Job = z.object({
  id: Id,
  kind: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  done: z.int(),
  total: z.int().nullable(),
  result: z.unknown(),
  problem: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Job = z.infer<typeof Job>;

function getJob(tx: Tx, id: string): Promise<Job> {
  return tx.one<Job>(sql`
    select id, kind, state, done, total, result, problem, created_at as "createdAt", updated_at as "updatedAt" from platform.job where id = ${id}`);
}

/** Progress of the caller's own long work. */
export const jobRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ id: Id });
  const tags = ['jobs'];

  app.get(
    '/jobs/:id',
    { schema: { tags, summary: 'How far long work is', params, response: { 200: Job, ...problems } } },
    (request) => app.inScope(request, (tx) => getJob(tx, request.params.id)),
  );

  app.post(
    '/jobs/:id/cancel',
    {
      schema: {
        tags,
        summary: 'Stop long work; what it did in one transaction is undone',
        params,
        response: { 200: Job, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        const job = await getJob(tx, request.params.id);
        const stopped = await tx.run(sql`
          update platform.job set state = 'cancelled', updated_at = now() where id = ${job.id} and state in ('waiting', 'running')`);
        if (stopped === 0) throw new RuleBroken('job.finished', { state: job.state });
        return { body: await getJob(tx, job.id) };
      });
      return reply;
    },
  );
};

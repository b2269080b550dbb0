import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Unauthorized } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { problems } from '#platform/http/problems.ts';
import { Id, PlainDate } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import './constraints.ts';
import * as shape from './contract.ts';
import { listVillages, mapVillages } from './list.ts';
import { getVillagePage, listProgrammes, listStandards } from './page.ts';
import { reviewPrestige } from './prestige.ts';
import {
  addBenefit,
  addFact,
  addPrestige,
  addProfile,
  addStateEvent,
  addWork,
  correctProfile,
  correctStateEvent,
  deliverBenefit,
} from './write.ts';

const tags = ['villages'];
const read = { right: 'villages.read' } as const;
const write = { right: 'villages.write' } as const;
const Village = z.object({ village: z.string().min(1).max(120) });

/** Everything this room answers over HTTP. */
export const villagesRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/villages',
    {
      config: read,
      schema: {
        tags,
        summary: 'Villages of a unit with what is known of each on a day',
        querystring: shape.VillageQuery,
        response: { 200: shape.VillageList, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listVillages(tx, callerOf(request), request.query, today())),
  );
  app.get(
    '/villages/map',
    {
      config: read,
      schema: {
        tags,
        summary: 'Villages in one of the three states, for a map; the others counted',
        querystring: shape.VillageQuery.pick({ unit: true, asOf: true, boundaries: true }),
        response: { 200: shape.VillageMap, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => mapVillages(tx, callerOf(request), request.query, today())),
  );
  app.get(
    '/villages/:village',
    {
      config: read,
      schema: {
        tags,
        summary: 'Everything known of one village',
        params: Village,
        querystring: z.object({ asOf: PlainDate.optional() }),
        response: { 200: shape.VillagePage, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) =>
        getVillagePage(tx, callerOf(request), request.params.village, request.query, today()),
      ),
  );
  app.get(
    '/programmes',
    {
      config: read,
      schema: {
        tags,
        summary: 'Programmes for villages with their successors, and the poverty standards',
        response: {
          200: z.object({ items: z.array(shape.Programme), standards: z.array(shape.Standard) }),
          ...problems,
        },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => ({ items: await listProgrammes(tx), standards: await listStandards(tx) })),
  );

  /** Something new about a village under `/villages/{village}/…`. */
  const add = <B extends z.ZodType>(
    path: string,
    summary: string,
    body: B,
    work: (
      tx: Tx,
      about: { caller: Caller; village: string; today: string },
      input: z.infer<B>,
    ) => Promise<{ id: string }>,
  ): void => {
    app.post(
      `/villages/:village/${path}`,
      {
        config: write,
        schema: { tags, summary, params: Village, body, response: { 201: shape.Written, ...problems } },
      },
      async (request, reply) => {
        await app.command(request, reply, async (tx) => ({
          status: 201,
          body: await work(
            tx,
            { caller: callerOf(request), village: request.params.village, today: today() },
            request.body as z.infer<B>,
          ),
        }));
      },
    );
  };
  add('profiles', 'Record a snapshot', shape.NewProfile, addProfile);
  add('facts', 'Record what came in which year', shape.NewFact, addFact);
  add('state-events', 'Record that a state was cleared, or fell back', shape.NewStateEvent, addStateEvent);
  add('prestige', 'Record a person of prestige', shape.NewPrestige, addPrestige);
  add('prestige-reviews', 'Record the yearly review of a person of prestige', shape.NewPrestigeReview, reviewPrestige);
  add('benefits', 'Record what a programme brought', shape.NewBenefit, addBenefit);
  add('work', 'Record counts of a period', shape.NewWork, addWork);

  app.post(
    '/villages/:village/state-events/:id/corrections',
    {
      config: write,
      schema: {
        tags,
        summary: 'Correct a state event by a further row, or say that it did not happen',
        params: Village.extend({ id: Id }),
        body: shape.CorrectStateEvent,
        response: { 201: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      const { village, id } = request.params;
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await correctStateEvent(tx, { caller: callerOf(request), village, today: today() }, id, request.body),
      }));
    },
  );
  app.patch(
    '/villages/:village/profiles/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Correct a snapshot',
        params: Village.extend({ id: Id }),
        body: shape.CorrectProfile,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      const { village, id } = request.params;
      await app.command(request, reply, async (tx) => ({
        body: await correctProfile(tx, { caller: callerOf(request), village, today: today() }, id, request.body),
      }));
    },
  );
  app.post(
    '/villages/:village/benefits/:id/deliver',
    {
      config: write,
      schema: {
        tags,
        summary: 'A planned benefit arrived',
        params: Village.extend({ id: Id }),
        body: shape.DeliverBenefit,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      const { village, id } = request.params;
      await app.command(request, reply, async (tx) => ({
        body: await deliverBenefit(tx, { caller: callerOf(request), village, today: today() }, id, request.body),
      }));
    },
  );
};

function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}

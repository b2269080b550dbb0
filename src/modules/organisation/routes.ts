import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unauthorized } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { problems } from '#platform/http/problems.ts';
import { Id, PlainDate } from '#platform/shapes.ts';
import * as shape from './contract.ts';
import { carryOutEvent, dropEvent, dryRunEvent, getEvent, listEvents, planEvent, takeBackEvent } from './events.ts';
import { createPost, endPost, listPostKinds, listPosts } from './posts.ts';
import { resolveUnit } from './resolve.ts';
import { searchUnits } from './search.ts';
import { getLineage, getTimeline, getUnitPage, listBridge, listChildren, listVillages } from './service.ts';
import { outlinesBelow } from './outlines.ts';
import { unitListRoutes } from './unit-lists/routes.ts';

const On = z.object({ on: PlainDate.optional() });
const Ref = z.object({ unit: shape.UnitRef });
const ById = z.object({ id: Id });
const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const all = <T>(items: T[]) => ({ items, nextCursor: null });

/** Units through time, what became of them, events and posts. */
export const organisationRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => new Date(app.platform.clock().getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
  const dayOf = (query: { on?: string | undefined }) => query.on ?? today();
  await plain.register(unitListRoutes);

  app.get(
    '/units',
    {
      schema: {
        tags: ['units'],
        summary: 'Search units by name, old name, spelling or code',
        querystring: shape.UnitSearchQuery,
        response: { 200: listOf(shape.UnitHit), ...problems },
      },
    },
    (request) => app.inScope(request, async (tx) => all(await searchUnits(tx, request.query, today()))),
  );
  app.get(
    '/units/:unit',
    {
      schema: {
        tags: ['units'],
        summary: 'A unit as it stood on a day',
        params: Ref,
        querystring: On,
        response: { 200: shape.UnitPage.extend({ posts: z.array(shape.Post) }), ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => {
        const page = await getUnitPage(tx, request.params.unit, dayOf(request.query));
        return { ...page, posts: await listPosts(tx, { unitId: page.id, on: page.on }) };
      }),
  );
  app.get(
    '/units/:unit/children',
    {
      schema: {
        tags: ['units'],
        summary: 'Units directly below on a day',
        params: Ref,
        querystring: On,
        response: { 200: listOf(shape.ChildUnit), ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => all(await listChildren(tx, request.params.unit, dayOf(request.query)))),
  );
  app.get(
    '/units/:unit/timeline',
    {
      schema: {
        tags: ['units'],
        summary: 'What happened to a unit',
        params: Ref,
        querystring: On,
        response: { 200: listOf(shape.TimelineEntry), ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => all(await getTimeline(tx, request.params.unit, dayOf(request.query)))),
  );
  app.get(
    '/units/:unit/lineage',
    {
      schema: {
        tags: ['units'],
        summary: 'Predecessors and successors with shares',
        params: Ref,
        querystring: On,
        response: { 200: shape.Lineage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => getLineage(tx, request.params.unit, dayOf(request.query))),
  );
  app.get(
    '/units/:unit/bridge',
    {
      schema: {
        tags: ['units'],
        summary: 'Old unit, new unit, villages',
        params: Ref,
        querystring: On,
        response: { 200: listOf(shape.BridgeRow), ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => all(await listBridge(tx, request.params.unit, dayOf(request.query)))),
  );
  app.get(
    '/units/:unit/outlines',
    {
      schema: {
        tags: ['units'],
        summary: 'Outlines of the units directly below, as GeoJSON, where an operator has given them',
        params: Ref,
        querystring: On,
        response: {
          200: z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) }),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const outlines = await app.inScope(request, (tx) => outlinesBelow(tx, request.params.unit, dayOf(request.query)));
      return reply.type('application/geo+json').send(outlines);
    },
  );
  app.get(
    '/units/:unit/villages',
    {
      schema: {
        tags: ['units'],
        summary: 'Villages below a unit on a day',
        params: Ref,
        querystring: On,
        response: {
          200: listOf(
            shape.UnitName.extend({
              slug: z.string().nullable(),
              communeId: Id.nullable(),
              coveredBy: z.array(shape.UnitName),
            }),
          ),
          ...problems,
        },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => all(await listVillages(tx, request.params.unit, dayOf(request.query)))),
  );

  app.get(
    '/posts',
    {
      schema: {
        tags: ['posts'],
        summary: 'Posts of a unit or a person, in scope',
        querystring: z.object({
          unit: shape.UnitRef.optional(),
          person: Id.optional(),
          on: PlainDate.optional(),
          below: z.enum(['true', 'false']).optional(),
        }),
        response: { 200: listOf(shape.Post), ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => {
        const { unit, person, on, below } = request.query;
        const unitId = unit === undefined ? undefined : (await resolveUnit(tx, unit, on ?? today())).id;
        return all(
          await listPosts(tx, {
            ...(unitId ? { unitId } : {}),
            ...(person ? { personId: person } : {}),
            ...(on ? { on } : {}),
            below: below === 'true',
          }),
        );
      }),
  );
  app.get(
    '/post-kinds',
    {
      schema: {
        tags: ['posts'],
        summary: 'Kinds of post and where each can stand',
        response: { 200: listOf(shape.PostKindShape), ...problems },
      },
    },
    (request) => app.inScope(request, async (tx) => all(await listPostKinds(tx))),
  );
  app.post(
    '/posts',
    {
      config: { right: 'posts.write' },
      schema: {
        tags: ['posts'],
        summary: 'Give a person a post',
        body: shape.NewPost,
        response: { 201: shape.Post, ...problems },
      },
    },
    async (request, reply) =>
      void (await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await createPost(tx, callerOf(request), request.body),
      }))),
  );
  app.post(
    '/posts/:id/end',
    {
      config: { right: 'posts.write' },
      schema: {
        tags: ['posts'],
        summary: 'End a post',
        params: ById,
        body: shape.EndPost,
        response: { 200: shape.Post, ...problems },
      },
    },
    async (request, reply) =>
      void (await app.command(request, reply, async (tx) => ({
        body: await endPost(tx, callerOf(request), request.params.id, request.body),
      }))),
  );

  app.get(
    '/unit-events',
    {
      schema: {
        tags: ['unit events'],
        summary: 'Events of units',
        querystring: shape.UnitEventQuery,
        response: { 200: listOf(shape.UnitEvent), ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) => {
        const { unit, ...query } = request.query;
        return listEvents(tx, { ...query, ...(unit ? { unitId: (await resolveUnit(tx, unit, today())).id } : {}) });
      }),
  );
  app.get(
    '/unit-events/:id',
    {
      schema: {
        tags: ['unit events'],
        summary: 'One event',
        params: ById,
        response: { 200: shape.UnitEvent, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => getEvent(tx, request.params.id)),
  );
  app.post(
    '/unit-events',
    {
      config: { right: 'organisation.write' },
      schema: {
        tags: ['unit events'],
        summary: 'Plan an event',
        body: shape.NewUnitEvent,
        response: { 201: shape.UnitEvent, ...problems },
      },
    },
    async (request, reply) =>
      void (await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await planEvent(tx, callerOf(request), request.body),
      }))),
  );
  app.get(
    '/unit-events/:id/dry-run',
    {
      config: { right: 'organisation.write' },
      schema: {
        tags: ['unit events'],
        summary: 'What the event would do, by reading alone',
        params: ById,
        response: { 200: shape.DryRun, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => dryRunEvent(tx, request.params.id)),
  );
  const act = { config: { right: 'organisation.write' as const } };
  app.post(
    '/unit-events/:id/carry-out',
    {
      ...act,
      schema: {
        tags: ['unit events'],
        summary: 'Carry the event out',
        params: ById,
        response: { 200: shape.UnitEvent, ...problems },
      },
    },
    async (request, reply) =>
      void (await app.command(request, reply, async (tx) => ({
        body: await carryOutEvent(tx, callerOf(request), request.params.id),
      }))),
  );
  app.post(
    '/unit-events/:id/take-back',
    {
      ...act,
      schema: {
        tags: ['unit events'],
        summary: 'Take a carried-out event back',
        params: ById,
        response: { 200: shape.UnitEvent, ...problems },
      },
    },
    async (request, reply) =>
      void (await app.command(request, reply, async (tx) => ({
        body: await takeBackEvent(tx, callerOf(request), request.params.id),
      }))),
  );
  app.post(
    '/unit-events/:id/drop',
    {
      ...act,
      schema: {
        tags: ['unit events'],
        summary: 'Drop a planned event',
        params: ById,
        response: { 200: shape.UnitEvent, ...problems },
      },
    },
    async (request, reply) =>
      void (await app.command(request, reply, async (tx) => ({
        body: await dropEvent(tx, callerOf(request), request.params.id),
      }))),
  );
};

function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}

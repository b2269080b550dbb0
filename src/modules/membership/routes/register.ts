import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { assertRight } from '#platform/http/app.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { RegisterFacets, RegisterFilter, RegisterPage, RegisterQuery, SavedView, SavedViewInput } from '../contract.ts';
import { listRegister, registerFacets } from '../register/list.ts';
import { dropView, listViews, saveView } from '../register/views.ts';

/** The register as a list, what it divides into, and a person's own saved filters. */
export const registerRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/members',
    {
      config: { right: 'members.read' },
      schema: {
        tags: ['members'],
        summary: 'The register in the caller’s scope, paged',
        querystring: RegisterQuery,
        response: { 200: RegisterPage, ...problems },
      },
    },
    (request) => {
      if (request.query.ethnicity) assertRight(request, 'sensitive.read');
      return app.inScope(request, (tx) => listRegister(tx, request.query, today()));
    },
  );

  app.get(
    '/members/facets',
    {
      config: { right: 'members.read' },
      schema: {
        tags: ['members'],
        summary: 'How the register divides under the same filters',
        querystring: RegisterFilter,
        response: { 200: RegisterFacets, ...problems },
      },
    },
    (request) => {
      if (request.query.ethnicity) assertRight(request, 'sensitive.read');
      const sensitive = request.caller?.rights.includes('sensitive.read') ?? false;
      return app.inScope(request, (tx) => registerFacets(tx, request.query, { today: today(), sensitive }));
    },
  );

  app.get(
    '/member-views',
    {
      config: { right: 'members.read' },
      schema: {
        tags: ['members'],
        summary: 'The caller’s saved filters',
        response: { 200: z.object({ items: z.array(SavedView) }), ...problems },
      },
    },
    (request) => app.inScope(request, async (tx) => ({ items: await listViews(tx) })),
  );
  app.put(
    '/member-views/:id',
    {
      config: { right: 'members.read' },
      schema: {
        tags: ['members'],
        summary: 'Save a filter, or change a saved one',
        params: z.object({ id: Id }),
        body: SavedViewInput.omit({ id: true }),
        response: { 200: SavedView, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await saveView(tx, { id: request.params.id, ...request.body }),
      }));
    },
  );
  app.delete(
    '/member-views/:id',
    {
      config: { right: 'members.read' },
      schema: {
        tags: ['members'],
        summary: 'Take a saved filter away',
        params: z.object({ id: Id }),
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await dropView(tx, request.params.id);
        return {};
      });
    },
  );
};

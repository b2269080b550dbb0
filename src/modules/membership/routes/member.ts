import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '#platform/http/problems.ts';
import { Id, PageQuery } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { History, Looks, MemberPage, Restricted, RestrictedQuery } from '../contract.ts';
import { whoLooked } from '../member/access.ts';
import { memberHistory } from '../member/history.ts';
import { openMember } from '../member/page.ts';
import { openRestricted } from '../member/restricted.ts';

const params = z.object({ id: Id });
const tags = ['members'];

/** A member's file: the page, its sensitive part, its history, and who looked. */
export const memberRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/members/:id',
    {
      config: { right: 'members.read' },
      schema: {
        tags,
        summary: 'A member’s file; opening it is recorded',
        params,
        response: { 200: MemberPage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => openMember(tx, request.params.id, today())),
  );
  app.get(
    '/members/:id/restricted',
    {
      config: { right: 'sensitive.read' },
      schema: {
        tags,
        summary: 'The sensitive part of a file, for a stated purpose that is recorded',
        params,
        querystring: RestrictedQuery,
        response: { 200: Restricted, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => openRestricted(tx, request.params.id, request.query.purpose)),
  );
  app.get(
    '/members/:id/history',
    {
      config: { right: 'members.read' },
      schema: {
        tags,
        summary: 'Every change of a file: who, when, before and after',
        params,
        querystring: PageQuery,
        response: { 200: History, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => memberHistory(tx, request.params.id, request.query)),
  );
  app.get(
    '/members/:id/looks',
    {
      config: { right: 'members.read' },
      schema: {
        tags,
        summary: 'Who opened a file',
        params,
        querystring: PageQuery,
        response: { 200: Looks, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => whoLooked(tx, request.params.id, request.query)),
  );
};

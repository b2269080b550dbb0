import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '../http/problems.ts';
import { listAccess, listAudit, verifyChain } from './audit.ts';
import { listChanges } from './changes.ts';
import * as shape from './contract.ts';

/** Audit trail, access log and change log. */
export const auditRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ['audit'];
  const cursor = z.string().nullable();

  app.get(
    '/audit',
    {
      config: { right: 'audit.read' },
      schema: {
        tags,
        summary: 'Who changed what, newest first',
        querystring: shape.AuditQuery,
        response: { 200: z.object({ items: z.array(shape.AuditRecord), nextCursor: cursor }), ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listAudit(tx, request.query)),
  );

  app.get(
    '/audit/verify',
    {
      config: { right: 'audit.read' },
      schema: {
        tags,
        summary: 'Recount the chain of the whole trail',
        response: { 200: shape.ChainCheck, ...problems },
      },
    },
    () => verifyChain(app.platform.db),
  );

  app.get(
    '/access-log',
    {
      config: { right: 'access-log.read' },
      schema: {
        tags,
        summary: 'Who looked at what, newest first',
        querystring: shape.AccessQuery,
        response: { 200: z.object({ items: z.array(shape.AccessRecord), nextCursor: cursor }), ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listAccess(tx, request.query)),
  );

  app.get(
    '/changes',
    {
      schema: {
        tags: ['changes'],
        summary: 'What changed since a cursor; skips nothing, however late it was committed',
        querystring: shape.ChangeQuery,
        response: { 200: z.object({ items: z.array(shape.Change), nextCursor: z.string() }), ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listChanges(tx, request.query)),
  );
};

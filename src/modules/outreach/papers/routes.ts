import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import { Unauthorized } from '#platform/errors.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { SummaryQuery, TwinningYear } from '../contract.ts';
import type { About } from '../shared.ts';
import { getTwinningYear } from '../summary.ts';
import { summaryPaper } from './summary.ts';

const tags = ['outreach'];
const config = { right: 'outreach.read' } as const;
const params = z.object({ id: Id });

const pdf = (reply: FastifyReply, name: string, content: Buffer) =>
  reply
    .header('content-type', 'application/pdf')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .serializer((payload: unknown) => payload as string)
    .send(content);

/** The year of an agreement, as a page reads it and as a paper that both sides sign. */
export const summaryRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = (request: FastifyRequest): About => {
    if (!request.caller) throw new Unauthorized('sign-in.needed');
    return { caller: request.caller, today: todayInVietnam(plain.platform.clock()) };
  };
  app.get(
    '/twinnings/:id/summary',
    {
      config,
      schema: {
        tags,
        summary: 'The year of an agreement: plan, deeds, gifts and what is left',
        params,
        querystring: SummaryQuery,
        response: { 200: TwinningYear, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) => getTwinningYear(tx, about(request), request.params.id, request.query.year)),
  );
  app.get(
    '/twinnings/:id/summary.pdf',
    {
      config,
      schema: {
        tags,
        summary: 'The year of an agreement as a paper',
        params,
        querystring: SummaryQuery.extend({ lang: z.enum(['vi', 'th', 'en']).optional() }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { year } = request.query;
      const found = await app.inScope(request, async (tx) => {
        const read = await getTwinningYear(tx, about(request), id, year);
        await logAccess(tx, { kind: 'export', subject: 'outreach.twinning', subjectId: id });
        return read;
      });
      return pdf(
        reply,
        `twinning-${year}.pdf`,
        await renderPdf({ ...summaryPaper(found, langOf(request)), at: plain.platform.clock() }),
      );
    },
  );
};

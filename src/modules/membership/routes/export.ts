import { PassThrough } from 'node:stream';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { assertRight } from '#platform/http/app.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { RegisterFilter, RegisterSort } from '../contract.ts';
import { type ExportRequest, prepareExport, writeExport } from '../exporting/export.ts';

const ExportQuery = RegisterFilter.extend(RegisterSort.shape).extend({
  include: z.enum(['ethnicity']).optional().describe('Needs the right sensitive.read.'),
  lang: z.enum(['vi', 'th', 'en']).optional(),
});
type ExportQuery = z.infer<typeof ExportQuery>;

const MEDIA = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;

/** The register as a file: a right of its own, every time in the access log. */
export const exportRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  const send = async (request: FastifyRequest, query: ExportQuery, reply: FastifyReply, format: 'xlsx' | 'csv') => {
    const ethnicity = query.include === 'ethnicity';
    if (ethnicity || query.ethnicity) assertRight(request, 'sensitive.read');
    const now = plain.platform.clock();
    const ranges = request.caller?.ranges ?? [];
    const wanted: ExportRequest = {
      filter: query,
      sort: query,
      ethnicity,
      now,
      today: todayInVietnam(now),
      lang: query.lang ?? langOf(request),
      scopeLabel: ranges === 'everything' ? null : (ranges[0]?.lo ?? null),
    };
    const prepared = await app.inScope(request, (tx) => prepareExport(tx, wanted));
    const out = new PassThrough();
    // The list is written while it is sent; a failure now can only break the connection off.
    app
      .inScope(request, (tx) => writeExport(tx, prepared, format, out))
      .then(
        () => out.end(),
        (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    return reply
      .header('content-type', MEDIA[format])
      .header('content-disposition', `attachment; filename="dang-vien-${wanted.filter.asOf ?? wanted.today}.${format}"`)
      .send(out);
  };

  for (const format of ['xlsx', 'csv'] as const) {
    app.get(
      `/members/export.${format}`,
      {
        config: { right: 'members.export' },
        schema: {
          tags: ['members'],
          summary: `The register under a filter as ${format.toUpperCase()}; recorded in the access log`,
          querystring: ExportQuery,
          response: { 400: problems[400], 403: problems[403], 404: problems[404] },
        },
      },
      async (request, reply) => {
        await send(request, request.query, reply, format);
        return reply;
      },
    );
  }
};

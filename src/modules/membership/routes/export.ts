import { PassThrough } from 'node:stream';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Invalid } from '#platform/errors.ts';
import { receiveUpload } from '#platform/files/upload.ts';
import { assertRight } from '#platform/http/app.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { HandbookComparison, RegisterFilter, RegisterSort } from '../contract.ts';
import { compareWithHandbook, readHandbook } from '../handbook/compare.ts';
import { type ExportRequest, prepareExport, writeExport } from '../exporting/export.ts';

const ExportQuery = RegisterFilter.extend(RegisterSort.shape).extend({
  include: z.enum(['ethnicity']).optional().describe('Needs the right sensitive.read.'),
  profile: z
    .enum(['register', 'handbook'])
    .default('register')
    .describe('handbook: members with a card, for exchange with the national handbook by card number.'),
  lang: z.enum(['vi', 'th', 'en']).optional(),
});
type ExportQuery = z.infer<typeof ExportQuery>;

const MEDIA = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;

/** A list of 20,000 members is some 2 MB; more is no list of a commune. */
const HANDBOOK_BYTES = 20 * 1024 * 1024;

/** The register as a file: a right of its own, every time in the access log. */
export const exportRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  const send = async (request: FastifyRequest, query: ExportQuery, reply: FastifyReply, format: 'xlsx' | 'csv') => {
    const ethnicity = query.include === 'ethnicity';
    if (ethnicity || query.ethnicity) assertRight(request, 'sensitive.read');
    const isProfile = query.profile === 'handbook';
    const now = plain.platform.clock();
    const ranges = request.caller?.ranges ?? [];
    const wanted: ExportRequest = {
      filter: isProfile ? { ...query, withoutCard: false } : query,
      profile: query.profile,
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
      .header(
        'content-disposition',
        `attachment; filename="${isProfile ? 'so-tay-dang-vien' : 'dang-vien'}-${wanted.filter.asOf ?? wanted.today}.${format}"`,
      )
      .send(out);
  };

  app.post(
    '/members/handbook-comparison',
    {
      config: { right: 'members.export', keyless: true, takes: 'multipart/form-data' },
      schema: {
        tags: ['members'],
        summary:
          'Set a list of the national handbook beside the register by card number (multipart: `unit`, then the file); nothing is changed or kept, the look is in the access log',
        consumes: ['multipart/form-data'],
        response: { 200: HandbookComparison, ...problems },
      },
    },
    async (request) => {
      const upload = await receiveUpload(request, { dataDir: plain.platform.dataDir, mostBytes: HANDBOOK_BYTES });
      if (!upload) throw new Invalid('import.no-file');
      try {
        const unit = upload.field('unit');
        if (unit !== undefined && !Id.safeParse(unit).success) throw new Invalid('request.invalid', { field: 'unit' });
        const today = todayInVietnam(plain.platform.clock());
        const read = await readHandbook(upload.file, today);
        const ranges = request.caller?.ranges ?? [];
        const scopeLabel = ranges === 'everything' ? null : (ranges[0]?.lo ?? null);
        const fileName = upload.file.name;
        return await app.inScope(request, (tx) => compareWithHandbook(tx, { read, unit, fileName, today, scopeLabel }));
      } finally {
        await upload.file.discard();
      }
    },
  );

  for (const format of ['xlsx', 'csv'] as const) {
    app.get(
      `/members/export.${format}`,
      {
        config: { right: 'members.export' },
        schema: {
          tags: ['members'],
          summary: `The register under a filter as ${format.toUpperCase()}; recorded in the access log`,
          querystring: ExportQuery,
          response: problems,
        },
      },
      async (request, reply) => {
        await send(request, request.query, reply, format);
        return reply;
      },
    );
  }
};

import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unauthorized } from '#platform/errors.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { translate } from '#platform/messages-node.ts';
import { LANGS } from '#platform/format.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import './constraints.ts';
import { slotsOf } from './compute.ts';
import * as shape from './contract.ts';
import { reportPaperRoutes } from './paper-routes.ts';
import { rerunEdition } from './rerun.ts';
import { reviseReport, signReport } from './sign.ts';
import { type About, addReport, changeReport, getReport, listReports, readReport } from './store.ts';
import { TEMPLATES } from './templates.ts';

const tags = ['reports'];
const read = { right: 'reports.read' } as const;
const write = { right: 'reports.write' } as const;
const ById = z.object({ id: Id });
const ByEdition = ById.extend({ edition: z.coerce.number().int().min(1) });
const Lang = z.object({ lang: z.enum(LANGS).optional() });

/** Reports: templates, drafts that compute themselves, signature, what changed since, revision. */
export const reportRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = (request: FastifyRequest): About => {
    const { caller } = request;
    if (!caller) throw new Unauthorized('sign-in.needed');
    const now = plain.platform.clock();
    return { caller, now, today: todayInVietnam(now) };
  };

  await plain.register(reportPaperRoutes);
  app.get(
    '/report-templates',
    {
      config: read,
      schema: {
        tags,
        summary: 'Templates of reports',
        response: { 200: z.object({ items: z.array(shape.TemplateEntry) }), ...problems },
      },
    },
    (request) => ({
      items: TEMPLATES.map((template) => ({
        id: template.id,
        level: template.level,
        period: template.period,
        name: translate(langOf(request), `figures.report.template.${template.id}`),
        sections: template.sections.length,
        figures: slotsOf(template).filter((one) => !one.before).length,
      })),
    }),
  );
  app.get(
    '/reports',
    {
      config: read,
      schema: {
        tags,
        summary: 'Reports of units in scope',
        querystring: shape.ReportQuery,
        response: { 200: shape.ReportList, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listReports(tx, about(request), request.query)),
  );
  app.post(
    '/reports',
    {
      config: write,
      schema: {
        tags,
        summary: 'Begin a report of a unit for a period',
        body: shape.NewReport,
        response: { 201: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await addReport(tx, about(request), request.body),
      }));
    },
  );
  app.get(
    '/reports/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'A report: the draft computed now, or a signed version',
        params: ById,
        querystring: Lang.extend({ edition: z.coerce.number().int().min(1).optional() }),
        response: { 200: shape.ReportPage, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) =>
        readReport(tx, about(request), request.params.id, request.query.edition, langOf(request)),
      ),
  );
  app.patch(
    '/reports/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Keep what was typed',
        params: ById,
        body: shape.ChangeReport,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await changeReport(tx, request.params.id, request.body),
      }));
    },
  );
  app.post(
    '/reports/:id/signature',
    {
      config: { right: 'reports.sign' },
      schema: {
        tags,
        summary: 'Sign a report: nothing of it moves afterwards',
        params: ById,
        body: shape.SignReport,
        response: { 201: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await signReport(tx, about(request), request.params.id, request.body),
      }));
    },
  );
  app.post(
    '/reports/:id/revision',
    {
      config: write,
      schema: {
        tags,
        summary: 'Open a signed report for a new version',
        params: ById,
        body: shape.ReviseReport,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await reviseReport(tx, request.params.id, request.body),
      }));
    },
  );
  app.get(
    '/reports/:id/editions/:edition/rerun',
    {
      config: read,
      schema: {
        tags,
        summary: 'Compute a signed version anew: same, or what changed',
        params: ByEdition,
        querystring: Lang,
        response: { 200: shape.Rerun, ...problems },
      },
    },
    (request) =>
      app.inScope(request, async (tx) =>
        rerunEdition(
          tx,
          about(request),
          await getReport(tx, request.params.id),
          request.params.edition,
          langOf(request),
        ),
      ),
  );
};

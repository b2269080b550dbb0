import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import { asOwner } from '#platform/db/database.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { writeCsv } from '#platform/spreadsheet/index.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from '../contract.ts';
import { campaignLedger, givingRows, readGiving, readStatement, statementOf, statementSheet } from '../exports.ts';
import { readFlow } from '../flow.ts';
import { openLink, readSponsorPage } from '../sponsor-page.ts';
import type { RouteKinds } from './make.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const file = (reply: FastifyReply, type: string, name: string) =>
  reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .serializer((payload: unknown) => payload as string);

/** What leaves the room: the drawing, statements, journals, open data, and the sponsor's own page. */
export function outwardRoutes({ app, about, tags }: RouteKinds): void {
  const read = { right: 'welfare.read' } as const;
  const today = () => todayInVietnam(app.platform.clock());

  app.get(
    '/welfare-flow',
    {
      config: read,
      schema: {
        tags,
        summary: 'The way of gifts from sponsor to village',
        querystring: shape.FlowQuery,
        response: { 200: shape.Flow, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => readFlow(tx, about(request), request.query)),
  );
  app.get(
    '/campaigns/:id/statement.xlsx',
    {
      config: read,
      schema: {
        tags,
        summary: 'Statement of a campaign',
        params: shape.ById,
        querystring: z.object({ sponsor: Id.optional() }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { title, lines } = await app.inScope(request, async (tx) => {
        const found = await readStatement(tx, id, request.query.sponsor);
        await logAccess(tx, { kind: 'export', subject: 'welfare.campaign', subjectId: id, rows: found.lines.length });
        return found;
      });
      return file(reply, XLSX, `statement-${id.slice(0, 8)}.xlsx`).send(statementSheet(lines, title, langOf(request)));
    },
  );
  app.get(
    '/campaigns/:id/journal.ledger',
    {
      config: read,
      schema: { tags, summary: 'The journal for hledger or ledger', params: shape.ById, response: problems },
    },
    async (request, reply) => {
      const { id } = request.params;
      const text = await app.inScope(request, async (tx) => {
        await logAccess(tx, { kind: 'export', subject: 'welfare.posting', subjectId: id });
        return campaignLedger(tx, id);
      });
      return file(reply, 'text/plain; charset=utf-8', `journal-${id.slice(0, 8)}.ledger`).send(text);
    },
  );
  const OfOneUnit = z.object({ unit: z.string().max(80) });
  app.get(
    '/welfare-giving.json',
    {
      config: read,
      schema: {
        tags,
        summary: 'Gifts of organisations by the 360Giving standard',
        querystring: OfOneUnit,
        response: { 200: shape.Giving, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => readGiving(tx, about(request), request.query.unit)),
  );
  app.get(
    '/welfare-giving.csv',
    { config: read, schema: { tags, summary: 'The same as a table', querystring: OfOneUnit, response: problems } },
    async (request, reply) => {
      const { heads, rows } = givingRows(
        await app.inScope(request, (tx) => readGiving(tx, about(request), request.query.unit)),
      );
      const out = new PassThrough();
      writeCsv(out, heads, rows).then(
        () => out.end(),
        (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
      );
      return file(reply, 'text/csv; charset=utf-8', 'giving.csv').send(out);
    },
  );

  const ByLink = z.object({ link: z.string().max(64) });
  const opened = async (link: string, code: string) => {
    const found = await openLink(app.platform.db, link, code, today());
    return asOwner(app.platform.db, `sponsor-link ${link}`, async (tx) => {
      await logAccess(tx, { kind: 'open', subject: 'welfare.sponsor', subjectId: found.sponsorId });
      return readSponsorPage(tx, found, today());
    });
  };
  app.post(
    '/sponsor-page/:link',
    {
      config: { public: true, keyless: true },
      schema: {
        tags,
        summary: 'A sponsor’s own gifts, by link and code',
        params: ByLink,
        body: shape.Code,
        response: { 200: shape.PublicSponsorPage, ...problems },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'private, no-store');
      return opened(request.params.link, request.body.code);
    },
  );
  app.post(
    '/sponsor-page/:link/statement.xlsx',
    {
      config: { public: true, keyless: true },
      schema: {
        tags,
        summary: 'Statement of a sponsor’s own gifts',
        params: ByLink,
        body: shape.Code,
        response: problems,
      },
    },
    async (request, reply) => {
      const page = await opened(request.params.link, request.body.code);
      const lang = langOf(request);
      return file(reply, XLSX, 'statement.xlsx').send(statementSheet(statementOf(page, lang), page.sponsor.name, lang));
    },
  );
}

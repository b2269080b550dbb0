import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import { Unauthorized } from '#platform/errors.ts';
import { LANGS } from '#platform/format.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { Written } from '../reports/contract.ts';
import { sendFile } from '../reports/send.ts';
import type { About } from '../reports/store.ts';
import * as shape from './contract.ts';
import { pressPaper } from './papers/paper.ts';
import { addSheet, changeSheet, listSheets, readSheet } from './sheets.ts';

const tags = ['press'];
const read = { right: 'reports.read' } as const;
const write = { right: 'reports.write' } as const;
const ById = z.object({ id: Id });
const Lang = z.object({ lang: z.enum(LANGS).optional() });

/** Sheets of figures for journalists. */
export const pressRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = (request: FastifyRequest): About => {
    const { caller } = request;
    if (!caller) throw new Unauthorized('sign-in.needed');
    const now = plain.platform.clock();
    return { caller, now, today: todayInVietnam(now) };
  };
  app.get(
    '/press-sheets',
    {
      config: read,
      schema: {
        tags,
        summary: 'Press sheets of units in scope',
        querystring: shape.PressQuery,
        response: { 200: shape.PressSheetList, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listSheets(tx, about(request), request.query)),
  );
  app.post(
    '/press-sheets',
    {
      config: write,
      schema: {
        tags,
        summary: 'Make a press sheet',
        body: shape.NewPressSheet,
        response: { 201: Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await addSheet(tx, about(request), request.body),
      }));
    },
  );
  app.get(
    '/press-sheets/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'A press sheet with its figures',
        params: ById,
        querystring: Lang,
        response: { 200: shape.PressSheetPage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => readSheet(tx, about(request), request.params.id, langOf(request))),
  );
  app.patch(
    '/press-sheets/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change a press sheet',
        params: ById,
        body: shape.ChangePressSheet,
        response: { 200: Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await changeSheet(tx, about(request), request.params.id, request.body),
      }));
    },
  );
  app.get(
    '/press-sheets/:id/sheet.pdf',
    {
      config: read,
      schema: { tags, summary: 'A press sheet as a paper', params: ById, querystring: Lang, response: problems },
    },
    async (request, reply) => {
      const { id } = request.params;
      const sheet = await app.inScope(request, async (tx) => {
        const found = await readSheet(tx, about(request), id, langOf(request));
        await logAccess(tx, { kind: 'export', subject: 'figures.press_sheet', subjectId: id });
        return found;
      });
      const pdf = await renderPdf({ ...pressPaper(sheet, langOf(request)), at: plain.platform.clock() });
      return sendFile(reply, `press-${sheet.asOf}.pdf`, 'application/pdf', pdf);
    },
  );
};

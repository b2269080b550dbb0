import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import { LANGS } from '#platform/format.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { roomRoutes } from '#platform/http/room-routes.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { Id } from '#platform/shapes.ts';
import { Written } from '../reports/contract.ts';
import { sendFile } from '../reports/send.ts';
import * as shape from './contract.ts';
import { pressPaper } from './papers/paper.ts';
import { addSheet, changeSheet, listSheets, readSheet } from './sheets.ts';

const tags = ['press'];
const ById = z.object({ id: Id });
const Lang = z.object({ lang: z.enum(LANGS).optional() });

/** Sheets of figures for journalists. */
export const pressRoutes: FastifyPluginAsync = async (plain) => {
  const { app, asking, list, one, add, act } = roomRoutes(plain, tags);
  list(
    '/press-sheets',
    'Press sheets of units in scope',
    { right: 'reports.read', query: shape.PressQuery, answer: shape.PressSheetList },
    listSheets,
  );
  add(
    '/press-sheets',
    'Make a press sheet',
    { right: 'reports.write', body: shape.NewPressSheet, answer: Written },
    addSheet,
  );
  one(
    '/press-sheets/:id',
    'A press sheet with its figures',
    { right: 'reports.read', query: Lang, answer: shape.PressSheetPage },
    (tx, who, id, { lang }) => readSheet(tx, who, id, lang),
  );
  act(
    'PATCH',
    '/press-sheets/:id',
    'Change a press sheet',
    { right: 'reports.write', body: shape.ChangePressSheet, answer: Written },
    changeSheet,
  );
  app.get(
    '/press-sheets/:id/sheet.pdf',
    {
      config: { right: 'reports.read' },
      schema: { tags, summary: 'A press sheet as a paper', params: ById, querystring: Lang, response: problems },
    },
    async (request, reply) => {
      const { id } = request.params;
      const sheet = await app.inScope(request, async (tx) => {
        const found = await readSheet(tx, asking(request), id, langOf(request));
        await logAccess(tx, { kind: 'export', subject: 'figures.press_sheet', subjectId: id });
        return found;
      });
      const pdf = await renderPdf({ ...pressPaper(sheet, langOf(request)), at: plain.platform.clock() });
      return sendFile(reply, `press-${sheet.asOf}.pdf`, 'application/pdf', pdf);
    },
  );
};

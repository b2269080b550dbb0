import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import { Invalid } from '#platform/errors.ts';
import { receiveUpload } from '#platform/files/upload.ts';
import { assertRight } from '#platform/http/app.ts';
import { problems } from '#platform/http/problems.ts';
import { looksOn } from '#platform/pdf/looks.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { Id, Text } from '#platform/shapes.ts';
import * as shape from '../contract.ts';
import { readPaper } from '../papers/sources.ts';
import { addTemplate, changeTemplate, listPapers, readTemplate, templateFor } from '../papers/store.ts';
import { FORMS } from '../papers/forms.ts';
import { DOCX, TEMPLATE_BYTES } from '../papers/templates.ts';
import { builtIn, docxPaper, pdfOf, tryTemplate } from '../papers/write.ts';
import { aboutOf, makers } from './make.ts';

const tags = ['records'];
const Paper = z.enum(shape.PAPERS);

/** What is needed to see the records behind a paper. */
const RIGHT_OF_SOURCE = {
  meeting: 'meetings.read',
  applicant: 'admission.read',
  member: 'members.read',
  transfer: 'members.read',
  document: 'records.read',
  handover: 'welfare.read',
  campaign: 'welfare.read',
} as const;

/** Papers that the register writes, and the templates that staff may change. */
export const paperRoutes: FastifyPluginAsync = async (plain) => {
  const { app, list, change } = makers(plain);
  const { dataDir } = plain.platform;
  const send = (reply: FastifyReply, type: string, name: string, content: Uint8Array) =>
    reply
      .header('content-type', type)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff')
      .serializer((payload: unknown) => payload as string)
      .send(Buffer.from(content));

  list(
    '/paper-kinds',
    'Papers that can be written, their tags, and the templates in use',
    z.object({ unit: Id }),
    z.object({ items: z.array(shape.PaperKind) }),
    (tx, about, query) => listPapers(tx, about, query.unit),
  );

  app.get(
    '/papers/:paper/:id',
    {
      config: { right: 'records.read', answers: ['pdf', 'docx'] },
      schema: {
        tags,
        summary: 'A paper written from its records, as PDF/A or Word',
        params: z.object({ paper: Paper, id: Id }),
        querystring: z.object({ as: z.enum(['pdf', 'docx']).default('pdf') }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { paper, id } = request.params;
      assertRight(request, RIGHT_OF_SOURCE[FORMS[paper].source]);
      const about = aboutOf(plain, request);
      const { written, template } = await app.inScope(request, async (tx) => {
        const found = await readPaper(tx, about, paper, id);
        await logAccess(tx, { kind: 'export', subject: `records.paper.${paper}`, subjectId: id });
        const own =
          request.query.as === 'docx' ? await templateFor(tx, dataDir, found.unitId, paper, about.today) : undefined;
        return { written: found, template: own };
      });
      const name = `${paper}-${id.slice(0, 8)}`;
      if (request.query.as === 'docx') return send(reply, DOCX, `${name}.docx`, docxPaper(written, template));
      return send(reply, 'application/pdf', `${name}.pdf`, await renderPdf(pdfOf(written, plain.platform.clock())));
    },
  );

  app.get(
    '/paper-templates/built-in/:paper',
    {
      config: { right: 'records.read', answers: ['docx'] },
      schema: {
        tags,
        summary: 'The built-in Word template of a paper, to be changed',
        params: z.object({ paper: Paper }),
        querystring: z.object({ layout: z.enum(shape.LAYOUTS).default('party') }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { paper } = request.params;
      const { layout } = request.query;
      const { today } = aboutOf(plain, request);
      const looks = await app.inScope(request, (tx) => looksOn(tx, today));
      return send(reply, DOCX, `mau-${paper}-${layout}.docx`, builtIn(paper, looks[layout]));
    },
  );
  app.get(
    '/paper-templates/:id/:what',
    {
      config: { right: 'records.read', answers: ['docx'] },
      schema: {
        tags,
        summary: 'A template as it was given, or filled with example values',
        params: z.object({ id: Id, what: z.enum(['file', 'example']) }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { id, what } = request.params;
      const template = await app.inScope(request, (tx) => readTemplate(tx, dataDir, id));
      const content = what === 'file' ? template.bytes : tryTemplate(template.paper, template.bytes);
      return send(reply, DOCX, `mau-${template.paper}-${what}.docx`, content);
    },
  );
  app.post(
    '/paper-templates',
    {
      config: { right: 'records.keep', takes: 'multipart/form-data' },
      schema: {
        tags,
        summary:
          'Give a Word template for a paper; it is tried with example values (multipart: `id`, `unitId`, `paper`, `name`, then the file)',
        consumes: ['multipart/form-data'],
        response: { 201: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      const about = aboutOf(plain, request);
      const upload = await receiveUpload(request, { dataDir, mostBytes: TEMPLATE_BYTES });
      if (!upload) throw new Invalid('template.no-upload');
      try {
        if (upload.file.mediaType !== DOCX && upload.file.mediaType !== 'application/zip')
          throw new Invalid('template.not-word');
        const given = {
          id: Id.parse(upload.field('id')),
          unitId: Id.parse(upload.field('unitId')),
          paper: Paper.parse(upload.field('paper')),
          name: Text(200).parse(upload.field('name') ?? upload.file.name),
        };
        tryTemplate(given.paper, await readFile(upload.file.path));
        await app.command(
          request,
          reply,
          async (tx) => ({ status: 201, body: await addTemplate(tx, about, dataDir, { ...given, file: upload.file }) }),
          upload.sent,
        );
      } finally {
        await upload.file.discard();
      }
    },
  );
  change(
    'records.keep',
    ['PATCH', '/paper-templates/:id'],
    'Use a template from now on, or no longer',
    shape.ChangeTemplate,
    changeTemplate,
  );
};

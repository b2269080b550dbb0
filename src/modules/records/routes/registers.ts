import { createReadStream } from 'node:fs';
import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { Invalid } from '#platform/errors.ts';
import { pathOf } from '#platform/files/files.ts';
import { receiveUpload } from '#platform/files/upload.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { ATTACHMENT_BYTES, attach, openAttachment } from '../attachments.ts';
import * as shape from '../contract.ts';
import { getDocument, listDocuments, listWaiting } from '../documents.ts';
import { fileDocument } from '../dossiers.ts';
import { getIssuer, openTerm, setIssuer } from '../issuers.ts';
import { listKinds, listRetention } from '../kinds.ts';
import { listSeries } from '../series.ts';
import { textOf } from '../text.ts';
import { addLink, changeDraft, drawNumber, enterArrival, handle, voidDocument, writeDraft } from '../writing.ts';
import { aboutOf, makers } from './make.ts';

const tags = ['records'];
const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const Lang = z.object({ lang: z.enum(['vi', 'th', 'en']).optional() });

/** Registers of documents, numbers, and what hangs on a document. */
export const registerRoutes: FastifyPluginAsync = async (plain) => {
  const { app, list, one, add, change } = makers(plain);
  const { dataDir } = plain.platform;

  list(
    '/document-kinds',
    'Kinds of documents with their symbols',
    Lang,
    z.object({ items: z.array(shape.Kind) }),
    async (tx, { lang }) => ({ items: await listKinds(tx, lang) }),
  );
  list(
    '/retention',
    'How long what is kept',
    Lang,
    z.object({ items: z.array(shape.Retention) }),
    async (tx, { lang, today }) => ({ items: await listRetention(tx, lang, today) }),
  );
  list('/documents', 'Register of documents of a unit', shape.DocumentQuery, shape.DocumentList, listDocuments);
  list(
    '/documents-waiting',
    'Documents sent to units below one that are not entered there yet',
    shape.OfUnit,
    pageOf(shape.Waiting),
    listWaiting,
  );
  one('/documents/:id', 'A document with its numbers, handling, links and files', shape.DocumentPage, getDocument);
  list(
    '/number-series',
    'Runs of numbers of a unit, with voided numbers and their reasons',
    shape.OfUnit,
    z.object({ items: z.array(shape.Series) }),
    listSeries,
  );

  add('records.write', '/arrivals', 'Enter an arrival', shape.NewArrival, enterArrival);
  add('records.write', '/drafts', 'Write a draft', shape.NewDraft, writeDraft);
  change('records.write', ['PATCH', '/drafts/:id'], 'Change a draft', shape.ChangeDraft, changeDraft);
  change(
    'records.keep',
    ['POST', '/documents/:id/number'],
    'Draw the next number and issue the document',
    shape.DrawNumber,
    drawNumber,
    z.object({ id: Id, no: z.int(), symbol: z.string() }),
  );
  change(
    'records.keep',
    ['POST', '/documents/:id/void'],
    'Void a numbered document with its reason',
    shape.VoidDocument,
    voidDocument,
  );
  change(
    'records.write',
    ['POST', '/documents/:id/links'],
    'Say what a document does to another',
    shape.NewLink,
    addLink,
  );
  change(
    'records.write',
    ['POST', '/documents/:id/handling'],
    'A step on the way of an arrival',
    shape.NewHandling,
    handle,
  );
  change(
    'records.keep',
    ['PUT', '/documents/:id/dossier'],
    'Put a document into a file, or take it out',
    shape.FileDocument,
    fileDocument,
  );

  app.get(
    '/issuers/:id',
    {
      config: { right: 'records.read' },
      schema: {
        tags,
        summary: 'How a unit heads its papers, and its terms',
        params: shape.ById,
        response: { 200: shape.Issuer, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => getIssuer(tx, aboutOf(plain, request), request.params.id)),
  );
  change(
    'records.keep',
    ['PUT', '/issuers/:id'],
    'Set symbol, layout, seal and seat of a unit’s papers',
    shape.SetIssuer,
    setIssuer,
  );
  add('records.keep', '/terms', 'Open a term: numbers begin anew', shape.NewTerm, openTerm);

  app.post(
    '/documents/:id/attachments',
    {
      config: { right: 'records.write', takes: 'multipart/form-data' },
      schema: {
        tags,
        summary: 'Keep a file with its document (multipart: `id`, `role`, then the file)',
        consumes: ['multipart/form-data'],
        params: shape.ById,
        response: { 201: z.object({ id: Id, textState: z.enum(shape.TEXT_STATES) }), ...problems },
      },
    },
    async (request, reply) => {
      const upload = await receiveUpload(request, { dataDir, mostBytes: ATTACHMENT_BYTES });
      if (!upload) throw new Invalid('document.no-upload');
      try {
        const text = await textOf(upload.file);
        const id = Id.parse(upload.field('id'));
        const role = z.enum(shape.ROLES_OF_FILES).parse(upload.field('role') ?? 'main');
        const about = aboutOf(plain, request);
        await app.command(
          request,
          reply,
          async (tx) => ({
            status: 201,
            body: await attach(tx, about, dataDir, request.params.id, { id, role, file: upload.file, text }),
          }),
          upload.sent,
        );
      } finally {
        await upload.file.discard();
      }
    },
  );
  app.get(
    '/attachments/:id',
    {
      config: { right: 'records.read', answers: ['any'] },
      schema: { tags, summary: 'The file of a document, as a download', params: shape.ById, response: problems },
    },
    async (request, reply) => {
      const file = await app.inScope(request, (tx) => openAttachment(tx, request.params.id));
      return reply
        .header('content-type', file.mediaType)
        .header('content-length', file.bytes)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .serializer((payload: unknown) => payload as string)
        .send(createReadStream(pathOf(dataDir, file.sha256)) as never);
    },
  );
};

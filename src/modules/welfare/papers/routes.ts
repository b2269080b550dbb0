import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import { asOwner } from '#platform/db/database.ts';
import { Invalid, NotFound, Unauthorized } from '#platform/errors.ts';
import { keepFile } from '#platform/files/files.ts';
import { receiveUpload } from '#platform/files/upload.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { openPhoto } from '#platform/photos/photos.ts';
import { sendPicture } from '#platform/photos/routes.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from '../contract.ts';
import { readBoard } from '../board.ts';
import { getHandover } from '../handovers.ts';
import { livingUnit } from '../reading.ts';
import { openLink, readSponsorPage } from '../sponsor-page.ts';
import { boardPaper } from './board.ts';
import { receiptPaper, statementPaper } from './data.ts';

const tags = ['welfare'];
/** A photo of one signed sheet. */
const PAPER_BYTES = 12 * 1024 * 1024;
const PAPER_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'application/pdf'];

/** Papers of the room: the household's receipt, the sponsor's statement, and the photo of a signed sheet. */
export const paperRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { dataDir, db } = plain.platform;
  const today = () => todayInVietnam(plain.platform.clock());
  const origin = (request: FastifyRequest) => `${request.protocol}://${request.host}`;
  const pdf = (reply: FastifyReply, name: string, content: Buffer) =>
    reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'private, no-store')
      .serializer((payload: unknown) => payload as string)
      .send(content);

  app.get(
    '/handovers/:id/receipt.pdf',
    {
      config: { right: 'welfare.read' },
      schema: {
        tags,
        summary: 'The receipt of a handover as a paper',
        params: shape.ById,
        querystring: z.object({ lang: z.enum(['vi', 'th', 'en']).optional() }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { caller } = request;
      if (!caller) throw new Unauthorized('sign-in.needed');
      const { id } = request.params;
      const handover = await app.inScope(request, async (tx) => {
        const found = await getHandover(tx, { caller, today: today() }, id);
        await logAccess(tx, { kind: 'export', subject: 'welfare.handover', subjectId: id });
        return found;
      });
      const paper = await receiptPaper(
        handover,
        langOf(request),
        `${origin(request)}/welfare/handovers/${id}`,
        today(),
      );
      return pdf(reply, `receipt-${id.slice(0, 8)}.pdf`, await renderPdf({ ...paper, at: plain.platform.clock() }));
    },
  );

  app.get(
    '/campaigns/:id/board.pdf',
    {
      config: { right: 'welfare.read' },
      schema: {
        tags,
        summary: 'The posting of a campaign as a paper',
        params: shape.ById,
        querystring: z.object({ lang: z.enum(['vi', 'th', 'en']).optional() }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { caller } = request;
      if (!caller) throw new Unauthorized('sign-in.needed');
      const { id } = request.params;
      const board = await app.inScope(request, async (tx) => {
        const found = await readBoard(tx, { caller, today: today() }, id);
        await logAccess(tx, { kind: 'export', subject: 'welfare.campaign', subjectId: id });
        return found;
      });
      const paper = boardPaper(board, langOf(request));
      return pdf(reply, `board-${id.slice(0, 8)}.pdf`, await renderPdf({ ...paper, at: plain.platform.clock() }));
    },
  );

  app.post(
    '/sponsor-page/:link/statement.pdf',
    {
      config: { public: true, keyless: true },
      schema: {
        tags,
        summary: 'Statement of a sponsor’s own gifts as a paper',
        params: z.object({ link: z.string().max(64) }),
        querystring: z.object({ lang: z.enum(['vi', 'th', 'en']).optional() }),
        body: shape.Code,
        response: problems,
      },
    },
    async (request, reply) => {
      const { link } = request.params;
      const found = await openLink(db, link, request.body.code, today(), false);
      const page = await asOwner(db, `sponsor-link ${link}`, async (tx) => {
        await logAccess(tx, { kind: 'export', subject: 'welfare.sponsor', subjectId: found.sponsorId });
        return readSponsorPage(tx, found, today());
      });
      const paper = await statementPaper(page, langOf(request), `${origin(request)}/sponsor/${link}`);
      return pdf(reply, 'statement.pdf', await renderPdf({ ...paper, at: plain.platform.clock() }));
    },
  );

  app.post(
    '/sponsor-page/:link/photos/:photo',
    {
      config: { public: true, keyless: true, answers: ['jpeg'] },
      schema: {
        tags,
        summary: 'A photo of a sponsor’s own gifts, with the household’s consent',
        params: z.object({ link: z.string().max(64), photo: Id }),
        body: shape.Code,
        response: problems,
      },
    },
    async (request, reply) => {
      const { link, photo } = request.params;
      const found = await openLink(db, link, request.body.code, today(), false);
      const picture = await asOwner(db, `sponsor-link ${link}`, async (tx) => {
        const { campaigns } = await readSponsorPage(tx, found, today());
        if (!campaigns.some((campaign) => campaign.photos.some(({ id }) => id === photo))) throw new NotFound();
        return openPhoto(tx, dataDir, photo);
      });
      return sendPicture(reply, picture, 'private, no-store');
    },
  );

  app.post(
    '/welfare-papers',
    {
      config: { right: 'welfare.hand-over', takes: 'multipart/form-data' },
      schema: {
        tags,
        summary: 'Keep a photo of a signed receipt (multipart: `unitId` of the village, then the file)',
        consumes: ['multipart/form-data'],
        response: { 201: z.object({ id: Id }), ...problems },
      },
    },
    async (request, reply) => {
      const { caller } = request;
      if (!caller) throw new Unauthorized('sign-in.needed');
      const upload = await receiveUpload(request, { dataDir, mostBytes: PAPER_BYTES });
      if (!upload) throw new Invalid('welfare-paper.none');
      try {
        if (!PAPER_TYPES.includes(upload.file.mediaType)) throw new Invalid('welfare-paper.kind');
        const unitId = Id.parse(upload.field('unitId'));
        await app.command(
          request,
          reply,
          async (tx) => {
            const unit = await livingUnit(tx, caller, unitId, today());
            const { id } = await keepFile(tx, dataDir, upload.file, unit.label);
            return { status: 201, body: { id } };
          },
          upload.sent,
        );
      } finally {
        await upload.file.discard();
      }
    },
  );
};

import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import { inScope } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Unauthorized } from '#platform/errors.ts';
import { LANGS } from '#platform/format.ts';
import { assertRight, scopeOf } from '#platform/http/app.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { type Looks, looksOn } from '#platform/pdf/looks.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { Id } from '#platform/shapes.ts';
import { writeXlsx } from '#platform/spreadsheet/index.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { annexOf } from './annex.ts';
import type { ReportPage } from './contract.ts';
import { packageOf } from './package.ts';
import { reportDocx } from './papers/docx.ts';
import { reportPaper } from './papers/paper.ts';
import { provenanceOf, type Signed } from './provenance.ts';
import { frozenFigures } from './rerun.ts';
import { sendFile } from './send.ts';
import { type About, getEdition, getReport, readReport } from './store.ts';

const tags = ['reports'];
const read = { right: 'reports.read' } as const;
const ById = z.object({ id: Id });
const ByEdition = ById.extend({ edition: z.coerce.number().int().min(1) });
const Asked = z.object({ lang: z.enum(LANGS).optional(), edition: z.coerce.number().int().min(1).optional() });
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** How a report leaves: PDF, annex, provenance, data package. */
export const reportPaperRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = (request: FastifyRequest): About => {
    const { caller } = request;
    if (!caller) throw new Unauthorized('sign-in.needed');
    const now = plain.platform.clock();
    return { caller, now, today: todayInVietnam(now) };
  };
  const nameOf = (page: { template: string; from: string }, edition: number | null) =>
    `${page.template.replace('.', '-')}-${page.from}${edition === null ? '' : `-${edition}`}`;

  const open = (request: FastifyRequest, id: string, edition: number | undefined) =>
    app.inScope(request, async (tx) => {
      const page = await readReport(tx, about(request), id, edition, langOf(request));
      await logAccess(tx, { kind: 'export', subject: 'figures.report', subjectId: id });
      const signedAt = page.history.find((one) => one.number === page.shown)?.signedAt;
      const on = signedAt === undefined ? about(request).today : todayInVietnam(new Date(signedAt));
      return { page, looks: await looksOn(tx, on) };
    });

  const onPaper = ({ page, looks }: { page: ReportPage; looks: Looks }, printedOn: string) => {
    const edition = page.history.find((one) => one.number === page.shown) ?? null;
    const paper = reportPaper({
      document: page.document,
      symbol: page.symbol,
      signature: edition?.signature ?? page.suggested,
      signedAt: edition?.signedAt ?? null,
      contentHash: edition?.contentHash ?? null,
      edition: page.shown,
      printedOn,
      looks,
    });
    return { paper, edition };
  };

  app.get(
    '/reports/:id/report.pdf',
    {
      config: read,
      schema: { tags, summary: 'A report as a paper (PDF/A)', params: ById, querystring: Asked, response: problems },
    },
    async (request, reply) => {
      const opened = await open(request, request.params.id, request.query.edition);
      const { page } = opened;
      const { paper, edition } = onPaper(opened, about(request).today);
      const at = edition ? new Date(edition.signedAt) : about(request).now;
      return sendFile(reply, `${nameOf(page, page.shown)}.pdf`, 'application/pdf', await renderPdf({ ...paper, at }));
    },
  );
  app.get(
    '/reports/:id/report.docx',
    {
      config: read,
      schema: {
        tags,
        summary: 'A report as a Word file, to be edited',
        params: ById,
        querystring: Asked,
        response: problems,
      },
    },
    async (request, reply) => {
      const opened = await open(request, request.params.id, request.query.edition);
      const { page } = opened;
      const { paper } = onPaper(opened, about(request).today);
      return sendFile(reply, `${nameOf(page, page.shown)}.docx`, DOCX, Buffer.from(reportDocx(paper.data)));
    },
  );
  app.get(
    '/reports/:id/annex.xlsx',
    {
      config: read,
      schema: {
        tags,
        summary: 'The figures of a report as a table',
        params: ById,
        querystring: Asked,
        response: problems,
      },
    },
    async (request, reply) => {
      const { page } = await open(request, request.params.id, request.query.edition);
      const { heads, rows } = annexOf(page.document);
      const out = new PassThrough();
      writeXlsx(
        out,
        { name: page.document.period.replaceAll('/', '-'), columns: heads.map((header) => ({ header })) },
        rows,
      ).then(
        () => out.end(),
        (error: unknown) => out.destroy(error as Error),
      );
      return sendFile(reply, `${nameOf(page, page.shown)}.xlsx`, XLSX, out);
    },
  );

  const signedOf = async (
    tx: Tx,
    id: string,
    number: number,
    lang: (typeof LANGS)[number],
  ): Promise<Signed & { name: string; label: number }> => {
    const report = await getReport(tx, id);
    const edition = await getEdition(tx, id, number);
    return {
      id: edition.id,
      reportId: id,
      unitId: report.unitId,
      edition,
      document: edition.documents[lang],
      figures: await frozenFigures(tx, edition.id),
      name: nameOf(report, number),
      label: report.label,
    };
  };
  app.get(
    '/reports/:id/editions/:edition/provenance.jsonld',
    {
      config: read,
      schema: {
        tags,
        summary: 'Where a signed report comes from (PROV-O)',
        params: ByEdition,
        querystring: Asked.pick({ lang: true }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { id, edition } = request.params;
      const signed = await app.inScope(request, (tx) => signedOf(tx, id, edition, langOf(request)));
      return sendFile(
        reply,
        `${signed.name}.jsonld`,
        'application/ld+json',
        JSON.stringify(provenanceOf(signed), null, 1),
      );
    },
  );
  app.get(
    '/reports/:id/editions/:edition/package.zip',
    {
      config: read,
      schema: {
        tags,
        summary: 'A signed report with its records as a Data Package',
        params: ByEdition,
        querystring: Asked.pick({ lang: true }),
        response: problems,
      },
    },
    async (request, reply) => {
      // The package names records by their ids, so it is an export.
      assertRight(request, 'members.export');
      const { id, edition } = request.params;
      // The transaction stays open while the package streams; its end, or the reader's going away, ends it.
      const started = new Promise<{ name: string; stream: Readable }>((start, fail) => {
        inScope(app.platform.db, scopeOf(request), async (tx) => {
          const signed = await signedOf(tx, id, edition, langOf(request));
          const { stream, done } = packageOf(tx, signed);
          start({ name: signed.name, stream });
          const { rows } = await done;
          await logAccess(tx, { kind: 'export', subject: 'figures.signed_report', subjectId: signed.id, rows });
        }).catch(fail);
      });
      const { name, stream } = await started;
      return sendFile(reply, `${name}.zip`, 'application/zip', stream);
    },
  );
};

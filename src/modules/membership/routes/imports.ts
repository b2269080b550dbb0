import { PassThrough } from 'node:stream';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import { keepFile, pathOf } from '#platform/files/files.ts';
import { receiveUpload } from '#platform/files/upload.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import type { Right } from '#platform/rights.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { ImportBatch, ImportMapping, ImportRow, ImportRows, ImportRowsQuery, MendRow } from '../contract.ts';
import { createBatch, getBatch, listBatches, mapColumns, showBatch } from '../imports/batch.ts';
import { writeProblemFile } from '../imports/problem-file.ts';
import { MOST_BYTES, openFile, tableOf } from '../imports/read.ts';
import { listRows, mendRow } from '../imports/rows.ts';
import { beginApplying, beginReading, beginUndoing, dropImport, stopStep } from '../imports/work.ts';
import { resolveArea } from '../units.ts';

const params = z.object({ id: Id });
const config = { right: 'members.import' } as const;
const tags = ['members'];

/** The import wizard: upload, match columns, preview, mend, take over, take back. */
export const importRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { dataDir } = plain.platform;
  const today = () => todayInVietnam(plain.platform.clock());

  app.post(
    '/member-imports',
    {
      config: { ...config, takes: 'multipart/form-data' },
      schema: {
        tags,
        summary:
          'Upload a list of members (multipart: unit, sheet, then file); columns are proposed, nothing is taken over',
        consumes: ['multipart/form-data'],
        response: { 201: ImportBatch, ...problems },
      },
    },
    async (request, reply) => {
      const upload = await receiveUpload(request, { dataDir, mostBytes: MOST_BYTES });
      if (!upload) throw new Invalid('import.no-file');
      const { file, field, sent } = upload;
      try {
        const unitId = field('unit') ?? null;
        if (unitId !== null && !Id.safeParse(unitId).success) throw new Invalid('request.invalid', { field: 'unit' });
        // Before anything is kept: what is no sheet leaves no trace.
        const table = await tableOf(await openFile(file.path), field('sheet'));
        await app.command(
          request,
          reply,
          async (tx) => {
            const label = await labelOf(tx, request, unitId, today());
            const { id: fileId, sha256 } = await keepFile(tx, dataDir, file, label);
            const id = await createBatch(tx, table, { fileName: file.name, fileId, unitId, label });
            const source = pathOf(dataDir, sha256);
            await beginReading(tx, id, { source, bytes: file.bytes, today: today(), rights: rightsOf(request) });
            return { status: 201, body: await showBatch(tx, id) };
          },
          sent,
        );
      } finally {
        await file.discard();
      }
    },
  );

  app.get(
    '/member-imports',
    {
      config,
      schema: {
        tags,
        summary: 'The latest imports',
        response: { 200: z.object({ items: z.array(ImportBatch) }), ...problems },
      },
    },
    (request) => app.inScope(request, async (tx) => ({ items: await listBatches(tx) })),
  );
  app.get(
    '/member-imports/:id',
    {
      config,
      schema: { tags, summary: 'An import as it stands', params, response: { 200: ImportBatch, ...problems } },
    },
    (request) => app.inScope(request, (tx) => showBatch(tx, request.params.id)),
  );
  app.get(
    '/member-imports/:id/rows',
    {
      config,
      schema: {
        tags,
        summary: 'Rows of a preview',
        params,
        querystring: ImportRowsQuery,
        response: { 200: ImportRows, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listRows(tx, request.params.id, request.query)),
  );

  const fileOf = async (tx: Tx, id: string): Promise<{ source: string; bytes: number }> => {
    const { sha256, bytes } = await tx.one<{ sha256: string; bytes: number }>(sql`
      select f.sha256, f.bytes from membership.import_batch b join platform.file f on f.id = b.file_id where b.id = ${id}`);
    return { source: pathOf(dataDir, sha256), bytes };
  };
  const answers = { 200: ImportBatch, ...problems };
  app.put(
    '/member-imports/:id/mapping',
    {
      config,
      schema: {
        tags,
        summary: 'Decide what columns become, and preview',
        params,
        body: ImportMapping,
        response: answers,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await app.command(request, reply, async (tx) => {
        const file = await fileOf(tx, id);
        await mapColumns(tx, id, request.body);
        await beginReading(tx, id, { ...file, today: today(), rights: rightsOf(request) });
        return { body: await showBatch(tx, id) };
      });
    },
  );
  app.patch(
    '/member-imports/:id/rows/:row',
    {
      config,
      schema: {
        tags,
        summary: 'Mend a row in place, or decide a doubtful one',
        params: params.extend({ row: z.coerce.number().int().min(1) }),
        body: MendRow,
        response: { 200: ImportRow, ...problems },
      },
    },
    async (request, reply) => {
      const { id, row } = request.params;
      await app.command(request, reply, async (tx) => ({ body: await mendRow(tx, id, row, request.body, today()) }));
    },
  );

  /** A step of an import that needs nothing but its id. */
  const step = (
    path: string,
    summary: string,
    work: (tx: Tx, id: string, rights: readonly Right[]) => Promise<void>,
  ): void => {
    app.post(
      `/member-imports/:id/${path}`,
      { config, schema: { tags, summary, params, response: answers } },
      async (request, reply) => {
        const { id } = request.params;
        await app.command(request, reply, async (tx) => {
          await work(tx, id, rightsOf(request));
          return { body: await showBatch(tx, id) };
        });
      },
    );
  };
  step('apply', 'Take over the good rows; of a long list by a job that `work` tells of', beginApplying);
  step('undo', 'Take the import back as one; of a long list by a job that `work` tells of', beginUndoing);
  step('stop', 'Stop what a job is doing with the import; nothing of it stays', stopStep);
  step('cancel', 'Drop a preview, also while it is being read', dropImport);

  app.get(
    '/member-imports/:id/problems.xlsx',
    {
      config,
      schema: {
        tags,
        summary: 'The rows that were not taken, with column and reason',
        params,
        querystring: z.object({ lang: z.enum(['vi', 'th', 'en']).optional() }),
        response: problems,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await app.inScope(request, (tx) => getBatch(tx, id));
      const out = new PassThrough();
      app
        .inScope(request, (tx) => writeProblemFile(tx, id, langOf(request), out))
        .then(
          () => out.end(),
          (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
        );
      return reply
        .header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .header('content-disposition', 'attachment; filename="dong-chua-nhan.xlsx"')
        .send(out as never);
    },
  );
};

const rightsOf = (request: FastifyRequest): readonly Right[] => request.caller?.rights ?? [];

/** The label under which a batch is kept: of its unit when that is in scope, else the first of the caller's scope. */
async function labelOf(tx: Tx, request: FastifyRequest, unitId: string | null, today: string): Promise<number> {
  const ranges = request.caller?.ranges ?? [];
  const first = ranges === 'everything' ? 1 : (ranges[0]?.lo ?? 1);
  if (unitId === null) return first;
  const { label } = await resolveArea(tx, unitId, today);
  const { mine } = await tx.one<{ mine: boolean }>(sql`select membership.label_in_scope(${label}::int) as mine`);
  return mine ? label : first;
}

import { PassThrough } from 'node:stream';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import { pathOf, putFile } from '#platform/files/files.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { ImportBatch, ImportMapping, ImportRow, ImportRows, ImportRowsQuery, MendRow } from '../contract.ts';
import { applyImport, undoImport } from '../imports/apply.ts';
import { getBatch, listBatches, mapColumns, openBatch, showBatch, startImport } from '../imports/batch.ts';
import { writeProblemFile } from '../imports/problem-file.ts';
import { listRows, mendRow } from '../imports/rows.ts';
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
      config,
      schema: {
        tags,
        summary:
          'Upload a list of members (multipart: unit, sheet, then file); columns are proposed, nothing is taken over',
        consumes: ['multipart/form-data'],
        response: { 201: ImportBatch, ...problems },
      },
    },
    async (request, reply) => {
      const part = await request.file();
      if (!part) throw new Invalid('import.no-file');
      const field = (name: string): string | undefined => {
        const given = part.fields[name];
        return given &&
          !Array.isArray(given) &&
          given.type === 'field' &&
          typeof given.value === 'string' &&
          given.value !== ''
          ? given.value
          : undefined;
      };
      const unitId = field('unit') ?? null;
      if (unitId !== null && !Id.safeParse(unitId).success) throw new Invalid('request.invalid', { field: 'unit' });
      await app.command(request, reply, async (tx) => {
        const label = await labelOf(tx, request, unitId, today());
        const file = await putFile(tx, dataDir, { name: part.filename, content: part.file, label });
        const id = await startImport(tx, {
          fileName: part.filename,
          fileId: file.id,
          source: pathOf(dataDir, file.sha256),
          sheet: field('sheet'),
          unitId,
          label,
          today: today(),
        });
        return { status: 201, body: await showBatch(tx, id) };
      });
      part.file.resume(); // a resend is answered from the store; its bytes still have to be read
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

  const sourceOf = async (tx: Tx, id: string): Promise<string> => {
    const { sha256 } = await tx.one<{ sha256: string }>(sql`
      select f.sha256 from membership.import_batch b join platform.file f on f.id = b.file_id where b.id = ${id}`);
    return pathOf(dataDir, sha256);
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
        await mapColumns(tx, id, request.body, { source: await sourceOf(tx, id), today: today() });
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
  const step = (path: string, summary: string, work: (tx: Tx, id: string) => Promise<void>): void => {
    app.post(
      `/member-imports/:id/${path}`,
      { config, schema: { tags, summary, params, response: answers } },
      async (request, reply) => {
        const { id } = request.params;
        await app.command(request, reply, async (tx) => {
          await work(tx, id);
          return { body: await showBatch(tx, id) };
        });
      },
    );
  };
  step('apply', 'Take over the good rows', applyImport);
  step('undo', 'Take the import back as one', undoImport);
  step('cancel', 'Drop a preview', async (tx, id) => {
    await openBatch(tx, id);
    await tx.run(sql`update membership.import_batch set state = 'cancelled' where id = ${id}`);
    await tx.run(sql`delete from membership.import_row where batch_id = ${id}`);
  });

  app.get(
    '/member-imports/:id/problems.xlsx',
    {
      config,
      schema: {
        tags,
        summary: 'The rows that were not taken, with column and reason',
        params,
        querystring: z.object({ lang: z.enum(['vi', 'th', 'en']).optional() }),
        response: { 403: problems[403], 404: problems[404] },
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

/** The label under which a batch is kept: of its unit when that is in scope, else the first of the caller's scope. */
async function labelOf(tx: Tx, request: FastifyRequest, unitId: string | null, today: string): Promise<number> {
  const ranges = request.caller?.ranges ?? [];
  const first = ranges === 'everything' ? 1 : (ranges[0]?.lo ?? 1);
  if (unitId === null) return first;
  const { label } = await resolveArea(tx, unitId, today);
  const { mine } = await tx.one<{ mine: boolean }>(sql`select membership.label_in_scope(${label}::int) as mine`);
  return mine ? label : first;
}

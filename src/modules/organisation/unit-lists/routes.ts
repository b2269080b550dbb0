import { PassThrough } from 'node:stream';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { Invalid, Unauthorized } from '#platform/errors.ts';
import type { Lang } from '#platform/format.ts';
import { receiveUpload } from '#platform/files/upload.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { writeXlsx } from '#platform/spreadsheet/index.ts';
import * as shape from './contract.ts';
import { MOST_BYTES, readUnitList } from './read.ts';
import { checkUnitList, takeUnitList } from './take.ts';
import { sampleList } from './sample-list.ts';

const tags = ['unit events'];
const right = 'organisation.write' as const;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The tree from a list: read a sheet, see what would become of each line, found them all. */
export const unitListRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/unit-lists/read',
    {
      config: { right, keyless: true, takes: 'multipart/form-data' },
      schema: {
        tags,
        summary: 'Read a list of units from a sheet (multipart: the file); nothing is kept',
        consumes: ['multipart/form-data'],
        response: { 200: shape.UnitListRead, ...problems },
      },
    },
    async (request) => {
      const upload = await receiveUpload(request, { dataDir: plain.platform.dataDir, mostBytes: MOST_BYTES });
      if (!upload) throw new Invalid('import.no-file');
      try {
        return await readUnitList(upload.file.path, upload.file.name);
      } finally {
        await upload.file.discard();
      }
    },
  );
  app.post(
    '/unit-lists/check',
    {
      config: { right, keyless: true },
      schema: {
        tags,
        summary: 'What would become of each line of a list of units, by reading alone',
        body: shape.UnitListQuestion,
        response: { 200: shape.UnitListVerdict, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) => {
        if (!request.caller) throw new Unauthorized('sign-in.needed');
        return checkUnitList(tx, request.caller, request.body);
      }),
  );
  app.post(
    '/unit-lists',
    {
      config: { right },
      schema: {
        tags,
        summary: 'Found the units of a list, all or none',
        body: shape.NewUnitList,
        response: { 201: shape.UnitListTaken, ...problems },
      },
    },
    async (request, reply) =>
      void (await app.command(request, reply, async (tx) => {
        if (!request.caller) throw new Unauthorized('sign-in.needed');
        return { status: 201, body: await takeUnitList(tx, request.caller, request.body) };
      })),
  );
  app.get(
    '/unit-lists/example',
    {
      config: { right, answers: ['xlsx'] },
      schema: { tags, summary: 'An example of a list of units as a spreadsheet', response: problems },
    },
    async (request, reply) => {
      sendExample(reply, langOf(request));
      return reply;
    },
  );
};

function sendExample(reply: FastifyReply, lang: Lang): void {
  const { sheet, rows } = sampleList(lang);
  const out = new PassThrough();
  writeXlsx(out, sheet, rows).then(
    () => out.end(),
    (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  void reply
    .header('content-type', XLSX)
    .header('content-disposition', 'attachment; filename="to-chuc-mau.xlsx"')
    .send(out);
}

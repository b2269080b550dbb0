import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { inScope } from '#platform/db/database.ts';
import { LANGS } from '#platform/format.ts';
import { Invalid, Unauthorized } from '#platform/errors.ts';
import { assertRight, scopeOf } from '#platform/http/app.ts';
import type { Caller } from '#platform/http/context.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { translate } from '#platform/messages-node.ts';
import { todayInVietnam } from '#platform/time/index.ts';
import { answerFigure } from './answer.ts';
import { FigureAnswer, FigureEntry, FigureQuery, ReconciledRow } from './contract.ts';
import { answerDashboard } from './dashboard.ts';
import { exchangeRoutes } from './exchange/routes.ts';
import { columnHead, exportList } from './export.ts';
import { openList, PAGE, readList } from './records.ts';
import { reconcile } from './reconcile.ts';
import { type FigureDefinition, listFigures } from './registry.ts';
import { pressRoutes } from './press/routes.ts';
import { reportRoutes } from './reports/routes.ts';

const RecordsAsked = FigureQuery.omit({ by: true }).extend({
  part: z.enum(['numerator', 'denominator']).default('numerator'),
  doubt: z.enum(['yes', 'no']).default('no'),
  format: z.enum(['json', 'csv', 'xlsx']).default('json'),
  limit: z.coerce.number().int().min(1).max(PAGE).default(50),
  cursor: z.string().max(200).optional(),
  /** Language of heads and words, for links that carry no header of ours. */
  lang: z.enum(LANGS).optional(),
});

const RecordsPage = z
  .object({
    figure: z.string(),
    unit: z.object({ id: z.string(), name: z.string() }),
    asOf: z.string(),
    boundariesOn: z.string(),
    columns: z.array(
      z.object({
        key: z.string(),
        head: z.string(),
        kind: z.string(),
        wordPrefix: z.string().nullable(),
        hidden: z.boolean(),
      }),
    ),
    items: z.array(
      z.object({
        recordId: z.string(),
        subjectId: z.string().nullable(),
        unitId: z.string(),
        unitName: z.string().nullable(),
        onDate: z.string().nullable(),
        weight: z.number(),
        values: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'FigureRecords' });

const Dashboard = FigureQuery.extend({
  ids: z
    .string()
    .max(300)
    .regex(/^[A-Za-z0-9.,_-]+$/)
    .refine((ids) => ids.split(',').length <= 24),
});
const TAGS = ['figures'];

/** The dictionary, figures, the lists behind them, exports, and published beside computed. */
export const figuresRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(app.platform.clock());
  await plain.register(reportRoutes);
  await plain.register(pressRoutes);
  await plain.register(exchangeRoutes);

  app.get(
    '/figures',
    {
      config: { right: 'figures.read' },
      schema: {
        tags: TAGS,
        summary: 'The indicator dictionary',
        response: { 200: z.object({ items: z.array(FigureEntry) }), ...problems },
      },
    },
    (request) => ({
      items: listFigures().map((definition) => entryOf(definition, langOf(request))),
    }),
  );

  app.get(
    '/figures/:id',
    {
      config: { right: 'figures.read', replica: true },
      schema: {
        tags: TAGS,
        summary: 'A figure of a unit',
        params: z.object({ id: z.string().max(60) }),
        querystring: FigureQuery,
        response: { 200: FigureAnswer, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) => answerFigure(tx, callerOf(request), request.params.id, request.query, today())),
  );

  app.get(
    '/dashboard',
    {
      config: { right: 'figures.read', replica: true },
      schema: {
        tags: TAGS,
        summary: 'Several figures of a unit at once',
        querystring: Dashboard,
        response: { 200: z.object({ items: z.array(FigureAnswer) }), ...problems },
      },
    },
    (request) => {
      const { ids, ...query } = request.query;
      const wanted = ids.split(',');
      return app.inScope(request, async (tx) => ({
        items: await answerDashboard(tx, callerOf(request), wanted, query, today()),
      }));
    },
  );

  app.get(
    '/figures/:id/records',
    {
      config: { right: 'figures.read', answers: ['json', 'csv', 'xlsx'] },
      schema: {
        tags: TAGS,
        summary: 'The list behind a figure, as JSON, CSV or XLSX',
        params: z.object({ id: z.string().max(60) }),
        querystring: RecordsAsked,
        response: { 200: RecordsPage, ...problems },
      },
    },
    async (request, reply) => {
      if (request.query.format === 'json') return listPage(request, request.params.id, request.query);
      await sendFile(request, reply, request.params.id, request.query);
      return reply as never; // a file is on its way: its shape is no page of records
    },
  );

  app.get(
    '/reconciliation',
    {
      config: { right: 'figures.read' },
      schema: {
        tags: TAGS,
        summary: 'Published figures beside computed ones',
        response: { 200: z.object({ items: z.array(ReconciledRow) }), ...problems },
      },
    },
    (request) => app.inScope(request, async (tx) => ({ items: await reconcile(tx, callerOf(request), today()) })),
  );

  function listPage(request: FastifyRequest, id: string, query: z.infer<typeof RecordsAsked>) {
    return app.inScope(request, async (tx) => {
      const opened = await openList(
        tx,
        callerOf(request),
        id,
        query,
        { part: query.part, doubt: query.doubt === 'yes' },
        today(),
      );
      const after = decodeCursor(query.cursor);
      const page = await readList(tx, opened, {
        people: query.count === 'people',
        doubt: query.doubt === 'yes',
        limit: query.limit,
        ...(after ? { after } : {}),
      });
      return {
        figure: opened.definition.id,
        unit: { id: opened.unit.id, name: opened.unit.name },
        asOf: opened.asked.asOf,
        boundariesOn: opened.asked.boundariesOn,
        columns: opened.columns.map((column) => ({
          key: column.key,
          head: columnHead(column, langOf(request)),
          kind: column.kind,
          wordPrefix: column.wordPrefix ?? null,
          hidden: column.hidden ?? false,
        })),
        items: page.rows,
        nextCursor: page.next
          ? Buffer.from(JSON.stringify([page.next.onDate, page.next.recordId])).toString('base64url')
          : null,
      };
    });
  }

  /** The transaction stays open while the file streams; its end, or the reader's going away, ends it. */
  async function sendFile(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    query: z.infer<typeof RecordsAsked>,
  ): Promise<void> {
    assertRight(request, 'members.export');
    const format = query.format === 'csv' ? 'csv' : 'xlsx';
    const started = new Promise<ReturnType<typeof exportList>>((start, fail) => {
      inScope(app.platform.db, scopeOf(request), async (tx) => {
        const opened = await openList(tx, callerOf(request), id, query, { part: query.part, doubt: false }, today());
        const running = exportList(tx, opened, format, query.count === 'people', langOf(request));
        start(running);
        const { rows } = await running.done;
        await tx.run(sql`
        insert into platform.access_log (user_id, kind, subject, subject_id, label, rows, request_id)
        values (${callerOf(request).userId}, 'export', ${`figure ${id}`}, ${opened.unit.id}, ${opened.unit.label}, ${rows}, ${request.id})`);
      }).catch(fail);
    });
    const { stream } = await started;
    reply
      .header(
        'content-type',
        format === 'csv'
          ? 'text/csv; charset=utf-8'
          : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      )
      .header('content-disposition', `attachment; filename="${id}-${query.asOf ?? today()}.${format}"`)
      .serializer((payload: unknown) => payload as string)
      .send(stream);
  }
};

function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}

function decodeCursor(cursor: string | undefined): { onDate: string; recordId: string } | undefined {
  if (cursor === undefined) return undefined;
  const parsed = z
    .tuple([z.iso.date(), z.string().max(80)])
    .safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) throw new Invalid('cursor.invalid');
  return { onDate: parsed.data[0], recordId: parsed.data[1] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entryOf(definition: FigureDefinition, lang: 'vi' | 'th' | 'en'): FigureEntry {
  return {
    id: definition.id,
    kind: definition.kind,
    measure: definition.measure,
    base: definition.base,
    name: translate(lang, `${definition.room}.figure.${definition.id}.name`),
    definition: translate(lang, `${definition.room}.figure.${definition.id}.definition`),
    right: definition.right ?? null,
    dimensions: definition.dimensions
      .filter(({ isInner }) => !isInner)
      .map((dimension) => ({
        key: dimension.key,
        name: translate(lang, dimension.label),
        values: dimension.values ? [...dimension.values] : null,
        valuePrefix: dimension.valuePrefix ?? null,
        right: dimension.right ?? null,
      })),
  };
}

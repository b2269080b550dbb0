import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { logAccess } from '../audit/audit.ts';
import { NotFound } from '../errors.ts';
import { LANGS, type Lang } from '../format.ts';
import { langOf, problems } from '../http/problems.ts';
import { translate } from '../messages-node.ts';
import { type Cell, writeCsv, writeXlsx } from '../spreadsheet/index.ts';
import { findListFile, lineOf, type ListFile, listFiles } from './list-file.ts';
import { askedForFile, FIRST_ROWS } from './pages-for-files.ts';

const MEDIA = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;
/** Only who asks is passed on to the list; the rest belongs to this request. */
const PASSED_ON = ['authorization', 'cookie', 'accept-language', 'user-agent'] as const;

const Asked = z
  .looseObject({
    list: z.string().max(80).describe('Path of the list, as `/tasks`; its own filters follow as they are.'),
    as: z.enum(['xlsx', 'csv']).default('xlsx'),
    lang: z.enum(LANGS).optional(),
  })
  .describe('Further parameters are those of the list.');
type Asked = z.infer<typeof Asked>;

type ListPage = { items: unknown[]; nextCursor: string | null };
type Answered = { status: number; contentType: string; text: string };

/**
 * Lists as files. The list itself is asked, page after page and as the caller: what the file holds is what the list
 * shows, under the same rights, and every file stands in the access log.
 */
export const listFileRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/list-files',
    {
      config: { right: 'members.export' },
      schema: {
        tags: ['lists'],
        summary: 'Which lists can be had as files',
        response: { 200: z.object({ items: z.array(z.object({ path: z.string() })) }), ...problems },
      },
    },
    () => ({ items: listFiles().map(({ path }) => ({ path })) }),
  );

  app.get(
    '/list-files/file',
    {
      config: { right: 'members.export', answers: ['xlsx', 'csv'] },
      schema: {
        tags: ['lists'],
        summary: 'A list under its filters as XLSX or CSV; recorded in the access log',
        querystring: Asked,
        response: problems,
      },
    },
    async (request, reply) => {
      await sendFile(request, reply, request.query);
      return reply;
    },
  );

  async function sendFile(request: FastifyRequest, reply: FastifyReply, asked: Asked): Promise<FastifyReply> {
    const { list, as, lang = langOf(request), ...filters } = asked;
    const file = findListFile(list);
    if (!file) throw new NotFound({ list });
    const query = queryOf(filters);
    const first = await askList(plain, request, file, query);
    if (first.status !== 200)
      // What the list refuses is refused here in its own words.
      return reply
        .status(first.status)
        .header('content-type', first.contentType)
        .serializer((payload: unknown) => payload as string)
        .send(first.text);
    const out = new PassThrough();
    const lines = linesOf(plain, request, { file, query, first: pageOf(first), lang });
    write(out, file, lines, as, lang)
      .then((rows) =>
        app.inScope(request, (tx) => logAccess(tx, { kind: 'export', subject: `list ${file.path}`, rows })),
      )
      .then(
        () => out.end(),
        (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    return reply
      .header('content-type', MEDIA[as])
      .header('content-disposition', `attachment; filename="${file.name}.${as}"`)
      .send(out);
  }
};

function queryOf(filters: Record<string, unknown>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filters)) {
    if (key === 'cursor' || key === 'limit') continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) query.append(key, String(one));
  }
  return query;
}

async function askList(
  app: FastifyInstance,
  request: FastifyRequest,
  file: ListFile,
  query: URLSearchParams,
  cursor?: string,
): Promise<Answered> {
  const asked = new URLSearchParams(query);
  if (cursor !== undefined) asked.set('cursor', cursor);
  const headers = Object.fromEntries(
    PASSED_ON.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]])),
  ) as Record<string, string>;
  const answer = await askedForFile((mark) =>
    app.inject({
      method: 'GET',
      url: `/api/v1${file.path}?${asked.toString()}`,
      headers: { ...headers, ...mark },
      remoteAddress: request.ip,
    }),
  );
  return { status: answer.statusCode, contentType: String(answer.headers['content-type']), text: answer.body };
}

function pageOf({ text }: Answered): ListPage {
  return JSON.parse(text) as ListPage;
}

async function* linesOf(
  app: FastifyInstance,
  request: FastifyRequest,
  from: { file: ListFile; query: URLSearchParams; first: ListPage; lang: Lang },
): AsyncGenerator<Cell[]> {
  for (let page = from.first; ;) {
    for (const item of page.items) yield lineOf(from.file.columns, item, from.lang);
    if (!page.nextCursor) return;
    const answer = await askList(app, request, from.file, from.query, page.nextCursor);
    if (answer.status !== 200) throw new Error(`list ${from.file.path} broke off with ${answer.status}`);
    page = pageOf(answer);
  }
}

async function write(out: PassThrough, file: ListFile, lines: AsyncGenerator<Cell[]>, as: 'xlsx' | 'csv', lang: Lang) {
  const heads = file.columns.map(({ head }) => translate(lang, head));
  if (as === 'csv') return (await writeCsv(out, heads, lines)).rows;
  // As wide as what stands there: the first lines say it for the rest.
  const first: Cell[][] = [];
  for (let more = true; more && first.length < FIRST_ROWS;) {
    const next = await lines.next();
    if (next.done === true) more = false;
    else first.push(next.value);
  }
  const all = async function* (): AsyncGenerator<Cell[]> {
    yield* first;
    yield* lines;
  };
  const columns = heads.map((header, at) => ({
    header,
    width: widthOf(
      header,
      first.map((line) => line[at] ?? null),
    ),
  }));
  return (await writeXlsx(out, { name: file.name, columns }, all())).rows;
}

/** Room for nine of ten of the values, up to a line of fifty signs; a heading breaks between its words. */
function widthOf(header: string, cells: readonly Cell[]): number {
  const lengths = cells.map((cell) => (typeof cell === 'object' ? (cell === null ? 0 : 10) : String(cell).length));
  const most = lengths.sort((a, b) => a - b)[Math.floor(lengths.length * 0.9)] ?? 0;
  const word = Math.max(...header.split(' ').map((one) => one.length));
  return Math.min(50, Math.max(8, word + 3, most + 2));
}

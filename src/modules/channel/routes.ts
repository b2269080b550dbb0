import { createReadStream } from 'node:fs';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { asOwner } from '#platform/db/database.ts';
import { Invalid, Unauthorized } from '#platform/errors.ts';
import { pathOf } from '#platform/files/files.ts';
import { receiveUpload } from '#platform/files/upload.ts';
import { problems } from '#platform/http/problems.ts';
import { readSettings } from '#platform/notices/settings.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import {
  addAnswer,
  addBulletin,
  changeBulletin,
  getBulletin,
  getDesk,
  listBulletins,
  listReceipts,
  readBulletin,
  remind,
} from './bulletins.ts';
import './constraints.ts';
import * as shape from './contract.ts';
import { attachTo, FILE_BYTES, openFile } from './files.ts';
import { addNews, changeNews, getNews, listNews, publishNews, readNews, withdrawNews } from './news.ts';
import { addOutlet, changeOutlet, listOutlets } from './outlets.ts';
import { addShare, type Shareable, shareableBulletin, shareableNews, shareKit } from './share.ts';
import type { About } from './shared.ts';

const tags = ['channel'];
const read = { right: 'channel.read' } as const;
const write = { right: 'channel.write' } as const;
const publish = { right: 'channel.publish' } as const;
type Config = typeof read | typeof write | typeof publish;
const ById = z.object({ id: Id });
const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() });

/** Everything this room answers over HTTP. */
export const channelRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { db, dataDir } = plain.platform;
  const about = (request: FastifyRequest): About => {
    if (!request.caller) throw new Unauthorized('sign-in.needed');
    const now = plain.platform.clock();
    return { caller: request.caller, today: todayInVietnam(now), now };
  };

  const list = <Q extends z.ZodObject, T extends z.ZodType>(
    path: string,
    summary: string,
    querystring: Q,
    item: T,
    work: (tx: Tx, about: About, query: z.infer<Q>) => Promise<unknown>,
  ): void => {
    app.get(
      path,
      { config: read, schema: { tags, summary, querystring, response: { 200: pageOf(item), ...problems } } },
      (request) => app.inScope(request, (tx) => work(tx, about(request), request.query as z.infer<Q>)) as never,
    );
  };
  list(
    '/channel/bulletins',
    'Bulletins that units below one sent or got',
    shape.BulletinQuery,
    shape.BulletinRow,
    listBulletins,
  );
  list('/channel/news', 'News for the people of a unit, or written in it', shape.NewsQuery, shape.NewsRow, listNews);
  list('/channel/outlets', 'Register of shared channels below a unit', shape.OutletQuery, shape.OutletRow, listOutlets);

  const one = <T extends z.ZodType>(
    path: string,
    summary: string,
    answer: T,
    work: (tx: Tx, about: About, id: string) => Promise<unknown>,
  ): void => {
    app.get(
      path,
      { config: read, schema: { tags, summary, params: ById, response: { 200: answer, ...problems } } },
      (request) => app.inScope(request, (tx) => work(tx, about(request), request.params.id)) as never,
    );
  };
  one('/channel/bulletins/:id', 'A bulletin with what was answered', shape.BulletinPage, getBulletin);
  one('/channel/news/:id', 'A piece of news in three languages', shape.NewsPage, getNews);
  app.get(
    '/channel/desk',
    {
      config: read,
      schema: {
        tags,
        summary: 'For whom one may write, and how much waits',
        response: { 200: shape.Desk, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => getDesk(tx, about(request))),
  );
  app.get(
    '/channel/bulletins/:id/receipts',
    {
      config: read,
      schema: {
        tags,
        summary: 'Which units have read it, and which have not',
        params: ById,
        querystring: shape.ReceiptQuery,
        response: { 200: shape.ReceiptList, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listReceipts(tx, about(request), request.params.id, request.query)),
  );

  const add = <B extends z.ZodType>(
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, about: About, input: z.infer<B>) => Promise<{ id: string }>,
  ): void => {
    app.post(
      path,
      { config: write, schema: { tags, summary, body, response: { 201: shape.Written, ...problems } } },
      async (request, reply) => {
        await app.command(request, reply, async (tx) => ({
          status: 201,
          body: await work(tx, about(request), request.body as z.infer<B>),
        }));
      },
    );
  };
  add('/channel/bulletins', 'Send a bulletin', shape.NewBulletin, addBulletin);
  add('/channel/news', 'Write a draft of news', shape.NewNews, addNews);
  add('/channel/outlets', 'Enter a shared channel', shape.NewOutlet, addOutlet);
  add('/channel/shares', 'Record that something was handed on into a channel', shape.NewShare, addShare);

  const act = <B extends z.ZodType, T extends z.ZodType>(
    method: 'POST' | 'PATCH',
    path: string,
    summary: string,
    shapes: { config: Config; body: B; answer: T; status?: 201 },
    work: (tx: Tx, about: About, id: string, input: z.infer<B>) => Promise<unknown>,
  ): void => {
    const { config, body, answer, status = 200 } = shapes;
    app.route({
      method,
      url: path,
      config,
      schema: { tags, summary, params: ById, body, response: { [status]: answer, ...problems } },
      handler: async (request, reply) => {
        const { id } = request.params;
        await app.command(request, reply, async (tx) => ({
          status,
          body: await work(tx, about(request), id, request.body as z.infer<B>),
        }));
        return reply;
      },
    });
  };
  const empty = z.object({}).nullish();
  act(
    'PATCH',
    '/channel/bulletins/:id',
    'Pin a bulletin, or say that it is over',
    { config: write, body: shape.ChangeBulletin, answer: shape.Written },
    changeBulletin,
  );
  act(
    'POST',
    '/channel/bulletins/:id/read',
    'Say that it was read by the units one works for',
    { config: read, body: empty, answer: shape.ReadMarked },
    readBulletin,
  );
  act(
    'POST',
    '/channel/bulletins/:id/reminders',
    'Remind the units that have not read it',
    { config: write, body: empty, answer: shape.Reminded },
    remind,
  );
  act(
    'POST',
    '/channel/bulletins/:id/answers',
    'Answer',
    { config: write, body: shape.NewAnswer, answer: shape.Written, status: 201 },
    addAnswer,
  );
  act(
    'PATCH',
    '/channel/news/:id',
    'Change a draft, or translate',
    { config: write, body: shape.ChangeNews, answer: shape.Written },
    changeNews,
  );
  act(
    'POST',
    '/channel/news/:id/publish',
    'Publish a draft',
    { config: publish, body: shape.PublishNews, answer: shape.Written },
    (tx, who, id, { version }) => publishNews(tx, who, id, version),
  );
  act(
    'POST',
    '/channel/news/:id/withdraw',
    'Withdraw what was published',
    { config: publish, body: shape.WithdrawNews, answer: shape.Written },
    withdrawNews,
  );
  act(
    'POST',
    '/channel/news/:id/read',
    'Say that it was read',
    { config: read, body: empty, answer: shape.ReadMarked },
    readNews,
  );
  act(
    'PATCH',
    '/channel/outlets/:id',
    'Change a shared channel, or close it',
    { config: write, body: shape.ChangeOutlet, answer: shape.Written },
    changeOutlet,
  );

  const kit = (
    path: string,
    summary: string,
    find: (tx: Tx, id: string, lang: 'vi' | 'th' | 'en') => Promise<Shareable>,
  ): void => {
    app.get(
      path,
      {
        config: read,
        schema: {
          tags,
          summary,
          params: ById,
          querystring: shape.ShareQuery,
          response: { 200: shape.ShareKit, ...problems },
        },
      },
      async (request) => {
        const { lang } = request.query;
        const found = await app.inScope(request, (tx) => find(tx, request.params.id, lang));
        const { address } = await asOwner(db, about(request).caller.userId, readSettings);
        return shareKit(found, address, lang);
      },
    );
  };
  kit('/channel/bulletins/:id/share', 'Text, card and code that say that there is a bulletin', shareableBulletin);
  kit('/channel/news/:id/share', 'Text, card and code of a piece of news', shareableNews);

  app.post(
    '/channel/bulletins/:id/files',
    {
      config: write,
      schema: {
        tags,
        summary: 'Put a file with a bulletin (multipart: `id`, then the file)',
        params: ById,
        consumes: ['multipart/form-data'],
        response: { 201: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      const upload = await receiveUpload(request, { dataDir, mostBytes: FILE_BYTES });
      if (!upload) throw new Invalid('request.invalid', { field: 'file' });
      try {
        const id = Id.safeParse(upload.field('id'));
        if (!id.success) throw new Invalid('request.invalid', { field: 'id' });
        await app.command(
          request,
          reply,
          async (tx) => ({
            status: 201,
            body: await attachTo(tx, about(request), dataDir, request.params.id, { id: id.data, file: upload.file }),
          }),
          upload.sent,
        );
      } finally {
        await upload.file.discard();
      }
    },
  );
  app.get(
    '/channel/files/:id',
    {
      config: read,
      schema: { tags, summary: 'A file of a bulletin, as a download', params: ById, response: problems },
    },
    async (request, reply) => {
      const file = await app.inScope(request, (tx) => openFile(tx, request.params.id));
      return reply
        .header('content-type', file.mediaType)
        .header('content-length', file.bytes)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .send(createReadStream(pathOf(dataDir, file.sha256)) as never);
    },
  );
};

import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { asOwner } from '#platform/db/database.ts';
import { Invalid } from '#platform/errors.ts';
import type { ReceivedFile } from '#platform/files/files.ts';
import { receiveUpload } from '#platform/files/upload.ts';
import { problems } from '#platform/http/problems.ts';
import { pageOf, roomRoutes } from '#platform/http/room-routes.ts';
import { addressSet } from '#platform/notices/settings.ts';
import { Id, PageQuery } from '#platform/shapes.ts';
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
import { attachToBulletin, attachToNews, FILE_BYTES, openFile, sendFile } from './files.ts';
import { addNews, changeNews, getNews, listNews, listReaders, publishNews, readNews, withdrawNews } from './news.ts';
import { addOutlet, changeOutlet, listOutlets } from './outlets.ts';
import { addShare, type Shareable, shareableBulletin, shareableNews, shareKit } from './share.ts';
import type { About } from './shared.ts';

const tags = ['channel'];
const read = { right: 'channel.read' } as const;
const write = { right: 'channel.write' } as const;
const publish = { right: 'channel.publish' } as const;
const ById = z.object({ id: Id });

/** Everything this room answers over HTTP. */
export const channelRoutes: FastifyPluginAsync = async (plain) => {
  const { app, asking: about, list, one, add, act } = roomRoutes(plain, tags);
  const { db, dataDir } = plain.platform;

  list(
    '/channel/bulletins',
    'Bulletins that units below one sent or got',
    { ...read, query: shape.BulletinQuery, answer: pageOf(shape.BulletinRow) },
    listBulletins,
  );
  list(
    '/channel/news',
    'News for the people of a unit, or written in it',
    { ...read, query: shape.NewsQuery, answer: pageOf(shape.NewsRow) },
    listNews,
  );
  list(
    '/channel/outlets',
    'Register of shared channels below a unit',
    { ...read, query: shape.OutletQuery, answer: pageOf(shape.OutletRow) },
    listOutlets,
  );
  one(
    '/channel/bulletins/:id',
    'A bulletin with what was answered',
    { ...read, answer: shape.BulletinPage },
    getBulletin,
  );
  one('/channel/news/:id', 'A piece of news in three languages', { ...read, answer: shape.NewsPage }, getNews);
  list(
    '/channel/desk',
    'For whom one may write, and how much waits',
    { ...read, query: z.object({}), answer: shape.Desk },
    getDesk,
  );
  one(
    '/channel/bulletins/:id/receipts',
    'Which units have read it, and which have not',
    { ...read, query: shape.ReceiptQuery, answer: shape.ReceiptList },
    (tx, who, id, { query }) => listReceipts(tx, who, id, query),
  );
  one(
    '/channel/news/:id/readers',
    'Which units have read a piece of news',
    { ...read, query: PageQuery, answer: shape.NewsReaderList },
    (tx, who, id, { query }) => listReaders(tx, who, id, query),
  );

  add(
    '/channel/bulletins',
    'Send a bulletin',
    { ...write, body: shape.NewBulletin, answer: shape.Written },
    addBulletin,
  );
  add('/channel/news', 'Write a draft of news', { ...write, body: shape.NewNews, answer: shape.Written }, addNews);
  add(
    '/channel/outlets',
    'Enter a shared channel',
    { ...write, body: shape.NewOutlet, answer: shape.Written },
    addOutlet,
  );
  add(
    '/channel/shares',
    'Record that something was handed on into a channel',
    { ...write, body: shape.NewShare, answer: shape.Written },
    addShare,
  );

  const empty = z.object({}).nullish();
  act(
    'PATCH',
    '/channel/bulletins/:id',
    'Pin a bulletin, or say that it is over',
    { ...write, body: shape.ChangeBulletin, answer: shape.Written },
    changeBulletin,
  );
  act(
    'POST',
    '/channel/bulletins/:id/read',
    'Say that it was read by the units one works for',
    { ...read, body: empty, answer: shape.ReadMarked },
    readBulletin,
  );
  act(
    'POST',
    '/channel/bulletins/:id/reminders',
    'Remind the units that have not read it',
    { ...write, body: empty, answer: shape.Reminded },
    remind,
  );
  act(
    'POST',
    '/channel/bulletins/:id/answers',
    'Answer a bulletin in the words of a unit that got it',
    { ...write, body: shape.NewAnswer, answer: shape.Written, status: 201 },
    addAnswer,
  );
  act(
    'PATCH',
    '/channel/news/:id',
    'Change a draft, or translate',
    { ...write, body: shape.ChangeNews, answer: shape.Written },
    changeNews,
  );
  act(
    'POST',
    '/channel/news/:id/publish',
    'Publish a draft',
    { ...publish, body: shape.PublishNews, answer: shape.Written },
    (tx, who, id, { version }) => publishNews(tx, who, id, version),
  );
  act(
    'POST',
    '/channel/news/:id/withdraw',
    'Withdraw what was published',
    { ...publish, body: shape.WithdrawNews, answer: shape.Written },
    withdrawNews,
  );
  act(
    'POST',
    '/channel/news/:id/read',
    'Say that it was read',
    { ...read, body: empty, answer: shape.ReadMarked },
    readNews,
  );
  act(
    'PATCH',
    '/channel/outlets/:id',
    'Change a shared channel, or close it',
    { ...write, body: shape.ChangeOutlet, answer: shape.Written },
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
        const said = await asOwner(db, about(request).caller.userId, addressSet);
        // Until an administrator says it, whoever shares reaches the program under the address that he uses himself.
        return shareKit(found, said ?? `${request.protocol}://${request.host}`, lang);
      },
    );
  };
  kit('/channel/bulletins/:id/share', 'Text, card and code that say that there is a bulletin', shareableBulletin);
  kit('/channel/news/:id/share', 'Text, card and code of a piece of news', shareableNews);

  const files = (
    path: string,
    summary: string,
    attach: (
      tx: Tx,
      who: About,
      dir: string,
      id: string,
      given: { id: string; file: ReceivedFile },
    ) => Promise<unknown>,
  ): void => {
    app.post(
      path,
      {
        config: { ...write, takes: 'multipart/form-data' },
        schema: {
          tags,
          summary,
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
          const given = { id: id.data, file: upload.file };
          await app.command(
            request,
            reply,
            async (tx) => ({
              status: 201,
              body: await attach(tx, about(request), dataDir, request.params.id, given),
            }),
            upload.sent,
          );
        } finally {
          await upload.file.discard();
        }
      },
    );
  };
  files(
    '/channel/bulletins/:id/files',
    'Put a file with a bulletin (multipart: `id`, then the file)',
    attachToBulletin,
  );
  files('/channel/news/:id/files', 'Put a file with a draft of news (multipart: `id`, then the file)', attachToNews);
  app.get(
    '/channel/files/:id',
    {
      config: { ...read, answers: ['any'] },
      schema: { tags, summary: 'A file of a bulletin or of news, as a download', params: ById, response: problems },
    },
    async (request, reply) => {
      const file = await app.inScope(request, (tx) => openFile(tx, request.params.id));
      return sendFile(reply, dataDir, file, 'private, no-store');
    },
  );
};

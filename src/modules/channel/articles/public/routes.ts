import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Feed } from 'feed';
import { sql } from 'kysely';
import { absent, cached, FOR_A_WHILE, html, langIn, withdrawnSince } from '#modules/outreach/index.ts';
import { asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, Problem } from '#platform/errors.ts';
import { LANGS, type Lang } from '#platform/format.ts';
import { translate, translatorFor } from '#platform/messages-node.ts';
import { openPhoto } from '#platform/photos/photos.ts';
import { sendPicture } from '#platform/photos/routes.ts';
import { Id } from '#platform/shapes.ts';
import { commentOf, leaveComment, Senders } from '../comments.ts';
import type { ArticleDocument, Texts } from '../contract.ts';
import {
  type Answer,
  articleAddress,
  articlePage,
  articlesPage,
  type Listed,
  photoAddress,
  plainOf,
  type Published,
  type Withdrawn,
  withdrawnPage,
} from './page.ts';
import { COMMENT_MOST } from '../rules.ts';
import { ARTICLE_STYLE } from './style.ts';

const config = { public: true, page: true } as const;
const schema = { hide: true } as const;
/** A feed and the page of all articles show so many. */
const MOST_LISTED = 60;
/** A comment of a thousand signs in any script, and its name. */
const FORM_BYTES = 16 * 1024;

/** Articles for everybody: HTML made here, without sign-in and without script, a feed, and the readers' comments. */
export const articlePages: FastifyPluginAsync = async (app) => {
  const { db, dataDir, clock } = app.platform;
  const senders = new Senders();
  const read = <T>(work: (tx: Tx) => Promise<T>) => asOwner(db, 'public-page', work);
  const originOf = (request: FastifyRequest) => `${request.protocol}://${request.host}`;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  app.get('/public/article.css', { config, schema }, (request, reply) =>
    cached(request, reply, ARTICLE_STYLE, 'text/css; charset=utf-8'),
  );
  app.get<{ Params: { id: string } }>('/public/article-photos/:id', { config, schema }, async (request, reply) => {
    // The feed asks with the ending of the kind, so that readers of feeds know what comes.
    const id = request.params.id.replace(/\.jpeg$/, '');
    if (!Id.safeParse(id).success) throw new NotFound();
    const picture = await read(async (tx) => {
      // Both must hold today: it stands in an article that is public, and its consent was not taken back.
      await tx.one(sql`
        select 1 as found from platform.photo p where p.id = ${id} and p.public and exists (
          select 1 from channel.article_edition e join channel.article a on a.id = e.article_id and a.state = 'published'
          where e.photos @> array[${id}]::uuid[] and e.number = (select max(n.number) from channel.article_edition n where n.article_id = a.id))`);
      return openPhoto(tx, dataDir, id);
    });
    return sendPicture(reply, picture, FOR_A_WHILE);
  });
  app.get<{ Params: { lang: string }; Querystring: { unit?: string } }>(
    '/public/:lang/articles',
    { config, schema },
    async (request, reply) => {
      const lang = langIn(request.params.lang);
      const unit = unitIn(request.query.unit);
      const items = await read((tx) => listed(tx, lang, unit));
      return cached(request, reply, articlesPage(lang, items, originOf(request), unit));
    },
  );
  app.get<{ Params: { lang: string }; Querystring: { unit?: string } }>(
    '/public/:lang/articles.atom',
    {
      config,
      schema: {
        tags: ['open'],
        summary: 'Published articles, newest first (Atom, RFC 4287); `unit` leaves those of one unit',
      },
    },
    async (request, reply) => {
      const lang = langIn(request.params.lang);
      const unit = unitIn(request.query.unit);
      const items = await read((tx) => listed(tx, lang, unit));
      return cached(
        request,
        reply,
        atomOf(lang, items, originOf(request), unit),
        'application/atom+xml; charset=utf-8',
      );
    },
  );
  app.get<{ Params: { lang: string; id: string } }>(
    '/public/:lang/articles/:id',
    { config, schema },
    async (request, reply) => {
      const lang = langIn(request.params.lang);
      const found = await read((tx) => findPublished(tx, lang, request.params.id));
      if (found === null) return absent(reply, lang);
      if ('reason' in found) return gone(reply, withdrawnPage(lang, request.params.id, found));
      return cached(request, reply, articlePage(lang, found, originOf(request)));
    },
  );
  app.post<{ Params: { lang: string; id: string } }>(
    '/public/:lang/articles/:id/comments',
    { config, schema, bodyLimit: FORM_BYTES, errorHandler: answerTooLong },
    async (request, reply) => {
      const lang = langIn(request.params.lang);
      const { id } = request.params;
      if (!Id.safeParse(id).success) return absent(reply, lang);
      const body = (request.body ?? {}) as Record<string, unknown>;
      const text = (key: string) => (typeof body[key] === 'string' ? body[key] : '');
      const given = { name: text('name'), words: text('words') };
      let answer: Answer = { sent: true, says: translate(lang, 'channel.article.public.received') };
      let status = 200;
      try {
        const now = clock();
        // Somebody who mends his words and sends again is no flood: only what could be kept is counted.
        const comment = commentOf(given);
        senders.assertMay(request.ip, now);
        // The field that nobody sees is filled by programs only: they are thanked, and nothing is kept.
        if (text('site') === '') await read((tx) => leaveComment(tx, now, id, comment));
      } catch (error) {
        if (error instanceof NotFound) return withdrawnOr(reply, lang, id, given);
        if (!(error instanceof Problem)) throw error;
        status = error.code === 'comment.too-many' ? 429 : 422;
        answer = {
          sent: false,
          says: translate(lang, `problem.${error.code}`, error.details as Record<string, string>),
          ...given,
        };
      }
      return answered(request, reply, { lang, id, status, answer });
    },
  );

  type Answered = { lang: Lang; id: string; status: number; answer: Answer };
  async function answered(request: FastifyRequest, reply: FastifyReply, given: Answered): Promise<FastifyReply> {
    const found = await read((tx) => findPublished(tx, given.lang, given.id));
    if (found === null || 'reason' in found) return withdrawnOr(reply, given.lang, given.id, given.answer);
    return reply
      .code(given.status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(articlePage(given.lang, found, originOf(request), given.answer));
  }

  /** The article went while somebody wrote under it: his words are shown to him once more. */
  async function withdrawnOr(
    reply: FastifyReply,
    lang: Lang,
    id: string,
    { words }: { words?: string },
  ): Promise<FastifyReply> {
    const found = await read((tx) => findPublished(tx, lang, id));
    if (found === null || !('reason' in found)) return absent(reply, lang);
    return gone(reply.header('cache-control', 'no-store'), withdrawnPage(lang, id, found, words));
  }

  /** More than any comment may be, from whoever sends it without the page's form: said on the page, not in the words of programs. */
  function answerTooLong(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    if (!('code' in error) || error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
    const params = request.params as { lang: string; id: string };
    const lang = langIn(params.lang);
    const says = translate(lang, 'problem.comment.too-long', { most: COMMENT_MOST });
    void answered(request, reply, { lang, id: params.id, status: 413, answer: { sent: false, says } }).catch(
      (fault: unknown) => reply.send(fault),
    );
  }
};

const unitIn = (given: string | undefined): string | null =>
  given !== undefined && Id.safeParse(given).success ? given : null;

function gone(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .code(410)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', reply.getHeader('cache-control') ?? 'public, no-cache')
    .send(page);
}

/** The version that stands, with what was withdrawn since; why it was taken off; or nothing. */
async function findPublished(tx: Tx, lang: Lang, id: string): Promise<Published | Withdrawn | null> {
  if (!Id.safeParse(id).success) return null;
  const article = await tx.maybeOne<{ state: string; reason: string | null; on: string | null; title: Texts }>(sql`
    select state, withdrawn_reason as reason, withdrawn_on as on, title from channel.article where id = ${id}`);
  if (!article || article.state === 'draft') return null;
  if (article.state === 'withdrawn') return { title: article.title, reason: article.reason ?? '', on: article.on };
  const editions = await tx.many<{
    number: number;
    at: string;
    correction: Texts | null;
    document: ArticleDocument | null;
    photos: string[];
    testimonies: string[];
  }>(sql`
    select e.number, e.published_at as at, e.correction, e.photos, e.testimonies,
      case when e.number = max(e.number) over () then e.documents -> ${lang}::text end as document
    from channel.article_edition e where e.article_id = ${id} order by e.number desc`);
  const [last] = editions;
  if (!last?.document) return null;
  const comments = await tx.many<Published['comments'][number]>(sql`
    select name, words, received_at as at from channel.article_comment where article_id = ${id} and state = 'accepted' order by received_at, id limit 500`);
  return {
    id,
    edition: last.number,
    publishedAt: last.at,
    firstPublishedAt: editions.at(-1)?.at ?? last.at,
    document: last.document,
    corrections: editions.flatMap(({ at, correction }) => (correction ? [{ at, text: correction }] : [])),
    gone: await withdrawnSince(tx, last),
    comments,
  };
}

async function listed(tx: Tx, lang: Lang, unit: string | null): Promise<Listed[]> {
  const rows = await tx.many<{
    id: string;
    at: string;
    changedAt: string;
    document: ArticleDocument;
    photo: string | null;
  }>(sql`
    select a.id, (select min(f.published_at) from channel.article_edition f where f.article_id = a.id) as at, e.published_at as "changedAt", e.documents -> ${lang}::text as document,
      (select p.id from unnest(e.photos) with ordinality w(id, nth) join platform.photo p on p.id = w.id and p.public order by w.nth limit 1) as photo
    from channel.article a
    join lateral (select * from channel.article_edition e where e.article_id = a.id order by e.number desc limit 1) e on true
    where a.state = 'published' and (${unit}::uuid is null or a.unit_id in (select organisation.units_in_reach(array[${unit}]::uuid[], a.to_on)))
    order by 2 desc, a.id limit ${MOST_LISTED}`);
  return rows.map(({ id, at, changedAt, document, photo }) => ({
    id,
    at,
    changedAt,
    photo,
    unit: document.unit,
    title: document.title,
    own: document.titleOwn,
    lead: plainOf(document, document.lead.pieces),
  }));
}

function atomOf(lang: Lang, items: readonly Listed[], origin: string, unit: string | null): string {
  const t = translatorFor(lang);
  const query = unit === null ? '' : `?unit=${unit}`;
  const self = `${origin}${articleAddress(lang)}.atom${query}`;
  const updated = items
    .map((one) => one.changedAt)
    .sort()
    .at(-1);
  const feed = new Feed({
    title: `Gần Dân · ${t('channel.article.public.all')}`,
    id: self,
    link: `${origin}${articleAddress(lang)}${query}`,
    language: lang,
    generator: 'Gần Dân',
    // Without articles the feed is as old as the first of them may be, and the same whenever it is asked.
    updated: new Date(updated ?? '2026-01-01T00:00:00Z'),
    feedLinks: {
      atom: self,
      ...Object.fromEntries(
        LANGS.filter((one) => one !== lang).map((one) => [
          `atom-${one}`,
          `${origin}${articleAddress(one)}.atom${query}`,
        ]),
      ),
    },
    author: { name: 'Gần Dân' },
  });
  // The library says of title and summary that they are HTML, so text is written as such.
  const asHtml = (text: string): string => html`${text}`.toString();
  for (const one of items)
    feed.addItem({
      title: asHtml(one.title),
      id: `urn:uuid:${one.id}`,
      link: `${origin}${articleAddress(lang, one.id)}`,
      description: asHtml(one.lead),
      date: new Date(one.changedAt),
      published: new Date(one.at),
      author: [{ name: one.unit.name }],
      ...(one.photo === null ? {} : { image: `${origin}${photoAddress(one.photo)}.jpeg` }),
    });
  return feed.atom1();
}

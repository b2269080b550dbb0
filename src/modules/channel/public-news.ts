import type { FastifyPluginAsync } from 'fastify';
import { sql } from 'kysely';
import { absent, cached, FOR_A_WHILE, frame, html, inLanguage, langIn, type Words } from '#modules/outreach/index.ts';
import { asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound } from '#platform/errors.ts';
import { formatDate, formatNumber, type Lang } from '#platform/format.ts';
import { translatorFor } from '#platform/messages-node.ts';
import { Id } from '#platform/shapes.ts';
import { TOPICS } from './contract.ts';
import { openPublicFile, sendFile } from './files.ts';
import { leadOf } from './rules.ts';
import { namedUnit } from './shared.ts';

type Told = { vi: string; th: string | null; en: string | null };
type Published = {
  id: string;
  unit: { name: string };
  topic: (typeof TOPICS)[number];
  title: Told;
  body: Told;
  source: string | null;
  on: string;
  files: { id: string; name: string; bytes: number }[];
};

const MOST_LISTED = 60;
const config = { public: true, page: true } as const;
const schema = { hide: true } as const;
const addressOf = (lang: Lang, id?: string): string => `/public/${lang}/news${id === undefined ? '' : `/${id}`}`;
const dated = (lang: Lang, on: string): string => formatDate(lang, on, 'day', { buddhist: lang === 'th' });

/** News for everybody, without sign-in and without script: only what its author made public, as long as it stands. */
export const newsPages: FastifyPluginAsync = async (app) => {
  const read = <T>(work: (tx: Tx) => Promise<T>) => asOwner(app.platform.db, 'public-page', work);
  const { dataDir } = app.platform;
  app.get<{ Params: { id: string } }>('/public/news-files/:id', { config, schema }, async (request, reply) => {
    const { id } = request.params;
    if (!Id.safeParse(id).success) throw new NotFound();
    return sendFile(reply, dataDir, await read((tx) => openPublicFile(tx, id)), FOR_A_WHILE);
  });
  app.get<{ Params: { lang: string } }>('/public/:lang/news', { config, schema }, async (request, reply) => {
    const lang = langIn(request.params.lang);
    return cached(request, reply, listPage(lang, await read((tx) => published(tx))));
  });
  app.get<{ Params: { lang: string; id: string } }>(
    '/public/:lang/news/:id',
    { config, schema },
    async (request, reply) => {
      const lang = langIn(request.params.lang);
      const { id } = request.params;
      const [found] = Id.safeParse(id).success ? await read((tx) => published(tx, id)) : [];
      const origin = `${request.protocol}://${request.host}`;
      if (found) return cached(request, reply, onePage(lang, found, origin));
      const gone = Id.safeParse(id).success ? await read((tx) => withdrawn(tx, id)) : undefined;
      if (!gone) return absent(reply, lang);
      return reply
        .code(410)
        .header('content-type', 'text/html; charset=utf-8')
        .header('cache-control', 'public, no-cache')
        .send(withdrawnPage(lang, id, gone));
    },
  );
};

function published(tx: Tx, id?: string): Promise<Published[]> {
  return tx.many<Published>(sql`
    select n.id, ${namedUnit(sql`n.unit_id`, sql`n.published_on`)} as unit, n.topic, n.source, n.published_on as "on",
      json_build_object('vi', n.title_vi, 'th', n.title_th, 'en', n.title_en) as title,
      json_build_object('vi', n.body_vi, 'th', n.body_th, 'en', n.body_en) as body,
      coalesce((select json_agg(json_build_object('id', f.id, 'name', f.name, 'bytes', f.bytes) order by f.recorded_at, f.id)
        from channel.attachment f where f.news_id = n.id), '[]') as files
    from channel.news n where n.state = 'published' and n.public ${id === undefined ? sql`` : sql`and n.id = ${id}`}
    order by n.published_at desc, n.id limit ${MOST_LISTED}`);
}

type Withdrawn = { unit: { name: string }; on: string; why: string };
/** What everybody could read and was taken back: by whom, when and why, and no word of what it said. */
function withdrawn(tx: Tx, id: string): Promise<Withdrawn | undefined> {
  return tx.maybeOne<Withdrawn>(sql`
    select ${namedUnit(sql`n.unit_id`, sql`n.published_on`)} as unit, n.withdrawn_on as "on", n.withdrawn_why as why
    from channel.news n where n.id = ${id} and n.state = 'withdrawn' and n.public`);
}

function withdrawnPage(lang: Lang, id: string, { unit, on, why }: Withdrawn): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const title = t('channel.public.withdrawn');
  const body = html`<div class="lead">
    <h1>${title}</h1>
    <p>${t('channel.public.withdrawn-on', { unit: unit.name, on: dated(lang, on) })} <span lang="vi">${why}</span></p>
    <p><a href="${addressOf(lang)}">${t('channel.public.more')}</a></p>
  </div>`;
  return frame(words, { title, other: (other) => addressOf(other, id), body });
}

function listPage(lang: Lang, items: readonly Published[]): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const topics = TOPICS.map((topic) => ({ topic, of: items.filter((one) => one.topic === topic) }));
  const body = html`<div class="lead"><h1>${t('channel.public.title')}</h1></div>
    ${items.length === 0 ? html`<p>${t('channel.public.none')}</p>` : null}
    ${topics
      .filter(({ of }) => of.length > 0)
      .map(
        ({ topic, of }) =>
          html`<section>
            <h2>${t(`channel.topic.${topic}`)}</h2>
            <ul class="deeds">
              ${of.map(
                (one) =>
                  html`<li>
                    <time datetime="${one.on}">${dated(lang, one.on)}</time>
                    <div>
                      <a href="${addressOf(lang, one.id)}">${inLanguage(words, one.title)}</a
                      ><span>${one.unit.name}</span>
                    </div>
                  </li>`,
              )}
            </ul>
          </section>`,
      )}`;
  return frame(words, { title: t('channel.public.title'), other: (one) => addressOf(one), body });
}

function onePage(lang: Lang, one: Published, origin: string): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const own = lang === 'vi' ? one.body.vi : one.body[lang];
  const paragraphs = (own ?? one.body.vi).split(/\n+/).filter((line) => line.trim() !== '');
  const body = html`<article>
    <div class="lead">
      <p>${t(`channel.topic.${one.topic}`)}</p>
      <h1>${inLanguage(words, one.title)}</h1>
      <p>${t('channel.public.by', { unit: one.unit.name, on: dated(lang, one.on) })}</p>
    </div>
    <div lang="${own ? lang : 'vi'}">${paragraphs.map((line) => html`<p>${line}</p>`)}</div>
    ${one.source ? html`<p class="stand">${t('channel.public.source', { source: one.source })}</p>` : null}
    ${
      one.files.length === 0
        ? null
        : html`<section>
            <h2>${t('channel.files')}</h2>
            <ul>
              ${one.files.map(
                (file) =>
                  html`<li>
                    <a href="/public/news-files/${file.id}">${file.name}</a>
                    ${t('channel.file-size', { size: formatNumber(lang, Math.max(1, Math.round(file.bytes / 1024))) })}
                  </li>`,
              )}
            </ul>
          </section>`
    }
    <p><a href="${addressOf(lang)}">${t('channel.public.more')}</a></p>
  </article>`;
  const title = (lang === 'vi' ? one.title.vi : one.title[lang]) ?? one.title.vi;
  // What a group outside shows when somebody puts the address into it.
  const head = html`<link rel="canonical" href="${origin}${addressOf(lang, one.id)}" />
    <meta name="description" content="${leadOf(own ?? one.body.vi)}" />
    <meta property="og:type" content="article" />
    <meta property="og:site_name" content="Gần Dân" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${leadOf(own ?? one.body.vi)}" />
    <meta property="og:url" content="${origin}${addressOf(lang, one.id)}" />`;
  return frame(words, { title: leadOf(title, 80), other: (other) => addressOf(other, one.id), body, head });
}

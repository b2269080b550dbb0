import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound } from '#platform/errors.ts';
import { isLang, type Lang } from '#platform/format.ts';
import { langOf } from '#platform/http/problems.ts';
import { openPhoto } from '#platform/photos/photos.ts';
import { sendPicture } from '#platform/photos/routes.ts';
import { Id } from '#platform/shapes.ts';
import { nameOn } from '../shared.ts';
import type { Content, Published } from './content.ts';
import { absentPage, addressOf, communePage, csvOf, indexPage, placePage, STYLE } from './page.ts';

const require = createRequire(import.meta.url);
const FONTS: Record<string, string> = {
  'sans-latin': '@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2',
  'sans-vietnamese': '@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-vietnamese-wght-normal.woff2',
  'serif-latin': '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
  'serif-vietnamese': '@fontsource-variable/source-serif-4/files/source-serif-4-vietnamese-wght-normal.woff2',
  thai: '@fontsource/ibm-plex-sans-thai-looped/files/ibm-plex-sans-thai-looped-thai-400-normal.woff2',
  'thai-serif': '@fontsource-variable/noto-serif-thai/files/noto-serif-thai-thai-wght-normal.woff2',
};
/** A picture, a file or a style may be kept for five minutes. */
export const FOR_A_WHILE = 'public, max-age=300';
/** A page may be kept, but it is asked for each time: what was withdrawn or whose consent was taken back is gone at once, from caches too. */
const ASKED_EACH_TIME = 'public, no-cache';
const FOR_A_YEAR = 'public, max-age=31536000, immutable';
const config = { public: true, page: true } as const;

/**
 * Public pages: HTML made here, without sign-in and without script. They are made of what an office has published and of nothing else;
 * photos and words whose consent was taken back since are left out at once.
 */
export const publicPages: FastifyPluginAsync = async (app) => {
  const { db, dataDir } = app.platform;
  const read = <T>(work: (tx: Tx) => Promise<T>) => asOwner(db, 'public-page', work);
  const schema = { hide: true } as const;

  app.get('/public', { config, schema }, (request, reply) => reply.redirect(addressOf(langOf(request)), 302));
  app.get('/public/style.css', { config, schema }, (request, reply) =>
    cached(request, reply, STYLE, 'text/css; charset=utf-8'),
  );
  app.get<{ Params: { name: string } }>('/public/fonts/:name', { config, schema }, (request, reply) => {
    const path = FONTS[request.params.name.replace(/\.woff2$/, '')];
    if (path === undefined) throw new NotFound();
    return reply
      .header('content-type', 'font/woff2')
      .header('cache-control', FOR_A_YEAR)
      .send(createReadStream(require.resolve(path)));
  });
  app.get<{ Params: { id: string } }>('/public/photos/:id', { config, schema }, async (request, reply) => {
    const { id } = request.params;
    if (!Id.safeParse(id).success) throw new NotFound();
    const picture = await read(async (tx) => {
      // Both must hold today: it stands on a page that is public, and its consent was not taken back.
      await tx.one(sql`
        select 1 as found from platform.photo p where p.id = ${id} and p.public and exists (
          select 1 from outreach.publication l where l.withdrawn_on is null and l.content -> 'photos' @> jsonb_build_array(jsonb_build_object('id', ${id}::text))
            and not exists (select 1 from outreach.publication n where n.unit_id = l.unit_id and n.year = l.year and n.revision > l.revision))`);
      return openPhoto(tx, dataDir, id);
    });
    return sendPicture(reply, picture, FOR_A_WHILE);
  });
  app.get<{ Params: { lang: string } }>('/public/:lang', { config, schema }, async (request, reply) => {
    const lang = langIn(request.params.lang);
    return cached(request, reply, indexPage(lang, await read(publishedUnits)));
  });
  app.get<{ Params: { lang: string; unit: string; year: string } }>(
    '/public/:lang/:unit/:year',
    { config, schema },
    async (request, reply) => {
      const { unit, year } = request.params;
      const lang = langIn(request.params.lang);
      const published = await read((tx) => findPublished(tx, unit, year.replace(/\.csv$/, '')));
      if (!published) return absent(reply, lang);
      if (year.endsWith('.csv')) return cached(request, reply, csvOf(lang, published), 'text/csv; charset=utf-8');
      return cached(request, reply, communePage(lang, published));
    },
  );
  app.get<{ Params: { lang: string; unit: string; year: string; place: string } }>(
    '/public/:lang/:unit/:year/:place',
    { config, schema },
    async (request, reply) => {
      const { unit, year, place } = request.params;
      const lang = langIn(request.params.lang);
      const published = await read((tx) => findPublished(tx, unit, year));
      const page = published ? placePage(lang, published, place) : undefined;
      return page === undefined ? absent(reply, lang) : cached(request, reply, page);
    },
  );
};

/** @throws NotFound for a language that there is not */
export function langIn(given: string): Lang {
  if (!isLang(given)) throw new NotFound();
  return given;
}

export function absent(reply: FastifyReply, lang: Lang): FastifyReply {
  return reply
    .code(404)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'public, max-age=60')
    .send(absentPage(lang));
}

/** Sends a text that anybody may keep; whoever has it already is told so. */
export function cached(
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
  type = 'text/html; charset=utf-8',
): FastifyReply {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
  reply.header('etag', tag).header('cache-control', type.startsWith('text/css') ? FOR_A_WHILE : ASKED_EACH_TIME);
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(tag) || known.includes('*')) return reply.code(304).send();
  return reply.header('content-type', type).send(text);
}

async function publishedUnits(tx: Tx): Promise<{ id: string; name: string; years: number[] }[]> {
  return tx.many(sql`
    select l.unit_id as id, ${nameOn(sql`l.unit_id`, sql`make_date(max(l.year), 12, 31)`)} as name, array_agg(l.year order by l.year desc) as years
    from (select distinct on (p.unit_id, p.year) p.unit_id, p.year, p.withdrawn_on from outreach.publication p order by p.unit_id, p.year, p.revision desc) l
    where l.withdrawn_on is null group by l.unit_id order by 2`);
}

/** The version that stands, without what was withdrawn since. */
async function findPublished(tx: Tx, unit: string, year: string): Promise<Published | undefined> {
  if (!Id.safeParse(unit).success || !/^\d{4}$/.test(year)) return undefined;
  const versions = await tx.many<{
    content: Content;
    revision: number;
    publishedOn: string;
    withdrawnOn: string | null;
    reason: string | null;
  }>(sql`
    select content, revision, published_on as "publishedOn", withdrawn_on as "withdrawnOn", reason
    from outreach.publication where unit_id = ${unit} and year = ${Number(year)} order by revision desc`);
  const [last] = versions;
  if (!last || last.withdrawnOn !== null) return undefined;
  const { photos, words } = last.content;
  const open = await tx.many<{ id: string }>(sql`
    select id from platform.photo where id = any(${photos.map(({ id }) => id)}::uuid[]) and public
    union all select id from outreach.testimony where id = any(${words.map(({ id }) => id)}::uuid[]) and public`);
  const still = new Set(open.map(({ id }) => id));
  return {
    content: {
      ...last.content,
      photos: photos.filter(({ id }) => still.has(id)),
      words: words.filter(({ id }) => still.has(id)),
    },
    revision: last.revision,
    publishedOn: last.publishedOn,
    corrections: versions
      .filter(({ revision }) => revision > 1)
      .map(({ revision, publishedOn, reason, content }) => ({
        revision,
        publishedOn,
        reason,
        changes: content.changes,
      })),
  };
}

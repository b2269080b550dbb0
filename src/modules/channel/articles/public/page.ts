import { frame, type Html, html, type Piece, type Words } from '#modules/outreach/index.ts';
import { formatDate, formatInstant, type Lang } from '#platform/format.ts';
import { translatorFor } from '#platform/messages-node.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import type { ArticleDocument, Piece as Said, ShownBlock, Texts } from '../contract.ts';
import { COMMENT_MOST, NAME_MOST } from '../rules.ts';

/** A published version as readers may see it today. */
export type Published = {
  id: string;
  edition: number;
  publishedAt: string;
  firstPublishedAt: string;
  document: ArticleDocument;
  corrections: { at: string; text: Texts }[];
  /** Photos and words that may not be shown any more, with the day on which consent was taken back. */
  gone: ReadonlyMap<string, string | null>;
  comments: { name: string; words: string; at: string }[];
};
export type Listed = {
  id: string;
  unit: { id: string; name: string };
  title: string;
  own: boolean;
  lead: string;
  at: string;
  /** When the version that stands was published: later than `at` after a correction. */
  changedAt: string;
  photo: string | null;
};

export const articleAddress = (lang: Lang, id?: string): string =>
  `/public/${lang}/articles${id === undefined ? '' : `/${id}`}`;
export const photoAddress = (id: string): string => `/public/article-photos/${id}`;
const dated = (lang: Lang, on: string) => formatDate(lang, on, 'day', { buddhist: lang === 'th' });
/** The day of a moment, as it was in Vietnam. */
const day = (lang: Lang, at: string) => dated(lang, todayInVietnam(new Date(at)));

/** A text where it may be in Vietnamese only: said to the reader, and to whoever reads it aloud. */
function mark({ t }: Words, own: boolean, body: Piece): Piece {
  return own
    ? body
    : html`<span lang="vi">${body}</span>
        <small class="untranslated">${t('channel.article.public.untranslated')}</small>`;
}

/** The words of prose without its marks, for titles of pages and feeds. */
export function plainOf(document: ArticleDocument, pieces: readonly Said[]): string {
  return pieces.map((piece) => ('text' in piece ? piece.text : (document.figures[piece.slot]?.prose ?? ''))).join('');
}

function prose(document: ArticleDocument, pieces: readonly Said[]): Piece {
  return pieces.map((piece) => ('text' in piece ? piece.text : figure(document, piece.slot)));
}

function figure(document: ArticleDocument, slot: string, exact = false): Piece {
  const shown = document.figures[slot];
  if (!shown) return '–';
  return html`<a class="fig" href="#note-${shown.note}"
    >${exact ? shown.shown : shown.prose}<sup>${shown.note}</sup></a
  >`;
}

function block(words: Words, { document, gone }: Published, one: ShownBlock): Piece {
  const { t, lang } = words;
  switch (one.kind) {
    case 'heading':
      return html`<h2>${mark(words, one.said.own, prose(document, one.said.pieces))}</h2>`;
    case 'paragraph':
      return html`<p>${mark(words, one.said.own, prose(document, one.said.pieces))}</p>`;
    case 'list':
      return html`<section class="places">
        <h3>${mark(words, one.said.own, prose(document, one.said.pieces))} (${figure(document, one.slot, true)})</h3>
        <ul>
          ${one.rows.map((row) => html`<li><span>${row.name}</span> <b>${row.shown}</b></li>`)}
        </ul>
      </section>`;
    case 'photo':
      return gone.has(one.id)
        ? removed(words, gone.get(one.id) ?? null, 'photo')
        : html`<figure class="photo">
            <img
              src="${photoAddress(one.id)}"
              alt="${one.caption}"
              width="${one.width}"
              height="${one.height}"
              loading="lazy"
            />
            <figcaption>
              ${mark(words, one.own, one.caption)}
              <small
                >${t('channel.article.public.credit', { author: one.author, place: one.place, on: one.on })}${
                  one.consent ? html` ${t('channel.article.public.consent')}` : null
                }</small
              >
            </figcaption>
          </figure>`;
    case 'quote':
      return gone.has(one.id)
        ? removed(words, gone.get(one.id) ?? null, 'quote')
        : html`<figure class="quote">
            <blockquote ${one.own ? null : html`lang="vi"`}>“${one.words}”</blockquote>
            <figcaption>
              ${[one.speaker, one.post].filter(Boolean).join(', ')}
              <small
                >${t('channel.article.public.said-on', { on: one.on })}${
                  one.own ? null : html` · ${t('channel.article.public.untranslated')}`
                }${one.own && lang !== 'vi' ? html` · ${t('channel.article.public.translated')}` : null}</small
              >
            </figcaption>
          </figure>`;
    case 'table':
      return html`<section>
        <h3>${mark(words, one.said.own, prose(document, one.said.pieces))}</h3>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                ${one.heads.map((head, at) => html`<th scope="col" class="${at === 0 ? '' : 'num'}">${head}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${one.rows.map(
                (row) =>
                  html`<tr>
                    <th scope="row">${row.label}</th>
                    ${row.cells.map(
                      (cell, at) =>
                        html`<td class="num" data-label="${one.heads[at + 1] ?? ''}">
                          ${cell === null ? '–' : figure(document, cell, true)}
                        </td>`,
                    )}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>`;
  }
}

function removed({ t, lang }: Words, on: string | null, what: 'photo' | 'quote'): Piece {
  return html`<p class="gone">
    ${on === null ? t(`channel.article.public.gone-${what}`) : t(`channel.article.public.gone-${what}-on`, { on: dated(lang, on) })}
  </p>`;
}

function notes(words: Words, document: ArticleDocument): Piece {
  const { t } = words;
  const figures = Object.values(document.figures).sort((a, b) => a.note - b.note);
  if (figures.length === 0) return null;
  return html`<section class="notes">
    <h2>${t('channel.article.public.notes')}</h2>
    <ol>
      ${figures.map(
        (one) =>
          html`<li id="note-${one.note}" value="${one.note}">
            <b>${one.shown}</b>. ${one.says} <span class="def">${one.definition}</span>
            ${one.href === null ? null : html`<a href="${one.href}">${t('channel.article.public.open-list')}</a>`}
          </li>`,
      )}
    </ol>
    <p class="stand">${t('channel.article.public.notes-why')}</p>
  </section>`;
}

function corrections(words: Words, published: Published): Piece {
  const { t, lang } = words;
  const withdrawn = published.document.blocks.flatMap((one) =>
    (one.kind === 'photo' || one.kind === 'quote') && published.gone.has(one.id)
      ? [{ kind: one.kind, on: published.gone.get(one.id) ?? null }]
      : [],
  );
  if (published.corrections.length + withdrawn.length === 0) return null;
  return html`<section class="corrections">
    <h2>${t('channel.article.public.corrections')}</h2>
    ${withdrawn.map(({ kind, on }) => html`<article>${removed(words, on, kind)}</article>`)}
    ${published.corrections.map(({ at, text }) => {
      const own = lang === 'vi' ? text.vi : text[lang];
      return html`<article>
        <p><b>${day(lang, at)}</b>. ${mark(words, own !== null, own ?? text.vi)}</p>
      </article>`;
    })}
  </section>`;
}

/** What the form says after somebody wrote. */
export type Answer = { sent: boolean; says: string; name?: string; words?: string };

function comments(words: Words, { id, comments: list }: Published, answer: Answer | undefined): Piece {
  const { t, lang } = words;
  return html`<section class="comments" id="comments">
    <h2>${t('channel.article.public.comments', { count: list.length })}</h2>
    ${list.map(
      (one) =>
        html`<article>
          <p><b>${one.name}</b> <small>${formatInstant(lang, one.at)}</small></p>
          <p class="said">${one.words}</p>
        </article>`,
    )}
    ${answer ? html`<p class="${answer.sent ? 'sent' : 'refused'}" role="status">${answer.says}</p>` : null}
    <form method="post" action="/public/${lang}/articles/${id}/comments#comments">
      <label
        >${t('channel.article.public.name')}<input
          name="name"
          maxlength="${NAME_MOST}"
          required
          value="${answer?.name ?? ''}"
          autocomplete="name"
      /></label>
      <label class="trap" aria-hidden="true"
        >${t('channel.article.public.leave-empty')}<input name="site" tabindex="-1" autocomplete="off"
      /></label>
      <label
        >${t('channel.article.public.words')}<textarea name="words" rows="4" maxlength="${COMMENT_MOST}" required>
${answer?.words ?? ''}</textarea>
      </label>
      <p><small>${t('channel.article.public.comment-how')}</small></p>
      <button type="submit">${t('channel.article.public.send')}</button>
    </form>
  </section>`;
}

const LOCALES: Record<Lang, string> = { vi: 'vi_VN', th: 'th_TH', en: 'en_GB' };

/** What a page tells whoever shares it, and where its feed is. */
function headOf(
  lang: Lang,
  origin: string,
  given: { title: string; says: string; url: string; photo: string | null; at?: string; feed: string },
): Html {
  return html`<link rel="stylesheet" href="/public/article.css" />
    <link rel="canonical" href="${origin}${given.url}" />
    <link rel="alternate" type="application/atom+xml" href="${origin}${given.feed}" title="Atom" />
    <meta name="description" content="${given.says}" />
    <meta property="og:type" content="${given.at === undefined ? 'website' : 'article'}" />
    <meta property="og:site_name" content="Gần Dân" />
    <meta property="og:title" content="${given.title}" />
    <meta property="og:description" content="${given.says}" />
    <meta property="og:url" content="${origin}${given.url}" />
    <meta property="og:locale" content="${LOCALES[lang]}" />
    ${given.at === undefined ? null : html`<meta property="article:published_time" content="${given.at}" />`}
    ${given.photo === null ? null : html`<meta property="og:image" content="${origin}${given.photo}" /><meta name="twitter:card" content="summary_large_image" />`}`;
}

/** A published article. */
export function articlePage(lang: Lang, published: Published, origin: string, answer?: Answer): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const { document, id } = published;
  const photo = document.blocks.find((one) => one.kind === 'photo' && !published.gone.has(one.id));
  const lead = document.lead.pieces.length > 0;
  const body = html`<article class="piece">
      <p class="crumb">
        <a href="${articleAddress(lang)}">${t('channel.article.public.all')}</a> ·
        <a href="${articleAddress(lang)}?unit=${document.unit.id}">${document.unit.name}</a>
      </p>
      <div class="lead">
        <h1>${mark(words, document.titleOwn, document.title)}</h1>
        ${lead ? html`<p>${mark(words, document.lead.own, prose(document, document.lead.pieces))}</p>` : null}
        <p class="when">
          ${document.period} ·
          ${t('channel.article.public.published', { on: day(lang, published.firstPublishedAt) })}${
            published.edition > 1
              ? html` · ${t('channel.article.public.corrected', { on: day(lang, published.publishedAt) })}`
              : null
          }
        </p>
        ${document.untranslated > 0 ? html`<p class="untranslated">${t('channel.article.public.partly', { count: document.untranslated })}</p>` : null}
      </div>
      ${document.blocks.map((one) => block(words, published, one))}
    </article>
    ${corrections(words, published)} ${notes(words, document)} ${comments(words, published, answer)}`;
  return frame(words, {
    title: document.title,
    other: (one) => articleAddress(one, id),
    body,
    head: headOf(lang, origin, {
      title: document.title,
      says: plainOf(document, document.lead.pieces).slice(0, 300),
      url: articleAddress(lang, id),
      photo: photo?.kind === 'photo' ? photoAddress(photo.id) : null,
      at: published.firstPublishedAt,
      feed: `${articleAddress(lang)}.atom`,
    }),
  });
}

/** All articles, or those of a unit. */
export function articlesPage(lang: Lang, items: readonly Listed[], origin: string, unit: string | null): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const query = unit === null ? '' : `?unit=${unit}`;
  const feed = unit === null ? `${articleAddress(lang)}.atom` : `${articleAddress(lang)}.atom?unit=${unit}`;
  const name = unit === null ? null : (items.find((one) => one.unit.id === unit)?.unit.name ?? null);
  const title = name === null ? t('channel.article.public.all') : t('channel.article.public.of', { unit: name });
  const body = html`<div class="lead">
      <h1>${title}</h1>
      <p>${t('channel.article.public.lead')} <a href="${feed}">Atom</a></p>
    </div>
    ${
      items.length === 0
        ? html`<p>${t('channel.article.public.nothing')}</p>`
        : html`<ul class="pieces">
            ${items.map(
              (one) =>
                html`<li>
                  ${one.photo === null ? null : html`<img src="${photoAddress(one.photo)}" alt="" loading="lazy" />`}
                  <div>
                    <h2><a href="${articleAddress(lang, one.id)}">${mark(words, one.own, one.title)}</a></h2>
                    <p>${one.lead}</p>
                    <p class="when">${one.unit.name} · ${day(lang, one.at)}</p>
                  </div>
                </li>`,
            )}
          </ul>`
    }`;
  return frame(words, {
    title,
    other: (one) => `${articleAddress(one)}${query}`,
    body,
    head: headOf(lang, origin, {
      title,
      says: t('channel.article.public.lead'),
      url: `${articleAddress(lang)}${query}`,
      photo: null,
      feed,
    }),
  });
}

export type Withdrawn = { title: Texts; reason: string; on: string | null };
/**
 * An article that was taken off: what it was called, when and why, and nothing else of it.
 * @param unsent what somebody wrote under it just before, to be copied
 */
export function withdrawnPage(lang: Lang, id: string, given: Withdrawn, unsent = ''): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const own = lang === 'vi' ? given.title.vi : given.title[lang];
  const body = html`<div class="lead">
      <h1>${t('channel.article.public.withdrawn')}</h1>
      <p lang="${own === null ? 'vi' : lang}">${own ?? given.title.vi}</p>
      ${given.on === null ? null : html`<p>${t('channel.article.public.withdrawn-on', { on: dated(lang, given.on) })}</p>`}
      <p>${t('channel.article.public.withdrawn-why')} <span lang="vi">${given.reason}</span></p>
      <p><a href="${articleAddress(lang)}">${t('channel.article.public.all')}</a></p>
    </div>
    ${
      unsent === ''
        ? null
        : html`<section class="comments" role="status">
            <p class="refused">${t('channel.article.public.unsent')}</p>
            <blockquote class="said">${unsent}</blockquote>
          </section>`
    }`;
  return frame(words, { title: t('channel.article.public.withdrawn'), other: (one) => articleAddress(one, id), body });
}

import { LANGS, type Lang } from '#platform/format.ts';
import { inLanguage as captionIn } from '#platform/in-language.ts';
import { translatorFor } from '#platform/messages-node.ts';
import type { Content, KindLine, People, Published } from './content.ts';
import { type Html, html, type Piece } from './html.ts';
import { giftTiles, receivedTable, villageGifts, villageMap } from './page-gifts.ts';
import { date, inLanguage, number, type Words } from './page-words.ts';
import { corrections } from './page-corrections.ts';
import { promiseList } from './page-promises.ts';
import { STYLE } from './style.ts';

const NAMES: Record<Lang, string> = { vi: 'Tiếng Việt', th: 'ไทย', en: 'English' };
/** Where a page stands; every address is made here. */
export const addressOf = (lang: Lang, unitId?: string, year?: number, placeId?: string): string =>
  `/public/${lang}${unitId === undefined ? '' : `/${unitId}/${year ?? ''}`}${placeId === undefined ? '' : `/${placeId}`}`;

/** A public page around its body, in a language; `head` adds to what stands in its head. */
export function frame(
  words: Words,
  { title, other, body, head }: { title: string; other: (lang: Lang) => string; body: Piece; head?: Piece },
): string {
  const { lang, t } = words;
  const page = html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Gần Dân</title>
        ${LANGS.filter((one) => one !== lang).map((one) => html`<link rel="alternate" hreflang="${one}" href="${other(one)}" />`)}
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/public/style.css" />
        ${head ?? null}
      </head>
      <body>
        <div class="weave"></div>
        <header class="top">
          <div class="in">
            <a class="brand" href="${addressOf(lang)}"
              ><img src="/favicon.svg" alt="" width="36" height="36" /><b>Gần Dân</b
              ><span>${t('outreach.public.tagline')}</span></a
            >
            <a class="to" href="/public/${lang}/news">${t('outreach.public.news')}</a>
            <a class="to" href="/public/${lang}/articles">${t('outreach.public.articles')}</a>
            <nav aria-label="${t('outreach.public.languages')}">
              ${LANGS.map((one) =>
                one === lang
                  ? html`<b lang="${one}" aria-current="true">${NAMES[one]}</b>`
                  : html`<a lang="${one}" hreflang="${one}" href="${other(one)}">${NAMES[one]}</a>`,
              )}
            </nav>
          </div>
        </header>
        <main class="in">${body}</main>
        <footer class="in">
          <div class="ask" id="ask">
            <b>${t('outreach.public.ask')}</b><span>${t('outreach.public.ask-whom')}</span>
          </div>
          <p>${t('outreach.public.privacy')}</p>
        </footer>
      </body>
    </html> `;
  return page.toString();
}

const people = (words: Words, value: People): Piece =>
  value === null
    ? '–'
    : value === 'withheld'
      ? html`<span class="held">${words.t('outreach.public.withheld')}</span>`
      : number(words, value);

function results(words: Words, list: KindLine['results']): Piece {
  if (list.length === 0) return '–';
  return html`<span class="r"
    >${list.map(({ measure, amount }, index) => [
      index > 0 ? ' · ' : '',
      html`<b>${number(words, amount)}</b> ${words.t(`outreach.counted.${measure}`, { count: amount })}`,
    ])}</span
  >`;
}

function tiles(
  words: Words,
  one: { activities: number; people: People; kinds: readonly KindLine[]; gifts?: Content['gifts'] },
): Html {
  const { t } = words;
  const sums = new Map<string, number>();
  for (const { results: list } of one.kinds)
    for (const { measure, amount } of list)
      if (measure !== 'sessions') sums.set(measure, (sums.get(measure) ?? 0) + amount);
  // Every number leads to the table or the list below that it comes from.
  const tile = (from: string, label: string, value: Piece, unit?: string, under?: string) =>
    html`<div class="tile">
      <h3>${label}</h3>
      <p>
        <a class="fig" href="#${from}"
          ><b class="${typeof value === 'string' && value.length > 7 ? 'long' : ''}">${value}</b></a
        >
        ${unit ?? ''}
      </p>
      ${under === undefined ? '' : html`<small>${under}</small>`}
    </div>`;
  return html`<div class="tiles">
    ${one.activities > 0 ? [tile('deeds', t('outreach.public.activities'), number(words, one.activities)), tile('what', t('outreach.public.people'), people(words, one.people))] : null}
    ${(one.gifts ? giftTiles(words, one.gifts) : []).map(({ label, value, unit, under }) => tile('received', label, value, unit, under))}
    ${[...sums].slice(0, 3).map(([measure, amount]) => tile('what', t(`outreach.public.measure.${measure}`), number(words, amount), t(`outreach.counted.${measure}`, { count: amount })))}
  </div>`;
}

function kindTable(words: Words, kinds: readonly KindLine[]): Piece {
  const { t } = words;
  if (kinds.length === 0) return null;
  return html`<section id="what">
    <h2>${t('outreach.public.what')}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">${t('outreach.column.kind')}</th>
            <th scope="col" class="num">${t('outreach.public.times')}</th>
            <th scope="col">${t('outreach.public.with-what')}</th>
            <th scope="col" class="num">${t('outreach.public.people')}</th>
          </tr>
        </thead>
        <tbody>
          ${kinds.map(
            (line) =>
              html`<tr>
                <th scope="row">${t(`outreach.kind.${line.kind}`)}</th>
                <td class="num" data-label="${t('outreach.public.times')}">${number(words, line.activities)}</td>
                <td data-label="${t('outreach.public.with-what')}">${results(words, line.results)}</td>
                <td class="num" data-label="${t('outreach.public.people')}">${people(words, line.people)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function deedList(words: Words, deeds: Content['places'][number]['deeds']): Piece {
  const { t } = words;
  if (deeds.length === 0) return null;
  return html`<section id="deeds">
    <h2>${t('outreach.public.deeds')}</h2>
    <ol class="deeds">
      ${deeds.map(
        (deed) =>
          html`<li>
            <time datetime="${deed.on}">${date(words, deed.on, deed.precision)}</time>
            <div>
              <b>${inLanguage(words, { vi: deed.title, th: deed.th, en: deed.en })}</b
              ><span
                >${deed.place} ·
                ${t(`outreach.kind.${deed.kind}`)}${
                  deed.results.length > 0 ? html` · ${results(words, deed.results)}` : ''
                }</span
              >
            </div>
          </li>`,
      )}
    </ol>
  </section>`;
}

/** Where it was: the commune and its villages, each with its own numbers. */
function placeTable(words: Words, { unit, year, places }: Content): Piece {
  const { lang, t } = words;
  if (places.length === 0) return null;
  return html`<section>
    <h2>${t('outreach.public.where')}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">${t('outreach.public.place')}</th>
            <th scope="col" class="num">${t('outreach.public.times')}</th>
            <th scope="col">${t('outreach.public.with-what')}</th>
            <th scope="col" class="num">${t('outreach.public.people')}</th>
          </tr>
        </thead>
        <tbody>
          ${places.map((place) => {
            const list = place.kinds.flatMap((line) => line.results);
            const name = place.isCommune
              ? t('outreach.public.whole-commune')
              : html`<a href="${addressOf(lang, unit.id, year, place.id)}">${place.name}</a>`;
            return html`<tr>
              <th scope="row">${name}</th>
              <td class="num" data-label="${t('outreach.public.times')}">${number(words, place.activities)}</td>
              <td data-label="${t('outreach.public.with-what')}">
                ${results(
                  words,
                  list.filter(({ measure }) => measure !== 'sessions'),
                )}
              </td>
              <td class="num" data-label="${t('outreach.public.people')}">${people(words, place.people)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** What there is on the page, to go to at once. */
function jump({ t }: Words, { gifts, promises }: Content): Piece {
  const places = [
    ...(gifts && gifts.campaigns.length > 0 ? (['received'] as const) : []),
    ...(promises && promises.length > 0 ? (['promises'] as const) : []),
    'ask' as const,
  ];
  return html`<p class="jump">
    ${places.map((place) => html`<a href="#${place}">${t(`outreach.public.jump.${place}`)}</a> `)}
  </p>`;
}

/** The page of a commune and a year. */
export function communePage(lang: Lang, published: Published): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const { content } = published;
  const { unit, year } = content;
  const title = t('outreach.public.title', { unit: unit.name, year: String(year) });
  const body = html`<div class="lead">
      <h1>${title}</h1>
      <p>
        ${content.agencies.length > 0 ? t('outreach.public.lead', { agencies: content.agencies.join(', '), year: String(year) }) : ''}
        ${t('outreach.public.every-figure', { date: date(words, published.publishedOn) })}
      </p>
      ${jump(words, content)}
    </div>
    ${tiles(words, content)} ${content.gifts ? receivedTable(words, content.gifts) : null}
    ${promiseList(words, content, published.publishedOn, (list) => results(words, list))}
    ${kindTable(words, content.kinds)}
    <div class="beside">
      ${villageMap(words, content.places, (place) => addressOf(lang, unit.id, year, place))}
      ${placeTable(words, content)}
    </div>
    ${content.gifts ? villageGifts(words, content.gifts) : null}
    ${deedList(
      words,
      content.places.flatMap((place) => place.deeds).sort((a, b) => a.on.localeCompare(b.on)),
    )}
    ${
      content.words.length > 0
        ? html`<section class="words">
            <h2>${t('outreach.public.words')}</h2>
            ${content.words.map(
              (one) =>
                html`<figure>
                  <blockquote lang="vi">“${one.words}”</blockquote>
                  <figcaption>${one.post ? `${t(`organisation.post-kind.${one.post}`)}, ${one.unit}` : ''}</figcaption>
                </figure>`,
            )}
          </section>`
        : null
    }
    ${
      content.photos.length > 0
        ? html`<section>
            <h2>${t('outreach.public.photos')}</h2>
            <div class="photos">
              ${content.photos.map((photo) => {
                return html`<figure>
                  <img
                    src="/public/photos/${photo.id}"
                    alt="${captionIn(lang, photo).text}"
                    width="${photo.width}"
                    height="${photo.height}"
                    loading="lazy"
                  />
                  <figcaption>
                    ${inLanguage(words, photo)}<small>${photo.author}, ${date(words, photo.on, photo.precision)}</small>
                  </figcaption>
                </figure>`;
              })}
            </div>
          </section>`
        : null
    }
    ${corrections(words, published)}
    <p class="stand">
      ${t('outreach.public.published', { date: date(words, published.publishedOn), revision: published.revision })}
      ${t('outreach.public.small')} <a href="${addressOf(lang, unit.id, year)}.csv">${t('outreach.public.csv')}</a>
    </p>`;
  return frame(words, { title, other: (one) => addressOf(one, unit.id, year), body });
}

/** The page of a village in a year: its row of its commune's page. */
export function placePage(lang: Lang, published: Published, placeId: string): string | undefined {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const { unit, year, places, gifts } = published.content;
  const place = places.find((one) => one.id === placeId && !one.isCommune);
  const here = gifts ? { ...gifts, villages: gifts.villages.filter((one) => one.id === placeId) } : undefined;
  if (!place) return undefined;
  const title = t('outreach.public.title', { unit: place.name, year: String(year) });
  const body = html`<p class="crumb"><a href="${addressOf(lang, unit.id, year)}">${unit.name}, ${year}</a></p>
    <div class="lead"><h1>${title}</h1></div>
    ${tiles(words, place)} ${kindTable(words, place.kinds)} ${here ? villageGifts(words, here) : null}
    ${deedList(words, place.deeds)}
    <p class="stand">
      ${t('outreach.public.published', { date: date(words, published.publishedOn), revision: published.revision })}
      ${t('outreach.public.small')}
    </p>`;
  return frame(words, { title, other: (one) => addressOf(one, unit.id, year, placeId), body });
}

/** All that is published, by commune and year. */
export function indexPage(
  lang: Lang,
  units: readonly { id: string; name: string; years: readonly number[] }[],
): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const body = html`<div class="lead">
      <h1>${t('outreach.public.index')}</h1>
      <p>${t('outreach.public.index-lead')}</p>
    </div>
    ${
      units.length === 0
        ? html`<p>${t('outreach.public.nothing')}</p>`
        : html`<ul class="index">
            ${units.map(
              (unit) =>
                html`<li>
                  <b>${unit.name}</b>
                  ${unit.years.map((year) => html`<a href="${addressOf(lang, unit.id, year)}">${year}</a> `)}
                </li>`,
            )}
          </ul>`
    }`;
  return frame(words, { title: t('outreach.public.index'), other: (one) => addressOf(one), body });
}

/** Nothing is published at this address, or no more. */
export function absentPage(lang: Lang): string {
  const words: Words = { lang, t: translatorFor(lang) };
  const { t } = words;
  const body = html`<div class="lead">
    <h1>${t('outreach.public.absent')}</h1>
    <p><a href="${addressOf(lang)}">${t('outreach.public.index')}</a></p>
  </div>`;
  return frame(words, { title: t('outreach.public.absent'), other: (one) => addressOf(one), body });
}

/** The table of a page as CSV, with the same numbers and the same gaps. */
export function csvOf(lang: Lang, { content }: Published): string {
  const t = translatorFor(lang);
  const told = (value: People) =>
    value === null ? '' : value === 'withheld' ? t('outreach.public.withheld') : String(value);
  // A cell that begins like a formula is a text.
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const head = [
    'outreach.public.place',
    'outreach.column.kind',
    'outreach.public.times',
    'outreach.public.with-what',
    'outreach.public.people',
  ];
  const lines = content.places.flatMap((place) =>
    place.kinds.map((line) => [
      place.isCommune ? t('outreach.public.whole-commune') : place.name,
      t(`outreach.kind.${line.kind}`),
      String(line.activities),
      line.results.map(({ measure, amount }) => `${amount} ${t(`outreach.measure.${measure}`)}`).join('; '),
      told(line.people),
    ]),
  );
  return `\ufeff${[head.map((key) => t(key)), ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

export { STYLE };

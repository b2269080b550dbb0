import type { Content } from './content.ts';
import { html, type Piece } from './html.ts';
import { date, inLanguage, number, type Words } from './page-words.ts';
import { type OnePromise, stateOf } from './promises.ts';

const DONE =
  'M128,24A104,104,0,1,0,232,128,104.11,104.11,0,0,0,128,24Zm45.66,85.66-56,56a8,8,0,0,1-11.32,0l-24-24a8,8,0,0,1,11.32-11.32L112,148.69l50.34-50.35a8,8,0,0,1,11.32,11.32Z';
const WAITS =
  'M200,75.64V40a16,16,0,0,0-16-16H72A16,16,0,0,0,56,40V76a16.07,16.07,0,0,0,6.4,12.8L114.67,128,62.4,167.2A16.07,16.07,0,0,0,56,180v36a16,16,0,0,0,16,16H184a16,16,0,0,0,16-16V180.36a16.09,16.09,0,0,0-6.35-12.77L141.27,128l52.38-39.59A16.09,16.09,0,0,0,200,75.64ZM184,180.36V216H72V180l48-36v24a8,8,0,0,0,16,0V144.08Zm0-104.72L178.23,80H77.33L72,76V40H184Z';

/** Whose plan it stands in, and in which paper. */
const sourceOf = ({ t }: Words, { agency, document }: OnePromise, year: number): string =>
  [t('outreach.public.promise.source', { agency, year: String(year) }), ...(document === null ? [] : [document])].join(
    ' · ',
  );

/** What was promised and what was done: how often of how often, until when, in which paper, and each deed behind the number. */
export function promiseList(
  words: Words,
  { promises, year }: Pick<Content, 'promises' | 'year'>,
  publishedOn: string,
  results: (list: Content['kinds'][number]['results']) => Piece,
): Piece {
  const { t } = words;
  if (!promises || promises.length === 0) return null;
  // One paper for all of them is said once.
  const sources = [...new Set(promises.map((one) => sourceOf(words, one, year)))];
  return html`<section id="promises">
    <h2>${t('outreach.public.promises')}</h2>
    ${sources.length === 1 ? html`<p class="src">${sources[0]}</p>` : null}
    <ul class="pl">
      ${promises.map((one) => {
        const state = stateOf(one, year, publishedOn);
        const said = [
          t(`outreach.public.promise.${state}`, { year: String(one.movedTo ?? '') }),
          ...(one.dueOn === null ? [] : [t('outreach.public.promise.due', { date: date(words, one.dueOn) })]),
          ...(sources.length > 1 ? [sourceOf(words, one, year)] : []),
        ];
        return html`<li class="${state}">
          <p class="what">
            <svg class="i" viewBox="0 0 256 256" aria-hidden="true">
              <path d="${state === 'kept' ? DONE : WAITS}" />
            </svg>
            <span>${inLanguage(words, one)}</span>
            <b class="r"
              >${t('outreach.public.promise.of', { held: number(words, one.held), wanted: number(words, one.wanted) })}</b
            >
          </p>
          <p class="src">${said.join(' · ')}</p>
          ${
            one.deeds.length === 0
              ? null
              : html`<details>
                  <summary>${t('outreach.public.promise.deeds', { count: one.deeds.length })}</summary>
                  <ol class="deeds">
                    ${one.deeds.map(
                      (deed) =>
                        html`<li>
                          <time datetime="${deed.on}">${date(words, deed.on, deed.precision)}</time>
                          <div>
                            <b>${inLanguage(words, deed)}</b
                            ><span
                              >${deed.place}${deed.results.length > 0 ? html` · ${results(deed.results)}` : ''}</span
                            >
                          </div>
                        </li>`,
                    )}
                  </ol>
                </details>`
          }
        </li>`;
      })}
    </ul>
  </section>`;
}

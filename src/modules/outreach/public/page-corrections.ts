import type { Published } from './content.ts';
import { html, type Piece } from './html.ts';
import { amountOf, nameOf } from './page-gifts.ts';
import { date, inLanguage, number, type Words } from './page-words.ts';

/** Every version after the first: when, why, and both numbers of what it changed. */
export function corrections(words: Words, published: Published): Piece {
  const { t } = words;
  if (published.corrections.length === 0) return null;
  return html`<section class="corrections">
    <h2>${t('outreach.public.corrections')}</h2>
    ${published.corrections.map(
      (one) =>
        html`<article>
          <h3>${t('outreach.public.correction', { revision: one.revision })}, ${date(words, one.publishedOn)}</h3>
          <p>${one.reason === null ? '' : inLanguage(words, { vi: one.reason })}</p>
          ${
            one.changes.length > 0
              ? html`<ul>
                  ${one.changes.map((change) => {
                    if (change.kind === 'given') {
                      const item = { code: change.what, name: change.name, unit: change.unit };
                      return html`<li>
                        ${nameOf(words, item)}: <s>${amountOf(words, item, change.before)}</s> →
                        <b>${amountOf(words, item, change.now)}</b>
                      </li>`;
                    }
                    if (change.kind === 'promised') {
                      const of = (told: typeof change.now) =>
                        told === null
                          ? '–'
                          : t('outreach.public.promise.of', {
                              held: number(words, told.held),
                              wanted: number(words, told.wanted),
                            });
                      return html`<li>
                        ${inLanguage(words, { vi: change.what })}: <s>${of(change.before)}</s> →
                        <b>${of(change.now)}</b>
                      </li>`;
                    }
                    const what =
                      change.what === 'activities'
                        ? t('outreach.public.times')
                        : change.what === 'people'
                          ? t('outreach.public.people')
                          : t(`outreach.measure.${change.what}`);
                    return html`<li>
                      ${t(`outreach.kind.${change.kind}`)}, ${what}:
                      ${
                        change.before === null || change.now === null
                          ? t('outreach.public.corrected-people')
                          : html`<s>${number(words, change.before)}</s> → <b>${number(words, change.now)}</b>`
                      }
                    </li>`;
                  })}
                </ul>`
              : ''
          }
        </article>`,
    )}
  </section>`;
}

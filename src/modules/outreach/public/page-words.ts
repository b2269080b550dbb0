import { formatDate, formatNumber, type Lang, type Translate } from '#platform/format.ts';
import { inLanguage as readIn, type Told } from '#platform/in-language.ts';
import type { Precision } from '#platform/shapes.ts';
import { type Html, html } from './html.ts';

/** The language of a page and its words. */
export type Words = { lang: Lang; t: Translate };

/** A text in the reader's language; what there is only in Vietnamese says so. */
export function inLanguage({ lang, t }: Words, told: Told): string | Html {
  const found = readIn(lang, told);
  return found.lang === lang
    ? found.text
    : html`<span lang="vi">${found.text}</span> <i class="vi">${t('platform.only-vietnamese')}</i>`;
}

export const number = ({ lang }: Words, value: number) => formatNumber(lang, value);
/** Thai pages tell the Buddhist year in brackets. */
export const date = ({ lang }: Words, on: string, precision: Precision = 'day') =>
  formatDate(lang, on, precision, { buddhist: lang === 'th' });

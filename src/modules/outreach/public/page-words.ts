import type { Lang, Translate } from '#platform/format.ts';
import { type Html, html } from './html.ts';

/** The language of a page and its words. */
export type Words = { lang: Lang; t: Translate };

/** A text in the reader's language; where there is only the Vietnamese one, it says so to whoever reads it aloud. */
export function inLanguage(
  lang: Lang,
  texts: { vi: string; th?: string | null | undefined; en?: string | null | undefined },
): string | Html {
  const own = lang === 'th' ? texts.th : lang === 'en' ? texts.en : texts.vi;
  return own ?? html`<span lang="vi">${texts.vi}</span>`;
}

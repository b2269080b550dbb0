import type { Lang, Translate } from './format.ts';

/** A text that people wrote: in Vietnamese, and in Thai and English where somebody translated it. */
export type Told = { vi: string; th?: string | null | undefined; en?: string | null | undefined };

/** The text in the reader's language, with the language it really is in: Vietnamese where nobody translated it. */
export function inLanguage(lang: Lang, told: Told): { text: string; lang: Lang } {
  const own = lang === 'vi' ? told.vi : told[lang];
  return own ? { text: own, lang } : { text: told.vi, lang: 'vi' };
}

/** The same for papers and sheets: a text that is there in Vietnamese only says so. */
export function inLanguageMarked(lang: Lang, t: Translate, told: Told): string {
  const found = inLanguage(lang, told);
  return found.lang === lang ? found.text : `${found.text} ${t('platform.only-vietnamese')}`;
}

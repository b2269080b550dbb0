import { inLanguage, type Told } from '../in-language.ts';
import { useLang, useText } from '../messages.ts';

/** A text that people wrote, in the reader's language; what nobody translated stays Vietnamese and says so. */
export function InLanguage(told: Told) {
  const t = useText();
  const lang = useLang();
  const found = inLanguage(lang, told);
  if (found.lang === lang) return <>{found.text}</>;
  return (
    <>
      <span lang={found.lang}>{found.text}</span> <small className="mut">{t('platform.only-vietnamese')}</small>
    </>
  );
}

/** A title with what somebody made of it in other languages; null where the reader may not see it. */
export type Titled = {
  title: string | null;
  titleTh?: string | null | undefined;
  titleEn?: string | null | undefined;
};

/** Titles in the reader's language, as text: for headings of other things, labels and filters. */
export function useTitle(): (of: Titled, hidden?: string) => string {
  const lang = useLang();
  return ({ title, titleTh, titleEn }, hidden = '–') =>
    title === null ? hidden : inLanguage(lang, { vi: title, th: titleTh, en: titleEn }).text;
}

/** A title in a list. What nobody translated stays Vietnamese without a word about it: on every line that would be noise. */
export function Title({ of, hidden = '–' }: { of: Titled; hidden?: string }) {
  const reader = useLang();
  if (of.title === null) return <>{hidden}</>;
  const { text, lang } = inLanguage(reader, { vi: of.title, th: of.titleTh, en: of.titleEn });
  return lang === reader ? <>{text}</> : <span lang={lang}>{text}</span>;
}

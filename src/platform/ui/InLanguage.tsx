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

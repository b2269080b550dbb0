import { changeLang, type Lang, LANGS, useLang } from '../../messages.ts';

const NAMES: Record<Lang, string> = { vi: 'Tiếng Việt', th: 'ไทย', en: 'English' };

/** Each language by its own name, so that one finds home from any of them. */
export function LangChoice() {
  const lang = useLang();
  return (
    <div className="choices" role="radiogroup" aria-label={NAMES[lang]}>
      {LANGS.map((one) => (
        <button
          key={one}
          type="button"
          role="radio"
          lang={one}
          aria-checked={one === lang}
          onClick={() => void changeLang(one)}
        >
          {NAMES[one]}
        </button>
      ))}
    </div>
  );
}

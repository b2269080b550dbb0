import { addWords, type Lang, rememberedLang, wordsFrom } from '../../messages.ts';

type Catalogue = { default: Parameters<typeof addWords>[1] };
type Catalogues = Record<Lang, () => Promise<Catalogue>>;

/** What the first screens say, in the first load. */
const FIRST: Catalogues = {
  vi: () => import('virtual:field-messages/vi'),
  th: () => import('virtual:field-messages/th'),
  en: () => import('virtual:field-messages/en'),
};
/** What only a screen says that is loaded when it is first opened. */
const MORE: Catalogues = {
  vi: () => import('virtual:field-words/more-vi'),
  th: () => import('virtual:field-words/more-th'),
  en: () => import('virtual:field-words/more-en'),
};
let more: Promise<void> | undefined;

async function wordsOf(lang: Lang): Promise<Catalogue> {
  const [first, others] = await Promise.all([FIRST[lang](), more && MORE[lang]()]);
  return { default: { ...first.default, ...others?.default } };
}

/** The phone has catalogues of its own. */
export function fieldWords(): void {
  wordsFrom({ vi: () => wordsOf('vi'), th: () => wordsOf('th'), en: () => wordsOf('en') });
}

/** From the first screen on that needs them, also in whatever language is chosen afterwards. */
export function moreWords(): Promise<void> {
  const lang = rememberedLang();
  more ??= MORE[lang]().then(
    ({ default: words }) => addWords(lang, words),
    (fault: unknown) => {
      more = undefined;
      throw fault;
    },
  );
  return more;
}

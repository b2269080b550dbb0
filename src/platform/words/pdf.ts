import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { typed } from '../pdf/letters.ts';
import type { WordLimits, WordsRead } from './contract.ts';

/** Where the tables of fonts lie that name their letters by number only. */
const CMAPS = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'cmaps/');

/**
 * Says the words of a PDF page after page, as a reader's search would find them.
 * Pictures are not looked at: a scan has no words. A page that is broken is passed over.
 */
export async function pdfWords(
  bytes: Uint8Array,
  limits: Pick<WordLimits, 'pages' | 'letters'>,
  say: (text: string, page: number, pages: number) => void,
): Promise<WordsRead> {
  const loading = getDocument({
    data: bytes,
    verbosity: 0,
    cMapUrl: CMAPS,
    cMapPacked: true,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    maxImageSize: 1,
  });
  try {
    const file = await loading.promise;
    const pages = file.numPages;
    let pagesRead = 0;
    let broken = 0;
    let letters = 0;
    for (let no = 1; no <= Math.min(pages, limits.pages) && letters < limits.letters; no += 1) {
      try {
        const page = await file.getPage(no);
        const { items } = await page.getTextContent();
        const text = typed(
          items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''),
        );
        page.cleanup();
        const within = text.slice(0, limits.letters - letters);
        letters += within.length;
        say(within, no, pages);
        // The page at which the limit was met counts when all of it came in.
        if (within.length === text.length) pagesRead = no;
      } catch {
        broken += 1; // its neighbours are read all the same
        pagesRead = no;
      }
    }
    if (broken === pages) return { state: 'unreadable', pages, pagesRead: 0 };
    if (letters === 0) return { state: 'none', pages, pagesRead };
    return { state: pagesRead === pages && broken === 0 ? 'whole' : 'part', pages, pagesRead };
  } catch (error) {
    const locked = (error as { name?: string }).name === 'PasswordException';
    return { state: locked ? 'locked' : 'unreadable', pages: null, pagesRead: null };
  } finally {
    await loading.destroy();
  }
}

import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { assertNotClassified } from '#platform/files/classified.ts';
import type { ReceivedFile } from '#platform/files/files.ts';
import { fold } from '#platform/text/index.ts';

/** As much of a paper as can be searched: some 400 printed pages. */
export const MOST_LETTERS = 1_000_000;
/** What one part of a file may unpack to. */
const MOST_BYTES = 96 * 1024 * 1024;
export type ReadText = { state: 'whole' | 'part' | 'none'; key: string | null };

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const PARTS: Readonly<Record<string, RegExp>> = {
  [`${OFFICE}wordprocessingml.document`]: /^word\/(document|footnotes)\.xml$/,
  [`${OFFICE}spreadsheetml.sheet`]: /^xl\/sharedStrings\.xml$/,
};

/**
 * The words of an uploaded paper for the search: of Word and Excel files and of plain text. Of a long one only the beginning, and of
 * others (scans, PDF) nothing; the page says which. A stamp of secrecy found in it refuses the file.
 * @throws Invalid `file.classified`
 */
export async function textOf(file: ReceivedFile): Promise<ReadText> {
  const words = await wordsOfFile(file);
  if (words === null) return { state: 'none', key: null };
  assertNotClassified({ name: file.name, text: words.text });
  const key = fold(words.text).slice(0, MOST_LETTERS);
  return { state: words.cut || words.text.length > MOST_LETTERS ? 'part' : 'whole', key };
}

async function wordsOfFile(file: ReceivedFile): Promise<{ text: string; cut: boolean } | null> {
  if (file.mediaType.startsWith('text/')) {
    const text = (await readFile(file.path)).toString('utf8').normalize('NFC');
    return { text: text.slice(0, MOST_LETTERS * 2), cut: text.length > MOST_LETTERS };
  }
  const wanted = PARTS[file.mediaType];
  if (!wanted) return null;
  let cut = false;
  try {
    const parts = unzipSync(await readFile(file.path), {
      filter: ({ name, originalSize }) => {
        if (!wanted.test(name)) return false;
        // A part that unpacks to more than a book is left alone rather than let in.
        if (originalSize > MOST_BYTES) cut = true;
        return originalSize <= MOST_BYTES;
      },
    });
    const text = Object.values(parts)
      .map((bytes) => plainOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')))
      .join('\n');
    return { text, cut };
  } catch {
    return null; // a damaged zip is kept as it came; it has no words to look for
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The words of an XML part, a paragraph a line. */
function plainOf(xml: string): string {
  return xml
    .replace(/<w:instrText[^>]*>[^<]*<\/w:instrText>/gu, '')
    .replace(/<\/(w:p|si)>|<w:br[^>]*>/gu, '\n')
    .replace(/<w:tab[^>]*>/gu, ' ')
    .replace(/<[^>]+>/gu, '')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(lt|gt|quot|apos|amp));/giu, (_all, ten: string, hex: string, name: string) =>
      name
        ? (ENTITIES[name.toLowerCase()] ?? '')
        : String.fromCodePoint(Math.min(ten ? Number(ten) : parseInt(hex, 16), 0x10ffff)),
    )
    .normalize('NFC')
    .replace(/[ \t\u00a0]+/gu, ' ');
}

import { unzipSync } from 'fflate';

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const PARTS: Readonly<Record<string, RegExp>> = {
  [`${OFFICE}wordprocessingml.document`]: /^word\/(document|footnotes)\.xml$/,
  [`${OFFICE}spreadsheetml.sheet`]: /^xl\/sharedStrings\.xml$/,
  [`${OFFICE}presentationml.presentation`]: /^ppt\/slides\/slide\d+\.xml$/,
};

/** True for Office files whose words are read. */
export const isOffice = (mediaType: string): boolean => mediaType in PARTS;

/**
 * The words of an Office file. A part that unpacks to more than is allowed is left alone rather than let in.
 * @returns null for what is no such file, or a damaged one
 */
export function officeWords(
  bytes: Uint8Array,
  mediaType: string,
  partBytes: number,
): { parts: string[]; left: boolean } | null {
  const wanted = PARTS[mediaType];
  if (!wanted) return null;
  let left = false;
  try {
    const found = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!wanted.test(name)) return false;
        if (originalSize > partBytes) left = true;
        return originalSize <= partBytes;
      },
    });
    const parts = Object.values(found).map((part) =>
      plainOf(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8')),
    );
    return { parts, left };
  } catch {
    return null; // a damaged zip is kept as it came; it has no words to look for
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The words of an XML part, a paragraph a line. */
function plainOf(xml: string): string {
  return xml
    .replace(/<w:instrText[^>]*>[^<]*<\/w:instrText>/gu, '')
    .replace(/<\/(w:p|a:p|si)>|<w:br[^>]*>/gu, '\n')
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

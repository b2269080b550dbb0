import { Invalid } from '../errors.ts';
import type { Bytes } from './bytes.ts';
import { isVietnameseSyllable } from '../text/syllable.ts';

/**
 * Encoding of a text file: by its mark, then UTF-8 if it is valid, else the one of Windows-1258 and 1252 in which
 * more words are Vietnamese (text in TCVN3 and VNI fonts is 1252 for now and decoded by the caller).
 * @throws Invalid `file.not-a-spreadsheet` for what is no text
 */
export async function csvEncoding(file: Bytes): Promise<{ encoding: string; skip: number }> {
  const head = await file.read(0, 65_536);
  if (head.length >= 2 && head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', skip: 2 };
  if (head.length >= 2 && head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', skip: 2 };
  if (head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return { encoding: 'utf-8', skip: 3 };
  const wide = unmarkedWide(head);
  if (wide) return { encoding: wide, skip: 0 };
  // Control signs other than tab, line ends and form feed do not occur in text of any of these encodings.
  if (head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13)) {
    throw new Invalid('file.not-a-spreadsheet', { reason: 'binary' });
  }
  if (/^\s*(%PDF|<\?xml|<!doctype|<html|<table|\{\\rtf)/i.test(head.toString('latin1', 0, 200))) {
    throw new Invalid('file.not-a-spreadsheet', { reason: 'other-format' });
  }
  if (await isUtf8(file)) return { encoding: 'utf-8', skip: 0 };
  const share = (encoding: string): number => {
    const words = new TextDecoder(encoding).decode(head).match(/[^\s,;"\x21-\x40]+/g) ?? [];
    const telling = words.slice(0, 5000).filter((word) => /\P{ASCII}/u.test(word));
    return telling.filter((word) => isVietnameseSyllable(word.normalize('NFC'))).length;
  };
  return { encoding: share('windows-1258') > share('windows-1252') ? 'windows-1258' : 'windows-1252', skip: 0 };
}

/** Read through once, without keeping it: one wrong byte near the end of a long file tells too. */
async function isUtf8(file: Bytes): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of file.stream(0, file.size)) decoder.decode(piece as Buffer, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** UTF-16 without a mark: line ends and commas leave a zero in every second place. */
function unmarkedWide(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 20;
  if (odd > many && even === 0) return 'utf-16le';
  if (even > many && odd === 0) return 'utf-16be';
  return undefined;
}

/** The delimiter that cuts the first lines most evenly; commas where nothing speaks for another. */
export function csvDelimiter(text: string): ',' | ';' | '\t' {
  const named = /^sep=([,;\t])\r?\n/i.exec(text)?.[1];
  if (named === ',' || named === ';' || named === '\t') return named;
  const lines = text
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 40);
  let best: { delimiter: ',' | ';' | '\t'; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of [',', ';', '\t'] as const) {
    const counts = lines.map((line) => line.split(delimiter).length - 1).filter((count) => count > 0);
    const usual = mode(counts);
    const score =
      usual === 0 ? 0 : (counts.filter((count) => count === usual).length / lines.length) * Math.log2(1 + usual);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function mode(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

import { readFile } from 'node:fs/promises';
import { assertNotClassified } from '#platform/files/classified.ts';
import type { ReceivedFile } from '#platform/files/files.ts';
import { fold } from '#platform/text/index.ts';
import { officeWords } from '#platform/words/office.ts';
import { mayCarryWords, WORD_LIMITS } from '#platform/words/words.ts';

/** What the search knows of a file, or that its words are still to be read. */
export type ReadText = { state: 'waiting' | 'whole' | 'none'; key: string | null };

/** Up to this size the words are taken while the request waits, so that a letter is found as soon as it is kept. */
const AT_ONCE = { bytes: 512 * 1024, partBytes: 4 * 1024 * 1024, letters: 200_000 } as const;

/**
 * The words of an uploaded paper for the search: of short Word, Excel and plain files at once; PDF and what is long waits for the job
 * (text-task.ts). A stamp of secrecy found in it refuses the file.
 * @throws Invalid `file.classified`
 */
export async function textOf(file: ReceivedFile): Promise<ReadText> {
  if (!mayCarryWords(file.mediaType)) return { state: 'none', key: null };
  const text = await shortTextOf(file);
  if (text === undefined) return { state: 'waiting', key: null };
  assertNotClassified({ name: file.name, text });
  const key = searchKey(text);
  return key === '' ? { state: 'none', key: null } : { state: 'whole', key };
}

/** The text of a short file; undefined for one that is read later, by the job. */
async function shortTextOf(file: ReceivedFile): Promise<string | undefined> {
  if (file.bytes > AT_ONCE.bytes) return undefined;
  const bytes = await readFile(file.path);
  if (file.mediaType.startsWith('text/')) {
    const text = bytes.toString('utf8');
    return text.length > AT_ONCE.letters ? undefined : text;
  }
  const found = officeWords(bytes, file.mediaType, AT_ONCE.partBytes);
  if (found === null || found.left) return undefined;
  const text = found.parts.join('\n');
  return text.length > AT_ONCE.letters ? undefined : text;
}

/**
 * A stretch of text as it is looked for: without accents, small letters. Thai is written without spaces and a line of print ends
 * anywhere in it, so nothing stands between two Thai letters.
 */
export function searchKey(text: string): string {
  return fold(text.replaceAll('\u0000', '')).replace(/(?<=[\u0e00-\u0e7f]) (?=[\u0e00-\u0e7f])/gu, '');
}

/** As much of a paper as can be searched: some 400 printed pages. */
export const MOST_LETTERS = WORD_LIMITS.letters;

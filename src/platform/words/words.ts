import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PDF, type Said, type WordLimits, type WordsRead } from './contract.ts';
import { isOffice } from './office.ts';

export type { WordLimits, WordsRead } from './contract.ts';

const PROGRAM = fileURLToPath(new URL('./program.mjs', import.meta.url));
/** 1,000,000 letters are some 400 printed pages; a page is read in a few milliseconds. */
export const WORD_LIMITS: WordLimits = {
  pages: 1500,
  letters: 1_000_000,
  partBytes: 48 * 1024 * 1024,
  memoryMb: 640,
  ms: 90_000,
};

/** True for kinds of files that may carry words: PDF, Office files and plain text. */
export const mayCarryWords = (mediaType: string): boolean =>
  mediaType === PDF || mediaType.startsWith('text/') || isOffice(mediaType);

/**
 * Reads the words of a file in a program of its own, a stretch at a time. What was heard before a limit was met counts: of a long
 * paper the beginning can be searched.
 * @throws the reason of the signal, when it is aborted
 */
export async function readWords(
  file: { path: string; mediaType: string },
  {
    limits = WORD_LIMITS,
    signal,
    hear,
  }: {
    limits?: WordLimits;
    signal: AbortSignal;
    hear: (text: string, page: number | null, pages: number | null) => void;
  },
): Promise<WordsRead> {
  const program = spawn(
    process.execPath,
    [`--max-old-space-size=${Math.ceil(limits.memoryMb / 2)}`, PROGRAM, JSON.stringify({ ...file, limits })],
    { stdio: ['ignore', 'pipe', 'ignore'], timeout: limits.ms, killSignal: 'SIGKILL' },
  );
  const stop = () => program.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  const ended = new Promise<void>((resolve, reject) => {
    program.on('error', reject);
    program.on('close', () => resolve());
  });
  let heard: Extract<Said, { text: string }> | undefined;
  let end: WordsRead | undefined;
  let hasWords = false;
  try {
    if (signal.aborted) stop();
    for await (const line of createInterface({ input: program.stdout })) {
      const said = lineOf(line);
      if (said === undefined) break;
      if ('end' in said) end = said.end;
      else {
        heard = said;
        hasWords ||= said.text.trim() !== '';
        hear(said.text, said.page, said.pages);
      }
    }
    await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
  signal.throwIfAborted();
  // It was stopped at a limit: as far as it came is what can be searched.
  return (
    end ?? { state: hasWords ? 'part' : 'unreadable', pages: heard?.pages ?? null, pagesRead: heard?.page ?? null }
  );
}

/** A program that was stopped may leave half a line. */
function lineOf(line: string): Said | undefined {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return undefined;
  }
}

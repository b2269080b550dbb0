import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { PDF, type Said, type WordLimits, type WordsRead } from './contract.ts';
import { isOffice, officeWords } from './office.ts';
import { pdfWords } from './pdf.ts';

const MB = 1024 * 1024;
/** A thread of its own, because whoever unpacks does not listen to timers meanwhile. */
const WATCH = `const { workerData: most } = require('node:worker_threads');
setInterval(() => { if (process.memoryUsage.rss() > most) process.kill(process.pid, 'SIGKILL'); }, 25);`;

/** Reads one file and says its words, then how it ended. */
export async function main({
  path,
  mediaType,
  limits,
}: {
  path: string;
  mediaType: string;
  limits: WordLimits;
}): Promise<void> {
  new Worker(WATCH, { eval: true, workerData: limits.memoryMb * MB }).unref();
  say({ end: await read(path, mediaType, limits) });
}

const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`);

async function read(path: string, mediaType: string, limits: WordLimits): Promise<WordsRead> {
  const bytes = await readFile(path);
  if (mediaType === PDF)
    return pdfWords(new Uint8Array(bytes), limits, (text, page, pages) => say({ text, page, pages }));
  if (mediaType.startsWith('text/')) return cut([bytes.toString('utf8')], false, limits.letters);
  if (!isOffice(mediaType)) return { state: 'none', pages: null, pagesRead: null };
  const found = officeWords(bytes, mediaType, limits.partBytes);
  if (found === null) return { state: 'unreadable', pages: null, pagesRead: null };
  return cut(found.parts, found.left, limits.letters);
}

/** Says the beginning of a text that knows no pages, in stretches that the listener takes one at a time. */
function cut(parts: readonly string[], left: boolean, letters: number): WordsRead {
  let room = letters;
  let isCut = left;
  for (const part of parts) {
    if (part.length > room) isCut = true;
    const within = part.slice(0, room);
    room -= within.length;
    for (const text of within.match(STRETCHES) ?? []) say({ text, page: null, pages: null });
  }
  const state = room === letters ? (left ? 'unreadable' : 'none') : isCut ? 'part' : 'whole';
  return { state, pages: null, pagesRead: null };
}
/** Stretches of some 20,000 letters that end between two words, where there is a blank at all. */
const STRETCHES = /[^]{1,20000}(?:\s|$)|[^]{1,20000}/gu;

import { Readable } from 'node:stream';
import { Invalid } from '../errors.ts';

/** Tar in the ustar format, as much of it as a backup needs: files, folders and nothing that points elsewhere. */

const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

export type Entry = { name: string; kind: 'file' | 'folder'; size: number; mode: number };

/** The header block of an entry. Names are split between the two fields; a longer one is a fault of the program. */
export function headerOf(entry: Entry, modifiedAtSeconds: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const { name, prefix } = splitName(entry.kind === 'folder' ? `${entry.name}/` : entry.name);
  header.write(name, 0, NAME_BYTES, 'utf8');
  header.write(octal(entry.mode & 0o7777, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(entry.size, 12), 124);
  header.write(octal(modifiedAtSeconds, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write(entry.kind === 'folder' ? '5' : '0', 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345, PREFIX_BYTES, 'utf8');
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Zeroes up to the next block. */
export function paddingAfter(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The two empty blocks that close an archive. */
export function endOfArchive(): Buffer {
  return Buffer.alloc(2 * BLOCK);
}

/**
 * Walks an archive as it streams in. `take` gets each entry with its content, which it must read to the end.
 * @throws Invalid `backup.damaged` when it is cut short or no tar at all
 */
export async function readArchive(
  source: AsyncIterable<Buffer>,
  take: (entry: Entry, content: Readable) => Promise<void>,
): Promise<void> {
  const input = chunksOf(source);
  for (;;) {
    const header = await input.exactly(BLOCK);
    if (header.every((byte) => byte === 0)) {
      for await (const rest of input.rest()) if (rest.some((byte) => byte !== 0)) throw new Invalid('backup.damaged');
      return;
    }
    const entry = parseHeader(header);
    await take(entry, Readable.from(input.upTo(entry.size)));
    await input.exactly(paddingAfter(entry.size).length);
  }
}

function parseHeader(header: Buffer): Entry {
  const text = (from: number, length: number) => header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  const number = (from: number, length: number) => Number.parseInt(text(from, length).trim() || '0', 8);
  const kind = { '0': 'file', '5': 'folder' }[text(156, 1)] as Entry['kind'] | undefined;
  if (text(257, 5) !== 'ustar' || kind === undefined || number(148, 8) !== checksum(header)) {
    throw new Invalid('backup.damaged');
  }
  const name = [text(345, PREFIX_BYTES), text(0, NAME_BYTES)]
    .filter((part) => part !== '')
    .join('/')
    .replace(/\/$/, '');
  if (name.startsWith('/') || name.split('/').some((part) => part === '..' || part === '.' || part === '')) {
    throw new Invalid('backup.damaged');
  }
  return { name, kind, size: number(124, 12), mode: number(100, 8) };
}

/** The sum of all bytes, those of the sum itself counted as spaces. */
function checksum(header: Buffer): number {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 32 : byte;
  return sum;
}

function octal(value: number, width: number): string {
  const text = value.toString(8);
  if (text.length >= width) throw new Error(`a file of ${value} bytes does not fit a tar header`);
  return `${text.padStart(width - 1, '0')}\0`;
}

function splitName(full: string): { name: string; prefix: string } {
  if (Buffer.byteLength(full) <= NAME_BYTES) return { name: full, prefix: '' };
  for (let at = full.indexOf('/'); at >= 0; at = full.indexOf('/', at + 1)) {
    const [prefix, name] = [full.slice(0, at), full.slice(at + 1)];
    if (Buffer.byteLength(name) <= NAME_BYTES && name !== '') {
      if (Buffer.byteLength(prefix) <= PREFIX_BYTES) return { name, prefix };
      break;
    }
  }
  throw new Error(`the name of a file is too long for an archive: ${full.length} characters`);
}

/** Reads a stream in pieces of the wanted size. */
function chunksOf(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function next(): Promise<Buffer> {
    if (held.length > 0) {
      const chunk = held;
      held = Buffer.alloc(0);
      return chunk;
    }
    const next = await iterator.next();
    if (next.done === true) throw new Invalid('backup.damaged');
    return next.value;
  }

  async function* upTo(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0;) {
      const chunk = await next();
      const part = chunk.subarray(0, left);
      held = chunk.subarray(part.length);
      left -= part.length;
      if (part.length > 0) yield part;
    }
  }

  async function* rest(): AsyncGenerator<Buffer> {
    if (held.length > 0) yield held;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  }

  async function exactly(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of upTo(size)) parts.push(part);
    return Buffer.concat(parts);
  }

  return { upTo, rest, exactly };
}

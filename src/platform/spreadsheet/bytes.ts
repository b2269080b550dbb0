import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { TooLarge } from '../errors.ts';

/** Where a file comes from: in memory, a stream, or a path. */
export type SpreadsheetSource = Uint8Array | Readable | string;

/** A file that can be read in any place: what lies on disk stays there. */
export type Bytes = {
  size: number;
  /** From a place up to another, or to the end where there is less. */
  read(from: number, to: number): Promise<Buffer>;
  stream(from: number, to: number): Readable;
};

/**
 * Opens a source. A path is read piece by piece as it is wanted; a stream is taken into memory, since a zip is read from its end.
 * @throws TooLarge `file.too-large` `{ maxBytes }`, before more than that was taken in
 */
export async function openBytes(source: SpreadsheetSource, maxBytes: number): Promise<Bytes> {
  const bytes =
    typeof source === 'string'
      ? await onDisk(source)
      : inMemory(source instanceof Uint8Array ? asBuffer(source) : await collect(source, maxBytes));
  if (bytes.size > maxBytes) throw new TooLarge('file.too-large', { maxBytes });
  return bytes;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function inMemory(bytes: Buffer): Bytes {
  const PIECE = 256 * 1024;
  function* pieces(from: number, to: number): Generator<Buffer> {
    for (let at = from; at < to; at += PIECE) yield bytes.subarray(at, Math.min(to, at + PIECE));
  }
  return {
    size: bytes.length,
    read: (from, to) => Promise.resolve(bytes.subarray(from, to)),
    stream: (from, to) => Readable.from(pieces(from, Math.min(to, bytes.length)), { objectMode: false }),
  };
}

async function onDisk(path: string): Promise<Bytes> {
  const { size } = await stat(path);
  return {
    size,
    async read(from, to) {
      const length = Math.max(0, Math.min(to, size) - from);
      const handle = await open(path, 'r');
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    // The last place of a read stream is included, and an empty range cannot be said.
    stream: (from, to) =>
      from >= Math.min(to, size)
        ? Readable.from([])
        : createReadStream(path, { start: from, end: Math.min(to, size) - 1, highWaterMark: 256 * 1024 }),
  };
}

async function collect(source: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.byteLength;
    if (size > maxBytes) throw new TooLarge('file.too-large', { maxBytes });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size);
}

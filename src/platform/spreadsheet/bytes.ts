import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { TooLarge } from '../errors.ts';

/** Where a file comes from: in memory, a stream, or a path. */
export type SpreadsheetSource = Uint8Array | Readable | string;

/**
 * The whole file, packed as it is: a zip is read from its end, so it has to be here at once.
 * @throws TooLarge `file.too-large` `{ maxBytes }`, before more than that was taken in
 */
export async function takeBytes(source: SpreadsheetSource, maxBytes: number): Promise<Buffer> {
  if (source instanceof Uint8Array) {
    if (source.byteLength > maxBytes) throw new TooLarge('file.too-large', { maxBytes });
    return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  }
  if (typeof source === 'string') {
    if ((await stat(source)).size > maxBytes) throw new TooLarge('file.too-large', { maxBytes });
    return takeBytes(createReadStream(source), maxBytes);
  }
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

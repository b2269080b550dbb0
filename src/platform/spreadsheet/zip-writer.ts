import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { TooLarge } from '../errors.ts';

type Written = { name: Buffer; crc: number; packed: number; unpacked: number; at: number };

const LAST_SIZE = 0xffffffff;
/** Sizes follow the data (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
/** Made on Unix, by version 2.0: a name from a DOS is turned into signs of its code page by some who unpack it, UTF-8 or not. */
const MADE_BY = (3 << 8) | 20;
/** A plain file that its owner may write and everybody read; who unpacks on Unix would otherwise give it no right at all. */
const PLAIN_FILE = (0o100644 << 16) >>> 0;
/** 1 January 2000: a file is the same however often it is written. */
const [DOS_TIME, DOS_DATE] = [0, (20 << 9) | (1 << 5) | 1];

/** Writes a zip to a stream part by part, each compressed as it comes; nothing is kept but the list of parts. */
export class ZipWriter {
  private readonly out: Writable;
  private readonly parts: Written[] = [];
  private at = 0;

  constructor(out: Writable) {
    this.out = out;
  }

  /** One part from pieces of text or bytes. @throws TooLarge `file.too-large` beyond 4 GB */
  async add(name: string, pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<void> {
    const part: Written = { name: Buffer.from(name), crc: 0, packed: 0, unpacked: 0, at: this.at };
    await this.write(localHeader(part));
    const deflate = createDeflateRaw({ level: 3, memLevel: 9, chunkSize: 128 * 1024 });
    const drained = (async () => {
      for await (const chunk of deflate as AsyncIterable<Buffer>) {
        part.packed += chunk.byteLength;
        await this.write(chunk);
      }
    })();
    // A failure shows where it is awaited below; until then it must not count as unhandled.
    drained.catch(() => deflate.destroy());
    try {
      for await (const piece of pieces) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        part.crc = crc32(bytes, part.crc);
        part.unpacked += bytes.byteLength;
        if (!deflate.write(bytes)) await Promise.race([once(deflate, 'drain'), drained]);
      }
      deflate.end();
      await drained;
    } catch (error) {
      deflate.destroy();
      throw error;
    }
    if (part.unpacked > LAST_SIZE || this.at > LAST_SIZE) throw new TooLarge('file.too-large', { maxBytes: LAST_SIZE });
    await this.write(record([0x08074b50, part.crc, part.packed, part.unpacked]));
    this.parts.push(part);
  }

  /** Writes the list of parts. The stream stays open: it belongs to the caller. */
  async finish(): Promise<void> {
    const start = this.at;
    for (const part of this.parts) await this.write(centralHeader(part));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.parts.length, 8);
    end.writeUInt16LE(this.parts.length, 10);
    end.writeUInt32LE(this.at - start, 12);
    end.writeUInt32LE(start, 16);
    await this.write(end);
  }

  private async write(bytes: Buffer): Promise<void> {
    this.at += bytes.byteLength;
    await writeTo(this.out, bytes);
  }
}

/** Writes and waits while the receiver is full; fails when it was closed under way. */
export async function writeTo(out: Writable, bytes: Buffer | string): Promise<void> {
  if (out.destroyed) throw out.errored ?? new Error('the receiving stream was closed');
  if (out.write(bytes)) return;
  const gone = new AbortController();
  try {
    await Promise.race([
      once(out, 'drain', { signal: gone.signal }),
      once(out, 'close', { signal: gone.signal }).then(() =>
        Promise.reject(new Error('the receiving stream was closed')),
      ),
    ]);
  } finally {
    gone.abort();
  }
}

function record(fields: readonly number[]): Buffer {
  const bytes = Buffer.alloc(fields.length * 4);
  fields.forEach((field, index) => bytes.writeUInt32LE(field, index * 4));
  return bytes;
}

function localHeader(part: Written): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  common(header, 6);
  header.writeUInt16LE(part.name.length, 26);
  return Buffer.concat([header, part.name]);
}

function centralHeader(part: Written): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_BY, 4);
  header.writeUInt16LE(20, 6);
  common(header, 8);
  header.writeUInt32LE(part.crc, 16);
  header.writeUInt32LE(part.packed, 20);
  header.writeUInt32LE(part.unpacked, 24);
  header.writeUInt16LE(part.name.length, 28);
  header.writeUInt32LE(PLAIN_FILE, 38);
  header.writeUInt32LE(part.at, 42);
  return Buffer.concat([header, part.name]);
}

function common(header: Buffer, at: number): void {
  header.writeUInt16LE(FLAGS, at);
  header.writeUInt16LE(8, at + 2);
  header.writeUInt16LE(DOS_TIME, at + 4);
  header.writeUInt16LE(DOS_DATE, at + 6);
}

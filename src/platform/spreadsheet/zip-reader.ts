import { crc32, createInflateRaw } from 'node:zlib';
import { Invalid, Problem, TooLarge } from '../errors.ts';
import type { ReadLimits } from './types.ts';

type Entry = { name: string; method: number; packed: number; unpacked: number; crc: number; at: number };

const WATCH_RATIO_FROM = 16 * 1024 * 1024;
const MAX_ENTRIES = 10_000;
const SENTINEL = 0xffffffff;

/** A zip in memory. What unpacks is counted over all parts together, so no bomb gets past the limits. */
export class ZipFile {
  private readonly bytes: Buffer;
  private readonly limits: ReadLimits;
  private readonly entries = new Map<string, Entry>();
  private readonly spent = new Map<string, number>();

  /** @throws Invalid `file.not-a-spreadsheet` when this is no readable zip */
  constructor(bytes: Buffer, limits: ReadLimits) {
    this.bytes = bytes;
    this.limits = limits;
    try {
      for (const entry of directory(bytes)) this.entries.set(entry.name.toLowerCase(), entry);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (error instanceof RangeError) throw new Invalid('file.not-a-spreadsheet', { reason: 'zip' });
      throw error;
    }
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /**
   * Unpacks one part in pieces.
   * @throws TooLarge `file.zip-bomb`, Invalid `file.damaged`
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw new Invalid('file.damaged', { part: name, reason: 'missing' });
    let size = 0;
    let check = 0;
    for await (const chunk of this.inflate(entry)) {
      size += chunk.byteLength;
      check = crc32(chunk, check);
      this.count(entry, size);
      yield chunk;
    }
    if (size !== entry.unpacked || check !== entry.crc)
      throw new Invalid('file.damaged', { part: name, reason: 'check' });
  }

  /** A small part as text. @throws TooLarge `file.zip-bomb`, Invalid `file.damaged` */
  async text(name: string, maxBytes = 16 * 1024 * 1024): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.read(name)) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new TooLarge('file.zip-bomb', { part: name });
      chunks.push(chunk);
    }
    return Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^\ufeff/, '');
  }

  private async *inflate(entry: Entry): AsyncGenerator<Buffer> {
    const { bytes } = this;
    const damaged = (reason: string): Invalid => new Invalid('file.damaged', { part: entry.name, reason });
    if (entry.at + 30 > bytes.length || bytes.readUInt32LE(entry.at) !== 0x04034b50) throw damaged('header');
    const start = entry.at + 30 + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28);
    if (start + entry.packed > bytes.length) throw damaged('cut');
    const packed = bytes.subarray(start, start + entry.packed);
    if (entry.method === 0) {
      yield packed;
      return;
    }
    if (entry.method !== 8) throw damaged('method');
    const inflate = createInflateRaw({ chunkSize: 128 * 1024 });
    inflate.end(packed);
    try {
      for await (const chunk of inflate) yield chunk as Buffer;
    } catch (error) {
      if (isZlibError(error)) throw damaged('inflate');
      throw error;
    }
  }

  /** A part read twice counts once; different parts that share the same packed bytes count each. */
  private count(entry: Entry, size: number): void {
    if (size > (this.spent.get(entry.name) ?? 0)) this.spent.set(entry.name, size);
    let total = 0;
    for (const part of this.spent.values()) total += part;
    const { maxUnpackedBytes, maxRatio } = this.limits;
    const ratio = total / Math.max(1, this.bytes.length);
    if (total > maxUnpackedBytes || (total > WATCH_RATIO_FROM && ratio > maxRatio)) {
      throw new TooLarge('file.zip-bomb', { part: entry.name });
    }
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_)/.test(String(error.code));
}

/** The list at the end of the file, with sizes beyond 4 GB told by the zip64 fields (some writers always use them). */
function* directory(bytes: Buffer): Generator<Entry> {
  const notZip = (): Invalid => new Invalid('file.not-a-spreadsheet', { reason: 'zip' });
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end < bytes.length - 65_557) throw notZip();
  let count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if ((count === 0xffff || at === SENTINEL) && end >= 20 && bytes.readUInt32LE(end - 20) === 0x07064b50) {
    const record = Number(bytes.readBigUInt64LE(end - 12));
    count = Number(bytes.readBigUInt64LE(record + 32));
    at = Number(bytes.readBigUInt64LE(record + 48));
  }
  if (count > MAX_ENTRIES) throw new TooLarge('file.zip-bomb', { parts: count });
  for (let i = 0; i < count; i++) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw notZip();
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw new Invalid('file.not-a-spreadsheet', { reason: 'encrypted' });
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const name = bytes
      .toString('utf8', at + 46, at + 46 + nameLength)
      .replaceAll('\\', '/')
      .replace(/^\//, '');
    const sizes = wide(bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength), [
      bytes.readUInt32LE(at + 24),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ]);
    yield {
      name,
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      unpacked: sizes[0] ?? 0,
      packed: sizes[1] ?? 0,
      at: sizes[2] ?? 0,
    };
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  }
}

/** Replaces the fields that say “look in the extra field”, in the order the format gives them. */
function wide(extra: Buffer, fields: number[]): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    return fields.map((field) => {
      if (field !== SENTINEL) return field;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
  }
  return fields;
}

import { PassThrough } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { Invalid, Problem, TooLarge } from '../errors.ts';
import type { Bytes } from './bytes.ts';
import type { ReadLimits } from './types.ts';

type Entry = { name: string; method: number; packed: number; unpacked: number; crc: number; at: number };

const WATCH_RATIO_FROM = 16 * 1024 * 1024;
const MAX_ENTRIES = 10_000;
const SENTINEL = 0xffffffff;

/** A zip that is read where it lies. What unpacks is counted over all parts together, so no bomb gets past the limits. */
export class ZipFile {
  private readonly bytes: Bytes;
  private readonly limits: ReadLimits;
  private readonly entries = new Map<string, Entry>();
  private readonly spent = new Map<string, number>();

  private constructor(bytes: Bytes, limits: ReadLimits, entries: readonly Entry[]) {
    this.bytes = bytes;
    this.limits = limits;
    for (const entry of entries) this.entries.set(entry.name.toLowerCase(), entry);
  }

  /** @throws Invalid `file.not-a-spreadsheet` when this is no readable zip */
  static async open(bytes: Bytes, limits: ReadLimits): Promise<ZipFile> {
    try {
      return new ZipFile(bytes, limits, await directory(bytes));
    } catch (error) {
      if (error instanceof Problem || !(error instanceof RangeError)) throw error;
      throw new Invalid('file.not-a-spreadsheet', { reason: 'zip' });
    }
  }

  /** How large a part becomes, as the list of the zip says. */
  sizeOf(name: string): number {
    return this.entries.get(name.toLowerCase())?.unpacked ?? 0;
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
    const head = await bytes.read(entry.at, entry.at + 30);
    if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw damaged('header');
    const start = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
    if (start + entry.packed > bytes.size) throw damaged('cut');
    const packed = bytes.stream(start, start + entry.packed);
    if (entry.method !== 0 && entry.method !== 8) throw damaged('method');
    const inflate = entry.method === 8 ? createInflateRaw({ chunkSize: 128 * 1024 }) : new PassThrough();
    packed.on('error', (error) => inflate.destroy(error));
    packed.pipe(inflate);
    try {
      for await (const chunk of inflate) yield chunk as Buffer;
    } catch (error) {
      if (isZlibError(error)) throw damaged('inflate');
      throw error;
    } finally {
      packed.destroy();
      inflate.destroy();
    }
  }

  /** A part read twice counts once; different parts that share the same packed bytes count each. */
  private count(entry: Entry, size: number): void {
    if (size > (this.spent.get(entry.name) ?? 0)) this.spent.set(entry.name, size);
    let total = 0;
    for (const part of this.spent.values()) total += part;
    const { maxUnpackedBytes, maxRatio } = this.limits;
    const ratio = total / Math.max(1, this.bytes.size);
    if (total > maxUnpackedBytes || (total > WATCH_RATIO_FROM && ratio > maxRatio)) {
      throw new TooLarge('file.zip-bomb', { part: entry.name });
    }
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_)/.test(String(error.code));
}

const TAIL_BYTES = 65_557;
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** The list at the end of the file, with sizes beyond 4 GB told by the zip64 fields (some writers always use them). */
async function directory(file: Bytes): Promise<Entry[]> {
  const notZip = (): Invalid => new Invalid('file.not-a-spreadsheet', { reason: 'zip' });
  const tailAt = Math.max(0, file.size - TAIL_BYTES - 20);
  const tail = await file.read(tailAt, file.size);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || tailAt + end < file.size - TAIL_BYTES) throw notZip();
  let count = tail.readUInt16LE(end + 10);
  let from = tail.readUInt32LE(end + 16);
  if ((count === 0xffff || from === SENTINEL) && end >= 20 && tail.readUInt32LE(end - 20) === 0x07064b50) {
    const at = Number(tail.readBigUInt64LE(end - 12));
    const record = await file.read(at, at + 56);
    count = Number(record.readBigUInt64LE(32));
    from = Number(record.readBigUInt64LE(48));
  }
  if (count > MAX_ENTRIES) throw new TooLarge('file.zip-bomb', { parts: count });
  if (from > file.size) throw notZip();
  if (file.size - from > MAX_LIST_BYTES + TAIL_BYTES) throw notZip();
  const list = await file.read(from, file.size);
  const entries: Entry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (list.readUInt32LE(at) !== 0x02014b50) throw notZip();
    if ((list.readUInt16LE(at + 8) & 1) === 1) throw new Invalid('file.not-a-spreadsheet', { reason: 'encrypted' });
    const nameLength = list.readUInt16LE(at + 28);
    const extraLength = list.readUInt16LE(at + 30);
    const name = list
      .toString('utf8', at + 46, at + 46 + nameLength)
      .replaceAll('\\', '/')
      .replace(/^\//, '');
    const sizes = wide(list.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength), [
      list.readUInt32LE(at + 24),
      list.readUInt32LE(at + 20),
      list.readUInt32LE(at + 42),
    ]);
    entries.push({
      name,
      method: list.readUInt16LE(at + 10),
      crc: list.readUInt32LE(at + 16),
      unpacked: sizes[0] ?? 0,
      packed: sizes[1] ?? 0,
      at: sizes[2] ?? 0,
    });
    at += 46 + nameLength + extraLength + list.readUInt16LE(at + 32);
  }
  return entries;
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

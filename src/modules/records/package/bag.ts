import { createHash, type Hash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { ZipWriter } from '#platform/spreadsheet/zip-writer.ts';

type Pieces = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;
type Sums = { path: string; sha256: string; sha512: string };

/**
 * A BagIt package written to a stream as it is made: payload below `data/`, then the lists of checksums and what stands in them.
 * Nothing is kept but names and checksums, so a package may be larger than the memory.
 * @see RFC 8493
 */
export class Bag {
  private readonly zip: ZipWriter;
  private readonly root: string;
  private readonly payload: Sums[] = [];
  private readonly tags: Sums[] = [];
  private bytes = 0;

  constructor(out: Writable, name: string) {
    this.zip = new ZipWriter(out);
    this.root = name;
  }

  /** One file of the payload. @returns its checksum, to be compared with what was kept */
  async add(path: string, pieces: Pieces): Promise<string> {
    const sums = await this.write(`data/${path}`, pieces, (bytes) => (this.bytes += bytes));
    this.payload.push(sums);
    return sums.sha256;
  }

  /** Writes the declaration, what the package is, and the checksums. @returns SHA-256 of the list of checksums */
  async finish(info: Readonly<Record<string, string>>): Promise<string> {
    const oxum = `${this.bytes}.${this.payload.length}`;
    const lines = Object.entries({ ...info, 'Payload-Oxum': oxum }).map(
      ([key, value]) => `${key}: ${oneLine(value)}\n`,
    );
    await this.tag('bagit.txt', ['BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n']);
    await this.tag('bag-info.txt', lines);
    const manifest = await this.tag('manifest-sha256.txt', listOf(this.payload, 'sha256'));
    await this.tag('manifest-sha512.txt', listOf(this.payload, 'sha512'));
    const tags = [...this.tags];
    await this.write('tagmanifest-sha256.txt', listOf(tags, 'sha256'));
    await this.write('tagmanifest-sha512.txt', listOf(tags, 'sha512'));
    await this.zip.finish();
    return manifest.sha256;
  }

  private async tag(path: string, pieces: Pieces): Promise<Sums> {
    const sums = await this.write(path, pieces);
    this.tags.push(sums);
    return sums;
  }

  private async write(path: string, pieces: Pieces, count?: (bytes: number) => void): Promise<Sums> {
    const [short, long] = [createHash('sha256'), createHash('sha512')];
    await this.zip.add(`${this.root}/${path}`, counted(pieces, [short, long], count));
    return { path, sha256: short.digest('hex'), sha512: long.digest('hex') };
  }
}

async function* counted(
  pieces: Pieces,
  hashes: readonly Hash[],
  count: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    for (const hash of hashes) hash.update(bytes);
    count(bytes.byteLength);
    yield bytes;
  }
}

function* listOf(sums: readonly Sums[], which: 'sha256' | 'sha512'): Generator<string> {
  for (const one of sums) yield `${one[which]}  ${encodedPath(one.path)}\n`;
}

/** Line ends and the sign of the code itself are written by their codes. @see RFC 8493, 2.1.3 */
const encodedPath = (path: string) => path.replace(/%/gu, '%25').replace(/\r/gu, '%0D').replace(/\n/gu, '%0A');
const oneLine = (text: string) => text.replace(/\s+/gu, ' ');

/** A name that every system takes as one part of a path. */
export function safeName(name: string, most = 80): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\\/:*?"<>|%\p{C}]+/gu, '-')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/gu, '');
  const end = /\.[A-Za-z0-9]{1,5}$/.exec(plain)?.[0] ?? '';
  return (plain.length > most ? plain.slice(0, most - end.length) + end : plain) || 'tệp';
}

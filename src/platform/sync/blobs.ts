import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Invalid, RuleBroken } from '../errors.ts';
import type { BlobState } from './contract.ts';
import { BLOB_BYTES } from './contract.ts';
import { turns } from './turns.ts';

/** Photos and papers that came and were not asked for by a command are thrown away after so long. */
const KEPT_MS = 90 * 86_400_000;

const folderOf = (dataDir: string, device: string) => join(dataDir, 'field', device);
const wholePath = (dataDir: string, device: string, sha256: string) => join(folderOf(dataDir, device), sha256);
const partPath = (dataDir: string, device: string, sha256: string) => `${wholePath(dataDir, device, sha256)}.part`;
const oneAtATime = turns(64);

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** How far a photo of a device has arrived. */
export async function blobState(dataDir: string, device: string, sha256: string): Promise<BlobState> {
  const whole = await sizeOf(wholePath(dataDir, device, sha256));
  if (whole !== undefined) return { sha256, have: whole, whole: true };
  return { sha256, have: (await sizeOf(partPath(dataDir, device, sha256))) ?? 0, whole: false };
}

/**
 * Takes a piece in. The pieces lie on disk before they are acknowledged; with the last one the hash is checked and only then the
 * photo gets its name. A piece that came before changes nothing.
 * @throws RuleBroken `sync.blob-offset` `{ have }` when the piece does not begin where the last one ended, `sync.blob-damaged` when the
 *   whole is not what its hash says: it begins anew
 * @throws Invalid `sync.blob-size`
 */
export function takePiece(
  dataDir: string,
  device: string,
  sha256: string,
  given: { offset: number; size: number; piece: Buffer },
): Promise<BlobState> {
  return oneAtATime(`${device} ${sha256}`, async () => {
    const state = await blobState(dataDir, device, sha256);
    if (state.whole) return state;
    const { offset, size, piece } = given;
    if (offset + piece.length > size || size > BLOB_BYTES) throw new Invalid('sync.blob-size', { size });
    if (offset > state.have) throw new RuleBroken('sync.blob-offset', { have: state.have });
    const news = piece.subarray(state.have - offset);
    const path = partPath(dataDir, device, sha256);
    await mkdir(folderOf(dataDir, device), { recursive: true, mode: 0o700 });
    if (news.length > 0) {
      const handle = await open(path, 'a', 0o600);
      try {
        await handle.writeFile(news);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    const have = state.have + news.length;
    if (have < size) return { sha256, have, whole: false };
    if ((await hashOf(path)) !== sha256) {
      await rm(path, { force: true });
      throw new RuleBroken('sync.blob-damaged');
    }
    await rename(path, wholePath(dataDir, device, sha256));
    await syncFolder(folderOf(dataDir, device));
    return { sha256, have, whole: true };
  });
}

/** A photo that came whole. */
export async function readBlob(dataDir: string, device: string, sha256: string): Promise<Buffer> {
  return readFile(wholePath(dataDir, device, sha256));
}

/** Which of these are not there whole. */
export async function missingBlobs(dataDir: string, device: string, hashes: readonly string[]): Promise<string[]> {
  const found = await Promise.all(hashes.map((sha256) => sizeOf(wholePath(dataDir, device, sha256))));
  return hashes.filter((_sha256, index) => found[index] === undefined);
}

/** Takes away what a device sent and no command used: it was withdrawn and will not send the command. */
export async function dropBlobs(dataDir: string, device: string): Promise<void> {
  await rm(folderOf(dataDir, device), { recursive: true, force: true });
}

/** Takes away what has lain too long; a photo that a command used lies among the files of its room. @returns how many */
export async function sweepBlobs(dataDir: string, now = Date.now()): Promise<number> {
  let swept = 0;
  for (const device of await namesIn(join(dataDir, 'field'))) {
    for (const name of await namesIn(folderOf(dataDir, device))) {
      const path = join(folderOf(dataDir, device), name);
      if (now - (await stat(path)).mtimeMs <= KEPT_MS) continue;
      await rm(path, { force: true });
      swept += 1;
    }
  }
  return swept;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

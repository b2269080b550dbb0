import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { asOwner, type Database } from '../db/database.ts';
import type { Tx } from '../db/tx.ts';
import { TooLarge } from '../errors.ts';
import { assertNotClassified } from './classified.ts';
import { sniffMediaType } from './media-type.ts';

export type StoredFile = { id: string; sha256: string; name: string; mediaType: string; bytes: number };

const HEAD_BYTES = 64 * 1024;
const SWEEP = 482_102;

/** Where the bytes of a hash lie. */
export function pathOf(dataDir: string, sha256: string): string {
  return join(dataDir, 'files', sha256.slice(0, 2), sha256);
}

/** A file that has arrived whole and lies on disk, but belongs to nothing yet. */
export type ReceivedFile = {
  name: string;
  sha256: string;
  mediaType: string;
  bytes: number;
  /** Where it lies until it is kept. */
  path: string;
  /** Takes it away, unless it was kept. */
  discard(): Promise<void>;
};

/**
 * Takes a file in to disk, piece by piece and outside any transaction: a slow line holds nobody else up.
 * @throws Invalid `file.classified`, `file.kind-refused` · @throws TooLarge `file.too-large` `{ mostBytes }`
 */
export async function receiveFile(
  dataDir: string,
  file: { name: string; content: Readable | Uint8Array; mostBytes?: number },
): Promise<ReceivedFile> {
  const name = cleanName(file.name);
  assertNotClassified({ name });
  const path = join(dataDir, 'files', 'drafts', randomBytes(12).toString('hex'));
  const discard = () => rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const { sha256, bytes, head } = await writeDraft(path, file.content, file.mostBytes ?? Infinity);
    const mediaType = sniffMediaType(head);
    if (mediaType.startsWith('text/')) assertNotClassified({ name, text: head.toString('utf8') });
    return { name, sha256, mediaType, bytes, path, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Keeps a received file under its content, with a row in the caller's transaction. The same content twice lies there once. */
export async function keepFile(tx: Tx, dataDir: string, file: ReceivedFile, label: number | null): Promise<StoredFile> {
  // Held until the row is there: the sweep must not take bytes that are about to be named.
  await tx.run(sql`select pg_advisory_xact_lock_shared(${SWEEP})`);
  await settle(file.path, pathOf(dataDir, file.sha256));
  return tx.one<StoredFile>(sql`
    insert into platform.file (sha256, name, media_type, bytes, label, created_by)
    values (${file.sha256}, ${file.name}, ${file.mediaType}, ${file.bytes}, ${label}, coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'))
    returning id, sha256, name, media_type as "mediaType", bytes`);
}

/**
 * Puts a file by its content: the bytes first (whole, on disk, or not at all), then the row in the caller's
 * transaction. Bytes without a row are swept away later.
 * @throws Invalid `file.classified`, `file.kind-refused` · @throws TooLarge `file.too-large` `{ mostBytes }`
 */
export async function putFile(
  tx: Tx,
  dataDir: string,
  file: { name: string; content: Readable | Uint8Array; label: number | null; mostBytes?: number },
): Promise<StoredFile> {
  const received = await receiveFile(dataDir, file);
  try {
    return await keepFile(tx, dataDir, received, file.label);
  } finally {
    await received.discard();
  }
}

/** A file within the caller's scope. @throws NotFound */
export async function getFile(tx: Tx, dataDir: string, id: string): Promise<StoredFile & { open(): Readable }> {
  const file = await tx.one<StoredFile>(
    sql`select id, sha256, name, media_type as "mediaType", bytes from platform.file where id = ${id}`,
  );
  return { ...file, open: () => createReadStream(pathOf(dataDir, file.sha256)) };
}

/** Takes a file out of the register; its bytes go with the next sweep when nothing else has them. */
export async function deleteFile(tx: Tx, id: string): Promise<void> {
  await tx.one(sql`delete from platform.file where id = ${id} returning id`);
}

/** Takes a file out of the register and its bytes off the disk at once, unless another row names the same bytes. */
export async function forgetFile(tx: Tx, dataDir: string, id: string): Promise<void> {
  const { sha256 } = await tx.one<{ sha256: string }>(sql`delete from platform.file where id = ${id} returning sha256`);
  // Nobody keeps the same bytes meanwhile.
  await tx.run(sql`select pg_advisory_xact_lock(${SWEEP})`);
  if (await tx.maybeOne(sql`select 1 from platform.file where sha256 = ${sha256}`)) return;
  await rm(pathOf(dataDir, sha256), { force: true });
}

/** Removes bytes that no row names and that have lain for an hour, and drafts that a crash left. @returns how many */
export async function sweepFiles(db: Database, dataDir: string, now = Date.now()): Promise<number> {
  return asOwner(db, 'sweep', async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(${SWEEP})`);
    const root = join(dataDir, 'files');
    let swept = 0;
    for (const folder of await namesIn(root)) {
      const names = await namesIn(join(root, folder));
      const rows = await tx.many<{ sha256: string }>(
        sql`select distinct sha256 from platform.file where sha256 = any(${names}::text[])`,
      );
      const known = new Set(rows.map(({ sha256 }) => sha256));
      for (const name of names.filter((candidate) => !known.has(candidate))) {
        const path = join(root, folder, name);
        if (now - (await stat(path)).mtimeMs <= 3_600_000) continue;
        await rm(path, { force: true });
        swept += 1;
      }
    }
    return swept;
  });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function writeDraft(draft: string, content: Readable | Uint8Array, mostBytes: number) {
  const hash = createHash('sha256');
  const heads: Buffer[] = [];
  let bytes = 0;
  const handle = await open(draft, 'wx', 0o600);
  try {
    for await (const part of content instanceof Uint8Array ? [content] : content) {
      const chunk = Buffer.isBuffer(part) ? part : Buffer.from(part as Uint8Array);
      if (bytes < HEAD_BYTES) heads.push(chunk.subarray(0, HEAD_BYTES - bytes));
      bytes += chunk.length;
      if (bytes > mostBytes) throw new TooLarge('file.too-large', sizeLimit(mostBytes));
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes, head: Buffer.concat(heads) };
}

/** The limit as people read it, beside its bytes. */
export function sizeLimit(mostBytes: number): { mostBytes: number; megabytes: number } {
  return { mostBytes, megabytes: Math.floor(mostBytes / 1024 / 1024) };
}

/** Gives the draft its final name and makes that name last: folder entries need a sync of their own. */
async function settle(draft: string, path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(draft, path);
  for (const dir of [folder, dirname(folder)]) {
    const handle = await open(dir, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** The last part of a path, without control characters, at most 200 characters. */
function cleanName(name: string): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  return last.replace(/\p{C}/gu, '').trim().slice(-200) || 'file';
}

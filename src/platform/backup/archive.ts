import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { endOfArchive, headerOf, paddingAfter } from './tar.ts';

/** What of a folder goes in: `emptied` folders without their contents, nothing that `leftOut` names, `last` at the end. */
export type FolderChoice = {
  emptied?: readonly string[];
  leftOut?: RegExp | undefined;
  last?: string | undefined;
  /** The folder that `last` is seen from, within the folders below it. */
  top?: string;
};

/** An archive being written. */
export type Archive = ReturnType<typeof openArchive>;

/**
 * Writes a compressed archive, entry after entry; a file that grows or shrinks meanwhile is written at the size it
 * began with.
 * @param progress bytes of files written so far
 */
export function openArchive(path: string, now: Date, progress: (done: number) => void) {
  const seconds = Math.floor(now.getTime() / 1000);
  const input = new PassThrough({ highWaterMark: 1024 * 1024 });
  const written = pipeline(input, createGzip({ level: 1 }), createWriteStream(path, { mode: 0o600 }));
  let failure: unknown;
  written.catch((error: unknown) => {
    failure = error;
    input.destroy(); // a full disk must end the copy, not leave it waiting
  });
  let done = 0;

  async function put(chunk: Buffer): Promise<void> {
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error('backup', { cause: failure });
    if (chunk.length > 0 && !input.write(chunk)) {
      await Promise.race([new Promise((settle) => input.once('drain', settle)), written]);
    }
  }

  async function text(name: string, content: string): Promise<void> {
    const bytes = Buffer.from(content);
    await put(headerOf({ name, kind: 'file', size: bytes.length, mode: 0o600 }, seconds));
    await put(bytes);
    await put(paddingAfter(bytes.length));
  }

  /** @returns how many were written: none when it is gone meanwhile */
  async function file(from: string, name: string): Promise<0 | 1> {
    const handle = await open(from).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined; // dropped meanwhile: the log of changes knows
      throw error;
    });
    if (!handle) return 0;
    try {
      const { size } = await handle.stat();
      await put(headerOf({ name, kind: 'file', size, mode: 0o600 }, seconds));
      for (let left = size; left > 0;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(left, 256 * 1024)), 0);
        const part = bytesRead === 0 ? Buffer.alloc(Math.min(left, 256 * 1024)) : buffer.subarray(0, bytesRead);
        await put(part);
        left -= part.length;
      }
      await put(paddingAfter(size));
      progress((done += size));
      return 1;
    } finally {
      await handle.close();
    }
  }

  /** @returns how many files were written */
  async function folder(from: string, name: string, choice: FolderChoice = {}): Promise<number> {
    if (!existsSync(from)) return 0;
    let count = 0;
    await put(headerOf({ name, kind: 'folder', size: 0, mode: 0o700 }, seconds));
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const [path, inside] = [join(from, entry.name), `${name}/${entry.name}`];
      if (choice.leftOut?.test(entry.name) === true) continue;
      if (entry.isDirectory()) {
        if (choice.emptied?.includes(entry.name) === true) {
          await put(headerOf({ name: inside, kind: 'folder', size: 0, mode: 0o700 }, seconds));
        } else
          count += await folder(path, inside, { leftOut: choice.leftOut, last: choice.last, top: choice.top ?? from });
      } else if (entry.isFile() && path !== lastOf(choice, from)) count += await file(path, inside);
    }
    if (choice.last !== undefined && choice.top === undefined)
      count += await file(join(from, choice.last), `${name}/${choice.last}`);
    return count;
  }

  return {
    text,
    file,
    folder,
    async close() {
      await put(endOfArchive());
      input.end();
      await written;
      const handle = await open(path, 'r+');
      await handle.sync();
      await handle.close();
    },
    async abandon() {
      input.destroy();
      await written.catch(() => undefined); // the reason is thrown by whoever abandons
    },
  };
}

function lastOf(choice: FolderChoice, from: string): string | undefined {
  return choice.last === undefined ? undefined : join(choice.top ?? from, choice.last);
}

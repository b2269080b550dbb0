import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { openAsBlob, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { aPersonAt, aTree } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { createToken, createUser } from '#platform/sign-in/accounts.ts';
import { openInstallation } from '../src/server/installation.ts';
import type { Place } from './import-file.ts';
import type { Counts } from './import-report.ts';

/** As the other benches: safe (fsync on), with the memory of a small server. */
export const SETTINGS = {
  shared_buffers: '2GB',
  effective_cache_size: '8GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
};
const SERVER = fileURLToPath(new URL('import-server.ts', import.meta.url));
const CELL_SIZE = 20;

export type Batch = {
  id: string;
  state: string;
  counts: Counts | null;
  work: { step: string; state: string; done: number; total: number | null; problem: { code: string } | null } | null;
};
/** A province with its communes and cells, and a clerk of its office with a token. */
export async function prepare(
  folder: string,
  rows: number,
): Promise<{ places: Place[]; token: string; dataDir: string }> {
  const opened = await openInstallation({ dataDir: folder, migrate: 'always', settings: SETTINGS });
  try {
    const { db } = opened;
    const cells = Math.max(20, Math.round(rows / CELL_SIZE));
    const perCommune = 30;
    const places = await asOwner(db, 'bench', async (tx) => {
      const tree = await aTree(tx, { communes: Math.ceil(cells / perCommune), villages: 0, cells: perCommune });
      const province = tree.provinces[0];
      if (!province) throw new Error('no province');
      const personId = await aPersonAt(tx, province.body);
      await tx.run(sql`
        insert into organisation.post (unit_id, kind, person_id, valid, label)
        values (${province.body.id}, 'province_office_staff', ${personId}, '[2020-01-01,)', ${province.body.label})`);
      return {
        personId,
        list: province.communes.flatMap((commune) =>
          commune.cells.map((cell) => ({ cell: cell.name, commune: commune.body.name })),
        ),
      };
    });
    await createUser(db, {
      userName: 'bench',
      password: randomUUID(),
      displayName: 'Bench',
      personId: places.personId,
    });
    const { token } = await createToken(db, 'bench');
    await sql`vacuum (analyze)`.execute(db.owner);
    return { places: places.list.slice(0, cells), token, dataDir: opened.dataDir };
  } finally {
    await opened.close();
  }
}

/** The program over HTTP, as an office uses it. */
export class Api {
  private readonly address: string;
  private readonly token: string;
  constructor(address: string, token: string) {
    this.address = address;
    this.token = token;
  }

  private async send(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(`${this.address}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${this.token}`, 'idempotency-key': randomUUID(), ...(init.headers ?? {}) },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  async upload(path: string): Promise<Batch> {
    const form = new FormData();
    form.append('file', await openAsBlob(path), 'list.xlsx');
    return (await (await this.send('/member-imports', { method: 'POST', body: form })).json()) as Batch;
  }

  /** The import when nobody works on it any more. */
  async settled(id: string): Promise<Batch> {
    for (;;) {
      const batch = await this.look(id);
      if (batch.work === null) return batch;
      if (batch.work.state === 'failed') throw new Error(`${batch.work.step}: ${JSON.stringify(batch.work.problem)}`);
      await delay(200);
    }
  }

  async step(id: string, what: 'apply' | 'undo'): Promise<Batch> {
    await this.begin(id, what);
    const batch = await this.settled(id);
    if (batch.state !== (what === 'apply' ? 'applied' : 'undone')) throw new Error(`${what}: ${batch.state}`);
    return batch;
  }

  /** Streams an answer to a file. @returns how many bytes came */
  async download(path: string, to: string): Promise<number> {
    const answer = await this.send(path);
    let bytes = 0;
    const counted = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const part of body) {
        bytes += part.length;
        yield part;
      }
    };
    if (answer.body) await pipeline(Readable.from(answer.body), counted, createWriteStream(to));
    return bytes;
  }

  /** The import as it stands, with how far its work is. */
  async look(id: string): Promise<Batch> {
    return (await (await this.send(`/member-imports/${id}`)).json()) as Batch;
  }

  async begin(id: string, what: 'apply' | 'undo' | 'stop' | 'cancel'): Promise<void> {
    await this.send(`/member-imports/${id}/${what}`, { method: 'POST' });
  }
}

/** Starts the program on a data directory in a process of its own. */
export async function startIt(dataDir: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', SERVER, dataDir, JSON.stringify(SETTINGS)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the server did not start')));
  ended.catch(() => undefined); // expected once it is stopped
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  child.stdout.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  return { child, address: line.toString().trim() };
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Address of the database that a running program uses. */
export async function urlOf(dataDir: string): Promise<string> {
  const beside = await openInstallation({ dataDir, beside: true, migrate: 'when-ours' });
  const { ownerUrl } = beside;
  await beside.close();
  return ownerUrl;
}

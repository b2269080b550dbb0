import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { aPersonAt } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { createToken, createUser } from '#platform/sign-in/accounts.ts';
import { openInstallation } from '../../src/server/installation.ts';
import { type Place, writeList } from '../import-file.ts';
import { Client } from './asking.ts';
import { FIRST_CARD } from './list.ts';
import { begin, type Imported, type System, treeMegabytes, type World } from './system.ts';

const SERVER = fileURLToPath(new URL('product-server.ts', import.meta.url));

/** Tokens of a clerk of the province and of one of each commune. */
export type Clerks = { province: string; communes: string[] };

/** Makes the clerks in a database, with the product's own functions. */
export async function makeClerks(folder: string, databaseUrl: string, world: World): Promise<Clerks> {
  const opened = await openInstallation({ dataDir: folder, databaseUrl, migrate: 'always' });
  try {
    const { db } = opened;
    const clerk = async (unitId: string, post: string): Promise<string> => {
      const userName = `bench-${randomUUID().slice(0, 8)}`;
      const personId = await asOwner(db, 'bench', async (tx) => {
        const unit = await tx.one<{ label: number }>(sql`select label from organisation.unit where id = ${unitId}`);
        const id = await aPersonAt(tx, unit);
        await tx.run(sql`
          insert into organisation.post (unit_id, kind, person_id, valid, label)
          values (${unitId}, ${post}, ${id}, '[2020-01-01,)', ${unit.label})`);
        return id;
      });
      await createUser(db, { userName, password: randomUUID(), displayName: 'Bench', personId });
      return (await createToken(db, userName)).token;
    };
    const communes: string[] = [];
    for (const { id } of world.communes) communes.push(await clerk(id, 'commune_office_staff'));
    return { province: await clerk(world.province, 'province_office_staff'), communes };
  } finally {
    await opened.close();
  }
}

type Page = { items: { id: string }[]; total?: number };
type Figure = { rows: { value: number | string | null }[] | null };

/** The product as it is started for real, over its own API. */
export async function startProduct(
  folder: string,
  databaseUrl: string,
  clerks: Clerks,
  world: World,
  today = world.day,
): Promise<System & { address: string }> {
  const server = await begin(process.execPath, ['--import', 'tsx', SERVER, folder, databaseUrl, today]);
  const client = new Client(server.line);
  const get = <T>(path: string, token: string): Promise<T> =>
    client.ask<T>(`/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  const page = async (query: Record<string, string>, token: string, counted: boolean): Promise<number> => {
    const asked = new URLSearchParams({ limit: '50', sort: 'family', ...query });
    const { items, total } = await get<Page>(`/members?${asked}`, token);
    return counted ? (total ?? -1) : items.length;
  };
  const commune = (n: number): string => clerks.communes[n] ?? '';
  const below = async (unit: string): Promise<number> => {
    const { rows } = await get<Figure>(`/figures/I-01?unit=${unit}&by=unit`, clerks.province);
    return (rows ?? []).reduce((sum, row) => sum + Number(row.value ?? 0), 0);
  };
  const filter = { state: 'exempt', sex: 'female' };
  return {
    name: 'Gần Dân',
    address: server.line,
    about: {
      version: 'this checkout',
      process:
        'one Node process; each request finds the token, its rights and its label ranges and runs under the row policies',
      indexes: 'those of its migrations',
      'roll-up':
        'figure I-01 by the units below, from totals kept by triggers; by commune one request for each district',
    },
    ask: {
      list: (n) => page({}, commune(n), true),
      'list.all': () => page({}, clerks.province, false),
      filter: (n) => page(filter, commune(n), true),
      'filter.all': () => page(filter, clerks.province, false),
      search: (n) => page({ q: world.parts[n] ?? '' }, commune(n), true),
      'search.all': (n) => page({ q: world.beginnings[n] ?? '' }, clerks.province, false),
      districts: () => below(world.province),
      communes: async () => {
        let sum = 0;
        for (const district of world.districts) sum += await below(district);
        return sum;
      },
    },
    megabytes: () => treeMegabytes(server.child.pid ?? 0),
    stop: async () => {
      client.close();
      await server.stop();
    },
  };
}

type Batch = {
  id: string;
  state: string;
  counts: { rows: number; new: number; refused: number; doubtful: number } | null;
  work: { step: string; state: string; problem: { code: string } | null } | null;
};

/** An XLSX of so many rows as an office would take it in: upload, preview, problem file, take over. */
export async function importIntoProduct(
  system: System & { address: string },
  token: string,
  options: { folder: string; places: readonly Place[]; rows: number; badShare: number },
): Promise<Imported> {
  const list = join(options.folder, 'list.xlsx');
  await writeList(list, options.places, { ...options, firstCard: FIRST_CARD });
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${system.address}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const settled = async (id: string): Promise<Batch> => {
    for (;;) {
      const batch = (await (await send(`/member-imports/${id}`)).json()) as Batch;
      if (batch.work === null) return batch;
      if (batch.work.state === 'failed') throw new Error(`${batch.work.step}: ${JSON.stringify(batch.work.problem)}`);
      await delay(100);
    }
  };
  const began = performance.now();
  const form = new FormData();
  form.append('file', await openAsBlob(list), 'list.xlsx');
  const { id } = (await (await send('/member-imports', { method: 'POST', body: form })).json()) as Batch;
  const read = await settled(id);
  const readSeconds = (performance.now() - began) / 1000;
  const problems = (await (await send(`/member-imports/${id}/problems.xlsx`)).arrayBuffer()).byteLength;
  await send(`/member-imports/${id}/apply`, { method: 'POST' });
  const applied = await settled(id);
  if (applied.state !== 'applied') throw new Error(`import: ${applied.state}`);
  const seconds = (performance.now() - began) / 1000;
  const counts = read.counts ?? { rows: 0, new: 0, refused: 0, doubtful: 0 };
  const size = (await stat(list)).size;
  return {
    rows: options.rows,
    seconds,
    taken: counts.new,
    refused: counts.refused,
    halfTaken: 0,
    megabytes: await system.megabytes(),
    note: `XLSX of ${(size / 1e6).toFixed(1)} MB; ${readSeconds.toFixed(1)} s to the preview; every bad row is in a problem file (${Math.round(problems / 1024)} kB) with its reason, ${counts.doubtful} doubtful; the import can be taken back`,
  };
}

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Rollup } from 'vite';
import { fileURLToPath } from 'node:url';
import { openInstallation } from '../../src/server/installation.ts';
import { txOf } from '../../src/platform/db/tx.ts';
import { sql } from 'kysely';
import { newKey } from '../../src/platform/ids.ts';
import type { Faults } from './page.ts';
import { Phone } from './phone.ts';
import { faultyLine, LINE_FAULTS, type LineFault, type Proxy } from './proxy.ts';
import { Server } from './server.ts';

export type Outcome = {
  deliveries: number;
  commands: number;
  applied: number;
  conflicts: number;
  photos: number;
  kills: { browser: number; server: number; database: number };
  clockJumps: number;
  diskFull: number;
  line: Record<LineFault, number>;
  /** What must not be: empty when all holds. */
  wrong: string[];
};
type Written = { id: string; device: number; kind: 'activity' | 'entry' | 'paper'; record: string };
type Send = Parameters<Faults['write']>[0][number];
const WHO = 'cell';

/**
 * Drives two phones of one person and the real server through a line that loses, doubles, delays and tears, with phones, server
 * and database killed at any moment, clocks that jump and disks that are full; then compares what was written with what stands.
 */
export async function runFaults(options: {
  deliveries: number;
  seed: number;
  say?: (line: string) => void;
}): Promise<Outcome> {
  const say = options.say ?? (() => undefined);
  const chance = seeded(options.seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'gandan-faults-'));
  let server: Server | undefined;
  let line: Proxy | undefined;
  const phones: Phone[] = [];
  let rough = false;
  try {
    server = await Server.start(dataDir);
    line = await faultyLine({
      target: server.port,
      page: {
        html: '<!doctype html><meta charset="utf-8"><script src="/faults.js"></script>',
        script: await pageScript(),
      },
      chance,
      faultOf: () => (rough && chance() < 0.35 ? LINE_FAULTS[Math.floor(chance() * LINE_FAULTS.length)] : undefined),
    });
    const address = `http://127.0.0.1:${line.port}`;
    const about = await registerDevices(server, 2);
    for (const made of about.devices) {
      const phone = await Phone.make(address);
      phones.push(phone);
      await phone.do('begin', made);
      await phone.do('round');
    }
    const state = await drive({ ...options, say, chance, server, line, phones, about, rough: (on) => (rough = on) });
    rough = false;
    await settle(phones, say);
    const wrong = await phonesAgree(phones, state.written);
    await server.stop();
    const stands = await whatStands(
      dataDir,
      about.devices.map(({ id }) => id),
      state.written,
    );
    return {
      ...state.counted,
      ...stands,
      deliveries: line.deliveries(),
      line: line.counts(),
      wrong: [...wrong, ...stands.wrong],
    };
  } finally {
    for (const phone of phones) await phone.end();
    await line?.close();
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

type About = Awaited<ReturnType<typeof registerDevices>>;
type Drive = {
  deliveries: number;
  say: (line: string) => void;
  chance: () => number;
  server: Server;
  line: Proxy;
  phones: Phone[];
  about: About;
  rough: (on: boolean) => void;
};

async function drive({ deliveries, say, chance, server, line, phones, about, rough }: Drive) {
  const written: Written[] = [];
  const counted = { commands: 0, kills: { browser: 0, server: 0, database: 0 }, clockJumps: 0, diskFull: 0 };
  /** Commands whose writing was cut off: whether they lie on the disk only the disk knows. */
  const unsure = new Set<string>();
  let told = 0;
  rough(true);
  while (line.deliveries() < deliveries) {
    if (line.deliveries() - told >= 500) say(`${(told = line.deliveries())} deliveries, ${written.length} commands`);
    const at = Math.floor(chance() * phones.length);
    const phone = phones[at];
    if (!phone) continue;
    const dice = chance();
    if (dice < 0.02) await drop(phone);
    else if (dice < 0.5) await write(at, phone, 1 + Math.floor(chance() * 12));
    else if (dice < 0.985) await phone.do('round').catch(() => undefined);
    else if (dice < 0.99) await killPhone(phone);
    else if (dice < 0.993) await killInFlight(at, phone);
    else if (dice < 0.996) {
      counted.clockJumps += 1;
      await phone.do('clock', (chance() - 0.5) * 4 * 86_400_000);
    } else if (dice < 0.998) await fullDisk(at, phone);
    else await killServer(chance() < 0.4);
  }
  // What was cut off counts when the disk has it.
  for (const [at, phone] of phones.entries()) {
    const known = new Set([...(await phone.do('rows')).map(({ id }) => id), ...(await phone.do('done'))]);
    for (const one of written) if (one.device === at && known.has(one.id)) unsure.delete(one.id);
  }
  return { written: written.filter(({ id }) => !unsure.has(id)), counted: { ...counted, commands: written.length } };

  async function write(at: number, phone: Phone, count: number): Promise<void> {
    const commands = [];
    for (let each = 0; each < count; each++) commands.push(await command(at, phone));
    await phone.do(
      'write',
      commands.map(({ send }) => send),
    );
    written.push(...commands.map(({ note }) => note));
  }

  async function command(at: number, phone: Phone): Promise<{ note: Written; send: Send }> {
    const dice = chance();
    const id = newKey();
    const record = newKey();
    const task = about.taskId ? ((await phone.do('doc', 'task', about.taskId)) as { version: number } | null) : null;
    if (task && about.taskId && dice < 0.04)
      return {
        note: { id, device: at, kind: 'entry', record },
        send: {
          id,
          type: 'tasks.entry',
          entity: about.taskId,
          base: task.version,
          params: { id: about.taskId },
          payload: {
            id: record,
            on: about.today,
            to: 'in_progress',
            note: `máy ${at + 1}`,
            amount: null,
            dueOn: null,
            nextId: null,
          },
        },
      };
    if (dice < 0.07)
      return {
        note: { id, device: at, kind: 'paper', record },
        send: {
          id,
          type: 'welfare.paper',
          entity: record,
          base: null,
          params: {},
          payload: { unitId: about.villageId },
          picture: Math.floor(chance() * 1e9),
        },
      };
    return {
      note: { id, device: at, kind: 'activity', record },
      send: {
        id,
        type: 'outreach.activity',
        entity: record,
        base: null,
        params: {},
        payload: {
          id: record,
          kind: 'cleaning',
          title: `Nạo vét mương ${id.slice(-6)}`,
          placeId: about.villageId,
          agencyId: about.unitId,
          startsOn: about.today,
          endsOn: about.today,
        },
      },
    };
  }

  /** The person decides about the first command that asks: it is dropped, and what follows goes on. */
  async function drop(phone: Phone): Promise<void> {
    const [first] = (await phone.do('rows')).filter(({ state }) => ['refused', 'conflict', 'held'].includes(state));
    if (first) await phone.do('drop', first.id);
  }

  async function killPhone(phone: Phone): Promise<void> {
    counted.kills.browser += 1;
    void phone.do('round').catch(() => undefined);
    await new Promise((done) => setTimeout(done, chance() * 200));
    await restart(phone);
  }

  /** The battery dies while the page writes. */
  async function killInFlight(at: number, phone: Phone): Promise<void> {
    counted.kills.browser += 1;
    const one = await command(at, phone);
    written.push(one.note);
    unsure.add(one.note.id);
    void phone.do('write', [one.send]).catch(() => undefined);
    await new Promise((done) => setTimeout(done, chance() * 30));
    await restart(phone);
  }

  async function restart(phone: Phone): Promise<void> {
    await phone.kill();
    await phone.boot();
    await phone.do('open');
  }

  /** A write that finds no room says so, and the next one with room is taken. */
  async function fullDisk(at: number, phone: Phone): Promise<void> {
    counted.diskFull += 1;
    await phone.quota(1);
    const one = await command(at, phone);
    const kept = await phone.do('write', [one.send]).then(
      () => true,
      () => false,
    );
    await phone.quota(null);
    written.push(one.note);
    if (!kept) await phone.do('write', [one.send]);
  }

  async function killServer(withDatabase: boolean): Promise<void> {
    counted.kills[withDatabase ? 'database' : 'server'] += 1;
    const rounds = phones.map((phone) => phone.do('round').catch(() => undefined));
    await new Promise((done) => setTimeout(done, chance() * 150));
    await server.kill(withDatabase);
    await Promise.all(rounds);
    await server.up();
  }
}

/** With a good line again everything goes out, and both phones have what the server has. */
async function settle(phones: readonly Phone[], say: (line: string) => void): Promise<void> {
  for (let round = 0; round < 400; round++) {
    const ends = [];
    for (const phone of phones) ends.push((await phone.do('round')).end);
    const left = (await Promise.all(phones.map((phone) => phone.do('rows')))).flat();
    const unsent = left.filter(({ state }) => state === 'kept' || state === 'sending').length;
    if (unsent === 0 && ends.every((end) => end === 'done')) return;
    if (round % 20 === 19) say(`settling: ${unsent} left (${ends.join(', ')})`);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the phones did not become empty');
}

/** Nothing is on its way any more; what was not taken is shown, and everything written is known. */
async function phonesAgree(phones: readonly Phone[], written: readonly Written[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const [at, phone] of phones.entries()) {
    const rows = new Map((await phone.do('rows')).map((row) => [row.id, row]));
    for (const { state, id } of rows.values())
      if (!['refused', 'conflict', 'held'].includes(state)) wrong.push(`phone ${at}: ${id} is ${state}`);
    shown.set(at, rows);
    if (!written.some(({ device }) => device === at)) wrong.push(`phone ${at} wrote nothing`);
  }
  return wrong;
}
const shown = new Map<number, Map<string, { state: string }>>();

/** What the server holds, read from its database when it has stopped. */
async function whatStands(dataDir: string, devices: readonly string[], written: readonly Written[]) {
  const installation = await openInstallation({ dataDir, migrate: 'when-ours' });
  const wrong: string[] = [];
  try {
    const tx = txOf(installation.db.owner);
    const stored = await tx.many<{
      device: string;
      id: string;
      seq: number;
      outcome: string;
      choice: string | null;
    }>(sql`
      select device_id as device, command_id as id, seq, outcome, choice from platform.delivery
      where device_id = any(${[...devices]}::uuid[]) order by device_id, seq`);
    const byId = new Map(stored.map((row) => [row.id, row]));
    for (const one of written) if (!byId.has(one.id)) wrong.push(`lost: ${one.kind} ${one.id}`);
    for (const [at, device] of devices.entries()) {
      const mine = stored.filter((row) => row.device === device);
      mine.forEach((row, index) => {
        if (row.seq !== index + 1) wrong.push(`phone ${at}: a gap before ${row.seq}`);
      });
      // The order in which they were written is the order of their numbers.
      const order = written.filter((one) => one.device === at).map(({ id }) => byId.get(id)?.seq ?? 0);
      if (order.some((seq, index) => index > 0 && seq <= (order[index - 1] ?? 0)))
        wrong.push(`phone ${at}: order not kept`);
      const open = mine.filter((row) => row.outcome !== 'applied' && row.choice === null);
      for (const row of open) {
        const state = shown.get(at)?.get(row.id)?.state;
        const expected = row.outcome === 'waiting' ? 'held' : row.outcome;
        if (state !== expected) wrong.push(`phone ${at}: ${row.outcome} ${row.id} is shown as ${state ?? 'nothing'}`);
      }
    }
    const applied = written.filter(({ id }) => byId.get(id)?.outcome === 'applied');
    const once = async (kind: Written['kind'], query: (ids: string[]) => ReturnType<typeof sql<{ id: string }>>) => {
      const ids = applied.filter((one) => one.kind === kind).map(({ record }) => record);
      const found = await tx.many<{ id: string }>(query(ids));
      if (found.length !== ids.length) wrong.push(`${kind}: ${ids.length} applied, ${found.length} stand`);
    };
    await once('activity', (ids) => sql`select id from outreach.activity where id = any(${ids}::uuid[])`);
    await once('entry', (ids) => sql`select id from tasks.entry where id = any(${ids}::uuid[])`);
    const all = await tx.one<{ activities: number; papers: number }>(sql`select
      (select count(*)::int from outreach.activity where title like 'Nạo vét mương ______') as activities,
      (select count(*)::int from platform.delivery where type = 'welfare.paper' and outcome = 'applied') as papers`);
    const activities = applied.filter(({ kind }) => kind === 'activity').length;
    if (all.activities !== activities) wrong.push(`${all.activities} activities stand, ${activities} were written`);
    return {
      applied: stored.filter(({ outcome }) => outcome === 'applied').length,
      conflicts: stored.filter(({ outcome }) => outcome === 'conflict').length,
      photos: all.papers,
      wrong,
    };
  } finally {
    await installation.close();
  }
}

/** Two devices of the same person at the same cell. */
async function registerDevices(server: Server, count: number) {
  const address = `http://127.0.0.1:${server.port}`;
  const person = server.signIns.find(({ userName }) => userName === WHO);
  const json = { 'content-type': 'application/json', origin: address };
  const signedIn = await fetch(`${address}/api/v1/sign-in`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(person),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const headers = { ...json, cookie };
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${address}/api/v1${path}`, { headers })).json()) as T;
  const me = await get<{ posts: { unitId: string }[] }>('/me');
  const unitId = me.posts[0]?.unitId ?? '';
  const devices = [];
  for (let at = 1; at <= count; at++) {
    const answer = await fetch(`${address}/api/v1/sync/devices`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': newKey() },
      body: JSON.stringify({ id: newKey(), name: `Máy ${at} ${randomUUID().slice(0, 4)}`, unitId }),
    });
    if (!answer.ok) throw new Error(`device: ${answer.status} ${await answer.text()}`);
    devices.push(
      (await answer.json()) as { id: string; token: string; nextSeq: number; unit: { id: string; name: string } },
    );
  }
  const tasks = await get<{ items: { id: string }[] }>(`/tasks?unit=${unitId}&state=open&limit=5`);
  const pulled = await fetch(`${address}/api/v1/sync/pull`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${devices[0]?.token ?? ''}` },
    body: JSON.stringify({ device: devices[0]?.id, cursor: null }),
  });
  const copy = (await pulled.json()) as {
    today: string;
    docs: { kind: string; body: { villages: { id: string }[] } }[];
  };
  const villageId = copy.docs.find(({ kind }) => kind === 'cell')?.body.villages[0]?.id ?? unitId;
  return { devices, unitId, villageId, today: copy.today, taskId: tasks.items[0]?.id ?? null };
}

/** The page's program, from the sources as they stand. */
async function pageScript(): Promise<string> {
  const entry = fileURLToPath(new URL('page.ts', import.meta.url));
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, target: 'es2022', lib: { entry, formats: ['iife'], name: 'page' } },
  })) as Rollup.RollupOutput[];
  const chunk = built[0]?.output[0];
  if (!chunk) throw new Error('the page was not built');
  return chunk.code;
}

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Rollup } from 'vite';
import { fileURLToPath } from 'node:url';
import { newKey } from '../../src/platform/ids.ts';
import type { Faults } from './page.ts';
import { Phone } from './phone.ts';
import { faultyLine, LINE_FAULTS, type LineFault, type Proxy } from './proxy.ts';
import { registerDevices } from './devices.ts';
import { Server } from './server.ts';
import { type Shown, whatStands, type Written } from './stands.ts';

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
type Send = Parameters<Faults['write']>[0][number];

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
  // In turn, so that even a short run meets each of them.
  let faults = 0;
  try {
    server = await Server.start(dataDir);
    line = await faultyLine({
      target: server.port,
      page: {
        html: '<!doctype html><meta charset="utf-8"><script src="/faults.js"></script>',
        script: await pageScript(),
      },
      chance,
      faultOf: () => (rough && chance() < 0.35 ? LINE_FAULTS[faults++ % LINE_FAULTS.length] : undefined),
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
    const shown = await shownBy(phones);
    await server.stop();
    const devices = about.devices.map(({ id }) => id);
    const stands = await whatStands(dataDir, devices, state.written, shown);
    return { ...state.counted, ...stands, deliveries: line.deliveries(), line: line.counts() };
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
  // Each of these happens in every run, however short; the long run meets them again by chance.
  const sure: ((at: number, phone: Phone) => Promise<void>)[] = [
    (_at, phone) => killPhone(phone),
    jumpClock,
    () => killServer(false),
    killInFlight,
    fullDisk,
    () => killServer(true),
  ];
  let due = 0;
  rough(true);
  while (line.deliveries() < deliveries) {
    if (line.deliveries() - told >= 500) say(`${(told = line.deliveries())} deliveries, ${written.length} commands`);
    const at = Math.floor(chance() * phones.length);
    const phone = phones[at];
    if (!phone) continue;
    if (line.deliveries() >= (deliveries * (due + 1)) / (sure.length + 1)) {
      await sure[due++]?.(at, phone);
      continue;
    }
    const dice = chance();
    if (dice < 0.02) await drop(phone);
    else if (dice < 0.5) await write(at, phone, 1 + Math.floor(chance() * 12));
    else if (dice < 0.985) await phone.do('round').catch(() => undefined);
    else if (dice < 0.99) await killPhone(phone);
    else if (dice < 0.993) await killInFlight(at, phone);
    else if (dice < 0.996) await jumpClock(at, phone);
    else if (dice < 0.998) await fullDisk(at, phone);
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
    if (task && about.taskId && dice < 0.08)
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
    if (dice < 0.11)
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

  async function jumpClock(_at: number, phone: Phone): Promise<void> {
    counted.clockJumps += 1;
    await phone.do('clock', (chance() - 0.5) * 4 * 86_400_000);
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

/** What each phone shows of its commands at the end. */
async function shownBy(phones: readonly Phone[]): Promise<Shown> {
  const shown = [];
  for (const phone of phones) shown.push(new Map((await phone.do('rows')).map((row) => [row.id, row])));
  return shown;
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

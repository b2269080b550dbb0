import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Rollup } from 'vite';
import { fileURLToPath } from 'node:url';
import { type Handed, handOverBins } from './bins.ts';
import { freshCopy, registerDevice, registerDevices } from './devices.ts';
import { drive, type Driven } from './drive.ts';
import { Phone } from './phone.ts';
import { faultyLine, LINE_FAULTS, type LineFault, type Proxy } from './proxy.ts';
import { Server } from './server.ts';
import { type Shown, whatStands } from './stands.ts';

/** Longer than a copy is kept, also for a phone whose clock had jumped by two days when it last heard the server. */
const MONTH_AND_MORE = 40 * 86_400_000;

export type Outcome = Driven['counted'] & {
  deliveries: number;
  applied: number;
  conflicts: number;
  refused: number;
  waiting: number;
  /** Decisions of a person that are recorded. */
  chosen: number;
  /** Pictures compared byte by byte with what the phone reduced. */
  photos: number;
  /** Thirty-two bins in eight villages, by three phones. */
  bins: Handed;
  line: Record<LineFault, number>;
  /** What must not be: empty when all holds. */
  wrong: string[];
};

/**
 * Drives phones of two persons and the real server through a line that loses, doubles, delays, tears and mixes up, with phones, server
 * and database killed at any moment, clocks that jump, disks that are full and a merger; then compares what was written, chosen and
 * shown with what stands.
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
    const about = await registerDevices(server);
    const bins = await handOverBins(server, `${address}/faults`, about, (on) => (rough = on));
    say(`bins: ${JSON.stringify(bins)}`);
    for (const made of about.devices) {
      const phone = await Phone.make(`${address}/faults`);
      phones.push(phone);
      await phone.do('begin', made);
      await phone.do('round');
    }
    rough = true;
    const chances = phones.map((_phone, at) => seeded(options.seed * 31 + at + 1));
    const state = await drive({ ...options, say, chances, server, line, phones, about });
    rough = false;
    await settle(phones, say);
    const wrong = [...bins.wrong, ...state.wrong];
    for (const [at, phone] of phones.entries()) {
      if (about.owners[at] !== 'cell') continue;
      const fresh = await registerDevice(server, 'cell', about.unitId);
      const { docs } = await freshCopy(server, fresh);
      wrong.push(...unlike(at, await phone.do('copy'), docs));
    }
    if (state.lax > 0) wrong.push(`${state.lax} writes were called done before the disk had them`);
    if (state.counted.diskRefused === 0)
      wrong.push('no full disk refused a write: this run did not show what then happens');
    const shown = await shownBy(phones);
    wrong.push(...(await aged(phones[0], shown[0])));
    await server.stop();
    const devices = about.devices.map(({ id }) => id);
    const stands = await whatStands(dataDir, devices, { ...state, shown });
    return {
      ...state.counted,
      ...stands,
      bins,
      chosen: state.chosen.size,
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

/** The full disk in one line, so that a run that never met one is seen. */
export function saidOfDisk({ diskFull, diskRefused, diskRounds }: Outcome): string {
  return `full disk: ${diskFull} times, ${diskRefused} writes refused, ${diskRounds} rounds broken off`;
}

/** With a good line again everything goes out, and every phone has what the server has. */
async function settle(phones: readonly Phone[], say: (line: string) => void): Promise<void> {
  for (let round = 0; round < 400; round++) {
    const ends = [];
    for (const phone of phones) ends.push((await phone.do('round')).end);
    const left = (await Promise.all(phones.map((phone) => phone.do('rows')))).flat();
    // What was decided is told too, and a copy is asked for once more when the others have sent all.
    const unsent = left.filter(({ state }) => state === 'kept' || state === 'sending' || state === 'decided').length;
    if (unsent === 0 && ends.every((end) => end === 'done')) {
      for (const phone of phones) await phone.do('round');
      return;
    }
    if (round % 20 === 19) say(`settling: ${unsent} left (${ends.join(', ')})`);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the phones did not become empty');
}

/** A phone that went through all of it holds what a new one of the same person gets. */
function unlike(
  at: number,
  copy: Record<string, string>,
  docs: readonly { kind: string; id: string; version: string }[],
) {
  const fresh = Object.fromEntries(docs.map(({ kind, id, version }) => [`${kind}/${id}`, version]));
  const keys = new Set([...Object.keys(copy), ...Object.keys(fresh)]);
  const other = [...keys].filter((key) => copy[key] !== fresh[key]);
  return other.length === 0 ? [] : [`phone ${at}: ${other.length} documents differ from a new copy, ${other[0] ?? ''}`];
}

/** A month without a network: the copy is gone when the phone is opened, what asks or is not sent is not. */
async function aged(phone: Phone | undefined, shown: Shown[number] | undefined): Promise<string[]> {
  if (!phone) return [];
  await phone.kill();
  await phone.boot();
  await phone.do('clock', MONTH_AND_MORE);
  await phone.do('open');
  const left = Object.keys(await phone.do('copy')).length;
  const rows = (await phone.do('rows')).length;
  return left === 0 && rows === shown?.size ? [] : [`after a month ${left} documents are left, ${rows} rows`];
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

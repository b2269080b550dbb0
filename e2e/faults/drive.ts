import { setTimeout as delay } from 'node:timers/promises';
import { KIND_OF, nextCommand, onShared } from './commands.ts';
import type { About } from './devices.ts';
import { mergeCommune } from './devices.ts';
import type { Phone } from './phone.ts';
import type { Proxy } from './proxy.ts';
import type { Server } from './server.ts';
import type { Chosen, Written } from './stands.ts';

/** More than this is not written without sending: a person looks at the strip before. */
const MOST_UNSENT = 120;
type Way = Chosen['way'];

export type Drive = {
  deliveries: number;
  say: (line: string) => void;
  /** A chance of its own for each phone, so that what one does hangs on the seed alone. */
  chances: readonly (() => number)[];
  server: Server;
  line: Proxy;
  phones: readonly Phone[];
  about: About;
};
export type Driven = {
  written: Written[];
  chosen: Map<string, Chosen>;
  wrong: string[];
  lax: number;
  counted: {
    commands: number;
    kills: { browser: number; server: number; database: number };
    clockJumps: number;
    diskFull: number;
    diskRefused: number;
    /** Rounds that the full disk broke off. */
    diskRounds: number;
    mergers: number;
    duels: number;
    betweenPeople: number;
  };
};

/**
 * Lets each phone live by itself until so many commands went over the line: writing, sending, deciding, dying; and kills the server
 * and its database under them.
 */
export async function drive({ deliveries, say, chances, server, line, phones, about }: Drive) {
  const state: Driven = {
    written: [],
    chosen: new Map(),
    wrong: [],
    lax: 0,
    counted: {
      commands: 0,
      kills: { browser: 0, server: 0, database: 0 },
      clockJumps: 0,
      diskFull: 0,
      diskRefused: 0,
      diskRounds: 0,
      mergers: 0,
      duels: 0,
      betweenPeople: 0,
    },
  };
  const { written, counted } = state;
  /** What a phone does next because of another: its own life goes on afterwards, in the order in which it wrote. */
  const jobs: (() => Promise<void>)[][] = phones.map(() => []);
  /** While it is true nobody sends: a merger falls between the writing and the sending. */
  let silent = false;
  let busy = false;
  let told = 0;
  // Each of these happens in every run, however short; the long run meets them again by chance.
  const sure: ((at: number, phone: Phone) => Promise<void>)[] = [
    duel,
    (_at, phone) => killPhone(phone),
    jumpClock,
    () => killServer(false),
    killInFlight,
    fullDisk,
    duel,
    () => killServer(true),
    // The last: the clerk's post ends with the commune that it was at, so what he wrote is refused from then on, and shown.
    merger,
  ];
  let due = 0;
  await Promise.all(phones.map((phone, at) => live(at, phone)));
  for (const phone of phones) state.lax += await phone.do('lax');
  counted.commands = written.length;
  return state;

  function chanceOf(at: number): number {
    return (chances[at] ?? Math.random)();
  }

  async function live(at: number, phone: Phone): Promise<void> {
    let left = 0;
    while (busy || line.deliveries() < deliveries || due < sure.length) {
      if (line.deliveries() - told >= 500) say(`${(told = line.deliveries())} deliveries, ${written.length} commands`);
      const job = jobs[at]?.shift();
      const act = sure[due];
      if (job) await job();
      else if (act && !busy && line.deliveries() >= (deliveries * (due + 1)) / (sure.length + 1)) {
        due += 1;
        await alone(() => act(at, phone));
      } else left = await something(at, phone, left);
    }
  }

  async function something(at: number, phone: Phone, left: number): Promise<number> {
    const dice = chanceOf(at);
    if (dice < 0.45 && left < MOST_UNSENT) return left + (await write(at, phone, 1 + Math.floor(chanceOf(at) * 20)));
    if (dice < 0.985 && !silent) {
      const round = await phone.do('round');
      if (round.end === 'lost') await delay(server.isUp ? 20 : 400);
      if (chanceOf(at) < 0.6) await choose(at, phone);
      return round.left;
    }
    if (busy) await delay(20);
    else if (dice < 0.988) await killPhone(phone);
    else if (dice < 0.991) await killInFlight(at, phone);
    else if (dice < 0.993) await jumpClock(at, phone);
    else if (dice < 0.995) await fullDisk(at, phone);
    else if (dice < 0.9985) await alone(() => duel(at));
    else await alone(() => killServer(chanceOf(at) < 0.4));
    return left;
  }

  /** Of some phones at once, each in its own turn. */
  async function together(mine: number, which: readonly number[], act: (at: number, phone: Phone) => Promise<void>) {
    await Promise.all(
      which.map(async (at) => {
        const phone = phones[at];
        if (!phone) return;
        if (at === mine) return act(at, phone);
        await new Promise<void>((done, failed) => jobs[at]?.push(() => act(at, phone).then(done, failed)));
      }),
    );
  }

  async function alone(act: () => Promise<void>): Promise<void> {
    busy = true;
    await act();
    busy = false;
  }

  async function write(at: number, phone: Phone, count: number): Promise<number> {
    const drafts = [];
    for (let each = 0; each < count; each++) drafts.push(await nextCommand(about, at, phone, () => chanceOf(at)));
    const names = await phone.do(
      'write',
      drafts.map(({ send }) => send),
    );
    written.push(...drafts.map(({ note }, each) => ({ ...note, photo: names[each] ?? null })));
    return count;
  }

  /** The person looks at the first command that asks, and decides. */
  async function choose(at: number, phone: Phone): Promise<void> {
    const asks = await phone.do('asks');
    const note = asks ? written.find(({ id }) => id === asks.id) : undefined;
    if (!asks || !note) return;
    if (asks.state === 'conflict') {
      if (!asks.theirs?.by || typeof asks.theirs.version !== 'number')
        state.wrong.push(`phone ${at}: the conflict ${asks.id} does not show what stands there and who wrote it`);
      else if (asks.theirs.by !== about.names[at]) counted.betweenPeople += 1;
    }
    const dice = chanceOf(at);
    const ways: readonly Way[] = asks.state === 'held' ? ['dropped'] : ['mine', 'theirs', 'edited', 'dropped'];
    const way = ways[Math.floor(dice * ways.length)] ?? 'dropped';
    const fresh = await phone.do('decide', asks.id, way, KIND_OF[note.kind]);
    state.chosen.set(asks.id, { way, replacement: fresh.find(({ of }) => of === asks.id)?.id ?? null });
    for (const one of fresh) {
      const of = written.find(({ id }) => id === one.of) ?? note;
      if (one.of !== asks.id) state.chosen.set(one.of, { way: 'edited', replacement: one.id });
      written.push({ ...of, id: one.id, record: of.kind === 'agenda' ? one.id : of.record });
    }
  }

  /** Two people write on the same record without a network between them; then both send. */
  async function duel(at: number): Promise<void> {
    counted.duels += 1;
    const kind = counted.duels % 2 === 0 ? 'entry' : 'agenda';
    const others = phones.map((_phone, other) => other).filter((other) => about.owners[other] !== about.owners[at]);
    silent = true;
    await together(at, [at, ...others], async (each, phone) => {
      const one = await onShared(kind, about, each, phone, () => chanceOf(each));
      if (!one) return;
      await phone.do('write', [one.send]);
      written.push(one.note);
    });
    silent = false;
  }

  /** The commune of the cell goes into another while every phone holds what is not sent. */
  async function merger(at: number): Promise<void> {
    counted.mergers += 1;
    silent = true;
    const all = phones.map((_phone, each) => each);
    await together(at, all, async (each, phone) => void (await write(each, phone, 3)));
    await mergeCommune(server, about);
    silent = false;
  }

  async function jumpClock(at: number, phone: Phone): Promise<void> {
    counted.clockJumps += 1;
    await phone.do('clock', (chanceOf(at) - 0.5) * 4 * 86_400_000);
  }

  async function killPhone(phone: Phone): Promise<void> {
    counted.kills.browser += 1;
    void phone.do('round').catch(() => undefined);
    await delay(Math.random() * 200);
    await restart(phone);
  }

  /** The battery dies while the page writes: what the disk has then counts, whatever the page had said. */
  async function killInFlight(at: number, phone: Phone): Promise<void> {
    counted.kills.browser += 1;
    const one = await nextCommand(about, at, phone, () => chanceOf(at));
    const writing = phone.do('write', [one.send]).catch(() => undefined);
    await delay(chanceOf(at) * 30);
    await restart(phone);
    const names = await writing;
    const kept = (await phone.do('rows')).some(({ id }) => id === one.note.id);
    if (names && !kept) state.wrong.push(`phone ${at}: ${one.note.id} was called written and is not on the disk`);
    if (kept) written.push({ ...one.note, photo: names?.[0] ?? null });
  }

  async function restart(phone: Phone): Promise<void> {
    state.lax += await phone.do('lax');
    await phone.kill();
    await phone.boot();
    await phone.do('open');
  }

  /**
   * A disk without room refuses a write by its name and keeps what lay there, also when a round meets it; what was refused is
   * written once there is room, and what the server had taken meanwhile is not taken twice.
   */
  async function fullDisk(at: number, phone: Phone): Promise<void> {
    counted.diskFull += 1;
    state.lax += await phone.do('lax');
    await phone.fillDisk();
    await phone.do('open');
    const before = JSON.stringify(await phone.do('rows'));
    const one = await nextCommand(about, at, phone, () => chanceOf(at));
    let { names, refused } = await phone.do('tryWrite', [one.send]);
    if (refused === 'QuotaExceededError') counted.diskRefused += 1;
    else if (refused) state.wrong.push(`phone ${at}: a full disk refused by the name of ${refused}`);
    if (refused && JSON.stringify(await phone.do('rows')) !== before)
      state.wrong.push(`phone ${at}: something stayed of what a full disk refused`);
    if (!silent && (await phone.do('tryRound')) === 'QuotaExceededError') counted.diskRounds += 1;
    await phone.quota(null);
    if (refused) ({ names, refused } = await phone.do('tryWrite', [one.send]));
    if (refused) state.wrong.push(`phone ${at}: with room again a write is refused: ${refused}`);
    else written.push({ ...one.note, photo: names[0] ?? null });
  }

  async function killServer(withDatabase: boolean): Promise<void> {
    counted.kills[withDatabase ? 'database' : 'server'] += 1;
    await delay(Math.random() * 150);
    await server.kill(withDatabase);
    await server.up();
  }
}

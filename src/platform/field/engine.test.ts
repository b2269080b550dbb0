import { describe, expect, test } from 'vitest';
import { createHash, randomBytes } from 'node:crypto';
import { pauseAfter, syncRound } from './engine.ts';
import type { EngineJournal } from './engine.ts';
import type { Row } from './journal-rows.ts';
import { eventOf, next } from './outbox.ts';
import {
  type Answer,
  type Command,
  Expired,
  Lost,
  type PullAnswer,
  Refused,
  type SyncPort,
  Withdrawn,
} from './wire.ts';

const DEVICE = '0199aaaa-0000-7000-8000-000000000001';
const id = (n: number): string => `0199aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** The journal in memory: the same table of states, no disk. */
function memoryJournal() {
  const blobs = new Map<string, { bytes: Uint8Array<ArrayBuffer>; sent: boolean }>();
  const journal = {
    snapshot: { device: { id: DEVICE }, rows: [] as Row[] },
    applied: [] as string[],
    told: [] as string[],
    cursorAt: null as string | null,
    add(count: number, make: (seq: number) => Partial<Command> = () => ({})): void {
      for (let at = 0; at < count; at++) {
        const seq = journal.snapshot.rows.length + journal.applied.length + journal.told.length + 1;
        const madeAt = '2026-11-20T08:00:00.000Z';
        const plain = {
          schema: 1,
          type: 'tasks.entry',
          entity: id(7),
          base: null,
          after: null,
          params: {},
          payload: {},
        };
        const command: Command = { id: id(seq), device: DEVICE, seq, ...plain, blobs: [], madeAt, ...make(seq) };
        journal.snapshot.rows.push({ seq, id: command.id, state: 'kept', command, said: { key: 'x' } });
      }
    },
    addBlob(bytes: Uint8Array<ArrayBuffer>): string {
      const name = createHash('sha256').update(bytes).digest('hex');
      blobs.set(name, { bytes, sent: false });
      return name;
    },
    move(ids: readonly string[], event: 'pushed' | 'lost') {
      for (const row of journal.snapshot.rows) if (ids.includes(row.id)) row.state = next(row.state, event);
    },
    pushed: async (ids: readonly string[]) => journal.move(ids, 'pushed'),
    lost: async (ids: readonly string[]) => journal.move(ids, 'lost'),
    acknowledge: async (answers: readonly Answer[]) => {
      for (const answer of answers) {
        const row = journal.snapshot.rows.find((one) => one.id === answer.id);
        if (!row) continue;
        row.state = next(row.state, eventOf(answer.outcome));
        if (row.state === 'applied') {
          journal.applied.push(row.id);
          journal.snapshot.rows = journal.snapshot.rows.filter((one) => one !== row);
        }
      }
    },
    decisionTold: async (one: string) => {
      journal.told.push(one);
      journal.snapshot.rows = journal.snapshot.rows.filter((row) => row.id !== one);
    },
    pulled: async (answer: PullAnswer) => void (journal.cursorAt = answer.cursor),
    settleDone: async () => undefined,
    cursor: async () => journal.cursorAt,
    blob: async (name: string) => blobs.get(name)?.bytes,
    blobSent: async (name: string) => void ((blobs.get(name) ?? { sent: false }).sent = true),
    isBlobSent: async (name: string) => blobs.get(name)?.sent ?? false,
    blobNeeded: async (name: string) => void ((blobs.get(name) ?? { sent: false }).sent = false),
  };
  return journal satisfies EngineJournal;
}

/** A server that keeps the contract: order, stored answers, blobs whole by hash. */
function memoryServer() {
  const server = {
    nextSeq: 1,
    answers: new Map<string, Answer>(),
    order: [] as number[],
    blobs: new Map<string, Buffer>(),
    whole: new Set<string>(),
    pages: 1,
    decided: [] as string[],
    judge: (command: Command): Answer['outcome'] => (command.seq > 0 ? 'applied' : 'refused'),
    port(): SyncPort {
      return {
        push: async ({ commands }) => {
          const answers: Answer[] = [];
          for (const command of commands) {
            const known = server.answers.get(command.id);
            if (known) {
              answers.push(known);
              continue;
            }
            if (command.seq !== server.nextSeq)
              return { answers, nextSeq: server.nextSeq, stopped: { reason: 'seq', id: command.id } };
            const missing = command.blobs.filter((name) => !server.whole.has(name));
            if (missing.length > 0)
              return { answers, nextSeq: server.nextSeq, stopped: { reason: 'blob', id: command.id, missing } };
            const outcome = server.judge(command);
            const answer: Answer = { id: command.id, seq: command.seq, outcome, status: 200, decided: false };
            server.answers.set(command.id, answer);
            server.order.push(command.seq);
            server.nextSeq += 1;
            answers.push(answer);
          }
          return { answers, nextSeq: server.nextSeq };
        },
        pull: async ({ cursor }) => {
          const page = Number(cursor ?? 0) + 1;
          const more = page < server.pages;
          return { cursor: String(page), docs: [], gone: [], full: cursor === null, more, today: '2026-11-22' };
        },
        blobHeld: async (name) => ({ have: server.blobs.get(name)?.length ?? 0, whole: server.whole.has(name) }),
        blobSend: async (name, { offset, size, bytes }) => {
          const have = server.blobs.get(name) ?? Buffer.alloc(0);
          if (offset <= have.length) server.blobs.set(name, Buffer.concat([have.subarray(0, offset), bytes]));
          const now = server.blobs.get(name) ?? Buffer.alloc(0);
          if (now.length === size && createHash('sha256').update(now).digest('hex') === name) server.whole.add(name);
          return { have: now.length, whole: server.whole.has(name) };
        },
        decide: async ({ command }) => void server.decided.push(command),
      };
    },
  };
  return server;
}

/** Loses requests before they arrive and answers after they did, by a seeded chance. */
function faulty(port: SyncPort, chance: () => number): SyncPort {
  const over = async <T>(work: () => Promise<T>): Promise<T> => {
    if (chance() < 0.2) throw new Lost('before');
    const answer = await work();
    if (chance() < 0.1) await work();
    if (chance() < 0.2) throw new Lost('after');
    return answer;
  };
  return {
    push: (request) => over(() => port.push(request)),
    pull: (request) => over(() => port.pull(request)),
    blobHeld: (name) => over(() => port.blobHeld(name)),
    blobSend: (name, piece) => over(() => port.blobSend(name, piece)),
    decide: (decision) => over(() => port.decide(decision)),
  };
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe('one round', () => {
  test('sends at most ten at once, in order, then pulls to the end', async () => {
    const [journal, server] = [memoryJournal(), memoryServer()];
    server.pages = 3;
    journal.add(23);
    expect(await syncRound(journal, server.port())).toEqual({ end: 'done', sent: 23 });
    expect(server.order).toEqual(Array.from({ length: 23 }, (_, at) => at + 1));
    expect(journal.snapshot.rows).toEqual([]);
    expect(journal.cursorAt).toBe('3');
  });

  test('photographs go first, piece by piece, from where the server has them', async () => {
    const [journal, server] = [memoryJournal(), memoryServer()];
    const name = journal.addBlob(new Uint8Array(randomBytes(200_000)));
    journal.add(1, () => ({ blobs: [name] }));
    const flaky = seeded(4);
    for (let round = 0; round < 60 && !server.whole.has(name); round++)
      await syncRound(journal, faulty(server.port(), flaky));
    await syncRound(journal, server.port());
    expect(server.whole.has(name)).toBe(true);
    expect(journal.applied).toEqual([id(1)]);
  });

  test('what the server asks for again is sent again', async () => {
    const [journal, server] = [memoryJournal(), memoryServer()];
    const name = journal.addBlob(new Uint8Array([1, 2, 3]));
    journal.add(1, () => ({ blobs: [name] }));
    await journal.blobSent(name); // the server lost it meanwhile
    expect(await syncRound(journal, server.port())).toMatchObject({ end: 'done' });
    expect(server.whole.has(name)).toBe(true);
  });

  test('a refused command stays and does not stop the next', async () => {
    const [journal, server] = [memoryJournal(), memoryServer()];
    server.judge = ({ seq }) => (seq === 2 ? 'conflict' : seq === 3 ? 'waiting' : 'applied');
    journal.add(4);
    await syncRound(journal, server.port());
    expect(journal.snapshot.rows.map(({ seq, state }) => [seq, state])).toEqual([
      [2, 'conflict'],
      [3, 'held'],
    ]);
    expect(journal.applied).toHaveLength(2);
  });

  test('a decision is told once the server can be reached, and told until it is heard', async () => {
    const [journal, server] = [memoryJournal(), memoryServer()];
    journal.add(1);
    server.judge = () => 'refused';
    await syncRound(journal, server.port());
    const row = journal.snapshot.rows[0];
    if (!row) throw new Error('no row');
    row.state = next(row.state, 'decided');
    row.choice = 'dropped';
    const flaky = seeded(9);
    for (let round = 0; round < 40; round++) await syncRound(journal, faulty(server.port(), flaky));
    expect(server.decided).toContain(id(1));
    expect(journal.snapshot.rows).toEqual([]);
  });

  test.each([
    [new Lost(), { end: 'lost' }],
    [new Withdrawn(), { end: 'withdrawn' }],
    [new Expired(), { end: 'expired' }],
    [new Refused(401, 'token.invalid'), { end: 'not-known' }],
    [new Refused(400, 'sync.too-old'), { end: 'stopped', code: 'sync.too-old' }],
  ])('%s ends it as %o, and nothing is lost', async (fault, end) => {
    const [journal, server] = [memoryJournal(), memoryServer()];
    journal.add(2);
    const port = { ...server.port(), push: async () => Promise.reject(fault) };
    expect(await syncRound(journal, port)).toEqual(end);
    expect(journal.snapshot.rows.map(({ state }) => state)).toEqual(['kept', 'kept']);
  });

  test('a server that takes nothing is not asked in a circle', async () => {
    const [journal, server] = [memoryJournal(), memoryServer()];
    journal.add(1);
    server.nextSeq = 5;
    expect(await syncRound(journal, server.port())).toEqual({ end: 'lost' });
  });
});

test('thousands of deliveries over a bad line: none lost, none twice, order kept', async () => {
  const chance = seeded(20_261_122);
  const [journal, server] = [memoryJournal(), memoryServer()];
  let written = 0;
  for (let round = 0; round < 4000 || journal.snapshot.rows.length > 0; round++) {
    if (round < 2000 && chance() < 0.5) {
      journal.add(1 + Math.floor(chance() * 3));
      written = journal.snapshot.rows.length + journal.applied.length;
    }
    await syncRound(journal, faulty(server.port(), chance));
    // The program is ended and opened again: what was on its way is sent again.
    for (const row of journal.snapshot.rows) row.state = next(row.state, 'restarted');
    if (round > 20_000) throw new Error('it hangs');
  }
  expect(written).toBeGreaterThan(1500);
  expect(server.order).toEqual(Array.from({ length: written }, (_, at) => at + 1));
  expect(journal.applied).toHaveLength(written);
});

test('pauses grow, never beyond half an hour, and differ between phones', () => {
  expect([1, 2, 3, 8, 50].map((failures) => pauseAfter(failures, 0.5) / 1000)).toEqual([2, 5, 15, 1800, 1800]);
  expect(pauseAfter(3, 0)).toBe(11_250);
  expect(pauseAfter(3, 1)).toBe(18_750);
});

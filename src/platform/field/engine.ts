import { isUnsent, unsentOf } from './outbox.ts';
import type { Row } from './journal-rows.ts';
import { type Answer, Expired, Lost, type PullAnswer, Refused, type Report, type SyncPort, Withdrawn } from './wire.ts';

/** What the engine needs of the journal; `Journal` is one, and tests bring their own. */
export type EngineJournal = {
  readonly snapshot: { device: { id: string }; rows: readonly Row[] };
  pushed(ids: readonly string[]): Promise<void>;
  lost(ids: readonly string[]): Promise<void>;
  acknowledge(answers: readonly Answer[]): Promise<void>;
  decisionTold(id: string): Promise<void>;
  pulled(answer: PullAnswer): Promise<void>;
  settleDone(before: string): Promise<void>;
  cursor(): Promise<string | null>;
  blob(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  blobSent(name: string): Promise<void>;
  isBlobSent(name: string): Promise<boolean>;
  blobNeeded(name: string): Promise<void>;
};

/** What this program calls itself to the server. */
const APP = '1';
/** Commands of one push. */
const MOST_AT_ONCE = 10;
const PIECE = 64 * 1024;
const SECOND = 1000;
/** Pauses after failures in a row: ever longer, never more than half an hour. */
const PAUSES = [2, 5, 15, 45, 120, 300, 900, 1800].map((seconds) => seconds * SECOND);
/** The server numbers what was committed a moment later: what was applied shows in a copy pulled after this. */
const COPY_LAG = 3 * SECOND;

/** How long to wait after so many failures in a row, spread so that phones under one mast do not call together. */
export function pauseAfter(failures: number, chance: number): number {
  const pause = PAUSES[Math.min(failures, PAUSES.length) - 1] ?? 0;
  return Math.round(pause * (0.75 + chance / 2));
}

/** How a round ended. */
export type Round =
  | { end: 'done'; sent: number }
  /** Nothing is known: the same again later. */
  | { end: 'lost' }
  | { end: 'withdrawn' }
  | { end: 'expired' }
  /** The device must be signed in again; nothing is thrown away. */
  | { end: 'not-known' }
  /** The server wants something this program cannot give: told, not repeated. */
  | { end: 'stopped'; code: string };

export type Progress = { phase: 'photos' | 'sending' | 'receiving'; done: number; of: number };

/**
 * One round: decisions, photographs, commands in order, then what changed at the server. Safe to break off at any point and to
 * begin anew: everything is answered by id, hash or cursor.
 */
export async function syncRound(
  journal: EngineJournal,
  port: SyncPort,
  tell: (progress: Progress) => void = () => undefined,
  now: () => number = Date.now,
): Promise<Round> {
  try {
    const sent = await sendAll(journal, port, tell, now);
    await tellDecisions(journal, port);
    await pullAll(journal, port, tell, now);
    return { end: 'done', sent };
  } catch (fault) {
    if (fault instanceof Lost) return { end: 'lost' };
    if (fault instanceof Withdrawn) return { end: 'withdrawn' };
    if (fault instanceof Expired) return { end: 'expired' };
    if (fault instanceof Refused)
      return fault.status === 401 ? { end: 'not-known' } : { end: 'stopped', code: fault.code };
    throw fault;
  }
}

function reportOf(journal: EngineJournal, now: number): Report {
  const rows = journal.snapshot.rows.map(({ state, command }) => ({ state, madeAt: command.madeAt }));
  const { count, oldestMadeAt } = unsentOf(rows, now);
  return { unsent: count, oldestAt: oldestMadeAt, app: APP };
}

async function sendAll(
  journal: EngineJournal,
  port: SyncPort,
  tell: (progress: Progress) => void,
  now: () => number,
): Promise<number> {
  let sent = 0;
  const of = unsent(journal).length;
  for (;;) {
    const batch = unsent(journal).slice(0, MOST_AT_ONCE);
    if (batch.length === 0) return sent;
    await sendBlobs(journal, port, batch, tell);
    tell({ phase: 'sending', done: sent, of });
    const ids = batch.map(({ id }) => id);
    await journal.pushed(ids);
    let answer;
    try {
      answer = await port.push({
        device: journal.snapshot.device.id,
        commands: batch.map(({ command }) => command),
        report: reportOf(journal, now()),
      });
    } catch (fault) {
      await journal.lost(ids);
      throw fault;
    }
    await journal.acknowledge(answer.answers);
    const answered = new Set(answer.answers.map(({ id }) => id));
    await journal.lost(ids.filter((id) => !answered.has(id)));
    const taken = ids.filter((id) => answered.has(id)).length;
    sent += taken;
    const missing = answer.stopped?.reason === 'blob' ? (answer.stopped.missing ?? []) : [];
    for (const name of missing) await journal.blobNeeded(name);
    // Nothing was taken: the server stands elsewhere (a restored backup, another tab) or could not; asking at once would not help.
    if (taken === 0 && missing.length === 0) throw new Lost(answer.stopped?.reason);
    if (answer.stopped?.reason === 'failed') throw new Lost('failed');
  }
}

/** In the order in which they were written: a later one may build on an earlier. */
function unsent(journal: EngineJournal): Row[] {
  return journal.snapshot.rows.filter(({ state }) => isUnsent(state)).sort((a, b) => a.seq - b.seq);
}

/** Photographs first, from where the server has them already. */
async function sendBlobs(
  journal: EngineJournal,
  port: SyncPort,
  batch: readonly Row[],
  tell: (progress: Progress) => void,
): Promise<void> {
  const names = [...new Set(batch.flatMap(({ command }) => command.blobs))];
  for (const [at, name] of names.entries()) {
    if (await journal.isBlobSent(name)) continue;
    const bytes = await journal.blob(name);
    if (!bytes) throw new Refused(0, 'blob.not-here', { name });
    tell({ phase: 'photos', done: at, of: names.length });
    let state = await port.blobHeld(name);
    for (let stuck = 0; !state.whole;) {
      const offset = state.have < bytes.length ? state.have : 0;
      const before = state.have;
      const piece = bytes.subarray(offset, offset + PIECE);
      state = await sendPiece(port, name, { offset, size: bytes.length, bytes: piece });
      stuck = state.have > before ? 0 : stuck + 1;
      if (!state.whole && stuck > 1) throw new Lost('blob does not grow');
    }
    await journal.blobSent(name);
  }
}

/** What arrived damaged or out of step begins anew at the server; so the same is sent again later. */
async function sendPiece(port: SyncPort, name: string, piece: Parameters<SyncPort['blobSend']>[1]) {
  try {
    return await port.blobSend(name, piece);
  } catch (fault) {
    if (fault instanceof Refused && fault.code.startsWith('sync.blob-')) throw new Lost(fault);
    throw fault;
  }
}

async function tellDecisions(journal: EngineJournal, port: SyncPort): Promise<void> {
  for (const row of journal.snapshot.rows) {
    if (row.state !== 'decided' || !row.choice) continue;
    await port.decide({ command: row.id, choice: row.choice, replacement: row.replacement ?? null });
    await journal.decisionTold(row.id);
  }
}

async function pullAll(
  journal: EngineJournal,
  port: SyncPort,
  tell: (progress: Progress) => void,
  now: () => number,
): Promise<void> {
  const begun = now();
  let docs = 0;
  for (;;) {
    const answer = await port.pull({
      device: journal.snapshot.device.id,
      cursor: await journal.cursor(),
      report: reportOf(journal, now()),
    });
    docs += answer.docs.length;
    tell({ phase: 'receiving', done: docs, of: docs });
    await journal.pulled(answer);
    if (!answer.more) break;
  }
  await journal.settleDone(new Date(begun - COPY_LAG).toISOString());
}

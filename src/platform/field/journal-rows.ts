import type { Values } from '../format.ts';
import { next, type RowState } from './outbox.ts';
import { type FieldDb, readMeta, type StoredRow, type WriteTx, written } from './store.ts';
import { open } from './vault.ts';
import type { Answer, Choice, Command, Doc, Sha256 } from './wire.ts';

/** What a command is called for people: a message and its values. */
export type Said = { key: string; values?: Values };
/** A write as a form gives it; number, device, time and chain are added when it is stored. */
export type NewCommand = Pick<Command, 'id' | 'type' | 'entity' | 'base' | 'params' | 'payload'> & {
  said: Said;
  blobs?: Sha256[];
};
export type Content = {
  command: Omit<Command, 'seq' | 'after'>;
  said: Said;
  answer?: Answer;
  choice?: Choice;
  replacement?: string;
};
/** What of a command lies sealed on the disk. */
export function contentOf(row: Row): Content {
  const { seq: _seq, after: _after, ...command } = row.command;
  return {
    command,
    said: row.said,
    ...(row.answer ? { answer: row.answer } : {}),
    ...(row.choice ? { choice: row.choice } : {}),
    ...(row.replacement ? { replacement: row.replacement } : {}),
  };
}
/** What stays of a finished command. */
export type Remains = { said: Said; choice?: Choice | undefined; made?: Made | undefined };
/** A record and the version that a write of this device made of it. */
export type Made = { entity: string; version: number };
/** A command of this device that the server has not finished. */
export type Row = {
  seq: number;
  id: string;
  state: RowState;
  command: Command;
  said: Said;
  answer?: Answer | undefined;
  choice?: Choice | undefined;
  replacement?: string | undefined;
};
/** A command that is finished; with its content until the copy shows it. */
export type Done = {
  seq: number;
  id: string;
  at: string;
  said: Said;
  choice?: Choice | undefined;
  /** Not yet seen in the copy: laid over it meanwhile. */
  command?: Command | undefined;
  made?: Made | undefined;
};

export function madeBy(command: Pick<Command, 'entity'>, result: unknown): Made | undefined {
  const { id, version } = (result ?? {}) as { id?: unknown; version?: unknown };
  // Some routes answer with another record than the one the command stands under: a task that a meeting gave.
  return id === command.entity && typeof version === 'number' ? { entity: command.entity, version } : undefined;
}

/** A command that the server has taken, as it stays until the copy shows it. */
export function doneOf({ seq, id, said, command, answer }: Row, at: string): Done {
  return { seq, id, at, said, command, made: madeBy(command, answer?.result) };
}

/**
 * The version of a record that the person has seen: that of the copy, or the one that his own writes since made of exactly it.
 * Where somebody else wrote in between, the copy's stays, and the server will say so.
 */
export function ownVersion(done: readonly Done[], entity: string, version: number): number {
  return done.reduce(
    (seen, { made }) => (made?.entity === entity && made.version === seen + 1 ? seen + 1 : seen),
    version,
  );
}

/** The same writing as a new command, on what stands at the server now: the person chose his own version. */
export function sameAgain(row: Row, id: string, version: number | null | undefined): NewCommand {
  const { type, entity, params, payload, blobs } = row.command;
  const now = row.answer?.theirs?.doc?.body['version'];
  const base = typeof now === 'number' ? Math.max(now, version ?? 0) : (version ?? null);
  return { id, type, entity, base, params, payload, blobs, said: row.said };
}

/** What the device knows, as one value that is replaced and never changed. */
export type Snapshot = {
  device: { id: string; unitId: string; unitName: string; owner: string };
  rows: readonly Row[];
  done: readonly Done[];
  docs: ReadonlyMap<string, Doc>;
  drafts: ReadonlyMap<string, unknown>;
  contactAt: string | null;
};

/** Photographs that neither a command nor a draft names. */
export function unusedBlobs(names: readonly string[], { rows, drafts }: Snapshot): string[] {
  const used = new Set(rows.flatMap((row) => row.command.blobs));
  const typed = JSON.stringify([...drafts.values()]);
  return names.filter((name) => !used.has(name) && !typed.includes(name));
}

export const keyOf = (doc: { kind: string; id: string }): string => `${doc.kind}/${doc.id}`;
/** Finished commands that stay readable on the device. */
export const DONE_KEPT = 200;

export function storedRow(row: Row, sealed: StoredRow['sealed']): StoredRow {
  const { entity, after, madeAt, blobs } = row.command;
  return { seq: row.seq, id: row.id, state: row.state, entity, after, madeAt, blobs, sealed };
}

export function putRow(tx: WriteTx, row: Row, sealed: StoredRow['sealed']): Promise<unknown> {
  return tx.objectStore('outbox').put(storedRow(row, sealed));
}

/** What was on its way when the program ended: nobody knows, so it is sent again. */
export async function settleAfterStart(db: FieldDb): Promise<void> {
  await written(db, ['outbox'], async (tx) => {
    const store = tx.objectStore('outbox');
    const rows = await store.getAll();
    await Promise.all(
      rows
        .filter((row) => next(row.state, 'restarted') !== row.state)
        .map((row) => store.put({ ...row, state: next(row.state, 'restarted') })),
    );
  });
}

export async function readAll(db: FieldDb, key: CryptoKey): Promise<Snapshot> {
  const [device, contactAt, outbox, done, docs, drafts] = await Promise.all([
    readMeta(db, 'device'),
    readMeta(db, 'contactAt'),
    db.getAll('outbox'),
    db.getAll('done'),
    db.getAll('docs'),
    db.getAll('drafts'),
  ]);
  if (!device) throw new Error('journal: no device');
  const { sealed: _sealed, ...about } = device;
  return {
    device: about,
    contactAt: contactAt ?? null,
    rows: await Promise.all(
      outbox.map(async (row): Promise<Row> => {
        const { command, ...content } = await open<Content>(key, `outbox/${row.id}`, row.sealed);
        return {
          ...content,
          seq: row.seq,
          id: row.id,
          state: row.state,
          command: { ...command, seq: row.seq, after: row.after },
        };
      }),
    ),
    done: await Promise.all(
      done.map(async ({ seq, id, at, pulled, sealed }): Promise<Done> => {
        const content = await open<Partial<Content> & Remains>(key, `outbox/${id}`, sealed);
        const { command } = content;
        const made = command ? madeBy(command, content.answer?.result) : content.made;
        const line: Done = { seq, id, at, said: content.said, choice: content.choice, made };
        return pulled || !command ? line : { ...line, command: { ...command, seq, after: null } };
      }),
    ),
    docs: new Map(
      await Promise.all(
        docs.map(async (one) => [one.key, await open<Doc>(key, `doc/${one.key}`, one.sealed)] as const),
      ),
    ),
    drafts: new Map(
      await Promise.all(
        drafts.map(async (one) => [one.form, await open<unknown>(key, `draft/${one.form}`, one.sealed)] as const),
      ),
    ),
  };
}

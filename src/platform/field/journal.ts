import { newKey } from '../ids.ts';
import { isCopyTooOld, outOfDate } from './age.ts';
import { eventOf, next, needsPerson, type RowState } from './outbox.ts';
import {
  type Content,
  contentOf,
  DONE_KEPT,
  doneOf,
  keyOf,
  type NewCommand,
  ownVersion,
  putRow,
  readAll,
  type Remains,
  type Row,
  settleAfterStart,
  type Snapshot,
  storedRow,
  unusedBlobs,
} from './journal-rows.ts';
import { type FieldDb, readMeta, type StoredDone, written } from './store.ts';
import { open, openBytes, seal, sealBytes, sha256 } from './vault.ts';
import type { Answer, Choice, Doc, PullAnswer, Sha256 } from './wire.ts';

/**
 * The journal of a device: every write of a person is on the disk, sealed and numbered, before the page says so. Opened with
 * the key that the PIN gave; closing it forgets the key.
 */
export class Journal {
  readonly db: FieldDb;
  readonly #key: CryptoKey;
  readonly #listeners = new Set<() => void>();
  readonly #others: BroadcastChannel | undefined;
  #snapshot: Snapshot;
  /** Drafts that are on their way to the disk: what another tab changes meanwhile must not undo them. */
  readonly #typing = new Map<string, unknown>();
  #token: string;

  private constructor(db: FieldDb, key: CryptoKey, snapshot: Snapshot, token: string) {
    this.db = db;
    this.#key = key;
    this.#snapshot = snapshot;
    this.#token = token;
    this.#others = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('gandan-field');
    if (this.#others) this.#others.onmessage = () => void this.#reload();
  }

  /** Reads and opens everything that lies on the device. */
  static async open(db: FieldDb, key: CryptoKey): Promise<Journal> {
    const device = await readMeta(db, 'device');
    if (!device) throw new Error('journal: no device');
    await settleAfterStart(db);
    const { token } = await open<{ token: string }>(key, 'device', device.sealed);
    const journal = new Journal(db, key, await readAll(db, key), token);
    await journal.#sweep();
    await journal.#age(Date.now());
    return journal;
  }

  get token(): string {
    return this.#token;
  }
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  close(): void {
    this.#others?.close();
    this.#listeners.clear();
    this.db.close();
  }

  /**
   * Stores the writes of one act, all or none, in their order, and forgets the drafts they came from. When this returns they
   * are on the disk. A command whose id is stored already (the form was sent, then opened again) is not stored twice.
   */
  async write(commands: readonly NewCommand[], forget: readonly string[] = []): Promise<void> {
    await this.#store(commands, forget, []);
  }
  async #store(commands: readonly NewCommand[], forget: readonly string[], decided: readonly Row[]): Promise<void> {
    for (const form of forget) this.#typing.delete(form);
    const madeAt = new Date().toISOString();
    const device = this.#snapshot.device.id;
    const known = new Set([...this.#snapshot.rows, ...this.#snapshot.done].map(({ id }) => id));
    const fresh = await Promise.all(
      commands
        .filter(({ id }) => !known.has(id))
        .map(async ({ said, blobs = [], ...one }) => {
          const base = one.base === null ? null : ownVersion(this.#snapshot.done, one.entity, one.base);
          const command = { ...one, base, device, schema: 1 as const, blobs, madeAt };
          const content: Content = { command, said };
          return { command, said, sealed: await seal(this.#key, `outbox/${one.id}`, content) };
        }),
    );
    const settled = await Promise.all(decided.map(async (row) => ({ row, sealed: await this.#sealRow(row) })));
    const over = new Set(decided.map(({ id }) => id));
    const added: Row[] = [];
    await written(this.db, ['meta', 'outbox', 'drafts'], async (tx) => {
      const stored = await tx.objectStore('outbox').getAll();
      let seq = ((await tx.objectStore('meta').get('nextSeq')) as number | undefined) ?? 1;
      const work: Promise<unknown>[] = settled.map((one) => putRow(tx, one.row, one.sealed));
      for (const { command, said, sealed } of fresh) {
        if (stored.some(({ id }) => id === command.id)) continue;
        const before = stored.filter(
          (row) => row.entity === command.entity && row.state !== 'decided' && !over.has(row.id),
        );
        const after = before.at(-1)?.id ?? null;
        const row: Row = { seq, id: command.id, state: 'kept', command: { ...command, seq, after }, said };
        seq += 1;
        added.push(row);
        stored.push(storedRow(row, sealed));
        work.push(tx.objectStore('outbox').add(storedRow(row, sealed)));
      }
      work.push(tx.objectStore('meta').put(seq, 'nextSeq'));
      for (const form of forget) work.push(tx.objectStore('drafts').delete(form));
      await Promise.all(work);
    });
    const drafts = new Map(this.#snapshot.drafts);
    for (const form of forget) drafts.delete(form);
    const byId = new Map(decided.map((row) => [row.id, row]));
    this.#change({ rows: [...this.#snapshot.rows.map((row) => byId.get(row.id) ?? row), ...added], drafts });
  }

  /** A photograph, on the disk before the form goes on. @returns its name */
  async keepBlob(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256> {
    const name = await sha256(bytes);
    const sealed = await sealBytes(this.#key, `blob/${name}`, bytes);
    await written(this.db, ['blobs'], (tx) =>
      tx.objectStore('blobs').put({ sha256: name, size: bytes.length, sent: false, sealed }),
    );
    return name;
  }

  async blob(name: Sha256): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const stored = await this.db.get('blobs', name);
    return stored && openBytes(this.#key, `blob/${name}`, stored.sealed);
  }

  /** What is typed, as it is typed. */
  async saveDraft(form: string, values: unknown): Promise<void> {
    this.#snapshot = { ...this.#snapshot, drafts: new Map(this.#snapshot.drafts).set(form, values) };
    this.#typing.set(form, values);
    const sealed = await seal(this.#key, `draft/${form}`, values);
    await written(this.db, ['drafts'], (tx) =>
      // A slower save of an older text must not come after a newer one.
      this.#typing.get(form) === values
        ? tx.objectStore('drafts').put({ form, at: new Date().toISOString(), sealed })
        : Promise.resolve(),
    );
    if (this.#typing.get(form) === values) this.#typing.delete(form);
    this.#tell();
  }

  async forgetDraft(form: string): Promise<void> {
    this.#typing.delete(form);
    const drafts = new Map(this.#snapshot.drafts);
    drafts.delete(form);
    await written(this.db, ['drafts'], (tx) => tx.objectStore('drafts').delete(form));
    this.#change({ drafts });
  }

  /** Marks what is on its way, so that every state on the disk is true. */
  pushed(ids: readonly string[]): Promise<void> {
    return this.#moveRows(ids, 'pushed');
  }
  lost(ids: readonly string[]): Promise<void> {
    return this.#moveRows(ids, 'lost');
  }

  /** Takes the server's answers: a command leaves the outbox in the very transaction that holds its acknowledgement. */
  async acknowledge(answers: readonly Answer[]): Promise<void> {
    const at = new Date().toISOString();
    const rows = new Map(this.#snapshot.rows.map((row) => [row.id, row]));
    const changed: Row[] = [];
    for (const answer of answers) {
      const row = rows.get(answer.id);
      // A late copy of an answer that was taken before.
      if (!row) continue;
      const state = next(row.state, eventOf(answer.outcome));
      if (state !== row.state) changed.push({ ...row, state, answer });
    }
    const sealed = await Promise.all(changed.map(async (row) => ({ row, sealed: await this.#sealRow(row) })));
    const over = new Set(changed.filter(({ state }) => state === 'applied').map(({ id }) => id));
    const byId = new Map(changed.map((row) => [row.id, row]));
    // Asked again at the end: another tab may have written meanwhile.
    const rest = () => this.#snapshot.rows.filter(({ id }) => !over.has(id)).map((row) => byId.get(row.id) ?? row);
    const used = new Set(rest().flatMap((row) => row.command.blobs));
    await written(this.db, ['meta', 'outbox', 'done', 'blobs'], async (tx) => {
      const work: Promise<unknown>[] = [tx.objectStore('meta').put(at, 'contactAt')];
      for (const { row, sealed: content } of sealed) {
        if (row.state === 'applied') {
          work.push(tx.objectStore('outbox').delete(row.seq));
          work.push(tx.objectStore('done').put({ seq: row.seq, id: row.id, at, pulled: false, sealed: content }));
          for (const blob of row.command.blobs) if (!used.has(blob)) work.push(tx.objectStore('blobs').delete(blob));
        } else work.push(putRow(tx, row, content));
      }
      await Promise.all(work);
    });
    const finished = changed.filter((row) => row.state === 'applied').map((row) => doneOf(row, at));
    this.#change({ rows: rest(), done: [...this.#snapshot.done, ...finished], contactAt: at });
  }

  /**
   * Records what a person decided about a refused command, together with the command that takes its place. What hangs on it and
   * waits is written anew behind the replacement.
   */
  async decide(
    id: string,
    choice: Choice,
    replacement?: NewCommand,
    forget: readonly string[] = [],
    /** What the replacement builds on: a photograph, a paper. */
    before: readonly NewCommand[] = [],
  ): Promise<void> {
    const row = this.#snapshot.rows.find((one) => one.id === id);
    if (!row || !needsPerson(row.state)) return;
    const followers = replacement
      ? this.#snapshot.rows.filter(
          (one) => one.state === 'held' && one.command.entity === row.command.entity && one.seq > row.seq,
        )
      : [];
    const again = followers.map((one) => ({ one, id: newKey() }));
    const over: Row[] = [
      { ...row, state: next(row.state, 'decided'), choice, replacement: replacement?.id },
      ...again.map(({ one, id: newId }): Row => ({
        ...one,
        state: next(one.state, 'decided'),
        choice: 'edited',
        replacement: newId,
      })),
    ];
    const base = replacement?.base ?? null;
    const anew = again.map(({ one, id: newId }) => ({ ...one.command, id: newId, base, said: one.said }));
    await this.#store(replacement ? [...before, replacement, ...anew] : [], forget, over);
  }

  /** The server knows of the decision: the command is history. */
  async decisionTold(id: string): Promise<void> {
    const row = this.#snapshot.rows.find((one) => one.id === id);
    if (!row || row.state !== 'decided') return;
    const at = new Date().toISOString();
    const sealed = await this.#sealRow(row);
    await written(this.db, ['outbox', 'done'], (tx) =>
      Promise.all([
        tx.objectStore('outbox').delete(row.seq),
        tx.objectStore('done').put({ seq: row.seq, id, at, pulled: true, sealed }),
      ]),
    );
    this.#change({
      rows: this.#snapshot.rows.filter((one) => one.id !== id),
      done: [...this.#snapshot.done, { seq: row.seq, id, at, said: row.said, choice: row.choice }],
    });
  }

  /** Takes a page of what changed at the server. */
  async pulled(answer: PullAnswer): Promise<void> {
    const at = new Date().toISOString();
    const sealed = await Promise.all(
      answer.docs.map(async (doc) => ({
        key: keyOf(doc),
        version: doc.version,
        sealed: await seal(this.#key, `doc/${keyOf(doc)}`, doc),
      })),
    );
    const docs = answer.full ? new Map<string, Doc>() : new Map(this.#snapshot.docs);
    for (const one of answer.gone) docs.delete(keyOf(one));
    for (const doc of answer.docs) docs.set(keyOf(doc), doc);
    await written(this.db, ['docs', 'meta'], async (tx) => {
      const store = tx.objectStore('docs');
      const work: Promise<unknown>[] = [];
      if (answer.full) work.push(store.clear());
      for (const one of answer.gone) work.push(store.delete(keyOf(one)));
      for (const doc of sealed) work.push(store.put(doc));
      work.push(tx.objectStore('meta').put(answer.cursor, 'cursor'), tx.objectStore('meta').put(at, 'contactAt'));
      await Promise.all(work);
    });
    this.#change({ docs, contactAt: at });
  }

  /** What was applied before `before` is in the copy by now: its content is no longer laid over it. */
  async settleDone(before: string): Promise<void> {
    const settled = this.#snapshot.done.filter((one) => one.command && one.at < before);
    const kept = this.#snapshot.done.slice(-DONE_KEPT);
    const dropped = this.#snapshot.done.slice(0, -DONE_KEPT);
    if (settled.length === 0 && dropped.length === 0) return;
    const sealed = await Promise.all(
      settled.map(async ({ seq, id, at, said, choice, made }): Promise<StoredDone> => {
        const remains: Remains = { said, choice, made };
        return { seq, id, at, pulled: true, sealed: await seal(this.#key, `outbox/${id}`, remains) };
      }),
    );
    await written(this.db, ['done'], (tx) =>
      Promise.all([
        ...sealed.map((one) => tx.objectStore('done').put(one)),
        ...dropped.map((one) => tx.objectStore('done').delete(one.seq)),
      ]),
    );
    const ids = new Set(settled.map(({ id }) => id));
    this.#change({ done: kept.map((one) => (ids.has(one.id) ? { ...one, command: undefined } : one)) });
  }

  /** Away for too long: the copy goes, what was written stays. */
  async forgetCopy(): Promise<void> {
    await written(this.db, ['docs', 'meta'], (tx) =>
      Promise.all([tx.objectStore('docs').clear(), tx.objectStore('meta').put(null, 'cursor')]),
    );
    this.#change({ docs: new Map() });
  }

  /** The device was signed in again: another token, everything else goes on. */
  async renewToken(token: string): Promise<void> {
    const sealed = await seal(this.#key, 'device', { token });
    await written(this.db, ['meta'], (tx) =>
      tx.objectStore('meta').put({ ...this.#snapshot.device, sealed }, 'device'),
    );
    this.#token = token;
  }

  async cursor(): Promise<string | null> {
    return (await readMeta(this.db, 'cursor')) ?? null;
  }

  blobSent(name: Sha256): Promise<void> {
    return this.#markBlob(name, true);
  }

  async isBlobSent(name: Sha256): Promise<boolean> {
    return (await this.db.get('blobs', name))?.sent ?? false;
  }

  /** The server asks for it again. */
  blobNeeded(name: Sha256): Promise<void> {
    return this.#markBlob(name, false);
  }

  async #markBlob(name: Sha256, sent: boolean): Promise<void> {
    const stored = await this.db.get('blobs', name);
    if (stored && stored.sent !== sent)
      await written(this.db, ['blobs'], (tx) => tx.objectStore('blobs').put({ ...stored, sent }));
  }

  #sealRow(row: Row) {
    return seal(this.#key, `outbox/${row.id}`, contentOf(row));
  }

  async #moveRows(ids: readonly string[], event: 'pushed' | 'lost'): Promise<void> {
    const wanted = new Set(ids);
    const moved = new Map<string, RowState>(
      this.#snapshot.rows
        .filter((row) => wanted.has(row.id) && next(row.state, event) !== row.state)
        .map((row) => [row.id, next(row.state, event)]),
    );
    if (moved.size === 0) return;
    await written(this.db, ['outbox'], async (tx) => {
      const store = tx.objectStore('outbox');
      const stored = await store.getAll();
      await Promise.all(
        stored.flatMap((row) => {
          const state = moved.get(row.id);
          return state === undefined ? [] : [store.put({ ...row, state })];
        }),
      );
    });
    this.#change({ rows: this.#snapshot.rows.map((row) => ({ ...row, state: moved.get(row.id) ?? row.state })) });
  }

  /** Photographs that neither a command nor a draft names any more. */
  async #sweep(): Promise<void> {
    const unused = unusedBlobs(await this.db.getAllKeys('blobs'), this.#snapshot);
    if (unused.length === 0) return;
    await written(this.db, ['blobs'], (tx) => Promise.all(unused.map((name) => tx.objectStore('blobs').delete(name))));
  }

  /** What is too old to lie on a phone goes when it is opened; what is not sent and what is half typed stays whatever its age. */
  async #age(now: number): Promise<void> {
    const old = outOfDate(this.#snapshot.done, now);
    if (old.length > 0) {
      await written(this.db, ['done'], (tx) => Promise.all(old.map(({ seq }) => tx.objectStore('done').delete(seq))));
      this.#change({ done: this.#snapshot.done.filter((one) => !old.includes(one)) });
    }
    if (this.#snapshot.docs.size > 0 && isCopyTooOld(this.#snapshot.contactAt, now)) await this.forgetCopy();
  }

  /** Before sending: what another tab has sent meanwhile must not be sent again. */
  async catchUp(): Promise<void> {
    const stored = new Set(await this.db.getAllKeys('outbox'));
    if (this.#snapshot.rows.some(({ seq }) => !stored.has(seq))) await this.#reload();
  }

  /** Another tab wrote. What this one wrote while reading is newer than what was read. */
  async #reload(): Promise<void> {
    let before: Snapshot;
    let read: Snapshot;
    do {
      before = this.#snapshot;
      read = await readAll(this.db, this.#key);
    } while (before !== this.#snapshot);
    this.#snapshot = { ...read, drafts: new Map([...read.drafts, ...this.#typing]) };
    for (const listener of this.#listeners) listener();
  }

  #change(patch: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...patch };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    this.#others?.postMessage('changed');
  }
}

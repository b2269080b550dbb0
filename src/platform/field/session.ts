import { newKey } from '../ids.ts';
import { pauseAfter, type Progress, type Round, syncRound } from './engine.ts';
import { beginDevice, countBeforePin, saveKeeper } from './device.ts';
import { Journal } from './journal.ts';
import { isFull, openStore, readMeta, wipeStore } from './store.ts';
import { makeOutboxFile } from './outbox-file.ts';
import { isUnsent } from './outbox.ts';
import { httpPort } from './port.ts';
import type { FieldDb, Meta } from './store.ts';
import { changePin, makeVault, openVault, waitBefore } from './vault.ts';

/** Where the app stands. `locked` knows how much is here only; nothing else can be said without the PIN. */
export type Phase =
  | { at: 'starting' }
  | { at: 'new' }
  | {
      at: 'locked';
      keeper: Meta['keeper'];
      device: { unitName: string; owner: string };
      outbox: Awaited<ReturnType<typeof countBeforePin>>;
    }
  | { at: 'open'; journal: Journal }
  | { at: 'withdrawn' }
  | { at: 'broken' };

/** What the server says of a device that was registered. */
type Registered = { id: string; token: string; nextSeq: number; unit: { id: string; name: string } };

/** The line to the server, in words of the strip under the title. */
export type Line = {
  online: boolean;
  progress: Progress | null;
  /** Failures in a row. */
  failures: number;
  end: Round['end'] | null;
  /** Code of what the server asks for and this program cannot give. */
  code?: string | undefined;
};

const SECOND = 1000;
/** While the app is looked at, changes of others are asked for this often. */
const QUIET = 240 * SECOND;
/** Another tab is sending: whether it took what was written here shows after so long. */
const TURN = 3 * SECOND;
/** Out of sight for so long, it is locked. */
const LOCK_AFTER = 5 * 60 * SECOND;
const DEVICE_KEY = 'gandan.field.device';
const LOCK_NAME = 'gandan-field-sync';
/** What a round stopped at when the phone has no room for what came of it. */
export const DISK_FULL = 'disk-full';

/** The field app without its pages: the device from its first day to its withdrawal. */
export class FieldSession {
  #db: FieldDb | undefined;
  #phase: Phase = { at: 'starting' };
  #line: Line = { online: navigator.onLine, progress: null, failures: 0, end: null };
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #again = false;
  #hiddenAt = 0;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  phase = (): Phase => this.#phase;
  line = (): Line => this.#line;

  /** Opens the store; told by `phase` what there is. */
  async start(): Promise<void> {
    addEventListener('online', () => this.#network(true));
    addEventListener('offline', () => this.#network(false));
    document.addEventListener('visibilitychange', () => this.#seen());
    try {
      this.#db = await openStore(() => this.#become({ at: 'withdrawn' }));
      await this.#toLocked();
    } catch {
      // No storage at all: a private window, a damaged profile. Said in words; nothing could be kept safely.
      this.#become({ at: 'broken' });
    }
  }

  async #toLocked(): Promise<void> {
    const db = this.#store();
    const [keeper, device, outbox] = [
      await readMeta(db, 'keeper'),
      await readMeta(db, 'device'),
      await countBeforePin(db),
    ];
    if (!keeper || !device) this.#become({ at: 'new' });
    else this.#become({ at: 'locked', keeper, device: { unitName: device.unitName, owner: device.owner }, outbox });
  }

  /** Sets the device up with what the server gave it, under a PIN; then fetches the copy. */
  async begin(registered: Promise<Registered>, owner: string, pin: string): Promise<void> {
    const db = this.#store();
    // The key is drawn from the PIN while the server is asked: both take their time on a cheap phone.
    const [{ keeper, key }, made] = await Promise.all([makeVault(pin), registered]);
    const device = { id: made.id, unitId: made.unit.id, unitName: made.unit.name, owner };
    await beginDevice(db, key, keeper, device, made);
    // Asked once it is worth something; what the browser answers changes nothing here.
    void navigator.storage?.persist?.();
    await this.#open(key);
  }

  /** @returns false for a wrong PIN; the try is on the disk before it is made, so that ending the program wins nothing */
  async unlock(pin: string): Promise<boolean> {
    const db = this.#store();
    const keeper = await readMeta(db, 'keeper');
    if (!keeper || waitBefore(keeper, Date.now()) > 0) return false;
    const counted = { ...keeper, tries: keeper.tries + 1, triedAt: Date.now() };
    await saveKeeper(db, counted);
    try {
      const key = await openVault(keeper, pin);
      await saveKeeper(db, { ...keeper, tries: 0, triedAt: 0 });
      await this.#open(key);
      return true;
    } catch (fault) {
      await this.#toLocked();
      if (fault instanceof Error && fault.name === 'WrongPin') return false;
      throw fault;
    }
  }

  async #open(key: CryptoKey): Promise<void> {
    const journal = await Journal.open(this.#store(), key);
    this.#become({ at: 'open', journal });
    this.#soon(0);
  }

  /** Forgets the key; everything stays where it is. */
  async lock(): Promise<void> {
    if (this.#phase.at !== 'open') return;
    clearTimeout(this.#timer);
    this.#phase.journal.close();
    this.#db = await openStore(() => this.#become({ at: 'withdrawn' }));
    await this.#toLocked();
  }

  async changePin(pin: string, newPin: string): Promise<void> {
    const db = this.#store();
    const keeper = await readMeta(db, 'keeper');
    if (keeper) await saveKeeper(db, await changePin(keeper, pin, newPin));
  }

  /** Something was written: it goes out as soon as there is a line. */
  wrote(): void {
    this.#soon(200);
  }

  /** A person asks for it now, whatever the pauses say. */
  syncNow(): void {
    this.#line = { ...this.#line, failures: 0 };
    this.#soon(0);
  }

  /** The unsent commands as an encrypted file. */
  async outboxFile(passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
    const journal = this.#journal();
    const commands = journal.snapshot.rows
      .filter((row) => isUnsent(row.state))
      .sort((a, b) => a.seq - b.seq)
      .map((row) => row.command);
    const blobs = new Map<string, Uint8Array>();
    for (const name of new Set(commands.flatMap((one) => one.blobs))) {
      const bytes = await journal.blob(name);
      if (bytes) blobs.set(name, bytes);
    }
    const { id } = journal.snapshot.device;
    return makeOutboxFile(
      { device: id, token: journal.token, commands, blobs, madeAt: new Date().toISOString() },
      passphrase,
    );
  }

  /** Signed in again: the same device with another token. */
  async renew(token: string): Promise<void> {
    await this.#journal().renewToken(token);
    this.syncNow();
  }

  #journal(): Journal {
    if (this.#phase.at !== 'open') throw new Error('field: locked');
    return this.#phase.journal;
  }

  #store(): FieldDb {
    if (!this.#db) throw new Error('field: no store');
    return this.#db;
  }

  #network(online: boolean): void {
    this.#tell({ online, failures: online ? 0 : this.#line.failures });
    if (online) this.#soon(300);
  }

  #seen(): void {
    if (document.visibilityState === 'hidden') this.#hiddenAt = Date.now();
    else if (this.#phase.at === 'open') {
      const away = Date.now() - this.#hiddenAt;
      if (this.#hiddenAt > 0 && (away > LOCK_AFTER || away < 0)) void this.lock();
      else this.#soon(0);
    }
  }

  #soon(ms: number): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#round(), ms);
  }

  async #round(): Promise<void> {
    if (this.#phase.at !== 'open' || this.#running) return;
    const { journal } = this.#phase;
    this.#running = true;
    this.#again = false;
    let round: Round | undefined;
    try {
      // One tab sends; another that is open too waits for its turn and finds nothing left.
      round = await navigator.locks.request(LOCK_NAME, { ifAvailable: true }, async (held) =>
        held ? this.#send(journal) : undefined,
      );
    } catch (fault) {
      // The disk is full, the store was closed: nothing is lost by waiting, and the page says where it stands.
      round = { end: 'stopped', code: isFull(fault) ? DISK_FULL : 'unknown' };
    } finally {
      this.#running = false;
    }
    if (!this.#isOpen(journal)) return;
    await this.#after(round, journal);
  }

  async #send(journal: Journal): Promise<Round> {
    await journal.catchUp();
    return syncRound(journal, httpPort(journal.token), (progress) => this.#tell({ progress }));
  }

  #isOpen(journal: Journal): boolean {
    return this.#phase.at === 'open' && this.#phase.journal === journal;
  }

  async #after(round: Round | undefined, journal: Journal): Promise<void> {
    if (round?.end === 'withdrawn') return this.#wipe(journal);
    if (round?.end === 'expired') await journal.forgetCopy();
    const failures = round?.end === 'lost' ? this.#line.failures + 1 : round ? 0 : this.#line.failures;
    this.#tell({
      progress: null,
      failures,
      end: round?.end ?? this.#line.end,
      code: round?.end === 'stopped' ? round.code : undefined,
    });
    const left = journal.snapshot.rows.some((row) => isUnsent(row.state) || row.state === 'decided');
    if (this.#again) this.#soon(0);
    else if (!round && left) this.#soon(TURN);
    else if (round?.end === 'lost') this.#soon(pauseAfter(failures, Math.random()));
    else if (round?.end === 'done' && journal.snapshot.done.some((one) => one.command)) this.#soon(4 * SECOND);
    else this.#soon(QUIET);
  }

  /** Withdrawn: nothing of it stays on the device. */
  async #wipe(journal: Journal): Promise<void> {
    journal.close();
    this.#become({ at: 'withdrawn' });
    localStorage.removeItem(DEVICE_KEY);
    await wipeStore();
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    for (const listener of this.#listeners) listener();
  }

  #tell(patch: Partial<Line>): void {
    this.#line = { ...this.#line, ...patch };
    for (const listener of this.#listeners) listener();
  }
}

/** The identity that this device will have, made before the server is asked so that asking twice makes one device. */
export function deviceIdOfThisPhone(): string {
  const kept = localStorage.getItem(DEVICE_KEY);
  if (kept) return kept;
  const made = newKey();
  localStorage.setItem(DEVICE_KEY, made);
  return made;
}

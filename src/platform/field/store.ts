import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { RowState } from './outbox.ts';
import type { Keeper, Sealed } from './vault.ts';

const NAME = 'gandan-field';

/** A command as it lies on the disk: what must be known without the PIN stands open, everything typed is sealed. */
export type StoredRow = {
  seq: number;
  id: string;
  state: RowState;
  entity: string;
  after: string | null;
  madeAt: string;
  blobs: string[];
  sealed: Sealed;
};
/** A command the server has; its content stays sealed until the copy shows what became of it, then only a line remains. */
export type StoredDone = { seq: number; id: string; at: string; pulled: boolean; sealed: Sealed };
export type StoredBlob = { sha256: string; size: number; sent: boolean; sealed: Sealed };
export type StoredDoc = { key: string; version: string; sealed: Sealed };
export type StoredDraft = { form: string; at: string; sealed: Sealed };

/** One value each. */
export type Meta = {
  keeper: Keeper;
  /** The device as the server knows it; its token is sealed. */
  device: { id: string; unitId: string; unitName: string; owner: string; sealed: Sealed };
  nextSeq: number;
  cursor: string | null;
  /** Last answer of the server, by the device's clock. */
  contactAt: string;
};

export interface FieldSchema extends DBSchema {
  meta: { key: keyof Meta; value: unknown };
  outbox: { key: number; value: StoredRow };
  done: { key: number; value: StoredDone };
  blobs: { key: string; value: StoredBlob };
  docs: { key: string; value: StoredDoc };
  drafts: { key: string; value: StoredDraft };
}
export type FieldDb = IDBPDatabase<FieldSchema>;
export type Stores = StoreNames<FieldSchema>;
export type WriteTx = IDBPTransaction<FieldSchema, Stores[], 'readwrite'>;

export function openStore(onOutdated: () => void): Promise<FieldDb> {
  return openDB<FieldSchema>(NAME, 1, {
    upgrade(db) {
      db.createObjectStore('meta');
      db.createObjectStore('outbox', { keyPath: 'seq' });
      db.createObjectStore('done', { keyPath: 'seq' });
      db.createObjectStore('blobs', { keyPath: 'sha256' });
      db.createObjectStore('docs', { keyPath: 'key' });
      db.createObjectStore('drafts', { keyPath: 'form' });
    },
    // Another tab wants to wipe or to change the shape: it must not wait for this one.
    blocking: (_now, _wanted, event) => {
      (event.target as IDBDatabase).close();
      onOutdated();
    },
  });
}

/** The disk has no room for it. */
export function isFull(fault: unknown): boolean {
  return fault instanceof DOMException && fault.name === 'QuotaExceededError';
}

/** Everything of this device, gone. */
export function wipeStore(): Promise<void> {
  return deleteDB(NAME);
}

export async function readMeta<K extends keyof Meta>(db: FieldDb, name: K): Promise<Meta[K] | undefined> {
  return (await db.get('meta', name)) as Meta[K] | undefined;
}

/**
 * One transaction that is on the disk when it is done. The browser's own default says “done” when the system has it, and a
 * battery that dies then takes what a page has already called saved.
 */
export async function written(
  db: FieldDb,
  stores: readonly Stores[],
  work: (tx: WriteTx) => Promise<unknown>,
): Promise<void> {
  const tx = db.transaction([...stores], 'readwrite', { durability: 'strict' });
  try {
    await work(tx);
    await tx.done;
  } catch (fault) {
    // `done` is refused too when the transaction was ended by the browser: a full disk, a closed database.
    tx.done.catch(() => undefined);
    abortQuietly(tx);
    throw fault;
  }
}

function abortQuietly(tx: WriteTx): void {
  try {
    tx.abort();
  } catch (fault) {
    // It has ended by itself already.
    if (!(fault instanceof DOMException)) throw fault;
  }
}

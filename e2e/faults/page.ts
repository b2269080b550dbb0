// What the fault harness runs in the browser: the real journal, store, keys, engine, port and photographs of the field app, without
// its screens.
import { syncRound } from '../../src/platform/field/engine.ts';
import { beginDevice } from '../../src/platform/field/device.ts';
import { Journal } from '../../src/platform/field/journal.ts';
import { type NewCommand, type Row, sameAgain } from '../../src/platform/field/journal-rows.ts';
import { isUnsent, needsPerson } from '../../src/platform/field/outbox.ts';
import { reducePhoto } from '../../src/platform/field/photo.ts';
import { httpPort } from '../../src/platform/field/port.ts';
import { openStore, readMeta } from '../../src/platform/field/store.ts';
import { makeVault, openVault } from '../../src/platform/field/vault.ts';
import { newKey } from '../../src/platform/ids.ts';

const PIN = '270519';
const FEW_ROUNDS = 1000;
/** What a camera writes into a picture, and what must not come along. */
const PLACE = 'Exif\0\0 GPSLatitude 22.1';
type Made = { id: string; token: string; nextSeq: number; unit: { id: string; name: string } };
/** A command of the outbox as its screen would show it. */
export type ShownRow = {
  id: string;
  state: Row['state'];
  code: string | null;
  /** Who wrote what stands there, and its version; null where the screen would have nothing to show. */
  theirs: { by: string | null; version: unknown } | null;
};
let journal: Journal | undefined;
let mine = '';
let lax = 0;
const ours = (): Journal => {
  if (!journal) throw new Error('not open');
  return journal;
};

// A write that is called done before the disk has it would be lost with the battery: counted, whoever makes it.
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...given: Parameters<typeof begin>) {
  const tx = begin.apply(this, given);
  if (tx.mode === 'readwrite' && tx.durability !== 'strict') lax += 1;
  return tx;
};

/** A picture that no other is like, as a camera would give it, with its place in it. */
async function picture(seed: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(1800, 1350);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no drawing');
  for (let at = 0; at < 700; at++) {
    context.fillStyle = `hsl(${(seed * 7 + at * 47) % 360} 80% ${20 + ((seed + at) % 60)}%)`;
    context.fillRect((at * 233) % 1800, (at * 177) % 1350, 70, 60);
  }
  context.fillText(String(seed), 20, 40);
  const drawn = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })).arrayBuffer());
  const exif = new TextEncoder().encode(PLACE);
  const head = new Uint8Array([0xff, 0xe1, 0, exif.length + 2]);
  return new Blob([drawn.slice(0, 2), head, exif, drawn.slice(2)], { type: 'image/jpeg' });
}

const shown = ({ id, state, answer }: Row): ShownRow => ({
  id,
  state,
  code: answer?.code ?? null,
  theirs: answer?.theirs ? { by: answer.theirs.by, version: answer.theirs.doc?.body['version'] ?? null } : null,
});

const faults = {
  async begin(made: Made): Promise<void> {
    const db = await openStore(() => undefined);
    const { keeper, key } = await makeVault(PIN, FEW_ROUNDS);
    await beginDevice(
      db,
      key,
      keeper,
      { id: made.id, unitId: made.unit.id, unitName: made.unit.name, owner: 'x' },
      made,
    );
    journal = await Journal.open(db, key);
    mine = made.id;
  },
  async open(): Promise<void> {
    const db = await openStore(() => undefined);
    const keeper = await readMeta(db, 'keeper');
    if (!keeper) throw new Error('no keeper');
    journal = await Journal.open(db, await openVault(keeper, PIN));
    mine = journal.snapshot.device.id;
  },
  /** True once the disk has them. A picture is made for a command that asks for one by its seed. @returns names of the pictures */
  async write(commands: (Omit<NewCommand, 'said'> & { picture?: number })[]): Promise<(string | null)[]> {
    const names: (string | null)[] = [];
    for (const { picture: seed, ...command } of commands) {
      const blobs: string[] = [];
      if (seed !== undefined) {
        const bytes = await reducePhoto(await picture(seed));
        if (new TextDecoder('latin1').decode(bytes).includes('GPSLatitude')) throw new Error('the place came along');
        blobs.push(await ours().keepBlob(bytes));
      }
      await ours().write([{ ...command, blobs, said: { key: 'x' } }]);
      names.push(blobs[0] ?? null);
    }
    return names;
  },
  /** The same where it may be refused. @returns the name of the refusal too */
  async tryWrite(
    commands: (Omit<NewCommand, 'said'> & { picture?: number })[],
  ): Promise<{ names: (string | null)[]; refused: string | null }> {
    try {
      return { names: await faults.write(commands), refused: null };
    } catch (fault) {
      return { names: [], refused: fault instanceof Error ? fault.name : String(fault) };
    }
  },
  /** One round where what comes of it may be refused. @returns how it ended, or the name of the refusal */
  async tryRound(): Promise<string> {
    try {
      return (await faults.round()).end;
    } catch (fault) {
      return fault instanceof Error ? fault.name : String(fault);
    }
  },
  /** One round, and how much is here only after it. */
  async round(): Promise<{ end: string; left: number }> {
    const { end } = await syncRound(ours(), httpPort(ours().token));
    return { end, left: ours().snapshot.rows.filter(({ state }) => isUnsent(state)).length };
  },
  rows: (): ShownRow[] => ours().snapshot.rows.map(shown),
  done: () => ours().snapshot.done.map(({ id }) => id),
  /** A record of the copy, as a form would read it. */
  doc: (kind: string, id: string) => ours().snapshot.docs.get(`${kind}/${id}`)?.body ?? null,
  /** The copy by its digests. */
  copy: () => Object.fromEntries([...ours().snapshot.docs].map(([key, { version }]) => [key, version])),
  /** The first that asks, as the person sees it. */
  asks: (): ShownRow | null => {
    const first = ours().snapshot.rows.find(({ state }) => needsPerson(state));
    return first ? shown(first) : null;
  },
  /** The person decides; `mine` writes the same again on what stands there. @returns the commands that were written for it */
  async decide(
    id: string,
    choice: 'theirs' | 'mine' | 'edited' | 'dropped',
    kind: string,
  ): Promise<{ id: string; of: string }[]> {
    const before = new Set(ours().snapshot.rows.map((row) => row.id));
    const row = ours().snapshot.rows.find((one) => one.id === id);
    if (!row) throw new Error('gone');
    const doc = ours().snapshot.docs.get(`${kind}/${row.command.entity}`)?.body['version'];
    const again = sameAgain(row, newKey(), typeof doc === 'number' ? doc : null);
    await ours().decide(id, choice, choice === 'mine' || choice === 'edited' ? again : undefined);
    return ours()
      .snapshot.rows.filter((one) => !before.has(one.id))
      .map((one) => ({ id: one.id, of: ours().snapshot.rows.find((was) => was.replacement === one.id)?.id ?? id }));
  },
  /** Writes of this page that the disk might not have had when they were called done. */
  lax: () => lax,
  device: () => mine,
  /** The clock of the phone goes wrong by so much from now on. */
  clock(byMs: number): void {
    const Right = Date;
    globalThis.Date = class extends Right {
      constructor(...given: []) {
        if (given.length === 0) super(Right.now() + byMs);
        else super(...given);
      }
      static override now(): number {
        return Right.now() + byMs;
      }
    } as DateConstructor;
  },
};
export type Faults = typeof faults;
Object.assign(globalThis, { faults });

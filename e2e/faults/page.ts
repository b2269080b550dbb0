// What the fault harness runs in the browser: the real journal, store, keys, engine and port of the field app, without its screens.
import { syncRound } from '../../src/platform/field/engine.ts';
import { beginDevice } from '../../src/platform/field/device.ts';
import { Journal } from '../../src/platform/field/journal.ts';
import { type NewCommand } from '../../src/platform/field/journal-rows.ts';
import { httpPort } from '../../src/platform/field/port.ts';
import { openStore, readMeta } from '../../src/platform/field/store.ts';
import { makeVault, openVault } from '../../src/platform/field/vault.ts';

const PIN = '270519';
const FEW_ROUNDS = 1000;
type Made = { id: string; token: string; nextSeq: number; unit: { id: string; name: string } };
let journal: Journal | undefined;
const ours = (): Journal => {
  if (!journal) throw new Error('not open');
  return journal;
};

/** A picture that no other is like, as a phone would make it. */
async function picture(seed: number): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(320, 240);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no drawing');
  for (let at = 0; at < 400; at++) {
    context.fillStyle = `hsl(${(seed * 7 + at * 47) % 360} 80% ${20 + ((seed + at) % 60)}%)`;
    context.fillRect((at * 37) % 320, (at * 53) % 240, 18, 14);
  }
  context.fillText(String(seed), 20, 40);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  return new Uint8Array(await blob.arrayBuffer());
}

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
  },
  async open(): Promise<void> {
    const db = await openStore(() => undefined);
    const keeper = await readMeta(db, 'keeper');
    if (!keeper) throw new Error('no keeper');
    journal = await Journal.open(db, await openVault(keeper, PIN));
  },
  /** True once the disk has them. A picture is made for a command that asks for one by its seed. */
  async write(commands: (Omit<NewCommand, 'said'> & { picture?: number })[]): Promise<void> {
    for (const { picture: seed, ...command } of commands) {
      const blobs = seed === undefined ? [] : [await ours().keepBlob(await picture(seed))];
      await ours().write([{ ...command, blobs, said: { key: 'x' } }]);
    }
  },
  round: () => syncRound(ours(), httpPort(ours().token)),
  rows: () => ours().snapshot.rows.map(({ id, seq, state }) => ({ id, seq, state })),
  done: () => ours().snapshot.done.map(({ id }) => id),
  /** A record of the copy, as a form would read it. */
  doc: (kind: string, id: string) => ours().snapshot.docs.get(`${kind}/${id}`)?.body ?? null,
  docs: (kind: string) => [...ours().snapshot.docs.values()].filter((doc) => doc.kind === kind).map(({ body }) => body),
  /** The person takes what stands there. */
  drop: (id: string) => ours().decide(id, 'dropped'),
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

import type { RowState } from './outbox.ts';
import { type FieldDb, type Meta, written } from './store.ts';
import { seal } from './vault.ts';

/** What can be said before the PIN is typed: how much is here only, and since when. */
export async function countBeforePin(db: FieldDb): Promise<{ state: RowState; madeAt: string }[]> {
  return (await db.getAll('outbox')).map(({ state, madeAt }) => ({ state, madeAt }));
}

/** Sets the device up: its identity and token, sealed with the fresh key. */
export async function beginDevice(
  db: FieldDb,
  key: CryptoKey,
  keeper: Meta['keeper'],
  device: { id: string; unitId: string; unitName: string; owner: string },
  { token, nextSeq }: { token: string; nextSeq: number },
): Promise<void> {
  const sealed = await seal(key, 'device', { token });
  await written(db, ['meta'], (tx) =>
    Promise.all([
      tx.objectStore('meta').put(keeper, 'keeper'),
      tx.objectStore('meta').put({ ...device, sealed }, 'device'),
      tx.objectStore('meta').put(nextSeq, 'nextSeq'),
      tx.objectStore('meta').put(null, 'cursor'),
    ]),
  );
}

export async function saveKeeper(db: FieldDb, keeper: Meta['keeper']): Promise<void> {
  await written(db, ['meta'], (tx) => tx.objectStore('meta').put(keeper, 'keeper'));
}

import { sql } from 'kysely';
import { asOwner, type Database } from '../db/database.ts';
import { type Tx, txOf } from '../db/tx.ts';
import { todayInVietnam } from '../time/dates.ts';
import { type Among, amongThese, everyRecord, type NoticeKind, noticeKinds } from './kinds.ts';
import { notify } from './outbox.ts';

/** So many records are asked about at once. */
const AT_ONCE = 500;

/** Tells what has come due in each room: overdue, due soon, owed. Told once by its key. @returns how many people were told anew */
export async function tellWhatIsDue(db: Database, clock: () => Date): Promise<number> {
  let told = 0;
  for (const kind of noticeKinds()) told += await asOwner(db, 'notices', (tx) => tell(tx, kind, everyRecord, clock()));
  return told;
}

/**
 * Tells what rooms said with their records since the last time. A kind that fails keeps its records for the next time, and the others are told.
 * @returns how many people were told anew
 */
export async function tellWhatWasSaid(db: Database, clock: () => Date): Promise<number> {
  const said = await txOf(db.owner).many<{ kind: string }>(sql`select distinct kind from platform.notice_due`);
  const waiting = new Set(said.map(({ kind }) => kind));
  const failures: unknown[] = [];
  let told = 0;
  for (const kind of noticeKinds().filter((one) => waiting.has(one.kind)))
    try {
      told += await tellSaid(db, kind, clock());
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
  return told;
}

async function tellSaid(db: Database, kind: NoticeKind, at: Date): Promise<number> {
  let told = 0;
  for (;;) {
    const taken = await asOwner(db, 'notices', async (tx) => {
      const rows = await tx.many<{ id: string }>(sql`
        delete from platform.notice_due where id in (
          select id from platform.notice_due where kind = ${kind.kind} order by id limit ${AT_ONCE} for update skip locked)
        returning record_id as id`);
      const ids = [...new Set(rows.map(({ id }) => id))];
      if (ids.length > 0) told += await tell(tx, kind, amongThese(ids), at);
      return rows.length;
    });
    if (taken < AT_ONCE) return told;
  }
}

async function tell(tx: Tx, { kind, find }: NoticeKind, among: Among, at: Date): Promise<number> {
  let told = 0;
  for (const due of (await find?.(tx, todayInVietnam(at), among)) ?? []) told += await notify(tx, { kind, ...due, at });
  return told;
}

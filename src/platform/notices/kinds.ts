import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/tx.ts';

/** Somebody who has something to see: a record was written, or a day has come. */
export type Due = { recordId: string; href: string; personIds: readonly string[]; key: string };

/** Which records are looked at: a condition over the column that names them. */
export type Among = (id: RawBuilder<unknown>) => RawBuilder<boolean>;
export const everyRecord: Among = () => sql`true`;
export const amongThese =
  (ids: readonly string[]): Among =>
  (id) =>
    sql`${id} = any(${[...ids]}::uuid[])`;

/** A kind of notice. Its words are `<room>.notice.<name>` in the catalogue of the room, and carry no value. */
export type NoticeKind = {
  /** `room.name`, for example `meetings.called`. */
  kind: string;
  /**
   * Who has to be told as of a day, of some records or of all. Asked of the records for which a room said so (`noticeDue`), and every quarter
   * of an hour of all, for days that simply come; the key keeps it from being told twice. Left out for what an act tells itself.
   */
  find?: (tx: Tx, today: string, among: Among) => Promise<Due[]>;
};

const known = new Map<string, NoticeKind>();

/** Tells which notices a room sends. */
export function registerNotices(kinds: readonly NoticeKind[]): void {
  for (const one of kinds) known.set(one.kind, one);
}

/** Every kind, in the order of the rooms. */
export const noticeKinds = (): NoticeKind[] => [...known.values()];
export const isNoticeKind = (kind: string): boolean => known.has(kind);

/** The message key of what a kind says: a sentence without any value, so that no name can slip into it. */
export const wordsOfKind = (kind: string): string => {
  const [room = '', name = ''] = kind.split('.');
  return `${room}.notice.${name}`;
};

registerNotices([{ kind: 'platform.test' }]);

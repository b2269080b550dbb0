import { createHash, randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { meaningOfConstraint } from '../db/sql-problems.ts';
import type { Tx } from '../db/tx.ts';
import { Invalid, NotFound, RuleBroken } from '../errors.ts';
import { todayInVietnam } from '../time/dates.ts';
import type { MyWays, NewWay, NoticeRow, Preference } from './contract.ts';
import { isNoticeKind, noticeKinds } from './kinds.ts';
import { masked } from './rules.ts';
import { quietHours } from './sender.ts';
import { settingsOf } from './settings.ts';
import { isPushService } from './ways/push.ts';

meaningOfConstraint('notice_way_once', 'notice.way-exists');
meaningOfConstraint('notice_way_zalo_once', 'notice.zalo-taken');

const SHOWN = 60;
const CODE_MINUTES = 10;
/** More browsers and mailboxes than anybody has. */
const MOST_WAYS = 12;

/** The newest notices of the caller, with what became of each. */
export async function listMine(tx: Tx, userId: string): Promise<{ items: NoticeRow[]; unseen: number }> {
  const items = await tx.many<NoticeRow>(sql`
    select n.id, n.kind, n.href, n.created_at as at, n.seen_at is not null as seen,
      coalesce((select json_agg(json_build_object('way', d.way, 'state', d.state, 'sentAt', d.sent_at,
        'nextAt', case when d.state = 'waiting' then d.next_at end, 'problem', d.problem) order by d.way, d.id)
        from platform.notice_delivery d where d.notice_id = n.id), '[]'::json) as deliveries
    from platform.notice n where n.user_id = ${userId} order by n.created_at desc, n.id desc limit ${SHOWN}`);
  const { unseen } = await tx.one<{ unseen: number }>(
    sql`select count(*) as unseen from platform.notice where user_id = ${userId} and seen_at is null`,
  );
  return { items, unseen };
}

/** Says that the caller has seen what there is. */
export async function seeMine(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.run(
    sql`update platform.notice set seen_at = ${now.toISOString()}::timestamptz where user_id = ${userId} and seen_at is null`,
  );
}

/** By which ways the caller agreed to be told, when not, and of what. */
export async function myWays(tx: Tx, given: { userId: string; dataDir: string; now: Date }): Promise<MyWays> {
  const { userId, now } = given;
  const rows = await tx.many<MyWays['ways'][number]>(sql`
    select id, way, name, address, given_at as "givenAt" from platform.notice_way
    where user_id = ${userId} and withdrawn_at is null order by given_at, id`);
  const own = await tx.maybeOne<{ from: string | null; to: string | null; off: string[] }>(sql`
    select quiet_from as "from", quiet_to as "to", off from platform.notice_preference where user_id = ${userId}`);
  const usual = await quietHours(tx, todayInVietnam(now));
  const settings = await settingsOf(tx, given.dataDir);
  const off = new Set(own?.off ?? []);
  return {
    ways: rows.map((row) => ({ ...row, address: masked(row.way, row.address) })),
    ready: settings.ready,
    pushKey: settings.pushKey,
    zaloLink: settings.zaloLink,
    quiet: own?.from && own.to ? { from: own.from, to: own.to, own: true } : { ...usual, own: false },
    kinds: noticeKinds()
      .filter(({ kind }) => kind !== 'platform.test')
      .map(({ kind }) => ({ kind, on: !off.has(kind) })),
  };
}

/**
 * Agrees to a way. The consent stands with its day until it is taken back.
 * @throws RuleBroken `notice.way-exists`, `notice.too-many-ways` · Invalid `notice.push-service`
 */
export async function addWay(tx: Tx, userId: string, input: NewWay): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from platform.notice_way where id = ${input.id}`)) return { id: input.id };
  const { n } = await tx.one<{ n: number }>(
    sql`select count(*) as n from platform.notice_way where user_id = ${userId} and withdrawn_at is null`,
  );
  if (n >= MOST_WAYS) throw new RuleBroken('notice.too-many-ways', { most: MOST_WAYS });
  if (input.way === 'push' && !isPushService(input.subscription.endpoint)) throw new Invalid('notice.push-service');
  const [address, keys, name] =
    input.way === 'mail'
      ? [input.address.toLowerCase(), null, masked('mail', input.address)]
      : [input.subscription.endpoint, JSON.stringify(input.subscription.keys), input.name];
  await tx.run(sql`
    insert into platform.notice_way (id, user_id, way, address, keys, name) values (${input.id}, ${userId}, ${input.way}, ${address}, ${keys}::jsonb, ${name})`);
  return { id: input.id };
}

/** Takes a consent back: nothing more goes by it, also nothing that is waiting. @throws NotFound */
export async function withdrawWay(tx: Tx, userId: string, id: string, now: Date): Promise<void> {
  const done = await tx.run(sql`
    update platform.notice_way set withdrawn_at = ${now.toISOString()}::timestamptz, withdrawn_by = 'person'
    where id = ${id} and user_id = ${userId} and withdrawn_at is null`);
  if (done === 0) throw new NotFound();
}

/** Sets the caller's own quiet hours and the kinds that are not to be sent. @throws Invalid `notice.kind-unknown` `{ kind }` */
export async function setPreference(tx: Tx, userId: string, input: Preference): Promise<void> {
  const unknown = input.off.find((kind) => !isNoticeKind(kind));
  if (unknown !== undefined) throw new Invalid('notice.kind-unknown', { kind: unknown });
  await tx.run(sql`
    insert into platform.notice_preference (user_id, quiet_from, quiet_to, off)
    values (${userId}, ${input.quiet?.from ?? null}, ${input.quiet?.to ?? null}, ${input.off}::text[])
    on conflict (user_id) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, off = excluded.off`);
}

/** Asks for a test message by one way; it does not wait for the quiet hours to end. @throws NotFound */
export async function testWay(tx: Tx, userId: string, id: string, now: Date): Promise<void> {
  await tx.one(
    sql`select 1 as found from platform.notice_way where id = ${id} and user_id = ${userId} and withdrawn_at is null`,
  );
  await tx.run(sql`
    select platform.post_notice_by(${id}, 'platform.test', ${id}, '/notices', ${`test/${id}/${now.getTime()}`}, ${now.toISOString()}::timestamptz)`);
}

const hashOf = (code: string): Buffer => createHash('sha256').update(`zalo ${code}`).digest();

/** A code that the person sends to the office's account on Zalo, from the phone on which notices are to arrive. */
export async function zaloCode(owner: Tx, userId: string, now: Date): Promise<{ code: string; expiresAt: string }> {
  const code = String(randomInt(10_000_000, 100_000_000));
  const expiresAt = new Date(now.getTime() + CODE_MINUTES * 60_000).toISOString();
  await owner.run(
    sql`delete from platform.notice_code where user_id = ${userId} or expires_at < ${now.toISOString()}::timestamptz`,
  );
  await owner.run(
    sql`insert into platform.notice_code (hash, user_id, expires_at) values (${hashOf(code)}, ${userId}, ${expiresAt}::timestamptz)`,
  );
  return { code, expiresAt };
}

/** What an event of Zalo changes. The words of a follower are looked through for a code and kept nowhere. */
export type ZaloEvent = { id: string; name: string; follower: string; text: string | null };

/** Takes an event in, once. @returns what it changed */
export async function takeEvent(
  owner: Tx,
  event: ZaloEvent,
  now: Date,
): Promise<'again' | 'linked' | 'left' | 'nothing'> {
  const fresh = await owner.run(
    sql`insert into platform.notice_event (event_id) values (${event.id}) on conflict do nothing`,
  );
  if (fresh === 0) return 'again';
  await owner.run(sql`delete from platform.notice_event where received_at < now() - interval '7 days'`);
  if (event.name === 'unfollow') {
    const left = await owner.run(sql`
      update platform.notice_way set withdrawn_at = ${now.toISOString()}::timestamptz, withdrawn_by = 'service'
      where way = 'zalo' and address = ${event.follower} and withdrawn_at is null`);
    return left > 0 ? 'left' : 'nothing';
  }
  const code = /(?<!\d)\d{8}(?!\d)/.exec(event.text ?? '')?.[0];
  if (event.name !== 'user_send_text' || code === undefined) return 'nothing';
  const account = await owner.maybeOne<{ userId: string }>(sql`
    delete from platform.notice_code where hash = ${hashOf(code)} and expires_at > ${now.toISOString()}::timestamptz returning user_id as "userId"`);
  if (!account) return 'nothing';
  // One phone tells one person: a link to somebody else's sign-in ends with the new one.
  await owner.run(sql`
    update platform.notice_way set withdrawn_at = ${now.toISOString()}::timestamptz, withdrawn_by = 'person'
    where way = 'zalo' and address = ${event.follower} and withdrawn_at is null`);
  await owner.run(sql`
    insert into platform.notice_way (user_id, way, address, name) values (${account.userId}, 'zalo', ${event.follower}, ${masked('zalo', event.follower)})`);
  return 'linked';
}

import { sql } from 'kysely';
import { asOwner, type Database } from '../db/database.ts';
import { type Tx, txOf } from '../db/tx.ts';
import { isLang, type Lang } from '../format.ts';
import { settingOn } from '../calendar/calendar.ts';
import { todayInVietnam } from '../time/dates.ts';
import type { WayName } from './contract.ts';
import { wordsOfKind } from './kinds.ts';
import { CLAIM_MS, heldUntil, isTooLate, nextTry, type QuietHours } from './rules.ts';
import type { Sent, Way } from './ways/way.ts';

/** What holds until an administrator sets something else. */
export const NOTICE_SETTINGS = {
  'notices.quiet-from': { value: '21:00', source: 'Giờ nghỉ của người nhận; quản trị viên đặt lại được' },
  'notices.quiet-to': { value: '06:30', source: 'Giờ nghỉ của người nhận; quản trị viên đặt lại được' },
} as const;

/** Quiet hours of the installation on a day. */
export async function quietHours(tx: Tx, today: string): Promise<QuietHours> {
  const [from, to] = [
    await settingOn<string>(tx, 'notices.quiet-from', today),
    await settingOn<string>(tx, 'notices.quiet-to', today),
  ];
  return {
    from: from ?? NOTICE_SETTINGS['notices.quiet-from'].value,
    to: to ?? NOTICE_SETTINGS['notices.quiet-to'].value,
  };
}

type Claimed = {
  id: string;
  wayId: string;
  way: WayName;
  attempts: number;
  kind: string;
  href: string;
  createdAt: string;
  address: string;
  keys: { p256dh: string; auth: string } | null;
  live: boolean;
  language: string;
  quietFrom: string | null;
  quietTo: string | null;
};

const AT_ONCE = 20;
/** Ways that asked for a rest while a handful was on its way. */
type Resting = Map<WayName, { until: Date; problem: string }>;

/** What sending needs of the installation. */
export type Sending = {
  db: Database;
  clock: () => Date;
  /** The ways that are set up. */
  ways: readonly Way[];
  /** Address by which people open the program. */
  base: string;
  say: (key: string, lang: Lang) => string;
};

/** Sends what is due, a handful at a time, until nothing is. @returns how many messages were handed to a service */
export async function sendDue(given: Sending): Promise<number> {
  await putAsideDoubtful(given);
  let handed = 0;
  for (;;) {
    const claimed = await claim(given);
    if (claimed.length === 0) return handed;
    const failures: unknown[] = [];
    const resting: Resting = new Map();
    for (const one of claimed) {
      try {
        if (await deliver(given, one, resting)) handed += 1;
      } catch (error) {
        // Our fault: this message is put aside and the others still go; the worker is told below.
        failures.push(error);
        await settle(given, one, { state: 'dead', problem: 'notice.failed' });
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/**
 * A message that was handed over when the server stopped may have arrived. It is not sent again by itself: a person decides.
 */
async function putAsideDoubtful({ db, clock }: Sending): Promise<void> {
  await txOf(db.owner).run(sql`
    update platform.notice_delivery set state = 'dead', claimed_until = null, problem = 'notice.doubtful'
    where state = 'sending' and claimed_until < ${clock().toISOString()}::timestamptz`);
}

async function claim({ db, clock, ways }: Sending): Promise<Claimed[]> {
  const now = clock();
  return asOwner(db, 'notices', async (tx) => {
    const { from, to } = await quietHours(tx, todayInVietnam(now));
    return tx.many<Claimed>(sql`
      with due as (
        select d.id from platform.notice_delivery d join platform.notice_service s on s.way = d.way
        where d.state = 'waiting' and d.next_at <= ${now.toISOString()}::timestamptz and d.way = any(${ways.map(({ name }) => name)}::text[])
          and (s.paused_until is null or s.paused_until <= ${now.toISOString()}::timestamptz)
        order by d.next_at, d.id limit ${AT_ONCE} for update of d skip locked),
      taken as (
        update platform.notice_delivery d set state = 'sending', attempts = attempts + 1,
          claimed_until = ${new Date(now.getTime() + CLAIM_MS).toISOString()}::timestamptz
        from due where d.id = due.id returning d.*)
      select t.id, t.way_id as "wayId", t.way, t.attempts, n.kind, n.href, n.created_at as "createdAt", w.address, w.keys,
        w.withdrawn_at is null and a.disabled_at is null and n.kind <> all(coalesce(f.off, '{}')) as live, a.language,
        coalesce(f.quiet_from, ${from}) as "quietFrom", coalesce(f.quiet_to, ${to}) as "quietTo"
      from taken t join platform.notice n on n.id = t.notice_id join platform.notice_way w on w.id = t.way_id
        join platform.account a on a.user_id = n.user_id left join platform.notice_preference f on f.user_id = n.user_id
      order by t.next_at, t.id`);
  });
}

/** @returns whether it was handed to a service */
async function deliver(given: Sending, one: Claimed, resting: Resting): Promise<boolean> {
  const now = given.clock();
  const rest = resting.get(one.way);
  if (rest) return settle(given, one, { state: 'waiting', problem: rest.problem, nextAt: rest.until, uncounted: true });
  const isTest = one.kind === 'platform.test';
  if (!one.live) return settle(given, one, { state: 'dropped', problem: 'notice.consent-withdrawn' });
  if (isTooLate(new Date(one.createdAt), now))
    return settle(given, one, { state: 'dropped', problem: 'notice.too-late' });
  // Who asks for a test message wants it now.
  const until = isTest ? null : heldUntil(now, { from: one.quietFrom ?? '00:00', to: one.quietTo ?? '00:00' });
  if (until) return settle(given, one, { state: 'waiting', problem: 'notice.quiet', nextAt: until, uncounted: true });
  const way = given.ways.find(({ name }) => name === one.way);
  if (!way) return settle(given, one, { state: 'waiting', problem: 'notice.not-ready', nextAt: now, uncounted: true });
  const lang = isLang(one.language) ? one.language : 'vi';
  const said = await way.send({
    deliveryId: one.id,
    address: one.address,
    keys: one.keys,
    title: given.say('platform.notice.title', lang),
    text: given.say(wordsOfKind(one.kind), lang),
    link: given.base + one.href,
  });
  await settleAs(given, one, said, resting);
  return said.kind === 'sent';
}

async function settleAs(given: Sending, one: Claimed, said: Sent, resting: Resting): Promise<void> {
  const now = given.clock();
  if (said.kind === 'sent') {
    await settle(given, one, {
      state: 'sent',
      problem: null,
      ...(said.reference ? { reference: said.reference } : {}),
    });
    return;
  }
  if (said.kind === 'gone') {
    await txOf(given.db.owner).run(sql`
      update platform.notice_way set withdrawn_at = ${now.toISOString()}::timestamptz, withdrawn_by = 'service' where id = ${one.wayId} and withdrawn_at is null`);
    await settle(given, one, { state: 'dropped', problem: said.problem });
    return;
  }
  if (said.kind === 'refused') {
    await settle(given, one, { state: 'dead', problem: said.problem });
    return;
  }
  if (said.wholeWay === true) {
    const until = new Date(now.getTime() + (said.afterMs ?? 15 * 60_000));
    await txOf(given.db.owner).run(sql`
      update platform.notice_service set paused_until = ${until.toISOString()}::timestamptz, problem = ${said.problem} where way = ${one.way}`);
    resting.set(one.way, { until, problem: said.problem });
    // The way rests, which is not the fault of this message.
    await settle(given, one, { state: 'waiting', problem: said.problem, nextAt: until, uncounted: true });
    return;
  }
  const next = nextTry(now, one.attempts, said.afterMs);
  await settle(
    given,
    one,
    next ? { state: 'waiting', problem: said.problem, nextAt: next } : { state: 'dead', problem: said.problem },
  );
}

type Outcome = {
  state: 'sent' | 'waiting' | 'dead' | 'dropped';
  problem: string | null;
  nextAt?: Date;
  reference?: string;
  /** It was not tried at all, so the try does not count. */
  uncounted?: boolean;
};

async function settle({ db, clock }: Sending, one: Claimed, out: Outcome): Promise<false> {
  const now = clock().toISOString();
  await txOf(db.owner).run(sql`
    update platform.notice_delivery set state = ${out.state}, claimed_until = null, problem = ${out.problem}, reference = ${out.reference ?? null},
      sent_at = case when ${out.state} = 'sent' then ${now}::timestamptz end, next_at = ${(out.nextAt ?? clock()).toISOString()}::timestamptz,
      attempts = attempts - ${out.uncounted === true ? 1 : 0}
    where id = ${one.id}`);
  return false;
}

import { sql } from 'kysely';
import { asOwner, type Database } from '../db/database.ts';
import { type Tx, txOf } from '../db/tx.ts';
import type { ChangeSettings, NoticeSettings, Outbox, WayName } from './contract.ts';
import { readSecret, vapidKeys, writeSecret } from './secrets.ts';
import { mailWay } from './ways/mail.ts';
import { pushWay } from './ways/push.ts';
import type { Way } from './ways/way.ts';
import { type ZaloPlace, type ZaloSecret, zaloWay } from './ways/zalo.ts';

/** Where a new installation listens; the administrator says under which address people reach it. */
const HERE = 'http://localhost:4880';

type Shown = {
  general: { address?: string };
  mail: { host?: string; port?: number; secure?: boolean; user?: string; from?: string; hasPassword?: boolean };
  zalo: { appId?: string; link?: string; hasSecret?: boolean; hasToken?: boolean };
};
type MailSecret = { password?: string | undefined };

async function shownOf(tx: Tx): Promise<Shown & { zaloProblem: string | null }> {
  const rows = await tx.many<{ way: string; shown: object; problem: string | null }>(
    sql`select way, shown, problem from platform.notice_service`,
  );
  const of = <K extends keyof Shown>(way: K): Shown[K] => rows.find((row) => row.way === way)?.shown ?? {};
  return {
    general: of('general'),
    mail: of('mail'),
    zalo: of('zalo'),
    zaloProblem: rows.find((row) => row.way === 'zalo')?.problem ?? null,
  };
}

const readyOf = ({ mail, zalo }: Shown): Record<WayName, boolean> => ({
  mail: Boolean(mail.host && mail.from),
  push: true,
  zalo: Boolean(zalo.appId && zalo.hasSecret && zalo.hasToken),
});

/** What a person has to know of the settings to choose a way. */
export async function settingsOf(
  tx: Tx,
  dataDir: string,
): Promise<{ ready: Record<WayName, boolean>; pushKey: string; zaloLink: string | null }> {
  const shown = await shownOf(tx);
  return {
    ready: readyOf(shown),
    pushKey: vapidKeys(dataDir).publicKey,
    zaloLink: shown.zalo.link ? shown.zalo.link : null,
  };
}

/** The settings as an administrator sees them: what is secret is told as there or not there. */
export async function readSettings(tx: Tx): Promise<NoticeSettings> {
  const { general, mail, zalo, zaloProblem } = await shownOf(tx);
  const address = general.address ?? HERE;
  return {
    address,
    mail: {
      host: mail.host ?? '',
      port: mail.port ?? 587,
      secure: mail.secure ?? false,
      user: mail.user ?? '',
      from: mail.from ?? '',
      hasPassword: mail.hasPassword ?? false,
    },
    zalo: {
      appId: zalo.appId ?? '',
      link: zalo.link ?? '',
      hasSecret: zalo.hasSecret ?? false,
      hasToken: zalo.hasToken ?? false,
      problem: zaloProblem,
    },
    webhook: `${address}/api/v1/notices/zalo/webhook`,
  };
}

/** The address under which people reach the program, as an administrator said it; null while nobody has. */
export async function addressSet(tx: Tx): Promise<string | null> {
  return (await shownOf(tx)).general.address ?? null;
}

/** Changes settings; a secret that is left out stays as it is. The trail says what was changed, never to what. */
export async function changeSettings(
  tx: Tx,
  { dataDir, now }: { dataDir: string; now: Date },
  input: ChangeSettings,
): Promise<void> {
  const changed: string[] = [];
  if (input.address !== undefined) {
    await show(tx, now, 'general', { address: input.address.replace(/\/+$/, '') });
    changed.push('address');
  }
  if (input.mail) {
    const { password, ...shown } = input.mail;
    const before = await readSecret<MailSecret>(tx, dataDir, 'mail', true);
    const secret: MailSecret = password === undefined ? (before ?? {}) : { password };
    await writeSecret(tx, dataDir, 'mail', secret);
    await show(tx, now, 'mail', { ...shown, hasPassword: Boolean(secret.password) });
    changed.push('mail');
  }
  if (input.zalo) {
    const { appId, link, ...given } = input.zalo;
    const before = (await readSecret<ZaloSecret>(tx, dataDir, 'zalo', true)) ?? {};
    const secret: ZaloSecret = {
      ...before,
      ...(given.appSecret === undefined ? {} : { appSecret: given.appSecret }),
      ...(given.oaSecret === undefined ? {} : { oaSecret: given.oaSecret }),
      // A new token replaces what was granted with the old one.
      ...(given.refreshToken === undefined
        ? {}
        : { refreshToken: given.refreshToken, accessToken: undefined, accessUntil: undefined }),
    };
    await writeSecret(tx, dataDir, 'zalo', secret);
    await show(tx, now, 'zalo', {
      appId,
      link,
      hasSecret: Boolean(secret.appSecret && secret.oaSecret),
      hasToken: Boolean(secret.refreshToken ?? secret.accessToken),
    });
    changed.push('zalo');
  }
  if (changed.length === 0) return;
  await tx.run(
    sql`select platform.write_audit('update', 'platform.notice_service', ${changed.join(' ')}, null, ${JSON.stringify({ new: { changed } })})`,
  );
}

/** Shows what is set, and lets what a fault of the way held up be tried with the new settings. */
async function show(tx: Tx, now: Date, way: string, shown: object): Promise<void> {
  await tx.run(sql`
    update platform.notice_service set shown = ${JSON.stringify(shown)}::jsonb, changed_at = now(), paused_until = null, problem = null where way = ${way}`);
  await tx.run(sql`
    update platform.notice_delivery set next_at = least(next_at, ${now.toISOString()}::timestamptz)
    where way = ${way} and state = 'waiting' and problem is distinct from 'notice.quiet'`);
}

/** The ways that are set up, and the address under which people open the program. */
export async function openWays(given: {
  db: Database;
  dataDir: string;
  clock: () => Date;
  zalo: ZaloPlace;
}): Promise<{ ways: Way[]; base: string }> {
  const { db, dataDir, clock } = given;
  return asOwner(db, 'notices', async (tx) => {
    const shown = await shownOf(tx);
    const ready = readyOf(shown);
    const base = shown.general.address ?? HERE;
    const ways: Way[] = [pushWay(vapidKeys(dataDir), contactOf(base, shown.mail.from), clock)];
    const { host = '', port = 587, secure = false, user = '', from = '' } = shown.mail;
    if (ready.mail) {
      const secret = await readSecret<MailSecret>(tx, dataDir, 'mail');
      ways.push(mailWay({ host, port, secure, user, from, password: secret?.password }));
    }
    if (ready.zalo) ways.push(zaloWay({ db, dataDir, appId: shown.zalo.appId ?? '', place: given.zalo, clock }));
    return { ways, base };
  });
}

/** Whom a push service may write to about us: it wants an address of mail or of https. @see RFC 8292, section 2.1 */
const contactOf = (base: string, from: string | undefined): string =>
  from ? `mailto:${from}` : base.startsWith('https://') ? base : 'mailto:admin@gandan.invalid';

/** What Zalo signs its events with, and for which app. */
export async function webhookSecret(
  db: Database,
  dataDir: string,
): Promise<{ appId: string; secret: string } | undefined> {
  const tx = txOf(db.owner);
  const { zalo } = await shownOf(tx);
  const sealed = await readSecret<ZaloSecret>(tx, dataDir, 'zalo');
  return zalo.appId && sealed?.oaSecret ? { appId: zalo.appId, secret: sealed.oaSecret } : undefined;
}

/** The state of the outbox for an administrator: each way in numbers, and what could not be told. */
export async function readOutbox(tx: Tx): Promise<Outbox> {
  const ready = readyOf(await shownOf(tx));
  const ways = await tx.many<Omit<Outbox['ways'][number], 'ready'>>(sql`
    select s.way, s.paused_until as "pausedUntil", s.problem,
      (select count(distinct w.user_id) from platform.notice_way w where w.way = s.way and w.withdrawn_at is null) as people,
      count(d.id) filter (where d.state in ('waiting', 'sending')) as waiting, count(d.id) filter (where d.state = 'sent') as sent,
      count(d.id) filter (where d.state = 'dead') as dead, count(d.id) filter (where d.state = 'dropped') as dropped
    from platform.notice_service s left join platform.notice_delivery d on d.way = s.way
    where s.way <> 'general' group by s.way, s.paused_until, s.problem order by s.way`);
  const dead = await tx.many<Outbox['dead'][number]>(sql`
    select d.id, d.way, n.kind, a.display_name as who, d.attempts, coalesce(d.problem, 'notice.failed') as problem, n.created_at as at
    from platform.notice_delivery d join platform.notice n on n.id = d.notice_id join platform.account a on a.user_id = n.user_id
    where d.state = 'dead' order by n.created_at desc, d.id limit 100`);
  return { ways: ways.map((row) => ({ ...row, ready: ready[row.way] })), dead };
}

/** Sends a message again that was put aside, from the first try on. @returns false when there is none such */
export async function tryAgain(tx: Tx, id: string, now: Date): Promise<boolean> {
  const done = await tx.run(sql`
    update platform.notice_delivery set state = 'waiting', attempts = 0, next_at = ${now.toISOString()}::timestamptz, problem = null
    where id = ${id} and state = 'dead'`);
  return done > 0;
}

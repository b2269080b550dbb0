import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect } from 'vitest';
import { asOwner } from '../../db/database.ts';
import type { Tx } from '../../db/tx.ts';
import { translate } from '../../messages-node.ts';
import { testDatabase } from '../../testing/database.ts';
import { testApp } from '../../testing/http.ts';
import type { NoticeRow } from '../contract.ts';
import { type Among, type Due, registerNotices } from '../kinds.ts';
import { notify } from '../outbox.ts';
import { noticeRoutes } from '../routes.ts';
import { sendDue } from '../sender.ts';
import { openWays } from '../settings.ts';
import { startFakeMail } from './fake-mail.ts';
import { startFakeZalo } from './fake-zalo.ts';

/** A database, the program over it, a mail server and a Zalo, with a clock that the test sets. */
export async function noticeWorld() {
  const due: { personId: string; key: string }[] = [];
  const concerned = new Map<string, string>();
  const failing = { now: false };
  const said = (tx: Tx, among: Among): Promise<Due[]> =>
    tx.many<Due>(sql`
      select r.record as "recordId", '/said/' || r.record as href, r.record as key, array[r.person] as "personIds"
      from jsonb_to_recordset(${JSON.stringify([...concerned].map(([record, person]) => ({ record, person })))}::jsonb) r(record uuid, person uuid)
      where ${among(sql`r.record`)}`);
  registerNotices([
    { kind: 'platform.sample' },
    {
      kind: 'platform.sample-fails',
      find: (tx, _today, among) => (failing.now ? Promise.reject(new Error('no such table')) : said(tx, among)),
    },
    { kind: 'platform.sample-said', find: (tx, _today, among) => said(tx, among) },
    {
      kind: 'platform.sample-due',
      find: async () => due.map(({ personId, key }) => ({ recordId: 'r', href: '/r', personIds: [personId], key })),
    },
  ]);
  const clock = { now: new Date('2026-11-22T10:00:00+07:00') };
  const db = await testDatabase();
  const { as, asUser, anonymous, app, platform } = await testApp(db, [noticeRoutes], {
    now: () => clock.now,
    grantOf: async () => ({ rights: ['figures.read'], ranges: [] }),
  });
  const { dataDir } = platform;
  const [zalo, mail] = [await startFakeZalo(), await startFakeMail()];
  afterAll(async () => {
    await zalo.close();
    await mail.close();
  });
  const admin = as({ rights: ['users.manage'], ranges: [] });
  const settings = {
    address: 'https://gandan.example/',
    mail: {
      host: '127.0.0.1',
      port: mail.port,
      secure: false,
      user: '',
      from: 'gandan@example.vn',
      password: 'very-secret',
    },
    zalo: {
      appId: zalo.appId,
      link: 'https://zalo.me/4318',
      appSecret: zalo.appSecret,
      oaSecret: zalo.oaSecret,
      refreshToken: zalo.firstToken,
    },
  };
  expect((await admin.put('/notices/settings', settings)).status).toBe(200);

  beforeEach(async () => {
    clock.now = new Date('2026-11-22T10:00:00+07:00');
    Object.assign(zalo, { quota: 1000, broken: 0, busy: { calls: 0, retryAfter: '1' } });
    zalo.received.length = 0;
    zalo.followers.add('follower-1');
    mail.received.length = 0;
    mail.answers.length = 0;
    due.length = 0;
    concerned.clear();
    failing.now = false;
    await asOwner(db, 'test', (tx) =>
      tx.run(sql`
      with gone as (delete from platform.notice_delivery)
      update platform.notice_service set paused_until = null, problem = null`),
    );
  });

  /** Somebody with a sign-in. */
  async function aPerson(): Promise<{ id: string; userId: string; caller: ReturnType<typeof asUser> }> {
    const [id, userId] = [randomUUID(), `u${randomUUID().slice(0, 12)}`];
    await asOwner(db, 'test', (tx) =>
      tx.run(
        sql`insert into platform.account (user_id, user_name, person_id, display_name, language) values (${userId}, ${userId}, ${id}, 'Lò Thị Thử', 'en')`,
      ),
    );
    return { id, userId, caller: asUser(userId) };
  }
  const byMail = async (person: { caller: ReturnType<typeof asUser> }, address = `${randomUUID()}@example.vn`) => {
    const id = randomUUID();
    expect((await person.caller.post('/notices/ways', { way: 'mail', id, address })).status).toBe(201);
    return { id, address };
  };
  const byZalo = (userId: string, follower = 'follower-1') =>
    asOwner(db, 'test', async (tx) => {
      await tx.run(
        sql`update platform.notice_way set withdrawn_at = now(), withdrawn_by = 'service' where way = 'zalo' and withdrawn_at is null`,
      );
      await tx.run(
        sql`insert into platform.notice_way (user_id, way, address, name) values (${userId}, 'zalo', ${follower}, 'Zalo')`,
      );
    });
  const tell = (personId: string, key: string = randomUUID()) => asOwner(db, 'test', (tx) => say(tx, personId, key));
  const say = (tx: Tx, personId: string, key: string) =>
    notify(tx, {
      kind: 'platform.sample',
      recordId: key,
      href: `/records/${key}`,
      key,
      personIds: [personId],
      at: clock.now,
    });
  async function send(): Promise<number> {
    const { ways, base } = await openWays({ db, dataDir, clock: () => clock.now, zalo: zalo.place });
    return sendDue({ db, clock: () => clock.now, ways, base, say: (key, lang) => translate(lang, key) });
  }
  const mine = async (person: { caller: ReturnType<typeof asUser> }) =>
    (await person.caller.get<{ items: NoticeRow[]; unseen: number }>('/notices')).body;
  const later = (minutes: number) => void (clock.now = new Date(clock.now.getTime() + minutes * 60_000));
  return {
    concerned,
    failing,
    due,
    clock,
    db,
    as,
    asUser,
    anonymous,
    app,
    dataDir,
    zalo,
    mail,
    admin,
    aPerson,
    byMail,
    byZalo,
    tell,
    say,
    send,
    mine,
    later,
  };
}

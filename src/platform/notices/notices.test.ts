import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import webPush from 'web-push';
import { asOwner, inScope } from '../db/database.ts';
import type { Tx } from '../db/tx.ts';
import { translate } from '../messages-node.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp } from '../testing/http.ts';
import type { MyWays, NoticeRow, NoticeSettings, Outbox } from './contract.ts';
import { registerNotices } from './kinds.ts';
import { notify } from './outbox.ts';
import { noticeRoutes } from './routes.ts';
import { sendDue, tellWhatIsDue } from './sender.ts';
import { openWays } from './settings.ts';
import { startFakeMail } from './testing/fake-mail.ts';
import { startFakeZalo } from './testing/fake-zalo.ts';

const due: { personId: string; key: string }[] = [];
registerNotices([
  { kind: 'platform.sample' },
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

test('nobody is told without consent; with it once, and the message says neither who nor what', async () => {
  const [silent, person] = [await aPerson(), await aPerson()];
  const { address } = await byMail(person);
  expect(await tell(silent.id)).toBe(1);
  await tell(person.id, 'meeting-7');
  expect(await tell(person.id, 'meeting-7')).toBe(0);
  expect(await send()).toBe(1);
  expect(await send()).toBe(0);
  expect(mail.received.map(({ to }) => to)).toEqual([address]);
  const [{ source } = { source: '' }] = mail.received;
  expect(source).toContain('https://gandan.example/records/meeting-7');
  expect(source).not.toMatch(/Lò|Thử/);
  expect(source).toContain('Auto-Submitted: auto-generated');
  expect((await mine(person)).items).toMatchObject([
    { kind: 'platform.sample', seen: false, deliveries: [{ way: 'mail', state: 'sent' }] },
  ]);
  expect((await mine(silent)).items).toMatchObject([{ deliveries: [] }]);
});

test('what is told stands and falls with the record: undone with it, nothing goes', async () => {
  const person = await aPerson();
  await byMail(person);
  const scope = { userId: 'somebody', rights: [], ranges: [] } as const;
  await expect(
    inScope(db, scope, async (tx) => {
      await say(tx, person.id, 'undone');
      throw new Error('the record was refused');
    }),
  ).rejects.toThrow('refused');
  expect(await send()).toBe(0);
  await inScope(db, scope, (tx) => say(tx, person.id, 'done'));
  expect(await send()).toBe(1);
});

test('a consent that was taken back stops also what waits already; a kind that was switched off is not sent', async () => {
  const person = await aPerson();
  const { id } = await byMail(person);
  await tell(person.id);
  expect((await person.caller.delete(`/notices/ways/${id}`)).status).toBe(204);
  expect((await person.caller.delete(`/notices/ways/${id}`)).status).toBe(404);
  expect(await send()).toBe(0);
  expect((await mine(person)).items[0]?.deliveries).toMatchObject([
    { state: 'dropped', problem: 'notice.consent-withdrawn' },
  ]);
  await byMail(person);
  await person.caller.put('/notices/preference', { quiet: null, off: ['platform.sample'] });
  await tell(person.id);
  expect(await send()).toBe(0);
  expect(
    (await person.caller.put<{ code: string }>('/notices/preference', { quiet: null, off: ['no.such'] })).body.code,
  ).toBe('notice.kind-unknown');
});

test('at night it waits until morning, by the person’s own hours where there are such; a test message does not wait', async () => {
  const [person, early] = [await aPerson(), await aPerson()];
  const { id } = await byMail(person);
  await byMail(early);
  await early.caller.put('/notices/preference', { quiet: { from: '22:00', to: '05:00' }, off: [] });
  clock.now = new Date('2026-11-22T21:30:00+07:00');
  await tell(person.id);
  await tell(early.id);
  expect(await send()).toBe(1);
  expect((await mine(person)).items[0]?.deliveries).toMatchObject([
    { state: 'waiting', problem: 'notice.quiet', nextAt: '2026-11-22T23:30:00+00:00' },
  ]);
  expect((await person.caller.post(`/notices/ways/${id}/test`)).status).toBe(204);
  expect(await send()).toBe(1);
  clock.now = new Date('2026-11-23T06:29:00+07:00');
  expect(await send()).toBe(0);
  clock.now = new Date('2026-11-23T06:30:00+07:00');
  expect(await send()).toBe(1);
});

test('an administrator may set other quiet hours', async () => {
  const person = await aPerson();
  await byMail(person);
  expect((await person.caller.get<MyWays>('/notices/ways')).body.quiet).toEqual({
    from: '21:00',
    to: '06:30',
    own: false,
  });
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into platform.setting (key, valid, value, source, confidence) values ('notices.quiet-from', '[2026-01-01,)', '"19:00"', 'thử', 'set')`,
    ),
  );
  clock.now = new Date('2026-11-22T19:30:00+07:00');
  await tell(person.id);
  expect(await send()).toBe(0);
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from platform.setting where key = 'notices.quiet-from'`));
});

test('a mail server that is busy is asked ever more slowly, then a person looks; a mailbox that is not there ends the consent', async () => {
  const person = await aPerson();
  await byMail(person);
  await tell(person.id);
  const waits: number[] = [];
  // The person has no quiet hours, so that only the tries count.
  await person.caller.put('/notices/preference', { quiet: { from: '03:00', to: '03:00' }, off: [] });
  for (let round = 0; round < 7; round += 1) {
    mail.answers.push('450 later');
    expect(await send()).toBe(0);
    const [delivery] = (await mine(person)).items[0]?.deliveries ?? [];
    if (delivery?.nextAt) waits.push((Date.parse(delivery.nextAt) - clock.now.getTime()) / 60_000);
    later(waits.at(-1) ?? 0);
  }
  expect(waits).toEqual([1, 5, 30, 120, 480, 1440]);
  const outbox = (await admin.get<Outbox>('/notices/outbox')).body;
  expect(outbox.dead).toMatchObject([
    { way: 'mail', kind: 'platform.sample', problem: 'notice.mail-busy', attempts: 7 },
  ]);
  expect((await admin.post(`/notices/outbox/${outbox.dead[0]?.id ?? ''}/again`)).status).toBe(204);
  expect(await send()).toBe(1);

  await tell(person.id);
  mail.answers.push('550 no such mailbox');
  expect(await send()).toBe(0);
  expect((await person.caller.get<MyWays>('/notices/ways')).body.ways).toEqual([]);
});

test('what nobody could be told for three days is no news any more', async () => {
  const person = await aPerson();
  await byMail(person);
  await tell(person.id);
  later(72 * 60 + 1);
  expect(await send()).toBe(0);
  expect((await mine(person)).items[0]?.deliveries).toMatchObject([{ state: 'dropped', problem: 'notice.too-late' }]);
});

test('a message that was under way when the server stopped is not sent twice: a person decides', async () => {
  const person = await aPerson();
  await byMail(person);
  await tell(person.id);
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`update platform.notice_delivery set state = 'sending', claimed_until = ${clock.now.toISOString()}::timestamptz + interval '2 minutes'`,
    ),
  );
  expect(await send()).toBe(0);
  later(3);
  expect(await send()).toBe(0);
  expect(mail.received).toEqual([]);
  expect((await admin.get<Outbox>('/notices/outbox')).body.dead).toMatchObject([{ problem: 'notice.doubtful' }]);
});

test('two servers that send at once send each message once', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, aPerson));
  for (const person of people) {
    await byMail(person);
    await tell(person.id);
  }
  const sent = await Promise.all([send(), send(), send()]);
  expect(sent.reduce((a, b) => a + b)).toBe(12);
  expect(new Set(mail.received.map(({ to }) => to)).size).toBe(12);
  expect(mail.received).toHaveLength(12);
});

test('Zalo: the refresh token is used once, also by two servers at once, and the new one is kept', async () => {
  const person = await aPerson();
  await byZalo(person.userId);
  const before = zalo.renewals;
  await tell(person.id);
  await tell(person.id);
  const sent = await Promise.all([send(), send()]);
  expect(sent.reduce((a, b) => a + b)).toBe(2);
  expect(zalo.renewals - before).toBeLessThanOrEqual(1);
  zalo.endTokens();
  await tell(person.id);
  expect(await send()).toBe(1);
  zalo.endTokens();
  await tell(person.id);
  expect(await send()).toBe(1);
  expect(zalo.received).toHaveLength(4);
  expect(zalo.received[0]?.text).not.toMatch(/Lò/);
  const { sealed } = await asOwner(db, 'test', (tx) =>
    tx.one<{ sealed: Buffer }>(sql`select sealed from platform.notice_service where way = 'zalo'`),
  );
  expect(sealed.toString('latin1')).not.toContain('refresh-');
});

test('Zalo: 429 and the quota rest the whole way, as long as it was asked; nothing is lost and nothing counts as a try', async () => {
  const person = await aPerson();
  await byZalo(person.userId);
  zalo.busy = { calls: 1, retryAfter: '120' };
  await tell(person.id);
  await tell(person.id);
  expect(await send()).toBe(0);
  expect((await admin.get<Outbox>('/notices/outbox')).body.ways.find(({ way }) => way === 'zalo')).toMatchObject({
    waiting: 2,
    problem: 'notice.zalo-busy',
    pausedUntil: '2026-11-22T03:02:00.000Z',
  });
  later(1);
  expect(await send()).toBe(0);
  later(1);
  expect(await send()).toBe(2);
  zalo.quota = 0;
  await tell(person.id);
  expect(await send()).toBe(0);
  // The quota of the day begins anew at midnight, and the quiet hours of the night hold it until morning.
  clock.now = new Date('2026-11-22T20:00:00+07:00');
  zalo.quota = 10;
  expect(await send()).toBe(0);
  clock.now = new Date('2026-11-23T07:00:00+07:00');
  expect(await send()).toBe(1);
});

test('Zalo: a lost line is tried again, who left is told no more, and a token that was used up asks for the administrator', async () => {
  const person = await aPerson();
  await byZalo(person.userId);
  await tell(person.id);
  zalo.broken = 1;
  expect(await send()).toBe(0);
  later(1);
  expect(await send()).toBe(1);
  zalo.followers.delete('follower-1');
  await tell(person.id);
  expect(await send()).toBe(0);
  expect((await person.caller.get<MyWays>('/notices/ways')).body.ways).toEqual([]);

  zalo.followers.add('follower-1');
  await byZalo(person.userId);
  const kept = (await admin.get<NoticeSettings>('/notices/settings')).body;
  const { appId, link } = kept.zalo;
  await admin.put('/notices/settings', { zalo: { appId, link, refreshToken: 'refresh-0' } });
  await tell(person.id);
  expect(await send()).toBe(0);
  expect((await admin.get<NoticeSettings>('/notices/settings')).body.zalo.problem).toBe('notice.zalo-reconnect');
  // The administrator connects anew with a token that works.
  await admin.put('/notices/settings', { zalo: { appId, link, refreshToken: `refresh-${await lastToken()}` } });
  expect(await send()).toBe(1);
});
async function lastToken(): Promise<number> {
  for (let n = 0; n < 50; n += 1) {
    const answer = await fetch(`${zalo.place.auth}/v4/oa/access_token`, {
      method: 'POST',
      headers: { secret_key: zalo.appSecret, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ refresh_token: `refresh-${n}`, app_id: zalo.appId, grant_type: 'refresh_token' }),
    });
    const { refresh_token: next } = (await answer.json()) as { refresh_token?: string };
    if (next !== undefined) return Number(next.replace('refresh-', ''));
  }
  throw new Error('no token works');
}

const hook = (event: { body: string; headers: Record<string, string> }) =>
  app.inject({ method: 'POST', url: '/api/v1/notices/zalo/webhook', headers: event.headers, payload: event.body });
const text = (words: string, msg = randomUUID(), from = 'follower-9') => ({
  event_name: 'user_send_text',
  sender: { id: from },
  message: { msg_id: msg, text: words },
});

test('an event of Zalo counts only with the right signature, and once', async () => {
  const person = await aPerson();
  const { code } = (await person.caller.post<{ code: string }>('/notices/zalo/code')).body;
  const event = text(`Gần Dân ${code}`);
  const wrong = [
    { ...zalo.event(event), headers: { 'content-type': 'application/json' } },
    zalo.event(event, 'another-secret'),
    (() => {
      const signed = zalo.event(event);
      return { ...signed, body: signed.body.replace('follower-9', 'follower-8') };
    })(),
    { body: 'no json', headers: { 'content-type': 'application/json', 'x-zevent-signature': 'mac=00' } },
  ];
  for (const one of wrong) {
    const answer = await hook(one);
    expect([answer.statusCode, (JSON.parse(answer.body) as { code: string }).code]).toEqual([
      403,
      'notice.zalo-signature',
    ]);
  }
  expect((await person.caller.get<MyWays>('/notices/ways')).body.ways).toEqual([]);
  expect((await hook(zalo.event(event))).statusCode).toBe(204);
  expect((await hook(zalo.event(event))).statusCode).toBe(204);
  expect((await person.caller.get<MyWays>('/notices/ways')).body.ways).toMatchObject([
    { way: 'zalo', address: '…er-9' },
  ]);

  // A code works once, and for ten minutes.
  const other = await aPerson();
  await hook(zalo.event(text(code, randomUUID(), 'follower-8')));
  expect((await other.caller.get<MyWays>('/notices/ways')).body.ways).toEqual([]);
  const late = (await other.caller.post<{ code: string }>('/notices/zalo/code')).body.code;
  later(11);
  await hook(zalo.event(text(late, randomUUID(), 'follower-8')));
  expect((await other.caller.get<MyWays>('/notices/ways')).body.ways).toEqual([]);

  await hook(zalo.event({ event_name: 'unfollow', follower: { id: 'follower-9' } }));
  expect((await person.caller.get<MyWays>('/notices/ways')).body.ways).toEqual([]);
});

test('web push: encrypted for the browser; one that is gone ends the consent; other addresses than of push services are refused', async () => {
  const person = await aPerson();
  const answers: [number, Record<string, string>][] = [];
  const bodies: Buffer[] = [];
  const service = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const [status, headers] = answers.shift() ?? [201, {}];
      if (status === 201) bodies.push(Buffer.concat(parts));
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((settle) => service.listen(0, '127.0.0.1', settle));
  const endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}/push/1`;
  const browser = webPush.generateVAPIDKeys();
  const keys = { p256dh: browser.publicKey, auth: Buffer.alloc(16, 7).toString('base64url') };
  const subscribe = (address: string) =>
    person.caller.post<{ code?: string }>('/notices/ways', {
      way: 'push',
      id: randomUUID(),
      name: 'Máy ở văn phòng',
      subscription: { endpoint: address, keys },
    });
  expect((await subscribe('https://fcm.googleapis.com/fcm/send/1')).status).toBe(201);
  expect((await subscribe('https://fcm.googleapis.com/fcm/send/1')).body.code).toBe('notice.way-exists');
  expect((await subscribe('https://10.0.0.1/push')).body.code).toBe('notice.push-service');
  expect((await subscribe('https://fcm.googleapis.com.example.vn/1')).body.code).toBe('notice.push-service');
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`update platform.notice_way set address = ${endpoint} where user_id = ${person.userId}`),
  );
  await tell(person.id, 'pushed');
  expect(await send()).toBe(1);
  expect(bodies).toHaveLength(1);
  expect(bodies[0]?.toString('latin1')).not.toContain('pushed');
  answers.push([429, { 'retry-after': '300' }]);
  await tell(person.id);
  expect(await send()).toBe(0);
  later(4);
  expect(await send()).toBe(0);
  later(1);
  answers.push([410, {}]);
  expect(await send()).toBe(0);
  expect((await person.caller.get<MyWays>('/notices/ways')).body.ways).toEqual([]);
  service.close();
});

test('secrets are kept for their owner alone and shown to nobody', async () => {
  const answer = await admin.get<NoticeSettings>('/notices/settings');
  expect(answer.body).toMatchObject({
    address: 'https://gandan.example',
    mail: { hasPassword: true },
    zalo: { hasSecret: true },
  });
  expect(answer.text).not.toMatch(/very-secret|app-secret|oa-secret|refresh-/);
  // A form that leaves the password out does not lose it.
  const { hasPassword: _, ...shown } = answer.body.mail;
  expect((await admin.put<NoticeSettings>('/notices/settings', { mail: shown })).body.mail.hasPassword).toBe(true);
  for (const file of ['vapid.secret', 'notices.secret']) {
    expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dataDir, file), 'utf8')).not.toBe('');
  }
  const person = await aPerson();
  for (const path of ['/notices/settings', '/notices/outbox'])
    expect((await person.caller.get(path)).status, path).toBe(403);
  await expect(
    inScope(db, { userId: 'x', rights: ['users.manage'], ranges: 'everything' }, (tx) =>
      tx.many(sql`select sealed from platform.notice_service`),
    ),
  ).rejects.toThrow();
  const trail = await asOwner(db, 'test', (tx) =>
    tx.many<{ payload: string }>(sql`select payload from platform.audit where entity like 'platform.notice%'`),
  );
  expect(trail.length).toBeGreaterThan(0);
  expect(JSON.stringify(trail)).not.toMatch(/very-secret|app-secret|refresh-/);
});

test('each sees only his own; without a sign-in there is nothing', async () => {
  const [one, other] = [await aPerson(), await aPerson()];
  const { id } = await byMail(one);
  await tell(one.id);
  expect((await mine(other)).items).toEqual([]);
  expect((await other.caller.delete(`/notices/ways/${id}`)).status).toBe(404);
  expect((await other.caller.post(`/notices/ways/${id}/test`)).status).toBe(404);
  expect((await mine(one)).unseen).toBe(1);
  await other.caller.post('/notices/seen');
  expect((await mine(one)).unseen).toBe(1);
  await one.caller.post('/notices/seen');
  expect((await mine(one)).unseen).toBe(0);
  expect((await anonymous.get('/notices')).status).toBe(401);
});

test('what has come due is told once, however often it is looked for', async () => {
  const person = await aPerson();
  due.push({ personId: person.id, key: 'due-1' });
  expect(await tellWhatIsDue(db, () => clock.now)).toBe(1);
  expect(await tellWhatIsDue(db, () => clock.now)).toBe(0);
  due.push({ personId: person.id, key: 'due-2' });
  expect(await tellWhatIsDue(db, () => clock.now)).toBe(1);
});

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import webPush from 'web-push';
import { asOwner } from '../../db/database.ts';
import type { MyWays, NoticeSettings, Outbox } from '../contract.ts';
import { noticeWorld } from '../testing/world.ts';

const { clock, db, app, zalo, admin, aPerson, byZalo, tell, send, later } = await noticeWorld();

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

test('an event that comes again changes nothing: who left, came back and agreed anew is told on', async () => {
  const person = await aPerson();
  const agree = async () => {
    const { code } = (await person.caller.post<{ code: string }>('/notices/zalo/code')).body;
    await hook(zalo.event(text(code, randomUUID(), 'follower-7')));
  };
  const ways = async () => (await person.caller.get<MyWays>('/notices/ways')).body.ways.length;
  await agree();
  const left = zalo.event({ event_name: 'unfollow', follower: { id: 'follower-7' } });
  expect((await hook(left)).statusCode).toBe(204);
  expect(await ways()).toBe(0);
  await agree();
  expect(await ways()).toBe(1);
  // Zalo sends the same event once more, as it does when an answer of ours was lost.
  expect((await hook(left)).statusCode).toBe(204);
  expect(await ways()).toBe(1);
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

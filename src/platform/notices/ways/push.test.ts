import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import webPush from 'web-push';
import { browserKeys, openPush, signedBy } from '../testing/browser-push.ts';
import { pushWay } from './push.ts';
import type { Message } from './way.ts';

const received: { headers: Record<string, string | string[] | undefined>; body: Buffer }[] = [];
const service = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    received.push({ headers: request.headers, body: Buffer.concat(parts) });
    response.writeHead(201).end();
  });
});
await new Promise<void>((settle) => service.listen(0, '127.0.0.1', settle));
afterAll(() => void service.close());
const endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}/send/1`;
const now = new Date();
const vapid = webPush.generateVAPIDKeys();
const browser = browserKeys();
const keys = { p256dh: browser.publicKey.toString('base64url'), auth: browser.auth.toString('base64url') };
const message = (given: Partial<Message> = {}): Message => ({
  deliveryId: '01890000-0000-7000-8000-000000000001',
  address: endpoint,
  keys,
  title: 'Gần Dân',
  text: 'Bạn có cuộc họp mới. Mở Gần Dân để xem.',
  link: 'https://gandan.example/meetings/1',
  ...given,
});

test('the opening is that of the specification: its own example', () => {
  const given = (text: string) => Buffer.from(text, 'base64url');
  const opened = openPush(
    given(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    ),
    {
      publicKey: given('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
      privateKey: given('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'),
      auth: given('BTBZMqHH6r4Tts7J_aSIgg'),
    },
  );
  expect(opened).toBe('When I grow up, I want to be a watermelon');
});

test('what is sent opens with the keys of the browser alone, is signed for this service, and can be read by nobody between', async () => {
  expect(await pushWay(vapid, 'https://gandan.example', () => now).send(message())).toEqual({ kind: 'sent' });
  const [sent] = received.splice(0);
  if (!sent) throw new Error('nothing came');
  expect(JSON.parse(openPush(sent.body, browser))).toEqual({
    title: 'Gần Dân',
    body: 'Bạn có cuộc họp mới. Mở Gần Dân để xem.',
    link: 'https://gandan.example/meetings/1',
  });
  for (const word of ['Gần Dân', 'meetings', 'gandan']) expect(sent.body.includes(Buffer.from(word))).toBe(false);
  expect(sent.headers['content-encoding']).toBe('aes128gcm');
  expect(Number(sent.headers['ttl'])).toBeGreaterThan(0);
  expect(String(sent.headers['topic'])).toMatch(/^[A-Za-z0-9_-]{1,32}$/);
  const signed = signedBy(String(sent.headers['authorization']));
  expect(signed).toMatchObject({
    key: vapid.publicKey,
    audience: new URL(endpoint).origin,
    subject: 'https://gandan.example',
  });
  expect(signed.expires - now.getTime() / 1000).toBeLessThanOrEqual(24 * 3600);
  // Another browser, a changed byte: nothing opens.
  expect(() => openPush(sent.body, browserKeys())).toThrow();
  const changed = Buffer.from(sent.body);
  changed.writeUInt8(changed.readUInt8(changed.length - 20) ^ 1, changed.length - 20);
  expect(() => openPush(changed, browser)).toThrow();
});

test('two messages with the same words look different on the line', async () => {
  const way = pushWay(vapid, 'https://gandan.example', () => now);
  await way.send(message());
  await way.send(message());
  const [one, other] = received.splice(0);
  expect(one?.body.equals(other?.body ?? Buffer.alloc(0))).toBe(false);
});

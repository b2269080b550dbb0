import { describe, expect, test } from 'vitest';
import { createDecipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { OutboxBody, OutboxContent, OutboxHeader } from '../sync/contract.ts';
import { makeOutboxFile } from './outbox-file.ts';
import { changePin, isGoodPin, makeVault, open, openVault, seal, triesLeft, waitBefore, WrongPin } from './vault.ts';

const FEW = 1000;

describe('the key under the PIN', () => {
  test('opens with the PIN, not with another, and cannot be taken out of memory', async () => {
    const { keeper, key } = await makeVault('270519', FEW);
    const sealed = await seal(key, 'outbox/1', { text: 'Họp thôn' });
    const again = await openVault(keeper, '270519');
    expect(await open(again, 'outbox/1', sealed)).toEqual({ text: 'Họp thôn' });
    await expect(openVault(keeper, '270518')).rejects.toBeInstanceOf(WrongPin);
    expect(again.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', again)).rejects.toThrow();
  });

  test('a record opens at its own place only, and not after a change', async () => {
    const { key } = await makeVault('270519', FEW);
    const sealed = await seal(key, 'outbox/1', 7);
    await expect(open(key, 'outbox/2', sealed)).rejects.toThrow();
    const bytes = new Uint8Array(sealed.data);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    await expect(open(key, 'outbox/1', sealed)).rejects.toThrow();
  });

  test('another PIN leaves what was sealed readable', async () => {
    const { keeper, key } = await makeVault('270519', FEW);
    const sealed = await seal(key, 'draft/a', 'chữ');
    const next = await changePin(keeper, '270519', '803152');
    await expect(openVault(next, '270519')).rejects.toBeInstanceOf(WrongPin);
    expect(await open(await openVault(next, '803152'), 'draft/a', sealed)).toBe('chữ');
  });

  test.each([
    ['12345', false],
    ['123456', false],
    ['654321', false],
    ['777777', false],
    ['12a456', false],
    ['270519', true],
    ['1234567890123', false],
  ])('%s is a PIN: %s', (pin, good) => expect(isGoodPin(pin)).toBe(good));
});

describe('tries are limited', () => {
  test('five are free, then each waits longer; nothing is ever thrown away', () => {
    expect([0, 4].map((tries) => waitBefore({ tries, triedAt: 0 }, 0))).toEqual([0, 0]);
    expect([5, 6, 7, 8, 9, 10, 99].map((tries) => waitBefore({ tries, triedAt: 0 }, 0) / 1000)).toEqual([
      30, 60, 300, 900, 3600, 21_600, 21_600,
    ]);
    expect(triesLeft(2)).toBe(3);
    expect(triesLeft(9)).toBe(0);
  });
  test('a clock set back waits anew, a clock that went on has waited', () => {
    expect(waitBefore({ tries: 5, triedAt: 100_000 }, 50_000)).toBe(30_000);
    expect(waitBefore({ tries: 5, triedAt: 100_000 }, 131_000)).toBe(0);
  });
});

test('the file of the outbox opens by its description, and its seal is of the token', async () => {
  const device = '0199aaaa-0000-7000-8000-000000000001';
  const photo = new Uint8Array(randomBytes(70_000));
  const name = createHash('sha256').update(photo).digest('hex');
  const file = await makeOutboxFile(
    { device, token: 'gd_secret', commands: [], blobs: new Map([[name, photo]]), madeAt: '2026-11-22T08:00:00.000Z' },
    'con trâu đi trước',
    100_000,
  );
  const end = file.indexOf(10);
  const line = file.subarray(0, end);
  const header = OutboxHeader.parse(JSON.parse(Buffer.from(line).toString('utf8')));
  const salt = Buffer.from(header.salt, 'base64');
  const key = pbkdf2Sync('con trâu đi trước', salt, header.iterations, 32, 'sha256');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(header.iv, 'base64'));
  decipher.setAAD(line);
  decipher.setAuthTag(file.subarray(file.length - 16));
  const plain = Buffer.concat([decipher.update(file.subarray(end + 1, file.length - 16)), decipher.final()]);
  const body = OutboxBody.parse(JSON.parse(plain.toString('utf8')));
  const secret = createHash('sha256').update('gd_secret').digest();
  expect(body.seal).toBe(createHmac('sha256', secret).update(body.content).digest('hex'));
  const content = OutboxContent.parse(JSON.parse(body.content));
  expect(content.blobs[0]?.sha256).toBe(name);
  expect(Buffer.from(content.blobs[0]?.data ?? '', 'base64').equals(Buffer.from(photo))).toBe(true);
});

import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from 'node:crypto';

/** What a browser keeps of a subscription: its key pair and the secret that it shares with who may write to it. */
export type BrowserKeys = { publicKey: Buffer; privateKey: Buffer; auth: Buffer };

/** A subscription as a browser makes it. */
export function browserKeys(): BrowserKeys {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return { publicKey: pair.getPublicKey(), privateKey: pair.getPrivateKey(), auth: randomBytes(16) };
}

const SALT_BYTES = 16;
const TAG_BYTES = 16;
const hmac = (key: Buffer, ...parts: (Buffer | string)[]): Buffer =>
  createHmac('sha256', key)
    .update(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
    .digest();

/**
 * Opens a message as a browser does, written from the specification and not from the library that closes it.
 * @throws when it was closed for somebody else or changed on its way
 * @see RFC 8291 section 3.4, RFC 8188 section 2
 */
export function openPush(body: Buffer, browser: BrowserKeys): string {
  const salt = body.subarray(0, SALT_BYTES);
  const keyEnd = SALT_BYTES + 5 + body.readUInt8(SALT_BYTES + 4);
  const sender = body.subarray(SALT_BYTES + 5, keyEnd);
  const own = createECDH('prime256v1');
  own.setPrivateKey(browser.privateKey);
  const shared = hmac(browser.auth, own.computeSecret(sender));
  const keyed = hmac(shared, 'WebPush: info\0', browser.publicKey, sender, '\u0001');
  const secret = hmac(salt, keyed);
  const key = hmac(secret, 'Content-Encoding: aes128gcm\0\u0001').subarray(0, 16);
  const nonce = hmac(secret, 'Content-Encoding: nonce\0\u0001').subarray(0, 12);
  const record = body.subarray(keyEnd);
  const cipher = createDecipheriv('aes-128-gcm', key, nonce);
  cipher.setAuthTag(record.subarray(record.length - TAG_BYTES));
  const padded = Buffer.concat([cipher.update(record.subarray(0, record.length - TAG_BYTES)), cipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('not the last record');
  return padded.subarray(0, end).toString('utf8');
}

/** Who sent it, as a push service checks: signed with the key under which the browser subscribed. @see RFC 8292 */
export function signedBy(authorization: string): { key: string; audience: string; subject: string; expires: number } {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(authorization) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const publicKey = createPublicKey({
    key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' },
    format: 'jwk',
  });
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) throw new Error('not signed with this key');
  const told = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as {
    aud: string;
    sub: string;
    exp: number;
  };
  return { key, audience: told.aud, subject: told.sub, expires: told.exp };
}

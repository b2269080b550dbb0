import type { Command, OutboxContent, OutboxHeader } from '../sync/contract.ts';
import { ITERATIONS } from './vault.ts';

/**
 * The outbox of a device as one file, carried to the commune on a phone or a stick: the last resort where no line ever comes.
 * Encrypted with a passphrase that the person types, and sealed with the token of the device, so that who knows the passphrase
 * alone cannot write in its name. @see OutboxHeader in ../sync/contract.ts
 */
export async function makeOutboxFile(
  outbox: {
    device: string;
    token: string;
    commands: Command[];
    blobs: ReadonlyMap<string, Uint8Array>;
    madeAt: string;
  },
  passphrase: string,
  iterations = ITERATIONS,
): Promise<Uint8Array<ArrayBuffer>> {
  const inside: OutboxContent = {
    device: outbox.device,
    commands: outbox.commands,
    blobs: [...outbox.blobs].map(([sha256, bytes]) => ({ sha256, data: base64(bytes) })),
    madeAt: outbox.madeAt,
  };
  const content = JSON.stringify(inside);
  const body = utf8(JSON.stringify({ seal: await sealOf(content, outbox.token), content }));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const header: OutboxHeader = {
    format: 'gandan-outbox',
    v: 1,
    device: outbox.device,
    iterations,
    salt: base64(salt),
    iv: base64(iv),
  };
  const line = utf8(JSON.stringify(header));
  const key = await keyOf(passphrase, salt, iterations);
  const cipher = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: line }, key, body));
  const file = new Uint8Array(line.length + 1 + cipher.length);
  file.set(line);
  file[line.length] = 10;
  file.set(cipher, line.length + 1);
  return file;
}

export const PASSPHRASE_LEAST = 8;
export const OUTBOX_FILE_TYPE = 'application/octet-stream';

async function keyOf(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', utf8(passphrase), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
}

async function sealOf(content: string, token: string): Promise<string> {
  const secret = await crypto.subtle.digest('SHA-256', utf8(token));
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(content)));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: a photograph is more than the arguments of one call.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

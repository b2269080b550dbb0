import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import webPush from 'web-push';
import { secretIn, writeWhole } from '../data-dir.ts';
import type { Tx } from '../db/tx.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keyOf = (dataDir: string): Buffer =>
  createHash('sha256')
    .update(`notices ${secretIn(dataDir, 'notices')}`)
    .digest();

/** Seals a value with the key of the data directory (AES-256-GCM). */
export function seal(dataDir: string, value: unknown): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(dataDir), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** What was sealed, or undefined when it was sealed with another key: the data directory is another one. */
export function unseal<T>(dataDir: string, sealed: Buffer | null): T | undefined {
  if (sealed === null) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', keyOf(dataDir), sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as T;
  } catch (error) {
    if (error instanceof Error && /authenticate/.test(error.message)) return undefined;
    throw error;
  }
}

/** The secret part of the settings of a way. */
export async function readSecret<T>(tx: Tx, dataDir: string, way: string, hold = false): Promise<T | undefined> {
  const row = await tx.one<{ sealed: Buffer | null }>(
    sql`select sealed from platform.notice_service where way = ${way} ${hold ? sql`for update` : sql``}`,
  );
  return unseal<T>(dataDir, row.sealed);
}

/** Keeps the secret part of the settings of a way. */
export async function writeSecret(tx: Tx, dataDir: string, way: string, value: unknown): Promise<void> {
  await tx.run(
    sql`update platform.notice_service set sealed = ${value === null ? null : seal(dataDir, value)}, changed_at = now() where way = ${way}`,
  );
}

export type VapidKeys = { publicKey: string; privateKey: string };

/** The keys by which push services know this installation: made once, in a file of mode 0600. */
export function vapidKeys(dataDir: string): VapidKeys {
  const file = join(dataDir, 'vapid.secret');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as VapidKeys;
  const keys = webPush.generateVAPIDKeys();
  writeWhole(file, `${JSON.stringify(keys)}\n`);
  return keys;
}

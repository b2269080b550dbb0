import { createDecipheriv, createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { asOwner } from '../db/database.ts';
import type { Tx } from '../db/tx.ts';
import { Invalid, RuleBroken } from '../errors.ts';
import { takePiece } from './blobs.ts';
import type { Carrier } from './carry-out.ts';
import { type Answer, OutboxBody, OutboxContent, OutboxHeader, type OutboxTaken, PUSH_LIMIT } from './contract.ts';
import { deliveriesOf } from './deliveries.ts';
import { carrierOf, pushCommands } from './push.ts';
import { countOutcomes } from './rules.ts';

export const OUTBOX_BYTES = 64 * 1024 * 1024;
const NEWLINE = 10;
const TAG_BYTES = 16;
const deriveKey = promisify(pbkdf2);

/** The device that a file says it is of, before anything of it can be read. @throws Invalid `sync.file-format` */
export function headerOf(file: Buffer): { header: OutboxHeader; line: Buffer; sealed: Buffer } {
  const end = file.subarray(0, 4096).indexOf(NEWLINE);
  const line = file.subarray(0, Math.max(end, 0));
  const header = OutboxHeader.safeParse(parsed(line.toString('utf8')));
  if (end < 1 || !header.success) throw new Invalid('sync.file-format');
  return { header: header.data, line, sealed: file.subarray(end + 1) };
}

/**
 * Opens a file with the words that its person typed, and makes sure that the device wrote it.
 * @throws Invalid `sync.file-passphrase` when the words are not those, or the file is damaged; `sync.file-format`
 * @throws RuleBroken `sync.file-not-of-device` when somebody else wrote it in the device's name
 */
export async function openOutbox(file: Buffer, passphrase: string, tokenHash: Buffer): Promise<OutboxContent> {
  const { header, line, sealed } = headerOf(file);
  const key = await deriveKey(
    passphrase.normalize('NFC'),
    Buffer.from(header.salt, 'base64'),
    header.iterations,
    32,
    'sha256',
  );
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(header.iv, 'base64'));
  decipher.setAAD(line);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  let plain: string;
  try {
    plain = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new Invalid('sync.file-passphrase');
  }
  const body = OutboxBody.safeParse(parsed(plain));
  if (!body.success) throw new Invalid('sync.file-format');
  const seal = createHmac('sha256', tokenHash).update(body.data.content).digest();
  if (!timingSafeEqual(seal, Buffer.from(body.data.seal, 'hex'))) throw new RuleBroken('sync.file-not-of-device');
  const content = OutboxContent.safeParse(parsed(body.data.content));
  if (!content.success || content.data.device !== header.device) throw new Invalid('sync.file-format');
  return content.data;
}

/**
 * Takes an outbox in that was carried on a phone or a stick: the same commands under the same ids, in the name of the device's person.
 * @param seen the caller's transaction, in which the device must be seen
 * @throws NotFound for a device outside the caller's scope; RuleBroken `device.withdrawn`, and what `openOutbox` refuses
 */
export async function takeOutbox(
  given: Pick<Carrier, 'app' | 'tree' | 'today'>,
  takenBy: string,
  file: Buffer,
  passphrase: string,
  seen: (device: string) => Promise<OutboxTaken['device']>,
): Promise<OutboxTaken> {
  const { header } = headerOf(file);
  const device = await seen(header.device);
  const carrier = await carrierOf(given, header.device);
  const { db, dataDir } = given.app.platform;
  const content = await openOutbox(file, passphrase, await asOwner(db, takenBy, (tx) => hashOf(tx, device.id)));
  for (const blob of content.blobs) {
    const bytes = Buffer.from(blob.data, 'base64');
    if (createHash('sha256').update(bytes).digest('hex') !== blob.sha256) throw new Invalid('sync.file-format');
    await takePiece(dataDir, device.id, blob.sha256, { offset: 0, size: bytes.length, piece: bytes });
  }
  const commands = [...content.commands].sort((a, b) => a.seq - b.seq);
  const ids = commands.map(({ id }) => id);
  const before = await asOwner(db, takenBy, (tx) => deliveriesOf(tx, device.id, ids));
  const answers: Answer[] = [];
  let nextSeq = 1;
  for (let at = 0; at < commands.length || at === 0; at += PUSH_LIMIT) {
    const answer = await pushCommands(carrier, commands.slice(at, at + PUSH_LIMIT), takenBy);
    answers.push(...answer.answers);
    nextSeq = answer.nextSeq;
    if (answer.stopped) return report(answer.stopped);
  }
  return report();

  function report(stopped?: OutboxTaken['stopped']): OutboxTaken {
    const counts = countOutcomes(answers.filter(({ id }) => !before.has(id)));
    return {
      device,
      commands: commands.length,
      known: answers.filter(({ id }) => before.has(id)).length,
      applied: counts.applied,
      refused: counts.refused,
      conflicts: counts.conflict,
      waiting: counts.waiting,
      nextSeq,
      ...(stopped ? { stopped } : {}),
    };
  }
}

async function hashOf(tx: Tx, device: string): Promise<Buffer> {
  const row = await tx.one<{ hash: Buffer }>(
    sql`select token_hash as hash from platform.device_state where device_id = ${device}`,
  );
  return row.hash;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

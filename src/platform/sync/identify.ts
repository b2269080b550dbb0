import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { txOf } from '../db/tx.ts';
import { Forbidden, Unauthorized } from '../errors.ts';
import type { Identity } from '../http/context.ts';
import type { Right } from '../rights.ts';
import { isExpired } from './rules.ts';

/** By this a device's token is told from a personal one. */
export const DEVICE_TOKEN = 'gdd_';

/** The most that a device may do in its person's name: what the field app has forms for. Never users, posts, imports, exports. */
export const FIELD_RIGHTS: readonly Right[] = [
  'members.read',
  'admission.read',
  'admission.nominate',
  'admission.write',
  'meetings.read',
  'meetings.write',
  'tasks.read',
  'tasks.write',
  'villages.read',
  'villages.write',
  'outreach.read',
  'outreach.write',
  'welfare.read',
  'welfare.hand-over',
];

export function newDeviceToken(): string {
  return DEVICE_TOKEN + randomBytes(32).toString('base64url');
}

export function deviceHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** As whom a device acts. */
export function deviceIdentity(userId: string, device: string): Identity {
  return { userId, via: 'field', onlyRights: FIELD_RIGHTS, device };
}

/**
 * Whose device calls. A disabled account withdraws its devices with it.
 * @throws Unauthorized `token.invalid`
 * @throws Forbidden `device.withdrawn`: it wipes itself; `device.expired` after thirty days of silence
 */
export async function identifyDevice(db: Database, token: string, now: Date): Promise<Identity> {
  const owner = txOf(db.owner);
  const row = await owner.maybeOne<{
    id: string;
    userId: string;
    gone: boolean;
    lastContactAt: string | null;
    stale: boolean;
  }>(sql`
    select d.id, d.user_id as "userId", d.withdrawn_at is not null or a.disabled_at is not null as gone, s.last_contact_at as "lastContactAt",
      coalesce(s.last_contact_at < ${now.toISOString()}::timestamptz - interval '1 minute', true) as stale
    from platform.device_state s join platform.device d on d.id = s.device_id join platform.account a on a.user_id = d.user_id
    where s.token_hash = ${deviceHash(token)}`);
  if (!row) throw new Unauthorized('token.invalid');
  if (row.gone) throw new Forbidden('device.withdrawn');
  if (isExpired(row.lastContactAt, now.getTime())) throw new Forbidden('device.expired');
  if (row.stale)
    await owner.run(
      sql`update platform.device_state set last_contact_at = ${now.toISOString()} where device_id = ${row.id}`,
    );
  return deviceIdentity(row.userId, row.id);
}

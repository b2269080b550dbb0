import { createHash } from 'node:crypto';
import type { LabelRange, Scope } from '../db/database.ts';
import type { Caller, Platform } from '../http/context.ts';
import type { Doc } from './contract.ts';
import { FIELD_RIGHTS, deviceIdentity } from './identify.ts';
import type { CopyBody } from './registry.ts';

/** A document with the digest of its body. */
export function docOf(kind: string, { id, body }: CopyBody): Doc {
  const version = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16);
  return { kind, id, version, body };
}

/** What lies in both. */
export function within(inner: readonly LabelRange[], outer: readonly LabelRange[] | 'everything'): LabelRange[] {
  if (outer === 'everything') return [...inner];
  return inner.flatMap((one) =>
    outer.flatMap((wide) => {
      const range = { lo: Math.max(one.lo, wide.lo), hi: Math.min(one.hi, wide.hi) };
      return range.lo < range.hi ? [range] : [];
    }),
  );
}

/**
 * The scope in which the copy of a device is read: its home unit and no other, however much its person may see, and nothing at all
 * where the person lost the unit.
 */
export async function scopeOfCopy(
  platform: Platform,
  { userId, device }: { userId: string; device: string },
  place: { ranges: readonly LabelRange[] },
): Promise<{ scope: Scope; caller: Caller }> {
  const grant = await platform.grantOf(userId);
  const rights = grant.rights.filter((right) => FIELD_RIGHTS.includes(right));
  const ranges = within(place.ranges, grant.ranges);
  const caller: Caller = { ...deviceIdentity(userId, device), rights, ranges };
  return { scope: { userId, rights, ranges, via: 'field', requestId: `device ${device}` }, caller };
}

import { sql } from 'kysely';
import { asOwner, type Database } from '../db/database.ts';
import type { Tx } from '../db/tx.ts';
import { Forbidden, NotFound, RuleBroken } from '../errors.ts';
import type { Caller } from '../http/context.ts';
import type { Decided, Decision, DeviceRow, MadeDevice, NewDevice, OpenDelivery } from './contract.ts';
import { deviceHash, newDeviceToken } from './identify.ts';
import { decisionRefused, isExpired } from './rules.ts';
import type { FieldTree } from './tree.ts';

/** Devices of one person at once; more would be a sign that old ones were forgotten. */
export const DEVICES_EACH = 8;

/**
 * Registers a device for its person, or gives one that is registered a new token. The token is told once.
 * @throws NotFound when the unit lies outside the caller's scope; Forbidden `sign-in.session-needed`
 * @throws RuleBroken `device.unit-kind`, `device.too-many`, `device.withdrawn`, `device.other-unit`
 */
export async function registerDevice(
  tx: Tx,
  tree: FieldTree,
  caller: Caller,
  input: NewDevice,
  today: string,
): Promise<MadeDevice> {
  if (caller.via !== 'office') throw new Forbidden('sign-in.session-needed');
  const home = await tree.homeFor(tx, caller, input.unitId, today);
  const known = await tx.maybeOne<{ userId: string; unitId: string }>(
    sql`select user_id as "userId", unit_id as "unitId" from platform.device where id = ${input.id}`,
  );
  if (known && known.userId !== caller.userId) throw new NotFound();
  if (known && known.unitId !== input.unitId) throw new RuleBroken('device.other-unit');
  if (!known) {
    const { n } = await tx.one<{ n: number }>(
      sql`select count(*) as n from platform.device where user_id = ${caller.userId} and withdrawn_at is null`,
    );
    if (n >= DEVICES_EACH) throw new RuleBroken('device.too-many', { most: DEVICES_EACH });
    await tx.run(sql`
      insert into platform.device (id, user_id, unit_id, name, label)
      values (${input.id}, ${caller.userId}, ${input.unitId}, ${input.name}, ${home.label})`);
  }
  const token = newDeviceToken();
  const { nextSeq } = await tx.one<{ nextSeq: number }>(
    sql`select platform.give_device_token(${input.id}, ${deviceHash(token)}) as "nextSeq"`,
  );
  return { id: input.id, token, unit: { id: input.unitId, name: home.name }, nextSeq };
}

type Seen = Pick<DeviceRow, 'id' | 'name' | 'unit' | 'owner' | 'registeredAt' | 'withdrawnAt' | 'withdrawnBy' | 'mine'>;
type Health = Pick<
  DeviceRow,
  'lastContactAt' | 'unsent' | 'oldestAt' | 'app' | 'applied' | 'refused' | 'conflicts' | 'waiting'
> & { id: string };

/** Devices of the caller and of the units in his scope: those that need help first, then the longest silent. */
export async function listDevices(
  tx: Tx,
  db: Database,
  tree: FieldTree,
  caller: Caller,
  query: { unit?: string | undefined; state?: 'active' | 'all' | undefined; mine?: 'true' | undefined },
  { today, now }: { today: string; now: Date },
): Promise<DeviceRow[]> {
  const seen = await tx.many<Seen>(sql`
    select d.id, d.name, ${tree.unitName(sql`d.unit_id`, today)} as unit, coalesce(a.display_name, '') as owner, d.registered_at as "registeredAt",
      d.withdrawn_at as "withdrawnAt", w.display_name as "withdrawnBy", d.user_id = ${caller.userId} as mine
    from platform.device d left join platform.account a on a.user_id = d.user_id left join platform.account w on w.user_id = d.withdrawn_by
    where (${query.state !== 'active'} or d.withdrawn_at is null) and (${query.mine === undefined} or d.user_id = ${caller.userId})
      and (${query.unit ?? null}::uuid is null or d.unit_id = ${query.unit ?? null})
    order by d.registered_at desc, d.id limit 2000`);
  const health = await healthOf(
    db,
    caller.userId,
    seen.map(({ id }) => id),
  );
  const rows = seen.flatMap((device) => {
    const state = health.get(device.id);
    if (!state) return [];
    const expired = isExpired(state.lastContactAt, now.getTime());
    return [
      {
        ...state,
        ...device,
        state:
          device.withdrawnAt === null ? (expired ? ('expired' as const) : ('active' as const)) : ('withdrawn' as const),
        mayWithdraw: device.withdrawnAt === null && (device.mine || caller.rights.includes('posts.write')),
      },
    ];
  });
  return rows.sort((a, b) => needs(b) - needs(a) || (a.lastContactAt ?? '').localeCompare(b.lastContactAt ?? ''));
}

const needs = (row: DeviceRow): number =>
  row.state === 'withdrawn' ? -1 : (row.unsent > 0 ? 2 : 0) + (row.refused + row.conflicts + row.waiting > 0 ? 1 : 0);

async function healthOf(db: Database, userId: string, ids: readonly string[]): Promise<Map<string, Health>> {
  if (ids.length === 0) return new Map();
  const rows = await asOwner(db, userId, (tx) =>
    tx.many<Health>(sql`
      select s.device_id as id, s.last_contact_at as "lastContactAt", s.unsent, s.oldest_at as "oldestAt", s.app,
        count(y.command_id) filter (where y.outcome = 'applied') as applied,
        count(y.command_id) filter (where y.outcome = 'refused' and y.decided_at is null) as refused,
        count(y.command_id) filter (where y.outcome = 'conflict' and y.decided_at is null) as conflicts,
        count(y.command_id) filter (where y.outcome = 'waiting' and y.decided_at is null) as waiting
      from platform.device_state s left join platform.delivery y on y.device_id = s.device_id
      where s.device_id = any(${[...ids]}::uuid[]) group by s.device_id`),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What of a device waits for its person's decision: form and rule, never what was typed. @throws NotFound outside the scope */
export async function openDeliveries(tx: Tx, db: Database, caller: Caller, device: string): Promise<OpenDelivery[]> {
  await tx.one(sql`select 1 as seen from platform.device where id = ${device}`);
  return asOwner(db, caller.userId, (owner) =>
    owner.many<OpenDelivery>(sql`
      select command_id as id, seq, type, outcome, code, made_at as "madeAt", received_at as "receivedAt" from platform.delivery
      where device_id = ${device} and outcome <> 'applied' and decided_at is null order by seq limit 500`),
  );
}

/**
 * Withdraws a device: it is refused from now on and wipes itself when it hears so. Withdrawing again changes nothing.
 * @throws NotFound outside the scope; Forbidden `right.missing` for a device of somebody else
 */
export async function withdrawDevice(tx: Tx, caller: Caller, device: string): Promise<{ id: string }> {
  const { userId } = await tx.one<{ userId: string }>(
    sql`select user_id as "userId" from platform.device where id = ${device} for update`,
  );
  if (userId !== caller.userId && !caller.rights.includes('posts.write'))
    throw new Forbidden('right.missing', { right: 'posts.write' });
  await tx.run(sql`
    update platform.device set withdrawn_at = now(), withdrawn_by = ${caller.userId} where id = ${device} and withdrawn_at is null`);
  return { id: device };
}

/**
 * Records what a person decided about a command that was not applied; what was typed stays in the delivery either way.
 * @throws NotFound when the device is not the caller's
 * @throws RuleBroken `sync.command-unknown`, `sync.nothing-to-decide`, `sync.decided-already`, `sync.replacement-missing`
 */
export async function decide(
  db: Database,
  { userId, device }: { userId: string; device: string },
  decision: Decision,
): Promise<Decided> {
  return asOwner(db, userId, async (tx) => {
    await tx.run(
      sql`select set_config('gandan.via', 'field', true), set_config('gandan.request_id', ${`device ${device}`}, true)`,
    );
    type Row = Parameters<typeof decisionRefused>[0] & { decidedAt: string | null; label: number };
    const row = await tx.maybeOne<Row>(sql`
      select y.outcome, y.choice, y.replacement, y.decided_at as "decidedAt", d.label from platform.delivery y join platform.device d on d.id = y.device_id
      where y.device_id = ${device} and d.user_id = ${userId} and y.command_id = ${decision.command} for update of y`);
    const refusal = decisionRefused(row, decision);
    if (refusal !== undefined) throw new RuleBroken(refusal, { command: decision.command });
    const { command, choice } = decision;
    if (row?.decidedAt) return { command, choice, decidedAt: row.decidedAt };
    const done = await tx.one<{ decidedAt: string }>(sql`
      update platform.delivery set choice = ${choice}, replacement = ${decision.replacement}, decided_at = now(), decided_by = ${userId}
      where device_id = ${device} and command_id = ${command} returning decided_at as "decidedAt"`);
    await tx.run(sql`
      select platform.write_audit('note', 'platform.delivery', ${command}, ${row?.label ?? null}::int,
        ${JSON.stringify({ new: { device, choice, replacement: decision.replacement } })})`);
    return { command, choice, decidedAt: done.decidedAt };
  });
}

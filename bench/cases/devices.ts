import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { aPersonAt } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { createUser } from '#platform/sign-in/accounts.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { percentiles } from '../measure.ts';
import { memoryOf } from '../processes.ts';
import { forgetDeviceRooms, writeDeviceRooms } from '../device-rooms.ts';
import { TODAY } from '../people.ts';
import type { Bench } from './context.ts';

const DEVICES = 150;
const PASSWORD = 'mat-khau-cua-bi-thu';
const SERVER = fileURLToPath(new URL('../device-server.ts', import.meta.url));
const MEGABYTES = 1024;
/** Documents of the rooms above the register. */
const ROOMS = new Set(['meeting', 'task', 'request', 'handover-stock', 'household', 'profile']);

type Owner = { userId: string; userName: string; personId: string; cellId: string };
type Pulled = { ms: number; docs: number; bytes: number; members: number; rooms: number };

/** Monday after the network came back: 150 secretaries sign in, register their phones and pull their first copy at the same moment. */
export async function devices(bench: Bench): Promise<void> {
  const { installation } = bench;
  const folder = await mkdtemp(join(tmpdir(), 'gandan-devices-'));
  const owners = await makeOwners(bench);
  // The phones live today, not on the day of the bench: what they carry of the rooms is of the last three months.
  const cells = owners.map(({ cellId }) => cellId);
  bench.log(JSON.stringify(await writeDeviceRooms(installation.db, cells, todayInVietnam(new Date()))));
  const child = spawn(process.execPath, ['--import', 'tsx', SERVER, folder, installation.ownerUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  try {
    const address = await addressOf(child);
    const atRest = await memoryOf(child);
    const began = performance.now();
    const settled = await Promise.allSettled(owners.map((owner) => comeBack(address, owner)));
    const whole = (performance.now() - began) / 1000;
    const done = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const one of settled) if (one.status === 'rejected') bench.log(String(one.reason));
    const most = await memoryOf(child);
    const took = percentiles(done.map(({ ms }) => ms));
    const of = (key: 'docs' | 'bytes' | 'members' | 'rooms') => percentiles(done.map((one) => one[key]));
    bench.add({
      group: 'devices',
      what: `${DEVICES} phones sign in, register and pull a first copy at once`,
      bar: 'server < 1 GiB, none fails',
      p50: took.p50,
      p95: took.p95,
      kept: most < MEGABYTES && done.length === DEVICES,
      note: `${done.length} of ${DEVICES} in ${whole.toFixed(1)} s; server ${most.toFixed(0)} MB at most (${atRest.toFixed(0)} at rest); copy of ${of('members').p50} members: ${of('docs').p50} documents, ${of('rooms').p50} of meetings, tasks, requests and gifts, ${(of('bytes').p95 / 1024).toFixed(0)} KB over the line (p95)`,
    });
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    await forgetDeviceRooms(installation.db);
    await forget(bench, owners);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Accounts of secretaries at the largest cells. */
async function makeOwners({ installation, log }: Bench): Promise<Owner[]> {
  const { db } = installation;
  const cells = await asOwner(db, 'bench', (tx) =>
    tx.many<{ id: string; label: number }>(sql`
      select u.id, u.label from membership.member_period p join organisation.unit u on u.id = p.cell_id
      join organisation.unit_version v on v.unit_id = u.id and v.valid @> current_date and v.kind = 'party_cell'
      where p.valid @> ${TODAY}::date group by u.id, u.label order by count(*) desc, u.label limit ${DEVICES}`),
  );
  const owners: Owner[] = [];
  for (const [at, cell] of cells.entries()) {
    const personId = await asOwner(db, 'bench', async (tx) => {
      const id = await aPersonAt(tx, cell, `Bí thư ${at}`);
      await tx.run(sql`
        insert into organisation.post (unit_id, kind, person_id, valid, label)
        values (${cell.id}, 'deputy_secretary', ${id}, daterange('2020-01-01', null), ${cell.label})`);
      return id;
    });
    const userName = `phone-${at}-${randomUUID().slice(0, 8)}`;
    const { id: userId } = await createUser(db, {
      userName,
      password: PASSWORD,
      displayName: `Bí thư ${at}`,
      personId,
    });
    owners.push({ userId, userName, personId, cellId: cell.id });
  }
  log(`${owners.length} secretaries`);
  return owners;
}

async function comeBack(address: string, owner: Owner): Promise<Pulled> {
  const began = performance.now();
  const ask = async (path: string, body: object, headers: Record<string, string>): Promise<Response> => {
    const answer = await fetch(`${address}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const signedIn = await ask('/sign-in', { userName: owner.userName, password: PASSWORD }, {});
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const device = randomUUID();
  const registered = await ask('/sync/devices', { id: device, name: 'Điện thoại', unitId: owner.cellId }, { cookie });
  const { token } = (await registered.json()) as { token: string };
  const pulled: Pulled = { ms: 0, docs: 0, bytes: 0, members: 0, rooms: 0 };
  for (let cursor: string | null = null, more = true; more;) {
    const answer = await ask('/sync/pull', { device, cursor }, { authorization: `Bearer ${token}` });
    pulled.bytes += Number(answer.headers.get('content-length') ?? 0);
    const page = (await answer.json()) as { cursor: string; docs: { kind: string }[]; more: boolean };
    pulled.docs += page.docs.length;
    pulled.members += page.docs.filter(({ kind }) => kind === 'member').length;
    pulled.rooms += page.docs.filter(({ kind }) => ROOMS.has(kind)).length;
    cursor = page.cursor;
    ({ more } = page);
  }
  return { ...pulled, ms: performance.now() - began };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output of the server');
  for await (const line of createInterface({ input: child.stdout })) return line.trim();
  throw new Error('the server ended before it listened');
}

/** What this case wrote goes again, so that the others find the world as it was made. */
async function forget({ installation }: Bench, owners: readonly Owner[]): Promise<void> {
  const users = owners.map(({ userId }) => userId);
  const persons = owners.map(({ personId }) => personId);
  await asOwner(installation.db, 'bench', async (tx) => {
    const mine = sql`(select id from platform.device where user_id = any(${users}::text[]))`;
    await tx.run(sql`delete from platform.device_copy where device_id in ${mine}`);
    await tx.run(sql`delete from platform.device_state where device_id in ${mine}`);
    await tx.run(sql`delete from platform.device where user_id = any(${users}::text[])`);
    await tx.run(sql`delete from organisation.post where person_id = any(${persons}::uuid[])`);
    await tx.run(
      sql`update platform.account set disabled_at = now(), person_id = null where user_id = any(${users}::text[])`,
    );
    await tx.run(sql`delete from membership.person where id = any(${persons}::uuid[])`);
  });
}

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '../../platform/db/database.ts';
import type { DeviceRow, OpenDelivery } from '../../platform/sync/contract.ts';
import { syncScope } from '../scope/sync.ts';
import { aCommune, fieldApp, forgetDeliveries, Phone, requestsOf, settled, TODAY } from './testing.ts';

const field = await fieldApp();
const { db, asUser } = field;
const world = await aCommune(db);
const { one } = world;
const owner = <T>(work: Parameters<typeof asOwner<T>>[2]) => asOwner(db, 'test', work);
const secretary = () => Phone.of(field, one.secretary, one.unit.id);

test('the token of a phone opens the routes of the field alone, of its own device alone, and ends with the withdrawal', async () => {
  const [phone, other] = [await secretary(), await secretary()];
  for (const path of ['/meetings', '/members', '/me', '/sync/devices'])
    expect((await phone.line.get<{ code: string }>(path)).body.code, path).toBe(
      path === '/me' ? 'not-found' : 'device.only-sync',
    );
  expect((await phone.line.post<{ code: string }>('/requests', {})).body.code).toBe('device.only-sync');
  const foreign = await phone.line.post<{ code: string }>('/sync/pull', { device: other.id, cursor: null });
  expect(foreign.body.code).toBe('device.other');
  const inOther = await phone.push({ ...phone.request(one.unit.id, world.body.id, 'x'), device: other.id });
  expect(inOther.answers[0]?.code).toBe('sync.command-malformed');
  const office = await asUser(one.secretary).post<{ code: string }>('/sync/pull', { device: phone.id, cursor: null });
  expect(office.body.code).toBe('device.needed');
  expect((await field.asDevice('gdd_unknown').post<{ code: string }>('/sync/pull', {})).status).toBe(401);

  // The secretary of the next cell does not even see it; the commune's clerk may withdraw it.
  expect((await asUser(world.two.secretary).post(`/sync/devices/${phone.id}/withdraw`, {})).status).toBe(404);
  expect((await asUser(world.clerk).post(`/sync/devices/${phone.id}/withdraw`, {})).status).toBe(200);
  const refused = await phone.send([phone.request(one.unit.id, world.body.id, 'Sau khi thu hồi')]);
  expect([refused.status, (refused.body as unknown as { code: string }).code]).toEqual([403, 'device.withdrawn']);
  expect((await requestsOf(db, one.unit.id)).some(({ content }) => content === 'Sau khi thu hồi')).toBe(false);
  const again = await asUser(one.secretary).post<{ code: string }>('/sync/devices', {
    id: phone.id,
    name: 'x',
    unitId: one.unit.id,
  });
  expect(again.body.code).toBe('device.withdrawn');
});

test('thirty days of silence end a device; the same id again gives a new token and goes on in the order', async () => {
  const phone = await secretary();
  await phone.applied(phone.request(one.unit.id, world.body.id, 'Trước'));
  await owner((tx) =>
    tx.run(
      sql`update platform.device_state set last_contact_at = now() - interval '31 days' where device_id = ${phone.id}`,
    ),
  );
  expect((await phone.send([])).body).toMatchObject({ code: 'device.expired' });
  const anew = await Phone.of(field, one.secretary, one.unit.id, phone.id);
  expect((await phone.send([])).status).toBe(401);
  anew.seq = 1;
  await anew.applied(anew.request(one.unit.id, world.body.id, 'Sau'));
});

test('a device is registered by its person at a cell or village of his scope, and no other', async () => {
  const register = (userId: string, unitId: string) =>
    asUser(userId).post<{ code: string }>('/sync/devices', { id: randomUUID(), name: 'Máy', unitId });
  expect((await register(one.secretary, world.two.unit.id)).status).toBe(404);
  expect((await register(world.clerk, world.body.id)).body.code).toBe('device.unit-kind');
  expect((await register(world.clerk, one.village.id)).status).toBe(201);
  const of = await secretary();
  const stolen = await asUser(world.two.secretary).post('/sync/devices', {
    id: of.id,
    name: 'Máy',
    unitId: world.two.unit.id,
  });
  expect((stolen.body as { code: string }).code).toBe('request.id-taken');
});

test('a right that its person lost is lost for the device too: the command is refused, not lost', async () => {
  const { two } = world;
  const phone = await Phone.of(field, two.secretary, two.unit.id);
  await owner((tx) =>
    tx.run(sql`
      update organisation.post set valid = daterange(lower(valid), ${TODAY}::date) where unit_id = ${two.unit.id} and kind = 'cell_secretary'`),
  );
  const answer = await phone.one(phone.request(two.unit.id, world.body.id, 'Hết nhiệm kỳ'));
  expect(answer).toMatchObject({ outcome: 'refused', code: 'right.missing', status: 403 });
  await owner((tx) =>
    tx.run(sql`
      update organisation.post set valid = daterange(lower(valid), null) where unit_id = ${two.unit.id} and kind = 'cell_secretary'`),
  );
});

test('what was carried out when the server died is told as done, also where its person lost the right before it came again', async () => {
  const { two } = world;
  const phone = await Phone.of(field, two.secretary, two.unit.id);
  const request = phone.request(two.unit.id, world.body.id, 'Ghi lúc máy chủ tắt');
  const [first] = await phone.applied(request);
  await forgetDeliveries(db, phone);
  const until = (last: string | null) =>
    owner((tx) =>
      tx.run(sql`
        update organisation.post set valid = daterange(lower(valid), ${last}::date) where unit_id = ${two.unit.id} and kind = 'cell_secretary'`),
    );
  await until(TODAY);
  expect(await phone.one(request)).toEqual(first);
  await until(null);
});

test('the commune sees its devices, what they said of themselves and what waits, and nothing that was typed', async () => {
  const other = await aCommune(db);
  const phone = await Phone.of(field, other.one.secretary, other.one.unit.id);
  const oldest = new Date(Date.now() - 3 * 86_400_000).toISOString();
  await phone.send([phone.make('tasks.nothing', { entity: randomUUID(), payload: { secret: 'điều đã gõ' } })], {
    unsent: 7,
    oldestAt: oldest,
    app: '1.2',
  });
  const list = async (userId: string) => (await asUser(userId).get<{ items: DeviceRow[] }>('/sync/devices')).body.items;
  const [seen] = await list(other.clerk);
  expect(seen).toMatchObject({
    id: phone.id,
    unsent: 7,
    oldestAt: oldest,
    app: '1.2',
    refused: 1,
    conflicts: 0,
    mine: false,
    mayWithdraw: true,
  });
  expect((await list(world.clerk)).map(({ id }) => id)).not.toContain(phone.id);
  const open = await asUser(other.clerk).get<{ items: OpenDelivery[] }>(`/sync/devices/${phone.id}/open`);
  expect(open.body.items).toMatchObject([{ type: 'tasks.nothing', code: 'sync.type-unknown' }]);
  expect(open.text).not.toContain('điều đã gõ');
  expect((await asUser(world.clerk).get(`/sync/devices/${phone.id}/open`)).status).toBe(404);
  await phone.send([], settled);
  expect((await list(other.clerk))[0]).toMatchObject({ unsent: 0, oldestAt: null });
});

test('the routes of the field stand in the description of the API, each held to the scope or open for a reason', () => {
  const described = Object.entries(field.app.swagger().paths ?? {})
    .filter(([path]) => path.startsWith('/api/v1/sync/'))
    .flatMap(([path, methods]) =>
      Object.keys(methods as object).map(
        (method) => `${method.toUpperCase()} ${path.replace('/api/v1', '').replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
  expect(described.sort()).toEqual([...Object.keys(syncScope.scoped), ...Object.keys(syncScope.open)].sort());
});

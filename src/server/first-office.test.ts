import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Post } from '#modules/organisation/contract.ts';
import { grantOf } from '#modules/organisation/index.ts';
import { RIGHTS_OF_ROLE } from '../platform/rights.ts';
import type { User } from '../platform/sign-in/contract.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { testApp } from '../platform/testing/http.ts';
import { roomsOf } from './rooms.ts';

const TODAY = '2026-06-15';
const clock = () => new Date(`${TODAY}T03:00:00Z`);
const db = await testDatabase();
const { as, asUser } = await testApp(db, roomsOf({ handler: {} } as never, { db, dataDir: '', clock } as never), {
  now: clock,
  grantOf: (userId) => grantOf(db, userId, TODAY),
});
/** As `gandan init` makes the first one: the rights of an administrator, and no post. */
const administrator = as({ rights: RIGHTS_OF_ROLE.administrator, ranges: 'everything' });
const line = (row: number, name: string, parent = '', code = '') => ({ row, name, kind: '', code, parent, covers: '' });
const kept = async () =>
  (
    await sql<{ persons: number; posts: number; accounts: number }>`
      select (select count(*) from membership.person)::int as persons, (select count(*) from organisation.post)::int as posts,
        (select count(*) from platform.account)::int as accounts`.execute(db.owner)
  ).rows[0];

test('from nothing to an office at work: the tree from a list, an account with its post, and the office goes on by itself', async () => {
  const founded = await administrator.post('/unit-lists', {
    id: randomUUID(),
    from: '2025-07-01',
    underId: null,
    withBodies: true,
    rows: [
      line(2, 'Tỉnh Điện Biên', '', '11'),
      line(3, 'Xã Mường Nhé', 'Điện Biên', '03160'),
      line(4, 'Bản Nà Pán', 'Mường Nhé'),
    ],
  });
  expect(founded).toMatchObject({ status: 201, body: { fresh: 3, bodies: 2 } });
  const units = await administrator.get<{ items: { id: string; kind: string }[] }>('/units?q=muong nhe&tree=party');
  const unitId = units.body.items[0]?.id ?? '';
  const account = {
    id: randomUUID(),
    userName: 'van-phong-muong-nhe',
    displayName: 'Vàng Thị Súa',
    password: 'mật khẩu đầu tiên',
    post: { unitId, kind: 'commune_office_staff', from: '2025-07-01' },
  };
  const made = await administrator.post<User>('/users', account);
  expect(made).toMatchObject({ status: 201, body: { posts: [{ kind: 'commune_office_staff', unitId }] } });
  expect(made.body.personId).not.toBeNull();
  // Sent again it is the same account, person and post.
  const before = await kept();
  expect((await administrator.post('/users', account)).status).toBe(201);
  expect(await kept()).toEqual(before);

  const office = asUser(account.id);
  expect((await office.get<{ items: unknown[] }>('/members')).body.items).toEqual([]);
  const cells = await office.post('/unit-lists', {
    id: randomUUID(),
    from: '2025-07-01',
    underId: unitId,
    withBodies: false,
    rows: [line(2, 'Chi bộ bản Nà Pán')],
  });
  expect(cells).toMatchObject({ status: 201, body: { fresh: 1 } });
  // A village head who is no member stands in the register by name alone.
  const village = (await office.get<{ items: { id: string }[] }>('/units?q=na pan&tree=place')).body.items[0]?.id;
  const head = { id: randomUUID(), unitId: village, kind: 'village_head', personId: randomUUID(), from: '2025-07-01' };
  expect(await office.post<Post>('/posts', { ...head, fullName: 'Giàng A Chu' })).toMatchObject({
    status: 201,
    body: { personName: 'Giàng A Chu' },
  });
  expect((await office.get<{ items: unknown[] }>('/members?q=giang a chu')).body.items).toEqual([]);
  expect((await administrator.get('/members')).status).toBe(403);
});

test('an account that cannot be made leaves neither person nor post behind', async () => {
  const unitId = (await administrator.get<{ items: { id: string }[] }>('/units?q=muong nhe&tree=party')).body.items[0]
    ?.id;
  const account = {
    userName: 'phong-thu-hai',
    displayName: 'Lò Văn Ín',
    password: 'mật khẩu đầu tiên',
    post: { unitId, kind: 'commune_office_staff', from: '2025-07-01' },
  };
  const before = await kept();
  const refused = async (change: object, caller = administrator) =>
    (await caller.post<{ code: string }>('/users', { ...account, id: randomUUID(), ...change })).body.code;
  expect(await refused({ userName: 'van-phong-muong-nhe' })).toBe('user.name-taken');
  expect(await refused({ post: { ...account.post, kind: 'village_head' } })).toBe('post.wrong-unit');
  expect(await refused({ post: { ...account.post, kind: 'elder\u0000' } })).toBe('request.value');
  expect(await refused({ post: { ...account.post, from: '2020-01-01' } })).toBe('post.unit-not-alive');
  expect(await refused({ personId: randomUUID() })).toBe('user.person-twice');
  // Within a scope of nothing, no unit can be given a post at.
  expect(await refused({}, as({ rights: RIGHTS_OF_ROLE.administrator, ranges: [] }))).toBe('not-found');
  expect(await kept()).toEqual(before);
});

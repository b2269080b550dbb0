import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { Post, UnitEvent } from './contract.ts';
import { grantOf } from './grant.ts';
import { organisationRoutes } from './routes.ts';
import { aPersonAt, aPostHolder, aTree } from './testing.ts';

const TODAY = '2026-06-15';
const db = await testDatabase();
const { as, asUser } = await testApp(db, [organisationRoutes], {
  now: () => new Date(`${TODAY}T03:00:00Z`),
  grantOf: (userId) => grantOf(db, userId, TODAY),
});

const { commune, other, clerk, administrator, somebody, former } = await asOwner(db, 'test', async (tx) => {
  const tree = await aTree(tx, { provinces: 2 });
  const [commune, other] = tree.provinces.map((province) => province.communes[0]);
  const province = tree.provinces[0];
  if (!commune || !other || !province) throw new Error('no communes');
  return {
    commune,
    other,
    clerk: await aPostHolder(tx, [{ unit: commune.body, kind: 'commune_office_staff' }]),
    administrator: await aPostHolder(tx, [{ unit: province.body, kind: 'administrator' }]),
    somebody: await aPersonAt(tx, commune.body),
    former: await aPostHolder(tx, [
      { unit: commune.body, kind: 'administrator', to: '2023-01-01' },
      { unit: commune.body, kind: 'commune_secretary', to: '2023-01-01' },
    ]),
  };
});
const give = (who: { userId: string }, unitId: string, kind: string, personId: string) =>
  asUser(who.userId).post<Post & { code?: string }>('/posts', {
    id: randomUUID(),
    unitId,
    kind,
    personId,
    from: '2026-01-01',
  });

test('a post is given within the own scope, by who may do himself what it allows, and to a person there is', async () => {
  expect(await give(clerk, other.body.id, 'commune_office_staff', somebody)).toMatchObject({ status: 404 });
  expect(await give(clerk, commune.body.id, 'administrator', clerk.personId)).toMatchObject({
    status: 403,
    body: { code: 'post.beyond-own-rights' },
  });
  expect(await give(clerk, commune.body.id, 'commune_office_staff', randomUUID())).toMatchObject({
    status: 409,
    body: { code: 'post.person-unknown' },
  });
  expect(await give(clerk, commune.body.id, 'elder\u0000', somebody)).toMatchObject({
    status: 400,
    body: { code: 'request.value' },
  });
  expect((await give(clerk, commune.body.id, 'commune_deputy_secretary', somebody)).status).toBe(201);
});

test('a post stands where its kind belongs, and two persons never hold one seat on one day', async () => {
  expect(await give(clerk, commune.body.id, 'cell_secretary', somebody)).toMatchObject({
    status: 409,
    body: { code: 'post.wrong-unit', details: { unit: commune.body.name, unitKind: 'commune_body' } },
  });
  const twice = asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into organisation.post (unit_id, kind, person_id, valid, label)
      select ${commune.body.id}, 'veterans_chair', person, daterange('2024-01-01', null), ${commune.body.label}
      from unnest(${[somebody, former.personId]}::uuid[]) as person`),
  );
  await expect(twice).rejects.toMatchObject({ code: 'post.taken' });
});

test('an administrator gives posts of every kind, but not to himself what he may not do', async () => {
  expect(await give(administrator, commune.body.id, 'commune_office_staff', administrator.personId)).toMatchObject({
    status: 403,
    body: { code: 'post.beyond-own-rights' },
  });
  expect((await give(administrator, commune.body.id, 'commune_office_staff', somebody)).status).toBe(201);
});

test('to let an ended post last longer is to give it', async () => {
  const posts = await asUser(clerk.userId).get<{ items: Post[] }>(`/posts?person=${former.personId}`);
  const idOf = (kind: string) => posts.body.items.find((post) => post.kind === kind)?.id;
  const end = (kind: string, to: string) => asUser(clerk.userId).post(`/posts/${idOf(kind)}/end`, { to });
  expect(await end('administrator', '2030-01-01')).toMatchObject({
    status: 403,
    body: { code: 'post.beyond-own-rights' },
  });
  expect((await end('administrator', '2022-01-01')).status).toBe(200);
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into organisation.post (unit_id, kind, person_id, valid, label)
      values (${commune.body.id}, 'commune_secretary', ${somebody}, daterange('2023-01-01', null), ${commune.body.label})`),
  );
  expect(await end('commune_secretary', '2024-01-01')).toMatchObject({ status: 409, body: { code: 'post.taken' } });
});

test('only who sees everything founds a unit without one above it', async () => {
  const found = (caller: ReturnType<typeof as>) =>
    caller.post<UnitEvent & { code?: string }>('/unit-events', {
      id: randomUUID(),
      effectiveOn: '2026-07-01',
      plan: { kind: 'establish', result: { id: randomUUID(), name: 'Tỉnh Mới', kind: 'province', parentId: null } },
    });
  expect(await found(asUser(clerk.userId))).toMatchObject({ status: 403, body: { code: 'event.beyond-scope' } });
  expect((await found(as())).status).toBe(201);
  expect((await as().get('/units?q=%00')).status).toBe(400);
});

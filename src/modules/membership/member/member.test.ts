import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import type { MemberPage } from '../contract.ts';
import { membershipRoutes } from '../routes.ts';
import { aCell, aMember, theEthnicGroups } from '../testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [membershipRoutes], { now: () => new Date('2026-10-06T03:00:00Z') });
const world = await asOwner(db, 'test', async (tx) => {
  await theEthnicGroups(tx);
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Nậm Kè', from: '1950-01-01' });
  const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Kè' });
  const other = await aCell(tx, { parent: commune, name: 'Chi bộ bản Phiêng Vai' });
  const tien = await aMember(tx, {
    cell,
    fullName: 'Lò Văn Tiến',
    cardNumber: '11.070.115',
    ethnicity: '03',
    decision: { on: '2022-01-20', precision: 'day' },
    ceremony: { on: '2022-02-03', precision: 'day' },
    recognised: { on: '2023-02-03', precision: 'day' },
    periods: [
      { from: '2022-02-03', to: '2023-02-03', cell: other, state: 'probationary', standing: 'probationary' },
      { from: '2023-02-03', cell, state: 'official', standing: 'official' },
    ],
  });
  return { cell, other, tien };
});
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));

test('a file shows both dates of joining and what each starts, states and cells over time, and names sensitive fields only', async () => {
  const { body } = await as({ ranges: at(world.cell, world.other) }).get<MemberPage>(`/members/${world.tien.id}`);
  expect(body).toMatchObject({
    fullName: 'Lò Văn Tiến',
    state: 'official',
    onRoll: true,
    cell: { name: 'Chi bộ bản Nậm Kè' },
    commune: { name: 'Đảng bộ xã Nậm Kè' },
    joining: { decision: { on: '2022-01-20' }, ceremony: { on: '2022-02-03' }, recognised: { on: '2023-02-03' } },
    partyAge: { years: 4 },
    badges: { next: { years: 30, reachedOn: '2052-01-20', occasionOn: '2052-02-03' } },
    periods: [
      {
        validFrom: '2022-02-03',
        validTo: '2023-02-03',
        state: 'probationary',
        cell: { name: 'Chi bộ bản Phiêng Vai' },
      },
      { validFrom: '2023-02-03', validTo: null, state: 'official' },
    ],
    restricted: ['ethnicity'],
  });
  expect(JSON.stringify(body)).not.toContain('Thái');
});

test('outside the scope a file does not exist, and nothing of it either', async () => {
  const stranger = as({ ranges: [{ lo: 1, hi: 2 }] });
  for (const path of ['', '/history', '/looks', '/restricted?purpose=statistics']) {
    expect(await stranger.get(`/members/${world.tien.id}${path}`)).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
  }
});

test('the sensitive part needs the right and a purpose, and every opening is recorded', async () => {
  const clerk = as({ ranges: at(world.cell) });
  expect(await clerk.get(`/members/${world.tien.id}/restricted`)).toMatchObject({ status: 400 });
  expect(await clerk.get(`/members/${world.tien.id}/restricted?purpose=member_file`)).toMatchObject({
    status: 200,
    body: { ethnicity: { code: '03', name: 'Thái' }, discipline: [] },
  });
  const without = as({ ranges: at(world.cell), rights: ['members.read'] });
  expect(await without.get(`/members/${world.tien.id}/restricted?purpose=member_file`)).toMatchObject({ status: 403 });
  expect((await without.get<MemberPage>(`/members/${world.tien.id}`)).body.restricted).toEqual(['ethnicity']);
  const looks = await clerk.get<{ items: { userId: string; kind: string; purpose: string | null; you: boolean }[] }>(
    `/members/${world.tien.id}/looks`,
  );
  expect(looks.body.items[0]).toMatchObject({ userId: without.userId, kind: 'open', you: false });
  expect(looks.body.items[1]).toMatchObject({
    userId: clerk.userId,
    kind: 'restricted',
    purpose: 'member_file',
    you: true,
  });
});

test('history tells who changed what, old and new', async () => {
  await asOwner(db, 'somebody', (tx) =>
    tx.run(sql`update membership.person set full_name = 'Lò Văn Tiên' where id = ${world.tien.id}`),
  );
  await asOwner(db, 'somebody', (tx) =>
    tx.run(sql`update membership.person set full_name = 'Lò Văn Tiến' where id = ${world.tien.id}`),
  );
  const clerk = as({ ranges: at(world.cell) });
  const { body } = await clerk.get<{ items: unknown[]; nextCursor: string }>(
    `/members/${world.tien.id}/history?limit=1`,
  );
  expect(body.items).toMatchObject([
    {
      actor: 'somebody',
      action: 'update',
      entity: 'person',
      fields: [{ field: 'full_name', old: 'Lò Văn Tiên', new: 'Lò Văn Tiến' }],
    },
  ]);
  const next = await clerk.get<{ items: unknown[] }>(
    `/members/${world.tien.id}/history?limit=1&cursor=${body.nextCursor}`,
  );
  expect(next.body.items).toMatchObject([{ fields: [{ old: 'Lò Văn Tiến', new: 'Lò Văn Tiên' }] }]);
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { VillagePage } from './contract.ts';
import { villagesRoutes } from './index.ts';
import { livesIn } from './testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [villagesRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });

/** A village whose only member came in 2016 and went in 2021, and to which another came in 2023; two more, and one of a neighbour. */
const world = await asOwner(db, 'test', async (tx) => {
  const from = '2010-01-01';
  const commune = await aUnit(tx, { kind: 'commune', name: 'Xã Nậm Kè', from });
  const elsewhere = await aUnit(tx, { kind: 'commune', name: 'Xã Mường Nhé', from });
  const body = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Nậm Kè', from, covers: [commune.id] });
  const village = (name: string, parent = commune) => aUnit(tx, { kind: 'village', name, parentId: parent.id, from });
  const [first, second] = [await village('Bản Phiêng Vai'), await village('Bản Huổi Lụ')];
  const without = await village('Bản Pá Mỳ');
  const other = await village('Bản Chung Chải', elsewhere);
  const shared = await aCell(tx, { parent: body, covers: [first, second], from });
  for (const [fullName, since, until] of [
    ['Lò Văn Đi', '2016-05-19', '2021-08-17'],
    ['Lò Văn Đến', '2023-01-17', undefined],
  ] as const) {
    const period = { from: since, ...(until ? { to: until } : {}), cell: shared };
    const member = await aMember(tx, {
      cell: shared,
      fullName,
      periods: [{ ...period, state: 'official', standing: 'official' }],
    });
    await livesIn(tx, { person: member.id, village: first, label: shared.label });
  }
  return { first, second, without, other, shared };
});
const { first, second, without, shared } = world;
const clerk = as({ ranges: [first, second, without, shared].map(({ label }) => ({ lo: label, hi: label + 1 })) });
const on = (day: string) => ({ on: day, precision: 'day' as const });
const page = async (village: { id: string }) => (await clerk.get<VillagePage>(`/villages/${village.id}`)).body;
const codeOf = async (village: { id: string }, path: string, body: object) =>
  (await clerk.post<{ code?: string }>(`/villages/${village.id}/${path}`, { id: randomUUID(), ...body })).body.code;

test('a state event is corrected by a further row: another day, or that it did not happen; the first stays', async () => {
  const correct = (village: { id: string }, event: string, more: object) =>
    clerk.post<{ code?: string }>(`/villages/${village.id}/state-events/${event}/corrections`, {
      id: randomUUID(),
      reason: 'Ghi nhầm ngày',
      ...more,
    });
  const cleared = { state: 'blank_members', event: 'cleared', document: '12-BC/HU', source: 'Báo cáo của Huyện ủy' };
  for (const day of ['2016-05-19', '2023-01-17'])
    expect(await codeOf(world.first, 'state-events', { ...cleared, on: on(day) })).toBeUndefined();
  const [wrong, relapse] = (await page(world.first)).recorded;
  expect((await correct(world.first, wrong?.id ?? '', { on: on('2016-05-18') })).body.code).toBe('village.still-so');
  expect((await correct(world.first, wrong?.id ?? '', { document: null })).body.code).toBe(
    'village.event-without-document',
  );
  expect((await correct(world.second, wrong?.id ?? '', { on: on('2016-06-01') })).body.code).toBe('not-found');
  expect((await correct(world.first, wrong?.id ?? '', { on: on('2016-06-01') })).status).toBe(201);
  expect((await correct(world.first, wrong?.id ?? '', { on: on('2016-06-02') })).body.code).toBe(
    'village.event-corrected-already',
  );
  // Without the relapse between them two clearings would follow each other.
  expect((await correct(world.first, relapse?.id ?? '', { withdrawn: true })).body.code).toBe(
    'village.cleared-already',
  );
  const now = (await page(world.first)).recorded;
  expect(
    now.map(({ event, on: date, corrected }) => [event, date.on, corrected?.on.on ?? null, corrected?.reason ?? null]),
  ).toEqual([
    ['cleared', '2016-06-01', '2016-05-19', 'Ghi nhầm ngày'],
    ['relapsed', '2021-08-17', null, null],
    ['cleared', '2023-01-17', null, null],
  ]);
  expect((await correct(world.first, now[2]?.id ?? '', { withdrawn: true })).status).toBe(201);
  expect((await page(world.first)).recorded.map(({ event }) => event)).toEqual(['cleared', 'relapsed']);
  const kept = await asOwner(db, 'test', (tx) =>
    tx.one<{ n: number; audited: number }>(sql`
      select count(*) as n, (select count(*) from platform.audit where entity = 'villages.state_event' and payload like '%Ghi nhầm ngày%') as audited
      from villages.state_event where village_id = ${world.first.id}`),
  );
  expect(kept).toEqual({ n: 5, audited: 2 });
});

test('a person of prestige who is no member stands by name alone', async () => {
  const given = { personId: randomUUID(), fullName: 'Giàng Sống Lử', from: '2024-01-10', decision: 'QĐ 12/QĐ-UBND' };
  expect(await codeOf(world.without, 'prestige', given)).toBeUndefined();
  expect((await page(world.without)).prestige).toMatchObject([{ personName: 'Giàng Sống Lử', isMember: false }]);
  // Somebody else's person is not taken over by naming him again.
  const other = await asOwner(db, 'test', (tx) =>
    tx.one<{ id: string }>(sql`insert into membership.person (full_name, family_key, given_key, label)
      values ('Người nơi khác', 'nguoi', 'khac', ${world.other.label}) returning id`),
  );
  expect(await codeOf(world.second, 'prestige', { ...given, personId: other.id })).toBe('not-found');
});

test('a benefit delivered in a year to come, or to more households than it counts, is refused', async () => {
  const benefit = {
    component: 'livestock',
    year: 2006,
    quantity: 21,
    unit: 'animal',
    households: 19,
    source: 'Hồ sơ xã',
  };
  expect(await codeOf(world.first, 'benefits', { ...benefit, programme: 'ntp-2026', year: 2027 })).toBe(
    'village.benefit-in-future',
  );
  expect(
    await codeOf(world.first, 'benefits', {
      ...benefit,
      programme: '135',
      unit: 'household',
      quantity: 5,
      households: 6,
    }),
  ).toBe('village.benefit-households');
});

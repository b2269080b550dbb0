import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { outreachRoutes } from '../index.ts';
import { anAgencyAndACommune } from '../testing.ts';
import type { Content } from './content.ts';
import { type OnePromise, stateOf } from './promises.ts';
import { publicPages } from './routes.ts';

const db = await testDatabase();
const { as, anonymous } = await testApp(db, [outreachRoutes, publicPages], {
  now: () => new Date('2026-11-22T05:00:00Z'),
});
const world = await asOwner(db, 'test', (tx) => anAgencyAndACommune(tx));
const clerk = as();

async function anAgreement(partnerId: string): Promise<string> {
  const id = randomUUID();
  const answer = await clerk.post('/twinnings', {
    id,
    agencyId: world.office.id,
    partnerId,
    title: 'Văn phòng và xã',
    document: 'Đề án 02',
    starts: { on: '2022-03-01', precision: 'day' },
    endsOn: '2030-03-01',
  });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
const twinning = await anAgreement(world.commune.id);
async function aPromise(more: object = {}, of = twinning): Promise<string> {
  const id = randomUUID();
  const answer = await clerk.post(`/twinnings/${of}/plan-items`, {
    id,
    year: 2024,
    kind: 'cleaning',
    title: `Nạo vét ${id.slice(0, 8)}`,
    wanted: 2,
    dueOn: '2024-09-30',
    ...more,
  });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
async function aDeed(planItemId: string, more: object = {}): Promise<void> {
  const answer = await clerk.post('/activities', {
    id: randomUUID(),
    twinningId: twinning,
    planItemId,
    kind: 'cleaning',
    title: 'Nạo vét mương',
    placeId: world.village.id,
    agencyId: world.office.id,
    startsOn: '2024-05-10',
    endsOn: '2024-05-10',
    state: 'held',
    quantities: [{ measure: 'metres_drain', amount: 120 }],
    groups: [{ side: 'partner', category: 'villagers', people: 30 }],
    ...more,
  });
  expect(answer.status, answer.text).toBe(201);
}
const tell = (id: string, more: object = {}, of = twinning) =>
  clerk.patch<{ code?: string }>(`/twinnings/${of}/plan-items/${id}`, { version: 1, public: true, ...more });
const publish = (reason: string | null = null, unitId = world.place.id) =>
  clerk.post<{ code?: string }>('/publications', { id: randomUUID(), unitId, year: 2024, reason });
const page = async (lang = 'vi', unit = world.place.id) =>
  (await anonymous.inject({ method: 'GET', url: `/api/v1/public/${lang}/${unit}/2024` })).text.replace(/\s+/g, ' ');
const told = async (): Promise<Content['promises']> =>
  (
    await asOwner(db, 'test', (tx) =>
      tx.one<{ content: Content }>(
        sql`select content from outreach.publication where unit_id = ${world.place.id} order by revision desc limit 1`,
      ),
    )
  ).content.promises;

test('a promise stands on the page once somebody has said so, with its date, number, paper and the deeds behind it', async () => {
  const kept = await aPromise({ title: 'Nạo vét trước mùa mưa' });
  const inside = await aPromise({ title: 'Việc riêng của hai bên' });
  for (const startsOn of ['2024-05-10', '2024-06-11']) await aDeed(kept, { startsOn, endsOn: startsOn });
  await aDeed(inside, { title: 'Buổi của hai bên' });
  const short = await aPromise({ title: 'Đường hoa', kind: 'flower_road', wanted: 4 });
  expect((await tell(kept, { en: 'Clearing drains' })).status).toBe(200);
  expect((await tell(short)).status).toBe(200);
  // Saying so changes no page: the next publication does.
  expect(await page()).not.toContain('Nạo vét trước mùa mưa');
  expect((await publish()).status).toBe(201);
  const text = await page();
  expect(text).toContain('Lời hứa và việc đã làm');
  expect(text).not.toContain('Việc riêng của hai bên');
  expect(text).toMatch(
    /Kế hoạch năm 2024 của Văn phòng Tỉnh uỷ · Đề án 02.*Nạo vét trước mùa mưa.*2 \/ 2 lần.*Đã làm đủ · hạn 30\/09\/2024/,
  );
  expect(text).toMatch(/Đường hoa.*0 \/ 4 lần.*Chưa làm đủ/);
  expect(await page('en')).toContain('Clearing drains');
  expect(await page('th')).toContain('คำมั่นและสิ่งที่ทำแล้ว');
  // The number is as long as the list behind it.
  for (const one of (await told()) ?? []) expect(one.held).toBe(one.deeds.length);
});

test('nothing of households: a promise to visit them is told on no page, whoever says so', async () => {
  const visits = await aPromise({ kind: 'household_visit', title: 'Thăm hộ khó khăn' });
  expect((await tell(visits)).body.code).toBe('plan.of-households');
  const forged = asOwner(db, 'test', (tx) =>
    tx.run(sql`update outreach.plan_item set public_on = '2024-01-01' where id = ${visits}`),
  );
  await expect(forged).rejects.toMatchObject({ code: 'plan.of-households' });
  expect((await tell(await aPromise({ title: 'Nghe dân', kind: 'listening', wanted: 1 }))).status).toBe(200);
  expect((await publish('Thêm lời hứa')).status).toBe(201);
  const text = await page();
  expect(text).not.toContain('Thăm hộ');
  expect(text).toMatch(/Nghe dân.*0 \/ 1 lần/);
});

test('taken back it leaves the page with the next version, which tells what changed; two who write do not go over each other', async () => {
  const [kept] = (await told()) ?? [];
  const id = (await told())?.find((one) => one.vi === 'Đường hoa')?.id ?? '';
  expect((await tell(id, { public: false })).body.code).toBe('outreach.changed-meanwhile');
  expect((await tell(id, { public: false, version: 2 })).status).toBe(200);
  await aDeed(kept?.id ?? '', { startsOn: '2024-07-12', endsOn: '2024-07-12' });
  expect((await publish('Bỏ một lời hứa ghi nhầm')).status).toBe(201);
  const text = await page();
  expect(text).toMatch(/Đường hoa.*<s>0 \/ 4 lần<\/s> → <b>–<\/b>/);
  expect((await told())?.map(({ vi }) => vi)).not.toContain('Đường hoa');
});

test('a promise to a village stands on the page of its commune and of no other, and only who may write says so', async () => {
  const toVillage = await anAgreement(world.second.id);
  const id = await aPromise({ title: 'Giúp thôn Pác Hóp' }, toVillage);
  const reader = as({ rights: ['outreach.read'] });
  expect((await reader.patch(`/twinnings/${toVillage}/plan-items/${id}`, { version: 1, public: true })).status).toBe(
    403,
  );
  expect((await tell(id, {}, twinning)).status).toBe(404);
  expect((await tell(id, {}, toVillage)).status).toBe(200);
  const journal = await asOwner(db, 'test', (tx) =>
    tx.many(sql`select 1 from platform.audit where entity = 'outreach.plan_item' and entity_id = ${id}::text`),
  );
  expect(journal.length).toBeGreaterThan(1);
  expect((await publish('Thêm lời hứa với thôn')).status).toBe(201);
  expect(await page()).toContain('Giúp thôn Pác Hóp');
  expect((await publish(null, world.next.id)).body.code).toBe('publication.nothing');
});

test('what became of a promise by a day', () => {
  const one = { held: 1, wanted: 2, movedTo: null, dueOn: null } as OnePromise;
  expect(stateOf(one, 2024, '2024-12-31')).toBe('open');
  expect(stateOf(one, 2024, '2025-01-01')).toBe('short');
  expect(stateOf({ ...one, dueOn: '2024-06-30' }, 2024, '2024-07-01')).toBe('short');
  expect(stateOf({ ...one, movedTo: 2025 }, 2024, '2025-01-01')).toBe('moved');
  expect(stateOf({ ...one, held: 2, movedTo: 2025 }, 2024, '2025-01-01')).toBe('kept');
});

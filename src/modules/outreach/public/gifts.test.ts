import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { welfareRoutes } from '#modules/welfare/index.ts';
import { aWelfareWorld, giver } from '#modules/welfare/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { PublicationRow } from '../contract.ts';
import { outreachRoutes } from '../index.ts';
import { publicPages } from './routes.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as, anonymous } = await testApp(db, [outreachRoutes, welfareRoutes, publicPages], {
  now: () => new Date(`${TODAY}T05:00:00Z`),
});
const world = await asOwner(db, 'test', aWelfareWorld);
const clerk = as();
const give = giver(world, clerk);
const publish = async (year: number, reason: string | null = null) => {
  const answer = await clerk.post<{ code?: string }>('/publications', {
    id: randomUUID(),
    unitId: world.commune.id,
    year,
    reason,
  });
  expect(answer.status, answer.text).toBe(201);
};
const open = async (lang: string, year: number, tail = '') =>
  (
    await anonymous.inject({
      method: 'GET',
      url: `/api/v1/public/${lang}/${world.commune.id}/${year}${tail}`,
      headers: {},
    })
  ).text.replace(/\s+/g, ' ');

/** Gifts to so many households of a village in a year. */
async function given(campaign: string, village: string, households: number, year: number): Promise<void> {
  for (let n = 0; n < households; n += 1) {
    const householdId = await give.household(village, { headName: `Chủ hộ Riêng Tư ${n}` });
    const answer = await give.handOver(campaign, {
      effectiveOn: `${year}-05-01`,
      villageId: village,
      householdId,
      items: [{ item: 'gift', quantity: 1 }],
    });
    expect(answer.status, answer.text).toBe(201);
  }
}
async function campaign(year: number, more: object = {}): Promise<string> {
  const id = await give.campaign(['gift'], {
    kind: 'gift',
    title: 'Quà Tết',
    titleTh: 'ของขวัญตรุษ',
    titleEn: 'New Year gifts',
    startsOn: `${year}-01-01`,
    ...more,
  });
  const shy = await give.sponsor({ name: `Người Giấu Tên ${id.slice(0, 8)}`, inPublic: 'anonymous' });
  const named = await give.sponsor({ name: `BIDV Mỹ Đình ${id.slice(0, 8)}` });
  for (const [sponsorId, quantity] of [
    [named, 30],
    [shy, 7],
  ] as const)
    await give.receipt(id, { sponsorId, item: 'gift', quantity, effectiveOn: `${year}-02-01` });
  return id;
}

test('gifts stand on the public page of their year, in three languages, with sponsors who want to be named and no household', async () => {
  const id = await campaign(2023);
  await given(id, world.first.id, 6, 2023);
  await given(id, world.second.id, 9, 2023);
  await publish(2023);
  for (const [lang, title] of [
    ['vi', 'Quà Tết'],
    ['th', 'ของขวัญตรุษ'],
    ['en', 'New Year gifts'],
  ] as const) {
    const page = await open(lang, 2023);
    expect(page).toContain(title);
    expect(page).toContain('BIDV Mỹ Đình');
    // Received 37, given 15, left 22.
    for (const number of ['37', '15', '22', '> 6 <', '> 9 <']) expect(page).toContain(number);
    expect(page).not.toMatch(/Người Giấu Tên|Riêng Tư|PH-\d|<script|outreach\.|welfare\.|undefined/);
  }
  expect(await open('vi', 2023, `/${world.first.id}`)).not.toContain('Riêng Tư');
});

test('where few households got something, number and gift are withheld, and so is what they could be computed from', async () => {
  const id = await campaign(2024);
  await given(id, world.first.id, 2, 2024);
  await given(id, world.second.id, 11, 2024);
  await publish(2024);
  const page = await open('en', 2024);
  expect(page).toContain('13 gifts');
  // With 13 told, either of the two would give the other away.
  expect(page).not.toMatch(/<b>(2|11) gifts/);
  expect(page.match(/Gifts?[^<]*: <b>\s*<span class="held">/g)).toHaveLength(2);
  // One village alone, one household: the village is not named for it.
  const alone = await campaign(2022, { title: 'Nhà tình nghĩa' });
  await given(alone, world.first.id, 1, 2022);
  await publish(2022);
  expect(await open('vi', 2022)).toContain('Nhà tình nghĩa');
  expect(await open('vi', 2022)).not.toContain('Pác Hóp');
});

test('a correction of what was given is said with both numbers; of few households nothing is told by it', async () => {
  const id = await campaign(2025);
  await given(id, world.first.id, 6, 2025);
  await given(id, world.second.id, 8, 2025);
  await publish(2025);
  expect(await open('vi', 2025)).toMatch(/> 6 <\/td>/);
  await given(id, world.first.id, 2, 2025);
  await publish(2025, 'Ghi thiếu hai suất');
  const page = await open('vi', 2025);
  expect(page).toMatch(/<s>14 suất<\/s> → <b>16 suất<\/b>/);
  // Six told before and eight now would tell of two.
  expect(page).not.toMatch(/> (8|6) <\/td>/);
});

test('what stands on which page is known before a consent is taken back', async () => {
  const unitId = world.commune.id;
  const activity = randomUUID();
  const made = await clerk.post('/activities', {
    id: activity,
    kind: 'exchange',
    title: 'Giao lưu',
    titleEn: 'Meeting of both sides',
    placeId: unitId,
    agencyId: world.office.id,
    startsOn: '2026-05-18',
    endsOn: '2026-05-18',
  });
  expect(made.status, made.text).toBe(201);
  const photo = await asOwner(db, 'test', async (tx) => {
    const file = await tx.one<{ id: string }>(sql`
      insert into platform.file (sha256, name, media_type, bytes, label, created_by)
      values (repeat('d', 64), 'a.jpg', 'image/jpeg', 1, ${world.commune.label}, 'test') returning id`);
    return tx.one<{ id: string }>(sql`
      insert into platform.photo (file_id, sha256, bytes, width, height, author, taken_on, unit_id, caption_vi, people, consent_on, consent_by,
        consent_recorded_by, public, label, owner_label)
      values (${file.id}, repeat('d', 64), 1, 1, 1, 'x', '2026-05-18', ${unitId}, 'Ảnh chung', 'adults', '2026-05-18', 'person', 'x', true,
        ${world.commune.label}, ${world.commune.label}) returning id`);
  });
  await clerk.post(`/activities/${activity}/photos`, { id: randomUUID(), photoId: photo.id });
  const holding = async (caller = clerk) =>
    (await caller.get<{ items: PublicationRow[] }>(`/publications?holds=${photo.id}`)).body.items;
  expect(await holding()).toEqual([]);
  await publish(2026);
  expect(await holding()).toMatchObject([{ unit: { id: unitId }, year: 2026 }]);
  expect(await holding(as({ ranges: world.ranges.other }))).toEqual([]);
  expect((await clerk.get('/publications')).status).toBe(400);
  expect(await open('en', 2026)).toContain('Meeting of both sides');
  // Without a Thai title the Vietnamese one stands there and says which language it is.
  expect(await open('th', 2026)).toContain('<span lang="vi">Giao lưu</span>');
  expect(await open('vi', 2026)).toContain('Ảnh chung');
  expect((await clerk.patch(`/photos/${photo.id}`, { version: 1, withdrawnOn: TODAY })).status).toBe(200);
  expect(await open('vi', 2026)).not.toContain('Ảnh chung');
  await publish(2026, 'Bỏ ảnh');
  expect(await holding()).toEqual([]);
});

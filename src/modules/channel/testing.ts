import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aCell } from '#modules/membership/testing.ts';
import { grantOf } from '#modules/organisation/index.ts';
import { aPostHolder, aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { noticeRoutes } from '#platform/notices/routes.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { BulletinPage, NewsPage } from './contract.ts';
import { registerChannelFigures } from './figures.ts';
import { channelRoutes } from './index.ts';

registerChannelFigures();
/** An agency twinned with a commune of two cells, another commune, and people who work for each; tests of the room share it. */
export const TODAY = '2026-11-22';
export const clock = { now: new Date(`${TODAY}T05:00:00Z`) };
export const db = await testDatabase();
export const { app, as, asUser } = await testApp(db, [channelRoutes, figuresRoutes, noticeRoutes], {
  now: () => clock.now,
  grantOf: async (userId) => ({ ...(await grantOf(db, userId, TODAY)), rights: RIGHTS }),
});
export const from = '2010-01-01';

export const world = await asOwner(db, 'test', async (tx) => {
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from });
  const office = await aUnit(tx, { kind: 'office', name: 'Văn phòng Tỉnh uỷ', parentId: province.id, from });
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Linh Phú', parentId: province.id, from });
  const other = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã khác', parentId: province.id, from });
  const cellOne = await aCell(tx, { parent: commune, name: 'Chi bộ Một', from });
  const cellTwo = await aCell(tx, { parent: commune, name: 'Chi bộ Hai', from });
  const far = await aCell(tx, { parent: other, name: 'Chi bộ khác', from });
  const twinning = randomUUID();
  await tx.run(sql`
    insert into outreach.twinning (id, kind, agency_id, partner_id, title, starts_on, ends_on, label, agency_label)
    values (${twinning}, 'twinning', ${office.id}, ${commune.id}, 'Văn phòng và xã Linh Phú', '2022-03-01', '2027-03-01', ${commune.label}, ${office.label})`);
  return { province, office, commune, other, cells: [cellOne, cellTwo], cellOne, cellTwo, far, twinning };
});
export type Unit = { id: string; label: number };
/** Somebody with a post at a unit and a sign-in. */
export async function worksAt(unit: Unit, kind: string) {
  return asUser(await asOwner(db, 'test', async (tx) => (await aPostHolder(tx, [{ unit, kind }])).userId));
}
export const province = await worksAt(world.province, 'province_office_staff');
export const commune = await worksAt(world.commune, 'commune_office_staff');
export const other = await worksAt(world.other, 'commune_office_staff');
export const { cellOne, cellTwo } = world;
export const secretary = await worksAt(cellOne, 'cell_secretary');
export const second = await worksAt(cellTwo, 'cell_secretary');
export type Caller = typeof province;

export const bulletin = (more: object = {}) => ({
  id: randomUUID(),
  unitId: world.office.id,
  reach: 'twinned',
  twinningId: world.twinning,
  title: 'Lịch giúp xã chuyển đổi số tháng 12',
  body: 'Đoàn công tác đến xã ngày 5/12. Đề nghị xã bố trí phòng máy.',
  ...more,
});
export async function sent(more: object = {}, caller: Caller = province): Promise<string> {
  const given = bulletin(more);
  const answer = await caller.post('/channel/bulletins', given);
  expect(answer.status, answer.text).toBe(201);
  return given.id;
}
export const downward = { unitId: world.commune.id, reach: 'cells', twinningId: null };
export const page = async (id: string, caller: Caller) =>
  (await caller.get<BulletinPage>(`/channel/bulletins/${id}`)).body;
export const code = async (answer: Promise<{ body: { code?: string } }>) => (await answer).body.code;

export const news = (more: object = {}) => ({
  id: randomUUID(),
  unitId: world.office.id,
  topic: 'law_policy',
  titleVi: 'Chính sách mới về nhà ở',
  bodyVi: 'Từ tháng 12, hộ nghèo được hỗ trợ theo mức mới.',
  ...more,
});
export async function published(more: object = {}): Promise<string> {
  const given = news(more);
  expect((await province.post('/channel/news', given)).status).toBe(201);
  const answer = await province.post(`/channel/news/${given.id}/publish`, { version: 1 });
  expect(answer.status, answer.text).toBe(200);
  return given.id;
}
export const piece = async (id: string, caller: Caller) => (await caller.get<NewsPage>(`/channel/news/${id}`)).body;

/** Sends a file by a form, as a browser does. */
export function put(path: string, caller: Caller, given: { file?: string; name?: string; content?: string } = {}) {
  const { file = randomUUID(), name = 'lich.txt', content = 'Lịch' } = given;
  const boundary = 'xx';
  return caller.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'idempotency-key': randomUUID() },
    payload: [
      `--${boundary}\r\ncontent-disposition: form-data; name="id"\r\n\r\n${file}\r\n`,
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain\r\n\r\n${content}\r\n--${boundary}--\r\n`,
    ].join(''),
  });
}

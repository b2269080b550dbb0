import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aMember, aCell } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { SMALL_JPEG } from '#platform/photos/testing.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { outreachRoutes } from '../index.ts';
import type { Content } from './content.ts';
import { html } from './html.ts';
import { publicPages } from './routes.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as, anonymous } = await testApp(db, [outreachRoutes, publicPages], {
  now: () => new Date(`${TODAY}T05:00:00Z`),
});
const from = '2010-01-01';
const EVIL = `<script>alert("x")</script>'"&\``;

const world = await asOwner(db, 'test', async (tx) => {
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from });
  const office = await aUnit(tx, { kind: 'office', name: `Văn phòng ${EVIL}`, parentId: province.id, from });
  const commune = await aUnit(tx, { kind: 'commune', name: `Xã Linh Phú ${EVIL}`, from });
  const villages = [];
  for (const name of ['Lung Lù', 'Pác Hóp', `Bản ${EVIL}`])
    villages.push(await aUnit(tx, { kind: 'village', name, parentId: commune.id, from }));
  const other = await aUnit(tx, { kind: 'commune', name: 'Xã khác', from });
  const cell = await aCell(tx, { name: `Chi bộ ${EVIL}`, from });
  const member = await aMember(tx, { cell, fullName: 'Ma Thị Riêng Tư' });
  await tx.run(
    sql`insert into organisation.post (unit_id, kind, person_id, valid, label) values (${cell.id}, 'cell_secretary', ${member.id}, '[2020-01-01,)', ${cell.label})`,
  );
  return { office, commune, villages, other, cell, member };
});
const [lungLu, pacHop, evilVillage] = world.villages;
if (!lungLu || !pacHop || !evilVillage) throw new Error('no villages');
const clerk = as();

let months = 0;
async function activity(more: object = {}, people = 30): Promise<string> {
  const id = randomUUID();
  months = (months % 12) + 1;
  const startsOn = `2024-${String(months).padStart(2, '0')}-10`;
  const answer = await clerk.post('/activities', {
    id,
    kind: 'cleaning',
    title: `Nạo vét ${EVIL}`,
    placeId: lungLu?.id,
    agencyId: world.office.id,
    startsOn,
    endsOn: startsOn,
    ...(people > 0 ? { groups: [{ side: 'partner', category: 'villagers', people }] } : {}),
    ...more,
  });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
const publish = (year = 2024, reason: string | null = null, unitId = world.commune.id) =>
  clerk.post<{ code?: string; id: string }>('/publications', { id: randomUUID(), unitId, year, reason });
const open = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await anonymous.inject({ method: 'GET', url: `/api/v1/public/${path}`, headers });
  return { ...answer, text: answer.text };
};
const address = (lang: string, tail = '') => `${lang}/${world.commune.id}/2024${tail}`;

test('html escapes whatever is put in, and nothing twice', () => {
  const inner = html`<b title="${EVIL}">${EVIL}</b>`;
  expect(String(html`<p>${inner}${[inner, null, false, 3]}</p>`)).not.toContain('<script');
  expect(String(html`${inner}`)).toBe(String(inner));
  expect(String(html`${'<>&"\'`'}`)).toBe('&lt;&gt;&amp;&quot;&#39;&#96;');
});

test('nothing is public until it is published; then in three languages, by address, without sign-in or script', async () => {
  await activity({ quantities: [{ measure: 'metres_drain', amount: 410 }], villageIds: [lungLu.id] }, 30);
  await activity({ placeId: pacHop.id }, 25);
  await activity({ placeId: world.commune.id, kind: 'listening' }, 40);
  expect((await open(address('vi'))).status).toBe(404);
  expect((await publish()).status).toBe(201);
  for (const lang of ['vi', 'th', 'en']) {
    const page = await open(address(lang));
    expect(page.status).toBe(200);
    expect(page.text).toContain(`<html lang="${lang}">`);
    expect(page.text).not.toMatch(/<script|outreach\.|undefined|\[object/);
    expect(page.text).toContain('410');
    expect((await open(address(lang, `/${lungLu.id}`))).text).toContain('Lung Lù');
  }
  expect((await open(address('vi', `/${randomUUID()}`))).status).toBe(404);
  expect((await open(`vi/${world.other.id}/2024`)).status).toBe(404);
  expect((await open('vi/..%2f..%2fetc/2024')).status).toBe(404);
  expect((await open('xx')).status).toBe(404);
  expect((await open('vi')).text).toContain('2024');
});

test('whoever has the page already is told so; it may be kept by anybody, and is asked for each time', async () => {
  const page = await open(address('vi'));
  const etag = String(page.headers['etag']);
  expect(page.headers['cache-control']).toBe('public, no-cache');
  expect((await open(address('vi'), { 'if-none-match': etag })).status).toBe(304);
  expect((await open(address('vi'), { 'if-none-match': `W/${etag}` })).status).toBe(304);
  expect((await open(address('th'), { 'if-none-match': etag })).status).toBe(200);
});

test('a script in every text is a text', async () => {
  const id = await activity(
    { kind: 'roots_trip', placeId: world.commune.id, title: EVIL, occasion: EVIL, stops: [] },
    30,
  );
  await activity({ placeId: evilVillage.id, title: EVIL }, 12);
  const words = {
    activityId: id,
    kind: 'testimony',
    personId: world.member.id,
    said: { on: '2024-06-05', precision: 'day' },
    words: EVIL,
    source: EVIL,
    consentOn: '2024-06-05',
    public: true,
  };
  expect((await clerk.post('/testimonies', { id: randomUUID(), ...words })).status).toBe(201);
  await photoOf(id, {
    captionVi: EVIL,
    captionTh: EVIL,
    captionEn: EVIL,
    author: EVIL,
    people: 'nobody',
    public: true,
  });
  expect((await publish(2024, EVIL)).status).toBe(201);
  for (const path of [address('vi'), address('th'), address('en'), address('vi', `/${evilVillage.id}`), 'vi']) {
    const page = await open(path);
    expect(page.status, path).toBe(200);
    expect(page.text, path).not.toContain('<script');
    expect(page.text, path).not.toContain(EVIL);
    expect(page.text, path).toContain('&lt;script&gt;');
  }
  const csv = await open(address('vi', '.csv'));
  expect(csv.headers['content-type']).toContain('text/csv');
});

async function photoOf(activityId: string, more: object): Promise<string> {
  const about = {
    id: randomUUID(),
    unitId: world.commune.id,
    author: 'x',
    taken: { on: '2024-05-18', precision: 'day' },
    captionVi: 'x',
    people: 'nobody',
    ...more,
  };
  const part = (head: string, content: Buffer) =>
    Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      content,
      Buffer.from('\r\n'),
    ]);
  const answer = await clerk.inject({
    method: 'POST',
    url: '/api/v1/photos',
    headers: { 'idempotency-key': randomUUID(), 'content-type': 'multipart/form-data; boundary=b' },
    payload: Buffer.concat([
      part('name="about"', Buffer.from(JSON.stringify(about))),
      part('name="file"; filename="a.jpg"', SMALL_JPEG),
      Buffer.from('--b--\r\n'),
    ]),
  });
  expect(answer.status, answer.text).toBe(201);
  expect((await clerk.post(`/activities/${activityId}/photos`, { id: randomUUID(), photoId: about.id })).status).toBe(
    201,
  );
  return about.id;
}

test('nothing of households and no name; an internal photo stays inside; consent taken back works at once', async () => {
  await activity(
    {
      kind: 'household_visit',
      title: 'Thăm hộ nghèo',
      visits: [{ class: 'poor', villageId: lungLu.id, households: 7 }],
    },
    3,
  );
  const id = await activity({ kind: 'exchange', title: 'Giao lưu', placeId: world.commune.id }, 60);
  const consent = { on: '2024-05-18', by: 'person', recordedBy: 'Cán bộ' };
  const agreed = await photoOf(id, { captionVi: 'Ảnh đã đồng ý', people: 'adults', consent, public: true });
  const internal = await photoOf(id, { captionVi: 'Ảnh nội bộ', people: 'adults' });
  expect((await publish(2024, 'Thêm ảnh')).status).toBe(201);
  const page = await open(address('vi'));
  expect(page.text).not.toMatch(/hộ nghèo|Ma Thị Riêng Tư|Ảnh nội bộ/);
  expect(page.text).toContain('Ảnh đã đồng ý');
  expect((await open(`photos/${agreed}`)).headers['content-type']).toBe('image/jpeg');
  expect((await open(`photos/${internal}`)).status).toBe(404);
  expect((await clerk.patch(`/photos/${agreed}`, { version: 1, withdrawnOn: TODAY })).status).toBe(200);
  expect((await open(address('vi'))).text).not.toContain('Ảnh đã đồng ý');
  expect((await open(`photos/${agreed}`)).status).toBe(404);
  // The constraint refuses what the program would have to be broken for.
  const forged = asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into outreach.publication (unit_id, year, revision, content, published_on, published_by, label)
      values (${world.other.id}, 2024, 1, ${JSON.stringify({ photos: [{ id: internal }], words: [] })}::jsonb, ${TODAY}, 'x', 1)`),
  );
  await expect(forged).rejects.toMatchObject({ code: 'photo.consent-missing' });
});

test('a small count is withheld on every page, with what it could be computed from; once withheld it stays so', async () => {
  await activity({ kind: 'flower_road', title: 'Đường hoa nhỏ', placeId: lungLu.id }, 3);
  await activity({ kind: 'flower_road', title: 'Đường hoa lớn', placeId: pacHop.id }, 21);
  expect((await publish(2024, 'Thêm đường hoa')).status).toBe(201);
  const content = async () =>
    (
      await asOwner(db, 'test', (tx) =>
        tx.one<{ content: Content }>(
          sql`select content from outreach.publication where unit_id = ${world.commune.id} and year = 2024 order by revision desc limit 1`,
        ),
      )
    ).content;
  const first = await content();
  const told = (given: Awaited<ReturnType<typeof content>>, place: string, kind: string) =>
    given.places.find((one) => one.id === place)?.kinds.find((line) => line.kind === kind)?.people;
  expect(told(first, lungLu.id, 'flower_road')).toBe('withheld');
  // Somebody with all pages: of the column and of the row at least one further number is missing.
  const column = first.places.flatMap((place) => place.kinds.filter((line) => line.kind === 'flower_road'));
  const sumOfColumn = first.kinds.find((line) => line.kind === 'flower_road')?.people;
  expect(
    column.filter((line) => line.people === 'withheld').length + (sumOfColumn === 'withheld' ? 1 : 0),
  ).toBeGreaterThan(1);
  const stays = told(first, pacHop.id, 'flower_road');
  expect((await open(address('vi', `/${lungLu.id}`))).text).toContain('class="held"');
  // More people since: the number may be told by itself, but with the version before it would tell of the three.
  await activity({ kind: 'flower_road', title: 'Đường hoa tiếp', placeId: lungLu.id }, 30);
  expect((await publish(2024, 'Thêm đợt hai')).status).toBe(201);
  const second = await content();
  expect(told(second, lungLu.id, 'flower_road')).toBe('withheld');
  if (stays === 'withheld') expect(told(second, pacHop.id, 'flower_road')).toBe('withheld');
  // Told before, and now by two people more: withheld, and so is the difference.
  const before = second.kinds.find((line) => line.kind === 'listening')?.people;
  expect(before).toBe(40);
  await activity({ kind: 'listening', title: 'Nghe dân', placeId: world.commune.id }, 2);
  expect((await publish(2024, 'Thêm người')).status).toBe(201);
  const third = await content();
  expect(third.kinds.find((line) => line.kind === 'listening')?.people).toBe('withheld');
  expect(third.changes).toContainEqual({ kind: 'listening', what: 'people', before: null, now: null });
});

test('a correction says why and what; the same again is refused, and what was published stays', async () => {
  const codes = async (...given: Parameters<typeof publish>) => (await publish(...given)).body.code;
  expect(await codes(2024, 'x')).toBe('publication.unchanged');
  expect(await codes(2027)).toBe('publication.year');
  expect(await codes(2020)).toBe('publication.nothing');
  expect(await codes(2024, null, lungLu.id)).toBe('publication.unit-kind');
  const id = await activity({ title: 'Nạo vét thêm', quantities: [{ measure: 'metres_drain', amount: 100 }] }, 30);
  expect(await codes(2024)).toBe('publication.reason-needed');
  expect((await publish(2024, 'Ghi thiếu một đợt nạo vét')).status).toBe(201);
  const page = (await open(address('vi'))).text;
  expect(page).toContain('Ghi thiếu một đợt nạo vét');
  expect(page).toMatch(/<s>\s*410\s*<\/s>\s*→\s*<b>\s*510\s*<\/b>/);
  expect((await clerk.patch(`/activities/${id}`, { version: 1, title: 'Tên khác' })).status).toBe(200);
  expect((await open(address('vi'))).text).toContain('Nạo vét thêm');
  await expect(
    asOwner(db, 'test', (tx) => tx.run(sql`update outreach.publication set reason = 'khác' where revision > 1`)),
  ).rejects.toMatchObject({ code: 'publication.fixed' });
});

test('an office takes a page back, and may publish it again', async () => {
  const { items } = (
    await clerk.get<{ items: { id: string; revision: number }[] }>(`/publications?unit=${world.commune.id}`)
  ).body;
  const [last] = items;
  expect((await clerk.patch(`/publications/${last?.id}`, { withdrawnOn: TODAY })).status).toBe(200);
  expect((await open(address('vi'))).status).toBe(404);
  expect((await clerk.patch<{ code: string }>(`/publications/${last?.id}`, { withdrawnOn: TODAY })).body.code).toBe(
    'publication.withdrawn',
  );
  expect((await publish(2024, 'Công khai lại')).status).toBe(201);
  expect((await open(address('vi'))).status).toBe(200);
  const reader = as({ rights: ['outreach.read'] });
  expect((await reader.post('/publications', { id: randomUUID(), unitId: world.commune.id, year: 2024 })).status).toBe(
    403,
  );
});

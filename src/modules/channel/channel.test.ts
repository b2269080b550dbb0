import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aCell } from '#modules/membership/testing.ts';
import { carryOutEvent, grantOf, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aPostHolder, aUnit } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { noticeRoutes } from '#platform/notices/routes.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { BulletinPage, BulletinRow, Desk, NewsPage, NewsRow, OutletRow, Receipt, ShareKit } from './contract.ts';
import { registerChannelFigures } from './figures.ts';
import { MOST_FILES } from './files.ts';
import { channelRoutes } from './index.ts';

registerChannelFigures();
const TODAY = '2026-11-22';
const clock = { now: new Date(`${TODAY}T05:00:00Z`) };
const db = await testDatabase();
const { app, as, asUser } = await testApp(db, [channelRoutes, figuresRoutes, noticeRoutes], {
  now: () => clock.now,
  grantOf: async (userId) => ({ ...(await grantOf(db, userId, TODAY)), rights: RIGHTS }),
});
const from = '2010-01-01';

const world = await asOwner(db, 'test', async (tx) => {
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from });
  const office = await aUnit(tx, { kind: 'office', name: 'Văn phòng Tỉnh uỷ', parentId: province.id, from });
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Linh Phú', parentId: province.id, from });
  const other = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã khác', parentId: province.id, from });
  const cells = [
    await aCell(tx, { parent: commune, name: 'Chi bộ Một', from }),
    await aCell(tx, { parent: commune, name: 'Chi bộ Hai', from }),
  ];
  const far = await aCell(tx, { parent: other, name: 'Chi bộ khác', from });
  const twinning = randomUUID();
  await tx.run(sql`
    insert into outreach.twinning (id, kind, agency_id, partner_id, title, starts_on, ends_on, label, agency_label)
    values (${twinning}, 'twinning', ${office.id}, ${commune.id}, 'Văn phòng và xã Linh Phú', '2022-03-01', '2027-03-01', ${commune.label}, ${office.label})`);
  return { province, office, commune, other, cells, far, twinning };
});
type Unit = { id: string; label: number };
/** Somebody with a post at a unit and a sign-in. */
async function worksAt(unit: Unit, kind: string) {
  return asUser(await asOwner(db, 'test', async (tx) => (await aPostHolder(tx, [{ unit, kind }])).userId));
}
const province = await worksAt(world.province, 'province_office_staff');
const commune = await worksAt(world.commune, 'commune_office_staff');
const other = await worksAt(world.other, 'commune_office_staff');
const [cellOne, cellTwo] = world.cells;
if (!cellOne || !cellTwo) throw new Error('no cells');
const secretary = await worksAt(cellOne, 'cell_secretary');
const second = await worksAt(cellTwo, 'cell_secretary');
type Caller = typeof province;

const bulletin = (more: object = {}) => ({
  id: randomUUID(),
  unitId: world.office.id,
  reach: 'twinned',
  twinningId: world.twinning,
  title: 'Lịch giúp xã chuyển đổi số tháng 12',
  body: 'Đoàn công tác đến xã ngày 5/12. Đề nghị xã bố trí phòng máy.',
  ...more,
});
async function sent(more: object = {}, caller: Caller = province): Promise<string> {
  const given = bulletin(more);
  const answer = await caller.post('/channel/bulletins', given);
  expect(answer.status, answer.text).toBe(201);
  return given.id;
}
const downward = { unitId: world.commune.id, reach: 'cells', twinningId: null };
const page = async (id: string, caller: Caller) => (await caller.get<BulletinPage>(`/channel/bulletins/${id}`)).body;
const code = async (answer: Promise<{ body: { code?: string } }>) => (await answer).body.code;

test('an agency writes to its commune; the commune reads it and the agency sees the receipt; a superior who looks reads for nobody', async () => {
  const id = await sent({ answerBy: '2026-12-01', happenedOn: '2026-11-20' });
  expect(
    (await province.post('/channel/bulletins', bulletin({ id, answerBy: '2026-12-01', happenedOn: '2026-11-20' })))
      .status,
  ).toBe(201);
  expect(await page(id, province)).toMatchObject({ sentTo: 1, readBy: 0, mine: true, myUnits: [], unread: false });
  expect((await province.post<{ units: number }>(`/channel/bulletins/${id}/read`)).body).toEqual({ units: 0 });
  const list = (await commune.get<{ items: BulletinRow[] }>(`/channel/bulletins?unit=${world.commune.id}&box=in`)).body
    .items;
  expect(list.find((row) => row.id === id)).toMatchObject({ unread: true, unit: { name: 'Văn phòng Tỉnh uỷ' } });
  expect((await commune.get<Desk>('/channel/desk')).body.unread).toBeGreaterThan(0);
  expect((await commune.post<{ units: number }>(`/channel/bulletins/${id}/read`)).body).toEqual({ units: 1 });
  expect((await commune.post<{ units: number }>(`/channel/bulletins/${id}/read`)).body).toEqual({ units: 0 });
  expect(await page(id, province)).toMatchObject({ readBy: 1 });
  expect(await page(id, commune)).toMatchObject({ mine: false, unread: false, myUnits: [{ id: world.commune.id }] });
  expect((await other.get(`/channel/bulletins/${id}`)).status).toBe(404);
  expect((await secretary.get(`/channel/bulletins/${id}`)).status).toBe(404);
});

test('the answer goes both ways, and stays between the two', async () => {
  const id = await sent(downward, commune);
  const say = (caller: Caller, unit: Unit, more: object = {}) =>
    caller.post<{ code?: string }>(`/channel/bulletins/${id}/answers`, {
      id: randomUUID(),
      unitId: unit.id,
      body: 'Chi bộ đã rõ.',
      ...more,
    });
  expect((await say(secretary, cellOne)).status).toBe(201);
  expect((await say(commune, cellOne, { fromSender: true })).status).toBe(201);
  expect((await page(id, secretary)).thread.map(({ fromSender }) => fromSender).sort()).toEqual([false, true]);
  expect((await page(id, second)).thread).toEqual([]);
  expect((await say(second, cellOne)).status).toBe(404);
  expect((await say(second, cellTwo, { fromSender: true })).body.code).toBe('bulletin.not-sender');
  expect((await say(secretary, cellOne, { body: 'MẬT\nnội dung' })).body.code).toBe('channel.classified');
  // Who answers has read it.
  expect(await page(id, commune)).toMatchObject({ sentTo: 2, readBy: 1, answers: 2 });
});

test('nobody answers for a unit that is not his, nor sends through an agreement that is over', async () => {
  const agency = await worksAt(world.office, 'province_office_staff');
  const id = await sent();
  const answer = { id: randomUUID(), unitId: world.commune.id, body: 'Xã đã nhận.' };
  // The agency sees the receipt of the commune, and does not speak for it.
  expect(await code(agency.post(`/channel/bulletins/${id}/answers`, answer))).toBe('bulletin.not-your-unit');
  expect(await code(commune.post(`/channel/bulletins/${id}/answers`, answer))).toBeUndefined();
  const during = async (column: 'ended_on' | 'starts_on', on: string | null, work: () => Promise<void>) => {
    const set = (to: string | null) =>
      asOwner(db, 'test', (tx) =>
        tx.run(sql`update outreach.twinning set ${sql.ref(column)} = ${to}::date where id = ${world.twinning}`),
      );
    await set(on);
    await work();
    await set(column === 'ended_on' ? null : '2022-03-01');
  };
  const isRefused = async () =>
    expect(await code(province.post('/channel/bulletins', bulletin()))).toBe('bulletin.nobody');
  await during('ended_on', TODAY, isRefused);
  await during('starts_on', '2026-11-23', isRefused);
  await sent();
});

test('down the tree: every cell gets it once; who has not read is listed and reminded once a day; what is over is over', async () => {
  const id = await sent(downward, commune);
  const receipts = async (read: string, caller = commune) =>
    (await caller.get<{ items: Receipt[]; total: number }>(`/channel/bulletins/${id}/receipts?read=${read}`)).body;
  expect((await receipts('no')).items.map(({ unit }) => unit.name).sort()).toEqual(['Chi bộ Hai', 'Chi bộ Một']);
  await secretary.post(`/channel/bulletins/${id}/read`);
  expect((await receipts('yes')).items.map(({ unit }) => unit.name)).toEqual(['Chi bộ Một']);
  expect((await receipts('all')).total).toBe(2);
  // A cell sees its own receipt and nobody else's.
  expect((await receipts('all', secretary)).items.map(({ unit }) => unit.name)).toEqual(['Chi bộ Một']);
  const remind = async () => (await commune.post<{ reminded: number }>(`/channel/bulletins/${id}/reminders`)).body;
  expect(await remind()).toEqual({ reminded: 1 });
  expect(await remind()).toEqual({ reminded: 0 });
  clock.now = new Date(`${TODAY}T05:00:00Z`);
  clock.now.setUTCHours(25 + 5);
  expect(await remind()).toEqual({ reminded: 1 });
  clock.now = new Date(`${TODAY}T05:00:00Z`);
  expect(await code(secretary.patch(`/channel/bulletins/${id}`, { version: 1, ended: true }))).toBe(
    'bulletin.not-sender',
  );
  expect(await code(commune.patch(`/channel/bulletins/${id}`, { version: 9, pinned: true }))).toBe(
    'channel.changed-meanwhile',
  );
  expect((await commune.patch(`/channel/bulletins/${id}`, { version: 1, pinned: true })).status).toBe(200);
  const first = (await secretary.get<{ items: BulletinRow[] }>(`/channel/bulletins?unit=${cellOne.id}`)).body.items[0];
  expect(first).toMatchObject({ id, pinned: true });
  expect((await commune.patch(`/channel/bulletins/${id}`, { version: 2, ended: true })).status).toBe(200);
  expect(await code(commune.patch(`/channel/bulletins/${id}`, { version: 3, pinned: true }))).toBe('bulletin.ended');
  expect(
    await code(secretary.post(`/channel/bulletins/${id}/answers`, { id: randomUUID(), unitId: cellOne.id, body: 'x' })),
  ).toBe('bulletin.ended');
  expect(await code(commune.post(`/channel/bulletins/${id}/reminders`))).toBe('bulletin.ended');
});

test('the next units below, chosen units, and what is refused', async () => {
  const next = await sent({ reach: 'next', twinningId: null });
  expect((await page(next, province)).sentTo).toBe(2);
  const chosen = await sent({ reach: 'chosen', twinningId: null, unitIds: [world.far.id, cellOne.id] });
  expect((await page(chosen, province)).sentTo).toBe(2);
  const refused = async (caller: Caller, more: object) => code(caller.post('/channel/bulletins', bulletin(more)));
  expect(await refused(commune, { ...downward, reach: 'chosen', unitIds: [world.far.id] })).toBe('not-found');
  expect(await refused(commune, { ...downward, reach: 'chosen', unitIds: [randomUUID()] })).toBe('not-found');
  expect(await refused(commune, { unitId: world.other.id })).toBe('not-found');
  expect(await refused(other, { unitId: world.other.id })).toBe('not-found');
  expect(await refused(province, { unitId: world.other.id })).toBe('bulletin.nobody');
  expect(await refused(secretary, { ...downward, unitId: cellOne.id })).toBe('bulletin.nobody');
  expect(await refused(province, { twinningId: null })).toBe('bulletin.reach');
  expect(await refused(province, { answerBy: '2026-11-21' })).toBe('bulletin.answer-past');
  expect(await refused(province, { happenedOn: '2026-11-23' })).toBe('channel.in-future');
  expect(await refused(province, { body: 'TUYỆT MẬT\nabc' })).toBe('channel.classified');
  expect(await refused(province, { title: ' ' })).toBe('request.invalid');
  expect(await code(as({ rights: ['channel.read'] }).post('/channel/bulletins', bulletin()))).toBe('right.missing');
});

/** Sends a file by a form, as a browser does. */
function put(path: string, caller: Caller, given: { file?: string; name?: string; content?: string } = {}) {
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

test('a file goes with it: who may read the one opens the other', async () => {
  const id = await sent({}, province);
  const file = randomUUID();
  const sendTo = (caller: Caller, name = 'lich.txt') => put(`/channel/bulletins/${id}/files`, caller, { file, name });
  expect((await sendTo(commune)).body).toMatchObject({ code: 'bulletin.not-sender' });
  expect((await sendTo(province, 'TỐI MẬT.txt')).body).toMatchObject({ code: 'file.classified' });
  expect((await sendTo(province)).status).toBe(201);
  expect((await page(id, commune)).attachments).toMatchObject([{ name: 'lich.txt' }]);
  const open = (caller: Caller) => caller.inject({ method: 'GET', url: `/api/v1/channel/files/${file}` });
  expect((await open(commune)).text).toBe('Lịch');
  expect((await open(other)).status).toBe(404);
  // So many and no more; sent again it is the same file; what is over takes none.
  expect((await sendTo(province)).status).toBe(201);
  for (let at = 1; at < MOST_FILES; at += 1)
    expect((await put(`/channel/bulletins/${id}/files`, province, { content: `Tệp ${at}` })).status).toBe(201);
  expect((await put(`/channel/bulletins/${id}/files`, province)).body).toMatchObject({
    code: 'bulletin.files',
    details: { most: MOST_FILES },
  });
  const over = await sent();
  await province.patch(`/channel/bulletins/${over}`, { version: 1, ended: true });
  expect((await put(`/channel/bulletins/${over}/files`, province)).body).toMatchObject({ code: 'bulletin.ended' });
});

test('HTML with a script pasted into a bulletin, an answer or news is kept as the text that it is', async () => {
  const evil = '<script>alert("x")</script><img src=x onerror=alert(1)>';
  const id = await sent({ title: evil, body: evil });
  const answered = await commune.post(`/channel/bulletins/${id}/answers`, {
    id: randomUUID(),
    unitId: world.commune.id,
    body: evil,
  });
  expect(answered.status).toBe(201);
  const found = await province.get<BulletinPage>(`/channel/bulletins/${id}`);
  expect(found.body).toMatchObject({ title: evil, body: evil, thread: [{ body: evil }] });
  expect(String(found.headers['content-type'])).toContain('application/json');
  const open = await published({ public: true, titleVi: evil, bodyVi: evil });
  const { card } = (await province.get<ShareKit>(`/channel/news/${open}/share?lang=vi`)).body;
  expect(card).toContain('&lt;script&gt;');
  expect(card).not.toMatch(/<script|<img/);
});

test('who works for the unit that gets it is told; the notice names nobody', async () => {
  const before = (await commune.get<{ unseen: number }>('/notices')).body.unseen;
  const id = await sent();
  const { items, unseen } = (await commune.get<{ items: { kind: string; href: string }[]; unseen: number }>('/notices'))
    .body;
  expect(unseen).toBe(before + 1);
  expect(items[0]).toMatchObject({ kind: 'channel.bulletin', href: `/channel/${id}` });
  expect(
    (await other.get<{ items: { href: string }[] }>('/notices')).body.items.some(
      ({ href }) => href === `/channel/${id}`,
    ),
  ).toBe(false);
  await commune.post(`/channel/bulletins/${id}/read`);
  await province.post(`/channel/bulletins/${id}/reminders`);
  expect((await commune.get<{ unseen: number }>('/notices')).body.unseen).toBe(before + 1);
});

const news = (more: object = {}) => ({
  id: randomUUID(),
  unitId: world.office.id,
  topic: 'law_policy',
  titleVi: 'Chính sách mới về nhà ở',
  bodyVi: 'Từ tháng 12, hộ nghèo được hỗ trợ theo mức mới.',
  ...more,
});
async function published(more: object = {}): Promise<string> {
  const given = news(more);
  expect((await province.post('/channel/news', given)).status).toBe(201);
  const answer = await province.post(`/channel/news/${given.id}/publish`, { version: 1 });
  expect(answer.status, answer.text).toBe(200);
  return given.id;
}
const piece = async (id: string, caller: Caller) => (await caller.get<NewsPage>(`/channel/news/${id}`)).body;

test('news: a draft is its author’s, published its people read it, and it stands as it was said', async () => {
  const given = news();
  await province.post('/channel/news', given);
  expect((await commune.get(`/channel/news/${given.id}`)).status).toBe(404);
  expect(
    await code(
      as({ rights: ['channel.read', 'channel.write'] }).post(`/channel/news/${given.id}/publish`, { version: 1 }),
    ),
  ).toBe('right.missing');
  expect((await province.post(`/channel/news/${given.id}/publish`, { version: 1 })).status).toBe(200);
  expect(await piece(given.id, commune)).toMatchObject({ state: 'published', mine: false, titleTh: null });
  const change = (body: object, caller = province) =>
    code(caller.patch(`/channel/news/${given.id}`, { version: 2, ...body }));
  expect(await change({ titleVi: 'Khác' })).toBe('news.published');
  expect(await change({ titleTh: 'หัวข้อ' })).toBe('news.half-translated');
  expect(await change({ titleTh: 'หัวข้อ', bodyTh: 'เนื้อหา' }, commune)).toBe('news.not-writer');
  expect(await change({ titleTh: 'หัวข้อ', bodyTh: 'เนื้อหา' })).toBeUndefined();
  expect(await piece(given.id, commune)).toMatchObject({ titleTh: 'หัวข้อ', titleEn: null });
  expect((await province.post(`/channel/news/${given.id}/withdraw`, { version: 3, why: 'Nhầm số liệu' })).status).toBe(
    200,
  );
  expect((await commune.get(`/channel/news/${given.id}`)).status).toBe(404);
  expect(await change({ version: 4, public: true })).toBe('news.state');
  const direct = asOwner(db, 'test', (tx) =>
    tx.run(
      sql`update channel.news set state = 'published', withdrawn_on = null, withdrawn_why = null where id = ${given.id}`,
    ),
  );
  await expect(direct).rejects.toMatchObject({ code: 'news.state' });
});

test('the database itself keeps the words of what was published', async () => {
  const id = await published();
  const direct = asOwner(db, 'test', (tx) => tx.run(sql`update channel.news set body_vi = 'khác' where id = ${id}`));
  await expect(direct).rejects.toMatchObject({ code: 'news.published' });
});

test('news comes to the people of units below and of those twinned; readers are counted by unit', async () => {
  const mine = await published();
  const elsewhere = news({ unitId: world.other.id });
  await other.post('/channel/news', elsewhere);
  await other.post(`/channel/news/${elsewhere.id}/publish`, { version: 1 });
  const told = async (caller: Caller, unit: Unit) =>
    (await caller.get<{ items: NewsRow[] }>(`/channel/news?unit=${unit.id}`)).body.items.map(({ id }) => id);
  expect(await told(secretary, cellOne)).toContain(mine);
  expect(await told(commune, world.commune)).not.toContain(elsewhere.id);
  expect(await told(other, world.other)).toContain(elsewhere.id);
  expect((await commune.get(`/channel/news?unit=${world.other.id}`)).status).toBe(404);
  expect((await secretary.post<{ units: number }>(`/channel/news/${mine}/read`)).body).toEqual({ units: 1 });
  expect((await secretary.post<{ units: number }>(`/channel/news/${mine}/read`)).body).toEqual({ units: 0 });
  expect((await piece(mine, province)).readBy).toBe(1);
});

test('news that is not for everybody: its unit, those below and above and the twinned side read it; for others it does not exist', async () => {
  const agency = await worksAt(world.office, 'province_office_staff');
  const stranger = await worksAt(world.far, 'cell_secretary');
  const given = news({ unitId: world.commune.id, titleVi: 'Tin nội bộ xã Linh Phú' });
  expect((await commune.post('/channel/news', given)).status).toBe(201);
  const file = await put(`/channel/news/${given.id}/files`, commune);
  expect(file.status, file.text).toBe(201);
  expect((await put(`/channel/news/${given.id}/files`, stranger)).status).toBe(404);
  for (const caller of [agency, secretary, other])
    expect((await caller.get(`/channel/news/${given.id}`)).status).toBe(404);
  expect((await commune.post(`/channel/news/${given.id}/publish`, { version: 1 })).status).toBe(200);
  const fileId = (await piece(given.id, commune)).attachments[0]?.id ?? '';
  const open = (caller: Caller) => caller.inject({ method: 'GET', url: `/api/v1/channel/files/${fileId}` });
  const listed = async (caller: Caller, unit: Unit) =>
    (await caller.get<{ items: NewsRow[] }>(`/channel/news?unit=${unit.id}`)).body.items.map(({ id }) => id);
  for (const caller of [commune, secretary, province, agency]) {
    expect(await piece(given.id, caller)).toMatchObject({ attachments: [{ name: 'lich.txt' }] });
    expect((await open(caller)).text).toBe('Lịch');
  }
  expect(await listed(agency, world.office)).toContain(given.id);
  expect(await listed(secretary, cellOne)).toContain(given.id);
  for (const caller of [other, stranger]) {
    expect((await caller.get(`/channel/news/${given.id}`)).status).toBe(404);
    expect((await caller.get(`/channel/news/${given.id}/share`)).status).toBe(404);
    expect((await caller.post(`/channel/news/${given.id}/read`)).status).toBe(404);
    expect((await open(caller)).status).toBe(404);
  }
  expect(await listed(other, world.other)).not.toContain(given.id);
  // Who is above sees it, and does not find it among what the other commune is told.
  expect(await listed(province, world.commune)).toContain(given.id);
  expect(await listed(province, world.other)).not.toContain(given.id);
  // What an office of the province says is told to everybody below the province, and nothing of the one commune to the other.
  const wide = await published();
  expect(await listed(stranger, world.far)).toContain(wide);
  // The files stand with the words.
  expect((await put(`/channel/news/${given.id}/files`, commune)).body).toMatchObject({ code: 'news.published' });
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into channel.attachment (news_id, file_id, name, media_type, bytes, sha256, label)
        select ${given.id}, file_id, name, media_type, bytes, sha256, label from channel.attachment where id = ${fileId}`),
    ),
  ).rejects.toMatchObject({ code: 'news.published' });
  // Opened to everybody it is read by everybody.
  expect((await commune.patch(`/channel/news/${given.id}`, { version: 2, public: true })).status).toBe(200);
  expect((await stranger.get(`/channel/news/${given.id}`)).status).toBe(200);
});

test('an agreement that is over tells no more news, and a post that has ended hears none', async () => {
  const agency = await worksAt(world.office, 'province_office_staff');
  const given = news({ unitId: world.commune.id });
  await commune.post('/channel/news', given);
  await commune.post(`/channel/news/${given.id}/publish`, { version: 1 });
  expect((await agency.get(`/channel/news/${given.id}`)).status).toBe(200);
  const ends = (on: string | null) =>
    asOwner(db, 'test', (tx) =>
      tx.run(sql`update outreach.twinning set ended_on = ${on}::date where id = ${world.twinning}`),
    );
  await ends(TODAY);
  expect((await agency.get(`/channel/news/${given.id}`)).status).toBe(404);
  await ends(null);
  expect((await agency.get(`/channel/news/${given.id}`)).status).toBe(200);
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`
      update organisation.post set valid = daterange(lower(valid), ${TODAY}) where person_id = (
        select person_id from platform.account where user_id = ${agency.userId})`),
  );
  expect((await as({ rights: [...RIGHTS], ranges: [] }).get(`/channel/news/${given.id}`)).status).toBe(404);
  expect([403, 404]).toContain((await agency.get(`/channel/news/${given.id}`)).status);
});

test('only what everybody may read is shared in words; anything else says that there is something', async () => {
  const [open, closed] = [
    await published({ public: true, titleVi: 'Tin "mở" <b>cho</b> mọi người' }),
    await published(),
  ];
  const kit = async (path: string) => (await province.get<ShareKit>(`${path}/share?lang=vi`)).body;
  const shown = await kit(`/channel/news/${open}`);
  expect(shown.text).toContain('mọi người');
  expect(shown.link).toMatch(new RegExp(`/public/vi/news/${open}$`));
  expect(shown.card).toContain('&lt;b&gt;');
  expect(shown.card).not.toContain('<b>');
  const hidden = await kit(`/channel/news/${closed}`);
  expect(hidden.text + hidden.card).not.toContain('nhà ở');
  const id = await sent();
  const letter = await kit(`/channel/bulletins/${id}`);
  expect(letter.text + letter.card).not.toMatch(/chuyển đổi số|phòng máy/);
  expect(letter.text).toContain('Văn phòng Tỉnh uỷ');
  expect(letter.qr).toContain('<svg');
});

test('the register of channels: name, rules, keeper and since when; what was handed on is recorded, never what was said', async () => {
  const outlet = {
    id: randomUUID(),
    unitId: world.commune.id,
    kind: 'zalo_group',
    name: 'Zalo xã',
    rules: 'Trao đổi công việc; không gửi tài liệu mật.',
    openedOn: '2024-01-05',
  };
  expect((await commune.post('/channel/outlets', outlet)).status).toBe(201);
  const refused = async (more: object) =>
    code(commune.post('/channel/outlets', { ...outlet, id: randomUUID(), ...more }));
  expect(await refused({})).toBe('outlet.exists');
  expect(await refused({ name: 'Khác', openedOn: '2026-11-23' })).toBe('outlet.dates');
  expect(await refused({ name: 'Khác', keeperId: randomUUID() })).toBe('not-found');
  expect(await refused({ name: 'Khác', link: 'javascript:alert(1)' })).toBe('request.invalid');
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into outreach.channel (id, twinning_id, kind, name, rules, opened_on) values (${world.twinning}, ${world.twinning}, 'zalo', 'Văn phòng Tỉnh uỷ và Đảng uỷ xã Linh Phú', 'Trong giờ hành chính', '2022-04-05')`,
    ),
  );
  const listed = async () =>
    (await commune.get<{ items: OutletRow[] }>(`/channel/outlets?unit=${world.commune.id}`)).body.items;
  expect((await listed()).map(({ of, name }) => [of, name])).toEqual([
    ['unit', 'Zalo xã'],
    ['twinning', 'Văn phòng Tỉnh uỷ và Đảng uỷ xã Linh Phú'],
  ]);
  const id = await published({ public: true });
  const share = (more: object, caller = commune) =>
    caller.post<{ code?: string }>('/channel/shares', {
      id: randomUUID(),
      newsId: id,
      way: 'card',
      unitId: world.commune.id,
      ...more,
    });
  expect((await share({ outletId: outlet.id })).status).toBe(201);
  expect((await share({ groupId: world.twinning })).status).toBe(201);
  expect((await share({ outletId: outlet.id, unitId: world.other.id }, other)).status).toBe(404);
  expect((await listed()).map(({ shares }) => shares)).toEqual([1, 1]);
  expect((await piece(id, commune)).shares).toMatchObject([
    { way: 'card', into: 'Zalo xã' },
    { into: expect.stringContaining('Linh Phú') as string },
  ]);
  const close = (body: object) => code(commune.patch(`/channel/outlets/${outlet.id}`, body));
  expect(await close({ version: 1, closedOn: '2026-11-23' })).toBe('outlet.dates');
  expect(await close({ version: 1, closedOn: TODAY })).toBeUndefined();
  expect(await close({ version: 2, rules: 'x' })).toBe('outlet.closed');
  expect((await share({ outletId: outlet.id })).status).toBe(404);
});

test('each figure is the count of the list that it opens', async () => {
  for (const id of ['channel.news', 'channel.bulletins', 'channel.lag', 'channel.read']) {
    const query = `unit=${world.province.id}&from=2026&to=2026`;
    const figure = (
      await province.get<{ value: number; numerator: number | null; records: { count: number } }>(
        `/figures/${id}?${query}`,
      )
    ).body;
    const list = (await province.get<{ items: unknown[]; total?: number }>(`/figures/${id}/records?${query}&limit=200`))
      .body;
    expect([id, list.items.length]).toEqual([id, figure.records.count]);
    expect(figure.records.count).toBeGreaterThan(0);
    if (id === 'channel.news' || id === 'channel.bulletins') expect(figure.value).toBe(figure.records.count);
    if (id === 'channel.read') expect(figure.numerator).toBe(figure.records.count);
  }
});

test('after a merger the successor goes on with what still runs, and taking it back returns it', async () => {
  const [gone, heir] = await asOwner(db, 'test', async (tx) => [
    await aCell(tx, { parent: world.commune, name: 'Chi bộ Cũ', from }),
    await aCell(tx, { parent: world.commune, name: 'Chi bộ Mới', from }),
  ]);
  if (!gone || !heir) throw new Error('no cells');
  const upward = { unitId: gone.id, reach: 'chosen', twinningId: null, unitIds: [cellOne.id] };
  const received = await sent({ reach: 'chosen', twinningId: null, unitIds: [gone.id], title: 'Nhận trước sáp nhập' });
  const own = await sent({ ...upward, title: 'Gửi trước sáp nhập' });
  const over = await sent({ ...upward, title: 'Đã kết thúc' });
  await province.patch(`/channel/bulletins/${over}`, { version: 1, ended: true });
  const everything = as();
  const units = async (id: string) => {
    const found = (await everything.get<BulletinPage>(`/channel/bulletins/${id}`)).body;
    const receipts = (await everything.get<{ items: Receipt[] }>(`/channel/bulletins/${id}/receipts`)).body.items;
    return [found.unit.id, receipts.map(({ unit }) => unit.id)];
  };
  const before = await units(received);
  const id = randomUUID();
  const owner = { userId: 'test', rights: [...RIGHTS], ranges: 'everything' as const };
  await inScope(db, owner, async (tx) => {
    const plan = { kind: 'dissolve' as const, unitId: gone.id, successorId: heir.id, placements: [] };
    const paper = { title: null, document: null, documentOn: null, decidingBody: null };
    await planEvent(tx, owner, { id, effectiveOn: '2026-11-22', ...paper, plan });
    await carryOutEvent(tx, owner, id);
  });
  expect(await units(received)).toEqual([world.office.id, [heir.id]]);
  expect((await units(own))[0]).toBe(heir.id);
  expect((await units(over))[0]).toBe(gone.id);
  await inScope(db, owner, (tx) => takeBackEvent(tx, owner, id));
  expect(await units(received)).toEqual(before);
  expect((await units(own))[0]).toBe(gone.id);
});

test('nothing of this room is answered without its right', async () => {
  const nobody = as({ rights: [], ranges: [] });
  for (const path of [
    '/channel/desk',
    `/channel/news?unit=${world.commune.id}`,
    `/channel/outlets?unit=${world.commune.id}`,
  ])
    expect((await nobody.get(path)).status, path).toBe(403);
  expect((await app.inject({ method: 'GET', url: '/api/v1/channel/desk' })).statusCode).toBe(401);
});

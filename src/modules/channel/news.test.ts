import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell } from '#modules/membership/testing.ts';
import { carryOutEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import type { BulletinPage, NewsReader, NewsRow, OutletRow, Receipt, ShareKit } from './contract.ts';
import {
  app,
  as,
  type Caller,
  cellOne,
  cellTwo,
  code,
  commune,
  db,
  from,
  news,
  other,
  piece,
  province,
  published,
  put,
  second,
  secretary,
  sent,
  TODAY,
  type Unit,
  worksAt,
  world,
} from './testing.ts';

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
  // Those to whom it was told learn that, and no word of it; to others it was never there.
  const gone = await commune.get<{ code: string; details: object }>(`/channel/news/${given.id}`);
  expect([gone.status, gone.body.code, gone.text.includes(given.titleVi)]).toEqual([409, 'news.withdrawn', false]);
  expect(gone.body.details).toMatchObject({ on: TODAY, why: 'Nhầm số liệu' });
  const nobody = as({ rights: [...RIGHTS], ranges: [] });
  expect((await nobody.get(`/channel/news/${given.id}`)).status).toBe(404);
  expect(await piece(given.id, province)).toMatchObject({ state: 'withdrawn', withdrawnWhy: 'Nhầm số liệu' });
  expect(await change({ version: 4, public: true })).toBe('news.state');
  const direct = asOwner(db, 'test', (tx) =>
    tx.run(
      sql`update channel.news set state = 'published', withdrawn_on = null, withdrawn_why = null where id = ${given.id}`,
    ),
  );
  await expect(direct).rejects.toMatchObject({ code: 'news.state' });
});

test('signs that turn the direction of a text are not kept: it reads as it was written', async () => {
  const given = news({ titleVi: '\u202EgnơưL \u2066Tin\u2069', bodyVi: 'Lò\u202D \u0041\u0300' });
  await province.post('/channel/news', given);
  expect(await piece(given.id, province)).toMatchObject({ titleVi: 'gnơưL Tin', bodyVi: 'Lò À' });
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
  await second.post(`/channel/news/${mine}/read`);
  type Readers = { items: NewsReader[]; nextCursor: string | null; total: number };
  const readers = async (caller: Caller, more = '') =>
    (await caller.get<Readers>(`/channel/news/${mine}/readers?limit=1${more}`)).body;
  const first = await readers(province);
  expect([first.total, first.items.map(({ unit }) => unit.name)]).toEqual([2, ['Chi bộ Một']]);
  const rest = await readers(province, `&cursor=${first.nextCursor ?? ''}`);
  expect([rest.nextCursor, rest.items.map(({ unit }) => unit.name)]).toEqual([null, ['Chi bộ Hai']]);
  // A cell learns of its own receipt, and of nobody else's.
  expect(await readers(second)).toMatchObject({ total: 1, items: [{ unit: { id: cellTwo.id } }] });
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
  await published();
  await commune.post(`/channel/bulletins/${await sent({ happenedOn: '2026-11-20' })}/read`);
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

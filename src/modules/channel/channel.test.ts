import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import type { BulletinPage, BulletinRow, Desk, Receipt, ShareKit } from './contract.ts';
import { MOST_FILES } from './files.ts';
import {
  as,
  bulletin,
  type Caller,
  cellOne,
  cellTwo,
  clock,
  code,
  commune,
  db,
  downward,
  other,
  page,
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

test('signs that nobody sees are no title: the field is named', async () => {
  for (const nothing of ['', ' \n', '\u200b', '\u202e\u200d']) {
    const answer = await province.post('/channel/bulletins', bulletin({ title: nothing }));
    expect(answer.status, answer.text).toBe(400);
    expect(answer.body).toMatchObject({ errors: [expect.objectContaining({ path: 'title' })] });
  }
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

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner, inScope } from '#platform/db/database.ts';
import { seedHolidays } from '#platform/calendar/calendar.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import type { MemberPage, SlipChecks, TransferLetter } from '../contract.ts';
import { membershipRoutes } from '../routes.ts';
import { aCell, aMember } from '../testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [membershipRoutes], { now: () => new Date('2026-10-06T03:00:00Z') });
const world = await asOwner(db, 'test', async (tx) => {
  await seedHolidays(tx);
  const from = '1950-01-01';
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh Điện Biên', from });
  const abroad = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh Tuyên Quang', from });
  const aCommune = (name: string, parentId: string) => aUnit(tx, { kind: 'commune_body', name, parentId, from });
  const commune = await aCommune('Đảng bộ xã Nậm Kè', province.id);
  const elsewhere = await aCommune('Đảng bộ xã Quảng Lâm', province.id);
  const far = await aCommune('Đảng bộ xã Chiêm Hóa', abroad.id);
  return {
    commune,
    cell: await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Kè' }),
    neighbour: await aCell(tx, { parent: commune, name: 'Chi bộ bản Phiêng Vai' }),
    other: await aCell(tx, { parent: elsewhere, name: 'Chi bộ Quảng Lâm' }),
    far: await aCell(tx, { parent: far, name: 'Chi bộ Chiêm Hóa' }),
  };
});
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const clerk = as({ ranges: at(world.commune, world.cell, world.neighbour) });
const receiver = as({ ranges: at(world.other) });
const stranger = as({ ranges: at(world.far) });
const aFile = (more: object = {}) =>
  asOwner(db, 'test', (tx) => aMember(tx, { cell: world.cell, fullName: 'Lò Văn Phúc', ...more }));
const page = async (id: string) => (await clerk.get<MemberPage>(`/members/${id}`)).body;
async function referred(more: object = {}): Promise<string> {
  const { id } = await aFile();
  const letter = randomUUID();
  const answer = await clerk.post(`/members/${id}/transfers`, {
    id: letter,
    version: 1,
    kind: 'permanent',
    toCellId: world.other.id,
    letter: '07-GGT',
    decidedOn: '2026-08-03',
    referredOn: '2026-09-03',
    signer: 'Giàng A Lử',
    ...more,
  });
  expect(answer.status, answer.text).toBe(200);
  return letter;
}
const letterOf = async (id: string, who = clerk) => (await who.get<TransferLetter>(`/transfers/${id}/letter`)).body;
const boxes = (letter: TransferLetter) =>
  letter.boxes.map(({ box, signer, from, to }) => [box, signer, from.name, to?.name ?? null]);

test('who signs a letter: grassroots committees inside the area, the provincial commission outside it', async () => {
  expect(boxes(await letterOf(await referred()))).toEqual([
    [1, 'cell', 'Chi bộ bản Nậm Kè', 'Đảng bộ xã Nậm Kè'],
    [2, 'grassroots', 'Đảng bộ xã Nậm Kè', 'Đảng bộ xã Quảng Lâm'],
    [3, 'grassroots', 'Đảng bộ xã Quảng Lâm', 'Chi bộ Quảng Lâm'],
  ]);
  expect(boxes(await letterOf(await referred({ toCellId: world.far.id })))).toEqual([
    [1, 'cell', 'Chi bộ bản Nậm Kè', 'Đảng bộ xã Nậm Kè'],
    [2, 'grassroots', 'Đảng bộ xã Nậm Kè', 'Đảng bộ tỉnh Điện Biên'],
    [3, 'organisation_commission', 'Đảng bộ tỉnh Điện Biên', 'Đảng bộ xã Chiêm Hóa'],
    [4, 'grassroots', 'Đảng bộ xã Chiêm Hóa', 'Chi bộ Chiêm Hóa'],
  ]);
  expect(boxes(await letterOf(await referred({ toCellId: null, outside: 'Đảng bộ tỉnh Sơn La' })))).toHaveLength(3);
  expect(boxes(await letterOf(await referred({ kind: 'internal', toCellId: world.neighbour.id })))).toEqual([
    [1, 'cell', 'Chi bộ bản Nậm Kè', 'Đảng bộ xã Nậm Kè'],
    [2, 'grassroots', 'Đảng bộ xã Nậm Kè', 'Chi bộ bản Phiêng Vai'],
  ]);
});

test('boxes are signed in turn, each by its side; the first is never corrected, not even by the owner of the tables', async () => {
  const id = await referred();
  const sign = (who: typeof clerk, box: number, on: string, signer = 'Lò Thị Mai') =>
    who.post<{ code: string }>(`/transfers/${id}/boxes`, { box, on, signer });
  expect((await letterOf(id)).boxes[0]).toMatchObject({ on: '2026-09-03', by: 'Giàng A Lử', mine: true });
  expect((await sign(clerk, 1, '2026-09-04')).body.code).toBe('transfer.box-1-stands');
  expect((await sign(clerk, 4, '2026-09-09')).body.code).toBe('transfer.box-unknown');
  expect((await sign(receiver, 3, '2026-09-09')).body.code).toBe('transfer.box-order');
  expect((await sign(clerk, 2, '2026-09-02')).body.code).toBe('transfer.box-date-order');
  expect((await sign(receiver, 2, '2026-09-07')).body.code).toBe('transfer.box-not-yours');
  expect((await sign(stranger, 2, '2026-09-07')).status).toBe(404);
  expect((await sign(clerk, 2, '2026-09-07')).status).toBe(204);
  expect((await sign(clerk, 2, '2026-09-08', 'Lò Văn Bun')).status).toBe(204);
  expect((await sign(receiver, 3, '2026-09-10')).status).toBe(204);
  expect((await letterOf(id, receiver)).boxes.map(({ on, by }) => [on, by])).toEqual([
    ['2026-09-03', 'Giàng A Lử'],
    ['2026-09-08', 'Lò Văn Bun'],
    ['2026-09-10', 'Lò Thị Mai'],
  ]);
  for (const statement of [
    sql`update membership.transfer_box set signer = 'x' where transfer_id = ${id} and box = 1`,
    sql`update membership.transfer set letter = '08-GGT' where id = ${id}`,
    sql`update membership.transfer set referred_on = '2026-09-04' where id = ${id}`,
  ])
    await expect(asOwner(db, 'test', (tx) => tx.run(statement))).rejects.toMatchObject({
      code: 'transfer.box-1-stands',
    });
});

test('the terms of a permanent transfer are told, and a late letter is received only with its reason', async () => {
  const id = await referred({ referredOn: '2026-08-20', decidedOn: '2026-05-04' });
  const letter = await letterOf(id);
  // 60 working days from 4 May, 30 from 20 August; 2 September and the day beside it are holidays.
  expect(letter.start).toEqual({ until: '2026-07-27', workingDaysLate: 18 });
  expect(letter.present).toEqual({ until: '2026-10-05', workingDaysLate: 1 });
  const accept = (reason: string | null) =>
    receiver.post<{ code: string; details: object }>(`/transfers/${id}/settle`, {
      outcome: 'accepted',
      on: '2026-10-06',
      reason,
    });
  expect(await accept(null)).toMatchObject({
    status: 409,
    body: { code: 'transfer.late-reason-needed', details: { dueOn: '2026-10-05', workingDaysLate: 1 } },
  });
  expect((await accept('Đi đường xa, mưa lũ')).status).toBe(204);
});

test('on return a remark of the place of stay: with the return, or later; once, and of a stay that is over', async () => {
  const { id } = await aFile();
  const exempt = (version: number, on: string, until: string) =>
    clerk.post<{ code: string }>(`/members/${id}/state`, {
      to: 'temp_exempt',
      version,
      on,
      until,
      writtenRequest: true,
      residenceRegistered: true,
      basis: '11-QĐ/ĐU',
    });
  expect((await exempt(1, '2026-01-05', '2026-07-01')).status).toBe(200);
  expect((await page(id)).stays).toEqual([
    { from: '2026-01-05', endedOn: '2026-07-01', state: 'temp_exempt', remark: null },
  ]);
  const remark = (version: number, endedOn: string, receivedOn = '2026-07-10') =>
    clerk.post<{ code: string }>(`/members/${id}/stay-remarks`, {
      id: randomUUID(),
      version,
      endedOn,
      receivedOn,
      document: 'Nhận xét của Chi bộ khu phố 3, phường Thuận Giao',
    });
  expect((await remark(2, '2026-06-30')).body.code).toBe('member.stay-unknown');
  expect((await remark(2, '2026-07-01', '2025-12-01')).body.code).toBe('member.stay-remark-early');
  expect((await remark(2, '2026-07-01')).status).toBe(200);
  expect((await remark(3, '2026-07-01')).body.code).toBe('member.stay-remark-known');
  expect((await page(id)).stays[0]?.remark).toMatchObject({ receivedOn: '2026-07-10' });
  // Back before the time, with the paper at hand.
  expect((await exempt(3, '2026-08-01', '2026-12-01')).status).toBe(200);
  const back = await clerk.post(`/members/${id}/state`, {
    to: 'back',
    version: 4,
    on: '2026-09-15',
    remark: { id: randomUUID(), document: 'Nhận xét ngày 14/9/2026' },
  });
  expect(back.status, back.text).toBe(200);
  expect((await page(id)).stays[1]).toMatchObject({
    endedOn: '2026-09-15',
    remark: { document: 'Nhận xét ngày 14/9/2026', receivedOn: '2026-09-15' },
  });
});

test('supplement sheets of a year: a pile is recorded once, the missing are listed, others do not see them', async () => {
  const cell = await asOwner(db, 'test', (tx) => aCell(tx, { parent: world.commune, name: 'Chi bộ bản Huổi Lụ' }));
  const mine = as({ ranges: at(cell) });
  const ids: string[] = [];
  for (const fullName of ['Lò Văn An', 'Lò Văn Bình', 'Lò Văn Chung']) ids.push((await aFile({ cell, fullName })).id);
  const list = async (state: string) =>
    (
      await mine.get<{ items: { fullName: string }[]; total: number }>(
        `/supplements?unit=${cell.id}&year=2026&state=${state}`,
      )
    ).body;
  const names = (found: { items: { fullName: string }[] }) => found.items.map(({ fullName }) => fullName);
  expect(names(await list('missing'))).toEqual(['Lò Văn An', 'Lò Văn Bình', 'Lò Văn Chung']);
  const record = (body: object) =>
    mine.post<{ code: string; recorded: number }>('/supplements', {
      year: 2026,
      receivedOn: '2026-10-01',
      memberIds: ids.slice(0, 2),
      ...body,
    });
  expect((await record({ year: 2027 })).body.code).toBe('member.supplement-not-yet');
  expect((await record({ receivedOn: '2025-12-31' })).body.code).toBe('member.supplement-day');
  expect((await record({ year: 2001, receivedOn: '2001-12-01' })).body.code).toBe('member.supplement-not-member');
  expect((await record({ memberIds: [(await aFile()).id] })).status).toBe(404);
  expect((await record({})).body).toEqual({ recorded: 2 });
  expect((await record({})).body).toEqual({ recorded: 0 });
  expect([names(await list('missing')), names(await list('received'))]).toEqual([
    ['Lò Văn Chung'],
    ['Lò Văn An', 'Lò Văn Bình'],
  ]);
  expect((await page(ids[0] ?? '').catch(() => undefined))?.supplements ?? []).toEqual([]);
  expect((await mine.get<MemberPage>(`/members/${ids[0]}`)).body.supplements).toEqual([
    { year: 2026, receivedOn: '2026-10-01' },
  ]);
  expect((await receiver.get(`/supplements?unit=${cell.id}&year=2026`)).status).toBe(404);
  expect((await mine.delete(`/members/${ids[0]}/supplements/2026`)).status).toBe(204);
  expect((await mine.delete(`/members/${ids[0]}/supplements/2026`)).status).toBe(404);
  expect((await list('missing')).total).toBe(2);
});

test('slips are checked every three months, and whoever is late is reported', async () => {
  await referred({ referredOn: '2026-06-01', decidedOn: null });
  const read = async () => (await clerk.get<SlipChecks>(`/slip-checks?unit=${world.commune.id}`)).body;
  const before = await read();
  expect(before).toMatchObject({ months: 3, late: 1, dueOn: null });
  const check = (body: object) =>
    clerk.post<{ code: string }>('/slip-checks', {
      id: randomUUID(),
      unitId: world.commune.id,
      on: '2026-10-05',
      document: '12-BC/ĐU',
      ...body,
    });
  expect((await check({ document: null })).body.code).toBe('transfer.check-not-reported');
  expect((await check({ on: '2026-10-07' })).body.code).toBe('transfer.check-future');
  expect(
    (await stranger.post('/slip-checks', { id: randomUUID(), unitId: world.commune.id, on: '2026-10-05' })).status,
  ).toBe(404);
  expect((await check({})).status).toBe(201);
  expect((await check({})).body.code).toBe('transfer.check-known');
  expect(await read()).toMatchObject({
    dueOn: '2027-01-05',
    items: [{ on: '2026-10-05', late: 1, underWay: before.underWay, document: '12-BC/ĐU' }],
  });
});

test('the row policy of open cases asks for the right, whoever asks the table', async () => {
  const { id } = await aFile();
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into membership.handling (id, member_id, kind, valid, document, label)
      values (${randomUUID()}, ${id}, 'inspection', '[2026-09-01,)', '05-QĐ/UBKT', ${world.cell.label})`),
  );
  const seen = (rights: ('members.read' | 'members.write' | 'sensitive.read')[]) =>
    inScope(db, { userId: 'x', rights, ranges: at(world.cell) }, (tx) =>
      tx.many(sql`select 1 from membership.handling where member_id = ${id}`),
    );
  expect(await seen(['members.read', 'sensitive.read'])).toHaveLength(1);
  expect(await seen(['members.read', 'members.write'])).toHaveLength(0);
  await expect(
    inScope(db, { userId: 'x', rights: ['members.read', 'members.write'], ranges: at(world.cell) }, (tx) =>
      tx.run(sql`
        insert into membership.handling (id, member_id, kind, valid, document, label)
        values (${randomUUID()}, ${id}, 'complaint', '[2026-09-01,)', 'x', ${world.cell.label})`),
    ),
  ).rejects.toThrow(/row-level security|policy/);
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { recountTotals } from '#modules/figures/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import type { Changed, MemberPage, RegisterPage, Transfer, TransferPage } from '../contract.ts';
import { checkRoll, registerMembershipFigures } from '../figures.ts';
import { membershipRoutes } from '../routes.ts';
import { aCell, aMember, theEthnicGroups } from '../testing.ts';
import { refreshCurrent } from './file.ts';

const db = await testDatabase();
const { as } = await testApp(db, [membershipRoutes], { now: () => new Date('2026-10-06T03:00:00Z') });
const world = await asOwner(db, 'test', async (tx) => {
  await theEthnicGroups(tx);
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from: '1950-01-01' });
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Nậm Kè', parentId: province.id, from: '1950-01-01' });
  const elsewhere = await aUnit(tx, {
    kind: 'commune_body',
    name: 'Quảng Lâm',
    parentId: province.id,
    from: '1950-01-01',
  });
  return {
    commune,
    cell: await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Kè' }),
    other: await aCell(tx, { parent: elsewhere, name: 'Chi bộ Quảng Lâm' }),
  };
});
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const clerk = as({ ranges: at(world.cell) });
const receiver = as({ ranges: at(world.other) });
const day = (on: string) => ({ on, precision: 'day' as const });

const newMember = (more: object = {}) => ({
  id: randomUUID(),
  cellId: world.cell.id,
  entry: 'admitted',
  fullName: 'VÀNG A CHỐNG',
  sex: 'male',
  birth: day('1998-03-01'),
  residenceVillageId: null,
  cardNumber: null,
  oldCardNumber: null,
  education: 'upper_secondary',
  theoryLevel: 'none',
  occupation: 'farmer',
  decision: day('2025-09-20'),
  ceremony: day('2025-10-01'),
  ...more,
});
const page = async (id: string, caller = clerk) => (await caller.get<MemberPage>(`/members/${id}`)).body;
const aFile = (more: object = {}) =>
  asOwner(db, 'test', (tx) => aMember(tx, { cell: world.cell, fullName: 'Lò Văn Phúc', ...more }));
/** Every member row repeats the period of today, and everything of a person carries one label. */
async function expectInStep(): Promise<void> {
  expect(await asOwner(db, 'test', (tx) => refreshCurrent(tx, '2026-10-06'))).toBe(0);
}

test('an admission begins the probation on the day of the ceremony; a resend is the same member', async () => {
  const input = newMember({ ethnicity: '08' });
  expect(await clerk.post('/members', input)).toMatchObject({ status: 201, body: { id: input.id, version: 1 } });
  expect(await clerk.post('/members', input)).toMatchObject({ status: 201, body: { id: input.id, version: 1 } });
  expect(await page(input.id)).toMatchObject({
    fullName: 'Vàng A Chống',
    state: 'probationary',
    joining: { officialDueOn: '2026-10-01' },
    partyAge: null,
    events: [{ kind: 'admitted', on: '2025-10-01' }],
    restricted: ['ethnicity'],
  });
});

test('what the rules forbid is refused by its code, and nothing is left behind', async () => {
  const refused = async (more: object) => (await clerk.post<{ code: string }>('/members', newMember(more))).body.code;
  expect(await refused({ ceremony: day('2025-09-01') })).toBe('member.ceremony-before-decision');
  expect(await refused({ birth: day('2010-01-01') })).toBe('member.too-young');
  expect(await refused({ birth: day('1960-01-01') })).toBe('member.over-age');
  expect(await refused({ cellId: world.commune.id })).toBe('not-found');
  expect(await refused({ cellId: world.other.id })).toBe('not-found');
  const taken = '11.070.115';
  expect((await clerk.post('/members', newMember({ cardNumber: taken }))).status).toBe(201);
  expect(await refused({ cardNumber: '11070115' })).toBe('member.card-number-taken');
  expect(await as({ ranges: at(world.cell), rights: ['members.read'] }).post('/members', newMember())).toMatchObject({
    status: 403,
  });
});

test('of two people who correct one file the second learns both values', async () => {
  const { id } = await aFile({ fullName: 'Lò Văn Tôm' });
  const correct = (changes: object) =>
    clerk.patch<{ code: string; details: object; version: number }>(`/members/${id}`, { version: 1, changes });
  expect(await correct({ fullName: 'Lò Văn Tốm' })).toMatchObject({ status: 200, body: { version: 2 } });
  expect(await correct({ fullName: 'Lò Văn Tồm' })).toMatchObject({
    status: 409,
    body: {
      code: 'member.changed-meanwhile',
      details: { version: 2, fields: [{ field: 'fullName', yours: 'Lò Văn Tồm', now: 'Lò Văn Tốm' }] },
    },
  });
  expect((await clerk.get<RegisterPage>('/members?q=tom')).body.items[0]?.fullName).toBe('Lò Văn Tốm');
});

test('a corrected ceremony moves the probation and the day it ends', async () => {
  const input = newMember({ decision: day('2022-01-20'), ceremony: day('2022-01-30'), recognised: day('2023-01-30') });
  await clerk.post('/members', input);
  await clerk.patch(`/members/${input.id}`, { version: 1, changes: { ceremony: day('2022-02-03') } });
  expect(await page(input.id)).toMatchObject({
    joining: { ceremony: { on: '2022-02-03' }, recognised: { on: '2023-02-03' } },
    periods: [
      { validFrom: '2022-02-03', validTo: '2023-02-03', standing: 'probationary' },
      { validFrom: '2023-02-03', validTo: null, standing: 'official' },
    ],
    events: [
      { kind: 'admitted', on: '2022-02-03' },
      { kind: 'recognised', on: '2023-02-03' },
    ],
  });
});

test('recognition is dated at month 12 even when decided late, and never before', async () => {
  const input = newMember();
  await clerk.post('/members', input);
  expect(await clerk.post(`/members/${input.id}/recognition`, { version: 1, decidedOn: '2026-09-01' })).toMatchObject({
    status: 409,
    body: { code: 'member.recognition-too-early' },
  });
  expect(await clerk.post(`/members/${input.id}/recognition`, { version: 1, decidedOn: '2026-10-05' })).toMatchObject({
    status: 200,
  });
  expect(await page(input.id)).toMatchObject({
    state: 'official',
    partyAge: { years: 1 },
    events: [{}, { kind: 'recognised', on: '2026-10-01', late: true }],
    periods: [{ validTo: '2026-10-01' }, { validFrom: '2026-10-01', state: 'official' }],
  });
  await expectInStep();
});

test('a temporary exemption needs a request and an end below twelve months, and the earlier state returns by itself', async () => {
  const { id } = await aFile();
  const exempt = (more: object) =>
    clerk.post<{ code: string }>(`/members/${id}/state`, {
      to: 'temp_exempt',
      version: 1,
      on: '2026-09-01',
      until: '2027-03-01',
      writtenRequest: true,
      residenceRegistered: true,
      basis: '12-QĐ/ĐU',
      ...more,
    });
  expect((await exempt({ writtenRequest: false })).body.code).toBe('member.temp-exempt-no-request');
  expect((await exempt({ residenceRegistered: false })).body.code).toBe('member.temp-exempt-no-residence');
  expect((await exempt({ basis: null })).body.code).toBe('member.temp-exempt-no-decision');
  expect((await exempt({ until: '2027-09-01' })).body.code).toBe('member.temp-exempt-too-long');
  expect((await exempt({ until: null })).body.code).toBe('member.temp-exempt-no-end');
  expect((await exempt({})).status).toBe(200);
  expect(await page(id)).toMatchObject({
    state: 'temp_exempt',
    standing: 'official',
    periods: [
      {},
      { validFrom: '2026-09-01', validTo: '2027-03-01', state: 'temp_exempt' },
      { validFrom: '2027-03-01', validTo: null, state: 'official' },
    ],
  });
  // A period to come becomes current when its day comes.
  expect(await asOwner(db, 'job', (tx) => refreshCurrent(tx, '2027-03-01'))).toBe(1);
  expect(await asOwner(db, 'job', (tx) => refreshCurrent(tx, '2026-10-06'))).toBe(1);
  expect((await clerk.post(`/members/${id}/state`, { to: 'back', version: 2, on: '2026-10-01' })).status).toBe(200);
  expect((await page(id)).state).toBe('official');
});

test('a transfer is referred by one side and accepted by the other; the member is in one cell on every day', async () => {
  const { id } = await aFile({ fullName: 'Lò Văn Thoa', ethnicity: '03' });
  const transfer = {
    id: randomUUID(),
    version: 1,
    kind: 'permanent',
    toCellId: world.other.id,
    referredOn: '2026-09-10',
    letter: '12-GT',
  };
  expect(await clerk.post<Changed>(`/members/${id}/transfers`, transfer)).toMatchObject({
    status: 200,
    body: { version: 2 },
  });
  expect(await page(id)).toMatchObject({ state: 'transfer_pending', cell: { id: world.cell.id }, onRoll: true });
  expect((await receiver.get(`/members/${id}`)).status).toBe(404);
  const { items } = (await receiver.get<{ items: Transfer[] }>('/transfers?state=referred')).body;
  expect(items).toMatchObject([{ id: transfer.id, fullName: 'Lò Văn Thoa', from: { name: 'Chi bộ bản Nậm Kè' } }]);

  const settle = (caller: typeof clerk, more: object = {}) =>
    caller.post<{ code: string }>(`/transfers/${transfer.id}/settle`, {
      outcome: 'accepted',
      on: '2026-10-01',
      ...more,
    });
  expect((await settle(clerk)).body.code).toBe('transfer.not-yours');
  expect((await settle(as({ ranges: [{ lo: 1, hi: 2 }] }))).status).toBe(404);
  expect((await settle(receiver, { on: '2026-09-01' })).body.code).toBe('member.transfer-dates-order');
  expect((await settle(receiver)).status).toBe(204);
  expect((await settle(receiver)).body.code).toBe('transfer.settled-already');

  expect((await clerk.get(`/members/${id}`)).status).toBe(404);
  const there = as({ ranges: at(world.cell, world.other) });
  expect(await page(id, there)).toMatchObject({
    state: 'official',
    cell: { id: world.other.id },
    periods: [
      { validTo: '2026-09-10' },
      { state: 'transfer_pending', validTo: '2026-10-01' },
      { state: 'official', cell: { id: world.other.id } },
    ],
    events: [{ kind: 'transferred_out' }, { kind: 'transferred_in' }],
  });
  expect((await receiver.get(`/members/${id}/restricted?purpose=member_file`)).body).toMatchObject({
    ethnicity: { code: '03' },
  });
  await expectInStep();
});

test('a refused letter brings the earlier state back; a suspended member is not referred', async () => {
  const { id } = await aFile({ state: 'exempt' });
  const transfer = {
    id: randomUUID(),
    version: 1,
    kind: 'permanent',
    toCellId: world.other.id,
    referredOn: '2026-09-10',
  };
  await clerk.post(`/members/${id}/transfers`, transfer);
  expect(
    (await clerk.post<{ code: string }>(`/members/${id}/transfers`, { ...transfer, id: randomUUID(), version: 2 }))
      .status,
  ).toBe(409);
  expect(
    (
      await receiver.post(`/transfers/${transfer.id}/settle`, {
        outcome: 'refused',
        on: '2026-09-20',
        reason: 'sai nơi',
      })
    ).status,
  ).toBe(204);
  expect((await page(id)).state).toBe('exempt');
  const suspended = await aFile({ state: 'suspended' });
  expect(await clerk.post(`/members/${suspended.id}/transfers`, { ...transfer, id: randomUUID() })).toMatchObject({
    status: 409,
    body: { code: 'member.transfer-under-discipline' },
  });
});

test('a transfer out of the register ends the periods when the slip has come back', async () => {
  const { id } = await aFile();
  const transfer = {
    id: randomUUID(),
    version: 1,
    kind: 'permanent',
    toCellId: null,
    outside: 'Đảng uỷ Công an tỉnh Lai Châu',
    referredOn: '2026-08-01',
  };
  await clerk.post(`/members/${id}/transfers`, transfer);
  expect((await clerk.post(`/transfers/${transfer.id}/settle`, { outcome: 'accepted', on: '2026-08-20' })).status).toBe(
    204,
  );
  expect(await page(id)).toMatchObject({ onRoll: false, exit: { kind: 'transferred_out', on: '2026-08-20' } });
});

test('letters are listed page by page in both orders; what is late, settled or temporary is asked for', async () => {
  const about: Record<string, string> = {};
  for (const [name, day, kind] of [
    ['Một', '2026-08-03', 'permanent'],
    ['Hai', '2026-08-03', 'permanent'],
    ['Ba', '2026-09-01', 'permanent'],
    ['Bốn', '2026-07-01', 'temporary'],
  ] as const) {
    const { id } = await aFile({ fullName: `Vàng Thị ${name}` });
    const transfer = {
      id: randomUUID(),
      version: 1,
      kind,
      toCellId: world.other.id,
      referredOn: day,
      letter: name,
      ...(kind === 'temporary' ? { untilOn: '2026-12-01' } : {}),
    };
    expect((await clerk.post(`/members/${id}/transfers`, transfer)).status).toBe(200);
    about[transfer.id] = name;
  }
  const walk = async (query: string): Promise<string[]> => {
    const found: string[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await clerk.get<TransferPage>(`/transfers?${query}&limit=1${cursor}`);
      if (cursor === '') expect(body.total).toBeGreaterThanOrEqual(body.items.length);
      found.push(...body.items.flatMap((one) => about[one.id] ?? []));
      if (body.nextCursor === null) return found;
      cursor = `&cursor=${body.nextCursor}`;
    }
  };
  const newest = await walk('state=referred');
  expect([newest[0], new Set(newest.slice(1, 3)), newest[3]]).toEqual(['Ba', new Set(['Một', 'Hai']), 'Bốn']);
  expect(await walk('state=referred&direction=asc')).toEqual(newest.toReversed());
  expect(await walk('state=referred&direction=asc&timed=true&referredTo=2026-08-31')).toEqual(
    newest.slice(1, 3).toReversed(),
  );
  expect(await walk('state=settled')).toEqual([]);
  const refused = await clerk.get<{ code: string }>('/transfers?cursor=WyJ4Il0');
  expect([refused.status, refused.body.code]).toEqual([400, 'request.cursor']);
});

test('an exit ends the roll on its day, death ends everything, readmission starts anew with the time outside left out', async () => {
  const { id } = await aFile({ fullName: 'Lò Văn Quý' });
  expect(await clerk.post(`/members/${id}/exit`, { version: 1, kind: 'struck_off', on: '2014-01-01' })).toMatchObject({
    body: { code: 'member.exit-before-admission' },
  });
  await clerk.post(`/members/${id}/exit`, { version: 1, kind: 'withdrawn', on: '2020-03-01' });
  expect(await page(id)).toMatchObject({ onRoll: false, exit: { kind: 'withdrawn', on: '2020-03-01' } });
  const again = (more: object) =>
    clerk.post<{ code: string }>(`/members/${id}/readmission`, {
      version: 2,
      cellId: world.cell.id,
      decision: day('2024-05-01'),
      ceremonyOn: '2024-05-19',
      provincialConsent: true,
      ...more,
    });
  expect((await again({ decision: day('2021-05-01') })).body.code).toBe('member.readmission-too-early');
  expect((await again({ provincialConsent: false })).body.code).toBe('member.readmission-no-consent');
  expect((await again({})).status).toBe(200);
  expect(await page(id)).toMatchObject({
    onRoll: true,
    state: 'probationary',
    outside: [{ validFrom: '2020-03-01', validTo: '2024-05-01' }],
  });
  await clerk.post(`/members/${id}/exit`, { version: 3, kind: 'deceased', on: '2026-01-01' });
  expect(await page(id)).toMatchObject({ onRoll: false, exit: { kind: 'deceased' }, next: [] });
  await expectInStep();
});

test('a badge is given when its years are full, once', async () => {
  const { id } = await aFile({
    decision: day('1986-01-10'),
    ceremony: day('1986-02-03'),
    recognised: day('1987-02-03'),
  });
  const give = (version: number, years: number) =>
    clerk.post<{ code: string }>(`/members/${id}/badges`, {
      id: randomUUID(),
      version,
      years,
      occasionOn: '2026-02-03',
    });
  expect((await give(1, 45)).body.code).toBe('member.badge-too-early');
  expect((await give(1, 31)).body.code).toBe('member.badge-unknown');
  expect((await give(1, 40)).status).toBe(200);
  expect((await give(2, 40)).body.code).toBe('member.badge-given-already');
  expect((await page(id)).badges).toMatchObject({ given: [{ years: 40 }], next: { years: 45 } });
});

test('two cells on one day are refused by the database, whoever writes', async () => {
  const { id } = await aFile();
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into membership.member_period (member_id, valid, state, standing, cell_id, label)
        values (${id}, '[2026-01-01,2026-02-01)', 'official', 'official', ${world.other.id}, ${world.other.label})`),
    ),
  ).rejects.toMatchObject({ code: 'member.two-cells', details: { on: '2026-01-01' } });
});

test('after all of the above the roll identity holds in every cell on every day, and the totals equal the recount', async () => {
  registerMembershipFigures();
  const { roll, totals } = await asOwner(db, 'test', async (tx) => ({
    roll: await checkRoll(tx),
    totals: await recountTotals(tx),
  }));
  // The builder enters its members on one day without an event; everything since came through the API.
  const builtOn = roll.different[0]?.on;
  expect(roll.different.filter(({ on, periods }) => on !== builtOn || periods < 1)).toEqual([]);
  expect(roll.checked).toBeGreaterThan(5);
  expect(totals.different).toEqual([]);
});

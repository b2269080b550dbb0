import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { seedHolidays } from '#platform/calendar/calendar.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import type { MemberPage, Restricted } from '../contract.ts';
import { membershipRoutes } from '../routes.ts';
import { aCell, aMember, theEthnicGroups } from '../testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [membershipRoutes], { now: () => new Date('2026-10-06T03:00:00Z') });
const world = await asOwner(db, 'test', async (tx) => {
  await theEthnicGroups(tx);
  await seedHolidays(tx);
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from: '1950-01-01' });
  const aCommune = (name: string) =>
    aUnit(tx, { kind: 'commune_body', name, parentId: province.id, from: '1950-01-01' });
  const [commune, elsewhere] = [await aCommune('Nậm Kè'), await aCommune('Quảng Lâm')];
  return {
    cell: await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Kè' }),
    neighbour: await aCell(tx, { parent: commune, name: 'Chi bộ bản Phiêng Vai' }),
    other: await aCell(tx, { parent: elsewhere, name: 'Chi bộ Quảng Lâm' }),
  };
});
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const clerk = as({ ranges: at(world.cell) });
const withoutRight = as({ ranges: at(world.cell), rights: ['members.read', 'members.write'] });
const aFile = (more: object = {}) =>
  asOwner(db, 'test', (tx) => aMember(tx, { cell: world.cell, fullName: 'Lò Văn Phúc', ...more }));
const page = async (id: string) => (await clerk.get<MemberPage>(`/members/${id}`)).body;

test('who is struck off: ground, two thirds of the cell and decision; the last day to complain is told', async () => {
  const cell = await asOwner(db, 'test', (tx) => aCell(tx, { name: 'Chi bộ chín người' }));
  const clerk = as({ ranges: at(cell) });
  const { id } = await aFile({ cell });
  for (let n = 0; n < 8; n += 1) await aFile({ cell });
  await aFile({ cell, state: 'exempt' });
  await aFile({ cell, state: 'temporarily_away' });
  await aFile({ cell, standing: 'probationary' });
  const strike = (more: object) =>
    clerk.post<{ code: string; details: object }>(`/members/${id}/exit`, {
      version: 1,
      kind: 'struck_off',
      on: '2026-09-03',
      ground: 'absent',
      vote: { for: 6, base: 9 },
      basis: '31-QĐ/ĐU ngày 03/9/2026',
      ...more,
    });
  expect((await strike({ ground: null })).body.code).toBe('member.struck-off-no-ground');
  expect((await strike({ basis: null })).body.code).toBe('member.struck-off-no-decision');
  expect((await strike({ ground: 'probation_failed', vote: null })).body.code).toBe(
    'member.struck-off-not-probationary',
  );
  expect((await strike({ vote: null })).body.code).toBe('member.struck-off-no-vote');
  expect(await strike({ vote: { for: 5, base: 9 } })).toMatchObject({
    status: 409,
    body: { code: 'member.struck-off-below-two-thirds', details: { needed: 6 } },
  });
  // Nine are called, one exempt member may have come; whoever is away or on probation is not in the base.
  for (const base of [8, 11])
    expect(await strike({ vote: { for: 8, base } })).toMatchObject({
      status: 409,
      body: { code: 'member.struck-off-base-wrong', details: { base, official: 11, least: 9, most: 10 } },
    });
  expect((await strike({ vote: { for: 6, base: 9, on: '2026-09-04' } })).body.code).toBe('member.struck-off-vote-day');
  expect((await strike({})).status).toBe(200);
  expect((await clerk.get<MemberPage>(`/members/${id}`)).body.exit).toEqual({
    kind: 'struck_off',
    on: '2026-09-03',
    ground: 'absent',
    vote: { for: 6, base: 9 },
    complainUntil: '2026-10-15',
  });
});

test('the database refuses a strike-off below two thirds, and a ground of another way out', async () => {
  const { id } = await aFile();
  const write = (kind: string, ground: string, votes: number) =>
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into membership.member_event (member_id, kind, on_date, cell_id, label, ground, votes_for, vote_base)
        values (${id}, ${kind}, '2026-09-03', ${world.cell.id}, ${world.cell.label}, ${ground}, ${votes}, 9)`),
    );
  await expect(write('struck_off', 'absent', 5)).rejects.toThrow(/member_event_vote/);
  await expect(write('withdrawn', 'absent', 6)).rejects.toThrow(/member_event_/);
});

test('nobody moves while a case is open, and the case itself is told to nobody without the right', async () => {
  const { id } = await aFile({ fullName: 'Giàng A Lử' });
  const open = { id: randomUUID(), version: 1, kind: 'inspection', from: '2026-09-01', document: '05-QĐ/UBKT' };
  expect((await withoutRight.post(`/members/${id}/handling`, open)).status).toBe(403);
  // Not before the admission, and not in the future.
  for (const from of ['1950-01-01', '2099-01-01'])
    expect(await clerk.post(`/members/${id}/handling`, { ...open, id: randomUUID(), from })).toMatchObject({
      status: 409,
      body: { code: 'member.handling-outside' },
    });
  expect((await clerk.post(`/members/${id}/handling`, open)).body).toMatchObject({ version: 2 });
  expect((await clerk.post(`/members/${id}/handling`, open)).body).toMatchObject({ version: 2 });
  const refer = (version: number, referredOn: string) =>
    withoutRight.post<{ code: string }>(`/members/${id}/transfers`, {
      id: randomUUID(),
      version,
      kind: 'permanent',
      toCellId: world.other.id,
      referredOn,
    });
  expect(await refer(2, '2026-09-02')).toMatchObject({
    status: 409,
    body: { code: 'member.transfer-under-discipline' },
  });
  const seen = await clerk.get<Restricted>(`/members/${id}/restricted?purpose=discipline`);
  expect(seen.body.handling).toMatchObject([{ kind: 'inspection', validFrom: '2026-09-01', validTo: null }]);
  expect((await page(id)).restricted).toContain('discipline');
  const close = { version: 2, on: '2026-09-20', document: '07-KL/UBKT' };
  for (const on of ['2026-09-01', '2099-01-01'])
    expect(await clerk.post(`/members/${id}/handling/close`, { ...close, on })).toMatchObject({
      status: 409,
      body: { code: 'member.handling-closed-outside', details: { from: '2026-09-01' } },
    });
  expect((await clerk.post(`/members/${id}/handling/close`, close)).body).toMatchObject({ version: 3 });
  expect((await clerk.post(`/members/${id}/handling/close`, { ...close, version: 3 })).status).toBe(404);
  // A letter dated into the open time stays refused; from the day of the conclusion it may be made out.
  expect((await refer(3, '2026-09-19')).body.code).toBe('member.transfer-under-discipline');
  expect((await refer(3, '2026-09-20')).status).toBe(200);
});

test('an internal transfer stays inside one grassroots organisation, whoever writes', async () => {
  const { id } = await aFile({ fullName: 'Vàng Thị Mỷ' });
  const refer = (toCellId: string | null, more: object = {}) =>
    clerk.post<{ code: string }>(`/members/${id}/transfers`, {
      id: randomUUID(),
      version: 1,
      kind: 'internal',
      toCellId,
      referredOn: '2026-09-02',
      ...more,
    });
  expect((await refer(world.other.id)).body.code).toBe('member.transfer-not-internal');
  expect((await refer(null, { outside: 'Đảng bộ phường Him Lam' })).body.code).toBe('member.transfer-not-internal');
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into membership.transfer (member_id, kind, from_cell_id, to_cell_id, state, referred_on, from_label, to_label)
        values (${id}, 'internal', ${world.cell.id}, ${world.other.id}, 'referred', '2026-09-02', ${world.cell.label}, ${world.other.label})`),
    ),
  ).rejects.toMatchObject({ code: 'member.transfer-not-internal' });
  expect((await refer(world.neighbour.id)).status).toBe(200);
});

test('an exemption for age is refused before working age is over', async () => {
  const { id } = await aFile({ birth: { on: '1970-02-01', precision: 'day' }, sex: 'male' });
  const exempt = (ground: string) =>
    clerk.post<{ code: string; details: object }>(`/members/${id}/state`, {
      to: 'exempt',
      version: 1,
      on: '2026-09-01',
      ground,
      request: 'written',
    });
  expect(await exempt('old')).toMatchObject({
    status: 409,
    body: { code: 'member.exempt-not-old', details: { fromOn: '2032-02-01' } },
  });
  expect((await exempt('weak')).status).toBe(200);
});

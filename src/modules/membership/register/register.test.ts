import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { membershipRoutes } from '../routes.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { aCell, aMember, theEthnicGroups } from '../testing.ts';
import type { RegisterPage } from '../contract.ts';

const db = await testDatabase();
const { as } = await testApp(db, [membershipRoutes], { now: () => new Date('2026-10-06T03:00:00Z') });

const world = await asOwner(db, 'test', async (tx) => {
  await theEthnicGroups(tx);
  const from = '1950-01-01';
  const province = await aUnit(tx, { kind: 'province', name: 'Điện Biên', from });
  const place = await aUnit(tx, { kind: 'commune', name: 'Nậm Kè', parentId: province.id, from });
  const provinceBody = await aUnit(tx, {
    kind: 'province_body',
    name: 'Đảng bộ tỉnh Điện Biên',
    covers: [province.id],
    from,
  });
  const namKe = await aUnit(tx, {
    kind: 'commune_body',
    name: 'Đảng bộ xã Nậm Kè',
    parentId: provinceBody.id,
    covers: [place.id],
    from,
  });
  const cell = await aCell(tx, { parent: namKe, name: 'Chi bộ bản Phiêng Vai' });
  const otherCommune = await aUnit(tx, {
    kind: 'commune_body',
    name: 'Đảng bộ xã Quảng Lâm',
    parentId: provinceBody.id,
    from,
  });
  const otherCell = await aCell(tx, { parent: otherCommune, name: 'Chi bộ Quảng Lâm' });
  for (const fullName of ['Lò Văn Ân', 'Lò Văn Anh', 'Lò Văn An', 'Vàng A Đa', 'Vàng A Dua', 'Lò Thị Á', 'Lò Văn Ăm']) {
    await aMember(tx, { cell, fullName, ethnicity: '03' });
  }
  const left = await aMember(tx, {
    cell: otherCell,
    fullName: 'Pờ Dần Sinh',
    cardNumber: '11.070.115',
    periods: [
      { from: '2016-05-19', to: '2024-01-01', cell, state: 'official', standing: 'official' },
      { from: '2024-01-01', cell: otherCell, state: 'official', standing: 'official' },
    ],
  });
  return { place, namKe, cell, otherCell, otherCommune, provinceBody, left };
});
const at = (unit: { label: number }) => ({ lo: unit.label, hi: unit.label + 1 });

test('names stand in Vietnamese order: a before ă before â, d before đ, tones last', async () => {
  const { body } = await as({ ranges: [at(world.cell)] }).get<RegisterPage>('/members');
  expect(body.items.map((row) => row.fullName)).toEqual([
    'Lò Thị Á',
    'Lò Văn An',
    'Lò Văn Anh',
    'Lò Văn Ăm',
    'Lò Văn Ân',
    'Vàng A Dua',
    'Vàng A Đa',
  ]);
  expect(body).toMatchObject({ total: 7, nextCursor: null, asOf: '2026-10-06' });
});

test('pages follow each other without gap or repetition, in every order', async () => {
  const clerk = as({ ranges: [at(world.cell)] });
  for (const order of ['given', 'family', 'birth', 'admitted', 'cell']) {
    for (const direction of ['asc', 'desc']) {
      const seen: (string | null)[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: { body: RegisterPage } = await clerk.get(
          `/members?limit=2&sort=${order}&direction=${direction}${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...page.body.items.map((row) => row.fullName));
        cursor = page.body.nextCursor;
      }
      const whole = await clerk.get<RegisterPage>(`/members?sort=${order}&direction=${direction}`);
      expect(seen).toEqual(whole.body.items.map((row) => row.fullName));
      expect(new Set(seen).size).toBe(7);
    }
  }
  expect(await clerk.get('/members?cursor=bm90LW91cnM')).toMatchObject({
    status: 400,
    body: { code: 'request.cursor' },
  });
});

test('a unit of either tree narrows the list; another commune does not exist', async () => {
  const clerk = as({ ranges: [at(world.cell)] });
  const all = as();
  const names = async (caller: typeof all, query: string) =>
    (await caller.get<RegisterPage>(`/members?${query}`)).body.total;
  expect(await names(all, '')).toBe(8);
  expect(await names(all, `unit=${world.place.id}`)).toBe(7);
  expect(await names(all, `unit=${world.namKe.id}`)).toBe(7);
  expect(await names(all, `unit=${world.otherCell.id}`)).toBe(1);
  expect(await names(all, `unit=${world.provinceBody.id}`)).toBe(8);
  expect(await names(clerk, `unit=${world.otherCommune.id}`)).toBe(0);
  expect(await all.get('/members?unit=0195d2a4-0000-7000-8000-000000000000')).toMatchObject({ status: 404 });
});

test('search forgives accents, finds from the start of both names, and card numbers however they are punctuated', async () => {
  const all = as();
  const found = async (q: string) =>
    (await all.get<RegisterPage>(`/members?q=${encodeURIComponent(q)}`)).body.items.map((row) => row.fullName);
  expect(await found('vang a d')).toEqual(['Vàng A Dua', 'Vàng A Đa']);
  expect(await found('ĐA')).toEqual(['Vàng A Đa', 'Pờ Dần Sinh']);
  expect(await found('dan sinh')).toEqual(['Pờ Dần Sinh']);
  expect(await found('11070')).toEqual(['Pờ Dần Sinh']);
  expect(await found('11.070.115')).toEqual(['Pờ Dần Sinh']);
  expect(await found('nobody')).toEqual([]);
});

test('a list of the past shows who belonged then; who has left the scope stands there without name', async () => {
  const clerk = as({ ranges: [at(world.cell)] });
  const { body } = await clerk.get<RegisterPage>('/members?asOf=2022-12-31&limit=10');
  expect(body.total).toBe(8);
  expect(body.items.at(-1)).toMatchObject({ id: world.left.id, fullName: null, cardNumber: null });
});

test('ethnicity narrows only for those who may read it', async () => {
  const may = as({ ranges: [at(world.cell)] });
  expect((await may.get<RegisterPage>('/members?ethnicity=minority')).body.total).toBe(7);
  expect((await may.get<RegisterPage>('/members?ethnicity=08,02')).body.total).toBe(0);
  const mayNot = as({ ranges: [at(world.cell)], rights: ['members.read'] });
  expect(await mayNot.get('/members?ethnicity=minority')).toMatchObject({
    status: 403,
    body: { code: 'right.missing' },
  });
  expect((await mayNot.get<{ facets: object }>('/members/facets')).body.facets).not.toHaveProperty('ethnicity');
});

test('saved filters are a person’s own', async () => {
  const [one, other] = [as(), as()];
  const id = '0195d2a4-1111-7000-8000-000000000001';
  expect(await one.put(`/member-views/${id}`, { name: 'Dự bị', query: { standing: 'probationary' } })).toMatchObject({
    status: 200,
  });
  expect((await one.get('/member-views')).body).toMatchObject({ items: [{ id, name: 'Dự bị' }] });
  expect((await other.get('/member-views')).body).toEqual({ items: [] });
  expect(await other.delete(`/member-views/${id}`)).toMatchObject({ status: 404 });
  expect(await one.delete(`/member-views/${id}`)).toMatchObject({ status: 204 });
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { membershipRoutes } from '#modules/membership/index.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { VillageList, VillageMap, VillagePage } from './contract.ts';
import { registerVillageFigures } from './figures.ts';
import { villagesRoutes } from './index.ts';
import { aProfile, livesIn } from './testing.ts';

registerVillageFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [villagesRoutes, figuresRoutes, membershipRoutes], {
  now: () => new Date(`${TODAY}T05:00:00Z`),
});

const world = await asOwner(db, 'test', async (tx) => {
  const from = '2010-01-01';
  const province = await aUnit(tx, { kind: 'province', name: 'Tỉnh Điện Biên', from });
  const commune = await aUnit(tx, { kind: 'commune', name: 'Xã Nậm Kè', parentId: province.id, from });
  const elsewhere = await aUnit(tx, { kind: 'commune', name: 'Xã Mường Nhé', parentId: province.id, from });
  const village = (name: string, parent = commune) => aUnit(tx, { kind: 'village', name, parentId: parent.id, from });
  const body = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Nậm Kè', from, covers: [commune.id] });
  const own = await village('Bản Nậm Pắc');
  const [first, second] = [await village('Bản Phiêng Vai'), await village('Bản Huổi Lụ')];
  const without = await village('Bản Pá Mỳ');
  const other = await village('Bản Chung Chải', elsewhere);
  const ownCell = await aCell(tx, { parent: body, name: 'Chi bộ bản Nậm Pắc', covers: [own], from });
  const shared = await aCell(tx, { parent: body, name: 'Chi bộ Phiêng Vai - Huổi Lụ', covers: [first, second], from });
  const head = await aMember(tx, {
    cell: ownCell,
    fullName: 'Lỳ Phì Hừ',
    ceremony: { on: '2017-01-01', precision: 'year' },
    decision: null,
  });
  await livesIn(tx, { person: head.id, village: own, label: ownCell.label });
  // The only member of Phiêng Vai came in 2016, went in 2021, and another came in 2023.
  const gone = await aMember(tx, {
    cell: shared,
    fullName: 'Lò Văn Đi',
    periods: [{ from: '2016-05-19', to: '2021-08-17', cell: shared, state: 'official', standing: 'official' }],
  });
  await livesIn(tx, { person: gone.id, village: first, label: shared.label });
  const came = await aMember(tx, {
    cell: shared,
    fullName: 'Lò Văn Đến',
    periods: [{ from: '2023-01-17', cell: shared, state: 'official', standing: 'official' }],
  });
  await livesIn(tx, { person: came.id, village: first, label: shared.label });
  await aProfile(tx, { village: own, asOf: '2020-12-31' });
  await aProfile(tx, { village: own, asOf: '2025-12-31', households: 41, residents: 152, poor: 9, signal: 'holes' });
  return { province, commune, elsewhere, body, own, first, second, without, other, ownCell, shared, head };
});

const reach = [
  world.commune,
  world.body,
  world.own,
  world.first,
  world.second,
  world.without,
  world.ownCell,
  world.shared,
];
const at = (units: readonly { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const clerk = as({ ranges: at(reach) });
const page = async (village: { id: string }, query = '', caller = clerk) =>
  (await caller.get<VillagePage>(`/villages/${village.id}${query}`)).body;
const list = async (query: string, caller = clerk) =>
  (await caller.get<VillageList>(`/villages?unit=${world.commune.id}${query}`)).body;
const codeOf = async (village: { id: string }, path: string, body: object, caller = clerk) =>
  (await caller.post<{ code?: string }>(`/villages/${village.id}/${path}`, { id: randomUUID(), ...body })).body.code;
const on = (day: string, precision = 'day') => ({ on: day, precision });

test('each of the three states is asked by itself, and every filter answers what its figure counts', async () => {
  const all = await list('');
  expect(all.total).toBe(4);
  expect(Object.fromEntries(all.items.map((row) => [row.name, row.states]))).toEqual({
    'Bản Nậm Pắc': [],
    'Bản Phiêng Vai': ['combined'],
    'Bản Huổi Lụ': ['blank_members', 'combined'],
    'Bản Pá Mỳ': ['blank_members', 'blank_cell'],
  });
  for (const [state, figure] of [
    ['blank_members', 'I-30'],
    ['blank_cell', 'I-32'],
    ['combined', 'I-33'],
  ] as const) {
    const { items, total } = await list(`&state=${state}`);
    const { body } = await clerk.get<{ numerator: number }>(
      `/figures/${figure}?unit=${world.commune.id}&asOf=${TODAY}`,
    );
    expect({ state, rows: items.length, total }).toEqual({ state, rows: body.numerator, total: body.numerator });
  }
  const map = (await clerk.get<VillageMap>(`/villages/map?unit=${world.commune.id}`)).body;
  expect({ total: map.total, own: map.own, drawn: map.items.length }).toEqual({ total: 4, own: 1, drawn: 3 });
});

test('a list is paged by its cursor without gap or repetition, searched without accents and filtered by signal', async () => {
  const first = await list('&limit=2');
  expect(first.total).toBe(4);
  const rest = await list(`&limit=2&cursor=${first.nextCursor ?? ''}`);
  expect(rest.total).toBeUndefined();
  expect([...first.items, ...rest.items].map((row) => row.name)).toEqual((await list('')).items.map((row) => row.name));
  expect((await list('&q=huoi lu')).items.map((row) => row.name)).toEqual(['Bản Huổi Lụ']);
  expect(await list('&q=%25')).toMatchObject({ items: [], total: 0 });
  expect((await list('&signal=holes')).items.map((row) => row.id)).toEqual([world.own.id]);
  expect((await list('&signal=holes&asOf=2021-01-01')).items).toEqual([]);
  expect((await clerk.get<{ code: string }>(`/villages?unit=${world.commune.id}&cursor=xyz`)).body.code).toBe(
    'request.cursor',
  );
});

test('outside the scope there is no unit and no village', async () => {
  expect((await clerk.get(`/villages?unit=${world.elsewhere.id}`)).status).toBe(404);
  expect((await clerk.get(`/villages/${world.other.id}`)).status).toBe(404);
  expect((await clerk.get(`/villages/${world.commune.id}`)).status).toBe(404);
  expect(
    await codeOf(world.other, 'facts', { topic: 'road', on: on('1992-01-01', 'year'), value: 'x', source: 'y' }),
  ).toBe('not-found');
  const reader = as({ ranges: at(reach), rights: ['villages.read'] });
  expect((await reader.post(`/villages/${world.own.id}/facts`, {})).status).toBe(403);
});

test('a village page tells its states over time, with what was cleared and what fell back', async () => {
  expect(await page(world.first)).toMatchObject({
    states: ['combined'],
    history: {
      blank_members: [
        { from: '2010-01-01', to: '2016-05-19', sinceBefore: true },
        { from: '2021-08-17', to: '2023-01-17', sinceBefore: false },
      ],
      blank_cell: [],
      combined: [{ from: '2010-01-01', to: null }],
    },
    happenings: [
      { state: 'blank_members', event: 'cleared', on: '2016-05-19' },
      { state: 'blank_members', event: 'relapsed', on: '2021-08-17' },
      { state: 'blank_members', event: 'cleared', on: '2023-01-17' },
    ],
  });
  expect((await page(world.first, '?asOf=2022-01-01')).states).toEqual(['blank_members', 'combined']);
  expect(await page(world.own)).toMatchObject({
    members: 1,
    known: {
      households: { value: 41, asOf: { on: '2025-12-31' } },
      signal: { value: 'holes' },
      power: null,
    },
    standard: '2021-2025',
    covers: [{ cell: { name: 'Chi bộ bản Nậm Pắc' }, villages: 1, members: 1 }],
  });
  expect((await page(world.own, '?asOf=2021-06-01')).known).toMatchObject({ households: { value: 37 }, signal: null });
});

test('cleared and still clear are two figures: I-31 asks the end, the others what happened', async () => {
  const value = async (id: string, from: string, to: string) =>
    (
      await clerk.get<{ value: number; numerator: number | null; denominator: number }>(
        `/figures/${id}?unit=${world.commune.id}&from=${from}&to=${to}`,
      )
    ).body;
  expect(await value('I-31', '2015', '2020')).toMatchObject({ numerator: 2, denominator: 4 });
  expect(await value('I-31', '2015', '2022')).toMatchObject({ numerator: 1, denominator: 4 });
  expect((await value('I-31.cleared', '2015', '2022')).value).toBe(2);
  expect((await value('I-31.relapsed', '2015', '2020')).value).toBe(0);
  expect((await value('I-31.relapsed', '2015', '2022')).value).toBe(1);
  expect((await value('I-31.cleared', '2022', '2024')).value).toBe(1);
});

test('a clearing is recorded with its document, once until it falls back', async () => {
  const cleared = (day: string, more: object = {}) => ({
    state: 'blank_members',
    event: 'cleared',
    on: on(day),
    document: '12-BC/HU',
    source: 'Báo cáo của Huyện ủy',
    ...more,
  });
  expect(await codeOf(world.first, 'state-events', cleared('2016-05-18'))).toBe('village.still-so');
  expect(await codeOf(world.first, 'state-events', cleared('2016-05-19', { document: null }))).toBe(
    'village.event-without-document',
  );
  expect(await codeOf(world.first, 'state-events', cleared('2027-05-19'))).toBe('village.in-future');
  expect(await codeOf(world.first, 'state-events', cleared('2016-05-19'))).toBeUndefined();
  const again = await clerk.post<{ code: string; details: object }>(`/villages/${world.first.id}/state-events`, {
    id: randomUUID(),
    ...cleared('2018-05-19'),
  });
  expect(again).toMatchObject({
    status: 409,
    body: { code: 'village.cleared-already', details: { state: 'blank_members', since: '2016-05-19' } },
  });
  // After the relapse of 2021 it may be cleared again, and the relapse is put down with it.
  expect(await codeOf(world.first, 'state-events', cleared('2023-01-17'))).toBeUndefined();
  expect((await page(world.first)).recorded.map(({ event, on: date }) => [event, date.on])).toEqual([
    ['cleared', '2016-05-19'],
    ['relapsed', '2021-08-17'],
    ['cleared', '2023-01-17'],
  ]);
});

test('the database itself refuses a village cleared twice', async () => {
  const twice = asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into villages.state_event (village_id, state, event, on_date, document, source, label)
      select ${world.second.id}, 'combined', 'cleared', d, '1', 'x', ${world.second.label} from unnest(array['2016-01-01', '2018-01-01']::date[]) d`),
  );
  await expect(twice).rejects.toMatchObject({ code: 'village.cleared-already' });
});

test('where the province counts posted teachers, one who lives elsewhere clears the village of that cell alone', async () => {
  const { village, cell } = await asOwner(db, 'test', async (tx) => {
    const made = await aUnit(tx, {
      kind: 'village',
      name: 'Bản Nà Pán',
      parentId: world.commune.id,
      from: '2010-01-01',
    });
    const own = await aCell(tx, { parent: world.body, name: 'Chi bộ bản Nà Pán', covers: [made], from: '2010-01-01' });
    await aMember(tx, { cell: own, fullName: 'Cô giáo cắm bản', occupation: 'teacher' });
    return { village: made, cell: own };
  });
  const caller = as({ ranges: at([...reach, village, cell]) });
  expect((await page(village, '', caller)).states).toEqual(['blank_members']);
  const counts = (value: boolean) =>
    asOwner(db, 'test', (tx) =>
      tx.run(
        sql`update platform.setting set value = ${JSON.stringify(value)}::jsonb where key = 'villages.posted-members-count'`,
      ),
    );
  await counts(true);
  expect((await page(village, '', caller)).states).toEqual([]);
  expect((await list('&state=blank_members', caller)).items.map((row) => row.name)).not.toContain('Bản Nà Pán');
  // A cell of two villages says nothing of where its teacher teaches.
  expect((await page(world.second, '', caller)).states).toContain('blank_members');
  await counts(false);
  expect((await page(village, '', caller)).states).toEqual(['blank_members']);
});

test('snapshots: one a day, what is left out stays as last known, corrections need the version', async () => {
  const village = world.second;
  const first = {
    id: randomUUID(),
    asOf: on('2025-12-15'),
    households: 30,
    residents: 140,
    poor: 12,
    nearPoor: 3,
    source: 'Rà soát 2025',
  };
  expect((await clerk.post(`/villages/${village.id}/profiles`, first)).status).toBe(201);
  expect((await clerk.post(`/villages/${village.id}/profiles`, first)).status).toBe(201);
  expect(
    await codeOf(village, 'profiles', { asOf: on('2026-08-01', 'month'), signal: 'none', source: 'Đo 8/2026' }),
  ).toBeUndefined();
  expect(await page(village)).toMatchObject({
    known: { households: { value: 30 }, signal: { value: 'none', asOf: { on: '2026-08-01', precision: 'month' } } },
    standard: '2021-2025',
  });
  const refused: [object, string][] = [
    [{ asOf: on('2025-12-15'), households: 31 }, 'village.profile-exists'],
    [{ asOf: on('2026-01-15') }, 'village.profile-empty'],
    [{ asOf: on('2026-01-15'), households: 9, poor: 10 }, 'village.poor-over-households'],
    [{ asOf: on('2026-01-15'), households: 9, residents: 8 }, 'village.residents-under-households'],
    [{ asOf: on('2026-12-01'), households: 9 }, 'village.in-future'],
    [{ asOf: on('2009-12-01'), households: 9 }, 'village.not-alive'],
    [{ asOf: on('2025-06-01'), poor: 1, standard: '2026-2030' }, 'village.standard-not-yet'],
    [{ asOf: on('2025-06-01'), poor: 1, standard: '1999' }, 'village.standard-unknown'],
    [{ asOf: on('2025-02-30'), poor: 1 }, 'request.invalid'],
  ];
  for (const [body, code] of refused)
    expect([body, await codeOf(village, 'profiles', { source: 'x', ...body })]).toEqual([body, code]);
  const correct = (body: object) =>
    clerk.patch<{ code?: string }>(`/villages/${village.id}/profiles/${first.id}`, body);
  expect((await correct({ version: 1, poor: 11 })).status).toBe(200);
  expect((await correct({ version: 1, poor: 10 })).body.code).toBe('village.changed-meanwhile');
  expect((await correct({ version: 2, poor: 40 })).body.code).toBe('village.poor-over-households');
  expect((await page(village)).known.poor).toMatchObject({ value: 11 });
  expect((await clerk.patch(`/villages/${world.first.id}/profiles/${first.id}`, { version: 2, poor: 1 })).status).toBe(
    404,
  );
});

test('the poverty rate names the standard of its review', async () => {
  const { body } = await clerk.get<{ numerator: number; denominator: number; value: number }>(
    `/figures/I-57?unit=${world.own.id}&asOf=${TODAY}&by=standard`,
  );
  expect(body).toMatchObject({ numerator: 9, denominator: 41, value: 22, rows: [{ key: '2021-2025', numerator: 9 }] });
});

test('a timeline takes years as years', async () => {
  const fact = {
    topic: 'road',
    on: on('1992-06-10', 'year'),
    value: 'đi huyện dễ hơn',
    source: 'lời kể, báo đăng 2020',
  };
  expect(await codeOf(world.first, 'facts', fact)).toBeUndefined();
  expect(await codeOf(world.first, 'facts', fact)).toBe('village.fact-exists');
  expect((await page(world.first)).facts).toMatchObject([
    { topic: 'road', on: { on: '1992-01-01', precision: 'year' } },
  ]);
});

test('a person of prestige is a post with its decision, one at a time; the figure tells members from others', async () => {
  const given = { personId: world.head.id, from: '2023-06-12', decision: 'QĐ 1140/QĐ-UBND' };
  expect(await codeOf(world.own, 'prestige', given)).toBeUndefined();
  expect(await codeOf(world.own, 'prestige', given)).toBe('post.taken');
  expect(await codeOf(world.own, 'prestige', { ...given, personId: randomUUID() })).toBe('not-found');
  expect((await page(world.own)).prestige).toMatchObject([
    { personName: 'Lỳ Phì Hừ', decision: 'QĐ 1140/QĐ-UBND', isMember: true },
  ]);
  const { body } = await clerk.get(`/figures/I-39?unit=${world.commune.id}&by=member`);
  expect(body).toMatchObject({
    numerator: 1,
    rows: [
      { key: 'yes', numerator: 1 },
      { key: 'no', numerator: 0 },
    ],
  });
});

test('one person from head to member to secretary, by years, and both posts in one hand', async () => {
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into organisation.post (unit_id, kind, person_id, valid, from_precision, label) values
      (${world.own.id}, 'village_head', ${world.head.id}, '[2015-01-01,)', 'year', ${world.own.label}),
      (${world.ownCell.id}, 'cell_secretary', ${world.head.id}, '[2019-01-01,)', 'year', ${world.ownCell.label})`),
  );
  expect((await page(world.own)).paths).toEqual([
    {
      personId: world.head.id,
      name: 'Lỳ Phì Hừ',
      head: { from: '2015-01-01', precision: 'year', to: null },
      joined: { on: '2017-01-01', precision: 'year' },
      secretary: { from: '2019-01-01', precision: 'year', to: null },
      bothNow: true,
    },
  ]);
});

test('benefits stay within their programme; what is planned is delivered once', async () => {
  const village = world.first;
  const benefit = {
    programme: '135',
    component: 'livestock',
    year: 2006,
    quantity: 21,
    unit: 'animal',
    households: 19,
    source: 'Hồ sơ xã',
  };
  expect(await codeOf(village, 'benefits', benefit)).toBeUndefined();
  expect(await codeOf(village, 'benefits', benefit)).toBe('village.benefit-exists');
  expect(await codeOf(village, 'benefits', { ...benefit, year: 2021 })).toBe('village.benefit-outside-programme');
  expect(await codeOf(village, 'benefits', { ...benefit, programme: '777' })).toBe('village.programme-unknown');
  expect(await codeOf(village, 'benefits', { ...benefit, quantity: 0 })).toBe('request.invalid');
  const direct = asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into villages.benefit (village_id, programme, component, year, quantity, unit, source, label)
      values (${village.id}, '134', 'water', 2009, 1, 'tank', 'x', ${village.label})`),
  );
  await expect(direct).rejects.toMatchObject({ code: 'village.benefit-outside-programme' });
  const planned = {
    id: randomUUID(),
    programme: 'ntp-2026',
    component: 'road',
    year: 2027,
    quantity: 1.4,
    unit: 'kilometre',
    stage: 'planned',
    source: 'KH 12',
  };
  expect((await clerk.post(`/villages/${village.id}/benefits`, planned)).status).toBe(201);
  const deliver = (body: object) =>
    clerk.post<{ code?: string }>(`/villages/${village.id}/benefits/${planned.id}/deliver`, {
      quantity: 1.3,
      source: 'BB nghiệm thu',
      ...body,
    });
  expect((await deliver({ version: 1, year: 2027 })).body.code).toBe('village.benefit-in-future');
  expect((await deliver({ version: 1, year: 2026 })).status).toBe(200);
  expect((await deliver({ version: 2, year: 2026 })).body.code).toBe('village.benefit-delivered');
});

test('counts of a period add up once', async () => {
  const village = world.first;
  const half = {
    from: '2026-01-01',
    to: '2026-06-30',
    mediations: 4,
    settled: 3,
    talks: 2,
    householdsHelped: 5,
    householdsOut: 2,
    source: 'BC 6 tháng',
  };
  expect(await codeOf(village, 'work', half)).toBeUndefined();
  expect(await codeOf(village, 'work', { ...half, from: '2026-06-30', to: '2026-07-31' })).toBe(
    'village.work-overlaps',
  );
  expect(await codeOf(village, 'work', { ...half, from: '2026-07-01', to: '2026-07-31', settled: 5 })).toBe(
    'village.settled-over-taken',
  );
  expect(await codeOf(village, 'work', { ...half, from: '2026-07-01', to: '2026-10-31' })).toBeUndefined();
  const settled = (to: string) =>
    clerk.get<{ value: number }>(`/figures/work.settled?unit=${world.commune.id}&from=2026-01-01&to=${to}`);
  expect((await settled('2026-12-31')).body.value).toBe(6);
  expect((await settled('2026-09-30')).body.value).toBe(3);
});

test('programmes name their successors', async () => {
  const { body } = await clerk.get<{ items: { code: string; successors: string[] }[] }>('/programmes');
  const after = Object.fromEntries(body.items.map((one) => [one.code, one.successors]));
  expect(after).toMatchObject({ 134: ['1592'], 1592: ['1719'], 135: ['1719'], 1719: ['ntp-2026'], 'ntp-2026': [] });
});

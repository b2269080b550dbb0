import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { ActivityPage, TwinningPage, TwinningRow } from './contract.ts';
import { registerOutreachFigures } from './figures.ts';
import { anAgencyAndACommune } from './testing.ts';
import { outreachRoutes } from './index.ts';

registerOutreachFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [outreachRoutes, figuresRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const from = '2010-01-01';

const world = await asOwner(db, 'test', (tx) => anAgencyAndACommune(tx, from));
const at = (units: readonly { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const ours = [world.place, world.commune, world.village, world.second, world.cell, world.office, world.officeCell];
const clerk = as({ ranges: at(ours) });
const everything = as();
const stranger = as({ ranges: at([world.next, world.elsewhere]) });

const code = async (path: string, body: object, caller = clerk) =>
  (await caller.post<{ code?: string }>(path, { id: randomUUID(), ...body })).body.code;
const twinning = (more: object = {}) => ({
  id: randomUUID(),
  agencyId: world.office.id,
  partnerId: world.commune.id,
  title: 'Văn phòng Tỉnh uỷ và xã Linh Phú',
  document: 'Đề án 02 (5/2021)',
  starts: { on: '2022-03-01', precision: 'month' },
  endsOn: '2027-03-01',
  ...more,
});
const activity = (more: object = {}) => ({
  id: randomUUID(),
  kind: 'cleaning',
  title: 'Nạo vét mương thôn Lung Lù',
  placeId: world.village.id,
  agencyId: world.office.id,
  startsOn: '2024-04-20',
  endsOn: '2024-04-20',
  ...more,
});
async function made(
  path: '/twinnings' | '/activities',
  body: { id: string; [more: string]: unknown },
): Promise<string> {
  const answer = await clerk.post(path, body);
  expect(answer.status, answer.text).toBe(201);
  return body.id;
}
const page = async (id: string, caller = clerk) => (await caller.get<ActivityPage>(`/activities/${id}`)).body;
const value = async (id: string, query = '', unit = world.place.id) =>
  (
    await everything.get<{ value: number; records: { count: number } }>(
      `/figures/${id}?unit=${unit}&from=2024&to=2024${query}`,
    )
  ).body;

test('an agreement has two sides, a term, who stands for it, a plan and a channel of which nothing said is kept', async () => {
  const id = await made('/twinnings', twinning());
  const again = await clerk.post('/twinnings', twinning({ id }));
  expect(again.status).toBe(201);
  const role = { id: randomUUID(), side: 'partner', role: 'lead', personId: world.secretary.id, from: '2022-03-01' };
  expect((await clerk.post(`/twinnings/${id}/roles`, role)).status).toBe(201);
  const item = { id: randomUUID(), year: 2024, kind: 'cleaning', title: 'Nạo vét trước mùa mưa', wanted: 2 };
  expect((await clerk.post(`/twinnings/${id}/plan-items`, item)).status).toBe(201);
  const channel = {
    id: randomUUID(),
    name: 'Văn phòng Tỉnh uỷ và Đảng uỷ xã Linh Phú',
    rules: 'Chỉ trao đổi việc',
    openedOn: '2022-04-01',
  };
  expect((await clerk.post(`/twinnings/${id}/channels`, channel)).status).toBe(201);
  await made('/activities', activity({ twinningId: id, planItemId: item.id, villageIds: [world.village.id] }));
  await made('/activities', activity({ twinningId: id, startsOn: '2024-05-01', endsOn: '2024-05-01' }));
  const { body } = await clerk.get<TwinningPage>(`/twinnings/${id}`);
  expect(body).toMatchObject({
    state: 'running',
    agency: { name: 'Văn phòng Tỉnh uỷ' },
    starts: { on: '2022-03-01', precision: 'month' },
    activities: 2,
    roles: [{ role: 'lead', person: { name: 'Ma Thị Xuân' }, posts: [{ kind: 'cell_secretary' }] }],
    channels: [{ name: channel.name, rules: 'Chỉ trao đổi việc' }],
    plan: [{ title: 'Nạo vét trước mùa mưa', wanted: 2, held: 1 }],
    unplanned: [{ year: 2024, activities: 1 }],
    villages: [{ name: 'Lung Lù', activities: 1 }],
  });
  expect(await code(`/twinnings/${id}/channels`, { ...channel, id: randomUUID() })).toBe('twinning.channel-exists');
  expect(await code(`/twinnings/${id}/plan-items`, { ...item, id: randomUUID(), year: 2031 })).toBe(
    'plan.outside-term',
  );
  expect(await code(`/twinnings/${id}/roles`, { ...role, id: randomUUID(), personId: world.villager })).toBe(
    'activity.person-not-cadre',
  );
  const list = await clerk.get<{ items: TwinningRow[] }>(`/twinnings?unit=${world.place.id}`);
  expect(list.status).toBe(200);
  expect(
    (await clerk.get<{ items: TwinningRow[] }>(`/twinnings?unit=${world.commune.id}`)).body.items.map((row) => row.id),
  ).toContain(id);
  expect((await stranger.get(`/twinnings/${id}`)).status).toBe(404);
});

test('bad input of agreements is refused by its rule', async () => {
  const refusals: [object, string][] = [
    [{ endsOn: '2022-03-01' }, 'twinning.term'],
    [{ partnerId: world.province.id }, 'not-found'],
    [{ partnerId: world.office.id }, 'twinning.partner-kind'],
    [{ agencyId: world.place.id }, 'twinning.agency-kind'],
    [{ partnerId: world.next.id }, 'not-found'],
    [{ starts: { on: '2001-01-01', precision: 'day' } }, 'outreach.unit-not-alive'],
    [{ title: ' ' }, 'request.invalid'],
  ];
  for (const [more, expected] of refusals)
    expect([more, await code('/twinnings', twinning({ ...more, id: randomUUID() }))]).toEqual([more, expected]);
});

test('an activity counts in its own measures; bad input is refused and nothing is left behind', async () => {
  const group = { side: 'partner', category: 'villagers', people: 30, firstTime: 20, days: 1 };
  const id = await made(
    '/activities',
    activity({
      programme: 'three_togethers',
      villageIds: [world.village.id],
      quantities: [
        { measure: 'metres_drain', amount: 410.5, unitId: world.village.id },
        { measure: 'hours', amount: 4 },
      ],
      groups: [group, { ...group, side: 'agency', category: 'cadres', people: 18, firstTime: 0 }],
    }),
  );
  expect(await page(id)).toMatchObject({
    state: 'held',
    people: 48,
    results: [
      { measure: 'hours', amount: 4 },
      { measure: 'metres_drain', amount: 410.5 },
    ],
    groups: [{ category: 'cadres' }, { category: 'villagers', firstTime: 20 }],
    villages: [{ name: 'Lung Lù' }],
  });
  const refusals: [object, string][] = [
    [{ endsOn: '2024-04-19' }, 'activity.dates'],
    [{ placeId: world.elsewhere.id }, 'not-found'],
    [{ placeId: world.office.id }, 'activity.place-kind'],
    [{ villageIds: [world.elsewhere.id] }, 'not-found'],
    [{ quantities: [{ measure: 'trees', amount: 5 }] }, 'activity.measure-not-of-kind'],
    [{ kind: 'flower_road', quantities: [{ measure: 'trees', amount: 1.5 }] }, 'activity.not-whole'],
    [{ quantities: [{ measure: 'hours', amount: 0 }] }, 'request.invalid'],
    [
      {
        quantities: [
          { measure: 'hours', amount: 1 },
          { measure: 'hours', amount: 2 },
        ],
      },
      'activity.listed-twice',
    ],
    [{ groups: [{ ...group, firstTime: 31 }] }, 'activity.first-time-over'],
    [{ groups: [{ ...group, days: 1.5 }] }, 'activity.days-over'],
    [{ groups: [{ ...group, category: 'believers' }] }, 'request.invalid'],
    [{ stops: [{ name: 'Lăng', on: '2024-04-20' }] }, 'activity.only-of-kind'],
    [{ occasion: 'x' }, 'activity.only-of-kind'],
    [{ services: [{ service: 'land', done: 1 }] }, 'activity.only-of-kind'],
    [{ twinningId: randomUUID() }, 'not-found'],
    [{ kind: 'gift', campaignId: randomUUID() }, 'not-found'],
  ];
  const before = (await clerk.get<{ total: number }>(`/activities?unit=${world.commune.id}`)).body.total;
  for (const [more, expected] of refusals)
    expect([more, await code('/activities', activity({ ...more, id: randomUUID() }))]).toEqual([more, expected]);
  expect((await clerk.get<{ total: number }>(`/activities?unit=${world.commune.id}`)).body.total).toBe(before);
  // The constraint stands where the rule is skipped.
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(
        sql`insert into outreach.quantity (activity_id, measure, amount, unit_id) values (${id}, 'trees', 3, ${world.village.id})`,
      ),
    ),
  ).rejects.toMatchObject({ code: 'activity.measure-not-of-kind' });
});

test('a planned activity is held once it has begun, and what is over stays as it is', async () => {
  const id = await made('/activities', activity({ startsOn: '2026-12-01', endsOn: '2026-12-02' }));
  const patch = async (body: object) => (await clerk.patch<{ code?: string }>(`/activities/${id}`, body)).body.code;
  expect((await page(id)).state).toBe('planned');
  expect(await patch({ version: 1, state: 'held' })).toBe('activity.not-begun');
  expect(await patch({ version: 9, state: 'cancelled' })).toBe('outreach.changed-meanwhile');
  expect(await patch({ version: 1, state: 'cancelled' })).toBeUndefined();
  expect(await patch({ version: 2, state: 'planned' })).toBe('activity.closed');
});

test('a trip of two organisations: roster, stops in order, check-in, what came after', async () => {
  const trip = activity({
    kind: 'roots_trip',
    title: 'Dâng hương tại Lăng Chủ tịch Hồ Chí Minh',
    placeId: world.place.id,
    startsOn: '2024-05-18',
    endsOn: '2024-05-18',
    occasion: 'Kỷ niệm 134 năm Ngày sinh Chủ tịch Hồ Chí Minh',
    costVnd: 24_500_000,
    stops: [
      { name: 'Lăng Chủ tịch Hồ Chí Minh', on: '2024-05-18', at: '07:30' },
      { name: 'Khu di tích Phủ Chủ tịch', on: '2024-05-18', at: '09:10' },
      { name: 'Bảo tàng Hồ Chí Minh', on: '2024-05-18', at: '10:40' },
    ],
    groups: [
      { side: 'agency', category: 'cadres', people: 18 },
      { side: 'partner', category: 'members', people: 14 },
    ],
  });
  const id = await made('/activities', trip);
  const enter = async (personId: string, side: string) => {
    const given = { id: randomUUID(), personId, side };
    expect((await clerk.post(`/activities/${id}/participants`, given)).status).toBe(201);
    return given.id;
  };
  const first = await enter(world.trainer.id, 'agency');
  await enter(world.secretary.id, 'partner');
  expect(await code(`/activities/${id}/participants`, { personId: world.secretary.id, side: 'partner' })).toBe(
    'activity.participant-exists',
  );
  expect(await code(`/activities/${id}/participants`, { personId: world.villager, side: 'partner' })).toBe(
    'activity.person-not-cadre',
  );
  expect((await clerk.patch(`/activities/${id}/participants/${first}`, { here: true })).status).toBe(200);
  await clerk.post(`/activities/${id}/follow-ups`, {
    id: randomUUID(),
    unitId: world.cell.id,
    what: 'Kể lại ở kỳ họp tháng 6',
    doneOn: '2024-06-05',
  });
  const body = await page(id);
  expect(body).toMatchObject({ costVnd: 24_500_000, people: 32, followUps: [{ what: 'Kể lại ở kỳ họp tháng 6' }] });
  expect(body.stops.map(({ position, at }) => [position, at])).toEqual([
    [1, '07:30'],
    [2, '09:10'],
    [3, '10:40'],
  ]);
  expect(body.participants.map(({ side, checkedInAt }) => [side, checkedInAt !== null])).toEqual([
    ['agency', true],
    ['partner', false],
  ]);
  const stops = (list: object[]) => code('/activities', { ...trip, id: randomUUID(), stops: list });
  expect(
    await stops([
      { name: 'a', on: '2024-05-18', at: '09:00' },
      { name: 'b', on: '2024-05-18', at: '08:00' },
    ]),
  ).toBe('trip.stop-order');
  expect(await stops([{ name: 'a', on: '2024-05-19' }])).toBe('trip.stop-outside');
  expect(await stops([{ name: 'a', on: '2024-05-18', at: '25:00' }])).toBe('request.invalid');
});

test('coaching is judged by the checklist of its day; findings have a deadline', async () => {
  const visit = activity({
    kind: 'records_coaching',
    title: 'Hướng dẫn văn thư',
    placeId: world.place.id,
    startsOn: '2022-06-10',
    endsOn: '2022-06-10',
  });
  const id = await made('/activities', visit);
  const later = await made('/activities', { ...visit, id: randomUUID(), startsOn: '2026-06-10', endsOn: '2026-06-10' });
  expect([(await page(id)).checklist?.items.length, (await page(later)).checklist?.items.length]).toEqual([20, 22]);
  const put = (answers: object[], path = id) =>
    clerk.put<{ code?: string }>(`/activities/${path}/checklist`, { answers });
  expect(
    (
      await put([
        { item: 1, before: false, after: true },
        { item: 2, before: true, after: true },
      ])
    ).status,
  ).toBe(200);
  expect((await put([{ item: 1, before: false, after: false }])).status).toBe(200);
  expect((await page(id)).checklist?.items.slice(0, 3).map(({ before, after }) => [before, after])).toEqual([
    [false, false],
    [true, true],
    [null, null],
  ]);
  expect((await put([{ item: 21, before: true }])).body.code).toBe('coaching.item-unknown');
  expect((await put([{ item: 21, before: true }], later)).status).toBe(200);
  const finding = {
    unitId: world.commune.id,
    item: 3,
    finding: 'Chưa ghi thời hạn',
    remedy: 'Ghi thời hạn vào sổ',
    dueOn: '2022-07-30',
  };
  expect(await code(`/activities/${id}/findings`, { ...finding, dueOn: '2022-06-10' })).toBe(
    'finding.due-before-visit',
  );
  const findingId = randomUUID();
  expect(await code(`/activities/${id}/findings`, { ...finding, id: findingId })).toBeUndefined();
  const close = async (closedOn: string) =>
    (await clerk.patch<{ code?: string }>(`/findings/${findingId}`, { version: 1, closedOn })).body.code;
  expect(await close('2022-06-09')).toBe('finding.closed-before-visit');
  expect(await close('2026-11-23')).toBe('outreach.in-future');
  expect(await close('2022-07-20')).toBeUndefined();
});

test('words are public with consent only, and are told with the post of that day', async () => {
  const id = await made('/activities', activity());
  const words = {
    activityId: id,
    kind: 'testimony',
    personId: world.secretary.id,
    said: { on: '2024-06-05', precision: 'day' },
    words: 'Về bản tôi sẽ kể lại ở kỳ họp tháng 6.',
  };
  expect(await code('/testimonies', { ...words, public: true })).toBe('testimony.consent-missing');
  expect(await code('/testimonies', { ...words, personId: world.villager })).toBe('activity.person-not-cadre');
  const testimony = randomUUID();
  expect(
    await code('/testimonies', { ...words, id: testimony, consentOn: '2024-06-05', public: true }),
  ).toBeUndefined();
  const [shown] = (await page(id)).testimonies;
  // Village head and cell secretary at once, as it was in June 2024.
  expect(shown?.posts.map(({ kind }) => kind)).toEqual(['cell_secretary', 'village_head']);
  expect((await clerk.patch(`/testimonies/${testimony}`, { version: 1, withdrawnOn: '2025-01-02' })).status).toBe(200);
  expect((await page(id)).testimonies[0]).toMatchObject({ public: false, withdrawnOn: '2025-01-02' });
  expect(
    (await clerk.patch<{ code?: string }>(`/testimonies/${testimony}`, { version: 2, public: true })).body.code,
  ).toBe('testimony.consent-withdrawn');
});

test('digital help: sessions, distinct persons and services; figures open their records', async () => {
  const session = (startsOn: string, people: number, firstTime: number) =>
    activity({
      kind: 'digital_help',
      title: 'Nộp hồ sơ trên mạng',
      placeId: world.second.id,
      startsOn,
      endsOn: startsOn,
      audience: 'villager',
      skills: ['public_services', 'vneid'],
      services: [
        { service: 'civil_status', done: 7 },
        { service: 'land', done: 2 },
      ],
      groups: [{ side: 'partner', category: 'villagers', people, firstTime }],
    });
  await made('/activities', session('2024-03-05', 30, 30));
  await made('/activities', session('2024-09-05', 25, 10));
  await made('/activities', session('2025-01-05', 25, 25));
  const unit = world.second.id;
  expect(await value('I-50', '', unit)).toMatchObject({ value: 2, records: { count: 2 } });
  expect(await value('I-50.persons', '', unit)).toMatchObject({ value: 40 });
  expect(await value('I-50.services', '', unit)).toMatchObject({ value: 18 });
  expect(await value('I-50.services', '&filter=service%3Dland', unit)).toMatchObject({ value: 4 });
  expect(await value('I-49.person-days', '&filter=kind%3Ddigital_help', unit)).toMatchObject({ value: 55 });
});

test('joint work is summed by measure and kind, and a plan is no deed', async () => {
  const unit = world.village.id;
  const before = {
    drain: (await value('I-51.metres-drain', '', unit)).value,
    days: (await value('I-49', '', unit)).value,
  };
  await made(
    '/activities',
    activity({
      quantities: [{ measure: 'metres_drain', amount: 120.5 }],
      startsOn: '2024-08-01',
      endsOn: '2024-08-02',
    }),
  );
  await made(
    '/activities',
    activity({ kind: 'flower_road', quantities: [{ measure: 'metres_flower_road', amount: 300 }] }),
  );
  const planned = await made(
    '/activities',
    activity({ startsOn: '2026-12-05', endsOn: '2026-12-05', quantities: [{ measure: 'metres_drain', amount: 999 }] }),
  );
  expect((await page(planned)).state).toBe('planned');
  expect((await value('I-51.metres-drain', '', unit)).value).toBe(before.drain + 120.5);
  expect((await value('I-51.metres-flower-road', '', unit)).value).toBe(300);
  expect((await value('I-51.metres-flower-road', '&filter=kind%3Dcleaning', unit)).value).toBe(0);
  expect((await value('I-49', '', unit)).value).toBe(before.days + 3);
  const list = await everything.get<{ total: number }>(
    `/figures/I-51.metres-drain/records?unit=${unit}&from=2024&to=2024`,
  );
  expect(list.status, list.text).toBe(200);
});

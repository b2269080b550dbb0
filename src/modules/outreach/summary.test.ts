import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { aWelfareWorld, giver } from '#modules/welfare/testing.ts';
import { welfareRoutes } from '#modules/welfare/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { textOfPdf } from '#platform/testing/pdf.ts';
import type { ActivityPage, TwinningPage, TwinningYear } from './contract.ts';
import { summaryPaper } from './papers/summary.ts';
import { outreachRoutes } from './index.ts';
import { anAgencyAndACommune } from './testing.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [outreachRoutes, welfareRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const world = await asOwner(db, 'test', (tx) => anAgencyAndACommune(tx));
const gifts = await asOwner(db, 'test', aWelfareWorld);
const at = (units: readonly { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const ours = [world.place, world.commune, world.village, world.second, world.cell, world.office, world.officeCell];
const clerk = as({ ranges: [...at(ours), ...gifts.ranges.province] });
const outreachOnly = as({ ranges: at(ours) });
const stranger = as({ ranges: at([world.next, world.elsewhere]) });

async function aTwinning(): Promise<string> {
  const id = randomUUID();
  const answer = await clerk.post('/twinnings', {
    id,
    agencyId: world.office.id,
    partnerId: world.commune.id,
    title: 'Văn phòng Tỉnh uỷ và xã Linh Phú',
    starts: { on: '2022-03-01', precision: 'month' },
    endsOn: '2027-03-01',
  });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
async function anActivity(twinningId: string, more: object = {}): Promise<string> {
  const id = randomUUID();
  const answer = await clerk.post('/activities', {
    id,
    twinningId,
    kind: 'cleaning',
    title: 'Nạo vét mương',
    placeId: world.village.id,
    agencyId: world.office.id,
    startsOn: '2024-04-20',
    endsOn: '2024-04-20',
    ...more,
  });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
const page = async (id: string) => (await clerk.get<TwinningPage>(`/twinnings/${id}`)).body;
const year = async (id: string, of = 2024, caller = clerk) =>
  (await caller.get<TwinningYear>(`/twinnings/${id}/summary?year=${of}`)).body;
const code = async (answer: Promise<{ body: { code?: string } }>) => (await answer).body.code;

test('the year of an agreement: plan and deeds, each kind in its own measure, trips, gifts, and the year before beside it', async () => {
  const id = await aTwinning();
  const plan = { id: randomUUID(), year: 2024, kind: 'cleaning', title: 'Nạo vét trước mùa mưa', wanted: 2 };
  await clerk.post(`/twinnings/${id}/plan-items`, plan);
  const groups = [{ side: 'partner', category: 'villagers', people: 20, days: 1 }];
  const quantities = [{ measure: 'metres_drain', amount: 410.5 }];
  await anActivity(id, { planItemId: plan.id, quantities, groups, villageIds: [world.village.id, world.second.id] });
  await anActivity(id, { startsOn: '2023-04-20', endsOn: '2023-04-20', groups });
  await anActivity(id, { groups, startsOn: '2026-12-20', endsOn: '2026-12-20' });
  const trip = await anActivity(id, {
    kind: 'roots_trip',
    title: 'Về nguồn',
    placeId: world.place.id,
    stops: ['Lăng Bác', 'Phủ Chủ tịch', 'Bảo tàng', 'Đình Tân Trào'].map((name) => ({ name, on: '2024-04-20' })),
    groups: [{ side: 'agency', category: 'cadres', people: 18 }],
  });
  const followUp = { id: randomUUID(), unitId: world.cell.id, what: 'Kể lại ở kỳ họp' };
  await clerk.post(`/activities/${trip}/follow-ups`, followUp);
  const summary = await year(id);
  expect(summary).toMatchObject({
    activities: 2,
    personDays: 38,
    unplanned: 1,
    before: { activities: 1, personDays: 20 },
    plan: [{ title: 'Nạo vét trước mùa mưa', wanted: 2, held: 1 }],
    kinds: [
      { kind: 'cleaning', activities: 1, people: 20, results: [{ measure: 'metres_drain', amount: 410.5 }] },
      { kind: 'roots_trip', activities: 1, people: 18, results: [] },
    ],
    villages: [{ name: 'Lung Lù' }, { name: 'Pác Hóp' }],
    trips: [{ title: 'Về nguồn', stops: ['Lăng Bác', 'Phủ Chủ tịch', 'Bảo tàng', 'Đình Tân Trào'], followUps: 1 }],
    gifts: [],
  });
  expect((await year(id, 2025)).activities).toBe(0);
  // One is meant for December, none was held.
  expect(await year(id, 2026)).toMatchObject({ activities: 0, personDays: 0, kinds: [], villages: [], trips: [] });
  expect((await stranger.get(`/twinnings/${id}/summary?year=2024`)).status).toBe(404);
  for (const lang of ['vi', 'th', 'en'] as const) {
    const text = await textOfPdf(await renderPdf({ ...summaryPaper(summary, lang), at: new Date() }));
    const words = text.replace(/\s+/g, ' ');
    for (const said of ['2024', 'Lung Lù (1)', 'Đình Tân Trào', '1 / 2']) expect(words).toContain(said);
    expect(words).not.toMatch(/outreach\.|undefined/);
  }
  expect((await clerk.get(`/twinnings/${id}/summary.pdf?year=2024&lang=vi`)).status).toBe(200);
  expect((await stranger.get(`/twinnings/${id}/summary.pdf?year=2024`)).status).toBe(404);
});

test('a campaign is joined to an agreement, with what it took in and gave in the year; outside the scope neither exists', async () => {
  const id = await aTwinning();
  const give = giver(gifts, clerk);
  const campaign = await give.campaign(['bin']);
  await give.receipt(campaign, { sponsorId: await give.sponsor({ name: 'Agribank Tuyên Quang' }), quantity: 32 });
  await give.handOver(campaign, { items: [{ item: 'bin', quantity: 20 }] });
  const join = (caller = clerk, joined = true, which = campaign) =>
    caller.put(`/twinnings/${id}/campaigns/${which}`, { joined });
  expect((await join(outreachOnly)).status).toBe(404);
  expect((await join(as({ ranges: gifts.ranges.province }))).status).toBe(404);
  expect((await join()).status).toBe(200);
  expect((await page(id)).campaigns).toMatchObject([
    { id: campaign, joined: true, items: [{ item: 'bin', received: 32, delivered: 20, inStock: 12 }] },
  ]);
  expect((await year(id, 2022)).gifts).toMatchObject([
    { item: 'bin', sponsors: ['Agribank Tuyên Quang'], received: 32, delivered: 20, left: 12, villages: 1 },
  ]);
  // What the reader may not see is not in the sums either.
  expect((await year(id, 2022, outreachOnly)).gifts).toEqual([]);
  expect((await join(clerk, false)).status).toBe(200);
  expect((await page(id)).campaigns).toEqual([]);
  const other = randomUUID();
  expect(
    (
      await clerk.post('/campaigns', {
        id: other,
        unitId: gifts.office.id,
        placeId: gifts.commune.id,
        kind: 'gift',
        title: 'x',
        purpose: 'x',
        startsOn: '2024-01-01',
        twinningId: randomUUID(),
        items: [{ item: 'gift' }],
      })
    ).status,
  ).toBe(404);
});

test('a role ends once and after it began; who stood for a side stays in the register', async () => {
  const id = await aTwinning();
  const role = { id: randomUUID(), side: 'partner', role: 'lead', personId: world.secretary.id, from: '2022-03-01' };
  await clerk.post(`/twinnings/${id}/roles`, role);
  const end = (to: string) => clerk.patch<{ code?: string }>(`/twinnings/${id}/roles/${role.id}`, { to });
  expect(await code(end('2022-03-01'))).toBe('twinning.role-dates');
  expect((await end('2024-01-01')).status).toBe(200);
  expect(await code(end('2025-01-01'))).toBe('twinning.role-ended');
  expect((await page(id)).roles).toMatchObject([{ from: '2022-03-01', to: '2024-01-01' }]);
  const other = await aTwinning();
  expect((await clerk.patch(`/twinnings/${other}/roles/${role.id}`, { to: '2024-01-01' })).status).toBe(404);
});

test('a channel changes its rules and owners, closes once, and leaves the page', async () => {
  const id = await aTwinning();
  const channel = { id: randomUUID(), name: 'Nhóm chung', rules: 'Chỉ trao đổi việc', openedOn: '2022-04-01' };
  await clerk.post(`/twinnings/${id}/channels`, channel);
  const change = (body: object) => clerk.patch<{ code?: string }>(`/twinnings/${id}/channels/${channel.id}`, body);
  expect(await code(change({ version: 9, rules: 'x' }))).toBe('outreach.changed-meanwhile');
  expect(await code(change({ version: 1, agencyOwnerId: world.villager }))).toBe('activity.person-not-cadre');
  expect((await change({ version: 1, rules: 'Không đưa tài liệu mật', agencyOwnerId: world.trainer.id })).status).toBe(
    200,
  );
  expect((await page(id)).channels).toMatchObject([
    { rules: 'Không đưa tài liệu mật', agencyOwner: { name: 'Hoàng Văn Tin' } },
  ]);
  expect(await code(change({ version: 2, closedOn: '2022-03-01' }))).toBe('twinning.channel-dates');
  expect(await code(change({ version: 2, closedOn: '2027-03-01' }))).toBe('outreach.in-future');
  expect((await change({ version: 2, closedOn: '2025-01-01' })).status).toBe(200);
  expect(await code(change({ version: 3, rules: 'x' }))).toBe('twinning.channel-closed');
  expect((await page(id)).channels).toEqual([]);
});

test('what was meant after a trip is ticked off on a day that has come, after the trip', async () => {
  const id = await aTwinning();
  const trip = await anActivity(id, { kind: 'roots_trip', placeId: world.place.id });
  const followUp = { id: randomUUID(), unitId: world.cell.id, what: 'Kể lại' };
  const add = (more: object) =>
    clerk.post<{ code?: string }>(`/activities/${trip}/follow-ups`, { ...followUp, ...more });
  expect(await code(add({ doneOn: '2024-01-01' }))).toBe('follow-up.before-trip');
  expect((await add({})).status).toBe(201);
  const tick = (doneOn: string | null, version = 1) =>
    clerk.patch<{ code?: string }>(`/activities/${trip}/follow-ups/${followUp.id}`, { version, doneOn });
  expect(await code(tick('2027-01-01'))).toBe('outreach.in-future');
  const other = await anActivity(id);
  const elsewhere = `/activities/${other}/follow-ups/${followUp.id}`;
  expect((await clerk.patch(elsewhere, { version: 1, doneOn: null })).status).toBe(404);
  expect((await tick('2024-05-10')).status).toBe(200);
  expect(await code(tick(null))).toBe('outreach.changed-meanwhile');
  const { followUps } = (await clerk.get<ActivityPage>(`/activities/${trip}`)).body;
  expect(followUps).toMatchObject([{ doneOn: '2024-05-10', version: 2 }]);
});

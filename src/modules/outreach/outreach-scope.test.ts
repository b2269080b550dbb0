import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { carryOutEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { ActivityPage, TwinningPage } from './contract.ts';
import { anAgencyAndACommune } from './testing.ts';
import { outreachRoutes } from './index.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [outreachRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const from = '2010-01-01';

const world = await asOwner(db, 'test', (tx) => anAgencyAndACommune(tx, from));
const at = (units: readonly { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const ours = [world.place, world.commune, world.village, world.second, world.cell, world.office, world.officeCell];
const clerk = as({ ranges: at(ours) });
const everything = as();
const stranger = as({ ranges: at([world.next, world.elsewhere]) });

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
test('outside the scope nothing exists, and the row policies say so too', async () => {
  const id = await made('/activities', activity({ quantities: [{ measure: 'hours', amount: 2 }] }));
  for (const path of [`/activities/${id}`, `/activities?unit=${world.commune.id}`, `/twinnings?unit=${world.place.id}`])
    expect((await stranger.get(path)).status, path).toBe(404);
  expect((await stranger.patch(`/activities/${id}`, { version: 1, title: 'x' })).status).toBe(404);
  const scope = { userId: 'stranger', rights: RIGHTS, ranges: at([world.next]) };
  const { n } = await inScope(db, scope, (tx) =>
    tx.one<{ n: number }>(sql`select count(*) as n from outreach.quantity`),
  );
  expect(n).toBe(0);
});

test('the number of statements of a page does not depend on how much there is', async () => {
  const few = await made('/activities', activity());
  const many = await made(
    '/activities',
    activity({
      villageIds: [world.village.id, world.second.id],
      quantities: ['metres_drain', 'metres_road', 'streets', 'hours'].map((measure) => ({ measure, amount: 2 })),
      groups: ['villagers', 'youth', 'women', 'members'].map((category) => ({ side: 'partner', category, people: 9 })),
    }),
  );
  const statements = async (id: string) => {
    const { queries } = await countQueries(() => clerk.get(`/activities/${id}`));
    return queries;
  };
  await statements(few);
  expect(await statements(many)).toBe(await statements(few));
});

/** Statements that the server sends while some work is done. */
async function countQueries(work: () => Promise<unknown>): Promise<{ queries: number }> {
  const pg = await import('pg');
  const original = pg.default.Client.prototype.query;
  let queries = 0;
  pg.default.Client.prototype.query = function counted(this: unknown, ...args: unknown[]) {
    queries += 1;
    return Reflect.apply(original, this, args);
  } as typeof original;
  try {
    await work();
  } finally {
    pg.default.Client.prototype.query = original;
  }
  return { queries };
}

test('a merger carries agreements, planned activities and open findings to the successor, and back', async () => {
  const old = await asOwner(db, 'test', (tx) => aUnit(tx, { kind: 'commune', name: 'Xã Cũ', from }));
  const id = await made2('/twinnings', twinning({ partnerId: old.id }));
  const planned = await made2(
    '/activities',
    activity({ twinningId: id, placeId: old.id, startsOn: '2026-12-20', endsOn: '2026-12-20' }),
  );
  const held = await made2('/activities', activity({ twinningId: id, kind: 'records_coaching', placeId: old.id }));
  const finding = { id: randomUUID(), unitId: old.id, finding: 'a', remedy: 'b', dueOn: '2026-12-30' };
  expect((await everything.post(`/activities/${held}/findings`, finding)).status).toBe(201);
  const over = await made2(
    '/twinnings',
    twinning({ partnerId: old.id, starts: { on: '2015-01-01', precision: 'year' }, endsOn: '2020-01-01' }),
  );
  const where = async () => ({
    partner: (await everything.get<TwinningPage>(`/twinnings/${id}`)).body.partner.id,
    over: (await everything.get<TwinningPage>(`/twinnings/${over}`)).body.partner.id,
    planned: (await page(planned, everything)).place.id,
    held: (await page(held, everything)).place.id,
    finding: (await page(held, everything)).findings[0]?.unit.id,
    periods: (await everything.get<TwinningPage>(`/twinnings/${id}`)).body.sides
      .filter(({ side }) => side === 'partner')
      .map(({ unit, from: begins, to }) => [unit.id, begins, to]),
  });
  const before = await where();
  expect(before).toMatchObject({ partner: old.id, planned: old.id, periods: [[old.id, '2022-03-01', null]] });
  const owner = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };
  const event = randomUUID();
  await inScope(db, owner, async (tx) => {
    const plan = { kind: 'dissolve' as const, unitId: old.id, successorId: world.next.id, placements: [] };
    const paper = { title: null, document: null, documentOn: null, decidingBody: null };
    await planEvent(tx, owner, { id: event, effectiveOn: '2026-11-01', ...paper, plan });
    await carryOutEvent(tx, owner, event);
  });
  const to = world.next.id;
  expect(await where()).toEqual({
    partner: to,
    over: old.id,
    planned: to,
    held: old.id,
    finding: to,
    periods: [
      [old.id, '2022-03-01', '2026-11-01'],
      [to, '2026-11-01', null],
    ],
  });
  // The successor's people see it now, with what is still to be done.
  expect((await stranger.get(`/twinnings/${id}`)).status).toBe(200);
  expect((await stranger.get<TwinningPage>(`/twinnings/${id}`)).body.sides).toHaveLength(3);
  await inScope(db, owner, (tx) => takeBackEvent(tx, owner, event));
  expect(await where()).toEqual(before);
  expect((await stranger.get(`/twinnings/${id}`)).status).toBe(404);
});
async function made2(path: '/twinnings' | '/activities', body: { id: string }): Promise<string> {
  const answer = await everything.post(path, body);
  expect(answer.status, answer.text).toBe(201);
  return body.id;
}

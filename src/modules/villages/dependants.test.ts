import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { carryOutEvent, dryRunEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { VillagePage } from './contract.ts';
import { villagesRoutes } from './index.ts';

const db = await testDatabase();
const { as } = await testApp(db, [villagesRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });
const everything = as();
const page = async (village: { id: string }, query: string) =>
  (await everything.get<VillagePage>(`/villages/${village.id}${query}`)).body;
const codeOf = async (village: { id: string }, path: string, body: object) =>
  (await everything.post<{ code?: string }>(`/villages/${village.id}/${path}`, { id: randomUUID(), ...body })).body
    .code;

test('what was promised to a village that is merged goes on in the other, and comes back when the merger is taken back', async () => {
  const [from, to] = await asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune', name: 'Xã Nậm Kè', from: '2010-01-01' });
    return [
      await aUnit(tx, { kind: 'village', name: 'Bản Nhập', parentId: commune.id, from: '2010-01-01' }),
      await aUnit(tx, { kind: 'village', name: 'Bản Nhận', parentId: commune.id, from: '2010-01-01' }),
    ] as const;
  });
  const promised = { programme: '1719', component: 'water', quantity: 1, unit: 'tank', source: 'KH 3' };
  expect(await codeOf(from, 'benefits', { ...promised, year: 2025, stage: 'planned' })).toBeUndefined();
  expect(await codeOf(from, 'benefits', { ...promised, year: 2023 })).toBeUndefined();
  const owner = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };
  const programmesOf = async (village: { id: string }) =>
    (await page(village, '?asOf=2026-01-01')).benefits.map(({ year, stage }) => [year, stage]);
  const eventId = randomUUID();
  await inScope(db, owner, async (tx) => {
    const plan = { kind: 'dissolve' as const, unitId: from.id, successorId: to.id, placements: [] };
    const paper = { title: null, document: null, documentOn: null, decidingBody: null };
    await planEvent(tx, owner, { id: eventId, effectiveOn: '2026-06-01', ...paper, plan });
    expect(JSON.stringify(await dryRunEvent(tx, eventId))).toContain('planned_benefit');
    await carryOutEvent(tx, owner, eventId);
  });
  expect([await programmesOf(from), await programmesOf(to)]).toEqual([[[2023, 'delivered']], [[2025, 'planned']]]);
  await inScope(db, owner, (tx) => takeBackEvent(tx, owner, eventId));
  expect([await programmesOf(from), await programmesOf(to)]).toEqual([
    [
      [2023, 'delivered'],
      [2025, 'planned'],
    ],
    [],
  ]);
});

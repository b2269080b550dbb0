import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { carryOutEvent, dryRunEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { AllocationRow, CampaignRow, HouseholdPage, HousePage, NeedRow, SponsorRow } from './contract.ts';
import { registerWelfareFigures } from './figures.ts';
import { verifyLedger, welfareRoutes } from './index.ts';
import { aWelfareWorld, giver } from './testing.ts';

registerWelfareFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [welfareRoutes, figuresRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const world = await asOwner(db, 'test', aWelfareWorld);
const clerk = as({ ranges: world.ranges.province });
const give = giver(world, clerk);
type Body = { code?: string; details?: Record<string, unknown> };
const post = (path: string, body: object, caller = clerk) => caller.post<Body>(path, { id: randomUUID(), ...body });
async function get<T>(path: string, caller = clerk): Promise<T> {
  const answer = await caller.get<T>(path);
  expect(answer.status, `${path} ${answer.text}`).toBe(200);
  return answer.body;
}
const items = async <T>(path: string, caller = clerk) => (await get<{ items: T[] }>(path, caller)).items;

test('after a merger campaigns, needs, households and houses go on with the successor, and come back with it', async () => {
  const own = { unitId: world.commune.id, startsOn: '2022-01-01' };
  const [open, closed] = [await give.campaign(['bin'], own), await give.campaign(['bin'], own)];
  const keeper = await give.sponsor({ keeperId: world.commune.id });
  await give.receipt(open, { sponsorId: keeper, quantity: 5 });
  await post(`/campaigns/${open}/allocations`, {
    item: 'bin',
    quantity: 5,
    villageId: world.second.id,
    decidedOn: '2022-03-05',
  });
  expect((await give.out(`/campaigns/${closed}/close`, { version: 1, on: '2022-12-31', document: 'BB' })).status).toBe(
    201,
  );
  const household = await give.household(world.second.id, { code: 'MG-001' });
  const day = { on: '2026-01-01', precision: 'day' };
  const [house, need, met] = [randomUUID(), randomUUID(), randomUUID()];
  await clerk.post('/houses', { id: house, householdId: household, kind: 'unity', proposed: day });
  for (const id of [need, met])
    await clerk.post('/needs', {
      id,
      villageId: world.second.id,
      item: 'rice',
      quantity: 1.5,
      title: 'Gạo',
      proposedOn: '2026-01-01',
    });
  await clerk.post(`/needs/${met}/step`, { state: 'withdrawn', version: 1, reason: 'no_longer_needed' });
  const owner = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };
  const paper = { title: null, document: null, documentOn: null, decidingBody: null };
  const [communes, villages, tri] = [randomUUID(), randomUUID(), randomUUID()];
  await inScope(db, owner, async (tx) => {
    const result = {
      id: tri,
      name: 'Xã Tri Phú',
      kind: 'commune' as const,
      parentId: world.province.id,
      setting: null,
      seat: null,
      symbol: null,
      slug: null,
      lon: null,
      lat: null,
      codes: [],
      covers: [],
    };
    const plan = { kind: 'merge' as const, sources: [world.commune.id, world.other.id], result };
    await planEvent(tx, owner, { id: communes, effectiveOn: '2026-07-01', ...paper, plan });
    expect(JSON.stringify(await dryRunEvent(tx, communes))).toContain('campaign_place');
    await carryOutEvent(tx, owner, communes);
    const gone = { kind: 'dissolve' as const, unitId: world.second.id, successorId: world.first.id, placements: [] };
    await planEvent(tx, owner, { id: villages, effectiveOn: '2026-08-01', ...paper, plan: gone });
    await carryOutEvent(tx, owner, villages);
  });
  const everything = as();
  const state = async () => {
    const at = async (id: string) => (await get<CampaignRow>(`/campaigns/${id}`, everything)).place.id;
    return {
      open: await at(open),
      closed: await at(closed),
      sponsor: (await get<SponsorRow>(`/sponsors/${keeper}`, everything)).keeper.id,
      household: (await get<HouseholdPage>(`/households/${household}`, everything)).village.id,
      house: (await get<HousePage>(`/houses/${house}`, everything)).village.id,
    };
  };
  expect(await state()).toEqual({
    open: tri,
    closed: world.commune.id,
    sponsor: tri,
    household: world.first.id,
    house: world.first.id,
  });
  const needs = (await items<NeedRow>(`/needs?unit=${world.first.id}`, everything)).map((row) => row.id);
  expect(needs).toContain(need);
  const label = await asOwner(db, 'test', (tx) =>
    tx.one<{ label: number }>(sql`select label from organisation.unit where id = ${tri}`),
  );
  const successor = as({ ranges: [{ lo: label.label, hi: label.label + 1 }, ...world.ranges.commune] });
  expect(
    (
      await give.handOver(
        open,
        { effectiveOn: '2026-09-01', items: [{ item: 'bin', quantity: 2 }], householdId: household },
        successor,
      )
    ).status,
  ).toBe(201);
  expect(
    (await items<AllocationRow>(`/allocations?unit=${world.first.id}&open=yes`, everything)).some(
      (row) => row.campaign.id === open,
    ),
  ).toBe(true);
  const here = (await get<{ value: number }>(`/figures/I-52?unit=${tri}&from=2026&to=2026&filter=item=bin`, everything))
    .value;
  expect(here).toBe(2);
  await inScope(db, owner, async (tx) => {
    await takeBackEvent(tx, owner, villages);
    await takeBackEvent(tx, owner, communes);
  });
  expect(await state()).toEqual({
    open: world.commune.id,
    closed: world.commune.id,
    sponsor: world.commune.id,
    household: world.second.id,
    house: world.second.id,
  });
  expect((await verifyLedger(db)).findings).toEqual([]);
});

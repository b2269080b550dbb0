import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { HouseholdDoc, StockDoc } from '#modules/welfare/field-contract.ts';
import { aCommune, fieldApp, Phone, TODAY } from './testing.ts';

const field = await fieldApp();
const { db, asUser } = field;
const world = await aCommune(db);
const { one, two } = world;
const clerk = asUser(world.clerk);

async function made(path: string, body: object): Promise<string> {
  const id = randomUUID();
  const answer = await clerk.post(path, { id, ...body });
  expect(answer.status, answer.text).toBe(201);
  return id;
}

/** Ten bins for two villages, six of them for the first, two of those for one household. */
async function tenBins() {
  const sponsorId = await made('/sponsors', { keeperId: world.body.id, kind: 'organisation', name: 'Ngân hàng' });
  const campaign = await made('/campaigns', {
    unitId: world.body.id,
    placeId: world.place.id,
    kind: 'environment',
    title: 'Thùng rác cho bản',
    purpose: 'Giữ gìn vệ sinh',
    startsOn: TODAY,
    items: [{ item: 'bin' }],
  });
  await made(`/campaigns/${campaign}/receipts`, {
    effectiveOn: TODAY,
    purpose: 'Tặng các bản',
    item: 'bin',
    quantity: 10,
    sponsorId,
  });
  const household = await made('/households', { villageId: one.village.id, code: 'NP-001', headName: 'Lò Văn A.' });
  const allocation = (villageId: string, quantity: number, householdId: string | null = null) =>
    made(`/campaigns/${campaign}/allocations`, { item: 'bin', quantity, villageId, householdId, decidedOn: TODAY });
  return {
    campaign,
    household,
    first: await allocation(one.village.id, 4),
    ofHousehold: await allocation(one.village.id, 2, household),
    second: await allocation(two.village.id, 4),
  };
}

const give = (phone: Phone, campaign: string, villageId: string, quantity: number, more: object = {}) => {
  const id = randomUUID();
  return phone.make('welfare.handover', {
    entity: id,
    params: { id: campaign },
    payload: {
      id,
      effectiveOn: TODAY,
      villageId,
      items: [{ item: 'bin', quantity }],
      receiptNumber: `BN-${id.slice(0, 8)}`,
      confirmation: 'signature',
      handedBy: 'Bí thư chi bộ',
      ...more,
    },
  });
};

test('gifts handed over in two villages without a network: each phone knows its own, nobody overdraws, and what happens above is heard', async () => {
  const [left, right] = [
    await Phone.of(field, one.secretary, one.unit.id),
    await Phone.of(field, two.secretary, two.unit.id),
  ];
  await left.pull();
  await right.pull();
  const bins = await tenBins();
  // The rows carry the label of the commune; the phones hear of them all the same, on the same day.
  await left.pull();
  await right.pull();
  expect(left.docs<StockDoc>('handover-stock')).toMatchObject([
    { id: bins.campaign, items: [{ code: 'bin' }], given: [], allocations: [{ left: 4 }, { left: 2 }] },
  ]);
  expect(right.docs<StockDoc>('handover-stock')[0]?.allocations).toMatchObject([{ left: 4 }]);
  expect(left.docs<HouseholdDoc>('household')).toMatchObject([{ code: 'NP-001', headName: 'Lò Văn A.' }]);
  expect(right.docs('household')).toEqual([]);
  expect(JSON.stringify([...right.copy.values()])).not.toContain('Lò Văn A.');

  const mine = [
    give(left, bins.campaign, one.village.id, 3, { allocationId: bins.first }),
    give(left, bins.campaign, one.village.id, 2, { allocationId: bins.ofHousehold, householdId: bins.household }),
    give(left, bins.campaign, one.village.id, 2, { allocationId: bins.first }),
  ];
  const theirs = [4, 4].map((quantity) => give(right, bins.campaign, two.village.id, quantity));
  await left.applied(...mine.slice(0, 2));
  const [ours, others] = await Promise.all([left.push(...mine), right.push(...theirs)]);
  expect(ours.answers.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['applied', undefined],
    ['applied', undefined],
    ['refused', 'allocation.over'],
  ]);
  expect(others.answers.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['applied', undefined],
    ['refused', 'ledger.overdrawn'],
  ]);
  await left.pull();
  const [stock] = left.docs<StockDoc>('handover-stock');
  expect(stock?.allocations).toMatchObject([{ left: 1 }, { left: 0 }]);
  expect(stock?.given.map(({ items }) => items)).toEqual([
    [{ item: 'bin', quantity: 3 }],
    [{ item: 'bin', quantity: 2 }],
  ]);
  expect(left.docs<HouseholdDoc>('household')).toMatchObject([{ lastHelpedOn: TODAY }]);

  // The campaign itself is the commune's: its change is heard because the phone holds it.
  const changed = await clerk.patch(`/campaigns/${bins.campaign}`, { version: 1, title: 'Thùng rác, đợt hai' });
  expect(changed.status, changed.text).toBe(200);
  await left.pull();
  expect(left.docs<StockDoc>('handover-stock')[0]?.title).toBe('Thùng rác, đợt hai');
});

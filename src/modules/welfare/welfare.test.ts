import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { AllocationRow, HandoverPage, HouseholdPage, HousePage, NeedRow } from './contract.ts';
import { registerWelfareFigures } from './figures.ts';
import { welfareRoutes } from './index.ts';
import { aWelfareWorld, giver } from './testing.ts';

registerWelfareFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [welfareRoutes, figuresRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const world = await asOwner(db, 'test', aWelfareWorld);
const clerk = as({ ranges: world.ranges.province });
const give = giver(world, clerk);
const CELL_RIGHTS = ['welfare.read', 'welfare.hand-over', 'figures.read', 'members.read', 'sensitive.read'] as const;
const cell = as({ ranges: world.ranges.cell, rights: CELL_RIGHTS });
const stranger = as({ ranges: world.ranges.other });
type Body = { code?: string; details?: Record<string, unknown> };
const code = (answer: { body: Body }) => answer.body.code;
const post = (path: string, body: object, caller = clerk) => caller.post<Body>(path, { id: randomUUID(), ...body });
async function get<T>(path: string, caller = clerk): Promise<T> {
  const answer = await caller.get<T>(path);
  expect(answer.status, `${path} ${answer.text}`).toBe(200);
  return answer.body;
}
const items = async <T>(path: string, caller = clerk) => (await get<{ items: T[] }>(path, caller)).items;

test('a village cell hands over what is meant for its village, and sees nothing of the other', async () => {
  const campaign = await give.campaign(['gift']);
  const sponsorId = await give.sponsor({ name: 'BIDV Tuyên Quang' });
  await give.receipt(campaign, { sponsorId, item: 'gift', quantity: 10 });
  const [mine, theirs] = [randomUUID(), randomUUID()];
  const share = (id: string, villageId: string, quantity: number) =>
    post(`/campaigns/${campaign}/allocations`, { id, item: 'gift', quantity, villageId, decidedOn: '2022-03-05' });
  expect((await share(mine, world.first.id, 4)).status).toBe(201);
  expect((await share(theirs, world.second.id, 6)).status).toBe(201);
  expect((await share(randomUUID(), world.second.id, 1)).body).toMatchObject({
    code: 'allocation.exceeded',
    details: { remaining: 0 },
  });
  expect(code(await share(randomUUID(), world.far.id, 1))).toBe('handover.other-commune');
  const open = await items<AllocationRow>(`/allocations?unit=${world.first.id}&open=yes`, cell);
  expect(open.filter((row) => row.campaign.id === campaign)).toMatchObject([{ id: mine, left: 4 }]);
  const household = await give.household();
  const gift = { items: [{ item: 'gift', quantity: 1 }], householdId: household, allocationId: mine };
  expect((await give.handOver(campaign, gift, cell)).status).toBe(201);
  expect(code(await give.handOver(campaign, { ...gift, householdId: null, villageId: world.second.id }, cell))).toBe(
    'not-found',
  );
  expect(
    code(await give.handOver(campaign, { ...gift, householdId: null, items: [{ item: 'gift', quantity: 4 }] }, cell)),
  ).toBe('allocation.over');
  expect(code(await give.handOver(campaign, { ...gift, allocationId: theirs }, cell))).toBe('not-found');
  expect(
    (
      await post(
        `/campaigns/${campaign}/receipts`,
        { sponsorId, item: 'gift', quantity: 1, effectiveOn: '2022-03-01', purpose: 'x' },
        cell,
      )
    ).status,
  ).toBe(403);
  const given = await items<HandoverPage>(`/campaigns/${campaign}/handovers`, cell);
  expect(given).toMatchObject([
    {
      household: { id: household, headName: 'Ma Văn Đ.' },
      items: [{ item: 'gift', quantity: 1, sponsor: { name: 'BIDV Tuyên Quang' } }],
    },
  ]);
  expect(
    (await give.handOver(campaign, { villageId: world.second.id, items: [{ item: 'gift', quantity: 2 }] })).status,
  ).toBe(201);
  expect(await items(`/campaigns/${campaign}/handovers`, cell)).toHaveLength(1);
  expect((await stranger.get(`/campaigns/${campaign}`)).status).toBe(404);
  expect((await stranger.get(`/households/${household}`)).status).toBe(404);
});

test('the same household twice: the giver is told and has to answer', async () => {
  const campaign = await give.campaign(['gift', 'bin']);
  const sponsorId = await give.sponsor();
  await give.receipt(campaign, { sponsorId, item: 'gift', quantity: 10 });
  const householdId = await give.household();
  const gift = { householdId, items: [{ item: 'gift', quantity: 1 }] };
  expect((await give.handOver(campaign, gift)).status).toBe(201);
  const again = await give.handOver(campaign, { ...gift, effectiveOn: '2022-05-01' });
  expect(again.body).toMatchObject({
    code: 'handover.helped-before',
    details: { on: '2022-04-01', items: 'gift', count: 1 },
  });
  expect((await give.handOver(campaign, { ...gift, effectiveOn: '2022-05-01', acknowledgeRepeat: true })).status).toBe(
    201,
  );
  // Another kind in another campaign is no repetition.
  const other = await give.campaign(['bin']);
  await give.receipt(other, { sponsorId, quantity: 3 });
  expect((await give.handOver(other, { householdId })).status).toBe(201);
  const page = await get<HouseholdPage>(`/households/${householdId}`);
  expect(page.help).toHaveLength(3);
  expect(page.helped).toBe(3);
});

test('class and criteria are sensitive, consents are withdrawn and not deleted, and no illness has a field', async () => {
  const id = await give.household();
  const poor = {
    class: 'poor',
    from: '2024-01-01',
    listNumber: '12/DS-UBND',
    listOn: '2023-12-15',
    source: 'Danh sách hộ nghèo của xã',
  };
  expect((await post(`/households/${id}/classes`, poor)).status).toBe(201);
  expect(code(await post(`/households/${id}/classes`, { ...poor, from: '2023-06-01' }))).toBe(
    'household.class-overlaps',
  );
  expect(code(await post(`/households/${id}/eligibility`, { kind: 'disability', since: '2020-01-01' }))).toBe(
    'eligibility.certificate-missing',
  );
  expect(
    (await post(`/households/${id}/eligibility`, { kind: 'disability', certificate: 'KT-0123', since: '2020-01-01' }))
      .status,
  ).toBe(201);
  const consent = randomUUID();
  const agreed = { what: 'photo_sponsor', givenOn: '2024-05-01', how: 'form' };
  expect((await post(`/households/${id}/consents`, { ...agreed, id: consent })).status).toBe(201);
  expect(code(await post(`/households/${id}/consents`, agreed))).toBe('consent.exists');
  expect((await clerk.post(`/consents/${consent}/withdraw`, { on: '2024-06-01' })).status).toBe(201);
  expect(code(await clerk.post<Body>(`/consents/${consent}/withdraw`, { on: '2024-07-01' }))).toBe('consent.withdrawn');
  expect(await get<HouseholdPage>(`/households/${id}`)).toMatchObject({
    classes: ['poor'],
    eligibility: [{ kind: 'disability', certificate: 'KT-0123' }],
    consents: [{ what: 'photo_sponsor', withdrawnOn: '2024-06-01' }],
  });
  const plain = as({ ranges: world.ranges.province, rights: RIGHTS.filter((right) => right !== 'sensitive.read') });
  expect(await get<HouseholdPage>(`/households/${id}`, plain)).toMatchObject({
    classes: null,
    classHistory: null,
    eligibility: null,
  });
});

test('needs wait in the order of the stated criteria, step by step', async () => {
  const poor = await give.household(world.second.id);
  await post(`/households/${poor}/classes`, {
    class: 'poor',
    from: '2020-01-01',
    listNumber: '1',
    listOn: '2019-12-15',
    source: 'xã',
  });
  const plain = await give.household(world.second.id);
  const need = (householdId: string, criteria: string[]) => ({
    id: randomUUID(),
    villageId: world.second.id,
    householdId,
    item: 'house',
    quantity: 1,
    title: 'Nhà ở',
    criteria,
    proposedOn: '2024-02-01',
  });
  const [late, first, second] = [
    need(plain, []),
    need(poor, ['disability', 'house_unsafe']),
    need(poor, ['house_unsafe']),
  ];
  for (const one of [late, second, first]) expect((await clerk.post('/needs', one)).status).toBe(201);
  const step = (id: string, body: object) => clerk.post<Body>(`/needs/${id}/step`, body);
  expect(code(await step(first.id, { state: 'listed', version: 1, on: '2024-03-01', listNumber: '2' }))).toBe(
    'need.step',
  );
  expect(
    code(await step(first.id, { state: 'voted', version: 1, on: '2024-03-01', voteFor: 10, votePresent: 25 })),
  ).toBe('need.vote');
  for (const { id } of [late, first, second]) {
    expect(
      (await step(id, { state: 'voted', version: 1, on: '2024-03-01', voteFor: 23, votePresent: 25 })).status,
    ).toBe(201);
    expect(code(await step(id, { state: 'listed', version: 1, on: '2024-04-01', listNumber: '05/DS' }))).toBe(
      'welfare.changed-meanwhile',
    );
    expect((await step(id, { state: 'listed', version: 2, on: '2024-04-01', listNumber: '05/DS' })).status).toBe(201);
  }
  const waiting = await items<NeedRow>(`/needs?unit=${world.second.id}&state=waiting`);
  expect(waiting.map((row) => row.id)).toEqual([first.id, second.id, late.id]);
  expect(waiting[0]).toMatchObject({ waiting: true, waitingDays: 965, classes: ['poor'] });
  expect((await step(first.id, { state: 'met', version: 3, on: '2024-12-01' })).status).toBe(201);
  expect(await items(`/needs?unit=${world.second.id}&state=waiting`)).toHaveLength(2);
});

test('a house goes its stages in order, with mixed money, and is inspected after twelve months', async () => {
  const householdId = await give.household(world.second.id);
  const [office, bank] = [await give.sponsor(), await give.sponsor()];
  const campaign = await give.campaign(['VND'], {
    kind: 'house',
    title: 'Nhà tình nghĩa',
    titleEn: 'A gratitude house',
    startsOn: '2024-03-01',
  });
  for (const [sponsorId, quantity] of [
    [office, 30_000_000],
    [bank, 40_000_000],
  ] as const)
    await give.receipt(campaign, { sponsorId, item: 'VND', quantity, effectiveOn: '2024-04-20' });
  const house = randomUUID();
  const day = (on: string) => ({ on, precision: 'day' });
  expect(
    (
      await clerk.post('/houses', {
        id: house,
        householdId,
        kind: 'gratitude',
        proposed: day('2024-03-01'),
      })
    ).status,
  ).toBe(201);
  expect(
    code(
      await clerk.post<Body>('/houses', { id: randomUUID(), householdId, kind: 'unity', proposed: day('2024-03-02') }),
    ),
  ).toBe('house.exists');
  const stage = (name: string, on: string, more: object = {}) =>
    post(`/houses/${house}/stages`, { stage: name, reached: day(on), ...more });
  expect(code(await stage('approved', '2024-04-01', { document: 'QĐ 12' }))).toBe('house.stage-order');
  expect(code(await stage('voted', '2024-03-10'))).toBe('house.vote-missing');
  expect(code(await stage('voted', '2024-02-10', { voteFor: 23, votePresent: 25 }))).toBe('house.stage-before');
  expect((await stage('voted', '2024-03-10', { voteFor: 23, votePresent: 25 })).status).toBe(201);
  expect(code(await stage('approved', '2024-04-15'))).toBe('house.paper-missing');
  expect((await stage('approved', '2024-04-15', { document: 'QĐ 12/QĐ-UBND' })).status).toBe(201);
  expect(code(await stage('funded', '2024-05-01'))).toBe('house.not-funded');
  const share = (body: object) =>
    post(`/houses/${house}/shares`, { on: '2024-04-20', state: 'agreed', item: 'VND', ...body });
  expect((await share({ source: 'sponsor', sponsorId: office, quantity: 30_000_000 })).status).toBe(201);
  expect(code(await share({ source: 'sponsor', sponsorId: office, quantity: 30_000_000, state: 'given' }))).toBe(
    'house.share-in-ledger',
  );
  expect((await share({ source: 'family', quantity: 15_000_000, state: 'given' })).status).toBe(201);
  expect((await share({ source: 'community', item: 'labour_day', quantity: 42.5, state: 'given' })).status).toBe(201);
  expect(code(await share({ source: 'community', item: 'labour_day', quantity: 42.55, state: 'given' }))).toBe(
    'ledger.not-whole',
  );
  const pay = (quantity: number, on: string) =>
    give.handOver(campaign, {
      villageId: world.second.id,
      householdId,
      houseId: house,
      items: [{ item: 'VND', quantity }],
      effectiveOn: on,
    });
  // Which campaign bears it is told with the stage; one outside the scope is not there, and the first told stays.
  expect((await stage('funded', '2024-05-01', { campaignId: randomUUID() })).status).toBe(404);
  expect((await stage('funded', '2024-05-01', { campaignId: campaign })).status).toBe(201);
  expect((await get<HousePage>(`/houses/${house}`)).campaign).toEqual({
    id: campaign,
    title: 'Nhà tình nghĩa',
    titleTh: null,
    titleEn: 'A gratitude house',
  });
  for (const [quantity, on] of [
    [30_000_000, '2024-05-20'],
    [30_000_000, '2024-07-15'],
    [10_000_000, '2024-09-02'],
  ] as const)
    expect((await pay(quantity, on)).status).toBe(201);
  for (const [name, on] of [
    ['started', '2024-05-20'],
    ['roof', '2024-07-15'],
    ['completed', '2024-09-02'],
  ] as const)
    expect((await stage(name, on)).status).toBe(201);
  expect((await stage('handed_over', '2024-09-10', { document: 'BB ba bên' })).status).toBe(201);
  expect((await stage('moved_in', '2024-10-01')).status).toBe(201);
  expect((await stage('inspected', '2025-09-30', { document: 'BB 7', result: 'good' })).body).toMatchObject({
    code: 'house.inspection-early',
    details: { dueOn: '2025-10-01' },
  });
  expect(await items(`/houses?unit=${world.commune.id}&due=inspection`)).toMatchObject([{ id: house }]);
  expect((await stage('inspected', '2025-10-01', { document: 'BB 7', result: 'good' })).status).toBe(201);
  expect(await get<HousePage>(`/houses/${house}`)).toMatchObject({
    stage: 'inspected',
    nextStage: null,
    deliveredVnd: 70_000_000,
    familyVnd: 15_000_000,
    labourDays: 42.5,
  });
  const asked = (figure: string, query: string) =>
    get<{ value: number }>(`/figures/${figure}?unit=${world.commune.id}&${query}`);
  expect((await asked('I-54', 'asOf=2024-09-05&filter=stage=completed')).value).toBe(1);
  expect((await asked('I-54', 'asOf=2024-10-05&filter=stage=completed')).value).toBe(0);
  expect((await asked('I-53.delivered', 'from=2024&to=2024&filter=campaign=house')).value).toBe(70_000_000);
});

test('figures: number = list, a reversal is taken off, villages and sponsors count once', async () => {
  const far = await asOwner(db, 'test', (tx) =>
    tx.one<{ n: number }>(
      sql`select count(*) as n from welfare.line where effective_on >= '2023-01-01' and effective_on < '2024-01-01'`,
    ),
  );
  expect(far.n).toBe(0);
  const campaign = await give.campaign(['bin', 'VND'], { kind: 'lighting', startsOn: '2023-01-01' });
  const [one, two] = [await give.sponsor(), await give.sponsor()];
  const on = (effectiveOn: string) => ({ effectiveOn });
  await give.receipt(campaign, { sponsorId: one, quantity: 9, valueVnd: 1000, ...on('2023-02-01') });
  await give.receipt(campaign, { sponsorId: two, quantity: 1, ...on('2023-02-02') });
  const third = randomUUID();
  await give.receipt(campaign, {
    id: third,
    sponsorId: await give.sponsor(),
    item: 'VND',
    quantity: 500,
    ...on('2023-02-03'),
  });
  await post(`/postings/${third}/reverse`, { effectiveOn: '2023-02-04', reason: 'Nhầm' });
  await give.handOver(campaign, { items: [{ item: 'bin', quantity: 6 }], ...on('2023-03-01') });
  await give.handOver(campaign, { items: [{ item: 'bin', quantity: 2 }], ...on('2023-03-02') });
  await give.handOver(campaign, {
    villageId: world.second.id,
    items: [{ item: 'bin', quantity: 2 }],
    ...on('2023-03-03'),
  });
  const value = async (figure: string, filter = 'item=bin') => {
    const answer = await get<{ value: number; records: { count: number; href: string } }>(
      `/figures/${figure}?unit=${world.commune.id}&from=2023&to=2023&filter=${filter}`,
    );
    const list = await items<{ weight: number }>(answer.records.href.replace('/api/v1', ''));
    expect(list, figure).toHaveLength(answer.records.count);
    expect(
      list.reduce((sum, row) => sum + row.weight, 0),
      figure,
    ).toBe(answer.value);
    return answer.value;
  };
  expect(await value('I-52')).toBe(10);
  expect(await value('I-52.villages')).toBe(2);
  expect(await value('I-53.sponsors')).toBe(2);
  expect(await value('I-53.sponsors', 'campaign=lighting')).toBe(2);
  expect(await value('I-53.received', 'campaign=lighting')).toBe(1000);
  expect(await value('I-53.delivered', 'campaign=lighting')).toBe(1000);
  // By sponsor, year and thing the parts come to the whole, and each part is the answer of its own filter.
  type Parts = { value: number; rows: { key: string | null; value: number }[] | null };
  const received = `/figures/I-53.received?unit=${world.commune.id}&from=2022&to=2023`;
  for (const by of ['sponsor', 'year', 'item']) {
    const whole = await get<Parts>(`${received}&by=${by}`);
    const rows = whole.rows ?? [];
    expect(rows.length, by).toBeGreaterThan(0);
    expect(
      rows.reduce((sum, row) => sum + row.value, 0),
      by,
    ).toBe(whole.value);
    for (const { key, value: part } of rows)
      if (key)
        expect(
          (await get<Parts>(`${received}&filter=${encodeURIComponent(`${by}=${encodeURIComponent(key)}`)}`)).value,
          key,
        ).toBe(part);
  }
  expect((await get<Parts>(`${received}&by=year`)).rows?.find((row) => row.key === '2023')?.value).toBe(1000);
  // A signature without the signed paper is traced only once somebody witnessed it or the paper has come (I-55).
  const traced = () =>
    get<{ value: number; numerator: number; records: { count: number; href: string } }>(
      `/figures/I-55?unit=${world.commune.id}&from=2023&to=2023`,
    );
  expect(await traced()).toMatchObject({ value: 0, numerator: 0, denominator: 3 });
  const witness = { confirmation: 'witness', witness: { name: 'Ma Văn Trưởng', post: 'village_head' } };
  await give.receipt(campaign, { sponsorId: await give.sponsor(), quantity: 1, ...on('2023-03-03') });
  await give.handOver(campaign, { items: [{ item: 'bin', quantity: 1 }], ...witness, ...on('2023-03-04') });
  const seen = await traced();
  expect(seen).toMatchObject({ value: 25, numerator: 1, denominator: 4, records: { count: 1 } });
  expect(await items(seen.records.href.replace('/api/v1', ''))).toMatchObject([{ values: { traced: 'yes' } }]);
});

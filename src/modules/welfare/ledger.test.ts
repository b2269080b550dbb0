import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { Balances, CampaignPage, Posting } from './contract.ts';
import { welfareRoutes } from './index.ts';
import { verifyLedger } from './journal.ts';
import { brokenChains } from './chain.ts';
import { Model, operation } from './testing/model.ts';
import { aPhoto, aWelfareWorld, giver, stockOf } from './testing.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [welfareRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const world = await asOwner(db, 'test', aWelfareWorld);
const clerk = as({ ranges: world.ranges.province });
const give = giver(world, clerk);
const code = (answer: { body: { code?: string } }) => answer.body.code;
const page = async (id: string) => (await clerk.get<CampaignPage>(`/campaigns/${id}`)).body;
const journal = async (id: string) => (await clerk.get<{ items: Posting[] }>(`/campaigns/${id}/postings`)).body.items;

test('32 bins come in, go out and the campaign closes at zero; sending the same twice changes nothing', async () => {
  const sponsorId = await give.sponsor();
  const campaign = await give.campaign(['bin']);
  const receipt = { id: randomUUID(), sponsorId };
  expect((await give.receipt(campaign, receipt)).status).toBe(201);
  expect((await give.receipt(campaign, receipt)).status).toBe(201); // another Idempotency-Key, the same receipt
  const gift = { id: randomUUID(), items: [{ item: 'bin', quantity: 20 }], receiptNumber: 'BN-A' };
  expect((await give.handOver(campaign, gift)).status).toBe(201);
  expect((await give.handOver(campaign, gift)).status).toBe(201);
  const early = await give.out(`/campaigns/${campaign}/close`, { version: 1, on: '2022-12-31', document: 'BB 01' });
  expect(early.body).toMatchObject({ code: 'campaign.stock-left', details: { item: 'bin', remaining: 12 } });
  expect(
    (await give.handOver(campaign, { villageId: world.second.id, items: [{ item: 'bin', quantity: 12 }] })).status,
  ).toBe(201);
  const { balances, balanced, byVillage } = await page(campaign);
  expect((await clerk.get(`/campaigns/${campaign}/verify`)).body).toEqual({ postings: 3, agrees: true, findings: [] });
  expect(balances).toMatchObject([{ item: 'bin', received: 32, delivered: 32, inStock: 0, difference: 0 }]);
  expect(balanced).toBe(true);
  expect(byVillage.map((row) => row.delivered).sort()).toEqual([12, 20]);
  expect(
    (await give.out(`/campaigns/${campaign}/close`, { version: 1, on: '2022-12-31', document: 'BB 01' })).status,
  ).toBe(201);
  expect(code(await give.handOver(campaign))).toBe('campaign.closed');
  expect((await journal(campaign)).map((row) => [row.voucher, row.kind])).toEqual([
    ['PX-002', 'handover'],
    ['PX-001', 'handover'],
    ['PN-001', 'receipt'],
  ]);
});

test('twelve phones giving 5 of 32 bins each: six succeed, the others learn what remains', async () => {
  const campaign = await give.campaign(['bin']);
  await give.receipt(campaign, { sponsorId: await give.sponsor() });
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => give.handOver(campaign, { items: [{ item: 'bin', quantity: 5 }] })),
  );
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(6);
  const refused = answers.filter((answer) => answer.status !== 201).map((answer) => answer.body);
  expect(refused).toHaveLength(6);
  for (const body of refused)
    expect(body).toMatchObject({ code: 'ledger.overdrawn', details: { item: 'bin', remaining: 2, asked: 5 } });
  expect(await asOwner(db, 'test', (tx) => stockOf(tx, campaign))).toMatchObject([
    { received: 32, delivered: 30, inStock: 2 },
  ]);
});

test('the same key gets the same answer, also for copies sent at once, and is refused for something else', async () => {
  const campaign = await give.campaign(['bin']);
  await give.receipt(campaign, { sponsorId: await give.sponsor(), quantity: 1 });
  const gift = {
    id: randomUUID(),
    effectiveOn: '2022-04-01',
    villageId: world.first.id,
    items: [{ item: 'bin', quantity: 1 }],
    receiptNumber: 'BN-KEY',
    confirmation: 'signature',
    handedBy: 'Hoàng Thị Lựu',
  };
  const key = randomUUID();
  const send = (body: object = gift) => clerk.post<{ code?: string }>(`/campaigns/${campaign}/handovers`, body, key);
  const answers = await Promise.all(Array.from({ length: 8 }, () => send()));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  expect(await journal(campaign)).toHaveLength(2);
  expect(code(await send({ ...gift, receiptNumber: 'BN-OTHER' }))).toBe('request.key-reused');
  // Long after, and with nothing left in stock, the answer is still the stored one.
  expect((await send()).text).toBe(answers[0]?.text);
  expect(await asOwner(db, 'test', (tx) => stockOf(tx, campaign))).toMatchObject([{ delivered: 1, inStock: 0 }]);
});

test('givers, returns and reversals racing on a stock that runs empty: never below nothing, and the books verify', async () => {
  const campaign = await give.campaign(['bin']);
  const sponsorId = await give.sponsor();
  await give.receipt(campaign, { sponsorId, quantity: 6 });
  const [first] = await journal(campaign);
  const race = [
    ...Array.from({ length: 10 }, (_, n) =>
      give.handOver(campaign, { items: [{ item: 'bin', quantity: 1 + (n % 3) }] }),
    ),
    ...Array.from({ length: 4 }, () =>
      give.out(`/campaigns/${campaign}/returns`, { sponsorId, item: 'bin', quantity: 2 }),
    ),
    ...Array.from({ length: 3 }, () => give.receipt(campaign, { sponsorId, quantity: 1 })),
    give.out(`/postings/${first?.id}/reverse`, { reason: 'Ghi nhầm' }),
    give.out(`/postings/${first?.id}/reverse`, { reason: 'Ghi nhầm' }),
  ];
  const answers = await Promise.all(race);
  for (const answer of answers.filter((one) => one.status !== 201))
    expect(['ledger.overdrawn', 'ledger.overdrawn-on', 'ledger.reversed-already']).toContain(code(answer));
  expect(answers.some((answer) => answer.status !== 201)).toBe(true);
  const [stock] = (await page(campaign)).balances;
  expect(stock?.inStock).toBeGreaterThanOrEqual(0);
  expect(stock?.difference).toBe(0);
  const written = await journal(campaign);
  expect(written).toHaveLength(1 + answers.filter((one) => one.status === 201).length);
  expect(new Set(written.map((entry) => entry.no)).size).toBe(written.length);
  expect((await clerk.get(`/campaigns/${campaign}/verify`)).body).toMatchObject({ agrees: true, findings: [] });
});

test('past the rules of the program the table itself is not overdrawn', async () => {
  const campaign = await give.campaign(['bin']);
  const sponsor = await give.sponsor();
  await give.receipt(campaign, { sponsorId: sponsor, quantity: 3 });
  const entry = (lines: object[], more: object = {}) => ({
    id: randomUUID(),
    campaign,
    kind: 'handover',
    effectiveOn: '2022-04-01',
    key: randomUUID(),
    lines,
    ...more,
  });
  const post = (given: object) =>
    asOwner(db, 'test', (tx) => tx.run(sql`select welfare.post(${JSON.stringify(given)}::jsonb)`)).then(
      () => 'written',
      (error: { code?: string }) => error.code,
    );
  const line = (account: string, quantity: number, value = 0) => ({ account, item: 'bin', sponsor, quantity, value });
  expect(await post(entry([line('stock', -4), line('delivered', 4)]))).toBe('ledger.overdrawn');
  expect(await post(entry([line('stock', -2), line('delivered', 1)]))).toBe('ledger.unbalanced');
  expect(await post(entry([line('stock', -1.5), line('delivered', 1.5)]))).toBe('ledger.not-whole');
  expect(await post(entry([line('stock', -1), line('written_off', 1)], { kind: 'write_off' }))).toBe(
    'ledger.minutes-missing',
  );
  expect(
    await post(
      entry([
        { ...line('stock', -1), item: 'gift' },
        { ...line('delivered', 1), item: 'gift' },
      ]),
    ),
  ).toBe('campaign.item-not-included');
  expect(
    await post(entry([line('stock', -1), line('delivered', 1)], { kind: 'reversal', reverses: randomUUID() })),
  ).toBe('ledger.reversal-of-nothing');
  for (const statement of [
    sql`update welfare.posting set voucher = 'x' where campaign_id = ${campaign}`,
    sql`delete from welfare.posting where campaign_id = ${campaign}`,
    sql`update welfare.line set quantity = 99 where campaign_id = ${campaign}`,
    sql`delete from welfare.line where campaign_id = ${campaign}`,
  ])
    await expect(asOwner(db, 'test', (tx) => tx.run(statement))).rejects.toMatchObject({ code: 'ledger.append-only' });
  await expect(
    asOwner(db, 'test', (tx) => tx.run(sql`update welfare.stock set delivered = 4 where campaign_id = ${campaign}`)),
  ).rejects.toMatchObject({ code: 'ledger.overdrawn' });
});

test('bad input is refused with a stable code and writes nothing', async () => {
  const campaign = await give.campaign(['bin', 'rice']);
  const sponsorId = await give.sponsor();
  const receipt = async (more: object) => code(await give.receipt(campaign, { sponsorId, ...more }));
  expect(await receipt({ quantity: 0 })).toBe('ledger.not-positive');
  expect(await receipt({ quantity: -3 })).toBe('ledger.not-positive');
  expect(await receipt({ quantity: 1.5 })).toBe('ledger.not-whole');
  expect(await receipt({ item: 'gift' })).toBe('campaign.item-not-included');
  expect(await receipt({ effectiveOn: '2026-11-23' })).toBe('ledger.in-future');
  expect(await receipt({ effectiveOn: '2021-12-31' })).toBe('campaign.not-begun');
  expect(await receipt({ sponsorId: randomUUID() })).toBe('not-found');
  expect((await give.receipt(campaign, { sponsorId, item: 'rice', quantity: 1.5 })).status).toBe(201);
  expect(code(await give.handOver(campaign, { items: [{ item: 'bin', quantity: 1 }] }))).toBe('ledger.overdrawn');
  expect(code(await give.handOver(campaign, { items: [{ item: 'rice', quantity: 1 }], villageId: world.far.id }))).toBe(
    'handover.other-commune',
  );
  expect(
    code(await give.handOver(campaign, { items: [{ item: 'rice', quantity: 1 }], confirmation: 'thumb_paper' })),
  ).toBe('handover.confirmation-missing');
  expect(code(await give.handOver(campaign, { items: [{ item: 'rice', quantity: 1 }], confirmation: 'witness' }))).toBe(
    'handover.confirmation-missing',
  );
  const elsewhere = await give.household(world.second.id);
  expect(code(await give.handOver(campaign, { items: [{ item: 'rice', quantity: 1 }], householdId: elsewhere }))).toBe(
    'handover.other-village',
  );
  const own = await give.household();
  const photo = (given: object) => asOwner(db, 'test', (tx) => aPhoto(tx, world.first, given));
  const withPhoto = async (photoId: string) =>
    code(await give.handOver(campaign, { items: [{ item: 'rice', quantity: 1 }], householdId: own, photoId }));
  expect(await withPhoto(randomUUID())).toBe('not-found');
  expect(await withPhoto(await photo({}))).toBe('handover.photo-without-consent');
  expect(await withPhoto(await photo({ agreed: true }))).toBe('handover.photo-without-consent');
  const pledge = (more: object) =>
    give.out(`/campaigns/${campaign}/pledges`, {
      sponsorId,
      item: 'gift',
      quantity: 5,
      pledged: { on: '2022-02-01', precision: 'day' },
      ...more,
    });
  expect(code(await pledge({}))).toBe('pledge.wrong-measure');
  expect(code(await give.out(`/campaigns/${campaign}/write-offs`, { item: 'rice', quantity: 1 }))).toBe(
    'ledger.minutes-missing',
  );
  expect(await journal(campaign)).toHaveLength(1);
});

test('a pledge takes only its own measure and sponsor', async () => {
  const campaign = await give.campaign(['bin', 'gift']);
  const [sponsorId, stranger] = [await give.sponsor(), await give.sponsor()];
  const pledge = randomUUID();
  const pledged = { on: '2022-02-01', precision: 'day' };
  expect(
    (await give.out(`/campaigns/${campaign}/pledges`, { id: pledge, sponsorId, item: 'gift', quantity: 60, pledged }))
      .status,
  ).toBe(201);
  expect(code(await give.receipt(campaign, { sponsorId, item: 'bin', quantity: 60, pledgeId: pledge }))).toBe(
    'pledge.wrong-measure',
  );
  expect(
    code(await give.receipt(campaign, { sponsorId: stranger, item: 'gift', quantity: 60, pledgeId: pledge })),
  ).toBe('pledge.other-sponsor');
  expect((await give.receipt(campaign, { sponsorId, item: 'gift', quantity: 50, pledgeId: pledge })).status).toBe(201);
  expect((await page(campaign)).pledges).toMatchObject([{ quantity: 60, received: 50 }]);
  expect((await page(campaign)).balances.find((row) => row.item === 'gift')).toMatchObject({
    pledged: 60,
    received: 50,
  });
});

test('a reversal is a new entry, once, and gives back what it took', async () => {
  const campaign = await give.campaign(['bin']);
  await give.receipt(campaign, { sponsorId: await give.sponsor(), quantity: 10 });
  await give.handOver(campaign, { items: [{ item: 'bin', quantity: 10 }] });
  const [gift, receipt] = await journal(campaign);
  const back = (posting: string | undefined, more: object = {}) =>
    give.out(`/postings/${posting}/reverse`, { reason: 'Ghi nhầm thôn', ...more });
  expect(code(await back(receipt?.id))).toBe('ledger.overdrawn');
  expect(code(await back(gift?.id, { effectiveOn: '2022-03-31' }))).toBe('ledger.reversal-before');
  expect((await back(gift?.id)).status).toBe(201);
  expect(code(await back(gift?.id))).toBe('ledger.reversed-already');
  const [reversal, first] = await journal(campaign);
  expect(code(await back(reversal?.id))).toBe('ledger.reversal-of-nothing');
  expect(reversal).toMatchObject({
    kind: 'reversal',
    reverses: { id: gift?.id },
    lines: [{ quantity: 10 }, { quantity: -10 }],
  });
  expect(first).toMatchObject({ id: gift?.id, lines: gift?.lines, reversedBy: { id: reversal?.id } });
  expect((await page(campaign)).balances).toMatchObject([{ received: 10, delivered: 0, inStock: 10, difference: 0 }]);
});

test('balances as of an effective date, whenever it was written down; nothing goes back into a closed period', async () => {
  const campaign = await give.campaign(['bin']);
  const sponsorId = await give.sponsor();
  await give.receipt(campaign, { sponsorId, quantity: 10, effectiveOn: '2022-06-01' });
  await give.handOver(campaign, { items: [{ item: 'bin', quantity: 4 }], effectiveOn: '2022-09-01' });
  await give.receipt(campaign, { sponsorId, quantity: 5, effectiveOn: '2022-03-01' }); // dated back
  const on = async (asOf: string) =>
    (await clerk.get<Balances>(`/campaigns/${campaign}/balances?asOf=${asOf}`)).body.items[0];
  expect(await on('2022-02-28')).toMatchObject({ received: 0, inStock: 0, difference: 0 });
  expect(await on('2022-03-01')).toMatchObject({ received: 5, inStock: 5 });
  expect(await on('2022-06-01')).toMatchObject({ received: 15, inStock: 15 });
  expect(await on('2022-09-01')).toMatchObject({ received: 15, delivered: 4, inStock: 11, difference: 0 });
  // More than had come by that day, though enough is there today.
  const early = await give.handOver(campaign, { items: [{ item: 'bin', quantity: 6 }], effectiveOn: '2022-04-01' });
  expect(early.body).toMatchObject({ code: 'ledger.overdrawn-on', details: { on: '2022-04-01', short: 1 } });
  const period = { unitId: world.office.id, from: '2022-01-01', to: '2022-06-30', document: 'BB khoá sổ 01' };
  expect((await give.out('/closed-periods', period)).status).toBe(201);
  expect(code(await give.receipt(campaign, { sponsorId, quantity: 1, effectiveOn: '2022-06-30' }))).toBe(
    'ledger.period-closed',
  );
  expect((await give.receipt(campaign, { sponsorId, quantity: 1, effectiveOn: '2022-07-01' })).status).toBe(201);
  expect(code(await give.out('/closed-periods', { ...period, from: '2022-06-01', to: '2022-07-01' }))).toBe(
    'closed-period.overlaps',
  );
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from welfare.closed_period`));
});

test('a purchase turns the money of two sponsors into goods, and their value goes along to the last đồng', async () => {
  const campaign = await give.campaign(['VND', 'solar_pole', 'flag']);
  const [one, two] = [await give.sponsor(), await give.sponsor()];
  await give.receipt(campaign, { sponsorId: one, item: 'VND', quantity: 20_000_000 });
  await give.receipt(campaign, { sponsorId: two, item: 'VND', quantity: 10_450_000, effectiveOn: '2022-03-02' });
  const buy = (item: string, quantity: number, priceVnd: number) =>
    give.out(`/campaigns/${campaign}/purchases`, { item, quantity, priceVnd, effectiveOn: '2022-03-10' });
  expect((await buy('solar_pole', 15, 28_000_000)).status).toBe(201);
  expect((await buy('flag', 7, 2_450_000)).status).toBe(201);
  expect((await buy('flag', 1, 1)).body).toMatchObject({
    code: 'ledger.overdrawn',
    details: { item: 'VND', remaining: 0 },
  });
  await give.handOver(campaign, {
    items: [
      { item: 'solar_pole', quantity: 4 },
      { item: 'flag', quantity: 3 },
    ],
  });
  await give.handOver(campaign, {
    items: [
      { item: 'solar_pole', quantity: 11 },
      { item: 'flag', quantity: 4 },
    ],
  });
  const { balances, bySponsor } = await page(campaign);
  expect(balances).toMatchObject([
    { item: 'VND', received: 30_450_000, spent: 30_450_000, inStock: 0, difference: 0 },
    { item: 'solar_pole', bought: 15, delivered: 15, inStock: 0, deliveredVnd: 28_000_000, difference: 0 },
    { item: 'flag', bought: 7, delivered: 7, deliveredVnd: 2_450_000, inStockVnd: 0 },
  ]);
  expect(bySponsor.reduce((sum, row) => sum + row.deliveredVnd, 0)).toBe(30_450_000);
});

test('over some hundred random entries the database comes to the balances of the rules', async () => {
  const campaign = await give.campaign(['VND', 'bin', 'rice']);
  const sponsors = new Map<string, string>();
  for (const name of ['s0', 's1', 's2']) sponsors.set(name, await give.sponsor());
  const model = new Model();
  for (const one of fc.sample(operation, { numRuns: 900, seed: 20_250_701 })) model.apply(one);
  expect(model.journal.length).toBeGreaterThan(600);
  const ids = model.journal.map(() => randomUUID());
  const entries = model.journal.map(({ kind, lines, reverses }, place) => ({
    id: ids[place],
    key: randomUUID(),
    campaign,
    kind,
    effectiveOn: '2022-03-01',
    document: 'BB',
    reverses: reverses === null ? null : ids[reverses],
    lines: lines.map(({ village, ...line }) => ({
      ...line,
      sponsor: sponsors.get(line.sponsor),
      ...(village === undefined ? {} : { village: world.first.id }),
    })),
  }));
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`select count(welfare.post(e)) from (
      select e from jsonb_array_elements(${JSON.stringify(entries)}::jsonb) with ordinality x(e, n) order by n) q`),
  );
  const kept = await asOwner(db, 'test', (tx) => stockOf(tx, campaign));
  const expected = [...model.sums].map(([key, sums]) => {
    const [name = '', item = ''] = key.split(' ');
    const { received, delivered, inStock, value } = sums;
    return { item, sponsor: sponsors.get(name), received, delivered, inStock, value };
  });
  const order = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(order(kept)).toEqual(order(expected));
  expect((await page(campaign)).balanced).toBe(true);
}, 60_000);

test('the journal verifies, and a change that went past every lock is found', async () => {
  const before = await verifyLedger(db);
  expect(before.findings).toEqual([]);
  expect(before.checked).toBeGreaterThan(10);
  const rows = await asOwner(db, 'test', (tx) =>
    tx.many<{ campaign: string; no: number; payload: string; hash: string }>(
      sql`select campaign_id as campaign, no, payload, encode(hash, 'hex') as hash from welfare.posting order by campaign_id, no`,
    ),
  );
  expect(brokenChains(JSON.parse(JSON.stringify(rows)) as typeof rows)).toEqual([]);
  const forged = rows.map((row, index) =>
    index === 3 ? { ...row, payload: row.payload.replace('"quantity": ', '"quantity": 9') } : row,
  );
  expect(brokenChains(forged).length).toBeGreaterThan(0);
  expect(brokenChains(rows.filter((row, index) => index === 0 || row.no !== 1)).length).toBeGreaterThan(0);
  const [victim] = await asOwner(db, 'test', (tx) =>
    tx.many<{ id: string }>(sql`select id from welfare.line where account = 'delivered' limit 1`),
  );
  await asOwner(db, 'test', async (tx) => {
    await tx.run(sql`alter table welfare.line disable trigger only_grows`);
    await tx.run(sql`update welfare.line set quantity = quantity + 1 where id = ${victim?.id}`);
    await tx.run(sql`alter table welfare.line enable trigger only_grows`);
  });
  const after = await verifyLedger(db);
  expect(after.findings.some((finding) => finding.endsWith(': lines'))).toBe(true);
  expect(after.findings.some((finding) => finding.endsWith(': balance'))).toBe(true);
});

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { CampaignPage, Flow, Giving, PublicSponsorPage } from './contract.ts';
import { welfareRoutes } from './index.ts';
import { aPhoto, aWelfareWorld, giver } from './testing.ts';

const db = await testDatabase();
let now = '2026-11-22T05:00:00Z';
const { as, anonymous } = await testApp(db, [welfareRoutes], { now: () => new Date(now) });
const world = await asOwner(db, 'test', aWelfareWorld);
const clerk = as({ ranges: world.ranges.province });
const give = giver(world, clerk);
type Body = { code?: string };

/** 100 gifts of two branches, some handed over to named households of two villages. */
async function twoBranches() {
  const bank = await give.sponsor({ name: `BIDV ${randomUUID().slice(0, 4)}` });
  const branch = (name: string) =>
    give.sponsor({ kind: 'branch', parentId: bank, name: `${name} ${randomUUID().slice(0, 4)}` });
  const [one, two] = [await branch('BIDV Tuyên Quang'), await branch('BIDV Mỹ Đình')];
  const campaign = await give.campaign(['gift', 'VND', 'flag'], { kind: 'gift', title: '100 suất quà' });
  await give.receipt(campaign, { sponsorId: one, item: 'gift', quantity: 60, valueVnd: 18_000_000 });
  await give.receipt(campaign, {
    sponsorId: two,
    item: 'gift',
    quantity: 40,
    valueVnd: 12_000_000,
    effectiveOn: '2022-03-02',
  });
  const first = await give.household(world.first.id, { headName: `Hộ Một ${randomUUID().slice(0, 6)}` });
  const second = await give.household(world.second.id, { headName: `Hộ Hai ${randomUUID().slice(0, 6)}` });
  const gift = (sponsorId: string, quantity: number) => [{ item: 'gift', quantity, sponsorId }];
  expect((await give.handOver(campaign, { householdId: first, items: gift(one, 1) })).status).toBe(201);
  expect(
    (await give.handOver(campaign, { villageId: world.second.id, householdId: second, items: gift(two, 1) })).status,
  ).toBe(201);
  expect((await give.handOver(campaign, { villageId: world.second.id, items: gift(one, 46) })).status).toBe(201);
  return { one, two, campaign, first, second };
}
async function linkFor(sponsor: string, expiresOn = '2026-12-31') {
  const made = await clerk.post<{ id: string; code: string; path: string }>(`/sponsors/${sponsor}/links`, {
    id: randomUUID(),
    expiresOn,
  });
  expect(made.status, made.text).toBe(201);
  return made.body;
}
const open = (link: string, code: string) =>
  anonymous.post<PublicSponsorPage & Body>(`/sponsor-page/${link}`, { code });

test('each branch sees its own gifts by village, never the other’s, and no household without its consent', async () => {
  const { one, two, first, second } = await twoBranches();
  const mine = await linkFor(one);
  const page = (await open(mine.id, mine.code.toLowerCase().replaceAll('-', ' '))).body;
  expect(page.campaigns).toHaveLength(1);
  expect(page.campaigns[0]).toMatchObject({
    balances: [{ item: 'gift', received: 60, delivered: 47, inStock: 13, difference: 0 }],
    named: [],
  });
  expect(page.campaigns[0]?.villages.map((row) => [row.delivered, row.receipts]).sort()).toEqual([
    [1, 1],
    [46, 1],
  ]);
  const name = async (id: string) => (await clerk.get<{ headName: string }>(`/households/${id}`)).body.headName;
  for (const household of [first, second]) expect(JSON.stringify(page)).not.toContain(await name(household));
  const consent = randomUUID();
  await clerk.post(`/households/${first}/consents`, {
    id: consent,
    what: 'name_sponsor',
    givenOn: '2022-04-01',
    how: 'form',
  });
  await clerk.post(`/households/${second}/consents`, {
    id: randomUUID(),
    what: 'name_public',
    givenOn: '2022-04-01',
    how: 'form',
  });
  expect((await open(mine.id, mine.code)).body.campaigns[0]?.named).toMatchObject([{ name: await name(first) }]);
  const theirs = await linkFor(two);
  const other = (await open(theirs.id, theirs.code)).body;
  expect(other.campaigns[0]).toMatchObject({ balances: [{ received: 40, delivered: 1, inStock: 39 }], named: [] });
  expect(JSON.stringify(other)).not.toContain(await name(first));
  await clerk.post(`/consents/${consent}/withdraw`, { on: '2026-11-22' });
  expect((await open(mine.id, mine.code)).body).toMatchObject({ opened: 3, campaigns: [{ named: [] }] });
});

test('a photo reaches the sponsor only with the consent of the people on it and of the household, and goes when one is taken back', async () => {
  const { one, campaign } = await twoBranches();
  const household = await give.household(world.first.id);
  const [agreed, goods] = await asOwner(db, 'test', async (tx) => [
    await aPhoto(tx, world.first, { agreed: true }),
    await aPhoto(tx, world.first, { people: 'nobody' }),
  ]);
  const gift = (photoId: string | undefined, more: object = {}) =>
    give.handOver(campaign, { items: [{ item: 'gift', quantity: 1, sponsorId: one }], photoId, ...more });
  expect((await gift(agreed, { householdId: household })).body.code).toBe('handover.photo-without-consent');
  const consent = randomUUID();
  await clerk.post(`/households/${household}/consents`, {
    id: consent,
    what: 'photo_sponsor',
    givenOn: '2022-04-01',
    how: 'form',
  });
  expect((await gift(agreed, { householdId: household })).status).toBe(201);
  expect((await gift(goods)).status).toBe(201);
  const link = await linkFor(one);
  const shown = async () => (await open(link.id, link.code)).body.campaigns[0]?.photos ?? [];
  const photos = async () => (await shown()).map(({ id }) => id).sort();
  expect(await photos()).toEqual([agreed, goods].sort());
  expect((await shown())[0]).toMatchObject({ vi: 'Trao quà', th: null, en: null });
  await clerk.post(`/consents/${consent}/withdraw`, { on: '2026-11-22' });
  expect(await photos()).toEqual([goods]);
});

test('a code is kept as a hash; wrong, ended, withdrawn and guessed ones are refused', async () => {
  const { one } = await twoBranches();
  const link = await linkFor(one);
  const kept = await asOwner(db, 'test', (tx) => tx.many(sqlOf(link.id)));
  expect(JSON.stringify(kept)).not.toContain(link.code);
  expect((await open(link.id, 'AAAA-AAAA-AAAA-AAAA')).body).toMatchObject({ code: 'sponsor-link.refused' });
  expect((await open(randomUUID(), link.code)).body).toMatchObject({ code: 'sponsor-link.refused' });
  expect((await open('nonsense', link.code)).body).toMatchObject({ code: 'sponsor-link.refused' });
  // The code of one link opens no other.
  const second = await linkFor(one);
  expect((await open(second.id, link.code)).status).toBe(403);
  expect((await open(link.id, link.code)).status).toBe(200);
  now = '2027-01-01T05:00:00Z';
  expect((await open(link.id, link.code)).body).toMatchObject({ code: 'sponsor-link.expired' });
  expect((await open(link.id, 'wrong')).body).toMatchObject({ code: 'sponsor-link.refused' });
  now = '2026-11-22T05:00:00Z';
  for (let tries = 0; tries < 12; tries += 1) await open(second.id, `guess ${tries}`);
  expect(await open(second.id, second.code)).toMatchObject({ status: 429, body: { code: 'sponsor-link.locked' } });
  expect((await clerk.post(`/sponsor-links/${link.id}/revoke`, {})).status).toBe(201);
  expect((await open(link.id, link.code)).body).toMatchObject({ code: 'sponsor-link.revoked' });
  expect(
    (await clerk.post<Body>(`/sponsors/${one}/links`, { id: randomUUID(), expiresOn: '2026-11-21' })).body.code,
  ).toBe('sponsor-link.expiry');
  expect((await as({ ranges: world.ranges.other }).post(`/sponsor-links/${link.id}/revoke`, {})).status).toBe(404);
});

test('the drawing keeps every measure: what enters an item leaves it or is in stock', async () => {
  const { campaign } = await twoBranches();
  const flow = (await clerk.get<Flow>(`/welfare-flow?unit=${world.commune.id}&campaign=${campaign}`)).body;
  expect(flow).toMatchObject({ villages: 2, households: 2, participations: 2, campaigns: 1, balanced: true });
  const sum = (test: (link: Flow['links'][number]) => boolean) =>
    flow.links.filter(test).reduce((total, link) => total + link.quantity, 0);
  expect(sum((link) => link.to === `campaign:${campaign}`)).toBe(100);
  expect(sum((link) => link.to === `item:${campaign}/gift`)).toBe(100);
  expect(sum((link) => link.to.startsWith('village:'))).toBe(48);
  expect(
    flow.nodes
      .filter((node) => node.column === 'sponsor')
      .map((node) => node.amounts[0]?.quantity)
      .sort(),
  ).toEqual([40, 60]);
});

test('statement, open data and their scope', async () => {
  const { campaign, one, first } = await twoBranches();
  const sheet = await clerk.inject({
    method: 'GET',
    url: `/api/v1/campaigns/${campaign}/statement.xlsx?sponsor=${one}`,
  });
  expect(sheet.status).toBe(200);
  const link = await linkFor(one);
  expect(
    (
      await anonymous.inject({
        method: 'POST',
        url: `/api/v1/sponsor-page/${link.id}/statement.xlsx`,
        payload: { code: link.code },
      })
    ).status,
  ).toBe(200);
  const giving = (await clerk.get<Giving>(`/welfare-giving.json?unit=${world.commune.id}`)).body;
  const grant = giving.grants.find((row) => row.id.includes(campaign) && row.id.endsWith(one.slice(0, 8)));
  expect(grant).toMatchObject({ amountAwarded: 18_000_000, amountDisbursed: 14_100_000, currency: 'VND' });
  const head = (await clerk.get<{ headName: string }>(`/households/${first}`)).body.headName;
  const csv = await clerk.inject({ method: 'GET', url: `/api/v1/welfare-giving.csv?unit=${world.commune.id}` });
  for (const text of [JSON.stringify(giving), csv.text]) expect(text).not.toContain(head);
  const other = as({ ranges: world.ranges.other });
  for (const path of [
    `/campaigns/${campaign}/statement.xlsx`,
    `/campaigns/${campaign}/journal.ledger`,
    `/welfare-giving.json?unit=${world.commune.id}`,
    `/welfare-flow?unit=${world.commune.id}`,
  ])
    expect((await other.inject({ method: 'GET', url: `/api/v1${path}` })).status, path).toBe(404);
});

/**
 * What a grant lacks beside the 360Giving standard 1.1: required fields and their types, organisations with id and name, a currency
 * of three letters, a day, a title of at most 140 letters, and no field that the standard does not know.
 */
function faultsOf(grant: Record<string, unknown>): string[] {
  const known = new Set(
    'id title description currency amountAwarded amountDisbursed awardDate fundingOrganization recipientOrganization beneficiaryLocation'.split(
      ' ',
    ),
  );
  const text = (value: unknown) => typeof value === 'string' && value.trim() !== '';
  const day = (value: unknown) =>
    typeof value === 'string' && /^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])$/.test(value);
  const bodies = (value: unknown) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one: Record<string, unknown>) => text(one['id']) && text(one['name']));
  const holds: Record<string, boolean> = {
    id: text(grant['id']),
    title: text(grant['title']) && String(grant['title']).length <= 140,
    description: text(grant['description']),
    currency: /^[A-Z]{3}$/.test(String(grant['currency'])),
    amountAwarded: typeof grant['amountAwarded'] === 'number',
    awardDate: day(grant['awardDate']),
    fundingOrganization: bodies(grant['fundingOrganization']),
    recipientOrganization: bodies(grant['recipientOrganization']),
  };
  return [...Object.keys(holds).filter((key) => !holds[key]), ...Object.keys(grant).filter((key) => !known.has(key))];
}

test('open data has the fields of the 360Giving standard, of organisations that are named and of nobody else', async () => {
  const { campaign } = await twoBranches();
  const person = await give.sponsor({ kind: 'person', name: 'Người tặng Riêng Lẻ' });
  const shy = await give.sponsor({ name: 'Công ty Giấu Tên', inPublic: 'anonymous' });
  for (const sponsorId of [person, shy]) await give.receipt(campaign, { sponsorId, item: 'gift', quantity: 5 });
  const giving = (await clerk.get<Giving>(`/welfare-giving.json?unit=${world.commune.id}`)).body;
  expect(giving.version).toBe('1.1');
  expect(giving.grants.length).toBeGreaterThanOrEqual(2);
  for (const grant of giving.grants) expect(faultsOf(grant), JSON.stringify(grant)).toEqual([]);
  expect(new Set(giving.grants.map((grant) => grant.id)).size).toBe(giving.grants.length);
  const csv = await clerk.inject({ method: 'GET', url: `/api/v1/welfare-giving.csv?unit=${world.commune.id}` });
  for (const told of [JSON.stringify(giving), csv.text]) expect(told).not.toMatch(/Riêng Lẻ|Giấu Tên|Hộ Một|Hộ Hai/);
  const [heads = '', ...rows] = csv.text
    .replace(/^\ufeff/, '')
    .trim()
    .split(/\r?\n/);
  expect(heads.replaceAll('"', '').split(',')).toEqual([
    'Identifier',
    'Title',
    'Description',
    'Currency',
    'Amount Awarded',
    'Amount Disbursed',
    'Award Date',
    'Funding Org:Identifier',
    'Funding Org:Name',
    'Recipient Org:Identifier',
    'Recipient Org:Name',
    'Beneficiary Location:Name',
    'Beneficiary Location:Country Code',
    'Beneficiary Location:Geographic Code',
  ]);
  expect(rows).toHaveLength(giving.grants.length);
  // The check itself finds what is wrong.
  const { title: _, ...untitled } = giving.grants[0] ?? { title: '' };
  expect(faultsOf({ ...untitled, awardDate: '2024', household: 'PH-001' })).toEqual([
    'title',
    'awardDate',
    'household',
  ]);
});

const run = promisify(execFile);
const installed = async (program: string) =>
  run(program, ['--version']).then(
    () => true,
    () => false,
  );
const programs = { ledger: await installed('ledger'), hledger: await installed('hledger') };

for (const program of ['ledger', 'hledger'] as const)
  test.skipIf(!programs[program])(`${program}, where it is installed, comes to the balances of the books`, async () => {
    const { campaign, one } = await twoBranches();
    await give.receipt(campaign, { sponsorId: one, item: 'VND', quantity: 1_000_000, effectiveOn: '2022-03-05' });
    await give.out(`/campaigns/${campaign}/purchases`, {
      item: 'flag',
      quantity: 7,
      priceVnd: 700_000,
      effectiveOn: '2022-03-06',
    });
    await give.out(`/campaigns/${campaign}/returns`, { sponsorId: one, item: 'VND', quantity: 200_000 });
    await give.out(`/campaigns/${campaign}/write-offs`, { item: 'flag', quantity: 2, document: 'BB 03' });
    const wrong = randomUUID();
    await give.out(`/campaigns/${campaign}/write-offs`, { id: wrong, item: 'flag', quantity: 1, document: 'BB 04' });
    await give.out(`/postings/${wrong}/reverse`, { reason: 'Ghi nhầm' });
    const journal = await clerk.inject({ method: 'GET', url: `/api/v1/campaigns/${campaign}/journal.ledger` });
    const { balances } = (await clerk.get<CampaignPage>(`/campaigns/${campaign}`)).body;
    const folder = await mkdtemp(join(tmpdir(), 'gandan-ledger-'));
    try {
      const path = join(folder, 'journal.ledger');
      await writeFile(path, journal.text);
      const count = async (account: string, item: string): Promise<number> => {
        const { stdout } = await run(
          program,
          ['-f', path, 'balance', `^${account}`, `cur:${item}`, '--depth', '1'].filter(
            (part) => program === 'hledger' || !part.startsWith('cur:'),
          ),
          { env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' } },
        );
        const line = stdout.split('\n').find((text) => new RegExp(`^\\s*-?[\\d.,]+ "?${item}"?\\b`).test(text));
        return Number(/-?[\d.]+/.exec(line?.replaceAll(',', '') ?? '0')?.[0] ?? 0);
      };
      for (const balance of balances) {
        expect(await count('stock', balance.item), `${balance.item} in stock`).toBe(balance.inStock);
        expect(await count('delivered', balance.item), `${balance.item} delivered`).toBe(balance.delivered);
        expect(await count('written_off', balance.item), `${balance.item} written off`).toBe(balance.writtenOff);
        expect(await count('returned', balance.item), `${balance.item} returned`).toBe(balance.returned);
        expect(await count('source', balance.item), `${balance.item} received`).toBe(-balance.received || 0);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

function sqlOf(link: string) {
  return sql`select * from welfare.sponsor_link where id = ${link}`;
}

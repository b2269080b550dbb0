import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { textOfPdf } from '#platform/testing/pdf.ts';
import { sql } from 'kysely';
import { withSmallHidden } from './board.ts';
import type { AgreementRow, Board, CampaignRow, HandoverPage, HandoverRow, PledgeRow } from './contract.ts';
import { boardPaper } from './papers/board.ts';
import { aWelfareWorld, giver } from './testing.ts';
import { welfareRoutes } from './index.ts';

const AT = new Date('2026-11-22T05:00:00Z');
const db = await testDatabase();
const { as } = await testApp(db, [welfareRoutes], { now: () => AT });
const world = await asOwner(db, 'test', aWelfareWorld);
const clerk = as({ ranges: world.ranges.province });
const stranger = as({ ranges: world.ranges.other });
const give = giver(world, clerk);
const boardOf = async (campaign: string) => (await clerk.get<Board>(`/campaigns/${campaign}/board`)).body;

/** A campaign of gifts: so many households of each village, one gift each. */
async function gifts(first: number, second: number) {
  const campaign = await give.campaign(['gift'], { kind: 'gift' });
  const named = await give.sponsor({ name: `BIDV ${campaign.slice(0, 4)}` });
  const shy = await give.sponsor({ name: `Người giấu tên ${campaign.slice(0, 4)}`, inPublic: 'anonymous' });
  for (const sponsorId of [named, shy]) await give.receipt(campaign, { sponsorId, item: 'gift', quantity: 30 });
  const households: string[] = [];
  for (const [village, count] of [
    [world.first.id, first],
    [world.second.id, second],
  ] as const)
    for (let n = 0; n < count; n += 1) {
      const householdId = await give.household(village, { headName: `Chủ hộ ${campaign.slice(0, 4)} ${n}` });
      households.push(householdId);
      const answer = await give.handOver(campaign, {
        villageId: village,
        householdId,
        items: [{ item: 'gift', quantity: 1 }],
      });
      expect(answer.status, answer.text).toBe(201);
    }
  return { campaign, households };
}

test('a posting names who wants to be named, tells totals, and hides what would tell of few households', async () => {
  const { campaign } = await gifts(3, 8);
  const board = await boardOf(campaign);
  expect(board.sponsors.map((one) => [one.name?.slice(0, 4) ?? null, one.received])).toEqual([
    ['BIDV', 30],
    [null, 30],
  ]);
  expect(board.sums).toMatchObject([{ item: 'gift', received: 60, delivered: 11, inStock: 49 }]);
  // Three households are few; with the total told, the other village would give them away.
  expect(board.villages.map(({ delivered, households }) => [delivered, households])).toEqual([
    ['withheld', 'withheld'],
    ['withheld', 'withheld'],
  ]);
  expect(board.named).toEqual([]);
  expect(board.until).toBe('2026-12-22');
  const { campaign: large } = await gifts(6, 8);
  const delivered = async () => (await boardOf(large)).villages.map((one) => [one.delivered, one.households]).sort();
  expect(await delivered()).toEqual([
    [6, 6],
    [8, 8],
  ]);
  // A gift taken back is no longer given.
  const mistaken = await give.handOver(large, {
    villageId: world.second.id,
    householdId: await give.household(world.second.id),
    items: [{ item: 'gift', quantity: 1 }],
  });
  expect(await delivered()).toEqual([
    [6, 6],
    [9, 9],
  ]);
  const { postingId } = (await clerk.get<HandoverPage>(`/handovers/${mistaken.body.id}`)).body;
  const back = { id: randomUUID(), effectiveOn: '2026-11-22', reason: 'Nhầm' };
  expect((await clerk.post(`/postings/${postingId}/reverse`, back)).status).toBe(201);
  expect(await delivered()).toEqual([
    [6, 6],
    [8, 8],
  ]);
});

test('a household stands there by name only with its own consent, and no more once it took it back', async () => {
  const { campaign, households } = await gifts(6, 0);
  const [first] = households;
  const id = randomUUID();
  const consent = { id, what: 'name_public', givenOn: '2024-01-01', how: 'form' };
  expect((await clerk.post(`/households/${first}/consents`, consent)).status).toBe(201);
  expect((await boardOf(campaign)).named).toMatchObject([{ village: 'Thôn Pác Hóp', item: 'gift', quantity: 1 }]);
  const sponsorOnly = { id: randomUUID(), what: 'name_sponsor', givenOn: '2024-01-01', how: 'form' };
  await clerk.post(`/households/${households[1]}/consents`, sponsorOnly);
  expect((await boardOf(campaign)).named).toHaveLength(1);
  await clerk.post(`/consents/${id}/withdraw`, { on: '2026-11-22' });
  expect((await boardOf(campaign)).named).toEqual([]);
});

test('the paper says the same in three languages and is absent outside the scope', async () => {
  const { campaign, households } = await gifts(3, 8);
  const board = await boardOf(campaign);
  for (const lang of ['vi', 'th', 'en'] as const) {
    const words = await textOfPdf(await renderPdf({ ...boardPaper(board, lang), at: AT }));
    for (const said of ['BIDV', '60', '49', 'Pác Hóp']) expect(words).toContain(said);
    expect(words).not.toMatch(/Chủ hộ [0-9a-f]{4}|Người giấu tên|PH-0/);
  }
  expect(households).toHaveLength(11);
  expect((await clerk.get(`/campaigns/${campaign}/board.pdf?lang=vi`)).status).toBe(200);
  expect((await stranger.get(`/campaigns/${campaign}/board.pdf`)).status).toBe(404);
});

test('what went to one village alone and to few is not told by the name of the village', () => {
  const row = { villageId: 'a', village: 'A', item: 'VND', delivered: 70_000_000, households: 1 };
  expect(withSmallHidden([row])).toEqual([]);
  expect(withSmallHidden([{ ...row, households: 0 }])).toMatchObject([{ delivered: 70_000_000, households: null }]);
  const rows = [3, 0, 12, 9].map((households, at) => ({ ...row, villageId: `${at}`, village: `${at}`, households }));
  expect(withSmallHidden(rows).filter((one) => one.delivered === 'withheld').length).toBeGreaterThan(1);
});

test('a handover counts as traced with a witness or the signed paper, which may come later; the figure follows', async () => {
  const campaign = await give.campaign(['bin']);
  await give.receipt(campaign, { sponsorId: await give.sponsor() });
  const [signed, witnessed] = [randomUUID(), randomUUID()];
  const at = { effectiveOn: '2022-09-09' };
  expect((await give.handOver(campaign, { id: signed, ...at })).status).toBe(201);
  const witness = { confirmation: 'witness', witness: { name: 'Ma Văn Trưởng', post: 'village_head' } };
  expect((await give.handOver(campaign, { id: witnessed, ...at, ...witness })).status).toBe(201);
  const counts = async () => {
    const { items } = (await clerk.get<{ items: CampaignRow[] }>(`/campaigns?unit=${world.office.id}&limit=100`)).body;
    const row = items.find((one) => one.id === campaign);
    return [row?.handovers, row?.confirmed];
  };
  const missing = async () =>
    (await clerk.get<{ items: HandoverRow[] }>(`/campaigns/${campaign}/handovers?traced=no`)).body.items.map(
      (one) => one.id,
    );
  expect(await counts()).toEqual([2, 1]);
  expect(await missing()).toEqual([signed]);
  const fileId = await asOwner(db, 'test', async (tx) => {
    const file = await tx.one<{ id: string }>(sql`
      insert into platform.file (sha256, name, media_type, bytes, label, created_by)
      values (repeat('c', 64), 'a.pdf', 'application/pdf', 1, ${world.first.label}, 'test') returning id`);
    return file.id;
  });
  const paper = (caller = clerk, id: string = randomUUID()) =>
    caller.post<{ code?: string }>(`/handovers/${signed}/papers`, { id, fileId });
  expect((await paper(stranger)).status).toBe(404);
  expect((await clerk.post(`/handovers/${signed}/papers`, { id: randomUUID(), fileId: randomUUID() })).status).toBe(
    404,
  );
  // With a file of his own the stranger still learns nothing of the handover.
  const own = await asOwner(db, 'test', (tx) =>
    tx.one<{ id: string }>(sql`
      insert into platform.file (sha256, name, media_type, bytes, label, created_by)
      values (repeat('e', 64), 'a.pdf', 'application/pdf', 1, ${world.far.label}, 'test') returning id`),
  );
  const foreign = await stranger.post(`/handovers/${signed}/papers`, { id: randomUUID(), fileId: own.id });
  expect(foreign.status).toBe(404);
  const id = randomUUID();
  expect((await paper(clerk, id)).status).toBe(201);
  expect((await paper(clerk, id)).status).toBe(201);
  expect((await paper()).body.code).toBe('handover.paper-kept');
  expect(await counts()).toEqual([2, 2]);
  expect((await clerk.get<HandoverPage>(`/handovers/${signed}`)).body).toMatchObject({
    traced: true,
    papers: [{ id, keptOn: '2026-11-22' }],
  });
  await expect(
    asOwner(db, 'test', (tx) => tx.run(sql`delete from welfare.handover_paper where id = ${id}`)),
  ).rejects.toMatchObject({ code: 'ledger.append-only' });
  const before = sql`insert into welfare.handover_paper (handover_id, file_id, kept_on, label, place_label, village_label)
    values (${witnessed}, ${fileId}, '2022-09-08', 0, 0, 0)`;
  await expect(asOwner(db, 'test', (tx) => tx.run(before))).rejects.toMatchObject({ code: 'handover.paper-before' });
});

test('agreements and pledges of a sponsor: what was promised, under what, and what of it arrived', async () => {
  const sponsorId = await give.sponsor({ name: 'Ngân hàng có thoả thuận' });
  const agreement = { id: randomUUID(), number: '15/TT', purpose: 'Đèn', signedOn: '2026-01-05' };
  expect((await clerk.post(`/sponsors/${sponsorId}/agreements`, agreement)).status).toBe(201);
  const campaign = await give.campaign(['bin']);
  const pledge = async (more: object) => {
    const id = randomUUID();
    const body = { id, sponsorId, item: 'bin', quantity: 10, pledged: { on: '2026-01-10', precision: 'day' }, ...more };
    const answer = await clerk.post(`/campaigns/${campaign}/pledges`, body);
    expect(answer.status, answer.text).toBe(201);
    return id;
  };
  const late = await pledge({ agreementId: agreement.id, dueOn: '2026-06-30', valueVnd: 3_000_000 });
  const kept = await pledge({ dueOn: '2026-06-30' });
  const waiting = await pledge({ dueOn: '2026-12-31' });
  await give.receipt(campaign, { sponsorId, quantity: 10, pledgeId: kept, effectiveOn: '2026-02-01' });
  await give.receipt(campaign, { sponsorId, quantity: 4, pledgeId: late, effectiveOn: '2026-02-01' });
  const mistaken = randomUUID();
  await give.receipt(campaign, { id: mistaken, sponsorId, quantity: 6, pledgeId: late, effectiveOn: '2026-02-02' });
  const back = { id: randomUUID(), effectiveOn: '2026-02-03', reason: 'Nhầm' };
  expect((await clerk.post(`/postings/${mistaken}/reverse`, back)).status).toBe(201);
  const list = async (more: string) =>
    (await clerk.get<{ items: PledgeRow[] }>(`/pledges?unit=${world.office.id}&sponsor=${sponsorId}${more}`)).body
      .items;
  const states = new Map((await list('')).map((one) => [one.id, [one.state, one.received]]));
  expect(states).toEqual(
    new Map([
      [late, ['late', 4]],
      [kept, ['kept', 10]],
      [waiting, ['waiting', 0]],
    ]),
  );
  expect((await list('&state=late')).map((one) => one.agreement?.number)).toEqual(['15/TT']);
  const { items } = (
    await clerk.get<{ items: AgreementRow[] }>(`/sponsor-agreements?unit=${world.office.id}&sponsor=${sponsorId}`)
  ).body;
  expect(items).toMatchObject([{ number: '15/TT', running: true, pledges: 1, pledgedVnd: 3_000_000 }]);
  expect((await stranger.get(`/pledges?unit=${world.office.id}`)).status).toBe(404);
});

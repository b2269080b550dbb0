import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp, type TestCaller } from '#platform/testing/http.ts';
import { textOfPdf } from '#platform/testing/pdf.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { welfareRoutes } from '../index.ts';
import type { HandoverPage, PublicSponsorPage } from '../contract.ts';
import { aWelfareWorld, giver } from '../testing.ts';
import { receiptPaper, statementPaper } from './data.ts';

const AT = new Date('2026-11-22T05:00:00Z');
const db = await testDatabase();
const { as, anonymous } = await testApp(db, [welfareRoutes], { now: () => AT });
const world = await asOwner(db, 'test', aWelfareWorld);
const clerk = as({ ranges: world.ranges.province });

let made = 0;
/** A household of the first village that was given one gift by a sponsor with a link. */
async function aGift() {
  const give = giver(world, clerk);
  made += 1;
  const sponsorId = await give.sponsor({ name: `BIDV Tuyên Quang ${made}` });
  const campaign = await give.campaign(['gift'], { kind: 'gift', title: '100 suất quà' });
  await give.receipt(campaign, { sponsorId, item: 'gift', quantity: 60 });
  const householdId = randomUUID();
  const code = `NL-${String(made).padStart(3, '0')}`;
  await clerk.post('/households', { id: householdId, villageId: world.first.id, code, headName: 'Ma Văn Đẩu' });
  const id = randomUUID();
  const handed = await give.handOver(campaign, {
    id,
    householdId,
    items: [{ item: 'gift', quantity: 1 }],
    receiptNumber: 'BN-014',
  });
  expect(handed.status, handed.text).toBe(201);
  const link = randomUUID();
  const opened = await clerk.post<{ code: string }>(`/sponsors/${sponsorId}/links`, {
    id: link,
    expiresOn: '2027-12-31',
  });
  return { id, sponsorId, campaign, householdId, household: code, link, code: opened.body.code };
}

test('the receipt of a household says who was given what by whom, and is refused outside the scope', async () => {
  const gift = await aGift();
  const handover = await clerk.get<HandoverPage>(`/handovers/${gift.id}`);
  const paper = await receiptPaper(
    handover.body,
    'vi',
    `https://gandan.example/welfare/handovers/${gift.id}`,
    '2026-11-22',
  );
  const words = await textOfPdf(await renderPdf({ ...paper, at: AT }));
  for (const said of ['BN-014', 'Ma Văn Đẩu', gift.household, 'BIDV Tuyên Quang', '1 suất'])
    expect(words).toContain(said);
  expect((await clerk.get(`/handovers/${gift.id}/receipt.pdf?lang=vi`)).status).toBe(200);
  expect((await as({ ranges: world.ranges.other }).get(`/handovers/${gift.id}/receipt.pdf`)).status).toBe(404);
  expect(
    (await as({ ranges: world.ranges.province, rights: ['members.read'] }).get(`/handovers/${gift.id}/receipt.pdf`))
      .status,
  ).toBe(403);
});

test('the statement of a sponsor has its sums and villages, and no household without consent, in three languages', async () => {
  const gift = await aGift();
  const open = async () =>
    (await anonymous.post<PublicSponsorPage>(`/sponsor-page/${gift.link}`, { code: gift.code })).body;
  const wordsIn = async (lang: 'vi' | 'th' | 'en') =>
    textOfPdf(
      await renderPdf({ ...(await statementPaper(await open(), lang, 'https://gandan.example/sponsor/x')), at: AT }),
    );
  for (const lang of ['vi', 'th', 'en'] as const) {
    const words = await wordsIn(lang);
    for (const said of ['BIDV Tuyên Quang', '100 suất quà', 'Pác Hóp', '60']) expect(words).toContain(said);
    for (const hidden of ['Ma Văn Đẩu', gift.household]) expect(words).not.toContain(hidden);
  }
  await clerk.post(`/households/${gift.householdId}/consents`, {
    id: randomUUID(),
    what: 'name_sponsor',
    givenOn: '2024-01-01',
    how: 'form',
  });
  expect(await wordsIn('vi')).toContain('Ma Văn Đẩu');
});

test('a campaign is called in the reader’s language; what nobody translated says that it is Vietnamese', async () => {
  const gift = await aGift();
  const open = async () =>
    (await anonymous.post<PublicSponsorPage>(`/sponsor-page/${gift.link}`, { code: gift.code })).body;
  const wordsIn = async (lang: 'vi' | 'th' | 'en') =>
    textOfPdf(
      await renderPdf({ ...(await statementPaper(await open(), lang, 'https://gandan.example/sponsor/x')), at: AT }),
    );
  expect(await wordsIn('en')).toContain('100 suất quà (in Vietnamese)');
  expect(await wordsIn('vi')).not.toContain('(tiếng Việt)');
  const path = `/campaigns/${gift.campaign}`;
  const { version } = (await clerk.get<{ version: number }>(path)).body;
  const words = { titleTh: 'ของขวัญ 100 ชุด', titleEn: 'A hundred gifts', purposeEn: 'For policy families' };
  expect((await clerk.patch(path, { version, ...words })).status).toBe(200);
  expect((await open()).campaigns[0]).toMatchObject({ title: '100 suất quà', ...words, purposeTh: null });
  const english = await wordsIn('en');
  for (const said of ['A hundred gifts', 'For policy families']) expect(english).toContain(said);
  expect(english).not.toContain('100 suất quà');
  // The receipt of the household says the same.
  const page = (await clerk.get<HandoverPage>(`/handovers/${gift.id}`)).body;
  const facts = (await receiptPaper(page, 'en', 'https://gandan.example/x', '2026-11-22')).data.facts;
  expect(facts.map((one) => one.value)).toEqual(expect.arrayContaining(['A hundred gifts', 'For policy families']));
  // Another purpose was agreed to in Vietnamese: the translation of the old one would be wrong.
  const { items } = (await clerk.get<{ items: { id: string; kind: string }[] }>(`${path}/postings`)).body;
  const change = {
    id: randomUUID(),
    postingId: items.find((one) => one.kind === 'receipt')?.id,
    newPurpose: 'Mua chăn ấm',
    consentNumber: '12/CV',
    consentOn: '2024-02-01',
  };
  expect((await clerk.post(`${path}/purpose-changes`, change)).status).toBe(201);
  expect((await open()).campaigns[0]).toMatchObject({ purpose: 'Mua chăn ấm', purposeTh: null, purposeEn: null });
  expect(await wordsIn('en')).toContain('Mua chăn ấm (in Vietnamese)');
});

test('without the right code there is no statement', async () => {
  const gift = await aGift();
  const asked = (code: string) =>
    anonymous.post<{ code?: string }>(`/sponsor-page/${gift.link}/statement.pdf`, { code });
  expect((await asked('not-the-code')).body.code).toBe('sponsor-link.refused');
  expect((await asked(gift.code)).status).toBe(200);
});

test('a photo is only there for the sponsor when its page names it', async () => {
  const gift = await aGift();
  const asked = await anonymous.post<{ code?: string }>(`/sponsor-page/${gift.link}/photos/${randomUUID()}`, {
    code: gift.code,
  });
  expect(asked.status).toBe(404);
  const page = await anonymous.post<PublicSponsorPage>(`/sponsor-page/${gift.link}`, { code: gift.code });
  expect(page.body.opened).toBe(1);
});

test('a photo of a signed sheet is kept for a village of the scope, and only as a picture or PDF', async () => {
  const send = (caller: TestCaller, unitId: string, name: string, content: string) => {
    const boundary = 'sheet-boundary';
    const payload =
      `--${boundary}\r\nContent-Disposition: form-data; name="unitId"\r\n\r\n${unitId}\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n--${boundary}--\r\n`;
    const headers = { 'idempotency-key': randomUUID(), 'content-type': `multipart/form-data; boundary=${boundary}` };
    return caller.inject({ method: 'POST', url: '/api/v1/welfare-papers', headers, payload });
  };
  const pdf = '%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF';
  expect((await send(clerk, world.first.id, 'bien-nhan.pdf', pdf)).status).toBe(201);
  const far = as({ ranges: world.ranges.other });
  expect((await send(far, world.first.id, 'bien-nhan.pdf', pdf)).status).toBe(404);
  expect((await send(clerk, world.first.id, 'a.txt', 'chữ')).status).toBe(400);
});

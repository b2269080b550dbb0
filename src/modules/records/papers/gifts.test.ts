import { randomUUID } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { welfareRoutes } from '#modules/welfare/index.ts';
import { aWelfareWorld, giver } from '#modules/welfare/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type TestCaller, testApp } from '#platform/testing/http.ts';
import { textOfPdf } from '#platform/testing/pdf.ts';
import { recordsRoutes } from '../index.ts';

const AT = new Date('2026-11-22T05:00:00Z');
const db = await testDatabase();
const { app, as } = await testApp(db, [welfareRoutes, recordsRoutes], { now: () => AT });
const world = await asOwner(db, 'test', aWelfareWorld);
const clerk = as({ ranges: world.ranges.province });
const give = giver(world, clerk);

async function fileOf(path: string, caller: TestCaller = clerk) {
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1${path}`,
    headers: { authorization: `Test ${caller.userId}` },
  });
  return { status: answer.statusCode, bytes: answer.rawPayload, type: String(answer.headers['content-type']) };
}
const wordsOf = (docx: Uint8Array) =>
  strFromU8(unzipSync(docx)['word/document.xml'] ?? new Uint8Array())
    .replace(/<\/w:p>/gu, '\n')
    .replace(/<[^>]+>/gu, '')
    .replace(/&amp;/gu, '&');
const squeezed = (text: string) => text.replace(/\s+/gu, ' ');

let made = 0;
/** 60 gifts and some money of two sponsors, of which a household of the first village got two gifts. */
async function aGift() {
  made += 1;
  const bank = await give.sponsor({ name: `Agribank Tuyên Quang ${made}` });
  const other = await give.sponsor({ name: `BIDV ${made}` });
  const campaign = await give.campaign(['gift', 'VND'], { kind: 'gift', title: 'Tết vì người nghèo 2022' });
  await give.receipt(campaign, { sponsorId: bank, item: 'gift', quantity: 60 });
  await give.receipt(campaign, { sponsorId: other, item: 'VND', quantity: 12_500_000 });
  const householdId = await give.household(world.first.id, { headName: 'Hoàng Thị Nụ'.normalize('NFD') });
  const id = randomUUID();
  const answer = await give.handOver(campaign, {
    id,
    householdId,
    items: [{ item: 'gift', quantity: 2 }],
    receiptNumber: `BN-21${made}`,
  });
  expect(answer.status, answer.text).toBe(201);
  return { id, campaign };
}

test('the receipt of a gift is written from its handover, the same in Word and PDF, in the layout of the office', async () => {
  const { id } = await aGift();
  const [pdf, docx] = [await fileOf(`/papers/gift_receipt/${id}`), await fileOf(`/papers/gift_receipt/${id}?as=docx`)];
  expect([pdf.status, docx.status]).toEqual([200, 200]);
  expect(pdf.bytes.toString('latin1')).toContain('pdfaid:part');
  const said = [squeezed(await textOfPdf(pdf.bytes)), squeezed(wordsOf(docx.bytes))];
  for (const text of said)
    for (const words of [
      'ĐẢNG CỘNG SẢN VIỆT NAM',
      'GIẤY BIÊN NHẬN',
      'BN-21',
      '01/04/2022',
      'Hoàng Thị Nụ',
      'Thôn Pác Hóp',
      '2 suất',
      'Agribank Tuyên Quang',
      'Tết vì người nghèo 2022',
      'NGƯỜI NHẬN',
      'Hoàng Thị Lựu, Văn phòng Tỉnh ủy',
    ])
      expect(text).toContain(words);
  // The same office with the layout of the State (DOMAIN.md 5.2).
  const { version } = (await clerk.get<{ version: number | null }>(`/issuers/${world.office.id}`)).body;
  const set = { version, symbol: 'VPTU', layout: 'state', hasSeal: true, seat: 'Tuyên Quang' };
  const answer = await clerk.put(`/issuers/${world.office.id}`, set);
  expect(answer.status, answer.text).toBe(200);
  const state = squeezed(wordsOf((await fileOf(`/papers/gift_receipt/${id}?as=docx`)).bytes));
  expect(state).toContain('CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM');
  expect(state).toContain('Độc lập - Tự do - Hạnh phúc');
  expect(state).not.toContain('ĐẢNG CỘNG SẢN VIỆT NAM');
  expect(squeezed(await textOfPdf((await fileOf(`/papers/gift_receipt/${id}`)).bytes))).toContain('CỘNG HOÀ');
});

test('the statement of a campaign is written from its books: what came, went and is left, by giver and village, no household by name', async () => {
  const { campaign } = await aGift();
  const said = [
    squeezed(await textOfPdf((await fileOf(`/papers/statement/${campaign}`)).bytes)),
    squeezed(wordsOf((await fileOf(`/papers/statement/${campaign}?as=docx`)).bytes)),
  ];
  for (const text of said) {
    for (const words of [
      'BẢN KÊ TIẾP NHẬN VÀ TRAO TẶNG',
      'Tết vì người nghèo 2022',
      '60 suất',
      '2 suất',
      '58 suất',
      '12.500.000',
      'Agribank Tuyên Quang',
      'BIDV',
      'Thôn Pác Hóp',
      'Số liệu tính đến ngày 22/11/2026',
      'CHÁNH VĂN PHÒNG',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('Hoàng Thị Nụ');
    expect(text).not.toContain('BÍ THƯ');
  }
});

test('a handover that was reversed has no receipt; outside the scope or without the right there is no paper', async () => {
  const { id, campaign } = await aGift();
  const other = as({ ranges: world.ranges.other });
  for (const path of [`/papers/gift_receipt/${id}`, `/papers/statement/${campaign}`]) {
    expect((await fileOf(path, other)).status).toBe(404);
    expect((await fileOf(path, as({ ranges: world.ranges.province, rights: ['records.read'] }))).status).toBe(403);
  }
  const { postingId } = (await clerk.get<{ postingId: string }>(`/handovers/${id}`)).body;
  const reversal = { effectiveOn: '2022-05-04', reason: 'Ghi nhầm hộ' };
  expect((await give.out(`/postings/${postingId}/reverse`, reversal)).status).toBe(201);
  const refused = await fileOf(`/papers/gift_receipt/${id}`);
  expect(refused.status).toBe(409);
  expect(JSON.parse(String(refused.bytes))).toMatchObject({
    code: 'paper.not-ready',
    details: { what: 'handover' },
  });
});

import { randomUUID } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { LOOKS } from '#platform/pdf/looks.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { placesOfPdf, textOfPdf } from '#platform/testing/pdf.ts';
import { recordsRoutes } from '../index.ts';
import { advisorySymbol, type IssuerFacts } from '../issuers.ts';
import { aRecordsWorld, clerkOf, rangesOf } from '../testing.ts';
import { builtIn, docxPaper, frameOf, pdfOf, type Written } from './write.ts';

/** What stands on a paper beside its text. @see DOMAIN.md 5.2 */

const AT = new Date('2026-11-22T05:00:00Z');
const db = await testDatabase();
const { app, as } = await testApp(db, [recordsRoutes], { now: () => AT });
const world = await asOwner(db, 'test', aRecordsWorld);
const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell]) }), world.commune.id);

const issuer = (more: Partial<IssuerFacts> = {}): IssuerFacts => ({
  id: '',
  label: 1,
  name: 'Đảng bộ xã Nậm Kè',
  kind: 'commune_body',
  isCell: false,
  symbol: 'ĐU',
  layout: 'party',
  hasSeal: true,
  seat: 'Nậm Kè',
  contact: null,
  superior: 'Đảng bộ tỉnh Điện Biên',
  superiorKind: 'province_body',
  term: undefined,
  version: null,
  ...more,
});
const OFFICE = { name: 'Văn phòng Tỉnh uỷ Điện Biên', kind: 'office' };
const CELL = {
  name: 'Chi bộ bản Phiêng Vai',
  kind: 'party_cell',
  isCell: true,
  hasSeal: false,
  superior: 'Đảng bộ xã Nậm Kè',
};
const STATE = { name: 'UBND xã Nậm Kè', kind: 'peoples_committee', superior: null, layout: 'state' as const };
type Paper = Parameters<typeof frameOf>[2];
const frame = (of: Partial<IssuerFacts>, more: Partial<Paper> = {}) =>
  frameOf(issuer(of), LOOKS, {
    title: 'KẾ HOẠCH',
    on: '2026-02-05',
    layout: of.layout ?? 'party',
    isSigned: true,
    ...more,
  });

test.each([
  [{}, {}, 'T/M BAN CHẤP HÀNH'],
  [{}, { signedFor: 'Ban Thường vụ' }, 'T/M BAN THƯỜNG VỤ'],
  [{}, { signedAs: 'collective', signedFor: 'Ban Thường vụ' }, 'T/M BAN THƯỜNG VỤ'],
  [{}, { signedAs: 'order', signedFor: 'Ban Thường vụ' }, 'T/L BAN THƯỜNG VỤ'],
  [{}, { signedAs: 'delegated', signedFor: 'Ban Thường vụ' }, 'T/U BAN THƯỜNG VỤ'],
  [{}, { signedAs: 'own' }, 'BÍ THƯ'],
  [CELL, {}, 'T/M CHI BỘ'],
  [OFFICE, {}, 'CHÁNH VĂN PHÒNG'],
  [OFFICE, { signedAs: 'deputy' }, 'K/T CHÁNH VĂN PHÒNG'],
  [STATE, {}, 'TM. UBND XÃ NẬM KÈ'],
  [STATE, { signedAs: 'deputy' }, 'KT. CHỦ TỊCH'],
  [STATE, { signedAs: 'order', signedFor: 'Chủ tịch' }, 'TL. CHỦ TỊCH'],
  [STATE, { signedAs: 'delegated', signedFor: 'Chủ tịch' }, 'TUQ. CHỦ TỊCH'],
] as const)('%j signed %j stands under “%s”', (of, signed, said) => {
  expect(frame(of, signed).authority).toBe(said);
});

test('an office stands under the committee that it advises, a committee under the organisation above', () => {
  expect(frame(OFFICE)).toMatchObject({
    superior: 'TỈNH UỶ ĐIỆN BIÊN',
    issuer: 'VĂN PHÒNG',
    authority: 'CHÁNH VĂN PHÒNG',
    signer_post: '',
  });
  expect(frame({})).toMatchObject({ superior: 'ĐẢNG BỘ TỈNH ĐIỆN BIÊN', issuer: 'ĐẢNG UỶ XÃ NẬM KÈ' });
  expect(frame(CELL)).toMatchObject({ superior: 'ĐẢNG BỘ XÃ NẬM KÈ', issuer: 'CHI BỘ BẢN PHIÊNG VAI' });
});

test.each([
  ['Ban Tổ chức Tỉnh uỷ', 'BTC'],
  ['Ban Tuyên giáo và Dân vận Tỉnh uỷ', 'BTGDV'],
  ['Uỷ ban Kiểm tra Tỉnh uỷ', 'UBKT'],
  ['Ủy ban Kiểm tra Tỉnh ủy'.normalize('NFD'), 'UBKT'],
  ['Văn phòng Tỉnh uỷ', 'VP'],
  ['Ban nào khác', undefined],
])('%s puts %s before the symbol of its committee', (name, symbol) => expect(advisorySymbol(name)).toBe(symbol));

test('who has no seal is certified by the committee above, and who has one is not', async () => {
  expect(frame(CELL).certified).toBe('XÁC NHẬN CỦA ĐẢNG UỶ XÃ NẬM KÈ');
  expect(frame({ ...CELL, hasSeal: true }).certified).toBe('');
  expect(frame({}).certified).toBe('');
  // What several sign at the end, as minutes are, is not signed under an authority.
  expect(frame(CELL, { isSigned: false }).certified).toBe('');
  const written = (of: Partial<IssuerFacts>): Written => ({
    code: 'plan',
    unitId: '',
    layout: 'party',
    look: LOOKS.party,
    frame: frame(of),
    values: { paragraphs: [{ text: 'Một việc' }], annexes: [], has_relations: false, relations: [] },
  });
  expect(await textOfPdf(await renderPdf(pdfOf(written(CELL), AT)))).toContain('(ký tên, đóng dấu)');
  expect(await textOfPdf(await renderPdf(pdfOf(written({}), AT)))).not.toContain('đóng dấu');
  const inWord = (of: Partial<IssuerFacts>) =>
    strFromU8(unzipSync(docxPaper(written(of)))['word/document.xml'] ?? new Uint8Array());
  expect(inWord(CELL)).toContain('XÁC NHẬN CỦA ĐẢNG UỶ XÃ NẬM KÈ');
  expect(inWord({})).not.toContain('XÁC NHẬN');
});

test('marks of urgency and circulation, who typed it with the copies, and where the office is reached stand on the paper', async () => {
  const marked = frame(
    { contact: 'Bản Phiêng Vai, xã Nậm Kè' },
    { urgency: 'very_urgent', circulation: 'return_met', typist: 'NTH', copies: 15 },
  );
  expect(marked).toMatchObject({ urgency: 'THƯỢNG KHẨN', circulation: 'HỌP XONG TRẢ LẠI', typist: 'NTH, 15 bản.' });
  const paper: Written = {
    code: 'plan',
    unitId: '',
    layout: 'party',
    look: LOOKS.party,
    frame: marked,
    values: {
      paragraphs: Array.from({ length: 60 }, () => ({ text: 'Một việc' })),
      annexes: [],
      has_relations: false,
      relations: [],
    },
  };
  const pdf = await renderPdf(pdfOf(paper, AT));
  const words = (await textOfPdf(pdf)).replace(/\s+/g, ' ');
  for (const said of ['THƯỢNG KHẨN', 'HỌP XONG TRẢ LẠI', 'NTH, 15 bản.']) expect(words).toContain(said);
  // On the first page only.
  expect(words.split('Bản Phiêng Vai, xã Nậm Kè')).toHaveLength(2);
  const parts = unzipSync(docxPaper(paper));
  const xml = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
  for (const said of ['THƯỢNG KHẨN', 'HỌP XONG TRẢ LẠI', 'NTH, 15 bản.']) expect(xml).toContain(said);
  expect(strFromU8(parts['word/footer1.xml'] ?? new Uint8Array())).toContain('Bản Phiêng Vai, xã Nậm Kè');
});

test('the back of a Party sheet has its wide margin at the right; a State sheet keeps it at the left', async () => {
  const left = async (layout: 'party' | 'state') => {
    const values = {
      paragraphs: Array.from({ length: 60 }, () => ({ text: 'Một việc' })),
      annexes: [],
      has_relations: false,
      relations: [],
    };
    const paper: Written = {
      code: 'plan',
      unitId: '',
      layout,
      look: LOOKS[layout],
      frame: frame(layout === 'state' ? STATE : {}),
      values,
    };
    const pdf = await renderPdf(pdfOf(paper, AT));
    const firstOf = async (page: number) =>
      Math.round((await placesOfPdf(pdf, page)).find(({ text }) => text.includes('Một việc'))?.left ?? 0);
    return [await firstOf(1), await firstOf(2)];
  };
  // 10 mm of the first line, behind 20 or 30 mm; a point is 0.353 mm.
  expect(await left('party')).toEqual([Math.round(40 / 0.3528), Math.round(30 / 0.3528)]);
  expect(await left('state')).toEqual([Math.round(40 / 0.3528), Math.round(40 / 0.3528)]);
  const settings = (layout: 'party' | 'state') =>
    strFromU8(unzipSync(builtIn('plan', LOOKS[layout]))['word/settings.xml'] ?? new Uint8Array());
  expect(settings('party')).toContain('<w:mirrorMargins/>');
  expect(settings('state')).not.toContain('mirrorMargins');
});

test('an invitation stands on half a sheet, laid across, and every font that it names has another to stand in', () => {
  const parts = unzipSync(builtIn('invitation', LOOKS.party));
  expect(strFromU8(parts['word/document.xml'] ?? new Uint8Array())).toMatch(
    /<w:pgSz w:w="11906" w:h="8391" w:orient="landscape"\/>/,
  );
  const fonts = strFromU8(parts['word/fontTable.xml'] ?? new Uint8Array());
  expect(fonts).toContain('<w:font w:name="TH Sarabun New"><w:altName w:val="Sarabun;');
  const whole = strFromU8(
    unzipSync(builtIn('invitation', { ...LOOKS.party, formsHalf: false }))['word/document.xml'] ?? new Uint8Array(),
  );
  expect(whole).not.toContain('landscape');
  expect(strFromU8(unzipSync(builtIn('plan', LOOKS.party))['word/document.xml'] ?? new Uint8Array())).not.toContain(
    'landscape',
  );
});

const wordsOf = async (path: string) => {
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1${path}`,
    headers: { authorization: `Test ${clerk.caller.userId}` },
  });
  expect(answer.statusCode).toBe(200);
  return (await textOfPdf(answer.rawPayload)).replace(/\s+/g, ' ');
};

test('a paper that replaces another says so itself, and one that was issued without saying it cannot be entered as doing so', async () => {
  const old = await clerk.draft({ summary: 'Kế hoạch cũ' });
  const { symbol } = (await clerk.number(old, '2026-03-05')).body;
  const draft = await clerk.draft({ summary: 'Kế hoạch mới', body: 'Việc một' });
  const link = (from: string, kind: string) =>
    clerk.caller.post(`/documents/${from}/links`, { id: randomUUID(), toId: old, kind });
  expect((await link(draft, 'replaces')).status).toBe(200);
  expect(await wordsOf(`/papers/plan/${draft}`)).toContain(
    `Kế hoạch này thay thế Kế hoạch số ${symbol} ngày 05/03/2026.`,
  );
  const silent = await clerk.draft({ summary: 'Kế hoạch khác', body: 'Việc hai' });
  await clerk.number(silent);
  expect((await link(silent, 'repeals')).body).toMatchObject({ code: 'document.link-not-said' });
  // What was written elsewhere says it in its own text; to answer is to change nothing.
  expect((await link(silent, 'answers')).status).toBe(200);
  const elsewhere = await clerk.draft({ summary: 'Kế hoạch có tệp' });
  await clerk.number(elsewhere);
  expect((await link(elsewhere, 'repeals')).status).toBe(200);
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(
        sql`insert into records.link (from_id, to_id, kind, label) values (${silent}, ${old}, 'amends', ${world.commune.label})`,
      ),
    ),
  ).rejects.toThrow('document.link-not-said');
});

test('a certified copy has its own run of numbers and names what it copies', async () => {
  const original = await clerk.draft({ summary: 'Kế hoạch' });
  const { symbol } = (await clerk.number(original, '2026-03-05')).body;
  const copy = await clerk.draft({
    kind: 'certified_copy',
    summary: 'Sao y Kế hoạch',
    body: 'Để các chi bộ thực hiện.',
  });
  expect(
    (await clerk.caller.post(`/documents/${copy}/links`, { id: randomUUID(), toId: original, kind: 'copies' })).status,
  ).toBe(200);
  expect((await clerk.number(copy)).body.symbol).toBe('01-BS/ĐU');
  const words = await wordsOf(`/papers/decision/${copy}`);
  expect(words).toContain('BẢN SAO');
  expect(words).toContain(`Sao y bản chính kế hoạch số ${symbol} ngày 05/03/2026.`);
});

test('by order of whom is said, or the draft is not written; who changes one thing of a draft leaves the others', async () => {
  const refused = await clerk.caller.post('/drafts', {
    id: randomUUID(),
    unitId: world.commune.id,
    kind: 'plan',
    summary: 'x',
    signedAs: 'order',
  });
  expect(refused).toMatchObject({ status: 409, body: { code: 'document.signed-for-missing' } });
  const id = await clerk.draft({
    signer: 'Lò Văn Thắng',
    signerPost: 'Bí thư',
    signedFor: 'Ban Thường vụ',
    typist: 'NTH',
    body: 'Một',
  });
  expect((await clerk.caller.patch(`/drafts/${id}`, { version: 1, signedAs: 'order' })).status).toBe(200);
  expect((await clerk.caller.patch(`/drafts/${id}`, { version: 2, summary: 'Tên mới' })).status).toBe(200);
  expect(await clerk.get(`/documents/${id}`)).toMatchObject({
    summary: 'Tên mới',
    body: 'Một',
    signer: 'Lò Văn Thắng',
    signerPost: 'Bí thư',
    signedAs: 'order',
    signedFor: 'Ban Thường vụ',
    typist: 'NTH',
  });
  expect((await clerk.caller.patch(`/drafts/${id}`, { version: 3, signedFor: null })).body).toMatchObject({
    code: 'document.signed-for-missing',
  });
  expect((await clerk.caller.patch(`/drafts/${id}`, { version: 3, typist: null })).status).toBe(200);
  expect(await clerk.get(`/documents/${id}`)).toMatchObject({ typist: null, signer: 'Lò Văn Thắng' });
});

test('regulations carry the symbol of decisions and run beside them', async () => {
  const symbolOf = async (kind: string) => (await clerk.number(await clerk.draft({ kind, summary: 'x' }))).body.symbol;
  expect([await symbolOf('regulation'), await symbolOf('decision'), await symbolOf('regulation')]).toEqual([
    '01-QĐ/ĐU',
    '01-QĐ/ĐU',
    '02-QĐ/ĐU',
  ]);
});

test('no paper leaves under a voided number', async () => {
  const id = await clerk.draft({ body: 'Một' });
  await clerk.number(id);
  expect((await clerk.caller.post(`/documents/${id}/void`, { version: 2, reason: 'Nhầm' })).status).toBe(200);
  for (const as of ['pdf', 'docx'])
    expect(await clerk.caller.get(`/papers/plan/${id}?as=${as}`)).toMatchObject({
      status: 409,
      body: { code: 'paper.voided' },
    });
});

test.each([
  ['ĐU', 200],
  ['UBND-VX', 200],
  ['/', 400],
  ['ĐU/2', 400],
  ['-ĐU', 400],
  ['ĐU ', 200],
  ['x'.repeat(21), 400],
])('the symbol “%s” is answered %i', async (symbol, status) => {
  const { version } = await clerk.get<{ version: number | null }>(`/issuers/${world.cell.id}`);
  const answer = await clerk.caller.put<{ errors?: { code: string }[] }>(`/issuers/${world.cell.id}`, {
    version,
    symbol,
  });
  expect(answer.status, answer.text).toBe(status);
  if (status === 400 && symbol.length < 21) expect(answer.body.errors?.[0]?.code).toBe('issuer.symbol');
});

test('a classified arrival carries no note: it would be content', async () => {
  const send = (more: object) =>
    clerk.caller.post('/arrivals', {
      id: randomUUID(),
      unitId: world.commune.id,
      kind: 'letter',
      summary: 'Về một việc',
      issuerName: 'Nơi gửi',
      arrivedOn: '2026-11-20',
      custodian: 'Văn thư',
      keptAt: 'Tủ 1',
      secrecy: 'secret',
      ...more,
    });
  expect(await send({ note: 'nội dung' })).toMatchObject({ status: 409, body: { code: 'document.classified' } });
  expect((await send({})).status).toBe(201);
  expect((await send({ secrecy: 'none', note: 'Bản giấy gửi sau' })).status).toBe(201);
});

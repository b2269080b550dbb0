import { randomUUID } from 'node:crypto';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { LOOKS } from '#platform/pdf/looks.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { placesOfPdf, textOfPdf } from '#platform/testing/pdf.ts';
import { PAPERS, type PaperKind, type TemplateFault } from '../contract.ts';
import { recordsRoutes } from '../index.ts';
import { readBody } from '../rules/body.ts';
import { aRecordsWorld, clerkOf, multipart, rangesOf } from '../testing.ts';
import { exampleOf } from './examples.ts';
import { FORMS } from './forms.ts';
import { FRAME_TAGS, placeAndDate } from './layouts.ts';
import { builtIn, docxPaper, pdfOf, tagsOfPaper, tryTemplate, type Written } from './write.ts';

const AT = new Date('2026-11-22T05:00:00Z');
const db = await testDatabase();
const { app, as } = await testApp(db, [recordsRoutes], { now: () => AT });
const world = await asOwner(db, 'test', aRecordsWorld);
const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell]) }), world.commune.id);

/** The paragraphs of a Word file. */
function wordsOf(docx: Uint8Array): string[] {
  const xml = strFromU8(unzipSync(docx)['word/document.xml'] ?? new Uint8Array());
  return [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)].map(([one]) =>
    [...one.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, text = '']) => text).join(''),
  );
}
const example = (code: (typeof PAPERS)[number], layout: 'party' | 'state' = 'party'): Written => {
  const values = exampleOf(FORMS[code], tagsOfPaper(code));
  const frame = Object.fromEntries(FRAME_TAGS.map((tag) => [tag, typeof values[tag] === 'string' ? values[tag] : '']));
  return {
    code,
    unitId: '',
    layout,
    look: LOOKS[layout],
    frame: { ...frame, recipients: [{ name: 'Lưu hồ sơ.' }] } as never,
    values,
  };
};

test.each(PAPERS)(
  '%s: its built-in Word template in both layouts takes example values and leaves no tag open',
  (code) => {
    for (const layout of ['party', 'state'] as const) {
      const filled = wordsOf(tryTemplate(code, builtIn(code, LOOKS[layout])));
      expect(filled.filter((text) => /[{}]/.test(text))).toEqual([]);
      expect(filled.join('\n')).toContain(
        layout === 'party' ? 'ĐẢNG CỘNG SẢN VIỆT NAM' : 'Độc lập - Tự do - Hạnh phúc',
      );
      expect(filled.join('\n').includes('CỘNG HOÀ')).toBe(layout === 'state');
    }
  },
);

test('the same words stand in the PDF and in the Word file, the PDF is PDF/A', async () => {
  const paper = example('resolution');
  const pdf = await renderPdf(pdfOf(paper, AT));
  expect(pdf.toString('latin1')).toContain('pdfaid:part');
  const words = (await textOfPdf(pdf)).replace(/\s+/g, ' ');
  const inWord = wordsOf(docxPaper(paper))
    .map((text) => text.trim())
    .filter((text) => text.length > 8 && !text.startsWith('Số '));
  for (const text of inWord) expect(words).toContain(text.replace(/\s+/g, ' '));
});

test.each([
  ['2026-02-05', 'Nậm Kè, ngày 05 tháng 02 năm 2026'],
  ['2018-10-20', 'Nậm Kè, ngày 20 tháng 10 năm 2018'],
  ['2026-03-09', 'Nậm Kè, ngày 09 tháng 3 năm 2026'],
])('the day %s is written “%s”', (on, said) => expect(placeAndDate('Nậm Kè', on)).toBe(said));

test('paragraphs and annex tables are read out of plain text', () => {
  expect(readBody('Kính gửi\n\n1. Kết quả\n# Số liệu\nĐảng viên | 1.204 | chính thức 1.150\nChi bộ | 38')).toEqual({
    paragraphs: [{ text: 'Kính gửi' }, { text: '1. Kết quả' }],
    annexes: [
      {
        no: '1',
        annex: 'Số liệu',
        lines: [
          { label: 'Đảng viên', value: '1.204', note: 'chính thức 1.150' },
          { label: 'Chi bộ', value: '38', note: '' },
        ],
      },
    ],
  });
});

const FREE = ['plan', 'report', 'decision', 'submission', 'invitation', 'notice', 'letter'] as const;
test.each(FREE)('what the office wrote stands on the %s with its tables, in the PDF and in Word', async (code) => {
  const body = 'Chi uỷ phân công như sau.\n# Phân công\nChi bộ bản | tuần 2 | bí thư chi bộ';
  const paper = { ...example(code), values: { ...readBody(body), to: 'các chi bộ' } };
  const inPdf = (await textOfPdf(await renderPdf(pdfOf(paper, AT)))).replace(/\s+/g, ' ');
  const inWord = wordsOf(docxPaper(paper));
  for (const said of ['Chi uỷ phân công như sau.', 'Phụ lục 1. Phân công', 'Chi bộ bản', 'tuần 2', 'bí thư chi bộ']) {
    expect(inPdf).toContain(said);
    expect(inWord).toContain(said);
  }
});

test('what is empty leaves no line in Word: no abstract, no mark of a draft, no text under a heading', () => {
  const paper = example('minutes');
  const items = [{ no: '1', heading: 'Khai mạc', has_text: false, text: '' }];
  const written = (abstract: string) =>
    wordsOf(
      docxPaper({
        ...paper,
        frame: { ...paper.frame, abstract, draft: '', form: '' },
        values: { ...paper.values, items },
      }),
    );
  const empty = (words: readonly string[]) => words.filter((text) => text === '').length;
  const said = written('về việc thử');
  expect(said).toContain('về việc thử');
  expect(written('')).toHaveLength(said.length - 1);
  expect(empty(written(''))).toBe(empty(said));
  expect(said[said.indexOf('1. Khai mạc') + 1]).not.toBe('');
});

test.each([
  ['knd_4', 'NGHỊ QUYẾT', 'giới thiệu người vào Đảng'],
  ['knd_7', 'BÁO CÁO', 'thẩm định nghị quyết của chi bộ về kết nạp đảng viên'],
  ['knd_9', 'QUYẾT ĐỊNH', 'kết nạp đảng viên'],
  ['admission_decision', 'QUYẾT ĐỊNH', 'kết nạp đảng viên'],
] as const)('%s is headed %s, and below it %s', (code, title, about) => {
  expect(FORMS[code]).toMatchObject({ title, about });
});

test.each([
  ['knd_1', '{certificate}', '{committee}'],
  ['knd_2', '{checks_done}', 'không lưu thông tin về người thân'],
  ['knd_3', 'đảng viên chính thức', 'ít nhất 12 tháng'],
  ['knd_4', '{union_member}', '{union_on}'],
  ['knd_5', '{mass_opinion}', '{residence_opinion}'],
  ['knd_6', 'từng người một', 'hai phần ba số đảng viên chính thức'],
  ['knd_6', '{cell_for} trên {cell_base}', '{cell_abstain}'],
  ['knd_8', 'hai phần ba số cấp uỷ viên', '{grassroots_absent}'],
  ['knd_9', 'ba mươi ngày làm việc', 'mười hai tháng, tính từ ngày tổ chức lễ kết nạp'],
  ['knd_9', 'BAN THƯỜNG VỤ', 'đảng viên chính thức giúp đỡ'],
  ['transfer_letter', 'Đã đóng đảng phí đến hết tháng', 'Ô số 1 không được tẩy xoá'],
  ['transfer_letter', '30 ngày làm việc', '{box}'],
  ['minutes', '{exempt}', '{away}'],
] as const)('%s says what DOMAIN.md 3.3, 3.4 and 4.3 know of it: %s, %s', (code, ...said) => {
  for (const one of said) expect(JSON.stringify(FORMS[code].body)).toContain(one);
});

test('the rule is as long as the words above it; pages are numbered from the second on, in the middle above', () => {
  for (const layout of ['party', 'state'] as const) {
    const parts = unzipSync(builtIn('plan', LOOKS[layout]));
    const xml = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    const { columns, margins, nationMm } = LOOKS[layout];
    const column = ((210 - margins.left - margins.right) * columns[1]) / (columns[0] + columns[1]) - 3.8;
    const side = Math.round(((column - nationMm) / 2) * 56.693);
    expect(xml).toContain(`<w:ind w:left="${side}" w:right="${side}"/>`);
    expect(xml).toContain('<w:titlePg/>');
    expect(strFromU8(parts['word/header1.xml'] ?? new Uint8Array())).toContain(' PAGE ');
  }
});

const give = (content: Uint8Array, more: object = {}) =>
  clerk.caller.inject({
    method: 'POST',
    url: '/api/v1/paper-templates',
    ...multipart(
      { id: randomUUID(), unitId: world.commune.id, paper: 'plan', name: 'Mẫu của xã', ...more },
      { name: 'mau.docx', content },
    ),
  });
/** The built-in template of a plan with its text changed. */
function changed(change: (xml: string) => string, parts: Record<string, string> = {}): Uint8Array {
  const files = unzipSync(builtIn('plan', LOOKS.party));
  const xml = strFromU8(files['word/document.xml'] ?? new Uint8Array());
  return zipSync({
    '[Content_Types].xml': files['[Content_Types].xml'] ?? new Uint8Array(),
    ...files,
    'word/document.xml': strToU8(change(xml)),
    ...Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])),
  });
}
type Refusal = { code: string; title: string; details: { faults: TemplateFault[]; count: number } };

test.each([
  ['a tag that is not closed', '{signer}', '{signer', 'unclosed', 'signer'],
  ['a tag that was never opened', '{signer}', 'signer}', 'unopened', 'signer'],
  ['a list that is not closed', '{/paragraphs}', '', 'unclosed-loop', 'paragraphs'],
  ['a list that was never opened', '{#paragraphs}', '', 'unopened-loop', 'paragraphs'],
  ['a tag that this paper does not know', '{signer}', '{secretary_mobile}', 'unknown', 'secretary_mobile'],
  ['a tag that computes', '{signer}', '{constructor}', 'unknown', 'constructor'],
])('a template with %s is refused with the tag and its place', async (_name, from, to, what, tag) => {
  const answer = await give(changed((xml) => xml.replace(from, to)));
  expect(answer.status, answer.text).toBe(400);
  const { code, details } = answer.body as Refusal;
  expect(code).toBe('template.broken');
  const fault = details.faults.find((one) => one.what === what);
  expect(fault, answer.text).toBeDefined();
  expect(fault?.tag).toContain(tag);
  if (to !== '')
    expect(fault).toMatchObject({
      paragraph: expect.any(Number) as number,
      near: expect.stringContaining(tag) as string,
    });
  const kinds = await clerk.get<{ items: PaperKind[] }>(`/paper-kinds?unit=${world.commune.id}`);
  expect(kinds.items.find((one) => one.code === 'plan')?.templates).toEqual([]);
});

test('what could do more than show text is no template', async () => {
  const code = async (content: Uint8Array) => ((await give(content)).body as Refusal).code;
  expect(await code(changed((xml) => xml, { 'word/vbaProject.bin': 'x' }))).toBe('template.unsafe');
  const outside =
    '<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" Target="http://evil.example/a.dotm" TargetMode="External"/></Relationships>';
  expect(await code(changed((xml) => xml, { 'word/_rels/settings.xml.rels': outside }))).toBe('template.unsafe');
  expect(await code(strToU8('%PDF-1.7'))).toBe('template.not-word');
  expect(await code(zipSync({ 'word/nothing.xml': strToU8('x') }))).toBe('template.not-word');
});

test('an office changes a template, tries it, uses it, and its units below write with it; a stranger does not', async () => {
  const id = randomUUID();
  const mine = changed((xml) => xml.replace('Nơi nhận:', 'Gửi đến:'));
  expect((await give(mine, { id })).status).toBe(201);
  const draft = await clerkOf(clerk.caller, world.cell.id).draft({
    kind: 'plan',
    summary: 'Kế hoạch tháng 12',
    body: 'Việc một\nViệc hai',
  });
  const file = async (path: string, caller = clerk.caller) => {
    const answer = await app.inject({
      method: 'GET',
      url: `/api/v1${path}`,
      headers: { authorization: `Test ${caller.userId}` },
    });
    return { status: answer.statusCode, bytes: answer.rawPayload };
  };
  expect(wordsOf((await file(`/papers/plan/${draft}?as=docx`)).bytes)).toContain('Nơi nhận:');
  expect(wordsOf((await file(`/paper-templates/${id}/example`)).bytes)).toContain('Gửi đến:');
  expect((await clerk.caller.patch(`/paper-templates/${id}`, { version: 1, state: 'active' })).status).toBe(200);
  const words = wordsOf((await file(`/papers/plan/${draft}?as=docx`)).bytes);
  for (const said of [
    'Gửi đến:',
    'CHI BỘ BẢN PHIÊNG VAI',
    'ĐẢNG BỘ XÃ NẬM KÈ',
    'KẾ HOẠCH',
    'Kế hoạch tháng 12',
    'Việc một',
    'DỰ THẢO',
  ])
    expect(words).toContain(said);
  expect(words.some((text) => text.includes('-KH/CB'))).toBe(true);
  const stranger = as({ ranges: rangesOf([world.other]) });
  expect((await file(`/papers/plan/${draft}`, stranger)).status).toBe(404);
  expect((await clerk.caller.patch(`/paper-templates/${id}`, { version: 2, state: 'retired' })).status).toBe(200);
  expect((await file(`/paper-templates/${id}/file`, stranger)).status).toBe(404);
  expect(wordsOf((await file(`/papers/plan/${draft}?as=docx`)).bytes)).toContain('Nơi nhận:');
});

test('a paper with its number, as PDF; a long Thai line breaks between words and stays on the page; HTML never gets that far', async () => {
  const thai = 'ขอเชิญผู้แทนหมู่บ้านทุกแห่งเข้าร่วมประชุมคณะกรรมการพรรคระดับตำบลเมืองแญ้เพื่อรับฟังรายงานผลการดำเนินงานประจำปี'.repeat(3);
  const id = await clerk.draft({
    kind: 'notice',
    summary: 'Thông báo cho đoàn bạn',
    body: `Nội dung bằng tiếng Thái:\n${thai}`,
  });
  const { symbol } = (await clerk.number(id)).body;
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1/papers/notice/${id}`,
    headers: { authorization: `Test ${clerk.caller.userId}` },
  });
  expect(answer.statusCode).toBe(200);
  const words = await textOfPdf(answer.rawPayload);
  expect(words).toContain(symbol);
  expect(words).toContain('ĐẢNG UỶ XÃ NẬM KÈ');
  // A4 is 595 points wide, and the right margin 20 mm; the line goes on below instead of running over.
  const inThai = (await placesOfPdf(answer.rawPayload)).filter(({ text }) => /[\u0e00-\u0e7f]/.test(text));
  expect(new Set(inThai.map(({ y }) => y)).size).toBeGreaterThan(3);
  expect(Math.max(...inThai.map(({ right }) => right))).toBeLessThan(595.3 - 56.6 + 1);
  expect(Math.min(...inThai.map(({ left }) => left))).toBeGreaterThan(85 - 1);
  const html = await clerk.caller.post('/drafts', {
    id: randomUUID(),
    unitId: world.commune.id,
    kind: 'notice',
    summary: 'x',
    body: '<p>Dán từ trang</p><script>alert(1)</script>',
  });
  expect(html).toMatchObject({
    status: 400,
    body: { code: 'document.markup', details: { mark: '<p>', field: 'body' } },
  });
});

import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { LOOKS } from '#platform/pdf/looks.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { placesOfPdf, textOfPdf } from '#platform/testing/pdf.ts';
import { keptWithSigning, SIGNING } from '#platform/word/signing.ts';
import { paragraph, table } from '#platform/word/word.ts';
import type { PaperCode } from '../contract/papers.ts';
import { exampleOf } from './examples.ts';
import { FORMS } from './forms.ts';
import { FRAME_TAGS } from './layouts.ts';
import { docxPaper, pdfOf, tagsOfPaper, type Written } from './write.ts';

/** What stands before, beside and behind the signatures of a paper. */

const AT = new Date('2026-11-22T05:00:00Z');
const example = (code: PaperCode, more: Written['values'] = {}): Written => {
  const values = exampleOf(FORMS[code], tagsOfPaper(code));
  const frame = {
    ...Object.fromEntries(FRAME_TAGS.map((tag) => [tag, ''])),
    superior: 'ĐẢNG BỘ TỈNH ĐIỆN BIÊN',
    issuer: 'ĐẢNG UỶ XÃ MƯỜNG NHÉ',
    star: '*',
    number_line: 'Số 12-KH/ĐU',
    place_date: 'Mường Nhé, ngày 05 tháng 02 năm 2026',
    title: FORMS[code].title,
    authority: 'T/M BAN CHẤP HÀNH',
    signer_post: 'BÍ THƯ',
    signer: 'Lò Văn Thăng',
    form: FORMS[code].form ?? '',
  };
  return {
    code,
    unitId: '',
    layout: 'party',
    look: LOOKS.party,
    frame: { ...frame, recipients: [{ name: 'Lưu hồ sơ.' }] } as never,
    values: { ...values, ...more },
  };
};
const plan = (lines: number, annexes: Written['values'][string] = []) =>
  example('plan', {
    paragraphs: Array.from({ length: lines }, (_, at) => ({ text: `Việc thứ ${at + 1}` })),
    has_relations: false,
    relations: [],
    annexes,
    annex_of: 'Kèm theo Kế hoạch số 12-KH/ĐU của Đảng uỷ xã Mường Nhé',
  });
const xmlOf = (docx: Uint8Array) => strFromU8(unzipSync(docx)['word/document.xml'] ?? new Uint8Array());
async function pagesBy(pdf: Buffer, from: number): Promise<string[]> {
  const places = await placesOfPdf(pdf, from).catch(() => undefined);
  if (places === undefined) return [];
  return [places.map(({ text }) => text).join(' '), ...(await pagesBy(pdf, from + 1))];
}

test('however long a paper is, its signature stands below words of the paper', async () => {
  const alone: number[] = [];
  let moved = 0;
  for (let lines = 19; lines <= 29; lines += 1) {
    const pages = await pagesBy(await renderPdf(pdfOf(plan(lines), AT)), 1);
    const signed = pages.findIndex((page) => page.includes('Nơi nhận'));
    if (signed > 0) moved += 1;
    if (!pages[signed]?.includes('Việc thứ')) alone.push(lines);
  }
  expect(alone).toEqual([]);
  // The lengths tried reach over the end of the first page.
  expect(moved).toBeGreaterThan(2);
  expect(moved).toBeLessThan(11);
});

test('in Word the paragraph before the signatures goes with them, or the last row of a table, over an empty line too', () => {
  const keeps = (xml: string) =>
    [...keptWithSigning(xml).matchAll(/<w:p(?: [^>]*)?>.*?<\/w:p>/gsu)].map(([one]) =>
      one.includes('<w:keepNext/>') ? 'kept' : 'free',
    );
  const say = (text: string) => paragraph(text);
  expect(keeps(say('một') + say('hai') + SIGNING + say('ký'))).toEqual(['free', 'kept', 'free']);
  expect(keeps(say('một') + paragraph('') + SIGNING)).toEqual(['kept', 'kept']);
  const rows = table([1, 1], [[say('a'), say('b')], [say('c'), say('d')]], 'single', 160); // prettier-ignore
  expect(keeps(rows + paragraph('') + SIGNING)).toEqual(['free', 'free', 'kept', 'kept', 'kept']);
  // What staff write in Word has styles, ids and no marks of ours.
  const staff = `<w:p w:rsidR="00A1"><w:r><w:t>một</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="Body"/><w:jc w:val="both"/></w:pPr><w:r><w:t>hai</w:t></w:r></w:p>`;
  expect(keptWithSigning(staff + SIGNING)).toContain('<w:pStyle w:val="Body"/><w:keepNext/><w:jc w:val="both"/>');
  expect(keptWithSigning(`<w:p w:rsidR="00A1"><w:r><w:t>một</w:t></w:r></w:p>${SIGNING}`)).toContain(
    '<w:p w:rsidR="00A1"><w:pPr><w:keepNext/></w:pPr>',
  );
  expect(keptWithSigning(staff)).toBe(staff);
  expect(keptWithSigning(SIGNING)).toBe(SIGNING);
  const written = xmlOf(docxPaper(plan(3)));
  const last = /<w:p>(?:(?!<w:p>).)*Việc thứ 3/su.exec(written)?.[0];
  expect(last).toContain('<w:keepNext/>');
  expect(/<w:p>(?:(?!<w:p>).)*Việc thứ 2/su.exec(written)?.[0]).not.toContain('<w:keepNext/>');
});

test('annex tables follow the signature, each on a sheet of its own that says to which paper it belongs', async () => {
  const lines = Array.from({ length: 60 }, (_, at) => ({ label: `Chi bộ ${at + 1}`, value: String(at), note: '' }));
  const paper = plan(3, [
    { no: '1', annex: 'Phân công', lines },
    { no: '2', annex: 'Chỉ tiêu', lines: lines.slice(0, 2) },
  ]);
  const pages = await pagesBy(await renderPdf(pdfOf(paper, AT)), 1);
  expect(pages[0]).toContain('Nơi nhận');
  expect(pages[0]).not.toContain('Phụ lục');
  expect(pages[1]).toContain('Phụ lục 1. Phân công');
  expect(pages[1]).toContain('(Kèm theo Kế hoạch số 12-KH/ĐU của Đảng uỷ xã Mường Nhé)');
  // The head of the table stands on each of its pages.
  expect(pages[2]).toContain('Số liệu');
  expect(pages.at(-1)).toContain('Phụ lục 2. Chỉ tiêu');
  const xml = xmlOf(docxPaper(paper));
  expect(xml.indexOf('Nơi nhận')).toBeLessThan(xml.indexOf('Phụ lục 1. Phân công'));
  expect(xml.split('<w:br w:type="page"/>')).toHaveLength(3);
});

test('what is written by hand has lines from side to side: drawn in the PDF and not read aloud, dotted in Word', async () => {
  const paper = example('knd_1', {
    full_name: 'Nguyễn Hoàng Phương Thảo Nguyên',
    cell: 'Chi bộ Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Huổi Lếch',
    cell_place: 'Chi bộ Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Huổi Lếch',
    committee: 'Đảng uỷ xã Mường Nhé',
    certificate: 'số 193/GCN, ngày 30/03/2025',
    education: 'trung học phổ thông',
    born: '28/03/1997',
    sex: 'nữ',
  });
  const pdf = await renderPdf(pdfOf(paper, AT));
  expect(await textOfPdf(pdf)).not.toMatch(/[.…]{12}/u);
  expect(await pagesBy(pdf, 1)).toHaveLength(1);
  expect(xmlOf(docxPaper(paper)).split('w:leader="dot"')).toHaveLength(13);
});

test('a receipt for a gift or three takes half a sheet and no more', async () => {
  const gifts = Array.from({ length: 3 }, (_, at) => ({
    no: String(at + 1),
    gift: 'Quà',
    amount: '1',
    sponsor: 'BIDV',
  }));
  const receipt = example('gift_receipt', {
    gifts,
    receipt_number: 'BN-2024-092',
    given_on: '19/11/2024',
    giver_unit: 'Văn phòng Tỉnh uỷ Tuyên Quang',
    receiver: 'Thào A Tủa',
    village: 'Thôn Khuổi Hỏi',
    campaign: '100 suất quà',
    giver: 'Hoàng Thị Lựu, Văn phòng Tỉnh uỷ',
  });
  // Its number stands in its text.
  const paper = { ...receipt, frame: { ...receipt.frame, number_line: '' } };
  expect(await pagesBy(await renderPdf(pdfOf(paper, AT)), 1)).toHaveLength(1);
});

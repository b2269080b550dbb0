import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { LOOKS } from '#platform/pdf/looks.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { placesOfPdf } from '#platform/testing/pdf.ts';
import { reportDocx } from './docx.ts';
import type { reportPaper } from './paper.ts';

type Data = ReturnType<typeof reportPaper>['data'];
const cell = (text: string) => ({ text, note: null });
const say = (text: string) => ({ kind: 'say', pieces: [cell(text)] });
const table = (rows: number) => ({
  kind: 'table',
  title: 'Theo chi bộ',
  heads: ['Chi bộ', 'Đảng viên'],
  aligns: ['l', 'r'],
  rows: Array.from({ length: rows }, (_, at) => [cell(`Chi bộ ${at + 1}`), cell(String(at))]),
});
const report = (blocks: readonly object[]): Data => ({
  lang: 'vi',
  title: 'Kết quả công tác tháng 10 năm 2026',
  kind: 'BÁO CÁO',
  look: LOOKS.party,
  layout: 'party',
  superior: 'Đảng bộ tỉnh Điện Biên',
  issuer: 'Đảng uỷ xã Mường Nhé',
  country: 'ĐẢNG CỘNG SẢN VIỆT NAM',
  motto: '',
  number: 'Số 48-BC/ĐU',
  placeAndDate: 'Mường Nhé, ngày 20 tháng 10 năm 2026',
  draft: '',
  sections: [{ heading: 'Kết quả', blocks: [...blocks] }],
  notes: [],
  recipientsHead: 'Nơi nhận:',
  recipients: ['Lưu Văn phòng'],
  authority: 'T/M BAN THƯỜNG VỤ',
  post: 'BÍ THƯ',
  name: 'Lò Văn Ký',
  signed: '',
  signGap: 24,
  foot: '',
});
const pageOfSignature = async (blocks: readonly object[]): Promise<{ page: number; words: string }> => {
  const pdf = await renderPdf({
    template: 'modules/figures/reports/papers/report.typ',
    data: report(blocks),
    at: new Date('2026-11-22T05:00:00Z'),
  });
  for (let page = 1; ; page += 1) {
    const words = (await placesOfPdf(pdf, page)).map(({ text }) => text).join(' ');
    if (words.includes('Nơi nhận')) return { page, words };
  }
};

test('however long a report is, its signature stands below words of the report', async () => {
  const pages: number[] = [];
  for (let lines = 13; lines <= 21; lines += 1) {
    const { page, words } = await pageOfSignature(Array.from({ length: lines }, (_, at) => say(`Việc ${at + 1}`)));
    expect(words, `${lines} lines`).toContain('Việc');
    pages.push(page);
  }
  expect(new Set(pages)).toEqual(new Set([1, 2]));
});

test('a long table before the signature is not pushed to the next page as a whole; a short one is', async () => {
  const lines = Array.from({ length: 12 }, (_, at) => say(`Việc ${at + 1}`));
  expect((await pageOfSignature([...lines, table(40)])).page).toBe(2);
  const docx = (blocks: readonly object[]) =>
    strFromU8(unzipSync(reportDocx(report(blocks)))['word/document.xml'] ?? new Uint8Array());
  // In Word the last row goes with the signature, however long the table is.
  const written = docx([table(3)]);
  const rows = written.split('<w:tr>');
  expect(rows.find((row) => row.includes('Chi bộ 3'))).toContain('<w:keepNext/>');
  expect(rows.find((row) => row.includes('Chi bộ 2'))).not.toContain('<w:keepNext/>');
});

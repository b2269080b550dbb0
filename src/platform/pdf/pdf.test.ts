import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { textOfPdf } from '../testing/pdf.ts';
import { drawn, mendLetters, typed } from './letters.ts';
import { renderPdf } from './pdf.ts';

const AT = new Date('2026-05-04T03:00:00Z');
const sample = (over: object = {}) =>
  renderPdf({
    template: 'platform/pdf/sample.typ',
    data: { lang: 'vi', title: 'Bản kê', lines: ['Đảng bộ xã Mường Nhé'], ...over },
    at: AT,
  });

test('a paper is a PDF/A with the document’s language and title, the same at every run', async () => {
  const pdf = await sample();
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const text = pdf.toString('latin1');
  expect(text).toContain('pdfaid:part');
  expect(text).toContain('/MarkInfo');
  expect(await sample()).toEqual(pdf);
});

test('words of people are data: marks of the setting language stand as they were typed', async () => {
  const typed = '#eval("1+1") *đậm* $x$ <a> สวัสดีครับ ตำบลเมืองแญ้';
  const words = await textOfPdf(await sample({ lines: [typed] }));
  expect(words).toContain('#eval("1+1") *đậm* $x$ <a>');
  expect(words).toContain('ตำบล');
});

test('a template that is wrong is said with its place, and the next paper is set all the same', async () => {
  await expect(
    renderPdf({ template: 'platform/pdf/none.typ', data: { lang: 'vi', title: '' }, at: AT }),
  ).rejects.toThrow(/none\.typ/);
  expect((await sample()).length).toBeGreaterThan(1000);
});

const THAI = [
  'ตำบลเมืองแญ้',
  'รายงานประจำเดือนของคณะกรรมการพรรค ซึ่งรวบรวมจากบันทึกของทุกหมู่บ้าน',
  'น้ำท่วม ที่ดิน ผู้รับ เก้าอี้ ป้ำ ฐุ ญู ฏุ สวัสดีครับ ๒๕๖๙',
];

test('Thai is read by who goes by the letters of the signs, letter by letter, and not cluster by cluster', async () => {
  // A raised tone is drawn by itself, and the reader may see a gap behind it.
  const words = typed(await textOfPdf(await sample({ lang: 'th', lines: THAI }))).replaceAll(' ', '');
  for (const line of THAI) expect(words).toContain(line.replaceAll(' ', ''));
});

test('a cluster that is drawn in two pieces is read once', async () => {
  const words = typed(await textOfPdf(await sample({ lang: 'th', lines: ['ปั่นฝั่งฟื้น'] })));
  expect(words.replaceAll(' ', '')).toContain('ปั่นฝั่งฟื้น');
});

/** What `pdftotext` reads, which goes by the text laid over the signs; undefined where the tool is not there. */
function otherReader(pdf: Buffer): string | undefined {
  const tool = spawnSync('pdftotext', ['-enc', 'UTF-8', '-', '-'], { input: pdf });
  return tool.error ? undefined : String(tool.stdout);
}

test('Thai is read by who goes by the text laid over the signs', async () => {
  const lines = [...THAI, 'ปั่น ฝั่ง'];
  const words = otherReader(await sample({ lang: 'th', lines }));
  if (words !== undefined) for (const line of lines) expect(words).toContain(line);
});

test('a name that was typed in parts is found as one', async () => {
  const name = 'Vàng Thị Nguyễn Đức Ế';
  expect(await textOfPdf(await sample({ lines: [name.normalize('NFD')] }))).toContain(name);
});

test('what is no file of the setting program is left as it is', async () => {
  const odd = Buffer.from('%PDF-1.4\nno table of places\n%%EOF');
  expect(mendLetters(odd)).toBe(odd);
  const plain = await sample();
  expect(mendLetters(plain)).toBe(plain);
});

test.each([
  ['น้ำ', 'น\u0e4d\u0e49\u0e32'],
  ['ตำบล', 'ต\u0e4d\u0e32บล'],
  ['มา', 'มา'],
])('%s is drawn as its parts and told as it was typed', (text, parts) => {
  expect(drawn(text)).toBe(parts);
  expect(typed(parts)).toBe(text);
});

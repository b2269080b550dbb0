import { expect, test } from 'vitest';
import { textOfPdf } from '../testing/pdf.ts';
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

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderPdf } from '../pdf/pdf.ts';
import { aPdf } from '../testing/pdf-file.ts';
import { PDF, type WordLimits } from './contract.ts';
import { readWords, WORD_LIMITS } from './words.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gandan-words-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(bytes: Uint8Array, more: Partial<WordLimits> = {}, mediaType = PDF) {
  const path = join(folder, randomUUID());
  await writeFile(path, bytes);
  const heard: string[] = [];
  const limits = { ...WORD_LIMITS, ...more };
  const end = await readWords(
    { path, mediaType },
    { limits, signal: new AbortController().signal, hear: (text) => heard.push(text) },
  );
  return { ...end, text: heard.join('\n') };
}
const line = (page: number) => `Trang ${page} noi ve cong tac xay dung Dang o thon ban.`;

test('600 pages are read one after the other, each with its words', async () => {
  const told = await read(aPdf(Array.from({ length: 600 }, (_, at) => Array.from({ length: 30 }, () => line(at + 1)))));
  expect(told).toMatchObject({ state: 'whole', pages: 600, pagesRead: 600 });
  expect(told.text).toContain('Trang 1 noi');
  expect(told.text).toContain('Trang 600 noi');
});

test.each([
  ['of pages', { pages: 5 }, 5],
  ['of letters', { letters: line(1).length * 2 + 10 }, 2],
])('at the limit %s the beginning is kept, and it is said how far it came', async (_name, limits, pagesRead) => {
  const told = await read(aPdf(Array.from({ length: 9 }, (_, at) => [line(at + 1)])), limits);
  expect(told).toMatchObject({ state: 'part', pages: 9, pagesRead });
  expect(told.text).toContain('Trang 2 noi');
  expect(told.text).not.toContain('Trang 6 noi');
});

test('Vietnamese as our own papers carry it; Vietnamese and Thai, composed and apart, as office programs write them', async () => {
  const vietnamese = 'Triển khai mô hình cà phê bản Huổi Lếch';
  const data = { lang: 'vi' as const, title: 'Kế hoạch', lines: [vietnamese] };
  const own = await read(
    await renderPdf({ template: 'platform/pdf/sample.typ', data, at: new Date('2026-05-04T03:00:00Z') }),
  );
  expect(own.state).toBe('whole');
  expect(own.text.replace(/\s+/gu, ' ')).toContain(vietnamese);
  const thai = 'ขอเชิญประชุมคณะกรรมการพรรคระดับตำบลเมืองแญ้';
  const { text } = await read(aPdf([[vietnamese, vietnamese.normalize('NFD'), thai]]));
  expect(text.normalize('NFC').split(vietnamese)).toHaveLength(3);
  expect(text).toContain(thai);
});

test('what unpacks to more than is allowed is stopped with its memory; what takes too long, with its time', async () => {
  const bomb = aPdf([[line(1)], [line(2)]], { unpacksTo: 700 * 1024 * 1024 });
  expect(bomb.length).toBeLessThan(1024 * 1024);
  expect(await read(bomb, { memoryMb: 300 })).toMatchObject({ state: 'unreadable', text: '' });
  const slow = Array.from({ length: 600 }, (_, at) => Array.from({ length: 60 }, () => line(at + 1)));
  expect(await read(aPdf(slow), { ms: 50 })).toMatchObject({ state: 'unreadable' });
});

test('a scan carries no words, a damaged file and one with a password are told apart', async () => {
  expect(await read(aPdf([[], []]))).toMatchObject({ state: 'none', pages: 2 });
  expect(await read(Buffer.from('%PDF-1.7 nothing of the kind'))).toMatchObject({ state: 'unreadable' });
  const open = aPdf([[line(1)]]).toString('latin1');
  const lock = `<</Filter/Standard/V 1/R 2/O<${'ab'.repeat(32)}>/U<${'cd'.repeat(32)}>/P -4>>`;
  const locked = open.replace('/Root 1 0 R>>', `/Root 1 0 R/Encrypt ${lock}/ID[<00><00>]>>`);
  expect(await read(Buffer.from(locked, 'latin1'))).toMatchObject({ state: 'locked' });
  expect(await read(Buffer.from('PK\x03\x04 broken', 'latin1'), {}, `${WORD}`)).toMatchObject({ state: 'unreadable' });
});
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

test('who stops the reading is heard at once', async () => {
  const path = join(folder, randomUUID());
  await writeFile(path, aPdf(Array.from({ length: 600 }, (_, at) => Array.from({ length: 60 }, () => line(at + 1)))));
  const stop = new AbortController();
  const reading = readWords(
    { path, mediaType: PDF },
    { signal: stop.signal, hear: () => stop.abort(new Error('stopped')) },
  );
  await expect(reading).rejects.toThrow('stopped');
});

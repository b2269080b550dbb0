import { expect, test } from 'vitest';
import type { Block, Texts } from './contract.ts';
import {
  assertComment,
  assertPublish,
  assertWithdraw,
  clean,
  COMMENT_MOST,
  faultsOf,
  hasPersonalNumber,
  mayBeListed,
  piecesOf,
  typedNumbers,
  untranslatedOf,
} from './rules.ts';

const say = (vi: string, th: string | null = null, en: string | null = null): Texts => ({ vi, th, en });

test.each<[string, string[]]>([
  ['Năm 2024 có {gifts} suất quà', []],
  ['ngày 19/5/2024, tháng 5, ngày 19 tháng 5 năm 2024', []],
  ['Programme for 19 May 2024, in May 2024', []],
  ['เมื่อวันที่ 19 พฤษภาคม 2567', []],
  ['nhiệm kỳ 2015–2020', []],
  ['[Chương trình 135] và [Nghị quyết 35-NQ/TW]', []],
  ['trao 100 suất quà', ['100']],
  ['trị giá 70.000.000 đ', ['70.000.000']],
  ['มอบถังขยะ ๓๒ ใบ', ['32']],
  ['38/38 bản, ngày 19/5', ['38', '38']],
  ['gần 700 người, trong đó 12 người', ['700', '12']],
  ['83,1 %', ['83,1']],
  ['15 cột', ['15']],
  ['１５ cột, ៣២ thùng', ['15', '32']],
  ['{area} m², km²', []],
])('numbers typed into “%s”: %j', (text, found) => {
  expect(typedNumbers(text)).toEqual(found);
});

test.each<[string, boolean]>([
  ['Gọi tôi 0912 345 678', true],
  ['SĐT: 0912.345.678', true],
  ['(024) 3825 1234 nhé', true],
  ['+84 912-345-678', true],
  ['โทร 081-234-5678', true],
  ['โทร ๐๘๑๒๓๔๕๖๗๘', true],
  ['CCCD 008099001234', true],
  ['stk 19034567890123 Techcombank', true],
  ['viết cho lo.van.a@example.com', true],
  ['Năm 2022, 2023, 2024 đều có quà', false],
  ['trao 70.000.000 đồng và 1.500.000.000 đ', false],
  ['100000000 đ cho đường thôn', false],
  ['từ 01/09/2026 đến 02/10/2026', false],
  ['nhiệm kỳ 2020–2025, 0,5 km đường', false],
  ['Nghị quyết 35-NQ/TW, số 12-QĐ/ĐU', false],
])('“%s” says how to reach a person or which papers he has: %j', (text, expected) => {
  expect(hasPersonalNumber(text)).toBe(expected);
});

test('prose in pieces: figures, names without their brackets, words', () => {
  expect(piecesOf('Có {poles} cột theo [Chương trình 135].')).toEqual([
    { text: 'Có ' },
    { slot: 'poles' },
    { text: ' cột theo Chương trình 135.' },
  ]);
  // What is pasted as HTML stays the text that it is.
  expect(piecesOf('<script>alert()</script>')).toEqual([{ text: '<script>alert()</script>' }]);
});

test('a name in NFD is kept composed, signs that nobody sees are taken out', () => {
  expect(clean('Nguye\u0302\u0303n\u200b  Va\u0306n\u0007 ')).toBe('Nguyễn  Văn');
});

const figures = { poles: { figure: 'I-52', word: 'exactly' as const } };
const article = (blocks: Block[], lead: Texts = say('')) => ({
  title: say('Bài', 'บท', 'Piece'),
  lead,
  figures,
  blocks,
});
const paragraph = (text: Texts): Block => ({ kind: 'paragraph', text });

test('faults name the block, the language and the number', () => {
  expect(faultsOf(article([paragraph(say('Có {poles} cột', 'มี {poles} เสา', '{poles} poles'))]))).toEqual([]);
  const codes = (blocks: Block[]) => faultsOf(article(blocks)).map(({ code, block }) => `${code} ${block}`);
  expect(codes([])).toEqual(['article.empty null']);
  expect(codes([paragraph(say('Có 15 cột'))])).toEqual(['article.typed-number 1']);
  expect(codes([paragraph(say('Có {lamps} cột'))])).toEqual(['article.no-figure 1']);
  expect(codes([{ kind: 'list', figure: 'lamps', title: say('Theo thôn') }])).toEqual(['article.no-figure 1']);
  expect(codes([paragraph(say('Có {poles} cột', 'มีเสา', null))])).toEqual(['article.figures-differ 1']);
});

test('what is not translated is counted, quotations too; an empty text needs none', () => {
  const blocks: Block[] = [
    paragraph(say('Có {poles} cột', 'มี {poles} เสา')),
    { kind: 'quote', testimonyId: '0', th: 'คำพูด', en: null },
  ];
  expect([untranslatedOf(article(blocks), 'th'), untranslatedOf(article(blocks), 'en')]).toEqual([0, 2]);
});

test('a correction says what it puts right; only what is published is withdrawn', () => {
  expect(() => assertPublish({ edition: 0, correction: undefined })).not.toThrow();
  expect(() => assertPublish({ edition: 1, correction: ' ' })).toThrow('article.correction-needed');
  expect(() => assertPublish({ edition: 1, correction: 'Sửa số cột' })).not.toThrow();
  expect(() => assertWithdraw('draft')).toThrow('article.not-published');
  expect(() => assertWithdraw('withdrawn')).toThrow('article.not-published');
  expect(() => assertWithdraw('published')).not.toThrow();
});

test.each([
  ['cells', true],
  ['villages', true],
  ['pieces', true],
  ['people', false],
  ['households', false],
  ['houses', false],
])('a list of %s by place may stand in an article: %s', (measure, may) => expect(mayBeListed(measure)).toBe(may));

test('a comment has a name and words of a length', () => {
  expect(() => assertComment({ name: '', words: 'a' })).toThrow('comment.empty');
  expect(() => assertComment({ name: 'a', words: '' })).toThrow('comment.empty');
  expect(() => assertComment({ name: 'a', words: 'x'.repeat(COMMENT_MOST) })).not.toThrow();
  expect(() => assertComment({ name: 'a', words: 'x'.repeat(COMMENT_MOST + 1) })).toThrow('comment.too-long');
});

import { expect, test } from 'vitest';
import { inLanguage, inLanguageMarked } from './in-language.ts';

const whole = { vi: 'Thùng rác', th: 'ถังขยะ', en: 'Waste bins' };
test.each([
  ['vi', whole, 'Thùng rác', 'vi'],
  ['th', whole, 'ถังขยะ', 'th'],
  ['en', whole, 'Waste bins', 'en'],
  ['th', { vi: 'Thùng rác', th: null, en: 'Waste bins' }, 'Thùng rác', 'vi'],
  ['en', { vi: 'Thùng rác', en: '' }, 'Thùng rác', 'vi'],
] as const)('in %s of %o', (lang, told, text, really) => {
  expect(inLanguage(lang, told)).toEqual({ text, lang: really });
});

test('what nobody translated says so, and only that', () => {
  const t = (key: string) => `[${key}]`;
  expect(inLanguageMarked('th', t, { vi: 'Thùng rác' })).toBe('Thùng rác [platform.only-vietnamese]');
  expect(inLanguageMarked('vi', t, { vi: 'Thùng rác' })).toBe('Thùng rác');
  expect(inLanguageMarked('en', t, whole)).toBe('Waste bins');
});

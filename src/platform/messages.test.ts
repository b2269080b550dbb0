import { describe, expect, test } from 'vitest';
import {
  fold,
  formatDate,
  formatDated,
  formatDayInWords,
  formatInstant,
  formatNumber,
  formatPercent,
  formatRelativeDay,
  formatVnd,
} from './format.ts';
import { hasMessage, loadCatalogue, translate, translatorFor } from './messages-node.ts';
import { parsePo } from './po.ts';

describe('numbers and dates in three languages', () => {
  test('numbers group by three, with the comma or the dot of the language', () => {
    expect([formatNumber('vi', 49312), formatNumber('th', 49312), formatNumber('en', 1356)]).toEqual([
      '49.312',
      '49,312',
      '1,356',
    ]);
    expect(formatNumber('vi', 1356)).toBe('1.356');
    expect(formatVnd('vi', 70_000_000)).toBe('70.000.000\u00a0đ');
  });

  test('percentages round half up to one decimal', () => {
    expect(formatPercent('vi', 83.05)).toBe('83,1\u00a0%');
    expect(formatPercent('vi', 88)).toBe('88,0\u00a0%');
    expect(formatPercent('en', 83.1)).toBe('83.1%');
  });

  test('a date never shows more than is known', () => {
    expect(formatDate('vi', '2026-09-30')).toBe('30/09/2026');
    expect(formatDate('vi', '2017-05-01', 'month')).toBe('5/2017');
    expect(formatDated(translatorFor('vi'), 'vi', { on: '2017-01-01', precision: 'year' })).toBe('2017 [chỉ năm]');
    expect(formatDate('th', '2026-09-30', 'day', { buddhist: true })).toBe('30/09/2026 (2569)');
    expect(formatDate('en', '2026-09-30', 'day', { buddhist: true })).toBe('30/09/2026');
  });

  test('an instant is told in Vietnamese time', () => {
    expect(formatInstant('vi', '2026-09-30T17:42:00Z')).toBe('01/10/2026 00:42');
  });

  test('a day in words stands as papers have it', () => {
    expect(formatDayInWords('vi', '2026-09-30')).toBe('Thứ Tư, ngày 30 tháng 9 năm 2026');
    expect(formatDayInWords('vi', '2024-02-29')).toBe('Thứ Năm, ngày 29 tháng 2 năm 2024');
    expect(formatDayInWords('vi', '2026-11-29')).toMatch(/^Chủ Nhật, /u);
  });

  test('near days are told in words', () => {
    expect(formatRelativeDay('vi', '2026-09-30', '2026-09-30').toLowerCase()).toBe('hôm nay');
    expect(formatRelativeDay('en', '2026-09-27', '2026-09-30')).toBe('3 days ago');
  });

  test('names compare without accents, đ as d', () => {
    expect(fold('Đỗ Văn Nguyễn')).toBe('do van nguyen');
  });
});

describe('catalogues', () => {
  test('the same key speaks each language; an unknown key answers itself', () => {
    expect(translate('vi', 'platform.nav.home')).toBe('Trang đầu');
    expect(translate('th', 'platform.nav.home')).toBe('หน้าแรก');
    expect(translate('vi', 'platform.ui.selected', { count: 2465 })).toBe('2.465 đã chọn');
    expect(translate('en', 'platform.nowhere')).toBe('platform.nowhere');
    expect(hasMessage('vi', 'platform.nowhere')).toBe(false);
  });

  test('all three languages carry the same keys', () => {
    const [vi, th, en] = (['vi', 'th', 'en'] as const).map((lang) => Object.keys(loadCatalogue(lang)).sort());
    expect(th).toEqual(vi);
    expect(en).toEqual(vi);
  });

  test('a catalogue file that is not one is refused with its line', () => {
    expect(() => parsePo('msgid "a"\nmsgstr "b"\nnonsense')).toThrow('line 3');
    expect(parsePo('msgid ""\nmsgstr ""\n"Language: vi\\n"\n\nmsgid "a.b"\nmsgstr ""\n"hai "\n"dòng"')).toEqual([
      { key: 'a.b', text: 'hai dòng', line: 5 },
    ]);
  });
});

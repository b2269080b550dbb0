import { expect, test } from 'vitest';
import { RuleBroken } from '#platform/errors.ts';
import { assertOpenWords } from './open-words.ts';
import {
  assertDays,
  assertNewsChange,
  assertNewsStep,
  assertOutlet,
  assertReach,
  assertRuns,
  assertShare,
  assertSomebody,
  assertWhole,
  leadOf,
  linesOf,
} from './rules.ts';

const today = '2026-11-22';
/** The code of what was refused, or null. */
function refusal(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof RuleBroken) return error.code;
    throw error;
  }
}

test.each([
  [{ reach: 'twinned', twinningId: 't', unitIds: [] }, null],
  [{ reach: 'twinned', twinningId: null, unitIds: [] }, 'bulletin.reach'],
  [{ reach: 'twinned', twinningId: 't', unitIds: ['u'] }, 'bulletin.reach'],
  [{ reach: 'next', twinningId: null, unitIds: [] }, null],
  [{ reach: 'next', twinningId: 't', unitIds: [] }, 'bulletin.reach'],
  [{ reach: 'cells', twinningId: null, unitIds: ['u'] }, 'bulletin.reach'],
  [{ reach: 'chosen', twinningId: null, unitIds: ['u'] }, null],
  [{ reach: 'chosen', twinningId: null, unitIds: [] }, 'bulletin.reach'],
] as const)('a bulletin says whom it goes to: %o', (given, code) => {
  expect(refusal(() => assertReach(given))).toBe(code);
});

test.each([
  [{ happenedOn: null, answerBy: null }, null],
  [{ happenedOn: today, answerBy: today }, null],
  [{ happenedOn: '2026-11-23', answerBy: null }, 'channel.in-future'],
  [{ happenedOn: null, answerBy: '2026-11-21' }, 'bulletin.answer-past'],
])('days of a bulletin: %o', (given, code) => {
  expect(refusal(() => assertDays(given, today))).toBe(code);
});

test.each([
  ['draft', 'published', null],
  ['draft', 'withdrawn', 'news.state'],
  ['published', 'withdrawn', null],
  ['published', 'published', 'news.state'],
  ['withdrawn', 'published', 'news.state'],
  ['withdrawn', 'withdrawn', 'news.state'],
] as const)('news that is %s becomes %s: %s', (state, to, code) => {
  expect(refusal(() => assertNewsStep(state, to))).toBe(code);
});

test.each([
  ['draft', ['titleVi', 'topic', 'source'], null],
  ['published', ['titleTh', 'bodyTh', 'public'], null],
  ['published', ['titleVi'], 'news.published'],
  ['published', ['topic'], 'news.published'],
  ['withdrawn', ['titleTh'], 'news.state'],
] as const)('of news that is %s one may change %j: %s', (state, fields, code) => {
  expect(refusal(() => assertNewsChange(state, fields))).toBe(code);
});

test.each([
  [{ titleTh: null, bodyTh: null, titleEn: null, bodyEn: null }, null],
  [{ titleTh: 'a', bodyTh: 'b', titleEn: null, bodyEn: null }, null],
  [{ titleTh: 'a', bodyTh: null, titleEn: null, bodyEn: null }, 'news.half-translated'],
  [{ titleTh: null, bodyTh: null, titleEn: null, bodyEn: 'b' }, 'news.half-translated'],
])('a translation is whole: %o', (words, code) => {
  expect(refusal(() => assertWhole(words))).toBe(code);
});

test.each([
  [{ openedOn: today, closedOn: null }, undefined, null],
  [{ openedOn: '2026-11-23', closedOn: null }, undefined, 'outlet.dates'],
  [{ openedOn: '2026-11-20', closedOn: null }, today, null],
  [{ openedOn: '2026-11-20', closedOn: null }, '2026-11-20', null],
  [{ openedOn: '2026-11-20', closedOn: null }, '2026-11-19', 'outlet.dates'],
  [{ openedOn: '2026-11-20', closedOn: null }, '2026-11-23', 'outlet.dates'],
  [{ openedOn: '2026-11-20', closedOn: '2026-11-21' }, '2026-11-22', 'outlet.closed'],
])('a channel %o closed on %s: %s', (outlet, closedOn, code) => {
  expect(refusal(() => assertOutlet(outlet, closedOn, today))).toBe(code);
});

test('one thing goes into at most one channel', () => {
  const none = { bulletinId: null, newsId: null, outletId: null, groupId: null };
  expect(refusal(() => assertShare(none))).toBe('share.one-thing');
  expect(refusal(() => assertShare({ ...none, bulletinId: 'b', newsId: 'n' }))).toBe('share.one-thing');
  expect(refusal(() => assertShare({ ...none, newsId: 'n', outletId: 'o', groupId: 'g' }))).toBe('share.one-place');
  expect(refusal(() => assertShare({ ...none, newsId: 'n', groupId: 'g' }))).toBeNull();
});

test('what nobody gets, what is over, and what carries a mark of secrecy', () => {
  expect(refusal(() => assertSomebody(0))).toBe('bulletin.nobody');
  expect(refusal(() => assertSomebody(1))).toBeNull();
  expect(refusal(() => assertRuns({ endedOn: today }))).toBe('bulletin.ended');
  expect(refusal(() => assertRuns({ endedOn: null }))).toBeNull();
  expect(refusal(() => assertOpenWords('Kế hoạch', 'TỐI MẬT\nNội dung'))).toBe('channel.classified');
  expect(refusal(() => assertOpenWords('Kế hoạch', 'MẬT\nNội dung'.normalize('NFD')))).toBe('channel.classified');
  expect(refusal(() => assertOpenWords('Bảo vệ bí mật nhà nước', 'Tập huấn về bảo mật', null, undefined))).toBeNull();
});

test('the beginning of a text is cut at a word', () => {
  expect(leadOf('Ngắn')).toBe('Ngắn');
  expect(leadOf('một hai ba bốn', 9)).toBe('một hai…');
  expect(leadOf('một\n\nhai')).toBe('một hai');
});

test('a title is broken into lines at words, in Thai where a word ends though no space stands there', () => {
  expect(linesOf('Khơi thông kênh mương ở bản Khuổi Hóp')).toEqual(['Khơi thông kênh mương ở', 'bản Khuổi Hóp']);
  const thai = 'การแลกเปลี่ยนประสบการณ์การทำงานของหน่วยงานคู่มิตร';
  const lines = linesOf(thai);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join('').replaceAll(' ', '')).toBe(thai);
  expect(lines.every((line) => !/^[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/.test(line))).toBe(true);
  const long = linesOf(Array.from({ length: 40 }, () => 'dài').join(' '));
  expect(long).toHaveLength(4);
  expect(long.at(-1)).toMatch(/…$/);
});

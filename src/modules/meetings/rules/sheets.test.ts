import { describe, expect, test } from 'vitest';
import {
  agendaSkeleton,
  assertBegins,
  assertRubric,
  assertSkeleton,
  type AgendaKind,
  type ScoreLine,
} from './index.ts';

const codeOf = (run: () => void): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};
const items = (...kinds: AgendaKind[]) => kinds.map((kind) => ({ kind }));
const lines = (...max: number[]) =>
  (['attendance', 'preparation', 'conduct', 'principles', 'result'] as ScoreLine[]).flatMap((key, at) =>
    max[at] === undefined ? [] : [{ key, max: max[at] }],
  );
const grades = (good: number, fair: number, average: number, weak = 0) => [
  { grade: 'good' as const, from: good },
  { grade: 'fair' as const, from: fair },
  { grade: 'average' as const, from: average },
  { grade: 'weak' as const, from: weak },
];

describe('the agenda of a province, DOMAIN 4.2', () => {
  test('the usual ones stand', () => {
    expect(codeOf(() => assertSkeleton('regular', items(...agendaSkeleton('regular', false))))).toBeNull();
    expect(codeOf(() => assertSkeleton('thematic', items(...agendaSkeleton('thematic', false))))).toBeNull();
  });
  test.each([
    [
      'regular',
      ['opening', 'review', 'next_tasks', 'vote', 'conclusion', 'minutes'],
      'agenda.item-missing',
      'without self-criticism',
    ],
    ['thematic', ['opening', 'discussion', 'conclusion', 'minutes'], 'agenda.item-missing', 'without its theme'],
    [
      'thematic',
      ['theme', 'opening', 'discussion', 'conclusion', 'minutes'],
      'agenda.opening-first',
      'opened in the middle',
    ],
    [
      'thematic',
      ['opening', 'theme', 'discussion', 'minutes', 'conclusion'],
      'agenda.minutes-last',
      'minutes before the end',
    ],
  ] as const)('%s %o: %s – %s', (kind, kinds, code, _why) => {
    expect(codeOf(() => assertSkeleton(kind, items(...kinds)))).toBe(code);
  });
});

describe('the score sheet of a province, DOMAIN 4.5', () => {
  test.each([
    [lines(10, 20, 30, 20, 20), grades(90, 70, 50), null, 'the framework'],
    [lines(15, 20, 25, 20, 20), grades(85, 65, 50), null, 'another province'],
    [lines(10, 20, 30, 20, 15), grades(90, 70, 50), 'rubric.sum-not-100', '95 points'],
    [lines(10, 20, 30, 40), grades(90, 70, 50), 'rubric.line-missing', 'no block for results'],
    [lines(10, 20, 30, 20, 20), grades(70, 90, 50), 'rubric.grades-order', 'fair above good'],
    [lines(10, 20, 30, 20, 20), grades(90, 70, 50, 10), 'rubric.grades-order', 'nobody would be graded below 10'],
  ])('%j %j: %s – %s', (given, bands, code, _why) => {
    expect(codeOf(() => assertRubric({ lines: given, grades: bands }))).toBe(code);
  });
  test.each([
    ['2026-01-01', null, null, null],
    ['2026-01-01', '2025-10-28', '2025-12-31', null],
    ['2026-01-01', '2026-01-01', null, 'sheet.begins-too-early'],
    ['2026-01-01', '2025-10-28', '2026-01-05', 'sheet.begins-too-early'],
  ])('beginning %s after %s, used until %s: %s', (from, before, lastUsed, code) => {
    expect(codeOf(() => assertBegins({ from, before, lastUsed }))).toBe(code);
  });
});

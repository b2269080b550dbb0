import { expect, test } from 'vitest';
import { RuleBroken } from '#platform/errors.ts';
import {
  assertAdoption,
  assertCertificate,
  assertCommended,
  assertCourseState,
  assertDates,
  assertModel,
  assertParticipant,
  assertPast,
  assertSession,
} from './rules.ts';

const codeOf = (work: () => void): string | undefined => {
  try {
    work();
  } catch (problem) {
    if (problem instanceof RuleBroken) return problem.code;
    throw problem;
  }
  return undefined;
};
const course = { startsOn: '2026-10-05', endsOn: '2026-10-09', state: 'planned', sessions: 5 };
const day = (on: string) => ({ on, precision: 'day' as const });
const year = (on: string) => ({ on, precision: 'year' as const });

test.each([
  ['one day', '2026-10-05', '2026-10-05', undefined],
  ['reversed', '2026-10-05', '2026-10-04', 'course.dates'],
  ['of five years', '2026-10-05', '2031-10-05', undefined],
  ['a day longer', '2026-10-05', '2031-10-06', 'course.too-long'],
  ['with a mistyped year', '2026-10-05', '2062-10-07', 'course.too-long'],
])('dates: %s', (_what, startsOn, endsOn, code) =>
  expect(codeOf(() => assertDates({ startsOn, endsOn }, { years: 5 }))).toBe(code),
);

test.each([
  ['the first day', '2026-10-05', 'planned', undefined],
  ['the last day', '2026-10-09', 'planned', undefined],
  ['the eve', '2026-10-04', 'planned', 'course.session-outside'],
  ['the day after', '2026-10-10', 'planned', 'course.session-outside'],
  ['a cancelled course', '2026-10-05', 'cancelled', 'course.cancelled'],
])('a sitting on %s', (_what, on, state, code) =>
  expect(codeOf(() => assertSession(on, { ...course, state }))).toBe(code),
);

test.each([
  ['a member', { isMember: true, holdsPost: false, sessions: 5 }, undefined],
  ['a village head who is no member', { isMember: false, holdsPost: true, sessions: 0 }, undefined],
  ['a villager', { isMember: false, holdsPost: false, sessions: 1 }, 'course.person-not-cadre'],
  ['more sittings than there were', { isMember: true, holdsPost: false, sessions: 6 }, 'course.sessions-over'],
])('takes part by name: %s (DOMAIN.md 8.2)', (_what, person, code) =>
  expect(codeOf(() => assertParticipant(person, course))).toBe(code),
);

test.each([
  ['passed, on the last day', '2026-10-09', true, undefined],
  ['the day before the end', '2026-10-08', true, 'course.certificate-before-end'],
  ['not passed', '2026-10-09', false, 'course.certificate-not-passed'],
  ['not yet judged', '2026-10-09', null, 'course.certificate-not-passed'],
])('certificate: %s', (_what, on, passed, code) =>
  expect(codeOf(() => assertCertificate(on, { passed }, course))).toBe(code),
);

test.each([
  ['planned', 'held', '2026-10-05', 0, undefined],
  ['planned', 'held', '2026-10-04', 0, 'course.not-begun'],
  ['planned', 'cancelled', '2026-10-04', 0, undefined],
  ['planned', 'cancelled', '2026-10-04', 1, 'course.has-participants'],
  ['held', 'cancelled', '2026-11-04', 0, 'course.closed'],
  ['cancelled', 'planned', '2026-10-04', 0, 'course.closed'],
  ['held', 'held', '2026-11-04', 9, undefined],
] as const)('a %s course becomes %s on %s with %s people: %s', (state, to, today, participants, code) =>
  expect(codeOf(() => assertCourseState({ state, startsOn: course.startsOn, participants }, to, today))).toBe(code),
);

test.each([
  ['another place, later', { unitId: 'b', on: day('2026-03-01') }, undefined],
  ['the place itself', { unitId: 'a', on: day('2026-03-01') }, 'model.own-place'],
  ['the day it was named', { unitId: 'b', on: day('2025-05-19') }, undefined],
  ['the day before', { unitId: 'b', on: day('2025-05-18') }, 'model.adopted-before'],
  ['the same year, no day known', { unitId: 'b', on: year('2025-01-01') }, undefined],
  ['the year before', { unitId: 'b', on: year('2024-01-01') }, 'model.adopted-before'],
  ['after it ended', { unitId: 'b', on: day('2026-06-01') }, 'model.ended'],
])('taken up by %s (I-42)', (_what, adoption, code) =>
  expect(codeOf(() => assertAdoption(adoption, { unitId: 'a', on: day('2025-05-19'), endedOn: '2026-06-01' }))).toBe(
    code,
  ),
);

test('a person is a model only when he agreed, commended only as member or cadre, and nothing lies ahead', () => {
  expect(codeOf(() => assertModel({ personId: 'p', agreed: false }))).toBe('model.not-agreed');
  expect(codeOf(() => assertModel({ personId: 'p', agreed: true }))).toBeUndefined();
  expect(codeOf(() => assertModel({ personId: null, agreed: false }))).toBeUndefined();
  expect(codeOf(() => assertCommended({ isMember: false, holdsPost: false }))).toBe('commendation.person-not-cadre');
  expect(codeOf(() => assertCommended(null))).toBeUndefined();
  expect(codeOf(() => assertPast(day('2026-11-23'), '2026-11-22'))).toBe('learning.in-future');
  expect(codeOf(() => assertPast(year('2026-01-01'), '2026-11-22'))).toBeUndefined();
});

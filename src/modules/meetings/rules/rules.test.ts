import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RuleBroken } from '#platform/errors.ts';
import {
  agendaSkeleton,
  assertHeldOn,
  assertKindOfUnit,
  assertMeetingTransition,
  assertNoSelfCriticism,
  assertOpenForWriting,
  assertScore,
  assertTasksTouched,
  assertTheme,
  assertVote,
  type Evidence,
  gradeOf,
  hasPassed,
  lengthMinutes,
  MEETING_STATES,
  MEETING_TRANSITIONS,
  meetingRule,
  needsVisit,
  proposeScore,
  ruleOf,
  type Rubric,
  visitReasons,
  votesNeeded,
} from './index.ts';

const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (problem) {
    if (problem instanceof RuleBroken) return problem.code;
    throw problem;
  }
};

test.each([
  // base, more than half, two thirds (24-QĐ/TW 9.3.2 [S7][S9])
  [13, 7, 9],
  [12, 7, 8],
  [14, 8, 10],
  [3, 2, 2],
  [1, 1, 1],
  [100, 51, 67],
])('of %i votes %i are more than half and %i two thirds', (base, majority, twoThirds) => {
  expect(votesNeeded(base, 'majority')).toBe(majority);
  expect(votesNeeded(base, 'two_thirds')).toBe(twoThirds);
});

test('what is needed is the smallest number that passes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3000 }),
      fc.constantFrom('majority' as const, 'two_thirds' as const),
      (base, rule) => {
        const needed = votesNeeded(base, rule);
        expect(hasPassed({ base, votesFor: needed, rule })).toBe(true);
        expect(hasPassed({ base, votesFor: needed - 1, rule })).toBe(false);
        expect(rule === 'majority' ? needed * 2 > base : needed * 3 >= base * 2).toBe(true);
      },
    ),
  );
});

test.each([
  ['admission', 'two_thirds'],
  ['recognition', 'two_thirds'],
  ['removal', 'two_thirds'],
  ['resolution', 'majority'],
  ['discipline', 'majority'],
] as const)('%s needs %s', (subject, rule) => expect(ruleOf(subject)).toBe(rule));

test.each([
  [{ base: 16, votesFor: 11, votesAgainst: 0, votesOther: 0 }, 'vote.wrong-base'],
  [{ base: 15, votesFor: 10, votesAgainst: 0, votesOther: 0 }, 'vote.wrong-base'],
  [{ base: 13, votesFor: 10, votesAgainst: 3, votesOther: 1 }, 'vote.more-than-base'],
  [{ base: 13, votesFor: 10, votesAgainst: 1, votesOther: 1 }, undefined],
] as const)('a vote of %o against a base of 13: %s', (vote, code) =>
  expect(refusal(() => assertVote(vote, 13))).toBe(code),
);
test('where nobody votes nothing is decided', () =>
  expect(refusal(() => assertVote({ base: 0, votesFor: 0, votesAgainst: 0, votesOther: 0 }, 0))).toBe(
    'vote.nobody-votes',
  ));

const ALLOWED = ['planned held', 'planned cancelled', 'held draft', 'draft agreed', 'agreed draft', 'agreed locked'];
test.each(MEETING_STATES.flatMap((from) => MEETING_STATES.map((to) => [from, to] as const)))(
  'a meeting from %s to %s',
  (from, to) => {
    const allowed = ALLOWED.includes(`${from} ${to}`);
    expect(MEETING_TRANSITIONS[from].includes(to)).toBe(allowed);
    expect(refusal(() => assertMeetingTransition(from, to)) === undefined).toBe(allowed);
  },
);
test('minutes are open until the cell agrees', () => {
  expect(MEETING_STATES.filter((state) => refusal(() => assertOpenForWriting(state)) === undefined)).toEqual([
    'planned',
    'held',
    'draft',
  ]);
  expect(refusal(() => assertOpenForWriting('locked'))).toBe('minutes.locked');
  expect(refusal(() => assertTasksTouched([{ title: 'Thu đảng phí tháng 9' }]))).toBe('meeting.tasks-untouched');
  expect(refusal(() => assertTasksTouched([]))).toBeUndefined();
});

test('the agenda of DOMAIN.md 4.2', () => {
  expect(agendaSkeleton('regular', false)).toEqual([
    'opening',
    'information',
    'review',
    'self_criticism',
    'next_tasks',
    'party_work',
    'discussion',
    'vote',
    'conclusion',
    'minutes',
  ]);
  expect(agendaSkeleton('thematic', false)).toEqual([
    'opening',
    'theme',
    'discussion',
    'next_tasks',
    'conclusion',
    'minutes',
  ]);
  expect(agendaSkeleton('regular', true)).toContain('theme');
});

test('what is said at self-criticism is not kept', () => {
  expect(refusal(() => assertNoSelfCriticism([{ kind: 'self_criticism', text: 'Đồng chí A nhận khuyết điểm' }]))).toBe(
    'minutes.self-criticism-content',
  );
  expect(
    refusal(() =>
      assertNoSelfCriticism([
        { kind: 'self_criticism', text: ' ' },
        { kind: 'review', text: 'Xong 3 việc' },
      ]),
    ),
  ).toBeUndefined();
});

test.each([
  ['regular', 'party', 'party_cell', undefined],
  ['regular', 'party', 'commune_body', 'meeting.kind-of-unit'],
  ['thematic', 'party', 'grassroots_cell', undefined],
  ['committee', 'party', 'commune_body', undefined],
  ['committee', 'place', 'commune', 'meeting.kind-of-unit'],
  ['congress', 'party', 'party_cell', undefined],
] as const)('a %s meeting of a %s unit (%s): %s', (kind, tree, unit, code) =>
  expect(refusal(() => assertKindOfUnit(kind, { tree, kind: unit, name: 'x' }))).toBe(code),
);

test('themes belong to thematic meetings', () => {
  expect(refusal(() => assertTheme({ kind: 'thematic', alsoThematic: false, theme: null }))).toBe(
    'meeting.theme-needed',
  );
  expect(refusal(() => assertTheme({ kind: 'regular', alsoThematic: true, theme: null }))).toBe('meeting.theme-needed');
  expect(refusal(() => assertTheme({ kind: 'regular', alsoThematic: false, theme: 'youth' }))).toBe(
    'meeting.theme-not-thematic',
  );
  expect(refusal(() => assertTheme({ kind: 'regular', alsoThematic: true, theme: 'youth' }))).toBeUndefined();
});

test.each([
  ['2026-10-05', undefined],
  ['2026-09-30', undefined],
  ['2026-08-31', 'meeting.other-month'],
  ['2026-11-20', undefined],
  ['2026-11-23', 'meeting.in-future'],
] as const)('held on %s for October 2026: %s', (on, code) =>
  expect(refusal(() => assertHeldOn(on, '2026-10-01', '2026-11-22'))).toBe(code),
);

test('rules have their time, and settings go first', () => {
  expect(meetingRule('meeting.attendance-line', '2020-01-01')).toBe(85);
  const settings = [{ key: 'meeting.attendance-line', valid: { from: '2026-01-01', to: null }, value: 80 }];
  expect(meetingRule('meeting.attendance-line', '2026-01-01', settings)).toBe(80);
  expect(meetingRule('meeting.attendance-line', '2025-12-31', settings)).toBe(85);
  expect(lengthMinutes('19:30', '21:05')).toBe(95);
  expect(lengthMinutes('19:30', null)).toBeNull();
});

const rubric: Rubric = {
  lines: [
    { key: 'attendance', max: 10 },
    { key: 'preparation', max: 20 },
    { key: 'conduct', max: 30 },
    { key: 'principles', max: 20 },
    { key: 'result', max: 20 },
  ],
  grades: [
    { grade: 'good', from: 90 },
    { grade: 'fair', from: 70 },
    { grade: 'average', from: 50 },
    { grade: 'weak', from: 0 },
  ],
  caps: [{ when: 'unexcused_absence', grade: 'fair' }],
};
const points = (total: number) => ({
  attendance: 10,
  preparation: 20,
  conduct: 30,
  principles: 20,
  result: total - 80,
});
test.each([
  // total, unexcused, grade (DOMAIN.md 4.5: good ≥ 90, fair 70–89, average 50–69, weak < 50; an absence without reason caps at fair)
  [90, 0, 'good', false],
  [89, 0, 'fair', false],
  [70, 0, 'fair', false],
  [69, 0, 'average', false],
  [49, 0, 'weak', false],
  [95, 1, 'fair', true],
  [60, 1, 'average', false],
] as const)('%i points with %i absent without reason: %s', (total, unexcused, grade, capped) =>
  expect(gradeOf(rubric, points(total), unexcused)).toEqual({ total, grade, capped }),
);

const evidence: Evidence = {
  present: 14,
  summoned: 15,
  unexcused: 0,
  documentsSentDaysBefore: 3,
  committeeMet: true,
  agendaItems: 9,
  speakers: 10,
  minutes: 95,
  usualMinutes: 90,
  votes: 2,
  selfCriticism: true,
  minutesAgreed: true,
  tasksReviewed: 5,
  tasksDone: 5,
  line: 85,
};
test('full evidence proposes every point, and none more than the line has', () => {
  expect(proposeScore(rubric, evidence)).toEqual({
    attendance: 10,
    preparation: 20,
    conduct: 30,
    principles: 20,
    result: 20,
  });
  const none: Evidence = {
    ...evidence,
    present: 0,
    summoned: 0,
    documentsSentDaysBefore: null,
    committeeMet: false,
    agendaItems: 0,
    speakers: null,
    minutes: null,
    votes: 0,
    selfCriticism: false,
    minutesAgreed: false,
    tasksReviewed: 0,
    tasksDone: 0,
  };
  expect(proposeScore(rubric, none)).toEqual({ attendance: 0, preparation: 0, conduct: 15, principles: 0, result: 10 });
});

test('every line is given, within its points, and a difference has its reason', () => {
  const proposed = proposeScore(rubric, evidence);
  const given = (more: object, reasons = {}) =>
    refusal(() => assertScore(rubric, { points: { ...proposed, ...more }, proposed, reasons }));
  expect(given({})).toBeUndefined();
  expect(given({ conduct: 25 })).toBe('score.reason-needed');
  expect(given({ conduct: 25 }, { conduct: ' ' })).toBe('score.reason-needed');
  expect(given({ conduct: 25 }, { conduct: 'ít người phát biểu' })).toBeUndefined();
  expect(given({ conduct: 31 })).toBe('score.line-too-high');
  expect(refusal(() => assertScore(rubric, { points: { attendance: 10 }, proposed, reasons: {} }))).toBe(
    'score.line-missing',
  );
});

const well = {
  monthsMissed: 0,
  present: 40,
  summoned: 45,
  overdueTasks: 0,
  longestOverdueDays: 0,
  quartersMissed: 0,
  monthsSinceSuperior: 2,
  requestsOverdue: 0,
  lastGrade: 'good',
};
const rules = { line: 85, superiorMonths: 6 };
test.each([
  [{}, [], false],
  [{ monthsMissed: 1 }, ['not_met'], false],
  [{ monthsMissed: 2 }, ['not_met'], true],
  [{ present: 38 }, ['attendance'], false],
  [{ present: 30 }, ['attendance'], true],
  [{ overdueTasks: 1, longestOverdueDays: 8 }, ['tasks'], false],
  [{ overdueTasks: 2, longestOverdueDays: 31 }, ['tasks'], true],
  [{ monthsSinceSuperior: null }, ['superior'], false],
  [{ monthsSinceSuperior: 6, requestsOverdue: 1, quartersMissed: 1 }, ['theme', 'requests', 'superior'], true],
] as const)('%o: reasons %o, visit %s', (more, codes, visit) => {
  const reasons = visitReasons({ ...well, ...more }, rules);
  expect(reasons.map(({ code }) => code)).toEqual(codes);
  expect(needsVisit(reasons)).toBe(visit);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RuleBroken } from '#platform/errors.ts';
import {
  assertCarriesOut,
  assertIssued,
  assertOwedAbove,
  assertOwner,
  assertRequestDates,
  assertTaskTransition,
  climbOn,
  daysOverdue,
  finishedState,
  levelOf,
  levelsThatSee,
  nextState,
  reached,
  seenFromDays,
  TASK_STATES,
  TASK_TRANSITIONS,
  type TaskState,
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

// DOMAIN.md 4.4: assigned → in_progress → done | late | dropped(with reason) | carried_over
const ALLOWED = new Set([
  'assigned in_progress',
  'assigned done',
  'assigned late',
  'assigned dropped',
  'assigned carried_over',
  'in_progress in_progress',
  'in_progress done',
  'in_progress late',
  'in_progress dropped',
  'in_progress carried_over',
]);
test.each(TASK_STATES.flatMap((from) => TASK_STATES.map((to) => [from, to] as const)))(
  'from %s to %s',
  (from: TaskState, to: TaskState) => {
    const code = refusal(() => assertTaskTransition(from, to));
    if (ALLOWED.has(`${from} ${to}`)) expect(code).toBeUndefined();
    else expect(code).toMatch(/^task\.(closed-already|transition-not-allowed)$/);
    expect(TASK_TRANSITIONS[from].includes(to)).toBe(ALLOWED.has(`${from} ${to}`));
  },
);

test.each([
  // due, finished, state: the last day is in time (7.2, I-27)
  ['2026-10-31', '2026-10-30', 'done'],
  ['2026-10-31', '2026-10-31', 'done'],
  ['2026-10-31', '2026-11-01', 'late'],
] as const)('due %s, finished %s: %s', (dueOn, finishedOn, state) =>
  expect(finishedState(dueOn, finishedOn)).toBe(state),
);

test.each([
  [{ ownerPersonId: null, ownerUnitId: null }, 'task.owner-missing'],
  [{ ownerPersonId: 'p', ownerUnitId: 'u' }, 'task.two-owners'],
  [{ ownerPersonId: 'p', ownerUnitId: null }, undefined],
  [{ ownerPersonId: null, ownerUnitId: 'u' }, undefined],
] as const)('owner %o: %s', (owner, code) => expect(refusal(() => assertOwner(owner))).toBe(code));

const task = { state: 'assigned' as const, assignedOn: '2026-10-05', dueOn: '2026-10-31' };
test.each([
  [{ to: 'dropped', on: '2026-10-06', note: null, dueOn: null }, 'task.drop-needs-reason'],
  [{ to: 'dropped', on: '2026-10-06', note: 'không còn cần', dueOn: null }, undefined],
  [{ to: 'carried_over', on: '2026-11-05', note: null, dueOn: '2026-10-31' }, 'task.carry-not-later'],
  [{ to: 'carried_over', on: '2026-11-05', note: null, dueOn: null }, 'task.carry-not-later'],
  [{ to: 'carried_over', on: '2026-11-05', note: null, dueOn: '2026-11-15' }, undefined],
  [{ to: 'finished', on: '2026-10-04', note: null, dueOn: null }, 'task.before-assigned'],
  [{ to: 'finished', on: '2026-11-23', note: null, dueOn: null }, 'task.in-future'],
  [{ to: 'finished', on: '2026-10-31', note: null, dueOn: null }, undefined],
] as const)('entry %o: %s', (entry, code) => expect(refusal(() => nextState(task, entry, '2026-11-22'))).toBe(code));

test('what is over is not overdue, and the last day is none', () => {
  expect(daysOverdue({ dueOn: '2026-10-31', closedOn: null }, '2026-10-31')).toBe(0);
  expect(daysOverdue({ dueOn: '2026-10-31', closedOn: null }, '2026-11-01')).toBe(1);
  expect(daysOverdue({ dueOn: '2026-10-31', closedOn: '2026-11-20' }, '2026-11-22')).toBe(0);
});

test.each([
  // days overdue, levels that see it (first after 1 day, each next after 14 more), three levels above
  [0, 0],
  [1, 1],
  [14, 1],
  [15, 2],
  [28, 2],
  [29, 3],
  [400, 3],
])('%i days overdue climb %i levels', (days, levels) =>
  expect(levelsThatSee(days, climbOn('2026-11-22'), 3)).toBe(levels),
);

test('a setting with its time goes before the default', () => {
  const rows = [{ key: 'task.climb-first-days', valid: { from: '2026-01-01', to: '2027-01-01' }, value: 7 }];
  expect(climbOn('2026-11-22', rows)).toEqual({ first: 7, next: 14 });
  expect(climbOn('2027-01-01', rows)).toEqual({ first: 1, next: 14 });
});

test('climbing never comes down again, and the two ways to ask agree', () => {
  fc.assert(
    fc.property(
      fc.nat(500),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 5 }),
      (days, first, next, above) => {
        const climb = { first, next };
        expect(levelsThatSee(days + 1, climb, above)).toBeGreaterThanOrEqual(levelsThatSee(days, climb, above));
        for (let step = 1; step <= above; step += 1)
          expect(levelsThatSee(days, climb, above) >= step).toBe(days >= seenFromDays(step, climb));
      },
    ),
  );
});

test.each([
  [86.7, 85, 'at_least', true],
  [85, 85, 'at_least', true],
  [84.9, 85, 'at_least', false],
  [3, 0, 'at_most', false],
  [0, 0, 'at_most', true],
  [null, 85, 'at_least', null],
] as const)('value %s against %i %s: %s', (value, target, compare, wanted) =>
  expect(reached(value, target, compare)).toBe(wanted),
);

test('an answer is owed upwards only, and after it was asked', () => {
  expect(refusal(() => assertOwedAbove('b', ['a', 'b']))).toBeUndefined();
  expect(refusal(() => assertOwedAbove('c', ['a', 'b']))).toBe('request.owed-by-elsewhere');
  expect(refusal(() => assertRequestDates({ receivedOn: '2026-11-23', dueOn: '2026-12-01' }, '2026-11-22'))).toBe(
    'request.in-future',
  );
  expect(refusal(() => assertRequestDates({ receivedOn: '2026-11-05', dueOn: '2026-11-04' }, '2026-11-22'))).toBe(
    'request.due-before-received',
  );
  expect(refusal(() => assertCarriesOut({ issuedOn: '2020-01-01' }, { issuedOn: '2020-01-02' }))).toBe(
    'document.older-than-parent',
  );
  expect(refusal(() => assertIssued('2026-11-23', '2026-11-22'))).toBe('document.not-issued-yet');
  expect(refusal(() => assertIssued('2026-11-22', '2026-11-22'))).toBeUndefined();
  expect(levelOf({ kind: 'party_cell', level: null })).toBe('cell');
  expect(levelOf({ kind: 'section_body', level: 'section' })).toBe('grassroots');
});

import { describe, expect, test } from 'vitest';
import { eventOf, EVENTS, isUnsent, needsPerson, next, type RowState, STATES, unsentOf } from './outbox.ts';
import { OUTCOMES } from '../sync/contract.ts';

describe('the states of a command', () => {
  test('every state answers every event, or refuses it by name', () => {
    const never: string[] = [];
    for (const state of STATES)
      for (const event of EVENTS) {
        try {
          expect(STATES).toContain(next(state, event));
        } catch (fault) {
          never.push((fault as Error).message);
        }
      }
    // What the protocol excludes, each for a reason: nothing is sent after an answer, and no answer is taken back by another.
    expect(never).toHaveLength(21);
    expect(never).toContain('outbox: pushed in refused');
    expect(never).toContain('outbox: answered-refused in applied');
  });

  test('what was on its way when the program ended is sent again', () => {
    expect(next('sending', 'restarted')).toBe('kept');
    expect(next('sending', 'lost')).toBe('kept');
  });

  test('a late answer is taken also after a restart, and a second copy of it changes nothing', () => {
    for (const outcome of OUTCOMES) {
      const state = next(next(next('kept', 'pushed'), 'restarted'), eventOf(outcome));
      expect(isUnsent(state)).toBe(false);
      expect(next(state, eventOf(outcome))).toBe(state);
    }
  });

  test('a decision is final: a late copy of the refusal does not ask again', () => {
    for (const state of ['refused', 'conflict', 'held'] as RowState[]) {
      expect(needsPerson(state)).toBe(true);
      const decided = next(state, 'decided');
      expect(decided).toBe('decided');
      expect(next(decided, 'answered-refused')).toBe('decided');
    }
  });
});

describe('“N not sent, the oldest X days”', () => {
  const now = Date.parse('2026-11-22T08:00:00Z');
  test('counts what is here only, and the days of the oldest', () => {
    const rows = [
      { state: 'kept' as const, madeAt: '2026-11-19T08:00:01Z' },
      { state: 'sending' as const, madeAt: '2026-11-22T07:00:00Z' },
      { state: 'refused' as const, madeAt: '2026-11-01T07:00:00Z' },
    ];
    expect(unsentOf(rows, now)).toEqual({
      count: 2,
      undecided: 1,
      oldestDays: 2,
      oldestMadeAt: '2026-11-19T08:00:01Z',
    });
    expect(unsentOf([], now)).toEqual({ count: 0, undecided: 0, oldestDays: null, oldestMadeAt: null });
  });
  test('a clock that was set back never makes a negative age', () => {
    expect(unsentOf([{ state: 'kept', madeAt: '2027-01-01T00:00:00Z' }], now).oldestDays).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assertExitAfterAdmission,
  assertReadmission,
  assertTransition,
  EXIT_KINDS,
  type ExitKind,
  isExit,
  isOnRoll,
  MEMBER_STATES,
  type MemberState,
  nextStates,
  rollMovement,
  type Standing,
  standingAfter,
  type Transition,
} from './index.ts';

const code = (run: () => void): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};
const refusal = (step: Transition): string | null => code(() => assertTransition(step));

describe('steps between states', () => {
  test.each<[Transition, string | null]>([
    [{ from: null, to: 'probationary' }, null],
    [{ from: null, to: 'official' }, null],
    [{ from: null, to: 'exempt' }, null],
    [{ from: null, to: 'transfer_pending' }, 'member.transition-not-allowed'],
    [{ from: null, to: 'deceased' }, 'member.exit-before-admission'],
    [{ from: null, to: 'struck_off' }, 'member.exit-before-admission'],
    [{ from: 'probationary', to: 'official' }, null],
    [{ from: 'probationary', to: 'struck_off' }, null],
    [{ from: 'probationary', to: 'expelled' }, 'member.transition-not-allowed'],
    [{ from: 'probationary', to: 'exempt' }, 'member.transition-not-allowed'],
    [{ from: 'official', to: 'probationary' }, 'member.transition-not-allowed'],
    [{ from: 'official', to: 'official' }, 'member.transition-not-allowed'],
    [{ from: 'official', to: 'exempt' }, null],
    [{ from: 'official', to: 'temp_exempt' }, null],
    [{ from: 'official', to: 'transfer_pending' }, null],
    [{ from: 'official', to: 'transfer_pending', underDiscipline: true }, 'member.transfer-under-discipline'],
    [{ from: 'official', to: 'temporarily_away', underDiscipline: true }, 'member.transfer-under-discipline'],
    [{ from: 'official', to: 'expelled', underDiscipline: true }, null],
    [{ from: 'temp_exempt', to: 'official', standing: 'official' }, null],
    [{ from: 'temp_exempt', to: 'probationary', standing: 'official' }, 'member.transition-not-allowed'],
    [{ from: 'temp_exempt', to: 'probationary', standing: 'probationary' }, null],
    [{ from: 'temp_exempt', to: 'exempt', standing: 'probationary' }, 'member.transition-not-allowed'],
    [{ from: 'temporarily_away', to: 'official', standing: 'probationary' }, null],
    [{ from: 'suspended', to: 'official', standing: 'probationary' }, 'member.transition-not-allowed'],
    [{ from: 'suspended', to: 'official', standing: 'official' }, null],
    [{ from: 'suspended', to: 'transfer_pending', standing: 'official' }, 'member.transition-not-allowed'],
    [{ from: 'suspended', to: 'expelled', standing: 'official' }, null],
    [{ from: 'suspended', to: 'expelled', standing: 'probationary' }, 'member.transition-not-allowed'],
    [{ from: 'transfer_pending', to: 'official', standing: 'official' }, null],
    [{ from: 'deceased', to: 'official' }, 'member.after-death'],
    [{ from: 'deceased', to: 'struck_off' }, 'member.after-death'],
    [{ from: 'struck_off', to: 'probationary' }, null],
    [{ from: 'struck_off', to: 'official' }, 'member.transition-not-allowed'],
    [{ from: 'expelled', to: 'deceased' }, 'member.transition-not-allowed'],
    [{ from: 'transferred_out', to: 'official' }, null],
  ])('%j: %s', (step, expected) => expect(refusal(step)).toBe(expected));

  test('every exit is offered to an official member, none to somebody unknown', () => {
    expect(nextStates({ from: 'official' }).filter(isExit)).toEqual([...EXIT_KINDS]);
    expect(nextStates({ from: null }).filter(isExit)).toEqual([]);
    expect(nextStates({ from: 'deceased' })).toEqual([]);
  });

  test('what the member is stays through side states', () => {
    expect(standingAfter({ from: 'probationary', to: 'temp_exempt', standing: 'probationary' })).toBe('probationary');
    expect(standingAfter({ from: 'probationary', to: 'official', standing: 'probationary' })).toBe('official');
    expect(standingAfter({ from: 'official', to: 'exempt', standing: 'official' })).toBe('official');
  });
});

describe('who counts on the roll', () => {
  test('all states, a transfer on the way too', () => {
    expect(MEMBER_STATES.filter(isOnRoll)).toEqual([...MEMBER_STATES]);
    expect(EXIT_KINDS.some(isOnRoll)).toBe(false);
    expect(isOnRoll(null)).toBe(false);
  });

  test.each<[MemberState | ExitKind | null, MemberState | ExitKind, string | null]>([
    [null, 'probationary', 'in admitted'],
    [null, 'official', 'in transferred_in'],
    ['struck_off', 'probationary', 'in readmitted'],
    ['transferred_out', 'official', 'in transferred_in'],
    ['official', 'exempt', null],
    ['official', 'transfer_pending', null],
    ['transfer_pending', 'official', null],
    ['transfer_pending', 'deceased', 'out deceased'],
    ['official', 'deceased', 'out deceased'],
    ['suspended', 'expelled', 'out expelled'],
  ])('%s to %s: %s', (from, to, expected) => {
    const movement = rollMovement({ from, to });
    expect(movement && `${movement.direction} ${movement.cause}`).toBe(expected);
  });

  test('over any allowed life the movements add up to being on the roll or not', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 25 }), (choices) => {
        let from: MemberState | ExitKind | null = null;
        let standing: Standing = 'probationary';
        let roll = 0;
        for (const choice of choices) {
          const options = nextStates({ from, standing });
          const to = options[choice % Math.max(1, options.length)];
          if (to === undefined) break;
          const movement = rollMovement({ from, to });
          roll += movement === null ? 0 : movement.direction === 'in' ? 1 : -1;
          expect(roll).toBe(isOnRoll(to) ? 1 : 0);
          standing = standingAfter({ from, to, standing });
          from = to;
        }
      }),
    );
  });
});

describe('leaving and coming back', () => {
  test('nobody leaves before joining', () => {
    expect(code(() => assertExitAfterAdmission({ admittedOn: '2020-05-01', exitOn: '2020-04-30' }))).toBe(
      'member.exit-before-admission',
    );
    expect(code(() => assertExitAfterAdmission({ admittedOn: '2020-05-01', exitOn: '2020-05-01' }))).toBeNull();
  });

  const asked = {
    exit: 'struck_off' as ExitKind,
    leftOn: '2022-07-15',
    on: '2025-07-15',
    readmittedBefore: 0,
    provincialConsent: true,
  };
  test.each([
    [{}, null],
    [{ on: '2025-07-14' }, 'member.readmission-too-early'],
    [{ serious: true }, 'member.readmission-too-early'],
    [{ serious: true, on: '2027-07-15' }, null],
    [{ readmittedBefore: 1 }, 'member.readmission-once'],
    [{ provincialConsent: false }, 'member.readmission-no-consent'],
    [{ exit: 'deceased' as ExitKind }, 'member.after-death'],
    [{ exit: 'transferred_out' as ExitKind }, 'member.transition-not-allowed'],
  ])('readmission %j: %s', (change, expected) =>
    expect(code(() => assertReadmission({ ...asked, ...change }))).toBe(expected),
  );
});

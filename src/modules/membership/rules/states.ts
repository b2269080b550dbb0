import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths } from '#platform/time/dates.ts';
import { type RuleSetting, ruleValue } from './rule-tables.ts';

/** The states in which somebody is a member. */
export const MEMBER_STATES = [
  'probationary',
  'official',
  'temporarily_away',
  'temp_exempt',
  'exempt',
  'suspended',
  'transfer_pending',
] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

/** The ways out. `transferred_out` leaves this register only. */
export const EXIT_KINDS = ['struck_off', 'expelled', 'withdrawn', 'deceased', 'transferred_out'] as const;
export type ExitKind = (typeof EXIT_KINDS)[number];

/** What a member is whatever the side state: an exempt member is still one of the two. */
export type Standing = 'probationary' | 'official';

/** What moves the roll, named as the events that are kept. */
export type RollCause = 'admitted' | 'readmitted' | 'transferred_in' | ExitKind;

/**
 * States that count in I-01. A member whose transfer is under way stays on the roll of the cell he comes from until the other has
 * received him: everybody belongs somewhere on every day (docs/decisions/0006).
 */
export const ROLL_STATES: readonly MemberState[] = MEMBER_STATES;

/** True for a state that counts on the roll. @see DOMAIN.md 7.2, I-01 */
export function isOnRoll(state: MemberState | ExitKind | null): boolean {
  return state !== null && !isExit(state) && ROLL_STATES.includes(state);
}

/** True for a way out. */
export function isExit(state: MemberState | ExitKind): state is ExitKind {
  return EXIT_KINDS.some((exit) => exit === state);
}

const SIDE_OF_OFFICIAL: MemberState[] = ['temporarily_away', 'temp_exempt', 'exempt', 'suspended', 'transfer_pending'];
const EXITS: ExitKind[] = [...EXIT_KINDS];
const BOTH: MemberState[] = ['probationary', 'official'];

/**
 * What may follow what. Exemption is for official members, and a probationary member who fails is struck off, not
 * expelled; a suspended member cannot be transferred, sent away or exempted before the case is closed.
 */
const FOLLOWERS: Record<MemberState | ExitKind, readonly (MemberState | ExitKind)[]> = {
  probationary: ['official', 'temporarily_away', 'temp_exempt', 'suspended', 'transfer_pending', ...EXITS],
  official: [...SIDE_OF_OFFICIAL, ...EXITS],
  temporarily_away: [...BOTH, 'temp_exempt', 'exempt', 'suspended', 'transfer_pending', ...EXITS],
  temp_exempt: [...BOTH, 'temporarily_away', 'exempt', 'suspended', 'transfer_pending', ...EXITS],
  exempt: ['official', 'suspended', 'transfer_pending', ...EXITS],
  suspended: [...BOTH, 'struck_off', 'expelled', 'withdrawn', 'deceased'],
  transfer_pending: [...BOTH, 'temporarily_away', 'temp_exempt', 'exempt', ...EXITS],
  struck_off: ['probationary'],
  expelled: ['probationary'],
  withdrawn: ['probationary'],
  deceased: [],
  transferred_out: MEMBER_STATES.filter((state) => state !== 'transfer_pending'),
};

/** A step from one state to another. `from` is `null` for somebody who is not in the register yet. */
export type Transition = {
  from: MemberState | ExitKind | null;
  to: MemberState | ExitKind;
  /** What the member is before the step; needed where `from` is a side state. */
  standing?: Standing;
  /** Under inspection, complaint or disciplinary handling. */
  underDiscipline?: boolean;
};

/** The states and exits that may follow, for offering only what is possible. */
export function nextStates(step: Omit<Transition, 'to'>): (MemberState | ExitKind)[] {
  return [...MEMBER_STATES, ...EXIT_KINDS].filter((to) => refusalOf({ ...step, to }) === null);
}

/**
 * Refuses a step that the rules of membership do not know.
 * @throws RuleBroken `member.exit-before-admission` when somebody leaves who never joined
 * @throws RuleBroken `member.after-death` when anything follows a death
 * @throws RuleBroken `member.transfer-under-discipline` when the member is under inspection or disciplinary handling
 * @throws RuleBroken `member.transition-not-allowed` `{ from, to }`
 * @see DOMAIN.md 3.1, 3.3, 3.4; Party Charter (2011), Articles 5 to 8 and 35
 */
export function assertTransition(step: Transition): void {
  const code = refusalOf(step);
  if (code) throw new RuleBroken(code, { from: step.from, to: step.to });
}

function refusalOf({ from, to, standing, underDiscipline }: Transition): string | null {
  if (from === null) {
    if (isExit(to)) return 'member.exit-before-admission';
    return to === 'transfer_pending' ? 'member.transition-not-allowed' : null;
  }
  if (from === 'deceased') return 'member.after-death';
  if (underDiscipline && (to === 'transfer_pending' || to === 'transferred_out' || to === 'temporarily_away')) {
    return 'member.transfer-under-discipline';
  }
  if (!FOLLOWERS[from].includes(to)) return 'member.transition-not-allowed';
  const was = from === 'probationary' || from === 'official' ? from : isExit(from) ? undefined : standing;
  // Nobody goes back from official to probationary, and the cases below need an official member.
  if (was === 'official' && to === 'probationary') return 'member.transition-not-allowed';
  if (was === 'probationary' && (to === 'exempt' || to === 'expelled')) return 'member.transition-not-allowed';
  // Recognition waits until a suspension is over.
  if (was === 'probationary' && from === 'suspended' && to === 'official') return 'member.transition-not-allowed';
  return null;
}

/** What the member is after the step. */
export function standingAfter(step: Transition & { standing: Standing }): Standing {
  return step.to === 'probationary' || step.to === 'official' ? step.to : step.standing;
}

/**
 * What a step does to the roll, so that start + in − out = end holds by construction; `null` when it does nothing. A referral moves
 * nobody; the day on which the other cell receives the member is out for the one and in for the other.
 */
export function rollMovement({
  from,
  to,
}: Pick<Transition, 'from' | 'to'>): { direction: 'in' | 'out'; cause: RollCause } | null {
  const [before, after] = [isOnRoll(from), isOnRoll(to)];
  if (before === after) return null;
  if (before) return { direction: 'out', cause: isExit(to) ? to : 'transferred_out' };
  if (from === null) return { direction: 'in', cause: to === 'probationary' ? 'admitted' : 'transferred_in' };
  const readmitted = from === 'struck_off' || from === 'expelled' || from === 'withdrawn';
  return { direction: 'in', cause: readmitted ? 'readmitted' : 'transferred_in' };
}

/**
 * Refuses an exit dated before the admission.
 * @throws RuleBroken `member.exit-before-admission` `{ admittedOn, exitOn }`
 */
export function assertExitAfterAdmission(dates: { admittedOn: PlainDate; exitOn: PlainDate }): void {
  if (dates.exitOn < dates.admittedOn) throw new RuleBroken('member.exit-before-admission', dates);
}

/**
 * Refuses a readmission that comes too early or a second time, or that lacks the provincial level's consent.
 * @param request.serious the cases in which 60 months are asked instead of 36
 * @throws RuleBroken `member.after-death`, `member.transition-not-allowed`, `member.readmission-once`,
 *   `member.readmission-too-early` `{ earliestOn, months }`, `member.readmission-no-consent`
 * @see DOMAIN.md 3.5; 36 months [S11b], 60 months [K-m], once only [K-h]
 */
export function assertReadmission(
  request: {
    exit: ExitKind;
    leftOn: PlainDate;
    on: PlainDate;
    readmittedBefore: number;
    provincialConsent: boolean;
    serious?: boolean;
  },
  settings: readonly RuleSetting[] = [],
): void {
  assertTransition({ from: request.exit, to: 'probationary' });
  if (request.exit === 'transferred_out') {
    throw new RuleBroken('member.transition-not-allowed', { from: request.exit, to: 'readmission' });
  }
  const times = ruleValue('readmission.times', request.on, settings);
  if (request.readmittedBefore >= times) throw new RuleBroken('member.readmission-once', { times });
  const key = request.serious ? 'readmission.after-serious-months' : 'readmission.after-months';
  const months = ruleValue(key, request.on, settings);
  const earliestOn = addMonths(request.leftOn, months);
  if (request.on < earliestOn) throw new RuleBroken('member.readmission-too-early', { earliestOn, months });
  if (!request.provincialConsent) throw new RuleBroken('member.readmission-no-consent');
}

import type { Outcome } from './wire.ts';

/**
 * Where a command of this device stands.
 * - `kept`: on this device only; it will be sent in its turn
 * - `sending`: on its way; nobody knows yet whether it arrived
 * - `applied`: the server has it; it leaves the outbox
 * - `refused`, `conflict`: the server answered no; a person must decide
 * - `held`: the server waits for the decision about an earlier command on the same record
 * - `decided`: a person decided; what was written stays in the history of the device
 */
export const STATES = ['kept', 'sending', 'applied', 'refused', 'conflict', 'held', 'decided'] as const;
export type RowState = (typeof STATES)[number];

/** What can happen to a command. `restarted`: the program was opened again; `lost`: no answer, or the server's own fault. */
export const EVENTS = [
  'pushed',
  'lost',
  'restarted',
  'answered-applied',
  'answered-refused',
  'answered-conflict',
  'answered-waiting',
  'decided',
] as const;
export type RowEvent = (typeof EVENTS)[number];

/** `same` changes nothing (a late or doubled answer); `never` is a fault of the program and is thrown. */
type Then = RowState | 'same' | 'never';

/**
 * Every state with every event. A command that went out once may be answered at any time later, also after a restart, by a
 * late copy of the answer; an answer never takes back what a person decided, and nothing leaves `applied`.
 */
const TABLE = {
  kept: {
    pushed: 'sending',
    lost: 'same',
    restarted: 'same',
    'answered-applied': 'applied',
    'answered-refused': 'refused',
    'answered-conflict': 'conflict',
    'answered-waiting': 'held',
    decided: 'never',
  },
  sending: {
    pushed: 'same',
    lost: 'kept',
    restarted: 'kept',
    'answered-applied': 'applied',
    'answered-refused': 'refused',
    'answered-conflict': 'conflict',
    'answered-waiting': 'held',
    decided: 'never',
  },
  applied: {
    pushed: 'never',
    lost: 'same',
    restarted: 'same',
    'answered-applied': 'same',
    'answered-refused': 'never',
    'answered-conflict': 'never',
    'answered-waiting': 'never',
    decided: 'never',
  },
  refused: {
    pushed: 'never',
    lost: 'same',
    restarted: 'same',
    'answered-applied': 'never',
    'answered-refused': 'same',
    'answered-conflict': 'never',
    'answered-waiting': 'never',
    decided: 'decided',
  },
  conflict: {
    pushed: 'never',
    lost: 'same',
    restarted: 'same',
    'answered-applied': 'never',
    'answered-refused': 'never',
    'answered-conflict': 'same',
    'answered-waiting': 'never',
    decided: 'decided',
  },
  held: {
    pushed: 'never',
    lost: 'same',
    restarted: 'same',
    'answered-applied': 'never',
    'answered-refused': 'never',
    'answered-conflict': 'never',
    'answered-waiting': 'same',
    decided: 'decided',
  },
  decided: {
    pushed: 'never',
    lost: 'same',
    restarted: 'same',
    'answered-applied': 'never',
    'answered-refused': 'same',
    'answered-conflict': 'same',
    'answered-waiting': 'same',
    decided: 'same',
  },
} as const satisfies Record<RowState, Record<RowEvent, Then>>;

/** The state after an event. @throws Error for what the protocol excludes: then the device stops rather than guess */
export function next(state: RowState, event: RowEvent): RowState {
  const then: Then = TABLE[state][event];
  if (then === 'never') throw new Error(`outbox: ${event} in ${state}`);
  return then === 'same' ? state : then;
}

/** The event that an outcome of the server is. */
export function eventOf(outcome: Outcome): RowEvent {
  return `answered-${outcome}`;
}

/** Not yet with the server: counted in “N not sent”. */
export function isUnsent(state: RowState): boolean {
  return state === 'kept' || state === 'sending';
}

/** Needs a person. */
export function needsPerson(state: RowState): boolean {
  return state === 'refused' || state === 'conflict' || state === 'held';
}

/** “N not sent, the oldest X days”: what is always in sight. `oldestDays` is null when everything was sent. */
export function unsentOf(
  rows: readonly { state: RowState; madeAt: string }[],
  now: number,
): { count: number; undecided: number; oldestDays: number | null; oldestMadeAt: string | null } {
  const unsent = rows.filter((row) => isUnsent(row.state));
  const oldestMadeAt = unsent.reduce<string | null>(
    (oldest, { madeAt }) => (oldest === null || madeAt < oldest ? madeAt : oldest),
    null,
  );
  // A clock that was set back makes nothing younger than today.
  const oldestDays =
    oldestMadeAt === null ? null : Math.max(0, Math.floor((now - Date.parse(oldestMadeAt)) / 86_400_000));
  return {
    count: unsent.length,
    undecided: rows.filter((row) => needsPerson(row.state)).length,
    oldestDays,
    oldestMadeAt,
  };
}

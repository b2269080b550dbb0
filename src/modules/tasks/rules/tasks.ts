import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { daysBetween } from '#platform/time/dates.ts';
import type { Compare, Level, TaskState } from './values.ts';

/**
 * What may follow what. A task that is over stays over; what is not finished goes on as a new task with a new deadline.
 * @see DOMAIN.md 4.4: assigned → in_progress → done | late | dropped (with reason) | carried_over
 */
export const TASK_TRANSITIONS: Readonly<Record<TaskState, readonly TaskState[]>> = {
  assigned: ['in_progress', 'done', 'late', 'dropped', 'carried_over'],
  in_progress: ['in_progress', 'done', 'late', 'dropped', 'carried_over'],
  done: [],
  late: [],
  dropped: [],
  carried_over: [],
};

/** True while something is still to be done. */
export function isOpen(state: TaskState): boolean {
  return state === 'assigned' || state === 'in_progress';
}

/** @throws RuleBroken `task.closed-already` `{ state }`, `task.transition-not-allowed` `{ from, to }` @see DOMAIN.md 4.4 */
export function assertTaskTransition(from: TaskState, to: TaskState): void {
  if (!isOpen(from)) throw new RuleBroken('task.closed-already', { state: from });
  if (!TASK_TRANSITIONS[from].includes(to)) throw new RuleBroken('task.transition-not-allowed', { from, to });
}

/**
 * Finished on the last day is in time; a day later is late. Nobody chooses between the two.
 * @see DOMAIN.md 4.4 and 7.2, I-27: done by due date
 */
export function finishedState(dueOn: PlainDate, finishedOn: PlainDate): 'done' | 'late' {
  return finishedOn <= dueOn ? 'done' : 'late';
}

/**
 * One person or one unit answers for a task, never nobody and never both.
 * @throws RuleBroken `task.owner-missing`, `task.two-owners` @see DOMAIN.md 4.4: what, who, when, measure
 */
export function assertOwner(owner: { ownerPersonId: string | null; ownerUnitId: string | null }): void {
  if (owner.ownerPersonId === null && owner.ownerUnitId === null) throw new RuleBroken('task.owner-missing');
  if (owner.ownerPersonId !== null && owner.ownerUnitId !== null) throw new RuleBroken('task.two-owners');
}

/** @throws RuleBroken `task.due-before-assigned` `{ assignedOn, dueOn }` */
export function assertDeadline({ assignedOn, dueOn }: { assignedOn: PlainDate; dueOn: PlainDate }): void {
  if (dueOn < assignedOn) throw new RuleBroken('task.due-before-assigned', { assignedOn, dueOn });
}

/**
 * What is entered about an open task on a day.
 * @throws RuleBroken `task.closed-already`, `task.before-assigned` `{ assignedOn }`, `task.in-future`,
 *   `task.drop-needs-reason`, `task.carry-not-later` `{ dueOn }`
 */
export function nextState(
  task: { state: TaskState; assignedOn: PlainDate; dueOn: PlainDate },
  entry: {
    to: 'in_progress' | 'finished' | 'dropped' | 'carried_over';
    on: PlainDate;
    note: string | null;
    dueOn: PlainDate | null;
  },
  today: PlainDate,
): TaskState {
  const to = entry.to === 'finished' ? finishedState(task.dueOn, entry.on) : entry.to;
  assertTaskTransition(task.state, to);
  if (entry.on < task.assignedOn) throw new RuleBroken('task.before-assigned', { assignedOn: task.assignedOn });
  if (entry.on > today) throw new RuleBroken('task.in-future', { on: entry.on });
  if (to === 'dropped' && !entry.note) throw new RuleBroken('task.drop-needs-reason');
  if (to === 'carried_over' && (entry.dueOn === null || entry.dueOn <= task.dueOn || entry.dueOn < entry.on))
    throw new RuleBroken('task.carry-not-later', { dueOn: task.dueOn });
  return to;
}

/** Whole days past the deadline of what is still open; the last day itself is none. */
export function daysOverdue(task: { dueOn: PlainDate; closedOn: PlainDate | null }, today: PlainDate): number {
  return task.closedOn !== null || task.dueOn >= today ? 0 : daysBetween(task.dueOn, today);
}

/** After how many days overdue each level sees a task: `first` for the one directly above, `next` more for each further. */
export type Climb = { first: number; next: number };

/**
 * How many levels above the unit see a task that is so many days overdue, counted from the one directly above. The unit
 * itself always sees it.
 * @see issue “tasks”: overdue climbs up the tree; the steps are settings
 */
export function levelsThatSee(overdue: number, climb: Climb, above: number): number {
  if (overdue < climb.first) return 0;
  const further = climb.next <= 0 ? above : Math.floor((overdue - climb.first) / climb.next);
  return Math.min(above, 1 + further);
}

/** Days overdue from which a level so many steps above sees a task. */
export function seenFromDays(steps: number, climb: Climb): number {
  return steps <= 0 ? 0 : climb.first + (steps - 1) * climb.next;
}

/** Whether a figure has reached its target; null while it has no value (no denominator). */
export function reached(value: number | null, target: number, compare: Compare): boolean | null {
  if (value === null) return null;
  return compare === 'at_least' ? value >= target : value <= target;
}

/** Which words name the level of a unit that owes an answer. */
export function levelOf(unit: { kind: string; level: string | null }): Level {
  if (unit.level === 'province' || unit.level === 'district' || unit.level === 'commune') return unit.level;
  return unit.level === 'grassroots' || unit.level === 'section' ? 'grassroots' : 'cell';
}

/**
 * An answer is owed by the unit where the request was made or by one above it, never by a neighbour.
 * @throws RuleBroken `request.owed-by-elsewhere` @see DOMAIN.md 4.6: who owes it, deadline, closed on
 */
export function assertOwedAbove(owedById: string, upwards: readonly string[]): void {
  if (!upwards.includes(owedById)) throw new RuleBroken('request.owed-by-elsewhere');
}

/** @throws RuleBroken `request.due-before-received` `{ receivedOn, dueOn }`, `request.in-future` */
export function assertRequestDates(request: { receivedOn: PlainDate; dueOn: PlainDate }, today: PlainDate): void {
  if (request.receivedOn > today) throw new RuleBroken('request.in-future', { on: request.receivedOn });
  if (request.dueOn < request.receivedOn)
    throw new RuleBroken('request.due-before-received', { receivedOn: request.receivedOn, dueOn: request.dueOn });
}

/** A document is entered once it was issued. @throws RuleBroken `document.not-issued-yet` `{ on }` */
export function assertIssued(issuedOn: PlainDate, today: PlainDate): void {
  if (issuedOn > today) throw new RuleBroken('document.not-issued-yet', { on: issuedOn });
}

/** A document that carries out another is not older than it. @throws RuleBroken `document.older-than-parent` `{ issuedOn }` */
export function assertCarriesOut(child: { issuedOn: PlainDate }, parent: { issuedOn: PlainDate }): void {
  if (child.issuedOn < parent.issuedOn)
    throw new RuleBroken('document.older-than-parent', { issuedOn: parent.issuedOn });
}

import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths, firstOfMonth, lastOfMonth } from '#platform/time/dates.ts';
import type { AgendaKind, MeetingKind, MeetingState } from './values.ts';

/**
 * The course of a meeting: planned, held, minutes in draft, agreed by the cell, locked. What is agreed may be opened again
 * until it is locked; after that there are only corrections as new versions.
 * @see DOMAIN.md 4.2 to 4.4
 */
export const MEETING_TRANSITIONS: Readonly<Record<MeetingState, readonly MeetingState[]>> = {
  planned: ['held', 'cancelled'],
  held: ['draft'],
  draft: ['agreed'],
  agreed: ['draft', 'locked'],
  locked: [],
  cancelled: [],
};

/** @throws RuleBroken `minutes.locked`, `meeting.cancelled`, `meeting.transition-not-allowed` `{ from, to }` */
export function assertMeetingTransition(from: MeetingState, to: MeetingState): void {
  if (from === 'locked') throw new RuleBroken('minutes.locked');
  if (from === 'cancelled') throw new RuleBroken('meeting.cancelled');
  if (!MEETING_TRANSITIONS[from].includes(to)) throw new RuleBroken('meeting.transition-not-allowed', { from, to });
}

/** Attendance, agenda, votes and text may be written until the cell agrees. @throws RuleBroken `minutes.agreed`, `minutes.locked`, `meeting.cancelled` */
export function assertOpenForWriting(state: MeetingState): void {
  if (state === 'agreed') throw new RuleBroken('minutes.agreed');
  if (state === 'locked') throw new RuleBroken('minutes.locked');
  if (state === 'cancelled') throw new RuleBroken('meeting.cancelled');
}

/**
 * Closing asks that every open task of earlier meetings was touched at this one.
 * @throws RuleBroken `meeting.tasks-untouched` `{ count, title }` @see DOMAIN.md 4.4
 */
export function assertTasksTouched(untouched: readonly { title: string }[]): void {
  const [first] = untouched;
  if (first) throw new RuleBroken('meeting.tasks-untouched', { count: untouched.length, title: first.title });
}

/**
 * The usual agenda; a thematic meeting has its own, and one joined to a regular meeting both.
 * @see DOMAIN.md 4.2
 */
export function agendaSkeleton(kind: MeetingKind, alsoThematic: boolean): AgendaKind[] {
  const thematic: AgendaKind[] = ['theme', 'discussion'];
  if (kind === 'thematic') return ['opening', ...thematic, 'next_tasks', 'conclusion', 'minutes'];
  const regular: AgendaKind[] = ['opening', 'information', 'review', 'self_criticism', 'next_tasks', 'party_work'];
  return [...regular, ...(alsoThematic ? thematic : (['discussion'] as const)), 'vote', 'conclusion', 'minutes'];
}

/** What is said at self-criticism is not kept about anybody. @throws RuleBroken `minutes.self-criticism-content` @see DOMAIN.md 8.3 */
export function assertNoSelfCriticism(items: readonly { kind: AgendaKind; text: string }[]): void {
  if (items.some((item) => item.kind === 'self_criticism' && item.text.trim() !== ''))
    throw new RuleBroken('minutes.self-criticism-content');
}

/** Which kinds of meeting a kind of unit holds: regular and thematic ones are of cells. @throws RuleBroken `meeting.kind-of-unit` */
export function assertKindOfUnit(kind: MeetingKind, unit: { tree: string; kind: string; name: string }): void {
  const isCell = unit.kind === 'party_cell' || unit.kind === 'grassroots_cell';
  const fits = kind === 'regular' || kind === 'thematic' ? isCell : unit.tree === 'party';
  if (!fits) throw new RuleBroken('meeting.kind-of-unit', { kind, unit: unit.name });
}

/** A thematic meeting names its theme, others have none. @throws RuleBroken `meeting.theme-needed`, `meeting.theme-not-thematic` */
export function assertTheme(meeting: { kind: MeetingKind; alsoThematic: boolean; theme: string | null }): void {
  const thematic = meeting.kind === 'thematic' || (meeting.kind === 'regular' && meeting.alsoThematic);
  if (thematic && meeting.theme === null) throw new RuleBroken('meeting.theme-needed');
  if (!thematic && (meeting.theme !== null || meeting.alsoThematic)) throw new RuleBroken('meeting.theme-not-thematic');
}

/**
 * A meeting that was held, was held on a day that has come, in its month or made up for within the month after.
 * @throws RuleBroken `meeting.in-future`, `meeting.other-month` `{ month }`
 */
export function assertHeldOn(heldOn: PlainDate, forMonth: PlainDate, today: PlainDate): void {
  if (heldOn > today) throw new RuleBroken('meeting.in-future', { on: heldOn });
  if (heldOn < addMonths(forMonth, -1) || heldOn > lastOfMonth(addMonths(forMonth, 1)))
    throw new RuleBroken('meeting.other-month', { month: forMonth });
}

/** First day of the month for which a meeting counts. */
export function monthOf(on: PlainDate): PlainDate {
  return firstOfMonth(on);
}

/** Minutes between two clock times of one evening; null where one is missing. */
export function lengthMinutes(started: string | null, ended: string | null): number | null {
  if (started === null || ended === null) return null;
  const at = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return at(ended) - at(started);
}

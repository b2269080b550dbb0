import type { PlainDate } from '#platform/shapes.ts';

/** A meeting as far as its month asks for it. */
export type HeldInMonth = { id: string; month: PlainDate; state: string; heldOn: PlainDate | null };
export type MonthOf = {
  month: number;
  state: 'locked' | 'unsent' | 'planned' | 'missed' | 'due' | 'none';
  meetingId: string | null;
  day: number | null;
};

/** The first day of a month. */
export const firstOf = (year: number, month: number): PlainDate => `${year}-${String(month).padStart(2, '0')}-01`;

/** The last month of a year that has begun. */
export const throughMonth = (year: number, today: PlainDate): number => {
  const now = Number(today.slice(0, 4));
  return year < now ? 12 : year > now ? 0 : Number(today.slice(5, 7));
};

/**
 * What became of a month in which a meeting is due: held and sent, held and not sent, planned, missed, still due, or nothing to hold
 * because the unit was not there on its first day or the month is to come.
 * @param given.meetings those of the kind that is due, in their order within the month
 * @see DOMAIN.md 4.1: once a month, a cell and a committee alike [K-h]
 */
export function monthState(given: {
  from: PlainDate;
  meetings: readonly HeldInMonth[];
  year: number;
  month: number;
  today: PlainDate;
}): MonthOf {
  const { from, meetings, year, month, today } = given;
  const first = firstOf(year, month);
  const there = meetings.filter((meeting) => meeting.month === first);
  const meeting = there.find(({ heldOn }) => heldOn !== null) ?? there[0];
  const [now, then] = [today.slice(0, 7), first.slice(0, 7)];
  return {
    month,
    state: stateOf(),
    meetingId: meeting?.id ?? null,
    day: meeting?.heldOn ? Number(meeting.heldOn.slice(8)) : null,
  };

  function stateOf(): MonthOf['state'] {
    if (meeting?.state === 'locked') return 'locked';
    if (meeting?.heldOn) return 'unsent';
    if (meeting) return then < now ? 'missed' : 'planned';
    if (from > first || then > now) return 'none';
    return then === now ? 'due' : 'missed';
  }
}

/** All twelve months of a year. */
export const monthStates = (given: Omit<Parameters<typeof monthState>[0], 'month'>): MonthOf[] =>
  Array.from({ length: 12 }, (_, at) => monthState({ ...given, month: at + 1 }));

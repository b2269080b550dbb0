import type { MemberDoc } from '#modules/membership/field-contract.ts';
import type { TaskDoc } from '#modules/tasks/field-contract.ts';
import { byDue, isOpen } from '#modules/tasks/field-ui.ts';
import { useBase, useView } from '#platform/field/ui/field.ts';
import type { View } from '#platform/field/view.ts';
import type { MeetingDoc } from '../field-contract.ts';
import { meetingRule, type MeetingRuleKey, type MeetingSetting } from '../rules/settings.ts';

export function useMeeting(id: string | undefined): MeetingDoc | undefined {
  return useView().get<MeetingDoc>('meeting', id ?? '');
}

/** The version on which a form about the meeting opens. */
export function useMeetingBase(meeting: MeetingDoc): number | null {
  return useBase(meeting.id, meeting.version);
}

/** Whom a meeting calls, in the order of given names as the roll has them. */
export function membersOf(view: View): MemberDoc[] {
  return view.list<MemberDoc>('member').toSorted((a, b) => given(a.name).localeCompare(given(b.name), 'vi'));
}

const given = (name: string): string => name.split(' ').at(-1) ?? name;

/** Open tasks of before this meeting, and those touched at it: none may be passed over. @see DOMAIN.md 4.4 */
export function reviewOf(view: View, meeting: MeetingDoc): { task: TaskDoc; touched: boolean }[] {
  const on = meeting.heldOn ?? meeting.plannedOn;
  return view
    .list<TaskDoc>('task')
    .filter((task) => {
      if (meeting.touchedIds.includes(task.id)) return true;
      return isOpen(task) && task.assignedOn < on && task.sourceMeetingId !== meeting.id;
    })
    .sort(byDue)
    .map((task) => ({ task, touched: meeting.touchedIds.includes(task.id) }));
}

/** A number of the rules on a day: the administrators' setting goes first. */
export function ruleNumber(view: View, key: MeetingRuleKey, on: string): number {
  const setting = view.get<{ rows: { value: unknown; validFrom: string | null; validTo: string | null }[] }>(
    'setting',
    key,
  );
  const settings = (setting?.rows ?? []).flatMap(({ value, validFrom, validTo }): MeetingSetting[] =>
    typeof value === 'number' ? [{ key, value, valid: { from: validFrom, to: validTo } }] : [],
  );
  return meetingRule(key, on, settings);
}

/** Accepted absences in a row right before, in the year: as far as the meetings on this device tell. */
export function absentBefore(view: View, meeting: MeetingDoc, personId: string): number {
  const on = meeting.heldOn ?? meeting.plannedOn;
  const before = view
    .list<MeetingDoc>('meeting')
    .filter(
      (one) =>
        one.id !== meeting.id && one.heldOn !== null && one.heldOn < on && one.heldOn.slice(0, 4) === on.slice(0, 4),
    )
    .sort((a, b) => ((a.heldOn ?? '') < (b.heldOn ?? '') ? 1 : -1));
  let count = 0;
  for (const one of before) {
    if (one.attendance.find((row) => row.personId === personId)?.presence !== 'excused') break;
    count += 1;
  }
  return count;
}

/** The next meeting to hold or to finish; the oldest first, so that none is forgotten. */
export function nextMeeting(view: View): MeetingDoc | undefined {
  return view
    .list<MeetingDoc>('meeting')
    .filter((one) => ['planned', 'held', 'draft'].includes(one.state))
    .sort((a, b) => (a.plannedOn < b.plannedOn ? -1 : 1))[0];
}

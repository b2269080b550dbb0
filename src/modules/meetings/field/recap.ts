import type { TaskDoc } from '#modules/tasks/field-contract.ts';
import { useView } from '#platform/field/ui/field.ts';
import { useFormat, useText } from '#platform/messages.ts';
import type { MeetingDoc } from '../field-contract.ts';
import { reviewOf } from './data.ts';

/**
 * The meeting in short sentences that can be read aloud: who was there, what became of last month, what was voted, who does what
 * until when. Minutes are Vietnamese by rule (DOMAIN.md 4.1), so these words are those of the catalogue the reader chose, and the
 * conclusion is as it was written.
 */
export function useRecap(meeting: MeetingDoc): string[] {
  const t = useText();
  const format = useFormat();
  const view = useView();
  const lines: string[] = [];
  const tasks: string[] = [];
  if (meeting.summoned !== null)
    lines.push(t('meetings.field.recap.present', { present: meeting.present ?? 0, summoned: meeting.summoned }));
  const review = reviewOf(view, meeting).map(({ task }) => task);
  if (review.length > 0) {
    const count = (states: readonly TaskDoc['state'][]) => review.filter((task) => states.includes(task.state)).length;
    lines.push(
      t('meetings.field.recap.review', {
        done: count(['done', 'late']),
        open: count(['assigned', 'in_progress']),
        carried: count(['carried_over']),
      }),
    );
  }
  for (const vote of meeting.votes)
    lines.push(
      t(vote.passed ? 'meetings.field.recap.vote' : 'meetings.field.recap.vote-failed', {
        title: vote.title,
        for: vote.votesFor,
        base: vote.base,
      }),
    );
  for (const id of meeting.taskIds) {
    const task = view.get<TaskDoc>('task', id);
    if (task)
      tasks.push(
        t('meetings.field.recap.task', { who: task.owner.name ?? '–', title: task.title, on: format.date(task.dueOn) }),
      );
  }
  const written = meeting.minutes?.body.conclusion;
  return written ? [written, ...tasks] : [...lines, ...tasks];
}

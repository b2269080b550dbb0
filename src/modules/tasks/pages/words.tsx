import { useFormat, useText } from '#platform/messages.ts';
import type { Tone } from '#platform/ui/notices.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { TaskState } from '../rules/index.ts';

/** What each state looks like; the word always stands beside the colour. */
export const TONE_OF_STATE: Record<TaskState, Tone> = {
  assigned: 'none',
  in_progress: 'sel',
  done: 'ok',
  late: 'wait',
  dropped: 'none',
  carried_over: 'two',
};

/** Where a task stands: overdue before anything else. */
export function StateChip({ task }: { task: { state: TaskState; daysOverdue: number } }) {
  const t = useText();
  return task.daysOverdue > 0 ? (
    <Chip tone="late">{t('tasks.page.overdue-days', { days: task.daysOverdue })}</Chip>
  ) : (
    <Chip tone={TONE_OF_STATE[task.state]}>{t(`tasks.state.${task.state}`)}</Chip>
  );
}

/** A day, with how far it is. */
export function DueText({ on }: { on: string }) {
  const format = useFormat();
  return (
    <span className="nw" title={format.relativeDay(on)}>
      {format.date(on)}
    </span>
  );
}

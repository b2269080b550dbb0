import { Chip, Dot, type Tone } from '#platform/field/ui/kit.tsx';
import type { IconName } from '#platform/field/ui/icon-names.ts';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { daysBetween } from '#platform/time/dates.ts';
import type { TaskDoc } from '../field-contract.ts';

export const isOpen = (task: Pick<TaskDoc, 'closedOn'>): boolean => task.closedOn === null;

/** Days past its day; 0 while it has time. */
export function daysLate(task: Pick<TaskDoc, 'closedOn' | 'dueOn'>, today = todayInVietnam()): number {
  return task.closedOn === null ? Math.max(0, daysBetween(task.dueOn, today)) : 0;
}

export function byDue(a: TaskDoc, b: TaskDoc): number {
  return a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id < b.id ? -1 : 1;
}

/** Colour, icon and word of a task, always the three. */
export function TaskDot({ task }: { task: TaskDoc }) {
  const [icon, tone] = lookOf(task);
  return <Dot icon={icon} tone={tone} />;
}

function lookOf(task: TaskDoc): [IconName, Tone] {
  if (task.state === 'done' || task.state === 'late') return ['done', 'ok'];
  if (task.state === 'carried_over') return ['carry', 'sel'];
  if (task.state === 'dropped') return ['no', ''];
  if (daysLate(task) > 0) return ['alert', 'late'];
  return task.state === 'in_progress' ? ['clock', 'wait'] : ['doing', ''];
}

export function TaskChip({ task }: { task: TaskDoc }) {
  const t = useText();
  const late = daysLate(task);
  const tone: Tone =
    task.state === 'done'
      ? 'ok'
      : task.state === 'late' || late > 0
        ? 'late'
        : task.state === 'carried_over'
          ? 'sel'
          : '';
  return <Chip tone={tone}>{late > 0 ? t('tasks.field.late', { days: late }) : t(`tasks.state.${task.state}`)}</Chip>;
}

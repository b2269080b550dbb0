import type { FieldRoom } from '#platform/field/ui/field.ts';
import { effects } from './field/effects.ts';
import { kinds } from './field/kinds.ts';
import { NewRequestScreen } from './field/RequestForm.tsx';
import { TasksScreen, TodayTasks } from './field/TaskParts.tsx';
import { TaskScreen } from './field/TaskScreen.tsx';

export const field: FieldRoom = {
  screens: [
    { path: '/tasks', component: TasksScreen },
    { path: '/tasks/:id', component: TaskScreen },
    { path: '/requests/new', component: NewRequestScreen },
  ],
  parts: [{ on: 'today', order: 20, component: TodayTasks }],
  effects,
  kinds,
};
export { applyEntry, applyRequest } from './field/effects.ts';
export { RequestForm } from './field/RequestForm.tsx';
export { TaskList } from './field/TaskParts.tsx';
export { byDue, isOpen, TaskChip, TaskDot } from './field/words.tsx';
export { entryLines, requestLines, taskTheirs } from './field/kinds.ts';

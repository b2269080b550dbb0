import type { CommandKind, Say } from '#platform/field/ui/field.ts';
import { formatDate, type Lang } from '#platform/format.ts';
import type { TaskDoc } from '../field-contract.ts';

type Lines = { label: string; value: string }[];
const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
/** Days look the same in all three languages. */
const day = (value: unknown): string =>
  typeof value === 'string' && value !== '' ? formatDate('vi' satisfies Lang, value) : '–';

export function entryLines(payload: Record<string, unknown>, say: Say): Lines {
  const lines = [{ label: say('tasks.field.how'), value: say(`tasks.field.to.${text(payload['to'])}`) }];
  if (payload['dueOn']) lines.push({ label: say('tasks.field.until'), value: day(payload['dueOn']) });
  if (payload['note']) lines.push({ label: say('tasks.field.note'), value: text(payload['note']) });
  return lines;
}

export function taskTheirs(doc: Record<string, unknown>, say: Say): Lines {
  const task = doc as unknown as TaskDoc;
  const lines = [
    { label: say('tasks.field.how'), value: say(`tasks.state.${task.state}`) },
    { label: say('tasks.field.until'), value: day(task.dueOn) },
  ];
  if (task.last?.note) lines.push({ label: say('tasks.field.note'), value: task.last.note });
  return lines;
}

export function requestLines(payload: Record<string, unknown>, say: Say): Lines {
  return [
    { label: say('tasks.field.topic'), value: say(`tasks.topic.${text(payload['topic'])}`) },
    { label: say('tasks.field.content'), value: text(payload['content']) },
    { label: say('tasks.field.answer-by'), value: day(payload['dueOn']) },
  ];
}

export const kinds: Record<string, CommandKind> = {
  'tasks.entry': {
    icon: 'task',
    lines: (payload, { text: say }) => entryLines(payload, say),
    theirs: (doc, { text: say }) => taskTheirs(doc, say),
    version: (view, entity) => view.get<TaskDoc>('task', entity)?.version ?? null,
    again: (row) => {
      const { id, to, note, dueOn, nextId } = row.command.payload;
      const now = row.answer?.theirs?.doc?.body['version'];
      return {
        path: `/tasks/${row.command.entity}`,
        form: `task.entry/${row.command.entity}`,
        values: {
          id: crypto.randomUUID(),
          entryId: id,
          nextId: nextId ?? crypto.randomUUID(),
          to,
          note: note ?? '',
          dueOn: dueOn ?? '',
          base: typeof now === 'number' ? now : row.command.base,
        },
      };
    },
  },
  'tasks.request': {
    icon: 'chat',
    lines: (payload, { text: say }) => requestLines(payload, say),
    again: (row) => ({
      path: '/requests/new',
      form: 'request/new',
      values: { ...row.command.payload, command: crypto.randomUUID() },
    }),
  },
};

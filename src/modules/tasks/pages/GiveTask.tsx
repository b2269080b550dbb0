import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { idOf, textOf } from '#platform/ui/RecordDrawer.tsx';
import { EnterHere, type Here } from './EnterHere.tsx';

type Found = { items: { id: string; fullName: string | null; cell: { name: string } }[] };
/** Members of a cell by name: who may own a task. */
export const findMembers =
  (unit: string) =>
  async (q: string, signal: AbortSignal): Promise<Choice[]> => {
    const found = await api.get<Found>('/members', { unit, q: q.trim() || undefined, limit: 20 }, { signal });
    return found.items.flatMap((row) =>
      row.fullName === null ? [] : [{ id: row.id, label: row.fullName, hint: row.cell.name }],
    );
  };

/** Gives a task: what, who, until when, measured how. Without an owner it cannot be given. */
export function GiveTask({
  unit,
  documentId,
  onClose,
}: {
  unit: Here;
  documentId?: string | undefined;
  onClose: () => void;
}) {
  const t = useText();
  return (
    <EnterHere
      unit={unit}
      under={documentId}
      path="/tasks"
      words={{ title: 'tasks.page.give', intro: 'tasks.page.give-intro', done: 'tasks.page.given' }}
      act="tasks.page.give-act"
      initial={{ who: 'unit' }}
      fields={(values) => [
        { kind: 'text', name: 'title', label: t('tasks.column.title') },
        { kind: 'text', name: 'measure', label: t('tasks.column.measure'), hint: t('tasks.page.measure-hint') },
        {
          kind: 'one',
          name: 'who',
          label: t('tasks.column.owner'),
          choices: [
            { id: 'unit', label: unit.name },
            { id: 'person', label: t('tasks.page.one-person') },
          ],
        },
        ...(values['who'] === 'person'
          ? [{ kind: 'find' as const, name: 'person', label: t('tasks.page.person'), search: findMembers(unit.id) }]
          : []),
        { kind: 'day', name: 'dueOn', label: t('tasks.column.due') },
      ]}
      body={(values) => ({
        documentId: documentId ?? null,
        title: textOf(values['title']) ?? '',
        measure: textOf(values['measure']) ?? '',
        ownerPersonId: values['who'] === 'person' ? idOf(values['person']) : null,
        ownerUnitId: values['who'] === 'person' ? null : unit.id,
        assignedOn: todayInVietnam(),
        dueOn: textOf(values['dueOn']) ?? '',
      })}
      onClose={onClose}
    />
  );
}

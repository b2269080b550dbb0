import { useQueryClient } from '@tanstack/react-query';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import type { Choice } from '#platform/ui/fields.tsx';
import { themeField } from './fields.ts';

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
  unit: { id: string; name: string };
  documentId?: string | undefined;
  onClose: () => void;
}) {
  const t = useText();
  const client = useQueryClient();
  return (
    <RecordDrawer
      formId={`task.give.${unit.id}.${documentId ?? ''}`}
      title={t('tasks.page.give')}
      intro={t('tasks.page.give-intro', { unit: unit.name })}
      act={t('tasks.page.give-act')}
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
        themeField(t),
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/tasks',
          {
            id,
            unitId: unit.id,
            documentId: documentId ?? null,
            title: textOf(values['title']) ?? '',
            theme: textOf(values['theme']),
            measure: textOf(values['measure']) ?? '',
            ownerPersonId: values['who'] === 'person' ? idOf(values['person']) : null,
            ownerUnitId: values['who'] === 'person' ? null : unit.id,
            assignedOn: todayInVietnam(),
            dueOn: textOf(values['dueOn']) ?? '',
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await client.invalidateQueries({ queryKey: ['/tasks'] });
        notify(t('tasks.page.given'));
      }}
      onClose={onClose}
    />
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { DOCUMENT_KINDS } from '../rules/index.ts';
import { themeField } from './fields.ts';

/** Enters a document of a unit; with a parent it carries that one out. */
export function EnterDocument({
  unit,
  parentId,
  onClose,
}: {
  unit: { id: string; name: string };
  parentId?: string | undefined;
  onClose: () => void;
}) {
  const t = useText();
  const client = useQueryClient();
  return (
    <RecordDrawer
      formId={`document.enter.${unit.id}.${parentId ?? ''}`}
      title={t('tasks.page.enter-document')}
      intro={t(parentId ? 'tasks.page.child-intro' : 'tasks.page.document-intro', { unit: unit.name })}
      act={t('platform.ui.save')}
      initial={{ kind: parentId ? 'plan' : 'resolution', issuedOn: todayInVietnam() }}
      fields={[
        {
          kind: 'select',
          name: 'kind',
          label: t('tasks.column.kind'),
          choices: DOCUMENT_KINDS.map((id) => ({ id, label: t(`tasks.kind.${id}`) })),
        },
        { kind: 'text', name: 'title', label: t('tasks.column.name') },
        { kind: 'text', name: 'number', label: t('tasks.column.number'), optional: true },
        { kind: 'day', name: 'issuedOn', label: t('tasks.column.issued') },
        { kind: 'day', name: 'untilOn', label: t('tasks.column.until'), optional: true },
        themeField(t),
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/task-documents',
          {
            id,
            unitId: unit.id,
            parentId: parentId ?? null,
            kind: textOf(values['kind']),
            title: textOf(values['title']) ?? '',
            number: textOf(values['number']),
            theme: textOf(values['theme']),
            issuedOn: textOf(values['issuedOn']) ?? '',
            untilOn: textOf(values['untilOn']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await client.invalidateQueries({ queryKey: ['/task-documents'] });
        notify(t('tasks.page.document-entered'));
      }}
      onClose={onClose}
    />
  );
}

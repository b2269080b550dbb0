import { todayInVietnam, useText } from '#platform/messages.ts';
import { textOf } from '#platform/ui/RecordDrawer.tsx';
import { DOCUMENT_KINDS } from '../rules/index.ts';
import { EnterHere, type Here } from './EnterHere.tsx';

/** Enters a document of a unit; with a parent it carries that one out. */
export function EnterDocument({
  unit,
  parentId,
  onClose,
}: {
  unit: Here;
  parentId?: string | undefined;
  onClose: () => void;
}) {
  const t = useText();
  return (
    <EnterHere
      unit={unit}
      under={parentId}
      path="/task-documents"
      words={{
        title: 'tasks.page.enter-document',
        intro: parentId ? 'tasks.page.child-intro' : 'tasks.page.document-intro',
        done: 'tasks.page.document-entered',
      }}
      act="platform.ui.save"
      initial={{ kind: parentId ? 'plan' : 'resolution', issuedOn: todayInVietnam() }}
      fields={() => [
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
      ]}
      body={(values) => ({
        parentId: parentId ?? null,
        kind: textOf(values['kind']),
        title: textOf(values['title']) ?? '',
        number: textOf(values['number']),
        issuedOn: textOf(values['issuedOn']) ?? '',
        untilOn: textOf(values['untilOn']),
      })}
      onClose={onClose}
    />
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { type FormField, type FormValues, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { THEMES } from '../rules/index.ts';

/** A unit with its name, as a form that writes there says it. */
export type Here = { id: string; name: string };

/** What this room is told at a unit, and where: a document, a task. Each ends with its theme. */
export function EnterHere({
  unit,
  under,
  path,
  words,
  act,
  initial,
  fields,
  body,
  onClose,
}: {
  unit: Here;
  /** The document that this carries out, where there is one. */
  under: string | undefined;
  path: '/task-documents' | '/tasks';
  /** Title of the form, what is said above its fields, and what is said when it is done. */
  words: { title: string; intro: string; done: string };
  act: string;
  initial: FormValues;
  fields: (values: FormValues) => readonly FormField[];
  body: (values: FormValues) => Record<string, unknown>;
  onClose: () => void;
}) {
  const t = useText();
  const client = useQueryClient();
  const theme: FormField = {
    kind: 'select',
    name: 'theme',
    label: t('tasks.column.theme'),
    optional: true,
    choices: THEMES.map((id) => ({ id, label: t(`tasks.theme.${id}`) })),
  };
  return (
    <RecordDrawer
      formId={`${path}.${unit.id}.${under ?? ''}`}
      title={t(words.title)}
      intro={t(words.intro, { unit: unit.name })}
      act={t(act)}
      initial={initial}
      fields={(values) => [...fields(values), theme]}
      send={(values, { id, idempotencyKey }) =>
        api.post(path, { id, unitId: unit.id, theme: textOf(values['theme']), ...body(values) }, { idempotencyKey })
      }
      onDone={async () => {
        await client.invalidateQueries({ queryKey: [path] });
        notify(t(words.done));
      }}
      onClose={onClose}
    />
  );
}

import type { FormField } from '#platform/ui/RecordDrawer.tsx';
import { THEMES } from '../rules/index.ts';

/** The theme of a document or a task, as both forms ask for it. */
export const themeField = (t: (key: string) => string): FormField => ({
  kind: 'select',
  name: 'theme',
  label: t('tasks.column.theme'),
  optional: true,
  choices: THEMES.map((id) => ({ id, label: t(`tasks.theme.${id}`) })),
});

import { THEMES } from '#modules/tasks/rules/index.ts';
import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { useMeetingChanged } from './data.ts';

/** Puts a theme into a quarter of the cell's year. */
export function PlanTheme({
  unit,
  year,
  onClose,
}: {
  unit: { id: string; name: string };
  year: number;
  onClose: () => void;
}) {
  const t = useText();
  const changed = useMeetingChanged();
  return (
    <RecordDrawer
      formId={`theme.plan.${unit.id}.${year}`}
      title={t('meetings.page.plan-theme')}
      intro={t('meetings.page.theme-intro', { unit: unit.name, year: String(year) })}
      act={t('platform.ui.save')}
      fields={[
        {
          kind: 'one',
          name: 'quarter',
          label: t('meetings.column.quarter'),
          choices: ['1', '2', '3', '4'].map((id) => ({
            id,
            label: t('meetings.page.quarter', { quarter: Number(id) }),
          })),
        },
        {
          kind: 'select',
          name: 'theme',
          label: t('meetings.column.theme'),
          choices: THEMES.map((id) => ({ id, label: t(`tasks.theme.${id}`) })),
        },
        { kind: 'text', name: 'title', label: t('meetings.column.title') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.put(
          `/theme-plans/${id}`,
          {
            unitId: unit.id,
            year,
            quarter: Number(textOf(values['quarter'])),
            theme: textOf(values['theme']),
            title: textOf(values['title']) ?? '',
          },
          { idempotencyKey },
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}

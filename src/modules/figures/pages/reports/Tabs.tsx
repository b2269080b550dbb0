import { useText } from '#platform/messages.ts';
import { Tabs as TabRow } from '#platform/ui/surface.tsx';

/** Between reports and press sheets. */
export function Tabs({ selected }: { selected: 'reports' | 'press' }) {
  const t = useText();
  return (
    <TabRow
      label={t('figures.report.page.views')}
      selected={selected}
      tabs={[
        { id: 'reports', label: t('figures.report.page.title'), href: '/reports' },
        { id: 'press', label: t('figures.press.page.title'), href: '/press-sheets' },
      ]}
    />
  );
}

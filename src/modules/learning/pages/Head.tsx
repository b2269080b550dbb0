import type { ReactNode } from 'react';
import { useText } from '#platform/messages.ts';
import { UnitHead } from '#platform/ui/UnitHead.tsx';

const TABS = [
  ['courses', '/learning'],
  ['commendations', '/learning/commendations'],
  ['models', '/learning/models'],
] as const;

/** Heading of the three lists of this room: which of them, of which unit, in which year. */
export function Head({ tab, actions }: { tab: (typeof TABS)[number][0]; actions?: ReactNode }) {
  const t = useText();
  return (
    <UnitHead
      title={t(`learning.page.${tab}`)}
      room={t('learning.page.title')}
      tabs={TABS.map(([id, path]) => ({ id, label: t(`learning.page.${id}`), path }))}
      selected={tab}
      unitLabel={t('learning.page.unit')}
      years={{ label: t('learning.page.year') }}
      actions={actions}
    />
  );
}

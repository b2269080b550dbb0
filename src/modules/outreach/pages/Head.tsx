import type { ReactNode } from 'react';
import { useText } from '#platform/messages.ts';
import { UnitHead } from '#platform/ui/UnitHead.tsx';

const TABS = [
  ['twinnings', '/outreach'],
  ['activities', '/outreach/activities'],
  ['public', '/outreach/public'],
] as const;

/** Heading of the lists of this room: which of them, of which unit, in which year. */
export function Head({ tab, actions }: { tab: (typeof TABS)[number][0]; actions?: ReactNode }) {
  const t = useText();
  return (
    <UnitHead
      title={t(`outreach.page.${tab}`)}
      room={t('outreach.page.title')}
      tabs={TABS.map(([id, path]) => ({ id, label: t(`outreach.page.${id}`), path }))}
      selected={tab}
      unitLabel={t('outreach.page.unit')}
      years={tab === 'public' ? undefined : { label: t('outreach.page.year') }}
      leaves={['twinning']}
      actions={actions}
    />
  );
}

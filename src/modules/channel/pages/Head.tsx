import type { ReactNode } from 'react';
import { useText } from '#platform/messages.ts';
import { UnitHead } from '#platform/ui/UnitHead.tsx';

const TABS = [
  ['bulletins', '/channel'],
  ['news', '/channel/news'],
  ['outlets', '/channel/outlets'],
] as const;

/** Heading of the three lists of this room: which of them, of which unit. */
export function Head({ tab, actions }: { tab: (typeof TABS)[number][0]; actions?: ReactNode }) {
  const t = useText();
  return (
    <UnitHead
      title={t(`channel.page.${tab}`)}
      room={t('channel.nav')}
      tabs={TABS.map(([id, path]) => ({ id, label: t(`channel.page.${id}`), path }))}
      selected={tab}
      unitLabel={t('channel.page.unit')}
      actions={actions}
    />
  );
}

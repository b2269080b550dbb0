import type { ReactNode } from 'react';
import { useText } from '#platform/messages.ts';
import { UnitHead } from '#platform/ui/UnitHead.tsx';

const TABS = [
  ['campaigns', '/welfare'],
  ['gifts', '/welfare/gifts'],
  ['needs', '/welfare/needs'],
  ['households', '/welfare/households'],
  ['houses', '/welfare/houses'],
  ['sponsors', '/welfare/sponsors'],
  ['promises', '/welfare/promises'],
] as const;
export type WelfareTab = (typeof TABS)[number][0];

/** Heading of the lists of this room: which of them, and of which unit; `years` adds the choice of a year. */
export function Head({ tab, actions, years }: { tab: WelfareTab; actions?: ReactNode; years?: boolean }) {
  const t = useText();
  return (
    <UnitHead
      title={t(`welfare.page.tab.${tab}`)}
      room={t('welfare.page.nav')}
      tabs={TABS.map(([id, path]) => ({ id, label: t(`welfare.page.tab.${id}`), path }))}
      selected={tab}
      unitLabel={t('welfare.page.unit')}
      years={years ? { label: t('welfare.page.year'), all: t('welfare.page.all-years') } : undefined}
      actions={actions}
    />
  );
}

import type { ReactNode } from 'react';
import { useText } from '#platform/messages.ts';
import { ComboBox } from '#platform/ui/choices.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { PageHeader, Tabs } from '#platform/ui/surface.tsx';
import { findUnits, useAsked, useUnitName } from './data.ts';
import './records.css';

const TABS = [
  ['register', '/documents'],
  ['files', '/documents/files'],
  ['order', '/documents/order'],
  ['archive', '/documents/archive'],
  ['numbers', '/documents/numbers'],
  ['templates', '/documents/templates'],
] as const;
export type Tab = (typeof TABS)[number][0];

/** Heading of the pages of this room: which of them, and of which unit. */
export function Head({ tab, actions, children }: { tab: Tab; actions?: ReactNode; children?: ReactNode }) {
  const t = useText();
  const { unit, own, query, change } = useAsked();
  const shown = useUnitName(unit);
  const address = queryString({ unit: query['unit'] });
  return (
    <>
      <PageHeader title={t(`records.page.${tab}`)} sub={shown.data?.name} actions={actions} />
      <div className="no-print">
        <Tabs
          label={t('records.nav')}
          selected={tab}
          tabs={TABS.map(([id, path]) => ({ id, label: t(`records.page.${id}`), href: `${path}${address}` }))}
        />
      </div>
      <div className="rc-ask no-print">
        <ComboBox
          label={t('records.page.unit')}
          queryKey={['records-unit', ...own.map((one) => one.id)]}
          search={async (text, signal) =>
            text.trim() === '' ? own.map((one) => ({ id: one.id, label: one.name })) : findUnits(text.trim(), signal)
          }
          value={shown.data ? { id: shown.data.id, label: shown.data.name } : null}
          onChange={(choice) => {
            if (choice) change({ unit: choice.id });
          }}
        />
        {children}
      </div>
    </>
  );
}

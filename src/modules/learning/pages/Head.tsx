import type { ReactNode } from 'react';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { PageHeader, Tabs } from '#platform/ui/surface.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { findUnits, useAsked, useUnitName } from './data.ts';

const TABS = [
  ['courses', '/learning'],
  ['commendations', '/learning/commendations'],
  ['models', '/learning/models'],
] as const;

/** Heading of the three lists of this room: which of them, of which unit, in which year. */
export function Head({ tab, actions }: { tab: (typeof TABS)[number][0]; actions?: ReactNode }) {
  const t = useText();
  const { unit, own, year, query, change } = useAsked();
  const shown = useUnitName(unit);
  const thisYear = Number(todayInVietnam().slice(0, 4));
  const address = queryString({ unit: query['unit'], year: query['year'] });
  return (
    <>
      <PageHeader title={t(`learning.page.${tab}`)} sub={shown.data?.name} actions={actions} />
      <Tabs
        label={t('learning.page.title')}
        selected={tab}
        tabs={TABS.map(([id, path]) => ({ id, label: t(`learning.page.${id}`), href: `${path}${address}` }))}
      />
      <div className="ln-ask no-print">
        <ComboBox
          label={t('learning.page.unit')}
          queryKey={['learning-unit', ...own.map((one) => one.id)]}
          search={async (text, signal) =>
            text.trim() === '' ? own.map((one) => ({ id: one.id, label: one.name })) : findUnits(text.trim(), signal)
          }
          value={shown.data ? { id: shown.data.id, label: shown.data.name } : null}
          onChange={(choice) => {
            if (choice) change({ unit: choice.id });
          }}
        />
        <Select
          label={t('learning.page.year')}
          value={String(year)}
          choices={Array.from({ length: 12 }, (_, index) => String(thisYear - index)).map((id) => ({ id, label: id }))}
          onChange={(id) => change({ year: id === String(thisYear) ? undefined : id })}
        />
      </div>
    </>
  );
}

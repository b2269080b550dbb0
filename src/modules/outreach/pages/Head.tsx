import type { ReactNode } from 'react';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { PageHeader, Tabs } from '#platform/ui/surface.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { findUnits, useAsked, useUnitName } from './data.ts';

const TABS = [
  ['twinnings', '/outreach'],
  ['activities', '/outreach/activities'],
  ['public', '/outreach/public'],
] as const;

/** Heading of the lists of this room: which of them, of which unit, in which year. */
export function Head({ tab, actions }: { tab: (typeof TABS)[number][0]; actions?: ReactNode }) {
  const t = useText();
  const { unit, own, year, query, change } = useAsked();
  const shown = useUnitName(unit);
  const thisYear = Number(todayInVietnam().slice(0, 4));
  const address = queryString({ unit: query['unit'], year: query['year'] });
  return (
    <>
      <PageHeader title={t(`outreach.page.${tab}`)} sub={shown.data?.name} actions={actions} />
      <Tabs
        label={t('outreach.page.title')}
        selected={tab}
        tabs={TABS.map(([id, path]) => ({ id, label: t(`outreach.page.${id}`), href: `${path}${address}` }))}
      />
      <div className="ou-ask no-print">
        <ComboBox
          label={t('outreach.page.unit')}
          queryKey={['outreach-unit', ...own.map((one) => one.id)]}
          search={async (text, signal) =>
            text.trim() === '' ? own.map((one) => ({ id: one.id, label: one.name })) : findUnits(text.trim(), signal)
          }
          value={shown.data ? { id: shown.data.id, label: shown.data.name } : null}
          onChange={(choice) => {
            if (choice) change({ unit: choice.id, twinning: undefined });
          }}
        />
        {tab === 'public' ? null : (
          <Select
            label={t('outreach.page.year')}
            value={String(year)}
            choices={Array.from({ length: 12 }, (_, index) => String(thisYear - index)).map((id) => ({
              id,
              label: id,
            }))}
            onChange={(id) => change({ year: id === String(thisYear) ? undefined : id })}
          />
        )}
      </div>
    </>
  );
}

import type { ReactNode } from 'react';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { PageHeader, Tabs } from '#platform/ui/surface.tsx';
import { findUnits, useAsked, useUnitName } from './data.ts';

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
  const { unit, own, year, query, change } = useAsked();
  const shown = useUnitName(unit);
  const thisYear = Number(todayInVietnam().slice(0, 4));
  const address = queryString({ unit: query['unit'] });
  return (
    <>
      <PageHeader title={t(`welfare.page.tab.${tab}`)} sub={shown.data?.name} actions={actions} />
      <Tabs
        label={t('welfare.page.nav')}
        selected={tab}
        tabs={TABS.map(([id, path]) => ({ id, label: t(`welfare.page.tab.${id}`), href: `${path}${address}` }))}
      />
      <div className="wf-ask no-print">
        <ComboBox
          label={t('welfare.page.unit')}
          queryKey={['welfare-unit', ...own.map((one) => one.id)]}
          search={async (text, signal) =>
            text.trim() === '' ? own.map((one) => ({ id: one.id, label: one.name })) : findUnits(text.trim(), signal)
          }
          value={shown.data ? { id: shown.data.id, label: shown.data.name } : null}
          onChange={(choice) => {
            if (choice) change({ unit: choice.id });
          }}
        />
        {years ? (
          <Select
            label={t('welfare.page.year')}
            value={year === null ? 'all' : String(year)}
            choices={[
              { id: 'all', label: t('welfare.page.all-years') },
              ...Array.from({ length: 10 }, (_, at) => String(thisYear - at)).map((id) => ({ id, label: id })),
            ]}
            onChange={(id) => change({ year: id === 'all' ? undefined : id })}
          />
        ) : null}
      </div>
    </>
  );
}

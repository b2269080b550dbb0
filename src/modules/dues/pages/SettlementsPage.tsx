import { useMemo } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { queryString } from '#platform/ui/pages.ts';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import { periodOfYear, useAskedUnit } from '#platform/ui/UnitHead.tsx';
import type { Settlement } from '../contract.ts';
import { monthOf } from '../rules/index.ts';
import { useMonthText } from './data.ts';
import { DuesHead, StageChip } from './Parts.tsx';
import './dues.css';

/** What the units below one had due, collected, kept and handed on. */
export default function SettlementsPage() {
  return useRight('dues.read') ? <WholePage /> : <NoPermission />;
}

function WholePage() {
  const t = useText();
  const format = useFormat();
  const text = useMonthText();
  const { unit, year, query, change } = useAskedUnit();
  const by = query['by'] === 'quarter' ? 'quarter' : 'month';
  const asked = { unit, by, ...periodOfYear(year ?? Number(todayInVietnam().slice(0, 4))) };
  const list = usePagedList<Settlement>('/dues/settlements', asked, { enabled: unit !== '' });
  const columns = useMemo<Column<Settlement>[]>(() => {
    const money = (id: keyof Settlement & `${string}Vnd`, header: string): Column<Settlement> => ({
      id,
      header,
      align: 'end',
      cell: (row) => <span className="num">{format.number(row[id])}</span>,
    });
    const periodOf = (row: Settlement) =>
      row.period.includes('Q')
        ? t('dues.page.quarter', { quarter: row.period.slice(-1), year: row.period.slice(0, 4) })
        : text(row.period);
    return [
      { id: 'period', header: t('dues.column.period'), cell: periodOf },
      {
        id: 'unit',
        header: t('dues.column.unit'),
        card: 'title',
        wraps: true,
        cell: (row) => (
          <TextLink href={`/dues${queryString({ unit: row.unit.id, month: monthOf(row.from) })}`}>
            {row.unit.name}
          </TextLink>
        ),
      },
      money('dueVnd', t('dues.column.due')),
      money('reliefVnd', t('dues.column.relieved')),
      money('collectedVnd', t('dues.column.collected')),
      money('openVnd', t('dues.column.open')),
      money('keptVnd', t('dues.column.kept')),
      money('handedVnd', t('dues.column.handed')),
      money('receivedVnd', t('dues.column.received')),
      { id: 'stage', header: t('dues.column.stage'), card: 'badge', cell: (row) => <StageChip stage={row.stage} /> },
    ];
  }, [t, format, text]);
  return (
    <>
      <DuesHead tab="settlements" />
      <div className="du-ask no-print">
        <Segmented
          label={t('dues.page.by')}
          value={by}
          choices={[
            { id: 'month', label: t('dues.page.by-month') },
            { id: 'quarter', label: t('dues.page.by-quarter') },
          ]}
          onChange={(id) => change({ by: id === 'month' ? undefined : id })}
        />
      </div>
      <Panel title={t('dues.page.settlement-list')}>
        <DataGrid
          label={t('dues.page.settlement-list')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.unit.name}
          loadingText={t('dues.page.loading')}
          empty={
            <Empty title={t('dues.page.no-settlements')}>
              <p>{t('dues.page.no-settlements-text')}</p>
            </Empty>
          }
        />
      </Panel>
    </>
  );
}

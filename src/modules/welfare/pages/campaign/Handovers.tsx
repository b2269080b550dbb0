import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Tag } from '#platform/ui/surface.tsx';
import type { CampaignPage, HandoverRow } from '../../contract.ts';
import { Amount } from '../words.tsx';

/** Every handover of a campaign with its receipt; a household by its code. */
export function Handovers({ campaign }: { campaign: CampaignPage }) {
  const t = useText();
  const format = useFormat();
  const [query, change] = useQueryParams();
  const village = query['village'];
  const traced = query['traced'] === 'no' ? 'no' : query['traced'] === 'yes' ? 'yes' : undefined;
  const list = usePagedList<HandoverRow>(`/campaigns/${campaign.id}/handovers`, { village, traced });
  const villages = [...new Map(campaign.byVillage.map((one) => [one.village.id, one.village])).values()];
  const columns = useMemo<Column<HandoverRow>[]>(
    () => [
      {
        id: 'receipt',
        header: t('welfare.page.column.receipt'),
        card: 'title',
        cell: (row) => (row.reversed ? <del>{row.receiptNumber}</del> : row.receiptNumber),
      },
      { id: 'on', header: t('welfare.page.column.day'), cell: (row) => format.date(row.on) },
      { id: 'village', header: t('welfare.page.column.village'), cell: (row) => row.village.name ?? '–' },
      {
        id: 'household',
        header: t('welfare.page.column.household'),
        cell: (row) =>
          row.household === null ? (
            t('welfare.page.household.whole-village')
          ) : row.household.code === null ? (
            t('welfare.page.household.hidden')
          ) : (
            <TextLink href={`/welfare/households/${row.household.id}`}>{row.household.code}</TextLink>
          ),
      },
      {
        id: 'items',
        header: t('welfare.page.column.quantity'),
        align: 'end',
        cell: (row) => (
          <span className="wf-amounts">
            {row.items.map((one, at) => (
              <Amount key={at} item={one.item} value={one.quantity} href={`/welfare/handovers/${row.id}`} />
            ))}
          </span>
        ),
      },
      {
        id: 'confirmation',
        header: t('welfare.page.column.confirmation'),
        card: 'badge',
        cell: (row) =>
          row.reversed ? (
            <Tag tone="late">{t('welfare.page.posting.reversed')}</Tag>
          ) : (
            <>
              {t(`welfare.page.confirmation.${row.confirmation}`)}{' '}
              {row.traced ? null : <Tag tone="wait">{t('welfare.page.traced.no')}</Tag>}
            </>
          ),
      },
    ],
    [t, format],
  );
  return (
    <section className="panel" id="handovers">
      <header>
        <h2>{t('welfare.page.handovers')}</h2>
        <Filters>
          <FilterChip
            single
            label={t('welfare.page.traced.label')}
            value={traced ? [traced] : []}
            choices={(['yes', 'no'] as const).map((id) => ({ id, label: t(`welfare.traced.${id}`) }))}
            onChange={([id]) => change({ traced: id === traced ? undefined : id })}
          />
          {villages.length > 1 ? (
            <FilterChip
              single
              label={t('welfare.page.column.village')}
              value={village ? [village] : []}
              choices={villages.map((one) => ({ id: one.id, label: one.name ?? '–' }))}
              onChange={([id]) => change({ village: id === village ? undefined : id })}
            />
          ) : null}
        </Filters>
      </header>
      <DataGrid
        label={t('welfare.page.handovers')}
        columns={columns}
        {...list.grid}
        rowId={(row) => row.id}
        rowLabel={(row) => row.receiptNumber}
        rowHref={(row) => `/welfare/handovers/${row.id}`}
        loadingText={t('welfare.page.handovers-loading')}
        empty={
          <NoneFound title={t('welfare.page.handovers-none')}>
            <p>{t('welfare.page.handovers-none-why')}</p>
          </NoneFound>
        }
      />
    </section>
  );
}

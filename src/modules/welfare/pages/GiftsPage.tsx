import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FilterChip, Filters, FixedChip } from '#platform/ui/FilterChips.tsx';
import { HandshakeIcon } from '#platform/ui/icons.ts';
import { Title, useTitle } from '#platform/ui/InLanguage.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { queryString } from '#platform/ui/pages.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { AllocationRow } from '../contract.ts';
import { useAsked } from './data.ts';
import { Head } from './Head.tsx';
import { Amount, useMeasures } from './words.tsx';
import './welfare.css';

/** What was set aside for the villages and households of a unit, and what of it still waits to be handed over. */
export default function GiftsPage() {
  const t = useText();
  const format = useFormat();
  const { unit, query, change } = useAsked();
  const mayHand = useRight('welfare.hand-over');
  const { itemName } = useMeasures();
  const titleOf = useTitle();
  const open = query['open'] ?? (query['campaign'] ? undefined : 'yes');
  const campaign = query['campaign'];
  const list = usePagedList<AllocationRow>(
    '/allocations',
    { unit, campaign, open: open === 'all' ? undefined : open },
    { enabled: unit !== '' },
  );
  const columns = useMemo<Column<AllocationRow>[]>(
    () => [
      {
        id: 'village',
        header: t('welfare.page.column.village'),
        card: 'title',
        cell: (row) => row.village.name ?? '–',
      },
      {
        id: 'household',
        header: t('welfare.page.column.household'),
        cell: (row) =>
          row.household === null ? (
            t('welfare.page.household.whole-village')
          ) : row.household.code === null ? (
            t('welfare.page.household.hidden')
          ) : (
            <TextLink href={`/welfare/households/${row.household.id}`}>
              {[row.household.code, row.household.headName].filter(Boolean).join(' · ')}
            </TextLink>
          ),
      },
      {
        id: 'campaign',
        header: t('welfare.page.column.campaign'),
        cell: (row) => (
          <TextLink href={`/welfare/campaigns/${row.campaign.id}`}>
            <Title of={row.campaign} hidden={t('welfare.page.flow.hidden')} />
          </TextLink>
        ),
      },
      { id: 'item', header: t('welfare.page.column.item'), cell: (row) => itemName(row.item) },
      {
        id: 'quantity',
        header: t('welfare.page.allocated'),
        align: 'end',
        cell: (row) => <Amount item={row.item} value={row.quantity} />,
      },
      {
        id: 'given',
        header: t('welfare.page.delivered'),
        align: 'end',
        cell: (row) => (
          <Amount
            item={row.item}
            value={row.given}
            href={`/welfare/campaigns/${row.campaign.id}${queryString({ item: row.item, village: row.village.id, kind: 'handover' })}#ledger`}
          />
        ),
      },
      {
        id: 'left',
        header: t('welfare.page.to-give'),
        card: 'badge',
        align: 'end',
        cell: (row) =>
          row.left > 0 ? (
            <b>
              <Amount item={row.item} value={row.left} />
            </b>
          ) : (
            <Chip tone="ok">{t('welfare.page.gifts.all-given')}</Chip>
          ),
      },
      { id: 'decided', header: t('welfare.page.field.decidedOn'), cell: (row) => format.date(row.decidedOn) },
      {
        id: 'act',
        header: '',
        card: 'acts',
        cell: (row) =>
          mayHand && row.left > 0 ? (
            <LinkButton href={`/welfare/hand-over?allocation=${row.id}`}>
              {t('welfare.page.hand-over.title')}
            </LinkButton>
          ) : null,
      },
    ],
    [t, format, mayHand, itemName],
  );
  return (
    <>
      <Head
        tab="gifts"
        actions={
          mayHand ? (
            <LinkButton
              look="primary"
              href={`/welfare/hand-over${queryString({ unit: query['unit'] })}`}
              icon={<HandshakeIcon className="i" aria-hidden="true" />}
            >
              {t('welfare.page.hand-over.title')}
            </LinkButton>
          ) : undefined
        }
      />
      <section className="panel">
        <header>
          <h2>{t('welfare.page.tab.gifts')}</h2>
          <Filters>
            <FilterChip
              single
              label={t('welfare.page.column.state')}
              value={open === 'yes' || open === 'no' ? [open] : []}
              choices={(['yes', 'no'] as const).map((id) => ({ id, label: t(`welfare.page.gifts.open.${id}`) }))}
              onChange={([id]) => change({ open: id === open || id === undefined ? 'all' : id })}
            />
            {campaign ? (
              <FixedChip onRemove={() => change({ campaign: undefined })}>
                {list.grid.rows?.[0] ? titleOf(list.grid.rows[0].campaign) : t('welfare.page.column.campaign')}
              </FixedChip>
            ) : null}
          </Filters>
        </header>
        <DataGrid
          label={t('welfare.page.tab.gifts')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.village.name ?? row.item}
          loadingText={t('welfare.page.gifts.loading')}
          empty={
            <NoneFound title={t('welfare.page.gifts.none')}>
              <p>{t('welfare.page.gifts.none-why')}</p>
            </NoneFound>
          }
        />
      </section>
    </>
  );
}

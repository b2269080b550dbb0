import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { useTitle } from '#platform/ui/InLanguage.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { dateOf, idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { HouseRow } from '../contract.ts';
import { HOUSE_KINDS, STAGES } from '../contract/values.ts';
import { findCampaigns, findHouseholds, useAsked, useQuantityOf, useWelfareChanged } from './data.ts';
import { Head } from './Head.tsx';
import { Amount, stageTone } from './words.tsx';
import './welfare.css';

/** Houses built with help, by stage; those due for the look after twelve months can be picked out. */
export default function HousesPage() {
  const t = useText();
  const format = useFormat();
  const { unit, query, change } = useAsked();
  const mayWrite = useRight('welfare.write');
  const [adds, setAdds] = useState(false);
  const list = usePagedList<HouseRow>(
    '/houses',
    { unit, stage: query['stage'], due: query['due'] },
    { enabled: unit !== '' },
  );
  const columns = useMemo<Column<HouseRow>[]>(
    () => [
      {
        id: 'household',
        header: t('welfare.page.column.household'),
        card: 'title',
        cell: (row) => (
          <span className="wf-two">
            {row.household.code}
            <span className="xs mut2">
              {t(`welfare.page.house-kind.${row.kind}`)}, {t(`welfare.page.works.${row.works}`)}
            </span>
          </span>
        ),
      },
      {
        id: 'stage',
        header: t('welfare.page.house.stage'),
        card: 'badge',
        cell: (row) => <Chip tone={stageTone(row.stage)}>{t(`welfare.page.stage.${row.stage}`)}</Chip>,
      },
      {
        id: 'village',
        header: t('welfare.page.column.village'),
        cell: (row) => <TextLink href={`/villages/${row.village.id}`}>{row.village.name ?? '–'}</TextLink>,
      },
      { id: 'on', header: t('welfare.page.house.since'), cell: (row) => format.date(row.stageOn) },
      {
        id: 'delivered',
        header: t('welfare.page.house.delivered'),
        align: 'end',
        cell: (row) => <Amount item="VND" value={row.deliveredVnd} href={`/welfare/houses/${row.id}#payments`} />,
      },
      {
        id: 'family',
        header: t('welfare.page.house.family'),
        align: 'end',
        cell: (row) => <Amount item="VND" value={row.familyVnd} href={`/welfare/houses/${row.id}#shares`} />,
      },
      {
        id: 'labour',
        header: t('welfare.page.house.labour'),
        align: 'end',
        cell: (row) => <Amount item="labour_day" value={row.labourDays} href={`/welfare/houses/${row.id}#shares`} />,
      },
      {
        id: 'inspection',
        header: t('welfare.page.house.inspection'),
        cell: (row) =>
          row.inspectionDueOn === null ? (
            '–'
          ) : row.inspectionDueOn <= todayInVietnam() ? (
            <Chip tone="wait">{t('welfare.page.due', { on: format.date(row.inspectionDueOn) })}</Chip>
          ) : (
            format.date(row.inspectionDueOn)
          ),
      },
    ],
    [t, format],
  );
  return (
    <>
      <Head
        tab="houses"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('welfare.page.house.new')}
            </Button>
          ) : undefined
        }
      />
      <section className="panel">
        <header>
          <h2>{t('welfare.page.house.all')}</h2>
          <Filters>
            <FilterChip
              single
              label={t('welfare.page.house.stage')}
              value={query['stage'] ? [query['stage']] : []}
              choices={STAGES.map((id) => ({ id, label: t(`welfare.page.stage.${id}`) }))}
              onChange={([id]) => change({ stage: id === query['stage'] ? undefined : id })}
            />
            <FilterChip
              single
              label={t('welfare.page.house.inspection')}
              value={query['due'] ? [query['due']] : []}
              choices={[{ id: 'inspection', label: t('welfare.page.house.due') }]}
              onChange={([id]) => change({ due: id === query['due'] ? undefined : id })}
            />
          </Filters>
        </header>
        <DataGrid
          label={t('welfare.page.house.all')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.household.code}
          rowHref={(row) => `/welfare/houses/${row.id}`}
          loadingText={t('welfare.page.house.loading-list')}
          empty={
            <NoneFound title={t('welfare.page.house.none')}>
              <p>{t('welfare.page.house.none-why')}</p>
            </NoneFound>
          }
        />
      </section>
      {adds ? <NewHouse onClose={() => setAdds(false)} /> : null}
    </>
  );
}

function NewHouse({ onClose }: { onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const quantityOf = useQuantityOf();
  const titleOf = useTitle();
  const { unit, own } = useAsked();
  const units = [...new Set([unit, ...own.map(({ id }) => id)])].filter(Boolean);
  return (
    <RecordDrawer
      formId="given-house"
      title={t('welfare.page.house.new')}
      intro={t('welfare.page.house.intro')}
      act={t('welfare.page.save')}
      initial={{ kind: 'unity', works: 'new', proposed: { on: todayInVietnam(), precision: 'day' } }}
      fields={[
        { name: 'householdId', kind: 'find', label: t('welfare.page.field.household'), search: findHouseholds(unit) },
        {
          name: 'kind',
          kind: 'one',
          label: t('welfare.page.column.kind'),
          choices: HOUSE_KINDS.map((id) => ({ id, label: t(`welfare.page.house-kind.${id}`) })),
        },
        {
          name: 'works',
          kind: 'one',
          label: t('welfare.page.house.works'),
          choices: (['new', 'repair'] as const).map((id) => ({ id, label: t(`welfare.page.works.${id}`) })),
        },
        { name: 'areaM2', kind: 'text', label: t('welfare.page.house.area'), optional: true },
        { name: 'proposed', kind: 'date', label: t('welfare.page.need.proposed-on') },
        {
          name: 'campaignId',
          kind: 'find',
          label: t('welfare.page.house.campaign'),
          hint: t('welfare.page.house.campaign-hint'),
          search: findCampaigns(units, titleOf),
          optional: true,
        },
        { name: 'document', kind: 'text', label: t('welfare.page.field.document'), optional: true },
      ]}
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          '/houses',
          {
            id,
            householdId: idOf(values['householdId']),
            campaignId: idOf(values['campaignId']),
            kind: values['kind'],
            works: values['works'],
            areaM2: textOf(values['areaM2']) ? quantityOf(values['areaM2'], 'areaM2') : null,
            proposed: dateOf(values['proposed']),
            document: textOf(values['document']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}

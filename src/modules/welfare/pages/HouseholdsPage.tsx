import { useDeferredValue, useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { SearchField } from '#platform/ui/fields.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { NoneFound } from '#platform/ui/states.tsx';
import { Tag } from '#platform/ui/surface.tsx';
import type { HouseholdRow } from '../contract.ts';
import { CLASSES } from '../contract/values.ts';
import { findVillages, useAsked, useWelfareChanged } from './data.ts';
import { Head } from './Head.tsx';
import './welfare.css';

/** Households that were or may be helped: a code, the head, the class on the commune's list. Nothing else about them. */
export default function HouseholdsPage() {
  const t = useText();
  const format = useFormat();
  const { unit, query, change } = useAsked();
  const mayWrite = useRight('welfare.write');
  const [adds, setAdds] = useState(false);
  const q = useDeferredValue(query['q'] ?? '');
  const list = usePagedList<HouseholdRow>(
    '/households',
    { unit, q, class: query['class'], helped: query['helped'] },
    { enabled: unit !== '' },
  );
  const columns = useMemo<Column<HouseholdRow>[]>(
    () => [
      { id: 'code', header: t('welfare.page.column.code'), card: 'title', cell: (row) => row.code },
      { id: 'head', header: t('welfare.page.household.head'), cell: (row) => row.headName },
      {
        id: 'village',
        header: t('welfare.page.column.village'),
        cell: (row) => <TextLink href={`/villages/${row.village.id}`}>{row.village.name ?? '–'}</TextLink>,
      },
      {
        id: 'class',
        header: t('welfare.page.household.class'),
        cell: (row) =>
          row.classes === null ? (
            <span className="xs mut">{t('welfare.page.household.class-hidden')}</span>
          ) : row.classes.length === 0 ? (
            '–'
          ) : (
            <span className="row wrap wf-tags">
              {row.classes.map((one) => (
                <Tag key={one} tone="sel">
                  {t(`welfare.page.class.${one}`)}
                </Tag>
              ))}
            </span>
          ),
      },
      {
        id: 'helped',
        header: t('welfare.page.household.helped'),
        align: 'end',
        cell: (row) =>
          row.helped === 0 ? (
            '–'
          ) : (
            <TextLink className="fig" href={`/welfare/households/${row.id}#help`}>
              {format.number(row.helped)}
            </TextLink>
          ),
      },
      {
        id: 'last',
        header: t('welfare.page.household.last'),
        cell: (row) => (row.lastHelpedOn ? format.date(row.lastHelpedOn) : '–'),
      },
      {
        id: 'left',
        header: t('welfare.page.column.state'),
        card: 'badge',
        cell: (row) =>
          row.leftOn ? <Tag>{t('welfare.page.household.left', { on: format.date(row.leftOn) })}</Tag> : '–',
      },
    ],
    [t, format],
  );
  return (
    <>
      <Head
        tab="households"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('welfare.page.household.new')}
            </Button>
          ) : undefined
        }
      />
      <section className="panel">
        <header>
          <h2>{t('welfare.page.household.register')}</h2>
          <SearchField
            slash
            label={t('welfare.page.household.find')}
            value={query['q'] ?? ''}
            onChange={(text) => change({ q: text })}
          />
        </header>
        <div className="wf-filters">
          <Filters>
            <FilterChip
              single
              label={t('welfare.page.household.class')}
              value={query['class'] ? [query['class']] : []}
              choices={CLASSES.map((id) => ({ id, label: t(`welfare.page.class.${id}`) }))}
              onChange={([id]) => change({ class: id === query['class'] ? undefined : id })}
            />
            <FilterChip
              single
              label={t('welfare.page.household.helped')}
              value={query['helped'] ? [query['helped']] : []}
              choices={(['yes', 'no'] as const).map((id) => ({ id, label: t(`welfare.page.household.helped.${id}`) }))}
              onChange={([id]) => change({ helped: id === query['helped'] ? undefined : id })}
            />
          </Filters>
        </div>
        <DataGrid
          label={t('welfare.page.household.register')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.code}
          rowHref={(row) => `/welfare/households/${row.id}`}
          loadingText={t('welfare.page.household.loading-list')}
          empty={
            <NoneFound title={t('welfare.page.household.none')}>
              <p>{t('welfare.page.household.none-why')}</p>
            </NoneFound>
          }
        />
      </section>
      {adds ? <NewHousehold onClose={() => setAdds(false)} /> : null}
    </>
  );
}

function NewHousehold({ onClose }: { onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  return (
    <RecordDrawer
      formId="given-household"
      title={t('welfare.page.household.new')}
      intro={t('welfare.page.household.intro')}
      act={t('welfare.page.save')}
      fields={[
        { name: 'villageId', kind: 'find', label: t('welfare.page.field.village'), search: findVillages },
        {
          name: 'code',
          kind: 'text',
          label: t('welfare.page.column.code'),
          hint: t('welfare.page.household.code-hint'),
        },
        { name: 'headName', kind: 'text', label: t('welfare.page.household.head') },
      ]}
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          '/households',
          {
            id,
            villageId: idOf(values['villageId']),
            code: (textOf(values['code']) ?? '').toUpperCase(),
            headName: textOf(values['headName']),
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

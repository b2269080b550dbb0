import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { SearchField } from '#platform/ui/fields.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { queryString } from '#platform/ui/pages.ts';
import { idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { NoneFound } from '#platform/ui/states.tsx';
import { Tag } from '#platform/ui/surface.tsx';
import type { SponsorRow } from '../contract.ts';
import { IN_PUBLIC, SPONSOR_KINDS } from '../contract/values.ts';
import { findSponsors, findUnits, useAsked, useWelfareChanged } from './data.ts';
import { Head } from './Head.tsx';
import { Amount } from './words.tsx';
import './welfare.css';

/** Who gives: organisations with their branches, persons, collectives; known in the book even where the public may not know them. */
export default function SponsorsPage() {
  const t = useText();
  const format = useFormat();
  const { unit, query, change } = useAsked();
  const mayWrite = useRight('welfare.write');
  const [adds, setAdds] = useState(false);
  const list = usePagedList<SponsorRow>('/sponsors', { unit, q: query['q'] }, { enabled: unit !== '' });
  const columns = useMemo<Column<SponsorRow>[]>(
    () => [
      {
        id: 'name',
        header: t('welfare.page.column.sponsor'),
        card: 'title',
        width: 260,
        cell: (row) => (
          <span className="wf-two">
            {row.name}
            <span className="xs mut2 wf-names">{row.keeper.name ?? '–'}</span>
          </span>
        ),
      },
      {
        id: 'kind',
        header: t('welfare.page.column.kind'),
        card: 'badge',
        cell: (row) => (
          <span className="row wrap wf-tags">
            {t(`welfare.page.sponsor-kind.${row.kind}`)}
            {row.inPublic === 'anonymous' ? <Tag>{t('welfare.page.sponsor.anonymous')}</Tag> : null}
          </span>
        ),
      },
      {
        id: 'parent',
        header: t('welfare.page.sponsor.of'),
        cell: (row) =>
          row.parent ? (
            <TextLink href={`/welfare/sponsors/${row.parent.id}`}>
              {row.parent.name ?? t('welfare.page.flow.hidden')}
            </TextLink>
          ) : (
            '–'
          ),
      },
      {
        id: 'campaigns',
        header: t('welfare.page.tab.campaigns'),
        align: 'end',
        cell: (row) => (
          <TextLink className="fig" href={`/welfare${queryString({ unit: query['unit'], sponsor: row.id })}#campaigns`}>
            {format.number(row.campaigns)}
          </TextLink>
        ),
      },
      {
        id: 'pledged',
        header: t('welfare.page.pledged'),
        align: 'end',
        cell: (row) => <Amount item="VND" value={row.pledgedVnd} href={`/welfare/sponsors/${row.id}`} />,
      },
      {
        id: 'received',
        header: t('welfare.page.received'),
        align: 'end',
        cell: (row) => <Amount item="VND" value={row.receivedVnd} href={`/welfare/sponsors/${row.id}`} />,
      },
      {
        id: 'delivered',
        header: t('welfare.page.delivered'),
        align: 'end',
        cell: (row) => <Amount item="VND" value={row.deliveredVnd} href={`/welfare/sponsors/${row.id}`} />,
      },
    ],
    [t, format, query],
  );
  return (
    <>
      <Head
        tab="sponsors"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('welfare.page.sponsor.new')}
            </Button>
          ) : undefined
        }
      />
      <section className="panel">
        <header>
          <h2>{t('welfare.page.tab.sponsors')}</h2>
          <SearchField
            slash
            label={t('welfare.page.sponsor.find')}
            value={query['q'] ?? ''}
            onChange={(q) => change({ q })}
          />
        </header>
        <DataGrid
          label={t('welfare.page.tab.sponsors')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.name}
          rowHref={(row) => `/welfare/sponsors/${row.id}`}
          loadingText={t('welfare.page.sponsor.loading-list')}
          empty={
            <NoneFound title={t('welfare.page.sponsor.none')}>
              <p>{t('welfare.page.sponsor.none-why')}</p>
            </NoneFound>
          }
        />
        <p className="xs mut wf-none">{t('welfare.page.sponsor.value-note')}</p>
      </section>
      {adds ? <NewSponsor onClose={() => setAdds(false)} /> : null}
    </>
  );
}

function NewSponsor({ onClose }: { onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const { own, unit } = useAsked();
  const first = own[0];
  return (
    <RecordDrawer
      formId="given-sponsor"
      title={t('welfare.page.sponsor.new')}
      intro={t('welfare.page.sponsor.intro')}
      act={t('welfare.page.save')}
      initial={{
        keeper: first ? { id: first.id, label: first.name } : null,
        kind: 'organisation',
        inPublic: 'named',
      }}
      fields={(values) => [
        {
          name: 'kind',
          kind: 'one',
          label: t('welfare.page.column.kind'),
          choices: SPONSOR_KINDS.map((id) => ({ id, label: t(`welfare.page.sponsor-kind.${id}`) })),
        },
        { name: 'name', kind: 'text', label: t('welfare.page.sponsor.name') },
        ...(values['kind'] === 'branch'
          ? [
              {
                name: 'parent',
                kind: 'find' as const,
                label: t('welfare.page.sponsor.of'),
                search: findSponsors(unit),
              },
            ]
          : []),
        { name: 'keeper', kind: 'find', label: t('welfare.page.sponsor.keeper'), search: findUnits },
        {
          name: 'inPublic',
          kind: 'one',
          label: t('welfare.page.sponsor.in-public'),
          choices: IN_PUBLIC.map((id) => ({ id, label: t(`welfare.page.sponsor.in-public.${id}`) })),
        },
        { name: 'registerNo', kind: 'text', label: t('welfare.page.sponsor.register-no'), optional: true },
      ]}
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          '/sponsors',
          {
            id,
            keeperId: idOf(values['keeper']),
            kind: values['kind'],
            name: textOf(values['name']),
            parentId: values['kind'] === 'branch' ? idOf(values['parent']) : null,
            inPublic: values['inPublic'],
            registerNo: textOf(values['registerNo']),
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

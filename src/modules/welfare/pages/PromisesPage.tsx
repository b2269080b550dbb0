import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { Title, useTitle } from '#platform/ui/InLanguage.tsx';
import type { Tone } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip, DateText, Panel } from '#platform/ui/surface.tsx';
import { type AgreementRow, PLEDGE_STATES, type PledgeRow } from '../contract.ts';
import { useAsked } from './data.ts';
import { Head } from './Head.tsx';
import { Amount, useMeasures } from './words.tsx';
import './welfare.css';

export const PLEDGE_TONE: Record<PledgeRow['state'], Tone> = {
  waiting: 'wait',
  late: 'late',
  kept: 'ok',
  withdrawn: 'none',
};

/** Agreements with sponsors, and every pledge with what of it arrived. A promise is never added to what came. */
export default function PromisesPage() {
  const t = useText();
  const { unit, query, change } = useAsked();
  const state = PLEDGE_STATES.find((one) => one === query['state']);
  return (
    <>
      <Head tab="promises" />
      <div className="stack">
        <Panel title={t('welfare.page.promises.agreements')}>
          <Agreements unit={unit} />
        </Panel>
        <Panel
          title={t('welfare.page.pledges')}
          aside={<span className="xs mut">{t('welfare.page.pledges-apart')}</span>}
        >
          <div className="unit-ask no-print wf-in">
            <Select
              label={t('welfare.page.column.state')}
              value={state ?? 'all'}
              choices={[
                { id: 'all', label: t('welfare.page.promises.all') },
                ...PLEDGE_STATES.map((id) => ({ id, label: t(`welfare.page.pledge-state.${id}`) })),
              ]}
              onChange={(id) => change({ state: id === 'all' ? undefined : id })}
            />
          </div>
          <Pledges asked={{ unit, sponsor: query['sponsor'], agreement: query['agreement'], state }} />
        </Panel>
      </div>
    </>
  );
}

function Agreements({ unit }: { unit: string }) {
  const t = useText();
  const format = useFormat();
  const list = usePagedList<AgreementRow>('/sponsor-agreements', { unit }, { enabled: unit !== '' });
  const columns = useMemo<Column<AgreementRow>[]>(
    () => [
      {
        id: 'sponsor',
        header: t('welfare.page.column.sponsor'),
        card: 'title',
        width: 320,
        wraps: true,
        cell: (row) => (
          <span className="wf-two">
            {row.sponsor.name ?? t('welfare.page.flow.hidden')}
            <span className="xs mut2 wf-names">{row.purpose}</span>
          </span>
        ),
      },
      { id: 'number', header: t('welfare.page.field.document'), cell: (row) => row.number },
      {
        id: 'term',
        header: t('welfare.page.time'),
        cell: (row) => `${format.date(row.signedOn)}${row.endsOn ? ` – ${format.date(row.endsOn)}` : ''}`,
      },
      {
        id: 'pledged',
        header: t('welfare.page.pledged'),
        align: 'end',
        cell: (row) =>
          row.pledges === 0 ? (
            '–'
          ) : (
            <TextLink className="fig" href={`/welfare/promises?unit=${unit}&agreement=${row.id}`}>
              {format.vnd(row.pledgedVnd)}
            </TextLink>
          ),
      },
      {
        id: 'state',
        header: t('welfare.page.column.state'),
        card: 'badge',
        cell: (row) => (
          <Chip tone={row.running ? 'sel' : 'none'}>
            {t(row.running ? 'welfare.page.promises.running' : 'welfare.page.promises.over')}
          </Chip>
        ),
      },
    ],
    [t, format, unit],
  );
  return (
    <DataGrid
      label={t('welfare.page.promises.agreements')}
      columns={columns}
      {...list.grid}
      rowId={(row) => row.id}
      rowLabel={(row) => row.number}
      rowHref={(row) => `/welfare/sponsors/${row.sponsor.id}`}
      loadingText={t('welfare.page.promises.loading')}
      empty={
        <NoneFound title={t('welfare.page.sponsor.agreements-none')}>
          <p>{t('welfare.page.promises.none-how')}</p>
        </NoneFound>
      }
    />
  );
}

/** Pledges, what of each arrived, and until when the rest is promised. */
export function Pledges({
  asked,
}: {
  asked: {
    unit?: string;
    sponsor?: string | undefined;
    agreement?: string | undefined;
    state?: PledgeRow['state'] | undefined;
  };
}) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const titleOf = useTitle();
  const list = usePagedList<PledgeRow>('/pledges', asked, { enabled: asked.unit !== '' });
  const columns: Column<PledgeRow>[] = [
    {
      id: 'campaign',
      header: t('welfare.page.column.campaign'),
      card: 'title',
      width: 260,
      wraps: true,
      cell: (row) => (
        <span className="wf-two">
          <Title of={row.campaign} />
          <span className="xs mut2 wf-names">{row.sponsor.name ?? t('welfare.page.flow.hidden')}</span>
        </span>
      ),
    },
    { id: 'on', header: t('welfare.page.field.pledged'), cell: (row) => <DateText date={row.pledged} /> },
    {
      id: 'agreement',
      header: t('welfare.page.promises.agreement'),
      cell: (row) => row.agreement?.number ?? row.document ?? '–',
    },
    {
      id: 'quantity',
      header: t('welfare.page.pledged'),
      align: 'end',
      cell: (row) => (
        <span className="wf-two nw">
          {words.amount(row.item, row.quantity)}
          <span className="xs mut2">{words.itemName(row.item)}</span>
        </span>
      ),
    },
    {
      id: 'received',
      header: t('welfare.page.received'),
      align: 'end',
      cell: (row) => (
        <Amount
          item={row.item}
          value={row.received}
          href={`/welfare/campaigns/${row.campaign.id}?kind=receipt&item=${row.item}&sponsor=${row.sponsor.id}#ledger`}
        />
      ),
    },
    { id: 'due', header: t('welfare.page.field.dueOn'), cell: (row) => (row.dueOn ? format.date(row.dueOn) : '–') },
    {
      id: 'state',
      header: t('welfare.page.column.state'),
      card: 'badge',
      cell: (row) => <Chip tone={PLEDGE_TONE[row.state]}>{t(`welfare.page.pledge-state.${row.state}`)}</Chip>,
    },
  ];
  return (
    <DataGrid
      label={t('welfare.page.pledges')}
      columns={columns}
      {...list.grid}
      rowId={(row) => row.id}
      rowLabel={(row) => titleOf(row.campaign)}
      rowHref={(row) => `/welfare/campaigns/${row.campaign.id}#pledges`}
      loadingText={t('welfare.page.promises.loading')}
      empty={
        <NoneFound title={t('welfare.page.pledges-none')}>
          <p>{t('welfare.page.promises.pledges-how')}</p>
        </NoneFound>
      }
    />
  );
}

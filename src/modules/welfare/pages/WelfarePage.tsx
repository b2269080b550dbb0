import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { Title, useTitle } from '#platform/ui/InLanguage.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import type { CampaignRow } from '../contract.ts';
import { CAMPAIGN_KINDS } from '../contract/values.ts';
import { NewCampaign } from './campaign/NewCampaign.tsx';
import { periodOf, useAsked } from './data.ts';
import { FlowPanel } from './flow/FlowPanel.tsx';
import { Head } from './Head.tsx';
import { Amount, CampaignState } from './words.tsx';
import './welfare.css';

/** Campaigns of a unit, and above them the way of their gifts from sponsor to village. */
export default function WelfarePage() {
  const t = useText();
  const { unit, year } = useAsked();
  const mayWrite = useRight('welfare.write');
  const [adds, setAdds] = useState(false);
  return (
    <>
      <Head
        tab="campaigns"
        years
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('welfare.page.campaign.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <FlowPanel asked={{ unit, ...periodOf(year) }} />
        <Campaigns />
      </div>
      {adds ? <NewCampaign onClose={() => setAdds(false)} /> : null}
    </>
  );
}

function Campaigns() {
  const t = useText();
  const format = useFormat();
  const titleOf = useTitle();
  const { unit, year, query, change } = useAsked();
  const [state, kind] = [query['state'], query['kind']];
  const list = usePagedList<CampaignRow>(
    '/campaigns',
    { unit, state, kind, sponsor: query['sponsor'], ...periodOf(year) },
    { enabled: unit !== '' },
  );
  const columns = useMemo<Column<CampaignRow>[]>(() => {
    const amounts = (row: CampaignRow, key: 'pledged' | 'received' | 'delivered' | 'inStock', query: string) => {
      const used = row.balances.filter((one) => one.pledged > 0 || one.received > 0 || one.bought > 0);
      if (used.length === 0) return '–';
      return (
        <span className="wf-amounts">
          {used.map((one) => (
            <Amount
              key={one.item}
              item={one.item}
              value={one[key]}
              href={`/welfare/campaigns/${row.id}?item=${one.item}${query}`}
            />
          ))}
        </span>
      );
    };
    return [
      {
        id: 'title',
        header: t('welfare.page.column.campaign'),
        card: 'title',
        width: 220,
        wraps: true,
        cell: (row) => (
          <span className="wf-two">
            <Title of={row} />
            {row.sponsors.length > 0 ? (
              <span className="xs mut2 wf-names">
                {row.sponsors.map((one) => one.name ?? t('welfare.page.flow.hidden')).join(', ')}
              </span>
            ) : null}
          </span>
        ),
      },
      {
        id: 'state',
        header: t('welfare.page.column.state'),
        card: 'badge',
        cell: (row) => (
          <span className="wf-two">
            <CampaignState row={row} />
            <span className={`xs ${row.balanced ? 'wf-zero' : 'wf-off'}`}>
              {t(row.balanced ? 'welfare.page.balanced' : 'welfare.page.not-balanced')}
            </span>
          </span>
        ),
      },
      {
        id: 'place',
        header: t('welfare.page.column.place'),
        cell: (row) => (
          <span className="wf-two">
            <TextLink href={`/organisation/${row.place.id}`}>{row.place.name ?? '–'}</TextLink>
            <span className="xs mut nw">
              {format.date(row.startsOn)}
              {row.closedOn ? ` – ${format.date(row.closedOn)}` : ''}
            </span>
          </span>
        ),
      },
      {
        id: 'pledged',
        header: t('welfare.page.pledged'),
        align: 'end',
        cell: (row) => amounts(row, 'pledged', '#pledges'),
      },
      {
        id: 'received',
        header: t('welfare.page.received'),
        align: 'end',
        cell: (row) => amounts(row, 'received', '&kind=receipt#ledger'),
      },
      {
        id: 'delivered',
        header: t('welfare.page.delivered'),
        align: 'end',
        cell: (row) => amounts(row, 'delivered', '&kind=handover#ledger'),
      },
      {
        id: 'in-stock',
        header: t('welfare.page.in-stock'),
        align: 'end',
        cell: (row) => amounts(row, 'inStock', '#ledger'),
      },
      {
        id: 'receipts',
        header: t('welfare.page.column.receipts'),
        align: 'end',
        cell: (row) => (
          <TextLink className="fig" href={`/welfare/campaigns/${row.id}#handovers`}>
            {`${format.number(row.confirmed)} / ${format.number(row.handovers)}`}
          </TextLink>
        ),
      },
    ];
  }, [t, format]);
  return (
    <section className="panel" id="campaigns">
      <header>
        <h2>{t('welfare.page.campaigns')}</h2>
        <Filters>
          <FilterChip
            single
            label={t('welfare.page.column.state')}
            value={state ? [state] : []}
            choices={(['open', 'closed'] as const).map((id) => ({ id, label: t(`welfare.page.state.${id}`) }))}
            onChange={([id]) => change({ state: id === state ? undefined : id })}
          />
          <FilterChip
            single
            label={t('welfare.page.column.kind')}
            value={kind ? [kind] : []}
            choices={CAMPAIGN_KINDS.map((id) => ({ id, label: t(`welfare.page.campaign-kind.${id}`) }))}
            onChange={([id]) => change({ kind: id === kind ? undefined : id })}
          />
        </Filters>
      </header>
      <DataGrid
        label={t('welfare.page.campaigns')}
        columns={columns}
        {...list.grid}
        rowId={(row) => row.id}
        rowLabel={titleOf}
        rowHref={(row) => `/welfare/campaigns/${row.id}`}
        loadingText={t('welfare.page.campaigns-loading')}
        empty={
          <NoneFound title={t('welfare.page.campaigns-none')}>
            <p>{t('welfare.page.campaigns-none-why')}</p>
          </NoneFound>
        }
      />
    </section>
  );
}

import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { LinkButton } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel, Tabs } from '#platform/ui/surface.tsx';
import { FUNNEL_STAGES, type FunnelStage, NOMINEE_VIEWS, type Nominee } from '../contract.ts';
import { useNomineeWay } from './nominees.ts';
import { NomineeWay } from './NomineesPanel.tsx';
import { stageTone } from './stage-tone.ts';
import { TargetsPanel } from './TargetsPanel.tsx';
import './admission.css';

const isReached = (value: string | undefined): value is FunnelStage['key'] =>
  value !== undefined && (FUNNEL_STAGES as readonly string[]).includes(value);

const yearIn = (value: string | undefined): number | undefined =>
  value !== undefined && /^20\d\d$/.test(value) ? Number(value) : undefined;

/** What a nominating body sees: its own nominees and how far each has come. */
export function Nominees() {
  const t = useText();
  const format = useFormat();
  const [query, change] = useQueryParams();
  const view = NOMINEE_VIEWS.find((one) => one === query['view']) ?? 'open';
  const reached = isReached(query['reached']) ? query['reached'] : undefined;
  const namedIn = yearIn(query['namedIn']);
  const admittedIn = yearIn(query['admittedIn']);
  const list = usePagedList<Nominee>('/admission/nominees', { view, reached, namedIn, admittedIn });
  const way = useNomineeWay();
  useCommands(
    useMemo(
      () => [{ id: 'admission-new', label: t('admission.page.nominate'), href: '/admission/new', key: 'n' }],
      [t],
    ),
  );
  const columns: Column<Nominee>[] = [
    {
      id: 'name',
      header: t('admission.column.name'),
      card: 'title',
      cell: (row) => row.fullName ?? t('admission.page.forgotten'),
    },
    {
      id: 'stage',
      header: t('admission.column.stage'),
      card: 'badge',
      cell: (row) => <Chip tone={stageTone(row.stage)}>{t(`admission.stage.${row.stage}`)}</Chip>,
    },
    { id: 'since', header: t('admission.column.since'), cell: (row) => format.date(row.stageOn) },
    { id: 'cell', header: t('admission.column.cell'), cell: (row) => row.cell.name },
    { id: 'noticed', header: t('admission.column.noticed'), cell: (row) => format.date(row.noticedOn) },
    {
      id: 'ceremony',
      header: t('admission.column.ceremony'),
      cell: (row) => (row.ceremonyOn ? format.date(row.ceremonyOn) : '–'),
    },
  ];
  return (
    <>
      <PageHeader
        title={t('admission.page.nominees')}
        crumbs={[{ label: t('platform.nav.registers') }, { label: t('admission.page.nominees') }]}
        sub={t('admission.page.nominees-sub')}
        actions={
          <LinkButton look="primary" href="/admission/new" icon={<PlusIcon className="i" aria-hidden="true" />}>
            {t('admission.page.nominate')}
          </LinkButton>
        }
      />
      {way.data && way.data.counts.all > 0 ? (
        <Panel padded className="adm-nominees">
          <NomineeWay page={way.data} />
        </Panel>
      ) : null}
      <TargetsPanel />
      <Tabs
        label={t('admission.page.nominees')}
        selected={view}
        tabs={NOMINEE_VIEWS.map((id) => ({
          id,
          label: t(`admission.page.nominees-${id}`),
          count: way.data?.counts[id],
          href: id === 'open' ? '/admission' : `/admission?view=${id}`,
        }))}
      />
      {(namedIn ?? admittedIn) ? (
        <Filters>
          <FilterChip
            label={t(namedIn ? 'admission.page.target-named-in' : 'admission.page.target-admitted-in')}
            choices={[{ id: String(namedIn ?? admittedIn), label: String(namedIn ?? admittedIn) }]}
            value={[String(namedIn ?? admittedIn)]}
            onChange={() => change({ namedIn: undefined, admittedIn: undefined })}
            single
          />
        </Filters>
      ) : null}
      {reached ? (
        <Filters>
          <FilterChip
            label={t('admission.page.nominees-reached')}
            choices={FUNNEL_STAGES.map((id) => ({ id, label: t(`admission.funnel.${id}`) }))}
            value={[reached]}
            onChange={([id]) => change({ reached: id })}
            single
          />
        </Filters>
      ) : null}
      <DataGrid
        label={t('admission.page.nominees')}
        columns={columns}
        {...list.grid}
        list={undefined}
        rowId={(row) => row.id}
        rowLabel={(row) => row.fullName ?? t('admission.page.forgotten')}
        loadingText={t('admission.page.loading')}
        empty={
          <Empty title={t('admission.page.empty')}>
            <p>{t('admission.page.nominees-empty')}</p>
          </Empty>
        }
      />
    </>
  );
}

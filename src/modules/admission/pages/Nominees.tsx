import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { LinkButton } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Tabs } from '#platform/ui/surface.tsx';
import type { Nominee } from '../contract.ts';
import { stageTone } from './stage-tone.ts';
import './admission.css';

const VIEWS = ['open', 'admitted', 'ended', 'all'] as const;
const isIn: Record<(typeof VIEWS)[number], (one: Nominee) => boolean> = {
  open: (one) => one.ceremonyOn === null && one.endedOn === null,
  admitted: (one) => one.ceremonyOn !== null,
  ended: (one) => one.endedOn !== null && one.ceremonyOn === null,
  all: () => true,
};

/** What a nominating body sees: its own nominees and how far each has come. */
export function Nominees() {
  const t = useText();
  const format = useFormat();
  const [query] = useQueryParams();
  const view = VIEWS.find((one) => one === query['view']) ?? 'open';
  const nominees = useQuery({
    queryKey: ['/admission', 'nominees'],
    queryFn: ({ signal }) => api.get<{ items: Nominee[] }>('/admission/nominees', { limit: 500 }, { signal }),
  });
  const items = nominees.data?.items;
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
      <Tabs
        label={t('admission.page.nominees')}
        selected={view}
        tabs={VIEWS.map((id) => ({
          id,
          label: t(`admission.page.nominees-${id}`),
          count: items?.filter(isIn[id]).length,
          href: id === 'open' ? '/admission' : `/admission?view=${id}`,
        }))}
      />
      <DataGrid
        label={t('admission.page.nominees')}
        columns={columns}
        rows={items?.filter(isIn[view])}
        problem={nominees.error ?? undefined}
        onRetry={() => void nominees.refetch()}
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

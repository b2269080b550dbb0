import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { PlusIcon, TreeStructureIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Tabs } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import type { DocumentPage, TaskRow } from '../contract.ts';
import { useOwnUnit, useUnitName } from './data.ts';
import { GiveTask } from './GiveTask.tsx';
import { DueText, StateChip } from './words.tsx';
import './tasks.css';

const VIEWS = ['open', 'overdue', 'climbed', 'mine', 'closed', 'all'] as const;
type View = (typeof VIEWS)[number];
const ASKED: Record<View, Record<string, string>> = {
  open: { state: 'open' },
  overdue: { overdue: 'true' },
  climbed: { overdue: 'climbed' },
  mine: { mine: 'true', state: 'open' },
  closed: { state: 'closed' },
  all: {},
};

/** Tasks by deadline: what is open, what is overdue, what has climbed up to one's level, and one's own. */
export default function TasksPage() {
  return useRight('tasks.read') ? <Tasks /> : <NoPermission />;
}

function Tasks() {
  const t = useText();
  const mayWrite = useRight('tasks.write');
  const [query] = useQueryParams();
  const [giving, setGiving] = useState(false);
  const unit = useOwnUnit(query['unit']);
  const unitName = useUnitName(unit);
  const view = VIEWS.find((one) => one === query['view']) ?? 'open';
  const { document, meeting } = query;
  const asked = useMemo(
    () => ({ ...ASKED[view], ...(document ? { document } : unit ? { unit } : {}), ...(meeting ? { meeting } : {}) }),
    [view, document, unit, meeting],
  );
  const list = usePagedList<TaskRow>('/tasks', asked);
  const paper = useQuery({
    queryKey: ['/task-documents', document],
    queryFn: ({ signal }) => api.get<DocumentPage>(`/task-documents/${document ?? ''}`, {}, { signal }),
    enabled: document !== undefined,
  });
  const columns: Column<TaskRow>[] = [
    {
      id: 'title',
      header: t('tasks.column.title'),
      card: 'title',
      wraps: true,
      cell: (row) => (
        <>
          {row.title}
          <span className="tk-measure">{row.measure}</span>
        </>
      ),
    },
    { id: 'state', header: t('tasks.column.state'), card: 'badge', cell: (row) => <StateChip task={row} /> },
    { id: 'due', header: t('tasks.column.due'), cell: (row) => <DueText on={row.dueOn} /> },
    {
      id: 'owner',
      header: t('tasks.column.owner'),
      wraps: true,
      cell: (row) => (row.owner.kind === 'unit' ? shortUnit(row.owner.name ?? '') : (row.owner.name ?? '–')),
    },
    { id: 'unit', header: t('tasks.column.unit'), wraps: true, cell: (row) => shortUnit(row.unit.name) },
    {
      id: 'from',
      header: t('tasks.column.document'),
      wraps: true,
      cell: (row) =>
        row.figureId ? (
          <Chip tone="sel">{t('tasks.page.follows-figure', { figure: row.figureId })}</Chip>
        ) : (
          (row.document?.number ?? row.document?.title ?? '–')
        ),
    },
  ];
  return (
    <>
      <PageHeader
        title={t('tasks.page.title')}
        crumbs={[{ label: t('platform.nav.grassroots') }, { label: t('tasks.page.nav'), href: '/tasks' }]}
        sub={paper.data ? paper.data.document.title : unitName}
        actions={
          <>
            <LinkButton
              href={`/task-documents${queryString({ unit: query['unit'] })}`}
              icon={<TreeStructureIcon className="i" aria-hidden="true" />}
            >
              {t('tasks.page.documents')}
            </LinkButton>
            <LinkButton href={`/requests${queryString({ unit: query['unit'] })}`}>
              {t('tasks.page.requests')}
            </LinkButton>
            {mayWrite && unit ? (
              <Button
                look="primary"
                icon={<PlusIcon className="i" aria-hidden="true" />}
                onPress={() => setGiving(true)}
              >
                {t('tasks.page.give')}
              </Button>
            ) : null}
          </>
        }
      />
      <Tabs
        label={t('tasks.page.views')}
        selected={view}
        tabs={VIEWS.map((id) => ({
          id,
          label: t(`tasks.page.view.${id}`),
          href: `/tasks${queryString({ ...query, view: id === 'open' ? undefined : id })}`,
        }))}
      />
      <DataGrid
        label={t('tasks.page.title')}
        columns={columns}
        tall
        {...list.grid}
        rowId={(row) => row.id}
        rowLabel={(row) => row.title}
        rowHref={(row) => `/tasks/${row.id}`}
        empty={
          <Empty title={t(`tasks.page.empty.${view}`)}>
            <p>{t('tasks.page.empty-text')}</p>
          </Empty>
        }
      />
      {giving && unit ? (
        <GiveTask unit={{ id: unit, name: unitName ?? '' }} documentId={document} onClose={() => setGiving(false)} />
      ) : null}
    </>
  );
}

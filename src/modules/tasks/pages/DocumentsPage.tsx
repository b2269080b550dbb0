import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import type { DocumentRow } from '../contract.ts';
import { useOwnUnit, useUnitName } from './data.ts';
import { EnterDocument } from './EnterDocument.tsx';

/** Resolutions, schemes, programmes and plans, with what became of their tasks. */
export default function DocumentsPage() {
  return useRight('tasks.read') ? <Documents /> : <NoPermission />;
}

function Documents() {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('tasks.write');
  const [query] = useQueryParams();
  const [entering, setEntering] = useState(false);
  const unit = useOwnUnit(query['unit']);
  const unitName = useUnitName(unit);
  const asked = useMemo(() => (unit ? { unit } : {}), [unit]);
  const list = usePagedList<DocumentRow>('/task-documents', asked);
  const columns: Column<DocumentRow>[] = [
    { id: 'title', header: t('tasks.column.name'), card: 'title', wraps: true, cell: (row) => row.title },
    {
      id: 'kind',
      header: t('tasks.column.kind'),
      card: 'badge',
      cell: (row) => (
        <Chip tone="none" icon={false}>
          {t(`tasks.kind.${row.kind}`)}
        </Chip>
      ),
    },
    { id: 'number', header: t('tasks.column.number'), cell: (row) => row.number ?? '–' },
    { id: 'issued', header: t('tasks.column.issued'), cell: (row) => format.date(row.issuedOn) },
    { id: 'unit', header: t('tasks.column.issuer'), wraps: true, cell: (row) => shortUnit(row.unit.name) },
    {
      id: 'tasks',
      header: t('tasks.column.tasks'),
      cell: (row) =>
        row.tasks.all === 0
          ? '–'
          : t('tasks.page.done-of', { done: row.tasks.done + row.tasks.late, all: row.tasks.all }),
    },
    {
      id: 'overdue',
      header: t('tasks.column.overdue'),
      cell: (row) => (row.tasks.overdue > 0 ? <Chip tone="late">{format.number(row.tasks.overdue)}</Chip> : '–'),
    },
  ];
  return (
    <>
      <PageHeader
        title={t('tasks.page.documents')}
        crumbs={[{ label: t('tasks.page.nav'), href: '/tasks' }, { label: t('tasks.page.documents') }]}
        sub={unitName}
        actions={
          mayWrite && unit ? (
            <Button
              look="primary"
              icon={<PlusIcon className="i" aria-hidden="true" />}
              onPress={() => setEntering(true)}
            >
              {t('tasks.page.enter-document')}
            </Button>
          ) : null
        }
      />
      <DataGrid
        label={t('tasks.page.documents')}
        columns={columns}
        tall
        {...list.grid}
        rowId={(row) => row.id}
        rowLabel={(row) => row.title}
        rowHref={(row) => `/task-documents/${row.id}`}
        empty={
          <Empty title={t('tasks.page.no-documents')}>
            <p>{t('tasks.page.no-documents-text')}</p>
          </Empty>
        }
      />
      {entering && unit ? (
        <EnterDocument unit={{ id: unit, name: unitName ?? '' }} onClose={() => setEntering(false)} />
      ) : null}
    </>
  );
}

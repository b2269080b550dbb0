import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Tabs } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import type { RequestRow } from '../contract.ts';
import { useOwnUnit, useUnitName } from './data.ts';
import { DueText } from './words.tsx';

const VIEWS = ['open', 'overdue', 'answered', 'all'] as const;

/** What members and people asked for, who owes the answer, and until when. */
export default function RequestsPage() {
  return useRight('tasks.read') ? <Requests /> : <NoPermission />;
}

function Requests() {
  const t = useText();
  const format = useFormat();
  const [query] = useQueryParams();
  const [answering, setAnswering] = useState<RequestRow>();
  const unit = useOwnUnit(query['unit']);
  const unitName = useUnitName(unit);
  const view = VIEWS.find((one) => one === query['state']) ?? 'open';
  const asked = useMemo(
    () => ({ ...(unit ? { unit } : {}), ...(view === 'all' ? {} : { state: view }) }),
    [unit, view],
  );
  const list = usePagedList<RequestRow>('/requests', asked);
  const columns: Column<RequestRow>[] = [
    { id: 'content', header: t('tasks.column.request'), card: 'title', wraps: true, cell: (row) => row.content },
    {
      id: 'state',
      header: t('tasks.column.state'),
      card: 'badge',
      cell: (row) =>
        row.answeredOn ? (
          <Chip tone={row.answeredOn > row.dueOn ? 'wait' : 'ok'}>
            {t('tasks.page.answered-on', { on: format.date(row.answeredOn) })}
          </Chip>
        ) : row.daysOverdue > 0 ? (
          <Chip tone="late">{t('tasks.page.overdue-days', { days: row.daysOverdue })}</Chip>
        ) : (
          <Chip tone="sel">{t('tasks.page.waiting')}</Chip>
        ),
    },
    { id: 'unit', header: t('tasks.column.unit'), wraps: true, cell: (row) => shortUnit(row.unit.name) },
    { id: 'topic', header: t('tasks.column.topic'), wraps: true, cell: (row) => t(`tasks.topic.${row.topic}`) },
    { id: 'owes', header: t('tasks.column.owes'), wraps: true, cell: (row) => shortUnit(row.owedBy.name) },
    { id: 'due', header: t('tasks.column.due'), cell: (row) => <DueText on={row.dueOn} /> },
    { id: 'answer', header: t('tasks.column.answer'), wraps: true, cell: (row) => row.answer ?? '–' },
    {
      id: 'act',
      header: t('tasks.column.act'),
      card: 'acts',
      cell: (row) =>
        row.mayAnswer ? <Button onPress={() => setAnswering(row)}>{t('tasks.page.answer')}</Button> : '–',
    },
  ];
  return (
    <>
      <PageHeader
        title={t('tasks.page.requests')}
        crumbs={[{ label: t('tasks.page.nav'), href: '/tasks' }, { label: t('tasks.page.requests') }]}
        sub={unitName}
      />
      <Tabs
        label={t('tasks.page.views')}
        selected={view}
        tabs={VIEWS.map((id) => ({
          id,
          label: t(`tasks.page.requests-view.${id}`),
          href: `/requests${queryString({ ...query, state: id === 'open' ? undefined : id })}`,
        }))}
      />
      <DataGrid
        label={t('tasks.page.requests')}
        columns={columns}
        tall
        {...list.grid}
        rowId={(row) => row.id}
        rowLabel={(row) => row.content}
        empty={
          <Empty title={t('tasks.page.no-requests')}>
            <p>{t('tasks.page.no-requests-text')}</p>
          </Empty>
        }
      />
      {answering ? <Answer request={answering} onClose={() => setAnswering(undefined)} /> : null}
    </>
  );
}

function Answer({ request, onClose }: { request: RequestRow; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  return (
    <RecordDrawer
      formId={`request.answer.${request.id}`}
      title={t('tasks.page.answer')}
      intro={t('tasks.page.answer-intro', { unit: request.unit.name, content: request.content })}
      act={t('tasks.page.answer')}
      initial={{ on: todayInVietnam() }}
      fields={[
        { kind: 'day', name: 'on', label: t('tasks.column.answered') },
        { kind: 'text', name: 'answer', label: t('tasks.column.answer'), hint: t('tasks.page.no-names') },
        { kind: 'text', name: 'document', label: t('tasks.column.number'), optional: true },
      ]}
      send={(values, { idempotencyKey }) =>
        api.post(
          `/requests/${request.id}/answer`,
          {
            on: textOf(values['on']) ?? '',
            answer: textOf(values['answer']) ?? '',
            document: textOf(values['document']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await client.invalidateQueries({ queryKey: ['/requests'] });
        notify(t('tasks.page.answer-sent'));
      }}
      onClose={onClose}
    />
  );
}

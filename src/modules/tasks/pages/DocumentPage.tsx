import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { queryString, useParam } from '#platform/ui/pages.ts';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { DocumentPage as Page, DocumentRow, TaskRow } from '../contract.ts';
import { useOwnUnit, useUnitName } from './data.ts';
import { EnterDocument } from './EnterDocument.tsx';
import { GiveTask } from './GiveTask.tsx';
import { DueText, StateChip } from './words.tsx';
import './tasks.css';

/** A document in its tree: what it carries out, what carries it out, and its tasks. */
export default function DocumentPage() {
  const t = useText();
  const format = useFormat();
  const id = useParam('documentId');
  const mayWrite = useRight('tasks.write');
  const own = useOwnUnit(undefined);
  const ownName = useUnitName(own);
  const [open, setOpen] = useState<'child' | 'task'>();
  const page = useQuery({
    queryKey: ['/task-documents', id],
    queryFn: ({ signal }) => api.get<Page>(`/task-documents/${id}`, {}, { signal }),
  });
  const tasks = useQuery({
    queryKey: ['/tasks', { document: id }],
    queryFn: ({ signal }) =>
      api.get<{ items: TaskRow[]; total: number }>('/tasks', { document: id, limit: 100 }, { signal }),
  });
  if (page.error) return <ErrorState page problem={page.error} onRetry={() => void page.refetch()} />;
  if (!page.data) return <Loading what={t('tasks.page.loading-document')} />;
  const { document, above, below, addressees } = page.data;
  const list = (counted: Record<string, string>) => `/tasks${queryString({ document: id, ...counted })}`;
  return (
    <>
      <PageHeader
        title={document.title}
        crumbs={[
          { label: t('tasks.page.documents'), href: '/task-documents' },
          ...above.map((one) => ({ label: one.number ?? one.title, href: `/task-documents/${one.id}` })),
        ]}
        badge={
          <Chip tone="none" icon={false}>
            {t(`tasks.kind.${document.kind}`)}
          </Chip>
        }
        sub={[document.number, format.date(document.issuedOn), document.unit.name].filter(Boolean).join(' · ')}
        actions={
          mayWrite && own ? (
            <>
              {document.meetingId ? (
                <LinkButton href={`/meetings/${document.meetingId}`}>{t('tasks.page.open-meeting')}</LinkButton>
              ) : null}
              <Button onPress={() => setOpen('child')}>{t('tasks.page.carry-out')}</Button>
              <Button look="primary" onPress={() => setOpen('task')}>
                {t('tasks.page.give')}
              </Button>
            </>
          ) : null
        }
      />
      <div className="grid-side">
        <Panel
          title={t('tasks.page.tasks-of')}
          aside={
            <span className="sm mut2">
              {t('tasks.page.done-of', { done: document.tasks.done + document.tasks.late, all: document.tasks.all })}
            </span>
          }
        >
          {tasks.data && tasks.data.items.length > 0 ? (
            <ScrollX>
              <table className="tbl">
                <thead>
                  <tr>
                    <th>{t('tasks.column.title')}</th>
                    <th>{t('tasks.column.owner')}</th>
                    <th>{t('tasks.column.due')}</th>
                    <th>{t('tasks.column.measure')}</th>
                    <th>{t('tasks.column.state')}</th>
                  </tr>
                </thead>
                <tbody>
                  {tasks.data.items.map((task) => (
                    <tr key={task.id}>
                      <td>
                        <TextLink href={`/tasks/${task.id}`}>{task.title}</TextLink>
                      </td>
                      <td>
                        {task.owner.kind === 'unit' ? shortUnit(task.owner.name ?? '') : (task.owner.name ?? '–')}
                      </td>
                      <td>
                        <DueText on={task.dueOn} />
                      </td>
                      <td>{task.measure}</td>
                      <td>
                        <StateChip task={task} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollX>
          ) : (
            <p className="tk-quiet">{t('tasks.page.no-tasks-here')}</p>
          )}
        </Panel>
        <div className="stack">
          <Panel title={t('tasks.page.became')} padded>
            <Facts
              facts={[
                {
                  label: t('tasks.page.view.all'),
                  value: <Figure value={document.tasks.all} href={list({ view: 'all' })} />,
                },
                { label: t('tasks.page.view.open'), value: <Figure value={document.tasks.open} href={list({})} /> },
                {
                  label: t('tasks.page.view.overdue'),
                  value: <Figure value={document.tasks.overdue} href={list({ view: 'overdue' })} />,
                },
                {
                  label: t('tasks.page.view.closed'),
                  value: <Figure value={document.tasks.all - document.tasks.open} href={list({ view: 'closed' })} />,
                },
              ]}
            />
          </Panel>
          <Panel title={t('tasks.page.tree')} padded>
            <ul className="tk-tree">
              {above.map((one, depth) => (
                <Branch key={one.id} document={one} depth={depth} />
              ))}
              <li style={{ paddingInlineStart: `${above.length * 18}px` }} aria-current="true">
                <b>{document.number ?? document.title}</b>
                <span className="sm mut2">{t(`tasks.kind.${document.kind}`)}</span>
              </li>
              {below.map((one) => (
                <Branch key={one.id} document={one} depth={above.length + depthOf(one, below, document.id)} />
              ))}
            </ul>
            {addressees.length > 0 ? (
              <p className="sm mut2">{t('tasks.page.sent-to', { count: addressees.length })}</p>
            ) : null}
          </Panel>
        </div>
      </div>
      {open === 'child' && own ? (
        <EnterDocument unit={{ id: own, name: ownName ?? '' }} parentId={id} onClose={() => setOpen(undefined)} />
      ) : null}
      {open === 'task' && own ? (
        <GiveTask unit={{ id: own, name: ownName ?? '' }} documentId={id} onClose={() => setOpen(undefined)} />
      ) : null}
    </>
  );
}

function Branch({ document, depth }: { document: DocumentRow; depth: number }) {
  const t = useText();
  return (
    <li style={{ paddingInlineStart: `${depth * 18}px` }}>
      <TextLink href={`/task-documents/${document.id}`}>{document.number ?? document.title}</TextLink>
      <span className="sm mut2">
        {t(`tasks.kind.${document.kind}`)} · {document.unit.name}
      </span>
    </li>
  );
}

function depthOf(row: DocumentRow, rows: readonly DocumentRow[], root: string): number {
  let depth = 1;
  let parent = row.parentId;
  while (parent !== null && parent !== root && depth < 12) {
    depth += 1;
    parent = rows.find((one) => one.id === parent)?.parentId ?? null;
  }
  return depth;
}

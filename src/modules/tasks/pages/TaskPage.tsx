import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { queryString, useParam } from '#platform/ui/pages.ts';
import { decimalOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Facts, HistoryList, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { TaskPage as Task } from '../contract.ts';
import { StateChip } from './words.tsx';
import './tasks.css';

/** One task: who owes what until when, its evidence, and who above sees it by now. */
export default function TaskPage() {
  const t = useText();
  const format = useFormat();
  const id = useParam('taskId');
  const mayWrite = useRight('tasks.write');
  const [entering, setEntering] = useState(false);
  const task = useQuery({
    queryKey: ['/tasks', id],
    queryFn: ({ signal }) => api.get<Task>(`/tasks/${id}`, {}, { signal }),
  });
  if (task.error) return <ErrorState page problem={task.error} onRetry={() => void task.refetch()} />;
  if (!task.data) return <Loading what={t('tasks.page.loading-one')} />;
  const row = task.data;
  const isOpen = row.closedOn === null;
  return (
    <>
      <PageHeader
        title={row.title}
        crumbs={[
          { label: t('tasks.page.nav'), href: '/tasks' },
          { label: row.unit.name, href: `/tasks${queryString({ unit: row.unit.id })}` },
        ]}
        badge={<StateChip task={row} />}
        sub={t('tasks.page.measured-by', { measure: row.measure })}
        actions={
          isOpen && mayWrite ? (
            <Button look="primary" onPress={() => setEntering(true)}>
              {t('tasks.page.enter')}
            </Button>
          ) : null
        }
      />
      <div className="grid-side">
        <div className="stack">
          {row.figure ? <FollowedFigure task={row} figure={row.figure} /> : null}
          <Panel title={t('tasks.page.evidence')} padded>
            {row.entries.length === 0 ? (
              <p className="mut2">{t('tasks.page.no-evidence')}</p>
            ) : (
              <HistoryList
                entries={row.entries.map((entry) => ({
                  id: entry.id,
                  when: format.date(entry.on),
                  what: (
                    <>
                      {t(`tasks.entered.${entry.to}`)}
                      {entry.amount === null ? '' : ` · ${format.number(entry.amount)}`}
                      {entry.note ? ` · ${entry.note}` : ''}
                    </>
                  ),
                  by: entry.meetingId ? t('tasks.page.at-meeting') : t('tasks.page.between-meetings'),
                }))}
              />
            )}
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t('tasks.page.agreed')} padded>
            <Facts
              facts={[
                { label: t('tasks.column.owner'), value: row.owner.name ?? '–' },
                { label: t('tasks.column.due'), value: format.date(row.dueOn) },
                { label: t('tasks.column.assigned'), value: format.date(row.assignedOn) },
                { label: t('tasks.column.given-by'), value: row.givenBy.name },
                {
                  label: t('tasks.column.document'),
                  value: row.document ? (
                    <TextLink href={`/task-documents/${row.document.id}`}>
                      {row.document.number ?? row.document.title}
                    </TextLink>
                  ) : (
                    '–'
                  ),
                },
                ...(row.sourceMeetingId
                  ? [
                      {
                        label: t('tasks.column.meeting'),
                        value: (
                          <TextLink href={`/meetings/${row.sourceMeetingId}`}>{t('tasks.page.open-meeting')}</TextLink>
                        ),
                      },
                    ]
                  : []),
                ...(row.carriedFrom
                  ? [
                      {
                        label: t('tasks.page.carried-from'),
                        value: <TextLink href={`/tasks/${row.carriedFrom}`}>{t('tasks.page.earlier-task')}</TextLink>,
                      },
                    ]
                  : []),
                ...(row.carriedTo
                  ? [
                      {
                        label: t('tasks.page.carried-to'),
                        value: <TextLink href={`/tasks/${row.carriedTo}`}>{t('tasks.page.later-task')}</TextLink>,
                      },
                    ]
                  : []),
              ]}
            />
          </Panel>
          {row.daysOverdue > 0 ? (
            <Panel title={t('tasks.page.seen-by')} padded>
              <p className="sm mut2">{t('tasks.page.seen-by-text', { days: row.daysOverdue })}</p>
              <ul className="tk-seen">
                {[row.unit, ...row.seenBy].map((unit) => (
                  <li key={unit.id}>
                    <Chip tone="wait">{unit.name}</Chip>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
        </div>
      </div>
      {entering ? <EnterProgress task={row} onClose={() => setEntering(false)} /> : null}
    </>
  );
}

function FollowedFigure({ task, figure }: { task: Task; figure: NonNullable<Task['figure']> }) {
  const t = useText();
  const format = useFormat();
  const tone = figure.reached === null ? 'none' : figure.reached ? 'ok' : 'wait';
  return (
    <Panel title={t('tasks.page.figure')} padded>
      <p className="tk-figure">
        <Figure
          value={figure.value}
          kind={figure.value !== null && !Number.isInteger(figure.value) ? 'percent' : 'count'}
          href={`/figures/${figure.id}${queryString({ unit: task.unit.id, from: task.assignedOn, asOf: todayInVietnam() })}`}
        />
        <span className="mut2">
          {t(`tasks.page.target.${figure.compare}`, { target: format.number(figure.target) })}
        </span>
        <Chip tone={tone}>
          {t(`tasks.page.reached.${figure.reached === null ? 'unknown' : figure.reached ? 'yes' : 'no'}`)}
        </Chip>
      </p>
      <p className="sm mut2">{t('tasks.page.figure-text', { figure: figure.id })}</p>
    </Panel>
  );
}

function EnterProgress({ task, onClose }: { task: Task; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [nextId] = useState(newKey);
  return (
    <RecordDrawer
      formId={`task.enter.${task.id}`}
      standing={{
        version: task.version,
        lines: [{ label: t('tasks.column.state'), value: t(`tasks.state.${task.state}`) }],
      }}
      title={t('tasks.page.enter')}
      intro={t('tasks.page.enter-intro')}
      act={t('platform.ui.save')}
      initial={{ to: 'in_progress', on: todayInVietnam() }}
      fields={(values) => [
        {
          kind: 'one',
          name: 'to',
          label: t('tasks.column.state'),
          choices: (['in_progress', 'finished', 'carried_over', 'dropped'] as const).map((id) => ({
            id,
            label: t(`tasks.page.to.${id}`),
          })),
        },
        { kind: 'day', name: 'on', label: t('tasks.page.on') },
        ...(values['to'] === 'carried_over'
          ? [{ kind: 'day' as const, name: 'dueOn', label: t('tasks.page.new-due') }]
          : []),
        {
          kind: 'text',
          name: 'note',
          label: t('tasks.page.note'),
          hint: t('tasks.page.note-hint'),
          optional: values['to'] !== 'dropped',
        },
        { kind: 'number', parts: true, name: 'amount', label: t('tasks.page.amount'), optional: true },
      ]}
      send={(values, { id, idempotencyKey, version }) =>
        api.post(
          `/tasks/${task.id}/entries`,
          {
            id,
            version,
            on: textOf(values['on']) ?? '',
            to: textOf(values['to']),
            note: textOf(values['note']),
            amount: decimalOf(values['amount']),
            ...(values['to'] === 'carried_over' ? { dueOn: textOf(values['dueOn']), nextId } : {}),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await client.invalidateQueries({ queryKey: ['/tasks'] });
        notify(t('tasks.page.entered'));
      }}
      onClose={onClose}
    />
  );
}

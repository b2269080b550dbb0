import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskRow } from '#modules/tasks/contract.ts';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { newest } from '#platform/ui/standing.ts';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { MeetingPage } from '../../contract.ts';
import { useMeetingChanged } from '../data.ts';

/** Last month's tasks: each is touched, or the meeting cannot close. */
export function Review({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const format = useFormat();
  const changed = useMeetingChanged();
  const [carrying, setCarrying] = useState<{ task: TaskRow; to: 'carried_over' | 'dropped' }>();
  const writable = meeting.mayWrite && (meeting.state === 'held' || meeting.state === 'draft');
  const touched = meeting.reviewed.filter((task) => task.touched).length;
  const touch = useMutation({
    mutationFn: ({ task, to }: { task: TaskRow; to: 'finished' | 'in_progress' }) =>
      api.post(`/meetings/${meeting.id}/tasks/${task.id}/entries`, {
        id: newKey(),
        version: task.version,
        on: meeting.heldOn,
        to,
      }),
    onSuccess: changed,
  });
  return (
    <Panel
      title={t('meetings.page.review')}
      aside={<span className="sm mut2">{t('meetings.page.touched', { touched, all: meeting.reviewed.length })}</span>}
    >
      <ProblemText problem={touch.error} />
      {meeting.reviewed.length === 0 ? <p className="mt-quiet">{t('meetings.page.nothing-open')}</p> : null}
      <ul className="mt-tasks">
        {meeting.reviewed.map((task) => (
          <li key={task.id}>
            <div className="sp">
              <TextLink href={`/tasks/${task.id}`}>{task.title}</TextLink>
              <span className="mt-under">
                {task.owner.name ?? '–'} · {t('meetings.page.due', { on: format.date(task.dueOn) })} · {task.measure}
              </span>
            </div>
            {task.touched || !writable ? (
              <Chip
                tone={
                  task.state === 'done'
                    ? 'ok'
                    : task.daysOverdue > 0
                      ? 'late'
                      : task.state === 'carried_over'
                        ? 'two'
                        : 'sel'
                }
              >
                {task.touched ? t(`tasks.entered.${task.state}`) : t(`tasks.state.${task.state}`)}
              </Chip>
            ) : (
              <span className="mt-three" role="group" aria-label={task.title}>
                <Button isPending={touch.isPending} onPress={() => touch.mutate({ task, to: 'finished' })}>
                  {t('meetings.page.touch.finished')}
                </Button>
                <Button isPending={touch.isPending} onPress={() => touch.mutate({ task, to: 'in_progress' })}>
                  {t('meetings.page.touch.in_progress')}
                </Button>
                <Button onPress={() => setCarrying({ task, to: 'carried_over' })}>
                  {t('meetings.page.touch.carried_over')}
                </Button>
                <Button onPress={() => setCarrying({ task, to: 'dropped' })}>{t('meetings.page.touch.dropped')}</Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {carrying ? (
        <Carry
          meeting={meeting}
          task={newest(meeting.reviewed, carrying.task)}
          to={carrying.to}
          onClose={() => setCarrying(undefined)}
        />
      ) : null}
    </Panel>
  );
}

function Carry({
  meeting,
  task,
  to,
  onClose,
}: {
  meeting: MeetingPage;
  task: TaskRow;
  to: 'carried_over' | 'dropped';
  onClose: () => void;
}) {
  const t = useText();
  const changed = useMeetingChanged();
  const [nextId] = useState(newKey);
  return (
    <RecordDrawer
      formId={`meeting.carry.${meeting.id}.${task.id}.${to}`}
      standing={{
        version: task.version,
        lines: [{ label: t('tasks.column.state'), value: t(`tasks.state.${task.state}`) }],
      }}
      title={t(`meetings.page.touch.${to}`)}
      intro={task.title}
      act={t('platform.ui.save')}
      fields={[
        ...(to === 'carried_over' ? [{ kind: 'day' as const, name: 'dueOn', label: t('tasks.page.new-due') }] : []),
        { kind: 'text', name: 'note', label: t('meetings.page.reason'), optional: to === 'carried_over' },
      ]}
      send={(values, { id, idempotencyKey, version }) =>
        api.post(
          `/meetings/${meeting.id}/tasks/${task.id}/entries`,
          {
            id,
            version,
            on: meeting.heldOn,
            to,
            note: textOf(values['note']),
            ...(to === 'carried_over' ? { dueOn: textOf(values['dueOn']), nextId } : {}),
          },
          { idempotencyKey },
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}

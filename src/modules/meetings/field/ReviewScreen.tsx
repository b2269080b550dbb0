import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { go, newKey, useBase, useDraft, useView, useWrite } from '#platform/field/ui/field.ts';
import { LongIn, DayIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note, Screen, Steps } from '#platform/field/ui/kit.tsx';
import { TaskChip, TaskDot } from '#modules/tasks/field-ui.ts';
import type { TaskDoc } from '#modules/tasks/field-contract.ts';
import { addMonths, lastOfMonth } from '#platform/time/dates.ts';
import type { MeetingDoc } from '../field-contract.ts';
import { reviewOf, useMeeting } from './data.ts';
import { Gone } from './Gone.tsx';
import { useMeetingTitle } from './MeetingsScreen.tsx';

/** Step 2: every task of before is touched: done, not yet, or carried over. None is passed over. @see DOMAIN.md 4.4 */
export function ReviewScreen({ params }: { params: Record<string, string> }) {
  const meeting = useMeeting(params['id']);
  return meeting ? <Review meeting={meeting} /> : <Gone />;
}

function Review({ meeting }: { meeting: MeetingDoc }) {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const title = useMeetingTitle();
  const review = reviewOf(view, meeting);
  const [chosen, choose] = useState<string | null>(() => location.hash.split('?')[1] ?? null);
  const left = review.filter(({ touched }) => !touched);
  const asked = chosen ?? left[0]?.task.id ?? null;
  return (
    <Screen
      title={t('meetings.field.step.review')}
      sub={`${title(meeting)} · ${t('meetings.field.tasks', { count: review.length })}`}
      back={`/meetings/${meeting.id}`}
      foot={
        <>
          <Btn onClick={() => go(`/meetings/${meeting.id}/roll`)}>{t('platform.field.back')}</Btn>
          <Btn look="primary" disabled={left.length > 0} onClick={() => go(`/meetings/${meeting.id}/decide`)}>
            {left.length > 0 ? t('meetings.field.left-tasks', { count: left.length }) : t('meetings.field.next-step')}
          </Btn>
        </>
      }
    >
      <Steps at={2} of={4} />
      {review.length === 0 ? (
        <Note icon="done">{t('meetings.page.nothing-open')}</Note>
      ) : (
        <p className="mut2">{t('meetings.field.review-how')}</p>
      )}
      {review.map(({ task, touched }) =>
        task.id === asked ? (
          <Touch key={task.id} meeting={meeting} task={task} onDone={() => choose(null)} />
        ) : (
          <button
            key={task.id}
            type="button"
            className="card"
            style={{ textAlign: 'left' }}
            onClick={() => choose(task.id)}
          >
            <span className="row">
              <TaskDot task={task} />
              <span className="sp">
                <span className="nm">{task.title}</span>
                <br />
                <span className="xs mut2">
                  {task.owner.name ?? '–'} · {t('meetings.page.due', { on: format.date(task.dueOn) })}
                </span>
              </span>
              {touched ? <TaskChip task={task} /> : null}
            </span>
          </button>
        ),
      )}
    </Screen>
  );
}

type Draft = {
  id: string;
  entry: string;
  next: string;
  base: number | null;
  note: string;
  dueOn: string;
  carrying: boolean;
  replaces?: string;
};

function Touch({ meeting, task, onDone }: { meeting: MeetingDoc; task: TaskDoc; onDone: () => void }) {
  const t = useText();
  const format = useFormat();
  const base = useBase(task.id, task.version);
  const on = meeting.heldOn ?? meeting.plannedOn;
  const form = `meeting.touch/${meeting.id}/${task.id}`;
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    entry: newKey(),
    next: newKey(),
    base,
    note: '',
    dueOn: lastOfMonth(addMonths(on, 1)),
    carrying: false,
  }));
  const { write, busy, fault } = useWrite();
  const save = async (to: 'finished' | 'in_progress' | 'carried_over') => {
    const carried = to === 'carried_over';
    const command = {
      id: values.id,
      type: 'meetings.touch',
      entity: task.id,
      base: values.base,
      params: { id: meeting.id, taskId: task.id },
      payload: {
        id: values.entry,
        on,
        to,
        note: values.note.trim() || null,
        amount: null,
        dueOn: carried ? values.dueOn : null,
        nextId: carried ? values.next : null,
      },
      said: { key: `meetings.field.said.touch.${to}`, values: { title: task.title } },
    };
    if (await write([command], [form], values.replaces)) {
      over();
      onDone();
    }
  };
  return (
    <div className="card ask">
      <FaultNote fault={fault} />
      <div>
        <div className="nm">{task.title}</div>
        <div className="xs mut2">
          {task.owner.name ?? '–'} · {t('meetings.page.due', { on: format.date(task.dueOn) })} · {task.measure}
        </div>
      </div>
      <LongIn label={t('meetings.field.note')} value={values.note} max={500} onChange={(note) => change({ note })} />
      {values.carrying ? (
        <DayIn label={t('meetings.field.carry-until')} value={values.dueOn} onChange={(dueOn) => change({ dueOn })} />
      ) : null}
      <div className="choices">
        <button type="button" disabled={busy} onClick={() => void save('finished')}>
          {t('meetings.page.touch.finished')}
        </button>
        <button type="button" disabled={busy} onClick={() => void save('in_progress')}>
          {t('meetings.page.touch.in_progress')}
        </button>
        <button
          type="button"
          disabled={busy}
          aria-pressed={values.carrying}
          onClick={() => (values.carrying ? void save('carried_over') : change({ carrying: true }))}
        >
          {values.carrying
            ? t('meetings.field.carry-do', { on: format.date(values.dueOn) })
            : t('meetings.page.touch.carried_over')}
        </button>
      </div>
    </div>
  );
}

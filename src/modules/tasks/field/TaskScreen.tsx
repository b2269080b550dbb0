import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { goBack, newKey, useBase, useDraft, useView, useWrite } from '#platform/field/ui/field.ts';
import { Choices, LongIn, DayIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note, Screen, Section } from '#platform/field/ui/kit.tsx';
import { addMonths, lastOfMonth } from '#platform/time/dates.ts';
import type { TaskDoc } from '../field-contract.ts';
import { isOpen, TaskChip } from './words.tsx';

type Draft = {
  id: string;
  entryId: string;
  nextId: string;
  to: 'in_progress' | 'finished' | 'carried_over' | 'dropped' | null;
  note: string;
  dueOn: string;
  base: number | null;
  replaces?: string;
};

/** One task: what it is, what was entered, and how it stands now. */
export function TaskScreen({ params }: { params: Record<string, string> }) {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const task = view.get<TaskDoc>('task', params['id'] ?? '');
  if (!task)
    return (
      <Screen title={t('platform.field.nowhere')} back="/tasks">
        <Note>{t('platform.field.nowhere-text')}</Note>
      </Screen>
    );
  return (
    <Screen title={t('tasks.field.task')} sub={task.owner.name ?? undefined} back="/tasks" foot={null}>
      <div className="card lead">
        <h2>{task.title}</h2>
        <span className="sm mut2">
          {task.measure} · {t('tasks.field.due', { on: format.date(task.dueOn) })}
        </span>
        <span>
          <TaskChip task={task} />
        </span>
      </div>
      {isOpen(task) ? <Enter task={task} /> : null}
      {task.entries.length > 0 ? (
        <Section title={t('tasks.field.entries')}>
          <ul className="list">
            {[...task.entries].reverse().map((entry) => (
              <li key={entry.id} className="line">
                <div className="sp">
                  <div className="nm">{t(`tasks.state.${entry.to}`)}</div>
                  <div className="xs">
                    {format.date(entry.on)}
                    {entry.note ? ` · ${entry.note}` : ''}
                  </div>
                </div>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </Screen>
  );
}

function Enter({ task }: { task: TaskDoc }) {
  const t = useText();
  const base = useBase(task.id, task.version);
  const form = `task.entry/${task.id}`;
  const today = todayInVietnam();
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    entryId: newKey(),
    nextId: newKey(),
    to: null,
    note: '',
    dueOn: lastOfMonth(addMonths(today, 1)),
    base,
  }));
  const { write, busy, fault } = useWrite();
  const save = async () => {
    if (!values.to) return;
    const carried = values.to === 'carried_over';
    const command = {
      id: values.id,
      type: 'tasks.entry',
      entity: task.id,
      base: values.base,
      params: { id: task.id },
      payload: {
        id: values.entryId,
        on: today,
        to: values.to,
        note: values.note.trim() || null,
        amount: null,
        dueOn: carried ? values.dueOn : null,
        nextId: carried ? values.nextId : null,
      },
      said: { key: 'tasks.field.said.entry', values: { title: task.title } },
    };
    if (await write([command], [form], values.replaces)) {
      over();
      goBack('/tasks');
    }
  };
  return (
    <div className="card ask">
      <FaultNote fault={fault} />
      <Choices
        label={t('tasks.field.how')}
        value={values.to}
        of={(['finished', 'in_progress', 'carried_over', 'dropped'] as const).map((id) => ({
          id,
          label: t(`tasks.field.to.${id}`),
        }))}
        onChange={(to) => change({ to })}
      />
      {values.to === 'carried_over' ? (
        <DayIn label={t('tasks.field.until')} value={values.dueOn} onChange={(dueOn) => change({ dueOn })} />
      ) : null}
      <LongIn
        label={t('tasks.field.note')}
        value={values.note}
        max={500}
        onChange={(note) => change({ note })}
        hint={t('tasks.field.note-hint')}
      />
      <Btn look="primary wide" disabled={busy || values.to === null} onClick={() => void save()}>
        {t('tasks.field.save')}
      </Btn>
    </div>
  );
}

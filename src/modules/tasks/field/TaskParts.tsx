import { useFormat, useText } from '#platform/messages.ts';
import { Mark, Note, Row, Screen, Section } from '#platform/field/ui/kit.tsx';
import { useView } from '#platform/field/ui/field.ts';
import type { RequestDoc, TaskDoc } from '../field-contract.ts';
import { byDue, isOpen, TaskChip, TaskDot } from './words.tsx';

const FEW = 3;

/** The open tasks of the month, the latest first; the number opens them all. */
export function TodayTasks() {
  const view = useView();
  const t = useText();
  const open = view.list<TaskDoc>('task').filter(isOpen).sort(byDue);
  if (open.length === 0) return null;
  return (
    <Section
      title={t('tasks.field.open')}
      aside={
        <a className="link b" href="#/tasks">
          {open.length}
        </a>
      }
    >
      <TaskList tasks={open.slice(0, FEW)} />
      {open.length > FEW ? (
        <a className="btn quiet" href="#/tasks">
          {t('tasks.field.more', { count: open.length - FEW })}
        </a>
      ) : null}
    </Section>
  );
}

export function TaskList({ tasks }: { tasks: readonly TaskDoc[] }) {
  const t = useText();
  const format = useFormat();
  return (
    <ul className="list">
      {tasks.map((task) => (
        <Row key={task.id} href={`/tasks/${task.id}`} dot={<TaskDot task={task} />} title={task.title}>
          {task.owner.name ?? '–'} · {t('tasks.field.due', { on: format.date(task.dueOn) })}
          <span className="chips">
            <TaskChip task={task} /> <Mark entity={task.id} />
          </span>
        </Row>
      ))}
    </ul>
  );
}

/** Everything this cell has to do and is owed. */
export function TasksScreen() {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const tasks = [...view.list<TaskDoc>('task')].sort(byDue);
  const open = tasks.filter(isOpen);
  const closed = tasks.filter((task) => !isOpen(task)).reverse();
  const requests = [...view.list<RequestDoc>('request')].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  return (
    <Screen
      title={t('tasks.field.title')}
      back="/"
      foot={
        <a className="btn primary" href="#/requests/new">
          {t('tasks.field.new-request')}
        </a>
      }
    >
      <Section title={t('tasks.field.open')} aside={<b>{open.length}</b>}>
        {open.length > 0 ? <TaskList tasks={open} /> : <Note icon="done">{t('tasks.field.none-open')}</Note>}
      </Section>
      {requests.length > 0 ? (
        <Section title={t('tasks.field.requests')} aside={<b>{requests.length}</b>}>
          <ul className="list">
            {requests.map((one) => (
              <Row key={one.id} title={one.content}>
                {t(`tasks.topic.${one.topic}`)} ·{' '}
                {one.answeredOn
                  ? t('tasks.field.answered', { on: format.date(one.answeredOn) })
                  : t('tasks.field.owes', { unit: one.owedBy.name, on: format.date(one.dueOn) })}{' '}
                <Mark entity={one.id} />
              </Row>
            ))}
          </ul>
        </Section>
      ) : null}
      {closed.length > 0 ? (
        <Section title={t('tasks.field.closed')} aside={<b>{closed.length}</b>}>
          <TaskList tasks={closed} />
        </Section>
      ) : null}
    </Screen>
  );
}

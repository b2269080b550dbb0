import { useState, type ReactNode } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import {
  CheckCircleIcon,
  GitBranchIcon,
  HourglassIcon,
  QuestionIcon,
  SealCheckIcon,
  ShareNetworkIcon,
  WarningIcon,
} from '#platform/ui/icons.ts';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { useWork, type WorkItem } from '#platform/ui/work.ts';
import type { FigureAnswer } from '../../contract.ts';
import { figureHref, plusDays, recordsHref, type Asked } from '../asked.ts';
import { useFigure, useLateProbationers, usePlannedEvents, useWaitingTransfers } from '../data.ts';
import { nextOccasion } from './HomeTiles.tsx';
import { monthsBefore } from './trend.ts';

type Task = Omit<WorkItem, 'icon'> & { icon: ReactNode };

/** How far ahead probationers are shown whose twelfth month ends. */
const AHEAD_DAYS = 30;
/** How many lines stand there before one asks for the rest; whatever is late always does. */
const AT_FIRST = 8;

/** What is due today: from the figures, and from every room that has work to offer. It looks at today, whatever day the figures are read on. */
export function TodayPanel({
  asked,
  figures,
}: {
  asked: Asked;
  figures: ReadonlyMap<string, FigureAnswer> | undefined;
}) {
  const t = useText();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const work = useWork(asked.unit, todayInVietnam())
    .items.filter((item) => !item.isVisit)
    .map(({ icon: Icon, ...item }) => ({ ...item, icon: <Icon className="i" aria-hidden="true" /> }));
  const all = [...useTasks(asked, figures), ...work];
  const tasks = (['late', 'two', 'wait', 'sel'] as const).flatMap((tone) => all.filter((task) => task.tone === tone));
  const late = tasks.filter((task) => task.tone === 'late').length;
  const soon = tasks.filter((task) => task.tone === 'wait').length;
  const shown = isOpen ? tasks : tasks.slice(0, Math.max(AT_FIRST, late));
  return (
    <Panel
      className="fg-today"
      title={t('figures.page.today.title')}
      aside={
        <span className="row">
          {late > 0 ? <Chip tone="late">{t('figures.page.today.late', { count: late })}</Chip> : null}
          {soon > 0 ? <Chip tone="wait">{t('figures.page.today.soon', { count: soon })}</Chip> : null}
        </span>
      }
    >
      {tasks.length === 0 ? (
        <p className="fg-quiet">
          <CheckCircleIcon className="i" aria-hidden="true" />
          {t('figures.page.today.none', { on: format.date(todayInVietnam()) })}
        </p>
      ) : (
        <Lines tasks={shown} />
      )}
      {tasks.length > shown.length ? (
        <p className="fg-more no-print">
          <Button look="quiet" onPress={() => setOpen(true)}>
            {t('platform.work.all', { count: tasks.length })}
          </Button>
        </p>
      ) : null}
    </Panel>
  );
}

/** Where a visit helps most, as the rooms suggest; nothing where nobody suggests anything. */
export function VisitsPanel({ unit }: { unit: string }) {
  const t = useText();
  const visits = useWork(unit, todayInVietnam())
    .items.filter((item) => item.isVisit)
    .map(({ icon: Icon, ...item }) => ({ ...item, icon: <Icon className="i" aria-hidden="true" /> }));
  if (visits.length === 0) return null;
  return (
    <Panel className="fg-today" title={t('platform.work.visits')}>
      <Lines tasks={visits} />
    </Panel>
  );
}

function Lines({ tasks }: { tasks: readonly Task[] }) {
  return (
    <ul className="list">
      {tasks.map((task) => (
        <li key={task.id} className={`fg-task ${task.tone}`}>
          {task.icon}
          <span className="sp">
            <TextLink href={task.href} className="fg-task-title">
              {task.title}
            </TextLink>
            <span className="sm mut">{task.sub}</span>
          </span>
          <Chip tone={task.tone}>{task.chip}</Chip>
        </li>
      ))}
    </ul>
  );
}

function useTasks(asked: Asked, figures: ReadonlyMap<string, FigureAnswer> | undefined): Task[] {
  const t = useText();
  const format = useFormat();
  const today = todayInVietnam();
  const maySeePeople = useRight('members.read');
  const mayPlan = useRight('organisation.write');
  const hasFigures = figures !== undefined;
  const now: Asked = { unit: asked.unit, asOf: today, boundaries: 'now' };
  const ahead: Asked = { ...now, from: today, asOf: plusDays(today, AHEAD_DAYS) };
  const occasion = nextOccasion(today);
  const monthTwelve = useFigure('I-13.denominator', ahead, hasFigures).data;
  const badges = useFigure('I-47', { ...now, asOf: occasion }, hasFigures).data;
  const roll = useFigure('I-10', now, hasFigures).data;
  const transfers = useWaitingTransfers(maySeePeople).data;
  const planned = usePlannedEvents(mayPlan).data ?? [];
  const lateTo = monthsBefore(today, 12);
  const overdue = useLateProbationers(asked.unit, lateTo, maySeePeople && hasFigures).data ?? 0;
  const icon = (Icon: typeof WarningIcon): ReactNode => <Icon className="i" aria-hidden="true" />;
  const list = (id: string, question: Asked) => (maySeePeople ? recordsHref(id, question) : figureHref(id, question));
  const tasks: Task[] = [];
  if (overdue > 0)
    tasks.push({
      id: 'overdue',
      tone: 'late',
      icon: icon(WarningIcon),
      title: t('figures.page.today.overdue', { count: overdue }),
      sub: t('figures.page.today.overdue-sub', { on: format.date(lateTo) }),
      chip: t('figures.page.today.overdue-chip'),
      href: `/members?unit=${asked.unit}&standing=probationary&probationTo=${lateTo}`,
    });
  if (typeof roll?.value === 'number' && roll.value !== 0)
    tasks.push({
      id: 'roll',
      tone: 'two',
      icon: icon(WarningIcon),
      title: t('figures.page.today.roll', { difference: format.number(roll.value) }),
      sub: t('figures.page.today.roll-sub'),
      chip: t('figures.page.today.roll-chip'),
      href: figureHref('I-10', now),
    });
  if (transfers && transfers.total > 0) {
    const names = transfers.items.flatMap((one) => (one.fullName === null ? [] : [one.fullName]));
    const oldest = transfers.items[0]?.referredOn ?? today;
    tasks.push({
      id: 'transfers',
      tone: 'wait',
      icon: icon(ShareNetworkIcon),
      title: t('figures.page.today.transfers', { count: transfers.total }),
      sub: [names.join(', '), t('figures.page.today.transfers-since', { on: format.date(oldest) })]
        .filter(Boolean)
        .join(' · '),
      chip: t('figures.page.today.transfers-chip'),
      href: '/transfers',
    });
  }
  if (typeof monthTwelve?.value === 'number' && monthTwelve.value > 0)
    tasks.push({
      id: 'month-twelve',
      tone: 'wait',
      icon: icon(HourglassIcon),
      title: t('figures.page.today.month-twelve', { count: monthTwelve.value }),
      sub: t('figures.page.today.month-twelve-sub', { from: format.date(today), to: format.date(ahead.asOf) }),
      chip: t('figures.page.today.days', { days: AHEAD_DAYS }),
      href: list('I-13.denominator', ahead),
    });
  if (typeof badges?.value === 'number' && badges.value > 0)
    tasks.push({
      id: 'badges',
      tone: 'wait',
      icon: icon(SealCheckIcon),
      title: t('figures.page.today.badges', { count: badges.value }),
      sub: t('figures.page.today.badges-sub', { on: format.date(occasion) }),
      chip: format.relativeDay(occasion),
      href: list('I-47', { ...now, asOf: occasion }),
    });
  for (const event of planned.slice(0, 3))
    tasks.push({
      id: event.id,
      tone: 'sel',
      icon: icon(GitBranchIcon),
      title: event.title ?? t('figures.page.today.event'),
      sub: t('figures.page.today.event-sub', { on: format.date(event.effectiveOn) }),
      chip: t('figures.page.today.event-chip'),
      href: `/organisation/events/${event.id}`,
    });
  const doubtful = [...(figures?.values() ?? [])].filter((answer) => answer.inDoubt > 0);
  for (const answer of doubtful.slice(0, 2))
    tasks.push({
      id: `doubt ${answer.id}`,
      tone: 'two',
      icon: icon(QuestionIcon),
      title: t('figures.page.doubt', { count: answer.inDoubt }),
      sub: t('figures.page.today.doubt-sub', { figure: answer.id }),
      chip: t('figures.page.today.doubt-chip'),
      href: recordsHref(answer.id, asked, { doubt: 'yes' }),
    });
  return tasks;
}

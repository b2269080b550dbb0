import { useFormat, useText } from '#platform/messages.ts';
import { useField, useView } from '#platform/field/ui/field.ts';
import { Chip, Dot, Mark, Note, Row, Screen, Section, SpeakButton } from '#platform/field/ui/kit.tsx';
import { TaskList } from '#modules/tasks/field-ui.ts';
import type { TaskDoc } from '#modules/tasks/field-contract.ts';
import type { MeetingDoc } from '../field-contract.ts';
import { reviewOf, useMeeting } from './data.ts';
import { useMeetingTitle } from './MeetingsScreen.tsx';
import { useRecap } from './recap.ts';

/** A meeting: its four steps while it is open, its paper and one-page summary afterwards. */
export function MeetingScreen({ params }: { params: Record<string, string> }) {
  const t = useText();
  const title = useMeetingTitle();
  const meeting = useMeeting(params['id']);
  if (!meeting)
    return (
      <Screen title={t('platform.field.nowhere')} back="/meetings">
        <Note>{t('platform.field.nowhere-text')}</Note>
      </Screen>
    );
  return meeting.state === 'agreed' || meeting.state === 'locked' || meeting.state === 'cancelled' ? (
    <Held meeting={meeting} title={title(meeting)} />
  ) : (
    <Course meeting={meeting} title={title(meeting)} />
  );
}

function Course({ meeting, title }: { meeting: MeetingDoc; title: string }) {
  const t = useText();
  const format = useFormat();
  const view = useView();
  const review = reviewOf(view, meeting);
  const left = review.filter(({ touched }) => !touched).length;
  const held = meeting.heldOn !== null;
  const steps = [
    {
      to: 'roll',
      done: held,
      text: held ? `${meeting.present ?? 0} / ${meeting.summoned ?? 0}` : t('meetings.field.step.roll-text'),
    },
    {
      to: 'review',
      done: held && left === 0,
      text: held ? t('meetings.page.touched', { touched: review.length - left, all: review.length }) : '',
    },
    {
      to: 'decide',
      done: meeting.votes.length + meeting.taskIds.length > 0,
      text: t('meetings.field.step.decide-text', { votes: meeting.votes.length, tasks: meeting.taskIds.length }),
    },
    { to: 'minutes', done: meeting.minutes !== null, text: t('meetings.field.step.minutes-text') },
  ] as const;
  const next = steps.find((step) => !step.done) ?? steps[3];
  return (
    <Screen
      title={title}
      sub={[format.date(meeting.heldOn ?? meeting.plannedOn), meeting.place].filter(Boolean).join(' · ')}
      back="/meetings"
      foot={
        <a className="btn primary" href={`#/meetings/${meeting.id}/${held ? next.to : 'roll'}`}>
          {t(`meetings.field.step.${held ? next.to : 'roll'}`)}
        </a>
      }
    >
      <Section title={t('meetings.field.course')} aside={<Mark entity={meeting.id} />}>
        <ul className="list">
          {steps.map((step, at) => (
            <Row
              key={step.to}
              {...(held || at === 0 ? { href: `/meetings/${meeting.id}/${step.to}` } : {})}
              dot={<Dot icon={step.done ? 'done' : 'doing'} tone={step.done ? 'ok' : ''} />}
              title={`${at + 1}. ${t(`meetings.field.step.${step.to}`)}`}
            >
              {step.text}
            </Row>
          ))}
        </ul>
      </Section>
      <Section
        title={t('meetings.page.agenda')}
        aside={
          <a className="link b" href={`#/meetings/${meeting.id}/agenda`}>
            {t('meetings.field.agenda-change')}
          </a>
        }
      >
        <ol className="list">
          {meeting.agenda.map((item) => (
            <li key={item.id} className="line">
              <span className="sp">
                {item.position}. {item.title || t(`meetings.agenda.${item.kind}`)}
              </span>
            </li>
          ))}
        </ol>
      </Section>
    </Screen>
  );
}

/** What the meeting came to, in few plain words: to be read, heard and printed on one page. */
function Held({ meeting, title }: { meeting: MeetingDoc; title: string }) {
  const t = useText();
  const format = useFormat();
  const { view, snapshot } = useField();
  const recap = useRecap(meeting);
  const tasks = meeting.taskIds.flatMap((id) => view.get<TaskDoc>('task', id) ?? []);
  return (
    <Screen
      title={title}
      sub={t(`meetings.state.${meeting.state}`)}
      back="/meetings"
      action={<SpeakButton text={recap.join(' ')} lang="vi" />}
      foot={
        <button type="button" className="btn" onClick={() => print()}>
          {t('meetings.field.print')}
        </button>
      }
    >
      <div className="paper-only">
        <h1>{title}</h1>
        <p>
          {snapshot.device.unitName} · {format.date(meeting.heldOn ?? meeting.plannedOn)}
          {meeting.summoned ? ` · ${meeting.present ?? 0} / ${meeting.summoned}` : ''}
        </p>
      </div>
      <article className="card lead">
        <div className="row">
          <h2 className="sp">{t('meetings.page.conclusion')}</h2>
          <Chip tone="outline">{meeting.minutesNumber ?? t('meetings.field.no-number')}</Chip>
        </div>
        {recap.map((line) => (
          <p key={line} className="says" lang="vi">
            {line}
          </p>
        ))}
        <Mark entity={meeting.id} />
      </article>
      {tasks.length > 0 ? (
        <Section title={t('meetings.field.given')}>
          <TaskList tasks={tasks} />
        </Section>
      ) : null}
    </Screen>
  );
}

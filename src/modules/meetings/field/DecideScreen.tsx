import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { go, useView } from '#platform/field/ui/field.ts';
import { Btn, Chip, Mark, Note, Row, Screen, Section, Steps } from '#platform/field/ui/kit.tsx';
import { RequestForm, TaskList } from '#modules/tasks/field-ui.ts';
import type { RequestDoc, TaskDoc } from '#modules/tasks/field-contract.ts';
import type { MeetingDoc } from '../field-contract.ts';
import { votesNeeded } from '../rules/votes.ts';
import { useMeeting, useMeetingBase } from './data.ts';
import { Gone } from './Gone.tsx';
import { DelegateForm, TaskForm, VoteForm } from './forms.tsx';
import { useMeetingTitle } from './MeetingsScreen.tsx';

const FORMS = ['vote', 'task', 'request', 'delegate'] as const;
type Form = (typeof FORMS)[number];
/** The form that the address asks for: one that opens again after a refusal. */
const asked = (): Form | null => FORMS.find((form) => location.hash.endsWith(`?${form}`)) ?? null;

/** Step 3: what is voted on, which tasks the resolution gives, what people ask for, what superiors remark. */
export function DecideScreen({ params }: { params: Record<string, string> }) {
  const meeting = useMeeting(params['id']);
  return meeting ? <Decide meeting={meeting} /> : <Gone />;
}

function Decide({ meeting }: { meeting: MeetingDoc }) {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const title = useMeetingTitle();
  const base = useMeetingBase(meeting);
  const [form, open] = useState<Form | null>(asked);
  const tasks = meeting.taskIds.flatMap((id) => view.get<TaskDoc>('task', id) ?? []);
  const requests = meeting.requestIds.flatMap((id) => view.get<RequestDoc>('request', id) ?? []);
  const close = () => open(null);
  if (form)
    return (
      <Screen title={t(`meetings.field.add.${form}`)} sub={title(meeting)} back={`/meetings/${meeting.id}/decide`}>
        {form === 'vote' ? <VoteForm meeting={meeting} onDone={close} /> : null}
        {form === 'task' ? <TaskForm meeting={meeting} onDone={close} /> : null}
        {form === 'request' ? <RequestForm meeting={{ id: meeting.id, base }} onDone={close} /> : null}
        {form === 'delegate' ? <DelegateForm meeting={meeting} onDone={close} /> : null}
        <Btn look="quiet" onClick={close}>
          {t('meetings.field.not-now')}
        </Btn>
      </Screen>
    );
  return (
    <Screen
      title={t('meetings.field.step.decide')}
      sub={title(meeting)}
      back={`/meetings/${meeting.id}`}
      foot={
        <>
          <Btn onClick={() => go(`/meetings/${meeting.id}/review`)}>{t('platform.field.back')}</Btn>
          <Btn look="primary" onClick={() => go(`/meetings/${meeting.id}/minutes`)}>
            {t('meetings.field.next-step')}
          </Btn>
        </>
      }
    >
      <Steps at={3} of={4} />
      <Section title={t('meetings.page.votes')} aside={<Mark entity={meeting.id} />}>
        {meeting.votes.length > 0 ? (
          <ul className="list">
            {meeting.votes.map((vote) => (
              <Row
                key={vote.id}
                title={vote.title}
                end={
                  <Chip tone={vote.passed ? 'ok' : 'late'}>
                    {t(vote.passed ? 'meetings.page.passed' : 'meetings.page.not-passed')}
                  </Chip>
                }
              >
                {vote.votesFor} / {vote.base} ·{' '}
                {t(`meetings.page.needed.${vote.rule}`, { needed: votesNeeded(vote.base, vote.rule) })}
              </Row>
            ))}
          </ul>
        ) : (
          <p className="sm mut2">{t('meetings.page.no-votes')}</p>
        )}
        <Btn icon="plus" onClick={() => open('vote')}>
          {t('meetings.field.add.vote')}
        </Btn>
      </Section>
      <Section title={t('meetings.field.resolution')}>
        {tasks.length > 0 ? <TaskList tasks={tasks} /> : <p className="sm mut2">{t('meetings.page.none-given')}</p>}
        <Btn icon="plus" onClick={() => open('task')}>
          {t('meetings.field.add.task')}
        </Btn>
      </Section>
      <Section title={t('meetings.field.asked')}>
        {requests.length > 0 ? (
          <ul className="list">
            {requests.map((one) => (
              <Row key={one.id} title={one.content}>
                {t('meetings.page.owes', { unit: one.owedBy.name, on: format.date(one.dueOn) })}
              </Row>
            ))}
          </ul>
        ) : null}
        <Btn icon="plus" onClick={() => open('request')}>
          {t('meetings.field.add.request')}
        </Btn>
      </Section>
      <Section title={t('meetings.page.superiors')}>
        {meeting.delegates.length > 0 ? (
          <ul className="list">
            {meeting.delegates.map((one) => (
              <Row key={one.id} title={one.fullName}>
                {one.post}
                {one.remarks ? ` · ${one.remarks}` : ''}
              </Row>
            ))}
          </ul>
        ) : (
          <Note icon="info" tone="plain">
            {t('meetings.page.no-superior')}
          </Note>
        )}
        <Btn icon="plus" onClick={() => open('delegate')}>
          {t('meetings.field.add.delegate')}
        </Btn>
      </Section>
    </Screen>
  );
}

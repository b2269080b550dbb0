import { useText } from '#platform/messages.ts';
import { newKey, useDraft, useView, useWrite } from '#platform/field/ui/field.ts';
import { DayIn, Choices, Count, LongIn, Pick, TextIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note } from '#platform/field/ui/kit.tsx';
import { addMonths, lastOfMonth } from '#platform/time/dates.ts';
import type { MeetingDoc } from '../field-contract.ts';
import { type DelegateLevel, DELEGATE_LEVELS, VOTE_SUBJECTS, type VoteSubject } from '../rules/values.ts';
import { baseOfSubject, hasPassed, ruleOf, votesNeeded } from '../rules/votes.ts';
import { membersOf, useMeetingBase } from './data.ts';

type FormProps = { meeting: MeetingDoc; onDone: () => void };

/** Counts a vote against the vote base; what is needed stands beside it. */
export function VoteForm({ meeting, onDone }: FormProps) {
  const t = useText();
  const base = useMeetingBase(meeting);
  const form = `meeting.vote/${meeting.id}`;
  const baseFor = (subject: VoteSubject) =>
    baseOfSubject(subject, { voteBase: meeting.voteBase ?? 0, guestVoters: meeting.guestVoters ?? 0 });
  const { values, change, over } = useDraft<{
    id: string;
    vote: string;
    base: number | null;
    subject: VoteSubject;
    title: string;
    votesFor: number;
    votesAgainst: number;
    votesOther: number;
    replaces?: string;
  }>(form, () => ({
    id: newKey(),
    vote: newKey(),
    base,
    subject: 'resolution',
    title: '',
    votesFor: baseFor('resolution'),
    votesAgainst: 0,
    votesOther: 0,
  }));
  const { write, busy, fault } = useWrite();
  const voters = baseFor(values.subject);
  const rule = ruleOf(values.subject);
  const cast = values.votesFor + values.votesAgainst + values.votesOther;
  const title = values.title.trim() || t(`meetings.subject.${values.subject}`);
  const save = async () => {
    const { subject, votesFor, votesAgainst, votesOther } = values;
    const command = {
      id: values.id,
      type: 'meetings.votes',
      entity: meeting.id,
      base,
      params: { id: meeting.id },
      payload: { id: values.vote, subject, title, base: voters, votesFor, votesAgainst, votesOther },
      said: { key: 'meetings.field.said.vote', values: { title, for: votesFor, base: voters } },
    };
    if (await write([command], [form], values.replaces)) {
      over();
      onDone();
    }
  };
  const passed = hasPassed({ base: voters, votesFor: values.votesFor, rule });
  return (
    <>
      <FaultNote fault={fault} />
      <Choices
        label={t('meetings.page.subject')}
        value={values.subject}
        of={VOTE_SUBJECTS.map((id) => ({ id, label: t(`meetings.subject.${id}`) }))}
        onChange={(subject) => change({ subject })}
      />
      <TextIn label={t('meetings.page.item')} value={values.title} onChange={(next) => change({ title: next })} />
      <p className="mut2 sm">{t('meetings.page.vote-intro', { base: voters })}</p>
      {(['votesFor', 'votesAgainst', 'votesOther'] as const).map((name) => (
        <div key={name} className="row">
          <span className="sp nm">{t(`meetings.field.${name}`)}</span>
          <Count
            label={t(`meetings.field.${name}`)}
            value={values[name]}
            most={voters}
            onChange={(count) => change({ [name]: count })}
          />
        </div>
      ))}
      <Note icon={passed ? 'done' : 'info'} tone={cast > voters ? 'late' : ''}>
        {cast > voters
          ? t('meetings.field.too-many', { cast, base: voters })
          : `${t(`meetings.page.needed.${rule}`, { needed: votesNeeded(voters, rule) })} · ${t(passed ? 'meetings.page.passed' : 'meetings.page.not-passed')}`}
      </Note>
      <Btn look="primary wide" disabled={busy || cast > voters || voters === 0} onClick={() => void save()}>
        {t('meetings.field.save-here')}
      </Btn>
    </>
  );
}

type TaskDraft = {
  id: string;
  task: string;
  title: string;
  owner: string;
  measure: string;
  dueOn: string;
  replaces?: string;
};

/** A task of the resolution: who, until when, measured by what. */
export function TaskForm({ meeting, onDone }: FormProps) {
  const t = useText();
  const view = useView();
  const base = useMeetingBase(meeting);
  const form = `meeting.task/${meeting.id}`;
  const on = meeting.heldOn ?? meeting.plannedOn;
  const { values, change, over } = useDraft<TaskDraft>(form, () => ({
    id: newKey(),
    task: newKey(),
    title: '',
    owner: '',
    measure: '',
    dueOn: lastOfMonth(addMonths(on, 1)),
  }));
  const { write, busy, fault } = useWrite();
  const ready = values.title.trim() && values.owner && values.measure.trim() && values.dueOn;
  const save = async () => {
    const command = {
      id: values.id,
      type: 'meetings.tasks',
      entity: meeting.id,
      base,
      params: { id: meeting.id },
      payload: {
        id: values.task,
        title: values.title.trim(),
        theme: null,
        ownerPersonId: values.owner,
        ownerUnitId: null,
        measure: values.measure.trim(),
        target: null,
        figureId: null,
        figureCompare: null,
        dueOn: values.dueOn,
      },
      said: { key: 'meetings.field.said.task', values: { title: values.title.trim() } },
    };
    if (await write([command], [form], values.replaces)) {
      over();
      onDone();
    }
  };
  return (
    <>
      <FaultNote fault={fault} />
      <TextIn label={t('meetings.field.task-what')} value={values.title} onChange={(title) => change({ title })} />
      <Pick
        label={t('meetings.field.task-who')}
        value={values.owner}
        of={membersOf(view).map(({ id, name }) => ({ id, label: name }))}
        onChange={(owner) => change({ owner })}
        none={t('meetings.field.choose-who')}
      />
      <TextIn
        label={t('meetings.field.task-measure')}
        value={values.measure}
        max={200}
        onChange={(measure) => change({ measure })}
        hint={t('meetings.field.task-measure-hint')}
      />
      <DayIn label={t('meetings.field.task-until')} value={values.dueOn} onChange={(dueOn) => change({ dueOn })} />
      <Btn look="primary wide" disabled={busy || !ready} onClick={() => void save()}>
        {t('meetings.field.save-here')}
      </Btn>
    </>
  );
}

/** A superior who came, and what he remarked about the meeting. */
export function DelegateForm({ meeting, onDone }: FormProps) {
  const t = useText();
  const base = useMeetingBase(meeting);
  const form = `meeting.delegate/${meeting.id}`;
  const { values, change, over } = useDraft<{
    id: string;
    base: number | null;
    fullName: string;
    post: string;
    level: DelegateLevel;
    remarks: string;
    personId: string | null;
    replaces?: string;
  }>(form, () => ({ id: newKey(), base, fullName: '', post: '', level: 'commune', remarks: '', personId: null }));
  const { write, busy, fault } = useWrite();
  const ready = values.fullName.trim() && values.post.trim();
  const save = async () => {
    const { fullName, post, level, remarks, personId } = values;
    const before = meeting.delegates.map(({ id: _id, ...one }) => one);
    const added = { fullName: fullName.trim(), post: post.trim(), level, remarks: remarks.trim() || null, personId };
    const command = {
      id: values.id,
      type: 'meetings.delegates',
      entity: meeting.id,
      base: values.base,
      params: { id: meeting.id },
      payload: { items: [...before, added] },
      said: { key: 'meetings.field.said.delegate', values: { name: added.fullName } },
    };
    if (await write([command], [form], values.replaces)) {
      over();
      onDone();
    }
  };
  return (
    <>
      <FaultNote fault={fault} />
      {meeting.followers.length > 0 ? (
        <Pick
          label={t('meetings.field.follower')}
          value={values.personId ?? ''}
          of={meeting.followers.map((one) => ({ id: one.personId, label: `${one.name} · ${one.committee.name}` }))}
          onChange={(personId) => {
            const one = meeting.followers.find((follower) => follower.personId === personId);
            change(one ? { personId, fullName: one.name, post: one.committee.name } : { personId: null });
          }}
          none={t('meetings.field.other-person')}
        />
      ) : null}
      <TextIn
        label={t('meetings.page.full-name')}
        value={values.fullName}
        max={120}
        onChange={(fullName) => change({ fullName })}
      />
      <TextIn label={t('meetings.page.post')} value={values.post} max={120} onChange={(post) => change({ post })} />
      <Choices
        label={t('meetings.field.level')}
        value={values.level}
        of={DELEGATE_LEVELS.map((id) => ({ id, label: t(`meetings.level.${id}`) }))}
        onChange={(level) => change({ level })}
      />
      <LongIn
        label={t('meetings.page.remarks')}
        value={values.remarks}
        max={1000}
        onChange={(remarks) => change({ remarks })}
        hint={t('meetings.page.remarks-hint')}
      />
      <Btn look="primary wide" disabled={busy || !ready} onClick={() => void save()}>
        {t('meetings.field.save-here')}
      </Btn>
    </>
  );
}

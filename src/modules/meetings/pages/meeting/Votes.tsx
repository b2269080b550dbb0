import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Button, IconButton } from '#platform/ui/buttons.tsx';
import { PlusIcon, TrashIcon } from '#platform/ui/icons.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { MeetingPage, Vote } from '../../contract.ts';
import { baseOfSubject, ruleOf, VOTE_SUBJECTS, votesNeeded } from '../../rules/index.ts';
import { useMeetingChanged } from '../data.ts';

/** Votes item by item, each against the vote base, with the mark of what is needed. */
export function Votes({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const changed = useMeetingChanged();
  const [counting, setCounting] = useState(false);
  const writable = meeting.mayWrite && (meeting.state === 'held' || meeting.state === 'draft');
  const drop = useMutation({
    mutationFn: (id: string) => api.delete(`/meetings/${meeting.id}/votes/${id}`),
    onSuccess: changed,
  });
  return (
    <Panel
      title={t('meetings.page.votes')}
      aside={
        writable && (meeting.voteBase ?? 0) > 0 ? (
          <Button look="quiet" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setCounting(true)}>
            {t('meetings.page.count-vote')}
          </Button>
        ) : null
      }
    >
      <ProblemText problem={drop.error} />
      {meeting.votes.length === 0 ? <p className="mt-quiet">{t('meetings.page.no-votes')}</p> : null}
      {meeting.votes.map((vote) => (
        <OneVote key={vote.id} vote={vote} onDrop={writable ? () => drop.mutate(vote.id) : undefined} />
      ))}
      {counting ? <CountVote meeting={meeting} onClose={() => setCounting(false)} /> : null}
    </Panel>
  );
}

function OneVote({ vote, onDrop }: { vote: Vote; onDrop: (() => void) | undefined }) {
  const t = useText();
  const format = useFormat();
  const rest = vote.base - vote.votesFor - vote.votesAgainst - vote.votesOther;
  const needed = votesNeeded(vote.base, vote.rule);
  const said = t('meetings.page.vote-said', {
    for: vote.votesFor,
    against: vote.votesAgainst,
    other: vote.votesOther,
    rest,
  });
  return (
    <div className="mt-vote">
      <div className="row">
        <b className="sp">{vote.title}</b>
        <Chip tone={vote.passed ? 'ok' : 'late'}>
          {t(vote.passed ? 'meetings.page.passed' : 'meetings.page.not-passed')}
        </Chip>
        {onDrop ? (
          <IconButton label={t('meetings.page.drop-vote', { title: vote.title })} onPress={onDrop}>
            <TrashIcon className="i" aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
      <p>
        <b className="mt-number">
          {format.number(vote.votesFor)} <span>/ {format.number(vote.base)}</span>
        </b>{' '}
        <span className="sm mut2">{t(`meetings.page.needed.${vote.rule}`, { needed })}</span>
      </p>
      <div className="mt-bar" role="img" aria-label={said}>
        <i className="for" style={{ flex: vote.votesFor }} />
        <i className="against" style={{ flex: vote.votesAgainst }} />
        <i className="other" style={{ flex: vote.votesOther }} />
        <i className="rest" style={{ flex: rest }} />
        <u style={{ insetInlineStart: `${(needed / vote.base) * 100}%` }} />
      </div>
      <p className="sm mut2">{said}</p>
    </div>
  );
}

function CountVote({ meeting, onClose }: { meeting: MeetingPage; onClose: () => void }) {
  const t = useText();
  const changed = useMeetingChanged();
  const baseFor = (subject: unknown) =>
    baseOfSubject(VOTE_SUBJECTS.find((one) => one === subject) ?? 'other', {
      voteBase: meeting.voteBase ?? 0,
      guestVoters: meeting.guestVoters,
    });
  return (
    <RecordDrawer
      formId={`meeting.vote.${meeting.id}`}
      title={t('meetings.page.count-vote')}
      intro={
        meeting.guestVoters > 0
          ? t('meetings.page.vote-intro-guests', { base: meeting.voteBase ?? 0, guests: meeting.guestVoters })
          : t('meetings.page.vote-intro', { base: meeting.voteBase ?? 0 })
      }
      act={t('platform.ui.save')}
      initial={{ subject: 'resolution', votesAgainst: '0', votesOther: '0' }}
      fields={(values) => {
        const subject = VOTE_SUBJECTS.find((one) => one === values['subject']) ?? 'other';
        const rule = ruleOf(subject);
        return [
          {
            kind: 'select',
            name: 'subject',
            label: t('meetings.page.subject'),
            choices: VOTE_SUBJECTS.map((id) => ({ id, label: t(`meetings.subject.${id}`) })),
            hint: t(`meetings.page.needed.${rule}`, { needed: votesNeeded(baseFor(subject), rule) }),
          },
          { kind: 'text', name: 'title', label: t('meetings.page.item') },
          { kind: 'number', name: 'votesFor', label: t('meetings.page.for') },
          { kind: 'number', name: 'votesAgainst', label: t('meetings.page.against') },
          { kind: 'number', name: 'votesOther', label: t('meetings.page.other') },
        ];
      }}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/meetings/${meeting.id}/votes`,
          {
            id,
            subject: textOf(values['subject']),
            title: textOf(values['title']) ?? '',
            base: baseFor(values['subject']),
            votesFor: numberOf(values['votesFor']) ?? 0,
            votesAgainst: numberOf(values['votesAgainst']) ?? 0,
            votesOther: numberOf(values['votesOther']) ?? 0,
          },
          { idempotencyKey },
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { REQUEST_TOPICS } from '#modules/tasks/rules/index.ts';
import { useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { queryString } from '#platform/ui/pages.ts';
import { type FormValues, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { todayInVietnam } from '#platform/format.ts';
import { addDays } from '#platform/time/dates.ts';
import type { MeetingPage } from '../../contract.ts';
import { DELEGATE_LEVELS } from '../../rules/index.ts';
import { useMeetingChanged } from '../data.ts';

/** Superiors attending and what they remarked; requests made, and who owes the answer until when. */
export function Superiors({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const format = useFormat();
  const [open, setOpen] = useState<'delegate' | 'request'>();
  const writable = meeting.mayWrite && (meeting.state === 'held' || meeting.state === 'draft');
  return (
    <Panel
      title={t('meetings.page.superiors')}
      aside={
        writable ? (
          <span className="row">
            <Button
              look="quiet"
              icon={<PlusIcon className="i" aria-hidden="true" />}
              onPress={() => setOpen('delegate')}
            >
              {t('meetings.page.add-delegate')}
            </Button>
            <Button
              look="quiet"
              icon={<PlusIcon className="i" aria-hidden="true" />}
              onPress={() => setOpen('request')}
            >
              {t('meetings.page.add-request')}
            </Button>
          </span>
        ) : null
      }
    >
      {meeting.delegatesList.length === 0 ? <p className="mt-quiet">{t('meetings.page.no-superior')}</p> : null}
      {meeting.delegatesList.map((delegate) => (
        <p key={delegate.id} className="mt-line">
          <b>{delegate.fullName}</b>, {delegate.post}{' '}
          <Chip tone="none" icon={false}>
            {t(`meetings.level.${delegate.level}`)}
          </Chip>
          {delegate.remarks ? <span className="mt-under">{delegate.remarks}</span> : null}
        </p>
      ))}
      {meeting.requests.length > 0 ? (
        <div className="mt-line">
          <p className="sm mut2">
            <Figure
              value={meeting.requests.length}
              href={`/requests${queryString({ unit: meeting.unit.id, state: 'all' })}`}
            />{' '}
            {t('meetings.page.requests-made')}
          </p>
          <ul className="mt-requests">
            {meeting.requests.map((request) => (
              <li key={request.id}>
                {request.content}
                <span className="mt-under">
                  {t('meetings.page.owes', { unit: request.owedBy.name, on: format.date(request.dueOn) })}{' '}
                  {request.answeredOn ? (
                    <Chip tone={request.answeredOn > request.dueOn ? 'wait' : 'ok'}>
                      {t('tasks.page.answered-on', { on: format.date(request.answeredOn) })}
                    </Chip>
                  ) : request.daysOverdue > 0 ? (
                    <Chip tone="late">{t('tasks.page.overdue-days', { days: request.daysOverdue })}</Chip>
                  ) : null}
                </span>
                {request.answer ? <span className="mt-under">{request.answer}</span> : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {open === 'delegate' ? <AddDelegate meeting={meeting} onClose={() => setOpen(undefined)} /> : null}
      {open === 'request' ? <AddRequest meeting={meeting} onClose={() => setOpen(undefined)} /> : null}
    </Panel>
  );
}

function AddDelegate({ meeting, onClose }: { meeting: MeetingPage; onClose: () => void }) {
  const t = useText();
  const changed = useMeetingChanged();
  const followerOf = (values: FormValues) => meeting.followers.find(({ personId }) => personId === values['who']);
  const followerPost = (values: FormValues) => {
    const follower = followerOf(values);
    return follower && t(`organisation.post-kind.${follower.post}`);
  };
  return (
    <RecordDrawer
      formId={`meeting.delegate.${meeting.id}`}
      standing={{ version: meeting.version }}
      title={t('meetings.page.add-delegate')}
      act={t('platform.ui.save')}
      initial={{ level: 'commune', who: meeting.followers[0]?.personId ?? 'other' }}
      fields={(values) => [
        ...(meeting.followers.length > 0
          ? [
              {
                kind: 'one' as const,
                name: 'who',
                label: t('meetings.page.delegate-who'),
                choices: [
                  ...meeting.followers.map(({ personId, name }) => ({
                    id: personId,
                    label: t('meetings.page.followed-by', { name }),
                  })),
                  { id: 'other', label: t('meetings.page.delegate-other') },
                ],
              },
            ]
          : []),
        ...(followerOf(values)
          ? []
          : [
              { kind: 'text' as const, name: 'fullName', label: t('meetings.page.full-name') },
              { kind: 'text' as const, name: 'post', label: t('meetings.page.post') },
            ]),
        {
          kind: 'select',
          name: 'level',
          label: t('meetings.column.level'),
          choices: DELEGATE_LEVELS.map((id) => ({ id, label: t(`meetings.level.${id}`) })),
        },
        {
          kind: 'text',
          name: 'remarks',
          label: t('meetings.page.remarks'),
          hint: t('meetings.page.remarks-hint'),
          optional: true,
        },
      ]}
      send={(values, { idempotencyKey, version }) =>
        api.put(
          `/meetings/${meeting.id}/delegates`,
          {
            version,
            items: [
              ...meeting.delegatesList.map(({ fullName, post, level, remarks, personId }) => ({
                fullName,
                post,
                level,
                remarks,
                personId,
              })),
              {
                personId: followerOf(values)?.personId ?? null,
                fullName: followerOf(values)?.name ?? textOf(values['fullName']) ?? '',
                post: followerPost(values) ?? textOf(values['post']) ?? '',
                level: textOf(values['level']),
                remarks: textOf(values['remarks']),
              },
            ],
          },
          { idempotencyKey },
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}

function AddRequest({ meeting, onClose }: { meeting: MeetingPage; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const changed = useMeetingChanged();
  const owing = [...(meeting.above ? [meeting.above] : []), meeting.unit];
  return (
    <RecordDrawer
      formId={`meeting.request.${meeting.id}`}
      title={t('meetings.page.add-request')}
      intro={t('tasks.page.no-names')}
      act={t('platform.ui.save')}
      initial={{ fromWhom: 'members', owedById: owing[0]?.id ?? '', dueOn: addDays(todayInVietnam(), 15) }}
      fields={[
        {
          kind: 'one',
          name: 'fromWhom',
          label: t('tasks.column.from-whom'),
          choices: (['members', 'people'] as const).map((id) => ({ id, label: t(`tasks.from-whom.${id}`) })),
        },
        {
          kind: 'select',
          name: 'topic',
          label: t('tasks.column.topic'),
          choices: REQUEST_TOPICS.map((id) => ({ id, label: t(`tasks.topic.${id}`) })),
        },
        { kind: 'text', name: 'content', label: t('tasks.column.request') },
        {
          kind: 'select',
          name: 'owedById',
          label: t('tasks.column.owes'),
          choices: owing.map(({ id, name }) => ({ id, label: name })),
        },
        { kind: 'day', name: 'dueOn', label: t('tasks.column.due') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/meetings/${meeting.id}/requests`,
          {
            id,
            fromWhom: textOf(values['fromWhom']),
            topic: textOf(values['topic']),
            content: textOf(values['content']) ?? '',
            owedById: textOf(values['owedById']),
            dueOn: textOf(values['dueOn']) ?? '',
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        await client.invalidateQueries({ queryKey: ['/requests'] });
      }}
      onClose={onClose}
    />
  );
}

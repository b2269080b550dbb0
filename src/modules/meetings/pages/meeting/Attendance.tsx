import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { Conflict } from '#platform/ui/Conflict.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { NumberField, Segmented } from '#platform/ui/fields.tsx';
import { UsersThreeIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog } from '#platform/ui/overlays.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { isConflict } from '#platform/ui/standing.ts';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { AttendanceLine, MeetingPage } from '../../contract.ts';
import {
  absentTooOften,
  baseSources,
  attendanceRate,
  isAboveLine,
  numbersOf,
  type Presence,
  REASONS,
  type Reason,
} from '../../rules/index.ts';
import { useMeetingChanged } from '../data.ts';

type Said = { presence: Presence | null; reason: Reason | null };
const CHOICES = ['present', 'excused', 'unexcused'] as const;

const saidIn = (meeting: MeetingPage): Record<string, Said> =>
  Object.fromEntries(meeting.attendance.map(({ person, presence, reason }) => [person.id, { presence, reason }]));
const same = (one: Record<string, Said>, other: Record<string, Said>): boolean =>
  Object.entries(one).every(([id, { presence, reason }]) => {
    const there = other[id];
    return there?.presence === presence && (presence !== 'excused' || there.reason === reason);
  });

/** The roll is called with one tap a member. Two denominators are shown apart while it is done. */
export function Attendance({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const format = useFormat();
  const changed = useMeetingChanged();
  const [on, setOn] = useState<string | undefined>(
    meeting.heldOn ?? (meeting.plannedOn > todayInVietnam() ? todayInVietnam() : meeting.plannedOn),
  );
  const [guests, setGuests] = useState(String(meeting.guests));
  const [guestVoters, setGuestVoters] = useState(String(meeting.guestVoters));
  const asksVoters = meeting.guestsVote && (meeting.hosted > 0 || meeting.guestVoters > 0);
  const [asking, setAsking] = useState(false);
  const isEarly = meeting.heldOn === null && on !== undefined && on < meeting.plannedOn;
  const client = useQueryClient();
  const standing = saidIn(meeting);
  const [said, setSaid] = useState(standing);
  const [begun, setBegun] = useState({ version: meeting.version, said: standing });
  // Another roll that was called meanwhile is taken over where nothing was called here; else a person chooses between the two.
  const isBehind = !same(standing, begun.said) && !same(said, standing) && !same(said, begun.said);
  if (!isBehind && (begun.version !== meeting.version || !same(standing, begun.said))) {
    if (same(said, begun.said)) setSaid(standing);
    setBegun({ version: meeting.version, said: standing });
  }
  const rows = meeting.attendance.map((line) => ({
    line,
    said: said[line.person.id] ?? { presence: null, reason: null },
  }));
  const called = rows.filter(({ line }) => line.call === 'summoned');
  const left = called.filter((row) => row.said.presence === null).length;
  const numbers = numbersOf(
    rows.map(({ line, said: one }) => ({
      call: line.call,
      standing: line.standing,
      presence: one.presence ?? 'not_called',
    })),
  );
  const rate = attendanceRate(numbers);
  const send = useMutation({
    mutationFn: () =>
      api.put(`/meetings/${meeting.id}/attendance`, {
        version: begun.version,
        heldOn: on ?? '',
        startedAt: meeting.startedAt ?? meeting.plannedAt,
        guests: Number(guests) || 0,
        ...(asksVoters ? { guestVoters: Math.min(Number(guestVoters) || 0, Number(guests) || 0) } : {}),
        rows: rows.flatMap(({ line, said: one }) =>
          one.presence === null
            ? []
            : [
                {
                  personId: line.person.id,
                  presence: one.presence,
                  reason: one.presence === 'excused' ? (one.reason ?? 'other') : null,
                },
              ],
        ),
      }),
    onSuccess: async () => {
      await changed();
      notify(t('meetings.page.attendance-saved'));
    },
    onError: (problem) => {
      if (isConflict(problem)) void client.invalidateQueries();
    },
    onSettled: () => setAsking(false),
  });
  const say = (line: AttendanceLine, patch: Partial<Said>) =>
    setSaid((before) => ({
      ...before,
      [line.person.id]: { ...(before[line.person.id] ?? { presence: null, reason: null }), ...patch },
    }));
  return (
    <Panel
      title={t('meetings.page.roll-call')}
      aside={
        <span className="row">
          <b className="mt-big">
            {format.number(numbers.present)} / {format.number(numbers.summoned)}
          </b>
          {rate === null || left === called.length ? null : (
            <Chip tone={isAboveLine(numbers, meeting.attendanceLine) ? 'ok' : 'wait'}>{format.percent(rate)}</Chip>
          )}
        </span>
      }
      footer={
        meeting.mayWrite ? (
          <div className="mt-acts">
            <DayField label={t('meetings.page.held-on')} value={on} onChange={setOn} />
            <NumberField label={t('meetings.page.guests')} value={guests} onChange={setGuests} />
            {asksVoters ? (
              <NumberField
                label={t('meetings.page.guest-voters')}
                hint={t('meetings.page.guest-voters-hint', { hosted: meeting.hosted })}
                value={guestVoters}
                onChange={setGuestVoters}
              />
            ) : null}
            <span className="sp" />
            <Button
              icon={<UsersThreeIcon className="i" aria-hidden="true" />}
              onPress={() =>
                setSaid((before) => ({
                  ...before,
                  ...Object.fromEntries(
                    called
                      .filter((row) => row.said.presence === null)
                      .map(({ line }) => [line.person.id, { presence: 'present' as const, reason: null }]),
                  ),
                }))
              }
            >
              {t('meetings.page.all-present')}
            </Button>
            <Button
              look="primary"
              isPending={send.isPending}
              isDisabled={left > 0}
              onPress={() => (isEarly ? setAsking(true) : send.mutate())}
            >
              {left > 0 ? t('meetings.page.left', { count: left }) : t('meetings.page.save-attendance')}
            </Button>
          </div>
        ) : null
      }
    >
      <ProblemText problem={send.error} />
      {isBehind ? (
        <Conflict
          lines={rows.flatMap(({ line, said: mine }) => {
            const { id, name } = line.person;
            const there = standing[id];
            if (!there || same({ [id]: there }, { [id]: mine })) return [];
            const value = there.presence === null ? '–' : t(`meetings.presence.${there.presence}`);
            return [{ label: name ?? '–', value, field: id }];
          })}
          onTake={(id) => setSaid((before) => ({ ...before, [id]: standing[id] ?? { presence: null, reason: null } }))}
          onKeep={() => {
            send.reset();
            setBegun({ version: meeting.version, said: standing });
          }}
        />
      ) : null}
      <ConfirmDialog
        title={t('meetings.page.held-early')}
        isOpen={asking}
        onClose={() => setAsking(false)}
        act={t('meetings.page.save-attendance')}
        isPending={send.isPending}
        onConfirm={() => send.mutate()}
      >
        <p>
          {t('meetings.page.held-early-text', { planned: format.date(meeting.plannedOn), held: format.date(on ?? '') })}
        </p>
      </ConfirmDialog>
      <ul className="mt-roll">
        {rows.map(({ line, said: one }) => (
          <li key={line.person.id}>
            <span className="sp">
              <b>{line.person.name ?? '–'}</b>
              <span className="mt-under">
                {t(`membership.standing.${line.standing}`)}
                {line.call === 'summoned' ? '' : ` · ${t(`meetings.call.${line.call}`)}`}
              </span>
              {one.presence === 'excused' && absentTooOften(line.absentBefore + 1, meeting.mostExcused) ? (
                <span className="mt-warn">
                  {t('meetings.page.too-often', {
                    count: line.absentBefore + 1,
                    most: meeting.mostExcused,
                    source: baseSources(on ?? meeting.plannedOn).attendance,
                  })}
                </span>
              ) : null}
            </span>
            {line.call === 'suspended' || line.call === 'away' ? (
              <Chip tone="none">{t(`meetings.call.${line.call}`)}</Chip>
            ) : (
              <Segmented
                label={t('meetings.page.presence-of', { name: line.person.name ?? '' })}
                choices={
                  line.call === 'exempt'
                    ? [
                        { id: 'present', label: t('meetings.presence.present') },
                        { id: 'not_called', label: t('meetings.presence.not_called') },
                      ]
                    : CHOICES.map((id) => ({ id, label: t(`meetings.presence.${id}`) }))
                }
                value={(one.presence ?? (line.call === 'exempt' ? 'not_called' : '')) as (typeof CHOICES)[number]}
                onChange={(presence: Presence) =>
                  say(line, { presence, reason: presence === 'excused' ? (one.reason ?? 'work_away') : null })
                }
              />
            )}
            {one.presence === 'excused' ? (
              <Select
                label={t('meetings.page.reason-of', { name: line.person.name ?? '' })}
                choices={REASONS.map((id) => ({ id, label: t(`meetings.absence.${id}`) }))}
                value={one.reason}
                onChange={(reason) => say(line, { reason })}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

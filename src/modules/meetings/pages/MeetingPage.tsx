import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { PrinterIcon } from '#platform/ui/icons.ts';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { queryString, useGo, useParam } from '#platform/ui/pages.ts';
import { PapersMenu } from '#platform/ui/PapersMenu.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { KeysLine, PageHeader, Steps } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import type { MeetingPage as Meeting } from '../contract.ts';
import { useMeeting, useMeetingChanged } from './data.ts';
import { Attendance } from './meeting/Attendance.tsx';
import { Before } from './meeting/Before.tsx';
import { CallOff } from './meeting/CallOff.tsx';
import { CorrectMinutes } from './meeting/CorrectMinutes.tsx';
import { Given } from './meeting/Given.tsx';
import { Lead } from './meeting/Lead.tsx';
import { MinutesEditor } from './meeting/MinutesEditor.tsx';
import { Numbers } from './meeting/Numbers.tsx';
import { Paper } from './meeting/Paper.tsx';
import { QualitySheet } from './meeting/QualitySheet.tsx';
import { Review } from './meeting/Review.tsx';
import { Superiors } from './meeting/Superiors.tsx';
import { Votes } from './meeting/Votes.tsx';
import { small, StateChip } from './words.tsx';
import './meetings.css';

const STEPS = ['planned', 'held', 'draft', 'agreed', 'locked'] as const;

/** One meeting: before, during and after on one address. */
export default function MeetingPage() {
  const t = useText();
  const id = useParam('meetingId');
  const meeting = useMeeting(id);
  if (meeting.error) return <ErrorState page problem={meeting.error} onRetry={() => void meeting.refetch()} />;
  if (!meeting.data) return <Loading what={t('meetings.page.loading')} rows={10} />;
  return <OneMeeting key={meeting.data.id} meeting={meeting.data} />;
}

/** Leads the meeting on to its next state. */
export function useMove(meeting: Meeting) {
  const t = useText();
  const changed = useMeetingChanged();
  return useMutation({
    mutationFn: (to: 'draft' | 'agreed' | 'locked') =>
      api.post(`/meetings/${meeting.id}/state`, {
        version: meeting.version,
        to,
        minutesNumber: to === 'locked' ? minutesNumber(meeting) : null,
      }),
    onSuccess: async (_answer, to) => {
      await changed();
      notify(t(`meetings.page.moved.${to}`));
    },
  });
}

/** The usual number of minutes: month and kind. */
function minutesNumber(meeting: Meeting): string {
  return `${Number(meeting.forMonth.slice(5, 7))}${meeting.numberInMonth > 1 ? `.${meeting.numberInMonth}` : ''}-BB/CB`;
}

function OneMeeting({ meeting }: { meeting: Meeting }) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const move = useMove(meeting);
  const [open, setOpen] = useState<'lead' | 'correct' | 'calloff'>();
  const { state, mayWrite } = meeting;
  const after = state === 'agreed' || state === 'locked';
  const during = state === 'held' || state === 'draft';
  const on = meeting.heldOn ?? meeting.plannedOn;
  const untouched = meeting.reviewed.filter((task) => !task.touched).length;
  useCommands(
    useMemo(
      () => [
        { id: 'meeting-print', label: t('meetings.page.print'), key: 'p', act: () => window.print() },
        ...(meeting.previousId
          ? [
              {
                id: 'meeting-before',
                label: t('meetings.page.previous'),
                key: '[',
                act: () => go(`/meetings/${meeting.previousId ?? ''}`),
              },
            ]
          : []),
        ...(meeting.nextId
          ? [
              {
                id: 'meeting-after',
                label: t('meetings.page.next'),
                key: ']',
                act: () => go(`/meetings/${meeting.nextId ?? ''}`),
              },
            ]
          : []),
      ],
      [t, go, meeting.previousId, meeting.nextId],
    ),
  );
  const title = t(`meetings.page.title-of.${meeting.kind}`, { unit: small(meeting.unit.name), on: format.date(on) });
  return (
    <div className="mt-page">
      <PageHeader
        title={title}
        crumbs={[
          { label: t('meetings.page.nav'), href: '/meetings' },
          {
            label: shortUnit(meeting.unit.name),
            href: `/meetings${queryString({ unit: meeting.unit.id, year: meeting.forMonth.slice(0, 4) })}`,
          },
          { label: t('meetings.page.month-of', { month: Number(meeting.forMonth.slice(5, 7)) }) },
        ]}
        badge={<StateChip state={state} />}
        sub={[meeting.themeTitle, meeting.place, meeting.startedAt ?? meeting.plannedAt].filter(Boolean).join(' · ')}
        actions={
          <>
            <PapersMenu id={meeting.id} papers={after ? ['minutes', 'resolution'] : []} />
            {after ? (
              <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
                {t('meetings.page.print')}
              </Button>
            ) : null}
            {mayWrite && state === 'planned' ? (
              <Button onPress={() => setOpen('calloff')}>{t('meetings.page.call-off')}</Button>
            ) : null}
            {mayWrite && during ? <Button onPress={() => setOpen('lead')}>{t('meetings.page.lead')}</Button> : null}
            {mayWrite && state === 'draft' ? (
              <Button look="primary" isPending={move.isPending} onPress={() => move.mutate('agreed')}>
                {t('meetings.page.to.agreed')}
              </Button>
            ) : null}
            {mayWrite && state === 'agreed' ? (
              <>
                <Button isPending={move.isPending} onPress={() => move.mutate('draft')}>
                  {t('meetings.page.to.draft')}
                </Button>
                <Button look="primary" isPending={move.isPending} onPress={() => move.mutate('locked')}>
                  {t('meetings.page.to.locked')}
                </Button>
              </>
            ) : null}
            {mayWrite && state === 'locked' ? (
              <Button onPress={() => setOpen('correct')}>{t('meetings.page.correct')}</Button>
            ) : null}
          </>
        }
      />
      {state === 'cancelled' ? (
        <Notice tone="wait">{t('meetings.page.called-off', { reason: meeting.cancelledBecause ?? '' })}</Notice>
      ) : (
        <Steps
          label={t('meetings.page.course')}
          steps={STEPS.map((step) => t(`meetings.step.${step}`))}
          current={STEPS.indexOf(state)}
        />
      )}
      <ProblemText problem={move.error} />
      {during && untouched > 0 ? (
        <Notice tone="wait">{t('meetings.page.untouched', { count: untouched })}</Notice>
      ) : null}
      {state === 'planned' ? (
        <div className="mt-cols">
          <div className="stack">
            <Before meeting={meeting} />
            {mayWrite ? <Attendance meeting={meeting} /> : null}
          </div>
          <Review meeting={meeting} />
        </div>
      ) : null}
      {during ? (
        <div className="mt-cols">
          <div className="stack">
            <Attendance meeting={meeting} />
            <Review meeting={meeting} />
            <Given meeting={meeting} />
            <MinutesEditor meeting={meeting} />
          </div>
          <div className="stack">
            <Numbers meeting={meeting} />
            <Votes meeting={meeting} />
            <Superiors meeting={meeting} />
            <QualitySheet meeting={meeting} />
          </div>
        </div>
      ) : null}
      {after ? (
        <div className="mt-cols">
          <div className="stack">
            <Paper meeting={meeting} />
            <Given meeting={meeting} />
          </div>
          <div className="stack no-print">
            <Numbers meeting={meeting} />
            <Votes meeting={meeting} />
            <QualitySheet meeting={meeting} />
            <Superiors meeting={meeting} />
          </div>
        </div>
      ) : null}
      <KeysLine
        keys={[
          { keys: ['P'], label: t('meetings.page.print') },
          { keys: ['[', ']'], label: t('meetings.page.neighbours') },
        ]}
      />
      {open === 'lead' ? <Lead meeting={meeting} onClose={() => setOpen(undefined)} /> : null}
      {open === 'correct' ? <CorrectMinutes meeting={meeting} onClose={() => setOpen(undefined)} /> : null}
      {open === 'calloff' ? <CallOff meeting={meeting} onClose={() => setOpen(undefined)} /> : null}
    </div>
  );
}

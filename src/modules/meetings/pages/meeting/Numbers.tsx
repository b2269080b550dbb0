import { useFormat, useText } from '#platform/messages.ts';
import { Chip, Facts, Panel } from '#platform/ui/surface.tsx';
import type { MeetingPage } from '../../contract.ts';
import { attendanceRate, baseSources, isAboveLine } from '../../rules/index.ts';

/** The numbers of the meeting: who was called, who came, and the other denominator of votes. */
export function Numbers({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const format = useFormat();
  const {
    roll,
    summoned,
    present,
    presentOfficial,
    presentProbationary,
    exemptPresent,
    excused,
    unexcused,
    voteBase,
    guests,
    guestVoters,
  } = meeting;
  if (roll === null || summoned === null || present === null) return null;
  const rate = attendanceRate({ present, summoned });
  const n = (value: number | null) => format.number(value ?? 0);
  return (
    <Panel
      title={t('meetings.page.numbers')}
      aside={
        rate === null ? null : (
          <Chip tone={isAboveLine({ present, summoned }, meeting.attendanceLine) ? 'ok' : 'wait'}>
            {t('meetings.page.needs-above', { line: format.number(meeting.attendanceLine) })}
          </Chip>
        )
      }
    >
      <div className="mt-two">
        <div>
          <span className="sm mut2">{t('meetings.page.attendance')}</span>
          <b className="mt-number">
            {n(present)} <span>/ {n(summoned)}</span>
          </b>
          <span className="sm mut2">
            {rate === null ? '–' : `${format.percent(rate)} · ${t('meetings.page.base-called')}`}
          </span>
        </div>
        <div>
          <span className="sm mut2">{t('meetings.page.vote-base')}</span>
          <b className="mt-number">{n(voteBase)}</b>
          <span className="sm mut2">
            {guestVoters > 0
              ? t('meetings.page.base-with-guests', { guests: guestVoters })
              : t('meetings.page.base-votes')}
          </span>
        </div>
      </div>
      <div className="mt-facts">
        <Facts
          facts={[
            { label: t('meetings.page.roll'), value: n(roll) },
            { label: t('meetings.page.present-official'), value: n(presentOfficial) },
            { label: t('meetings.page.present-probationary'), value: n(presentProbationary) },
            { label: t('meetings.page.exempt-present'), value: n(exemptPresent) },
            { label: t('meetings.presence.excused'), value: n(excused) },
            { label: t('meetings.presence.unexcused'), value: n(unexcused) },
            ...(guests > 0 ? [{ label: t('meetings.page.guests'), value: n(guests) }] : []),
          ]}
        />
      </div>
      <p className="mt-note">{t('meetings.page.base-how', baseSources(meeting.heldOn ?? meeting.plannedOn))}</p>
    </Panel>
  );
}

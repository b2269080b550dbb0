import { useFormat, useText } from '#platform/messages.ts';
import { CheckIcon } from '#platform/ui/icons.ts';
import { Chip, DateText, HistoryList, Panel } from '#platform/ui/surface.tsx';
import { type ApplicantFile, STAGES } from '../contract.ts';
import { TRANSITIONS } from '../rules/index.ts';

const WAY = TRANSITIONS.filter((row) => row.to !== null && row.id !== 'T14');

/** The stages one below the other: who decides, by which majority, when it was. */
export function Way({ file }: { file: ApplicantFile }) {
  const t = useText();
  const reached = STAGES.indexOf(file.stage);
  const ended = file.stage === 'dropped' || file.stage === 'removed';
  const dayOf: Record<string, string | null> = {
    outstanding: file.listedOn,
    course_done: file.courseOn,
    applied: file.appliedOn,
    background_checked: file.checkedOn,
    introduced: file.introductions.at(-1)?.on ?? null,
    cell_voted:
      file.votes.find(
        (vote) => vote.body === 'cell' && vote.purpose === 'admission' && vote.result === 'passed' && !vote.void,
      )?.on ?? null,
    grassroots_voted:
      file.votes.find((vote) => vote.body === 'grassroots' && vote.result === 'passed' && !vote.void)?.on ?? null,
    decided: file.decidedOn,
    probationary: file.ceremonyOn,
    proposed_official: file.proposedOn,
    official: file.officialOn,
  };
  return (
    <ol className="adm-way">
      {WAY.map((row, at) => {
        const stage = row.to ?? 'noticed';
        const done = ended ? dayOf[stage] !== null : STAGES.indexOf(stage) <= reached;
        const now = !ended && file.next?.transition === row.id;
        const on = dayOf[stage];
        const joined = stage === 'decided' || stage === 'probationary';
        return (
          <li
            key={row.id}
            className={done ? 'done' : now ? 'now' : 'ahead'}
            {...(now ? { 'aria-current': 'step' as const } : {})}
          >
            <span className="mark" aria-hidden="true">
              {done ? <CheckIcon className="i" weight="bold" /> : at + 1}
            </span>
            <div>
              <div className="row">
                <span className="what">{t(`admission.stage.${stage}`)}</span>
                <span className="sp" />
                {done && on ? <DateText date={{ on, precision: joined ? file.joinedPrecision : 'day' }} /> : null}
              </div>
              <div className="sm mut2">
                {t(`admission.decider.${row.decider}`)}
                {row.majority ? `, ${t(`admission.majority.${row.majority}`)}` : ''}
              </div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** Certificates, verifications, introducers and votes. */
export function PapersPanel({ file }: { file: ApplicantFile }) {
  const t = useText();
  const format = useFormat();
  if (file.reducedAt !== null)
    return (
      <Panel title={t('admission.page.papers')} padded>
        <p>{t('admission.page.reduced')}</p>
      </Panel>
    );
  return (
    <Panel title={t('admission.page.papers')} padded>
      <div className="stack">
        <Part title={t('admission.page.certificates')} empty={file.certificates.length === 0}>
          {file.certificates.map((one) => (
            <li key={one.id}>
              {one.number}, {format.date(one.issuedOn)}, {one.issuer}{' '}
              <span className="mut2 sm">{t('admission.page.valid-until', { on: format.date(one.staleOn) })}</span>
            </li>
          ))}
        </Part>
        <Part
          title={t('admission.page.checks')}
          empty={file.checks.length === 0}
          note={t('admission.page.checks-note')}
        >
          {file.checks.map((one) => (
            <li key={one.id}>
              {t(`admission.check.${one.subject}`)}, {one.place}:{' '}
              {one.conclusion ? (
                <>
                  {t(`admission.conclusion.${one.conclusion}`)} ({one.document}, {format.date(one.answeredOn ?? '')})
                </>
              ) : (
                <Chip tone="wait">
                  {t('admission.page.asked-on', {
                    on: format.date(one.requestedOn),
                    due: one.dueOn ? format.date(one.dueOn) : '–',
                  })}
                </Chip>
              )}
            </li>
          ))}
        </Part>
        <Part title={t('admission.page.introducers')} empty={file.introductions.length === 0}>
          {file.introductions.map((one) => (
            <li key={one.id}>
              {one.name ?? '–'}, {t(`admission.introducer.${one.kind}`)}
              {one.knownSince && one.knownBy
                ? `, ${t(`admission.known.${one.knownBy}`)} ${t('admission.page.since', { on: format.date(one.knownSince) })}`
                : ''}{' '}
              <span className="mut2 sm">
                ({one.document}, {format.date(one.on)})
              </span>
            </li>
          ))}
        </Part>
        <Part title={t('admission.page.votes')} empty={file.votes.length === 0}>
          {file.votes.map((one) => (
            <li key={one.id}>
              {t(`admission.body.${one.body}`)}
              {one.purpose === 'recognition' ? ` (${t('admission.page.for-recognition')})` : ''}, {format.date(one.on)}:{' '}
              {t('admission.page.ballot', {
                for: one.for,
                base: one.base,
                needed: one.needed,
                against: one.against,
                abstain: one.abstain,
                absent: one.absent,
              })}{' '}
              <Chip
                tone={one.void ? 'none' : one.result === 'passed' ? 'ok' : one.result === 'rejected' ? 'late' : 'wait'}
              >
                {one.void
                  ? t('admission.page.void')
                  : t(`admission.result.${one.body === 'board' ? 'board-' : ''}${one.result}`)}
              </Chip>{' '}
              <span className="mut2 sm">{one.document}</span>
            </li>
          ))}
        </Part>
      </div>
    </Panel>
  );
}

function Part({
  title,
  empty,
  note,
  children,
}: {
  title: string;
  empty: boolean;
  note?: string;
  children: React.ReactNode;
}) {
  const t = useText();
  return (
    <section>
      <h3>{title}</h3>
      {note ? <p className="mut sm">{note}</p> : null}
      {empty ? <p className="mut2 sm">{t('admission.page.none')}</p> : <ul className="adm-missing">{children}</ul>}
    </section>
  );
}

/** What happened to the file, newest first: who recorded it, on which paper, and whether it was late. */
export function HistoryPanel({ file }: { file: ApplicantFile }) {
  const t = useText();
  const format = useFormat();
  return (
    <Panel title={t('admission.page.history')} padded>
      <HistoryList
        entries={[...file.steps].reverse().map((step) => ({
          id: step.id,
          when: format.date(step.on),
          what: (
            <>
              {t(`admission.step.${step.kind}`)}
              {step.document ? `, ${step.document}` : ''}{' '}
              {step.late ? (
                <Chip tone="late">
                  {t('admission.page.late-step', { on: step.dueOn ? format.date(step.dueOn) : '–' })}
                </Chip>
              ) : null}
            </>
          ),
          by: step.recordedBy === 'sample' ? t('admission.page.by-sample') : step.recordedBy,
        }))}
      />
    </Panel>
  );
}

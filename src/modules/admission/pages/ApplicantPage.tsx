import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { CheckCircleIcon, WarningIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { PapersMenu } from '#platform/ui/PapersMenu.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { RecordDrawer } from '#platform/ui/RecordDrawer.tsx';
import { ErrorState, Loading, NoPermission, NotFound } from '#platform/ui/states.tsx';
import { Chip, DateText, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { ApplicantFile } from '../contract.ts';
import { type Act, actsOf } from './acts.ts';
import { HistoryPanel, PapersPanel, Way } from './file-parts.tsx';
import { useFinders } from './finders.ts';
import { stageTone } from './stage-tone.ts';
import { Timer } from './Timer.tsx';
import { useMissingText } from './words.ts';
import './admission.css';

/** One applicant: how far, what runs, what is missing and why, the papers, and the acts of the stage. */
export default function ApplicantPage() {
  const may = useRight('admission.read');
  const id = useParam('id');
  const file = useQuery({
    queryKey: ['/admission', 'applicant', id],
    queryFn: ({ signal }) => api.get<ApplicantFile>(`/admission/applicants/${id}`, {}, { signal }),
    enabled: may,
  });
  const t = useText();
  if (!may) return <NoPermission />;
  if (file.error instanceof ApiProblem && file.error.status === 404)
    return <NotFound title={t('admission.page.gone')} />;
  if (file.error) return <ErrorState problem={file.error} onRetry={() => void file.refetch()} />;
  if (!file.data) return <Loading what={t('admission.page.loading')} />;
  return <File file={file.data} />;
}

function File({ file }: { file: ApplicantFile }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('admission.write');
  const client = useQueryClient();
  const find = useFinders(file);
  const [act, setAct] = useState<Act>();
  const today = todayInVietnam();
  const acts = useMemo(() => (mayWrite ? actsOf(file, t, find, today) : []), [mayWrite, file, t, find, today]);
  const name = file.fullName ?? t('admission.page.forgotten');
  return (
    <>
      <PageHeader
        title={name}
        crumbs={[{ label: t('admission.page.title'), href: '/admission' }, { label: file.cell.name }]}
        badge={<Chip tone={stageTone(file.stage)}>{t(`admission.stage.${file.stage}`)}</Chip>}
        sub={t('admission.page.file-sub', {
          who: t(`admission.nominator.${file.nominatorKind}`),
          unit: file.nominator.name,
          on: format.date(file.noticedOn),
        })}
        actions={
          <PapersMenu
            id={file.id}
            papers={[
              ...['knd_1', 'knd_2', 'knd_3', 'knd_4', 'knd_5', 'knd_6', 'knd_7', 'knd_8'],
              ...(file.decidedOn === null ? [] : ['knd_9', 'admission_decision']),
            ]}
          />
        }
      />
      <div className="adm-split">
        <div>
          <NextPanel file={file} acts={acts} onAct={setAct} />
          <PapersPanel file={file} />
          <HistoryPanel file={file} />
        </div>
        <div>
          <Panel title={t('admission.page.way')} padded>
            <Way file={file} />
          </Panel>
          <Panel title={t('admission.page.person')} padded>
            <PersonFacts file={file} />
          </Panel>
        </div>
      </div>
      {act ? (
        <RecordDrawer
          key={act.id}
          formId={`admission.${act.id}.${file.id}`}
          standing={{ version: file.version }}
          title={`${t(`admission.act.${act.id}`)}: ${name}`}
          intro={introOf(act, file, t)}
          act={t(`admission.act.${act.id}`)}
          fields={act.fields}
          {...(act.initial ? { initial: act.initial } : {})}
          send={(values, { id, idempotencyKey, version }) =>
            api.post(
              `/admission/applicants/${file.id}/${act.path}`,
              { version, ...act.body(values, id) },
              { idempotencyKey },
            )
          }
          onDone={async () => {
            await client.invalidateQueries({ queryKey: ['/admission'] });
            notify(t('admission.page.saved', { act: t(`admission.act.${act.id}`), name }));
          }}
          onClose={() => setAct(undefined)}
        />
      ) : null}
    </>
  );
}

/** What the form says above its fields: the base of a vote, the warning about a reason. */
function introOf(act: Act, file: ApplicantFile, t: ReturnType<typeof useText>): string {
  if (act.path === 'cell-votes' && file.roll) {
    const { official, away, suspended, exempt, probationary } = file.roll;
    return t('admission.page.roll', {
      official,
      away,
      suspended,
      exempt,
      probationary,
      base: official - away - suspended - exempt,
    });
  }
  const key = `admission.intro.${act.id}`;
  return t(
    ['verify', 'drop', 'ceremony', 'recognise', 'return', 'remove', 'checks', 'member', 'superior_vote'].includes(
      act.id,
    )
      ? key
      : 'admission.intro.any',
  );
}

function NextPanel({ file, acts, onAct }: { file: ApplicantFile; acts: readonly Act[]; onAct: (act: Act) => void }) {
  const t = useText();
  const format = useFormat();
  const say = useMissingText();
  const { next } = file;
  const missing = next?.missing ?? [];
  return (
    <Panel
      title={next ? t('admission.page.next', { step: t(`admission.step.${next.step}`) }) : t('admission.page.done')}
      padded
    >
      <div className="stack">
        {next ? (
          <p className="sm mut2">
            {t(`admission.rule.${next.transition}`)} <span className="nw">({next.transition})</span>
          </p>
        ) : (
          <p>
            {file.officialOn
              ? t('admission.page.official-since', {
                  on: format.date(file.officialOn),
                  age: format.date(file.partyAgeFrom ?? ''),
                })
              : t('admission.page.ended-on', { on: format.date(file.endedOn ?? file.stageOn) })}
            {file.dropReason ? ` ${t(`admission.drop-reason.${file.dropReason}`)}.` : ''}
          </p>
        )}
        {file.timers.map((timer) => (
          <Timer key={timer.kind} timer={timer} full />
        ))}
        {missing.length > 0 ? (
          <div>
            <p className="row">
              <WarningIcon className="i" aria-hidden="true" />{' '}
              <b>{t('admission.page.missing', { count: missing.length })}</b>
            </p>
            <ul className="adm-missing">
              {missing.map((one, at) => (
                <li key={at}>{say(one)}</li>
              ))}
            </ul>
          </div>
        ) : next ? (
          <p className="row">
            <CheckCircleIcon className="i" aria-hidden="true" /> {t('admission.page.nothing-missing')}
          </p>
        ) : null}
        {acts.length > 0 ? (
          <div className="adm-acts no-print">
            {acts.map((act, at) => (
              <Button
                key={act.id}
                look={act.danger ? 'danger' : at === 0 ? 'primary' : 'plain'}
                onPress={() => onAct(act)}
              >
                {t(`admission.act.${act.id}`)}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

function PersonFacts({ file }: { file: ApplicantFile }) {
  const t = useText();
  const format = useFormat();
  return (
    <>
      <Facts
        facts={[
          { label: t('admission.field.birth'), value: <DateText date={file.birth} /> },
          { label: t('admission.column.sex'), value: file.sex ? t(`admission.sex.${file.sex}`) : '–' },
          {
            label: t('admission.field.education'),
            value: file.education ? t(`admission.education.${file.education}`) : '–',
          },
          { label: t('admission.field.union-member'), value: t(`admission.union.${file.union}`) },
          ...(file.relaxed === 'none'
            ? []
            : [
                {
                  label: t('admission.field.relaxed'),
                  value: `${t(`admission.relaxed.${file.relaxed}`)}${file.relaxedConsent ? ` (${file.relaxedConsent})` : ''}`,
                },
              ]),
          ...(file.postHeld
            ? [{ label: t('admission.column.post'), value: t(`admission.post.${file.postHeld}`) }]
            : []),
          { label: t('admission.field.consent-on'), value: format.date(file.consentOn) },
          ...(file.mentor ? [{ label: t('admission.field.mentor'), value: file.mentor.name ?? '–' }] : []),
        ]}
      />
      {file.memberId ? (
        <p className="sm">
          <TextLink href={`/members/${file.memberId}`}>{t('admission.page.open-member')}</TextLink>
        </p>
      ) : null}
    </>
  );
}

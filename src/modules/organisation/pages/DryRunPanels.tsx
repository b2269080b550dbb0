import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hasText, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem } from '#platform/ui/api.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { useProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { DryRun, Finding, UnitEvent } from '../contract.ts';
import { useWords } from './words.ts';

const TONES = { begins: 'ok', ends: 'late', changes: 'sel', moves: 'wait' } as const;

/** What the plan would do: every unit, every record that moves, what stands in the way. Nothing is written. */
export function DryRunPanels({ event, onVerdict }: { event: UnitEvent; onVerdict: (refused: boolean) => void }) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const run = useQuery({
    queryKey: ['unit-event-dry', event.id],
    queryFn: ({ signal }) => api.get<DryRun>(`/unit-events/${event.id}/dry-run`, {}, { signal }),
    staleTime: 0,
  });
  const refused = run.data === undefined || run.data.refusals.length > 0;
  useEffect(() => onVerdict(refused), [refused, onVerdict]);
  if (run.error) return <ErrorState problem={run.error} onRetry={() => void run.refetch()} />;
  if (!run.data)
    return (
      <Panel title={t('organisation.page.dry-run')}>
        <Loading what={t('organisation.page.loading-dry-run')} />
      </Panel>
    );
  const { units, records, refusals, warnings } = run.data;
  const nameOf = (id: string | null): string => units.find((unit) => unit.id === id)?.name ?? '–';
  return (
    <>
      {refusals.length > 0 ? (
        <Findings title={t('organisation.page.refusals')} findings={refusals} tone="late" />
      ) : (
        <Notice tone="ok">{t('organisation.page.no-refusals')}</Notice>
      )}
      {warnings.length > 0 ? (
        <Findings title={t('organisation.page.warnings')} findings={warnings} tone="wait" />
      ) : null}
      <Panel
        title={t('organisation.page.dry-units', { count: units.length })}
        aside={<span className="xs mut">{t('organisation.page.dry-note')}</span>}
      >
        <ScrollX>
          <table className="tbl" aria-label={t('organisation.page.dry-units', { count: units.length })}>
            <thead>
              <tr>
                <th scope="col">{t('organisation.page.unit')}</th>
                <th scope="col">{t('organisation.page.kind')}</th>
                <th scope="col">{t('organisation.page.change')}</th>
                <th scope="col">{t('organisation.page.before')}</th>
                <th scope="col">{t('organisation.page.after')}</th>
              </tr>
            </thead>
            <tbody>
              {units.map((unit) => (
                <tr key={unit.id + unit.change}>
                  <th scope="row">{unit.name}</th>
                  <td>{words.kind(unit.kind)}</td>
                  <td>
                    <Chip tone={TONES[unit.change]}>{t(`organisation.page.dry.${unit.change}`)}</Chip>
                  </td>
                  <td>{unit.from === null ? '–' : words.kind(unit.from)}</td>
                  <td>{unit.to === null ? '–' : words.kind(unit.to)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      </Panel>
      <Panel title={t('organisation.page.dry-records')} {...(records.length === 0 ? { padded: true } : {})}>
        {records.length === 0 ? (
          <p className="sm mut2">{t('organisation.page.dry-no-records')}</p>
        ) : (
          <ScrollX>
            <table className="tbl" aria-label={t('organisation.page.dry-records')}>
              <thead>
                <tr>
                  <th scope="col">{t('organisation.page.records')}</th>
                  <th scope="col" className="num">
                    {t('organisation.page.count')}
                  </th>
                  <th scope="col">{t('organisation.page.from-unit')}</th>
                  <th scope="col">{t('organisation.page.to-unit')}</th>
                  <th scope="col">{t('organisation.page.for-example')}</th>
                </tr>
              </thead>
              <tbody>
                {records.map((record, at) => (
                  <tr key={at}>
                    <th scope="row">
                      {hasText(`organisation.moving.${record.kind}`)
                        ? t(`organisation.moving.${record.kind}`)
                        : record.kind}
                    </th>
                    <td className="num">{format.number(record.count)}</td>
                    <td>{nameOf(record.from)}</td>
                    <td>
                      {record.to === null ? (
                        <span className="mut">{t('organisation.page.stays')}</span>
                      ) : (
                        nameOf(record.to)
                      )}
                    </td>
                    <td className="sm mut2">
                      {record.sample
                        .slice(0, 3)
                        .map((one) => one.name)
                        .join(', ')}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        )}
      </Panel>
    </>
  );
}

function Findings({ title, findings, tone }: { title: string; findings: readonly Finding[]; tone: 'late' | 'wait' }) {
  const sentence = useProblemText();
  return (
    <Notice tone={tone} live>
      <b>{title}</b>
      <ul className="org-findings">
        {findings.map((finding, at) => (
          <li key={at}>
            {hasText(`problem.${finding.code}`)
              ? sentence(new ApiProblem({ status: 409, code: finding.code, details: finding.details }))
              : finding.code}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

import { useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { CheckCircleIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { Difference, ReportPage } from '../../reports/contract.ts';
import { useRerun } from './data.ts';

/** Computes the signed version anew and shows what is no longer so. */
export function Changes({ report }: { report: ReportPage }) {
  const t = useText();
  const format = useFormat();
  const [asked, setAsked] = useState(false);
  const rerun = useRerun(report.id, report.shown, useLang(), asked);
  const { data } = rerun;
  return (
    <Panel title={t('figures.report.page.rerun')} padded>
      {!asked ? (
        <div className="stack">
          <p className="sm">{t('figures.report.page.rerun-why')}</p>
          <div>
            <Button onPress={() => setAsked(true)}>{t('figures.report.page.rerun-do')}</Button>
          </div>
        </div>
      ) : rerun.error ? (
        <ErrorState problem={rerun.error} onRetry={() => void rerun.refetch()} />
      ) : !data ? (
        <Loading what={t('figures.report.page.computing')} rows={3} />
      ) : (
        <div className="stack" role="status">
          {data.same ? (
            <p className="row">
              <CheckCircleIcon className="i" weight="fill" aria-hidden="true" />
              <b>{t('figures.report.page.same', { count: data.figures })}</b>
            </p>
          ) : (
            <p>
              <b>{t('figures.report.page.differs', { count: data.differences.length, all: data.figures })}</b>
            </p>
          )}
          {!data.treeSame ? (
            <Notice tone="two">
              {t('figures.report.page.tree-changed')}
              {data.events.map((event) => (
                <span key={event.id}>
                  {' '}
                  <TextLink href={`/organisation/events/${event.id}`}>
                    {event.title ?? t(`organisation.event-kind.${event.kind}`)}, {format.date(event.effectiveOn)}
                  </TextLink>
                </span>
              ))}
            </Notice>
          ) : null}
          <Differences differences={data.differences} />
        </div>
      )}
    </Panel>
  );
}

/** Figure by figure: signed and now, and which records made it so. */
export function Differences({ differences }: { differences: readonly Difference[] }) {
  const t = useText();
  return (
    <ul className="rp-differences">
      {differences.map((one) => (
        <li key={one.key}>
          <p>
            <b>{one.name}</b> {one.key.endsWith('@before') ? <Chip>{t('figures.report.head.before')}</Chip> : null}
          </p>
          <p className="rp-vs">
            <span>
              {t('figures.report.page.signed-value')} <b>{one.signed.shown}</b>
            </span>
            <span>
              {t('figures.report.page.now-value')}{' '}
              {one.now ? one.href ? <TextLink href={one.href}>{one.now.shown}</TextLink> : <b>{one.now.shown}</b> : '–'}
            </span>
          </p>
          {one.gone ? <p className="sm">{t(`figures.report.page.gone.${one.gone}`)}</p> : null}
          {one.definitionChanged ? <p className="sm">{t('figures.report.page.definition-changed')}</p> : null}
          <p className="sm mut2">
            {t('figures.report.page.records-changed', { added: one.added, removed: one.removed, changed: one.changed })}
          </p>
          <ul className="rp-records">
            {one.records.slice(0, 12).map((record) => (
              <li key={record.id}>
                <Chip tone={record.how === 'added' ? 'ok' : record.how === 'removed' ? 'late' : 'wait'} icon={false}>
                  {t(`figures.report.page.how.${record.how}`)}
                </Chip>
                <span>
                  {record.name ?? record.id.slice(0, 13)}
                  {record.unit ? <span className="mut"> · {record.unit.name}</span> : null}
                </span>
              </li>
            ))}
          </ul>
          {one.hidden + Math.max(0, one.records.length - 12) > 0 ? (
            <p className="sm mut">
              {t('figures.report.page.hidden', { count: one.hidden + Math.max(0, one.records.length - 12) })}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

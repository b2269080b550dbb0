import { useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { CheckCircleIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { ReportPage } from '../../reports/contract.ts';
import { useRerun } from './data.ts';
import Differences from './Differences.tsx';

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

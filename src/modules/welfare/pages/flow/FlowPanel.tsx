import { useMemo } from 'react';
import { useText } from '#platform/messages.ts';
import { ApiProblem } from '#platform/ui/api.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { useWidth } from '#platform/ui/use-width.ts';
import type { Flow } from '../../contract.ts';
import { recordsHref, useFlow } from '../data.ts';
import { Balanced } from '../words.tsx';
import { FlowDrawing, NARROWEST } from './FlowDrawing.tsx';
import { FlowSteps } from './FlowSteps.tsx';
import { FlowTable } from './FlowTable.tsx';
import { measuresOf } from './layout.ts';

/** The drawing with its sums above and its numbers below. */
export function FlowPanel({
  asked,
  title,
}: {
  asked: { unit: string; from?: string; to?: string; campaign?: string };
  title?: string;
}) {
  const t = useText();
  const flow = useFlow(asked);
  const measures = useMemo(() => (flow.data ? measuresOf(flow.data) : []), [flow.data]);
  // Who may not see the gifts is told so once, by the list below.
  if (flow.error instanceof ApiProblem && flow.error.status === 403) return null;
  if (flow.error) return <ErrorState problem={flow.error} onRetry={() => void flow.refetch()} />;
  if (!flow.data)
    return (
      <Panel title={title ?? t('welfare.page.flow.title')}>
        <Loading what={t('welfare.page.flow.loading')} rows={7} />
      </Panel>
    );
  const { data } = flow;
  if (data.links.length === 0) return null;
  return (
    <Panel
      id="flow"
      title={title ?? t('welfare.page.flow.title')}
      aside={
        <>
          <Chip tone="line">{t('welfare.page.flow.note')}</Chip>
          <Balanced yes={data.balanced} />
        </>
      }
      footer={
        <span>
          {t('welfare.page.flow.sum', {
            villages: data.villages,
            households: data.households,
            campaigns: data.campaigns,
          })}{' '}
          <TextLink
            className="fig"
            href={recordsHref('I-52', { unit: asked.unit, from: data.from ?? undefined, to: data.to })}
          >
            {t('welfare.page.flow.participations', { count: data.participations })}
          </TextLink>
        </span>
      }
    >
      <Ways flow={data} measures={measures} />
    </Panel>
  );
}

/** As a drawing with its table below; where there is no room for it, one measure below the other. */
function Ways({ flow, measures }: { flow: Flow; measures: readonly string[] }) {
  const t = useText();
  const [box, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={box}>
      {width === 0 ? null : width < NARROWEST ? (
        <FlowSteps flow={flow} measures={measures} />
      ) : (
        <>
          <FlowDrawing flow={flow} measures={measures} width={width} />
          <details className="wf-more">
            <summary>{t('welfare.page.flow.as-table')}</summary>
            <FlowTable flow={flow} measures={measures} />
          </details>
        </>
      )}
    </div>
  );
}

import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { NomineePage } from '../contract.ts';
import { FunnelSteps } from './FunnelSteps.tsx';
import { reachedHref, useNomineeWay } from './nominees.ts';

/** On the first page of a nominating body: how far its own nominees have come. Whoever reads the files has the board instead. */
export default function NomineesPanel() {
  const reads = useRight('admission.read');
  return reads ? null : <Way />;
}

function Way() {
  const t = useText();
  const found = useNomineeWay();
  return (
    <Panel
      title={t('admission.page.nominees')}
      aside={
        <TextLink href="/admission" className="sm">
          {t('admission.page.nominees-open-list')}
        </TextLink>
      }
      padded
    >
      {found.error ? (
        <ErrorState problem={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading what={t('admission.page.loading')} rows={2} />
      ) : (
        <NomineeWay page={found.data} />
      )}
    </Panel>
  );
}

/** The steps of the way, and the sum that all of them add up to. */
export function NomineeWay({ page }: { page: NomineePage }) {
  const t = useText();
  const format = useFormat();
  const { counts } = page;
  if (counts.all === 0) return <p className="mut2">{t('admission.page.nominees-empty')}</p>;
  return (
    <>
      <FunnelSteps
        steps={page.way}
        href={({ key }) => reachedHref(key)}
        under={({ percent }) =>
          percent === null
            ? '–'
            : t('admission.page.percent-of', { percent: format.percent(percent), count: counts.all })
        }
      />
      <p className="sm mut2">
        <Figure value={counts.all} href="/admission?view=all" /> ={' '}
        <Figure value={counts.admitted} href="/admission?view=admitted" /> {t('admission.outcome.admitted')} +{' '}
        <Figure value={counts.open} href="/admission" /> {t('admission.outcome.in_process')} +{' '}
        <Figure value={counts.ended} href="/admission?view=ended" /> {t('admission.outcome.ended')}.
      </p>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import type { FigureAnswer } from '#modules/figures/contract.ts';
import type { UnitHit } from '#modules/organisation/contract.ts';
import { api, ApiProblem, useMe, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { ComboBox } from '#platform/ui/choices.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { useProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import { type Funnel, NOMINATOR_KINDS } from '../contract.ts';
import { FunnelSteps } from './FunnelSteps.tsx';
import { TargetsPanel } from './TargetsPanel.tsx';
import './admission.css';

type Asked = { unit: string; from: string; to?: string; asOf?: string; nominator?: string; boundaries: string };

/** From the introduction to the admission: as a cohort or within the period; every number opens its persons. */
export default function FunnelPage() {
  return useRight('admission.read') ? <Page /> : <NoPermission />;
}

function Page() {
  const t = useText();
  const say = useProblemText();
  const me = useMe();
  const [query, change] = useQueryParams();
  const reading = query['reading'] === 'period' ? 'period' : 'cohort';
  const own = me.data?.posts[0];
  const unit = query['unit'] ?? own?.unitId ?? '';
  const nominator =
    NOMINATOR_KINDS.find((one) => one === query['nominator']) ??
    (query['nominator'] === 'all' ? undefined : 'youth_union');
  const asked: Asked = {
    unit,
    from: query['from'] ?? '2019-01-01',
    boundaries: query['boundaries'] ?? 'then',
    ...(query['to'] ? { to: query['to'] } : {}),
    ...(nominator ? { nominator } : {}),
  };
  const funnel = useQuery({
    queryKey: ['/admission', 'funnel', asked, reading],
    queryFn: ({ signal }) => api.get<Funnel>('/admission/funnel', { ...asked, reading }, { signal }),
    enabled: unit !== '',
    retry: false,
  });
  const problem = funnel.error;
  const gone = problem instanceof ApiProblem && problem.status !== 0 && problem.status < 500;
  return (
    <>
      <PageHeader
        title={t('admission.page.funnel-title')}
        crumbs={[{ label: t('admission.page.title'), href: '/admission' }, { label: t('admission.page.funnel') }]}
        sub={t(`admission.page.reading-${reading}-text`)}
        actions={
          <Segmented
            label={t('admission.page.reading')}
            value={reading}
            choices={[
              { id: 'cohort', label: t('admission.page.reading-cohort') },
              { id: 'period', label: t('admission.page.reading-period') },
            ]}
            onChange={(id) => change({ reading: id === 'period' ? 'period' : undefined })}
          />
        }
      />
      <div className="row wrap no-print adm-asked">
        <ComboBox
          label={t('admission.page.unit')}
          queryKey={['admission-unit']}
          search={async (text, signal) => {
            const { items } = await api.get<{ items: UnitHit[] }>('/units', { q: text, limit: 12 }, { signal });
            return items.map((hit) => ({
              id: hit.id,
              label: hit.name,
              hint: hit.path
                .map((one) => one.name)
                .slice(-2)
                .join(', '),
            }));
          }}
          value={
            funnel.data
              ? { id: funnel.data.unit.id, label: funnel.data.unit.name }
              : own && !query['unit']
                ? { id: own.unitId, label: own.unitName }
                : null
          }
          onChange={(choice) => change({ unit: choice?.id })}
        />
        <DayField label={t('admission.page.from')} value={asked.from} onChange={(from) => change({ from })} />
        <DayField
          label={t('admission.page.to')}
          value={asked.to ?? todayInVietnam()}
          onChange={(to) => change({ to })}
        />
      </div>
      <Filters>
        <FilterChip
          label={t('admission.column.introduced-by')}
          choices={NOMINATOR_KINDS.map((id) => ({ id, label: t(`admission.nominator.${id}`) }))}
          value={nominator ? [nominator] : []}
          onChange={([id]) => change({ nominator: id ?? 'all' })}
          single
        />
      </Filters>
      {gone ? (
        <Notice tone="late" live>
          {say(problem)}
        </Notice>
      ) : problem ? (
        <ErrorState problem={problem} onRetry={() => void funnel.refetch()} />
      ) : !funnel.data ? (
        <Loading what={t('admission.page.loading')} />
      ) : funnel.data.introduced === 0 && funnel.data.stages.every(({ reached }) => reached === 0) ? (
        <div className="grid-box">
          <Empty
            title={t('admission.page.funnel-empty')}
            actions={me.data?.posts
              .filter((post) => post.unitId !== unit)
              .map((post) => (
                <Button key={post.unitId} onPress={() => change({ unit: post.unitId })}>
                  {post.unitName}
                </Button>
              ))}
          >
            <p>{t('admission.page.funnel-empty-text')}</p>
          </Empty>
        </div>
      ) : (
        <Sheet funnel={funnel.data} asked={asked} />
      )}
      {funnel.data ? <TargetsPanel unit={funnel.data.unit.id} /> : null}
    </>
  );
}

/** The list behind a number: the figure's own records, asked the same. */
function useHref(funnel: Funnel, asked: Asked) {
  return (id: string, filter: Record<string, string> = {}) => {
    const by = asked.nominator ? { introduced_by: asked.nominator, ...filter } : filter;
    const text = Object.entries(by)
      .map((pair) => pair.join('='))
      .join(',');
    return `/figures/${encodeURIComponent(id)}/records${queryString({
      unit: funnel.unit.id,
      from: funnel.from,
      asOf: funnel.asOf,
      boundaries: asked.boundaries === 'now' ? undefined : asked.boundaries,
      filter: text,
    })}`;
  };
}

/** How long it takes from the vote to the ceremony: another figure, of other persons, asked for by itself. */
function MedianDays({ funnel, asked, href }: { funnel: Funnel; asked: Asked; href: string }) {
  const t = useText();
  const median = useQuery({
    queryKey: ['/admission', 'I-18', asked, funnel.asOf],
    queryFn: ({ signal }) =>
      api.get<FigureAnswer>(
        '/figures/I-18',
        {
          unit: funnel.unit.id,
          from: funnel.from,
          to: funnel.to,
          asOf: funnel.asOf,
          boundaries: asked.boundaries,
          ...(asked.nominator ? { filter: `introduced_by=${asked.nominator}` } : {}),
        },
        { signal },
      ),
  });
  const days = median.data?.records.count ? median.data.value : null;
  if (typeof days !== 'number') return null;
  return (
    <p className="sm mut2">
      {t('admission.page.median')} <Figure value={days} href={href} label={t('admission.page.days', { count: days })} />{' '}
      {t('figures.measure.days', { count: days })}.
    </p>
  );
}

function Sheet({ funnel, asked }: { funnel: Funnel; asked: Asked }) {
  const t = useText();
  const format = useFormat();
  const href = useHref(funnel, asked);
  const cohort = funnel.reading === 'cohort';
  const youth = asked.nominator === 'youth_union';
  const share = useQuery({
    queryKey: ['/admission', 'I-17', asked, funnel.asOf],
    queryFn: ({ signal }) =>
      api.get<FigureAnswer>(
        '/figures/I-17',
        { unit: funnel.unit.id, from: funnel.from, to: funnel.to, asOf: funnel.asOf, boundaries: asked.boundaries },
        { signal },
      ),
    enabled: cohort && youth,
  });
  const percent =
    youth && typeof share.data?.value === 'number' ? share.data.value : (funnel.stages.at(-1)?.percent ?? null);
  return (
    <Panel
      title={
        <>
          {t(`admission.page.head-${cohort ? 'cohort' : 'period'}`, {
            unit: funnel.unit.name,
            from: format.date(funnel.from),
            to: format.date(funnel.to),
          })}{' '}
          <Figure
            value={funnel.admitted}
            href={
              cohort ? href(youth ? 'I-17' : 'funnel.admitted', {}) : href('funnel.period', { reached: 'admitted' })
            }
            label={t('admission.page.admitted-n', { count: funnel.admitted })}
          />
          {cohort ? (
            <>
              {' / '}
              <Figure
                value={funnel.introduced}
                href={href(youth ? 'I-16' : 'funnel.nominated')}
                label={t('admission.page.introduced-n', { count: funnel.introduced })}
              />
              {percent === null ? '' : ` (${format.percent(percent)})`}
            </>
          ) : null}
        </>
      }
      aside={
        <TextLink
          href={`/figures/I-17${queryString({ unit: funnel.unit.id, from: funnel.from, asOf: funnel.asOf, boundaries: 'then' })}`}
        >
          {t('admission.page.how-counted')}
        </TextLink>
      }
      padded
    >
      <FunnelSteps
        steps={funnel.stages}
        href={(stage, at) =>
          cohort
            ? href(at === 0 ? 'funnel.nominated' : `funnel.${stage.key.replaceAll('_', '-')}`)
            : href('funnel.period', { reached: stage.key })
        }
        under={
          cohort
            ? (stage) => (
                <>
                  {stage.key === 'admitted' ? null : (
                    <>
                      {t('admission.page.waiting')}{' '}
                      <Figure
                        value={stage.waiting}
                        href={href('funnel.nominated', { reached: stage.key, outcome: 'in_process' })}
                      />{' '}
                      · {t('admission.page.stopped')}{' '}
                      <Figure
                        value={stage.ended}
                        href={href('funnel.nominated', { reached: stage.key, outcome: 'ended' })}
                      />
                      <br />
                    </>
                  )}
                  {stage.percent === null
                    ? '–'
                    : t('admission.page.percent-of', {
                        percent: format.percent(stage.percent),
                        count: funnel.introduced,
                      })}
                </>
              )
            : undefined
        }
      />
      {cohort ? (
        <p className="sm mut2">
          {format.number(funnel.introduced)} = {format.number(funnel.admitted)} {t('admission.outcome.admitted')} +{' '}
          <Figure value={funnel.inProcess} href={href('funnel.nominated', { outcome: 'in_process' })} />{' '}
          {t('admission.outcome.in_process')} +{' '}
          <Figure value={funnel.ended} href={href('funnel.nominated', { outcome: 'ended' })} />{' '}
          {t('admission.outcome.ended')}
          {funnel.endedBy.length > 0
            ? ` (${funnel.endedBy.map(({ reason, count }) => `${format.number(count)} ${t(`admission.drop-reason.${reason}`).toLowerCase()}`).join(', ')})`
            : ''}
          .
        </p>
      ) : null}
      <MedianDays funnel={funnel} asked={asked} href={href('I-18')} />
    </Panel>
  );
}

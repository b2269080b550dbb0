import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { ApiProblem, useRight } from '#platform/ui/api.ts';
import { Button, IconButton, LinkButton } from '#platform/ui/buttons.tsx';
import { Cartogram } from '#platform/ui/Cartogram.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { CheckCircleIcon, FileTextIcon, GlobeIcon, HourglassIcon, PlusIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { useGo, useParam } from '#platform/ui/pages.ts';
import { newest } from '#platform/ui/standing.ts';
import { Empty, ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { TwinningPage as Twinning } from '../contract.ts';
import { activitiesHref, useTwinning } from './data.ts';
import { NewActivity } from './activity-form.tsx';
import { AgreementPanel } from './AgreementPanel.tsx';
import { CampaignsPanel } from './CampaignsPanel.tsx';
import { ChannelForm, JoinCampaign, NewRole, TellPromise } from './forms-agreement.tsx';
import { NewPlanItem } from './forms.tsx';
import { NewTestimony } from './forms-words.tsx';
import { KindsPanel, YearsPanel } from './KindsPanel.tsx';
import { Photos } from './Photos.tsx';
import { Quote, TripPanel } from './TripPanel.tsx';
import './outreach.css';

/** One agreement: who, until when, the plan against the deeds, year by year, the villages reached, words and photos. */
export default function TwinningPage() {
  const t = useText();
  const twinning = useTwinning(useParam('id'));
  if (twinning.error instanceof ApiProblem && twinning.error.status === 404) return <NotFound page />;
  if (twinning.error) return <ErrorState page problem={twinning.error} onRetry={() => void twinning.refetch()} />;
  if (!twinning.data)
    return (
      <>
        <PageHeader title={t('outreach.page.twinnings')} />
        <Loading what={t('outreach.twinning.loading')} rows={8} />
      </>
    );
  return <Whole twinning={twinning.data} />;
}

const ADDS = ['activity', 'plan', 'role', 'channel', 'words', 'campaign'] as const;
type Adding = (typeof ADDS)[number];

function Whole({ twinning }: { twinning: Twinning }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('outreach.write');
  const [adds, setAdds] = useState<Adding>();
  const close = () => setAdds(undefined);
  const today = todayInVietnam();
  const lastYear = twinning.years.at(-1)?.year ?? Number(today.slice(0, 4));
  const followed = twinning.sides
    .filter((one) => one.side === 'partner' && one.from !== null && one.from > twinning.starts.on)
    .at(-1);
  const others = twinning.testimonies.filter((one) => one.activityId === null || one.activityId !== twinning.trip?.id);
  return (
    <>
      <PageHeader
        title={twinning.title}
        crumbs={[{ label: t('outreach.page.title'), href: '/outreach' }, { label: t('outreach.page.twinnings') }]}
        sub={
          followed ? (
            <>
              {t('outreach.twinning.followed', { date: format.date(followed.from ?? ''), unit: followed.unit.name })}{' '}
              {twinning.openFindings > 0
                ? t('outreach.twinning.open-findings', { count: twinning.openFindings })
                : null}
            </>
          ) : undefined
        }
        actions={
          <>
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('outreach.record.print')}
            </Button>
            <LinkButton
              href={`/outreach/twinnings/${twinning.id}/years/${lastYear}`}
              icon={<FileTextIcon className="i" aria-hidden="true" />}
            >
              {t('outreach.summary.open')}
            </LinkButton>
            {mayWrite && twinning.state !== 'over' ? (
              <Menu
                label={t('outreach.record.add')}
                trigger={
                  <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />}>
                    {t('outreach.record.add')}
                  </Button>
                }
                entries={ADDS.map((id) => ({
                  id,
                  label: t(`outreach.twinning.add.${id}`),
                  onAction: () => setAdds(id),
                }))}
              />
            ) : null}
          </>
        }
      />
      <div className="ou-page">
        <div className="stack">
          <AgreementPanel twinning={twinning} mayWrite={mayWrite} />
          <YearsPanel twinning={twinning} />
          <Plan twinning={twinning} year={lastYear} {...(mayWrite ? { onAdd: () => setAdds('plan') } : {})} />
        </div>
        <div className="stack">
          <KindsPanel twinning={twinning} />
          {twinning.trip ? (
            <TripPanel
              trip={twinning.trip}
              words={twinning.testimonies.filter((one) => one.activityId === twinning.trip?.id)}
            />
          ) : null}
          <CampaignsPanel twinning={twinning} {...(mayWrite ? { onJoin: () => setAdds('campaign') } : {})} />
          <Villages twinning={twinning} />
          {others.length > 0 ? (
            <Panel title={t('outreach.words.title')} padded>
              <div className="ou-quotes">
                {others.map((one) => (
                  <Quote key={one.id} words={one} mayWrite={mayWrite} />
                ))}
              </div>
            </Panel>
          ) : null}
          <Panel
            title={t('outreach.photo.title')}
            aside={
              <span className="sm mut2">
                {t('outreach.photo.counts', {
                  all: twinning.photoCounts.all,
                  nobody: twinning.photoCounts.nobody,
                  agreed: twinning.photoCounts.agreed,
                })}
              </span>
            }
            padded
          >
            {twinning.photos.length === 0 ? (
              <p className="sm mut2">{t('outreach.photo.none')}</p>
            ) : (
              <Photos photos={twinning.photos} mayWrite={mayWrite} />
            )}
          </Panel>
        </div>
      </div>
      {adds === 'activity' ? <NewActivity twinningId={twinning.id} onClose={close} /> : null}
      {adds === 'plan' ? <NewPlanItem twinning={twinning} year={Number(today.slice(0, 4))} onClose={close} /> : null}
      {adds === 'role' ? <NewRole twinning={twinning} onClose={close} /> : null}
      {adds === 'channel' ? <ChannelForm twinning={twinning} onClose={close} /> : null}
      {adds === 'words' ? <NewTestimony twinningId={twinning.id} onClose={close} /> : null}
      {adds === 'campaign' ? <JoinCampaign twinning={twinning} onClose={close} /> : null}
    </>
  );
}

/** What the year promised and what of it was held; unplanned deeds are named. */
function Plan({ twinning, year: last, onAdd }: { twinning: Twinning; year: number; onAdd?: () => void }) {
  const t = useText();
  const format = useFormat();
  const [year, setYear] = useState(last);
  const years = [...new Set([last, ...twinning.plan.map((item) => item.year)])].sort((a, b) => b - a);
  const items = twinning.plan.filter((item) => item.year === year);
  const wanted = items.reduce((sum, item) => sum + item.wanted, 0);
  const kept = items.reduce((sum, item) => sum + Math.min(item.held, item.wanted), 0);
  const [tells, setTells] = useState<Twinning['plan'][number]>();
  const unplanned = twinning.unplanned.find((one) => one.year === year)?.activities ?? 0;
  return (
    <Panel
      title={t('outreach.plan.title', { year: String(year) })}
      aside={
        items.length > 0 ? (
          <b>
            {format.number(kept)} / {format.number(wanted)}
          </b>
        ) : undefined
      }
      footer={onAdd ? <Button onPress={onAdd}>{t('outreach.plan.new')}</Button> : undefined}
      padded
    >
      {years.length > 1 ? (
        <div className="unit-ask no-print">
          <Select
            label={t('outreach.page.year')}
            value={String(year)}
            choices={years.map((one) => ({ id: String(one), label: String(one) }))}
            onChange={(to) => setYear(Number(to))}
          />
        </div>
      ) : null}
      {items.length === 0 ? (
        <p className="sm mut2">{t('outreach.plan.none')}</p>
      ) : (
        <ul className="list">
          {items.map((item) => (
            <li key={item.id}>
              {item.held >= item.wanted ? (
                <CheckCircleIcon className="i ou-done" weight="fill" aria-hidden="true" />
              ) : (
                <HourglassIcon className="i ou-waits" aria-hidden="true" />
              )}
              <span className="sp">
                {item.title}
                {item.movedTo ? (
                  <span className="xs mut"> {t('outreach.plan.moved', { year: String(item.movedTo) })}</span>
                ) : null}
                {item.publicOn ? (
                  <span className="xs mut"> · {t('outreach.promise.told', { date: format.date(item.publicOn) })}</span>
                ) : null}
              </span>
              <b className="nw">
                <Figure
                  value={item.held}
                  href={activitiesHref({
                    twinning: twinning.id,
                    unit: twinning.partner.id,
                    year: item.year,
                    kind: item.kind,
                  })}
                />{' '}
                / {format.number(item.wanted)}
              </b>
              {onAdd && item.kind !== 'household_visit' ? (
                <IconButton
                  label={t('outreach.promise.act-of', { title: item.title })}
                  className="no-print"
                  onPress={() => setTells(item)}
                >
                  <GlobeIcon className="i" aria-hidden="true" />
                </IconButton>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {unplanned > 0 ? <p className="sm mut">{t('outreach.plan.unplanned', { count: unplanned })}</p> : null}
      {tells ? (
        <TellPromise twinning={twinning} item={newest(twinning.plan, tells)} onClose={() => setTells(undefined)} />
      ) : null}
    </Panel>
  );
}

function Villages({ twinning }: { twinning: Twinning }) {
  const t = useText();
  const go = useGo();
  const units = useMemo(
    () =>
      twinning.villages.map((village) => ({
        id: village.id,
        name: village.name,
        lon: village.lon ?? undefined,
        lat: village.lat ?? undefined,
        size: village.activities,
      })),
    [twinning.villages],
  );
  return (
    <Panel title={t('outreach.twinning.villages', { count: twinning.villages.length })}>
      {units.length === 0 ? (
        <Empty title={t('outreach.twinning.no-villages')}>
          <p>{t('outreach.twinning.no-villages-how')}</p>
        </Empty>
      ) : (
        <Cartogram
          label={t('outreach.twinning.villages', { count: twinning.villages.length })}
          measure={t('outreach.twinning.map-measure')}
          units={units}
          height={340}
          onSelect={(id) => go(`/villages/${id}`)}
        />
      )}
    </Panel>
  );
}

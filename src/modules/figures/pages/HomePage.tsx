import { useState } from 'react';
import { localeOf, todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { useMe, useRight } from '#platform/ui/api.ts';
import { AsOfBoundaries } from '#platform/ui/AsOf.tsx';
import { LinkButton } from '#platform/ui/buttons.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import { boundariesDay, useAsked } from './asked.ts';
import { useFigureBlocks } from './blocks.ts';
import { useLife, useUnit } from './data.ts';
import { BelowPanel } from './home/BelowPanel.tsx';
import { HOME_BLOCKS } from './home/blocks.ts';
import { FirstSteps } from './home/FirstSteps.tsx';
import { HomeTiles, TilesUnderWay } from './home/HomeTiles.tsx';
import { RoomPanels } from './home/RoomPanels.tsx';
import { TodayPanel, VisitsPanel } from './home/TodayPanel.tsx';
import { NotOnDate } from './NotOnDate.tsx';
import { useNamedDays } from './named-days.ts';
import { shortName } from './words.tsx';
import './figures.css';

/** The first page: where the unit stands, what is due, and the units below. */
export default function HomePage() {
  const t = useText();
  const format = useFormat();
  const greeting = useGreeting();
  const { asked, own, isLoading, time, setTime, change } = useAsked();
  const mayRead = useRight('figures.read');
  const mayNominate = useRight('admission.nominate');
  const mayManage = useRight('users.manage');
  // Whoever manages accounts without a post of his own is the first one here, as `gandan init` made him.
  const isFirst = useMe().data?.posts.length === 0 && mayManage;
  const unit = useUnit(asked.unit, boundariesDay(asked));
  const isBody = unit.data?.tree === 'body';
  const lives = useLife(asked.unit)(boundariesDay(asked));
  const figures = useFigureBlocks(HOME_BLOCKS, asked, mayRead && unit.data !== undefined && !isBody && lives === true);
  const dates = useNamedDays(asked.unit);
  const name = unit.data?.name ?? own.find((one) => one.id === asked.unit)?.name ?? '';
  const communes = unit.data?.childCounts.find((one) => one.kind === 'commune_body' || one.kind === 'commune');
  const sub = [name, communes ? t('figures.page.home.communes', { count: communes.count }) : ''].filter(Boolean);
  const today = todayInVietnam();
  // On a phone what is due comes before the figures: it is what the village asks first.
  const [phone] = useState(() => matchMedia('(max-width: 760px)').matches);
  return (
    <>
      <PageHeader
        title={greeting}
        sub={sub.join(' · ')}
        actions={
          <div className="row wrap">
            {own.length > 1 && own.length <= 4 ? (
              <Segmented
                label={t('figures.page.unit')}
                value={asked.unit}
                onChange={(id) => change({ unit: id })}
                choices={own.map((one) => ({ id: one.id, label: shortName(one.name) }))}
              />
            ) : null}
            {mayRead && !isBody && asked.unit !== '' ? (
              <AsOfBoundaries value={time} onChange={setTime} dates={dates} />
            ) : null}
          </div>
        }
      />
      {time.asOf > today ? <p className="sub">{t('figures.page.future', { on: format.date(time.asOf) })}</p> : null}
      {isFirst ? <FirstSteps /> : null}
      {!mayRead ? (
        <>
          <Empty title={t('figures.page.home.no-right.title')}>
            <p>{t('figures.page.home.no-right.text')}</p>
          </Empty>
          <RoomPanels unit={asked.unit} />
        </>
      ) : asked.unit === '' && !isLoading && isFirst ? null : asked.unit === '' && !isLoading ? (
        <Empty title={t('figures.page.home.no-post.title')}>
          <p>{t('figures.page.home.no-post.text')}</p>
        </Empty>
      ) : isBody ? (
        <div className="stack">
          <RoomPanels unit={asked.unit} />
          <Empty
            title={t('figures.page.home.body.title', { name })}
            actions={
              <>
                {mayNominate ? (
                  <LinkButton href="/admission" look="primary">
                    {t('figures.page.home.body.nominees')}
                  </LinkButton>
                ) : null}
                <LinkButton href={`/organisation/${unit.data?.version.parentId ?? asked.unit}`}>
                  {t('figures.page.home.body.open')}
                </LinkButton>
                <LinkButton href="/figures" look="quiet">
                  {t('figures.page.home.body.dictionary')}
                </LinkButton>
              </>
            }
          >
            <p>{t('figures.page.home.body.text')}</p>
          </Empty>
        </div>
      ) : lives === false ? (
        <NotOnDate unit={asked.unit} on={boundariesDay(asked)} onNow={() => change({ boundaries: undefined })} />
      ) : figures.error || unit.error ? (
        <ErrorState
          problem={figures.error ?? unit.error}
          onRetry={() => {
            void figures.refetch();
            void unit.refetch();
          }}
        />
      ) : !figures.data || !unit.data ? (
        <div className="stack fg-home">
          <TilesUnderWay year={time.asOf.slice(0, 4)} />
          <Panel>
            <Loading what={t('figures.page.home.loading', { name })} rows={5} />
          </Panel>
        </div>
      ) : (
        <div className="stack fg-home">
          {phone ? <TodayPanel asked={asked} figures={figures.data} /> : null}
          <HomeTiles asked={asked} figures={figures.data} />
          <div className="fg-home-cols">
            <div className="stack">
              <BelowPanel
                key={`${asked.unit} ${boundariesDay(asked)}`}
                asked={asked}
                unit={unit.data}
                figures={figures.data}
              />
              <VisitsPanel unit={asked.unit} />
              <RoomPanels unit={asked.unit} />
            </div>
            {phone ? null : <TodayPanel asked={asked} figures={figures.data} />}
          </div>
        </div>
      )}
    </>
  );
}

/** `Buổi sáng thứ Tư, 30 tháng 9` */
function useGreeting(): string {
  const t = useText();
  const lang = useLang();
  const now = new Date();
  const zone = { timeZone: 'Asia/Ho_Chi_Minh' } as const;
  const hour = Number(new Intl.DateTimeFormat('en-GB', { ...zone, hour: '2-digit', hourCycle: 'h23' }).format(now));
  const part = hour < 11 ? 'morning' : hour < 13 ? 'noon' : hour < 18 ? 'afternoon' : 'evening';
  const day = new Intl.DateTimeFormat(localeOf(lang), { ...zone, weekday: 'long', day: 'numeric', month: 'long' });
  // Vietnamese names of days begin small within a sentence; on their own, as Intl gives them, they begin it.
  return t(`figures.page.home.${part}`, { day: day.format(now).replace(/^Thứ/u, 'thứ') });
}

import { useFormat, useText } from '#platform/messages.ts';
import { useMe } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { PrinterIcon } from '#platform/ui/icons.ts';
import { useParam } from '#platform/ui/pages.ts';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { UnitPage } from '../contract.ts';
import { BridgePanel } from './BridgePanel.tsx';
import { useFigures, useTimeline, useUnit } from './data.ts';
import { FactsPanel, PostsPanel } from './FactsPanel.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { figureHref, livesOn, shapeDay, unitHref, useReading } from './reading.ts';
import './organisation.css';

const YEARS = 8;

/** The life of an organisation on A4: names, codes, events, what it came from, members at the end of each year. */
export default function LifePage() {
  const t = useText();
  const format = useFormat();
  const me = useMe().data;
  const { reading } = useReading();
  const unit = useUnit(useParam('unit'), reading.shapeOn);
  const timeline = useTimeline(unit.data?.id ?? '');
  if (unit.error)
    return (
      <>
        <PageHeader title={t('organisation.page.life-title')} />
        <ErrorState problem={unit.error} />
      </>
    );
  if (!unit.data || !timeline.data)
    return (
      <>
        <PageHeader title={t('organisation.page.life-title')} />
        <Loading what={t('organisation.page.loading')} />
      </>
    );
  const printed = t('organisation.page.printed', {
    on: format.date(reading.on),
    shape: format.date(reading.shapeOn),
    today: format.date(reading.today),
    who: me?.user.displayName ?? '',
  });
  return (
    <div className="org-life">
      <PageHeader
        title={t('organisation.page.life-of', { name: unit.data.name })}
        sub={printed}
        crumbs={[
          { label: t('organisation.page.title'), href: '/organisation' },
          { label: unit.data.name, href: unitHref(unit.data.id, reading) },
          { label: t('organisation.page.life-title') },
        ]}
        actions={
          <>
            <LinkButton href={unitHref(unit.data.id, reading)} look="quiet">
              {t('organisation.page.back')}
            </LinkButton>
            <Button
              look="primary"
              icon={<PrinterIcon className="i" aria-hidden="true" />}
              onPress={() => window.print()}
            >
              {t('organisation.page.print')}
            </Button>
          </>
        }
      />
      <div className="stack">
        <FactsPanel unit={unit.data} reading={reading} />
        <HistoryPanel unit={unit.data} entries={timeline.data} reading={reading} />
        <RollByYear unit={unit.data} />
        <PostsPanel unit={unit.data} reading={reading} />
        <BridgePanel unit={unit.data} reading={reading} />
      </div>
    </div>
  );
}

/** Members on the last day of each year in both readings; a dash where the unit did not live on those boundaries. */
function RollByYear({ unit }: { unit: UnitPage }) {
  const t = useText();
  const { reading } = useReading();
  const last = Number(reading.today.slice(0, 4)) - 1;
  const years = Array.from({ length: YEARS }, (_, at) => last - at);
  const asked = years.flatMap((year) =>
    (['then', 'now'] as const).map((boundaries) => ({ id: 'I-01', unit: unit.id, asOf: `${year}-12-31`, boundaries })),
  );
  const alive = asked.filter((one) => livesOn(unit, shapeDay(one.asOf, one.boundaries, reading.today)));
  const answers = useFigures(alive);
  const cell = (at: number) => {
    const { id, ...rest } = asked[at] ?? { id: 'I-01', unit: unit.id, asOf: reading.on, boundaries: 'then' };
    const answer = answers[alive.findIndex((one) => one === asked[at])]?.data;
    return <Figure value={answer?.value ?? null} href={figureHref(id, rest)} />;
  };
  return (
    <Panel title={t('organisation.page.life-roll')}>
      <table className="tbl" aria-label={t('organisation.page.life-roll')}>
        <thead>
          <tr>
            <th scope="col">{t('organisation.page.year')}</th>
            <th scope="col" className="num">
              {t('organisation.page.life-then')}
            </th>
            <th scope="col" className="num">
              {t('organisation.page.life-now')}
            </th>
          </tr>
        </thead>
        <tbody>
          {years.map((year, at) => (
            <tr key={year}>
              <th scope="row">{year}</th>
              <td className="num">{cell(2 * at)}</td>
              <td className="num">{cell(2 * at + 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

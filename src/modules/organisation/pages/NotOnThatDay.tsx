import { useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { GitBranchIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import type { UnitPage } from '../contract.ts';
import { useFigures } from './data.ts';
import { UnitLinks } from './FactsPanel.tsx';
import { eveOf, figureHref, type Reading } from './reading.ts';

/** Says that the unit did not live on the boundaries' day, what stood in its place, and how to read on. */
export function NotOnThatDay({
  unit,
  reading,
  change,
}: {
  unit: UnitPage;
  reading: Reading;
  change: (patch: { on?: string; boundaries?: string }) => void;
}) {
  const t = useText();
  const format = useFormat();
  const coming = unit.from > reading.shapeOn;
  const related = coming ? unit.predecessors : unit.successors;
  const instead = related.filter((one, at) => related.findIndex((other) => other.id === one.id) === at);
  const living = instead
    .filter((one) => (one.ended === null || one.ended > reading.shapeOn) && (coming || one.on <= reading.shapeOn))
    .slice(0, 12);
  const asked = living.map((one) => ({ id: 'I-01', unit: one.id, asOf: reading.on, boundaries: reading.boundaries }));
  const figures = useFigures(asked);
  const lives = reading.boundaries === 'then';
  return (
    <>
      <Notice
        tone={coming ? 'wait' : 'none'}
        live
        actions={
          <>
            {lives && coming && unit.to === null ? (
              <Button onPress={() => change({ boundaries: 'now' })}>{t('organisation.page.read-on-now')}</Button>
            ) : null}
            {lives && !coming ? (
              <Button onPress={() => change({ boundaries: unit.to === null ? 'now' : eveOf(unit.to) })}>
                {t('organisation.page.read-on-last-day')}
              </Button>
            ) : null}
            <Button
              onPress={() => change({ on: coming ? unit.from : eveOf(unit.to ?? reading.on), boundaries: 'then' })}
            >
              {t('organisation.page.to-day', { on: format.date(coming ? unit.from : eveOf(unit.to ?? reading.on)) })}
            </Button>
          </>
        }
      >
        <b>
          {t(coming ? 'organisation.page.not-yet' : 'organisation.page.already-ended', {
            name: unit.name,
            on: format.date(coming ? reading.shapeOn : (unit.to ?? reading.shapeOn)),
          })}
        </b>{' '}
        {instead.length > 0 ? (
          <>
            {t(coming ? 'organisation.page.before-it' : 'organisation.page.after-it')}{' '}
            <UnitLinks units={instead} reading={reading} />.
          </>
        ) : (
          t(coming ? 'organisation.page.nothing-before' : 'organisation.page.nothing-after')
        )}
      </Notice>
      {figures.some((figure) => figure.data) ? (
        <Tiles>
          {living.map((one, at) => (
            <FigureTile
              key={one.id}
              label={one.name}
              value={figures[at]?.data?.value ?? null}
              unit={t('organisation.page.members-word')}
              href={figureHref('I-01', { unit: one.id, asOf: reading.on, boundaries: reading.boundaries })}
              under={
                <span className="row">
                  <GitBranchIcon className="i" aria-hidden="true" />
                  {t('organisation.page.as-of-day', { on: format.date(reading.on) })}
                </span>
              }
            />
          ))}
        </Tiles>
      ) : null}
    </>
  );
}

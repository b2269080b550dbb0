import { useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import type { FigureAnswer } from '../../contract.ts';
import { boundariesDay, figureHref, plusDays, recordsHref, type Asked } from '../asked.ts';
import { entryOf, useDictionary, useFigure, useLife } from '../data.ts';
import { ExplainDrawer } from '../ExplainDrawer.tsx';
import { useBoundaryChanges } from '../named-days.ts';
import { useTrend } from './trend.ts';

/** The tiles, in their order. */
const SHOWN = ['I-01', 'I-11', 'I-02.probationary', 'I-36', 'I-30', 'I-32', 'I-33', 'I-47'] as const;
/** Stocks whose past is drawn small beside them. */
const TRENDS = ['I-01', 'I-02.probationary', 'I-30', 'I-32', 'I-33'] as const;

/** The tiles of the home page; each opens the list it counts. */
export function HomeTiles({ asked, figures }: { asked: Asked; figures: ReadonlyMap<string, FigureAnswer> }) {
  const t = useText();
  const format = useFormat();
  const dictionary = useDictionary(useLang()).data;
  const maySeePeople = useRight('members.read');
  const [explained, setExplained] = useState<string>();
  const year = asked.asOf.slice(0, 4);
  const eve = `${Number(year) - 1}-12-31`;
  const life = useLife(asked.unit);
  const startLives = life(boundariesDay({ ...asked, asOf: eve })) === true;
  const before = useFigure('I-01', { ...asked, asOf: eve }, startLives).data;
  const occasion = nextOccasion(asked.asOf);
  const due = useFigure('I-47', { ...asked, asOf: occasion }).data;
  const changes = useBoundaryChanges(asked.unit);
  const trends = useTrend(TRENDS, asked, changes);
  const under = (id: string, answer: FigureAnswer): string => {
    if (id === 'I-01') {
      if (typeof answer.value !== 'number' || typeof before?.value !== 'number') return '';
      const change = answer.value - before.value;
      if (change === 0) return t('figures.page.home.unchanged', { on: format.date(`${year}-01-01`) });
      const sign = change > 0 ? '+' : '';
      return t('figures.page.home.since', {
        change: `${sign}${format.number(change)}`,
        on: format.date(`${year}-01-01`),
      });
    }
    if (id === 'I-11') {
      const rate = figures.get('I-12');
      if (typeof rate?.value !== 'number') return '';
      return t('figures.page.home.rate-of', {
        rate: format.percent(rate.value),
        base: format.number(rate.denominator ?? 0),
        on: format.date(`${year}-01-01`),
      });
    }
    if (id === 'I-47')
      return due && typeof due.value === 'number'
        ? t('figures.page.home.by-occasion', { on: format.date(occasion), count: due.value })
        : '';
    const measure = t(`figures.measure.${answer.definition.measure}`, { count: answer.denominator ?? 0 });
    if (answer.denominator === null) return '';
    const part = typeof answer.numerator === 'number' ? format.number(answer.numerator) : t('platform.figure.withheld');
    return id === 'I-36'
      ? `${part} / ${format.number(answer.denominator)} ${t('figures.page.heads')}`
      : `/ ${format.number(answer.denominator)} ${measure}${typeof answer.value === 'number' ? ` (${format.percent(answer.value)})` : ''}`;
  };
  return (
    <div className="fg-tiles">
      <Tiles>
        {SHOWN.map((id) => {
          const answer = figures.get(id);
          const entry = entryOf(dictionary, id);
          if (!answer) return null;
          const counts = answer.definition.kind === 'ratio' && id !== 'I-36';
          const opens = answer.definition.measure !== 'people' || maySeePeople;
          return (
            <FigureTile
              key={id}
              label={id === 'I-11' ? t('figures.page.home.admitted-in', { year }) : (entry?.name ?? id)}
              value={counts ? answer.numerator : answer.value}
              kind={id === 'I-36' ? 'percent' : 'count'}
              href={opens ? recordsHref(id, asked) : figureHref(id, asked)}
              under={under(id, answer)}
              trend={trends.get(id)}
              onExplain={() => setExplained(id)}
            />
          );
        })}
      </Tiles>
      {explained ? <ExplainDrawer id={explained} asked={asked} onClose={() => setExplained(undefined)} /> : null}
    </div>
  );
}

/** The tiles while their figures are fetched, so that nothing moves when they are there. */
export function TilesUnderWay({ year }: { year: string }) {
  const t = useText();
  const dictionary = useDictionary(useLang()).data;
  return (
    <div className="fg-tiles">
      <Tiles>
        {SHOWN.map((id) => (
          <FigureTile
            key={id}
            label={
              id === 'I-11' ? t('figures.page.home.admitted-in', { year }) : (entryOf(dictionary, id)?.name ?? '…')
            }
            value={null}
          />
        ))}
      </Tiles>
    </div>
  );
}

/** Party badges are given on 3 February, 19 May, 2 September and 7 November: the first of these on or after a day. */
export function nextOccasion(on: string): string {
  const year = Number(on.slice(0, 4));
  const days = [year, year + 1].flatMap((one) => ['02-03', '05-19', '09-02', '11-07'].map((day) => `${one}-${day}`));
  return days.find((day) => day >= on) ?? plusDays(on, 365);
}

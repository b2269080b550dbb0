import { line as linePath } from 'd3-shape';
import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Segmented } from '#platform/ui/fields.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { useWidth } from '#platform/ui/use-width.ts';
import { Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { FigureAnswer, FigureEntry } from '../../contract.ts';
import { boundariesDay, type Asked } from '../asked.ts';
import { useFigures, useLife } from '../data.ts';
import { useBoundaryChanges } from '../named-days.ts';
import { useOpens } from './Sum.tsx';

const YEARS = 7;
const HEIGHT = 190;

type Point = { on: string; asked: Asked; answer: FigureAnswer | undefined; value: number | null };

/** The figure at the end of each year, on the boundaries of each day and on today's; a dotted line where boundaries changed. */
export function Series({ id, entry, asked }: { id: string; entry: FigureEntry | undefined; asked: Asked }) {
  const t = useText();
  const format = useFormat();
  const opens = useOpens();
  const [view, setView] = useState<'drawing' | 'table'>('drawing');
  const changes = useBoundaryChanges(asked.unit);
  const last = Number(asked.asOf.slice(0, 4));
  const period = entry?.base === 'P';
  const questions = useMemo(
    () =>
      (['then', 'now'] as const).flatMap((boundaries) =>
        Array.from({ length: YEARS }, (_, at): Asked => {
          const year = last - YEARS + 1 + at;
          const end = year === last ? asked.asOf : `${year}-12-31`;
          return { ...asked, boundaries, asOf: end, from: period ? `${year}-01-01` : undefined };
        }),
      ),
    [asked, last, period],
  );
  const life = useLife(asked.unit);
  const answers = useFigures(
    questions.map((question) => ({ id, asked: question, enabled: life(boundariesDay(question)) === true })),
  );
  const points = questions.map((question, at): Point => {
    const answer = answers[at]?.data;
    const value = answer?.value;
    return { on: question.asOf, asked: question, answer, value: typeof value === 'number' ? value : null };
  });
  const [then, now] = [points.slice(0, YEARS), points.slice(YEARS)];
  const known = points.filter((point) => point.value !== null);
  if (answers.some((one) => one.isLoading)) return null;
  if (new Set(known.map((point) => point.on)).size < 3) return null;
  const bothKnown = then.some((point) => point.value !== null);
  const differs = bothKnown && then.some((point, at) => point.value !== now[at]?.value);
  const lines = differs ? [then, now] : [now];
  const ratio = entry?.kind === 'ratio' && !id.endsWith('.denominator');
  const shown = changes.filter((on) => on > (then[0]?.on ?? '') && on <= asked.asOf);
  const cell = (point: Point | undefined) => (
    <Figure
      value={point?.answer?.value ?? null}
      kind={ratio ? 'percent' : 'count'}
      href={point?.answer && point.value !== null ? opens(point.answer, point.asked) : undefined}
    />
  );
  return (
    <Panel
      title={t(period ? 'figures.page.series.flow' : 'figures.page.series.stock')}
      aside={
        <span className="no-print">
          <Segmented
            label={t('platform.view.as')}
            value={view}
            onChange={setView}
            choices={[
              { id: 'drawing', label: t('platform.view.drawing') },
              { id: 'table', label: t('platform.view.table') },
            ]}
          />
        </span>
      }
    >
      {view === 'drawing' ? (
        <Drawing
          lines={lines}
          changes={shown}
          format={(value) => (ratio ? format.percent(value) : format.number(value))}
        />
      ) : null}
      <ScrollX className={view === 'drawing' ? 'fg-print-table' : ''}>
        <table className="tbl" aria-label={t('figures.page.series.stock')}>
          <thead>
            <tr>
              <th scope="col">{t('figures.page.series.reading')}</th>
              {now.map((point) => (
                <th key={point.on} scope="col" className="num">
                  {period ? point.on.slice(0, 4) : format.date(point.on)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(differs ? [then] : []).map((row) => (
              <tr key="then">
                <th scope="row">{t('figures.page.reading.each')}</th>
                {row.map((point) => (
                  <td key={point.on} className="num">
                    {cell(point)}
                  </td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">
                {differs || !bothKnown ? t('figures.page.reading.now') : t('figures.page.reading.both')}
              </th>
              {now.map((point) => (
                <td key={point.on} className="num">
                  {cell(point)}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </ScrollX>
      {view === 'drawing' ? (
        <div className="map-foot">
          {differs ? (
            <span className="row sm">
              <Stroke /> {t('figures.page.reading.each')}
            </span>
          ) : null}
          <span className="row sm">
            <Stroke dashed={differs} />{' '}
            {differs || !bothKnown ? t('figures.page.reading.now') : t('figures.page.reading.both')}
          </span>
          {shown.map((on) => (
            <span key={on} className="row sm">
              <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
                <path d="M7 0V14" className="fg-change" />
              </svg>
              {t('figures.page.series.change', { on: format.date(on) })}
            </span>
          ))}
        </div>
      ) : null}
    </Panel>
  );
}

function Stroke({ dashed = false }: { dashed?: boolean }) {
  return (
    <svg width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
      <path d="M1 4H21" className={`fg-line${dashed ? ' dashed' : ''}`} />
    </svg>
  );
}

const at = (on: string): number => Date.parse(`${on}T00:00:00Z`);

function Drawing({
  lines,
  changes,
  format,
}: {
  lines: readonly (readonly Point[])[];
  changes: readonly string[];
  format: (value: number) => string;
}) {
  const t = useText();
  const [box, width] = useWidth<HTMLDivElement>();
  const all = lines.flat().filter((point) => point.value !== null);
  const values = all.map((point) => point.value ?? 0);
  const top = Math.max(1, ...values);
  const low = Math.min(0, ...values);
  const [first, end] = [at(lines[0]?.[0]?.on ?? ''), at(lines[0]?.at(-1)?.on ?? '')];
  const x = (on: string): number => 34 + ((at(on) - first) / (end - first || 1)) * (width - 80);
  const y = (value: number): number => HEIGHT - 34 - ((value - low) / (top - low || 1)) * (HEIGHT - 66);
  const draw = linePath();
  const parts = (points: readonly Point[]): [number, number][][] => {
    const found: [number, number][][] = [[]];
    points.forEach((point, index) => {
      const before = points[index - 1];
      // A line never runs across a change of boundaries when each day is read on its own.
      const broken =
        before && lines.length > 1 && points === lines[0] && changes.some((on) => on > before.on && on <= point.on);
      if (point.value === null || broken) found.push([]);
      if (point.value !== null) found.at(-1)?.push([x(point.on), y(point.value)]);
    });
    return found;
  };
  const wide = width > 0 ? Math.ceil(56 / ((width - 80) / (lines[0]?.length ?? 1))) : 1;
  return (
    <div ref={box} className="fg-series" aria-hidden="true">
      {width > 0 ? (
        <svg width={width} height={HEIGHT} role="img" aria-label={t('figures.page.series.stock')}>
          <path d={`M20 ${y(low)}H${width - 12}`} className="fg-axis" />
          {changes.map((on) => (
            <path key={on} d={`M${x(on)} 12V${y(low)}`} className="fg-change" />
          ))}
          {[...lines].reverse().map((points, which) => {
            const dashed = lines.length > 1 && which === 0;
            return (
              <g key={which}>
                {parts(points).map((part, index) => (
                  <path key={index} d={draw(part) ?? ''} className={`fg-line${dashed ? ' dashed' : ''}`} />
                ))}
                {points.map((point, index) =>
                  point.value === null ? null : (
                    <g key={point.on} transform={`translate(${x(point.on)} ${y(point.value)})`}>
                      <circle r={dashed ? 3.4 : 3} className={dashed ? 'fg-dot hollow' : 'fg-dot'} />
                      {(points.length - 1 - index) % wide === 0 &&
                      (!dashed || lines[0]?.[index]?.value !== point.value) ? (
                        <text dy={dashed && point.value !== low ? 17 : -9}>{format(point.value)}</text>
                      ) : null}
                    </g>
                  ),
                )}
              </g>
            );
          })}
          {(lines[0] ?? []).map((point, index, row) =>
            (row.length - 1 - index) % wide === 0 ? (
              <text key={point.on} x={x(point.on)} y={HEIGHT - 10} className="fg-year">
                {point.on.slice(0, 4)}
              </text>
            ) : null,
          )}
        </svg>
      ) : null}
    </div>
  );
}

import { line as linePath } from 'd3-shape';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Figure } from '#platform/ui/figure.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { DateText, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { VillagePage } from '../contract.ts';
import { recordsHref } from './data.ts';

type Point = { on: string; value: number };
const [WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM] = [236, 112, 26, 14, 26, 20];

/** How a village grew: households, residents and members, each point with its day; the same as a table with the sources. */
export function Growth({ village }: { village: VillagePage }) {
  const t = useText();
  const [view, setView] = useState<'drawing' | 'table'>('drawing');
  const points = (key: 'households' | 'residents'): Point[] =>
    village.profiles.flatMap((profile) => {
      const value = profile[key];
      return value === null || profile.asOf.on > village.asOf ? [] : [{ on: profile.asOf.on, value }];
    });
  const { households, residents } = village.known;
  const asked = { unit: village.id, asOf: village.asOf, boundaries: 'then' };
  const per = households && residents ? residents.value / Math.max(1, households.value) : null;
  const density = residents && residents.value > 0 ? (village.members / residents.value) * 100 : null;
  const format = useFormat();
  return (
    <Panel
      title={t('villages.growth.title')}
      aside={
        <span className="row wrap">
          <span className="xs mut">{t('villages.growth.count', { count: village.profiles.length })}</span>
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
      {view === 'table' ? (
        <Snapshots village={village} />
      ) : (
        <div className="vl-growth">
          <Chart
            label={t('villages.field.households')}
            points={points('households')}
            colour="var(--d1)"
            value={households?.value ?? null}
            href={recordsHref('profile.households', asked)}
            note={t('villages.growth.households')}
          />
          <Chart
            label={t('villages.field.residents')}
            points={points('residents')}
            colour="var(--d3)"
            value={residents?.value ?? null}
            href={recordsHref('profile.residents', asked)}
            note={
              per === null
                ? t('villages.growth.residents')
                : t('villages.growth.residents-per', { per: format.number(per, 1) })
            }
          />
          <Chart
            label={t('villages.column.members')}
            points={village.membersByYear.map(({ on, members }) => ({ on, value: members }))}
            colour="var(--d4)"
            value={village.members}
            href={residents ? recordsHref('I-40', asked) : undefined}
            note={
              density === null
                ? t('villages.growth.members')
                : t('villages.growth.members-per', { density: format.number(density, 1) })
            }
          />
        </div>
      )}
    </Panel>
  );
}

function Chart({
  label,
  points,
  colour,
  value,
  href,
  note,
}: {
  label: string;
  points: readonly Point[];
  colour: string;
  value: number | null;
  href: string | undefined;
  note: string;
}) {
  const format = useFormat();
  const years = points.map(({ on }) => Number(on.slice(0, 4)) + (Number(on.slice(5, 7)) - 1) / 12);
  const [from, to] = [Math.min(...years), Math.max(...years)];
  const most = Math.max(1, ...points.map((point) => point.value));
  const at = (index: number): [number, number] => [
    LEFT + (((years[index] ?? from) - from) / Math.max(1, to - from)) * (WIDE - LEFT - RIGHT),
    HIGH - BOTTOM - ((points[index]?.value ?? 0) / most) * (HIGH - BOTTOM - TOP),
  ];
  const [first, last] = [points[0], points.at(-1)];
  return (
    <div>
      <div className="l">
        <Figure value={value} href={href} label={`${label}: ${value === null ? '–' : format.number(value)}`} />
        <span>{note}</span>
      </div>
      {points.length >= 2 && first && last ? (
        <svg
          viewBox={`0 0 ${WIDE} ${HIGH}`}
          role="img"
          aria-label={`${label}: ${points.map((point) => `${point.on.slice(0, 4)} ${format.number(point.value)}`).join(', ')}`}
        >
          <line x1={LEFT} x2={WIDE - RIGHT} y1={HIGH - BOTTOM} y2={HIGH - BOTTOM} stroke="var(--rule)" />
          <path d={linePath()(points.map((_, index) => at(index))) ?? ''} fill="none" stroke={colour} strokeWidth="2" />
          {points.map((point, index) => {
            const [x, y] = at(index);
            return <circle key={point.on} cx={x} cy={y} r="2.6" fill={colour} />;
          })}
          <text x={at(0)[0]} y={at(0)[1] - 8}>
            {format.number(first.value)}
          </text>
          <text className="en" x={WIDE - RIGHT + 4} y={at(points.length - 1)[1] - 8}>
            {format.number(last.value)}
          </text>
          <text x={at(0)[0]} y={HIGH - 5}>
            {first.on.slice(0, 4)}
          </text>
          <text x={at(points.length - 1)[0]} y={HIGH - 5} style={{ textAnchor: 'end' }}>
            {last.on.slice(0, 4)}
          </text>
        </svg>
      ) : null}
    </div>
  );
}

function Snapshots({ village }: { village: VillagePage }) {
  const t = useText();
  const format = useFormat();
  const number = (value: number | null) => (value === null ? '–' : format.number(value));
  return (
    <ScrollX>
      <table className="tbl" aria-label={t('villages.growth.title')}>
        <thead>
          <tr>
            <th scope="col">{t('villages.field.asOf')}</th>
            <th scope="col" className="num">
              {t('villages.field.households')}
            </th>
            <th scope="col" className="num">
              {t('villages.field.residents')}
            </th>
            <th scope="col" className="num">
              {t('villages.field.poor')}
            </th>
            <th scope="col" className="num">
              {t('villages.field.nearPoor')}
            </th>
            <th scope="col">{t('villages.column.standard')}</th>
            <th scope="col">{t('villages.field.signal')}</th>
            <th scope="col">{t('villages.column.source')}</th>
          </tr>
        </thead>
        <tbody>
          {[...village.profiles].reverse().map((profile) => (
            <tr key={profile.id}>
              <th scope="row">
                <DateText date={profile.asOf} />
              </th>
              <td className="num">{number(profile.households)}</td>
              <td className="num">{number(profile.residents)}</td>
              <td className="num">{number(profile.poor)}</td>
              <td className="num">{number(profile.nearPoor)}</td>
              <td>{profile.standard ?? '–'}</td>
              <td>{profile.signal ? t(`villages.signal.${profile.signal}`) : '–'}</td>
              <td>{profile.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

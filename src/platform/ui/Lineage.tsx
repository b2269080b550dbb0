import { area, curveBumpX } from 'd3-shape';
import { useState, type ReactNode } from 'react';
import { useFormat, useText } from '../messages.ts';
import { Segmented } from './fields.tsx';
import { Figure } from './figure.tsx';
import { useWidth } from './use-width.ts';
import { ScrollX } from './ScrollX.tsx';

export type LineageEnd = { id: string; name: string; sub?: string | undefined; href?: string | undefined };
export type LineageFlow = { from: string; to: string; value: number; href?: string | undefined };

const COLOURS = ['var(--d3)', 'var(--d1)', 'var(--d2)', 'var(--d5)', 'var(--d4)', 'var(--d6)'];
const GAP = 22;

type Placed = LineageEnd & { y: number; height: number };

function place(
  ends: readonly LineageEnd[],
  total: (id: string) => number,
  scale: number,
  height: number,
): Map<string, Placed> {
  const least = 6;
  const sizes = ends.map((end) => Math.max(least, total(end.id) * scale));
  const free = height - sizes.reduce((sum, size) => sum + size, 0) - GAP * (ends.length - 1);
  let y = Math.max(0, free / 2);
  return new Map(
    ends.map((end, at) => {
      const placed = { ...end, y, height: sizes[at] ?? least };
      y += placed.height + GAP;
      return [end.id, placed];
    }),
  );
}

/** Units flowing into their successors, as wide as what moved; the same numbers as a table. One measure in one drawing. */
export function Lineage({
  label,
  sources,
  targets,
  flows,
  when,
  measure,
  initial = 'drawing',
}: {
  label: string;
  sources: readonly LineageEnd[];
  targets: readonly LineageEnd[];
  flows: readonly LineageFlow[];
  /** shown on the dotted line, e.g. “1/7/2025 · nhập” */
  when?: string;
  measure: string;
  initial?: 'drawing' | 'table';
}) {
  const t = useText();
  const [view, setView] = useState<'drawing' | 'table'>(initial);
  return (
    <div className="lin-box">
      <div className="drawing-switch no-print">
        <Segmented
          label={t('platform.view.as')}
          value={view}
          onChange={setView}
          choices={[
            { id: 'drawing', label: t('platform.view.drawing') },
            { id: 'table', label: t('platform.view.table') },
          ]}
        />
      </div>
      {view === 'drawing' ? (
        <Ribbons label={label} sources={sources} targets={targets} flows={flows} when={when} />
      ) : (
        <FlowTable {...{ label, sources, targets, flows, measure }} />
      )}
    </div>
  );
}

function Ribbons({
  label,
  sources,
  targets,
  flows,
  when,
}: {
  label: string;
  sources: readonly LineageEnd[];
  targets: readonly LineageEnd[];
  flows: readonly LineageFlow[];
  when: string | undefined;
}) {
  const [box, width] = useWidth<HTMLDivElement>();
  const ends = Math.max(sources.length, targets.length);
  const height = Math.max(150, ends * 64);
  const sum = (id: string, side: 'from' | 'to'): number =>
    flows.filter((flow) => flow[side] === id).reduce((total, flow) => total + flow.value, 0);
  const all = flows.reduce((total, flow) => total + flow.value, 0) || 1;
  const scale = (height - GAP * (ends - 1)) / all;
  const left = place(sources, (id) => sum(id, 'from'), scale, height);
  const right = place(targets, (id) => sum(id, 'to'), scale, height);
  const side = Math.min(168, Math.max(96, width * 0.27));
  const [x1, x2] = [side + 10, width - side - 14];
  const used = new Map<string, number>();
  const take = (key: string, size: number): number => {
    const at = used.get(key) ?? 0;
    used.set(key, at + size);
    return at;
  };
  const mid = x1 + (x2 - x1) * 0.55;
  const endLabel = (end: Placed, align: 'left' | 'right'): ReactNode => (
    <div key={end.id} className={`lin-end ${align}`} style={{ top: end.y + end.height / 2, width: side, [align]: 0 }}>
      {end.href ? (
        <a href={end.href} className="lin-name">
          {end.name}
        </a>
      ) : (
        <span className="lin-name">{end.name}</span>
      )}
      {end.sub ? <span className="lin-sub">{end.sub}</span> : null}
    </div>
  );
  return (
    <div ref={box} className="lin" role="group" aria-label={label} style={{ height: height + 26 }}>
      {width > 0 ? (
        <>
          <svg width={width} height={height + 26} aria-hidden="true">
            {flows.map((flow) => {
              const [from, to] = [left.get(flow.from), right.get(flow.to)];
              if (!from || !to) return null;
              const out = sum(flow.from, 'from') || 1;
              const into = sum(flow.to, 'to') || 1;
              const [h1, h2] = [(flow.value / out) * from.height, (flow.value / into) * to.height];
              const [y1, y2] = [from.y + take(`f${flow.from}`, h1), to.y + take(`t${flow.to}`, h2)];
              const ribbon = area<[number, number, number]>()
                .x((d) => d[0])
                .y0((d) => d[1])
                .y1((d) => d[2])
                .curve(curveBumpX);
              const colour = COLOURS[sources.findIndex((one) => one.id === flow.from) % COLOURS.length] ?? 'var(--d6)';
              return (
                <path
                  key={`${flow.from} ${flow.to}`}
                  d={
                    ribbon([
                      [x1, y1, y1 + h1],
                      [x2, y2, y2 + h2],
                    ]) ?? ''
                  }
                  fill={colour}
                  fillOpacity={0.78}
                />
              );
            })}
            {[...right.values()].map((end) => (
              <rect key={end.id} x={x2} y={end.y} width={5} height={end.height} fill="var(--cham-deep)" />
            ))}
            {when ? (
              <>
                <line x1={mid} x2={mid} y1={2} y2={height + 6} stroke="var(--ink)" strokeDasharray="3 3" />
                <text x={mid} y={height + 21} textAnchor="middle" className="lin-when">
                  {when}
                </text>
              </>
            ) : null}
          </svg>
          {[...left.values()].map((end) => endLabel(end, 'left'))}
          {[...right.values()].map((end) => endLabel(end, 'right'))}
        </>
      ) : null}
    </div>
  );
}

function FlowTable({
  label,
  sources,
  targets,
  flows,
  measure,
}: {
  label: string;
  sources: readonly LineageEnd[];
  targets: readonly LineageEnd[];
  flows: readonly LineageFlow[];
  measure: string;
}) {
  const t = useText();
  const format = useFormat();
  const name = (ends: readonly LineageEnd[], id: string): string => ends.find((end) => end.id === id)?.name ?? id;
  return (
    <ScrollX>
      <table className="tbl" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('platform.lineage.from')}</th>
            <th scope="col">{t('platform.lineage.to')}</th>
            <th scope="col" className="num">
              {measure}
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={`${flow.from} ${flow.to}`}>
              <th scope="row">{name(sources, flow.from)}</th>
              <td>{name(targets, flow.to)}</td>
              <td className="num">
                <Figure value={flow.value} href={flow.href} />
              </td>
            </tr>
          ))}
          <tr className="sum">
            <th scope="row">{t('platform.map.total')}</th>
            <td />
            <td className="num">{format.number(flows.reduce((sum, flow) => sum + flow.value, 0))}</td>
          </tr>
        </tbody>
      </table>
    </ScrollX>
  );
}

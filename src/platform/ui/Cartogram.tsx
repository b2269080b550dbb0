import { geoMercator, geoPath, type GeoPermissibleObjects } from 'd3-geo';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { fold, useFormat, useText } from '../messages.ts';
import { Segmented } from './fields.tsx';
import { Figure } from './figure.tsx';
import { useWidth } from './use-width.ts';
import { ScrollX } from './ScrollX.tsx';

export type MapUnit = {
  id: string;
  name: string;
  /** approximate centre; left out, the unit stands only in the table and the legend says how many do */
  lon?: number | undefined;
  lat?: number | undefined;
  /** what the bubble's area and its number show */
  size?: number | undefined;
  group?: string | undefined;
  href?: string | undefined;
};
/** A kind of unit in the legend: colour and shape, so that it survives grey print. */
export type MapGroup = {
  id: string;
  label: string;
  colour: string;
  shape?: 'circle' | 'square' | 'triangle' | 'diamond';
  hollow?: boolean;
};
/** Real outlines, once an operator imported them: GeoJSON whose features carry the unit's id. */
export type Outlines = {
  type: 'FeatureCollection';
  features: { type: 'Feature'; id?: string | number; properties?: Record<string, unknown> | null; geometry: unknown }[];
};

type Spot = MapUnit & { x: number; y: number; r: number };

const plain: MapGroup = { id: '', label: '', colour: 'var(--d1)' };

/** Pushes bubbles apart until they no longer cover each other; a few rounds are enough for a province. */
function spread(spots: Spot[], width: number, height: number): Spot[] {
  for (let round = 0; round < 60; round++) {
    let moved = false;
    for (let a = 0; a < spots.length; a++) {
      for (let b = a + 1; b < spots.length; b++) {
        const [one, two] = [spots[a], spots[b]];
        if (!one || !two) continue;
        const [dx, dy] = [two.x - one.x || 0.01 * (b - a), two.y - one.y || 0.01];
        const far = Math.hypot(dx, dy);
        const lack = one.r + two.r + 5 - far;
        if (lack <= 0.1) continue;
        moved = true;
        const [px, py] = [(dx / far) * lack * 0.5, (dy / far) * lack * 0.5];
        one.x -= px;
        one.y -= py;
        two.x += px;
        two.y += py;
      }
    }
    for (const spot of spots) {
      spot.x = Math.min(Math.max(spot.x, spot.r + 2), width - spot.r - 2);
      spot.y = Math.min(Math.max(spot.y, spot.r + 2), height - spot.r - 2);
    }
    if (!moved) break;
  }
  return spots;
}

type Area = { x1: number; x2: number; y1: number; y2: number };
type Label = {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  area: Area;
  /** where a line from the unit ends, when the name stands apart from it */
  line?: { x: number; y: number };
};

/** How far from its unit a name may stand, joined by a line, where there is no room beside it. */
const APART = [14, 26, 40, 56];

/** Where the name of a unit may stand, best first. */
function placesOf({ x, y, r }: Spot, half: number): Label[] {
  const at = (dx: number, dy: number, anchor: Label['anchor']): Label => {
    const left = anchor === 'middle' ? x + dx - half : anchor === 'start' ? x + dx : x + dx - 2 * half;
    return { x: x + dx, y: y + dy, anchor, area: { x1: left, x2: left + 2 * half, y1: y + dy - 11, y2: y + dy + 3 } };
  };
  const near = [
    at(0, r + 13, 'middle'),
    at(0, -r - 5, 'middle'),
    at(r + 4, 4, 'start'),
    at(-r - 4, 4, 'end'),
    at(r + 2, r + 8, 'start'),
    at(r + 2, -r, 'start'),
    at(-r - 2, r + 8, 'end'),
    at(-r - 2, -r, 'end'),
  ];
  const apart = APART.flatMap((far) =>
    [-150, -30, 30, 150, -90, 90, 0, 180].map((angle): Label => {
      const [dx, dy] = [Math.cos((angle * Math.PI) / 180) * (r + far), Math.sin((angle * Math.PI) / 180) * (r + far)];
      const anchor = Math.abs(angle) === 90 ? 'middle' : dx > 0 ? 'start' : 'end';
      const end = anchor === 'middle' ? { x: x + dx, y: y + dy + (dy > 0 ? -4 : 8) } : { x: x + dx, y: y + dy };
      return {
        ...at(dx + (anchor === 'middle' ? 0 : Math.sign(dx) * 3), dy + (anchor === 'middle' ? 6 : 4), anchor),
        line: end,
      };
    }),
  );
  return [...near, ...apart];
}

const overlap = (a: Area, b: Area): boolean => a.x1 < b.x2 && a.x2 > b.x1 && a.y1 < b.y2 && a.y2 > b.y1;

function Shape({ group, r }: { group: MapGroup; r: number }) {
  const paint = group.hollow
    ? { fill: 'var(--surface)', stroke: group.colour, strokeWidth: 2.5 }
    : { fill: group.colour, stroke: 'var(--halo)', strokeWidth: 1 };
  if (group.shape === 'square')
    return <rect x={-r * 0.89} y={-r * 0.89} width={r * 1.78} height={r * 1.78} {...paint} />;
  if (group.shape === 'triangle')
    return <path d={`M0 ${-r * 1.1} L${r * 1.1} ${r * 0.85} L${-r * 1.1} ${r * 0.85} Z`} {...paint} />;
  if (group.shape === 'diamond')
    return <path d={`M0 ${-r * 1.2} L${r * 1.2} 0 L0 ${r * 1.2} L${-r * 1.2} 0 Z`} {...paint} />;
  return <circle r={r} {...paint} />;
}

/** Units at their centres, or within outlines; arrows move to the nearest, the legend's counts add up to the total. */
export function Cartogram({
  label,
  measure,
  units,
  groups = [],
  outlines,
  selected,
  onSelect,
  height = 380,
}: {
  label: string;
  measure: string;
  units: readonly MapUnit[];
  groups?: readonly MapGroup[];
  outlines?: Outlines | undefined;
  selected?: string | undefined;
  onSelect?: ((id: string) => void) | undefined;
  height?: number;
}) {
  const t = useText();
  const format = useFormat();
  const [box, width] = useWidth<HTMLDivElement>();
  const [view, setView] = useState<'drawing' | 'table'>('drawing');
  const [focus, setFocus] = useState<string>();
  const list = useRef<SVGGElement>(null);
  const groupOf = (unit: MapUnit): MapGroup => groups.find((group) => group.id === unit.group) ?? plain;
  const { spots, shapes } = useMemo(() => {
    const placed = units.filter((unit) => unit.lon !== undefined && unit.lat !== undefined);
    if (width === 0 || placed.length === 0) return { spots: [], shapes: [] };
    const points = { type: 'MultiPoint', coordinates: placed.map((unit) => [unit.lon ?? 0, unit.lat ?? 0]) };
    const whole = (outlines ?? points) as GeoPermissibleObjects;
    const pad = outlines ? 12 : 34;
    const project =
      placed.length === 1 && !outlines
        ? geoMercator()
            .center([placed[0]?.lon ?? 0, placed[0]?.lat ?? 0])
            .translate([width / 2, height / 2])
            .scale(20_000)
        : geoMercator().fitExtent(
            [
              [pad, pad],
              [width - pad, height - pad],
            ],
            whole,
          );
    const most = Math.max(1, ...placed.map((unit) => unit.size ?? 0));
    const reach = Math.min(24, Math.max(8, Math.sqrt((width * height) / placed.length) * 0.21));
    const spots = placed.map((unit): Spot => {
      const [x = 0, y = 0] = project([unit.lon ?? 0, unit.lat ?? 0]) ?? [];
      return { ...unit, x, y, r: unit.size === undefined ? 6 : Math.max(5, Math.sqrt(unit.size / most) * reach) };
    });
    const path = geoPath(project);
    const shapes = (outlines?.features ?? []).map((feature) => ({
      id: String(feature.id ?? (feature.properties?.['id'] as string | number | undefined) ?? ''),
      d: path(feature as GeoPermissibleObjects) ?? '',
    }));
    return { spots: spread(spots, width, height), shapes };
  }, [units, outlines, width, height]);
  const current = focus ?? selected ?? spots[0]?.id;
  const move = (event: KeyboardEvent, from: Spot): void => {
    const way: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const to = way[event.key];
    if (!to || event.altKey) {
      if ((event.key === 'Enter' || event.key === ' ') && onSelect) {
        event.preventDefault();
        onSelect(from.id);
      } else if (/^\p{L}$/u.test(event.key)) {
        const found = spots.find((spot) => fold(spot.name).startsWith(fold(event.key)) && spot.id !== from.id);
        if (found) reach(found.id);
      }
      return;
    }
    event.preventDefault();
    const ahead = spots
      .map((spot) => ({
        spot,
        along: (spot.x - from.x) * to[0] + (spot.y - from.y) * to[1],
        far: Math.hypot(spot.x - from.x, spot.y - from.y),
      }))
      .filter((one) => one.along > 1 && one.along > one.far * 0.4)
      .sort((a, b) => 2 * a.far - a.along - (2 * b.far - b.along))[0];
    if (ahead) reach(ahead.spot.id);
  };
  const reach = (id: string): void => {
    setFocus(id);
    list.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  };
  const missing = units.length - units.filter((unit) => unit.lon !== undefined && unit.lat !== undefined).length;
  const wide = (name: string): number => name.length * 6.8;
  const labels = new Map<string, Label>();
  // What has something to say is named first; a name stands below its unit, else above or beside it, else not at all.
  const quiet = (spot: Spot): boolean => groupOf(spot).hollow ?? false;
  const ranked = [...spots].sort(
    (a, b) => Number(b.id === selected) - Number(a.id === selected) || Number(quiet(a)) - Number(quiet(b)) || b.r - a.r,
  );
  const crowded = spots.length > 60;
  for (const spot of crowded ? ranked.filter((one) => !quiet(one)) : ranked) {
    const half = wide(spot.name) / 2;
    // A line is worth its ink only for what has something to say.
    const free = placesOf(spot, half).find(
      ({ area, line }) =>
        !(line && quiet(spot)) &&
        area.x1 >= 0 &&
        area.x2 <= width &&
        area.y1 >= 0 &&
        area.y2 <= height &&
        ![...labels.values()].some((one) => overlap(area, one.area)) &&
        !spots.some(
          (one) =>
            one !== spot &&
            overlap(area, { x1: one.x - one.r, x2: one.x + one.r, y1: one.y - one.r, y2: one.y + one.r }),
        ),
    );
    if (free) labels.set(spot.id, free);
  }
  return (
    <div className="map-box">
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
        <div ref={box} className="map" style={{ height }}>
          <svg width={width} height={height} role="listbox" aria-label={label}>
            <g aria-hidden="true">
              {shapes.map((shape) => (
                <path
                  key={shape.id + shape.d.length}
                  d={shape.d}
                  className={shape.id === selected ? 'outline on' : 'outline'}
                />
              ))}
            </g>
            <g ref={list} role="presentation">
              {spots.map((spot) => (
                <g
                  key={spot.id}
                  data-id={spot.id}
                  role="option"
                  aria-selected={spot.id === selected}
                  tabIndex={spot.id === current ? 0 : -1}
                  className="map-unit"
                  aria-label={`${spot.name}${spot.size === undefined ? '' : `, ${format.number(spot.size)} ${measure}`}${groupOf(spot).label ? `, ${groupOf(spot).label}` : ''}`}
                  transform={`translate(${spot.x} ${spot.y})`}
                  onClick={() => onSelect?.(spot.id)}
                  onKeyDown={(event) => move(event, spot)}
                  onFocus={() => setFocus(spot.id)}
                >
                  <title>{spot.name}</title>
                  <circle r={spot.r + 4} className="ring" />
                  <Shape group={groupOf(spot)} r={spot.r} />
                  {spot.size !== undefined &&
                  spot.r >= 11 &&
                  wide(format.number(spot.size)) <
                    spot.r *
                      (groupOf(spot).shape && groupOf(spot).shape !== 'square' && groupOf(spot).shape !== 'circle'
                        ? 1.4
                        : 1.8) ? (
                    <text className="in" dy="0.35em">
                      {format.number(spot.size)}
                    </text>
                  ) : null}
                </g>
              ))}
            </g>
            <g aria-hidden="true">
              {spots.map((spot) => {
                const line = labels.get(spot.id)?.line;
                if (!line) return null;
                const far = Math.hypot(line.x - spot.x, line.y - spot.y);
                return (
                  <line
                    key={spot.id}
                    className="lead"
                    x1={spot.x + ((line.x - spot.x) / far) * spot.r}
                    y1={spot.y + ((line.y - spot.y) / far) * spot.r}
                    x2={line.x}
                    y2={line.y}
                  />
                );
              })}
              {spots.map((spot) => {
                const place = labels.get(spot.id);
                return place ? (
                  <text key={spot.id} x={place.x} y={place.y} style={{ textAnchor: place.anchor }} className="name">
                    {spot.name}
                  </text>
                ) : null;
              })}
            </g>
          </svg>
        </div>
      ) : (
        <ScrollX className="map-table">
          <table className="tbl" aria-label={label}>
            <thead>
              <tr>
                <th scope="col">{t('platform.map.unit')}</th>
                {groups.length > 0 ? <th scope="col">{t('platform.map.state')}</th> : null}
                <th scope="col" className="num">
                  {measure}
                </th>
              </tr>
            </thead>
            <tbody>
              {units.map((unit) => (
                <tr key={unit.id}>
                  <th scope="row">{unit.name}</th>
                  {groups.length > 0 ? <td>{groupOf(unit).label}</td> : null}
                  <td className="num">
                    <Figure value={unit.size ?? null} href={unit.href} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      <div className="map-foot">
        {groups.map((group) => (
          <span key={group.id} className="row sm">
            <svg width="14" height="14" viewBox="-8 -8 16 16" aria-hidden="true">
              <Shape group={group} r={6} />
            </svg>
            {group.label} <b>{format.number(units.filter((unit) => unit.group === group.id).length)}</b>
          </span>
        ))}
        {groups.length > 0 ? (
          <span className="sm mut2">
            {t('platform.map.total')} <b>{format.number(units.length)}</b>
          </span>
        ) : null}
        {outlines ? null : <span className="xs mut">{t('platform.map.no-outline')}</span>}
        {missing > 0 ? <span className="xs mut">{t('platform.map.not-placed', { count: missing })}</span> : null}
      </div>
    </div>
  );
}

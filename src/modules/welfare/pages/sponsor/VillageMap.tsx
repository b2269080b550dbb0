import { placeSpots } from '#platform/map/spots.ts';
import { useText } from '#platform/messages.ts';
import type { PublicSponsorPage } from '../../contract.ts';
import { useMeasures } from '../words.tsx';

type Village = PublicSponsorPage['campaigns'][number]['villages'][number];
const WIDTH = 420;
const HEIGHT = 300;
const EDGE = 46;

/** Where the villages lie to each other; full when everything arrived, dashed while something waits. No boundary is invented. */
export function VillageMap({ villages }: { villages: readonly Village[] }) {
  const t = useText();
  const words = useMeasures(false);
  const byId = new Map<
    string,
    { name: string | null; lon: number; lat: number; delivered: Map<string, number>; left: number }
  >();
  for (const one of villages) {
    if (one.lon === null || one.lat === null) continue;
    const before = byId.get(one.id) ?? {
      name: one.name,
      lon: one.lon,
      lat: one.lat,
      delivered: new Map<string, number>(),
      left: 0,
    };
    before.delivered.set(one.item, (before.delivered.get(one.item) ?? 0) + one.delivered);
    before.left += Math.max(0, one.allocated - one.delivered);
    byId.set(one.id, before);
  }
  const places = [...byId.values()];
  if (places.length < 3) return null;
  const saidOf = (one: (typeof places)[number]) =>
    [...one.delivered].map(([item, quantity]) => (item === 'VND' ? '' : words.number(quantity))).join('');
  const radius = (said: string) => (said.length > 2 ? 16 : 13);
  const spots = placeSpots(
    places.map((one) => ({ lon: one.lon, lat: one.lat, name: one.name ?? '', r: radius(saidOf(one)) })),
    { width: WIDTH, height: HEIGHT, edge: EDGE },
  );
  const done = places.filter((one) => one.left === 0).length;
  return (
    <figure className="sp-map">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('welfare.page.public.map')}>
        {places.map((one, at) => {
          const said = saidOf(one);
          const spot = spots[at];
          const label = spot?.label;
          return (
            <g
              key={at}
              transform={`translate(${spot?.x ?? 0} ${spot?.y ?? 0})`}
              className={one.left > 0 ? 'waits' : 'done'}
            >
              <circle r={radius(said)} />
              <text className="n" dy="4">
                {said}
              </text>
              {label ? (
                <text className="name" x={label.dx} y={label.dy} style={{ textAnchor: label.anchor }}>
                  {one.name}
                </text>
              ) : null}
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>
          <i className="done" aria-hidden="true" /> {t('welfare.page.public.map-done', { count: done })}
        </span>
        {places.length > done ? (
          <span>
            <i className="waits" aria-hidden="true" />{' '}
            {t('welfare.page.public.map-waits', { count: places.length - done })}
          </span>
        ) : null}
      </figcaption>
    </figure>
  );
}

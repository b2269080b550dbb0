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
  const [west, east] = [Math.min(...places.map((one) => one.lon)), Math.max(...places.map((one) => one.lon))];
  const [south, north] = [Math.min(...places.map((one) => one.lat)), Math.max(...places.map((one) => one.lat))];
  const lonScale = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(
    (WIDTH - 2 * EDGE) / ((east - west) * lonScale || 1),
    (HEIGHT - 2 * EDGE) / (north - south || 1),
  );
  const x = (lon: number) => WIDTH / 2 + (lon - (west + east) / 2) * lonScale * scale;
  const y = (lat: number) => HEIGHT / 2 - (lat - (south + north) / 2) * scale;
  const labels = placeLabels(places.map((one) => ({ x: x(one.lon), y: y(one.lat), text: one.name ?? '' })));
  const done = places.filter((one) => one.left === 0).length;
  return (
    <figure className="sp-map">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('welfare.page.public.map')}>
        {places.map((one, at) => {
          const said = [...one.delivered]
            .map(([item, quantity]) => (item === 'VND' ? '' : words.number(quantity)))
            .join('');
          const label = labels[at];
          return (
            <g
              key={at}
              transform={`translate(${x(one.lon)} ${y(one.lat)})`}
              className={one.left > 0 ? 'waits' : 'done'}
            >
              <circle r={said.length > 2 ? 16 : 13} />
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
          <i className="done" aria-hidden="true" /> {t('welfare.page.public.map-done', { count: words.number(done) })}
        </span>
        {places.length > done ? (
          <span>
            <i className="waits" aria-hidden="true" />{' '}
            {t('welfare.page.public.map-waits', { count: words.number(places.length - done) })}
          </span>
        ) : null}
      </figcaption>
    </figure>
  );
}

type Label = { dx: number; dy: number; anchor: 'start' | 'middle' | 'end' };

/** Beside each dot the first place where its name meets no other dot and no other name; a name without room is left to the table. */
export function placeLabels(dots: readonly { x: number; y: number; text: string }[]): (Label | null)[] {
  const taken = dots.map(({ x, y }) => ({ left: x - 15, right: x + 15, top: y - 15, bottom: y + 15 }));
  return dots.map(({ x, y, text }) => {
    const width = text.length * 6.4;
    const tries: Label[] = [
      { dx: 0, dy: 28, anchor: 'middle' },
      { dx: 0, dy: -19, anchor: 'middle' },
      { dx: 19, dy: 4, anchor: 'start' },
      { dx: -19, dy: 4, anchor: 'end' },
    ];
    for (const one of tries) {
      const left = x + one.dx - (one.anchor === 'start' ? 0 : one.anchor === 'end' ? width : width / 2);
      const box = { left, right: left + width, top: y + one.dy - 11, bottom: y + one.dy + 3 };
      const meets = taken.some(
        (other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom,
      );
      if (meets || box.left < 2 || box.right > WIDTH - 2) continue;
      taken.push(box);
      return one;
    }
    return null;
  });
}

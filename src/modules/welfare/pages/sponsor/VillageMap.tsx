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
  const byId = new Map<string, { name: string | null; lon: number; lat: number; delivered: Map<string, number>; left: number }>();
  for (const one of villages) {
    if (one.lon === null || one.lat === null) continue;
    const before = byId.get(one.id) ?? { name: one.name, lon: one.lon, lat: one.lat, delivered: new Map<string, number>(), left: 0 };
    before.delivered.set(one.item, (before.delivered.get(one.item) ?? 0) + one.delivered);
    before.left += Math.max(0, one.allocated - one.delivered);
    byId.set(one.id, before);
  }
  const places = [...byId.values()];
  if (places.length < 3) return null;
  const [west, east] = [Math.min(...places.map((one) => one.lon)), Math.max(...places.map((one) => one.lon))];
  const [south, north] = [Math.min(...places.map((one) => one.lat)), Math.max(...places.map((one) => one.lat))];
  const lonScale = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((WIDTH - 2 * EDGE) / ((east - west) * lonScale || 1), (HEIGHT - 2 * EDGE) / (north - south || 1));
  const x = (lon: number) => WIDTH / 2 + (lon - (west + east) / 2) * lonScale * scale;
  const y = (lat: number) => HEIGHT / 2 - (lat - (south + north) / 2) * scale;
  const done = places.filter((one) => one.left === 0).length;
  return (
    <figure className="sp-map">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('welfare.page.public.map')}>
        {places.map((one) => {
          const said = [...one.delivered].map(([item, quantity]) => (item === 'VND' ? '' : words.number(quantity))).join('');
          return (
            <g key={one.name} transform={`translate(${x(one.lon)} ${y(one.lat)})`} className={one.left > 0 ? 'waits' : 'done'}>
              <circle r={said.length > 2 ? 16 : 13} />
              <text className="n" dy="4">
                {said}
              </text>
              <text className="name" dy="28">
                {one.name}
              </text>
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

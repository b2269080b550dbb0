import { geoArea } from 'd3-geo';
import { sql } from 'kysely';
import { feature } from 'topojson-client';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import { resolveUnit } from './resolve.ts';

type Ring = number[][];
type Geometry = { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] };

const Feature = z.object({
  type: z.literal('Feature'),
  id: z.union([z.string(), z.number()]).optional(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  geometry: z.object({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()) }).nullable(),
});
const Rings = z.array(z.array(z.array(z.number()).min(2)));
const Collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) });
const Topology = z.object({ type: z.literal('Topology'), objects: z.record(z.string(), z.unknown()) });

/** What an import of outlines did; codes without a unit on that day are named, never guessed. */
export type OutlineReport = { taken: number; unknown: string[] };

/**
 * Takes outlines from a GeoJSON FeatureCollection or a TopoJSON topology. Features are matched by the official code in one of
 * their properties, as valid on a day; an outline already there is replaced.
 * @throws Invalid `outline.not-a-map` when the text is neither, or has no area with a code; `outline.not-degrees`, `outline.broken` `{ code }` for an
 *   area that no reader of RFC 7946 would take; then nothing of the file is taken
 */
export async function importOutlines(
  tx: Tx,
  text: string,
  options: { property: string; on: string; source: string },
): Promise<OutlineReport> {
  const report: OutlineReport = { taken: 0, unknown: [] };
  const features = featuresOf(text);
  for (const one of features) {
    const code = one.properties?.[options.property] ?? one.id;
    if ((typeof code !== 'string' && typeof code !== 'number') || one.geometry === null) continue;
    const unit = await resolveUnit(tx, String(code), options.on).catch(() => undefined);
    if (!unit?.alive) {
      report.unknown.push(String(code));
      continue;
    }
    await tx.run(sql`
      insert into organisation.outline (unit_id, geometry, source) values (${unit.id}, ${JSON.stringify(wound(lawful(one.geometry, String(code))))}::jsonb, ${options.source})
      on conflict (unit_id) do update set geometry = excluded.geometry, source = excluded.source, taken_at = now()`);
    report.taken += 1;
  }
  if (report.taken === 0 && report.unknown.length === 0) throw new Invalid('outline.not-a-map');
  return report;
}

function featuresOf(text: string): z.infer<typeof Feature>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Invalid('outline.not-a-map');
  }
  const topology = Topology.safeParse(parsed);
  const collections = topology.success
    ? Object.values(topology.data.objects).map((object) => feature(parsed as never, object as never) as unknown)
    : [parsed];
  return collections.flatMap((collection) => {
    const found = Collection.safeParse(collection);
    if (!found.success) throw new Invalid('outline.not-a-map');
    return found.data.features.map((one) => Feature.safeParse(one)).flatMap((one) => (one.success ? [one.data] : []));
  });
}

/**
 * The area as RFC 7946 has it: longitude and latitude in degrees, to a centimetre, each ring closed and of at least four positions.
 * Maps of Vietnamese offices often come in metres of VN-2000; those would lie nowhere.
 */
function lawful(given: { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown }, code: string): Geometry {
  const ring = (positions: number[][]): Ring => {
    const told = positions.map(([lon = NaN, lat = NaN]) => {
      if (Math.abs(lon) > 180 || Math.abs(lat) > 90) throw new Invalid('outline.not-degrees', { code });
      return [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7];
    });
    const [first] = told;
    const last = told.at(-1);
    if (first && last && (first[0] !== last[0] || first[1] !== last[1])) told.push([...first]);
    if (told.length < 4) throw new Invalid('outline.broken', { code });
    return told;
  };
  const polygon = (rings: unknown): Ring[] => {
    const read = Rings.min(1).safeParse(rings);
    if (!read.success) throw new Invalid('outline.broken', { code });
    return read.data.map(ring);
  };
  if (given.type === 'Polygon') return { type: 'Polygon', coordinates: polygon(given.coordinates) };
  const parts = z.array(z.unknown()).min(1).safeParse(given.coordinates);
  if (!parts.success) throw new Invalid('outline.broken', { code });
  return { type: 'MultiPolygon', coordinates: parts.data.map(polygon) };
}

/** Rings in the order in which a sphere is drawn: a place that would cover more than half the globe is turned inside out. */
function wound(geometry: Geometry): Geometry {
  const polygon = (rings: Ring[]): Ring[] =>
    geoArea({ type: 'Polygon', coordinates: rings }) > 2 * Math.PI ? rings.map((ring) => ring.toReversed()) : rings;
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: polygon(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(polygon) };
}

/**
 * The same area as other programs read it: flat, the outer ring counter-clockwise, holes clockwise.
 * @see RFC 7946, section 3.1.6
 */
function asGeoJson(geometry: Geometry): Geometry {
  const polygon = (rings: Ring[]): Ring[] =>
    rings.map((ring, at) => (isCounterClockwise(ring) === (at === 0) ? ring : ring.toReversed()));
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: polygon(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(polygon) };
}

function isCounterClockwise(ring: Ring): boolean {
  const twice = ring.slice(1).reduce((sum, [x = 0, y = 0], at) => {
    const [fromX = 0, fromY = 0] = ring[at] ?? [];
    return sum + fromX * y - x * fromY;
  }, 0);
  return twice > 0;
}

/** Outlines of the units directly below one on a day, as GeoJSON whose features carry the unit's id; none where none were given. */
export async function outlinesBelow(
  tx: Tx,
  ref: string,
  on: string,
): Promise<{ type: 'FeatureCollection'; features: unknown[] }> {
  const parent = await resolveUnit(tx, ref, on);
  const rows = await tx.many<{ id: string; name: string; geometry: Geometry }>(sql`
    select o.unit_id as id, v.name, o.geometry
    from organisation.unit_version v join organisation.outline o on o.unit_id = v.unit_id
    where v.parent_id = ${parent.id} and v.valid @> ${on}::date order by v.name`);
  return {
    type: 'FeatureCollection',
    features: rows.map(({ id, name, geometry }) => ({
      type: 'Feature',
      id,
      properties: { name },
      geometry: asGeoJson(geometry),
    })),
  };
}

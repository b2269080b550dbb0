import { geoArea } from 'd3-geo';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { asDrawn } from '#platform/ui/outlines.ts';
import { importOutlines } from './outlines.ts';
import { organisationRoutes } from './routes.ts';
import { aTree } from './testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [organisationRoutes]);
const square = (x: number) => [
  [
    [x, 20],
    [x + 1, 20],
    [x + 1, 21],
    [x, 21],
    [x, 20],
  ],
];

test('outlines are matched by the code of the day, wound for a sphere, and served with the units below', async () => {
  const tree = await asOwner(db, 'test', async (tx) => {
    const built = await aTree(tx, { provinces: 1, communes: 2, villages: 0, cells: 0 });
    const [first, second] = built.provinces[0]?.communes ?? [];
    for (const [unit, code] of [
      [first, '03160'],
      [second, '03163'],
    ] as const) {
      await tx.run(
        sql`insert into organisation.unit_code (unit_id, scheme, code, valid) values (${unit?.id ?? ''}, 'gso', ${code}, '[2020-01-01,)')`,
      );
    }
    return built;
  });
  const map = {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', properties: { code: '03160' }, geometry: { type: 'Polygon', coordinates: square(102) } },
      {
        type: 'Feature',
        properties: { code: '03163' },
        geometry: { type: 'MultiPolygon', coordinates: [square(103)] },
      },
      { type: 'Feature', properties: { code: '99999' }, geometry: { type: 'Polygon', coordinates: square(104) } },
    ],
  };
  const options = { property: 'code', on: '2026-01-01', source: 'bản đồ.geojson' };
  const report = await asOwner(db, 'test', (tx) => importOutlines(tx, JSON.stringify(map), options));
  expect(report).toEqual({ taken: 2, unknown: ['99999'] });
  const province = tree.provinces[0]?.id ?? '';
  const { body } = await as().get<{ features: { id: string; geometry: { coordinates: number[][][] } }[] }>(
    `/units/${province}/outlines?on=2026-01-01`,
  );
  expect(body.features.map((feature) => feature.id).sort()).toEqual(
    tree.provinces[0]?.communes.map((commune) => commune.id).sort(),
  );
  // As other programs read it the outer ring runs counter-clockwise (RFC 7946, 3.1.6), however it was given and is kept.
  const told = body.features.find((feature) => feature.id === tree.provinces[0]?.communes[0]?.id);
  expect(told?.geometry.coordinates[0]?.[1]).toEqual([103, 20]);
  // On a sphere that would be all the rest of the globe; the map turns it.
  const [drawn] = asDrawn({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', geometry: told?.geometry }],
  }).features;
  expect(geoArea(drawn?.geometry as Parameters<typeof geoArea>[0])).toBeLessThan(0.1);
});

test('what is no map is refused in words, and nothing is taken', async () => {
  for (const text of ['{', '[]', '{"type":"FeatureCollection","features":[]}', '{"type":"Topology"}']) {
    await expect(
      asOwner(db, 'test', (tx) => importOutlines(tx, text, { property: 'code', on: '2026-01-01', source: 'x' })),
    ).rejects.toMatchObject({ code: 'outline.not-a-map' });
  }
});

test('an area that no reader of GeoJSON would take is refused by its code; one that was left open is closed', async () => {
  const map = (coordinates: unknown, type = 'Polygon') =>
    JSON.stringify({
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: { code: '03160' }, geometry: { type, coordinates } }],
    });
  const take = (text: string) =>
    asOwner(db, 'test', (tx) => importOutlines(tx, text, { property: 'code', on: '2026-01-01', source: 'x' }));
  // Metres of VN-2000, as offices have them.
  const metres = [
    [
      [480_000, 2_400_000],
      [481_000, 2_400_000],
      [481_000, 2_401_000],
      [480_000, 2_400_000],
    ],
  ];
  await expect(take(map(metres))).rejects.toMatchObject({ code: 'outline.not-degrees', details: { code: '03160' } });
  for (const broken of [
    [],
    [
      [
        [102, 20],
        [103, 20],
      ],
    ],
    [
      [
        [102, 20],
        [103, '20'],
        [103, 21],
        [102, 20],
      ],
    ],
    [[102, 20]],
  ])
    await expect(take(map(broken)), JSON.stringify(broken)).rejects.toMatchObject({ code: 'outline.broken' });
  await expect(take(map([], 'MultiPolygon'))).rejects.toMatchObject({ code: 'outline.broken' });

  // Clockwise, with a hole, left open, with a height and more digits than anybody measured.
  const open = [
    [
      [102, 20, 300],
      [102, 21, 300],
      [103.123456789, 21, 300],
      [103, 20, 300],
    ],
    [
      [102.2, 20.2],
      [102.4, 20.2],
      [102.4, 20.4],
      [102.2, 20.4],
    ],
  ];
  expect(await take(map(open))).toEqual({ taken: 1, unknown: [] });
  const [unit] = await asOwner(db, 'test', (tx) =>
    tx.many<{
      parent: string;
    }>(sql`select v.parent_id as parent from organisation.unit_code c join organisation.unit_version v using (unit_id)
      where c.code = '03160' limit 1`),
  );
  const answer = await as().inject({ method: 'GET', url: `/api/v1/units/${unit?.parent}/outlines?on=2026-01-01` });
  expect(answer.headers['content-type']).toContain('application/geo+json');
  expect(faultsOf(JSON.parse(answer.text) as Parameters<typeof faultsOf>[0])).toEqual([]);
  expect(answer.text).toContain('103.1234568');
});

/** What RFC 7946 has against a collection of areas: the rules of sections 3.1.1, 3.1.6, 3.2, 3.3 and 4, written anew here. */
function faultsOf(collection: {
  type: string;
  crs?: unknown;
  features: { type: string; id: unknown; properties: unknown; geometry: { type: string; coordinates: never } }[];
}): string[] {
  const faults: string[] = [];
  const must = (holds: boolean, what: string) => void (holds || faults.push(what));
  must(collection.type === 'FeatureCollection' && !('crs' in collection), 'collection');
  for (const { type, id, properties, geometry } of collection.features) {
    must(type === 'Feature' && typeof id === 'string' && typeof properties === 'object', 'feature');
    const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as number[][][][];
    for (const rings of polygons)
      rings.forEach((ring, at) => {
        must(ring.length >= 4, 'a linear ring has four positions or more');
        must(JSON.stringify(ring[0]) === JSON.stringify(ring.at(-1)), 'a linear ring is closed');
        must(
          ring.every(([lon = NaN, lat = NaN]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90),
          'longitude, latitude',
        );
        const area = ring.slice(1).reduce((sum, [x = 0, y = 0], n) => {
          const [fromX = 0, fromY = 0] = ring[n] ?? [];
          return sum + fromX * y - x * fromY;
        }, 0);
        must(area > 0 === (at === 0), 'the right-hand rule');
      });
  }
  return faults;
}

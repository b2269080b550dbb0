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

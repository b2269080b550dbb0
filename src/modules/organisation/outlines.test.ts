import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
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
  // Counter-clockwise as drawn flat would cover the rest of the globe; the ring is turned.
  const drawn = body.features.find((feature) => feature.id === tree.provinces[0]?.communes[0]?.id);
  expect(drawn?.geometry.coordinates[0]?.[1]).toEqual([102, 21]);
});

test('what is no map is refused in words, and nothing is taken', async () => {
  for (const text of ['{', '[]', '{"type":"FeatureCollection","features":[]}', '{"type":"Topology"}']) {
    await expect(
      asOwner(db, 'test', (tx) => importOutlines(tx, text, { property: 'code', on: '2026-01-01', source: 'x' })),
    ).rejects.toMatchObject({ code: 'outline.not-a-map' });
  }
});

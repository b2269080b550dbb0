import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { RIGHTS, RIGHTS_OF_ROLE } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { combine, grantOf } from './grant.ts';
import { aPostHolder, aTree } from './testing.ts';

const db = await testDatabase();

test('a grant follows posts and their days; a place brings its body and cells, an account without person nothing', async () => {
  const { tree, office, ended } = await asOwner(db, 'test', async (tx) => {
    const tree = await aTree(tx, { provinces: 2 });
    const commune = tree.provinces[0]?.communes[0];
    if (!commune) throw new Error('no commune');
    return {
      tree,
      office: await aPostHolder(tx, [{ unit: commune, kind: 'commune_office_staff' }]),
      ended: await aPostHolder(tx, [{ unit: commune.body, kind: 'commune_secretary', to: '2023-01-01' }]),
    };
  });
  const commune = tree.provinces[0]?.communes[0];
  const grant = await grantOf(db, office.userId, '2024-01-01');
  expect(grant.rights).toContain('members.write');
  const ranges = grant.ranges === 'everything' ? [] : grant.ranges;
  const inside = tree.units.filter((unit) => ranges.some((range) => range.lo <= unit.label && unit.label < range.hi));
  expect(new Set(inside.map((unit) => unit.id))).toEqual(
    new Set([commune, commune?.body, ...(commune?.villages ?? []), ...(commune?.cells ?? [])].map((unit) => unit?.id)),
  );
  expect(await grantOf(db, ended.userId, '2024-01-01')).toEqual({ rights: [], ranges: [] });
  expect((await grantOf(db, ended.userId, '2022-12-31')).rights).toContain('members.read');
  expect(await grantOf(db, 'nobody', '2024-01-01')).toEqual({ rights: [], ranges: [] });
  await sql`update organisation.post set valid = daterange('2020-01-01', '2022-01-01') where person_id = ${office.personId}`.execute(
    db.owner,
  );
  expect((await grantOf(db, office.userId, '2024-01-01')).ranges).toEqual([]);
});

test('a post does not lend its rights to the units of another', () => {
  const administrator = { unitId: 'province', role: 'administrator' as const, ranges: [{ lo: 0, hi: 100 }] };
  const cell = { unitId: 'cell', role: 'cell' as const, ranges: [{ lo: 10, hi: 11 }] };
  const office = { unitId: 'commune', role: 'office' as const, ranges: [{ lo: 5, hi: 20 }] };
  const far = { unitId: 'far', role: 'office' as const, ranges: [{ lo: 50, hi: 60 }] };
  expect(combine([administrator, cell]).counted).toEqual([cell]);
  expect(combine([cell, office]).counted).toEqual([office]);
  expect(combine([cell, office]).rights).toContain('members.export');
  expect(combine([cell, far]).rights).not.toContain('members.export');
  expect(combine([cell, far]).rights).toContain('members.write');
  expect(combine([office, { ...office }]).counted).toHaveLength(1);
  const leader = { unitId: 'province', role: 'leader' as const, ranges: [{ lo: 0, hi: 100 }] };
  expect(combine([leader, office]).rights).toEqual(RIGHTS.filter((right) => RIGHTS_OF_ROLE.leader.includes(right)));
  expect(combine([administrator, office]).rights).toContain('users.manage');
  expect(combine([{ ...administrator, ranges: far.ranges }, office]).rights).not.toContain('users.manage');
  expect(combine([])).toEqual({ rights: [], counted: [] });
});

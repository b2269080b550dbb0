import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { toldAsListed } from '#modules/figures/testing.ts';
import { aPersonAt, aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { registerMembershipFigures } from './figures.ts';
import { aCell, aMember } from './testing.ts';

registerMembershipFigures();
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });

test('heads, those who are members and those who lead their cell: told at once as their lists hold them, on any day', async () => {
  const world = await asOwner(db, 'test', async (tx) => {
    const from = '2010-01-01';
    const province = await aUnit(tx, { kind: 'province', from });
    const commune = await aUnit(tx, { kind: 'commune', parentId: province.id, from });
    const village = () => aUnit(tx, { kind: 'village', parentId: commune.id, from });
    const villages = [await village(), await village(), await village(), await village()] as const;
    const body = await aUnit(tx, { kind: 'commune_body', from, covers: [commune.id] });
    const cell = await aCell(tx, { parent: body, covers: [villages[0]], from });
    const post = (unit: { id: string; label: number }, kind: string, person: string, since: string, until?: string) =>
      tx.run(sql`
        insert into organisation.post (unit_id, kind, person_id, valid, label)
        values (${unit.id}, ${kind}, ${person}, daterange(${since}, ${until ?? null}), ${unit.label})`);
    const since = '2018-01-01';
    const period = { from: since, cell, state: 'official', standing: 'official' } as const;
    const leader = await aMember(tx, { cell, periods: [period] });
    const member = await aMember(tx, { cell, periods: [period] });
    const villager = await aPersonAt(tx, cell);
    await post(villages[0], 'village_head', leader.id, '2015-01-01');
    await post(cell, 'cell_secretary', leader.id, '2020-01-01');
    await post(villages[1], 'village_head', member.id, '2016-01-01', '2022-01-01');
    await post(villages[2], 'village_head', villager, '2016-01-01');
    return { province, commune, body, cell, villages };
  });
  const all = [world.province, world.commune, world.body, world.cell, ...world.villages];
  const clerk = as({ ranges: all.map(({ label }) => ({ lo: label, hi: label + 1 })) });
  const questions = ['2014-06-01', '2017-06-01', '2019-06-01', '2021-06-01', '2026-11-22'].map((day) => `asOf=${day}`);
  const seen = await toldAsListed(clerk, {
    figures: ['I-36', 'I-38'],
    units: all,
    wide: [world.province, world.commune, world.body],
    questions,
  });
  expect([...seen].sort()).toEqual([0, 1, 2]);
});

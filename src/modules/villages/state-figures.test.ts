import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { toldAsListed } from '#modules/figures/testing.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { registerVillageFigures } from './figures.ts';
import { livesIn } from './testing.ts';

registerVillageFigures();
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });

const world = await asOwner(db, 'test', async (tx) => {
  const from = '2010-01-01';
  const province = await aUnit(tx, { kind: 'province', from });
  const commune = await aUnit(tx, { kind: 'commune', parentId: province.id, from });
  const elsewhere = await aUnit(tx, { kind: 'commune', parentId: province.id, from });
  const village = (parent: { id: string }, since = from) =>
    aUnit(tx, { kind: 'village', parentId: parent.id, from: since });
  const [own, first, second] = [await village(commune), await village(commune), await village(commune)];
  const others = [await village(commune, '2021-01-01'), await village(elsewhere)];
  const body = await aUnit(tx, { kind: 'commune_body', from, covers: [commune.id] });
  const ownCell = await aCell(tx, { parent: body, covers: [own], from });
  const shared = await aCell(tx, { parent: body, covers: [first, second], from });
  const period = (cell: typeof shared, since: string, to?: string) => ({
    from: since,
    ...(to === undefined ? {} : { to }),
    cell,
    state: 'official' as const,
    standing: 'official' as const,
  });
  for (const [cell, home, since, to] of [
    [ownCell, own, '2017-01-01', undefined],
    [shared, first, '2016-05-19', '2021-08-17'],
    [shared, first, '2023-01-17', undefined],
  ] as const) {
    const { id } = await aMember(tx, { cell, periods: [period(cell, since, to)] });
    await livesIn(tx, { person: id, village: home, label: cell.label });
  }
  // Three villages with a member each, who is lost in three ways; in the first he changes his state before, and is transferred in the end.
  const leaving = await aUnit(tx, { kind: 'commune', parentId: province.id, from });
  const leavingBody = await aUnit(tx, { kind: 'commune_body', from, covers: [leaving.id] });
  const [byRoll, byMove, byCover] = [await village(leaving), await village(leaving), await village(leaving)];
  // The first cell covers one more village, in which nobody ever lived: it cannot fall back.
  const empty = await village(leaving);
  const cellOf = (...covers: (typeof byRoll)[]) => aCell(tx, { parent: leavingBody, covers, from });
  const cells = [await cellOf(byRoll, empty), await cellOf(byMove), await cellOf(byCover)] as const;
  const lives = async (home: typeof byRoll, periods: ReturnType<typeof period>[], to?: string) => {
    const { id } = await aMember(tx, { cell: cells[0], periods });
    await livesIn(tx, { person: id, village: home, label: cells[0].label, ...(to === undefined ? {} : { to }) });
  };
  await lives(byRoll, [
    period(cells[0], '2012-01-01', '2016-06-06'),
    period(cells[0], '2016-06-06', '2019-03-03'),
    period(cells[1], '2019-03-03'),
  ]);
  await lives(byMove, [period(cells[1], '2012-01-01')], '2020-04-04');
  // Somebody stays when this one leaves.
  await lives(byMove, [period(cells[1], '2013-01-01', '2018-08-08')]);
  await lives(byCover, [period(cells[2], '2012-01-01')]);
  await tx.run(sql`
    update organisation.covers set valid = daterange(lower(valid), '2021-05-05') where party_id = ${cells[2].id} and place_id = ${byCover.id}`);
  return {
    leaving,
    cells,
    falling: { byRoll, byMove, byCover, empty },
    turning: [province, leaving, byRoll, byCover, leavingBody, commune, own, first, body],
    all: [province, commune, elsewhere, own, first, second, ...others, body, ownCell, shared],
    wide: [province, commune, elsewhere, body, leaving, leavingBody],
  };
});
const clerk = as({
  ranges: [...world.all, ...world.turning, ...world.cells, ...Object.values(world.falling)].map(({ label }) => ({
    lo: label,
    hi: label + 1,
  })),
});

test('on any day, of any unit, whole and by the units below: what is told of all at once is what the list behind it holds', async () => {
  const days = ['2012-01-01', '2018-06-01', '2022-06-01', '2026-11-22'];
  const states = await toldAsListed(clerk, {
    figures: ['I-30', 'I-32', 'I-33'],
    units: world.all,
    wide: world.wide,
    questions: days.map((day) => `asOf=${day}`),
  });
  // The lives were varied enough to tell the states apart.
  expect(states.size).toBeGreaterThanOrEqual(4);
  const turns = await toldAsListed(clerk, {
    figures: ['I-31', 'I-31.cleared', 'I-31.relapsed'],
    units: world.turning,
    wide: world.wide,
    questions: ['from=2016-01-01&to=2018-12-31', 'from=2018-01-01&to=2022-12-31', 'from=2022-01-01&to=2026-11-22'],
  });
  expect(turns.size).toBeGreaterThanOrEqual(3);
});

test('a village falls back on the day its last member leaves the roll or moves away, or its cell no longer covers it, and on no other', async () => {
  const relapsed = async (from: string, to: string) =>
    (
      await clerk.get<{ items: { unitId: string; onDate: string }[] }>(
        `/figures/I-31.relapsed/records?unit=${world.leaving.id}&from=${from}&to=${to}`,
      )
    ).body.items.map(({ unitId, onDate }) => [unitId, onDate]);
  const { byRoll, byMove, byCover } = world.falling;
  expect(await relapsed('2015-01-01', '2026-11-22')).toEqual([
    [byRoll.id, '2019-03-03'],
    [byMove.id, '2020-04-04'],
    [byCover.id, '2021-05-05'],
  ]);
  expect(await relapsed('2018-01-01', '2018-12-31')).toEqual([]);
  expect(await relapsed('2019-03-04', '2020-04-03')).toEqual([]);
  expect(await relapsed('2020-04-04', '2020-04-04')).toEqual([[byMove.id, '2020-04-04']]);
});

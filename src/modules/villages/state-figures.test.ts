import { expect, test } from 'vitest';
import { type FigureAnswer, figuresRoutes } from '#modules/figures/index.ts';
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
  return {
    all: [province, commune, elsewhere, own, first, second, ...others, body, ownCell, shared],
    wide: [province, commune, elsewhere, body],
  };
});
const clerk = as({ ranges: world.all.map(({ label }) => ({ lo: label, hi: label + 1 })) });

test('on any day, of any unit, whole and by the units below: what is told of all at once is what the list behind it holds', async () => {
  const seen = new Set<number>();
  for (const figure of ['I-30', 'I-32', 'I-33'])
    for (const unit of world.all)
      for (const day of ['2012-01-01', '2018-06-01', '2022-06-01', '2026-11-22']) {
        const asked = `unit=${unit.id}&asOf=${day}`;
        const { status, body } = await clerk.get<FigureAnswer>(`/figures/${figure}?${asked}&by=unit`);
        // A village did not stand before it was founded.
        if (status === 409) continue;
        const lines = async (part: string) =>
          (await clerk.get<{ items: unknown[] }>(`/figures/${figure}/records?${asked}${part}`)).body.items.length;
        const listed = [await lines(''), await lines('&part=denominator')];
        expect([figure, asked, body.numerator, body.denominator]).toEqual([figure, asked, ...listed]);
        const below = (body.rows ?? []).map(
          (row) => [Number(row.numerator ?? 0), Number(row.denominator ?? 0)] as const,
        );
        if (world.wide.some(({ id }) => id === unit.id))
          expect([figure, asked, ...[0, 1].map((at) => below.reduce((sum, row) => sum + (row[at] ?? 0), 0))]).toEqual([
            figure,
            asked,
            ...listed,
          ]);
        seen.add(listed[0] ?? 0);
      }
  // The lives were varied enough to tell the states apart.
  expect(seen.size).toBeGreaterThanOrEqual(4);
});

import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aTree } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { fold } from '#platform/text/index.ts';
import { EDUCATION, OCCUPATIONS, RegisterQuery, SETTINGS, THEORY_LEVELS } from '../contract.ts';
import { KINH } from '../ethnic-groups.ts';
import { MEMBER_STATES } from '../rules/index.ts';
import { aMember, theEthnicGroups } from '../testing.ts';
import { listRegister, registerFacets } from './list.ts';

const db = await testDatabase();
const TODAY = '2026-10-06';
const NAMES = ['Lò Văn Tiến', 'Vàng A Chống', 'Pờ Dần Sinh', 'Quàng Thị Hạnh', 'Lường Thị Ân', 'Lý Thị Tiên'] as const;

/** A tree with members whose every property is drawn at random, and the plain facts to filter by hand. */
const world = await asOwner(db, 'test', async (tx) => {
  await theEthnicGroups(tx);
  const tree = await aTree(tx, { provinces: 2, communes: 2, villages: 2, cells: 2, from: '2000-01-01' });
  const [pick] = fc.sample(fc.infiniteStream(fc.nat(1_000_000)), { seed: 20_261_006, numRuns: 1 });
  if (!pick) throw new Error('no random numbers');
  const one = <T>(of: readonly T[]): T => of[Number(pick.next().value) % of.length] as T;
  const date = (from: number, years: number) =>
    `${from + one([...Array(years).keys()])}-${one(['01', '06', '12'])}-${one(['01', '15', '28'])}`;
  const facts = [];
  for (let i = 0; i < 160; i += 1) {
    const [cell, later] = [one(tree.cells), one(tree.cells)];
    const [ceremony, moved] = [date(2005, 15), date(2021, 4)];
    const fact = {
      fullName: one(NAMES),
      sex: one(['male', 'female', null] as const),
      birth: one([date(1950, 50), null]),
      ceremony,
      state: one(MEMBER_STATES),
      standing: one(['official', 'probationary'] as const),
      education: one([...EDUCATION, null]),
      theoryLevel: one([...THEORY_LEVELS, null]),
      occupation: one([...OCCUPATIONS, null]),
      ethnicity: one(['01', '03', '08', undefined]),
      cardNumber: one([`7${String(i).padStart(7, '0')}`, null]),
      periods: [
        { from: ceremony, to: moved, cell },
        { from: moved, to: one([undefined, '2025-06-15']), cell: later },
      ],
    };
    const periods = fact.periods.map(({ to, ...period }) => ({
      ...period,
      state: fact.state,
      standing: fact.standing,
      ...(to ? { to } : {}),
    }));
    const { birth, ethnicity, ...rest } = fact;
    const { id } = await aMember(tx, {
      ...rest,
      cell: later,
      periods,
      birth: birth === null ? null : { on: birth, precision: 'day' },
      ceremony: { on: ceremony, precision: 'day' },
      decision: null,
      ...(ethnicity ? { ethnicity } : {}),
    });
    facts.push({ id, ...fact });
  }
  return { tree, facts };
});
type Fact = (typeof world.facts)[number];

const unitIds = world.tree.units.map(({ id }) => id);
/** The cells under a unit by walking the tree as it was built. */
function cellsUnder(unit: string): Set<string> {
  for (const province of world.tree.provinces) {
    const communes = province.communes;
    if (unit === province.id || unit === province.body.id)
      return new Set(communes.flatMap(({ cells }) => cells.map(({ id }) => id)));
    for (const commune of communes) {
      if (unit === commune.id || unit === commune.body.id) return new Set(commune.cells.map(({ id }) => id));
      const village = commune.villages.findIndex(({ id }) => id === unit);
      if (village >= 0)
        return new Set(commune.cells.filter((_, at) => at % commune.villages.length === village).map(({ id }) => id));
    }
  }
  return new Set([unit]);
}
const years = (birth: string, on: string) =>
  Number(on.slice(0, 4)) - Number(birth.slice(0, 4)) - (on.slice(5) < birth.slice(5) ? 1 : 0);

const filters = fc.record(
  {
    unit: fc.constantFrom(...unitIds),
    asOf: fc.constantFrom('2010-01-01', '2021-06-30', '2024-02-29', '2025-06-15', TODAY),
    boundaries: fc.constantFrom('then', 'now', '2022-01-01'),
    state: fc.subarray([...MEMBER_STATES], { minLength: 1 }).map((list) => list.join(',')),
    standing: fc.constantFrom('official', 'probationary'),
    sex: fc.constantFrom('male', 'female'),
    ageFrom: fc.integer({ min: 18, max: 70 }).map(String),
    ageTo: fc.integer({ min: 18, max: 70 }).map(String),
    ethnicity: fc.constantFrom('minority', '03', '01,08'),
    education: fc.subarray([...EDUCATION], { minLength: 3 }).map((list) => list.join(',')),
    theoryLevel: fc.subarray([...THEORY_LEVELS], { minLength: 2 }).map((list) => list.join(',')),
    occupation: fc.subarray([...OCCUPATIONS], { minLength: 5 }).map((list) => list.join(',')),
    setting: fc.subarray([...SETTINGS], { minLength: 4 }).map((list) => list.join(',')),
    joinedFrom: fc.constantFrom('2008-01-01', '2012-06-15'),
    joinedTo: fc.constantFrom('2015-12-31', '2019-01-01'),
    withoutCard: fc.constantFrom('true', 'false'),
    q: fc.constantFrom('lo van', 'TIẾN', 'thi', '7000', 'sinh', 'zzz'),
  },
  { requiredKeys: [] },
);

function naive(facts: readonly Fact[], given: Record<string, string>, scope: (label: number) => boolean): string[] {
  const asOf = given.asOf ?? TODAY;
  const under = given.unit === undefined ? null : cellsUnder(given.unit);
  const has = (key: string, value: string | null | undefined) =>
    given[key] === undefined || (value != null && given[key].split(',').includes(value));
  return facts
    .filter((fact) => {
      const period = fact.periods.find(({ from, to }) => from <= asOf && (to === undefined || asOf < to));
      if (!period || !scope(period.cell.label) || (under && !under.has(period.cell.id))) return false;
      const home = fact.periods[1]?.cell.label ?? 0;
      const hidden = !scope(home); // moved out of the scope since: nothing of the person may narrow the list
      const age = fact.birth === null || hidden ? null : years(fact.birth, asOf);
      const q = given.q === undefined ? null : fold(given.q);
      const key = fold(fact.fullName);
      const seen = <T>(value: T): T | null => (hidden ? null : value);
      return (
        has('state', fact.state) &&
        has('standing', fact.standing) &&
        has('sex', seen(fact.sex)) &&
        has('education', seen(fact.education)) &&
        has('theoryLevel', seen(fact.theoryLevel)) &&
        has('occupation', seen(fact.occupation)) &&
        has('setting', 'village') &&
        (given.ageFrom === undefined || (age !== null && age >= Number(given.ageFrom))) &&
        (given.ageTo === undefined || (age !== null && age <= Number(given.ageTo))) &&
        (given.joinedFrom === undefined || (!hidden && fact.ceremony >= given.joinedFrom)) &&
        (given.joinedTo === undefined || (!hidden && fact.ceremony <= given.joinedTo)) &&
        (given.withoutCard === undefined ||
          (!hidden && (fact.cardNumber === null) === (given.withoutCard === 'true'))) &&
        (given.ethnicity === undefined ||
          (!hidden &&
            fact.ethnicity !== undefined &&
            (given.ethnicity === 'minority'
              ? fact.ethnicity !== KINH
              : given.ethnicity.split(',').includes(fact.ethnicity)))) &&
        (q === null || (!hidden && (/^\d\d/.test(q) ? (fact.cardNumber?.startsWith(q) ?? false) : key.includes(q))))
      );
    })
    .map(({ id }) => id)
    .sort();
}

test('for every filter, unit, day and scope the list is what a plain walk over the facts finds; facets add up to it', async () => {
  const labels = world.tree.cells.map(({ label }) => label).sort((a, b) => a - b);
  await fc.assert(
    fc.asyncProperty(filters, fc.subarray(labels, { minLength: 1 }), async (given, chosen) => {
      const ranges = chosen.map((label) => ({ lo: label, hi: label + 1 }));
      const scope = (label: number) => chosen.includes(label);
      const query = RegisterQuery.parse({ ...given, limit: 200 });
      const rights = ['members.read', 'sensitive.read'] as const;
      await inScope(db, { userId: 'reader', rights, ranges }, async (tx) => {
        const page = await listRegister(tx, query, TODAY);
        expect(page.items.map(({ id }) => id).sort()).toEqual(
          naive(world.facts, given as Record<string, string>, scope),
        );
        expect(page.total).toBe(page.items.length);
        const { total, facets } = await registerFacets(tx, query, { today: TODAY, sensitive: true });
        expect(total).toBe(page.total);
        for (const counts of Object.values(facets))
          expect((counts ?? []).reduce((sum, { count }) => sum + count, 0)).toBe(total);
      });
    }),
    { numRuns: 120 },
  );
});

test('a page takes the same number of statements however many lines it holds', async () => {
  const counted = async (limit: number): Promise<number> => {
    let statements = 0;
    await inScope(db, { userId: 'reader', rights: ['members.read'], ranges: 'everything' }, (tx) => {
      const count =
        <A extends unknown[], R>(work: (...args: A) => R) =>
        (...args: A): R => {
          statements += 1;
          return work(...args);
        };
      const counting: Tx = {
        kysely: tx.kysely,
        one: count(tx.one) as Tx['one'],
        maybeOne: count(tx.maybeOne) as Tx['maybeOne'],
        many: count(tx.many) as Tx['many'],
        run: count(tx.run),
      };
      return listRegister(counting, RegisterQuery.parse({ limit, unit: unitIds[0], asOf: '2022-01-01' }), TODAY);
    });
    return statements;
  };
  expect(await counted(200)).toBe(await counted(1));
  expect(await counted(200)).toBeLessThanOrEqual(4);
  expect(await asOwner(db, 'test', (tx) => tx.one(sql`select count(*) > 100 as many from membership.member`))).toEqual({
    many: true,
  });
});

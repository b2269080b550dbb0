import { sql } from 'kysely';
import { answerDashboard } from '#modules/figures/dashboard.ts';
import { readSums } from '#modules/figures/sums.ts';
import { inScope } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { timed } from '../measure.ts';
import { TODAY } from '../people.ts';
import { type Bench, EVERYTHING, scopeAt } from './context.ts';
import { STOCKS } from './dashboard.ts';

const MEASURES = [
  'roll',
  'roll.official',
  'roll.probationary',
  'roll.female',
  'roll.exempt',
  'roll.temp_exempt',
  'roll.temporarily_away',
];

/** Any past date in the three readings: provinces with their units below, and the nation by province. */
export async function pastDates(bench: Bench, when = TODAY, label = ''): Promise<void> {
  const { installation, random, units } = bench;
  const { db } = installation;
  const date = (): string =>
    `${2020 + random.below(5)}-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`;
  const provinces = await provincesOn(bench, when);
  const some = provinces.filter((_, index) => index % Math.ceil(provinces.length / 20) === 0);
  for (const reading of ['then', 'now', 'date'] as const) {
    const asked: { unit: string; asOf: string; on: string }[] = [];
    for (let n = 0; n < 40; n += 1) {
      const asOf = date();
      const on = reading === 'then' ? asOf : reading === 'now' ? when : date();
      const picked = await txOf(db.owner).maybeOne<{ id: string }>(sql`
        select unit_id as id from organisation.unit_version where kind = 'province_body' and valid @> ${on}::date order by md5(unit_id::text || ${asOf}) limit 1`);
      if (picked) asked.push({ unit: picked.id, asOf, on });
    }
    const scopes = new Map(
      await Promise.all(some.map(async (unit) => [unit, await scopeAt(installation, [unit], when)] as const)),
    );
    const took = await timed(asked.length, (run) => {
      const one = asked[run % asked.length];
      if (!one) return Promise.resolve();
      const scope = scopes.get(one.unit) ?? EVERYTHING;
      return inScope(db, scope, (tx) =>
        answerDashboard(
          tx,
          scope,
          STOCKS,
          {
            unit: one.unit,
            asOf: one.asOf,
            boundaries: reading === 'then' ? 'then' : one.on,
            by: 'unit',
            count: 'participations',
          },
          when,
        ),
      );
    });
    bench.add({
      group: `past${label}`,
      what: `province × ${STOCKS.length} figures × units below, ${READING[reading]}`,
      bar: 'p95 ≤ 20 ms',
      ...took,
      kept: took.p95 <= 20,
    });
    const living = new Map<string, string[]>();
    for (const { on } of asked) living.set(on, await provincesOn(bench, on));
    const nation = await timed(20, async (run) => {
      const one = asked[run % asked.length];
      if (!one) return;
      const ids = living.get(one.on) ?? [];
      await inScope(db, EVERYTHING, (tx) =>
        readSums(
          tx,
          { bodies: { ids, level: 'province' }, leaves: { sure: [], maybe: [] } },
          MEASURES,
          {
            asOf: one.asOf,
            boundariesOn: one.on,
            boundaries: one.on,
            from: one.asOf,
            to: one.asOf,
            filters: {},
            today: when,
          },
          'each',
        ),
      );
    });
    bench.add({
      group: `past${label}`,
      what: `nation by province × ${MEASURES.length} measures, ${READING[reading]}`,
      bar: 'p95 ≤ 100 ms',
      ...nation,
      kept: nation.p95 <= 100,
    });
  }
  await equalToPeriods(bench, provinces, units.communes, when);
}

const READING = { then: 'as it was', now: 'on today’s boundaries', date: 'on another date’s' } as const;
async function provincesOn({ installation }: Bench, day: string): Promise<string[]> {
  const rows = await txOf(installation.db.owner).many<{ id: string }>(
    sql`select unit_id as id from organisation.unit_version where kind = 'province_body' and valid @> ${day}::date`,
  );
  return rows.map((row) => row.id);
}

/** The same stock by the blocks and from the dated states, for some days and units. */
async function equalToPeriods(bench: Bench, provinces: readonly string[], communes: readonly string[], when: string) {
  const { db } = bench.installation;
  let agreed = 0;
  let compared = 0;
  for (const [index, asOf] of ['2020-03-15', '2022-08-01', '2024-12-31', when].entries()) {
    for (const unit of [provinces[index % provinces.length], communes[index]]) {
      if (unit === undefined) continue;
      const living = await txOf(db.owner).maybeOne(
        sql`select 1 from organisation.unit_version where unit_id = ${unit} and valid @> ${when}::date`,
      );
      if (!living) continue;
      const [answer] = await inScope(db, EVERYTHING, (tx) =>
        answerDashboard(
          tx,
          EVERYTHING,
          ['I-01'],
          { unit, asOf, boundaries: when, by: 'unit', count: 'participations' },
          when,
        ),
      );
      const naive = await txOf(db.owner).one<{ n: number }>(sql`
        select count(*) as n from membership.member_period p
        join organisation.unit_block u on u.unit_id = p.cell_id join organisation.block_path b on b.block_id = u.block_id and b.valid @> ${when}::date
        where p.valid @> ${asOf}::date and (b.province_id = ${unit} or b.commune_id = ${unit})`);
      const below = (answer?.rows ?? []).reduce((sum, row) => sum + Number(row.value), 0);
      compared += 1;
      if (answer?.value === naive.n && below === naive.n) agreed += 1;
    }
  }
  bench.add({
    group: 'past',
    what: 'equal to a count of the dated states',
    bar: 'all',
    kept: agreed === compared,
    note: `${agreed} of ${compared} units and days`,
  });
}

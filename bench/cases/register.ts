import { type RawBuilder, sql } from 'kysely';
import { RegisterQuery } from '#modules/membership/contract.ts';
import { listRegister } from '#modules/membership/register/list.ts';
import { inScope, type LabelRange, type Scope } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { timed } from '../measure.ts';
import { TODAY } from '../people.ts';
import { type Bench, EVERYTHING, labelsBetween, scopeAt } from './context.ts';

type Asked = { what: string; query: Record<string, unknown>; where: RawBuilder<unknown>; order: RawBuilder<unknown> };

/** Pages as people open them; beside each the condition by hand. */
const PAGES: readonly Asked[] = [
  { what: 'first page by given name', query: {}, where: sql`true`, order: sql`n.given_order, n.id` },
  {
    what: 'filter: exempt women',
    query: { state: 'exempt', sex: 'female' },
    where: sql`p.state = 'exempt' and n.sex = 'female'`,
    order: sql`n.given_order, n.id`,
  },
  {
    what: 'name without accents from its start',
    query: { q: 'nguyen van ha' },
    where: sql`(n.given_key ^@ 'nguyen van ha' or n.family_key ^@ 'nguyen van ha')`,
    order: sql`n.given_order, n.id`,
  },
  {
    what: 'given name without accents',
    query: { q: 'tuan' },
    where: sql`(n.given_key ^@ 'tuan' or n.family_key ^@ 'tuan')`,
    order: sql`n.given_order, n.id`,
  },
  {
    what: 'card number',
    query: { q: '10000123' },
    where: sql`m.card_key ^@ '10000123'`,
    order: sql`n.given_order, n.id`,
  },
];

/** Pages of the register by who asks; the first page carries the total, the following ones do not. */
export async function registers(bench: Bench): Promise<void> {
  await sql`alter database gandan set statement_timeout = '20s'`.execute(bench.installation.db.owner);
  const { installation, units, random } = bench;
  const pick = (list: readonly string[]): string => list[random.below(list.length)] ?? '';
  const people: { who: string; scopes: Scope[]; ranges: LabelRange[][] }[] = [
    { who: 'superuser', scopes: [EVERYTHING], ranges: [] },
  ];
  for (const [who, posts] of [
    ['province', () => [pick(units.provinces)]],
    ['commune', () => [pick(units.communes)]],
    ['village', () => [pick(units.villages)]],
    ['three communes', () => [pick(units.communes), pick(units.communes), pick(units.communes)]],
  ] as const) {
    const scopes: Scope[] = [];
    const ranges: LabelRange[][] = [];
    for (let n = 0; n < 10; n += 1) {
      const scope = await scopeAt(installation, posts());
      scopes.push(scope);
      ranges.push(scope.ranges);
    }
    people.push({ who, scopes, ranges });
  }
  for (const page of PAGES) {
    for (const { who, scopes, ranges } of people) {
      const runs = who === 'superuser' || who === 'province' ? 10 : 20;
      const took = await timed(runs, (run) =>
        open(bench, scopes[run % scopes.length] ?? EVERYTHING, page.query, undefined),
      );
      const following = await timed(runs, async (run) => {
        const scope = scopes[run % scopes.length] ?? EVERYTHING;
        await open(bench, scope, page.query, cursors.get(cursorKey(scope, page.query)));
      });
      const byHands = await timed(runs, (run) => byHand(bench, page, ranges[run % Math.max(ranges.length, 1)], false));
      const withCount = await timed(runs, (run) => byHand(bench, page, ranges[run % Math.max(ranges.length, 1)], true));
      for (const [what, measured, floor] of [
        ['', took, withCount],
        [' (next page)', following, byHands],
      ] as const) {
        const ratio = measured.p50 / floor.p50;
        bench.add({
          group: 'register',
          what: `${page.what}, ${who}${what}`,
          bar: 'p95 ≤ 20 ms, ≤ 1.5 × over 5 ms',
          p50: measured.p50,
          p95: measured.p95,
          floor: floor.p50,
          ratio,
          kept: measured.p95 <= 20 && (measured.p50 <= 5 || ratio <= 1.5),
        });
      }
    }
  }
}

const cursors = new Map<string, string | undefined>();
const cursorKey = (scope: Scope, query: Record<string, unknown>): string => JSON.stringify([scope.ranges, query]);

async function open({ installation }: Bench, scope: Scope, query: Record<string, unknown>, cursor: string | undefined) {
  const asked = RegisterQuery.parse({ ...query, ...(cursor === undefined ? {} : { cursor }) });
  const page = await inScope(installation.db, scope, (tx) => listRegister(tx, asked, TODAY));
  if (cursor === undefined) cursors.set(cursorKey(scope, query), page.nextCursor ?? undefined);
}

/** The same rows by plain SQL of the owner, with the ranges written into the condition. */
async function byHand(
  { installation }: Bench,
  page: Asked,
  ranges: readonly LabelRange[] | undefined,
  counted: boolean,
): Promise<void> {
  const within =
    ranges && ranges.length > 0
      ? sql`and (${labelsBetween('p.label', ranges)}) and (${labelsBetween('n.label', ranges)})`
      : sql``;
  const from = sql`
    from membership.person n join membership.member m on m.id = n.id
    join membership.member_period p on p.member_id = n.id and p.valid @> ${TODAY}::date
    where ${page.where} ${within}`;
  const owner = txOf(installation.db.owner);
  await owner.many(sql`
    select n.id, n.full_name, n.sex, m.card_number, p.state, p.standing, p.cell_id, m.education, m.occupation, m.ceremony_on
    ${from} order by ${page.order} limit 51`);
  if (counted) await owner.many(sql`select count(*) ${from}`);
}

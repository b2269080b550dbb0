import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { rebuildTotals } from '#modules/figures/index.ts';
import { answerDashboard } from '#modules/figures/dashboard.ts';
import { RegisterQuery } from '#modules/membership/contract.ts';
import { listRegister } from '#modules/membership/register/list.ts';
import { aTree, type BuiltTree } from '#modules/organisation/testing.ts';
import { asOwner, inScope, type LabelRange, type Scope } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { txOf } from '#platform/db/tx.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { registerRooms } from '../src/server/register-rooms.ts';

registerRooms();
const db = await testDatabase();
const TODAY = '2025-06-15';
/** Tables that grow with the register: a page in somebody's scope must never read one of them whole. The tree of a test is too small to tell. */
const LARGE = ['person', 'member', 'member_period', 'unit_day', 'cell_total', 'block_day', 'block_month'];
let tree: BuiltTree;

beforeAll(async () => {
  await asOwner(db, 'test', async (tx) => {
    tree = await aTree(tx, { provinces: 4, communes: 15, villages: 4, cells: 20 });
    await tx.run(sql`select set_config('gandan.audit', 'bulk', true)`);
    await tx.run(sql`
      insert into membership.person (id, full_name, family_key, given_key, sex, label)
      select uuidv7(), 'Nguyễn Văn ' || chr(65 + (g % 26)) || (u.label % 97), 'nguyen van ' || chr(97 + (g % 26)) || (u.label % 97),
        chr(97 + (g % 26)) || (u.label % 97) || ' nguyen van', case when g % 3 = 0 then 'female' else 'male' end, u.label
      from organisation.unit u join organisation.unit_version v on v.unit_id = u.id and v.kind = 'party_cell' cross join generate_series(1, 25) g`);
    await tx.run(sql`
      insert into membership.member (id, state, cell_id, label)
      select p.id, case when p.sex = 'female' then 'exempt' else 'official' end, u.id, p.label from membership.person p join organisation.unit u on u.label = p.label`);
    await tx.run(sql`
      insert into membership.member_period (member_id, valid, state, standing, cell_id, label)
      select id, '[2021-03-01,)', state, 'official', cell_id, label from membership.member`);
    await rebuildTotals(tx, TODAY);
  });
  await sql`vacuum (analyze)`.execute(db.owner);
}, 120_000);

async function scopeAt(unitIds: readonly string[]): Promise<Scope> {
  const ranges = await txOf(db.owner).many<LabelRange>(
    sql`select lo, hi from organisation.label_ranges(${[...unitIds]}::uuid[], ${TODAY}::date)`,
  );
  return { userId: 'plans', rights: RIGHTS, ranges };
}

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Does the work, and answers how many statements it took and which large tables any of them would read whole. */
async function plansOf(
  scope: Scope,
  work: (tx: Tx) => Promise<unknown>,
): Promise<{ statements: number; whole: string[] }> {
  let statements = 0;
  const whole: string[] = [];
  await inScope(db, scope, async (tx) => {
    const explained = async (query: Parameters<Tx['many']>[0]): Promise<void> => {
      statements += 1;
      const compiled = query.compile(tx.kysely);
      const { rows } = await tx.kysely.executeQuery<{ 'QUERY PLAN': { Plan: Plan }[] }>({
        ...compiled,
        sql: `explain (format json) ${compiled.sql}`,
      });
      const root = rows[0]?.['QUERY PLAN'][0]?.Plan;
      for (const node of root ? nodesOf(root) : []) {
        if (node['Node Type'] === 'Seq Scan' && LARGE.includes(node['Relation Name'] ?? ''))
          whole.push(`${node['Relation Name']}: ${compiled.sql.trim().slice(0, 60)}`);
      }
    };
    const watched: Tx = {
      kysely: tx.kysely,
      one: async (query) => (await explained(query), tx.one(query)),
      maybeOne: async (query) => (await explained(query), tx.maybeOne(query)),
      many: async (query) => (await explained(query), tx.many(query)),
      run: async (query) => (await explained(query), tx.run(query)),
    };
    await work(watched);
  });
  return { statements, whole };
}

const STOCKS = ['I-01', 'I-02', 'I-02.probationary', 'I-04', 'I-06', 'I-06.temporary', 'I-07'];

test('no page in the scope of a commune reads a large table whole', async () => {
  const commune = tree.provinces[1]?.communes[3];
  const scope = await scopeAt([commune?.body.id ?? '']);
  for (const query of [{}, { state: 'exempt', sex: 'female' }, { q: 'nguyen van c' }, { q: 'd1' }, { sort: 'birth' }]) {
    const { whole } = await plansOf(scope, (tx) => listRegister(tx, RegisterQuery.parse(query), TODAY));
    expect(whole.join(' / '), JSON.stringify(query)).toBe('');
  }
});

test('dashboards find their sums by key, today and on any other day, in as many statements whatever lies below', async () => {
  const counts: number[] = [];
  for (const unit of [tree.provinces[0]?.body.id, tree.provinces[2]?.communes[1]?.body.id]) {
    const scope = await scopeAt([unit ?? '']);
    for (const asOf of [TODAY, '2023-05-17']) {
      const { statements, whole } = await plansOf(scope, (tx) =>
        answerDashboard(
          tx,
          { rights: RIGHTS, ranges: scope.ranges },
          STOCKS,
          { unit: unit ?? '', asOf, boundaries: 'then', by: 'unit', count: 'participations' },
          TODAY,
        ),
      );
      expect(whole.filter((line) => !line.startsWith('block'))).toEqual([]);
      counts.push(statements - (asOf === TODAY ? 0 : 1));
    }
  }
  // The unit, the units below, the sums (and on another day the snapshot): no more for seven figures than for one.
  expect(new Set(counts)).toEqual(new Set([3]));
});

test('a caller who sees a part of a block is given the sums of that part', async () => {
  const commune = tree.provinces[3]?.communes[0];
  const cells = (commune?.cells ?? []).slice(0, 2).map((cell) => cell.id);
  const part = await scopeAt(cells);
  const ranges = [...(part.ranges as LabelRange[]), ...((await scopeAt([])).ranges as LabelRange[])];
  const body = commune?.body;
  const seen: Scope = { ...part, ranges: [...ranges, { lo: body?.label ?? 0, hi: (body?.label ?? 0) + 1 }] };
  for (const asOf of ['2023-05-17', '2021-02-28']) {
    const [answer] = await inScope(db, seen, (tx) =>
      answerDashboard(
        tx,
        { rights: RIGHTS, ranges: seen.ranges },
        ['I-01'],
        { unit: body?.id ?? '', asOf, boundaries: 'then', count: 'participations' },
        TODAY,
      ),
    );
    expect(answer?.value).toBe(asOf < '2021-03-01' ? 0 : 50);
  }
});

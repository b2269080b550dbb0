import { sql } from 'kysely';
import { foldTotals, recountTotals } from '#modules/figures/index.ts';
import { carryOutReorganisation, planReorganisation, takeBackReorganisation } from '#modules/organisation/index.ts';
import { asOwner, asOwnerAtOneMoment } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { seconds } from '../measure.ts';
import { replayFiles } from '../tree.ts';
import { startWriting } from '../writing.ts';
import type { Bench } from './context.ts';
import { pastDates } from './past.ts';

const ON = '2025-07-01';

/** July 2025 over all of it, beside writes; every member counted once; taken back as it was. */
export async function replay(bench: Bench): Promise<void> {
  const files = await replayFiles();
  if (!files) {
    bench.log('the files of July 2025 are not there: no replay');
    return;
  }
  const { db } = bench.installation;
  const owner = txOf(db.owner);
  const input = { on: ON, ...files };
  const before = await owner.one<{ n: number }>(
    sql`select count(*) as n from membership.member_period where valid @> ${ON}::date`,
  );
  const digest = () =>
    owner.one<{ versions: string; paths: string }>(sql`
      select (select md5(string_agg(v::text, '' order by v.id)) from organisation.unit_version v) as versions,
        (select md5(string_agg(p::text, '' order by p.unit_id, p.valid)) from organisation.unit_path p) as paths`);
  const first = await digest();
  const dry = await seconds(() => asOwner(db, 'bench', (tx) => planReorganisation(tx, input)));
  bench.add({ group: 'replay', what: 'shown dry', unit: 's', bar: '', p50: dry.took });
  const writing = await startWriting(bench, { perSecond: 500 });
  const steps: string[] = [];
  let since = performance.now();
  const onStep = (step: string): void => {
    steps.push(`${((performance.now() - since) / 1000).toFixed(1)} → ${step}`);
    since = performance.now();
  };
  const out = await seconds(() => asOwner(db, 'bench', (tx) => carryOutReorganisation(tx, input, { onStep })));
  onStep('end');
  const folded = await seconds(() => asOwner(db, 'bench', (tx) => foldTotals(tx, ON)));
  const told = await writing.stop();
  bench.add({
    group: 'replay',
    what: 'carried out beside 500 writes/s',
    unit: 's',
    bar: '≤ 40 s, no write fails',
    p50: out.took,
    kept: out.took <= 40 && told.failed === 0,
    note: `${told.written} writes, ${told.failed} failed ${told.problem ?? ''}, ${told.perSecond.toFixed(0)} /s; seconds to each step: ${steps.join(', ')}`,
  });
  bench.add({ group: 'replay', what: 'totals and blocks follow (fold)', unit: 's', bar: '', p50: folded.took });
  const placed = await owner.one<{ placed: number; members: number; summed: number }>(sql`
    select (select count(*) from membership.member_period p join organisation.unit_block u on u.unit_id = p.cell_id
        join organisation.block_path b on b.block_id = u.block_id and b.valid @> ${ON}::date and b.province_id is not null where p.valid @> ${ON}::date) as placed,
      (select count(distinct p.member_id) from membership.member_period p where p.valid @> ${ON}::date) as members,
      (select sum(t.n) from figures.body_total t join organisation.unit_version v on v.unit_id = t.unit_id and v.valid @> ${ON}::date and v.kind = 'province_body' where t.measure = 'roll') as summed`);
  const once = placed.placed === before.n && placed.members === before.n && Number(placed.summed) === before.n;
  bench.add({
    group: 'replay',
    what: 'every member counted once',
    bar: 'all',
    kept: once,
    note: `${before.n} before; ${JSON.stringify(placed)} after`,
  });
  const recount = await seconds(() => asOwnerAtOneMoment(db, 'bench', (tx) => recountTotals(tx)));
  bench.add({
    group: 'replay',
    what: 'every sum recounted equal',
    bar: 'all',
    unit: 's',
    p50: recount.took,
    kept: recount.result.different.length === 0,
    note: `${recount.result.compared} compared, ${recount.result.different.length} different`,
  });
  await sql`vacuum (analyze) organisation.unit_path, organisation.unit_version, organisation.block_path, organisation.unit_block, figures.block_day, figures.block_month`.execute(
    db.owner,
  );
  await pastDates(bench, '2025-07-15', ' after the replay');
  const back = await seconds(() => asOwner(db, 'bench', (tx) => takeBackReorganisation(tx, { on: ON })));
  await asOwner(db, 'bench', (tx) => foldTotals(tx, ON));
  const last = await digest();
  const same = first.versions === last.versions && first.paths === last.paths;
  bench.add({
    group: 'replay',
    what: 'taken back',
    unit: 's',
    bar: '≤ 15 s, all as before',
    p50: back.took,
    kept: back.took <= 15 && same,
    note: same ? 'versions and paths as before' : 'NOT as before',
  });
}

import { sql } from 'kysely';
import { inScope, type Scope } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { percentiles } from '../measure.ts';
import { type Bench, scopeAt } from './context.ts';

const SECONDS = 6;
const CLIENTS = 6;

/** A write with policy, audit, change log and totals against the bare insert of the same row, both committed one by one. */
export async function writes(bench: Bench): Promise<void> {
  const { installation, units } = bench;
  const { db } = installation;
  const owner = txOf(db.owner);
  const province = units.provinces[0] ?? '';
  const scope: Scope = await scopeAt(installation, [province]);
  const members = await owner.many<{ id: string; cell: string; label: number }>(sql`
    select m.id, m.cell_id as cell, m.label from membership.member m join organisation.unit_path p on p.unit_id = m.cell_id and p.province_id = ${province} limit 3000`);
  await owner.run(sql`create schema if not exists bench`);
  await owner.run(sql`drop table if exists bench.bare`);
  await owner.run(sql`create table bench.bare (like membership.member_period including defaults)`);
  await owner.run(sql`alter table bench.bare add primary key (id)`);
  for (const column of ['member_id', 'cell_id', 'label'])
    await owner.run(sql`create index on bench.bare (${sql.ref(column)})`);
  let serial = 0;
  const row = (table: string) => {
    serial += 1;
    const member = members[serial % members.length];
    const year = 1900 + (Math.floor(serial / members.length) % 100);
    return sql`insert into ${sql.table(table)} (member_id, valid, state, standing, cell_id, label)
      values (${member?.id}, daterange(${`${year}-01-01`}::date, ${`${year}-06-01`}::date), 'official', 'official', ${member?.cell}, ${member?.label})`;
  };
  const rounds: { bare: Rate; whole: Rate }[] = [];
  for (let round = 0; round < 2; round += 1) {
    rounds.push({
      bare: await rateOf(() => db.owner.transaction().execute((trx) => txOf(trx).run(row('bench.bare')))),
      whole: await rateOf(() => inScope(db, scope, (tx) => tx.run(row('membership.member_period')))),
    });
  }
  const last = rounds[rounds.length - 1];
  const ratio = (last?.whole.perSecond ?? 0) / (last?.bare.perSecond ?? 1);
  bench.add({
    group: 'write',
    what: `a period with scope, audit, change log and totals, ${CLIENTS} at once`,
    bar: '≥ 0.6 × the bare insert',
    unit: '/s',
    p50: last?.whole.perSecond ?? null,
    floor: last?.bare.perSecond ?? null,
    ratio,
    kept: ratio >= 0.6,
    note: `each p50 ${last?.whole.p50.toFixed(1)} ms, bare ${last?.bare.p50.toFixed(1)} ms`,
  });
  await owner.run(sql`drop schema bench cascade`);
  await owner.run(sql`delete from membership.member_period where upper(valid) < '2010-01-01'`);
}

type Rate = { perSecond: number; p50: number; p95: number };

async function rateOf(work: () => Promise<unknown>): Promise<Rate> {
  const took: number[] = [];
  const until = performance.now() + SECONDS * 1000;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < until) {
        const since = performance.now();
        await work();
        took.push(performance.now() - since);
      }
    }),
  );
  return { perSecond: took.length / ((performance.now() - began) / 1000), ...percentiles(took) };
}

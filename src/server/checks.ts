import { recountTotals } from '#modules/figures/index.ts';
import { recountMeetings } from '#modules/meetings/index.ts';
import { checkRoll } from '#modules/membership/figures.ts';
import { rebuildTree } from '#modules/organisation/index.ts';
import { verifyLedger } from '#modules/welfare/index.ts';
import { sql } from 'kysely';
import { verifyChain } from '../platform/audit/audit.ts';
import { type Database, asOwner, asOwnerAtOneMoment } from '../platform/db/database.ts';

/** Something that must hold, counted or computed again from its records. `name` is part of a message key. */
export type Check = {
  name: string;
  run(db: Database): Promise<{ ok: boolean; checked: number; findings: string[] }>;
};

/** What `gandan verify` goes through. */
export const CHECKS: readonly Check[] = [
  {
    name: 'audit-chain',
    run: async (db) => {
      const { agrees, checked, firstBroken } = await verifyChain(db);
      return { ok: agrees, checked, findings: firstBroken ? [`${firstBroken.position}: ${firstBroken.reason}`] : [] };
    },
  },
  {
    name: 'totals',
    run: async (db) => {
      const { compared, different } = await asOwnerAtOneMoment(db, 'verify', (tx) => recountTotals(tx));
      return { ok: different.length === 0, checked: compared, findings: different.map((one) => JSON.stringify(one)) };
    },
  },
  {
    name: 'roll',
    run: async (db) => {
      const { checked, different } = await asOwner(db, 'verify', (tx) => checkRoll(tx));
      return { ok: different.length === 0, checked, findings: different.map((one) => JSON.stringify(one)) };
    },
  },
  {
    name: 'meetings',
    run: async (db) => {
      const { compared, different } = await asOwner(db, 'verify', (tx) => recountMeetings(tx));
      return { ok: different.length === 0, checked: compared, findings: different };
    },
  },
  {
    name: 'ledger',
    run: async (db) => {
      const { checked, findings } = await verifyLedger(db);
      return { ok: findings.length === 0, checked, findings };
    },
  },
  { name: 'paths', run: checkPaths },
];

/** Makes the derived paths and blocks anew beside the kept ones, compares, and leaves everything as it was. */
async function checkPaths(db: Database): Promise<{ ok: boolean; checked: number; findings: string[] }> {
  let result = { ok: true, checked: 0, findings: [] as string[] };
  const leave = new Error('compared');
  await asOwner(db, 'verify', async (tx) => {
    const placed = sql`
      select ub.unit_id, b.valid, b.province_id, b.district_id, b.commune_id, b.grassroots_id, b.section_id, b.doubt
      from organisation.unit_block ub join organisation.block_path b on b.block_id = ub.block_id`;
    await tx.run(sql`create temporary table kept_path on commit drop as select * from organisation.unit_path`);
    await tx.run(sql`create temporary table kept_placing on commit drop as ${placed}`);
    await rebuildTree(tx);
    const rows = await tx.many<{ unit: string }>(sql`
      select distinct unit_id as unit from (
        (select * from kept_path except select * from organisation.unit_path) union all (select * from organisation.unit_path except select * from kept_path)) p
      union
      select distinct unit_id from ((select * from kept_placing except (${placed})) union all ((${placed}) except select * from kept_placing)) q
      limit 100`);
    const { checked } = await tx.one<{ checked: number }>(sql`select count(*) as checked from kept_path`);
    result = { ok: rows.length === 0, checked, findings: rows.map((row) => row.unit) };
    throw leave;
  }).catch((error: unknown) => {
    if (error !== leave) throw error;
  });
  return result;
}

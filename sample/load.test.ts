import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '#platform/testing/database.ts';
import { asOwner } from '#platform/db/database.ts';
import { loadSample } from './load.ts';
import { buildSample } from './plan/build.ts';

describe('loading the sample', async () => {
  const db = await testDatabase();
  const plan = buildSample({ today: '2026-11-22' });

  it('writes every member once and leaves nobody out', async () => {
    const began = Date.now();
    const loaded = await loadSample(db, plan);
    console.log('loaded in ms', Date.now() - began);
    const count = await asOwner(db, 'test', (tx) =>
      tx.one<{ members: number; onRoll: number; paths: number; heads: number }>(sql`
        select (select count(*) from membership.member) as members,
          (select count(*) from membership.member_period where valid @> date '2026-11-22') as "onRoll",
          (select count(*) from organisation.unit_path) as paths,
          (select count(*) from organisation.post where kind = 'village_head') as heads`),
    );
    const onRoll = plan.states.filter((state) => state.to === null || state.to > '2026-11-22').length;
    expect(count).toMatchObject({ members: plan.members.length, onRoll });
    expect(count.paths).toBeGreaterThan(plan.units.length / 2);
    expect(loaded.users.map((user) => user.username).sort()).toEqual([
      'admin',
      'cell',
      'commune',
      'inspection',
      'province',
      'youth',
    ]);
  }, 120_000);
});

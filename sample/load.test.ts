import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '#platform/testing/database.ts';
import { asOwner } from '#platform/db/database.ts';
import { reconcile } from '#modules/figures/index.ts';
import { verifyLedger } from '#modules/welfare/index.ts';
import { RIGHTS } from '#platform/rights.ts';
import { registerRooms } from '../src/server/register-rooms.ts';
import { loadSample, sampleId } from './load.ts';
import { buildSample } from './plan/build.ts';

describe('loading the sample', async () => {
  const db = await testDatabase();
  const plan = buildSample({ today: '2026-11-22' });

  it('writes every member once and leaves nobody out', async () => {
    const loaded = await loadSample(db, plan);
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

  it('holds the villages without a member of 2015 and none of them at the end of 2020', async () => {
    const blankOn = (on: string) =>
      asOwner(db, 'test', async (tx) => {
        const rows = await tx.many<{ slug: string }>(sql`
          select v.slug from organisation.unit v
          join organisation.unit_version vv on vv.unit_id = v.id and vv.valid @> ${on}::date
          join organisation.unit_path p on p.unit_id = v.id and p.valid @> ${on}::date
          join organisation.unit_code d on d.unit_id = p.district_id and d.code = '096'
          where vv.kind in ('village', 'residential_group') and not exists (
            select 1 from organisation.covers c
            join membership.member_period mp on mp.cell_id = c.party_id and mp.valid @> ${on}::date
            join membership.person pe on pe.id = mp.member_id and pe.residence_village_id = v.id
            where c.place_id = v.id and c.valid @> ${on}::date)`);
        return rows.map((row) => row.slug);
      });
    const start = await blankOn('2015-01-01');
    const end = new Set(await blankOn('2020-12-31'));
    expect(start).toHaveLength(38);
    expect(start.filter((village) => end.has(village))).toEqual([]);
    expect(end.size).toBe(10);
  });

  it('tells of the 254 introduced and the 211 admitted, of the 26 heads and the 12, as the article does', async () => {
    registerRooms();
    const lines = await asOwner(db, 'test', (tx) =>
      reconcile(tx, { rights: ['figures.read', 'members.read', 'sensitive.read'], ranges: 'everything' }, '2026-11-22'),
    );
    const told = lines.filter((line) => ['B10', 'B11', 'B23a', 'B23b'].includes(line.case));
    expect(told.map((line) => [line.case, line.computed, line.agrees])).toEqual([
      ['B10', 26, true],
      ['B11', 12, true],
      ['B23a', 254, true],
      ['B23b', 211, true],
    ]);
  });

  it('gave what the article about Linh Phú says: 32 bins in 8 villages, 15 poles, 100 gifts, 70,000,000 đ, a house', async () => {
    registerRooms();
    const lines = await asOwner(db, 'test', (tx) =>
      reconcile(tx, { rights: RIGHTS, ranges: 'everything' }, '2026-11-22'),
    );
    const told = lines.filter((line) => line.case.startsWith('A'));
    expect(told.map((line) => [line.case, line.computed, line.agrees])).toEqual([
      ['A18a', 32, true],
      ['A18b', 8, true],
      ['A19a', 15, true],
      ['A19b', 30_450_000, true],
      ['A21a', 100, true],
      ['A21b', 2, true],
      ['A22', 70_000_000, true],
      ['A24', 1, true],
    ]);
    const { checked, findings } = await verifyLedger(db);
    expect(findings).toEqual([]);
    expect(checked).toBeGreaterThan(150);
    const open = await asOwner(db, 'test', (tx) =>
      tx.many<{ item: string }>(sql`
        select s.item from welfare.stock s join welfare.campaign c on c.id = s.campaign_id where c.state = 'closed' and s.in_stock <> 0`),
    );
    expect(open, 'closed at zero').toEqual([]);
  });

  it('gives each user a scope of few label ranges', async () => {
    const ranges = await asOwner(db, 'test', (tx) =>
      tx.many<{ person: string; n: number; members: number }>(sql`
        select p.person_id as person, count(*) as n,
          (select count(*) from membership.member m where exists (
            select 1 from organisation.label_ranges((select array_agg(o.unit_id) from organisation.post o where o.person_id = p.person_id and upper_inf(o.valid)), date '2026-11-22') s
            where m.label >= s.lo and m.label < s.hi)) as members
        from (select person_id, array_agg(unit_id) as units from organisation.post where upper_inf(valid) and person_id = any(${plan.users.map((user) => sampleId('person', user.person))}::uuid[]) group by 1) p,
          organisation.label_ranges(p.units, date '2026-11-22') r
        group by 1, p.units`),
    );
    const of = (username: string) =>
      ranges.find(
        (row) => row.person === sampleId('person', plan.users.find((user) => user.username === username)?.person ?? ''),
      );
    expect(of('province')?.members).toBe(plan.members.length);
    expect(of('province')?.n).toBeLessThanOrEqual(16);
    expect(of('commune')?.n).toBeLessThanOrEqual(16);
    expect(of('commune')?.members).toBeGreaterThan(1000);
    expect(of('cell')?.members).toBe(16);
  });
});

import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner, inScope, type Scope } from '#platform/db/database.ts';
import { txOf, type Tx } from '#platform/db/tx.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { aPersonAt, aTree, aUnit } from './testing.ts';

/** Whoever sees every unit there is: the look at each row's label is spared, and nothing else changes. */

const db = await testDatabase();
const { units } = await asOwner(db, 'test', (tx) => aTree(tx, {}));
const labels = units.map((unit) => unit.label);
const every = { lo: Math.min(...labels), hi: Math.max(...labels) + 1 };
const as = <T>(scope: Partial<Scope>, work: (tx: Tx) => Promise<T>): Promise<T> =>
  inScope(db, { userId: 'someone', rights: [], ranges: [every], ...scope }, work);
const role = async (tx: Tx) => (await tx.one<{ role: string }>(sql`select current_setting('role') as role`)).role;
const people = async (tx: Tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from membership.person`)).n;

test('the role is taken only by one range that holds the label of every unit', async () => {
  expect(await as({}, role)).toBe('gandan_scope_whole');
  expect(await as({ ranges: [{ lo: every.lo + 1, hi: every.hi }] }, role)).toBe('gandan_scope_1');
  expect(await as({ ranges: [{ lo: every.lo, hi: every.hi - 1 }] }, role)).toBe('gandan_scope_1');
  expect(await as({ ranges: [every, { lo: 1, hi: 2 }] }, role)).toBe('gandan_scope_2');
  expect(await as({ ranges: [] }, role)).toBe('gandan_scope_1');
  expect(await as({ ranges: 'everything' }, role)).toBe('gandan_all');
});

test('rows without a label stay with whom they belong to', async () => {
  const file = (id: string, by: string, label: number | null) => sql`
    insert into platform.file (id, name, media_type, bytes, sha256, created_by, label)
    values (${id}::uuid, 'tệp', 'text/plain', 1, ${'0'.repeat(64)}, ${by}, ${label})`;
  await asOwner(db, 'test', async (tx) => {
    await tx.run(file('00000000-0000-7000-8000-000000000001', 'someone else', null));
    await tx.run(file('00000000-0000-7000-8000-000000000002', 'someone else', every.lo));
  });
  const seen = await as({}, (tx) => tx.many<{ id: string }>(sql`select id from platform.file`));
  expect(seen.map(({ id }) => id.slice(-1))).toEqual(['2']);
});

test('rights still narrow, and nothing is written beyond the range', async () => {
  const person = await asOwner(db, 'test', (tx) => aPersonAt(tx, { label: every.lo }));
  await asOwner(db, 'test', async (tx) => {
    await tx.run(sql`insert into membership.ethnic_group (code, name) values ('T', 'Nhóm thử')`);
    await tx.run(
      sql`insert into membership.person_ethnicity (id, group_code, label) values (${person}, 'T', ${every.lo})`,
    );
  });
  const ethnicities = (tx: Tx) => tx.many(sql`select * from membership.person_ethnicity`);
  expect(await as({}, ethnicities)).toHaveLength(0);
  expect(await as({ rights: ['sensitive.read'] }, ethnicities)).toHaveLength(1);
  await expect(as({ rights: ['members.write'] }, (tx) => aPersonAt(tx, { label: every.hi + 5 }))).rejects.toThrow(
    /row-level security/,
  );
});

test('a unit made outside while he works is not seen, and what he saw he still sees', async () => {
  const before = await as({}, people);
  expect(before).toBeGreaterThan(0);
  await as({}, async (tx) => {
    expect(await people(tx)).toBe(before);
    const outside = await asOwner(db, 'test', async (owner) => {
      const unit = await aUnit(owner, { kind: 'province' });
      await aPersonAt(owner, unit);
      return unit;
    });
    expect(outside.label).toBeGreaterThanOrEqual(every.hi);
    expect(await people(tx)).toBe(before);
  });
  expect(await as({}, role)).toBe('gandan_scope_1');
  expect(await as({}, people)).toBe(before);
});

test('every policy of one range has its like for the whole tree: same commands, same writing', async () => {
  const rows = await txOf(db.owner).many<{ tbl: string; whole: string | null; same: boolean }>(sql`
    select one.polrelid::regclass::text as tbl, pg_get_expr(whole.polqual, whole.polrelid) as whole,
      whole.polcmd = one.polcmd and pg_get_expr(whole.polwithcheck, whole.polrelid) is not distinct from pg_get_expr(one.polwithcheck, one.polrelid) as same
    from pg_policy one left join pg_policy whole on whole.polrelid = one.polrelid and whole.polname = 'scope_whole'
    where one.polname = 'scope_1'`);
  expect(rows.length).toBeGreaterThan(60);
  for (const { tbl, whole, same } of rows) {
    expect(whole, tbl).toContain('platform.sees_whole_tree()');
    expect(same, tbl).toBe(true);
  }
});

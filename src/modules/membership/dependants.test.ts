import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { carryOutEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { refreshCurrent } from './index.ts';
import { aCell, aMember } from './testing.ts';

const db = await testDatabase();
const caller = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };

const NO_PAPER = { title: null, document: null, documentOn: null, decidingBody: null };
const NOTHING_MORE = {
  setting: 'village',
  seat: null,
  symbol: null,
  slug: null,
  lon: null,
  lat: null,
  codes: [],
  covers: [],
};

async function twoCells() {
  return asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', from: '1950-01-01' });
    const [one, two] = [
      await aCell(tx, { parent: commune, name: 'Chi bộ Một' }),
      await aCell(tx, { parent: commune, name: 'Chi bộ Hai' }),
    ];
    const members = [];
    for (const cell of [one, one, two]) members.push(await aMember(tx, { cell }));
    return { one, two, members };
  });
}
const periodsOf = (ids: string[]) =>
  asOwner(db, 'test', (tx) =>
    tx.many(
      sql`select member_id, valid::text, cell_id, label from membership.member_period where member_id = any(${ids}::uuid[]) order by member_id, valid`,
    ),
  );

test('members of cells that merge go on in the result, and come home when it is taken back', async () => {
  const { one, two, members } = await twoCells();
  const ids = members.map(({ id }) => id);
  const before = await periodsOf(ids);
  const into = randomUUID();
  const id = randomUUID();
  await inScope(db, caller, async (tx) => {
    const { parentId } = await tx.one<{ parentId: string }>(
      sql`select parent_id as "parentId" from organisation.unit_version where unit_id = ${one.id}`,
    );
    const result = { id: into, name: 'Chi bộ Một Hai', kind: 'party_cell' as const, parentId, ...NOTHING_MORE };
    await planEvent(tx, caller, {
      id,
      effectiveOn: '2026-03-01',
      ...NO_PAPER,
      plan: { kind: 'merge', sources: [one.id, two.id], result },
    });
    await carryOutEvent(tx, caller, id);
  });
  const now = await asOwner(db, 'test', (tx) =>
    tx.many<{ cell: string; inStep: boolean }>(sql`
      select m.cell_id as cell, m.label = u.label and n.label = u.label as "inStep" from membership.member m
      join membership.person n on n.id = m.id join organisation.unit u on u.id = m.cell_id where m.id = any(${ids}::uuid[])`),
  );
  expect(now).toEqual(ids.map(() => ({ cell: into, inStep: true })));
  const events = await asOwner(db, 'test', (tx) =>
    tx.many(
      sql`select kind, count(*) as n from membership.member_event where reorganisation = ${id} group by kind order by kind`,
    ),
  );
  expect(events).toEqual([
    { kind: 'transferred_in', n: 3 },
    { kind: 'transferred_out', n: 3 },
  ]);
  await inScope(db, caller, (tx) => takeBackEvent(tx, caller, id));
  expect(await periodsOf(ids)).toEqual(before);
  expect(await asOwner(db, 'test', (tx) => refreshCurrent(tx, '2026-10-06'))).toBe(0);
  expect(
    await asOwner(db, 'test', (tx) => tx.many(sql`select 1 from membership.member_event where reorganisation = ${id}`)),
  ).toEqual([]);
});

test('a cell does not close while it has members and no successor', async () => {
  const { one } = await twoCells();
  const id = randomUUID();
  const close = inScope(db, caller, async (tx) => {
    const plan = { kind: 'dissolve' as const, unitId: one.id, successorId: null, placements: [] };
    await planEvent(tx, caller, { id, effectiveOn: '2026-03-01', ...NO_PAPER, plan });
    await carryOutEvent(tx, caller, id);
  });
  await expect(close).rejects.toMatchObject({ status: 409 });
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type FigureAnswer, figuresRoutes } from '#modules/figures/index.ts';
import '#modules/membership/index.ts';
import { carryOutEvent, dryRunEvent, grantOf, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aPostHolder } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { MonthBook } from './contract.ts';
import { registerDuesFigures } from './figures.ts';
import { duesRoutes } from './index.ts';
import { aDuesBook } from './testing.ts';

registerDuesFigures();
const db = await testDatabase();
const clock = { today: '2026-05-20' };
const { asUser } = await testApp(db, [duesRoutes, figuresRoutes], {
  now: () => new Date(`${clock.today}T05:00:00Z`),
  grantOf: (userId) => grantOf(db, userId, clock.today),
});
const office = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };

test('the balance of a cell that ends goes on with its successor, what was owed stays true, and comes home when it is taken back', async () => {
  const place = await asOwner(db, 'test', aDuesBook);
  const { cell, other, commune } = place;
  const secretary = asUser(place.users.secretary.userId);
  for (const month of ['2026-04', '2026-05']) await secretary.post('/dues/months', { unitId: cell.id, month });
  const whereabouts = () =>
    asOwner(db, 'test', (tx) =>
      tx.many(sql`
        select 'month' as what, id, keeper_id as at, label from dues.month where unit_id = ${cell.id}
        union all select 'basis', id, cell_id, label from dues.basis where member_id = ${place.an.id}
        union all select 'charge', id, member_id, label from dues.charge where member_id = ${place.an.id} order by what, id`),
    );
  const before = await whereabouts();
  const [id, into] = [randomUUID(), randomUUID()];
  const dry = await inScope(db, office, async (tx) => {
    const none = { seat: null, symbol: null, slug: null, lon: null, lat: null, codes: [], covers: [] };
    await planEvent(tx, office, {
      id,
      effectiveOn: '2026-05-16',
      title: null,
      document: null,
      documentOn: null,
      decidingBody: null,
      plan: {
        kind: 'merge',
        sources: [cell.id, other.id],
        result: {
          id: into,
          name: 'Chi bộ Nậm Pắc',
          kind: 'party_cell',
          parentId: commune.id,
          setting: 'village',
          ...none,
        },
      },
    });
    const told = await dryRunEvent(tx, id);
    await carryOutEvent(tx, office, id);
    return told;
  });
  expect(JSON.stringify(dry)).toContain('dues_month');
  // The secretary of the new cell keeps the old months too, takes what is open, and closes them.
  const { userId } = await asOwner(db, 'test', async (tx) => {
    const unit = await tx.one<{ id: string; label: number }>(
      sql`select id, label from organisation.unit where id = ${into}`,
    );
    return aPostHolder(tx, [{ unit, kind: 'cell_secretary' }]);
  });
  const successor = asUser(userId);
  const { body: now } = await successor.get<MonthBook>(`/dues/months?unit=${into}&month=2026-05`);
  expect(now.unsettled.map(({ unit, month }) => [unit.id, month])).toEqual([
    [cell.id, '2026-04'],
    [cell.id, '2026-05'],
  ]);
  const { body: old } = await successor.get<MonthBook>(`/dues/months?unit=${cell.id}&month=2026-05`);
  expect(old).toMatchObject({ mayWrite: true, book: { stage: 'open', dueVnd: 91_800 } });
  expect(old.rows[0]?.basis?.duesClass).toBe('no_pension');
  expect(old.unsettled).toMatchObject([{ unit: { id: cell.id }, month: '2026-04' }]);
  const paid = await successor.post('/dues/payments', {
    unitId: cell.id,
    on: clock.today,
    channel: 'cash',
    lines: [{ memberId: place.an.id, month: '2026-04' }],
  });
  expect(paid.status, paid.text).toBe(201);
  // I-45 of April stays with the cell of April, and is found below the commune and below the successor.
  for (const unit of [commune.id, into]) {
    const address = `/figures/I-45.collected?unit=${unit}&from=2026-04-01&to=2026-04-30&asOf=2026-05-20&boundaries=now`;
    const { body } = await asUser(place.users.leader.userId).get<FigureAnswer>(address);
    expect([unit, body.value]).toEqual([unit, 11_100]);
  }
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from organisation.post where unit_id = ${into}`));
  await inScope(db, office, (tx) => takeBackEvent(tx, office, id));
  expect(await whereabouts()).toEqual(before);
});

import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type FigureAnswer, figuresRoutes } from '#modules/figures/index.ts';
import { grantOf } from '#modules/organisation/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { MonthBook } from './contract.ts';
import { registerDuesFigures } from './figures.ts';
import { duesRoutes } from './index.ts';
import { aDuesBook } from './testing.ts';

registerDuesFigures();
const db = await testDatabase();
const today = '2026-05-20';
const { asUser } = await testApp(db, [duesRoutes, figuresRoutes], {
  now: () => new Date(`${today}T05:00:00Z`),
  grantOf: (userId) => grantOf(db, userId, today),
});

test('I-45 opens months of cells, I-46 the members behind; excused and temporarily exempt months do not count', async () => {
  const place = await asOwner(db, 'test', aDuesBook);
  const [secretary, leader] = [asUser(place.users.secretary.userId), asUser(place.users.leader.userId)];
  const unitId = place.cell.id;
  for (const month of ['2026-02', '2026-03', '2026-04', '2026-05'])
    await secretary.post('/dues/months', { unitId, month });
  const months = (member: { id: string }, list: string[]) => list.map((month) => ({ memberId: member.id, month }));
  await secretary.post('/dues/payments', {
    unitId,
    on: today,
    channel: 'cash',
    lines: [
      ...months(place.an, ['2026-02', '2026-03', '2026-04']),
      ...months(place.teacher, ['2026-02', '2026-03', '2026-04', '2026-05']),
    ],
  });
  const figure = async (id: string, more = '') => {
    const address = `/figures/${id}?unit=${place.commune.id}&from=2026-01-01&to=2026-05-31&asOf=2026-05-20${more}`;
    const { body } = await leader.get<FigureAnswer>(address);
    const { body: list } = await leader.get<{ items: { weight?: number }[] }>(
      `/figures/${id}/records?unit=${place.commune.id}&from=2026-01-01&to=2026-05-31&asOf=2026-05-20&limit=200`,
    );
    return {
      value: body.value,
      numerator: body.numerator,
      denominator: body.denominator,
      count: body.records.count,
      rows: list.items.length,
    };
  };
  expect(await figure('I-45')).toMatchObject({
    numerator: 267_300,
    denominator: 367_200,
    count: 4,
    rows: 4,
    value: 72.8,
  });
  expect(await figure('I-45.due')).toMatchObject({ value: 367_200 });
  expect(await figure('I-45.relief')).toMatchObject({ value: 44_400 });
  // Bình and Cư are behind with February, March and April.
  expect(await figure('I-46')).toMatchObject({ value: 2, count: 2, rows: 2 });
  const excused = await secretary.post('/dues/excuses', {
    unitId,
    memberId: place.cu.id,
    months: ['2026-03'],
    document: '8-BB/CB',
  });
  expect(excused.status).toBe(201);
  expect(await figure('I-46')).toMatchObject({ value: 1, rows: 1 });
  // Of six on the roll one owes nothing.
  expect(await figure('I-46.share')).toMatchObject({ numerator: 1, denominator: 5, value: 20 });
});

test('whatever is paid and taken back: the sums of a month are those of its members, and full = relief + collected + open', async () => {
  const months = ['2026-03', '2026-04', '2026-05'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          who: fc.integer({ min: 0, max: 3 }),
          month: fc.constantFrom(...months),
          amountVnd: fc.option(fc.integer({ min: 1, max: 12_000 }), { nil: undefined }),
          extraVnd: fc.option(fc.integer({ min: 1, max: 9_000 }), { nil: undefined }),
          takenBack: fc.boolean(),
        }),
        { maxLength: 8 },
      ),
      async (deeds) => {
        const place = await asOwner(db, 'test', aDuesBook);
        const [secretary, leader] = [asUser(place.users.secretary.userId), asUser(place.users.leader.userId)];
        const unitId = place.cell.id;
        for (const month of months) await secretary.post('/dues/months', { unitId, month });
        const people = [place.an, place.binh, place.cu, place.teacher];
        for (const { who, takenBack, ...line } of deeds) {
          const lines = [{ memberId: people[who]?.id, ...line }];
          const paid = await secretary.post<{ items: { id: string }[] }>('/dues/payments', {
            unitId,
            on: today,
            channel: 'cash',
            lines,
          });
          expect([201, 409]).toContain(paid.status);
          if (paid.status === 201 && takenBack)
            await secretary.post(`/dues/receipts/${paid.body.items[0]?.id ?? ''}/reverse`, {
              on: today,
              document: '1-BB/CB',
            });
        }
        let collected = 0;
        for (const month of months) {
          const { body } = await secretary.get<MonthBook>(`/dues/months?unit=${unitId}&month=${month}`);
          const sum = (of: 'fullVnd' | 'dueVnd' | 'paidVnd' | 'extraVnd') =>
            body.rows.reduce((all, { charge }) => all + (charge?.[of] ?? 0), 0);
          expect(body.book).toMatchObject({
            fullVnd: sum('fullVnd'),
            dueVnd: sum('dueVnd'),
            collectedVnd: sum('paidVnd'),
            extraVnd: sum('extraVnd'),
          });
          for (const { charge } of body.rows)
            if (charge) expect(charge.settledOn !== null).toBe(charge.dueVnd > 0 && charge.paidVnd === charge.dueVnd);
          collected += sum('paidVnd');
        }
        const entries = await asOwner(db, 'test', (tx) =>
          tx.one<{ due: number; cash: number; book: number }>(sql`
            select coalesce(sum(e.amount_vnd) filter (where e.kind = 'due'), 0) as due, coalesce(sum(e.amount_vnd), 0) as cash,
              (select sum(m.cash_vnd) from dues.month m where m.unit_id = ${unitId}) as book
            from dues.entry e join dues.charge c on c.id = e.charge_id join dues.month m on m.id = c.month_id where m.unit_id = ${unitId}`),
        );
        expect([entries.due, entries.book]).toEqual([collected, entries.cash]);
        const asked = `unit=${place.commune.id}&from=2026-01-01&to=2026-05-31&asOf=${today}`;
        for (const id of ['I-45.collected', 'I-45.due', 'I-45.relief', 'I-45.extra', 'I-46']) {
          const { body } = await leader.get<FigureAnswer>(`/figures/${id}?${asked}`);
          const { body: list } = await leader.get<{ items: { weight: number }[] }>(
            `/figures/${id}/records?${asked}&limit=200`,
          );
          expect([id, body.value]).toEqual([id, list.items.reduce((all, one) => all + one.weight, 0)]);
        }
      },
    ),
    { numRuns: 8 },
  );
});

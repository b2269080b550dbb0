import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type FigureAnswer, figuresRoutes } from '#modules/figures/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { registerMembershipFigures } from './figures.ts';
import { membershipRoutes } from './index.ts';
import { aCell, aMember } from './testing.ts';

registerMembershipFigures();
const db = await testDatabase();
const { as } = await testApp(db, [membershipRoutes, figuresRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });

/** Readmission is followed by twelve months of probation again. @see DOMAIN.md 3.5 */
test('whoever was readmitted is due and late by his second probation, not by his first', async () => {
  const range = await asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', from: '2010-01-01' });
    const cell = await aCell(tx, { parent: commune, from: '2010-01-01' });
    const exact = (on: string) => ({ on, precision: 'day' as const });
    const stood = (from: string, to: string | undefined, standing: 'probationary' | 'official') => ({
      from,
      ...(to === undefined ? {} : { to }),
      cell,
      state: standing,
      standing,
    });
    const again = async (name: string, on: string, until?: string) => {
      const { id } = await aMember(tx, {
        cell,
        fullName: name,
        decision: exact('2014-05-01'),
        // The program keeps the later ceremony; registers taken over may have the first.
        ceremony: exact(until === undefined ? on : '2014-05-07'),
        periods: [
          stood('2014-05-07', '2015-05-07', 'probationary'),
          stood('2015-05-07', '2018-06-26', 'official'),
          stood(on, until, 'probationary'),
          ...(until === undefined ? [] : [stood(until, undefined, 'official')]),
        ],
      });
      const event = (kind: string, day: string) =>
        tx.run(sql`
          insert into membership.member_event (id, member_id, kind, on_date, cell_id, label)
          values (${randomUUID()}, ${id}, ${kind}, ${day}, ${cell.id}, ${cell.label})`);
      await event('admitted', '2014-05-07');
      await event('recognised', '2015-05-07');
      await event('withdrawn', '2018-06-26');
      await event('readmitted', on);
      if (until !== undefined) await event('recognised', until);
    };
    await again('Đã được công nhận lại', '2025-09-15', '2026-09-15');
    await again('Chưa đủ mười hai tháng', '2026-01-15');
    await again('Quá mười hai tháng', '2025-10-01');
    return { lo: commune.label, hi: cell.label + 1, unit: commune.id };
  });
  const clerk = as({ ranges: [range] });
  const rate = async (from: string, to: string) => {
    const { body } = await clerk.get<FigureAnswer>(`/figures/I-13?unit=${range.unit}&from=${from}&to=${to}`);
    return [body.numerator, body.denominator];
  };
  expect(await rate('2026-09-01', '2026-09-30')).toEqual([1, 1]);
  expect(await rate('2026-10-01', '2026-10-31')).toEqual([0, 1]);
  expect(await rate('2015-05-01', '2015-05-31')).toEqual([3, 3]);
  const { body } = await clerk.get<{ items: { fullName: string }[] }>(
    `/members?unit=${range.unit}&standing=probationary&probationTo=2025-11-22`,
  );
  expect(body.items.map(({ fullName }) => fullName)).toEqual(['Quá mười hai tháng']);
});

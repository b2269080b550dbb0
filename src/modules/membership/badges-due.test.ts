import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { registerMembershipFigures } from './figures.ts';
import { aCell, aMember } from './testing.ts';

registerMembershipFigures();
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes]);

/** Years that are full on 3 February 2026, by decision, how exactly it is known, and days outside. @see DOMAIN.md 7.2, I-47 */
const CASES: readonly {
  name: string;
  on: string;
  precision?: 'day' | 'month' | 'year';
  outside?: number;
  due: number | null;
}[] = [
  { name: 'thirty years to the day', on: '1996-02-03', due: 30 },
  { name: 'a day short', on: '1996-02-04', due: null },
  { name: 'thirty years, ten days outside', on: '1996-01-30', outside: 10, due: null },
  { name: 'only the month is known, and it is over', on: '1996-01-01', precision: 'month', due: 30 },
  { name: 'only the month is known, and it is not over', on: '1996-02-01', precision: 'month', due: null },
  { name: 'only the year is known: its last day counts', on: '1995-01-01', precision: 'year', due: 30 },
  { name: 'the year that is not full at its end', on: '1996-01-01', precision: 'year', due: null },
  { name: 'on a 29 February', on: '1960-02-29', due: 65 },
  { name: 'fifty years', on: '1976-02-03', due: 50 },
];

test('badges due are those whose years are full on the day, by what is certain', async () => {
  const range = await asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', from: '1950-01-01' });
    const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Kè' });
    for (const { name, on, precision = 'day', outside } of CASES) {
      const exact = { on: '1997-02-03', precision: 'year' as const };
      const { id } = await aMember(tx, {
        cell,
        fullName: name,
        decision: { on, precision },
        ceremony: exact,
        recognised: exact,
      });
      if (outside !== undefined)
        await tx.run(sql`
          insert into membership.period_outside (id, member_id, valid, reason, label)
          values (${randomUUID()}, ${id}, daterange('2001-01-01', '2001-01-01'::date + ${outside}::int), 'readmitted', ${cell.label})`);
    }
    return { lo: commune.label, hi: cell.label + 1, unit: cell.id };
  });
  const caller = as({ ranges: [range] });
  const { body } = await caller.get<{ items: { values: { name: string; years: number } }[] }>(
    `/figures/I-47/records?unit=${range.unit}&asOf=2026-02-03`,
  );
  expect(new Map(body.items.map(({ values }) => [values.name, values.years]))).toEqual(
    new Map(CASES.flatMap(({ name, due }) => (due === null ? [] : [[name, due]]))),
  );
});

test('a badge given makes the next one due, and taken back makes it due again; time outside still ahead moves nothing', async () => {
  const { range, member } = await asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', from: '1950-01-01' });
    const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Huổi Lếch' });
    const exact = { on: '1976-02-03', precision: 'day' as const };
    const { id } = await aMember(tx, { cell, decision: exact, ceremony: exact, recognised: exact });
    await tx.run(sql`
      insert into membership.period_outside (id, member_id, valid, reason, label) values (${randomUUID()}, ${id}, '[2026-02-04,)', 'readmitted', ${cell.label})`);
    return { range: { lo: commune.label, hi: cell.label + 1, unit: cell.id }, member: { id, label: cell.label } };
  });
  const caller = as({ ranges: [range] });
  const due = async (asOf: string) => {
    const { body } = await caller.get<{ items: { values: { years: number } }[] }>(
      `/figures/I-47/records?unit=${range.unit}&asOf=${asOf}`,
    );
    return body.items.map(({ values }) => values.years);
  };
  const give = (years: number) =>
    asOwner(db, 'test', (tx) =>
      tx.run(
        sql`insert into membership.badge (member_id, years, occasion_on, label) values (${member.id}, ${years}, '2026-02-03', ${member.label})`,
      ),
    );
  expect(await due('2026-02-02')).toEqual([45]);
  expect(await due('2026-02-03')).toEqual([50]);
  await give(45);
  expect(await due('2026-02-02')).toEqual([]);
  expect(await due('2026-02-03')).toEqual([50]);
  await give(50);
  expect(await due('2026-02-03')).toEqual([]);
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`delete from membership.badge where member_id = ${member.id} and years = 50`),
  );
  expect(await due('2026-02-03')).toEqual([50]);
});

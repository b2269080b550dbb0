import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aCell } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { registerMeetingFigures } from './figures.ts';
import { piecesOf, spansOf } from './tally.ts';
import { aMeeting } from './testing.ts';
import { recountMeetings } from './verify.ts';

registerMeetingFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const clerk = as();
const FIGURES = ['I-20', 'I-21', 'I-22', 'I-23', 'I-24', 'I-25', 'I-25.good', 'I-25.weak'];

type Part = { count: number; href: string };
type Figure = {
  numerator: number;
  denominator: number;
  records: Part;
  denominatorRecords: Part | null;
  rows: { key: string; numerator: number; denominator: number }[] | null;
};
type List = { items: { recordId: string; weight: number }[]; nextCursor: string | null };

/** The list behind a number, to its end: the room's own query of records, which knows no sums. */
async function listed({ href }: Part): Promise<{ rows: number; weight: number }> {
  const sum = { rows: 0, weight: 0 };
  let cursor = '';
  for (;;) {
    const { status, body, text } = await clerk.get<List>(`${href.replace('/api/v1', '')}&limit=200${cursor}`);
    expect(status, text).toBe(200);
    sum.rows += body.items.length;
    sum.weight += body.items.reduce((total, item) => total + item.weight, 0);
    if (body.nextCursor === null) return sum;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

const day = (first: string, last: string) =>
  fc
    .date({ min: new Date(`${first}T00:00:00Z`), max: new Date(`${last}T00:00:00Z`), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
const aLife = fc.record({ from: day('2023-06-01', '2025-03-31'), to: fc.option(day('2025-04-01', '2026-10-01')) });
const aHeld = fc.record({
  cell: fc.nat(3),
  on: day('2023-01-01', TODAY),
  before: fc.constantFrom(0, 0, 0, 1),
  kind: fc.constantFrom('regular' as const, 'regular' as const, 'thematic' as const, 'committee' as const),
  summoned: fc.option(fc.integer({ min: 0, max: 9 })),
  absent: fc.nat(9),
  superior: fc.boolean(),
  own: fc.option(fc.constantFrom('good', 'fair', 'weak')),
  above: fc.option(fc.constantFrom('good', 'fair', 'weak')),
});
const aQuestion = fc.record({
  days: fc.tuple(day('2023-01-01', TODAY), day('2023-01-01', TODAY)),
  asOf: fc.option(day('2024-01-01', TODAY)),
  whole: fc.constantFrom(null, '2024', '2025', '2026'),
});
const monthOf = (on: string, before: number) =>
  new Date(Date.UTC(Number(on.slice(0, 4)), Number(on.slice(5, 7)) - 1 - before, 1)).toISOString().slice(0, 10);

test('for any lives of cells, meetings and periods the sums are those of the lists, and verify finds nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aLife, { minLength: 4, maxLength: 4 }),
      fc.array(aHeld, { minLength: 5, maxLength: 24 }),
      fc.array(aQuestion, { minLength: 2, maxLength: 2 }),
      async (lives, meetings, questions) => {
        const commune = await asOwner(db, 'test', async (tx) => {
          const body = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', from: '1950-01-01' });
          const cells = [];
          for (const [at, life] of lives.entries())
            cells.push(await aCell(tx, { parent: body, from: at === 0 ? '1950-01-01' : life.from }));
          for (const [at, one] of meetings.entries()) {
            const cell = cells[one.cell] ?? body;
            if (one.cell > 0 && one.on < (lives[one.cell]?.from ?? '')) continue;
            const id = await aMeeting(tx, {
              unit: cell,
              on: one.on,
              kind: one.kind,
              forMonth: monthOf(one.on, one.before),
              number: (at % 20) + 1,
              through: 'draft',
            }).catch(() => undefined);
            if (id === undefined) return null;
            if (one.summoned !== null)
              await tx.run(sql`
                update meetings.meeting set roll = ${one.summoned}, summoned = ${one.summoned}, vote_base = 0,
                  present = ${Math.max(0, one.summoned - one.absent)} where id = ${id}`);
            if (one.superior)
              await tx.run(sql`
                insert into meetings.delegate (meeting_id, full_name, post, level, label) values (${id}, 'Vàng Thị Dợ', 'Bí thư', 'commune', ${cell.label})`);
            for (const side of ['own', 'above'] as const)
              if (one[side] !== null)
                await tx.run(sql`
                  insert into meetings.score (meeting_id, side, rubric_id, points, proposed, total, grade, scored_on, label)
                  values (${id}, ${side === 'own' ? 'own' : 'superior'}, '0d5a5a52-1f6e-4c1c-8f1e-000000000003', '{}', '{}', 60, ${one[side]}, ${one.on}, ${cell.label})`);
          }
          // Some cells end in the middle of a month: that month was not due any more, whatever was held in it.
          for (const [at, life] of lives.entries())
            if (at > 0 && life.to !== null)
              await tx.run(
                sql`update organisation.unit_version set valid = daterange(lower(valid), ${life.to}) where unit_id = ${cells[at]?.id}`,
              );
          return body;
        });
        fc.pre(commune !== null);
        for (const { days, asOf, whole } of questions) {
          const [from, to] = whole ? [whole, whole] : [...days].sort();
          const query = `unit=${commune?.id}&from=${from}&to=${to}&by=unit${asOf === null ? '' : `&asOf=${asOf}&boundaries=now`}`;
          for (const id of FIGURES) {
            const { status, body, text } = await clerk.get<Figure>(`/figures/${id}?${query}`);
            expect(status, text).toBe(200);
            for (const [part, value] of [
              [body.records, body.numerator],
              [body.denominatorRecords, body.denominator],
            ] as const) {
              const list = part ? await listed(part) : { rows: 0, weight: 0 };
              expect([value, part?.count], `${id} ${query}`).toEqual([list.weight, list.rows]);
            }
            // Units that ended are told below the line only of the whole.
            expect(
              (body.rows ?? []).reduce((total, row) => total + row.numerator, 0),
              id,
            ).toBe(body.numerator);
          }
        }
        expect((await asOwner(db, 'test', (tx) => recountMeetings(tx))).different).toEqual([]);
      },
    ),
    { numRuns: 3, endOnFailure: true },
  );
}, 240_000);

test('two who write meetings of one cell at the same time leave the sums of both; a falsified sum is found', async () => {
  const cell = await asOwner(db, 'test', async (tx) =>
    aCell(tx, { parent: await aUnit(tx, { kind: 'commune_body', from: '1950-01-01' }) }),
  );
  await Promise.all(
    [1, 2, 3, 4, 5, 6].map((month) =>
      asOwner(db, 'test', async (tx) => {
        await aMeeting(tx, { unit: cell, on: `2026-0${month}-05`, through: 'held' });
        await tx.run(sql`select pg_sleep(0.05)`);
      }),
    ),
  );
  const read = () =>
    asOwner(db, 'test', (tx) =>
      tx.one(sql`select held, months from meetings.cell_year where unit_id = ${cell.id} and year = 2026`),
    );
  expect(await read()).toEqual({ held: 6, months: 63 });
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`update meetings.cell_year set held = held + 1 where unit_id = ${cell.id}`),
  );
  expect((await asOwner(db, 'test', (tx) => recountMeetings(tx))).different).toEqual([`${cell.id}/2026`]);
  await asOwner(db, 'test', (tx) => tx.run(sql`select meetings.sum_all_years()`));
  expect(await read()).toEqual({ held: 6, months: 63 });
});

test('a period is cut into whole years and the fewest days of single meetings', () => {
  // The running year: everything of it, less what lies after today, which is nothing.
  expect(piecesOf({ from: '2026-01-01', to: '2026-11-23', asOf: TODAY })).toEqual({
    years: [2026],
    stretches: [{ sign: -1, from: '2026-11-23', to: '2027-01-01' }],
  });
  expect(piecesOf({ from: '2024-11-01', to: '2026-02-01', asOf: TODAY })).toEqual({
    years: [2025],
    stretches: [
      { sign: 1, from: '2024-11-01', to: '2025-01-01' },
      { sign: 1, from: '2026-01-01', to: '2026-02-01' },
    ],
  });
  expect(piecesOf({ from: '2025-02-01', to: '2026-01-01', asOf: TODAY })).toEqual({
    years: [2025],
    stretches: [{ sign: -1, from: '2025-01-01', to: '2025-02-01' }],
  });
});

test.each([
  ['from the first to the last day of a month', '2026-03-01', '2026-04-01', TODAY, [4, 0]],
  ['a day later than the first: the month is not whole', '2026-03-02', '2026-04-01', TODAY, undefined],
  ['the month is over on its last day', '2026-03-01', '2026-12-01', '2026-03-31', [4, 0]],
  ['and not on the day before', '2026-03-01', '2026-12-01', '2026-03-30', undefined],
  ['a whole quarter', '2026-04-01', '2026-07-01', TODAY, [0b111000, 0b10]],
])('months due: %s', (_name, from, to, asOf, bits) => {
  const span = spansOf({ from, to, asOf })[0];
  expect(span && [span.months, span.quarters]).toEqual(bits);
});

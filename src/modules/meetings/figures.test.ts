import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { aRequest, aTask } from '#modules/tasks/testing.ts';
import { registerTaskFigures } from '#modules/tasks/figures.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type Answer, testApp } from '#platform/testing/http.ts';
import { registerMeetingFigures } from './figures.ts';
import { aMeeting } from './testing.ts';

registerMeetingFigures();
registerTaskFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const clerk = as();
type Figure = {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  records: { count: number; href: string };
  rows: { key: string; numerator: number | null }[] | null;
};
type List = { items: { recordId: string; weight: number }[]; nextCursor: string | null };
const pad = (n: number) => String(n).padStart(2, '0');

const ask = async (id: string, query: string) => {
  const answer = await clerk.get<Figure>(`/figures/${id}?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
/** Value = list = export, whatever the figure. */
async function opens(body: Figure, id: string) {
  const ids: string[] = [];
  let weight = 0;
  let cursor: string | null = null;
  do {
    const page: Answer<List> = await clerk.get<List>(
      `${body.records.href.replace('/api/v1', '')}&limit=7${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    expect(page.status, page.text).toBe(200);
    ids.push(...page.body.items.map((item) => item.recordId));
    weight += page.body.items.reduce((sum, item) => sum + item.weight, 0);
    cursor = page.body.nextCursor;
  } while (cursor !== null);
  expect(new Set(ids).size, id).toBe(ids.length);
  expect(ids.length, id).toBe(body.records.count);
  const file = await clerk.inject({ method: 'GET', url: `${body.records.href}&format=csv` });
  expect(file.text.trim().split('\r\n').length - 1, id).toBe(ids.length);
  return weight;
}

test('for any attendance the rate is a ratio of sums, and every figure opens its records', async () => {
  const meeting = fc.record({
    cell: fc.nat(3),
    month: fc.integer({ min: 1, max: 11 }),
    present: fc.integer({ min: 0, max: 4 }),
    thematic: fc.boolean(),
    own: fc.option(fc.integer({ min: 30, max: 100 })),
    above: fc.option(fc.integer({ min: 30, max: 100 })),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(meeting, { maxLength: 25, selector: (one) => `${one.cell} ${one.month} ${one.thematic}` }),
      async (meetings) => {
        const world = await asOwner(db, 'test', async (tx) => {
          const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', from: '1950-01-01' });
          const cells = [];
          for (let n = 0; n < 4; n += 1) {
            const cell = await aCell(tx, { parent: commune, ...(n === 3 ? { from: '2026-05-15' } : {}) });
            const people = [];
            for (let k = 0; k < 4; k += 1)
              people.push(
                await aMember(tx, {
                  cell,
                  periods: [{ from: '2026-05-15', cell, state: 'official', standing: 'official' }],
                }),
              );
            cells.push({ cell, people });
          }
          for (const one of meetings) {
            const { cell, people } = cells[one.cell] ?? { cell: commune, people: [] };
            if (one.cell === 3 && one.month < 6) continue;
            const on = `2026-${pad(one.month)}-05`;
            const id = await aMeeting(tx, {
              unit: cell,
              on,
              kind: one.thematic ? 'thematic' : 'regular',
              people: people.map(({ id: person }, at) => ({
                id: person,
                presence: at < one.present ? 'present' : 'unexcused',
              })),
              through: 'draft',
            });
            for (const [side, total] of [
              ['own', one.own],
              ['superior', one.above],
            ] as const) {
              if (total === null) continue;
              await tx.run(sql`
              insert into meetings.score (meeting_id, side, rubric_id, points, proposed, total, grade, scored_on, label)
              values (${id}, ${side}, '0d5a5a52-1f6e-4c1c-8f1e-000000000003', '{}', '{}', ${total},
                ${total >= 90 ? 'good' : total >= 70 ? 'fair' : total >= 50 ? 'average' : 'weak'}, ${on}, ${cell.label})`);
            }
          }
          return { commune };
        });
        const there = meetings.filter((one) => one.cell !== 3 || one.month >= 6);
        const query = `unit=${world.commune.id}&from=2026&to=2026-10-31&by=unit`;
        const upTo = there.filter((one) => one.month <= 10);
        // Three cells of the whole time and one founded on 15 May, due from June: 3 × 10 + 5 months, 3 × 3 + 1 quarters.
        const regular = await ask('I-20', query);
        expect([regular.numerator, regular.denominator]).toEqual([upTo.filter((one) => !one.thematic).length, 35]);
        const quarters = new Set(
          upTo
            .filter((one) => one.thematic && one.month <= 9 && !(one.cell === 3 && one.month < 7))
            .map((one) => `${one.cell} ${Math.ceil(one.month / 3)}`),
        );
        const thematic = await ask('I-21', query);
        expect([thematic.numerator, thematic.denominator]).toEqual([quarters.size, 10]);
        const rate = await ask('I-22', query);
        expect([rate.numerator, rate.denominator]).toEqual([
          upTo.reduce((sum, one) => sum + one.present, 0),
          upTo.length * 4,
        ]);
        const cells = await ask('I-23', query);
        const sums = [0, 1, 2, 3]
          .map((cell) => upTo.filter((one) => one.cell === cell))
          .filter((list) => list.length > 0);
        expect([cells.numerator, cells.denominator]).toEqual([
          sums.filter((list) => list.reduce((sum, one) => sum + one.present, 0) * 100 >= list.length * 4 * 85).length,
          sums.length,
        ]);
        const weak = await ask('I-25.weak', query);
        const graded = upTo.map((one) => one.above ?? one.own).filter((total) => total !== null);
        expect([weak.numerator, weak.denominator]).toEqual([
          graded.filter((total) => total < 50).length,
          graded.length,
        ]);
        const gap = await ask('I-26', query);
        const gaps = upTo.flatMap((one) =>
          one.own !== null && one.above !== null ? [Math.abs(one.own - one.above)] : [],
        );
        expect(gap.value ?? 0).toBeCloseTo(
          gaps.length === 0 ? 0 : gaps.reduce((sum, n) => sum + n, 0) / gaps.length,
          0,
        );
        for (const [id, body] of Object.entries({
          'I-20': regular,
          'I-21': thematic,
          'I-22': rate,
          'I-23': cells,
          'I-25.weak': weak,
          'I-26': gap,
        })) {
          const weight = await opens(body, id);
          if (id !== 'I-26') expect(weight, id).toBe(body.numerator);
          if (body.rows && id !== 'I-26')
            expect(
              body.rows.reduce((sum, row) => sum + Number(row.numerator), 0),
              id,
            ).toBe(body.numerator);
        }
      },
    ),
    { numRuns: 6 },
  );
}, 120_000);

test('meetings attended by a superior, and tasks and requests in their time', async () => {
  const unit = await asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', from: '1950-01-01' });
    const cell = await aCell(tx, { parent: commune });
    for (const month of [7, 8, 9]) {
      const id = await aMeeting(tx, { unit: cell, on: `2026-${pad(month)}-05`, through: 'held' });
      for (const level of month === 8 ? ['commune', 'province'] : month === 9 ? ['commune'] : [])
        await tx.run(
          sql`insert into meetings.delegate (meeting_id, full_name, post, level, label) values (${id}, 'Vàng Thị Dợ', 'Đảng uỷ viên', ${level}, ${cell.label})`,
        );
    }
    const task = (dueOn: string, more: object = {}) =>
      aTask(tx, { unit: cell, assignedOn: '2026-07-01', dueOn, ...more });
    await task('2026-07-31', { state: 'done', closedOn: '2026-07-31' });
    await task('2026-08-31', { state: 'late', closedOn: '2026-09-02' });
    await task('2026-09-30', { state: 'dropped', closedOn: '2026-09-01' });
    await task('2026-09-30', { state: 'carried_over', closedOn: '2026-10-05' });
    await task('2026-10-31');
    await task('2026-12-31');
    await aRequest(tx, {
      unit: cell,
      owedBy: commune,
      receivedOn: '2026-08-01',
      dueOn: '2026-08-20',
      answeredOn: '2026-08-20',
    });
    await aRequest(tx, {
      unit: cell,
      owedBy: commune,
      receivedOn: '2026-08-01',
      dueOn: '2026-08-20',
      answeredOn: '2026-08-21',
    });
    await aRequest(tx, { unit: cell, owedBy: commune, receivedOn: '2026-08-01', dueOn: '2026-08-20' });
    return commune.id;
  });
  const year = `unit=${unit}&from=2026&to=2026-11-22`;
  const parts = async (id: string, query: string) => {
    const body = await ask(id, query);
    await opens(body, id);
    return [body.numerator, body.denominator];
  };
  expect(await parts('I-24', year)).toEqual([2, 3]);
  expect(await parts('I-24', `${year}&filter=level=province`)).toEqual([1, 3]);
  // One done in time of four due: what was dropped before its deadline was not due, what is due in December not yet.
  expect(await parts('I-27', year)).toEqual([1, 4]);
  expect(await parts('I-28', `unit=${unit}&asOf=${TODAY}`)).toEqual([1, 2]);
  // On 5 September the late one had been closed, the others were open and none was past its day.
  expect(await parts('I-28', `unit=${unit}&asOf=2026-09-01`)).toEqual([1, 4]);
  expect(await parts('I-29', year)).toEqual([1, 3]);
});

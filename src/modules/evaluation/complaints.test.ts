import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { seedHolidays } from '#platform/calendar/calendar.ts';
import { RIGHTS_OF_ROLE } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { addDays, fromDayNumber } from '#platform/time/dates.ts';
import { HOLIDAYS_VIETNAM } from '#platform/time/holidays-vietnam.ts';
import { workingCalendar } from '#platform/time/working-days.ts';
import type { EvaluationList } from './contract.ts';
import { evaluationRoutes } from './index.ts';
import { answerUntil, assertAnswer, assertComplaint, complainUntil, type Level } from './rules/index.ts';

const db = await testDatabase();
const { as } = await testApp(db, [evaluationRoutes], { now: () => new Date('2026-02-10T05:00:00Z') });
const calendar = workingCalendar(HOLIDAYS_VIETNAM);
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const code = (run: () => void): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};

/** A cell of six, decided on 10 January 2026: one excellent of five good, and one who completed. */
async function aDecided() {
  const place = await asOwner(db, 'test', async (tx) => {
    await seedHolidays(tx);
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Nậm Kè', from: '1950-01-01' });
    const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Phiêng Vai' });
    const people: { id: string }[] = [];
    for (const fullName of ['An', 'Bình', 'Cư', 'Dợ', 'Giàng', 'Hừ', 'Kía'])
      people.push(await aMember(tx, { cell, fullName }));
    return { commune, cell, people };
  });
  const { commune, cell, people } = place;
  const secretary = as({ ranges: at(cell), rights: RIGHTS_OF_ROLE.cell });
  const office = as({ ranges: at(commune, cell), rights: RIGHTS_OF_ROLE.office });
  const levels: Level[] = ['excellent', 'good', 'good', 'good', 'good', 'good', 'completed'];
  for (const [n, level] of levels.entries()) {
    const input = {
      id: randomUUID(),
      year: 2025,
      unitId: cell.id,
      memberId: people[n]?.id,
      level,
      document: '12-BB/CB',
    };
    expect((await secretary.post('/evaluations/proposals', input)).status).toBe(201);
  }
  const decision = { id: randomUUID(), year: 2025, unitId: cell.id, document: '40-QĐ/ĐU', on: '2026-01-10' };
  expect((await office.post('/evaluations/decisions', decision)).status).toBe(201);
  const list = async () => (await office.get<EvaluationList>(`/evaluations?unit=${cell.id}&year=2025`)).body;
  const rowOf = async (n: number) => (await list()).rows.find(({ id }) => id === people[n]?.id);
  const complain = async (n: number, more: object = {}) =>
    secretary.post<{ id: string; code: string; details: object }>('/evaluations/complaints', {
      id: randomUUID(),
      ratingId: (await rowOf(n))?.ratingId,
      document: 'Đơn ngày 20/1/2026',
      on: '2026-01-20',
      ...more,
    });
  const answer = (id: string, more: object = {}, who = office) =>
    who.post<{ code: string; details: object }>(`/evaluations/complaints/${id}/answer`, {
      on: '2026-02-03',
      document: '45-QĐ/ĐU',
      ...more,
    });
  return { ...place, secretary, office, decision, list, rowOf, complain, answer };
}

test('a complaint is made in its window, the answer is owed by a day, and what is kept stands', async () => {
  const { list, complain, answer, rowOf, secretary } = await aDecided();
  expect((await list()).rows.map(({ complainUntil }) => complainUntil)).toEqual(Array(7).fill('2026-02-27'));
  expect((await list()).own).toMatchObject({ ratingId: null, complainUntil: null });
  const made = await complain(6);
  expect(made.status).toBe(201);
  expect((await rowOf(6))?.complaint).toMatchObject({ filedOn: '2026-01-20', dueOn: '2026-03-10', answeredOn: null });
  expect((await complain(6)).body.code).toBe('evaluation.complained-already');
  expect((await answer(made.body.id, {}, secretary)).status).toBe(403);
  expect((await answer(made.body.id, { on: '2026-01-19' })).body.code).toBe('evaluation.answer-before-complaint');
  expect((await answer(made.body.id, { on: '2026-02-11' })).body.code).toBe('evaluation.in-future');
  expect((await answer(made.body.id)).status).toBe(200);
  expect(await rowOf(6)).toMatchObject({
    level: 'completed',
    complaint: { outcome: 'kept', level: null, answerDocument: '45-QĐ/ĐU' },
  });
  expect((await answer(made.body.id)).body.code).toBe('evaluation.answered-already');
  const over = asOwner(db, 'test', (tx) =>
    tx.run(sql`update evaluation.complaint set answer_document = 'x' where id = ${made.body.id}`),
  );
  await expect(over).rejects.toMatchObject({ code: 'evaluation.answered-already' });
});

test('a cell complains about its own level, decided above and out of its sight, within the same window', async () => {
  const { secretary, office, commune, cell } = await aDecided();
  const proposal = { year: 2025, unitId: cell.id, memberId: null, level: 'good', document: '12-BB/CB' };
  expect((await secretary.post('/evaluations/proposals', { id: randomUUID(), ...proposal })).status).toBe(201);
  const decision = { id: randomUUID(), year: 2025, unitId: commune.id, document: '41-QĐ/ĐU', on: '2026-01-12' };
  expect((await office.post('/evaluations/decisions', decision)).status).toBe(201);
  const own = async () => (await secretary.get<EvaluationList>(`/evaluations?unit=${cell.id}&year=2025`)).body.own;
  const before = await own();
  expect(before).toMatchObject({ level: 'good', complainUntil: '2026-03-02', complaint: null });
  const complaint = { ratingId: before.ratingId, document: '3-CV/CB' };
  const send = (on: string) =>
    secretary.post<{ id: string; code: string }>('/evaluations/complaints', { id: randomUUID(), on, ...complaint });
  expect((await send('2026-01-11')).body.code).toBe('evaluation.complaint-before-decision');
  const made = await send('2026-01-20');
  expect(made.status).toBe(201);
  expect((await own()).complaint).toMatchObject({ filedOn: '2026-01-20', answeredOn: null });
  const answer = { level: null, document: '46-QĐ/ĐU', on: '2026-02-03' };
  expect((await office.post(`/evaluations/complaints/${made.body.id}/answer`, answer)).status).toBe(200);
  // Somebody else's rating tells nothing of its decision.
  const other = await aDecided();
  expect(
    (await other.secretary.post('/evaluations/complaints', { id: randomUUID(), on: '2026-01-20', ...complaint }))
      .status,
  ).toBe(404);
  const told = (unit: { label: number }) =>
    inScope(db, { userId: 'reader', ranges: at(unit), rights: [] }, (tx) =>
      tx.many(sql`select decided_on from evaluation.decision_of(${before.ratingId})`),
    );
  expect([await told(cell), await told(other.cell)].map(({ length }) => length)).toEqual([1, 0]);
});

test('a changed level takes the place of the old one, counts once, and is not complained about again', async () => {
  const { complain, answer, rowOf, list, people } = await aDecided();
  const made = await complain(6);
  expect((await answer(made.body.id, { level: 'completed' })).body.code).toBe('evaluation.answer-same-level');
  expect((await answer(made.body.id, { level: 'good' })).status).toBe(200);
  expect(await rowOf(6)).toMatchObject({ level: 'good', complaint: { outcome: 'changed', level: 'good' } });
  const counted = await asOwner(db, 'test', (tx) =>
    tx.many<{ level: string; void: boolean }>(
      sql`select level, is_void as void from evaluation.rating where member_id = ${people[6]?.id} order by is_void`,
    ),
  );
  expect(counted).toEqual([
    { level: 'good', void: false },
    { level: 'completed', void: true },
  ]);
  expect((await list()).rows).toHaveLength(7);
  expect((await complain(6)).body.code).toBe('evaluation.complained-already');
});

test('the cap holds after an answer too, in the code and in the database', async () => {
  const { complain, answer, rowOf, decision } = await aDecided();
  const made = await complain(1);
  expect(await answer(made.body.id, { level: 'excellent' })).toMatchObject({
    status: 409,
    body: { code: 'evaluation.over-cap', details: { excellent: 2, allowed: 0 } },
  });
  expect(await rowOf(1)).toMatchObject({ level: 'good', complaint: { answeredOn: null } });
  await expect(
    asOwner(db, 'test', async (tx) => {
      const { id } = await tx.one<{ id: string }>(
        sql`update evaluation.rating set is_void = true where decision_id = ${decision.id} and level = 'completed' returning id`,
      );
      await tx.run(sql`
        insert into evaluation.rating (decision_id, year, subject, member_id, unit_id, level, label, complaint_id)
        select decision_id, year, subject, member_id, unit_id, 'excellent', label, ${made.body.id} from evaluation.rating where id = ${id}`);
    }),
  ).rejects.toMatchObject({ code: 'evaluation.over-cap' });
});

test('outside the window, before the decision, of another place, or of a decision taken back: refused', async () => {
  const { complain, answer, office, decision, rowOf, cell } = await aDecided();
  const other = await aDecided();
  expect((await complain(2, { on: '2026-01-09' })).body.code).toBe('evaluation.complaint-before-decision');
  expect((await complain(2, { on: '2026-02-11' })).body.code).toBe('evaluation.in-future');
  expect((await other.complain(2, { ratingId: (await rowOf(2))?.ratingId })).status).toBe(404);
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into platform.setting (key, valid, value, source) values ('evaluation.complain-working-days', '[2020-01-01,)', '5', 'hướng dẫn của tỉnh')`),
  );
  expect(await complain(2)).toMatchObject({ body: { code: 'evaluation.complaint-too-late', details: { days: 5 } } });
  const made = await complain(2, { on: '2026-01-16' });
  expect(made.status).toBe(201);
  expect((await other.answer(made.body.id)).status).toBe(404);
  // A leader who sees the cell, but not the committee that decided, answers nothing.
  const leader = as({ ranges: at(cell), rights: RIGHTS_OF_ROLE.leader });
  expect((await answer(made.body.id, {}, leader)).status).toBe(404);
  await office.post(`/evaluations/decisions/${decision.id}/withdraw`, { document: '41-QĐ/ĐU', on: '2026-02-01' });
  expect((await answer(made.body.id, { level: 'completed' })).body.code).toBe('evaluation.withdrawn-already');
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`delete from platform.setting where key = 'evaluation.complain-working-days'`),
  );
});

describe('rules: DOMAIN.md 3.8, published results, then a complaint window [K-m]', () => {
  test.each([
    ['2026-01-10', '2026-01-09', 'evaluation.complaint-before-decision'],
    ['2026-01-10', '2026-01-10', null],
    ['2026-01-10', '2026-02-27', null],
    ['2026-01-10', '2026-02-28', 'evaluation.complaint-too-late'],
    // A year whose holidays nobody has entered has no window, and refuses nothing.
    ['2094-01-10', '2094-12-31', null],
  ])('decided %s, filed %s: %s', (decidedOn, filedOn, expected) =>
    expect(code(() => assertComplaint({ decidedOn, filedOn }, calendar))).toBe(expected),
  );

  test.each<[string, Level | null, boolean, string | null]>([
    ['2026-02-03', null, false, null],
    ['2026-02-03', 'good', true, null],
    ['2026-02-03', 'excellent', false, null],
    ['2026-02-03', 'excellent', true, 'evaluation.disciplined'],
    ['2026-02-03', 'completed', false, 'evaluation.answer-same-level'],
    ['2026-01-19', null, false, 'evaluation.answer-before-complaint'],
  ])('answered %s with %s, disciplined %s: %s', (on, level, disciplined, expected) =>
    expect(code(() => assertAnswer({ filedOn: '2026-01-20', on, before: 'completed', level, disciplined }))).toBe(
      expected,
    ),
  );

  test('every day up to the last may complain, no day after it; the answer is owed later than it was asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20_100, max: 20_450 }), fc.nat(80), (day, later) => {
        const decidedOn = fromDayNumber(day);
        const until = complainUntil(decidedOn, calendar) ?? '';
        const filedOn = addDays(decidedOn, later);
        expect(code(() => assertComplaint({ decidedOn, filedOn }, calendar)) === null).toBe(filedOn <= until);
        expect((answerUntil(filedOn, calendar) ?? '9999') > filedOn).toBe(true);
      }),
    );
  });
});

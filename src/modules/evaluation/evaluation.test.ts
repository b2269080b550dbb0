import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type FigureAnswer, figuresRoutes } from '#modules/figures/index.ts';
import { aMeeting } from '#modules/meetings/testing.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { aTask } from '#modules/tasks/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { RIGHTS_OF_ROLE } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { EvaluationList } from './contract.ts';
import { registerEvaluationFigures } from './figures.ts';
import { evaluationRoutes } from './index.ts';
import type { Level } from './rules/index.ts';

registerEvaluationFigures();
const db = await testDatabase();
const { as } = await testApp(db, [evaluationRoutes, figuresRoutes], { now: () => new Date('2026-01-20T05:00:00Z') });
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const refusal = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return status < 400 ? status : (body as { code: string }).code;
};

/** A commune with a cell of seven to be evaluated and three that are not, and a second cell. */
async function aPlace() {
  return asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Mường Nhé', from: '1950-01-01' });
    const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Pắc' });
    const other = await aCell(tx, { parent: commune, name: 'Chi bộ bản Phiêng Vai' });
    const people: { id: string; fullName: string }[] = [];
    for (const fullName of ['An', 'Bình', 'Cư', 'Dợ', 'Giàng', 'Hừ', 'Kía'])
      people.push(await aMember(tx, { cell, fullName }));
    await aMember(tx, { cell, fullName: 'Lù', state: 'exempt' });
    const day = (on: string) => ({ on, precision: 'day' as const });
    await aMember(tx, {
      cell,
      fullName: 'Mé',
      standing: 'probationary',
      decision: day('2025-07-20'),
      ceremony: day('2025-08-03'),
    });
    await aMember(tx, { cell, fullName: 'Nu', state: 'suspended' });
    const [first, second, third] = people;
    await tx.run(sql`
      insert into membership.discipline (member_id, form, valid, document, label) values (${third?.id}, 'reprimand', daterange('2025-03-01', '2026-03-01'), '2-QĐ', ${cell.label})`);
    const owned = { unit: cell, personId: second?.id ?? '', assignedOn: '2025-03-05' };
    await aTask(tx, { ...owned, dueOn: '2025-04-30', state: 'done', closedOn: '2025-04-20' });
    await aTask(tx, { ...owned, dueOn: '2025-05-30', state: 'late', closedOn: '2025-06-20' });
    await aMeeting(tx, {
      unit: cell,
      on: '2025-10-05',
      through: 'held',
      people: [first ?? { id: '' }, { id: second?.id ?? '', presence: 'excused' }],
    });
    return { commune, cell, other, people };
  });
}
type Place = Awaited<ReturnType<typeof aPlace>>;
const secretaryOf = ({ cell }: Place) => as({ ranges: at(cell), rights: RIGHTS_OF_ROLE.cell });
const officeOf = ({ commune, cell, other }: Place) =>
  as({ ranges: at(commune, cell, other), rights: RIGHTS_OF_ROLE.office });
const proposal = (place: Place, n: number, level: Level, more: object = {}) => ({
  id: randomUUID(),
  year: 2025,
  unitId: place.cell.id,
  memberId: place.people[n]?.id,
  level,
  document: '12-BB/CB',
  ...more,
});
const decision = (unit: { id: string }, more: object = {}) => ({
  id: randomUUID(),
  year: 2025,
  unitId: unit.id,
  document: '40-QĐ/ĐU',
  on: '2026-01-10',
  ...more,
});
const listOf = async (place: Place, unit: { id: string } = place.cell) =>
  (await officeOf(place).get<EvaluationList>(`/evaluations?unit=${unit.id}&year=2025`)).body;

test('the list shows who is evaluated, what the records say, and what they support', async () => {
  const place = await aPlace();
  const list = await listOf(place);
  expect(list).toMatchObject({
    subject: 'member',
    decision: null,
    decidedBy: { id: place.commune.id },
    mayPropose: true,
    mayDecide: true,
  });
  expect(list.rows.map(({ name, notDue, supported }) => [name, notDue, supported])).toEqual([
    ['An', null, 'excellent'],
    ['Bình', null, 'not_completed'],
    ['Cư', null, 'good'],
    ['Dợ', null, 'excellent'],
    ['Giàng', null, 'excellent'],
    ['Hừ', null, 'excellent'],
    ['Kía', null, 'excellent'],
    ['Lù', 'exempt', 'excellent'],
    ['Mé', 'too_new', 'excellent'],
    ['Nu', 'suspended', 'excellent'],
  ]);
  expect(list.rows[1]?.evidence).toEqual({
    tasksDue: 2,
    tasksOnTime: 1,
    tasksLate: 1,
    tasksOpen: 0,
    summoned: 1,
    present: 0,
    disciplined: false,
  });
  // The secretary reads and proposes; to decide is the superior's.
  const own = (await secretaryOf(place).get<EvaluationList>(`/evaluations?unit=${place.cell.id}&year=2025`)).body;
  expect([own.mayPropose, own.mayDecide]).toEqual([true, false]);
});

test('proposed by the cell, decided by the superior within the cap, counted as I-43, and withdrawn', async () => {
  const place = await aPlace();
  const [secretary, office] = [secretaryOf(place), officeOf(place)];
  const propose = (n: number, level: Level, more: object = {}) =>
    refusal(secretary.post('/evaluations/proposals', proposal(place, n, level, more)));
  expect(await propose(1, 'good')).toBe('evaluation.reason-needed');
  expect(await propose(2, 'excellent', { reason: 'other' })).toBe('evaluation.disciplined');
  expect(await propose(1, 'good', { reason: 'excused_delay' })).toBe(201);
  for (const n of [0, 3]) expect(await propose(n, 'excellent')).toBe(201);
  for (const n of [2, 4, 5]) expect(await propose(n, 'good')).toBe(201);
  const decide = (more: object = {}) => refusal(office.post('/evaluations/decisions', decision(place.cell, more)));
  expect(await decide()).toBe('evaluation.incomplete');
  expect(await propose(6, 'good')).toBe(201);
  const answer = await office.post<{ code: string; details: object }>('/evaluations/decisions', decision(place.cell));
  expect([answer.status, answer.body.code, answer.body.details]).toMatchObject([
    409,
    'evaluation.over-cap',
    { excellent: 2, allowed: 1, percent: 20, good: 5 },
  ]);
  expect(await decide({ on: '2025-11-30' })).toBe('evaluation.too-early');
  expect(await decide({ on: '2026-01-21' })).toBe('evaluation.in-future');
  expect(await refusal(secretary.post('/evaluations/decisions', decision(place.cell)))).toBe('right.missing');
  expect(await propose(3, 'good')).toBe('evaluation.changed-meanwhile');
  expect(await propose(3, 'good', { version: 1 })).toBe(201);
  const decided = decision(place.cell);
  expect(await refusal(office.post('/evaluations/decisions', decided))).toBe(201);
  expect(await refusal(office.post('/evaluations/decisions', decided))).toBe(201);
  expect(await decide()).toBe('evaluation.decided-already');
  expect(await propose(0, 'completed', { version: 1 })).toBe('evaluation.decided-already');
  const figure = async (id: string) =>
    (
      await office.get<{ value: number; numerator: number; denominator: number; records: { count: number } }>(
        `/figures/${id}?unit=${place.commune.id}&from=2025-01-01&to=2025-12-31`,
      )
    ).body;
  expect(await figure('I-43')).toMatchObject({ value: 7, records: { count: 7 } });
  expect(await figure('I-43.excellent')).toMatchObject({ numerator: 1, denominator: 7, records: { count: 1 } });
  expect((await listOf(place)).cap).toMatchObject({ excellent: 1, allowed: 1, of: 6 });
  const withdraw = { document: '41-QĐ/ĐU', on: '2026-01-15' };
  expect(await refusal(office.post(`/evaluations/decisions/${decided.id}/withdraw`, withdraw))).toBe(200);
  expect(await refusal(office.post(`/evaluations/decisions/${decided.id}/withdraw`, withdraw))).toBe(
    'evaluation.withdrawn-already',
  );
  expect((await figure('I-43')).value).toBe(0);
  expect(await decide()).toBe(201);
});

test('organisations: each proposes its own level, the body above decides, and I-44 counts them', async () => {
  const place = await aPlace();
  const office = officeOf(place);
  for (const unit of [place.cell, place.other])
    expect(
      await refusal(
        office.post('/evaluations/proposals', {
          ...proposal(place, 0, unit === place.cell ? 'completed' : 'good', { reason: 'other' }),
          memberId: null,
          unitId: unit.id,
        }),
      ),
    ).toBe(201);
  expect(await refusal(office.post('/evaluations/decisions', decision(place.commune)))).toBe(201);
  const list = await listOf(place, place.commune);
  expect(list.rows.map(({ name, level }) => [name, level])).toEqual([
    ['Chi bộ bản Nậm Pắc', 'completed'],
    ['Chi bộ bản Phiêng Vai', 'good'],
  ]);
  expect((await listOf(place)).own.level).toBe('completed');
  const { body } = await office.get(`/figures/I-44.good?unit=${place.commune.id}&from=2025-01-01&to=2025-12-31`);
  expect(body).toMatchObject({ numerator: 1, denominator: 2 });
  // What the tally says is what the list holds, whole and by unit, in the years whose last day lies in the period, and nothing once withdrawn.
  const agrees = async (id: string, from: string, to: string, expected: number) => {
    const asked = `unit=${place.commune.id}&from=${from}&to=${to}`;
    const whole = (await office.get(`/figures/${id}?${asked}&by=unit`)).body as FigureAnswer;
    const records = (await office.get(`/figures/${id}/records?${asked}`)).body as { items: unknown[] };
    const value = whole.numerator ?? whole.value;
    const rows = (whole.rows ?? []).map((row) => row.numerator ?? row.value ?? 0);
    expect([value, whole.records.count, records.items.length], `${id} ${from} ${to}`).toEqual([
      expected,
      expected,
      expected,
    ]);
    expect(
      rows.reduce<number>((sum, n) => sum + Number(n), 0),
      `${id} ${from} ${to}`,
    ).toBe(expected);
  };
  for (const [id, expected] of [
    ['I-44', 2],
    ['I-44.good', 1],
    ['I-44.completed', 1],
    ['I-44.excellent', 0],
  ] as const) {
    await agrees(id, '2025-01-01', '2025-12-31', expected);
    await agrees(id, '2025-12-31', '2026-11-30', expected);
    await agrees(id, '2025-01-01', '2025-12-30', 0);
    await agrees(id, '2026-01-01', '2026-11-30', 0);
  }
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`update evaluation.rating set is_void = true where unit_id = ${place.cell.id} and subject = 'organisation'`,
    ),
  );
  await agrees('I-44', '2025-01-01', '2025-12-31', 1);
});

test('outside the scope neither unit, member nor decision exists', async () => {
  const [place, elsewhere] = [await aPlace(), await aPlace()];
  const secretary = secretaryOf(place);
  expect(await refusal(secretary.get(`/evaluations?unit=${elsewhere.cell.id}&year=2025`))).toBe('not-found');
  expect(await refusal(secretary.post('/evaluations/proposals', proposal(elsewhere, 0, 'good')))).toBe('not-found');
  expect(
    await refusal(
      secretary.post('/evaluations/proposals', proposal(place, 0, 'good', { memberId: elsewhere.people[0]?.id })),
    ),
  ).toBe('not-found');
  // A leader who sees the cell, but not the committee above it, decides nothing.
  const leader = as({ ranges: at(place.cell), rights: RIGHTS_OF_ROLE.leader });
  expect(await refusal(leader.post('/evaluations/decisions', decision(place.cell)))).toBe('not-found');
});

test('the database counts the cap again, keeps a decision as it was, and asks for the reason', async () => {
  const place = await aPlace();
  const { cell, commune, people } = place;
  const insert = (level: Level, allowed: number) =>
    asOwner(db, 'test', async (tx) => {
      const id = randomUUID();
      await tx.run(sql`
        insert into evaluation.decision (id, year, subject, unit_id, decided_by_id, document, decided_on, evaluated, excellent, good, allowed, cap_percent, cap_base,
          cap_rounding, label, by_label)
        values (${id}, 2025, 'member', ${cell.id}, ${commune.id}, 'x', '2026-01-10', 1, ${level === 'excellent' ? 1 : 0}, ${level === 'good' ? 1 : 0}, ${allowed}, 20, 'good',
          'down', ${cell.label}, ${commune.label})`);
      await tx.run(sql`
        insert into evaluation.rating (decision_id, year, subject, member_id, unit_id, level, label)
        values (${id}, 2025, 'member', ${people[0]?.id}, ${cell.id}, ${level}, ${cell.label})`);
      return id;
    });
  await expect(insert('excellent', 0)).rejects.toMatchObject({ code: 'evaluation.over-cap' });
  await expect(insert('excellent', 1)).rejects.toMatchObject({ code: 'evaluation.over-cap' });
  const id = await insert('good', 0);
  const change = asOwner(db, 'test', (tx) =>
    tx.run(sql`update evaluation.decision set document = 'y' where id = ${id}`),
  );
  await expect(change).rejects.toMatchObject({ code: 'evaluation.decided-already' });
  const bare = asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into evaluation.proposal (id, year, subject, member_id, unit_id, level, supported, evidence, document, proposed_on, label)
      values (${randomUUID()}, 2025, 'member', ${people[1]?.id}, ${cell.id}, 'good', 'completed', '{}', 'x', '2026-01-05', ${cell.label})`),
  );
  await expect(bare).rejects.toMatchObject({ code: 'evaluation.reason-needed' });
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { DocumentPage, RequestRow, TaskPage, TaskRow, Written } from './contract.ts';
import { tasksRoutes } from './routes.ts';
import { aDocument, aRequest, aTask } from './testing.ts';

registerMembershipFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [tasksRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const world = await asOwner(db, 'test', async (tx) => {
  const from = '1950-01-01';
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from });
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Mường Nhé', parentId: province.id, from });
  const other = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Sín Thầu', parentId: province.id, from });
  const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Pắc' });
  const closed = await aCell(tx, { parent: commune, name: 'Chi bộ cũ', to: '2026-01-01' });
  const neighbour = await aCell(tx, { parent: other, name: 'Chi bộ bản Tả Khoa Pá' });
  const member = await aMember(tx, { cell, fullName: 'Lỳ Hà Gió' });
  const stranger = await aMember(tx, { cell: neighbour, fullName: 'Pờ Go Sè' });
  return { province, commune, other, cell, closed, neighbour, member, stranger };
});
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const secretary = as({ ranges: at(world.cell), rights: ['tasks.read', 'tasks.write', 'figures.read', 'members.read'] });
const clerk = as({ ranges: at(world.commune, world.cell, world.closed) });
const neighbour = as({ ranges: at(world.neighbour) });

const task = (more: object = {}) => ({
  id: randomUUID(),
  unitId: world.cell.id,
  title: 'Làm xong chuồng trâu hộ 07',
  ownerPersonId: world.member.id,
  measure: '1 chuồng',
  assignedOn: '2026-11-05',
  dueOn: '2026-11-30',
  ...more,
});
const codeOf = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return status < 400 ? status : (body as { code: string }).code;
};
const entry = (more: object = {}) => ({ id: randomUUID(), version: 1, on: '2026-11-10', to: 'in_progress', ...more });
const pageOf = async (id: string) => (await secretary.get<TaskPage>(`/tasks/${id}`)).body;

test('a task has one owner who belongs to the unit, a deadline after its beginning, and a unit that lives', async () => {
  const give = (more: object) => codeOf(secretary.post('/tasks', task(more)));
  expect(await give({ ownerPersonId: null })).toBe('task.owner-missing');
  expect(await give({ ownerUnitId: world.cell.id })).toBe('task.two-owners');
  expect(await give({ ownerPersonId: world.stranger.id })).toBe('not-found');
  expect(await give({ dueOn: '2026-11-04' })).toBe('task.due-before-assigned');
  expect(await give({ unitId: world.neighbour.id })).toBe('not-found');
  expect(await give({ measure: '' })).toBe('request.invalid');
  expect(await give({ figureId: 'I-99', target: 85, figureCompare: 'at_least' })).toBe('task.figure-unknown');
  expect(await give({ figureId: 'I-01' })).toBe('task.figure-needs-target');
  expect(
    await codeOf(
      clerk.post('/tasks', task({ unitId: world.closed.id, ownerPersonId: null, ownerUnitId: world.closed.id })),
    ),
  ).toBe('task.unit-not-alive');
  expect(await codeOf(clerk.post('/tasks', task({ unitId: world.commune.id })))).toBe('task.owner-not-here');
  expect(await codeOf(as({ ranges: at(world.cell), rights: ['tasks.read'] }).post('/tasks', task()))).toBe(
    'right.missing',
  );
  const input = task();
  expect(await codeOf(secretary.post('/tasks', input))).toBe(201);
  expect(await codeOf(secretary.post('/tasks', input))).toBe(201);
  expect(
    (await secretary.get<{ items: TaskRow[] }>('/tasks?state=open')).body.items.filter(({ id }) => id === input.id),
  ).toHaveLength(1);
});

test('the database itself refuses a task without an owner and a deadline that moves', async () => {
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(sql`insert into tasks.task (unit_id, given_by_id, title, measure, assigned_on, due_on, label)
        values (${world.cell.id}, ${world.cell.id}, 'Không ai làm', '1', '2026-11-01', '2026-11-02', ${world.cell.label})`),
    ),
  ).rejects.toMatchObject({ code: 'task.owner-missing' });
  const id = await asOwner(db, 'test', (tx) => aTask(tx, { unit: world.cell, dueOn: '2027-01-31' }));
  await expect(
    asOwner(db, 'test', (tx) => tx.run(sql`update tasks.task set due_on = '2027-02-28' where id = ${id}`)),
  ).rejects.toMatchObject({ code: 'task.deadline-stays' });
});

test('finished in time is done, a day later is late; a task that is over stays over; evidence is never changed', async () => {
  const input = task({ assignedOn: '2026-10-05', dueOn: '2026-10-31' });
  await secretary.post('/tasks', input);
  expect(
    await codeOf(
      secretary.post(`/tasks/${input.id}/entries`, entry({ on: '2026-10-20', amount: 1, note: 'Dựng xong khung' })),
    ),
  ).toBe(200);
  expect(
    await codeOf(secretary.post(`/tasks/${input.id}/entries`, entry({ version: 1, to: 'finished', on: '2026-10-31' }))),
  ).toBe('task.changed-meanwhile');
  expect(
    await codeOf(secretary.post(`/tasks/${input.id}/entries`, entry({ version: 2, to: 'finished', on: '2026-11-01' }))),
  ).toBe(200);
  expect(await pageOf(input.id)).toMatchObject({
    state: 'late',
    closedOn: '2026-11-01',
    amount: 1,
    entries: [{ to: 'late' }, { to: 'in_progress' }],
  });
  expect(await codeOf(secretary.post(`/tasks/${input.id}/entries`, entry({ version: 3 })))).toBe('task.closed-already');
  expect(await codeOf(neighbour.post(`/tasks/${input.id}/entries`, entry({ version: 3 })))).toBe('not-found');
  await expect(
    asOwner(db, 'test', (tx) => tx.run(sql`update tasks.entry set note = 'khác' where task_id = ${input.id}`)),
  ).rejects.toMatchObject({ code: 'task.evidence-stays' });
});

test('dropping needs a reason; carrying over makes a new task with a later deadline', async () => {
  const input = task({ assignedOn: '2026-10-05', dueOn: '2026-10-31' });
  await secretary.post('/tasks', input);
  const enter = (more: object) => codeOf(secretary.post(`/tasks/${input.id}/entries`, entry(more)));
  expect(await enter({ to: 'dropped' })).toBe('task.drop-needs-reason');
  expect(await enter({ to: 'carried_over' })).toBe('request.invalid');
  const nextId = randomUUID();
  expect(await enter({ to: 'carried_over', nextId, dueOn: '2026-10-31' })).toBe('task.carry-not-later');
  expect(await enter({ to: 'carried_over', nextId, dueOn: '2026-12-15', note: 'Chờ cán bộ kỹ thuật' })).toBe(200);
  expect(await pageOf(input.id)).toMatchObject({ state: 'carried_over', carriedTo: nextId });
  expect(await pageOf(nextId)).toMatchObject({
    state: 'assigned',
    carriedFrom: input.id,
    dueOn: '2026-12-15',
    owner: { name: 'Lỳ Hà Gió' },
  });
});

test('what is overdue climbs: the commune after a day, the province after fifteen', async () => {
  const ids = await asOwner(db, 'test', async (tx) => ({
    yesterday: await aTask(tx, { unit: world.cell, dueOn: '2026-11-21' }),
    fortnight: await aTask(tx, { unit: world.cell, dueOn: '2026-11-08' }),
    fifteen: await aTask(tx, { unit: world.cell, dueOn: '2026-11-07' }),
  }));
  const everything = as();
  const climbed = async (unit: string) => {
    const { items } = (await everything.get<{ items: TaskRow[] }>(`/tasks?overdue=climbed&unit=${unit}&limit=200`))
      .body;
    return Object.entries(ids)
      .filter(([, id]) => items.some((row) => row.id === id))
      .map(([name]) => name);
  };
  expect(await climbed(world.cell.id)).toEqual(['yesterday', 'fortnight', 'fifteen']);
  expect(await climbed(world.commune.id)).toEqual(['yesterday', 'fortnight', 'fifteen']);
  expect(await climbed(world.province.id)).toEqual(['fifteen']);
  expect((await everything.get<TaskPage>(`/tasks/${ids.fifteen}`)).body.seenBy.map(({ name }) => name)).toEqual([
    'Đảng bộ xã Mường Nhé',
    'Đảng bộ tỉnh',
  ]);
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into platform.setting (key, valid, value, source) values ('task.climb-first-days', '[2026-11-01,)', '10', 'Quy chế làm việc')`,
    ),
  );
  expect(await climbed(world.commune.id)).toEqual(['fortnight', 'fifteen']);
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from platform.setting where key = 'task.climb-first-days'`));
});

test('a target tied to a figure follows it by itself', async () => {
  const input = task({
    ownerPersonId: null,
    ownerUnitId: world.cell.id,
    title: 'Giữ từ 2 đảng viên',
    measure: 'đảng viên',
    figureId: 'I-01',
    figureCompare: 'at_least',
    target: 2,
    dueOn: '2026-12-31',
  });
  await secretary.post('/tasks', input);
  expect((await pageOf(input.id)).figure).toMatchObject({ value: 1, reached: false });
  await asOwner(db, 'test', (tx) => aMember(tx, { cell: world.cell, fullName: 'Chu Mò Đe' }));
  expect((await pageOf(input.id)).figure).toMatchObject({ value: 2, reached: true });
});

test('a document goes down the tree: who received it reads it and hangs his own beneath it', async () => {
  const id = randomUUID();
  const document = {
    id,
    unitId: world.commune.id,
    kind: 'resolution',
    title: 'Nâng cao chất lượng sinh hoạt chi bộ',
    issuedOn: '2026-02-01',
    addresseeIds: [world.cell.id],
  };
  expect(await codeOf(clerk.post('/task-documents', { ...document, issuedOn: '2100-12-31' }))).toBe(
    'document.not-issued-yet',
  );
  expect(await codeOf(clerk.post('/task-documents', document))).toBe(201);
  expect(await codeOf(secretary.get(`/task-documents/${id}`))).toBe(200);
  expect(await codeOf(neighbour.get(`/task-documents/${id}`))).toBe('not-found');
  const plan = {
    id: randomUUID(),
    unitId: world.cell.id,
    kind: 'plan',
    title: 'Kế hoạch của chi bộ',
    issuedOn: '2026-01-01',
    parentId: id,
  };
  expect(await codeOf(secretary.post('/task-documents', plan))).toBe('document.older-than-parent');
  expect(await codeOf(secretary.post('/task-documents', { ...plan, issuedOn: '2026-02-20' }))).toBe(201);
  const given = task({ documentId: plan.id });
  await secretary.post('/tasks', given);
  const { body } = await clerk.get<DocumentPage>(`/task-documents/${id}`);
  expect(body).toMatchObject({
    above: [],
    below: [{ id: plan.id, tasks: { all: 1, open: 1 } }],
    addressees: [{ id: world.cell.id }],
  });
  expect((await secretary.get<DocumentPage>(`/task-documents/${plan.id}`)).body.above.map((one) => one.id)).toEqual([
    id,
  ]);
  expect(await codeOf(secretary.post('/task-documents', { ...document, id: randomUUID() }))).toBe('not-found');
});

test('a request is owed upwards; only the level that owes it answers, and once', async () => {
  const request = {
    id: randomUUID(),
    unitId: world.cell.id,
    fromWhom: 'members',
    topic: 'road',
    content: 'Sửa đường vào bản trước mùa mưa',
    receivedOn: '2026-11-05',
    owedById: world.commune.id,
    dueOn: '2026-11-20',
  };
  expect(await codeOf(secretary.post('/requests', { ...request, owedById: world.other.id }))).toBe(
    'request.owed-by-elsewhere',
  );
  expect(await codeOf(secretary.post('/requests', { ...request, dueOn: '2026-11-01' }))).toBe(
    'request.due-before-received',
  );
  expect(await codeOf(secretary.post('/requests', { ...request, receivedOn: '2026-11-23', dueOn: '2026-11-30' }))).toBe(
    'request.in-future',
  );
  expect(await codeOf(secretary.post('/requests', request))).toBe(201);
  const found = async (caller: typeof clerk) =>
    (await caller.get<{ items: RequestRow[] }>('/requests?state=overdue')).body.items.find(
      (row) => row.id === request.id,
    );
  expect(await found(secretary)).toMatchObject({ daysOverdue: 2, mayAnswer: false, owedLevel: 'commune' });
  expect(await found(clerk)).toMatchObject({ mayAnswer: true });
  const answer = { on: '2026-11-22', answer: 'Đã đưa vào kế hoạch duy tu quý IV' };
  expect(await codeOf(secretary.post(`/requests/${request.id}/answer`, answer))).toBe('request.not-yours-to-answer');
  expect(await codeOf(neighbour.post(`/requests/${request.id}/answer`, answer))).toBe('not-found');
  expect(await codeOf(clerk.post(`/requests/${request.id}/answer`, { ...answer, on: '2026-11-04' }))).toBe(
    'request.answer-before-received',
  );
  expect(await codeOf(clerk.post(`/requests/${request.id}/answer`, answer))).toBe(204);
  expect(await codeOf(clerk.post(`/requests/${request.id}/answer`, answer))).toBe('request.answered-already');
});

test('lists go page by page, each row once, and a list asks a fixed number of questions', async () => {
  await asOwner(db, 'test', async (tx) => {
    const document = await aDocument(tx, { unit: world.neighbour });
    for (let n = 0; n < 5; n += 1) await aTask(tx, { unit: world.neighbour, documentId: document, title: `Việc ${n}` });
    for (let n = 0; n < 3; n += 1) await aRequest(tx, { unit: world.neighbour });
  });
  for (const [path, count] of [
    ['/tasks', 5],
    ['/requests', 3],
    ['/task-documents', 1],
  ] as const) {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { body: { items: { id: string }[]; nextCursor: string | null } } = await neighbour.get(
        `${path}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      ids.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(new Set(ids).size, path).toBe(count);
    expect(ids.length, path).toBe(count);
  }
  const mine = await secretary.get<{ items: TaskRow[] }>(`/tasks?unit=${world.cell.id}&own=true&mine=true`);
  expect(mine.body.items).toEqual([]);
  expect((await secretary.post<Written>('/tasks', { nonsense: true })).status).toBe(400);
});

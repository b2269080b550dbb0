import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { aDocument, aRequest, aTask } from '#modules/tasks/testing.ts';
import { type Case, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

type Rec = { id: string; unit: string; owed?: string };
/** What `arrange` wrote for the tree at hand. */
let written: { documents: Rec[]; sent: Rec[]; tasks: Rec[]; requests: Rec[] } = {
  documents: [],
  sent: [],
  tasks: [],
  requests: [],
};

const seen = ({ user }: Case, records: readonly Rec[]) =>
  records
    .filter(({ unit, owed }) => user.reach.has(unit) || (owed !== undefined && user.reach.has(owed)))
    .map(({ id }) => id);
const listed =
  (path: string, of: () => readonly Rec[]): Check =>
  async (given) =>
    same(
      (await everyItem<{ id: string }>(given.caller, path)).map(({ id }) => id),
      seen(given, of()),
      path,
    );
/** A record inside answers 200, or a refusal of a rule; outside it does not exist. */
const about =
  (path: (id: string) => string, of: () => readonly Rec[], body?: () => object): Check =>
  async (given) => {
    const inside = new Set(seen(given, of()));
    for (const { id } of spread(of(), 4)) {
      const answer = body
        ? await given.caller.post<{ code?: string }>(path(id), body())
        : await given.caller.get<{ code?: string }>(path(id));
      if (inside.has(id)) expect(body ? [409] : [200], `${path(id)} ${answer.text}`).toContain(answer.status);
      else
        expect({ status: answer.status, code: answer.body.code }, path(id)).toEqual({ status: 404, code: 'not-found' });
    }
  };
/** Writing at a unit: outside it does not exist; inside a rule refuses before anything is written. */
const at =
  (path: string, body: (unit: string) => object): Check =>
  async ({ caller, user, history, naive }) => {
    for (const unit of spread(
      history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
      4,
    )) {
      const answer = await caller.post<{ code?: string }>(path, body(unit.id));
      if (user.reach.has(unit.id)) expect(answer.status, answer.text).toBe(409);
      else expect(answer.body.code, path).toBe('not-found');
    }
  };

export const tasksScope: RoomScope = {
  arrange: async (tx, { history }) => {
    await tx.run(sql`truncate tasks.document cascade`);
    await tx.run(sql`truncate tasks.request, tasks.task cascade`);
    written = { documents: [], sent: [], tasks: [], requests: [] };
    const parties = history.units.filter((unit) => unit.tree === 'party');
    for (const [index, unit] of parties.entries()) {
      const other = parties[(index * 7 + 3) % parties.length] ?? unit;
      const document = await aDocument(tx, { unit });
      written.documents.push({ id: document, unit: unit.id });
      if (index % 3 === 0) {
        const id = await aDocument(tx, { unit, sentTo: [other] });
        written.documents.push({ id, unit: unit.id, owed: other.id });
      }
      written.tasks.push({ id: await aTask(tx, { unit, documentId: document }), unit: unit.id });
      written.requests.push({ id: await aRequest(tx, { unit, owedBy: other }), unit: unit.id, owed: other.id });
    }
  },
  scoped: {
    'GET /task-documents': listed('/task-documents', () => written.documents),
    'GET /task-documents/:id': about(
      (id) => `/task-documents/${id}`,
      () => written.documents,
    ),
    'POST /task-documents': at('/task-documents', (unitId) => ({
      id: randomUUID(),
      unitId,
      kind: 'plan',
      title: 'Kế hoạch',
      issuedOn: '1850-01-01',
    })),
    'GET /tasks': listed('/tasks', () => written.tasks),
    'GET /tasks/:id': about(
      (id) => `/tasks/${id}`,
      () => written.tasks,
    ),
    'POST /tasks': at('/tasks', (unitId) => ({
      id: randomUUID(),
      unitId,
      title: 'Việc',
      measure: '1',
      ownerUnitId: unitId,
      assignedOn: '1850-01-01',
      dueOn: '1850-02-01',
    })),
    'POST /tasks/:id/entries': about(
      (id) => `/tasks/${id}/entries`,
      () => written.tasks,
      () => ({ id: randomUUID(), version: 99, on: TODAY, to: 'finished' }),
    ),
    'GET /requests': listed('/requests', () => written.requests),
    'POST /requests': at('/requests', (unitId) => ({
      id: randomUUID(),
      unitId,
      fromWhom: 'members',
      topic: 'road',
      content: 'Sửa đường',
      receivedOn: TODAY,
      owedById: unitId,
      dueOn: '1850-02-01',
    })),
    'POST /requests/:id/answer': about(
      (id) => `/requests/${id}/answer`,
      () => written.requests,
      () => ({ on: '1850-01-01', answer: 'Đã làm' }),
    ),
  },
  open: {},
};

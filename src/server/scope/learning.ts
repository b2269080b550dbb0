import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { TestCaller } from '../../platform/testing/http.ts';
import { aboutUnit, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

/** One course, commendation and model at every cell and body of the tree; the identity says which unit it belongs to. */
const at = (unit: string, kind: string): string => {
  const digit = { course: '1', commendation: '2', model: '3' }[kind] ?? '0';
  return `${unit.slice(0, 14)}7${unit.slice(15, 35)}${digit}`;
};

/** A record of a unit answers within reach, and is absent outside; a rule may refuse the rest before anything is written. */
const aboutRecord =
  (
    kind: string,
    ask: (caller: TestCaller, id: string, unit: string) => Promise<{ status: number; text: string }>,
  ): Check =>
  async ({ caller, user, history }) => {
    for (const unit of spread(history.units.filter((one) => one.tree === 'party'))) {
      const answer = await ask(caller, at(unit.id, kind), unit.id);
      if (user.reach.has(unit.id)) expect(answer.status, answer.text).not.toBe(404);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
/** A list of a unit holds the records of exactly what is within reach of it. */
const listOf =
  (path: string, kind: string): Check =>
  async (given) => {
    const { caller, user, history } = given;
    const rows = await everyItem<{ id: string }>(caller, `${path}?unit=${user.post}`);
    same(
      rows.map((row) => row.id),
      history.units.filter((unit) => unit.tree === 'party' && user.reach.has(unit.id)).map((unit) => at(unit.id, kind)),
      path,
    );
    await aboutUnit((unit) => `${path}?unit=${unit}`)(given);
  };
const refusedAt =
  (path: string, body: (unit: string) => object): Check =>
  async ({ caller, user, history, naive }) => {
    const living = history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY));
    for (const unit of spread(living)) {
      const answer = await caller.post(path, { id: randomUUID(), unitId: unit.id, ...body(unit.id) });
      // The person is unknown, so nothing is written even where the unit is within reach.
      expect(answer.status, answer.text).toBe(404);
      if (!user.reach.has(unit.id)) expect(answer.status).toBe(404);
    }
  };
const soon = { on: '2027-01-01', precision: 'day' };

export const learningScope: RoomScope = {
  arrange: async (tx, { history }) => {
    const rows = history.units
      .filter((unit) => unit.tree === 'party')
      .map((unit) => ({
        unit: unit.id,
        label: unit.label,
        course: at(unit.id, 'course'),
        commendation: at(unit.id, 'commendation'),
        model: at(unit.id, 'model'),
      }));
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(unit uuid, label int, course uuid, commendation uuid, model uuid)`;
    await tx.run(sql`
      insert into learning.course (id, unit_id, subject, audience, title, curriculum, starts_on, ends_on, label)
      select r.course, r.unit, 'party_work', 'member', 'Lớp', 'Nội dung', '2027-01-05', '2027-01-06', r.label from ${given}`);
    await tx.run(sql`
      insert into learning.commendation (id, unit_id, form, reason, document, decided_on, decided_by, label)
      select r.commendation, r.unit, 'merit', 'other', '1', '2027-01-05', 'Cấp trên', r.label from ${given}`);
    await tx.run(sql`
      insert into learning.role_model (id, unit_id, kind, title, named_on, label)
      select r.model, r.unit, 'digital', 'Mô hình', '2027-01-05', r.label from ${given}`);
  },
  scoped: {
    'GET /courses': listOf('/courses', 'course'),
    'GET /commendations': listOf('/commendations', 'commendation'),
    'GET /role-models': listOf('/role-models', 'model'),
    'GET /courses/:id': aboutRecord('course', (caller, id) => caller.get(`/courses/${id}`)),
    'GET /role-models/:id': aboutRecord('model', (caller, id) => caller.get(`/role-models/${id}`)),
    'PATCH /courses/:id': aboutRecord('course', (caller, id) => caller.patch(`/courses/${id}`, { version: 999 })),
    'POST /courses/:id/sessions': aboutRecord('course', (caller, id) =>
      caller.post(`/courses/${id}/sessions`, { id: randomUUID(), on: '2026-01-01', topic: 'x', hours: 1 }),
    ),
    'POST /courses/:id/head-counts': aboutRecord('course', (caller, id) =>
      caller.post(`/courses/${id}/head-counts`, { id: randomUUID(), group: 'youth', people: 3 }),
    ),
    'POST /courses/:id/participants': async ({ caller, user, history, people }) => {
      const member = people.members[0];
      if (!member) return;
      for (const unit of spread(history.units.filter((one) => one.tree === 'party'))) {
        const answer = await caller.post(`/courses/${at(unit.id, 'course')}/participants`, {
          id: randomUUID(),
          personId: member.id,
          sessions: 99,
        });
        // Both the course and the person must be within reach; then a rule refuses.
        const inside = user.reach.has(unit.id) && user.reach.has(member.cell);
        expect(answer.status, answer.text).toBe(inside ? 409 : 404);
      }
    },
    // Nobody takes part yet, so there is no line to change and none to certify.
    'PATCH /courses/:id/participants/:participant': async ({ caller, history }) => {
      for (const unit of spread(history.units, 2))
        expect(
          (await caller.patch(`/courses/${at(unit.id, 'course')}/participants/${randomUUID()}`, { version: 1 })).status,
        ).toBe(404);
    },
    'POST /courses/:id/certificates': async ({ caller, history }) => {
      const body = () => ({ id: randomUUID(), participantId: randomUUID(), number: '1', issuedOn: '2027-02-01' });
      for (const unit of spread(history.units, 2))
        expect((await caller.post(`/courses/${at(unit.id, 'course')}/certificates`, body())).status).toBe(404);
    },
    'POST /role-models/:id/adoptions': aboutRecord('model', (caller, id, unit) =>
      caller.post(`/role-models/${id}/adoptions`, { id: randomUUID(), unitId: unit, on: soon, source: 'x' }),
    ),
    'POST /courses': async ({ caller, user, history, naive }) => {
      const living = history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY));
      for (const unit of spread(living.filter((one) => !user.reach.has(one.id))))
        expect(
          (
            await caller.post('/courses', {
              id: randomUUID(),
              unitId: unit.id,
              subject: 'law',
              audience: 'member',
              title: 'x',
              curriculum: 'x',
              startsOn: TODAY,
              endsOn: TODAY,
            })
          ).status,
        ).toBe(404);
    },
    'POST /commendations': refusedAt('/commendations', () => ({
      personId: randomUUID(),
      form: 'merit',
      reason: 'other',
      document: '1',
      on: soon,
      decidedBy: 'x',
    })),
    'POST /role-models': refusedAt('/role-models', () => ({
      personId: randomUUID(),
      agreed: true,
      kind: 'digital',
      title: 'x',
      on: soon,
    })),
  },
  open: {},
};

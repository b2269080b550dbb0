import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { TestCaller } from '../../platform/testing/http.ts';
import { type Check, everyItem, type RoomScope, spread } from './case.ts';

const MONTH = '2027-05';
let months: { id: string; unit: string }[] = [];
/** Of members: a relief, and a receipt of the book of their cell. */
let ofMembers: { member: string; cell: string; relief: string; receipt: string }[] = [];

const paper = { document: '1-BC', on: '2099-01-01' };
/** A route that is told a unit: outside it does not exist, inside a rule or the book’s keeper decides. */
const toldUnit =
  (path: string, body: (unit: string, member: string) => object): Check =>
  async ({ caller, user, history, people }) => {
    const member = people.members[0]?.id ?? randomUUID();
    // Who keeps the book may still name somebody who is outside his scope.
    const hidden = user.reach.has(people.members[0]?.cell ?? '') ? [] : [404];
    for (const unit of spread(history.units.filter(({ tree }) => tree === 'party'))) {
      const answer = await caller.post(path, body(unit.id, member));
      if (user.reach.has(unit.id)) expect([201, 403, 409, ...hidden], answer.text).toContain(answer.status);
      else expect(answer.status, `${path} ${answer.text}`).toBe(404);
    }
  };
const aboutMonth =
  (act: (caller: TestCaller, id: string) => Promise<{ status: number; text: string }>): Check =>
  async ({ caller, user }) => {
    for (const { id, unit } of spread(months)) {
      const answer = await act(caller, id);
      if (user.reach.has(unit)) expect([403, 409], answer.text).toContain(answer.status);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
const aboutMember =
  (
    act: (caller: TestCaller, one: (typeof ofMembers)[number]) => Promise<{ status: number; text: string }>,
    inside: number[],
  ): Check =>
  async ({ caller, user }) => {
    for (const one of spread(ofMembers)) {
      const answer = await act(caller, one);
      if (user.reach.has(one.cell)) expect(inside, answer.text).toContain(answer.status);
      else expect(answer.status, answer.text).toBe(404);
    }
  };

export const duesScope: RoomScope = {
  arrange: async (tx, { history, people }) => {
    await tx.run(
      sql`truncate dues.entry, dues.receipt, dues.charge, dues.month, dues.relief_ground, dues.relief, dues.basis, dues.wage_region`,
    );
    months = history.units.filter(({ tree }) => tree === 'party').map((unit) => ({ id: randomUUID(), unit: unit.id }));
    ofMembers = people.members.map(({ id, cell }) => ({
      member: id,
      cell,
      relief: randomUUID(),
      receipt: randomUUID(),
    }));
    await tx.run(sql`
      insert into dues.month (id, unit_id, keeper_id, parent_id, level, month, label)
      select r.id, r.unit, r.unit, v.parent_id, 'cell', ${`${MONTH}-01`}::date, u.label
      from jsonb_to_recordset(${JSON.stringify(months)}::jsonb) r(id uuid, unit uuid) join organisation.unit u on u.id = r.unit
      left join lateral (select parent_id from organisation.unit_version where unit_id = r.unit order by valid desc limit 1) v on true`);
    const given = sql`jsonb_to_recordset(${JSON.stringify(ofMembers)}::jsonb) r(member uuid, cell uuid, relief uuid, receipt uuid) join organisation.unit u on u.id = r.cell`;
    await tx.run(sql`
      insert into dues.relief (id, member_id, cell_id, percent, valid, document, decided_on, label)
      select r.relief, r.member, r.cell, 100, daterange('2027-01-01', null), '1-NQ', '2027-01-02', u.label from ${given}`);
    await tx.run(sql`
      insert into dues.receipt (id, book_id, unit_id, member_id, year, number, paid_on, channel, amount_vnd, label)
      select r.receipt, m.id, r.cell, r.member, 2027, row_number() over (), '2027-05-10', 'cash', 1000, u.label from ${given} join dues.month m on m.unit_id = r.cell`);
  },
  scoped: {
    'GET /dues/months': async ({ caller, user, history }) => {
      for (const unit of spread(history.units.filter(({ tree }) => tree === 'party'))) {
        const answer = await caller.get<{ book: { id: string } | null }>(`/dues/months?unit=${unit.id}&month=${MONTH}`);
        expect(answer.status, answer.text).toBe(user.reach.has(unit.id) ? 200 : 404);
        if (answer.status === 200) expect(answer.body.book?.id).toBe(months.find((one) => one.unit === unit.id)?.id);
      }
    },
    'GET /dues/settlements': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, '2027-06-15')),
      )) {
        const path = `/dues/settlements?unit=${unit.id}`;
        if (!user.reach.has(unit.id)) expect((await caller.get(path)).status, path).toBe(404);
        else
          for (const row of await everyItem<{ unit: { id: string } }>(caller, path))
            expect(user.reach.has(row.unit.id), path).toBe(true);
      }
    },
    'GET /dues/members/:id': aboutMember((caller, { member }) => caller.get(`/dues/members/${member}`), [200]),
    'POST /dues/months': toldUnit('/dues/months', (unitId) => ({ unitId, month: '2027-07' })),
    'POST /dues/bases': toldUnit('/dues/bases', (unitId, memberId) => ({
      id: randomUUID(),
      unitId,
      memberId,
      duesClass: 'student',
      dueVnd: 1,
      from: MONTH,
    })),
    'POST /dues/reliefs': toldUnit('/dues/reliefs', (unitId, memberId) => ({
      id: randomUUID(),
      unitId,
      memberId,
      percent: 40,
      ground: 'poor',
      from: MONTH,
      document: '1',
      decidedOn: '2027-05-01',
    })),
    'POST /dues/regions': toldUnit('/dues/regions', (unitId) => ({
      id: randomUUID(),
      unitId,
      region: 4,
      from: MONTH,
      document: '1',
    })),
    'POST /dues/excuses': toldUnit('/dues/excuses', (unitId, memberId) => ({
      unitId,
      memberId,
      months: [MONTH],
      document: '1',
    })),
    'POST /dues/payments': toldUnit('/dues/payments', (unitId, memberId) => ({
      unitId,
      on: '2027-05-10',
      channel: 'cash',
      lines: [
        { memberId, month: MONTH },
        { memberId, month: MONTH },
      ],
    })),
    'POST /dues/settlements': toldUnit('/dues/settlements', (unitId) => ({
      unitId,
      month: MONTH,
      document: '1',
      on: '2027-04-01',
    })),
    'POST /dues/months/:id/close': aboutMonth((caller, id) => caller.post(`/dues/months/${id}/close`, paper)),
    'POST /dues/months/:id/confirm': aboutMonth((caller, id) =>
      caller.post(`/dues/months/${id}/confirm`, { ...paper, receivedVnd: 1 }),
    ),
    'POST /dues/reliefs/:id/end': aboutMember(
      (caller, { relief }) => caller.post(`/dues/reliefs/${relief}/end`, { after: '2026-01' }),
      [403, 409],
    ),
    'POST /dues/receipts/:id/reverse': aboutMember(
      (caller, { receipt }) => caller.post(`/dues/receipts/${receipt}/reverse`, { document: '1', on: '2027-01-01' }),
      [403, 409],
    ),
  },
  open: {},
};

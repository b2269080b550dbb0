import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { aMeeting } from '#modules/meetings/testing.ts';
import { aboutUnit, type Case, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

type Rec = { id: string; unit: string };
let written: { meetings: Rec[]; themes: Rec[]; assignments: Rec[] } = { meetings: [], themes: [], assignments: [] };

const seen = ({ user }: Case, records: readonly Rec[]) =>
  records.filter(({ unit }) => user.reach.has(unit)).map(({ id }) => id);
const STALE = 99;
/** A write of one meeting: outside it does not exist, inside an old version or a rule refuses before anything is written. */
const write =
  (method: 'post' | 'put' | 'patch', tail: string, body: object): Check =>
  async (given) => {
    const inside = new Set(seen(given, written.meetings));
    for (const { id } of spread(written.meetings, 3)) {
      const answer = await given.caller[method]<{ code?: string }>(`/meetings/${id}${tail}`, body);
      if (inside.has(id)) expect([409, 404], answer.text).toContain(answer.status);
      if (inside.has(id)) expect(answer.body.code === 'not-found' && !tail.includes('/tasks/')).toBe(false);
      else expect({ status: answer.status, code: answer.body.code }, tail).toEqual({ status: 404, code: 'not-found' });
    }
  };
const body = { items: [], conclusion: '' };
const begins =
  (path: string, sheet: object, refused: string): Check =>
  async ({ caller, user, history, naive }) => {
    for (const unit of spread(
      history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
      3,
    )) {
      const answer = await caller.post<{ code?: string }>(`/meeting-sheets/${path}`, {
        id: randomUUID(),
        unitId: unit.id,
        kind: 'regular',
        from: TODAY,
        source: 'x',
        ...sheet,
      });
      if (user.reach.has(unit.id)) expect(['sheet.province-only', refused]).toContain(answer.body.code);
      else expect(answer.body.code).toBe('not-found');
    }
  };

export const meetingsScope: RoomScope = {
  arrange: async (tx, { history }) => {
    await tx.run(sql`truncate meetings.meeting, meetings.planned_theme, meetings.feed cascade`);
    await tx.run(sql`truncate meetings.assignment`);
    written = { meetings: [], themes: [], assignments: [] };
    for (const version of history.versions.filter((one) => one.kind === 'party_cell')) {
      const unit = history.units.find(({ id }) => id === version.unit);
      if (!unit || written.meetings.some((one) => one.unit === unit.id)) continue;
      const on = version.from;
      written.meetings.push({ id: await aMeeting(tx, { unit, on, through: 'held' }), unit: unit.id });
      const id = randomUUID();
      await tx.run(sql`
        insert into meetings.planned_theme (id, unit_id, year, quarter, theme, title, label) values (${id}, ${unit.id}, 2027, 2, 'youth', 'Chuyên đề', ${unit.label})`);
      written.themes.push({ id, unit: unit.id });
      written.assignments.push({ id: randomUUID(), unit: unit.id });
    }
    // Past the rule: here only the scope is asked about.
    await tx.run(sql`alter table meetings.assignment disable trigger check_assignment`);
    await tx.run(sql`
      insert into meetings.assignment (id, cell_id, committee_id, person_id, post, valid, document, label, committee_label)
      select r.id, r.unit, r.unit, (select p.id from membership.person p limit 1), 'committee_member', daterange('2020-01-01', null), '1-QĐ', u.label, u.label
      from jsonb_to_recordset(${JSON.stringify(written.assignments)}::jsonb) r(id uuid, unit uuid) join organisation.unit u on u.id = r.unit
      where exists (select 1 from membership.person)`);
    await tx.run(sql`alter table meetings.assignment enable trigger check_assignment`);
    if (!(await tx.maybeOne(sql`select 1 from meetings.assignment`))) written.assignments = [];
  },
  scoped: {
    'GET /meetings': async (given) =>
      same(
        (await everyItem<{ id: string }>(given.caller, '/meetings')).map(({ id }) => id),
        seen(given, written.meetings),
        '/meetings',
      ),
    'GET /meetings/board': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
        4,
      )) {
        const answer = await caller.get<{ cells?: { unit: { id: string } }[] }>(`/meetings/board?unit=${unit.id}`);
        expect(answer.status, answer.text).toBe(user.reach.has(unit.id) ? 200 : 404);
        for (const cell of answer.body.cells ?? []) expect(user.reach.has(cell.unit.id)).toBe(true);
      }
    },
    'GET /meetings/committees': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
        4,
      )) {
        const answer = await caller.get<{ items?: { unit: { id: string } }[] }>(`/meetings/committees?unit=${unit.id}`);
        expect(answer.status, answer.text).toBe(user.reach.has(unit.id) ? 200 : 404);
        for (const { unit: one } of answer.body.items ?? []) expect(user.reach.has(one.id)).toBe(true);
      }
    },
    'GET /meetings/:id': async (given) => {
      const inside = new Set(seen(given, written.meetings));
      for (const { id } of spread(written.meetings, 4))
        expect((await given.caller.get(`/meetings/${id}`)).status).toBe(inside.has(id) ? 200 : 404);
    },
    'GET /theme-plans': async (given) => {
      for (const { id, unit } of spread(written.themes, 4)) {
        const { body: page } = await given.caller.get<{ items: { id: string }[] }>(
          `/theme-plans?unit=${unit}&year=2027`,
        );
        expect(page.items.map((one) => one.id)).toEqual(given.user.reach.has(unit) ? [id] : []);
      }
    },
    'GET /cell-assignments': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
        4,
      )) {
        const answer = await caller.get<{ items?: { cell: { id: string } }[] }>(`/cell-assignments?unit=${unit.id}`);
        expect(answer.status, answer.text).toBe(user.reach.has(unit.id) ? 200 : 404);
        for (const { cell } of answer.body.items ?? []) expect(user.reach.has(cell.id)).toBe(true);
      }
    },
    'GET /meeting-sheets': aboutUnit((unit) => `/meeting-sheets?unit=${unit}`),
    // Inside, whatever is no province is refused and a province that begins nothing that adds up; outside it does not exist.
    'POST /meeting-sheets/rubrics': begins('rubrics', { name: 'x', lines: [], grades: [] }, 'rubric.line-missing'),
    'POST /meeting-sheets/agendas': begins(
      'agendas',
      { items: [{ kind: 'other', title: 'x' }] },
      'agenda.item-missing',
    ),
    'POST /cell-assignments': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
        3,
      )) {
        const answer = await caller.post<{ code?: string }>('/cell-assignments', {
          id: randomUUID(),
          cellId: unit.id,
          committeeId: unit.id,
          personId: randomUUID(),
          from: '1850-01-05',
          document: '1-QĐ',
        });
        expect(answer.body.code).toBe(user.reach.has(unit.id) ? 'meeting.unit-not-alive' : 'not-found');
      }
    },
    'POST /cell-assignments/:id/end': async (given) => {
      for (const { id, unit } of spread(written.assignments, 4)) {
        const answer = await given.caller.post<{ code?: string }>(`/cell-assignments/${id}/end`, { to: '1850-01-05' });
        expect(answer.body.code).toBe(given.user.reach.has(unit) ? 'assignment.ends-before-start' : 'not-found');
      }
    },
    'POST /meetings': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
        4,
      )) {
        const answer = await caller.post<{ code?: string }>('/meetings', {
          id: randomUUID(),
          unitId: unit.id,
          kind: 'regular',
          plannedOn: '1850-01-05',
        });
        expect(answer.body.code).toBe(user.reach.has(unit.id) ? 'meeting.unit-not-alive' : 'not-found');
      }
    },
    'PATCH /meetings/:id': write('patch', '', { version: STALE, place: 'Nơi khác' }),
    'PUT /meetings/:id/agenda': write('put', '/agenda', { version: STALE, items: [{ kind: 'other', title: 'Khác' }] }),
    'PUT /meetings/:id/attendance': write('put', '/attendance', { version: STALE, heldOn: TODAY, rows: [] }),
    'PUT /meetings/:id/delegates': write('put', '/delegates', { version: STALE, items: [] }),
    'PUT /meetings/:id/minutes': write('put', '/minutes', { version: STALE, body }),
    'POST /meetings/:id/state': write('post', '/state', { version: STALE, to: 'draft' }),
    'POST /meetings/:id/corrections': write('post', '/corrections', { body, after: 1, reason: 'Nhầm' }),
    'POST /meetings/:id/votes': write('post', '/votes', {
      id: randomUUID(),
      subject: 'other',
      title: 'Việc',
      base: 999,
      votesFor: 1,
      votesAgainst: 0,
      votesOther: 0,
    }),
    'POST /meetings/:id/tasks': write('post', '/tasks', {
      id: randomUUID(),
      title: 'Việc không ai làm',
      measure: '1',
      dueOn: TODAY,
    }),
    'POST /meetings/:id/tasks/:taskId/entries': write('post', `/tasks/${randomUUID()}/entries`, {
      id: randomUUID(),
      version: 1,
      on: TODAY,
      to: 'in_progress',
    }),
    'POST /meetings/:id/requests': write('post', '/requests', {
      id: randomUUID(),
      fromWhom: 'members',
      topic: 'road',
      content: 'Sửa đường',
      owedById: randomUUID(),
      dueOn: '2100-01-01',
    }),
    'PUT /meetings/:id/scores/:side': write('put', '/scores/own', { points: {} }),
    'DELETE /meetings/:id/votes/:voteId': async (given) => {
      for (const { id } of spread(written.meetings, 2))
        expect((await given.caller.delete(`/meetings/${id}/votes/${randomUUID()}`)).status).toBe(404);
    },
    'PUT /theme-plans/:id': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
        3,
      )) {
        const answer = await caller.put<{ code?: string }>(`/theme-plans/${randomUUID()}`, {
          unitId: unit.id,
          year: 2099,
          quarter: 1,
          theme: 'youth',
          title: `Chuyên đề ${randomUUID()}`,
        });
        expect(answer.body.code).toBe(user.reach.has(unit.id) ? undefined : 'not-found');
      }
    },
    'DELETE /theme-plans/:id': async (given) => {
      for (const { id, unit } of spread(written.themes, 2)) {
        if (given.user.reach.has(unit)) continue;
        expect((await given.caller.delete(`/theme-plans/${id}`)).status).toBe(404);
      }
    },
    'POST /calendar-feeds': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY)),
        3,
      )) {
        const answer = await caller.post('/calendar-feeds', { id: randomUUID(), unitId: unit.id });
        expect(answer.status).toBe(user.reach.has(unit.id) ? 201 : 404);
      }
    },
  },
  open: {
    'GET /calendar-feeds': 'own, by policy',
    'POST /calendar-feeds/:id/revoke': 'own, by policy',
    'GET /calendar/:secret':
      'read as its maker, whose scope is held to the walk on every other route; see meetings.test.ts',
  },
};

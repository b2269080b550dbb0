import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell } from '#modules/membership/testing.ts';
import { aPostHolder, aTree, aUnit } from '#modules/organisation/testing.ts';
import { tasksRoutes } from '#modules/tasks/index.ts';
import { aTask } from '#modules/tasks/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { MOST_CELLS } from './board.ts';
import type { Board } from './contract.ts';
import { meetingsRoutes } from './routes.ts';
import { callOf, numbersOf, PRESENCES } from './rules/index.ts';
import { aMeeting, aPlace } from './testing.ts';
import { recountMeetings } from './verify.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [meetingsRoutes, tasksRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const place = await aPlace(db);
const secretary = as({ ranges: at(place.cell) });
const codeOf = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return status < 400 ? status : (body as { code: string }).code;
};
const plan = (more: object = {}) => ({
  id: randomUUID(),
  unitId: place.cell.id,
  kind: 'regular',
  plannedOn: '2026-11-05',
  plannedAt: '19:30',
  place: 'Nhà văn hoá bản',
  ...more,
});

test('the counts that figures read are those of the rules, for any attendance', async () => {
  const one = await aPlace(db);
  const people = Object.values(one.people);
  const states = [
    'probationary',
    'official',
    'temporarily_away',
    'temp_exempt',
    'exempt',
    'suspended',
    'transfer_pending',
  ] as const;
  const line = fc.record({
    state: fc.constantFrom(...states),
    standing: fc.constantFrom('official' as const, 'probationary' as const),
    presence: fc.constantFrom(...PRESENCES),
  });
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: people.length }), async (lines) => {
      number += 1;
      const rows = lines.map(({ state, standing, presence }) => {
        const call = callOf(state);
        return {
          call,
          standing,
          presence:
            call === 'suspended'
              ? ('not_called' as const)
              : call === 'summoned' && presence === 'not_called'
                ? ('unexcused' as const)
                : presence,
        };
      });
      const counted = await asOwner(db, 'test', async (tx) => {
        const on = `${2000 + number}-10-05`;
        const id = await aMeeting(tx, { unit: one.cell, on, through: 'held' });
        await tx.run(sql`
          insert into meetings.attendance (meeting_id, person_id, held_on, call, standing, presence, reason, unit_id, label)
          select ${id}, r.person, ${on}, r.call, r.standing, r.presence, 'other', ${one.cell.id}, ${one.cell.label}
          from jsonb_to_recordset(${JSON.stringify(rows.map((row, index) => ({ ...row, person: people[index]?.id })))}::jsonb) r(person uuid, call text, standing text, presence text)`);
        return tx.one(sql`
          select roll, summoned, present, present_official as "presentOfficial", present_probationary as "presentProbationary",
            exempt_present as "exemptPresent", excused, unexcused, vote_base as "voteBase" from meetings.meeting where id = ${id}`);
      });
      expect(counted).toEqual(numbersOf(rows));
    }),
    { numRuns: 30 },
  );
});

test('the board says who did not meet, what slips, and where to go', async () => {
  const one = await aPlace(db);
  const idle = await asOwner(db, 'test', async (tx) => {
    const idle = await aCell(tx, { parent: one.commune, name: 'Chi bộ bản Huổi Chạ' });
    for (let month = 1; month <= 10; month += 1) {
      const on = `2026-${String(month).padStart(2, '0')}-05`;
      const people = Object.values(one.people).map(({ id }) => ({ id }));
      await aMeeting(tx, { unit: one.cell, on, people });
      if (month % 3 === 1) await aMeeting(tx, { unit: one.cell, on, kind: 'thematic', people });
      if (month <= 7) await aMeeting(tx, { unit: idle, on, through: 'held' });
    }
    return idle;
  });
  const { body } = await as({ ranges: at(one.commune, one.cell, idle) }).get<Board>(
    `/meetings/board?unit=${one.commune.id}`,
  );
  expect(body.cells.map(({ unit, visit }) => [unit.name, visit])).toEqual([
    ['Chi bộ bản Huổi Chạ', true],
    ['Chi bộ bản Nậm Pắc', false],
  ]);
  expect(body.cells[0]?.months.map(({ state }) => state)).toEqual([
    ...Array.from({ length: 7 }, () => 'unsent'),
    'missed',
    'missed',
    'missed',
    'due',
    'none',
  ]);
  expect(body.cells[0]?.reasons[0]).toEqual({ code: 'not_met', weight: 5, value: 3 });
  expect(body.throughMonth).toBe(11);
});

test('a calendar address opens what its maker may see, and nothing once withdrawn', async () => {
  const one = await aPlace(db);
  const { userId } = await asOwner(db, 'test', (tx) => aPostHolder(tx, [{ unit: one.cell, kind: 'cell_secretary' }]));
  const grants = new Map([
    [userId, { rights: ['meetings.read', 'meetings.write', 'tasks.read'] as const, ranges: at(one.cell) }],
  ]);
  const own = await testApp(db, [meetingsRoutes], {
    now: () => new Date(`${TODAY}T03:00:00Z`),
    grantOf: async (id) => grants.get(id) ?? { rights: [], ranges: [] },
  });
  const maker = own.asUser(userId);
  const meeting = plan({ unitId: one.cell.id, plannedOn: '2026-12-05' });
  expect(await codeOf(maker.post('/meetings', meeting))).toBe(201);
  await asOwner(db, 'test', (tx) => aTask(tx, { unit: one.cell, title: 'Họp dân; giống ngô', dueOn: '2026-12-31' }));
  expect(await codeOf(maker.post('/calendar-feeds', { id: randomUUID(), unitId: place.cell.id }))).toBe('not-found');
  const made = await maker.post<{ id: string; path: string }>('/calendar-feeds', {
    id: randomUUID(),
    unitId: one.cell.id,
  });
  expect(made.status, made.text).toBe(201);
  const secret = made.body.path.replace('/api/v1', '');
  const read = () => own.anonymous.get(secret);
  const first = await read();
  expect(first.status).toBe(200);
  expect(first.headers['content-type']).toBe('text/calendar; charset=utf-8');
  expect(first.text).toContain(`UID:meeting-${meeting.id}@gandan`);
  expect(first.text).toContain('DTSTART;TZID=Asia/Ho_Chi_Minh:20261205T193000');
  expect(first.text).toContain('Họp dân\\; giống ngô');
  expect(first.text).not.toContain('Lỳ Phì Hừ');
  const kept = await asOwner(db, 'test', (tx) =>
    tx.one<{ n: number }>(
      sql`select count(*) as n from meetings.feed where encode(token_hash, 'escape') like ${`%${secret.slice(10, 30)}%`}`,
    ),
  );
  expect(kept.n).toBe(0);
  // The post has ended: the address shows nothing any more.
  grants.clear();
  expect((await read()).text).not.toContain('UID:');
  grants.set(userId, { rights: ['meetings.read', 'meetings.write', 'tasks.read'], ranges: at(one.cell) });
  expect(await codeOf(secretary.post(`/calendar-feeds/${made.body.id}/revoke`, {}))).toBe('not-found');
  expect(await codeOf(maker.post(`/calendar-feeds/${made.body.id}/revoke`, {}))).toBe(204);
  expect((await read()).status).toBe(404);
  expect((await own.anonymous.get(`/calendar/${'x'.repeat(32)}.ics`)).status).toBe(404);
});

test('counts that differ from their attendance are found', async () => {
  const one = await aPlace(db);
  const check = () => asOwner(db, 'test', (tx) => recountMeetings(tx));
  const before = await check();
  const id = await asOwner(db, 'test', (tx) => aMeeting(tx, { unit: one.cell, people: Object.values(one.people) }));
  // The meeting, and the year of its cell.
  expect(await check()).toEqual({ compared: before.compared + 2, different: [] });
  await asOwner(db, 'test', (tx) => tx.run(sql`update meetings.meeting set present = present - 1 where id = ${id}`));
  expect((await check()).different).toEqual([id]);
});

test('a unit with more cells than a board holds says so and names the way; one with as many has its board', async () => {
  const tree = await asOwner(db, 'test', (tx) => aTree(tx, { communes: 2, villages: 0, cells: MOST_CELLS / 2 }));
  const province = tree.provinces[0];
  if (!province) throw new Error('no province');
  const reader = as({ ranges: [{ lo: 0, hi: 2_000_000_000 }] });
  const asked = (unit: { id: string }) => reader.get(`/meetings/board?unit=${unit.id}`);
  const whole = await asked(province.body);
  expect(whole.status).toBe(200);
  expect((whole.body as Board).cells).toHaveLength(MOST_CELLS);
  expect((await reader.get(`/cell-assignments?unit=${province.body.id}`)).status).toBe(200);
  await asOwner(db, 'test', (tx) =>
    aUnit(tx, { kind: 'party_cell', name: 'Chi bộ thêm', parentId: province.communes[0]?.body.id ?? '' }),
  );
  const wide = await asked(province.body);
  expect(wide.status).toBe(409);
  expect(wide.body).toMatchObject({ code: 'board.too-wide', details: { most: MOST_CELLS } });
  expect((await reader.get(`/cell-assignments?unit=${province.body.id}`)).body).toEqual(wide.body);
});

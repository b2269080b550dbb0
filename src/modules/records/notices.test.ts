import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aPostHolder, aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { LANGS } from '#platform/format.ts';
import { hasMessage, translate } from '#platform/messages-node.ts';
import { tellWhatIsDue } from '#platform/notices/due.ts';
import { wordsOfKind } from '#platform/notices/kinds.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { recordsRoutes } from './index.ts';
import { DUE, OVERDUE } from './notices.ts';
import { deadlinesTold } from './rules.ts';
import { aRecordsWorld, clerkOf, rangesOf } from './testing.ts';

const db = await testDatabase();
const at = (on: string) => () => new Date(`${on}T10:00:00+07:00`);
const world = await asOwner(db, 'test', async (tx) => {
  const units = await aRecordsWorld(tx);
  const office = await aUnit(tx, { kind: 'office', name: 'Văn phòng', parentId: units.commune.id, from: '2010-01-01' });
  const post = { kind: 'commune_office_staff' };
  return {
    ...units,
    clerk: (await aPostHolder(tx, [{ unit: office, ...post }])).userId,
    secretary: (await aPostHolder(tx, [{ unit: units.cell, kind: 'cell_secretary' }])).userId,
    away: (await aPostHolder(tx, [{ unit: units.other, ...post }])).userId,
  };
});
const { as } = await testApp(db, [recordsRoutes], { now: at('2026-11-02') });
const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell]) }), world.commune.id);
const told = async (on: string, user: string, id: string) => {
  await tellWhatIsDue(db, at(on));
  const rows = await asOwner(db, 'test', (tx) =>
    tx.many<{ kind: string; href: string }>(
      sql`select kind, href from platform.notice where user_id = ${user} and record_id = ${id} order by created_at, id`,
    ),
  );
  expect(new Set(rows.map(({ href }) => href))).toEqual(rows.length > 0 ? new Set([`/documents/${id}`]) : new Set());
  return rows.map(({ kind }) => kind);
};
const step = async (id: string, version: number, more: object) => {
  const answer = await clerk.caller.post(`/documents/${id}/handling`, { id: randomUUID(), version, ...more });
  expect(answer.status, answer.text).toBeLessThan(300);
};

test.each([
  ['due', '2026-11-20', 3, { from: '2026-11-20', to: '2026-11-23' }],
  ['due', '2026-11-20', 0, { from: '2026-11-20', to: '2026-11-20' }],
  ['due', '2026-12-30', 3, { from: '2026-12-30', to: '2027-01-02' }],
  ['overdue', '2026-11-20', 3, { from: '2026-11-13', to: '2026-11-19' }],
  ['overdue', '2026-03-01', 3, { from: '2026-02-22', to: '2026-02-28' }],
] as const)('told as %s on %s, %i days before: deadlines %o', (what, today, before, window) => {
  expect(deadlinesTold(what, today, before)).toEqual(window);
});

test('an arrival with a deadline is told three days before to who keeps the register, and the day after it as overdue; once each', async () => {
  const id = await clerk.arrival({ arrivedOn: '2026-11-02', datedOn: '2026-11-01', dueOn: '2026-11-10' });
  expect(await told('2026-11-06', world.clerk, id)).toEqual([]);
  expect(await told('2026-11-07', world.clerk, id)).toEqual([DUE]);
  expect(await told('2026-11-10', world.clerk, id)).toEqual([DUE]);
  expect(await told('2026-11-11', world.clerk, id)).toEqual([DUE, OVERDUE]);
  expect(await told('2026-11-17', world.clerk, id)).toEqual([DUE, OVERDUE]);
  expect(await told('2026-11-17', world.away, id)).toEqual([]);
  expect(await told('2026-11-17', world.secretary, id)).toEqual([]);
});

test('the unit that has to handle it is told; of what is overdue both; a deadline that was moved is told anew, and what is done no more', async () => {
  const id = await clerk.arrival({ arrivedOn: '2026-11-02', datedOn: '2026-11-01', dueOn: '2026-12-01' });
  await step(id, 1, { step: 'assigned', on: '2026-11-02', ownerUnitId: world.cell.id, dueOn: '2026-12-01' });
  expect(await told('2026-11-29', world.secretary, id)).toEqual([DUE]);
  expect(await told('2026-11-29', world.clerk, id)).toEqual([]);
  expect(await told('2026-12-02', world.secretary, id)).toEqual([DUE, OVERDUE]);
  expect(await told('2026-12-02', world.clerk, id)).toEqual([OVERDUE]);
  await step(id, 2, { step: 'extended', on: '2026-11-02', note: 'Chờ số liệu', dueOn: '2026-12-10' });
  expect(await told('2026-12-08', world.secretary, id)).toEqual([DUE, OVERDUE, DUE]);
  await step(id, 3, { step: 'done', on: '2026-11-02', note: 'Đã báo cáo' });
  expect(await told('2026-12-11', world.secretary, id)).toEqual([DUE, OVERDUE, DUE]);
});

test('how many days before is a setting', async () => {
  const id = await clerk.arrival({ arrivedOn: '2026-11-02', datedOn: '2026-11-01', dueOn: '2027-02-20' });
  expect(await told('2027-02-14', world.clerk, id)).toEqual([]);
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into platform.setting (key, valid, value, source, confidence) values ('records.told-before-days', '[2026-01-01,)', '7', 'thử', 'set')`,
    ),
  );
  expect(await told('2027-02-14', world.clerk, id)).toEqual([DUE]);
});

test('what is said names neither the paper nor a person, in three languages', () => {
  for (const kind of [DUE, OVERDUE])
    for (const lang of LANGS) {
      for (const key of [wordsOfKind(kind), `${wordsOfKind(kind)}-label`])
        expect(hasMessage(lang, key), key).toBe(true);
      expect(translate(lang, wordsOfKind(kind))).not.toMatch(/[{}]/);
    }
});

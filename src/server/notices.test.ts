import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import '#modules/admission/index.ts';
import '#modules/channel/index.ts';
import '#modules/figures/index.ts';
import { meetingsRoutes } from '#modules/meetings/index.ts';
import { tasksRoutes } from '#modules/tasks/index.ts';
import { aCell } from '#modules/membership/testing.ts';
import { aPostHolder, aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '../platform/db/database.ts';
import { LANGS } from '../platform/format.ts';
import { hasMessage, translate } from '../platform/messages-node.ts';
import { noticeKinds, wordsOfKind } from '../platform/notices/kinds.ts';
import { tellWhatIsDue, tellWhatWasSaid } from '../platform/notices/due.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { testApp } from '../platform/testing/http.ts';

const db = await testDatabase();
const now = new Date('2026-11-22T10:00:00+07:00');

test('every kind says a sentence without any value in three languages', () => {
  expect(noticeKinds().length).toBeGreaterThan(5);
  for (const { kind } of noticeKinds())
    for (const lang of LANGS) {
      for (const key of [wordsOfKind(kind), `${wordsOfKind(kind)}-label`])
        expect(hasMessage(lang, key), key).toBe(true);
      expect(translate(lang, wordsOfKind(kind))).not.toMatch(/[{}]/);
    }
});

test('a meeting that is called, a task that is given or overdue and an answer that is owed are told once to those concerned', async () => {
  const { userId, stranger, ids } = await asOwner(db, 'test', async (tx) => {
    const from = '2010-01-01';
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', from });
    const [cell, other] = [
      await aCell(tx, { parent: commune, name: 'Chi bộ Một', from }),
      await aCell(tx, { parent: commune, name: 'Chi bộ Hai', from }),
    ];
    const holder = await aPostHolder(tx, [{ unit: cell, kind: 'cell_secretary' }]);
    const away = await aPostHolder(tx, [{ unit: other, kind: 'cell_secretary' }]);
    const made = {
      meeting: randomUUID(),
      given: randomUUID(),
      overdue: randomUUID(),
      old: randomUUID(),
      request: randomUUID(),
    };
    await tx.run(sql`
      insert into meetings.meeting (id, unit_id, kind, for_month, planned_on, label) values (${made.meeting}, ${cell.id}, 'regular', '2026-11-01', '2026-11-28', ${cell.label})`);
    for (const [id, assigned, due] of [
      [made.given, '2026-11-21', '2026-12-30'],
      [made.overdue, '2026-10-01', '2026-11-21'],
      [made.old, '2026-05-01', '2026-06-01'],
    ])
      await tx.run(sql`
        insert into tasks.task (id, unit_id, given_by_id, title, owner_unit_id, measure, assigned_on, due_on, label)
        values (${id}, ${cell.id}, ${commune.id}, 'Việc', ${cell.id}, 'xong', ${assigned}, ${due}, ${cell.label})`);
    await tx.run(sql`
      insert into tasks.request (id, unit_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, label, owed_label)
      values (${made.request}, ${cell.id}, 'people', 'road', 'Đường', '2026-11-10', ${cell.id}, 'cell', '2026-11-23', ${cell.label}, ${cell.label})`);
    return { userId: holder.userId, stranger: away.userId, ids: made };
  });
  await tellWhatIsDue(db, () => now);
  const told = (user: string) =>
    asOwner(db, 'test', (tx) =>
      tx.many<{ kind: string; id: string }>(
        sql`select kind, record_id as id from platform.notice where user_id = ${user} order by kind`,
      ),
    );
  expect(await told(userId)).toEqual([
    { kind: 'meetings.called', id: ids.meeting },
    { kind: 'tasks.answer-owed', id: ids.request },
    { kind: 'tasks.given', id: ids.given },
    { kind: 'tasks.overdue', id: ids.overdue },
  ]);
  expect(await told(stranger)).toEqual([]);
  expect(await tellWhatIsDue(db, () => now)).toBe(0);
});

test('who calls a meeting, moves it, gives a task or takes a request tells those concerned with the record itself', async () => {
  const { as } = await testApp(db, [meetingsRoutes, tasksRoutes], { now: () => now });
  const from = '2010-01-01';
  const { cell, commune, holder, above } = await asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã khác', from });
    const cell = await aCell(tx, { parent: commune, name: 'Chi bộ Ba', from });
    return {
      cell,
      commune,
      holder: await aPostHolder(tx, [{ unit: cell, kind: 'cell_secretary' }]),
      above: await aPostHolder(tx, [{ unit: commune, kind: 'commune_office_staff' }]),
    };
  });
  // The clerk sees the cell alone, and not who works for the commune.
  const clerk = as({ ranges: [{ lo: cell.label, hi: cell.label + 1 }] });
  const told = async (user: string) => {
    await tellWhatWasSaid(db, () => now);
    const rows = await asOwner(db, 'test', (tx) =>
      tx.many<{ told: string }>(
        sql`select kind || ' ' || record_id as told from platform.notice where user_id = ${user} order by created_at, id`,
      ),
    );
    return rows.map((row) => row.told);
  };
  const ok = async (asked: Promise<{ status: number; text: string }>) => {
    const { status, text } = await asked;
    expect(status, text).toBeLessThan(300);
  };
  const [meeting, task, next, request] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const plan = { id: meeting, unitId: cell.id, kind: 'regular', plannedOn: '2026-11-28' };
  await ok(clerk.post('/meetings', plan));
  expect(await told(holder.userId)).toEqual([`meetings.called ${meeting}`]);
  await ok(clerk.patch(`/meetings/${meeting}`, { version: 1, place: 'Nhà văn hoá' }));
  expect(await told(holder.userId)).toHaveLength(1);
  await ok(clerk.patch(`/meetings/${meeting}`, { version: 2, plannedOn: '2026-11-29' }));
  expect(await told(holder.userId)).toEqual([`meetings.called ${meeting}`, `meetings.called ${meeting}`]);

  const given = { id: task, unitId: cell.id, title: 'Việc', ownerUnitId: cell.id, measure: 'xong' };
  await ok(clerk.post('/tasks', { ...given, assignedOn: '2026-11-21', dueOn: '2026-12-30' }));
  const carried = {
    id: randomUUID(),
    version: 1,
    on: '2026-11-22',
    to: 'carried_over',
    dueOn: '2027-01-30',
    nextId: next,
  };
  await ok(clerk.post(`/tasks/${task}/entries`, { ...carried, note: 'Chưa xong' }));
  expect((await told(holder.userId)).slice(2)).toEqual([`tasks.given ${next}`]);

  const asked = {
    id: request,
    unitId: cell.id,
    fromWhom: 'people',
    topic: 'road',
    content: 'Đường',
    owedById: commune.id,
  };
  await ok(clerk.post('/requests', { ...asked, receivedOn: '2026-11-10', dueOn: '2026-11-23' }));
  expect(await told(above.userId)).toEqual([`tasks.answer-owed ${request}`]);
  // What was refused was said to nobody, and the look of every quarter of an hour finds nothing more.
  expect((await clerk.post('/meetings', { ...plan, id: randomUUID(), plannedOn: '2009-11-28' })).status).toBe(409);
  expect(await tellWhatWasSaid(db, () => now)).toBe(0);
  expect(await tellWhatIsDue(db, () => now)).toBe(0);
});

test('an office that reports here is told of the report that is due: the one begun, or that of the next period; one day of the month for all', async () => {
  const begun = async (name: string, signed: boolean) =>
    asOwner(db, 'test', async (tx) => {
      const unit = await aUnit(tx, { kind: 'commune_body', name, from: '2010-01-01' });
      const office = await aUnit(tx, {
        kind: 'office',
        name: `Văn phòng ${name}`,
        parentId: unit.id,
        from: '2010-01-01',
      });
      const clerk = await aPostHolder(tx, [{ unit: office, kind: 'commune_office_staff' }]);
      const id = randomUUID();
      await tx.run(sql`
        insert into figures.report (id, template, unit_id, from_on, to_on, created_by, label, is_open)
        values (${id}, 'commune.month', ${unit.id}, '2026-10-01', '2026-10-31', 'test', ${unit.label}, ${!signed})`);
      if (signed)
        await tx.run(sql`
          insert into figures.signed_report (report_id, number, signed_at, signed_by, signed_name, signature, as_of, tree_on, tree_epoch, roll_difference, blocks,
            warnings, documents, content_hash, label)
          values (${id}, 1, now(), 'test', 'Lò Văn Thử', '{}', '2026-10-31', '2026-10-31', 'x', 0, 0, '[]', '{}', repeat('0', 64), ${unit.label})`);
      return { id, user: clerk.userId };
    });
  const [late, done] = [await begun('Đảng bộ xã Chậm', false), await begun('Đảng bộ xã Xong', true)];
  const told = async (user: string, on: string) => {
    await tellWhatIsDue(db, () => new Date(`${on}T10:00:00+07:00`));
    return asOwner(db, 'test', (tx) =>
      tx.many<{ kind: string; href: string }>(
        sql`select kind, href from platform.notice where user_id = ${user} and kind = 'figures.report-due' order by created_at, id`,
      ),
    );
  };
  expect(await told(late.user, '2026-11-16')).toEqual([]);
  expect(await told(late.user, '2026-11-17')).toEqual([{ kind: 'figures.report-due', href: `/reports/${late.id}` }]);
  expect(await told(late.user, '2026-11-20')).toHaveLength(1);
  expect(await told(done.user, '2026-11-20')).toEqual([]);
  expect(await told(done.user, '2026-12-17')).toEqual([{ kind: 'figures.report-due', href: '/reports' }]);
  // A province that collects on the 25th says so in the settings.
  const third = await begun('Đảng bộ xã Ba', false);
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into platform.setting (key, valid, value, source, confidence) values ('reports.due-day', '[2026-01-01,)', '25', 'thử', 'set')`,
    ),
  );
  expect(await told(third.user, '2026-11-21')).toEqual([]);
  expect(await told(third.user, '2026-11-22')).toHaveLength(1);
});

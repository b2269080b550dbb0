import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import '#modules/admission/index.ts';
import '#modules/channel/index.ts';
import '#modules/meetings/index.ts';
import '#modules/tasks/index.ts';
import { aCell } from '#modules/membership/testing.ts';
import { aPostHolder, aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '../platform/db/database.ts';
import { LANGS } from '../platform/format.ts';
import { hasMessage, translate } from '../platform/messages-node.ts';
import { noticeKinds, wordsOfKind } from '../platform/notices/kinds.ts';
import { tellWhatIsDue } from '../platform/notices/sender.ts';
import { testDatabase } from '../platform/testing/database.ts';

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

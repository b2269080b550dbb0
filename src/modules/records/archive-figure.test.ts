import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { registerRecordsFigures } from './figures.ts';
import { recordsRoutes } from './index.ts';
import { aRecordsWorld, rangesOf } from './testing.ts';

registerRecordsFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [recordsRoutes, figuresRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });

test('I-59: files fall due so many months after closing as the setting stood on that day; handed over ones count, value = list', async () => {
  const world = await asOwner(db, 'test', aRecordsWorld);
  const clerk = as({ ranges: rangesOf([world.commune, world.cell]) });
  const closed = (code: string, on: string, state = 'closed') =>
    asOwner(db, 'test', async (tx) => {
      const { id } = await tx.one<{ id: string }>(sql`
        insert into records.dossier (unit_id, year, code, title, retention, keeper, state, opened_on, closed_on, label)
        values (${world.commune.id}, ${on.slice(0, 4)}::int, ${code}, 'Công văn', 'correspondence', 'Văn thư', ${state}, ${on}::date - 100, ${on}, ${world.commune.label}) returning id`);
      return id;
    });
  const first = await closed('01', '2025-03-10');
  await closed('02', '2025-11-20');
  await closed('03', '2024-12-31');
  await asOwner(db, 'test', async (tx) => {
    const transfer = randomUUID();
    await tx.run(sql`
      insert into records.transfer (id, unit_id, archive, archive_name, prepared_on, label)
      values (${transfer}, ${world.commune.id}, 'office', 'Lưu trữ', '2026-02-01', ${world.commune.label})`);
    await tx.run(
      sql`insert into records.transfer_item (transfer_id, dossier_id, label) values (${transfer}, ${first}, ${world.commune.label})`,
    );
    await tx.run(
      sql`update records.transfer set state = 'accepted', accepted_on = '2026-02-20', accepted_by = 'Lưu trữ viên' where id = ${transfer}`,
    );
  });
  const ask = async (from: string, to: string) => {
    const period = `unit=${world.commune.id}&from=${from}&to=${to}`;
    const { body } = await clerk.get<{ numerator: number; denominator: number }>(`/figures/I-59?${period}`);
    const list = await clerk.get<{ items: { subjectId: string }[] }>(`/figures/I-59/records?${period}`);
    expect(list.body.items.map((one) => one.subjectId)).toEqual(body.numerator === 1 ? [first] : []);
    return [body.numerator, body.denominator];
  };
  // A year, where nobody set anything.
  expect(await ask('2026-01-01', '2026-11-22')).toEqual([1, 2]);
  expect(await ask('2025-12-01', '2025-12-31')).toEqual([0, 1]);
  // From 2025 on the office gives six months: the day of closing decides which rule holds.
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into platform.setting (key, valid, value, source) values ('records.office-archive-months', '[2025-01-01,)', '6', 'Quy chế văn thư của Đảng uỷ xã')`),
  );
  expect(await ask('2025-09-01', '2025-09-30')).toEqual([0, 1]);
  expect(await ask('2026-05-01', '2026-05-31')).toEqual([0, 1]);
  expect(await ask('2025-12-01', '2025-12-31')).toEqual([0, 1]);
  expect(await ask('2026-06-01', '2026-11-22')).toEqual([0, 0]);
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { carryOutEvent, dryRunEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { aRequest, aTask } from '#modules/tasks/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import '#modules/membership/index.ts';
import './index.ts';
import { aMeeting } from './testing.ts';

const db = await testDatabase();
const caller = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };
const MERGED_ON = '2026-10-01';

/** Two cells with everything that may be open in the middle of a merger, and what is over. */
async function inTheMiddle() {
  return asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', from: '1950-01-01' });
    const one = await aCell(tx, { parent: commune, name: 'Chi bộ Một' });
    const two = await aCell(tx, { parent: commune, name: 'Chi bộ Hai' });
    const member = await aMember(tx, { cell: one });
    const ids = {
      open: await aTask(tx, { unit: one, assignedOn: '2026-09-05', dueOn: '2026-10-31' }),
      done: await aTask(tx, {
        unit: one,
        assignedOn: '2026-09-05',
        dueOn: '2026-09-30',
        state: 'done',
        closedOn: '2026-09-20',
      }),
      other: await aTask(tx, { unit: two, assignedOn: '2026-09-05', dueOn: '2026-10-31' }),
      asked: await aRequest(tx, { unit: one, owedBy: commune, receivedOn: '2026-09-05' }),
      answered: await aRequest(tx, { unit: one, receivedOn: '2026-09-05', answeredOn: '2026-09-10' }),
      held: await aMeeting(tx, { unit: one, on: '2026-09-05', people: [member] }),
      planned: await aMeeting(tx, { unit: one, on: '2026-10-05' }),
      plannedToo: await aMeeting(tx, { unit: two, on: '2026-10-04' }),
      theme: randomUUID(),
      past: randomUUID(),
      feed: randomUUID(),
    };
    for (const [id, quarter] of [
      [ids.theme, 4],
      [ids.past, 2],
    ] as const)
      await tx.run(sql`
        insert into meetings.planned_theme (id, unit_id, year, quarter, theme, title, label) values (${id}, ${one.id}, 2026, ${quarter}, 'youth', 'Tạo nguồn', ${one.label})`);
    await tx.run(sql`
      insert into meetings.feed (id, token_hash, kind, unit_id, user_id, label) values (${ids.feed}, sha256(${ids.feed}::bytea), 'unit', ${one.id}, 'u', ${one.label})`);
    return { commune, one, two, ids };
  });
}

const whereabouts = () =>
  asOwner(db, 'test', (tx) =>
    tx.many<{ id: string; unit: string; inStep: boolean; number: number | null }>(sql`
      select x.id, x.unit_id as unit, x.label = u.label as "inStep", x.number from (
        select id, unit_id, label, null::int as number from tasks.task union all select id, unit_id, label, null from tasks.request
        union all select id, unit_id, label, number_in_month from meetings.meeting union all select id, unit_id, label, null from meetings.planned_theme
        union all select id, unit_id, label, null from meetings.feed) x join organisation.unit u on u.id = x.unit_id order by x.id`),
  );

async function merge({ one, two }: { one: { id: string }; two: { id: string } }) {
  const [id, into] = [randomUUID(), randomUUID()];
  const result = await inScope(db, caller, async (tx) => {
    const { parentId } = await tx.one<{ parentId: string }>(
      sql`select parent_id as "parentId" from organisation.unit_version where unit_id = ${one.id}`,
    );
    const more = {
      setting: 'village',
      seat: null,
      symbol: null,
      slug: null,
      lon: null,
      lat: null,
      codes: [],
      covers: [],
    };
    await planEvent(tx, caller, {
      id,
      effectiveOn: MERGED_ON,
      title: null,
      document: null,
      documentOn: null,
      decidingBody: null,
      plan: {
        kind: 'merge',
        sources: [one.id, two.id],
        result: { id: into, name: 'Chi bộ Một Hai', kind: 'party_cell', parentId, ...more },
      },
    });
    const dry = await dryRunEvent(tx, id);
    await carryOutEvent(tx, caller, id);
    return dry;
  });
  return { id, into, dry: result };
}

test('what is open goes on under the successor, what is over stays, and everything comes home when it is taken back', async () => {
  const place = await inTheMiddle();
  const { ids, one } = place;
  const before = await whereabouts();
  const { id, into, dry } = await merge(place);
  expect(JSON.stringify(dry)).toContain('open_task');
  const after = new Map((await whereabouts()).map((row) => [row.id, row]));
  const moved = [ids.open, ids.other, ids.asked, ids.planned, ids.plannedToo, ids.theme, ids.feed];
  for (const here of moved) expect(after.get(here)).toMatchObject({ unit: into, inStep: true });
  for (const here of [ids.done, ids.answered, ids.held, ids.past])
    expect(after.get(here)).toMatchObject({ unit: one.id });
  // Two meetings of October are now of one cell: both stay, numbered.
  expect([after.get(ids.planned)?.number, after.get(ids.plannedToo)?.number].sort()).toEqual([1, 2]);
  await inScope(db, caller, (tx) => takeBackEvent(tx, caller, id));
  expect(await whereabouts()).toEqual(before);
});

test('once a meeting that moved was held, the merger does not come back', async () => {
  const place = await inTheMiddle();
  const { id } = await merge(place);
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`update meetings.meeting set state = 'held', held_on = '2026-10-05' where id = ${place.ids.planned}`),
  );
  await expect(inScope(db, caller, (tx) => takeBackEvent(tx, caller, id))).rejects.toMatchObject({
    code: 'meeting.held-since',
  });
});

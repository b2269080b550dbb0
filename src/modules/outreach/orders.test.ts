import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { recordsRoutes } from '#modules/records/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { OrderOfVisit } from './contract.ts';
import { outreachRoutes } from './index.ts';
import { assertMoment, orderChange } from './rules.ts';
import { anAgencyAndACommune } from './testing.ts';

let today = '2026-11-20';
const db = await testDatabase();
const { as } = await testApp(db, [outreachRoutes, recordsRoutes], { now: () => new Date(`${today}T05:00:00Z`) });
const world = await asOwner(db, 'test', (tx) => anAgencyAndACommune(tx));
const at = (units: readonly { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const there = [world.place, world.commune, world.village, world.second, world.cell];
const clerk = as({ ranges: at([...there, world.office, world.officeCell]) });

async function aVisit(more: object = {}): Promise<string> {
  const id = randomUUID();
  const body = {
    id,
    kind: 'records_coaching',
    title: 'Hướng dẫn văn thư',
    placeId: world.place.id,
    agencyId: world.office.id,
    startsOn: '2026-11-20',
    endsOn: '2026-11-21',
    ...more,
  };
  expect((await clerk.post('/activities', body)).status).toBe(201);
  return id;
}
async function anArrival(summary: string): Promise<string> {
  const id = randomUUID();
  const answer = await clerk.post('/arrivals', {
    id,
    unitId: world.commune.id,
    kind: 'letter',
    symbol: '96-CV/VPTU',
    summary,
    issuerName: 'Văn phòng Tỉnh uỷ',
    datedOn: '2026-11-18',
    arrivedOn: today,
    dueOn: '2027-01-10',
  });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
const take = (visit: string, moment: 'before' | 'after', unitId: string = world.commune.id, caller = clerk) =>
  caller.post<{ code?: string }>(`/activities/${visit}/records-order`, { id: randomUUID(), unitId, moment });
const codeOf = async (answer: ReturnType<typeof take>) => (await answer).body.code;
const ordersOf = async (visit: string, caller = clerk) =>
  (await caller.get<{ items: OrderOfVisit[] }>(`/activities/${visit}/records-order`)).body.items;
const attach = (document: string) =>
  asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into records.attachment (document_id, name, media_type, bytes, sha256, label)
      values (${document}, 'ban-chup.pdf', 'application/pdf', 1, repeat('a', 64), ${world.commune.label})`),
  );

test('a coaching visit cites the check of order before and after: what was mended, what is left, what is new, each with its paper', async () => {
  const visit = await aVisit();
  const [first, second] = [await anArrival('Về chuẩn bị hội nghị'), await anArrival('Về kiểm kê hồ sơ')];
  // The commune is named; the papers are those of the Party organisation that covers it.
  expect((await take(visit, 'before', world.place.id)).status).toBe(201);
  const [begun] = await ordersOf(visit);
  expect(begun).toMatchObject({
    unit: { id: world.commune.id },
    before: '2026-11-20',
    after: null,
    mended: [],
    added: [],
  });
  expect(begun?.checks.find((one) => one.check === 'no-file')).toEqual({
    check: 'no-file',
    before: { looked: 2, failing: 2 },
    after: null,
  });
  await attach(first);
  today = '2026-12-04';
  const third = await anArrival('Đến sau buổi hướng dẫn');
  expect((await take(visit, 'after')).status).toBe(201);
  const [order] = await ordersOf(visit);
  expect(order?.checks.find((one) => one.check === 'no-file')).toMatchObject({
    before: { looked: 2, failing: 2 },
    after: { looked: 3, failing: 2 },
  });
  const papers = (list: OrderOfVisit['mended'] = []) =>
    list.filter((one) => one.check === 'no-file').map((one) => [one.document?.id, one.document?.summary]);
  expect(papers(order?.mended)).toEqual([[first, 'Về chuẩn bị hội nghị']]);
  expect(papers(order?.left)).toEqual([[second, 'Về kiểm kê hồ sơ']]);
  expect(papers(order?.added)).toEqual([[third, 'Đến sau buổi hướng dẫn']]);
  // Later still: the last check afterwards counts, and what was taken stays as it was.
  await attach(second);
  expect((await ordersOf(visit))[0]?.mended.length).toBe(order?.mended.length);
  today = '2026-12-11';
  await take(visit, 'after');
  expect(papers((await ordersOf(visit))[0]?.mended).length).toBe(2);
  today = '2026-11-20';
});

test('who reads the visit but not the papers sees the counts and no paper; a stranger sees nothing; without the right nothing is cited', async () => {
  const visit = await aVisit();
  const paper = await anArrival('Chỉ xã được đọc');
  await take(visit, 'before');
  const agency = as({ ranges: at([world.office]) });
  const [seen] = await ordersOf(visit, agency);
  expect(seen?.checks.find((one) => one.check === 'no-file')?.before?.failing).toBeGreaterThan(0);
  expect(JSON.stringify(seen)).not.toContain(paper);
  expect(JSON.stringify(seen)).not.toContain('Chỉ xã được đọc');
  const stranger = as({ ranges: at([world.next]) });
  expect((await stranger.get(`/activities/${visit}/records-order`)).status).toBe(404);
  expect((await take(visit, 'after', world.commune.id, stranger)).status).toBe(404);
  const noRecords = as({ ranges: at(there), rights: ['outreach.read', 'outreach.write'] });
  expect(await take(visit, 'after', world.commune.id, noRecords)).toMatchObject({
    status: 403,
    body: { code: 'right.missing' },
  });
});

test('it is taken in turn, for a unit of the place that was visited, and stays', async () => {
  const visit = await aVisit();
  expect(await codeOf(take(visit, 'after'))).toBe('order.before-missing');
  expect(await codeOf(take(visit, 'before', world.office.id))).toBe('order.unit-not-visited');
  expect((await take(visit, 'before', world.next.id)).status).toBe(404);
  expect((await take(visit, 'before')).status).toBe(201);
  expect(await codeOf(take(visit, 'before'))).toBe('order.before-taken');
  expect((await take(visit, 'after')).status).toBe(201);
  expect(await codeOf(take(visit, 'after'))).toBe('order.taken-today');
  expect(await codeOf(take(await aVisit({ kind: 'cleaning' }), 'before'))).toBe('coaching.no-checklist');
  const over = await aVisit({ startsOn: '2026-11-10', endsOn: '2026-11-10' });
  expect(await codeOf(take(over, 'before'))).toBe('order.visit-over');
  // The database says so by itself.
  const put = (moment: string) =>
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into outreach.records_order (activity_id, unit_id, moment, taken_on, checks, offenders)
        values (${over}, ${world.commune.id}, ${moment}, '2026-11-20', '[]', '[]')`),
    );
  await expect(put('after')).rejects.toMatchObject({ code: 'order.before-missing' });
});

const ref = (check: string, document: string) => ({ check, document, dossier: null });
test.each([
  ['nothing taken afterwards', ['a'], undefined, [], ['a'], []],
  ['all mended', ['a', 'b'], [], ['a', 'b'], [], []],
  ['some mended, one new', ['a', 'b'], ['b', 'c'], ['a'], ['b'], ['c']],
])('what a visit changed: %s', (_name, before, after, mended, left, added) => {
  const refs = (list: readonly string[]) => list.map((one) => ref('no-file', one));
  expect(orderChange(refs(before), after && refs(after))).toEqual({
    mended: refs(mended),
    left: refs(left),
    added: refs(added),
  });
});

test.each([
  ['before', '2026-11-21', null, undefined],
  ['before', '2026-11-22', null, 'order.visit-over'],
  ['before', '2026-11-20', '2026-11-20', 'order.before-taken'],
  ['after', '2026-11-20', null, 'order.before-missing'],
  ['after', '2026-11-19', '2026-11-18', 'order.visit-not-begun'],
  ['after', '2026-11-20', '2026-11-18', undefined],
] as const)('%s on %s, with “before” taken on %s: %s', (moment, on, before, code) => {
  const visit = { startsOn: '2026-11-20', endsOn: '2026-11-21', today: on, before };
  if (code === undefined) expect(() => assertMoment(moment, visit)).not.toThrow();
  else expect(() => assertMoment(moment, visit)).toThrow(expect.objectContaining({ code }) as Error);
});

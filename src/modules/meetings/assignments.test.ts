import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { carryOutEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import '#modules/membership/index.ts';
import type { Board, FollowedCell, MeetingPage } from './contract.ts';
import { registerMeetingFigures } from './figures.ts';
import { meetingsRoutes } from './index.ts';
import { aMeeting, aPlace, type Place } from './testing.ts';

registerMeetingFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [meetingsRoutes, figuresRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
type Code = { code: string; details?: Record<string, unknown> };

/** A commune with a cell, an office cell with a deputy secretary and a clerk; a neighbour. */
async function aCommittee() {
  const place = await aPlace(db);
  const people = await asOwner(db, 'test', async (tx) => {
    const officeCell = await aCell(tx, { parent: place.commune, name: 'Chi bộ cơ quan', setting: 'agency' });
    const withPost = async (fullName: string, kind: string) => {
      const member = await aMember(tx, { cell: officeCell, fullName });
      await tx.run(sql`
        insert into organisation.post (unit_id, kind, person_id, valid, label)
        values (${place.commune.id}, ${kind}, ${member.id}, daterange('2024-01-01', null), ${place.commune.label})`);
      return member;
    };
    return {
      officeCell,
      deputy: await withPost('Chang A Của', 'commune_deputy_secretary'),
      member: await withPost('Khoàng Văn Sầu', 'committee_member'),
      clerk: await withPost('Vàng Thị Mỷ', 'commune_office_staff'),
    };
  });
  const superior = as({ ranges: at(place.commune, place.cell, people.officeCell) });
  const secretary = as({
    ranges: at(place.cell),
    rights: ['meetings.read', 'meetings.write', 'tasks.read', 'figures.read'],
  });
  return { place, people, superior, secretary };
}
type World = Awaited<ReturnType<typeof aCommittee>>;
const assignment = ({ place, people }: World, more: object = {}) => ({
  id: randomUUID(),
  cellId: place.cell.id,
  committeeId: place.commune.id,
  personId: people.deputy.id,
  from: '2026-01-01',
  document: '12-QĐ/ĐU',
  ...more,
});
const refusal = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return status < 400 ? status : (body as Code).code;
};

test('a committee gives a cell to one of its members; the cell reads his name; he is at a meeting and I-24 knows', async () => {
  const world = await aCommittee();
  const { place, superior, secretary } = world;
  const given = assignment(world);
  expect(await refusal(superior.post('/cell-assignments', given))).toBe(201);
  expect(await refusal(superior.post('/cell-assignments', given))).toBe(201);
  const [first, second] = await asOwner(db, 'test', async (tx) => [
    await aMeeting(tx, { unit: place.cell, on: '2026-09-05', through: 'held', people: [place.people.chair] }),
    await aMeeting(tx, { unit: place.cell, on: '2026-10-05', through: 'held', people: [place.people.chair] }),
  ]);
  // His file stands elsewhere: the cell knows his name from the assignment alone.
  const page = (await secretary.get<MeetingPage>(`/meetings/${first}`)).body;
  expect(page.followers).toMatchObject([
    { name: 'Chang A Của', post: 'commune_deputy_secretary', document: '12-QĐ/ĐU' },
  ]);
  const delegate = { fullName: 'Chang A Của', post: 'Phó Bí thư Đảng uỷ', level: 'commune', personId: given.personId };
  expect(
    await refusal(secretary.put(`/meetings/${first}/delegates`, { version: page.version, items: [delegate] })),
  ).toBe(200);
  const figure = async (id: string, query: string) =>
    (
      await superior.get<{ numerator: number; denominator: number; records: { count: number } }>(
        `/figures/${id}?unit=${place.cell.id}&${query}`,
      )
    ).body;
  expect(await figure('I-24.follower', 'from=2026-01-01&to=2026-12-31')).toMatchObject({
    numerator: 1,
    denominator: 2,
    records: { count: 1 },
  });
  expect(await figure('I-24.followed', 'asOf=2026-11-22')).toMatchObject({ numerator: 1, denominator: 1 });
  const list = (await superior.get<{ items: FollowedCell[] }>(`/cell-assignments?unit=${place.commune.id}`)).body.items;
  expect(
    list.map(({ cell, followers }) => [cell.name, followers.map(({ name, held, attended }) => [name, held, attended])]),
  ).toEqual([
    ['Chi bộ bản Nậm Pắc', [['Chang A Của', 2, 1]]],
    ['Chi bộ cơ quan', []],
  ]);
  const board = (await superior.get<Board>(`/meetings/board?unit=${place.commune.id}&year=2026`)).body;
  expect(board.cells.find(({ unit }) => unit.id === place.cell.id)?.follower).toEqual({
    name: 'Chang A Của',
    lastOn: '2026-09-05',
  });
  // Who does not follow this cell is not entered as if he did.
  const stranger = { ...delegate, personId: world.people.member.id };
  const second_ = (await secretary.get<MeetingPage>(`/meetings/${second}`)).body;
  expect(
    await refusal(secretary.put(`/meetings/${second}/delegates`, { version: second_.version, items: [stranger] })),
  ).toBe('delegate.not-following');
});

test('refused: a clerk, a committee that does not stand above, a committee as the followed, a cell that is taken, a stranger', async () => {
  const world = await aCommittee();
  const { place, people, superior, secretary } = world;
  const both = as({ ranges: at(place.commune, place.cell, people.officeCell, place.other) });
  const give = (more: object, caller = superior) => refusal(caller.post('/cell-assignments', assignment(world, more)));
  expect(await give({ personId: people.clerk.id })).toBe('assignment.not-on-committee');
  expect(await give({ from: '2023-06-01' })).toBe('assignment.not-on-committee');
  expect(await give({ cellId: place.other.id }, both)).toBe('assignment.committee-not-above');
  expect(await give({ cellId: place.commune.id })).toBe('assignment.cell-only');
  expect(await give({ cellId: place.other.id })).toBe('not-found');
  expect(await give({ personId: place.people.chair.id })).toBe('assignment.not-on-committee');
  expect(await give({}, secretary)).toBe('right.missing');
  expect(await give({})).toBe(201);
  expect(await give({ personId: people.member.id, from: '2026-06-01' })).toBe('assignment.taken');
  // Beside the rule the database holds it.
  const past = asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into meetings.assignment (cell_id, committee_id, person_id, post, valid, document, label, committee_label)
      values (${place.cell.id}, ${place.commune.id}, ${people.clerk.id}, 'committee_member', daterange('2020-01-01', '2021-01-01'), 'x', ${place.cell.label}, ${place.commune.label})`),
  );
  await expect(past).rejects.toMatchObject({ code: 'assignment.not-on-committee' });
});

test('it ends on a day, and another follows from then on', async () => {
  const world = await aCommittee();
  const { place, people, superior, secretary } = world;
  const given = assignment(world);
  await superior.post('/cell-assignments', given);
  const end = (to: string, caller = superior) => refusal(caller.post(`/cell-assignments/${given.id}/end`, { to }));
  expect(await end('2025-12-31')).toBe('assignment.ends-before-start');
  expect(await end('2026-06-01', as({ ranges: at(place.cell) }))).toBe('not-found');
  expect(await end('2026-06-01', secretary)).toBe('right.missing');
  expect(await end('2026-06-01')).toBe(200);
  expect(await end('2026-07-01')).toBe('assignment.ended-already');
  expect(
    await refusal(
      superior.post('/cell-assignments', assignment(world, { personId: people.member.id, from: '2026-06-01' })),
    ),
  ).toBe(201);
  const [row] = (await superior.get<{ items: FollowedCell[] }>(`/cell-assignments?unit=${place.cell.id}`)).body.items;
  expect(row?.followers.map(({ name }) => name)).toEqual(['Khoàng Văn Sầu']);
});

/** Merges two cells of a commune through the use cases of the tree. */
async function merge(one: Place['cell'], two: { id: string }) {
  const caller = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };
  const [id, into] = [randomUUID(), randomUUID()];
  await inScope(db, caller, async (tx) => {
    const { parentId } = await tx.one<{ parentId: string }>(
      sql`select parent_id as "parentId" from organisation.unit_version where unit_id = ${one.id}`,
    );
    const bare = {
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
      effectiveOn: '2026-10-01',
      title: null,
      document: null,
      documentOn: null,
      decidingBody: null,
      plan: {
        kind: 'merge',
        sources: [one.id, two.id],
        result: { id: into, name: 'Chi bộ hợp', kind: 'party_cell', parentId, ...bare },
      },
    });
    await carryOutEvent(tx, caller, id);
  });
  return { into, takeBack: () => inScope(db, caller, (tx) => takeBackEvent(tx, caller, id)) };
}

test('who follows a cell goes on with its successor, and comes home when the merger is taken back', async () => {
  const world = await aCommittee();
  const { place, superior } = world;
  const other = await asOwner(db, 'test', async (tx) => {
    const cell = await aCell(tx, { parent: place.commune, name: 'Chi bộ bản Phiêng Vai' });
    await aMember(tx, { cell });
    return cell;
  });
  await superior.post('/cell-assignments', assignment(world));
  const everything = () =>
    asOwner(db, 'test', (tx) =>
      tx.many(
        sql`select cell_id, person_id, valid::text from meetings.assignment where committee_id = ${place.commune.id} order by valid, cell_id`,
      ),
    );
  const before = await everything();
  const { into, takeBack } = await merge(place.cell, other);
  expect(await everything()).toEqual([
    { cell_id: place.cell.id, person_id: world.people.deputy.id, valid: '[2026-01-01,2026-10-01)' },
    { cell_id: into, person_id: world.people.deputy.id, valid: '[2026-10-01,)' },
  ]);
  await takeBack();
  expect(await everything()).toEqual(before);
});

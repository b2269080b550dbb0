import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { carryOutEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { CourseList, CoursePage, RoleModel } from './contract.ts';
import { registerLearningFigures } from './figures.ts';
import { learningRoutes } from './index.ts';

registerLearningFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [learningRoutes, figuresRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const from = '2010-01-01';

const world = await asOwner(db, 'test', async (tx) => {
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from });
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Nậm Kè', parentId: province.id, from });
  const other = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã khác', parentId: province.id, from });
  const place = await aUnit(tx, { kind: 'commune', name: 'Xã Nậm Kè', from });
  const village = await aUnit(tx, { kind: 'village', name: 'Bản Phiêng Vai', parentId: place.id, from });
  const cell = await aCell(tx, { parent: commune, name: 'Chi bộ Phiêng Vai', covers: [village], from });
  const elsewhere = await aCell(tx, { parent: other, name: 'Chi bộ khác', from });
  const secretary = await aMember(tx, { cell, fullName: 'Lò Thị Bí Thư' });
  const second = await aMember(tx, { cell, fullName: 'Lò Văn Hai' });
  const stranger = await aMember(tx, { cell: elsewhere, fullName: 'Người xã khác' });
  const person = async (name: string) => {
    const id = randomUUID();
    await tx.run(
      sql`insert into membership.person (id, full_name, family_key, given_key, label) values (${id}, ${name}, 'a', 'a', ${village.label})`,
    );
    return id;
  };
  const [head, villager] = [await person('Trưởng bản'), await person('Người dân')];
  await tx.run(sql`insert into organisation.post (unit_id, kind, person_id, valid, label) values
    (${cell.id}, 'cell_secretary', ${secretary.id}, '[2020-01-01,)', ${cell.label}), (${village.id}, 'village_head', ${head}, '[2020-01-01,)', ${village.label})`);
  return { province, commune, other, village, cell, elsewhere, secretary, second, stranger, head, villager };
});
const at = (units: readonly { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const clerk = as({ ranges: at([world.commune, world.village, world.cell]) });
const everything = as();

const course = (more: object = {}) => ({
  id: randomUUID(),
  unitId: world.commune.id,
  subject: 'secretary_skills',
  audience: 'cell_secretary',
  title: 'Bồi dưỡng bí thư chi bộ',
  curriculum: 'Nghiệp vụ công tác đảng; cách chủ trì sinh hoạt chi bộ',
  startsOn: '2026-10-05',
  endsOn: '2026-10-07',
  ...more,
});
async function held(): Promise<string> {
  const given = course();
  expect((await clerk.post('/courses', given)).status).toBe(201);
  for (const on of ['2026-10-05', '2026-10-06'])
    await clerk.post(`/courses/${given.id}/sessions`, { id: randomUUID(), on, topic: 'Chủ trì sinh hoạt', hours: 4 });
  expect((await clerk.patch(`/courses/${given.id}`, { version: 1, state: 'held' })).status).toBe(200);
  return given.id;
}
const code = async (path: string, body: object, caller = clerk) =>
  (await caller.post<{ code?: string }>(path, { id: randomUUID(), ...body })).body.code;
const page = async (id: string, caller = clerk) => (await caller.get<CoursePage>(`/courses/${id}`)).body;
const value = async (id: string, query = '') =>
  (
    await clerk.get<{ value: number; numerator: number | null; denominator: number | null }>(
      `/figures/${id}?unit=${world.commune.id}&from=2026&to=2026${query}`,
    )
  ).body;

test('a course is planned, held and told with its people; sending it again changes nothing', async () => {
  const given = course();
  expect((await clerk.post('/courses', given)).status).toBe(201);
  expect((await clerk.post('/courses', given)).status).toBe(201);
  expect((await clerk.patch<{ code: string }>(`/courses/${given.id}`, { version: 9, state: 'held' })).body.code).toBe(
    'course.changed-meanwhile',
  );
  expect((await clerk.patch(`/courses/${given.id}`, { version: 1, state: 'held' })).status).toBe(200);
  expect(
    (await clerk.patch<{ code: string }>(`/courses/${given.id}`, { version: 2, state: 'cancelled' })).body.code,
  ).toBe('course.closed');
  expect(await page(given.id)).toMatchObject({
    state: 'held',
    unit: { name: 'Đảng bộ xã Nậm Kè' },
    people: [],
    version: 2,
  });
});

test('bad input of courses is refused by its rule, and nothing is left behind', async () => {
  const refusals: [object, string][] = [
    [{ startsOn: '2026-10-08' }, 'course.dates'],
    [{ unitId: world.other.id }, 'not-found'],
    [{ unitId: randomUUID() }, 'not-found'],
    [{ startsOn: '2009-01-01' }, 'learning.unit-not-alive'],
    [{ subject: 'religion' }, 'request.invalid'],
    [{ title: '  ' }, 'request.invalid'],
    [{ startsOn: '2026-02-30' }, 'request.invalid'],
  ];
  for (const [more, expected] of refusals)
    expect([more, await code('/courses', course(more))]).toEqual([more, expected]);
  const later = course({ startsOn: '2026-12-05', endsOn: '2026-12-07' });
  await clerk.post('/courses', later);
  const patch = async (body: object) =>
    (await clerk.patch<{ code?: string }>(`/courses/${later.id}`, { version: 1, ...body })).body.code;
  expect(await patch({ state: 'held' })).toBe('course.not-begun');
  expect(await patch({ endsOn: '2026-12-01' })).toBe('course.dates');
  expect(await code(`/courses/${later.id}/sessions`, { on: '2026-12-08', topic: 'x', hours: 1 })).toBe(
    'course.session-outside',
  );
  expect(await code(`/courses/${later.id}/sessions`, { on: '2026-12-06', topic: 'x', hours: 13 })).toBe(
    'request.invalid',
  );
  const direct = asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into learning.session (course_id, on_date, topic, hours, label) values (${later.id}, '2026-12-08', 'x', 1, ${world.commune.label})`,
    ),
  );
  await expect(direct).rejects.toMatchObject({ code: 'course.session-outside' });
});

test('the database itself refuses a certificate of a course that was not passed, or before its end', async () => {
  const id = await held();
  const certify = (issuedOn: string, passed: boolean) =>
    asOwner(db, 'test', async (tx) => {
      const participant = randomUUID();
      await tx.run(sql`
        insert into learning.participant (id, course_id, person_id, as_what, unit_id, sessions, passed, label, home_label)
        values (${participant}, ${id}, ${world.secretary.id}, 'cell_secretary', ${world.commune.id}, 1, ${passed}, ${world.commune.label}, ${world.commune.label})`);
      await tx.run(sql`
        insert into learning.certificate (participant_id, number, issued_on, label, home_label)
        values (${participant}, 'CN 1', ${issuedOn}, ${world.commune.label}, ${world.commune.label})`);
    });
  await expect(certify('2026-10-20', false)).rejects.toMatchObject({ code: 'course.certificate-not-passed' });
  await expect(certify('2026-10-01', true)).rejects.toMatchObject({ code: 'course.certificate-before-end' });
});

test('members and cadres by name, everybody else as a number; believers are a head count', async () => {
  const id = await held();
  const participant = (personId: string, more: object = {}) =>
    code(`/courses/${id}/participants`, { personId, sessions: 2, ...more });
  expect(await participant(world.secretary.id, { as: 'cell_secretary', passed: true })).toBeUndefined();
  expect(await participant(world.head, { as: 'village_head', sessions: 1 })).toBeUndefined();
  expect(await participant(world.villager)).toBe('course.person-not-cadre');
  expect(await participant(world.stranger.id)).toBe('not-found');
  expect(await participant(randomUUID())).toBe('not-found');
  expect(await participant(world.second.id, { sessions: 3 })).toBe('course.sessions-over');
  expect(await participant(world.secretary.id)).toBe('course.participant-exists');
  expect(await code(`/courses/${id}/head-counts`, { group: 'believers', people: 41 })).toBeUndefined();
  expect(await code(`/courses/${id}/head-counts`, { group: 'believers', people: 2 })).toBe('course.group-counted');
  expect(await code(`/courses/${id}/head-counts`, { group: 'villagers', people: 0 })).toBe('request.invalid');
  expect((await page(id)).people.map((one) => [one.person.name, one.as, one.sessions])).toEqual([
    ['Lò Thị Bí Thư', 'cell_secretary', 2],
    ['Trưởng bản', 'village_head', 1],
  ]);
  const columns = await asOwner(db, 'test', (tx) =>
    tx.many<{ name: string }>(
      sql`select column_name as name from information_schema.columns where table_schema = 'learning' and column_name ~ 'relig|belief|name$'`,
    ),
  );
  expect(columns.filter((column) => column.name !== 'table_name')).toEqual([]);
});

test('a certificate is for who passed, not before the end, once, with a number of its own', async () => {
  const id = await held();
  const participant = { id: randomUUID(), personId: world.second.id, sessions: 2 };
  await clerk.post(`/courses/${id}/participants`, participant);
  const certificate = (more: object = {}) =>
    code(`/courses/${id}/certificates`, {
      participantId: participant.id,
      number: '12/CN',
      issuedOn: '2026-10-07',
      ...more,
    });
  expect(await certificate()).toBe('course.certificate-not-passed');
  const judged = await clerk.patch(`/courses/${id}/participants/${participant.id}`, { version: 1, passed: true });
  expect(judged.status, judged.text).toBe(200);
  expect(await certificate({ issuedOn: '2026-10-06' })).toBe('course.certificate-before-end');
  expect(await certificate({ issuedOn: '2026-12-06' })).toBe('learning.in-future');
  expect(await certificate()).toBeUndefined();
  expect(await certificate({ number: '13/CN' })).toBe('course.certified');
  const back = await clerk.patch<{ code: string }>(`/courses/${id}/participants/${participant.id}`, {
    version: 2,
    passed: false,
  });
  expect(back.body.code).toBe('course.certified');
  expect((await page(id)).people[0]?.certificate).toEqual({ number: '12/CN', issuedOn: '2026-10-07' });
});

test('another commune sees neither course nor people; the home of a participant sees his line', async () => {
  const id = await held();
  await clerk.post(`/courses/${id}/participants`, { id: randomUUID(), personId: world.secretary.id, sessions: 1 });
  const outsider = as({ ranges: at([world.other, world.elsewhere]) });
  expect((await outsider.get(`/courses/${id}`)).status).toBe(404);
  expect((await outsider.get(`/courses?unit=${world.commune.id}`)).status).toBe(404);
  expect((await outsider.get<CourseList>(`/courses?unit=${world.other.id}`)).body.items).toEqual([]);
  expect(await code(`/courses/${id}/head-counts`, { group: 'youth', people: 3 }, outsider)).toBe('not-found');
  const home = as({ ranges: at([world.cell]) });
  const seen = await inScope(db, { userId: 'x', rights: RIGHTS, ranges: at([world.cell]) }, (tx) =>
    tx.many(sql`select 1 from learning.participant where course_id = ${id}`),
  );
  expect(seen).toHaveLength(1);
  expect(await code(`/courses/${id}/head-counts`, { group: 'youth', people: 3 }, home)).toBe('not-found');
});

test('figures: sessions, people once and attendances, heads by group, and the share of secretaries trained', async () => {
  const before = (await value('I-41')).value;
  const [one, two] = [await held(), await held()];
  for (const id of [one, two])
    await clerk.post(`/courses/${id}/participants`, {
      id: randomUUID(),
      personId: world.secretary.id,
      sessions: 2,
      as: 'cell_secretary',
    });
  await clerk.post(`/courses/${two}/head-counts`, { id: randomUUID(), group: 'believers', people: 17 });
  expect((await value('I-41')).value).toBe(before + 4);
  const participations = (await value('I-41.participants', '&filter=as_what=cell_secretary')).value;
  const people = (await value('I-41.participants', '&filter=as_what=cell_secretary&count=people')).value;
  expect(participations).toBeGreaterThanOrEqual(2);
  expect(people).toBe(1);
  expect(await value('I-41.secretaries')).toMatchObject({ numerator: 1, denominator: 1, value: 100 });
  const { body } = await clerk.get<{ rows: { key: string; value: number }[] }>(
    `/figures/I-41.heads?unit=${world.commune.id}&from=2026&to=2026&by=group`,
  );
  expect(body.rows.find((row) => row.key === 'believers')?.value).toBeGreaterThanOrEqual(17);
});

test('commendations of units, members and heads; a villager without post is not named', async () => {
  const given = {
    unitId: world.cell.id,
    form: 'merit',
    reason: 'cell_meetings',
    document: '17-QĐ/ĐU',
    on: { on: '2026-02-03', precision: 'day' },
    decidedBy: 'Đảng ủy xã Nậm Kè',
  };
  expect(await code('/commendations', given)).toBeUndefined();
  expect(await code('/commendations', given)).toBe('commendation.exists');
  expect(await code('/commendations', { ...given, personId: world.head, unitId: world.village.id })).toBeUndefined();
  expect(await code('/commendations', { ...given, personId: world.villager })).toBe('commendation.person-not-cadre');
  expect(await code('/commendations', { ...given, personId: world.stranger.id })).toBe('not-found');
  expect(await code('/commendations', { ...given, unitId: world.other.id })).toBe('not-found');
  expect(await code('/commendations', { ...given, on: { on: '2026-12-03', precision: 'day' } })).toBe(
    'learning.in-future',
  );
  expect((await value('I-42')).value).toBe(2);
  expect((await clerk.get<{ total: number }>(`/commendations?unit=${world.commune.id}&limit=1`)).body.total).toBe(2);
});

test('a role model counts as replicated when a further place takes it up', async () => {
  const model = {
    id: randomUUID(),
    unitId: world.cell.id,
    kind: 'cell_meetings',
    title: 'Chi bộ bốn tốt',
    on: { on: '2025-05-19', precision: 'day' },
  };
  expect((await clerk.post('/role-models', model)).status).toBe(201);
  expect(await code('/role-models', { ...model, personId: world.secretary.id })).toBe('model.not-agreed');
  expect(await code('/role-models', { ...model, personId: world.secretary.id, agreed: true })).toBeUndefined();
  expect((await value('I-42.models')).value).toBe(0);
  const adopt = (unitId: string, on: object, caller = clerk) =>
    code(`/role-models/${model.id}/adoptions`, { unitId, on, source: 'BC 6 tháng' }, caller);
  const day = (on: string) => ({ on, precision: 'day' });
  expect(await adopt(world.cell.id, day('2026-03-01'))).toBe('model.own-place');
  expect(await adopt(world.village.id, day('2025-03-01'))).toBe('model.adopted-before');
  expect(await adopt(world.elsewhere.id, day('2026-03-01'))).toBe('not-found');
  expect(await adopt(world.village.id, day('2026-03-01'))).toBeUndefined();
  expect(await adopt(world.village.id, day('2026-04-01'))).toBe('model.adopted-already');
  expect(await adopt(world.elsewhere.id, day('2026-03-01'), everything)).toBeUndefined();
  expect((await value('I-42.models')).value).toBe(1);
  // A place of another commune that took it up is known to those who named it.
  expect((await clerk.get<RoleModel>(`/role-models/${model.id}`)).body.adoptions).toHaveLength(2);
  const direct = asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into learning.adoption (model_id, unit_id, adopted_on, source, label, model_label) values (${model.id}, ${world.cell.id}, '2026-01-01', 'x', 1, 1)`,
    ),
  );
  await expect(direct).rejects.toMatchObject({ code: 'model.own-place' });
});

test('a planned course and a standing model go on under the successor, and come back', async () => {
  const [one, two] = await asOwner(db, 'test', async (tx) => [
    await aUnit(tx, { kind: 'grassroots_body', name: 'Đảng bộ Một', parentId: world.commune.id, from }),
    await aUnit(tx, { kind: 'grassroots_body', name: 'Đảng bộ Hai', parentId: world.commune.id, from }),
  ]);
  const planned = course({ unitId: one.id, startsOn: '2026-12-05', endsOn: '2026-12-07' });
  const over = course({ unitId: one.id });
  const model = {
    id: randomUUID(),
    unitId: one.id,
    kind: 'digital',
    title: 'Họp không giấy',
    on: { on: '2026-01-01', precision: 'year' },
  };
  for (const given of [planned, over]) await everything.post('/courses', given);
  await everything.patch(`/courses/${over.id}`, { version: 1, state: 'held' });
  await everything.post('/role-models', model);
  const owner = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };
  const id = randomUUID();
  await inScope(db, owner, async (tx) => {
    const plan = { kind: 'dissolve' as const, unitId: one.id, successorId: two.id, placements: [] };
    const paper = { title: null, document: null, documentOn: null, decidingBody: null };
    await planEvent(tx, owner, { id, effectiveOn: '2026-11-01', ...paper, plan });
    await carryOutEvent(tx, owner, id);
  });
  const unitOf = async (given: { id: string }) => (await page(given.id, everything)).unit.id;
  const modelUnit = async () => (await everything.get<RoleModel>(`/role-models/${model.id}`)).body.unit.id;
  expect([await unitOf(planned), await unitOf(over), await modelUnit()]).toEqual([two.id, one.id, two.id]);
  await inScope(db, owner, (tx) => takeBackEvent(tx, owner, id));
  expect([await unitOf(planned), await unitOf(over), await modelUnit()]).toEqual([one.id, one.id, one.id]);
});

test('lists are paged without gap or repetition; a reader may not write', async () => {
  const first = (await clerk.get<CourseList>(`/courses?unit=${world.commune.id}&limit=2`)).body;
  const ids = first.items.map((row) => row.id);
  let cursor = first.nextCursor;
  while (cursor) {
    const next: CourseList = (await clerk.get<CourseList>(`/courses?unit=${world.commune.id}&limit=2&cursor=${cursor}`))
      .body;
    ids.push(...next.items.map((row) => row.id));
    cursor = next.nextCursor;
  }
  expect(ids).toHaveLength(first.total ?? -1);
  expect(new Set(ids).size).toBe(ids.length);
  expect((await clerk.get<{ code: string }>(`/courses?unit=${world.commune.id}&cursor=zzz`)).body.code).toBe(
    'request.cursor',
  );
  const reader = as({ ranges: at([world.commune]), rights: ['learning.read'] });
  expect((await reader.post('/courses', course())).status).toBe(403);
  expect((await as({ rights: ['villages.read'] }).get(`/courses?unit=${world.commune.id}`)).status).toBe(403);
});

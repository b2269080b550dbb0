import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell } from '#modules/membership/testing.ts';
import { tasksRoutes } from '#modules/tasks/index.ts';
import { aTask } from '#modules/tasks/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { MeetingPage, MeetingRow, Quality, Written } from './contract.ts';
import { meetingsRoutes } from './routes.ts';
import { aMeeting, aPlace, type Place } from './testing.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [meetingsRoutes, tasksRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));

const place = await aPlace(db);
const secretaryOf = (one: Place) =>
  as({
    ranges: at(one.cell),
    rights: ['meetings.read', 'meetings.write', 'tasks.read', 'tasks.write', 'members.read'],
  });
const secretary = secretaryOf(place);
const superior = as({ ranges: at(place.commune, place.cell) });
const stranger = as({ ranges: at(place.other) });
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
const pageOf = async (id: string, caller = secretary) => (await caller.get<MeetingPage>(`/meetings/${id}`)).body;
const sheet = (one: Place, more: Record<string, object> = {}) =>
  Object.entries({ chair: {}, clerk: {}, one: {}, two: {}, young: {}, ...more }).map(([who, said]) => ({
    personId: one.people[who as keyof Place['people']].id,
    presence: 'present',
    ...said,
  }));
const minutes = (more: object[] = []) => ({
  items: [{ kind: 'review', title: 'Kiểm điểm nghị quyết', text: 'Xong 3 việc' }, ...more],
  conclusion: 'Thống nhất',
});

/** Leads a meeting from plan to held, with everybody present unless told otherwise. */
async function hold(
  one: Place,
  more: { plan?: object; sheet?: Record<string, object>; on?: string } = {},
): Promise<MeetingPage> {
  const caller = secretaryOf(one);
  const meeting = plan({ unitId: one.cell.id, ...more.plan });
  expect(await codeOf(caller.post('/meetings', meeting))).toBe(201);
  const on = more.on ?? '2026-11-05';
  expect(
    await codeOf(
      caller.put(`/meetings/${meeting.id}/attendance`, {
        version: 1,
        heldOn: on,
        startedAt: '19:30',
        rows: sheet(one, more.sheet),
      }),
    ),
  ).toBe(200);
  return pageOf(meeting.id, caller);
}

test('a cell holds its meeting and closes it: plan, attendance, vote, tasks, minutes, agreed, locked, corrected', async () => {
  const one = await aPlace(db);
  const caller = secretaryOf(one);
  const old = await asOwner(db, 'test', (tx) => aTask(tx, { unit: one.cell, title: 'Nạo vét 120 m mương bản' }));
  const meeting = await hold(one, { sheet: { two: { presence: 'excused', reason: 'work_away' } } });
  const { id } = meeting;
  const send = async (method: 'put' | 'post' | 'patch', path: string, body: object) =>
    caller[method]<Written>(`/meetings/${id}${path}`, body);
  const version = async () => (await pageOf(id, caller)).version;
  expect(meeting).toMatchObject({
    state: 'held',
    roll: 6,
    summoned: 5,
    present: 4,
    presentOfficial: 3,
    presentProbationary: 1,
    excused: 1,
    voteBase: 3,
  });
  expect(meeting.agenda.map(({ kind }) => kind)).toContain('self_criticism');

  const vote = {
    id: randomUUID(),
    subject: 'admission',
    title: 'Đề nghị kết nạp Chu Mò D.',
    base: 3,
    votesFor: 2,
    votesAgainst: 1,
    votesOther: 0,
  };
  expect(await codeOf(send('post', '/votes', { ...vote, base: 6 }))).toBe('vote.wrong-base');
  expect(await codeOf(send('post', '/votes', { ...vote, votesOther: 1 }))).toBe('vote.more-than-base');
  expect(await codeOf(send('post', '/votes', vote))).toBe(200);
  // Attendance may not slip away under a vote that was counted on it.
  expect(
    await codeOf(send('put', '/attendance', { version: await version(), heldOn: '2026-11-05', rows: sheet(one) })),
  ).toBe('attendance.votes-stand');

  const given = {
    id: randomUUID(),
    title: 'Họp dân về giống ngô',
    ownerPersonId: one.people.one.id,
    measure: '1 buổi',
    dueOn: '2026-12-01',
  };
  expect(await codeOf(send('post', '/tasks', { ...given, ownerPersonId: null }))).toBe('task.owner-missing');
  expect(await codeOf(send('post', '/tasks', given))).toBe(200);
  const request = {
    id: randomUUID(),
    fromWhom: 'people',
    topic: 'livelihood',
    content: 'Cần cán bộ hướng dẫn giống ngô',
    owedById: one.commune.id,
    dueOn: '2026-11-12',
  };
  expect(await codeOf(send('post', '/requests', request))).toBe(201);
  expect(
    await codeOf(
      send('put', '/delegates', {
        version: await version(),
        items: [{ fullName: 'Vàng Thị Dợ', post: 'Đảng uỷ viên', level: 'commune', remarks: 'Tài liệu gửi đủ' }],
      }),
    ),
  ).toBe(200);

  expect(
    await codeOf(
      send('put', '/minutes', {
        version: await version(),
        body: minutes([{ kind: 'self_criticism', title: 'Tự phê bình', text: 'Đồng chí A nhận khuyết điểm' }]),
      }),
    ),
  ).toBe('minutes.self-criticism-content');
  expect(await codeOf(send('put', '/minutes', { version: await version(), body: minutes() }))).toBe(200);
  const move = async (to: string) => codeOf(send('post', '/state', { version: await version(), to }));
  expect(await move('locked')).toBe('meeting.transition-not-allowed');
  expect(await move('agreed')).toBe('meeting.chair-needed');
  expect(
    await codeOf(
      send('patch', '', { version: await version(), chairId: one.people.chair.id, secretaryId: one.people.chair.id }),
    ),
  ).toBe('meeting.chair-is-secretary');
  expect(await codeOf(send('patch', '', { version: await version(), chairId: place.people.chair.id }))).toBe(
    'meeting.person-not-here',
  );
  expect(
    await codeOf(
      send('patch', '', {
        version: await version(),
        chairId: one.people.chair.id,
        secretaryId: one.people.clerk.id,
        endedAt: '21:05',
        speakers: 4,
      }),
    ),
  ).toBe(200);
  expect(await move('agreed')).toBe('meeting.tasks-untouched');
  expect((await pageOf(id, caller)).reviewed).toMatchObject([{ id: old, touched: false }]);
  expect(
    await codeOf(
      caller.post(`/meetings/${id}/tasks/${old}/entries`, {
        id: randomUUID(),
        version: 1,
        on: '2026-11-05',
        to: 'in_progress',
        note: 'Còn 20 m',
      }),
    ),
  ).toBe(200);
  expect(await move('agreed')).toBe(200);
  expect(await codeOf(send('put', '/minutes', { version: await version(), body: minutes() }))).toBe('minutes.agreed');
  expect(await move('locked')).toBe(200);

  for (const [path, body] of [
    ['/minutes', { version: await version(), body: minutes() }],
    ['/attendance', { version: await version(), heldOn: '2026-11-05', rows: sheet(one) }],
    ['/agenda', { version: await version(), items: [{ kind: 'other', title: 'Khác' }] }],
  ] as const)
    expect(await codeOf(send('put', path, body)), path).toBe('minutes.locked');
  expect(await codeOf(send('post', '/votes', { ...vote, id: randomUUID() }))).toBe('minutes.locked');
  expect(await codeOf(send('post', '/corrections', { body: minutes(), after: 1, reason: '' }))).toBe('request.invalid');
  const correction = { body: { ...minutes(), conclusion: 'Hạn chuồng trâu 15/11' }, after: 1, reason: 'Ghi nhầm hạn' };
  expect(await codeOf(send('post', '/corrections', correction))).toBe(200);
  expect(await codeOf(send('post', '/corrections', correction))).toBe('minutes.written-meanwhile');
  const page = await pageOf(id, caller);
  expect(page).toMatchObject({
    state: 'locked',
    above: { name: 'Đảng bộ xã Mường Nhé' },
    votes: [{ passed: true, rule: 'two_thirds' }],
    minutes: [
      { version: 2, reason: 'Ghi nhầm hạn' },
      { version: 1, body: { conclusion: 'Thống nhất' } },
    ],
    given: [{ title: 'Họp dân về giống ngô' }],
    requests: [{ owedBy: { id: one.commune.id } }],
    delegatesList: [{ level: 'commune' }],
  });
});

test('the database itself holds what was locked', async () => {
  const one = await aPlace(db);
  const ids = { chairId: one.people.chair.id, secretaryId: one.people.clerk.id };
  const id = await asOwner(db, 'test', (tx) =>
    aMeeting(tx, { unit: one.cell, people: [{ id: one.people.one.id }], through: 'locked', ...ids }),
  );
  const refused = (statement: ReturnType<typeof sql>) =>
    expect(asOwner(db, 'test', (tx) => tx.run(statement))).rejects.toMatchObject({ code: 'minutes.locked' });
  await refused(sql`update meetings.minutes set body = '{"items": [], "conclusion": "khác"}' where meeting_id = ${id}`);
  await refused(sql`delete from meetings.minutes where meeting_id = ${id}`);
  await refused(sql`delete from meetings.attendance where meeting_id = ${id}`);
  await refused(sql`update meetings.meeting set summoned = 99, roll = 99 where id = ${id}`);
  await refused(
    sql`insert into meetings.vote (meeting_id, subject, title, rule, base, votes_for, votes_against, votes_other, label) values (${id}, 'resolution', 'x', 'majority', 1, 1, 0, 0, ${one.cell.label})`,
  );
});

test('a meeting is of a living cell, its kind fits, its theme is named, and it was held when it was', async () => {
  const closed = await asOwner(db, 'test', (tx) =>
    aCell(tx, { parent: place.commune, name: 'Chi bộ cũ', to: '2026-07-01' }),
  );
  const clerk = as({ ranges: at(place.commune, place.cell, closed) });
  const planned = (more: object) => codeOf(clerk.post('/meetings', plan(more)));
  expect(await planned({ unitId: closed.id })).toBe('meeting.unit-not-alive');
  expect(await planned({ unitId: closed.id, plannedOn: '2026-06-05' })).toBe(201);
  await expect(asOwner(db, 'test', (tx) => aMeeting(tx, { unit: closed }))).rejects.toMatchObject({
    code: 'meeting.unit-not-alive',
  });
  expect(await planned({ unitId: place.commune.id })).toBe('meeting.kind-of-unit');
  expect(await planned({ kind: 'thematic' })).toBe('meeting.theme-needed');
  expect(await planned({ theme: 'youth' })).toBe('meeting.theme-not-thematic');
  expect(await planned({ unitId: place.other.id })).toBe('not-found');
  expect(await planned({ plannedOn: '2026-02-30' })).toBe('request.invalid');
  expect(await codeOf(as({ ranges: at(place.cell), rights: ['meetings.read'] }).post('/meetings', plan()))).toBe(
    'right.missing',
  );
  const meeting = plan({ plannedOn: '2026-12-05' });
  await secretary.post('/meetings', meeting);
  const held = (heldOn: string, rows: object[] = sheet(place)) =>
    codeOf(secretary.put(`/meetings/${meeting.id}/attendance`, { version: 1, heldOn, rows }));
  expect(await held('2026-12-05')).toBe('meeting.in-future');
  expect(await held('2026-10-05')).toBe('meeting.other-month');
  expect(await held('2026-11-20', sheet(place).slice(1))).toBe('attendance.somebody-missing');
  expect(await held('2026-11-20', [...sheet(place), { personId: randomUUID(), presence: 'present' }])).toBe(
    'attendance.not-of-this-meeting',
  );
  expect(await held('2026-11-20', sheet(place, { one: { presence: 'excused' } }))).toBe('attendance.reason-needed');
  const move = (to: string, reason: string | null) =>
    codeOf(secretary.post(`/meetings/${meeting.id}/state`, { version: 1, to, reason }));
  expect(await move('cancelled', null)).toBe('meeting.reason-needed');
  expect(await move('cancelled', 'Bão, hoãn sang tháng sau')).toBe(200);
  expect(await held('2026-11-20')).toBe('meeting.cancelled');
});

test('quality: the program proposes, the cell confirms with a reason where it differs, a superior scores beside it', async () => {
  const one = await aPlace(db);
  const caller = secretaryOf(one);
  const above = as({ ranges: at(one.commune, one.cell) });
  const meeting = await hold(one, { sheet: { two: { presence: 'unexcused' } } });
  const quality = (await pageOf(meeting.id, caller)).quality as Quality;
  expect(quality).toMatchObject({ mayScoreAbove: false, rubric: { name: 'Khung 42-HD/BTCTW, sinh hoạt thường kỳ' } });
  const score = (points: object, reasons: object = {}, side = 'own', who = caller) =>
    codeOf(who.put(`/meetings/${meeting.id}/scores/${side}`, { points, reasons }));
  expect(await score(quality.proposed)).toBe('score.after-minutes');
  await caller.put(`/meetings/${meeting.id}/minutes`, { version: meeting.version, body: minutes() });
  const { proposed } = (await pageOf(meeting.id, caller)).quality as Quality;
  expect(await score({ ...proposed, conduct: 30 })).toBe('score.reason-needed');
  expect(await score({ ...proposed, conduct: 31 }, { conduct: 'x' })).toBe('score.line-too-high');
  expect(
    await score(
      { attendance: 10, preparation: 20, conduct: 30, principles: 20, result: 20 },
      { attendance: 'a', preparation: 'b', conduct: 'c', principles: 'd', result: 'e' },
    ),
  ).toBe(200);
  // An absence without reason caps the grade, whatever the sum.
  expect((await pageOf(meeting.id, caller)).quality?.own).toMatchObject({ total: 100, grade: 'fair' });
  expect(await score(proposed, {}, 'superior')).toBe('right.missing');
  const deputy = as({ ranges: at(one.cell), rights: ['meetings.read', 'meetings.score'] });
  expect(await score(proposed, {}, 'superior', deputy)).toBe('score.superior-only');
  expect(
    await score({ attendance: 8, preparation: 16, conduct: 25, principles: 19, result: 14 }, {}, 'superior', above),
  ).toBe(200);
  expect((await pageOf(meeting.id, above)).quality).toMatchObject({
    superior: { total: 82 },
    own: { total: 100 },
    mayScoreAbove: true,
  });
});

test('what is outside the scope does not exist', async () => {
  const meeting = await hold(place);
  expect(await codeOf(stranger.get(`/meetings/${meeting.id}`))).toBe('not-found');
  expect(await codeOf(stranger.post(`/meetings/${meeting.id}/state`, { version: 1, to: 'draft' }))).toBe('not-found');
  expect(await codeOf(stranger.get(`/meetings/board?unit=${place.commune.id}`))).toBe('not-found');
  expect((await stranger.get<{ items: MeetingRow[] }>('/meetings')).body.items).toEqual([]);
  const found = (await superior.get<{ items: MeetingRow[] }>(`/meetings?unit=${place.commune.id}&month=2026-11-01`))
    .body;
  expect(found.items.map(({ id }) => id)).toContain(meeting.id);
});

test('two meetings of one kind in a month are numbered; themes of the year find their meeting', async () => {
  const one = await aPlace(db);
  const caller = secretaryOf(one);
  const theme = { unitId: one.cell.id, year: 2026, quarter: 4, theme: 'livelihood', title: 'Nuôi trâu nhốt chuồng' };
  const themeId = randomUUID();
  expect(await codeOf(caller.put(`/theme-plans/${themeId}`, theme))).toBe(200);
  expect(await codeOf(caller.put(`/theme-plans/${randomUUID()}`, theme))).toBe('theme.planned-already');
  for (const number of [1, 2]) {
    const meeting = plan({ unitId: one.cell.id, kind: 'thematic', themeId });
    await caller.post('/meetings', meeting);
    expect(await pageOf(meeting.id, caller)).toMatchObject({
      numberInMonth: number,
      theme: 'livelihood',
      themeTitle: theme.title,
    });
  }
  const { body } = await caller.get<{ items: { meeting: unknown }[] }>(`/theme-plans?unit=${one.cell.id}&year=2026`);
  expect(body.items).toMatchObject([{ meeting: { state: 'planned' } }]);
  expect(await codeOf(caller.delete(`/theme-plans/${themeId}`))).toBe('theme.discussed-already');
});

test('of two who write one meeting the second learns it', async () => {
  const meeting = plan({ plannedOn: '2026-12-06', forMonth: '2026-12-01', kind: 'congress' });
  await secretary.post('/meetings', meeting);
  expect(await codeOf(secretary.patch(`/meetings/${meeting.id}`, { version: 1, place: 'Trường học' }))).toBe(200);
  expect(await codeOf(secretary.patch(`/meetings/${meeting.id}`, { version: 1, place: 'Nhà bí thư' }))).toBe(
    'meeting.changed-meanwhile',
  );
});

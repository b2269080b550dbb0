import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { MeetingPage } from '#modules/meetings/contract.ts';
import { asOwner } from '../../platform/db/database.ts';
import type { Decided } from '../../platform/sync/contract.ts';
import { aCommune, fieldApp, forgetDeliveries, Phone, requestsOf, TODAY } from './testing.ts';

const field = await fieldApp();
const { db, asUser } = field;
const world = await aCommune(db);
const { one } = world;
const owner = <T>(work: Parameters<typeof asOwner<T>>[2]) => asOwner(db, 'test', work);
const secretary = () => Phone.of(field, one.secretary, one.unit.id);
const meetingOf = async (id: string) => (await asUser(one.secretary).get<MeetingPage>(`/meetings/${id}`)).body;

test('a month’s meeting made without a network: planned, held, agenda, votes, minutes, task, agreed, each on the one before', async () => {
  const phone = await secretary();
  const plan = phone.planMeeting(one.unit.id);
  const meeting = plan.entity;
  const attendance = phone.attendance(meeting, one.people, { after: plan.id });
  const [chair, clerk] = one.people;
  const change = phone.make('meetings.change', {
    entity: meeting,
    params: { id: meeting },
    after: attendance.id,
    payload: { chairId: chair?.id, secretaryId: clerk?.id, startedAt: '08:00', endedAt: '09:30' },
  });
  const vote = phone.make('meetings.votes', {
    entity: meeting,
    params: { id: meeting },
    after: change.id,
    payload: {
      id: randomUUID(),
      subject: 'resolution',
      title: 'Nghị quyết tháng',
      base: 5,
      votesFor: 5,
      votesAgainst: 0,
      votesOther: 0,
    },
  });
  const task = phone.make('meetings.tasks', {
    entity: meeting,
    params: { id: meeting },
    after: vote.id,
    payload: {
      id: randomUUID(),
      title: 'Phát quang đường bản',
      ownerPersonId: chair?.id,
      measure: '300 m',
      dueOn: TODAY,
    },
  });
  const minutes = phone.minutes(meeting, 'Nhất trí', { after: task.id });
  const agreed = phone.make('meetings.state', {
    entity: meeting,
    params: { id: meeting },
    after: minutes.id,
    payload: { to: 'agreed' },
  });
  await phone.applied(plan, attendance, change, vote, task, minutes, agreed);
  const page = await meetingOf(meeting);
  expect(page).toMatchObject({ state: 'agreed', present: 5, startedAt: '08:00' });
  expect(page.votes).toHaveLength(1);
  expect(page.given.map(({ title }) => title)).toEqual(['Phát quang đường bản']);
  const trail = await owner((tx) =>
    tx.many<{ via: string; actor: string; device: string }>(sql`
      select distinct via, actor, request_id as device from platform.audit where entity = 'meetings.meeting' and entity_id = ${meeting}`),
  );
  expect(trail).toEqual([{ via: 'field', actor: one.secretary, device: `device ${phone.id}` }]);
});

test('the same command five times at once is carried out once, and every copy gets the same answer', async () => {
  const phone = await secretary();
  const command = phone.request(one.unit.id, world.body.id, 'Xin sửa cầu treo');
  const answers = await Promise.all(Array.from({ length: 5 }, () => phone.push(command)));
  for (const { answers: got, nextSeq, stopped } of answers) {
    expect(stopped).toBeUndefined();
    expect(nextSeq).toBe(2);
    expect(got).toEqual(answers[0]?.answers);
  }
  expect((await requestsOf(db, one.unit.id)).filter(({ content }) => content === 'Xin sửa cầu treo')).toHaveLength(1);
  const later = await phone.push(command);
  expect(later.answers).toEqual(answers[0]?.answers);
});

test('a gap in the order stops the push; nothing behind it is carried out, and what follows the order is', async () => {
  const phone = await secretary();
  const [a, b, c] = ['a', 'b', 'c'].map((content) => phone.request(one.unit.id, world.body.id, `Thứ tự ${content}`));
  if (!a || !b || !c) throw new Error('three');
  expect(await phone.push(b, c)).toMatchObject({ answers: [], nextSeq: 1, stopped: { reason: 'seq', id: b.id } });
  expect(await phone.push(a, c)).toMatchObject({ nextSeq: 2, stopped: { reason: 'seq', id: c.id } });
  const all = await phone.push(a, b, c);
  expect(all.answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
  const contents = (await requestsOf(db, one.unit.id))
    .map(({ content }) => content)
    .filter((text) => text.startsWith('Thứ tự'));
  expect(contents).toEqual(['Thứ tự a', 'Thứ tự b', 'Thứ tự c']);
  // A late copy of the first changes nothing, also when it comes alone.
  expect(await phone.push(a)).toMatchObject({ answers: [{ id: a.id, seq: 1 }], nextSeq: 4 });
});

test('the database itself holds the order and keeps what was answered', async () => {
  const phone = await secretary();
  await phone.applied(phone.request(one.unit.id, world.body.id, 'Giữ thứ tự'));
  const row = (seq: number) =>
    owner((tx) =>
      tx.run(sql`
        insert into platform.delivery (device_id, command_id, seq, type, entity, outcome, status, content_hash, made_at)
        values (${phone.id}, ${randomUUID()}, ${seq}, 'tasks.request', ${randomUUID()}, 'applied', 200, '\\x00', now())`),
    );
  await expect(row(5)).rejects.toMatchObject({ code: 'sync.out-of-order' });
  await expect(row(1)).rejects.toMatchObject({ code: 'sync.out-of-order' });
  await expect(
    owner((tx) =>
      tx.run(sql`update platform.delivery set outcome = 'refused', code = 'x' where device_id = ${phone.id}`),
    ),
  ).rejects.toMatchObject({ code: 'sync.delivery-stays' });
  await expect(
    owner((tx) => tx.run(sql`delete from platform.delivery where device_id = ${phone.id}`)),
  ).rejects.toMatchObject({ code: 'sync.delivery-stays' });
});

test('a server that dies between the route’s commit and its own: the command comes again and is not carried out twice', async () => {
  const phone = await secretary();
  const plan = phone.planMeeting(one.unit.id, { kind: 'regular', forMonth: '2026-01-01', plannedOn: '2026-01-05' });
  const [first] = await phone.applied(plan);
  await forgetDeliveries(db, phone);
  const [again] = await phone.applied(plan);
  expect(again).toEqual(first);
  const meetings = await owner((tx) =>
    tx.many(sql`select id from meetings.meeting where unit_id = ${one.unit.id} and for_month = '2026-01-01'`),
  );
  expect(meetings).toHaveLength(1);
});

test('a failure of ours stops the push and is tried again; after many over an hour it is put aside and the next is heard', async () => {
  const phone = await secretary();
  const bad = phone.request(one.unit.id, world.body.id, 'Hỏng máy');
  const next = phone.request(one.unit.id, world.body.id, 'Sau đó');
  await owner(async (tx) => {
    await tx.run(sql`
      create function tasks.break_down() returns trigger language plpgsql as $$ begin
        if new.content = 'Hỏng máy' then raise exception 'broken'; end if; return new; end $$`);
    await tx.run(
      sql`create trigger break_down before insert on tasks.request for each row execute function tasks.break_down()`,
    );
  });
  try {
    expect(await phone.push(bad, next)).toMatchObject({
      answers: [],
      nextSeq: 1,
      stopped: { reason: 'failed', id: bad.id },
    });
    for (let times = 0; times < 8; times += 1) await phone.push(bad, next);
    expect((await phone.push(bad)).stopped?.reason).toBe('failed');
    await owner((tx) =>
      tx.run(
        sql`update platform.device_state set failing_since = now() - interval '2 hours' where device_id = ${phone.id}`,
      ),
    );
    const answer = await phone.push(bad, next);
    expect(answer.answers.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['refused', 'sync.failed'],
      ['applied', undefined],
    ]);
  } finally {
    await owner((tx) => tx.run(sql`drop trigger break_down on tasks.request`));
  }
});

test('two devices of one person on one meeting: the second is a conflict with what stands there and who wrote it', async () => {
  const [left, right] = [await secretary(), await secretary()];
  const plan = left.planMeeting(one.unit.id, { forMonth: '2026-02-01', plannedOn: '2026-02-05' });
  await left.applied(plan);
  const meeting = plan.entity;
  const place = (phone: Phone, at: string) =>
    phone.make('meetings.change', { entity: meeting, base: 1, params: { id: meeting }, payload: { place: at } });
  await left.applied(place(left, 'Nhà trưởng bản'));
  const mine = place(right, 'Trường học');
  const after = right.make('meetings.change', {
    entity: meeting,
    after: mine.id,
    params: { id: meeting },
    payload: { plannedAt: '19:00' },
  });
  const { answers } = await right.push(mine, after);
  expect(answers[0]).toMatchObject({
    outcome: 'conflict',
    code: 'meeting.changed-meanwhile',
    theirs: { by: 'Lò Văn Thử', doc: { kind: 'meeting', id: meeting, body: { place: 'Nhà trưởng bản', version: 2 } } },
  });
  expect(answers[0]?.theirs?.at).not.toBeNull();
  expect(answers[1]).toMatchObject({ outcome: 'waiting', code: 'sync.waits', waitsFor: mine.id });
  expect((await meetingOf(meeting)).place).toBe('Nhà trưởng bản');

  // The person takes his own: a new command on what stands now; the choice is recorded and cannot be another.
  const anew = right.make('meetings.change', {
    entity: meeting,
    base: 2,
    params: { id: meeting },
    payload: { place: 'Trường học' },
  });
  await right.applied(anew);
  const decide = (body: object) => right.line.post<Decided & { code?: string }>('/sync/decisions', body);
  expect((await decide({ command: mine.id, choice: 'mine' })).body.code).toBe('sync.replacement-missing');
  expect((await decide({ command: mine.id, choice: 'mine', replacement: anew.id })).status).toBe(200);
  expect((await decide({ command: mine.id, choice: 'mine', replacement: anew.id })).status).toBe(200);
  expect((await decide({ command: mine.id, choice: 'theirs' })).body.code).toBe('sync.decided-already');
  expect((await decide({ command: anew.id, choice: 'dropped' })).body.code).toBe('sync.nothing-to-decide');
  expect((await decide({ command: after.id, choice: 'dropped' })).status).toBe(200);
  expect((await right.push(mine)).answers[0]).toMatchObject({ outcome: 'conflict', decided: true });
  expect((await meetingOf(meeting)).place).toBe('Trường học');
  const noted = await owner((tx) =>
    tx.many(
      sql`select 1 from platform.audit where entity = 'platform.delivery' and entity_id = ${mine.id} and via = 'field'`,
    ),
  );
  expect(noted).toHaveLength(1);
});

test('a change of somebody else between two commands of a chain is never written over, also behind a vote that knows no version', async () => {
  const phone = await secretary();
  const plan = phone.planMeeting(one.unit.id, { forMonth: '2026-03-01', plannedOn: '2026-03-05' });
  const meeting = plan.entity;
  const held = phone.make('meetings.attendance', {
    entity: meeting,
    params: { id: meeting },
    after: plan.id,
    payload: { heldOn: '2026-03-05', rows: one.people.map(({ id }) => ({ personId: id, presence: 'present' })) },
  });
  await phone.applied(plan, held);
  expect((await asUser(world.clerk).patch(`/meetings/${meeting}`, { version: 2, place: 'Văn phòng sửa' })).status).toBe(
    200,
  );
  const vote = phone.make('meetings.votes', {
    entity: meeting,
    base: 2,
    params: { id: meeting },
    payload: {
      id: randomUUID(),
      subject: 'other',
      title: 'Biểu quyết',
      base: 5,
      votesFor: 3,
      votesAgainst: 1,
      votesOther: 1,
    },
  });
  const minutes = phone.minutes(meeting, 'Kết luận', { after: vote.id });
  const { answers } = await phone.push(vote, minutes);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'conflict']);
});

test('refusals keep their code, wait-ers wait, and an order is never stuck behind what cannot be read', async () => {
  const phone = await secretary();
  const refused = phone.request(one.unit.id, one.unit.id, 'x', {});
  refused.payload['owedById'] = world.two.unit.id;
  const pointing = phone.make('tasks.entry', {
    entity: randomUUID(),
    base: 1,
    params: { id: { $of: refused.id, field: 'id' } },
    payload: { id: randomUUID(), on: TODAY, to: 'in_progress' },
  });
  const unknownType = phone.make('tasks.nothing', { entity: randomUUID() });
  const slash = phone.make('meetings.minutes', {
    entity: randomUUID(),
    base: 1,
    params: { id: '../devices' },
    payload: {},
  });
  const noVersion = phone.minutes(randomUUID(), 'x');
  const invalid = phone.make('tasks.request', { entity: randomUUID(), payload: { content: 7 } });
  const stranger = phone.minutes(randomUUID(), 'x', { base: 1 });
  const lost = phone.minutes(randomUUID(), 'x', { after: randomUUID() });
  const good = phone.request(one.unit.id, world.body.id, 'Vẫn đến nơi');
  const { answers } = await phone.push(refused, pointing, unknownType, slash, noVersion, invalid, stranger, lost, good);
  expect(answers.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['refused', 'request.owed-by-elsewhere'],
    ['waiting', 'sync.waits'],
    ['refused', 'sync.type-unknown'],
    ['refused', 'sync.address-malformed'],
    ['refused', 'sync.version-missing'],
    ['refused', 'request.invalid'],
    ['refused', 'not-found'],
    ['refused', 'sync.earlier-unknown'],
    ['applied', undefined],
  ]);
  // Something that is no command at all is stored as refused, with what was sent.
  phone.seq += 1;
  const broken = { id: randomUUID(), seq: phone.seq, device: phone.id, type: 5 };
  expect((await phone.send([broken])).body.answers).toMatchObject([
    { outcome: 'refused', code: 'sync.command-malformed' },
  ]);
  // The same id with another content is refused, and what was stored stays.
  expect((await phone.push({ ...good, payload: { ...good.payload, content: 'Khác' } })).answers[0]).toMatchObject({
    outcome: 'refused',
    code: 'request.key-reused',
  });
  expect((await phone.push(good)).answers[0]?.outcome).toBe('applied');
  const kept = await owner((tx) =>
    tx.one<{ content: { payload: { owedById: string } } }>(
      sql`select content from platform.delivery where command_id = ${refused.id}`,
    ),
  );
  expect(kept.content.payload.owedById).toBe(world.two.unit.id);
});

test('a later command uses what an earlier one was answered', async () => {
  const phone = await secretary();
  const plan = phone.planMeeting(one.unit.id, { forMonth: '2026-04-01', plannedOn: '2026-04-05' });
  const change = phone.make('meetings.change', {
    entity: plan.entity,
    after: plan.id,
    params: { id: { $of: plan.id, field: 'id' } },
    payload: { place: 'Nhà văn hoá' },
  });
  await phone.applied(plan, change);
  expect((await meetingOf(plan.entity)).place).toBe('Nhà văn hoá');
});

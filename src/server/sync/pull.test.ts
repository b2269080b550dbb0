import { randomUUID } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import type { CellDoc } from '#modules/organisation/field-contract.ts';
import type { MemberDoc } from '#modules/membership/field-contract.ts';
import type { MeetingDoc } from '#modules/meetings/field-contract.ts';
import type { RequestDoc, TaskDoc } from '#modules/tasks/field-contract.ts';
import { aPostHolder } from '#modules/organisation/testing.ts';
import { asOwner } from '../../platform/db/database.ts';
import type { PullAnswer } from '../../platform/sync/contract.ts';
import { registerField } from '../../platform/sync/registry.ts';
import {
  aCommune,
  type Commune,
  fieldApp,
  forgetDeliveries,
  numberChanges,
  Phone,
  requestsOf,
  TODAY,
} from './testing.ts';

const field = await fieldApp();
const { db, asUser } = field;
const owner = <T>(work: Parameters<typeof asOwner<T>>[2]) => asOwner(db, 'test', work);
const phoneOf = ({ one }: Commune) => Phone.of(field, one.secretary, one.unit.id);
const kindsOf = (answers: readonly PullAnswer[]) => answers.flatMap(({ docs }) => docs.map(({ kind }) => kind)).sort();
const idsIn = (phone: Phone) => [...phone.copy.keys()].sort();

/** The copy that a phone without any history gets: what every other has to be equal to. */
async function fresh(phone: Phone): Promise<Map<string, string>> {
  const other = await Phone.of(field, phone.owner, phone.unit);
  await other.pull();
  return new Map([...other.copy].map(([key, doc]) => [key, doc.version]));
}
const versions = (phone: Phone) => new Map([...phone.copy].map(([key, doc]) => [key, doc.version]));

test('a first copy is the own cell and nothing of another, in one answer; then nothing comes where nothing changed', async () => {
  const world = await aCommune(db);
  const phone = await phoneOf(world);
  const [first] = await phone.pull();
  expect(first).toMatchObject({ full: true, more: false, gone: [], today: TODAY });
  const [cell] = phone.docs<CellDoc>('cell');
  expect(cell).toMatchObject({
    id: world.one.unit.id,
    commune: { id: world.place.id },
    villages: [{ id: world.one.village.id }],
  });
  expect(cell?.up.map(({ id }) => id)).toEqual([world.body.id, world.provinceBody.id]);
  expect(
    phone
      .docs<MemberDoc>('member')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(world.one.people.map(({ fullName }) => fullName).sort());
  expect(phone.docs('me')).toMatchObject([{ userId: world.one.secretary }]);
  expect(phone.docs('profile')).toMatchObject([{ id: world.one.village.id }]);
  expect(phone.docs('standing-order')).toHaveLength(2);
  expect(JSON.stringify([...phone.copy.values()])).not.toContain(world.two.unit.id);
  for (const { id } of world.two.people) expect(JSON.stringify([...phone.copy.values()])).not.toContain(id);
  expect(await phone.pull()).toMatchObject([{ docs: [], gone: [], full: false, more: false }]);
});

test('the copy is read in the scope of the home unit alone, also where a room forgets to ask for it and the person may see more', async () => {
  const world = await aCommune(db);
  for (const { unit, secretary } of [world.one, world.two]) {
    const phone = await Phone.of(field, secretary, unit.id);
    await phone.applied(phone.request(unit.id, unit.id, `Của ${unit.id}`));
  }
  registerField({
    providers: [
      {
        kind: 'probe',
        entities: [],
        read: async (tx) =>
          (await tx.many<{ id: string }>(sql`select id, unit_id as unit from tasks.request`)).map((row) => ({
            id: row.id,
            body: row,
          })),
      },
    ],
  });
  const phone = await Phone.of(field, world.clerk, world.one.unit.id);
  await phone.pull();
  expect(phone.docs('probe')).toMatchObject([{ unit: world.one.unit.id }]);
  registerField({ providers: [{ kind: 'probe', entities: [], read: () => Promise.resolve([]) }] });
});

test('one change is one document, and a write of the phone comes back as the register has it', async () => {
  const world = await aCommune(db);
  const phone = await phoneOf(world);
  await phone.pull();
  const plan = phone.planMeeting(world.one.unit.id);
  await phone.applied(plan);
  expect(kindsOf(await phone.pull())).toEqual(['meeting']);
  await phone.applied(phone.attendance(plan.entity, world.one.people, { base: 1 }));
  expect(kindsOf(await phone.pull())).toEqual(['meeting']);
  const [meeting] = phone.docs<MeetingDoc>('meeting');
  expect(meeting).toMatchObject({ version: 2, state: 'held', present: 5, voteBase: 5 });
  expect(meeting?.attendance).toHaveLength(5);
  expect(versions(phone)).toEqual(await fresh(phone));
});

test('what another commits late is not missed, though a later change was pulled before it', async () => {
  const world = await aCommune(db);
  const { one, body } = world;
  const phone = await phoneOf(world);
  await phone.pull();
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  const slow = randomUUID();
  await client.query('begin');
  await client.query(
    `insert into tasks.request (id, unit_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, label, owed_label)
     values ($1, $2, 'people', 'road', 'Ghi chậm', $3, $4, 'commune', $3, $5, $6)`,
    [slow, one.unit.id, TODAY, body.id, one.unit.label, body.label],
  );
  await phone.applied(phone.request(one.unit.id, body.id, 'Ghi nhanh'));
  await phone.pull();
  expect(phone.docs<RequestDoc>('request').map(({ content }) => content)).toEqual(['Ghi nhanh']);
  await client.query('commit');
  await client.end();
  expect(await phone.pull()).toMatchObject([{ docs: [{ kind: 'request', id: slow }] }]);
});

test('what left the cell leaves the phone: a member of another cell, and what may not be seen any more', async () => {
  const world = await aCommune(db);
  const { one, two } = world;
  const [phone, next] = [await phoneOf(world), await Phone.of(field, two.secretary, two.unit.id)];
  await phone.pull();
  await next.pull();
  const [moved] = one.people;
  if (!moved) throw new Error('nobody');
  await owner(async (tx) => {
    await tx.run(
      sql`update membership.member_period set valid = daterange(lower(valid), ${TODAY}::date) where member_id = ${moved.id}`,
    );
    await tx.run(sql`
      insert into membership.member_period (member_id, valid, state, standing, cell_id, label)
      values (${moved.id}, daterange(${TODAY}::date, null), 'official', 'official', ${two.unit.id}, ${two.unit.label})`);
    await tx.run(sql`update membership.person set label = ${two.unit.label} where id = ${moved.id}`);
    await tx.run(
      sql`update membership.member set label = ${two.unit.label}, cell_id = ${two.unit.id} where id = ${moved.id}`,
    );
  });
  const [answer] = await phone.pull();
  expect(answer?.gone).toEqual([{ kind: 'member', id: moved.id }]);
  await next.pull();
  expect(next.docs<MemberDoc>('member').map(({ id }) => id)).toContain(moved.id);
  expect(versions(phone)).toEqual(await fresh(phone));

  // The secretary's term ends: the phone keeps nothing of the cell.
  await owner((tx) =>
    tx.run(
      sql`update organisation.post set valid = daterange(lower(valid), ${TODAY}::date) where unit_id = ${one.unit.id} and kind = 'cell_secretary'`,
    ),
  );
  await phone.pull();
  const left = new Set([...phone.copy.values()].map(({ kind }) => kind));
  for (const kind of ['member', 'meeting', 'task', 'request', 'applicant', 'profile', 'household', 'handover-stock'])
    expect(left).not.toContain(kind);
});

test('a lost answer costs nothing: the same cursor brings it again, also what was gone', async () => {
  const world = await aCommune(db);
  const { one, body } = world;
  const phone = await phoneOf(world);
  const kept = phone.request(one.unit.id, body.id, 'Có');
  await phone.applied(kept);
  await phone.pull();
  await phone.applied(phone.request(one.unit.id, body.id, 'Thêm'));
  await owner((tx) => tx.run(sql`delete from tasks.request where id = ${kept.entity}`));
  await numberChanges(db);
  const lost = await phone.ask();
  expect([lost.docs.length, lost.gone]).toEqual([1, [{ kind: 'request', id: kept.entity }]]);
  const again = await phone.ask();
  expect([again.docs, again.gone]).toEqual([lost.docs, lost.gone]);
  phone.take(again);
  expect(await phone.pull()).toMatchObject([{ docs: [], gone: [] }]);
  expect(versions(phone)).toEqual(await fresh(phone));
});

test('a late copy of a first request, or a cursor from before a restore, begins anew instead of leaving what is gone', async () => {
  const world = await aCommune(db);
  const { one, body } = world;
  const phone = await phoneOf(world);
  const request = phone.request(one.unit.id, body.id, 'Sẽ xoá');
  await phone.applied(request);
  await phone.pull();
  await owner((tx) => tx.run(sql`delete from tasks.request where id = ${request.entity}`));
  await numberChanges(db);
  await phone.ask(null); // the copy of the very first request, which the phone does not hear
  const [anew] = await phone.pull();
  expect(anew?.full).toBe(true);
  expect(phone.docs('request')).toEqual([]);
  phone.cursor = phone.cursor?.replace(/^[0-9a-f-]{36}/, randomUUID()) ?? null;
  expect((await phone.pull())[0]?.full).toBe(true);
  phone.cursor = 'nonsense';
  expect((await phone.pull())[0]?.full).toBe(true);
});

test('a large copy comes in pages, each whole by itself, and what changes in between is in it', async () => {
  const world = await aCommune(db);
  const { one, body } = world;
  await owner((tx) =>
    tx.run(sql`
      insert into tasks.request (unit_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, label, owed_label)
      select ${one.unit.id}, 'people', 'road', n || repeat(' đường', 80), ${TODAY}, ${body.id}, 'commune', ${TODAY}, ${one.unit.label}, ${body.label}
      from generate_series(1, 1200) n`),
  );
  const phone = await phoneOf(world);
  await numberChanges(db);
  const first = await phone.ask();
  expect([first.full, first.more]).toEqual([true, true]);
  phone.take(first);
  await phone.applied(phone.request(one.unit.id, body.id, 'Ở giữa'));
  const rest = await phone.pull();
  expect(rest.every(({ full }) => !full)).toBe(true);
  expect(phone.docs('request')).toHaveLength(1201);
  expect(versions(phone)).toEqual(await fresh(phone));
  expect(await phone.pull()).toMatchObject([{ docs: [], gone: [] }]);

  // A page that is lost, and a next one in which other documents stand before those that were in it.
  await owner((tx) => tx.run(sql`update tasks.request set due_on = due_on + 30 where unit_id = ${one.unit.id}`));
  await numberChanges(db);
  const lost = await phone.ask();
  expect(lost.more).toBe(true);
  await owner((tx) =>
    tx.run(sql`
      insert into tasks.request (unit_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, label, owed_label)
      select ${one.unit.id}, 'people', 'road', n || repeat(' cầu', 80), ${TODAY}, ${body.id}, 'commune', ${TODAY}, ${one.unit.label}, ${body.label}
      from generate_series(1, 500) n`),
  );
  await phone.pull();
  expect(versions(phone)).toEqual(await fresh(phone));
});

test('the answer comes as small as the phone can read it', async () => {
  const world = await aCommune(db);
  const phone = await phoneOf(world);
  const answer = await field.app.inject({
    method: 'POST',
    url: '/api/v1/sync/pull',
    headers: { authorization: `Bearer ${phone.token}`, 'accept-encoding': 'gzip, br' },
    payload: { device: phone.id, cursor: null },
  });
  expect(answer.headers['content-encoding']).toBe('br');
  const body = JSON.parse(brotliDecompressSync(answer.rawPayload).toString()) as PullAnswer;
  expect(body.docs.length).toBeGreaterThan(20);
});

test('tasks, closed long ago, leave; a setting that an administrator changes comes', async () => {
  const world = await aCommune(db);
  const phone = await phoneOf(world);
  const task = randomUUID();
  const given = await asUser(world.clerk).post('/tasks', {
    id: task,
    unitId: world.one.unit.id,
    title: 'Nạo vét mương',
    measure: '120 m',
    ownerUnitId: world.one.unit.id,
    assignedOn: TODAY,
    dueOn: TODAY,
  });
  expect(given.status, given.text).toBe(201);
  await phone.pull();
  expect(phone.docs<TaskDoc>('task')).toMatchObject([{ id: task, version: 1, entries: [] }]);
  await phone.applied(
    phone.make('tasks.entry', {
      entity: task,
      base: 1,
      params: { id: task },
      payload: { id: randomUUID(), on: TODAY, to: 'finished', note: 'Xong' },
    }),
  );
  await phone.pull();
  expect(phone.docs<TaskDoc>('task')).toMatchObject([{ version: 2, state: 'done' }]);
  await owner((tx) =>
    tx.run(
      sql`insert into platform.setting (key, valid, value, source) values ('meeting.attendance-line', daterange('2026-01-01', null), '80', 'QĐ của tỉnh')`,
    ),
  );
  expect(kindsOf(await phone.pull())).toEqual(['setting']);
  await owner((tx) => tx.run(sql`delete from platform.setting where source = 'QĐ của tỉnh'`));
});

/** What the province's office carries out today. */
async function merge(world: Commune, sources: readonly { id: string }[], result: object): Promise<void> {
  const staff = await owner((tx) => aPostHolder(tx, [{ unit: world.provinceBody, kind: 'province_office_staff' }]));
  const office = asUser(staff.userId);
  const id = randomUUID();
  const plan = { kind: 'merge', sources: sources.map((unit) => unit.id), result };
  const made = await office.post('/unit-events', { id, effectiveOn: TODAY, document: '1656/NQ', plan });
  expect(made.status, made.text).toBeLessThan(300);
  const done = await office.post(`/unit-events/${id}/carry-out`);
  expect(done.status, done.text).toBeLessThan(300);
}

test('a cell goes to another commune in a merger: a small change, no new copy; what is unsent still lands under the successor', async () => {
  const world = await aCommune(db);
  const other = await aCommune(db, world);
  const phone = await phoneOf(world);
  await phone.pull();
  const whole = [...phone.copy.values()].reduce((bytes, doc) => bytes + JSON.stringify(doc).length, 0);
  const unsent = phone.request(world.one.unit.id, world.body.id, 'Viết trước ngày sáp nhập');
  const meeting = phone.planMeeting(world.one.unit.id);

  const [place, body] = [randomUUID(), randomUUID()];
  await merge(world, [world.place, other.place], {
    id: place,
    name: 'Xã hợp nhất',
    kind: 'commune',
    parentId: world.province.id,
  });
  await merge(world, [world.body, other.body], {
    id: body,
    name: 'Đảng bộ xã hợp nhất',
    kind: 'commune_body',
    parentId: world.provinceBody.id,
    covers: [place],
  });
  const answers = await phone.pull();
  expect(answers[0]?.full).toBe(false);
  expect(kindsOf(answers)).toEqual(['cell']);
  expect(phone.docs<CellDoc>('cell')[0]).toMatchObject({
    commune: { id: place },
    up: [{ id: body }, { id: world.provinceBody.id }],
  });
  const bytes = answers.reduce((sum, answer) => sum + JSON.stringify(answer).length, 0);
  expect(bytes).toBeLessThan(whole / 5);

  await phone.applied(unsent, meeting);
  await phone.pull();
  expect(phone.docs<RequestDoc>('request')).toMatchObject([
    { content: 'Viết trước ngày sáp nhập', owedBy: { id: body } },
  ]);
  expect(versions(phone)).toEqual(await fresh(phone));
});

test('two cells become one: the phone of the old one holds the copy of the new, and its commands go there', async () => {
  const world = await aCommune(db);
  const { one, two } = world;
  const phone = await phoneOf(world);
  await phone.pull();
  // Carried out, and the server died before it wrote that down.
  const early = phone.request(one.unit.id, world.body.id, 'Ngay trước ngày sáp nhập');
  await phone.applied(early);
  await forgetDeliveries(db, phone);
  const unsent = phone.request(one.unit.id, world.body.id, 'Của chi bộ cũ');
  const cell = randomUUID();
  await merge(world, [one.unit, two.unit], {
    id: cell,
    name: 'Chi bộ hợp nhất',
    kind: 'party_cell',
    setting: 'village',
    parentId: world.body.id,
    covers: [one.village.id, two.village.id],
  });
  // The one secretary leads the new cell; posts do not follow by themselves.
  await owner(async (tx) => {
    const { label } = await tx.one<{ label: number }>(sql`select label from organisation.unit where id = ${cell}`);
    await tx.run(sql`
      insert into organisation.post (unit_id, kind, person_id, valid, label)
      select ${cell}, 'cell_secretary', a.person_id, daterange(${TODAY}::date, null), ${label} from platform.account a where a.user_id = ${one.secretary}`);
  });
  await phone.applied(early, unsent);
  const written = await requestsOf(db, one.unit.id);
  expect(written.filter(({ content }) => content === 'Ngay trước ngày sáp nhập').length).toBeLessThanOrEqual(1);
  await phone.pull();
  expect(phone.docs<CellDoc>('cell')).toMatchObject([{ id: cell, name: 'Chi bộ hợp nhất' }]);
  expect(phone.docs<MemberDoc>('member')).toHaveLength(10);
  const requests = phone.docs<RequestDoc>('request').map(({ content, unitId }) => [content, unitId]);
  expect(requests.sort()).toEqual([
    ['Của chi bộ cũ', cell],
    ['Ngay trước ngày sáp nhập', cell],
  ]);
});

test('whatever is written, lost, doubled or late: a phone ends with exactly the copy of a new one', async () => {
  const world = await aCommune(db);
  const { one, body } = world;
  const phone = await phoneOf(world);
  let seed = 20_261_122;
  const below = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % n;
  };
  const made: string[] = [];
  const late: (string | null)[] = [null];
  for (let step = 0; step < 60; step += 1) {
    const what = below(8);
    if (what <= 1) {
      const request = phone.request(one.unit.id, body.id, `Việc ${step}`);
      made.push(request.entity);
      await phone.applied(request);
    } else if (what === 2 && made.length > 0) {
      const id = made.splice(below(made.length), 1)[0];
      await owner((tx) => tx.run(sql`delete from tasks.request where id = ${id}`));
    } else if (what === 3 && made.length > 0) {
      await owner((tx) =>
        tx.run(sql`update tasks.request set due_on = due_on + 1 where id = ${made[below(made.length)]}`),
      );
    } else if (what === 4) {
      await numberChanges(db);
      await phone.ask(); // lost on the way back
    } else if (what === 5) {
      await phone.ask(late[below(late.length)] ?? null); // an old request comes late, its answer is not heard
    } else {
      late.push(phone.cursor);
      await numberChanges(db);
      phone.take(await phone.ask());
    }
  }
  await phone.pull();
  expect(versions(phone)).toEqual(await fresh(phone));
  expect(idsIn(phone).filter((key) => key.startsWith('request')).length).toBe(made.length);
});

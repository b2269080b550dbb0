import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner, inScope } from '../db/database.ts';
import type { MyWays, NoticeSettings, Outbox } from './contract.ts';
import { tellWhatIsDue, tellWhatWasSaid } from './due.ts';
import { noticeDue } from './outbox.ts';
import { noticeWorld } from './testing/world.ts';

const {
  concerned,
  failing,
  due,
  clock,
  db,
  anonymous,
  dataDir,
  mail,
  admin,
  aPerson,
  byMail,
  tell,
  say,
  send,
  mine,
  later,
} = await noticeWorld();

test('nobody is told without consent; with it once, and the message says neither who nor what', async () => {
  const [silent, person] = [await aPerson(), await aPerson()];
  const { address } = await byMail(person);
  expect(await tell(silent.id)).toBe(1);
  await tell(person.id, 'meeting-7');
  expect(await tell(person.id, 'meeting-7')).toBe(0);
  expect(await send()).toBe(1);
  expect(await send()).toBe(0);
  expect(mail.received.map(({ to }) => to)).toEqual([address]);
  const [{ source } = { source: '' }] = mail.received;
  expect(source).toContain('https://gandan.example/records/meeting-7');
  expect(source).not.toMatch(/Lò|Thử/);
  expect(source).toContain('Auto-Submitted: auto-generated');
  expect((await mine(person)).items).toMatchObject([
    { kind: 'platform.sample', seen: false, deliveries: [{ way: 'mail', state: 'sent' }] },
  ]);
  expect((await mine(silent)).items).toMatchObject([{ deliveries: [] }]);
});

test('what is told stands and falls with the record: undone with it, nothing goes', async () => {
  const person = await aPerson();
  await byMail(person);
  const scope = { userId: 'somebody', rights: [], ranges: [] } as const;
  await expect(
    inScope(db, scope, async (tx) => {
      await say(tx, person.id, 'undone');
      throw new Error('the record was refused');
    }),
  ).rejects.toThrow('refused');
  expect(await send()).toBe(0);
  await inScope(db, scope, (tx) => say(tx, person.id, 'done'));
  expect(await send()).toBe(1);
});

test('a consent that was taken back stops also what waits already; a kind that was switched off is not sent', async () => {
  const person = await aPerson();
  const { id } = await byMail(person);
  await tell(person.id);
  expect((await person.caller.delete(`/notices/ways/${id}`)).status).toBe(204);
  expect((await person.caller.delete(`/notices/ways/${id}`)).status).toBe(404);
  expect(await send()).toBe(0);
  expect((await mine(person)).items[0]?.deliveries).toMatchObject([
    { state: 'dropped', problem: 'notice.consent-withdrawn' },
  ]);
  await byMail(person);
  await person.caller.put('/notices/preference', { quiet: null, off: ['platform.sample'] });
  await tell(person.id);
  expect(await send()).toBe(0);
  expect(
    (await person.caller.put<{ code: string }>('/notices/preference', { quiet: null, off: ['no.such'] })).body.code,
  ).toBe('notice.kind-unknown');
});

test('at night it waits until morning, by the person’s own hours where there are such; a test message does not wait', async () => {
  const [person, early] = [await aPerson(), await aPerson()];
  const { id } = await byMail(person);
  await byMail(early);
  await early.caller.put('/notices/preference', { quiet: { from: '22:00', to: '05:00' }, off: [] });
  clock.now = new Date('2026-11-22T21:30:00+07:00');
  await tell(person.id);
  await tell(early.id);
  expect(await send()).toBe(1);
  expect((await mine(person)).items[0]?.deliveries).toMatchObject([
    { state: 'waiting', problem: 'notice.quiet', nextAt: '2026-11-22T23:30:00+00:00' },
  ]);
  expect((await person.caller.post(`/notices/ways/${id}/test`)).status).toBe(204);
  expect(await send()).toBe(1);
  clock.now = new Date('2026-11-23T06:29:00+07:00');
  expect(await send()).toBe(0);
  clock.now = new Date('2026-11-23T06:30:00+07:00');
  expect(await send()).toBe(1);
});

test('an administrator may set other quiet hours', async () => {
  const person = await aPerson();
  await byMail(person);
  expect((await person.caller.get<MyWays>('/notices/ways')).body.quiet).toEqual({
    from: '21:00',
    to: '06:30',
    own: false,
  });
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into platform.setting (key, valid, value, source, confidence) values ('notices.quiet-from', '[2026-01-01,)', '"19:00"', 'thử', 'set')`,
    ),
  );
  clock.now = new Date('2026-11-22T19:30:00+07:00');
  await tell(person.id);
  expect(await send()).toBe(0);
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from platform.setting where key = 'notices.quiet-from'`));
});

test('a mail server that is busy is asked ever more slowly, then a person looks; a mailbox that is not there ends the consent', async () => {
  const person = await aPerson();
  await byMail(person);
  await tell(person.id);
  const waits: number[] = [];
  // The person has no quiet hours, so that only the tries count.
  await person.caller.put('/notices/preference', { quiet: { from: '03:00', to: '03:00' }, off: [] });
  for (let round = 0; round < 7; round += 1) {
    mail.answers.push('450 later');
    expect(await send()).toBe(0);
    const [delivery] = (await mine(person)).items[0]?.deliveries ?? [];
    if (delivery?.nextAt) waits.push((Date.parse(delivery.nextAt) - clock.now.getTime()) / 60_000);
    later(waits.at(-1) ?? 0);
  }
  expect(waits).toEqual([1, 5, 30, 120, 480, 1440]);
  const outbox = (await admin.get<Outbox>('/notices/outbox')).body;
  expect(outbox.dead).toMatchObject([
    { way: 'mail', kind: 'platform.sample', problem: 'notice.mail-busy', attempts: 7 },
  ]);
  expect((await admin.post(`/notices/outbox/${outbox.dead[0]?.id ?? ''}/again`)).status).toBe(204);
  expect(await send()).toBe(1);

  await tell(person.id);
  mail.answers.push('550 no such mailbox');
  expect(await send()).toBe(0);
  expect((await person.caller.get<MyWays>('/notices/ways')).body.ways).toEqual([]);
});

test('what nobody could be told for three days is no news any more', async () => {
  const person = await aPerson();
  await byMail(person);
  await tell(person.id);
  later(72 * 60 + 1);
  expect(await send()).toBe(0);
  expect((await mine(person)).items[0]?.deliveries).toMatchObject([{ state: 'dropped', problem: 'notice.too-late' }]);
});

test('a message that was under way when the server stopped is not sent twice: a person decides', async () => {
  const person = await aPerson();
  await byMail(person);
  await tell(person.id);
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`update platform.notice_delivery set state = 'sending', claimed_until = ${clock.now.toISOString()}::timestamptz + interval '2 minutes'`,
    ),
  );
  expect(await send()).toBe(0);
  later(3);
  expect(await send()).toBe(0);
  expect(mail.received).toEqual([]);
  expect((await admin.get<Outbox>('/notices/outbox')).body.dead).toMatchObject([{ problem: 'notice.doubtful' }]);
});

test('two servers that send at once send each message once', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, aPerson));
  for (const person of people) {
    await byMail(person);
    await tell(person.id);
  }
  const sent = await Promise.all([send(), send(), send()]);
  expect(sent.reduce((a, b) => a + b)).toBe(12);
  expect(new Set(mail.received.map(({ to }) => to)).size).toBe(12);
  expect(mail.received).toHaveLength(12);
});

test('a message that another server has in its hands is left to it, without waiting for it', async () => {
  const person = await aPerson();
  await byMail(person);
  await tell(person.id);
  await asOwner(db, 'another server', async (tx) => {
    await tx.run(sql`select 1 from platform.notice_delivery where state = 'waiting' for update`);
    expect(await send()).toBe(0);
  });
  expect(await send()).toBe(1);
});

test('secrets are kept for their owner alone and shown to nobody', async () => {
  const answer = await admin.get<NoticeSettings>('/notices/settings');
  expect(answer.body).toMatchObject({
    address: 'https://gandan.example',
    mail: { hasPassword: true },
    zalo: { hasSecret: true },
  });
  expect(answer.text).not.toMatch(/very-secret|app-secret|oa-secret|refresh-/);
  // A form that leaves the password out does not lose it.
  const { hasPassword: _, ...shown } = answer.body.mail;
  expect((await admin.put<NoticeSettings>('/notices/settings', { mail: shown })).body.mail.hasPassword).toBe(true);
  for (const file of ['vapid.secret', 'notices.secret']) {
    expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dataDir, file), 'utf8')).not.toBe('');
  }
  const person = await aPerson();
  for (const path of ['/notices/settings', '/notices/outbox'])
    expect((await person.caller.get(path)).status, path).toBe(403);
  await expect(
    inScope(db, { userId: 'x', rights: ['users.manage'], ranges: 'everything' }, (tx) =>
      tx.many(sql`select sealed from platform.notice_service`),
    ),
  ).rejects.toThrow();
  const trail = await asOwner(db, 'test', (tx) =>
    tx.many<{ payload: string }>(sql`select payload from platform.audit where entity like 'platform.notice%'`),
  );
  expect(trail.length).toBeGreaterThan(0);
  expect(JSON.stringify(trail)).not.toMatch(/very-secret|app-secret|refresh-/);
});

test('each sees only his own; without a sign-in there is nothing', async () => {
  const [one, other] = [await aPerson(), await aPerson()];
  const { id } = await byMail(one);
  await tell(one.id);
  expect((await mine(other)).items).toEqual([]);
  expect((await other.caller.delete(`/notices/ways/${id}`)).status).toBe(404);
  expect((await other.caller.post(`/notices/ways/${id}/test`)).status).toBe(404);
  expect((await mine(one)).unseen).toBe(1);
  await other.caller.post('/notices/seen');
  expect((await mine(one)).unseen).toBe(1);
  await one.caller.post('/notices/seen');
  expect((await mine(one)).unseen).toBe(0);
  expect((await anonymous.get('/notices')).status).toBe(401);
});

test('what a room says with its record is told within the next round, once, and not if the record was refused', async () => {
  const person = await aPerson();
  const scope = { userId: 'somebody', rights: [], ranges: [] } as const;
  const records = [randomUUID(), randomUUID()];
  concerned.set(records[0] ?? '', person.id).set(records[1] ?? '', person.id);
  await expect(
    inScope(db, scope, async (tx) => {
      await noticeDue(tx, 'platform.sample-said', records);
      throw new Error('the record was refused');
    }),
  ).rejects.toThrow('refused');
  expect(await tellWhatWasSaid(db, () => clock.now)).toBe(0);
  await inScope(db, scope, (tx) => noticeDue(tx, 'platform.sample-said', [records[0] ?? '', records[0] ?? '']));
  // A kind that fails keeps what was said, and does not hold the others up.
  failing.now = true;
  await inScope(db, scope, (tx) => noticeDue(tx, 'platform.sample-fails', [records[1] ?? '']));
  await expect(tellWhatWasSaid(db, () => clock.now)).rejects.toThrow('no such table');
  expect((await mine(person)).items.map(({ href }) => href)).toEqual([`/said/${records[0] ?? ''}`]);
  failing.now = false;
  expect(await tellWhatWasSaid(db, () => clock.now)).toBe(1);
  expect(await tellWhatWasSaid(db, () => clock.now)).toBe(0);
  expect((await mine(person)).unseen).toBe(2);
  // Who may write a record cannot look at what others said.
  await expect(inScope(db, scope, (tx) => tx.many(sql`select 1 from platform.notice_due`))).rejects.toThrow(
    'permission denied',
  );
  await expect(inScope(db, scope, (tx) => noticeDue(tx, 'platform.unknown', records))).rejects.toThrow('registered');
});

test('two servers that tell what was said tell it once', async () => {
  const person = await aPerson();
  const scope = { userId: 'somebody', rights: [], ranges: [] } as const;
  const records = Array.from({ length: 40 }, () => randomUUID());
  for (const record of records) concerned.set(record, person.id);
  for (const record of records) await inScope(db, scope, (tx) => noticeDue(tx, 'platform.sample-said', [record]));
  const told = await Promise.all([1, 2, 3].map(() => tellWhatWasSaid(db, () => clock.now)));
  expect(told.reduce((a, b) => a + b)).toBe(40);
});

test('what another server is telling is left to it, without waiting for it', async () => {
  const person = await aPerson();
  const record = randomUUID();
  concerned.set(record, person.id);
  const scope = { userId: 'somebody', rights: [], ranges: [] } as const;
  await inScope(db, scope, (tx) => noticeDue(tx, 'platform.sample-said', [record]));
  await asOwner(db, 'another server', async (tx) => {
    await tx.run(sql`select 1 from platform.notice_due for update`);
    expect(await tellWhatWasSaid(db, () => clock.now)).toBe(0);
  });
  expect(await tellWhatWasSaid(db, () => clock.now)).toBe(1);
});

test('what has come due is told once, however often it is looked for', async () => {
  const person = await aPerson();
  due.push({ personId: person.id, key: 'due-1' });
  expect(await tellWhatIsDue(db, () => clock.now)).toBe(1);
  expect(await tellWhatIsDue(db, () => clock.now)).toBe(0);
  due.push({ personId: person.id, key: 'due-2' });
  expect(await tellWhatIsDue(db, () => clock.now)).toBe(1);
});

import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { asOwner, inScope } from '../db/database.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp } from '../testing/http.ts';
import { historyOf, logAccess, verifyChain } from './audit.ts';
import type { AccessRecord, AuditRecord, ChainCheck, Change } from './contract.ts';
import { auditRoutes } from './routes.ts';

const db = await testDatabase();
const { as } = await testApp(db, [auditRoutes]);
type Page<T> = { items: T[]; nextCursor: string | null };

const holiday = (on: string, name: string, actor = 'test') =>
  asOwner(db, actor, (tx) =>
    tx.one<{ id: string }>(sql`insert into platform.holiday (on_date, name) values (${on}, ${name}) returning id`),
  );
const audit = (entity: string, label: number | null, value: string) =>
  asOwner(db, 'test', (tx) =>
    tx.run(
      sql`select platform.write_audit('update', ${entity}, '1', ${label}, ${JSON.stringify({ old: { a: '1' }, new: { a: value } })})`,
    ),
  );

test('the trail tells each change field by field, filtered and paged', async () => {
  const { id } = await holiday('2026-01-01', 'Tết', 'clerk-a');
  await asOwner(db, 'clerk-b', (tx) =>
    tx.run(sql`update platform.holiday set name = 'Tết Dương lịch' where id = ${id}`),
  );
  await asOwner(db, 'clerk-b', (tx) => tx.run(sql`delete from platform.holiday where id = ${id}`));
  const reader = as();
  const { body } = await reader.get<Page<AuditRecord>>(`/audit?entity=platform.holiday&entityId=${id}`);
  expect(body.items.map(({ actor, action }) => [actor, action])).toEqual([
    ['clerk-b', 'delete'],
    ['clerk-b', 'update'],
    ['clerk-a', 'insert'],
  ]);
  expect(body.items[1]?.changes).toEqual([{ field: 'name', old: 'Tết', new: 'Tết Dương lịch' }]);
  const first = await reader.get<Page<AuditRecord>>('/audit?actor=clerk-b&limit=1');
  const second = await reader.get<Page<AuditRecord>>(`/audit?actor=clerk-b&limit=1&cursor=${first.body.nextCursor}`);
  expect([first.body.items[0]?.action, second.body.items[0]?.action, second.body.nextCursor]).toEqual([
    'delete',
    'update',
    null,
  ]);
  expect((await reader.get<Page<AuditRecord>>('/audit?to=2020-01-01')).body.items).toEqual([]);
  expect(await reader.get('/audit?cursor=x')).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
  expect(await as({ rights: ['members.read'] }).get('/audit')).toMatchObject({ status: 403 });
});

test('the trail keeps scope, and restricted tables stay restricted in it', async () => {
  await audit('organisation.thing', 5, 'inside');
  await audit('organisation.thing', 50, 'outside');
  await audit('membership.member', 5, 'member');
  await audit('membership.discipline', 5, 'restricted');
  const ranges = [{ lo: 1, hi: 10 }];
  const seen = async (rights: Parameters<typeof as>[0]) =>
    (await as(rights).get<Page<AuditRecord>>('/audit?limit=200')).body.items
      .filter(({ entityId }) => entityId === '1')
      .flatMap(({ changes }) => changes.map((change) => change.new));
  expect(await seen({ ranges, rights: ['audit.read'] })).toEqual(['inside']);
  expect(await seen({ ranges, rights: ['audit.read', 'members.read'] })).toEqual(['member', 'inside']);
  expect(await seen({ ranges, rights: ['audit.read', 'members.read', 'sensitive.read'] })).toEqual([
    'restricted',
    'member',
    'inside',
  ]);
  expect(await seen({ ranges: 'everything', rights: ['audit.read'] })).toEqual(['outside', 'inside']);
  const scope = { userId: 'x', rights: ['members.read'] as const, ranges };
  expect(await inScope(db, scope, (tx) => historyOf(tx, 'membership.member', '1'))).toMatchObject([
    { changes: [{ field: 'a', old: '1', new: 'member' }] },
  ]);
  expect(await inScope(db, scope, (tx) => historyOf(tx, 'membership.discipline', '1'))).toEqual([]);
});

test('tampering behind the trigger is found, wherever it is done', async () => {
  for (let day = 10; day < 20; day += 1) await holiday(`2026-03-${day}`, 'Ngày');
  const unsealed = await verifyChain(db);
  expect(unsealed.unsealed).toBeGreaterThan(0);
  while ((await sql<{ n: number }>`select platform.seal_audit(4) as n`.execute(db.owner)).rows[0]?.n);
  const whole = (await as({ rights: ['audit.read'] }).get<ChainCheck>('/audit/verify')).body;
  expect(whole).toMatchObject({ agrees: true, unsealed: 0, firstBroken: null });
  expect(whole.checked).toBe(whole.head.position);

  const tamper = async (statement: ReturnType<typeof sql>) => {
    const broken = await db.owner
      .transaction()
      .execute(async (trx) => {
        await sql`alter table platform.audit disable trigger user`.execute(trx);
        await statement.execute(trx);
        throw Object.assign(new Error('undo'), { found: await verifyChain({ ...db, owner: trx }) });
      })
      .catch((error: Error & { found?: ChainCheck }) => error.found);
    return broken?.firstBroken;
  };
  expect(await tamper(sql`update platform.audit set payload = payload || ' ' where position = 5`)).toMatchObject({
    position: 5,
    reason: 'record',
  });
  expect(await tamper(sql`update platform.audit set actor = 'somebody else' where position = 3`)).toMatchObject({
    position: 3,
    reason: 'record',
  });
  expect(await tamper(sql`delete from platform.audit where position = 4`)).toEqual({
    position: 4,
    id: null,
    reason: 'missing',
  });
  expect(
    await tamper(sql`update platform.audit set payload = '{}',
      hash = platform.audit_hash(actor, via, request_id, recorded_at, action, entity, entity_id, label, '{}') where position = 6`),
  ).toMatchObject({ position: 6, reason: 'chain' });
  expect((await verifyChain(db)).agrees).toBe(true);
});

test('who looked is logged with the reading and shown to whom it concerns, within scope', async () => {
  const scope = { userId: 'reader-1', rights: ['members.read'] as const, ranges: [{ lo: 1, hi: 10 }] };
  await inScope(db, scope, (tx) =>
    logAccess(tx, { kind: 'open', subject: 'membership.member', subjectId: 'm1', label: 5 }),
  );
  await inScope(db, scope, (tx) =>
    logAccess(tx, { kind: 'export', subject: '/members/export', label: 50, rows: 12, purpose: 'báo cáo' }),
  );
  const all = await as({ rights: ['access-log.read'] }).get<Page<AccessRecord>>('/access-log?user=reader-1');
  expect(all.body.items).toMatchObject([
    { kind: 'export', rows: 12 },
    { kind: 'open', subjectId: 'm1', userName: null },
  ]);
  const near = await as({ rights: ['access-log.read'], ranges: [{ lo: 1, hi: 10 }] }).get<Page<AccessRecord>>(
    '/access-log?user=reader-1',
  );
  expect(near.body.items).toMatchObject([{ kind: 'open' }]);
  expect(await as({ rights: ['audit.read'] }).get('/access-log')).toMatchObject({ status: 403 });
  await expect(inScope(db, scope, (tx) => tx.run(sql`delete from platform.access_log`))).rejects.toThrow(
    'permission denied',
  );
});

test('changes are scoped, and a cursor of another incarnation is refused', async () => {
  const insert = (entity: string, label: number | null) =>
    sql`insert into platform.change (entity, entity_id, action, label) values (${entity}, 'x', 'insert', ${label})`.execute(
      db.owner,
    );
  const start = (await as().get<{ nextCursor: string }>('/changes?cursor=latest')).body.nextCursor;
  await insert('here', 5);
  await insert('there', 50);
  await insert('everywhere', null);
  await sql`select platform.number_changes()`.execute(db.owner);
  const near = as({ ranges: [{ lo: 1, hi: 10 }], rights: [] });
  const { body } = await near.get<{ items: Change[]; nextCursor: string }>(`/changes?cursor=${start}`);
  expect(body.items.map(({ entity }) => entity).filter((entity) => !entity.startsWith('platform.'))).toEqual([
    'here',
    'everywhere',
  ]);
  const again = await near.get<{ items: Change[]; nextCursor: string }>(`/changes?cursor=${body.nextCursor}`);
  expect(again.body).toEqual({ items: [], nextCursor: body.nextCursor });
  expect(await near.get('/changes?cursor=nonsense')).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
  await sql`update platform.incarnation set id = uuidv7()`.execute(db.owner);
  expect(await near.get(`/changes?cursor=${start}`)).toMatchObject({
    status: 409,
    body: { code: 'cursor.other-incarnation' },
  });
});

test('no change is skipped or seen twice, however late a transaction commits', { timeout: 120_000 }, async () => {
  const clients = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const client = new pg.Client({ connectionString: db.url });
      await client.connect();
      return client;
    }),
  );
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), who: fc.nat(3) }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('commit' as const, 'rollback' as const), who: fc.nat(3) }),
    },
    { weight: 3, arbitrary: fc.constant({ do: 'number' as const, who: 0 }) },
    { weight: 3, arbitrary: fc.constant({ do: 'read' as const, who: 0 }) },
  );
  const reader = as();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, limit) => {
          let cursor = (await reader.get<{ nextCursor: string }>('/changes?cursor=latest')).body.nextCursor;
          const open = clients.map(() => [] as string[]);
          const begun = clients.map(() => false);
          const [committed, seen] = [[] as string[], [] as string[]];
          let count = 0;
          const finish = async (who: number, how: 'commit' | 'rollback') => {
            if (!begun[who]) return;
            await clients[who]?.query(how);
            if (how === 'commit') committed.push(...(open[who] ?? []));
            open[who] = [];
            begun[who] = false;
          };
          const read = async () => {
            const { body } = await reader.get<{ items: Change[]; nextCursor: string }>(
              `/changes?cursor=${cursor}&limit=${limit}`,
            );
            seen.push(...body.items.map(({ entityId }) => entityId));
            cursor = body.nextCursor;
            return body.items.length;
          };
          for (const { do: what, who } of steps) {
            if (what === 'write') {
              if (!begun[who]) await clients[who]?.query('begin');
              begun[who] = true;
              count += 1;
              open[who]?.push(String(count));
              await clients[who]?.query(
                `insert into platform.change (entity, entity_id, action) values ('test', $1, 'insert')`,
                [String(count)],
              );
            } else if (what === 'number') await sql`select platform.number_changes(2)`.execute(db.owner);
            else if (what === 'read') await read();
            else await finish(who, what);
          }
          for (const who of clients.keys()) await finish(who, 'commit');
          await sql`select platform.number_changes()`.execute(db.owner);
          while ((await read()) > 0);
          expect([...seen].sort()).toEqual([...committed].sort());
        },
      ),
      { numRuns: 40 },
    );
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});

test('slow transactions, a sequencer and a reader all at once: nothing is skipped', async () => {
  const reader = as();
  let cursor = (await reader.get<{ nextCursor: string }>('/changes?cursor=latest')).body.nextCursor;
  const seen: string[] = [];
  let writing = true;
  const writers = Promise.all(
    Array.from({ length: 6 }, async (_, who) => {
      for (let turn = 0; turn < 15; turn += 1) {
        await db.owner.transaction().execute(async (trx) => {
          await sql`insert into platform.change (entity, entity_id, action) values ('busy', ${`${who}-${turn}`}, 'insert')`.execute(
            trx,
          );
          await sql`select pg_sleep(${((who * 7 + turn * 3) % 5) / 200})`.execute(trx);
        });
      }
    }),
  ).finally(() => (writing = false));
  const sequencer = (async () => {
    while (writing) await sql`select platform.number_changes(5)`.execute(db.owner);
    await sql`select platform.number_changes()`.execute(db.owner);
  })();
  const read = async () => {
    const { body } = await reader.get<{ items: Change[]; nextCursor: string }>(`/changes?cursor=${cursor}&limit=7`);
    seen.push(...body.items.filter(({ entity }) => entity === 'busy').map(({ entityId }) => entityId));
    cursor = body.nextCursor;
    return body.items.length;
  };
  while (writing) await read();
  await Promise.all([writers, sequencer]);
  while ((await read()) > 0);
  expect(new Set(seen).size).toBe(90);
  expect(seen).toHaveLength(90);
});

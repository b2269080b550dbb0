import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { inScope } from '../db/database.ts';
import { RuleBroken } from '../errors.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp, type TestCaller } from '../testing/http.ts';
import { enqueue, startJobs, type Task } from './jobs.ts';
import { type Job, jobRoutes } from './routes.ts';
import { startTickers } from './tickers.ts';

const db = await testDatabase();
const { as } = await testApp(db, [jobRoutes]);
const clerk = as({ ranges: [{ lo: 1, hi: 9 }], rights: [] });
const ask = (task: string, payload = {}, who = clerk) =>
  inScope(db, { userId: who.userId, rights: [], ranges: [{ lo: 1, hi: 9 }] }, (tx) => enqueue(tx, task, payload));

const ended = new Set(['done', 'failed', 'cancelled']);
/** Asks until the job stands as wanted. */
async function reached(id: string, states: ReadonlySet<string> = ended, who: TestCaller = clerk): Promise<Job> {
  for (;;) {
    const { body } = await who.get<Job>(`/jobs/${id}`);
    if (states.has(body.state)) return body;
    await pause(20);
  }
}

let failuresLeft = 1;
const ran: string[] = [];
const errors: string[] = [];
const tasks: Record<string, Task> = {
  count: async (payload, run) => {
    await run.progress(3, 3);
    ran.push((payload as { name: string }).name);
    return { counted: 3, by: run.createdBy };
  },
  refused: () => Promise.reject(new RuleBroken('job.refused', { row: 7 })),
  shaky: () => {
    failuresLeft -= 1;
    return failuresLeft < 0 ? Promise.resolve('mended') : Promise.reject(new Error('lost connection'));
  },
  long: async (_, run) => {
    for (let step = 0; !run.signal.aborted; step += 1) {
      await run.progress(step);
      await pause(5);
    }
    return undefined;
  },
};
const start = () => startJobs({ db, ownerUrl: db.url, tasks, onError: (error) => errors.push(String(error)) });

let jobs: Awaited<ReturnType<typeof start>> | undefined;
afterAll(async () => jobs?.stop());

test('work asked for before the first start is done; an undone transaction asks for nothing', async () => {
  const early = await ask('count', { name: 'early' });
  expect((await clerk.get<Job>(`/jobs/${early.id}`)).body).toMatchObject({ state: 'waiting', kind: 'count' });
  jobs = await start();
  expect(await reached(early.id)).toMatchObject({
    state: 'done',
    done: 3,
    total: 3,
    result: { counted: 3, by: clerk.userId },
  });
  await expect(
    inScope(db, { userId: clerk.userId, rights: [], ranges: [] }, async (tx) => {
      await enqueue(tx, 'count', { name: 'undone' });
      throw new Error('undo');
    }),
  ).rejects.toThrow('undo');
  await reached((await ask('count', { name: 'after' })).id);
  expect(ran).toEqual(['early', 'after']);
});

test('a refusal fails at once with its code; what is our fault is tried again', async () => {
  expect(await reached((await ask('refused')).id)).toMatchObject({
    state: 'failed',
    problem: { code: 'job.refused', details: { row: 7 } },
  });
  const shaky = await ask('shaky');
  await reached(shaky.id, new Set(['waiting']));
  expect(await reached(shaky.id)).toMatchObject({ state: 'done', result: 'mended' });
  expect(errors).toEqual(['Error: lost connection']);
});

test('a job is stopped by whoever asked for it, and nobody else knows of it', async () => {
  const { id } = await ask('long');
  await reached(id, new Set(['running']));
  const other = as({ ranges: [{ lo: 1, hi: 9 }] });
  expect((await other.get(`/jobs/${id}`)).status).toBe(404);
  expect((await other.post(`/jobs/${id}/cancel`)).status).toBe(404);
  expect(await clerk.post(`/jobs/${id}/cancel`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  expect(await clerk.post(`/jobs/${id}/cancel`)).toMatchObject({ status: 409, body: { code: 'job.finished' } });
  const next = await reached((await ask('count', { name: 'next' })).id);
  expect(next.state).toBe('done');
  const forging = inScope(db, { userId: clerk.userId, rights: [], ranges: [{ lo: 1, hi: 9 }] }, (tx) =>
    tx.run(sql`update platform.job set state = 'done' where id = ${id}`),
  );
  await expect(forging).rejects.toMatchObject({ code: 'job.finished' });
});

test('work that a killed server held is taken up by the next one', async () => {
  await jobs?.stop();
  const { id } = await ask('count', { name: 'held' });
  await sql`update worker._private_jobs set locked_by = 'killed', locked_at = now(), attempts = 1`.execute(db.owner);
  await sql`update platform.job set state = 'running' where id = ${id}`.execute(db.owner);
  jobs = await start();
  expect(await reached(id)).toMatchObject({ state: 'done' });
});

test('tickers number changes, seal the trail, call the rooms, survive a failing turn, and stop', async () => {
  const turns = { room: 0, failing: 0 };
  const failures: string[] = [];
  const tickers = startTickers(db, {
    more: [
      { name: 'room', everyMs: 1, work: () => Promise.resolve(void (turns.room += 1)) },
      { name: 'failing', everyMs: 1, work: () => Promise.reject(new Error(String((turns.failing += 1)))) },
    ],
    onError: (_, name) => failures.push(name),
  });
  await sql`insert into platform.change (entity, entity_id, action) values ('test', 'x', 'insert')`.execute(db.owner);
  await sql`select platform.write_audit('note', 'test', null, null, '{}')`.execute(db.owner);
  const open = async () =>
    (
      await sql<{
        n: number;
      }>`select (select count(*) from platform.change where no is null) + (select count(*) from platform.audit where position is null) as n`.execute(
        db.owner,
      )
    ).rows[0]?.n;
  while ((await open()) !== 0) await pause(20);
  while (turns.room < 3 || turns.failing < 3) await pause(5);
  await tickers.stop();
  const stood = { ...turns };
  await sql`select 1`.execute(db.owner);
  expect(turns).toEqual(stood);
  expect(new Set(failures)).toEqual(new Set(['failing']));
});

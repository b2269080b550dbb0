import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, expect, test, vi } from 'vitest';
import { asOwner, inScope } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { startJobs } from '#platform/jobs/jobs.ts';
import { jobRoutes } from '#platform/jobs/routes.ts';
import { pathOf } from '#platform/files/files.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp, type TestCaller } from '#platform/testing/http.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import type { ImportBatch, ImportRow, RegisterPage } from '../contract.ts';
import { membershipRoutes } from '../routes.ts';
import { aCell, theEthnicGroups } from '../testing.ts';
import { applyRows } from './apply.ts';
import { getBatch } from './batch.ts';
import { headingsOf } from './judge.ts';
import { openFile, readRows, tableOf } from './read.ts';
import { importTasks } from './work.ts';

// Long lists, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 180_000 });
const db = await testDatabase();
const grants = new Map<string, { lo: number; hi: number }[]>();
const { app, platform, as } = await testApp(db, [membershipRoutes, jobRoutes], {
  now: () => new Date('2026-10-06T03:00:00Z'),
});
await asOwner(db, 'test', theEthnicGroups);
const start = () =>
  startJobs({
    db,
    ownerUrl: db.url,
    tasks: importTasks({
      ...platform,
      grantOf: (userId) => Promise.resolve({ rights: RIGHTS, ranges: grants.get(userId) ?? [] }),
    }),
  });
let jobs: Awaited<ReturnType<typeof start>> | undefined;
afterAll(async () => jobs?.stop());

async function aPlace() {
  const place = await asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Mường Nhé', from: '1950-01-01' });
    return { commune, cell: await aCell(tx, { parent: commune, name: 'Chi bộ bản Phiêng Vai' }) };
  });
  const ranges = Object.values(place).map(({ label }) => ({ lo: label, hi: label + 1 }));
  const clerk = as({ ranges });
  grants.set(clerk.userId, ranges);
  return { ...place, clerk, colleague: as({ ranges }) };
}

const HEAD = 'Số thẻ,Họ và tên,Giới tính,Ngày sinh,Chi bộ,Ngày kết nạp,Ngày chính thức,Học vấn';
let series = 0;
/** A long list: every fiftieth row bad, and one card twice far apart. */
function list(rows: number): string {
  series += 1;
  const lines = Array.from({ length: rows }, (_, n) => {
    const card = `${10 + series}${String(n === rows - 2 ? 0 : n).padStart(6, '0')}`;
    const on = n % 50 === 49 ? '31/02/2019' : '03/02/2019';
    return `${card},Lò Văn Số ${series} ${n},Nam,12/04/19${String(60 + (n % 40))},Phiêng Vai,${on},03/02/2020,12/12`;
  });
  return [HEAD, ...lines].join('\r\n');
}

async function upload(caller: TestCaller, text: string, key: string = randomUUID(), name = 'Dài.csv') {
  const boundary = 'b0undary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`;
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/member-imports',
    headers: {
      authorization: `Test ${caller.userId}`,
      'idempotency-key': key,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    payload: Buffer.concat([Buffer.from(head), Buffer.from(text), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
  return { status: answer.statusCode, body: JSON.parse(answer.body) as ImportBatch & { code: string } };
}

/** The import when nobody works on it any more, or as soon as it stands as wanted. */
async function reached(
  caller: TestCaller,
  id: string,
  wanted = (batch: ImportBatch) => batch.work === null,
): Promise<ImportBatch> {
  for (;;) {
    const { body } = await caller.get<ImportBatch>(`/member-imports/${id}`);
    if (wanted(body)) return body;
    await pause(20);
  }
}
const total = async (caller: TestCaller) => (await caller.get<RegisterPage>('/members?limit=1')).body.total;
const rowsIn = (id: string) =>
  asOwner(
    db,
    'test',
    async (tx) =>
      (await tx.one<{ n: number }>(sql`select count(*) as n from membership.import_row where batch_id = ${id}`)).n,
  );

test('a long list is read, taken over and taken back by jobs, with progress that a colleague sees too', async () => {
  jobs ??= await start();
  const { clerk, colleague } = await aPlace();
  const text = list(3600);
  const { body: began, status } = await upload(clerk, text);
  expect({ status, counts: began.counts, step: began.work?.step }).toEqual({
    status: 201,
    counts: null,
    step: 'reading',
  });
  expect((await clerk.post(`/member-imports/${began.id}/apply`)).body).toMatchObject({ code: 'import.busy' });
  expect((await colleague.get<ImportBatch>(`/member-imports/${began.id}`)).body.work?.step ?? 'reading').toBe(
    'reading',
  );
  const read = await reached(clerk, began.id);
  expect(read.counts).toMatchObject({ rows: 3600, new: 3527, refused: 73, same: 0, notInFile: 0 });
  const twice = (
    await clerk.get<{ items: ImportRow[] }>(`/member-imports/${began.id}/rows?limit=1&cursor=3599`)
  ).body.items.at(-1);
  expect(twice).toMatchObject({ rowNumber: 3600, problems: [{ code: 'import.card-twice' }] });
  expect(await total(clerk)).toBe(0);

  expect((await clerk.post<ImportBatch>(`/member-imports/${began.id}/apply`)).body.work?.step).toBe('applying');
  expect(await reached(clerk, began.id)).toMatchObject({ state: 'applied', counts: { new: 3527 } });
  expect(await total(clerk)).toBe(3527);

  const again = await reached(clerk, (await upload(clerk, text)).body.id);
  expect(again.counts).toMatchObject({ same: 3527, new: 0, changed: 0, refused: 73, notInFile: 0 });
  await clerk.post(`/member-imports/${began.id}/undo`);
  expect((await reached(clerk, began.id)).state).toBe('undone');
  expect(await total(clerk)).toBe(0);
});

test('a reading that a killed server left half done goes on behind the last piece, and nothing stands twice', async () => {
  await jobs?.stop();
  jobs = undefined;
  const { clerk } = await aPlace();
  const { body: began } = await upload(clerk, list(6000));
  // What the killed server had written: the first piece, committed, and the job still marked as its own.
  const { sha256 } = await asOwner(db, 'test', (tx) =>
    tx.one<{ sha256: string }>(sql`
      select f.sha256 from membership.import_batch b join platform.file f on f.id = b.file_id where b.id = ${began.id}`),
  );
  const scope = { userId: clerk.userId, rights: RIGHTS, ranges: grants.get(clerk.userId) ?? [] };
  const killed = readRows(began.id, {
    source: pathOf(platform.dataDir, sha256),
    today: '2026-10-06',
    transact: (work) => inScope(db, scope, work),
    onPiece: () => Promise.reject(new Error('killed')),
  });
  await expect(killed).rejects.toThrow('killed');
  const half = await rowsIn(began.id);
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(6000);
  await sql`update worker._private_jobs set locked_by = 'killed', locked_at = now(), attempts = 1`.execute(db.owner);
  await sql`update platform.job set state = 'running', runs = 1 where state = 'waiting'`.execute(db.owner);

  jobs = await start();
  const read = await reached(clerk, began.id);
  expect(read.counts).toMatchObject({ rows: 6000, new: 5879, refused: 121 });
  expect(await rowsIn(began.id)).toBe(6000);
  const runs = await asOwner(db, 'test', (tx) =>
    tx.one(sql`select max(runs) as runs from platform.job where payload ->> 'batchId' = ${began.id}`),
  );
  expect(runs).toEqual({ runs: 2 });
});

test('taking over that is cut off leaves nothing, and begun again it takes each row once', async () => {
  jobs ??= await start();
  const { clerk } = await aPlace();
  const read = await reached(clerk, (await upload(clerk, list(3500))).body.id);
  const scope = { userId: clerk.userId, rights: RIGHTS, ranges: grants.get(clerk.userId) ?? [] };
  const cut = inScope(db, scope, (tx) => applyRows(tx, read.id, () => Promise.reject(new Error('killed'))));
  await expect(cut).rejects.toThrow('killed');
  expect(await total(clerk)).toBe(0);
  await clerk.post(`/member-imports/${read.id}/apply`);
  await reached(clerk, read.id);
  expect(await total(clerk)).toBe(read.counts?.new);
});

test('a server killed after taking over, before the statistics, finds the rows already there', async () => {
  jobs ??= await start();
  const { clerk } = await aPlace();
  const read = await reached(clerk, (await upload(clerk, list(3500))).body.id);
  await jobs.stop();
  jobs = undefined;
  expect((await clerk.post<ImportBatch>(`/member-imports/${read.id}/apply`)).body.work?.step).toBe('applying');
  const scope = { userId: clerk.userId, rights: RIGHTS, ranges: grants.get(clerk.userId) ?? [] };
  await inScope(db, scope, (tx) => applyRows(tx, read.id));
  expect((await clerk.get<ImportBatch>(`/member-imports/${read.id}`)).body.work?.step).toBe('applying');
  jobs = await start();
  // Judged once more, its own rows would be the same as the register, and nothing of it could be taken back.
  expect(await reached(clerk, read.id)).toMatchObject({
    state: 'applied',
    work: null,
    counts: { new: read.counts?.new },
  });
  expect(await total(clerk)).toBe(read.counts?.new);
  await clerk.post(`/member-imports/${read.id}/undo`);
  expect((await reached(clerk, read.id)).state).toBe('undone');
  expect(await total(clerk)).toBe(0);
});

test('what is stopped is as it was: a colleague stops the taking over, the reading is dropped whole', async () => {
  const { clerk, colleague } = await aPlace();
  await jobs?.stop();
  jobs = undefined; // nobody works: the steps wait, and are stopped before and while they begin
  const { body: began } = await upload(clerk, list(3500));
  expect((await (await aPlace()).clerk.post(`/member-imports/${began.id}/stop`)).status).toBe(404);
  expect((await clerk.post<ImportBatch>(`/member-imports/${began.id}/stop`)).body).toMatchObject({
    work: null,
    counts: null,
    state: 'previewed',
  });
  expect((await clerk.post(`/member-imports/${began.id}/stop`)).body).toMatchObject({ code: 'import.nothing-to-stop' });
  jobs = await start();
  const mapped = await clerk.put<ImportBatch>(`/member-imports/${began.id}/mapping`, { columns: {} });
  expect(mapped.body.work?.step).toBe('reading');
  const read = await reached(clerk, began.id);
  expect(read.counts).toMatchObject({ rows: 3500 });

  // The last statement of a step asks whether the step is still its own: stopped in between, all of it is undone.
  const holding = inScope(
    db,
    { userId: clerk.userId, rights: RIGHTS, ranges: grants.get(clerk.userId) ?? [] },
    async (tx: Tx) => {
      await tx.run(sql`lock table membership.person in share mode`);
      await clerk.post(`/member-imports/${began.id}/apply`);
      await reached(clerk, began.id, (batch) => batch.work?.state === 'running');
      expect((await colleague.post<ImportBatch>(`/member-imports/${began.id}/stop`)).body.work).toBeNull();
    },
  );
  await holding;
  await expect
    .poll(
      async () =>
        (
          await asOwner(db, 'test', (tx) =>
            tx.one<{ n: number }>(sql`select count(*) as n from worker._private_jobs where locked_by is not null`),
          )
        ).n,
      { timeout: 20_000 },
    )
    .toBe(0);
  expect(await total(clerk)).toBe(0);
  expect((await clerk.get<ImportBatch>(`/member-imports/${began.id}`)).body).toMatchObject({
    state: 'previewed',
    work: null,
  });

  expect((await clerk.post<ImportBatch>(`/member-imports/${began.id}/cancel`)).body.state).toBe('cancelled');
  await expect.poll(() => rowsIn(began.id), { timeout: 20_000 }).toBe(0);
});

test('the same key with another file is refused, with the same file answered again', async () => {
  const { clerk } = await aPlace();
  const key = randomUUID();
  const [first, second] = [list(3), list(3)];
  const { body: stored } = await upload(clerk, first, key);
  expect((await upload(clerk, first, key)).body.id).toBe(stored.id);
  expect(await upload(clerk, second, key)).toMatchObject({ status: 409, body: { code: 'request.key-reused' } });
  expect(await upload(clerk, first, key, 'Tên khác.csv')).toMatchObject({
    status: 409,
    body: { code: 'request.key-reused' },
  });
});

test('reading, judging, taking over and mending take the same statements for a hundred rows and for a thousand', async () => {
  const { clerk } = await aPlace();
  const scope = { userId: clerk.userId, rights: RIGHTS, ranges: grants.get(clerk.userId) ?? [] };
  const counted = async (rows: number): Promise<number[]> => {
    const { body } = await upload(clerk, list(rows));
    const { sha256 } = await asOwner(db, 'test', (tx) =>
      tx.one<{ sha256: string }>(sql`
        select f.sha256 from membership.import_batch b join platform.file f on f.id = b.file_id where b.id = ${body.id}`),
    );
    await asOwner(db, 'test', (tx) =>
      tx.run(sql`update membership.import_progress set read_to = null where batch_id = ${body.id}`),
    );
    const steps: number[] = [];
    const count = (work: (tx: Tx) => Promise<unknown>) =>
      inScope(db, scope, async (tx) => {
        let n = 0;
        const seen = Object.fromEntries(
          (['one', 'maybeOne', 'many', 'run'] as const).map((name) => [
            name,
            (query: Parameters<Tx['run']>[0]) => {
              n += 1;
              return tx[name](query);
            },
          ]),
        );
        await work({ ...seen, kysely: tx.kysely } as unknown as Tx);
        steps.push(n);
      });
    const source = pathOf(platform.dataDir, sha256);
    await count((tx) => readRows(body.id, { source, today: '2026-10-06', transact: (work) => work(tx) }));
    await count((tx) => applyRows(tx, body.id));
    expect(headingsOf((await inScope(db, scope, (tx) => getBatch(tx, body.id))).columns).size).toBe(8);
    return steps;
  };
  expect(await counted(1000)).toEqual(await counted(100));
  expect((await tableOf(await openFile(Buffer.from(list(5))), undefined)).columns).toHaveLength(8);
});

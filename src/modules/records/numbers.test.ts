import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner, inScope } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { RIGHTS } from '#platform/rights.ts';
import type { DocumentPage, Series } from './contract.ts';
import { recordsRoutes } from './index.ts';
import { aRecordsWorld, clerkOf, rangesOf } from './testing.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [recordsRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const world = await asOwner(db, 'test', aRecordsWorld);
const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell, world.government]) }), world.commune.id);
const codeOf = (answer: { body: unknown }) => (answer.body as { code?: string }).code;

test('1,000 numbers drawn by 20 clients at once: no gap, no double', async () => {
  const drafts = await Promise.all(Array.from({ length: 1000 }, () => clerk.draft({ kind: 'notice' })));
  const clerks = Array.from({ length: 20 }, () => clerkOf(as({ ranges: rangesOf([world.commune]) }), world.commune.id));
  const given = await Promise.all(
    clerks.map(async (one, at) => {
      const mine: number[] = [];
      for (const id of drafts.filter((_, n) => n % clerks.length === at)) {
        const answer = await one.number(id);
        expect(answer.status, answer.text).toBe(200);
        mine.push(answer.body.no);
      }
      return mine;
    }),
  );
  // Each clerk's own run rises, and together they are every number from 1 to 1,000 once.
  for (const mine of given) expect(mine).toEqual([...mine].sort((a, b) => a - b));
  expect(given.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, n) => n + 1));
}, 180_000);

test('one draft drawn for by ten at once gets one number, and the others learn that it has one', async () => {
  const before = (await clerk.number(await clerk.draft({ kind: 'report' }))).body.no;
  const id = await clerk.draft({ kind: 'report' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => clerk.number(id)));
  expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
  const codes = new Set(answers.filter((one) => one.status !== 200).map(codeOf));
  expect([...codes].every((code) => code === 'records.changed-meanwhile' || code === 'number.drawn-already')).toBe(
    true,
  );
  expect((await clerk.number(await clerk.draft({ kind: 'report' }))).body.no).toBe(before + 2);
});

test('the same key twice is the same number', async () => {
  const id = await clerk.draft({ kind: 'programme' });
  const key = randomUUID();
  const draw = () =>
    clerk.caller.post<{ no: number; symbol: string }>(`/documents/${id}/number`, { version: 1, on: TODAY }, key);
  const [first, second] = [await draw(), await draw()];
  expect(second.body).toEqual(first.body);
  expect(first.body.symbol).toBe(`${String(first.body.no).padStart(2, '0')}-CTr/ĐU`);
});

test('the database itself gives no number out of order, keeps what was drawn, and says why', async () => {
  await clerk.number(await clerk.draft({ kind: 'plan' }));
  const documentId = await clerk.draft({ kind: 'plan' });
  const series = await asOwner(db, 'test', (tx) =>
    tx.one<{ id: string; last: number }>(
      sql`select id, last_no as last from records.series where unit_id = ${world.commune.id} and kind = 'plan'`,
    ),
  );
  const run = (query: ReturnType<typeof sql>) => asOwner(db, 'test', (tx) => tx.run(query));
  await expect(
    run(
      sql`insert into records.number (series_id, no, document_id, drawn_on, label) values (${series.id}, ${series.last + 2}, ${documentId}, ${TODAY}, 1)`,
    ),
  ).rejects.toMatchObject({ code: 'number.gap', details: { next: series.last + 1 } });
  await expect(
    run(
      sql`insert into records.number (series_id, document_id, drawn_on, label) values (${series.id}, ${documentId}, '2025-06-30', 1)`,
    ),
  ).rejects.toMatchObject({ code: 'number.outside-term' });
  await expect(run(sql`delete from records.number where series_id = ${series.id}`)).rejects.toMatchObject({
    code: 'number.kept',
  });
  await expect(run(sql`update records.number set no = no + 1 where series_id = ${series.id}`)).rejects.toMatchObject({
    code: 'number.kept',
  });
  // What was refused took no number with it.
  expect((await clerk.number(documentId)).body.no).toBe(series.last + 1);
  await expect(run(sql`delete from records.document where id = ${documentId}`)).rejects.toMatchObject({
    code: 'document.kept',
  });
  await expect(run(sql`update records.document set state = 'draft' where id = ${documentId}`)).rejects.toMatchObject({
    code: 'document.issued-already',
  });
  await expect(run(sql`update records.document set number_id = null where id = ${documentId}`)).rejects.toMatchObject({
    code: 'number.kept',
  });
  await expect(run(sql`update records.document set summary = 'khác' where id = ${documentId}`)).rejects.toMatchObject({
    code: 'document.issued-already',
  });
});

test('issuer, kind and term each have their own run; a new term begins at one; the State counts by the year', async () => {
  const cell = clerkOf(clerk.caller, world.cell.id);
  const state = clerkOf(clerk.caller, world.government.id);
  const symbol = async (one: typeof clerk, more: object, on = TODAY) =>
    (await one.number(await one.draft(more), on)).body.symbol;
  expect(await symbol(cell, { kind: 'resolution' })).toBe('01-NQ/CB');
  expect(await symbol(cell, { kind: 'resolution' })).toBe('02-NQ/CB');
  expect(await symbol(cell, { kind: 'submission' })).toBe('01-TTr/CB');
  expect(await symbol(state, { kind: 'decision' }, '2025-12-31')).toBe('01/QĐ-UBND');
  expect(await symbol(state, { kind: 'decision' })).toBe('01/QĐ-UBND');
  expect(await symbol(state, { kind: 'letter' })).toBe('01/UBND');
  const before = await clerk.get<{ items: Series[] }>(`/number-series?unit=${world.cell.id}`);
  expect(before.items.find((one) => one.kind === 'resolution')).toMatchObject({
    last: 2,
    drawn: 2,
    from: '2025-07-01',
    until: null,
  });
  expect(
    (
      await clerk.caller.post('/terms', {
        id: randomUUID(),
        unitId: world.cell.id,
        name: 'Nhiệm kỳ chi bộ',
        congressClosedOn: '2026-11-10',
      })
    ).status,
  ).toBe(201);
  expect(await symbol(cell, { kind: 'resolution' })).toBe('01-NQ/CB');
  expect(codeOf(await cell.number(await cell.draft({ kind: 'resolution' }), '2025-06-30'))).toBe('number.no-term');
  expect(
    codeOf(
      await clerk.caller.post('/terms', {
        id: randomUUID(),
        unitId: world.cell.id,
        name: 'x',
        congressClosedOn: '2026-11-10',
      }),
    ),
  ).toBe('term.overlaps');
});

test('a voided number says why and is not given again', async () => {
  const id = await clerk.draft({ kind: 'guidance' });
  const { no } = (await clerk.number(id)).body;
  const voiding = (body: object) => clerk.caller.post(`/documents/${id}/void`, { version: 2, ...body });
  expect(codeOf(await voiding({}))).toBe('request.invalid');
  expect(codeOf(await voiding({ reason: '<script>x</script>' }))).toBe('document.markup');
  expect((await voiding({ reason: 'Ban hành nhầm thẩm quyền' })).status).toBe(200);
  expect((await clerk.number(await clerk.draft({ kind: 'guidance' }))).body.no).toBe(no + 1);
  const series = await clerk.get<{ items: Series[] }>(`/number-series?unit=${world.commune.id}`);
  expect(series.items.find((one) => one.kind === 'guidance')?.voided).toEqual([
    { no, documentId: id, reason: 'Ban hành nhầm thẩm quyền' },
  ]);
  expect(await clerk.get<DocumentPage>(`/documents/${id}`)).toMatchObject({ state: 'voided', number: { no } });
  expect(codeOf(await clerk.caller.post(`/documents/${id}/void`, { version: 3, reason: 'lần nữa' }))).toBe(
    'document.void-state',
  );
});

test('who may only write drafts draws no number, and nobody draws for another unit', async () => {
  const id = await clerk.draft();
  const village = as({ ranges: rangesOf([world.commune]), rights: RIGHTS.filter((right) => right !== 'records.keep') });
  expect((await village.post(`/documents/${id}/number`, { version: 1, on: TODAY })).status).toBe(403);
  const stranger = as({ ranges: rangesOf([world.other]) });
  expect((await stranger.post(`/documents/${id}/number`, { version: 1, on: TODAY })).status).toBe(404);
  expect(codeOf(await clerk.number(id, '2026-11-23'))).toBe('number.in-future');
  expect(codeOf(await clerk.number(await clerk.draft({ kind: 'travel_order' })))).toBe('number.not-numbered');
  const cell = clerkOf(clerk.caller, world.cell.id);
  await expect(cell.draft({ kind: 'directive' })).rejects.toThrow(/document\.kind-not-of-cell/);
  await expect(clerk.draft({ kind: 'none' })).rejects.toThrow(/document\.kind-unknown/);
});

test('runs are ended, and papers moved to a successor, by nobody who lacks the right, whatever he sees', async () => {
  const from = await asOwner(db, 'test', (tx) =>
    tx.many(sql`select id, until_on from records.series where unit_id = ${world.commune.id} order by id`),
  );
  const run = (query: ReturnType<typeof sql>) =>
    inScope(db, { userId: 'somebody', rights: ['records.read', 'records.write'], ranges: 'everything' }, (tx) =>
      tx.run(query),
    );
  for (const query of [
    sql`select records.end_series(${world.commune.id}, ${TODAY}::date)`,
    sql`select records.follow(${world.commune.id}, ${world.other.id}, ${randomUUID()})`,
    sql`select records.follow_back(${randomUUID()})`,
  ])
    await expect(run(query)).rejects.toMatchObject({ code: 'right.missing' });
  expect(
    await asOwner(db, 'test', (tx) =>
      tx.many(sql`select id, until_on from records.series where unit_id = ${world.commune.id} order by id`),
    ),
  ).toEqual(from);
});

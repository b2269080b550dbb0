import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { carryOutEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { figuresRoutes } from '#modules/figures/index.ts';
import type { DocumentPage, DossierPage, Waiting } from './contract.ts';
import { registerRecordsFigures } from './figures.ts';
import { recordsRoutes } from './index.ts';
import { aRecordsWorld, clerkOf, rangesOf } from './testing.ts';

type Clerk = ReturnType<typeof clerkOf>;
registerRecordsFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [recordsRoutes, figuresRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });

test('I-58, I-58.issued, I-58.late and I-59: value, list and what lies behind it are one', async () => {
  const world = await asOwner(db, 'test', aRecordsWorld);
  const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell]) }), world.commune.id);
  const inTime = await clerk.arrival({ arrivedOn: '2026-11-02', datedOn: '2026-11-01', dueOn: '2026-11-10' });
  const late = await clerk.arrival({ arrivedOn: '2026-11-02', datedOn: '2026-11-01', dueOn: '2026-11-12' });
  const open = await clerk.arrival({ arrivedOn: '2026-11-02', datedOn: '2026-11-01', dueOn: '2026-11-20' });
  const done = (id: string, on: string) =>
    clerk.caller.post(`/documents/${id}/handling`, {
      id: randomUUID(),
      version: 1,
      step: 'done',
      on,
      note: 'Đã báo cáo',
    });
  expect((await done(inTime, '2026-11-10')).status).toBe(200);
  expect((await done(late, '2026-11-13')).status).toBe(200);
  const issued = await clerk.draft();
  await clerk.number(issued, '2026-11-05');
  const ask = async (id: string, period = 'from=2026-11-01&to=2026-11-22&asOf=2026-11-22') => {
    const value = await clerk.get<{ value: number | null; numerator: number | null; denominator: number | null }>(
      `/figures/${id}?unit=${world.commune.id}&${period}`,
    );
    const list = await clerk.get<{ items: { subjectId: string }[] }>(
      `/figures/${id}/records?unit=${world.commune.id}&${period}`,
    );
    return { ...value, ids: list.items.map((one) => one.subjectId) };
  };
  expect(await ask('I-58')).toMatchObject({ numerator: 1, denominator: 3, ids: [inTime] });
  expect(await ask('I-58.late')).toMatchObject({ value: 1, ids: [open] });
  expect(await ask('I-58.issued')).toMatchObject({ value: 1, ids: [issued] });
  expect(await ask('I-59')).toMatchObject({ value: null, denominator: 0 });
});

test('drafts, open arrivals, open files and letters under way go on with the successor; numbers and closed files stay; taken back, all is as it was', async () => {
  const { commune, province } = await asOwner(db, 'test', aRecordsWorld);
  const [one, two] = await asOwner(db, 'test', async (tx) => [
    await aUnit(tx, { kind: 'grassroots_body', name: 'Đảng bộ Một', parentId: commune.id, from: '2010-01-01' }),
    await aUnit(tx, { kind: 'grassroots_body', name: 'Đảng bộ Hai', parentId: commune.id, from: '2010-01-01' }),
  ]);
  const everything = as();
  const [old, next, above] = [one, two, province].map((unit) => clerkOf(everything, unit.id)) as [Clerk, Clerk, Clerk];
  const draft = await old.draft({ kind: 'report' });
  const issued = await old.draft({ kind: 'report' });
  expect((await old.number(issued, '2026-10-05')).body.symbol).toBe('01-BC/ĐU');
  const arrival = await old.arrival({ arrivedOn: '2026-10-20', datedOn: '2026-10-19' });
  const done = await old.arrival({ arrivedOn: '2026-10-20', datedOn: '2026-10-19' });
  await old.caller.post(`/documents/${done}/handling`, {
    id: randomUUID(),
    version: 1,
    step: 'done',
    on: '2026-10-21',
    note: 'x',
  });
  const dossier = await old.dossier({ code: '01', year: 2026 });
  await next.dossier({ code: '01', year: 2026 });
  const letter = await above.draft({ kind: 'letter', addressees: [{ unitId: one.id }] });
  await above.number(letter, '2026-10-25');
  const owner = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };
  const id = randomUUID();
  await inScope(db, owner, async (tx) => {
    const plan = { kind: 'dissolve' as const, unitId: one.id, successorId: two.id, placements: [] };
    const paper = { title: null, document: null, documentOn: null, decidingBody: null };
    await planEvent(tx, owner, { id, effectiveOn: '2026-11-01', ...paper, plan });
    await carryOutEvent(tx, owner, id);
  });
  const unitOf = async (of: string) => (await next.get<DocumentPage>(`/documents/${of}`)).unit.id;
  const places = async () => [await unitOf(draft), await unitOf(arrival), await unitOf(done), await unitOf(issued)];
  const waitsAt = async () =>
    (await next.get<{ items: Waiting[] }>(`/documents-waiting?unit=${province.id}`)).items.map((line) => line.unit.id);
  expect(await places()).toEqual([two.id, two.id, one.id, one.id]);
  expect(await waitsAt()).toEqual([two.id]);
  expect(await next.get<DossierPage>(`/dossiers/${dossier}`)).toMatchObject({ unit: { id: two.id }, code: '01/2' });
  // Taken back before anything new stands on it, all is as it was.
  await inScope(db, owner, (tx) => takeBackEvent(tx, owner, id));
  expect(await places()).toEqual([one.id, one.id, one.id, one.id]);
  expect(await waitsAt()).toEqual([one.id]);
  expect(await next.get<DossierPage>(`/dossiers/${dossier}`)).toMatchObject({ unit: { id: one.id }, code: '01' });
});

test('a draft that followed its unit draws the first number of the successor, and the old number stays with its issuer', async () => {
  const { commune } = await asOwner(db, 'test', aRecordsWorld);
  const [one, two] = await asOwner(db, 'test', async (tx) => [
    await aUnit(tx, { kind: 'grassroots_body', name: 'Đảng bộ Ba', parentId: commune.id, from: '2010-01-01' }),
    await aUnit(tx, { kind: 'grassroots_body', name: 'Đảng bộ Bốn', parentId: commune.id, from: '2010-01-01' }),
  ]);
  const everything = as();
  const old = clerkOf(everything, one.id);
  const next = clerkOf(everything, two.id);
  const issued = await old.draft({ kind: 'plan' });
  await old.number(issued, '2026-10-05');
  const draft = await old.draft({ kind: 'plan' });
  const owner = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };
  const id = randomUUID();
  await inScope(db, owner, async (tx) => {
    const plan = { kind: 'dissolve' as const, unitId: one.id, successorId: two.id, placements: [] };
    const paper = { title: null, document: null, documentOn: null, decidingBody: null };
    await planEvent(tx, owner, { id, effectiveOn: '2026-11-01', ...paper, plan });
    await carryOutEvent(tx, owner, id);
  });
  const answer = await next.number(draft, TODAY, 2);
  expect(answer.body).toMatchObject({ no: 1, symbol: '01-KH/ĐU' });
  expect((await next.get<DocumentPage>(`/documents/${issued}`)).unit.id).toBe(one.id);

  // What the old one issued is repealed by its successor and by whoever stands above, and by nobody else.
  const strange = await asOwner(db, 'test', (tx) =>
    aUnit(tx, { kind: 'grassroots_body', name: 'Đảng bộ Năm', parentId: commune.id, from: '2010-01-01' }),
  );
  const repeal = async (unitId: string) => {
    const clerk = clerkOf(everything, unitId);
    const paper = await clerk.draft({ kind: 'plan' });
    return clerk.caller.post<{ code?: string }>(`/documents/${paper}/links`, {
      id: randomUUID(),
      toId: issued,
      kind: 'repeals',
    });
  };
  expect((await repeal(strange.id)).body).toMatchObject({ code: 'document.not-its-issuer' });
  expect((await repeal(two.id)).status).toBe(200);
  expect((await repeal(commune.id)).status).toBe(200);
});

import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { NomineePage, Target, TargetList } from './contract.ts';
import { admissionRoutes } from './routes.ts';
import { assertTarget } from './rules/index.ts';
import { anApplicant, theWay } from './testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [admissionRoutes], { now: () => new Date('2026-04-20T03:00:00Z') });
const { aPlace, secretaryOf, unionOf } = theWay(db, as);
type Union = ReturnType<typeof unionOf>;
const targets = async (caller: Union, query = '') =>
  (await caller.get<TargetList>(`/admission/targets${query}`)).body.items;
const set = (caller: Union, unitId: string, more: object = {}) =>
  caller.post<{ id: string; version: number; code: string }>('/admission/targets', {
    id: randomUUID(),
    unitId,
    year: 2026,
    introduced: 4,
    admitted: 2,
    ...more,
  });

test('a union sets its target and sees what was reached; each number opens exactly those it counts', async () => {
  const place = await aPlace();
  await asOwner(db, 'test', async (tx) => {
    const named = { cell: place.cell, nominator: place.union };
    await anApplicant(tx, { ...named, noticedOn: '2026-01-01' });
    await anApplicant(tx, { ...named, noticedOn: '2026-02-01' });
    await anApplicant(tx, {
      ...named,
      noticedOn: '2025-12-31',
      set: { stage: 'probationary', decided_on: '2026-03-01', ceremony_on: '2026-03-10' },
    });
    await anApplicant(tx, { cell: place.cell, nominator: place.cell, nominatorKind: 'cell', noticedOn: '2026-02-01' });
  });
  const union = unionOf(place);
  expect(await targets(union)).toMatchObject([
    { id: null, unit: { id: place.union.id }, introduced: null, done: { introduced: 2, admitted: 1 }, maySet: true },
  ]);
  expect((await set(union, place.union.id)).body).toMatchObject({ version: 1 });
  const [target] = await targets(union);
  expect(target).toMatchObject({
    introduced: { goal: 4, done: 2, percent: 50 },
    admitted: { goal: 2, done: 1, percent: 50 },
  });
  const opened = async (query: string) => (await union.get<NomineePage>(`/admission/nominees?${query}`)).body.total;
  expect(await opened('view=all&namedIn=2026')).toBe(target?.done.introduced);
  expect(await opened('view=admitted&admittedIn=2026')).toBe(target?.done.admitted);
  expect(await targets(union, '?year=2025')).toMatchObject([
    { introduced: null, done: { introduced: 1, admitted: 0 }, maySet: false },
  ]);
});

test('a cell has its own beside it, counting whoever was named for it', async () => {
  const place = await aPlace();
  await asOwner(db, 'test', async (tx) => {
    await anApplicant(tx, { cell: place.cell, nominator: place.union, noticedOn: '2026-02-01' });
    await anApplicant(tx, { cell: place.cell, nominator: place.cell, nominatorKind: 'cell', noticedOn: '2026-02-01' });
  });
  const secretary = secretaryOf(place);
  const before = await targets(secretary, `?unit=${place.cell.id}`);
  expect(before.map(({ subject }: Target) => subject)).toEqual(['cell']);
  const ofCommune = await targets(secretary, `?unit=${place.body.id}`);
  expect(ofCommune.map(({ unit }: Target) => unit.id)).toEqual([place.union.id]);
  const elsewhere = await aPlace();
  expect(await targets(secretary, `?unit=${elsewhere.body.id}`)).toEqual([]);
  await set(secretary, place.cell.id, { introduced: 3, admitted: 1, document: '02-NQ/CB' });
  expect((await targets(secretary)).find(({ subject }: Target) => subject === 'cell')).toMatchObject({
    introduced: { goal: 3, done: 2, percent: 66.7 },
    document: '02-NQ/CB',
  });
});

describe('what is refused', () => {
  test('over, of nobody who names, of another place, and written over unseen', async () => {
    const [place, other] = [await aPlace(), await aPlace()];
    const [union, secretary] = [unionOf(place), secretaryOf(place)];
    expect((await set(union, place.union.id, { year: 2025 })).body.code).toBe('admission.target-year-over');
    expect((await set(secretary, place.body.id)).body.code).toBe('admission.target-not-nominator');
    expect((await set(union, other.union.id)).status).toBe(404);
    expect((await set(union, place.union.id, { introduced: 0 })).status).toBe(400);
    const id = randomUUID();
    expect((await set(union, place.union.id, { id })).body).toMatchObject({ id, version: 1 });
    expect((await set(union, place.union.id, { id })).body).toMatchObject({ id, version: 1 });
    expect(await set(union, place.union.id)).toMatchObject({
      status: 409,
      body: { code: 'admission.target-changed-meanwhile', details: { version: 1 } },
    });
    expect((await set(union, place.union.id, { introduced: 9, version: 1 })).body).toMatchObject({ id, version: 2 });
    expect(await targets(unionOf(other))).toMatchObject([{ unit: { id: other.union.id }, introduced: null }]);
  });

  test.each([
    [2026, 'youth_union', null],
    [2027, 'party_cell', null],
    [2025, 'youth_union', 'admission.target-year-over'],
    [2026, 'commune_body', 'admission.target-not-nominator'],
    [2026, 'village', 'admission.target-not-nominator'],
  ])('%i of a %s: %s', (year, kind, expected) => {
    const said = () => assertTarget({ year, kind, today: '2026-01-01' });
    if (expected === null) expect(said).not.toThrow();
    else expect(said).toThrow(expect.objectContaining({ code: expected }));
  });
});

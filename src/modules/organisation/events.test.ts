import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type TestCaller, testApp } from '#platform/testing/http.ts';
import type { DryRun, UnitEvent, UnitHit, UnitPage } from './contract.ts';
import { registerDependants } from './registry.ts';
import { organisationRoutes } from './routes.ts';
import { aPersonAt, aTree, aUnit, type BuiltCommune } from './testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [organisationRoutes], { now: () => new Date('2026-03-01T00:00:00Z') });

/** A stand-in for the room of members: records with a home, some of them open. */
const records = new Map<string, { unit: string; open: boolean; kind: string }>();
const moved: { eventId: string; id: string; from: string }[] = [];
registerDependants({
  room: 'stand-in',
  describe: (_tx, units) =>
    Promise.resolve(
      units.flatMap((unitId) => {
        const here = [...records].filter(([, record]) => record.unit === unitId);
        return here.map(([id, record]) => ({
          unitId,
          kind: record.kind,
          count: 1,
          sample: [{ id, name: 'A' }],
          open: record.open,
        }));
      }),
    ),
  move: (_tx, { from, to, eventId }) => {
    for (const [id, record] of records) {
      if (record.unit !== from || !record.open) continue;
      moved.push({ eventId, id, from });
      record.unit = to;
    }
    return Promise.resolve();
  },
  moveBack: (_tx, { eventId }) => {
    for (const step of moved.filter((one) => one.eventId === eventId)) {
      const record = records.get(step.id);
      if (record) record.unit = step.from;
    }
    return Promise.resolve();
  },
});

async function twoCommunes(): Promise<{ province: string; body: string; one: BuiltCommune; other: BuiltCommune }> {
  const tree = await asOwner(db, 'test', (tx) => aTree(tx));
  const province = tree.provinces[0];
  const [one, other] = province?.communes ?? [];
  if (!province || !one || !other) throw new Error('no tree');
  return { province: province.id, body: province.body.id, one, other };
}

async function carried(
  caller: TestCaller,
  plan: unknown,
  effectiveOn = '2025-07-01',
): Promise<{ id: string; dry: DryRun; status: number; body: { code?: string; details?: Record<string, unknown> } }> {
  const id = randomUUID();
  const planned = await caller.post('/unit-events', { id, effectiveOn, document: '1661/NQ-UBTVQH15', plan });
  expect(planned).toMatchObject({ status: 201 });
  const dry = (await caller.get<DryRun>(`/unit-events/${id}/dry-run`)).body;
  const { status, body } = await caller.post<{ code?: string }>(`/unit-events/${id}/carry-out`, {});
  return { id, dry, status, body };
}

const tree = async (): Promise<unknown> =>
  (
    await sql`select (select jsonb_agg(to_jsonb(v) order by v.id) from organisation.unit_version v) as versions,
      (select jsonb_agg(to_jsonb(c) order by c.id) from organisation.unit_code c) as codes, (select jsonb_agg(to_jsonb(c) order by c.id) from organisation.covers c) as covers,
      (select jsonb_agg(to_jsonb(p) order by p.unit_id, p.valid) from organisation.unit_path p) as paths`.execute(
      db.owner,
    )
  ).rows[0];

test('two communes merge: villages and coverage follow, the old stay findable, and it can be taken back', async () => {
  const { province, one, other } = await twoCommunes();
  const clerk = as();
  const result = {
    id: randomUUID(),
    name: 'Mường Nhé',
    kind: 'commune',
    parentId: province,
    codes: [{ code: `M${Math.random()}`.slice(0, 9) }],
  };
  const before = await tree();
  const { id, dry, status } = await carried(clerk, { kind: 'merge', sources: [one.id, other.id], result });
  expect(status).toBe(200);
  expect(dry.refusals).toEqual([]);
  expect(dry.units.filter((unit) => unit.change === 'moves')).toHaveLength(4);
  const page = (await clerk.get<UnitPage>(`/units/${result.id}`)).body;
  expect(page.childCounts).toEqual([{ kind: 'village', count: 4 }]);
  expect(page.predecessors.map((unit) => unit.id).sort()).toEqual([one.id, other.id].sort());
  expect(page.coveredBy.map((unit) => unit.id).sort()).toEqual([one.body.id, other.body.id].sort());
  const old = (
    await clerk.get<{ items: UnitHit[] }>(`/units?q=${encodeURIComponent(one.name)}&tree=place`)
  ).body.items.find((hit) => hit.id === one.id);
  expect(old?.becameNow.map((unit) => unit.id)).toEqual([result.id]);
  expect(
    (await clerk.get<{ items: { kind: string }[] }>(`/units/${one.id}/timeline`)).body.items.map((item) => item.kind),
  ).toContain('merge');
  expect((await clerk.get<{ items: unknown[] }>(`/units/${result.id}/bridge`)).body.items).toHaveLength(2);
  expect((await clerk.get<{ links: unknown[] }>(`/units/${other.id}/lineage`)).body.links).toHaveLength(1);
  expect((await clerk.get<{ items: unknown[] }>(`/units/${result.id}/villages`)).body.items).toHaveLength(4);
  expect(await clerk.post<UnitEvent>(`/unit-events/${id}/take-back`, {})).toMatchObject({
    status: 200,
    body: { state: 'taken_back' },
  });
  expect(await tree()).toEqual(before);
  expect(await clerk.post(`/unit-events/${id}/take-back`, {})).toMatchObject({
    status: 409,
    body: { code: 'event.state' },
  });
});

test('a closing cell with members needs a successor; with one they move, and come back with the event', async () => {
  const { one } = await twoCommunes();
  const [cell, next] = one.cells;
  if (!cell || !next) throw new Error('no cells');
  records.set('m1', { unit: cell.id, open: true, kind: 'member' });
  const clerk = as();
  const alone = await carried(clerk, { kind: 'dissolve', unitId: cell.id });
  expect(alone).toMatchObject({ status: 409, body: { code: 'unit.members-left', details: { count: 1 } } });
  expect(alone.dry.records).toMatchObject([{ kind: 'member', to: null }]);
  const { id, status } = await carried(clerk, { kind: 'dissolve', unitId: cell.id, successorId: next.id });
  expect(status).toBe(200);
  expect(records.get('m1')?.unit).toBe(next.id);
  await clerk.post(`/unit-events/${id}/take-back`, {});
  expect(records.get('m1')?.unit).toBe(cell.id);
  records.clear();
});

test('what cannot be is refused with its code, and nothing is half done', async () => {
  const { province, one, other } = await twoCommunes();
  const clerk = as();
  const before = await tree();
  const refused = async (plan: unknown, code: string, on?: string) =>
    expect({ plan, ...(await carried(clerk, plan, on)) }).toMatchObject({ status: 409, body: { code } });
  await refused({ kind: 'move', unitId: one.id, parentId: one.villages[0]?.id }, 'unit.parent-rank');
  await refused({ kind: 'move', unitId: one.id, parentId: one.id }, 'unit.parent-rank');
  await refused({ kind: 'move', unitId: one.body.id, parentId: province }, 'unit.parent-rank');
  await refused({ kind: 'change_kind', unitId: one.id, unitKind: 'party_cell' }, 'unit.parent-rank');
  await refused({ kind: 'dissolve', unitId: one.id }, 'unit.children-left');
  await refused({ kind: 'rename', unitId: one.id, name: 'Khác' }, 'event.date-before-unit', '2019-01-01');
  await refused({ kind: 'dissolve', unitId: one.cells[0]?.id }, 'event.date-same-day', '2020-01-01');
  const results = [1, 2].map(() => ({ id: randomUUID(), name: 'Nửa', kind: 'commune', parentId: province }));
  await refused({ kind: 'split', unitId: one.id, results }, 'unit.children-left');
  await refused(
    { kind: 'establish', result: { id: randomUUID(), name: 'Trơ trọi', kind: 'village', parentId: null } },
    'unit.parent-missing',
  );
  expect(await tree()).toEqual(before);
  const code = `T${Math.random()}`.slice(0, 8);
  expect(
    (
      await carried(clerk, {
        kind: 'establish',
        result: { id: randomUUID(), name: 'Một', kind: 'commune', parentId: province, codes: [{ code }] },
      })
    ).status,
  ).toBe(200);
  await refused(
    {
      kind: 'establish',
      result: { id: randomUUID(), name: 'Hai', kind: 'commune', parentId: province, codes: [{ code }] },
    },
    'unit.code-taken',
  );
  const merged = await carried(clerk, { kind: 'merge', sources: [one.id], intoId: other.id });
  expect(merged.status).toBe(200);
  await refused({ kind: 'rename', unitId: one.id, name: 'Muộn' }, 'event.date-after-end', '2025-08-01');
  await refused(
    { kind: 'move', unitId: other.villages[0]?.id, parentId: one.id },
    'unit.parent-not-alive',
    '2025-08-01',
  );
});

test('an event on which another stands is not taken back; a split keeps the past and divides the villages', async () => {
  const { province, one } = await twoCommunes();
  const clerk = as();
  const results = [1, 2].map((n) => ({ id: randomUUID(), name: `Phần ${n}`, kind: 'commune', parentId: province }));
  const placements = one.villages.map((village, index) => ({ unitId: village.id, toId: results[index]?.id }));
  const split = await carried(clerk, { kind: 'split', unitId: one.id, results, placements });
  expect(split.status).toBe(200);
  const renamed = await carried(clerk, { kind: 'rename', unitId: results[0]?.id, name: 'Phần Một' }, '2025-09-01');
  expect(renamed.status).toBe(200);
  expect(await clerk.post(`/unit-events/${split.id}/take-back`, {})).toMatchObject({
    status: 409,
    body: { code: 'event.built-on' },
  });
  expect((await clerk.get<UnitPage>(`/units/${results[0]?.id}?on=2025-08-01`)).body.name).toBe('Phần 1');
  expect((await clerk.get<UnitPage>(`/units/${one.villages[0]?.id}?on=2024-01-01`)).body.path.at(-1)?.id).toBe(one.id);
  expect(await clerk.post(`/unit-events/${renamed.id}/take-back`, {})).toMatchObject({ status: 200 });
  expect(await clerk.post(`/unit-events/${split.id}/take-back`, {})).toMatchObject({ status: 200 });
});

test('who has no scope over a unit cannot plan for it, and without the right nothing at all', async () => {
  const { one } = await twoCommunes();
  const plan = { id: randomUUID(), effectiveOn: '2025-07-01', plan: { kind: 'rename', unitId: one.id, name: 'X' } };
  expect((await as({ ranges: [{ lo: one.label + 1, hi: one.label + 2 }] }).post('/unit-events', plan)).status).toBe(
    404,
  );
  expect((await as({ rights: [] }).post('/unit-events', plan)).status).toBe(403);
});

test('a post that one person holds at a time is not given twice; ending one frees it', async () => {
  const { one } = await twoCommunes();
  const clerk = as();
  const people = await asOwner(db, 'test', async (tx) => [await aPersonAt(tx, one), await aPersonAt(tx, one)]);
  const post = (personId: string | undefined, from: string) => ({
    id: randomUUID(),
    unitId: one.id,
    kind: 'council_chair',
    personId,
    from,
  });
  const first = post(people[0], '2023-01-01');
  expect((await clerk.post('/posts', first)).status).toBe(201);
  expect(await clerk.post('/posts', post(people[1], '2024-01-01'))).toMatchObject({
    status: 409,
    body: { code: 'post.taken' },
  });
  expect((await clerk.post(`/posts/${first.id}/end`, { to: '2024-01-01' })).status).toBe(200);
  expect((await clerk.post('/posts', post(people[1], '2024-01-01'))).status).toBe(201);
  expect((await clerk.get<{ items: unknown[] }>(`/posts?unit=${one.id}`)).body.items).toHaveLength(2);
  const stranger = as({ ranges: [{ lo: 0, hi: 1 }] });
  expect((await stranger.get<{ items: unknown[] }>(`/posts?unit=${one.id}`)).body.items).toHaveLength(0);
  expect((await clerk.get<{ posts: unknown[] }>(`/units/${one.id}`)).body.posts).toHaveLength(1);
});

test('units are found without accents, by either spelling, old and Thai names, and by the code of the day', async () => {
  const ids = await asOwner(db, 'test', async (tx) => {
    const { provinces } = await aTree(tx);
    const parentId = provinces[0]?.id ?? null;
    const one = await aUnit(tx, {
      kind: 'commune',
      name: 'Sủng Tráng',
      parentId,
      to: '2025-07-01',
      codes: [{ code: '99001' }],
      aliases: [{ alias: 'Sủng Cháng', kind: 'spelling' }],
    });
    const two = await aUnit(tx, {
      kind: 'commune',
      name: 'Quý Đôn',
      parentId,
      from: '2025-07-01',
      codes: [{ code: '99001' }],
      aliases: [{ alias: 'ลิญฟู', kind: 'transliteration' }],
    });
    return { one: one.id, two: two.id };
  });
  const first = async (q: string) =>
    (await as().get<{ items: UnitHit[] }>(`/units?q=${encodeURIComponent(q)}`)).body.items[0]?.id;
  expect(await first('sung trang')).toBe(ids.one);
  expect(await first('Xã Sủng Cháng')).toBe(ids.one);
  expect(await first('Quí Đôn')).toBe(ids.two);
  expect(await first('quy don')).toBe(ids.two);
  expect(await first('ลิญฟู')).toBe(ids.two);
  const byCode = async (on: string) => (await as().get<{ id: string; code: string }>(`/units/99001?on=${on}`)).body;
  expect((await byCode('2025-06-30')).id).toBe(ids.one);
  expect((await byCode('2025-07-01')).id).toBe(ids.two);
  expect((await byCode('2010-01-01')).code).toBe('unit.code-other-period');
  expect((await as().get('/units/no-such-unit')).status).toBe(404);
});

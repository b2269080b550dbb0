import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { nameHolder } from '#modules/membership/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { addDays, fromDayNumber } from '#platform/time/dates.ts';
import type { VillagePage } from './contract.ts';
import { assertReview, reviewDueOn } from './prestige-rules.ts';
import { villagesRoutes } from './routes.ts';

const db = await testDatabase();
const { as } = await testApp(db, [villagesRoutes], { now: () => new Date('2026-11-20T03:00:00Z') });
const world = await asOwner(db, 'test', async (tx) => {
  const commune = await aUnit(tx, { kind: 'commune', name: 'Xã Nậm Kè', from: '2000-01-01' });
  const village = await aUnit(tx, {
    kind: 'village',
    name: 'Bản Phiêng Vai',
    parentId: commune.id,
    from: '2000-01-01',
  });
  const other = await aUnit(tx, { kind: 'village', name: 'Bản Huổi Khương', parentId: commune.id, from: '2000-01-01' });
  return { village, other };
});
const clerk = as({ ranges: [{ lo: world.village.label, hi: world.village.label + 1 }] });
const page = async () => (await clerk.get<VillagePage>(`/villages/${world.village.id}`)).body.prestige;
const aPost = (from: string) =>
  asOwner(db, 'test', async (tx) => {
    const [personId, postId] = [randomUUID(), randomUUID()];
    await nameHolder(tx, { id: personId, fullName: 'Giàng Sống Lử', label: world.village.label });
    await tx.run(sql`
      insert into organisation.post (id, unit_id, kind, person_id, valid, from_precision, label)
      values (${postId}, ${world.village.id}, 'prestige_person', ${personId}, daterange(${from}::date, null), 'day', ${world.village.label})`);
    return postId;
  });
const review = (postId: string, more: object = {}) =>
  clerk.post<{ code: string; details: object }>(`/villages/${world.village.id}/prestige-reviews`, {
    id: randomUUID(),
    postId,
    on: '2026-06-10',
    outcome: 'kept',
    decision: '12/BB-UBND',
    ...more,
  });

test('a person of prestige is reviewed once a year, and the next is due a year later', async () => {
  const postId = await aPost('2024-06-12');
  expect(await page()).toMatchObject([{ reviews: [], reviewDueOn: '2025-06-12' }]);
  expect((await review(postId, { on: '2024-06-12' })).body.code).toBe('village.review-before-recognition');
  expect((await review(postId, { on: '2026-11-21' })).body.code).toBe('village.in-future');
  const id = randomUUID();
  expect((await review(postId, { id })).status).toBe(201);
  expect((await review(postId, { id })).status).toBe(201);
  expect(await review(postId, { on: '2026-11-01' })).toMatchObject({
    status: 409,
    body: { code: 'village.review-once', details: { year: '2026', on: '2026-06-10' } },
  });
  expect(await page()).toMatchObject([
    { reviews: [{ id, on: '2026-06-10', outcome: 'kept', decision: '12/BB-UBND' }], reviewDueOn: '2027-06-10' },
  ]);
  const twice = asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into villages.prestige_review (id, post_id, village_id, year, reviewed_on, outcome, decision, label)
      values (${randomUUID()}, ${postId}, ${world.village.id}, 2026, '2026-07-01', 'kept', 'x', ${world.village.label})`),
  );
  await expect(twice).rejects.toMatchObject({ code: 'village.review-once' });
  // What is found later is entered with its day, but nothing ends before it was reviewed again.
  expect((await review(postId, { on: '2025-12-31', outcome: 'ended' })).body.code).toBe('village.review-later');
  expect((await review(postId, { on: '2025-12-31' })).status).toBe(201);
});

test('where the recognition ends, the post ends with it', async () => {
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from villages.prestige_review`));
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from organisation.post where kind = 'prestige_person'`));
  const postId = await aPost('2024-06-12');
  expect((await review(postId, { on: '2026-06-10', outcome: 'ended' })).status).toBe(201);
  expect(await page()).toMatchObject([{ to: '2026-06-10', reviewDueOn: null }]);
  expect((await review(postId, { on: '2026-10-01' })).body.code).toBe('village.review-ended');
});

test('of another village, or without the right: refused', async () => {
  const postId = await asOwner(db, 'test', async (tx) => {
    const personId = randomUUID();
    await nameHolder(tx, { id: personId, fullName: 'Lò Văn Ón', label: world.other.label });
    const { id } = await tx.one<{ id: string }>(sql`
      insert into organisation.post (unit_id, kind, person_id, valid, from_precision, label)
      values (${world.other.id}, 'prestige_person', ${personId}, '[2024-01-01,)', 'day', ${world.other.label}) returning id`);
    return id;
  });
  expect((await review(postId)).status).toBe(404);
  const reader = as({ ranges: [{ lo: 0, hi: 1_000_000 }], rights: ['villages.read'] });
  const input = { id: randomUUID(), postId, on: '2026-06-10', outcome: 'kept', decision: 'x' };
  expect((await reader.post(`/villages/${world.other.id}/prestige-reviews`, input)).status).toBe(403);
});

describe('rules: DOMAIN.md 6.5, recognised by the province, reviewed (28/2023/QĐ-TTg) [K-m]', () => {
  const given = { today: '2026-11-20', from: '2024-02-29', to: null, reviews: [{ on: '2025-02-28' }] };
  test.each([
    ['2024-02-29', {}, 'village.review-before-recognition'],
    ['2024-03-01', {}, null],
    ['2025-12-31', {}, 'village.review-once'],
    ['2026-01-01', {}, null],
    ['2026-11-20', {}, null],
    ['2026-11-21', {}, 'village.in-future'],
    ['2026-05-01', { to: '2026-05-01' }, 'village.review-ended'],
    ['2026-04-30', { to: '2026-05-01' }, null],
  ])('%s %j: %s', (on, more, expected) => {
    const said = () => assertReview({ ...given, ...more, on });
    if (expected === null) expect(said).not.toThrow();
    else expect(said).toThrow(expect.objectContaining({ code: expected }));
  });

  test.each([
    ['2024-02-29', [], '2025-02-28'],
    ['2024-02-29', ['2025-02-28'], '2026-02-28'],
    ['2024-01-01', ['2026-03-01', '2025-03-01'], '2027-03-01'],
  ])('recognised %s, reviewed %j: due %s', (from, on, due) =>
    expect(
      reviewDueOn(
        from,
        on.map((one) => ({ on: one })),
      ),
    ).toBe(due),
  );

  test('a review never brings the next one nearer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 20_000 }),
        fc.array(fc.nat(3_000)),
        fc.nat(3_000),
        (from, before, more) => {
          const recognised = fromDayNumber(from);
          const reviews = before.map((days) => ({ on: addDays(recognised, days) }));
          const after = [...reviews, { on: addDays(recognised, more) }];
          expect(reviewDueOn(recognised, after) >= reviewDueOn(recognised, reviews)).toBe(true);
        },
      ),
    );
  });
});

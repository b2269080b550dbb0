import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { Post } from './contract.ts';
import { grantOf } from './grant.ts';
import { organisationRoutes } from './routes.ts';
import { aPersonAt, aPostHolder, arbitraryHistory, Naive, writeHistory } from './testing.ts';

const TODAY = '2026-06-15';
const db = await testDatabase();
const { asUser } = await testApp(db, [organisationRoutes], {
  now: () => new Date(`${TODAY}T03:00:00Z`),
  grantOf: (userId) => grantOf(db, userId, TODAY),
});

test('over HTTP, a post holder sees exactly the posts of units that a naive walk of the tree reaches', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryHistory(), fc.nat(), async ({ final }, pick) => {
      const at = final.units[pick % final.units.length];
      if (!at) return;
      const { userId } = await asOwner(db, 'test', async (tx) => {
        await tx.run(sql`truncate organisation.unit, organisation.unit_event, platform.account cascade`);
        await writeHistory(tx, final);
        const elder = await aPersonAt(tx, at);
        await tx.run(sql`
          insert into organisation.post (unit_id, kind, person_id, valid, label)
          select id, 'elder', ${elder}, daterange('2010-01-01', null), label from organisation.unit`);
        return aPostHolder(tx, [{ unit: at, kind: 'commune_office_staff' }]);
      });
      const answer = await asUser(userId).get<{ items: Post[] }>('/posts');
      expect(answer.status).toBe(200);
      const seen = answer.body.items.filter((post) => post.kind === 'elder').map((post) => post.unitId);
      const reach = new Naive(final).reach(at.id, TODAY);
      expect(new Set(seen)).toEqual(reach);
      expect(seen).toHaveLength(reach.size);
      const hidden = final.units.find((unit) => !reach.has(unit.id));
      if (hidden)
        expect((await asUser(userId).get<{ items: Post[] }>(`/posts?unit=${hidden.id}`)).body.items).toEqual([]);
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 15) },
  );
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aReportWorld } from '#modules/figures/testing.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { asOwner } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { recordsRoutes } from './index.ts';
import { registerRecordsForReports } from './reports.ts';

registerMembershipFigures();
registerRecordsForReports();
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes, recordsRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });
const world = await asOwner(db, 'test', async (tx) => {
  const made = await aReportWorld(tx);
  await tx.run(sql`
    insert into records.term (unit_id, name, starts_on, label) values (${made.commune.id}, 'Nhiệm kỳ 2025-2030', '2025-07-01', ${made.commune.label})`);
  return made;
});
const office = as();
type Page = { history: { signature: { number: string } }[]; symbol: string };

async function report(unitId: string, from: string, to: string): Promise<string> {
  const id = randomUUID();
  const answer = await office.post('/reports', { id, template: 'commune.month', unitId, from, to });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
const sign = (id: string, more: object = {}, caller = office) =>
  caller.post<{ code?: string }>(`/reports/${id}/signature`, {
    version: 1,
    post: 'BÍ THƯ',
    name: 'Lò Văn Ký',
    register: true,
    ...more,
  });

test('signed reports take the numbers of their series one after the other and stand in the register', async () => {
  const [september, october] = [
    await report(world.commune.id, '2026-09-01', '2026-09-30'),
    await report(world.commune.id, '2026-10-01', '2026-10-31'),
  ];
  expect((await sign(september)).status).toBe(201);
  expect((await sign(october)).status).toBe(201);
  const numbers = [september, october].map(
    async (id) => (await office.get<Page>(`/reports/${id}`)).body.history[0]?.signature.number,
  );
  expect(await Promise.all(numbers)).toEqual(['01', '02']);
  const { items } = (
    await office.get<{ items: { symbol: string; state: string; kind: string }[] }>(
      `/documents?unit=${world.commune.id}&direction=out`,
    )
  ).body;
  expect(items.map(({ symbol, state, kind }) => [symbol, state, kind])).toEqual(
    expect.arrayContaining([
      ['01-BC/ĐU', 'issued', 'report'],
      ['02-BC/ĐU', 'issued', 'report'],
    ]),
  );
});

test('no number beside a typed one, none without a term of the committee, none without the right; nothing is signed then', async () => {
  const id = await report(world.commune.id, '2026-08-01', '2026-08-31');
  expect((await sign(id, { number: '7' })).body.code).toBe('report.register');
  const reader = as({ rights: RIGHTS.filter((right) => right !== 'records.write') });
  expect((await sign(id, {}, reader)).status).toBe(403);
  expect((await office.get<Page>(`/reports/${id}`)).body.history).toEqual([]);
  const other = await report(world.neighbour.id, '2026-08-01', '2026-08-31');
  expect((await sign(other)).body.code).toBe('number.no-term');
  expect((await office.get<Page>(`/reports/${other}`)).body.history).toEqual([]);
  const { items } = (await office.get<{ items: unknown[] }>(`/documents?unit=${world.neighbour.id}&direction=out`))
    .body;
  expect(items).toEqual([]);
});

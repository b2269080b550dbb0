import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { asOwner } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { figuresRoutes } from '../routes.ts';
import type { ReportPage } from './contract.ts';
import { aReportWorld } from './testing.ts';

registerMembershipFigures();
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });

test('who may not see a figure cannot sign it', async () => {
  const world = await asOwner(db, 'test', aReportWorld);
  const clerk = as({ rights: RIGHTS.filter((right) => right !== 'sensitive.read') });
  const id = randomUUID();
  await clerk.post('/reports', {
    id,
    template: 'commune.month',
    unitId: world.commune.id,
    from: '2026-10-01',
    to: '2026-10-31',
  });
  const page = (await clerk.get<ReportPage>(`/reports/${id}`)).body;
  expect(page.document.figures['I-03']).toMatchObject({ value: null, needs: 'sensitive.read', href: null });
  const finding = page.findings.find(({ code }) => code === 'not-readable');
  // Each figure once, although it stands there for this period and for the last.
  expect(finding?.says.match(/I-03/g)).toHaveLength(1);
  const refused = await clerk.post<{ code: string }>(`/reports/${id}/signature`, {
    version: 1,
    post: 'BÍ THƯ',
    name: 'Lò Văn Ký',
  });
  expect([refused.status, refused.body.code]).toEqual([409, 'report.blocked']);
});

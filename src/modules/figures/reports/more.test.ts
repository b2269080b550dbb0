import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerAdmissionFigures } from '#modules/admission/figures.ts';
import { registerEvaluationFigures } from '#modules/evaluation/figures.ts';
import { registerMeetingFigures } from '#modules/meetings/figures.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { theEthnicGroups } from '#modules/membership/testing.ts';
import { registerTaskFigures } from '#modules/tasks/figures.ts';
import { registerVillageFigures } from '#modules/villages/figures.ts';
import { asOwner } from '#platform/db/database.ts';
import { RIGHTS, RIGHTS_OF_ROLE } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type TestCaller, testApp } from '#platform/testing/http.ts';
import { figuresRoutes } from '../routes.ts';
import type { Block, ReportPage } from './contract.ts';
import { admittedOn, aReportWorld } from './testing.ts';

/** The cell's monthly report and the basic statistics of DOMAIN.md 7.1: every number is there without typing one, and opens its list. */

for (const register of [
  registerMembershipFigures,
  registerAdmissionFigures,
  registerMeetingFigures,
  registerTaskFigures,
  registerVillageFigures,
  registerEvaluationFigures,
])
  register();
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });
const world = await asOwner(db, 'test', async (tx) => {
  await theEthnicGroups(tx);
  const made = await aReportWorld(tx);
  await admittedOn(tx, made.one, '2026-03-10');
  const [first, second, third] = made.inOne;
  await tx.run(sql`
    insert into membership.person_ethnicity (id, group_code, label)
    values (${first}, '01', ${made.one.label}), (${second}, '05', ${made.one.label}), (${third}, '05', ${made.one.label})`);
  await tx.run(sql`
    insert into membership.discipline (member_id, form, valid, document, label)
    values (${first}, 'warning', '[2026-04-01,)', '12-QĐ/ĐU', ${made.one.label}), (${second}, 'reprimand', '[2025-04-01,)', '3-QĐ/ĐU', ${made.one.label})`);
  await tx.run(sql`update membership.member set card_number = '80-123456' where id = ${first}`);
  return made;
});
const around = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const everywhere = around(world.province, world.commune, world.neighbour, world.one, world.two, world.other);

async function begun(caller: TestCaller, template: string, unitId: string, from: string, to: string): Promise<string> {
  const id = randomUUID();
  const answer = await caller.post('/reports', { id, template, unitId, from, to });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
const pageOf = async (caller: TestCaller, id: string, query = ''): Promise<ReportPage> => {
  const answer = await caller.get<ReportPage>(`/reports/${id}${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
type Divided = Extract<Block, { kind: 'units' }>;
const tables = (page: ReportPage): Divided[] =>
  page.document.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'units' && block.id.startsWith('by-') ? [block] : [])),
  );
const numberOf = (shown: string): number => (shown === '–' ? 0 : Number(shown.replace(/\./g, '')));
async function holds(caller: TestCaller, page: ReportPage): Promise<void> {
  for (const figure of Object.values(page.document.figures)) {
    if (figure.href === null || figure.kind === 'check') continue;
    const list = await caller.get<{ items: unknown[] }>(`${figure.href}&limit=200`);
    expect(list.status, `${figure.key} ${list.text}`).toBe(200);
    expect(list.body.items.length, figure.key).toBe(figure.records);
  }
  for (const table of tables(page))
    for (const [at, slot] of table.slots.entries()) {
      const cells = table.rows.map((row) => row.cells[at]);
      expect(
        cells.reduce((sum, cell) => sum + numberOf(cell?.shown ?? '0'), 0),
        `${table.id} ${slot}`,
      ).toBe(page.document.figures[slot]?.value ?? 0);
      for (const cell of cells) {
        if (!cell?.href) continue;
        const list = await caller.get<{ items: unknown[] }>(`${cell.href}&limit=200`);
        expect(list.status, `${table.id} ${list.text}`).toBe(200);
        expect(list.body.items.length, `${table.id} ${cell.href}`).toBe(numberOf(cell.shown));
      }
    }
}

test('the monthly report of a cell: its secretary makes and signs it, and no other level has this template', async () => {
  const secretary = as({ rights: RIGHTS_OF_ROLE.cell, ranges: around(world.one) });
  const id = await begun(secretary, 'cell.month', world.one.id, '2026-10-01', '2026-10-31');
  const page = await pageOf(secretary, id);
  expect(page.document.sections.map((section) => section.id)).toEqual([
    'cell-meeting',
    'cell-resolution',
    'admission',
    'cell-concerns',
    'ahead',
  ]);
  expect(page.document.figures['I-01']).toMatchObject({ value: 6 });
  for (const key of ['I-20', 'I-22', 'I-27.given', 'I-14', 'I-29.received'])
    expect(page.document.figures[key]?.needs, key).toBeNull();
  expect(page.document.head).toMatchObject({ superior: 'Đảng bộ xã Mường Nhé', issuer: 'Chi bộ bản Mường Nhé' });
  expect(page.suggested).toMatchObject({ authority: 'T/M CHI BỘ', post: 'BÍ THƯ' });
  await holds(secretary, page);
  for (const lang of ['th', 'en'])
    expect(JSON.stringify((await pageOf(secretary, id, `?lang=${lang}`)).document)).not.toContain('figures.report.');
  const signed = await secretary.post(`/reports/${id}/signature`, { version: 1, post: 'BÍ THƯ', name: 'Lò Văn Ký' });
  expect(signed.status, signed.text).toBe(201);
  const clerk = as({ ranges: everywhere });
  const code = async (template: string, unitId: string) =>
    (
      await clerk.post<{ code: string }>('/reports', {
        id: randomUUID(),
        template,
        unitId,
        from: '2026-10-01',
        to: '2026-10-31',
      })
    ).body.code;
  expect(await code('cell.month', world.commune.id)).toBe('report.level');
  expect(await code('commune.month', world.two.id)).toBe('report.level');
});

test.each([
  ['commune.statistics-half', 'commune', '2026-01-01', '2026-06-30'],
  ['province.statistics-half', 'province', '2026-01-01', '2026-06-30'],
  ['commune.statistics-year', 'commune', '2025-01-01', '2025-12-31'],
  ['province.statistics-year', 'province', '2025-01-01', '2025-12-31'],
] as const)('%s: each line of each table adds up and opens its list', async (template, unit, from, to) => {
  const clerk = as({ ranges: everywhere });
  const page = await pageOf(clerk, await begun(clerk, template, world[unit].id, from, to));
  const found = new Map(tables(page).map((table) => [table.id, table]));
  for (const by of [
    'increase',
    'decrease',
    'sex',
    'age_band',
    'ethnicity',
    'people',
    'education',
    'occupation',
    'cells',
  ])
    expect(found.has(`by-${by}`), by).toBe(true);
  expect([...found.keys()].some((id) => /religion/.test(id))).toBe(false);
  expect(found.has('by-quality-members')).toBe(template.endsWith('year'));
  await holds(clerk, page);
  if (template !== 'commune.statistics-half') return;
  const lines = (id: string) => found.get(id)?.rows.map((row) => [row.name, ...row.cells.map(({ shown }) => shown)]);
  expect(lines('by-sex')).toEqual([
    ['nam', '6', '1', '0'],
    ['nữ', '3', '0', '0'],
  ]);
  expect(page.document.figures['org.discipline']).toMatchObject({ value: 1 });
  expect(page.document.figures['org.cards']).toMatchObject({ numerator: 1, denominator: 9 });
  expect(page.document.figures['org.grassroots']).toMatchObject({ value: 1 });
  expect(page.document.figures['org.cells']).toMatchObject({ value: 2 });
});

test('who lacks the right for a table sees none of it and signs nothing', async () => {
  const clerk = as({ rights: RIGHTS.filter((right) => right !== 'sensitive.read'), ranges: everywhere });
  const page = await pageOf(
    clerk,
    await begun(clerk, 'commune.statistics-half', world.commune.id, '2025-07-01', '2025-12-31'),
  );
  expect(tables(page).map(({ id }) => id)).not.toContain('by-ethnicity');
  expect(tables(page).map(({ id }) => id)).not.toContain('by-discipline');
  expect(page.findings.map(({ code }) => code)).toContain('not-readable');
});

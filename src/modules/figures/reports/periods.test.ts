import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerAdmissionFigures } from '#modules/admission/figures.ts';
import { registerEvaluationFigures, registerEvaluationReportCheck } from '#modules/evaluation/figures.ts';
import { registerLearningFigures } from '#modules/learning/figures.ts';
import { registerMeetingFigures, registerMeetingReportCheck } from '#modules/meetings/figures.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { carryOutEvent, planEvent } from '#modules/organisation/index.ts';
import { registerOutreachFigures } from '#modules/outreach/figures.ts';
import { registerRecordsFigures } from '#modules/records/figures.ts';
import { registerTaskFigures } from '#modules/tasks/figures.ts';
import { registerVillageFigures } from '#modules/villages/figures.ts';
import { registerWelfareFigures } from '#modules/welfare/figures.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type TestCaller, testApp } from '#platform/testing/http.ts';
import { figuresRoutes } from '../routes.ts';
import type { ReportPage, Rerun, ShownFigure } from './contract.ts';
import { freezeFigures } from './sign.ts';
import { draftOf, getReport } from './store.ts';
import { admittedOn, aReportWorld } from './testing.ts';
import { withAllRecords } from './whole.ts';

for (const register of [
  registerMembershipFigures,
  registerAdmissionFigures,
  registerMeetingFigures,
  registerTaskFigures,
  registerVillageFigures,
  registerEvaluationFigures,
  registerLearningFigures,
  registerOutreachFigures,
  registerRecordsFigures,
  registerWelfareFigures,
  registerMeetingReportCheck,
  registerEvaluationReportCheck,
])
  register();

const TODAY = '2026-10-20';
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
type World = Awaited<ReturnType<typeof aReportWorld>>;
const newWorld = (): Promise<World> => asOwner(db, 'test', aReportWorld);
const SIGNATURE = { post: 'BÍ THƯ', name: 'Lò Văn Ký', number: '48', place: 'Điện Biên' };

async function begun(caller: TestCaller, template: string, unitId: string, from: string, to: string) {
  const id = randomUUID();
  const answer = await caller.post<{ code?: string }>('/reports', { id, template, unitId, from, to });
  return { id, status: answer.status, code: answer.body.code };
}
const pageOf = async (caller: TestCaller, id: string): Promise<ReportPage> => {
  const answer = await caller.get<ReportPage>(`/reports/${id}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
async function sign(caller: TestCaller, id: string) {
  const { version } = await pageOf(caller, id);
  return caller.post<{ code?: string; details?: object }>(`/reports/${id}/signature`, { version, ...SIGNATURE });
}
/** Every record behind a figure, through the list that its number opens. */
async function recordsBehind(caller: TestCaller, figure: ShownFigure): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await caller.get<{ items: { recordId: string }[]; nextCursor: string | null }>(
      `${figure.href ?? ''}&limit=200${more}`,
    );
    expect(answer.status, `${figure.key} ${answer.text}`).toBe(200);
    ids.push(...answer.body.items.map((row) => row.recordId));
    cursor = answer.body.nextCursor;
  }
  return ids.sort();
}
const listed = (page: ReportPage): ShownFigure[] =>
  Object.values(page.document.figures).filter((one) => one.href !== null && one.kind !== 'check');

test.each([
  ['province.quarter', '2026-07-01', '2026-09-30', '2026-08-05', ['villages', 'learning'], ['people', 'quality']],
  ['province.half', '2026-01-01', '2026-06-30', '2026-03-05', ['villages', 'learning', 'people'], ['quality']],
  ['province.nine', '2026-01-01', '2026-09-30', '2026-08-05', ['villages', 'learning', 'people'], ['quality']],
  ['province.year', '2025-01-01', '2025-12-31', '2025-11-05', ['villages', 'learning', 'people', 'quality'], []],
] as const)(
  'the report %s of a province fills itself; each number equals its list, the communes add up, and it is signed and computed again the same',
  async (template, from, to, admitted, has, hasNot) => {
    const world = await newWorld();
    const chief = as();
    await asOwner(db, 'test', (tx) => admittedOn(tx, world.other, admitted, 'Giàng Thị Dợ'));
    const { id, status } = await begun(chief, template, world.province.id, from, to);
    expect(status).toBe(201);
    const page = await pageOf(chief, id);
    const sections = page.document.sections.map((section) => section.id);
    expect(sections).toEqual(expect.arrayContaining([...has]));
    for (const section of hasNot) expect(sections).not.toContain(section);
    expect(page.document.figures['I-01']).toMatchObject({ value: 11, from, to });
    expect(page.document.figures['I-11']).toMatchObject({ value: 1 });
    expect(page.document.provenance.traced).toBe(page.document.provenance.all);
    for (const figure of listed(page))
      expect((await recordsBehind(chief, figure)).length, figure.key).toBe(figure.records);
    // Its units are the communes, and what does not cross their border adds up to the whole.
    const units = page.document.sections.flatMap((section) => section.blocks).find((block) => block.kind === 'units');
    expect(units?.kind === 'units' && units.rows.map((row) => [row.name, row.cells[0]?.shown])).toEqual([
      ['Đảng bộ xã Mường Nhé', '8'],
      ['Đảng bộ xã Nậm Kè', '3'],
    ]);
    expect(page.findings.filter((one) => one.severity === 'block')).toEqual([]);
    expect((await sign(chief, id)).status).toBe(201);
    const again = await chief.get<Rerun>(`/reports/${id}/editions/1/rerun`);
    expect(again.body).toMatchObject({ same: true, differences: [] });
    for (const lang of ['th', 'en'])
      expect(JSON.stringify((await chief.get(`/reports/${id}?lang=${lang}`)).body)).not.toContain('figures.report.');
  },
);

test.each([
  ['province.quarter', '2026-07-01', '2026-08-31'],
  ['province.half', '2026-01-01', '2026-05-31'],
  ['province.year', '2025-01-01', '2025-11-30'],
])('a report %s of %s to %s is no such period', async (template, from, to) => {
  const world = await newWorld();
  expect(await begun(as(), template, world.province.id, from, to)).toMatchObject({
    status: 400,
    code: 'report.period',
  });
});

test('a report of a commune is not begun for a province, and the other way round', async () => {
  const world = await newWorld();
  const year = ['2025-01-01', '2025-12-31'] as const;
  expect(await begun(as(), 'commune.year', world.province.id, ...year)).toMatchObject({ code: 'report.level' });
  expect(await begun(as(), 'province.year', world.commune.id, ...year)).toMatchObject({ code: 'report.level' });
});

test('a yearly report is not signed over a list with more excellent ones than the cap allows, and the list is named', async () => {
  const world = await newWorld();
  const chief = as();
  const levels = ['excellent', 'good', 'good', 'good', 'good', 'good'];
  await asOwner(db, 'test', async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      insert into evaluation.decision (id, year, subject, unit_id, decided_by_id, document, decided_on, evaluated, excellent, good, allowed, cap_percent, cap_base,
        cap_rounding, label, by_label)
      values (${randomUUID()}, 2025, 'member', ${world.one.id}, ${world.commune.id}, '12-QĐ/ĐU', '2025-12-20', 6, 1, 5, 1, 20, 'good', 'down', ${world.one.label}, ${world.commune.label})
      returning id`);
    const members = [...world.inOne, world.inTwo[0]];
    const rows = JSON.stringify(levels.map((level, at) => ({ member: members[at], level })));
    await tx.run(sql`
      insert into evaluation.rating (decision_id, year, subject, member_id, unit_id, level, label)
      select ${id}, 2025, 'member', r.member, ${world.one.id}, r.level, ${world.one.label} from jsonb_to_recordset(${rows}::jsonb) r(member uuid, level text)`);
  });
  const { id } = await begun(chief, 'commune.year', world.commune.id, '2025-01-01', '2025-12-31');
  expect((await pageOf(chief, id)).findings.map((one) => one.code)).not.toContain('cap-broken');
  // The administrator enters the cap as the regulation has it for that year: one of five good ones is one too many now.
  const cap = await asOwner(db, 'test', (tx) =>
    tx.one<{ id: string }>(sql`
      insert into platform.setting (key, valid, value, source) values ('evaluation.cap-percent', '[2025-01-01,)', '10', 'Quy định của tỉnh') returning id`),
  );
  const page = await pageOf(chief, id);
  expect(page.findings[0]).toMatchObject({
    code: 'cap-broken',
    severity: 'block',
    units: [{ id: world.one.id, name: 'Chi bộ bản Mường Nhé' }],
    href: `/evaluations?unit=${world.one.id}&year=2025`,
  });
  expect(page.findings[0]?.says).toContain('366-QĐ/TW');
  expect(await sign(chief, id)).toMatchObject({ status: 409, body: { code: 'report.blocked' } });
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from platform.setting where id = ${cap.id}`));
  expect((await sign(chief, id)).status).toBe(201);
});

const owner = { userId: 'chief', rights: RIGHTS, ranges: 'everything' as const };

test('freeze, correct the past, merge, compute again: the differences are exactly those that were made, record by record', async () => {
  const world = await newWorld();
  const chief = as();
  const { id } = await begun(chief, 'commune.quarter', world.commune.id, '2026-07-01', '2026-09-30');
  expect((await sign(chief, id)).status).toBe(201);
  const frozen = listed(await pageOf(chief, id));
  const then = new Map<string, string[]>();
  for (const figure of frozen) then.set(figure.key, await recordsBehind(chief, figure));

  // A correction of the past: somebody admitted in August was entered late. Then a merger of two cells, effective in the period.
  await asOwner(db, 'test', (tx) => admittedOn(tx, world.one, '2026-08-20'));
  const event = randomUUID();
  await inScope(db, owner, async (tx) => {
    const plan = {
      kind: 'merge',
      sources: [world.two.id, world.other.id],
      result: {
        id: randomUUID(),
        name: 'Chi bộ hợp nhất',
        kind: 'party_cell',
        parentId: world.commune.id,
        covers: [],
        setting: null,
      },
    };
    const given = {
      id: event,
      effectiveOn: '2026-09-12',
      document: '1661/NQ',
      documentOn: '2026-09-12',
      decidingBody: 'Tỉnh uỷ',
      plan,
    };
    await planEvent(tx, owner, given as never);
    await carryOutEvent(tx, owner, event);
  });

  const { body } = await chief.get<Rerun>(`/reports/${id}/editions/1/rerun`);
  expect(body).toMatchObject({ same: false, treeSame: false, events: [{ id: event }] });
  const differing = new Map(body.differences.map((one) => [one.key, one]));
  for (const figure of frozen) {
    const before = then.get(figure.key) ?? [];
    const now = await recordsBehind(chief, figure);
    const said = differing.get(figure.key);
    const how = (what: 'added' | 'removed') =>
      (said?.records ?? [])
        .filter((row) => row.how === what)
        .map((row) => row.id)
        .sort();
    expect(said?.hidden ?? 0, figure.key).toBe(0);
    if (figure.kind === 'ratio') {
      // Also what stands below the line is told; nothing of what changed above it is missing.
      for (const one of now.filter((row) => !before.includes(row))) expect(how('added'), figure.key).toContain(one);
      for (const one of before.filter((row) => !now.includes(row))) expect(how('removed'), figure.key).toContain(one);
    } else {
      expect(how('added'), figure.key).toEqual(now.filter((row) => !before.includes(row)));
      expect(how('removed'), figure.key).toEqual(before.filter((row) => !now.includes(row)));
    }
  }
  // Eight, and the one entered late, and the two who came with the other cell.
  expect(differing.get('I-01')).toMatchObject({ signed: { value: 8 }, now: { value: 11 } });
  expect(differing.get('I-11')).toMatchObject({ added: 1, removed: 0, records: [{ name: 'Sùng A Muộn' }] });
  for (const key of ['I-01@before', 'I-08@before', 'I-30', 'I-41']) expect(differing.has(key), key).toBe(false);
});

test('records that are written between the computing and the freezing are noticed, and nothing is signed', async () => {
  const world = await newWorld();
  const { id } = await begun(as(), 'commune.quarter', world.commune.id, '2026-07-01', '2026-09-30');
  await inScope(db, owner, async (tx) => {
    const about = { caller: owner as never, today: TODAY, now: new Date(`${TODAY}T05:00:00Z`) };
    const { computation, unit } = await draftOf(tx, about, await getReport(tx, id));
    const roll = [...computation.figures.values()].find(({ slot, answer }) => slot.figure === 'I-01' && answer);
    const answer = roll?.answer;
    if (!roll || !answer) throw new Error('the report has no roll');
    const freeze = (count: number) => {
      const figures = [{ ...roll, answer: { ...answer, records: { ...answer.records, count } } }];
      return withAllRecords(tx, () => freezeFigures(tx, unit, figures, world.commune.label, TODAY));
    };
    expect(await freeze(answer.records.count)).toHaveLength(1);
    await expect(freeze(answer.records.count + 1)).rejects.toMatchObject({
      code: 'report.moving',
      details: { figure: 'I-01' },
    });
  });
});

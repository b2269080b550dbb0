import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerAdmissionFigures } from '#modules/admission/figures.ts';
import { registerEvaluationFigures } from '#modules/evaluation/figures.ts';
import { registerMeetingFigures } from '#modules/meetings/figures.ts';
import { registerMeetingReportCheck } from '#modules/meetings/figures.ts';
import { aMeeting } from '#modules/meetings/testing.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { membershipRoutes } from '#modules/membership/index.ts';
import { carryOutEvent, organisationRoutes, planEvent } from '#modules/organisation/index.ts';
import { registerTaskFigures } from '#modules/tasks/figures.ts';
import { registerVillageFigures } from '#modules/villages/figures.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type TestCaller, testApp } from '#platform/testing/http.ts';
import { figuresRoutes } from '../routes.ts';
import type { Difference, ReportPage, Rerun } from './contract.ts';
import { admittedOn, aReportWorld } from './testing.ts';

registerMembershipFigures();
registerAdmissionFigures();
registerMeetingFigures();
registerTaskFigures();
registerVillageFigures();
registerEvaluationFigures();
registerMeetingReportCheck();

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes, organisationRoutes, membershipRoutes], {
  now: () => new Date(`${TODAY}T05:00:00Z`),
});
type World = Awaited<ReturnType<typeof aReportWorld>>;
const newWorld = (): Promise<World> => asOwner(db, 'test', aReportWorld);
const around = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const OCTOBER = { from: '2026-10-01', to: '2026-10-31' };
const SIGNATURE = { post: 'BÍ THƯ', name: 'Lò Văn Ký', number: '48', place: 'Mường Nhé' };

async function begun(caller: TestCaller, unitId: string, more: object = {}): Promise<string> {
  const id = randomUUID();
  const answer = await caller.post('/reports', { id, template: 'commune.month', unitId, ...OCTOBER, ...more });
  expect(answer.status, answer.text).toBe(201);
  return id;
}
const pageOf = async (caller: TestCaller, id: string, query = ''): Promise<ReportPage> => {
  const answer = await caller.get<ReportPage>(`/reports/${id}${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const signed = async (caller: TestCaller, id: string): Promise<void> => {
  const { version } = await pageOf(caller, id);
  const answer = await caller.post(`/reports/${id}/signature`, { version, ...SIGNATURE });
  expect(answer.status, answer.text).toBe(201);
};
const rerun = async (caller: TestCaller, id: string, edition = 1): Promise<Rerun> => {
  const answer = await caller.get<Rerun>(`/reports/${id}/editions/${edition}/rerun`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const of = (differences: readonly Difference[], key: string) => differences.find((one) => one.key === key);
const codes = (page: ReportPage) => page.findings.map((finding) => finding.code);

test('the monthly report of a commune is there without typing a number; each number equals the list it opens', async () => {
  const world = await newWorld();
  const clerk = as({ ranges: around(world.commune, world.one, world.two) });
  const id = await begun(clerk, world.commune.id);
  const { document, findings, provenance } = await pageOf(clerk, id).then((page) => ({
    ...page,
    provenance: page.document.provenance,
  }));
  expect(document.figures['I-01']).toMatchObject({ value: 8, note: 1, shown: '8' });
  expect(document.figures['I-04']).toMatchObject({ numerator: 3, denominator: 8, shown: '37,5\u00a0% (3/8)' });
  expect(document.figures['I-10']).toMatchObject({ value: 0 });
  expect(provenance.traced).toBe(provenance.all);
  expect(provenance.all).toBeGreaterThan(25);
  expect(document.notes.map((note) => note.number)).toEqual(document.notes.map((_, index) => index + 1));
  expect(document.title).toContain('tháng 10/2026');
  for (const figure of Object.values(document.figures)) {
    if (figure.href === null || figure.kind === 'check') continue;
    const list = await clerk.get<{ items: unknown[] }>(`${figure.href}&limit=200`);
    expect(list.status, `${figure.key} ${list.text}`).toBe(200);
    expect(list.body.items.length, figure.key).toBe(figure.records);
  }
  const units = document.sections.flatMap((section) => section.blocks).find((block) => block.kind === 'units');
  expect(units?.kind === 'units' && units.rows.map((row) => [row.name, row.cells[0]?.shown])).toEqual([
    ['Chi bộ bản Mường Nhé', '5'],
    ['Chi bộ bản Nậm Pố', '3'],
  ]);
  expect(findings.map((finding) => finding.severity)).not.toContain('block');
  // The same in Thai and English, with the same values.
  for (const lang of ['th', 'en']) {
    const other = await pageOf(clerk, id, `?lang=${lang}`);
    expect(other.document.figures['I-01']?.value).toBe(8);
    expect(JSON.stringify(other.document)).not.toContain('figures.report.');
  }
});

test('who begins a report: once for a unit and period, of the unit’s level, within the scope', async () => {
  const world = await newWorld();
  const clerk = as({ ranges: around(world.commune, world.one, world.two) });
  const id = await begun(clerk, world.commune.id);
  const again = { id, template: 'commune.month', unitId: world.commune.id, ...OCTOBER };
  expect((await clerk.post('/reports', again)).status).toBe(201);
  const code = async (caller: TestCaller, more: object) => {
    const { status, body } = await caller.post<{ code: string }>('/reports', { ...again, id: randomUUID(), ...more });
    return [status, body.code];
  };
  expect(await code(clerk, {})).toEqual([409, 'report.exists']);
  expect(await code(clerk, { to: '2026-10-30' })).toEqual([400, 'report.period']);
  expect(await code(clerk, { template: 'commune.week' })).toEqual([400, 'report.template']);
  expect(await code(clerk, { template: 'province.month' })).toEqual([409, 'report.level']);
  expect(await code(clerk, { from: '2027-01-01', to: '2027-01-31' })).toEqual([409, 'report.in-future']);
  expect(await code(clerk, { unitId: world.neighbour.id })).toEqual([404, 'not-found']);
  const reader = as({ rights: ['reports.read', 'figures.read'], ranges: around(world.commune) });
  expect(await code(reader, {})).toEqual([403, 'right.missing']);
  expect((await reader.post(`/reports/${id}/signature`, { version: 1, ...SIGNATURE })).status).toBe(403);
  expect((await as({ ranges: around(world.neighbour) }).get(`/reports/${id}`)).status).toBe(404);
  const list = (await clerk.get<{ items: { id: string }[]; total: number }>(`/reports?unit=${world.commune.id}`)).body;
  expect([list.items.map((row) => row.id), list.total]).toEqual([[id], 1]);
});

test('what is typed is kept as typed; another’s change, an unknown section and a marked text are refused', async () => {
  const world = await newWorld();
  const clerk = as();
  const id = await begun(clerk, world.commune.id);
  const typed = '<script>alert(1)</script> Họp đều\u0301, “gần” 900\nสวัสดี';
  const kept = await clerk.patch<{ version: number }>(`/reports/${id}`, { version: 1, texts: { meetings: typed } });
  expect(kept.body.version).toBe(2);
  const page = await pageOf(clerk, id);
  const free = page.document.sections
    .flatMap((section) => section.blocks)
    .find((block) => block.kind === 'free' && block.id === 'meetings');
  expect(free).toMatchObject({ text: typed.normalize('NFC') });
  const code = async (body: object) => (await clerk.patch<{ code: string }>(`/reports/${id}`, body)).body.code;
  expect(await code({ version: 1, texts: { meetings: 'x' } })).toBe('report.changed-meanwhile');
  expect(await code({ version: 2, texts: { nothing: 'x' } })).toBe('report.text-unknown');
  expect(await code({ version: 2, texts: { meetings: 'TUYỆT MẬT\nKế hoạch' } })).toBe('file.classified');
});

test('a report is not signed while minutes are not sent, the roll does not add up, or the period runs', async () => {
  const world = await newWorld();
  const clerk = as({ ranges: around(world.commune, world.one, world.two) });
  const id = await begun(clerk, world.commune.id);
  const meeting = await asOwner(db, 'test', (tx) =>
    aMeeting(tx, {
      unit: world.one,
      on: '2026-10-05',
      people: world.inOne.map((one) => ({ id: one })),
      through: 'draft',
      chairId: world.inOne[0] ?? '',
      secretaryId: world.inOne[1] ?? '',
    }),
  );
  let page = await pageOf(clerk, id);
  expect(page.findings[0]).toMatchObject({
    code: 'meetings-unsent',
    severity: 'block',
    units: [{ id: world.one.id, name: 'Chi bộ bản Mường Nhé' }],
  });
  const sign = () => clerk.post<{ code: string }>(`/reports/${id}/signature`, { version: page.version, ...SIGNATURE });
  const refused = await sign();
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'report.blocked', details: { codes: 'meetings-unsent' } },
  });
  await asOwner(db, 'test', async (tx) => {
    await tx.run(sql`update meetings.meeting set state = 'agreed' where id = ${meeting}`);
    await tx.run(sql`update meetings.meeting set state = 'locked' where id = ${meeting}`);
    // Somebody left the roll without a movement: 8 at the start, nobody gone, 7 at the end.
    await tx.run(
      sql`update membership.member_period set valid = daterange(lower(valid), '2026-10-15') where member_id = ${world.inTwo[0]}`,
    );
  });
  page = await pageOf(clerk, id);
  expect(codes(page)).toContain('roll-identity');
  expect(page.findings[0]?.says).toContain('đầu kỳ 8, tăng 0, giảm 0, cuối kỳ 7; chênh −1');
  expect((await sign()).body.code).toBe('report.blocked');
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into membership.member_event (member_id, kind, on_date, cell_id, label)
      values (${world.inTwo[0]}, 'deceased', '2026-10-15', ${world.two.id}, ${world.two.label})`),
  );
  page = await pageOf(clerk, id);
  expect(codes(page)).not.toContain('roll-identity');
  // Cells that did not meet are named, and do not stand in the way.
  expect(page.findings.find((finding) => finding.code === 'meetings-missing')).toMatchObject({
    severity: 'warning',
    units: [{ id: world.two.id }],
  });
  expect((await sign()).status).toBe(201);

  const running = await begun(clerk, world.commune.id, { from: '2026-11-01', to: '2026-11-30' });
  const november = await pageOf(clerk, running);
  expect(codes(november)).toContain('period-open');
  expect(
    (await clerk.post<{ code: string }>(`/reports/${running}/signature`, { version: 1, ...SIGNATURE })).body.code,
  ).toBe('report.blocked');
});

test('signed is signed: nothing moves, not even for the owner of the tables', async () => {
  const world = await newWorld();
  const clerk = as();
  const id = await begun(clerk, world.commune.id);
  const draft = await pageOf(clerk, id);
  await signed(clerk, id);
  const after = await pageOf(clerk, id);
  expect(after).toMatchObject({ isOpen: false, shown: 1, editions: 1, signedName: 'Lò Văn Ký' });
  expect(after.document).toEqual(draft.document);
  expect(after.history[0]?.contentHash).toMatch(/^[0-9a-f]{64}$/);
  expect(
    (await clerk.patch<{ code: string }>(`/reports/${id}`, { version: after.version, texts: { roll: 'x' } })).body.code,
  ).toBe('report.not-open');
  expect(
    (await clerk.post<{ code: string }>(`/reports/${id}/signature`, { version: after.version, ...SIGNATURE })).body
      .code,
  ).toBe('report.not-open');
  for (const table of ['signed_report', 'frozen_figure', 'frozen_list']) {
    for (const statement of [
      sql`update ${sql.table(`figures.${table}`)} set label = label`,
      sql`delete from ${sql.table(`figures.${table}`)}`,
    ]) {
      await expect(asOwner(db, 'test', (tx) => tx.run(statement))).rejects.toMatchObject({
        code: 'report.signed-stands',
      });
      await expect(
        inScope(db, { userId: 'x', rights: RIGHTS, ranges: 'everything' }, (tx) => tx.run(statement)),
      ).rejects.toThrow(/permission denied/);
    }
  }
  await expect(
    asOwner(db, 'test', (tx) => tx.run(sql`update figures.report set texts = '{"roll": "x"}' where id = ${id}`)),
  ).rejects.toMatchObject({ code: 'report.not-open' });
  // Even a way round the use case cannot sign a roll that does not add up.
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(sql`insert into figures.signed_report (report_id, number, signed_at, signed_by, signed_name, signature, as_of, tree_on, tree_epoch, roll_difference, blocks,
        warnings, documents, content_hash, reason, label) select report_id, 2, now(), signed_by, signed_name, signature, as_of, tree_on, tree_epoch, 1, 0,
        warnings, documents, content_hash, 'x', label from figures.signed_report where report_id = ${id}`),
    ),
  ).rejects.toMatchObject({ code: 'report.blocked' });
});

test('re-run: same; after a correction the differences are exactly the record that was corrected, and a revision keeps both', async () => {
  const world = await newWorld();
  const clerk = as();
  const id = await begun(clerk, world.commune.id);
  await signed(clerk, id);
  expect(await rerun(clerk, id)).toMatchObject({ same: true, differences: [], treeSame: true });
  // What happens afterwards changes nothing of October.
  await asOwner(db, 'test', (tx) => admittedOn(tx, world.one, '2026-11-10', 'Sau Kỳ'));
  expect(await rerun(clerk, id)).toMatchObject({ same: true });

  const late = await asOwner(db, 'test', (tx) => admittedOn(tx, world.two, '2026-10-20'));
  const { record, movement } = await asOwner(db, 'test', (tx) =>
    tx.one<{ record: string; movement: string }>(sql`
      select (select id::text from membership.member_period where member_id = ${late}) as record, (select id::text from membership.member_event where member_id = ${late}) as movement`),
  );
  const found = await rerun(clerk, id);
  expect(found.same).toBe(false);
  expect(found.treeSame).toBe(true);
  expect(of(found.differences, 'I-01')).toMatchObject({
    signed: { value: 8 },
    now: { value: 9 },
    added: 1,
    removed: 0,
    changed: 0,
    definitionChanged: false,
    records: [{ id: record, how: 'added', name: 'Sùng A Muộn', unit: { name: 'Chi bộ bản Nậm Pố' } }],
  });
  expect(of(found.differences, 'I-08')).toMatchObject({
    signed: { value: 0 },
    now: { value: 1 },
    records: [{ id: movement }],
  });
  expect(of(found.differences, 'I-11')).toMatchObject({ added: 1 });
  // Whatever differs, differs by this person alone; what does not count him is the same.
  for (const one of found.differences) {
    expect([one.removed, one.changed, one.hidden], one.key).toEqual([0, 0, 0]);
    for (const row of one.records) expect(row.name, one.key).toBe('Sùng A Muộn');
  }
  for (const key of ['I-09', 'I-10', 'I-20', 'I-27', 'I-01@before', 'I-08@before'])
    expect(of(found.differences, key), key).toBeUndefined();

  const page = await pageOf(clerk, id);
  expect((await clerk.post(`/reports/${id}/revision`, { version: page.version, reason: '' })).status).toBe(400);
  expect(
    (await clerk.post(`/reports/${id}/revision`, { version: page.version, reason: 'Kết nạp nhập muộn' })).status,
  ).toBe(200);
  expect((await pageOf(clerk, id)).document.figures['I-01']?.value).toBe(9);
  await signed(clerk, id);
  const revised = await pageOf(clerk, id);
  expect(revised).toMatchObject({ shown: 2, editions: 2 });
  expect(revised.history[0]).toMatchObject({ number: 2, reason: 'Kết nạp nhập muộn' });
  expect(revised.history[0]?.differences.map((one) => one.key).sort()).toEqual(
    found.differences.map((one) => one.key).sort(),
  );
  const first = await pageOf(clerk, id, '?edition=1');
  expect(first.document).toEqual(page.document);
  expect(await rerun(clerk, id, 2)).toMatchObject({ same: true });
  expect(await rerun(clerk, id, 1)).toMatchObject({ same: false });
});

test('a corrected detail shows up where it counts, and nowhere else', async () => {
  const world = await newWorld();
  const clerk = as();
  const id = await begun(clerk, world.commune.id);
  await signed(clerk, id);
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`update membership.person set sex = 'female' where id = ${world.inOne[0]}`),
  );
  const found = await rerun(clerk, id);
  expect(found.differences.map((one) => [one.key, one.signed.numerator, one.now?.numerator, one.added]).sort()).toEqual(
    [
      ['I-04', 3, 4, 1],
      ['I-04@before', 3, 4, 1],
    ],
  );
});

const owner = { userId: 'owner', rights: RIGHTS, ranges: 'everything' as const, via: 'reorganise' as const };
async function merged(sources: readonly { id: string }[], result: object, effectiveOn: string): Promise<string> {
  const id = randomUUID();
  const plan = {
    kind: 'merge',
    sources: sources.map((unit) => unit.id),
    result: { covers: [], setting: null, ...result },
  };
  await inScope(db, owner, async (tx) => {
    const given = {
      id,
      effectiveOn,
      document: '1661/NQ',
      documentOn: effectiveOn,
      decidingBody: 'Tỉnh uỷ',
      plan,
    } as never;
    await planEvent(tx, owner, given);
    await carryOutEvent(tx, owner, id);
  });
  return id;
}

test('a merger later than the report changes nothing of it, and its successor’s office still reads and signs', async () => {
  const world = await newWorld();
  const clerk = as();
  const id = await begun(clerk, world.commune.id);
  const open = await begun(clerk, world.neighbour.id);
  await signed(clerk, id);
  await merged(
    [world.commune, world.neighbour],
    { id: randomUUID(), name: 'Đảng bộ xã mới', kind: 'commune_body', parentId: world.province.id },
    '2026-11-05',
  );
  const found = await rerun(clerk, id);
  expect(found).toMatchObject({ same: true, treeSame: true });
  await signed(clerk, open);
  expect((await pageOf(clerk, open)).document.figures['I-01']?.value).toBe(2);
});

test('a merger entered late, effective in the period: the differences are exactly what it moved', async () => {
  const world = await newWorld();
  const clerk = as();
  const id = await begun(clerk, world.commune.id);
  await signed(clerk, id);
  const periodsOf = (people: readonly string[], on: string) =>
    asOwner(db, 'test', (tx) =>
      tx.many<{ id: string }>(
        sql`select id::text from membership.member_period where member_id = any(${[...people]}::uuid[]) and valid @> ${on}::date`,
      ),
    ).then((rows) => rows.map((row) => row.id).sort());
  const before = await periodsOf([...world.inTwo, ...world.inOther], '2026-10-31');
  const event = await merged(
    [world.two, world.other],
    { id: randomUUID(), name: 'Chi bộ hợp nhất', kind: 'party_cell', parentId: world.commune.id },
    '2026-10-12',
  );
  const after = await periodsOf([...world.inTwo, ...world.inOther], '2026-10-31');
  const found = await rerun(clerk, id);
  expect(found.treeSame).toBe(false);
  expect(found.events.map((one) => one.id)).toEqual([event]);
  const roll = of(found.differences, 'I-01');
  expect([roll?.signed.value, roll?.now?.value]).toEqual([8, 10]);
  const ids = (how: string) =>
    (roll?.records ?? [])
      .filter((row) => row.how === how)
      .map((row) => row.id)
      .sort();
  const inTwo = new Set(await periodsOf(world.inTwo, '2026-10-01'));
  // Who came with the other cell, and who stands in the merged one under a new line: no member of the first cell.
  expect(ids('added')).toEqual(after.filter((one) => !inTwo.has(one) || !before.includes(one)));
  expect(ids('removed')).toEqual([...inTwo].filter((one) => !after.includes(one)).sort());
  for (const row of roll?.records ?? []) expect(row.unit?.name).not.toBe('Chi bộ bản Mường Nhé');
  // September was before the merger.
  expect(of(found.differences, 'I-01@before')).toBeUndefined();
});

test('a re-run looks at every record of the unit, and names only those in the reader’s scope', async () => {
  const world = await newWorld();
  const clerk = as();
  const id = await begun(clerk, world.commune.id);
  await signed(clerk, id);
  await asOwner(db, 'test', async (tx) => {
    await admittedOn(tx, world.one, '2026-10-20', 'Trong Phạm Vi');
    await admittedOn(tx, world.two, '2026-10-21', 'Ngoài Phạm Vi');
  });
  // A village that has gone elsewhere since is no longer in the scope of whoever reads the report of then.
  const reader = as({ ranges: around(world.commune, world.one) });
  const found = await rerun(reader, id);
  expect(of(found.differences, 'I-01')).toMatchObject({
    added: 2,
    removed: 0,
    hidden: 1,
    records: [{ name: 'Trong Phạm Vi' }],
  });
  expect(JSON.stringify(found)).not.toContain('Ngoài Phạm Vi');
  const withoutPeople = as({ rights: ['reports.read', 'figures.read'] });
  const counts = await rerun(withoutPeople, id);
  expect(of(counts.differences, 'I-01')).toMatchObject({ added: 2, hidden: 2, records: [] });
});

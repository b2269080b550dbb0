import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { MeetingPage, Sheets } from './contract.ts';
import { meetingsRoutes } from './index.ts';
import { aMeeting } from './testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [meetingsRoutes], { now: () => new Date('2026-11-22T03:00:00Z') });
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const codeOf = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return status < 400 ? status : (body as { code: string }).code;
};

async function aProvince() {
  return asOwner(db, 'test', async (tx) => {
    const from = '1950-01-01';
    const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from });
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', parentId: province.id, from });
    const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Pắc' });
    const member = await aMember(tx, { cell });
    return { province, commune, cell, member };
  });
}
type Place = Awaited<ReturnType<typeof aProvince>>;
const rubric = ({ province }: Place, more: object = {}) => ({
  id: randomUUID(),
  unitId: province.id,
  kind: 'regular',
  name: 'Quy định 27-QĐ/TU, sinh hoạt thường kỳ',
  from: '2026-06-01',
  lines: [
    { key: 'attendance', max: 15 },
    { key: 'preparation', max: 20 },
    { key: 'conduct', max: 25 },
    { key: 'principles', max: 20 },
    { key: 'result', max: 20 },
  ],
  grades: [
    { grade: 'good', from: 85 },
    { grade: 'fair', from: 65 },
    { grade: 'average', from: 50 },
    { grade: 'weak', from: 0 },
  ],
  source: 'Quy định 27-QĐ/TU ngày 01/6/2026',
  ...more,
});
const agenda = ({ province }: Place, more: object = {}) => ({
  id: randomUUID(),
  unitId: province.id,
  kind: 'regular',
  from: '2026-06-01',
  items: [
    ['opening', 'Chào cờ, khai mạc'],
    ['review', 'Kiểm điểm nghị quyết tháng trước'],
    ['self_criticism', 'Tự phê bình và phê bình'],
    ['next_tasks', 'Nhiệm vụ tháng tới'],
    ['vote', 'Biểu quyết'],
    ['conclusion', 'Kết luận'],
    ['minutes', 'Thông qua biên bản'],
  ].map(([kind, title]) => ({ kind, title })),
  source: 'HD 05-HD/BTCTU',
  ...more,
});

test('a province begins a sheet of its own: meetings from that day on are scored by it, earlier ones by the framework', async () => {
  const place = await aProvince();
  const office = as({ ranges: at(place.province, place.commune, place.cell) });
  const begin = (more: object = {}) => codeOf(office.post('/meeting-sheets/rubrics', rubric(place, more)));
  const lines = rubric(place).lines;
  expect(await begin({ lines: lines.slice(0, 4) })).toBe('rubric.line-missing');
  expect(await begin({ lines: lines.map((line) => ({ ...line, max: 10 })) })).toBe('rubric.sum-not-100');
  expect(
    await begin({
      grades: rubric(place).grades.map((one, n) => ({ ...one, from: n })),
    }),
  ).toBe('rubric.grades-order');
  expect(await begin({ unitId: place.commune.id })).toBe('sheet.province-only');
  const sheet = rubric(place);
  expect(await codeOf(office.post('/meeting-sheets/rubrics', sheet))).toBe(201);
  expect(await codeOf(office.post('/meeting-sheets/rubrics', sheet))).toBe(201);
  const [before, after] = await asOwner(db, 'test', async (tx) => [
    await aMeeting(tx, { unit: place.cell, on: '2026-05-05', people: [place.member], through: 'draft' }),
    await aMeeting(tx, { unit: place.cell, on: '2026-06-05', people: [place.member], through: 'draft' }),
  ]);
  const nameOf = async (id: string | undefined) =>
    (await office.get<MeetingPage>(`/meetings/${id}`)).body.quality?.rubric.name;
  expect(await nameOf(before)).toContain('42-HD/BTCTW');
  expect(await nameOf(after)).toContain('27-QĐ/TU');
  // A further sheet begins later, and not where meetings were scored by this one.
  const points = { attendance: 15, preparation: 20, conduct: 25, principles: 20, result: 20 };
  const reasons = Object.fromEntries(Object.keys(points).map((key) => [key, 'theo biên bản']));
  expect(await codeOf(office.put(`/meetings/${after}/scores/own`, { points, reasons }))).toBe(200);
  expect(await begin({ from: '2026-06-01' })).toBe('sheet.begins-too-early');
  expect(await begin({ from: '2026-06-05' })).toBe('sheet.begins-too-early');
  expect(await begin({ from: '2026-07-01', name: 'Bảng mới' })).toBe(201);
  const sheets = (await office.get<Sheets>(`/meeting-sheets?unit=${place.cell.id}`)).body;
  expect(sheets.province?.id).toBe(place.province.id);
  expect(
    sheets.rubrics.filter(({ own }) => own).map(({ name, from, to, used }) => [name.slice(0, 8), from, to, used]),
  ).toEqual([
    ['Bảng mới', '2026-07-01', null, 0],
    ['Quy định', '2026-06-01', '2026-07-01', 1],
  ]);
  // The points given stay by the sheet that they were given by.
  expect(await nameOf(after)).toContain('27-QĐ/TU');
});

test('a province begins an agenda of its own: what is planned from then on has it, a theme before the vote', async () => {
  const place = await aProvince();
  const office = as({ ranges: at(place.province, place.commune, place.cell) });
  const without = agenda(place).items.filter(({ kind }) => kind !== 'self_criticism');
  expect(await codeOf(office.post('/meeting-sheets/agendas', agenda(place, { items: without })))).toBe(
    'agenda.item-missing',
  );
  expect(await codeOf(office.post('/meeting-sheets/agendas', agenda(place)))).toBe(201);
  const plan = async (plannedOn: string, more: object = {}) => {
    const id = randomUUID();
    expect(
      await codeOf(office.post('/meetings', { id, unitId: place.cell.id, kind: 'regular', plannedOn, ...more })),
    ).toBe(201);
    return (await office.get<MeetingPage>(`/meetings/${id}`)).body.agenda.map(({ title }) => title);
  };
  expect((await plan('2026-06-05'))[0]).toBe('Chào cờ, khai mạc');
  expect((await plan('2026-05-05'))[0]).not.toBe('Chào cờ, khai mạc');
  const themed = await plan('2026-07-05', { alsoThematic: true, theme: 'youth', themeTitle: 'Tạo nguồn' });
  expect(themed.indexOf('Biểu quyết')).toBe(5);
  expect(themed).toHaveLength(8);
});

test('sheets belong to the province: another does not have them, and only who sees the whole province writes', async () => {
  const [place, other] = [await aProvince(), await aProvince()];
  const office = as({ ranges: at(place.province, place.commune, place.cell) });
  await office.post('/meeting-sheets/rubrics', rubric(place));
  const neighbour = as({ ranges: at(other.province, other.commune, other.cell) });
  expect(
    (await neighbour.get<Sheets>(`/meeting-sheets?unit=${other.cell.id}`)).body.rubrics.some(({ own }) => own),
  ).toBe(false);
  expect(await codeOf(neighbour.post('/meeting-sheets/rubrics', rubric(place, { from: '2026-08-01' })))).toBe(
    'not-found',
  );
  const commune = as({ ranges: at(place.commune, place.cell) });
  expect((await commune.get<Sheets>(`/meeting-sheets?unit=${place.cell.id}`)).body.mayWrite).toBe(false);
  expect(await codeOf(commune.post('/meeting-sheets/agendas', agenda(place)))).toBe('not-found');
  expect(
    await codeOf(
      as({ ranges: at(place.province), rights: ['meetings.read'] }).post('/meeting-sheets/rubrics', rubric(place)),
    ),
  ).toBe('right.missing');
  const wrong = asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into meetings.rubric (id, name, kind, unit_id, valid, lines, grades, source, confidence, label)
      values (${randomUUID()}, 'x', 'thematic', ${place.province.id}, '[2026-01-01,)', '[{"key":"attendance","max":90}]', '[]', 'x', 'set', ${place.province.label})`),
  );
  await expect(wrong).rejects.toMatchObject({ code: 'rubric.sum-not-100' });
});

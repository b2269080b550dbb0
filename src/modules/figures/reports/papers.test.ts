import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerAdmissionFigures } from '#modules/admission/figures.ts';
import { registerMeetingFigures } from '#modules/meetings/figures.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { asOwner } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { openBytes } from '#platform/spreadsheet/bytes.ts';
import { type Cell, readSheetRows } from '#platform/spreadsheet/index.ts';
import { DEFAULT_LIMITS } from '#platform/spreadsheet/types.ts';
import { ZipFile } from '#platform/spreadsheet/zip-reader.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { textOfPdf } from '#platform/testing/pdf.ts';
import { figuresRoutes } from '../routes.ts';
import type { ReportPage } from './contract.ts';
import { aReportWorld } from './testing.ts';

registerMembershipFigures();
registerAdmissionFigures();
registerMeetingFigures();

const db = await testDatabase();
const { app, as } = await testApp(db, [figuresRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });
const world = await asOwner(db, 'test', aReportWorld);
const clerk = as();
const id = randomUUID();
await clerk.post('/reports', {
  id,
  template: 'commune.month',
  unitId: world.commune.id,
  from: '2026-10-01',
  to: '2026-10-31',
});
const REMARK = '<b>Bản Nậm Pố</b> họp muộn #eval("1") *vì mưa*';
await clerk.patch(`/reports/${id}`, { version: 1, texts: { meetings: REMARK } });
const draftPdf = await fileOf(`/reports/${id}/report.pdf`);
const answer = await clerk.post(`/reports/${id}/signature`, {
  version: 2,
  authority: 'T/M BAN THƯỜNG VỤ',
  post: 'BÍ THƯ',
  name: 'Lò Văn Ký',
  number: '48',
  place: 'Mường Nhé',
});
const page = (await clerk.get<ReportPage>(`/reports/${id}`)).body;

async function fileOf(path: string, caller = clerk): Promise<{ status: number; bytes: Buffer; type: string }> {
  const file = await app.inject({
    method: 'GET',
    url: `/api/v1${path}`,
    headers: { authorization: `Test ${caller.userId}` },
  });
  return { status: file.statusCode, bytes: file.rawPayload, type: String(file.headers['content-type']) };
}
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

test('the paper has the layout of the Party, the figures with their notes, the remark as typed, and who signed', async () => {
  expect(answer.status, answer.text).toBe(201);
  const draft = await textOfPdf(draftPdf.bytes);
  expect(draft).toContain('DỰ THẢO');
  const { bytes, type } = await fileOf(`/reports/${id}/report.pdf`);
  expect(type).toBe('application/pdf');
  expect(bytes.toString('latin1')).toContain('pdfaid:part');
  expect(bytes.toString('latin1')).toContain('/MarkInfo');
  const words = await textOfPdf(bytes);
  for (const part of [
    'ĐẢNG CỘNG SẢN VIỆT NAM',
    'ĐẢNG UỶ XÃ MƯỜNG NHÉ',
    'ĐẢNG BỘ TỈNH ĐIỆN BIÊN',
    'Số 48-BC/ĐU',
    'BÁO CÁO',
    'tháng 10/2026',
    'Chi bộ bản Nậm Pố',
    'T/M BAN THƯỜNG VỤ',
    'Lò Văn Ký',
    'ngày 22 tháng 11 năm 2026',
  ])
    expect(words, part).toContain(part);
  expect(words.replaceAll('\n', ' ')).toContain(REMARK);
  expect(words).not.toContain('DỰ THẢO');
  // The same paper at every run, in three languages.
  expect((await fileOf(`/reports/${id}/report.pdf`)).bytes.equals(bytes)).toBe(true);
  expect(await textOfPdf((await fileOf(`/reports/${id}/report.pdf?lang=th`)).bytes)).toContain('รายงาน');
  expect(await textOfPdf((await fileOf(`/reports/${id}/report.pdf?lang=en`)).bytes)).toContain('REPORT');
});

test('the annex says what the report says', async () => {
  const { bytes } = await fileOf(`/reports/${id}/annex.xlsx`);
  const rows: Cell[][] = [];
  for await (const row of readSheetRows(bytes)) rows.push(row.cells);
  const roll = rows.find((cells) => cells[1] === 'I-01');
  expect(roll?.slice(0, 4)).toEqual([1, 'I-01', 'Đảng viên trong danh sách', 8]);
  const women = rows.find((cells) => cells[1] === 'I-04');
  expect(women?.slice(3, 6)).toEqual([37.5, 3, 8]);
  expect(rows.length).toBeGreaterThan(page.document.notes.length);
});

test('the provenance leads from every figure to its query, its records and the tree', async () => {
  const { bytes, type } = await fileOf(`/reports/${id}/editions/1/provenance.jsonld`);
  expect(type).toBe('application/ld+json');
  const graph = (JSON.parse(bytes.toString()) as { '@graph': Record<string, unknown>[] })['@graph'];
  const byId = new Map(graph.map((node) => [String(node['@id']), node]));
  expect(byId.size).toBe(graph.length);
  const report = graph.find((node) => node['gd:report'] === id);
  expect(report?.['sha256']).toBe(page.history[0]?.contentHash);
  for (const figure of report?.['derivedFrom'] as string[]) {
    const activity = byId.get(String(byId.get(figure)?.['generatedBy']));
    expect(byId.has(String(activity?.['hadPlan']))).toBe(true);
    for (const used of activity?.['used'] as string[]) expect(byId.has(used), used).toBe(true);
  }
  expect(bytes.toString()).not.toContain('Lò Văn 1');
});

test('the package is whole: checksums hold, and every figure can be counted again from its records', async () => {
  const { bytes, status } = await fileOf(`/reports/${id}/editions/1/package.zip`);
  expect(status).toBe(200);
  const zip = await ZipFile.open(await openBytes(bytes, DEFAULT_LIMITS.maxBytes), DEFAULT_LIMITS);
  const descriptor = JSON.parse(await zip.text('datapackage.json')) as {
    resources: { path: string; bytes: number; hash: string; schema?: { fields: { name: string }[] } }[];
  };
  const manifest = await zip.text('manifest-sha256.txt');
  for (const { path, hash, bytes: size, schema } of descriptor.resources) {
    const text = await zip.text(path);
    expect(`sha256:${sha256(text)}`, path).toBe(hash);
    expect(Buffer.byteLength(text)).toBe(size);
    expect(manifest).toContain(`${hash.slice(7)}  ${path}\n`);
    if (schema) expect(text.split('\r\n')[0]).toBe(schema.fields.map((field) => field.name).join(','));
  }
  expect(manifest).toContain(`${sha256(await zip.text('datapackage.json'))}  datapackage.json\n`);
  const table = async (path: string) =>
    (await zip.text(path))
      .trim()
      .split('\r\n')
      .slice(1)
      .map(
        (line) =>
          line.match(/("[^"]*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '')) ?? [],
      );
  const sums = new Map<string, number>();
  const rows = new Map<string, string[]>();
  for (const [list = '', record = '', weight = '0', unit = ''] of await table('records.csv')) {
    sums.set(list, (sums.get(list) ?? 0) + Number(weight));
    rows.set(list, [...(rows.get(list) ?? []), `${record}\x1f${weight}\x1f${unit}`]);
  }
  let counted = 0;
  for (const [
    key = '',
    figure = '',
    ,
    ,
    value = '',
    numerator = '',
    denominator = '',
    ,
    ,
    ,
    ,
    ,
    ,
    records = '',
    below = '',
  ] of await table('figures.csv')) {
    // Medians are no sums of their records.
    if (records === '' || figure === 'I-18' || figure === 'I-26') continue;
    expect(sums.get(records) ?? 0, key).toBe(Number(numerator === '' ? value : numerator));
    if (below !== '') expect(sums.get(below) ?? 0, key).toBe(Number(denominator));
    counted += 1;
  }
  expect(counted).toBeGreaterThan(20);
  // The name of a list is the hash over its sorted lines, which anybody can compute.
  for (const [hash, lines] of rows) expect(sha256(lines.join('\n'))).toBe(hash);
});

test('the package is an export, and a right of its own', async () => {
  const reader = as({ rights: RIGHTS.filter((right) => right !== 'members.export') });
  expect((await fileOf(`/reports/${id}/editions/1/package.zip`, reader)).status).toBe(403);
  expect((await fileOf(`/reports/${id}/editions/2/package.zip`)).status).toBe(404);
  const logged = await asOwner(db, 'test', (tx) =>
    tx.many<{ rows: number }>(
      sql`select rows from platform.access_log where subject = 'figures.signed_report' and kind = 'export'`,
    ),
  );
  expect(logged[0]?.rows).toBeGreaterThan(8);
});

test('as a Word file it says the same: numbers with their notes, the remark as typed, the signature', async () => {
  const { bytes, type, status } = await fileOf(`/reports/${id}/report.docx`);
  expect(status).toBe(200);
  expect(type).toContain('wordprocessingml');
  const again = await fileOf(`/reports/${id}/report.docx`);
  expect(again.bytes.equals(bytes)).toBe(true);
  const xml = strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array());
  const words = xml.replace(/<[^>]+>/g, '');
  for (const part of [
    'ĐẢNG CỘNG SẢN VIỆT NAM',
    'ĐẢNG UỶ XÃ MƯỜNG NHÉ',
    'Số 48-BC/ĐU',
    'BÁO CÁO',
    'Lò Văn Ký',
    'BÍ THƯ',
    'Mường Nhé, ngày',
  ])
    expect(words).toContain(part);
  expect(words).toContain('&lt;b&gt;Bản Nậm Pố&lt;/b&gt;');
  // Words are never smaller than the foot of the page.
  const sizes = [...xml.matchAll(/<w:sz w:val="(\d+)"\/><w:szCs w:val="\d+"\/>(?:<w:vertAlign[^>]*>)?<\/w:rPr><w:t/g)];
  expect(Math.min(...sizes.map(([, size]) => Number(size)))).toBe(18);
  expect(xml).toContain('<w:vertAlign w:val="superscript"/>');
  // Every figure that the paper shows stands in the file as it reads.
  for (const figure of Object.values(page.document.figures).filter((one) => one.note !== null))
    expect(words, figure.key).toContain(figure.shown.replaceAll('&', '&amp;'));
  if (process.env['KEEP_PAPERS']) await writeFile(`${process.env['KEEP_PAPERS']}/report.docx`, bytes);
});

test('in Thai and English the Word file names a font with Thai letters and what stands in for it; names and numbers are not broken as Thai', async () => {
  for (const lang of ['th', 'en'] as const) {
    const { bytes, status } = await fileOf(`/reports/${id}/report.docx?lang=${lang}`);
    expect(status).toBe(200);
    const parts = unzipSync(bytes);
    const text = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
    expect(text('word/styles.xml')).toContain('w:cs="TH Sarabun New"');
    expect(text('word/styles.xml')).toContain(`<w:lang w:val="${lang === 'th' ? 'vi-VN' : 'en-GB'}"`);
    expect(text('word/fontTable.xml')).toContain('<w:font w:name="TH Sarabun New"><w:altName w:val="Sarabun;');
    const words = text('word/document.xml').replace(/<[^>]+>/g, ' ');
    expect(/[\u0e00-\u0e7f]/.test(words)).toBe(lang === 'th');
    // Sections are numbered as in the PDF; what stands in the head is wide enough for its rule.
    expect(words).toMatch(/ 1\. \S/);
    expect(text('word/settings.xml')).toContain('<w:mirrorMargins/>');
  }
});

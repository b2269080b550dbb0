import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { zipSync, strToU8 } from 'fflate';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inScope } from '../db/database.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp } from '../testing/http.ts';
import { isMarkedClassified } from './classified.ts';
import { deleteFile, pathOf, putFile, sweepFiles } from './files.ts';
import { sniffMediaType } from './media-type.ts';
import { fileRoutes } from './routes.ts';

const db = await testDatabase();
const { as, platform } = await testApp(db, [fileRoutes]);
const { dataDir } = platform;
const here = [{ lo: 1, hi: 10 }];
const scope = { userId: 'clerk', rights: [], ranges: here };
type Given = Partial<Parameters<typeof putFile>[2]>;
const put = (file: Given = {}, as = scope) =>
  inScope(db, as, (tx) =>
    putFile(tx, dataDir, { name: 'Biên bản.pdf', content: Buffer.from('%PDF-1.7 …'), label: 5, ...file }),
  );

test('a file goes in by its content and comes out whole, within its scope only', async () => {
  const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(200_000)]);
  const file = await put({ content: Readable.from([content.subarray(0, 70_000), content.subarray(70_000)]) });
  expect(file).toMatchObject({ name: 'Biên bản.pdf', mediaType: 'application/pdf', bytes: content.length });
  const { mode } = await stat(pathOf(dataDir, file.sha256));
  expect(mode & 0o777).toBe(0o600);
  expect(await readFile(pathOf(dataDir, file.sha256))).toEqual(content);
  expect(await readdir(join(dataDir, 'files', 'drafts'))).toEqual([]);
  const answer = await as({ ranges: here, rights: [] }).get(`/files/${file.id}`);
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(content.length),
    'content-disposition': `attachment; filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n.pdf`,
    'x-content-type-options': 'nosniff',
  });
  expect(await as({ ranges: [{ lo: 10, hi: 20 }] }).get(`/files/${file.id}`)).toMatchObject({
    status: 404,
    body: { code: 'not-found' },
  });
  const looked = await sql<{
    n: number;
  }>`select count(*) as n from platform.access_log where subject_id = ${file.id}`.execute(db.owner);
  expect(looked.rows[0]?.n).toBe(1);
});

test('a file without a label is seen by whoever put it; nobody puts one outside the own scope', async () => {
  const clerk = as({ ranges: here, rights: [] });
  const file = await put({ label: null }, { ...scope, userId: clerk.userId });
  expect((await clerk.get(`/files/${file.id}`)).status).toBe(200);
  expect((await as({ ranges: here }).get(`/files/${file.id}`)).status).toBe(404);
  await expect(put({ label: 50 })).rejects.toThrow(/row-level security/);
});

test('marked papers, programs and what is too large are refused, and nothing stays behind', async () => {
  const before = await sql`select 1 from platform.file`.execute(db.owner);
  await expect(put({ name: 'Báo cáo (TỐI MẬT).pdf' })).rejects.toMatchObject({ code: 'file.classified' });
  await expect(put({ name: 'a.txt', content: Buffer.from('TỈNH ỦY\n  MẬT  \nBáo cáo') })).rejects.toMatchObject({
    code: 'file.classified',
  });
  await expect(put({ name: 'a.pdf', content: Buffer.from('MZ\x90\0') })).rejects.toMatchObject({
    code: 'file.kind-refused',
  });
  await expect(
    put({ content: Readable.from([Buffer.alloc(600), Buffer.alloc(600)]), mostBytes: 1000 }),
  ).rejects.toMatchObject({ code: 'file.too-large', status: 413 });
  expect((await sql`select 1 from platform.file`.execute(db.owner)).rows).toHaveLength(before.rows.length);
  expect(await readdir(join(dataDir, 'files', 'drafts'))).toEqual([]);
});

test.each([
  ['TUYỆT MẬT - kế hoạch.docx', true],
  ['tuyet-mat_ke-hoach.docx', true],
  ['Công văn 12 MẬT.pdf', true],
  ['CV_MẬT_2026.pdf'.normalize('NFD'), true],
  ['Hồ sơ độ mật.pdf', true],
  ['Hướng dẫn BẢO MẬT.pdf', false],
  ['Đặt lại mật khẩu.pdf', false],
  ['Tổ hợp tác nuôi ong MẬT ONG.xlsx', false],
  ['Danh sách ra mắt.xlsx', false],
  ['Lò Văn Mật.pdf', false],
])('the name “%s” is marked: %s', (name, marked) => {
  expect(isMarkedClassified({ name })).toBe(marked);
});

test('text that speaks of secrecy is no stamp', () => {
  expect(isMarkedClassified({ name: 'a.txt', text: 'Tài liệu MẬT phải nộp về văn thư.' })).toBe(false);
  expect(isMarkedClassified({ name: 'a.txt', text: 'ĐẢNG ỦY XÃ\r\nTUYỆT MẬT\r\n' })).toBe(true);
});

test('the kind of a file comes from its bytes', () => {
  const zip = (name: string) => zipSync({ '[Content_Types].xml': strToU8('<x/>'), [name]: strToU8('x') });
  expect(sniffMediaType(zip('xl/workbook.xml'))).toContain('spreadsheetml');
  expect(sniffMediaType(zip('word/document.xml'))).toContain('wordprocessingml');
  expect(sniffMediaType(Buffer.from('Họ tên;Ngày sinh\n'))).toMatch(/^text\/csv/);
  expect(sniffMediaType(Buffer.from('<html><script>'))).toMatch(/^text\/plain/);
  expect(sniffMediaType(Buffer.from('<svg onload="x,y">'))).toMatch(/^text\/plain/);
  expect(sniffMediaType(randomBytes(50).fill(0, 0, 2))).toBe('application/octet-stream');
});

test('bytes go when the last row that names them has gone, and never before an hour', async () => {
  const content = Buffer.from('%PDF-1.7 hai dòng');
  const [first, second] = [await put({ content }), await put({ content, name: 'Bản sao.pdf' })];
  expect(second.sha256).toBe(first.sha256);
  const path = pathOf(dataDir, first.sha256);
  const there = () =>
    stat(path).then(
      () => true,
      () => false,
    );
  const later = Date.now() + 7_200_000;
  await inScope(db, scope, (tx) => deleteFile(tx, first.id));
  await sweepFiles(db, dataDir, later);
  expect(await there()).toBe(true);
  await inScope(db, scope, (tx) => deleteFile(tx, second.id));
  await sweepFiles(db, dataDir);
  expect(await there()).toBe(true);
  await utimes(path, new Date(), new Date());
  expect(await sweepFiles(db, dataDir, later)).toBeGreaterThan(0);
  expect(await there()).toBe(false);
  await expect(inScope(db, scope, (tx) => deleteFile(tx, second.id))).rejects.toMatchObject({ code: 'not-found' });
});

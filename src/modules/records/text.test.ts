import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { strToU8, zipSync } from 'fflate';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { pathOf } from '#platform/files/files.ts';
import { startJobs } from '#platform/jobs/jobs.ts';
import { renderPdf } from '#platform/pdf/pdf.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { aPdf } from '#platform/testing/pdf-file.ts';
import type { DocumentList, DocumentPage } from './contract.ts';
import { recordsRoutes, recordsTasks } from './index.ts';
import { aRecordsWorld, clerkOf, rangesOf } from './testing.ts';
import { searchKey } from './text.ts';
import { askAgainForText } from './text-task.ts';

const AT = new Date('2026-11-22T05:00:00Z');
const db = await testDatabase();
const { as, platform } = await testApp(db, [recordsRoutes], { now: () => AT });
const world = await asOwner(db, 'test', aRecordsWorld);
const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell]) }), world.commune.id);
const stranger = clerkOf(as({ ranges: rangesOf([world.other]) }), world.other.id);
const province = clerkOf(as({ ranges: rangesOf([world.province]) }), world.province.id);

let jobs: Awaited<ReturnType<typeof startJobs>> | undefined;
const failures: string[] = [];
beforeAll(async () => {
  const onError = (error: unknown) => failures.push(String(error));
  jobs = await startJobs({ db, ownerUrl: db.url, tasks: recordsTasks({ db, dataDir: platform.dataDir }), onError });
});
afterAll(async () => {
  await jobs?.stop();
  expect(failures).toEqual([]);
});

const found = async (q: string, one = clerk, unit: string = world.commune.id) =>
  (await one.get<DocumentList>(`/documents?unit=${unit}&q=${encodeURIComponent(q)}`)).items.map(({ id }) => id);
const fileOf = async (document: string) => {
  const [file] = (await clerk.get<DocumentPage>(`/documents/${document}`)).attachments;
  if (!file) throw new Error('no file');
  return file;
};
/** Asks as the page does, until the words of the file were read. */
async function readFileOf(document: string) {
  for (;;) {
    const file = await fileOf(document);
    if (file.textState !== 'waiting') return file;
    await pause(50);
  }
}
const official = (lines: string[]) =>
  renderPdf({ template: 'platform/pdf/sample.typ', data: { lang: 'vi', title: 'Kế hoạch', lines }, at: AT });
const word = (paragraphs: readonly string[]) =>
  zipSync(
    {
      '[Content_Types].xml': strToU8('<Types/>'),
      'word/document.xml': strToU8(
        `<w:document>${paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('')}</w:document>`,
      ),
    },
    { level: 0 },
  );

test('the text of a PDF is found after the upload: with and without marks, NFD, Thai without spaces by any part of it', async () => {
  const id = await clerk.arrival({ summary: 'Gửi kế hoạch' });
  const thai = 'ขอเชิญผู้แทนหมู่บ้านทุกแห่งเข้าร่วมประชุมคณะกรรมการพรรคระดับตำบลเมืองแญ้เพื่อรับฟังรายงานผลการดำเนินงานประจำปี';
  const [half, rest] = [thai.slice(0, 60), thai.slice(60)];
  const content = aPdf([['Giao Lò Thị Hương Ế giúp hộ Sùng A Chống'.normalize('NFD'), half, `${rest}${thai}`]]);
  expect(await clerk.attach(id, { name: 'ke-hoach.pdf', content })).toMatchObject({
    status: 201,
    body: { textState: 'waiting' },
  });
  // The look at the words comes first, then the file can be opened.
  const file = await readFileOf(id);
  expect(file).toMatchObject({ textState: 'whole', pages: 1, pagesRead: 1, gone: false });
  expect((await clerk.caller.get(`/attachments/${file.id}`)).status).toBe(200);
  for (const q of [
    'Sùng A Chống',
    'sung a chong',
    'lò thị hương ế'.normalize('NFD'),
    'LO THI HUONG',
    'คณะกรรมการพรรค',
    'รายงานผลการดำเนินงานประจำปี',
    'ประจำปีขอเชิญ', // over the end of a line of print
    'ตำบลเมืองแญ้ หมู่บ้าน',
  ])
    expect(await found(q), q).toEqual([id]);
  expect(await found('sung a chong khong co')).toEqual([]);
});

test('nobody finds by its text what he may not read; who got the document issued to him does', async () => {
  const id = await clerk.draft({
    kind: 'letter',
    summary: 'Phối hợp',
    addressees: [{ unitId: world.province.id }],
  });
  await clerk.attach(id, { name: 'cong-van.pdf', content: await official(['Khảo sát tuyến đường Huổi Lụ']) });
  await readFileOf(id);
  expect(await found('huoi lu')).toEqual([id]);
  const ofStranger = await stranger.caller.get<DocumentList>(`/documents?unit=${world.other.id}&q=huoi%20lu`);
  expect(ofStranger.body.items).toEqual([]);
  expect((await stranger.caller.get(`/documents?unit=${world.commune.id}&q=huoi%20lu`)).status).toBe(404);
  const below = () =>
    province.get<DocumentList>(`/documents?unit=${world.province.id}&below=yes&q=huoi%20lu`).then(({ items }) => items);
  expect(await below()).toEqual([]);
  expect((await clerk.number(id)).status).toBe(200);
  expect((await below()).map((one) => one.id)).toEqual([id]);
});

test('an upload of 600 pages is taken at once, read to the limit, and it is said how far; the file is whole', async () => {
  const id = await clerk.arrival({ summary: 'Tập tài liệu sáu trăm trang' });
  const lines = (page: number) =>
    Array.from(
      { length: 34 },
      (_, at) => `Trang ${page} dòng ${at + 1}: nội dung về công tác xây dựng Đảng ở thôn, bản.`,
    );
  const content = aPdf(Array.from({ length: 600 }, (_, at) => lines(at + 1)));
  expect(await clerk.attach(id, { name: 'tap.pdf', content })).toMatchObject({ body: { textState: 'waiting' } });
  const file = await readFileOf(id);
  expect(file).toMatchObject({ textState: 'part', pages: 600, bytes: content.length });
  expect(file.pagesRead).toBeGreaterThan(300);
  expect(file.pagesRead).toBeLessThan(600);
  expect(await found('trang 12 dong')).toEqual([id]);
  expect(await found('trang 599 dong')).toEqual([]);
  const whole = await clerk.caller.get(`/attachments/${file.id}`);
  expect(Number(whole.headers['content-length'])).toBe(content.length);
});

test('600 pages of Word are read by the job as well, a letter of one page at once', async () => {
  const id = await clerk.arrival({ summary: 'Tập Word' });
  const pages = Array.from(
    { length: 600 },
    (_, n) => `Tờ ${n + 1}. ${'Nội dung của tờ này nói về công tác xây dựng Đảng. '.repeat(60)}`,
  );
  const answer = await clerk.attach(id, { name: 'tap.docx', content: word(pages) });
  expect(answer).toMatchObject({ status: 201, body: { textState: 'waiting' } });
  expect(await readFileOf(id)).toMatchObject({ textState: 'part', pages: null });
  expect(await found('tờ 12.')).toEqual([id]);
  expect(await found('tờ 599.')).toEqual([]);
  const short = await clerk.arrival({ summary: 'Thư ngắn' });
  expect(await clerk.attach(short, { name: 'thu.docx', content: word(['Xã Mường Toong']) })).toMatchObject({
    body: { textState: 'whole' },
  });
  expect(await found('muong toong')).toEqual([short]);
});

test('a PDF with a mark of secrecy is taken away with its bytes, found by no word of it, and whoever opens it learns why', async () => {
  const id = await clerk.arrival({ summary: 'Công văn thường' });
  const content = aPdf([['TỈNH UỶ', 'Số 12-CV/TU', 'Nội dung có chữ mật ong']]);
  const marked = await official(['TỈNH UỶ', 'TUYỆT MẬT', 'Phương án Hoả Lò ba']);
  await clerk.attach(id, { name: 'a.pdf', content: marked });
  const file = await readFileOf(id);
  expect(file).toMatchObject({ textState: 'classified', gone: true });
  expect(existsSync(pathOf(platform.dataDir, file.sha256))).toBe(false);
  expect(await found('hoa lo ba')).toEqual([]);
  expect(await clerk.caller.get(`/attachments/${file.id}`)).toMatchObject({
    status: 409,
    body: { code: 'document.file-classified', details: { name: 'a.pdf' } },
  });
  // A file that was taken away is none: the check of order still misses one.
  const order = await clerk.get<{ offenders: { check: string; document: { id: string } | null }[] }>(
    `/records-order?unit=${world.commune.id}&check=no-file`,
  );
  expect(order.offenders.map((one) => one.document?.id)).toContain(id);
  await clerk.attach(id, { name: 'b.pdf', content });
  await clerk.attach(id, { name: 'c.pdf', content: Buffer.from('%PDF-1.7 hong') });
  const after = async () => (await clerk.get<DocumentPage>(`/documents/${id}`)).attachments;
  while ((await after()).some((one) => one.textState === 'waiting')) await pause(50);
  expect((await after()).map((one) => one.textState)).toEqual(['classified', 'whole', 'unreadable']);
});

test('the database keeps no words of a stub or of a file that was taken away, and no classified file', async () => {
  const stub = await clerk.arrival({ secrecy: 'secret', custodian: 'Văn thư', keptAt: 'Két', summary: 'Về kế hoạch' });
  const open = await clerk.arrival({ summary: 'Thường' });
  await clerk.attach(open, { name: 'd.pdf', content: await official(['MẬT', 'Nội dung']) });
  const { id } = await readFileOf(open);
  const put = (document: string) =>
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into records.attachment_text (attachment_id, document_id, search_key, label)
        values (${id}, ${document}, 'noi dung', ${world.commune.label})`),
    );
  await expect(put(stub)).rejects.toMatchObject({ code: 'document.classified' });
  await expect(put(open)).rejects.toMatchObject({ code: 'document.classified' });
  const withFile = asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into records.attachment (document_id, name, media_type, bytes, sha256, label)
      values (${stub}, 'ban-chup.pdf', 'application/pdf', 1, repeat('0', 64), ${world.commune.label})`),
  );
  await expect(withFile).rejects.toMatchObject({ code: 'document.classified' });
});

test('until its words were looked through nobody opens a file; a reading that was lost is asked for again', async () => {
  await jobs?.stop();
  const id = await clerk.arrival({ summary: 'Chờ đọc' });
  await clerk.attach(id, { name: 'cho.pdf', content: await official(['Chữ chờ được đọc']) });
  const { id: file } = await fileOf(id);
  expect(await clerk.caller.get(`/attachments/${file}`)).toMatchObject({
    status: 409,
    body: { code: 'document.file-waiting' },
  });
  await sql`update platform.job set state = 'cancelled' where state = 'waiting'`.execute(db.owner);
  jobs = await startJobs({ db, ownerUrl: db.url, tasks: recordsTasks({ db, dataDir: platform.dataDir }) });
  const asked = async () => {
    await asOwner(db, 'test', askAgainForText);
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from platform.job where state in ('waiting', 'running')`.execute(db.owner);
    return rows[0]?.n ?? 0;
  };
  expect(await asked()).toBeLessThanOrEqual(1);
  expect(await readFileOf(id)).toMatchObject({ textState: 'whole' });
  expect(await found('cho duoc doc')).toEqual([id]);
  expect(await asked()).toBe(0);
});

test.each([
  ['Trần Quốc Toản'.normalize('NFD'), 'tran quoc toan'],
  ['ขอเชิญ\nประชุม คณะ', 'ขอเชิญประชุมคณะ'],
  ['บ้าน Huổi Lụ', 'บ้าน huoi lu'],
  ['a\u0000b', 'ab'],
])('“%s” is looked for as “%s”', (text, key) => expect(searchKey(text)).toBe(key));

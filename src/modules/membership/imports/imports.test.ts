import { randomUUID } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { detectTable, openSpreadsheet } from '#platform/spreadsheet/index.ts';
import { LEGACY_LETTERS } from '#platform/text/legacy.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp, type TestCaller } from '#platform/testing/http.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import type { ImportBatch, ImportRow, MemberPage, RegisterPage } from '../contract.ts';
import { membershipRoutes } from '../routes.ts';
import { aCell, aMember, theEthnicGroups } from '../testing.ts';

const db = await testDatabase();
const { app, as } = await testApp(db, [membershipRoutes], { now: () => new Date('2026-10-06T03:00:00Z') });
await asOwner(db, 'test', theEthnicGroups);
/** A commune of its own for each test, with two cells, and a clerk for it. */
async function aPlace() {
  const place = await asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Mường Nhé', from: '1950-01-01' });
    const phiengVai = await aCell(tx, { parent: commune, name: 'Chi bộ bản Phiêng Vai' });
    const namLa = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Là' });
    return { commune, phiengVai, namLa };
  });
  const clerk = as({ ranges: Object.values(place).map(({ label }) => ({ lo: label, hi: label + 1 })) });
  return { ...place, clerk };
}

async function upload(
  caller: TestCaller,
  bytes: Buffer | string,
  fields: Record<string, string> = {},
  name = 'Đảng viên.csv',
) {
  const boundary = 'b0undary';
  const parts = Object.entries(fields).map(
    ([key, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
  );
  const head = `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/member-imports',
    headers: {
      authorization: `Test ${caller.userId}`,
      'idempotency-key': randomUUID(),
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    payload,
  });
  return {
    status: answer.statusCode,
    body: JSON.parse(answer.body) as ImportBatch & { code: string; details: Record<string, unknown> },
  };
}
const rowsOf = async (caller: TestCaller, id: string, outcome = '') =>
  (await caller.get<{ items: ImportRow[] }>(`/member-imports/${id}/rows?limit=200${outcome && `&outcome=${outcome}`}`))
    .body.items;
const apply = (caller: TestCaller, id: string) =>
  caller.post<ImportBatch & { code: string }>(`/member-imports/${id}/apply`);
const undo = (caller: TestCaller, id: string) =>
  caller.post<ImportBatch & { code: string; details: object }>(`/member-imports/${id}/undo`);
const register = async (caller: TestCaller) => (await caller.get<RegisterPage>('/members?limit=200')).body.items;
const countsAddUp = ({ counts }: ImportBatch) =>
  counts !== null && counts.new + counts.changed + counts.same + counts.doubtful + counts.refused === counts.rows;

const HEAD =
  'STT,Số thẻ,Họ và tên,Giới tính,Ngày sinh,Chi bộ,Ngày quyết định kết nạp,Ngày kết nạp,Ngày chính thức,Học vấn,Dân tộc';
const csv = (...lines: string[]) => [HEAD, ...lines].join('\r\n');
const TIEN = '1,11.070.115,LÒ VĂN TIẾN,Nam,12/04/1990,Phiêng Vai,20/01/2022,03/02/2022,03/02/2023,12/12,Thái';
const CHONG = '2,,Vàng A Chống,Nam,1998,bản Nậm Là,,01/09/2026,,THCS,H’Mông';

test('a first run enters, a second changes nothing, undoing leaves nothing', async () => {
  const { clerk, phiengVai } = await aPlace();
  const { body: batch, status } = await upload(clerk, csv(TIEN, CHONG));
  expect({ status, counts: batch.counts }).toMatchObject({ status: 201, counts: { rows: 2, new: 2, refused: 0 } });
  expect(await register(clerk)).toHaveLength(0); // a preview writes nothing
  expect((await apply(clerk, batch.id)).body.state).toBe('applied');
  const [chong, tien] = await register(clerk);
  expect(tien).toMatchObject({
    fullName: 'Lò Văn Tiến',
    cardNumber: '11070115',
    state: 'official',
    cell: { id: phiengVai.id },
    recognised: { on: '2023-02-03' },
    education: 'upper_secondary',
  });
  expect(chong).toMatchObject({
    fullName: 'Vàng A Chống',
    state: 'probationary',
    birth: { on: '1998-01-01', precision: 'year' },
  });
  const file = (await clerk.get<MemberPage>(`/members/${tien?.id}`)).body;
  expect(file.periods).toMatchObject([
    { validFrom: '2022-02-03', validTo: '2023-02-03', standing: 'probationary' },
    { validFrom: '2023-02-03', validTo: null, standing: 'official' },
  ]);
  expect(file.restricted).toEqual(['ethnicity']);

  const again = (await upload(clerk, csv(TIEN, CHONG))).body;
  expect(again.counts).toMatchObject({ rows: 2, same: 2, new: 0, changed: 0, doubtful: 0 });
  expect((await undo(clerk, batch.id)).body.state).toBe('undone');
  expect(await register(clerk)).toHaveLength(0);
  expect((await undo(clerk, batch.id)).body.code).toBe('import.not-applied');
});

test('what changes is shown with old and new, and undoing brings the old back', async () => {
  const { clerk, phiengVai } = await aPlace();
  const { id } = await asOwner(db, 'test', (tx) =>
    aMember(tx, {
      cell: phiengVai,
      fullName: 'Lò Văn Phúc',
      cardNumber: '11.061.330',
      education: 'primary',
      ethnicity: '03',
      birth: { on: '1988-05-02', precision: 'day' },
    }),
  );
  const line = '1,11061330,Lò Văn Phúc,Nam,1988,Phiêng Vai,,,,Đại học,Tày';
  const { body: batch } = await upload(clerk, csv(line));
  expect(batch.counts).toMatchObject({ changed: 1, rows: 1 });
  const [row] = await rowsOf(clerk, batch.id);
  // The year alone says less than the day that stands there, and takes nothing away.
  expect(row?.difference.map(({ field }) => field).sort()).toEqual(['education', 'ethnicity']);
  expect(row?.difference).toContainEqual({ field: 'education', old: 'primary', new: 'university' });
  await apply(clerk, batch.id);
  expect((await register(clerk))[0]).toMatchObject({
    education: 'university',
    birth: { on: '1988-05-02', precision: 'day' },
    cardNumber: '11.061.330',
  });
  await undo(clerk, batch.id);
  expect((await register(clerk))[0]).toMatchObject({ id, education: 'primary' });
  expect((await clerk.get(`/members/${id}/restricted?purpose=correction`)).body).toMatchObject({
    ethnicity: { code: '03' },
  });
});

test('undoing is refused when something stands on the import already', async () => {
  const { clerk } = await aPlace();
  const { body: batch } = await upload(clerk, csv(TIEN, CHONG));
  await apply(clerk, batch.id);
  const tien = (await register(clerk)).find((row) => row.fullName === 'Lò Văn Tiến');
  await clerk.patch(`/members/${tien?.id}`, { version: 1, changes: { occupation: 'teacher' } });
  expect(await undo(clerk, batch.id)).toMatchObject({
    status: 409,
    body: { code: 'import.built-on', details: { count: 1, rows: [2] } },
  });
  expect(await register(clerk)).toHaveLength(2);
});

test('an unknown column stops until it is assigned or left out; a forbidden one is never read', async () => {
  const { clerk } = await aPlace();
  const text =
    'Họ và tên,Ngày sinh,Chi bộ,Ngày kết nạp,Cột lạ,Tôn giáo,Họ tên cha\r\nLò Văn Anh,1990,Phiêng Vai,03/02/2026,giáo viên,Không,Lò Văn Cha';
  const { body: batch } = await upload(clerk, text);
  expect(batch.counts).toBeNull();
  expect(batch.columns.map(({ name, status, field }) => [name, status, field])).toEqual([
    ['Họ và tên', 'assigned', 'fullName'],
    ['Ngày sinh', 'assigned', 'birth'],
    ['Chi bộ', 'assigned', 'cell'],
    ['Ngày kết nạp', 'assigned', 'ceremony'],
    ['Cột lạ', 'unknown', null],
    ['Tôn giáo', 'forbidden', null],
    ['Họ tên cha', 'forbidden', null],
  ]);
  const map = (columns: object, profile?: string) =>
    clerk.put<ImportBatch & { code: string; details: object }>(`/member-imports/${batch.id}/mapping`, {
      columns,
      ...(profile ? { profile } : {}),
    });
  expect(await map({})).toMatchObject({
    status: 409,
    body: { code: 'import.column-unknown', details: { columns: ['Cột lạ'] } },
  });
  expect(await map({ 4: 'occupation', 5: 'education' })).toMatchObject({
    status: 409,
    body: { code: 'import.column-forbidden', details: { columns: ['Tôn giáo'] } },
  });
  expect(await map({ 4: 'birth' })).toMatchObject({ status: 409, body: { code: 'import.field-twice' } });
  expect((await map({ 4: 'occupation' }, `Mẫu xã ${batch.id}`)).body.counts).toMatchObject({ new: 1 });
  const kept = await asOwner(db, 'test', (tx) =>
    tx.many(
      sql`select r::text || columns::text as all from membership.import_row r join membership.import_batch b on b.id = r.batch_id where b.id = ${batch.id}`,
    ),
  );
  expect(JSON.stringify(kept)).not.toMatch(/Không|Lò Văn Cha/);
  // The next file with these headings is matched from memory.
  const next = (await upload(clerk, text)).body;
  expect(next.columns[4]).toMatchObject({ field: 'occupation', remembered: true });
  expect(next.counts).toMatchObject({ new: 1 });
});

test('bad rows are refused one by one with column, code and value; the good ones are taken', async () => {
  const { clerk, phiengVai } = await aPlace();
  const other = await aPlace();
  await asOwner(db, 'test', async (tx) => {
    await aMember(tx, { cell: phiengVai, fullName: 'Lò Văn Vinh', cardNumber: '22000001' });
    await aMember(tx, { cell: other.namLa, fullName: 'Người Xã Khác', cardNumber: '22000002' });
  });
  const line = (more: Partial<Record<'card' | 'name' | 'birth' | 'cell' | 'on' | 'education' | 'decision', string>>) =>
    `1,${more.card ?? ''},${more.name ?? 'Lò Văn Thử'},Nam,${more.birth ?? '1991'},${more.cell ?? 'Phiêng Vai'},${more.decision ?? ''},${more.on ?? '03/02/2026'},,${more.education ?? ''},`;
  const text = csv(
    line({ name: 'Tốt Một' }),
    line({ name: 'Ngày Sai', on: '31/02/2026' }),
    line({ name: 'Chi Bộ Lạ', cell: 'C.Sổ 2' }),
    line({ name: 'Thẻ Nổ', card: '1.23457E+11' }),
    line({ name: '' }),
    line({ name: 'Chữ Lạ', education: 'bốn phẩy' }),
    line({ card: '22000002', name: 'Thẻ Người Khác' }),
    line({ card: '22000001', name: 'Lò Văn Vinh', cell: 'Nậm Là', birth: '', on: '' }),
    line({ card: '33000001', name: 'Hai Lần' }),
    line({ card: '33.000.001', name: 'Hai Lần' }),
    line({ name: 'Lễ Trước', decision: '01/03/2026', on: '03/02/2026' }),
    line({ name: 'Không Ngày', on: '' }),
  );
  const { body: batch } = await upload(clerk, text);
  expect(countsAddUp(batch)).toBe(true);
  const refused = await rowsOf(clerk, batch.id, 'refused');
  expect(refused.map((row) => [row.name, row.problems[0]?.code])).toEqual([
    ['Ngày Sai', 'date.not-existing'],
    ['Chi Bộ Lạ', 'import.cell-unknown'],
    ['Thẻ Nổ', 'number.precision-lost'],
    [null, 'import.value-missing'],
    ['Chữ Lạ', 'import.word-unknown'],
    ['Thẻ Người Khác', 'import.card-elsewhere'],
    ['Lò Văn Vinh', 'import.cell-differs'],
    ['Hai Lần', 'import.card-twice'],
    ['Lễ Trước', 'member.ceremony-before-decision'],
    ['Không Ngày', 'import.value-missing'],
  ]);
  expect(refused[0]?.problems[0]).toMatchObject({ column: 'Ngày kết nạp', value: '31/02/2026' });

  const answer = await app.inject({
    url: `/api/v1/member-imports/${batch.id}/problems.xlsx?lang=en`,
    headers: { authorization: `Test ${clerk.userId}` },
  });
  const table = await detectTable((await openSpreadsheet(answer.rawPayload)).rows(0));
  const lines = [];
  for await (const row of table?.rows() ?? []) lines.push(row.values);
  expect(lines).toHaveLength(refused.reduce((sum, row) => sum + row.problems.length, 0));
  expect(lines[0]).toMatchObject([
    3,
    'Ngày Sai',
    'Ngày kết nạp',
    '31/02/2026',
    expect.stringMatching(/\w+ \w+/),
    'date.not-existing',
  ]);

  // A row is mended in place and becomes a good one.
  const mended = await clerk.patch<ImportRow>(`/member-imports/${batch.id}/rows/${refused[0]?.rowNumber}`, {
    values: { 7: '28/02/2026' },
  });
  expect(mended.body).toMatchObject({ outcome: 'new', problems: [] });
  const { body: done } = await apply(clerk, batch.id);
  expect(done.counts).toMatchObject({ new: 3, refused: 9 });
  expect((await register(clerk)).map((row) => row.fullName).sort()).toEqual([
    'Hai Lần',
    'Lò Văn Vinh',
    'Ngày Sai',
    'Tốt Một',
  ]);
});

test('a likely person without card number is for somebody to decide', async () => {
  const { clerk, phiengVai } = await aPlace();
  await asOwner(db, 'test', (tx) =>
    aMember(tx, {
      cell: phiengVai,
      fullName: 'Lò Văn Thắng',
      birth: { on: '1985-06-01', precision: 'day' },
      cardNumber: '44000001',
      education: 'primary',
    }),
  );
  const line = '1,,Lò Văn Thắng,Nam,01/06/1985,Phiêng Vai,,19/05/2015,,Đại học,';
  const { body: batch } = await upload(clerk, csv(line));
  expect(batch.counts).toMatchObject({ doubtful: 1 });
  const decide = (decision: string) => clerk.patch<ImportRow>(`/member-imports/${batch.id}/rows/2`, { decision });
  expect((await decide('new-person')).body.outcome).toBe('new');
  expect((await decide('leave-out')).body).toMatchObject({
    outcome: 'refused',
    problems: [{ code: 'import.left-out' }],
  });
  const same = (await upload(clerk, csv(line))).body;
  const patched = await clerk.patch<ImportRow>(`/member-imports/${same.id}/rows/2`, { decision: 'same-person' });
  expect(patched.body).toMatchObject({ outcome: 'changed', candidate: { cardNumber: '44000001' } });
});

const tcvn3 = (text: string) => {
  const back = new Map([...LEGACY_LETTERS.tcvn3].map(([old, letter]) => [letter, old]));
  return [...text].map((letter) => back.get(letter) ?? letter).join('');
};

test('messy sheets are read: two header rows with merged cells, NFD, TCVN3, Buddhist years, groups and totals', async () => {
  const { clerk } = await aPlace();
  const cell = (ref: string, text: string) =>
    text === '' ? '' : `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const sheet: string[][] = [
    ['DANH SÁCH ĐẢNG VIÊN'],
    ['TT', 'Họ và tên', 'Năm sinh', '', 'Chi bộ', 'Ngày vào Đảng', '', 'Số thẻ'],
    ['', '', 'Nam', 'Nữ', '', 'Kết nạp', 'Chính thức', ''],
    ['I', 'Các chi bộ bản'],
    ['1', 'Lò Văn Tư'.normalize('NFD'), '12/3/1980', '', 'Phiêng Vai', '3.2.2541', '3.2.2542', '11068220'],
    ['2', 'VÀNG THỊ DỢ', '', '1991', 'Nậm Là', '02/2018', '02/2019', '11.068.221'],
    ['Tổng cộng', '', '2'],
  ];
  const rows = sheet.map(
    (texts, at) =>
      `<row r="${at + 1}">${texts.map((text, column) => cell(`${String.fromCharCode(65 + column)}${at + 1}`, text)).join('')}</row>`,
  );
  const merges = ['A1:H1', 'A2:A3', 'B2:B3', 'C2:D2', 'E2:E3', 'F2:G2', 'H2:H3'].map(
    (ref) => `<mergeCell ref="${ref}"/>`,
  );
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const bytes = Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
      '_rels/.rels': strToU8(
        `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ),
      'xl/workbook.xml': strToU8(
        `<workbook ${main} xmlns:r="${rel}"><sheets><sheet name="DV" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      ),
      'xl/worksheets/sheet1.xml': strToU8(
        `<worksheet ${main}><sheetData>${rows.join('')}</sheetData><mergeCells count="${merges.length}">${merges.join('')}</mergeCells></worksheet>`,
      ),
    }),
  );
  const { body: batch } = await upload(clerk, bytes, {}, 'Đảng viên.xlsx');
  const field = (name: string) => batch.columns.find((column) => column.name === name)?.field;
  expect([field('Ngày vào Đảng / Kết nạp'), field('Ngày vào Đảng / Chính thức'), field('Số thẻ')]).toEqual([
    'ceremony',
    'recognised',
    'cardNumber',
  ]);
  const columns = Object.fromEntries(
    batch.columns.filter(({ status }) => status === 'unknown').map(({ index }) => [index, 'leave-out']),
  );
  const mapped = await clerk.put<ImportBatch>(`/member-imports/${batch.id}/mapping`, { columns });
  expect(mapped.body.counts).toMatchObject({ rows: 2, new: 2, skipped: 2 });
  await apply(clerk, batch.id);
  const found = await register(clerk);
  expect(found.find((row) => row.fullName === 'Lò Văn Tư')).toMatchObject({
    ceremony: { on: '1998-02-03', precision: 'day' },
    recognised: { on: '1999-02-03' },
  });
  expect(found.find((row) => row.fullName === 'Vàng Thị Dợ')).toMatchObject({
    ceremony: { on: '2018-02-01', precision: 'month' },
  });

  const old = ['Hoàng Văn Thụ', 'Lò Thị Hồng', 'Nguyễn Đức Cảnh'].map(
    (name, at) => `${at},${at}5000001,${tcvn3(name)},Nam,1970,Nậm Là,,03/02/1998,03/02/1999,,`,
  );
  const legacy = (await upload(clerk, csv(...old))).body;
  expect((await rowsOf(clerk, legacy.id)).map((row) => row.name)).toEqual([
    'Hoàng Văn Thụ',
    'Lò Thị Hồng',
    'Nguyễn Đức Cảnh',
  ]);
});

test('an export comes back in as nothing new', async () => {
  const { clerk } = await aPlace();
  const { body: batch } = await upload(clerk, csv(TIEN.replace('11.070.115', '55000001'), CHONG));
  await apply(clerk, batch.id);
  for (const format of ['xlsx', 'csv']) {
    const { rawPayload } = await app.inject({
      url: `/api/v1/members/export.${format}`,
      headers: { authorization: `Test ${clerk.userId}` },
    });
    const back = (await upload(clerk, rawPayload, {}, `Xuất.${format}`)).body;
    expect(back.columns.filter(({ status }) => status === 'unknown')).toEqual([]);
    expect(back.counts).toMatchObject({ rows: 2, same: 2 });
  }
});

test('what is no sheet, too large or a bomb is refused by its code, and nothing is kept', async () => {
  const { clerk } = await aPlace();
  expect(await upload(clerk, 'không phải bảng', {}, 'a.csv')).toMatchObject({
    status: 400,
    body: { code: 'import.no-table' },
  });
  const bomb = Buffer.from(
    zipSync(
      { 'xl/workbook.xml': strToU8('<workbook/>'), 'xl/worksheets/sheet1.xml': new Uint8Array(1024 * 1024 * 48) },
      { level: 9 },
    ),
  );
  const refusedBomb = await upload(clerk, bomb, {}, 'b.xlsx');
  expect(refusedBomb.status).toBeGreaterThanOrEqual(400);
  expect(refusedBomb.body.code).toMatch(/^file\./);
  const large = await upload(clerk, Buffer.alloc(152 * 1024 * 1024, 'a'), {}, 'c.csv');
  expect(large).toMatchObject({ status: 413, body: { code: 'file.too-large', details: { megabytes: 150 } } });
  expect(await upload(as({ rights: ['members.read'] }), csv(TIEN))).toMatchObject({
    status: 403,
    body: { code: 'right.missing' },
  });
  expect(
    await asOwner(db, 'test', (tx) =>
      tx.many(sql`select 1 from membership.import_batch where file_name in ('a.csv', 'b.xlsx', 'c.csv')`),
    ),
  ).toEqual([]);
});

test('an import of another commune does not exist', async () => {
  const { clerk } = await aPlace();
  const stranger = (await aPlace()).clerk;
  const { body: batch } = await upload(clerk, csv(TIEN.replace('11.070.115', '66000001')));
  for (const path of ['', '/rows', '/problems.xlsx']) {
    expect(await stranger.get(`/member-imports/${batch.id}${path}`)).toMatchObject({ status: 404 });
  }
  expect(await apply(stranger, batch.id)).toMatchObject({ status: 404 });
});

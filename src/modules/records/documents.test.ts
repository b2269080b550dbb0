import { randomUUID } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { DocumentList, DocumentPage, Waiting } from './contract.ts';
import { recordsRoutes } from './index.ts';
import { aRecordsWorld, clerkOf, rangesOf } from './testing.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [recordsRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const world = await asOwner(db, 'test', aRecordsWorld);
const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell]) }), world.commune.id);
const stranger = clerkOf(as({ ranges: rangesOf([world.other]) }), world.other.id);
const codeOf = (answer: { body: unknown }) => (answer.body as { code?: string }).code;
const page = (id: string, one = clerk) => one.get<DocumentPage>(`/documents/${id}`);
const found = async (q: string, one = clerk, unit: string = world.commune.id) =>
  (await one.get<DocumentList>(`/documents?unit=${unit}&q=${encodeURIComponent(q)}`)).items.map(({ id }) => id);
/** A Word file of these paragraphs, as small as one can be. */
const word = (paragraphs: readonly string[]) =>
  zipSync({
    '[Content_Types].xml': strToU8('<Types/>'),
    'word/document.xml': strToU8(
      `<w:document>${paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('')}</w:document>`,
    ),
  });

test('an arrival is entered under the next number of the year, handled with deadlines, and leaves the late list when it is done', async () => {
  const first = await page(
    await clerk.arrival({ arrivedOn: '2026-11-10', datedOn: '2026-11-09', dueOn: '2026-11-20' }),
  );
  expect(first).toMatchObject({
    state: 'open',
    lateDays: 2,
    kindName: 'công văn',
    issuer: 'Văn phòng Tỉnh uỷ',
    mine: true,
  });
  const second = await page(await clerk.arrival());
  expect(second.arrivalNo).toBe((first.arrivalNo ?? 0) + 1);
  const late = () => clerk.get<DocumentList>(`/documents?unit=${world.commune.id}&late=yes`);
  expect((await late()).items.map(({ id }) => id)).toEqual([first.id]);
  const step = (more: object) =>
    clerk.caller.post(`/documents/${first.id}/handling`, { id: randomUUID(), on: TODAY, ...more });
  expect((await step({ version: 1, step: 'forwarded' })).status).toBe(200);
  expect((await step({ version: 2, step: 'instructed', note: 'Giao chi bộ Phiêng Vai' })).status).toBe(200);
  expect(codeOf(await step({ version: 2, step: 'forwarded' }))).toBe('records.changed-meanwhile');
  expect(codeOf(await step({ version: 3, step: 'assigned', dueOn: TODAY, ownerUnitId: world.other.id }))).toBe(
    'not-found',
  );
  expect((await step({ version: 3, step: 'assigned', dueOn: '2026-11-21', ownerUnitId: world.cell.id })).status).toBe(
    200,
  );
  // The unit that has to handle it sees it, and only it.
  const cell = clerkOf(as({ ranges: rangesOf([world.cell]) }), world.cell.id);
  expect((await page(first.id, cell)).owner?.name).toBe('Chi bộ bản Phiêng Vai');
  expect((await cell.caller.get(`/documents/${second.id}`)).status).toBe(404);
  const answer = await clerk.draft({ kind: 'report', summary: 'Báo cáo trả lời' });
  await clerk.number(answer);
  expect((await step({ version: 4, step: 'done', evidenceId: answer })).status).toBe(200);
  expect(await page(first.id)).toMatchObject({ state: 'done', closedOn: TODAY, lateDays: null });
  expect((await late()).items).toEqual([]);
  expect(codeOf(await step({ version: 5, step: 'done', note: 'x' }))).toBe('document.done-already');
});

test('bad input is refused by its rule, and nothing is left behind', async () => {
  const before = await clerk.get<DocumentList>(`/documents?unit=${world.commune.id}`);
  const refusals: [object, string][] = [
    [{ arrivedOn: '2026-11-23' }, 'document.in-future'],
    [{ datedOn: '2026-11-21', arrivedOn: '2026-11-20' }, 'document.arrived-before-date'],
    [{ issuerName: null }, 'document.no-issuer'],
    [{ dueOn: '2026-11-19' }, 'document.due-before'],
    [{ summary: null }, 'document.summary-missing'],
    [{ summary: 'Về việc <script>alert(1)</script>' }, 'document.markup'],
    [{ kind: 'gossip' }, 'document.kind-unknown'],
    [{ secrecy: 'secret' }, 'document.stub-keeper'],
    [{ secrecy: 'top_secret', custodian: 'A', keptAt: 'B' }, 'document.top-secret-abstract'],
    [{ unitId: world.other.id }, 'not-found'],
    [{ arrivedOn: '2026-02-30' }, 'request.invalid'],
  ];
  for (const [more, expected] of refusals) {
    const body = {
      id: randomUUID(),
      unitId: world.commune.id,
      kind: 'letter',
      summary: 'Về họp',
      issuerName: 'UBND',
      datedOn: null,
      arrivedOn: '2026-11-20',
      ...more,
    };
    expect([more, codeOf(await clerk.caller.post('/arrivals', body))]).toEqual([more, expected]);
  }
  expect((await clerk.get<DocumentList>(`/documents?unit=${world.commune.id}`)).total).toBe(before.total);
  const direct = (query: ReturnType<typeof sql>) => asOwner(db, 'test', (tx) => tx.run(query));
  await expect(
    direct(sql`insert into records.document (direction, unit_id, kind, issuer_name, summary, arrived_on, registered_on, state, secrecy, custodian, kept_at, label, owner_label)
      values ('in', ${world.commune.id}, 'letter', 'x', 'trích yếu', ${TODAY}, ${TODAY}, 'open', 'top_secret', 'a', 'b', 1, 1)`),
  ).rejects.toMatchObject({ code: 'document.top-secret-abstract' });
});

test('a classified paper is a stub: no file goes with it, and what is stamped is refused wherever the stamp stands', async () => {
  const stub = await clerk.arrival({
    secrecy: 'top_secret',
    summary: null,
    symbol: '01-CV/TU',
    custodian: 'Văn thư bảo mật',
    keptAt: 'Két số 1',
  });
  expect(await page(stub)).toMatchObject({ summary: null, secrecy: 'top_secret', keptAt: 'Két số 1' });
  expect(codeOf(await clerk.attach(stub, { name: 'a.pdf', content: Buffer.from('%PDF-1.7') }))).toBe(
    'document.classified',
  );
  const open = await clerk.arrival();
  expect(codeOf(await clerk.attach(open, { name: 'Báo cáo (MẬT).pdf', content: Buffer.from('%PDF-1.7') }))).toBe(
    'file.classified',
  );
  expect(codeOf(await clerk.attach(open, { name: 'a.docx', content: word(['TỈNH UỶ', 'TUYỆT MẬT', 'Báo cáo']) }))).toBe(
    'file.classified',
  );
  expect(codeOf(await clerk.attach(open, { name: 'a.pdf', content: Buffer.from('MZ\x90\0') }))).toBe(
    'file.kind-refused',
  );
  expect((await page(open)).attachments).toEqual([]);
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(
        sql`insert into records.attachment (document_id, name, media_type, bytes, sha256, label) values (${stub}, 'a', 'b', 1, ${'a'.repeat(64)}, 1)`,
      ),
    ),
  ).rejects.toMatchObject({ code: 'document.classified' });
});

test('words are found without accents in the abstract, the symbol and the text of files, whole Thai lines by any part, NFD as NFC; never outside the scope', async () => {
  const mac = 'Triển khai mô hình cà phê bản Huổi Lếch'.normalize('NFD');
  const first = await clerk.arrival({ summary: mac, symbol: '17-KH/TU' });
  expect((await page(first)).summary).toBe(mac.normalize('NFC'));
  for (const q of ['ca phe', 'CÀ PHÊ'.normalize('NFD'), 'huoi lech trien', '17-kh'])
    expect(await found(q)).toEqual([first]);
  const thai = await clerk.arrival({ summary: 'ขอเชิญประชุมคณะกรรมการพรรคระดับตำบลเมืองแญ้ครั้งที่สอง' });
  expect(await found('ตำบลเมืองแญ้')).toEqual([thai]);
  const third = await clerk.arrival({ summary: 'Gửi phụ lục' });
  expect(
    (
      await clerk.attach(third, {
        name: 'phu-luc.docx',
        content: word(['Danh sách hộ nghèo', 'Sùng A Chống &amp; gia đình']),
      })
    ).status,
  ).toBe(201);
  expect(await found('sung a chong')).toEqual([third]);
  expect((await page(third)).attachments[0]).toMatchObject({ textState: 'whole', gone: false, name: 'phu-luc.docx' });
  expect(await found('100% _')).toEqual([]);
  expect(await found('sung a chong', stranger, world.other.id)).toEqual([]);
  expect((await stranger.caller.get(`/documents?unit=${world.commune.id}&q=chong`)).status).toBe(404);
});

test('a document that is issued to a unit waits there, is entered once, and is read there with its files; a draft is seen by nobody else', async () => {
  const id = await clerk.draft({
    kind: 'letter',
    summary: 'Phối hợp kiểm tra',
    addressees: [{ unitId: world.other.id }, { outside: 'Đồn Biên phòng Nậm Kè', copies: 2 }],
  });
  const waiting = async () =>
    (await stranger.get<{ items: Waiting[] }>(`/documents-waiting?unit=${world.other.id}`)).items;
  expect((await stranger.caller.get(`/documents/${id}`)).status).toBe(404);
  expect(await waiting()).toEqual([]);
  await clerk.attach(id, { name: 'cv.txt', content: Buffer.from('Nội dung công văn') });
  const { symbol } = (await clerk.number(id)).body;
  const [line] = await waiting();
  expect(line?.document).toMatchObject({ symbol, issuer: 'Đảng bộ xã Nậm Kè', summary: 'Phối hợp kiểm tra' });
  const read = await page(id, stranger);
  expect(read).toMatchObject({ mine: false, symbol });
  expect((await stranger.caller.get(`/attachments/${read.attachments[0]?.id ?? ''}`)).status).toBe(200);
  expect((await stranger.caller.post(`/documents/${id}/void`, { version: 2, reason: 'x' })).status).toBe(404);
  const entry = {
    kind: 'letter',
    symbol,
    summary: 'Phối hợp kiểm tra',
    datedOn: TODAY,
    arrivedOn: TODAY,
    addresseeId: line?.addresseeId,
    issuerName: null,
    issuerId: world.commune.id,
  };
  const arrival = await stranger.arrival(entry);
  expect((await page(arrival, stranger)).issuer).toBe('Đảng bộ xã Nậm Kè');
  expect(await waiting()).toEqual([]);
  await expect(stranger.arrival(entry)).rejects.toThrow(/document\.entered-already/);
  expect((await page(id)).addressees).toMatchObject([
    { outside: null, arrived: true },
    { outside: 'Đồn Biên phòng Nậm Kè', copies: 2, arrived: false },
  ]);
});

test('who is written to stands in the order in which the office named them, which is an order of rank', async () => {
  const names = ['Thường trực Tỉnh uỷ', 'Ban Tổ chức Tỉnh uỷ', 'Uỷ ban Kiểm tra', 'Các chi bộ', 'Ban Dân vận'];
  const id = await clerk.draft({
    kind: 'letter',
    summary: 'Thứ tự nơi nhận',
    addressees: [...names.map((outside) => ({ outside })), { unitId: world.other.id }],
  });
  expect((await page(id)).addressees.map(({ outside }) => outside)).toEqual([...names, null]);
  expect((await page(id)).recipients).toMatch(new RegExp(`^${names.join('; ')}; `));
});

test('a resolution that is replaced says so, and only its issuer or a superior replaces it', async () => {
  const old = await clerk.draft({ kind: 'resolution', summary: 'Nghị quyết cũ' });
  await clerk.number(old, '2026-01-05');
  const next = await clerk.draft({ kind: 'resolution', summary: 'Nghị quyết mới' });
  await clerk.number(next);
  const link = (from: string, to: string, kind: string, one = clerk) =>
    one.caller.post(`/documents/${from}/links`, { id: randomUUID(), toId: to, kind });
  expect((await link(next, old, 'replaces')).status).toBe(200);
  expect(codeOf(await link(next, old, 'replaces'))).toBe('document.linked-already');
  expect(codeOf(await link(old, next, 'amends'))).toBe('document.link-older');
  expect(await page(old)).toMatchObject({
    standing: 'replaced',
    linkedFrom: [{ kind: 'replaces', document: { id: next } }],
  });
  expect((await page(next)).standing).toBe('in_force');
  const cell = clerkOf(clerk.caller, world.cell.id);
  const low = await cell.draft({ kind: 'resolution', summary: 'Nghị quyết chi bộ' });
  await cell.number(low);
  expect(codeOf(await link(low, next, 'repeals'))).toBe('document.not-its-issuer');
  expect((await link(next, low, 'repeals')).status).toBe(200);
  expect((await link(next, await stranger.draft(), 'answers')).status).toBe(404);
});

test('the register is read page by page in one order, whatever is filtered, and outside the scope it does not exist', async () => {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const list: DocumentList = await clerk.get(
      `/documents?unit=${world.commune.id}&direction=in&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    ids.push(...list.items.map(({ id }) => id));
    cursor = list.nextCursor;
  } while (cursor !== null);
  const { total } = await clerk.get<DocumentList>(`/documents?unit=${world.commune.id}&direction=in`);
  expect(new Set(ids).size).toBe(total);
  expect((await stranger.caller.get(`/documents?unit=${world.commune.id}`)).status).toBe(404);
  expect(codeOf(await clerk.caller.get(`/documents?unit=${world.commune.id}&cursor=abc`))).toBe('request.cursor');
  expect((await as({ rights: [] }).get(`/documents?unit=${world.commune.id}`)).status).toBe(403);
});

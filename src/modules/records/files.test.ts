import { createHash, randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner, inScope } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { RIGHTS } from '#platform/rights.ts';
import type { Destruction, DossierPage, DossierRow, Order, Transfer } from './contract.ts';
import { recordsRoutes } from './index.ts';
import { aRecordsWorld, clerkOf, rangesOf } from './testing.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { app, as } = await testApp(db, [recordsRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const world = await asOwner(db, 'test', aRecordsWorld);
const ranges = rangesOf([world.commune, world.cell]);
const clerk = clerkOf(as({ ranges }), world.commune.id);
const leader = as({ ranges });
const codeOf = (answer: { body: unknown }) => (answer.body as { code?: string }).code;
const page = (id: string) => clerk.get<DossierPage>(`/dossiers/${id}`);
const PDF = (text: string) => ({ name: `${text}.pdf`, content: Buffer.from(`%PDF-1.7 ${text}`) });

/** An issued paper with its file, in a file. */
async function filed(dossierId: string, more: object = {}, file = PDF('van-ban')): Promise<string> {
  const id = await clerk.draft({ kind: 'letter', ...more });
  await clerk.number(id, '2025-11-20');
  if (file.name !== '') expect((await clerk.attach(id, file)).status).toBe(201);
  const answer = await clerk.caller.put(`/documents/${id}/dossier`, { version: 2, dossierId });
  expect(answer.status, answer.text).toBe(200);
  return id;
}
const close = (id: string, more: object = {}) =>
  clerk.caller.post<{ code?: string; expiresOn: string | null }>(`/dossiers/${id}/closing`, {
    version: 1,
    on: '2025-12-31',
    sheets: 40,
    box: 'Hộp 3',
    ...more,
  });
/** A closed file of letters, long past its time when it says so. */
async function closedFile({ expired = false, permanent = false } = {}): Promise<string> {
  const id = await clerk.dossier(expired ? { openedOn: '2010-01-02', year: 2010 } : {});
  await filed(id, permanent ? { kind: 'resolution' } : {}, PDF(`hồ sơ ${id.slice(0, 6)}`));
  expect((await close(id)).status).toBe(200);
  if (expired)
    await asOwner(db, 'test', (tx) =>
      tx.run(sql`update records.dossier set closed_on = '2011-01-05', expires_on = '2021-01-05' where id = ${id}`),
    );
  return id;
}

test('a filing plan is made, approved, and its files are opened; what is added later is opened with the next approval', async () => {
  const plan = { year: 2027, openedOn: null };
  const id = await clerk.dossier({ ...plan, code: '01', title: 'Nghị quyết của Ban Chấp hành', retention: 'congress' });
  await expect(clerk.dossier({ ...plan, code: '01' })).rejects.toThrow(/dossier\.code-taken/);
  await expect(clerk.dossier({ ...plan, retention: 'for-fun' })).rejects.toThrow(/dossier\.retention-unknown/);
  expect((await page(id)).state).toBe('planned');
  const document = await clerk.draft();
  expect(codeOf(await clerk.caller.put(`/documents/${document}/dossier`, { version: 1, dossierId: id }))).toBe(
    'dossier.not-open',
  );
  const approve = (caller = leader) =>
    caller.post('/filing-plans', { unitId: world.commune.id, year: 2027, on: TODAY, by: 'Bí thư Đảng uỷ' });
  expect((await approve(as({ ranges, rights: RIGHTS.filter((right) => right !== 'records.approve') }))).status).toBe(
    403,
  );
  expect((await approve()).status).toBe(201);
  expect(await page(id)).toMatchObject({ state: 'open', openedOn: '2027-01-01', years: null });
  expect(codeOf(await approve())).toBe('plan.empty');
});

test('a file closes when nothing is wanting; until then each offender is named, and the longest paper says how long it is kept', async () => {
  const id = await clerk.dossier();
  expect(codeOf(await close(id))).toBe('dossier.faults');
  expect((await page(id)).offenders).toMatchObject([{ check: 'empty', weight: 'fault', dossier: { id } }]);
  const bare = await filed(id, { signer: null }, { name: '', content: Buffer.alloc(0) });
  expect((await page(id)).offenders.map(({ check }) => check).sort()).toEqual(['no-file', 'no-signer']);
  const order = await clerk.get<Order>(`/records-order?unit=${world.commune.id}&check=no-signer`);
  expect(order.offenders.map((one) => one.document?.id)).toContain(bare);
  expect(order.checks.find(({ check }) => check === 'no-signer')?.failing).toBe(order.offenders.length);
  expect(codeOf(await close(id))).toBe('dossier.faults');
  // Voided with its reason, the paper no longer wants anything.
  expect((await clerk.caller.post(`/documents/${bare}/void`, { version: 3, reason: 'Ban hành nhầm' })).status).toBe(
    200,
  );
  await filed(id, { kind: 'letter' });
  await filed(id, { kind: 'plan' });
  expect(codeOf(await close(id, { on: '2024-12-31' }))).toBe('dossier.closed-before-opened');
  const closed = await close(id);
  // Letters are kept 10 years, plans 20.
  expect(closed.body).toMatchObject({ years: 20, expiresOn: '2045-12-31' });
  const more = await clerk.draft();
  expect(codeOf(await clerk.caller.put(`/documents/${more}/dossier`, { version: 1, dossierId: id }))).toBe(
    'dossier.not-open',
  );
  expect(codeOf(await clerk.attach((await page(id)).items.find((one) => one.id !== bare)?.id ?? '', PDF('thêm')))).toBe(
    'dossier.not-open',
  );
  await expect(
    asOwner(db, 'test', (tx) => tx.run(sql`update records.document set dossier_id = ${id} where id = ${more}`)),
  ).rejects.toMatchObject({ code: 'dossier.not-open' });
  const stranger = clerkOf(as({ ranges: rangesOf([world.other]) }), world.other.id);
  expect((await stranger.caller.get(`/dossiers/${id}`)).status).toBe(404);
  expect(
    codeOf(await clerk.caller.put(`/documents/${more}/dossier`, { version: 1, dossierId: await stranger.dossier() })),
  ).toBe('not-found');
});

/** Reads a package as somebody who knows RFC 8493 and nothing of the program. */
function verifyBag(zip: Buffer): { payload: Map<string, Uint8Array>; info: Record<string, string> } {
  const parts = unzipSync(zip);
  const [root = ''] = Object.keys(parts)[0]?.split('/') ?? [];
  const file = (name: string): Uint8Array => {
    const found = parts[`${root}/${name}`];
    if (!found) throw new Error(`the package lacks ${name}`);
    return found;
  };
  expect(strFromU8(file('bagit.txt'))).toBe('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
  const payload = new Map(
    Object.entries(parts)
      .filter(([name]) => name.startsWith(`${root}/data/`))
      .map(([name, bytes]) => [name.slice(root.length + 1), bytes]),
  );
  const lists = {
    'manifest-sha256.txt': 'sha256',
    'manifest-sha512.txt': 'sha512',
    'tagmanifest-sha256.txt': 'sha256',
    'tagmanifest-sha512.txt': 'sha512',
  };
  for (const [name, algorithm] of Object.entries(lists)) {
    const lines = strFromU8(file(name)).trimEnd().split('\n');
    const listed = lines.map((line) => {
      const [sum = '', path = ''] = [line.slice(0, line.indexOf('  ')), line.slice(line.indexOf('  ') + 2)];
      const plain = path.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%');
      expect(createHash(algorithm).update(file(plain)).digest('hex'), plain).toBe(sum);
      return plain;
    });
    if (name.startsWith('manifest')) expect(listed.sort()).toEqual([...payload.keys()].sort());
    else expect(listed.sort()).toEqual(['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt', 'manifest-sha512.txt']);
  }
  const info = Object.fromEntries(
    strFromU8(file('bag-info.txt'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(': ') as [string, string]),
  );
  const octets = [...payload.values()].reduce((all, bytes) => all + bytes.byteLength, 0);
  expect(info['Payload-Oxum']).toBe(`${octets}.${payload.size}`);
  return { payload, info };
}

/** The package as it leaves, byte for byte. */
async function rawZip(id: string): Promise<Buffer> {
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1/transfers-to-archive/${id}/package.zip`,
    headers: { authorization: `Test ${clerk.caller.userId}` },
  });
  expect(answer.statusCode).toBe(200);
  return answer.rawPayload;
}

test('files are handed over as a package that an independent reader of BagIt finds whole, with a finding aid in EAD 3', async () => {
  const files = [await closedFile({ permanent: true }), await closedFile({ permanent: true })];
  const id = randomUUID();
  const body = {
    id,
    unitId: world.commune.id,
    archive: 'historical',
    archiveName: 'Lưu trữ lịch sử tỉnh',
    dossierIds: files,
  };
  expect((await clerk.caller.post('/transfers-to-archive', body)).status).toBe(201);
  expect(codeOf(await clerk.caller.post('/transfers-to-archive', { ...body, id: randomUUID() }))).toBe(
    'transfer.on-list',
  );
  const rejected = await closedFile();
  expect(
    codeOf(await clerk.caller.post('/transfers-to-archive', { ...body, id: randomUUID(), dossierIds: [rejected] })),
  ).toBe('transfer.not-permanent');
  expect(
    codeOf(await clerk.caller.post('/transfers-to-archive', { ...body, id: randomUUID(), dossierIds: [randomUUID()] })),
  ).toBe('dossier.unknown');

  const raw = await rawZip(id);
  const { payload, info } = verifyBag(raw);
  expect(info['Source-Organization']).toBe('Đảng bộ xã Nậm Kè');
  const contents = [...payload.keys()];
  expect(contents.filter((name) => name.startsWith('data/files/'))).toHaveLength(2);
  const ead = strFromU8(payload.get('data/ead.xml') ?? new Uint8Array());
  for (const one of contents.filter((name) => name.startsWith('data/files/')))
    expect(ead).toContain(`href="${one.slice('data/'.length)}"`);
  expect(ead).toMatch(/^<\?xml[\s\S]*<ead xmlns="http:\/\/ead3\.archivists\.org\/schema\/">[\s\S]*<\/ead>\s*$/);
  // The list is remembered by its hash; a changed byte would not verify.
  const transfer = await clerk.get<Transfer>(`/transfers-to-archive/${id}`);
  expect(transfer.manifest).toMatch(/^[0-9a-f]{64}$/);
  expect(
    (await clerk.caller.post(`/transfers-to-archive/${id}/acceptance`, { version: 1, on: TODAY, by: 'Lưu trữ tỉnh' }))
      .status,
  ).toBe(200);
  expect((await page(files[0] ?? '')).state).toBe('archived');
  expect(codeOf(await clerk.caller.post(`/transfers-to-archive/${id}/withdrawal`, { version: 2 }))).toBe(
    'transfer.over',
  );
});

const hasUnzip = spawnSync('unzip', ['-v']).error === undefined;
test.skipIf(!hasUnzip)(
  `the unzip of a Unix machine gives every file under its own name, to be read, and its checksums hold${hasUnzip ? '' : ' (skipped: unzip is not on this machine)'}`,
  async () => {
    const id = randomUUID();
    const body = {
      id,
      unitId: world.commune.id,
      archive: 'office',
      archiveName: 'Lưu trữ',
      dossierIds: [] as string[],
    };
    const dossier = await clerk.dossier();
    await filed(dossier, {}, PDF('báo cáo tháng Năm ủ ặ'));
    expect((await close(dossier)).status).toBe(200);
    expect((await clerk.caller.post('/transfers-to-archive', { ...body, dossierIds: [dossier] })).status).toBe(201);
    const folder = mkdtempSync(join(tmpdir(), 'gandan-bag-'));
    try {
      writeFileSync(join(folder, 'bag.zip'), await rawZip(id));
      expect(spawnSync('unzip', ['-q', 'bag.zip', '-d', 'bag'], { cwd: folder }).status).toBe(0);
      const [root = ''] = readdirSync(join(folder, 'bag'));
      const manifest = readFileSync(join(folder, 'bag', root, 'manifest-sha256.txt'), 'utf8');
      const lines = manifest.trimEnd().split('\n');
      expect(lines.some((line) => line.includes('báo cáo tháng Năm ủ ặ'))).toBe(true);
      for (const line of lines) {
        const file = join(folder, 'bag', root, line.slice(66));
        expect(createHash('sha256').update(readFileSync(file)).digest('hex'), line).toBe(line.slice(0, 64));
        expect(statSync(file).mode & 0o777, line).toBe(0o644);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** EAD 3 by the part of its schema that we use, and by the whole one of the Society of American Archivists where a copy is named. */
const SCHEMAS = {
  part: new URL('./package/ead3-part.rng', import.meta.url).pathname,
  whole: process.env['GANDAN_EAD3_SCHEMA'],
};
const hasTool = spawnSync('xmllint', ['--version']).error === undefined;
const why = (which: keyof typeof SCHEMAS) =>
  !hasTool
    ? ' (skipped: xmllint is not on this machine)'
    : SCHEMAS[which] === undefined
      ? ' (skipped: GANDAN_EAD3_SCHEMA names no ead3.rng or ead3.xsd)'
      : '';

/** What `xmllint` says of a finding aid. */
function lint(ead: string, schema: string): string {
  const kind = schema.endsWith('.xsd') ? '--schema' : '--relaxng';
  return String(spawnSync('xmllint', ['--noout', '--nonet', kind, schema, '-'], { input: ead }).stderr);
}

for (const which of ['part', 'whole'] as const)
  test.skipIf(why(which) !== '')(
    `xmllint takes the finding aid by the ${which} of the schema of EAD 3, and refuses five wrong ones${why(which)}`,
    async () => {
      const id = randomUUID();
      await clerk.caller.post('/transfers-to-archive', {
        id,
        unitId: world.commune.id,
        archive: 'historical',
        archiveName: 'Lưu trữ lịch sử tỉnh',
        dossierIds: [await closedFile({ permanent: true })],
      });
      const ead = strFromU8(verifyBag(await rawZip(id)).payload.get('data/ead.xml') ?? new Uint8Array());
      const schema = SCHEMAS[which] ?? '';
      expect(lint(ead, schema)).toContain('- validates');
      // The schema can say no: each of these is against the order or the demands of the standard.
      for (const [right, wrong] of [
        ['<maintenancestatus value="new"/>', ''],
        ['level="fonds"', 'level="archive"'],
        [' coverage="whole"', ''],
        ['daotype="borndigital"', 'daotype="file"'],
        ['<dsc dsctype="combined">', '<dsc dsctype="combined"><unitid>x</unitid>'],
      ] as const) {
        expect(ead).toContain(right);
        expect(lint(ead.replace(right, wrong), schema), right).toContain('fails to validate');
      }
    },
  );

test('files past their time are destroyed by two persons, on the list as it was proposed; a stone stays', async () => {
  const kept = await closedFile();
  const [first, second] = [await closedFile({ expired: true }), await closedFile({ expired: true })];
  const id = randomUUID();
  const body = {
    id,
    unitId: world.commune.id,
    reason: 'Hết thời hạn bảo quản',
    council: 'Hội đồng xác định giá trị, biên bản ngày 20/11/2026',
    dossierIds: [first, second],
  };
  expect(codeOf(await clerk.caller.post('/destructions', { ...body, id: randomUUID(), dossierIds: [kept] }))).toBe(
    'destruction.not-expired',
  );
  expect(
    codeOf(
      await clerk.caller.post('/destructions', {
        ...body,
        id: randomUUID(),
        dossierIds: [await closedFile({ permanent: true })],
      }),
    ),
  ).toBe('destruction.permanent');
  const due = await clerk.get<{ items: DossierRow[] }>(`/dossiers?unit=${world.commune.id}&due=destruction`);
  expect(due.items.map((one) => one.id).sort()).toEqual([first, second].sort());
  expect((await clerk.caller.post('/destructions', body)).status).toBe(201);
  expect(codeOf(await clerk.caller.post('/destructions', { ...body, id: randomUUID() }))).toBe('destruction.on-list');
  const { listHash, proposedByMe } = await clerk.get<Destruction>(`/destructions/${id}`);
  expect(proposedByMe).toBe(true);
  const decision = { version: 1, listHash, opinion: 'CV 15-CV/VPTU', decision: '20-QĐ/ĐU' };
  expect(codeOf(await clerk.caller.post(`/destructions/${id}/carrying-out`, { version: 1, minutes: 'BB 01' }))).toBe(
    'destruction.not-approved',
  );
  expect(codeOf(await clerk.caller.post(`/destructions/${id}/approval`, decision))).toBe('destruction.same-person');
  expect(codeOf(await leader.post(`/destructions/${id}/approval`, { ...decision, listHash: '0'.repeat(64) }))).toBe(
    'destruction.list-changed',
  );
  expect((await leader.post(`/destructions/${id}/approval`, decision)).status).toBe(200);
  const papers = (await page(first)).items;
  expect((await clerk.caller.post(`/destructions/${id}/carrying-out`, { version: 2, minutes: 'BB 02' })).status).toBe(
    200,
  );
  const stone = await page(first);
  expect(stone).toMatchObject({
    state: 'destroyed',
    tombstone: { documents: 1, files: 1, destroyedOn: TODAY, keepUntil: '2046-11-22' },
  });
  const entry = await clerk.get<{ attachments: { id: string; gone: boolean; sha256: string }[] }>(
    `/documents/${papers[0]?.id ?? ''}`,
  );
  expect(entry.attachments).toMatchObject([{ gone: true }]);
  expect(codeOf(await clerk.caller.get(`/attachments/${entry.attachments[0]?.id ?? ''}`))).toBe('document.file-gone');
  expect((await page(kept)).state).toBe('closed');
});

test('the database itself refuses one person for two, a changed list, and destruction without a decision', async () => {
  const file = await closedFile({ expired: true });
  const id = randomUUID();
  await clerk.caller.post('/destructions', {
    id,
    unitId: world.commune.id,
    reason: 'x',
    council: 'y',
    dossierIds: [file],
  });
  const run = (query: ReturnType<typeof sql>) => asOwner(db, 'test', (tx) => tx.run(query));
  const approve = (by: ReturnType<typeof sql>) =>
    run(
      sql`update records.destruction set state = 'approved', approved_on = ${TODAY}, approved_by = ${by}, decision = 'x', opinion = 'y' where id = ${id}`,
    );
  await expect(approve(sql`proposed_by`)).rejects.toMatchObject({ code: 'destruction.same-person' });
  await expect(
    run(sql`update records.destruction set list_hash = ${'0'.repeat(64)} where id = ${id}`),
  ).rejects.toMatchObject({ code: 'destruction.list-frozen' });
  await expect(run(sql`update records.dossier set state = 'destroyed' where id = ${file}`)).rejects.toMatchObject({
    code: 'destruction.not-approved',
  });
  await expect(run(sql`update records.destruction set state = 'carried_out' where id = ${id}`)).rejects.toMatchObject({
    code: 'destruction.not-approved',
  });
  await approve(sql`'somebody else'`);
  // A paper that changes its file after the decision changes the list.
  await run(sql`update records.dossier set title = 'Tên khác' where id = ${file}`);
  expect(codeOf(await clerk.caller.post(`/destructions/${id}/carrying-out`, { version: 1, minutes: 'BB' }))).toBe(
    'destruction.list-changed',
  );
  // Not before its time, whatever was decided.
  await run(sql`update records.dossier set expires_on = '2099-01-01' where id = ${file}`);
  const clerkHimself = inScope(db, { userId: 'x', rights: [...RIGHTS], ranges: 'everything' }, (tx) =>
    tx.run(sql`update records.dossier set state = 'destroyed' where id = ${file}`),
  );
  await expect(clerkHimself).rejects.toMatchObject({ code: 'dossier.not-expired' });
  // What is destroyed stays as it was, and so does the file of its destruction.
  await run(sql`update records.dossier set state = 'destroyed' where id = ${file}`);
  await expect(run(sql`update records.dossier set title = 'Tên mới' where id = ${file}`)).rejects.toMatchObject({
    code: 'dossier.destroyed',
  });
  await run(
    sql`update records.destruction set state = 'carried_out', carried_out_on = ${TODAY}, minutes = 'BB' where id = ${id}`,
  );
  await expect(run(sql`update records.destruction set reason = 'z' where id = ${id}`)).rejects.toMatchObject({
    code: 'destruction.over',
  });
});

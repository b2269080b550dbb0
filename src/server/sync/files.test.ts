import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '../../platform/db/database.ts';
import { pathOf } from '../../platform/files/files.ts';
import { phonePhoto } from '../../platform/photos/testing.ts';
import { blobState } from '../../platform/sync/blobs.ts';
import type { BlobState, Command, OutboxTaken } from '../../platform/sync/contract.ts';
import { aCommune, fieldApp, forgetDeliveries, Phone, requestsOf, TODAY } from './testing.ts';

const field = await fieldApp();
const { db, app, platform, asUser } = field;
const world = await aCommune(db);
const { one } = world;
const owner = <T>(work: Parameters<typeof asOwner<T>>[2]) => asOwner(db, 'test', work);
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const secretary = () => Phone.of(field, one.secretary, one.unit.id);

async function put(phone: Phone, name: string, piece: Buffer, offset: number, size: number) {
  const answer = await app.inject({
    method: 'PUT',
    url: `/api/v1/sync/blobs/${name}?offset=${offset}&size=${size}`,
    headers: { authorization: `Bearer ${phone.token}`, 'content-type': 'application/octet-stream' },
    payload: piece,
  });
  return {
    status: answer.statusCode,
    body: JSON.parse(answer.body) as BlobState & { code?: string; details?: { have: number } },
  };
}

const aboutPhoto = (id: string) => ({
  id,
  unitId: one.village.id,
  author: 'Lò Văn Ún',
  taken: { on: TODAY, precision: 'day' },
  captionVi: 'Trao thùng rác tại nhà văn hoá bản',
  people: 'nobody',
});

test('a photo comes in pieces, goes on where the line broke, and lies there whole once its hash is right', async () => {
  const phone = await secretary();
  const photo = randomBytes(100_000);
  const name = sha(photo);
  expect((await put(phone, name, photo.subarray(0, 40_000), 0, photo.length)).body).toEqual({
    sha256: name,
    have: 40_000,
    whole: false,
  });
  expect((await put(phone, name, photo.subarray(60_000), 60_000, photo.length)).body).toMatchObject({
    code: 'sync.blob-offset',
    details: { have: 40_000 },
  });
  // The same piece again, and one that overlaps, change nothing.
  expect((await put(phone, name, photo.subarray(0, 40_000), 0, photo.length)).body.have).toBe(40_000);
  expect((await put(phone, name, photo.subarray(30_000, 80_000), 30_000, photo.length)).body.have).toBe(80_000);
  expect((await phone.line.get<BlobState>(`/sync/blobs/${name}`)).body.have).toBe(80_000);
  expect((await put(phone, name, photo.subarray(80_000), 80_000, photo.length)).body).toEqual({
    sha256: name,
    have: 100_000,
    whole: true,
  });
  expect((await put(phone, name, photo.subarray(0, 10), 0, photo.length)).body.whole).toBe(true);
});

test('a damaged photo begins anew; a piece too long, a name that is no hash, and the photos of another phone are refused', async () => {
  const [phone, other] = [await secretary(), await secretary()];
  const photo = randomBytes(5_000);
  const name = sha(photo);
  const torn = Buffer.from(photo);
  torn[77] = (torn[77] ?? 0) ^ 1;
  expect((await put(phone, name, torn, 0, torn.length)).body.code).toBe('sync.blob-damaged');
  expect((await phone.line.get<BlobState>(`/sync/blobs/${name}`)).body.have).toBe(0);
  expect((await put(phone, name, photo, 1, photo.length)).status).toBe(400);
  expect((await put(phone, name, randomBytes(600_000), 0, 900_000)).status).toBe(413);
  expect((await put(phone, '..%2f..%2fx', photo, 0, photo.length)).status).toBe(400);
  expect((await put(phone, name, photo, 0, photo.length)).body.whole).toBe(true);
  expect((await other.line.get<BlobState>(`/sync/blobs/${name}`)).body.have).toBe(0);
});

test('pieces of five lines at once make one photo', async () => {
  const phone = await secretary();
  const photo = randomBytes(50_000);
  const name = sha(photo);
  const answers = await Promise.all(Array.from({ length: 5 }, () => put(phone, name, photo, 0, photo.length)));
  expect(answers.every(({ status, body }) => status === 200 && body.whole)).toBe(true);
  expect((await blobState(platform.dataDir, phone.id, name)).have).toBe(50_000);
});

test('a handover’s photo and paper go through their own routes: cleaned, kept once, used by what follows; before they came the push waits', async () => {
  const phone = await secretary();
  const picture = phonePhoto();
  const name = sha(picture);
  const id = randomUUID();
  const add = phone.make('photos.add', { entity: id, payload: aboutPhoto(id), blobs: [name] });
  const next = phone.request(one.unit.id, world.body.id, 'Sau ảnh');
  expect(await phone.push(add, next)).toMatchObject({
    answers: [],
    stopped: { reason: 'blob', id: add.id, missing: [name] },
  });
  await put(phone, name, picture, 0, picture.length);
  await phone.applied(add, next);
  const kept = await owner((tx) =>
    tx.one<{ sha256: string; author: string }>(sql`select sha256, author from platform.photo where id = ${id}`),
  );
  expect(kept.author).toBe('Lò Văn Ún');
  const bytes = await readFile(pathOf(platform.dataDir, kept.sha256));
  expect(bytes.includes(Buffer.from('GPSLatitude'))).toBe(false);

  // As if the server had died before it wrote down what became of it: the same file is the same command.
  await forgetDeliveries(db, phone);
  await phone.applied(add, next);
  const { n } = await owner((tx) =>
    tx.one<{ n: number }>(sql`select count(*) as n from platform.file where sha256 = ${kept.sha256}`),
  );
  expect(n).toBe(1);
});

type Told = { passphrase?: string; seal?: string; device?: string; token?: string; damage?: boolean };

/** What the field app writes on a stick. */
function outboxFile(phone: Phone, commands: readonly Command[], blobs: readonly Buffer[], told: Told = {}): Buffer {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const header = {
    format: 'gandan-outbox',
    v: 1,
    device: told.device ?? phone.id,
    iterations: 100_000,
    salt: salt.toString('base64'),
    iv: iv.toString('base64'),
  };
  const content = JSON.stringify({
    device: phone.id,
    commands,
    blobs: blobs.map((bytes) => ({ sha256: sha(bytes), data: bytes.toString('base64') })),
    madeAt: new Date().toISOString(),
  });
  const tokenHash = createHash('sha256')
    .update(told.token ?? phone.token)
    .digest();
  const seal = told.seal ?? createHmac('sha256', tokenHash).update(content).digest('hex');
  const line = Buffer.from(JSON.stringify(header));
  const key = pbkdf2Sync(told.passphrase ?? 'trâu trắng qua suối', salt, header.iterations, 32, 'sha256');
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(line);
  const sealed = Buffer.concat([
    cipher.update(JSON.stringify({ seal, content }), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  if (told.damage) sealed[5] = (sealed[5] ?? 0) ^ 1;
  return Buffer.concat([line, Buffer.from('\n'), sealed]);
}

async function takeIn(userId: string, file: Buffer, passphrase = 'trâu trắng qua suối') {
  const form = new FormData();
  form.set('passphrase', passphrase);
  form.set('file', new Blob([new Uint8Array(file)]), 'chi-bo.gandan-outbox');
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/sync/outbox-file',
    headers: { authorization: `Test ${userId}`, 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  });
  return { status: answer.statusCode, body: JSON.parse(answer.body) as OutboxTaken & { code?: string } };
}

test('an outbox carried to the commune on a stick is taken in once, in the name of its person, and the phone learns it later', async () => {
  const phone = await secretary();
  const sent = phone.request(one.unit.id, world.body.id, 'Đã gửi bằng mạng');
  await phone.applied(sent);
  const picture = phonePhoto(1);
  const id = randomUUID();
  const commands = [
    sent,
    ...Array.from({ length: 12 }, (_, n) => phone.request(one.unit.id, world.body.id, `Mang bằng thẻ ${n}`)),
    phone.make('photos.add', { entity: id, payload: aboutPhoto(id), blobs: [sha(picture)] }),
  ];
  const file = outboxFile(phone, commands, [picture]);
  const taken = await takeIn(world.clerk, file);
  expect(taken).toMatchObject({
    status: 200,
    body: { commands: 14, known: 1, applied: 13, refused: 0, nextSeq: 15, device: { id: phone.id } },
  });
  expect((await takeIn(world.clerk, file)).body).toMatchObject({ known: 14, applied: 0, nextSeq: 15 });
  const carried = (await requestsOf(db, one.unit.id)).filter(({ content }) => content.startsWith('Mang bằng thẻ'));
  expect(carried.map(({ content }) => content)).toEqual(Array.from({ length: 12 }, (_, n) => `Mang bằng thẻ ${n}`));
  const actors = await owner((tx) =>
    tx.many<{ actor: string }>(
      sql`select distinct actor from platform.audit where entity = 'tasks.request' and entity_id = ${carried[0]?.id}`,
    ),
  );
  expect(actors).toEqual([{ actor: one.secretary }]);
  const by = await owner((tx) =>
    tx.many<{ takenBy: string | null }>(sql`
      select distinct taken_by as "takenBy" from platform.delivery where device_id = ${phone.id} order by 1 nulls last`),
  );
  expect(by).toEqual([{ takenBy: world.clerk }, { takenBy: null }]);
  const late = await phone.push(...commands.slice(0, 10));
  expect(late.answers.every(({ outcome }) => outcome === 'applied')).toBe(true);
  expect(late.nextSeq).toBe(15);
});

test('a file is refused with wrong words, damaged, of a device elsewhere or withdrawn, and where somebody else wrote it in its name', async () => {
  const phone = await secretary();
  const command = phone.request(one.unit.id, world.body.id, 'Giả mạo');
  const taken = async (file: Buffer, by = world.clerk, words?: string) => {
    const { status, body } = await takeIn(by, file, words);
    return [status, body.code];
  };
  expect(await taken(outboxFile(phone, [command], []), world.clerk, 'sai')).toEqual([400, 'sync.file-passphrase']);
  expect(await taken(outboxFile(phone, [command], [], { damage: true }))).toEqual([400, 'sync.file-passphrase']);
  expect(await taken(Buffer.from('{"format":"khác"}\nxxx'))).toEqual([400, 'sync.file-format']);
  expect(await taken(outboxFile(phone, [command], [], { token: 'gdd_other' }))).toEqual([
    409,
    'sync.file-not-of-device',
  ]);
  const stranger = await Phone.of(field, world.two.secretary, world.two.unit.id);
  expect(await taken(outboxFile(phone, [command], [], { device: stranger.id, token: stranger.token }))).toEqual([
    400,
    'sync.file-format',
  ]);
  const elsewhere = await aCommune(db);
  expect(await taken(outboxFile(phone, [command], []), elsewhere.clerk)).toEqual([404, 'not-found']);
  expect((await asUser(one.secretary).post(`/sync/devices/${phone.id}/withdraw`, {})).status).toBe(200);
  expect(await taken(outboxFile(phone, [command], []))).toEqual([409, 'device.withdrawn']);
  expect((await requestsOf(db, one.unit.id)).some(({ content }) => content === 'Giả mạo')).toBe(false);
});

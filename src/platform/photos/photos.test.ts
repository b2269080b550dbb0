import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '../db/database.ts';
import { NotFound } from '../errors.ts';
import { pathOf } from '../files/files.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp, type TestCaller } from '../testing/http.ts';
import type { Photo } from './contract.ts';
import { photoRoutes } from './routes.ts';
import { phonePhoto, SMALL_JPEG } from './testing.ts';

const TODAY = '2026-11-22';
const HERE = randomUUID();
const db = await testDatabase();
// The rooms above ask that a photo's unit is one of the tree.
await asOwner(db, 'test', (tx) =>
  tx.run(sql`insert into organisation.unit (id, tree, label) values (${HERE}, 'place', 5)`),
);
const { as, platform } = await testApp(
  db,
  [
    photoRoutes({
      read: 'outreach.read',
      write: 'outreach.write',
      labelOf: (_tx, _request, unitId) => {
        if (unitId !== HERE) throw new NotFound();
        return Promise.resolve(5);
      },
      unitName: sql`'Xã Linh Phú'`,
    }),
  ],
  { now: () => new Date(`${TODAY}T05:00:00Z`) },
);
const clerk = as({ ranges: [{ lo: 1, hi: 10 }] });
const stranger = as({ ranges: [{ lo: 10, hi: 20 }] });

const about = (more: object = {}) => ({
  id: randomUUID(),
  unitId: HERE,
  author: 'Ma Văn Thử',
  taken: { on: '2024-05-18', precision: 'day' },
  captionVi: 'Dâng hương ở lán Nà Nưa',
  people: 'adults',
  ...more,
});
async function send(given: unknown, file = phonePhoto(), caller: TestCaller = clerk, key: string = randomUUID()) {
  const boundary = 'photo-boundary';
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="about"\r\n\r\n${text}\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="IMG_1.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
    ),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers = { 'idempotency-key': key, 'content-type': `multipart/form-data; boundary=${boundary}` };
  return caller.inject({ method: 'POST', url: '/api/v1/photos', headers, payload }) as Promise<{
    status: number;
    body: { id?: string; code?: string };
  }>;
}
const kept = async (id: string) => (await clerk.get<Photo>(`/photos/${id}`)).body;
const change = async (id: string, body: object) => (await clerk.patch<{ code?: string }>(`/photos/${id}`, body)).body;

test('a photo is kept without what the phone wrote, and seen within its scope only', async () => {
  const given = about({ captionEn: 'Incense at the Nà Nưa hut' });
  expect(await send(given)).toMatchObject({ status: 201, body: { id: given.id } });
  expect(await kept(given.id)).toMatchObject({
    author: 'Ma Văn Thử',
    unit: { id: HERE, name: 'Xã Linh Phú' },
    taken: { on: '2024-05-18', precision: 'day' },
    captionEn: 'Incense at the Nà Nưa hut',
    captionTh: null,
    people: 'adults',
    consentState: 'missing',
    public: false,
    width: 8,
    height: 6,
  });
  const picture = await clerk.inject({ method: 'GET', url: `/api/v1/photos/${given.id}/image` });
  expect(picture.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' });
  expect(picture.text).not.toContain('GPS');
  const { rows } = await sql<{ sha256: string }>`select sha256 from platform.photo where id = ${given.id}`.execute(
    db.owner,
  );
  expect((await readFile(pathOf(platform.dataDir, rows[0]?.sha256 ?? ''))).includes('GPS')).toBe(false);
  // What was uploaded lies nowhere any more.
  expect(await readdir(join(platform.dataDir, 'files', 'drafts'))).toEqual([]);
  for (const path of [`/photos/${given.id}`, `/photos/${given.id}/image`])
    expect((await stranger.get(path)).status).toBe(404);
});

test('sent again it is the same photo; the same key with another picture is another command', async () => {
  const [given, key] = [about(), randomUUID()];
  expect((await send(given, phonePhoto(), clerk, key)).status).toBe(201);
  expect((await send(given, phonePhoto(), clerk, key)).status).toBe(201);
  expect((await send(given, SMALL_JPEG, clerk, key)).body.code).toBe('request.key-reused');
  expect((await send(given)).status).toBe(201);
});

test('bad input is refused with its code, and nothing is left behind', async () => {
  const files = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from platform.file`.execute(db.owner)).rows[0]?.n;
  const before = await files();
  const code = async (given: unknown, file?: Buffer) => (await send(given, file)).body.code;
  expect(await code(about(), Buffer.from('%PDF-1.7 x'))).toBe('photo.not-jpeg');
  expect(await code(about(), SMALL_JPEG.subarray(0, 200))).toBe('photo.damaged');
  expect(await code('no json')).toBe('request.invalid');
  expect(await code(about({ captionVi: ' ' }))).toBe('request.invalid');
  expect(await code(about({ unitId: randomUUID() }))).toBe('not-found');
  expect(await code(about({ taken: { on: '2027-01-01', precision: 'day' } }))).toBe('photo.in-future');
  expect(await code(about({ public: true }))).toBe('photo.consent-missing');
  expect(await code(about({ public: true, people: 'household' }))).toBe('photo.consent-missing');
  expect(await code(about({ people: 'nobody', consent: { on: TODAY, by: 'person', recordedBy: 'x' } }))).toBe(
    'photo.consent-of-nobody',
  );
  expect(await files()).toBe(before);
});

test('without consent a photo is never public; with it taken back it is public no more', async () => {
  const given = about();
  await send(given);
  expect((await change(given.id, { version: 1, public: true })).code).toBe('photo.consent-missing');
  const consent = { on: '2024-05-18', by: 'person', recordedBy: 'Hoàng Thị Lựu' };
  expect((await change(given.id, { version: 9, consent })).code).toBe('photo.changed-meanwhile');
  await change(given.id, { version: 1, consent, public: true });
  expect(await kept(given.id)).toMatchObject({ consentState: 'recorded', public: true, version: 2 });
  const publicOf = (id: string) => asOwner(db, 'test', (tx) => tx.run(sql`select platform.assert_photo_public(${id})`));
  await publicOf(given.id);
  await change(given.id, { version: 2, withdrawnOn: TODAY });
  expect(await kept(given.id)).toMatchObject({ consentState: 'withdrawn', public: false });
  expect((await change(given.id, { version: 3, public: true })).code).toBe('photo.consent-withdrawn');
  await expect(publicOf(given.id)).rejects.toMatchObject({ code: 'photo.consent-withdrawn' });
  const home = about({ people: 'household', consent, public: true });
  expect((await send(home)).status).toBe(201);
  expect(await kept(home.id)).toMatchObject({ people: 'household', consentState: 'recorded', public: true });
  await expect(
    asOwner(db, 'test', (tx) => tx.run(sql`update platform.photo set public = true where id = ${given.id}`)),
  ).rejects.toMatchObject({ code: 'photo.consent-missing' });
});

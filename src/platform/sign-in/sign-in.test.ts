import { createHmac, randomUUID } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '../db/database.ts';
import type { Grant } from '../http/context.ts';
import { testDatabase } from '../testing/database.ts';
import { createToken, createUser, showSampleSignIns } from './accounts.ts';
import { LIMITS } from './attempts.ts';
import { signInSecret } from './library.ts';
import { signInApp } from './testing.ts';

const db = await testDatabase();
const grants = new Map<string, Grant>();
const program = await signInApp(db, grants, {
  postsOf: () =>
    Promise.resolve([{ unitId: 'u', unitName: 'Mường Nhé', kind: 'commune_secretary', from: '2025-07-01' }]),
});
const { browser } = program;
const PASSWORD = 'một mật khẩu dài';

async function aUser(grant: Partial<Grant> = {}) {
  const userName = `user-${randomUUID().slice(0, 8)}`;
  const { id } = await createUser(db, { userName, password: PASSWORD, displayName: 'Lò Thị Hoa' });
  grants.set(id, {
    rights: grant.rights ?? ['members.read', 'figures.read'],
    ranges: grant.ranges ?? [{ lo: 1, hi: 9 }],
  });
  return { id, userName };
}

/** RFC 6238 as an authenticator does it. */
function totpCode(base32: string, at = Date.now()): string {
  const bits = [...base32.replace(/=+$/, '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('signing in gives a cookie that shows who one is; signing out ends it on the server', async () => {
  const { id, userName } = await aUser();
  const page = browser();
  expect(await page.call('GET', '/me')).toMatchObject({ status: 401, body: { code: 'sign-in.needed' } });
  const answer = await page.signIn(userName.toUpperCase(), PASSWORD);
  expect(answer).toMatchObject({ status: 200, body: { userId: id } });
  const cookie = String(answer.headers['set-cookie']);
  expect(cookie).toMatch(/^gandan\.session_token=.+; Path=\/; HttpOnly; SameSite=Lax$/m);
  expect(await page.call('GET', '/me')).toMatchObject({
    status: 200,
    body: {
      user: { id, userName, displayName: 'Lò Thị Hoa', language: 'vi', totp: false },
      posts: [{ unitName: 'Mường Nhé' }],
      rights: ['members.read', 'figures.read'],
    },
  });
  const kept = page.cookie();
  expect((await page.call('POST', '/sign-out')).status).toBe(204);
  expect(page.cookie()).toBe('');
  expect(await browser().call('GET', '/me', undefined, { cookie: kept })).toMatchObject({ status: 401 });
});

test('the cookie is secure behind https, worthless when altered, and its secret is readable by its owner only', async () => {
  const { userName } = await aUser();
  const answer = await browser('127.0.0.1').call(
    'POST',
    '/sign-in',
    { userName, password: PASSWORD },
    { 'x-forwarded-proto': 'https' },
  );
  expect(String(answer.headers['set-cookie'])).toMatch(/; Secure$/);
  const page = browser();
  await page.signIn(userName, PASSWORD);
  const [name, value] = page.cookie().split('=') as [string, string];
  const token = decodeURIComponent(value).split('.')[0] ?? '';
  for (const forged of [token, `${token}.`, `${token}.${Buffer.alloc(32).toString('base64')}`]) {
    const headers = { cookie: `${name}=${encodeURIComponent(forged)}` };
    expect(await browser().call('GET', '/me', undefined, headers)).toMatchObject({ status: 401 });
  }
  expect(statSync(join(program.dataDir, 'sign-in.secret')).mode & 0o777).toBe(0o600);
});

test('a wrong name and a wrong password look the same; too many failures wait, an administrator unlocks', async () => {
  const { id, userName } = await aUser();
  const page = browser('10.1.1.1');
  const wrong = { status: 401, body: { code: 'sign-in.wrong', title: expect.stringMatching(/[ạậủ]/) as string } };
  expect(await page.signIn('nobody-at-all', PASSWORD)).toMatchObject(wrong);
  expect(await page.signIn("no'body; drop", PASSWORD)).toMatchObject(wrong);
  const tries = await Promise.all(Array.from({ length: 20 }, () => page.signIn(userName, 'wrong wrong wrong')));
  expect(tries.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(LIMITS.nameAtAddress);
  for (let left = LIMITS.nameAtAddress; left > 0; left -= 1) await page.signIn(userName, 'wrong wrong wrong');
  const refused = await page.signIn(userName, PASSWORD);
  expect(refused).toMatchObject({ status: 429, body: { code: 'sign-in.too-many' } });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
  expect((refused.body['details'] as { seconds: number }).seconds).toBeGreaterThan(800);
  expect((await browser('10.1.1.2').signIn(userName, PASSWORD)).status).toBe(200);

  const admin = await aUser({ rights: ['users.manage'], ranges: 'everything' });
  const office = browser('10.1.1.3');
  await office.signIn(admin.userName, PASSWORD);
  expect(await office.call('GET', `/users/${id}`)).toMatchObject({ body: { locked: true } });
  expect(await office.call('PATCH', `/users/${id}`, { unlock: true })).toMatchObject({
    status: 200,
    body: { locked: false },
  });
  expect((await page.signIn(userName, PASSWORD)).status).toBe(200);
});

test('an office of many signing in at once from one address is no attack', async () => {
  const users = await Promise.all(Array.from({ length: LIMITS.address + 5 }, () => aUser()));
  const answers = await Promise.all(users.map(({ userName }) => browser('10.2.2.2').signIn(userName, PASSWORD)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
});

test('the second factor: enrolled, confirmed, asked for, given up', async () => {
  const { userName } = await aUser();
  const page = browser('10.3.3.3');
  await page.signIn(userName, PASSWORD);
  expect(await page.call('POST', '/me/totp', { password: 'not the password' })).toMatchObject({
    status: 400,
    body: { code: 'password.wrong' },
  });
  const enrolled = await page.call('POST', '/me/totp', { password: PASSWORD });
  const { secret, uri, backupCodes } = enrolled.body as { secret: string; uri: string; backupCodes: string[] };
  expect(decodeURIComponent(uri)).toContain(`Gần Dân:${userName}?secret=${secret}`);
  expect((await browser('10.3.3.4').signIn(userName, PASSWORD)).status).toBe(200); // not yet confirmed
  const other = totpCode(secret, Date.now() + 3_600_000);
  expect(await page.call('POST', '/me/totp/confirm', { code: other })).toMatchObject({
    status: 400,
    body: { code: 'totp.wrong' },
  });
  expect((await page.call('POST', '/me/totp/confirm', { code: totpCode(secret) })).status).toBe(204);
  expect(await page.call('GET', '/me')).toMatchObject({ body: { user: { totp: true } } });

  const next = browser('10.3.3.5');
  expect(await next.signIn(userName, PASSWORD)).toMatchObject({ status: 401, body: { code: 'sign-in.totp-required' } });
  expect(next.cookie()).toBe('');
  expect(await next.signIn(userName, PASSWORD, other)).toMatchObject({
    status: 401,
    body: { code: 'sign-in.totp-wrong' },
  });
  expect(await next.signIn(userName, 'wrong', totpCode(secret))).toMatchObject({ body: { code: 'sign-in.wrong' } });
  const code = totpCode(secret);
  const both = await Promise.all([
    next.signIn(userName, PASSWORD, code),
    browser('10.3.3.8').signIn(userName, PASSWORD, code),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401]); // read over a shoulder, it opens nothing
  if (next.cookie() === '') await next.signIn(userName, PASSWORD, backupCodes[1]);
  expect((await browser('10.3.3.6').signIn(userName, PASSWORD, backupCodes[0])).status).toBe(200);
  expect((await browser('10.3.3.6').signIn(userName, PASSWORD, backupCodes[0])).body).toMatchObject({
    code: 'sign-in.totp-wrong',
  });
  expect((await next.call('POST', '/me/totp/disable', { password: PASSWORD })).status).toBe(204);
  expect((await browser('10.3.3.7').signIn(userName, PASSWORD)).status).toBe(200);
});

test('own sessions are listed and ended; rest and age end them too; a new password ends the others', async () => {
  const { id, userName } = await aUser();
  const [desk, phone, lost] = [browser('10.4.0.1'), browser('10.4.0.2'), browser('10.4.0.3')];
  for (const page of [desk, phone, lost]) await page.signIn(userName, PASSWORD);
  const list = (await desk.call('GET', '/me/sessions')).body['items'] as {
    id: string;
    current: boolean;
    address: string;
  }[];
  expect(list.map(({ address, current }) => [address, current])).toEqual([
    ['10.4.0.3', false],
    ['10.4.0.2', false],
    ['10.4.0.1', true],
  ]);
  expect((await desk.call('DELETE', `/me/sessions/${list[0]?.id}`)).status).toBe(204);
  expect((await lost.call('GET', '/me')).status).toBe(401);
  const stranger = await aUser();
  const thief = browser();
  await thief.signIn(stranger.userName, PASSWORD);
  expect((await thief.call('DELETE', `/me/sessions/${list[1]?.id}`)).status).toBe(404);

  await sql`update signin.session set updated_at = now() - interval '13 hours' where ip_address = '10.4.0.2'`.execute(
    db.owner,
  );
  expect((await phone.call('GET', '/me')).status).toBe(401);
  await phone.signIn(userName, PASSWORD);
  await sql`update signin.session set expires_at = now() where ip_address = '10.4.0.2'`.execute(db.owner);
  expect((await phone.call('GET', '/me')).status).toBe(401);

  await phone.signIn(userName, PASSWORD);
  const change = { current: PASSWORD, next: 'mật khẩu thứ hai' };
  expect(await desk.call('POST', '/me/password', { ...change, current: 'no' })).toMatchObject({
    body: { code: 'password.wrong' },
  });
  expect(await desk.call('POST', '/me/password', { ...change, next: 'short' })).toMatchObject({
    status: 400,
    body: { errors: [{ code: 'password.too-short' }] },
  });
  expect((await desk.call('POST', '/me/password', change)).status).toBe(204);
  expect([(await desk.call('GET', '/me')).status, (await phone.call('GET', '/me')).status]).toEqual([200, 401]);
  expect((await phone.signIn(userName, PASSWORD)).status).toBe(401);
  expect((await phone.signIn(userName, change.next)).status).toBe(200);
  expect((await desk.call('DELETE', '/me/sessions')).status).toBe(204);
  expect((await phone.call('GET', '/me')).status).toBe(401);
  const left = await sql`select 1 from signin.session where user_id = ${id}`.execute(db.owner);
  expect(left.rows).toEqual([]);
});

test('a token is shown once, may less than its owner, and ends at once', async () => {
  const { id, userName } = await aUser();
  const page = browser();
  await page.signIn(userName, PASSWORD);
  expect(await page.call('POST', '/tokens', { name: 'x', rights: ['audit.read'] })).toMatchObject({
    status: 403,
    body: { code: 'token.more-than-owner' },
  });
  const made = await page.call('POST', '/tokens', {
    name: 'báo cáo',
    rights: ['figures.read'],
    expiresOn: '2099-01-01',
  });
  const token = String(made.body['token']);
  expect(token).toMatch(/^gdt_[\w-]{43}$/);
  const program = browser();
  const headers = { authorization: `Bearer ${token}` };
  expect(await program.call('GET', '/me', undefined, headers)).toMatchObject({
    body: { user: { id }, rights: ['figures.read'], via: 'token' },
  });
  for (const [method, path, body] of [
    ['POST', '/tokens', { name: 'more', rights: [] }],
    ['GET', '/me/sessions', undefined],
    ['POST', '/me/password', { current: PASSWORD, next: 'another long one' }],
  ] as const) {
    expect(await program.call(method, path, body, headers)).toMatchObject({
      status: 403,
      body: { code: 'sign-in.session-needed' },
    });
  }
  const stored = await sql<{
    row: string;
  }>`select t::text as row from platform.token t union all select payload from platform.audit
    union all select coalesce(body::text, '') from platform.command`.execute(db.owner);
  expect(stored.rows.some(({ row }) => row.includes(token))).toBe(false);

  grants.set(id, { rights: ['members.read'], ranges: [] });
  expect(await program.call('GET', '/me', undefined, headers)).toMatchObject({ body: { rights: [] } });
  const list = (await page.call('GET', '/tokens')).body['items'] as {
    id: string;
    name: string;
    lastUsedAt: string | null;
  }[];
  expect(list).toMatchObject([{ name: 'báo cáo' }]);
  expect(list[0]?.lastUsedAt).not.toBeNull();
  expect((await page.call('DELETE', `/tokens/${list[0]?.id}`)).status).toBe(204);
  expect(await program.call('GET', '/me', undefined, headers)).toMatchObject({
    status: 401,
    body: { code: 'token.invalid' },
  });

  const fromCommandLine = await createToken(db, userName, { expiresOn: '2020-01-01' });
  expect(
    await program.call('GET', '/me', undefined, { authorization: `Bearer ${fromCommandLine.token}` }),
  ).toMatchObject({ status: 401 });
  await expect(createToken(db, 'nobody')).rejects.toMatchObject({ code: 'user.unknown' });
});

test('a write that another site sends with the cookie is refused, for sign-in too', async () => {
  const { userName } = await aUser();
  const page = browser();
  await page.signIn(userName, PASSWORD);
  const crossSite = { status: 403, body: { code: 'request.cross-site' } };
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
  ]) {
    expect(await page.call('PATCH', '/me', { language: 'th' }, headers as Record<string, string>)).toMatchObject(
      crossSite,
    );
    expect(
      await browser().call('POST', '/sign-in', { userName, password: PASSWORD }, headers as Record<string, string>),
    ).toMatchObject(crossSite);
  }
  expect((await page.call('GET', '/me', undefined, { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
  expect(
    (await page.call('PATCH', '/me', { language: 'th' }, { origin: 'http://localhost:80', host: 'localhost:80' }))
      .status,
  ).toBe(204);
  expect(await page.call('GET', '/me')).toMatchObject({ body: { user: { language: 'th' } } });
});

test('an administrator makes, changes, disables and resets accounts, within the own scope only', async () => {
  const admin = await aUser({ rights: ['users.manage'], ranges: [{ lo: 1, hi: 100 }] });
  const page = browser();
  await page.signIn(admin.userName, PASSWORD);
  const body = {
    id: randomUUID(),
    userName: `clerk-${randomUUID().slice(0, 6)}`,
    displayName: 'Thào A Sùng',
    password: 'mật khẩu đầu tiên',
  };
  const made = await page.call('POST', '/users', body);
  expect(made).toMatchObject({ status: 201, body: { userName: body.userName, disabledAt: null, sessions: 0 } });
  expect((await page.call('POST', '/users', body)).status).toBe(201);
  expect(await page.call('POST', '/users', { ...body, id: randomUUID() })).toMatchObject({
    status: 409,
    body: { code: 'user.name-taken' },
  });
  expect(await page.call('POST', '/users', { ...body, id: randomUUID(), personId: randomUUID() })).toMatchObject({
    status: 403,
    body: { code: 'user.person-beyond-scope' },
  });
  const clerk = browser();
  expect((await clerk.signIn(body.userName, body.password)).status).toBe(200);
  expect(await clerk.call('GET', '/users')).toMatchObject({ status: 403, body: { code: 'right.missing' } });

  expect(
    await page.call('PATCH', `/users/${body.id}`, { password: 'mật khẩu thay thế', displayName: 'Thào A Súng' }),
  ).toMatchObject({ status: 200, body: { displayName: 'Thào A Súng', sessions: 0 } });
  expect((await clerk.call('GET', '/me')).status).toBe(401);
  expect((await clerk.signIn(body.userName, 'mật khẩu thay thế')).status).toBe(200);
  const token = await createToken(db, body.userName);
  expect((await page.call('PATCH', `/users/${body.id}`, { disabled: true })).body['disabledAt']).not.toBeNull();
  expect((await clerk.call('GET', '/me')).status).toBe(401);
  expect((await clerk.call('GET', '/me', undefined, { authorization: `Bearer ${token.token}` })).status).toBe(401);
  expect(await clerk.signIn(body.userName, 'mật khẩu thay thế')).toMatchObject({
    status: 401,
    body: { code: 'sign-in.disabled' },
  });
  expect(await page.call('PATCH', `/users/${admin.id}`, { disabled: true })).toMatchObject({
    status: 409,
    body: { code: 'user.not-oneself' },
  });

  const above = await aUser({ ranges: [{ lo: 50, hi: 200 }] });
  expect((await page.call('GET', `/users/${above.id}`)).status).toBe(404);
  expect((await page.call('PATCH', `/users/${above.id}`, { password: 'a stolen way up' })).status).toBe(404);
  const names = ((await page.call('GET', '/users?limit=200')).body['items'] as { userName: string }[]).map(
    ({ userName }) => userName,
  );
  expect(names).toContain(body.userName);
  expect(names).not.toContain(above.userName);
  const first = await page.call('GET', '/users?limit=1');
  const second = await page.call('GET', `/users?limit=1&cursor=${String(first.body['nextCursor'])}`);
  expect([...(first.body['items'] as object[]), ...(second.body['items'] as object[])]).toMatchObject(
    names.slice(0, 2).map((userName) => ({ userName })),
  );
});

test('an administrator takes over neither a disabled account from beyond his scope nor, by this way, himself', async () => {
  const [beyond, own] = await asOwner(db, 'test', async (tx) => {
    const person = () =>
      tx.one<{ id: string }>(sql`
        insert into membership.person (full_name, family_key, given_key, label) values ('Lò Văn Thử', 'lo van thu', 'thu', 500) returning id`);
    return [await person(), await person()];
  });
  const { browser: page } = await signInApp(db, grants, {
    grantOfPerson: (id) =>
      Promise.resolve({ rights: [], ranges: id === beyond.id ? [{ lo: 500, hi: 501 }] : [{ lo: 5, hi: 6 }] }),
  });
  const admin = await aUser({ rights: ['users.manage'], ranges: [{ lo: 1, hi: 100 }] });
  const mine = page();
  await mine.signIn(admin.userName, PASSWORD);
  const userName = `user-${randomUUID().slice(0, 8)}`;
  const { id } = await createUser(db, { userName, password: PASSWORD, displayName: 'Lò Thị Hoa', personId: beyond.id });
  expect((await mine.call('GET', `/users/${id}`)).status).toBe(404);
  expect((await mine.call('PATCH', `/users/${id}`, { disabled: false, password: PASSWORD })).status).toBe(404);
  const again = { id, userName, displayName: 'X', password: PASSWORD };
  expect((await mine.call('POST', '/users', again)).status).not.toBe(201);
  for (const change of [{ personId: own.id }, { password: PASSWORD }, { withoutTotp: true }]) {
    expect(await mine.call('PATCH', `/users/${admin.id}`, change)).toMatchObject({
      body: { code: 'user.not-oneself' },
    });
  }
  expect((await mine.call('PATCH', `/users/${admin.id}`, { displayName: 'Lò Thị Mai' })).status).toBe(200);
});

test('the role that answers requests cannot enter the schema of sign-in, nor manage accounts without the right', async () => {
  for (const statement of [
    sql`select * from signin.session`,
    sql`update signin.account set password = ''`,
    sql`select platform.reset_sign_in('x', 'y', true, true)`,
    sql`update platform.account set person_id = null`,
    sql`select hash from platform.token`,
    sql`select * from platform.sample_sign_in`,
  ]) {
    await expect(
      db.app.transaction().execute(async (trx) => {
        await sql`select set_config('role', 'gandan_all', true), set_config('gandan.rights', 'members.read', true)`.execute(
          trx,
        );
        await statement.execute(trx);
      }),
    ).rejects.toThrow(/permission denied|right\.missing/);
  }
});

test('a secret file must hold enough, and is used as it is', () => {
  const file = join(program.dataDir, 'given');
  expect(() => signInSecret(program.dataDir, file)).toThrow('start.secret-file');
  writeFileSync(file, 'short');
  expect(() => signInSecret(program.dataDir, file)).toThrow('start.secret-file');
  writeFileSync(file, `${'s'.repeat(32)}\n`);
  expect(signInSecret(program.dataDir, file)).toBe('s'.repeat(32));
});

test('sign-ins of the sample are shown on this computer only', async () => {
  const { userName } = await aUser();
  await asOwner(db, 'test', (tx) => showSampleSignIns(tx, [{ userName, password: PASSWORD, label: 'Xã' }]));
  expect((await browser().call('GET', '/sign-in/options')).body).toEqual({
    samples: [{ userName, password: PASSWORD, label: 'Xã' }],
  });
  program.platform.loopbackOnly = false;
  expect((await browser().call('GET', '/sign-in/options')).body).toEqual({ samples: [] });
});

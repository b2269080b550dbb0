import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyPluginAsync, InjectOptions } from 'fastify';
import { afterAll } from 'vitest';
import type { Database } from '../db/database.ts';
import { createApp } from '../http/app.ts';
import type { Grant, Platform } from '../http/context.ts';
import type { SignInOptions } from './options.ts';
import { signInRoutes } from './routes.ts';
import { openSignIn } from './sign-in.ts';

export type SignInAnswer = { status: number; body: Record<string, unknown>; headers: Record<string, unknown> };

/**
 * The HTTP program with real sign-in over a test database. `grants` says what each user may do; a `browser` keeps its
 * cookie like one does.
 */
export async function signInApp(
  db: Database & { url: string },
  grants: Map<string, Grant>,
  options: Partial<SignInOptions> & { rooms?: FastifyPluginAsync[]; loopbackOnly?: boolean } = {},
) {
  const dataDir = await mkdtemp(join(tmpdir(), 'gandan-sign-in-'));
  const signIn = await openSignIn({ db, ownerUrl: db.url, dataDir });
  const platform: Platform = {
    db,
    dataDir,
    clock: () => new Date(),
    identify: signIn.identify,
    grantOf: (userId) => Promise.resolve(grants.get(userId) ?? { rights: [], ranges: [] }),
    loopbackOnly: options.loopbackOnly ?? true,
  };
  const app = await createApp(platform, [signInRoutes({ ...options, signIn }), ...(options.rooms ?? [])]);
  await app.ready();
  afterAll(async () => {
    await app.close();
    await signIn.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const browser = (address = '10.0.0.1') => {
    let cookie = '';
    const call = async (method: string, path: string, payload?: unknown, headers: Record<string, string> = {}) => {
      const answer = await app.inject({
        method: method as 'GET',
        url: path.startsWith('/.') ? path.slice(2) : `/api/v1${path}`,
        remoteAddress: address,
        headers: { 'idempotency-key': randomUUID(), ...(cookie === '' ? {} : { cookie }), ...headers },
        ...(payload === undefined ? {} : { payload: payload as InjectOptions['payload'] & object }),
      });
      for (const { name, value } of answer.cookies) {
        if (name === 'gandan.session_token') cookie = value === '' ? '' : `${name}=${encodeURIComponent(value)}`;
      }
      const body = answer.body.startsWith('{') ? (JSON.parse(answer.body) as Record<string, unknown>) : {};
      return { status: answer.statusCode, body, headers: answer.headers } satisfies SignInAnswer;
    };
    return {
      call,
      cookie: () => cookie,
      signIn: (userName: string, password: string, totp?: string) =>
        call('POST', '/sign-in', { userName, password, ...(totp === undefined ? {} : { totp }) }),
    };
  };
  return { app, signIn, platform, dataDir, browser };
}

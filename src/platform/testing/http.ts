import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, FastifyPluginAsync, InjectOptions } from 'fastify';
import { afterAll } from 'vitest';
import type { Database } from '../db/database.ts';
import { createApp } from '../http/app.ts';
import type { Grant, Platform } from '../http/context.ts';
import { RIGHTS } from '../rights.ts';
import { identifyDevice } from '../sync/identify.ts';

export type Answer<T = unknown> = { status: number; body: T; headers: Record<string, unknown>; text: string };
export type TestCaller = {
  userId: string;
  get<T = unknown>(path: string): Promise<Answer<T>>;
  post<T = unknown>(path: string, body?: unknown, key?: string): Promise<Answer<T>>;
  put<T = unknown>(path: string, body?: unknown, key?: string): Promise<Answer<T>>;
  patch<T = unknown>(path: string, body?: unknown, key?: string): Promise<Answer<T>>;
  delete<T = unknown>(path: string, key?: string): Promise<Answer<T>>;
  inject(options: InjectOptions): Promise<Answer>;
};

/**
 * The HTTP program over a test database. `as(grant)` is a caller with exactly these rights and label ranges;
 * `asUser(id)` one whose grant the given `grantOf` computes from posts.
 */
export async function testApp(
  db: Database,
  rooms: readonly FastifyPluginAsync[],
  options: { now?: () => Date; grantOf?: Platform['grantOf'] } = {},
): Promise<{
  app: FastifyInstance;
  platform: Platform;
  as(grant?: Partial<Grant>): TestCaller;
  asUser(userId: string): TestCaller;
  /** A phone with its token. */
  asDevice(token: string): TestCaller;
  anonymous: TestCaller;
}> {
  const grants = new Map<string, Grant>();
  const dataDir = await mkdtemp(join(tmpdir(), 'gandan-app-'));
  const platform: Platform = {
    db,
    dataDir,
    clock: options.now ?? (() => new Date()),
    loopbackOnly: true,
    identify: (request) => {
      const device = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      if (device !== undefined) return identifyDevice(db, device, (options.now ?? (() => new Date()))());
      const user = /^Test (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      return Promise.resolve(user === undefined ? null : { userId: user, via: 'office' });
    },
    grantOf: async (userId) =>
      grants.get(userId) ?? (options.grantOf ? options.grantOf(userId) : { rights: [], ranges: [] }),
  };
  const app = await createApp(platform, rooms, { log: 'failures' });
  await app.ready();
  afterAll(async () => {
    await app.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const caller = (
    userId: string | null,
    authorization = userId === null ? undefined : `Test ${userId}`,
  ): TestCaller => {
    const inject = async (request: InjectOptions): Promise<Answer> => {
      const answer = await app.inject({
        ...request,
        headers: { ...(authorization === undefined ? {} : { authorization }), ...request.headers },
      });
      const isJson = String(answer.headers['content-type'] ?? '').includes('json');
      return {
        status: answer.statusCode,
        body: isJson && answer.body !== '' ? (JSON.parse(answer.body) as unknown) : answer.body,
        headers: answer.headers,
        text: answer.body,
      };
    };
    const write =
      <T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE') =>
      (path: string, body?: unknown, key: string = randomUUID()) =>
        inject({
          method,
          url: `/api/v1${path}`,
          headers: { 'idempotency-key': key },
          ...(body === undefined ? {} : { payload: body as object }),
        }) as Promise<Answer<T>>;
    return {
      userId: userId ?? '',
      inject,
      get: <T>(path: string) => inject({ method: 'GET', url: `/api/v1${path}` }) as Promise<Answer<T>>,
      post: <T>(path: string, body?: unknown, key?: string) => write<T>('POST')(path, body, key),
      put: <T>(path: string, body?: unknown, key?: string) => write<T>('PUT')(path, body, key),
      patch: <T>(path: string, body?: unknown, key?: string) => write<T>('PATCH')(path, body, key),
      delete: <T>(path: string, key?: string) => write<T>('DELETE')(path, undefined, key),
    };
  };

  return {
    app,
    platform,
    as: (grant = {}) => {
      const userId = `user-${randomUUID()}`;
      grants.set(userId, { rights: grant.rights ?? RIGHTS, ranges: grant.ranges ?? 'everything' });
      return caller(userId);
    },
    asUser: (userId) => caller(userId),
    asDevice: (token) => caller(null, `Bearer ${token}`),
    anonymous: caller(null),
  };
}

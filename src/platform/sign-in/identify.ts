import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { txOf } from '../db/tx.ts';
import { Forbidden, Unauthorized } from '../errors.ts';
import type { Identity } from '../http/context.ts';
import { RIGHTS, type Right } from '../rights.ts';
import { DEVICE_TOKEN, identifyDevice } from '../sync/identify.ts';
import { SESSION_REST_HOURS } from './library.ts';

export const SESSION_COOKIE = 'gandan.session_token';
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** SHA-256 of a personal access token, as stored. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The session's token when the cookie carries our signature. Same form as better-auth writes: `token.base64(hmac)`. */
export function sessionTokenOf(cookie: string | undefined, secret: string): string | null {
  const dot = cookie?.lastIndexOf('.') ?? -1;
  if (cookie === undefined || dot < 1) return null;
  const token = cookie.slice(0, dot);
  const given = Buffer.from(cookie.slice(dot + 1), 'base64');
  const wanted = createHmac('sha256', secret).update(token).digest();
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : null;
}

/**
 * Refuses a write that another site made the browser send. Browsers say where it comes from; programs without a
 * browser say nothing and hold no cookie that could be misused.
 * @throws Forbidden `request.cross-site`
 */
export function assertSameOrigin(request: FastifyRequest): void {
  if (READING.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw new Forbidden('request.cross-site');
    return;
  }
  const { origin } = request.headers;
  if (origin !== undefined && hostOf(origin) !== hostOf(`${request.protocol}://${request.host}`))
    throw new Forbidden('request.cross-site');
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/**
 * Who calls: by personal access token, else by session cookie. Asked of the database each time (one row by a unique
 * key), so that ending a session, a token or an account holds from the next request on.
 * @throws Unauthorized `token.invalid` when a token is given that is unknown, ended or expired
 * @throws Forbidden `request.cross-site` on a write by cookie from another site
 */
export async function identify(db: Database, secret: string, request: FastifyRequest): Promise<Identity | null> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer?.startsWith(DEVICE_TOKEN)) return identifyDevice(db, bearer, new Date());
  if (bearer !== undefined) return byToken(db, bearer);
  const token = sessionTokenOf(request.cookies[SESSION_COOKIE], secret);
  if (token === null) return null;
  const session = await txOf(db.owner).maybeOne<{ userId: string; restedSeconds: number }>(sql`
    select s.user_id as "userId", extract(epoch from now() - s.updated_at)::int as "restedSeconds"
    from signin.session s join platform.account a on a.user_id = s.user_id
    where s.token = ${token} and s.expires_at > now() and a.disabled_at is null
      and s.updated_at > now() - make_interval(hours => ${SESSION_REST_HOURS})`);
  if (!session) return null;
  assertSameOrigin(request);
  if (session.restedSeconds > 300) {
    await txOf(db.owner).run(sql`update signin.session set updated_at = now() where token = ${token}`);
  }
  return { userId: session.userId, via: 'office' };
}

async function byToken(db: Database, token: string): Promise<Identity> {
  const row = await txOf(db.owner).maybeOne<{ id: string; userId: string; rights: string[]; stale: boolean }>(sql`
    select t.id, t.user_id as "userId", t.rights,
      (t.last_used_at is null or t.last_used_at < now() - interval '1 minute') as stale
    from platform.token t join platform.account a on a.user_id = t.user_id
    where t.hash = ${hashToken(token)} and t.ended_at is null and a.disabled_at is null
      and (t.expires_on is null or t.expires_on >= (now() at time zone 'Asia/Ho_Chi_Minh')::date)`);
  if (!row) throw new Unauthorized('token.invalid');
  if (row.stale) await txOf(db.owner).run(sql`update platform.token set last_used_at = now() where id = ${row.id}`);
  return { userId: row.userId, via: 'token', onlyRights: RIGHTS.filter((right: Right) => row.rights.includes(right)) };
}

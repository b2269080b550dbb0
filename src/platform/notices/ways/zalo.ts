import { createHash, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { asOwner, type Database } from '../../db/database.ts';
import { nextMidnight, retryAfterMs } from '../rules.ts';
import { readSecret, writeSecret } from '../secrets.ts';
import { isNetworkError, type Message, PATIENCE_MS, type Sent, type Way } from './way.ts';

/** What is kept sealed of the office's account on Zalo. */
export type ZaloSecret = {
  appSecret?: string | undefined;
  oaSecret?: string | undefined;
  refreshToken?: string | undefined;
  accessToken?: string | undefined;
  /** When the access token ends, in milliseconds. */
  accessUntil?: number | undefined;
};

export type ZaloPlace = { auth: string; api: string };
/** Where Zalo is. Tests put a server of their own in its place. */
export const ZALO: ZaloPlace = { auth: 'https://oauth.zaloapp.com', api: 'https://openapi.zalo.me' };

type Given = { db: Database; dataDir: string; appId: string; place: ZaloPlace; clock: () => Date };
type Token = { token: string } | { problem: Sent };

const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});
const Answer = z.object({
  error: z.number(),
  data: z.object({ message_id: z.string().optional() }).nullish(),
});
/** A token is renewed a little before it ends. */
const EARLY_MS = 5 * 60_000;
const TOKEN_ENDED = [-216, -220];

/** Sends through the office's official account on Zalo. */
export function zaloWay(given: Given): Way {
  return {
    name: 'zalo',
    async send(message) {
      const first = await accessToken(given);
      if ('problem' in first) return first.problem;
      const said = await post(given, message, first.token);
      if (said !== 'token-ended') return said;
      // Zalo ended the token before its time: renewed once, and only if nobody else has done so meanwhile.
      const second = await accessToken(given, first.token);
      if ('problem' in second) return second.problem;
      const again = await post(given, message, second.token);
      return again === 'token-ended' ? { kind: 'later', problem: 'notice.zalo-reconnect', wholeWay: true } : again;
    },
  };
}

/**
 * The access token. A refresh token works once, so whoever renews holds the row: two servers never use the same one, and the new one is
 * kept before anything is sent with it.
 */
async function accessToken(given: Given, ended?: string): Promise<Token> {
  const { db, dataDir, appId, place, clock } = given;
  return asOwner(db, 'notices', async (tx) => {
    const secret = await readSecret<ZaloSecret>(tx, dataDir, 'zalo', true);
    const now = clock().getTime();
    const { accessToken: known, accessUntil = 0, refreshToken, appSecret } = secret ?? {};
    if (known !== undefined && known !== ended && accessUntil - EARLY_MS > now) return { token: known };
    if (refreshToken === undefined || appSecret === undefined)
      return { problem: { kind: 'later', problem: 'notice.zalo-reconnect', wholeWay: true } };
    const answered = await ask(`${place.auth}/v4/oa/access_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', secret_key: appSecret },
      body: new URLSearchParams({ refresh_token: refreshToken, app_id: appId, grant_type: 'refresh_token' }).toString(),
    });
    if ('problem' in answered) return { problem: { kind: 'later', problem: answered.problem } };
    const tokens = Tokens.safeParse(answered.body);
    if (!tokens.success) {
      // The token was used or taken back: only the administrator can connect anew.
      await writeSecret(tx, dataDir, 'zalo', { ...secret, refreshToken: undefined, accessToken: undefined });
      return { problem: { kind: 'later', problem: 'notice.zalo-reconnect', wholeWay: true } };
    }
    const { access_token: token, refresh_token: next, expires_in: seconds } = tokens.data;
    await writeSecret(tx, dataDir, 'zalo', {
      ...secret,
      refreshToken: next,
      accessToken: token,
      accessUntil: now + seconds * 1000,
    });
    await tx.run(sql`update platform.notice_service set problem = null where way = 'zalo'`);
    return { token };
  });
}

async function post(given: Given, message: Message, token: string): Promise<Sent | 'token-ended'> {
  const now = given.clock();
  const answered = await ask(`${given.place.api}/v3.0/oa/message/cs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', access_token: token },
    body: JSON.stringify({
      recipient: { user_id: message.address },
      message: { text: `${message.text}\n${message.link}` },
    }),
  });
  if ('problem' in answered) {
    const afterMs = answered.status === 429 ? (retryAfterMs(answered.retryAfter, now) ?? 60_000) : undefined;
    return {
      kind: 'later',
      problem: answered.problem,
      ...(afterMs === undefined ? {} : { afterMs, wholeWay: true }),
    };
  }
  const said = Answer.safeParse(answered.body);
  if (!said.success) return { kind: 'later', problem: 'notice.zalo-unreachable' };
  const { error, data } = said.data;
  if (error === 0) return { kind: 'sent', ...(data?.message_id ? { reference: data.message_id } : {}) };
  if (TOKEN_ENDED.includes(error)) return 'token-ended';
  return whatItMeans(error, now);
}

/** What a refusal of Zalo means; it comes with status 200 and a number below 0. */
function whatItMeans(error: number, now: Date): Sent {
  switch (error) {
    case -32: // too many calls in this minute
      return { kind: 'later', problem: 'notice.zalo-busy', afterMs: 60_000, wholeWay: true };
    case -211: // the messages of the day are used up
      return {
        kind: 'later',
        problem: 'notice.zalo-quota',
        afterMs: nextMidnight(now).getTime() - now.getTime(),
        wholeWay: true,
      };
    case -213: // he does not follow the account any more
      return { kind: 'gone', problem: 'notice.zalo-left' };
    case -230: // nothing was heard of him for seven days, so a free message is not allowed
      return { kind: 'refused', problem: 'notice.zalo-silent' };
    default:
      return { kind: 'refused', problem: 'notice.zalo-refused' };
  }
}

type Asked = { body: unknown } | { problem: string; status: number; retryAfter: string | null };

async function ask(url: string, init: RequestInit): Promise<Asked> {
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await answer.text();
    if (answer.status === 429 || answer.status >= 500) {
      const problem = answer.status === 429 ? 'notice.zalo-busy' : 'notice.zalo-unreachable';
      return { problem, status: answer.status, retryAfter: answer.headers.get('retry-after') };
    }
    return { body: parsed(text) };
  } catch (error) {
    if (isNetworkError(error)) return { problem: 'notice.zalo-unreachable', status: 0, retryAfter: null };
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * The signature of an event: plain SHA-256 over the number of the app, the body as it came, its time stamp and the secret of the account.
 * @see developers.zalo.me, “Webhook”: X-ZEvent-Signature: mac=sha256(appId + data + timeStamp + OAsecretKey)
 */
export function signatureOf(parts: { appId: string; body: string; timestamp: string; secret: string }): string {
  const { appId, body, timestamp, secret } = parts;
  return createHash('sha256')
    .update(appId + body + timestamp + secret, 'utf8')
    .digest('hex');
}

/** True when the header carries that signature; compared without telling by the time it takes how much of it was right. */
export function isSigned(header: string | undefined, expected: string): boolean {
  const given = Buffer.from((header ?? '').replace(/^mac=/, ''), 'utf8');
  const wanted = Buffer.from(expected, 'utf8');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

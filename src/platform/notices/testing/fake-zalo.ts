import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureOf, type ZaloPlace } from '../ways/zalo.ts';

/**
 * A Zalo of our own, over HTTP as the real one: refresh tokens that work once, access tokens that end, a quota, too many calls, followers
 * who left, and events with a signature.
 */
export type FakeZalo = {
  place: ZaloPlace;
  appId: string;
  appSecret: string;
  oaSecret: string;
  firstToken: string;
  /** What arrived, in order. */
  received: { to: string; text: string }[];
  /** How often a token was asked for. */
  renewals: number;
  followers: Set<string>;
  /** Messages left of the day. */
  quota: number;
  /** The next so many calls are answered 429 with this wait. */
  busy: { calls: number; retryAfter: string };
  /** The next so many calls are answered 500. */
  broken: number;
  /** Ends every access token before its time. */
  endTokens(): void;
  /** An event as Zalo sends it: body and headers. */
  event(event: object, secret?: string): { body: string; headers: Record<string, string> };
  close(): Promise<void>;
};

export async function startFakeZalo(): Promise<FakeZalo> {
  const [appId, appSecret, oaSecret, firstToken] = ['4318', 'app-secret', 'oa-secret', 'refresh-0'];
  const state = { refresh: firstToken, access: '', ended: false, round: 0 };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeZalo = {
    place: { auth: url, api: url },
    appId,
    appSecret,
    oaSecret,
    firstToken,
    received: [],
    renewals: 0,
    followers: new Set(['follower-1']),
    quota: 1000,
    busy: { calls: 0, retryAfter: '1' },
    broken: 0,
    endTokens: () => void (state.ended = true),
    event(event, secret = oaSecret) {
      const timestamp = String(Date.now());
      const body = JSON.stringify({ app_id: appId, timestamp, ...event });
      const mac = signatureOf({ appId, body, timestamp, secret });
      return { body, headers: { 'content-type': 'application/json', 'x-zevent-signature': `mac=${mac}` } };
    },
    close: () => new Promise((settle) => server.close(() => settle())),
  };
  return fake;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const say = (value: object, status = 200, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    };
    if (fake.broken > 0) {
      fake.broken -= 1;
      return say({ error: -500 }, 500);
    }
    if (request.url === '/v4/oa/access_token') return renew(request, new URLSearchParams(body), say);
    if (request.url !== '/v3.0/oa/message/cs') return say({ error: -404 }, 404);
    if (fake.busy.calls > 0) {
      fake.busy.calls -= 1;
      return say({}, 429, { 'retry-after': fake.busy.retryAfter });
    }
    if (request.headers['access_token'] !== state.access || state.ended || state.access === '')
      return say({ error: -216, message: 'Access token is invalid' });
    const { recipient, message } = JSON.parse(body) as { recipient: { user_id: string }; message: { text: string } };
    if (!fake.followers.has(recipient.user_id)) return say({ error: -213, message: 'User has not followed OA' });
    if (fake.quota === 0) return say({ error: -211, message: 'Out of quota' });
    fake.quota -= 1;
    fake.received.push({ to: recipient.user_id, text: message.text });
    return say({ error: 0, message: 'Success', data: { message_id: `m-${fake.received.length}` } });
  }

  function renew(request: IncomingMessage, form: URLSearchParams, say: (value: object) => void): void {
    fake.renewals += 1;
    const right =
      request.headers['secret_key'] === appSecret &&
      form.get('app_id') === appId &&
      form.get('grant_type') === 'refresh_token' &&
      form.get('refresh_token') === state.refresh;
    // A used token is refused like a wrong one, with status 200.
    if (!right) return say({ error: -14014, error_name: 'Invalid refresh token' });
    state.round += 1;
    Object.assign(state, { refresh: `refresh-${state.round}`, access: `access-${state.round}`, ended: false });
    say({ access_token: state.access, refresh_token: state.refresh, expires_in: '90000' });
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

import webPush from 'web-push';
import { retryAfterMs } from '../rules.ts';
import type { VapidKeys } from '../secrets.ts';
import { isNetworkError, type Message, PATIENCE_MS, type Sent, type Way } from './way.ts';

/** How long a push service keeps a message for a browser that is closed. */
const KEPT_SECONDS = 2 * 86_400;
/** The services of the browsers; any other address would let a person make this server call whom he likes. */
const SERVICES = [
  /^fcm\.googleapis\.com$/,
  /^updates\.push\.services\.mozilla\.com$/,
  /^[a-z0-9-]+\.push\.apple\.com$/,
  /^[a-z0-9-]+\.notify\.windows\.com$/,
];

/** True for the address of a push service of a browser. */
export const isPushService = (endpoint: string): boolean =>
  SERVICES.some((service) => service.test(new URL(endpoint).hostname));

/** Sends to browsers, encrypted for each. @see RFC 8030, RFC 8291, RFC 8292 */
export function pushWay(keys: VapidKeys, subject: string, clock: () => Date): Way {
  return { name: 'push', send: (message) => send(keys, subject, clock, message) };
}

async function send(keys: VapidKeys, subject: string, clock: () => Date, message: Message): Promise<Sent> {
  const payload = JSON.stringify({ title: message.title, body: message.text, link: message.link });
  const request = webPush.generateRequestDetails(
    { endpoint: message.address, keys: message.keys ?? { p256dh: '', auth: '' } },
    payload,
    { TTL: KEPT_SECONDS, topic: message.deliveryId.replaceAll('-', ''), vapidDetails: { subject, ...keys } },
  );
  try {
    const answer = await fetch(request.endpoint, {
      method: 'POST',
      headers: request.headers as Record<string, string>,
      body: new Uint8Array(request.body ?? Buffer.alloc(0)),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.body?.cancel();
    return whatItSaid(answer, clock());
  } catch (error) {
    if (isNetworkError(error)) return { kind: 'later', problem: 'notice.push-unreachable' };
    throw error;
  }
}

function whatItSaid(answer: Response, now: Date): Sent {
  if (answer.ok) return { kind: 'sent' };
  if (answer.status === 404 || answer.status === 410) return { kind: 'gone', problem: 'notice.push-gone' };
  const afterMs = retryAfterMs(answer.headers.get('retry-after'), now);
  if (answer.status === 429 || answer.status >= 500)
    return { kind: 'later', problem: 'notice.push-busy', ...(afterMs === undefined ? {} : { afterMs }) };
  return { kind: 'refused', problem: 'notice.push-refused' };
}

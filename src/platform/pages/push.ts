import { ApiProblem } from '../ui/api.ts';

/** Where the worker that shows notices lies; its own folder, so that it never answers for a page. */
const WORKER = '/notices-worker.js';

export type Subscription = { endpoint: string; keys: { p256dh: string; auth: string } };

/**
 * Asks this browser to take notices. @throws Error `notice.push-denied` as a problem when it may not
 */
export async function subscribeHere(publicKey: string): Promise<Subscription> {
  const refused = (): never => {
    throw new ApiProblem({ status: 409, code: 'notice.push-denied' });
  };
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return refused();
  if ((await Notification.requestPermission()) !== 'granted') return refused();
  const registration = await navigator.serviceWorker.register(WORKER, { scope: '/notices-worker/' });
  await active(registration);
  const { pushManager } = registration;
  const before = await pushManager.getSubscription();
  // Of an installation that had another key: nobody can write to it any more.
  const stale = before !== null && toBase64Url(before.options.applicationServerKey) !== publicKey;
  if (stale) await before.unsubscribe();
  const subscription =
    before !== null && !stale
      ? before
      : await pushManager
          .subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
          // The browser has no push service, or cannot reach it from here.
          .catch((): never => {
            throw new ApiProblem({ status: 409, code: 'notice.push-none' });
          });
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  return endpoint && p256dh && auth ? { endpoint, keys: { p256dh, auth } } : refused();
}

/** A browser subscribes only for a worker that runs; the first time it is still being installed. */
function active(registration: ServiceWorkerRegistration): Promise<void> {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return Promise.resolve();
  return new Promise((settle) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated' || coming.state === 'redundant') settle();
    });
  });
}

const toBase64Url = (key: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

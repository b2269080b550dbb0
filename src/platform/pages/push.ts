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
  const subscription =
    (await registration.pushManager.getSubscription()) ??
    (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }));
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  return endpoint && p256dh && auth ? { endpoint, keys: { p256dh, auth } } : refused();
}

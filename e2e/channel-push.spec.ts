import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import type { Lang } from '../src/platform/format.ts';
import { browserKeys, openPush, signedBy } from '../src/platform/notices/testing/browser-push.ts';
import { callsOf } from './calls.ts';
import { expect, noConsoleErrors, running, signIn, test, words } from './journey.ts';
import type { Sealed } from './push-service.ts';

const browser = browserKeys();
const ENDPOINT = `https://fcm.googleapis.com/fcm/send/${Date.now().toString(36)}`;

/**
 * Chromium subscribes only at the service of its maker, which no test reaches. What it would answer stands in for that one call, with
 * a real key pair; the worker, its permission, the messages and what is shown are the browser's own.
 */
async function subscribesHere(page: Page): Promise<void> {
  const [p256dh, auth] = [browser.publicKey, browser.auth].map((key) => key.toString('base64url'));
  await page.addInitScript(
    ({ endpoint, keys }) => {
      PushManager.prototype.subscribe = async function (given) {
        const registration = await navigator.serviceWorker.getRegistration('/notices-worker/');
        // As Chromium says it: a subscription belongs to a worker that runs.
        if (!registration?.active) throw new DOMException('no active Service Worker', 'AbortError');
        if (given?.userVisibleOnly !== true) throw new DOMException('userVisibleOnly', 'NotAllowedError');
        localStorage.setItem('asked-key', given.applicationServerKey as string);
        return { endpoint, toJSON: () => ({ endpoint, keys }) } as unknown as PushSubscription;
      };
    },
    { endpoint: ENDPOINT, keys: { p256dh, auth } },
  );
}

/** The messages that lie at the service for this browser. */
async function lying(): Promise<Sealed[]> {
  const all = (await (await fetch(running().pushService)).json()) as Sealed[];
  return all.filter(({ to }) => to === new URL(ENDPOINT).pathname);
}

/** Hands an opened message to the worker, as the browser does once it has opened it itself. */
async function postmanOf(context: BrowserContext, page: Page): Promise<(data: string) => Promise<void>> {
  const devtools = await context.newCDPSession(page);
  const registered = new Promise<string>((settle) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.endsWith('/notices-worker/'));
      if (own) settle(own.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  const { origin } = new URL(running().address);
  return async (data) =>
    void (await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data }));
}

const waysOf = async (calls: APIRequestContext) =>
  (await (await calls.get('/api/v1/notices/ways')).json()) as { pushKey: string; ways: { id: string }[] };

type Shown = { title: string; body: string; tag: string; data: unknown };
const shownBy = (page: Page): Promise<Shown[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/notices-worker/');
    const notices = (await registration?.getNotifications()) ?? [];
    return notices.map(({ title, body, tag, data }) => ({ title, body, tag, data: data as unknown }));
  });

test('a browser is told: sealed for it alone, shown in the reader’s language without a name, and opened at the right page', async ({
  page,
  context,
}) => {
  test.slow();
  const faults = noConsoleErrors(page);
  const { address } = running();
  await context.grantPermissions(['notifications'], { origin: new URL(address).origin });
  await subscribesHere(page);
  await signIn(page, 'inspection');
  const calls = await callsOf('inspection');
  const { user } = (await (await calls.get('/api/v1/me')).json()) as { user: { displayName: string } };
  for (const { id } of (await waysOf(calls)).ways)
    await calls.delete(`/api/v1/notices/ways/${id}`, { headers: { 'idempotency-key': crypto.randomUUID() } });
  await page.goto('/notices');
  await page.getByRole('button', { name: words('platform.notice.add-push') }).click();
  const way = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: words('platform.notice.send-test') }) });
  await expect(way).toBeVisible();
  const { pushKey } = await waysOf(calls);
  expect(await page.evaluate(() => localStorage.getItem('asked-key'))).toBe(pushKey);

  const before = (await lying()).length;
  const deliver = await postmanOf(context, page);
  try {
    for (const [at, lang] of (['vi', 'th', 'en'] satisfies Lang[]).entries()) {
      expect(
        (
          await calls.patch('/api/v1/me', {
            data: { language: lang },
            headers: { 'idempotency-key': crypto.randomUUID() },
          })
        ).ok(),
      ).toBe(true);
      await way.getByRole('button', { name: words('platform.notice.send-test') }).click();
      await expect.poll(async () => (await lying()).length, { timeout: 30_000 }).toBe(before + at + 1);
      const sealed = (await lying())[before + at];
      if (!sealed) throw new Error('no message');
      expect(sealed.encoding).toBe('aes128gcm');
      expect(signedBy(sealed.authorization)).toMatchObject({ key: pushKey, audience: 'https://fcm.googleapis.com' });
      const opened = openPush(Buffer.from(sealed.body, 'base64'), browser);
      await deliver(opened);
      const sentence = words('platform.notice.test', {}, lang);
      await expect
        .poll(async () => (await shownBy(page)).map(({ title, body }) => [title, body]))
        .toContainEqual([words('platform.notice.title', {}, lang), sentence]);
      // On a locked screen stands one sentence that is the same for everybody.
      for (const { title, body } of await shownBy(page))
        expect(`${title} ${body}`).not.toMatch(new RegExp(`${user.displayName}|inspection|[0-9a-f]{8}-`));
    }

    // Pressed, it leads to a page of this installation, whatever the message said.
    const worker = context.serviceWorkers().find((one) => one.url().endsWith('/notices-worker.js'));
    if (!worker) throw new Error('the worker does not run');
    const pressed = (link: string) =>
      worker.evaluate(async (to) => {
        const scope = globalThis as unknown as {
          clients: { openWindow(path: string): Promise<null> };
          registration: ServiceWorkerRegistration;
          dispatchEvent(event: Event): boolean;
        };
        const opened: string[] = [];
        // A window opens only where a hand pressed; what would be opened is noted instead.
        scope.clients.openWindow = async (path) => void opened.push(path) as unknown as null;
        await scope.registration.showNotification('Gần Dân', { data: { link: to } });
        const [notification] = (await scope.registration.getNotifications()).filter(
          (one) => (one.data as { link: string }).link === to,
        );
        const Pressed = Reflect.get(globalThis, 'NotificationEvent') as new (
          kind: string,
          given: { notification: Notification | undefined },
        ) => Event;
        scope.dispatchEvent(new Pressed('notificationclick', { notification }));
        return opened;
      }, link);
    const sent = await shownBy(page);
    const link = (sent[0]?.data as { link: string }).link;
    expect(await pressed(link)).toEqual(['/notices']);
    const elsewhere = 'https://elsewhere.example/channel/news?unit=1';
    expect(await pressed(elsewhere)).toEqual(['/channel/news?unit=1']);
    // What was pressed is gone from the screen.
    await expect
      .poll(async () => (await shownBy(page)).map(({ data }) => (data as { link: string }).link))
      .not.toEqual(expect.arrayContaining([elsewhere]));
  } finally {
    await calls.patch('/api/v1/me', { data: { language: 'vi' }, headers: { 'idempotency-key': crypto.randomUUID() } });
  }

  await way.getByRole('button', { name: words('platform.notice.withdraw') }).click();
  await expect(way).toHaveCount(0);
  expect(faults()).toEqual([]);
});

test('a browser that may not show notices, or has no service for them, is told so with the next step', async ({
  page,
  context,
}) => {
  const faults = noConsoleErrors(page);
  await page.addInitScript(() => {
    Notification.requestPermission = () => Promise.resolve('denied');
  });
  await signIn(page, 'inspection');
  await page.goto('/notices');
  await page.getByRole('button', { name: words('platform.notice.add-push') }).click();
  await expect(page.getByText(words('problem.notice.push-denied'))).toBeVisible();

  const other = await context.newPage();
  await context.grantPermissions(['notifications'], { origin: new URL(running().address).origin });
  await other.addInitScript(() => {
    Notification.requestPermission = () => Promise.resolve('granted');
    PushManager.prototype.subscribe = () => Promise.reject(new DOMException('no push service', 'AbortError'));
  });
  await other.goto('/notices');
  await other.getByRole('button', { name: words('platform.notice.add-push') }).click();
  await expect(other.getByText(words('problem.notice.push-none'))).toBeVisible();
  expect(faults()).toEqual([]);
});

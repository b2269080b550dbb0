import { addRoute, cleanupOutdatedCaches, matchPrecache, precache } from 'workbox-precaching';

/** What a worker may do, as far as this one does it. */
type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
type Asking = Lasting & { request: Request; respondWith(answer: Promise<Response>): void };
type Scope = {
  addEventListener(type: 'fetch', listener: (event: Asking) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'activate', listener: (event: Lasting) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};
const scope = self as unknown as Scope;

/** The build puts the list here: everything the app needs, so that it opens where there is no network. */
const files = JSON.parse('__FIELD_FILES__') as { url: string; revision: string | null }[];
const PAGE = '/field/';
const LETTERS = 'gandan-field-letters';

precache(files);
cleanupOutdatedCaches();

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  const isPage = request.mode === 'navigate' && (url.pathname === PAGE || url.pathname === '/field');
  // Letters of other scripts are kept from the first time they were shown.
  if (!isPage && !url.pathname.endsWith('.woff2')) return;
  event.respondWith(isPage ? page(request) : letters(request));
  // The route of the list below must not answer a second time.
  event.stopImmediatePropagation();
});
addRoute();

/** A new program takes over only when the person said so: a form that is open stays as it is. */
scope.addEventListener('message', (event) => {
  if (event.data === 'take-over') void scope.skipWaiting();
});
// The first page of all is served by the worker from its next request on, without opening it again.
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));

async function page(request: Request): Promise<Response> {
  return (await matchPrecache(PAGE)) ?? fetch(request);
}

async function letters(request: Request): Promise<Response> {
  const kept = (await matchPrecache(request)) ?? (await (await caches.open(LETTERS)).match(request));
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(LETTERS)).put(request, answer.clone());
  return answer;
}

import { useSyncExternalStore } from 'react';

let waiting: ServiceWorker | null = null;
let asked = false;
const listeners = new Set<() => void>();

function tell(worker: ServiceWorker | null): void {
  waiting = worker;
  for (const listener of listeners) listener();
}

/**
 * Installs the worker that lets the app open without a network, and listens for the next program. A page reloads only after a
 * person asked for the new program in it.
 */
export async function installWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload();
  });
  const registration = await navigator.serviceWorker.register('/field/worker.js', { scope: '/field/' });
  const look = () => {
    if (registration.waiting && navigator.serviceWorker.controller) tell(registration.waiting);
  };
  look();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
  // Asked for when the app comes back into sight with a network; a failure is no news.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && navigator.onLine) registration.update().catch(() => undefined);
  });
}

/** Takes the new program over, when there is one. */
export function useUpdate(): (() => void) | null {
  const worker = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );
  if (!worker) return null;
  return () => {
    asked = true;
    worker.postMessage('take-over');
  };
}

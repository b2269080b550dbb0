import type { WayName } from '../contract.ts';

/** A message as it goes out. It has no field for a name or for what it is about. */
export type Message = {
  deliveryId: string;
  address: string;
  keys: { p256dh: string; auth: string } | null;
  /** “Gần Dân” */
  title: string;
  /** “You have a new meeting. Open Gần Dân.” */
  text: string;
  /** Where it is opened, with the address of the installation. */
  link: string;
};

/**
 * What a service said. `later`: tried again, not before `afterMs`; with `wholeWay` everything by this way rests.
 * `gone`: the address is no more, and the consent with it. `refused`: trying again would change nothing.
 */
export type Sent =
  | { kind: 'sent'; reference?: string }
  | { kind: 'later'; problem: string; afterMs?: number; wholeWay?: boolean }
  | { kind: 'gone'; problem: string }
  | { kind: 'refused'; problem: string };

/** A way by which messages go. */
export type Way = { name: WayName; send(message: Message): Promise<Sent> };

/** How long a service may take to answer. */
export const PATIENCE_MS = 20_000;

/** True for what a lost network throws; anything else is our fault. */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'TimeoutError' ||
    error.name === 'AbortError' ||
    (error instanceof TypeError && error.message === 'fetch failed')
  );
}

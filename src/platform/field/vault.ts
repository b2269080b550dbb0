/**
 * The key of what a device keeps. A random key encrypts every record; it is itself wrapped by a key drawn from the PIN. What is
 * in memory cannot be read out of it again (not extractable), what lies on the disk cannot be read without the PIN.
 * A short PIN is weak against somebody who copies the disk and tries at leisure: docs/village.md says so.
 */

/** As OWASP asks for SHA-256; kept with the record, so that it can grow. */
export const ITERATIONS = 600_000;
export const PIN_LENGTH = { least: 6, most: 12 } as const;

export type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };
/** What stands on the disk about the key. Times are the device's clock, in milliseconds. */
export type Keeper = {
  salt: Uint8Array<ArrayBuffer>;
  iterations: number;
  iv: Uint8Array<ArrayBuffer>;
  wrapped: ArrayBuffer;
  /** Wrong PINs since the last right one. */
  tries: number;
  /** When the last wrong one was typed. */
  triedAt: number;
};

const SECOND = 1000;
/** Wait before the next try, by wrong tries so far: five are free, then ever longer. Nothing unsent is ever thrown away for it. */
const WAITS = [0, 0, 0, 0, 0, 30, 60, 300, 900, 3600].map((seconds) => seconds * SECOND);
const LONGEST = 6 * 3600 * SECOND;

/** Milliseconds still to wait before a PIN may be tried. A clock that was set back waits from its new time on. */
export function waitBefore({ tries, triedAt }: Pick<Keeper, 'tries' | 'triedAt'>, now: number): number {
  const wait = WAITS[tries] ?? LONGEST;
  const passed = now - triedAt;
  return passed < 0 ? wait : Math.max(0, wait - passed);
}

/** Wrong tries left before the next wait; 0 while one is due after every try. */
export function triesLeft(tries: number): number {
  return Math.max(0, 5 - tries);
}

/** Whether a PIN is one: digits only, six at least, not all the same and not in a row. */
export function isGoodPin(pin: string): boolean {
  if (!/^\d+$/.test(pin) || pin.length < PIN_LENGTH.least || pin.length > PIN_LENGTH.most) return false;
  const steps = new Set([...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at])));
  const [only] = steps;
  return steps.size > 1 || (only !== 0 && only !== 1 && only !== -1);
}

async function keyOfPin(pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['wrapKey', 'unwrapKey'],
  );
}

/** A new key under a PIN. */
export async function makeVault(pin: string, iterations = ITERATIONS): Promise<{ keeper: Keeper; key: CryptoKey }> {
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
  const keeper = await wrap(fresh, pin, iterations);
  return { keeper, key: await openVault(keeper, pin) };
}

async function wrap(key: CryptoKey, pin: string, iterations: number): Promise<Keeper> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.wrapKey('raw', key, await keyOfPin(pin, salt, iterations), {
    name: 'AES-GCM',
    iv,
  });
  return { salt, iterations, iv, wrapped, tries: 0, triedAt: 0 };
}

function unwrap(keeper: Keeper, kek: CryptoKey, extractable: boolean): Promise<CryptoKey> {
  return crypto.subtle.unwrapKey(
    'raw',
    keeper.wrapped,
    kek,
    { name: 'AES-GCM', iv: keeper.iv },
    { name: 'AES-GCM', length: 256 },
    extractable,
    ['encrypt', 'decrypt'],
  );
}

/** Thrown when a PIN does not open the key. */
export class WrongPin extends Error {
  constructor() {
    super('wrong-pin');
    this.name = 'WrongPin';
  }
}

/** The key, not extractable. The caller counts the try on the disk before. @throws WrongPin */
export async function openVault(keeper: Keeper, pin: string, extractable = false): Promise<CryptoKey> {
  const kek = await keyOfPin(pin, keeper.salt, keeper.iterations);
  try {
    return await unwrap(keeper, kek, extractable);
  } catch {
    throw new WrongPin();
  }
}

/** The same key under another PIN. @throws WrongPin */
export async function changePin(keeper: Keeper, pin: string, newPin: string): Promise<Keeper> {
  return wrap(await openVault(keeper, pin, true), newPin, keeper.iterations);
}

/**
 * Encrypts a value for one place: `place` (store and key) is bound in, so that a record copied to another place does not open.
 */
export async function seal(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  return sealBytes(key, place, new TextEncoder().encode(JSON.stringify(value)));
}

export async function sealBytes(key: CryptoKey, place: string, bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(place);
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes) };
}

/** The value that was sealed for this place. @throws when the record was changed or moved */
export async function open<T>(key: CryptoKey, place: string, sealed: Sealed): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await openBytes(key, place, sealed))) as T;
}

export async function openBytes(key: CryptoKey, place: string, sealed: Sealed): Promise<Uint8Array<ArrayBuffer>> {
  const additionalData = new TextEncoder().encode(place);
  return new Uint8Array(
    await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData }, key, sealed.data),
  );
}

/** SHA-256 in hex: the name of a blob. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

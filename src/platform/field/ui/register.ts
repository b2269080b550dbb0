import { newKey } from '../../ids.ts';
import { Lost } from '../wire.ts';

export type Trouble = { code: string };
export type MeAnswer = {
  user: { displayName: string };
  posts: { unitId: string; unitName: string; kind: string }[];
};
export type MadeDevice = { id: string; token: string; nextSeq: number; unit: { id: string; name: string } };

/** A call as the person who is signed in here, for the first day of a device. @throws Trouble */
async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Idempotency-Key': newKey() };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (fault) {
    throw Object.assign(new Lost(fault), { code: 'network' });
  }
  const text = await response.text();
  const content = (text === '' ? {} : JSON.parse(text)) as { code?: string };
  if (!response.ok)
    throw Object.assign(new Error(content.code ?? 'unexpected'), { code: content.code ?? 'unexpected' });
  return content as T;
}

export function askMe(): Promise<MeAnswer> {
  return call<MeAnswer>('GET', '/me');
}

export async function signIn(who: { userName: string; password: string; totp?: string }): Promise<void> {
  await call('POST', '/sign-in', who);
}

/** The office's session does not stay on the phone: the device has a token of its own. */
export async function signOut(): Promise<void> {
  await call('POST', '/sign-out').catch(() => undefined);
}

export function registerDevice(device: { id: string; name: string; unitId: string }): Promise<MadeDevice> {
  return call<MadeDevice>('POST', '/sync/devices', device);
}

import { Expired, Lost, type PullAnswer, type PushAnswer, Refused, type SyncPort, Withdrawn } from './wire.ts';

const BASE = '/api/v1/sync';
/** A torn line must not hold the queue for ever. */
const PATIENCE_MS = 60_000;

/** Asks the server; what is no answer, or the server's own fault, is `Lost`. */
export async function ask(
  path: string,
  init: RequestInit & { token?: string },
  fetcher: typeof fetch = fetch,
): Promise<Response> {
  const { token, ...rest } = init;
  const headers = new Headers(rest.headers);
  headers.set('Accept', 'application/json, application/problem+json');
  if (token) headers.set('Authorization', `Bearer ${token}`);
  let response: Response;
  try {
    response = await fetcher(BASE + path, {
      ...rest,
      headers,
      // The device speaks with its own token; the cookie of whoever uses the office pages here is none of its business.
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (fault) {
    throw new Lost(fault);
  }
  if (response.ok) return response;
  if (response.status >= 500 || response.status === 408 || response.status === 429) throw new Lost(response.status);
  const problem = await bodyOf<{ code?: string; details?: Record<string, unknown> }>(response);
  if (problem.code === 'device.withdrawn') throw new Withdrawn();
  if (problem.code === 'device.expired') throw new Expired();
  throw new Refused(response.status, problem.code ?? 'unexpected', problem.details ?? {});
}

/** A body that does not come whole was lost with its answer. */
export async function bodyOf<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (fault) {
    throw new Lost(fault);
  }
}

/** The server by HTTP, as one device. */
export function httpPort(token: string, fetcher: typeof fetch = (input, init) => fetch(input, init)): SyncPort {
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const headers = { 'Content-Type': 'application/json' };
    return bodyOf<T>(await ask(path, { method: 'POST', token, headers, body: JSON.stringify(body) }, fetcher));
  };
  return {
    push: (request) => post<PushAnswer>('/push', request),
    pull: (request) => post<PullAnswer>('/pull', request),
    blobHeld: async (name) => bodyOf(await ask(`/blobs/${name}`, { method: 'GET', token }, fetcher)),
    blobSend: async (name, { offset, size, bytes }) =>
      bodyOf(
        await ask(
          `/blobs/${name}?offset=${offset}&size=${size}`,
          {
            method: 'PUT',
            token,
            headers: { 'Content-Type': 'application/octet-stream' },
            body: new Uint8Array(bytes),
          },
          fetcher,
        ),
      ),
    decide: async (decision) => {
      await ask(
        '/decisions',
        {
          method: 'POST',
          token,
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': decision.command },
          body: JSON.stringify(decision),
        },
        fetcher,
      );
    },
  };
}

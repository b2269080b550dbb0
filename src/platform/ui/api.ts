import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Lang } from '../format.ts';
import { newKey } from '../ids.ts';

export { newKey };

const BASE = '/api/v1';

/** One field that the server could not read: where it stands and why. */
export type FieldFault = {
  path: string;
  code: string;
  message?: string;
  /** limits that the sentence of the code names */
  details?: Record<string, string | number>;
};

/** An answer that is not a success: RFC 9457, with our stable code. `status` 0 means that no answer came. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly errors: FieldFault[];
  readonly reference: string | undefined;

  constructor(problem: {
    status: number;
    code: string;
    details?: Record<string, unknown>;
    errors?: FieldFault[];
    reference?: string | undefined;
  }) {
    super(problem.code);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem.details ?? {};
    this.errors = problem.errors ?? [];
    this.reference = problem.reference;
  }
}

export type Query = Record<string, string | number | boolean | readonly string[] | undefined | null>;
type WriteOptions = { idempotencyKey?: string | undefined; signal?: AbortSignal | undefined };

/** An address of the API with its query; an array repeats the name. Also for links to downloads. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value)) for (const one of value) search.append(name, String(one));
    else search.set(name, String(value));
  }
  const text = search.toString();
  return BASE + path + (text ? `?${text}` : '');
}

/** How a session ended: the server no longer knows it, or the person left. */
export type Ending = 'over' | 'left';
let onSignedOut: (how: Ending) => void = () => undefined;
/** What happens when nobody is signed in any more (the composition sets it). */
export function whenSignedOut(act: (how: Ending) => void): void {
  onSignedOut = act;
}

/**
 * Everything asked for on behalf of the person signed in. Ended when he leaves: what is on its way then would come back
 * as a refusal, and so would what a page that is still closing asks for; neither reaches the server. `beginSession` opens
 * the next one.
 */
let session = new AbortController();
const GONE = () => new ApiProblem({ status: 401, code: 'sign-in.needed' });

/** Questions whose session was over: they are asked again once the person is back. */
let waiting: (() => void)[] = [];

/** From a successful sign-in on, pages may ask again, and what waited for it goes on. */
export function beginSession(): void {
  session = new AbortController();
  const released = waiting;
  waiting = [];
  for (const go of released) go();
}
const untilSession = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    waiting.push(resolve);
    signal?.addEventListener('abort', () => reject(GONE()), { once: true });
  });

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function send<T>(method: string, url: string, body: unknown, options: WriteOptions): Promise<T> {
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    // Refusals and names come in the language of the page, which need not be the browser's.
    'Accept-Language': document.documentElement.lang || 'vi',
  };
  if (body !== undefined && !(body instanceof FormData)) headers['Content-Type'] = 'application/json';
  // Only a keyed write may be repeated: the same key never acts twice.
  if (method !== 'GET') headers['Idempotency-Key'] = options.idempotencyKey ?? newKey();
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  const asks = method === 'GET' && !isOfSignIn(url);
  if (options.signal) init.signal = options.signal;
  if (body !== undefined) init.body = body instanceof FormData ? body : JSON.stringify(body);
  for (let attempt = 1; ; attempt++) {
    if (asks) {
      const { signal } = session;
      if (signal.aborted) throw GONE();
      init.signal = options.signal ? AbortSignal.any([options.signal, signal]) : signal;
    }
    try {
      return await answer<T>(await fetch(url, init), url);
    } catch (fault) {
      if (options.signal?.aborted) throw fault;
      if (init.signal?.aborted) throw GONE();
      const problem = fault instanceof ApiProblem ? fault : new ApiProblem({ status: 0, code: 'network' });
      if (asks && problem.status === 401 && url !== `${BASE}/me`) {
        await untilSession(init.signal ?? undefined);
        continue;
      }
      const again = problem.status === 0 || problem.status >= 500;
      if (method === 'GET' || !again || attempt === 3) throw problem;
      await pause(400 * 2 ** attempt);
    }
  }
}

const isOfSignIn = (url: string): boolean => url.startsWith(`${BASE}/sign-in`);

async function answer<T>(response: Response, url: string): Promise<T> {
  if (response.status === 204) return undefined as T;
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const content: unknown = isJson ? await response.json() : await response.text();
  if (response.ok) return content as T;
  const found = (typeof content === 'object' && content ? content : {}) as Record<string, unknown>;
  // Who asks `/me` is told by its answer; everybody else was signed in a moment ago.
  if (response.status === 401 && !isOfSignIn(url) && url !== `${BASE}/me`) onSignedOut('over');
  throw new ApiProblem({
    status: response.status,
    code: typeof found['code'] === 'string' ? found['code'] : response.status === 404 ? 'not-found' : 'unexpected',
    details: (found['details'] ?? {}) as Record<string, unknown>,
    errors: Array.isArray(found['errors']) ? (found['errors'] as FieldFault[]) : [],
    reference: typeof found['reference'] === 'string' ? found['reference'] : undefined,
  });
}

/** The public API, as the signed-in person. Refusals are thrown as `ApiProblem`. */
export const api = {
  get: <T>(path: string, query?: Query, options: WriteOptions = {}) =>
    send<T>('GET', apiUrl(path, query), undefined, options),
  post: <T>(path: string, body?: unknown, options: WriteOptions = {}) => send<T>('POST', apiUrl(path), body, options),
  put: <T>(path: string, body?: unknown, options: WriteOptions = {}) => send<T>('PUT', apiUrl(path), body, options),
  patch: <T>(path: string, body?: unknown, options: WriteOptions = {}) => send<T>('PATCH', apiUrl(path), body, options),
  delete: <T>(path: string, options: WriteOptions = {}) => send<T>('DELETE', apiUrl(path), undefined, options),
};

/** A key fixed when the form opens, so that sending again changes nothing; `renew` after a success, for the next record. */
export function useIdempotencyKey(): { key: string; renew: () => void } {
  const [key, setKey] = useState(newKey);
  return { key, renew: useCallback(() => setKey(newKey()), []) };
}

/** Defaults of every query: kept fresh for half a minute, repeated only when no answer or a 5xx came. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        networkMode: 'always',
        refetchOnWindowFocus: false,
        retry: (count, fault) =>
          count < 2 && fault instanceof ApiProblem && (fault.status === 0 || fault.status >= 500),
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export type MyPost = { unitId: string; unitName: string; kind: string; [more: string]: unknown };
export type Me = {
  user: { id: string; userName: string; displayName: string; language?: Lang | null; totp?: boolean };
  posts: MyPost[];
  rights: string[];
};

/** Who is signed in, with posts and rights; `data` is null when nobody is. */
export function useMe() {
  return useQuery({
    queryKey: ['me'],
    queryFn: async ({ client, queryKey }): Promise<Me | null> => {
      const before = client.getQueryData<Me | null>(queryKey) ?? null;
      try {
        const now = await api.get<Me>('/me');
        // Somebody else signed in beside this page, in another tab: nothing of the one before stays.
        if (before && before.user.id !== now.user.id) window.location.assign('/');
        return now;
      } catch (fault) {
        if (!(fault instanceof ApiProblem && fault.status === 401)) throw fault;
        if (before) onSignedOut('over');
        return before;
      }
    },
    staleTime: 5 * 60_000,
  });
}

/** Whether the signed-in person has the right (to show or hide an act; the server decides). */
export function useRight(right: string): boolean {
  return useMe().data?.rights.includes(right) ?? false;
}

/**
 * Ends the session and forgets everything fetched; drafts stay. Throws when the server could not be told: then the person
 * is still signed in, and the page goes on.
 */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    session.abort();
    try {
      await api.post('/sign-out');
    } catch (fault) {
      if (!(fault instanceof ApiProblem && fault.status === 401)) {
        beginSession();
        void client.invalidateQueries();
        throw fault;
      }
    }
    client.clear();
    onSignedOut('left');
  }, [client]);
}

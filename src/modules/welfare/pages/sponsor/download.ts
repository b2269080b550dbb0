import { ApiProblem, apiUrl } from '#platform/ui/api.ts';

/**
 * A file that needs a code. The code goes in the body and never stands in an address.
 * @throws ApiProblem with the code of the refusal
 */
export async function fetchWithCode(
  path: string,
  body: { code: string },
  { lang, signal }: { lang?: string; signal?: AbortSignal } = {},
): Promise<Blob> {
  const response = await fetch(apiUrl(path, { lang }), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(lang ? { 'Accept-Language': lang } : {}) },
    credentials: 'omit',
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  if (response.ok) return response.blob();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const found = (isJson ? await response.json() : {}) as { code?: string; details?: Record<string, unknown> };
  throw new ApiProblem({ status: response.status, code: found.code ?? 'unexpected', details: found.details ?? {} });
}

/** The same, handed to the browser as a file. */
export async function downloadWithCode(
  path: string,
  body: { code: string },
  { lang, name }: { lang: string; name: string },
): Promise<void> {
  const address = URL.createObjectURL(await fetchWithCode(path, body, { lang }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

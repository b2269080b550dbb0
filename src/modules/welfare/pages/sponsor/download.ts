import { ApiProblem, apiUrl } from '#platform/ui/api.ts';

/** Fetches a file that needs a code, and hands it to the browser; the code never stands in an address. */
export async function downloadWithCode(
  path: string,
  body: { code: string },
  { lang, name }: { lang: string; name: string },
): Promise<void> {
  const response = await fetch(apiUrl(path, { lang }), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': lang },
    credentials: 'omit',
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    const found = (await response.json().catch(() => ({}))) as { code?: string; details?: Record<string, unknown> };
    throw new ApiProblem({
      status: response.status,
      code: found.code ?? 'unexpected',
      details: found.details ?? {},
    });
  }
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

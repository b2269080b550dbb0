import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

const HEADER = 'x-gandan-list-file';
/** Requests that the program itself is making for a file, by the secret that each carries. */
const underWay = new Set<string>();

/**
 * Rows of a page that is read for a file. Pages for people end at a hundred or two; each page is a request of its own with its sign-in, its
 * transaction and its way to the place where the last one ended, so that a file of 22,000 rows spent most of its time on beginning anew. A
 * thousand rows are a MB or two while they are written, whatever the length of the list.
 */
export const FILE_ROWS = 1000;
/** The first lines say how wide the columns of a sheet are. */
export const FIRST_ROWS = 100;

/** Asks a list for a file: `ask` sends the header with the request that it makes inside the program. */
export async function askedForFile<T>(ask: (mark: Record<string, string>) => Promise<T>): Promise<T> {
  const secret = randomBytes(32).toString('base64url');
  underWay.add(secret);
  try {
    return await ask({ [HEADER]: secret });
  } finally {
    underWay.delete(secret);
  }
}

/** Gives a list that is read for a file the longer page. What comes over a line never gets it, whatever it says. */
export function longerPageForFiles(request: FastifyRequest): void {
  if (underWay.size === 0 || request.raw.socket instanceof Socket) return;
  const secret = request.headers[HEADER];
  if (typeof secret !== 'string' || !underWay.has(secret)) return;
  const query = request.query as { limit?: unknown } | undefined;
  if (typeof query?.limit === 'number') query.limit = FILE_ROWS;
}

import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Identity } from './context.ts';

const HEADER = 'x-gandan-dispatch';
/** Requests that the program itself is making, by the secret that each carries. */
const underWay = new Map<string, Identity>();

export type Dispatched = { status: number; body: unknown };

/**
 * Asks a route of this program as somebody, as if the request had come from outside: every check, rule, scope and audit of the
 * route holds. The rights are asked anew from the posts that the person holds now.
 */
export async function dispatchAs(
  app: FastifyInstance,
  identity: Identity,
  request: { method: 'POST' | 'PUT' | 'PATCH'; url: string; key: string; payload: Buffer; contentType: string },
): Promise<Dispatched> {
  const secret = randomBytes(32).toString('base64url');
  underWay.set(secret, identity);
  try {
    const answer = await app.inject({
      method: request.method,
      url: request.url,
      headers: { [HEADER]: secret, 'idempotency-key': request.key, 'content-type': request.contentType },
      payload: request.payload,
    });
    const isJson = String(answer.headers['content-type'] ?? '').includes('json');
    return {
      status: answer.statusCode,
      body: isJson && answer.body !== '' ? (JSON.parse(answer.body) as unknown) : null,
    };
  } finally {
    underWay.delete(secret);
  }
}

/** As whom the program makes this request; undefined for one that came over a line, whatever it says. */
export function dispatchedBy(request: FastifyRequest): Identity | undefined {
  if (underWay.size === 0 || request.raw.socket instanceof Socket) return undefined;
  const secret = request.headers[HEADER];
  return typeof secret === 'string' ? underWay.get(secret) : undefined;
}

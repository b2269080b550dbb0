import type { FastifyRequest } from 'fastify';
import { Unauthorized } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';

/** Who asks; the routes of this room need somebody. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}

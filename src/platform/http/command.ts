import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { type Database, type Scope, inScope } from '../db/database.ts';
import { Invalid, RuleBroken } from '../errors.ts';
import { Id } from '../shapes.ts';
import type { CommandResult, Work } from './context.ts';

type Stored = { route: string; request_hash: Buffer; status: number; body: unknown };

/**
 * Runs a write once. The key was fixed when the form opened; sent again, it gets the stored result and nothing happens.
 * A refused write leaves nothing behind, so mending the cause and sending the same key works.
 * @param sent what stands for the body of a request that has none to compare, such as the hash of an uploaded file
 * @throws Invalid `request.idempotency-key` when the header is missing or not a UUID
 * @throws RuleBroken `request.key-reused` when the key came before with something else
 */
export async function runCommand(
  db: Database,
  scope: Scope,
  request: FastifyRequest,
  reply: FastifyReply,
  work: Work<CommandResult>,
  sent?: unknown,
): Promise<FastifyReply> {
  const key = Id.safeParse(request.headers['idempotency-key']);
  if (!key.success) throw new Invalid('request.idempotency-key');
  const route = `${request.method} ${request.url.split('?')[0] ?? ''}`;
  if (request.isMultipart() && sent === undefined) throw new Error('a command with a file has to say what was sent');
  const hash = createHash('sha256')
    .update(route)
    .update(JSON.stringify(sent ?? request.body ?? null))
    .digest();

  const result = await inScope(db, scope, async (tx) => {
    // Two copies of one command wait for each other here, so that the second finds the first one's result.
    await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${scope.userId} || ${key.data}, 1))`);
    const stored = await tx.maybeOne<Stored>(sql`
      select route, request_hash, status, body from platform.command where user_id = ${scope.userId} and key = ${key.data}`);
    if (stored) {
      if (!stored.request_hash.equals(hash)) throw new RuleBroken('request.key-reused');
      return { status: stored.status, body: stored.body };
    }
    const done = await work(tx);
    const status = done.status ?? (done.body === undefined ? 204 : 200);
    const body = done.body === undefined ? null : JSON.stringify(done.body);
    await tx.run(sql`
      insert into platform.command (user_id, key, route, request_hash, status, body)
      values (${scope.userId}, ${key.data}, ${route}, ${hash}, ${status}, ${body}::jsonb)`);
    return { status, body: done.body };
  });
  return reply.code(result.status).send(result.status === 204 ? null : result.body);
}

import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Sends a file to be kept under a name; what it holds is for this reader alone. */
export const sendFile = (reply: FastifyReply, name: string, type: string, content: Buffer | Readable | string) =>
  reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .serializer((payload: unknown) => payload as string)
    .send(content);

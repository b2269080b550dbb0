import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { logAccess } from '../audit/audit.ts';
import { problems } from '../http/problems.ts';
import { Id } from '../shapes.ts';
import { getFile } from './files.ts';

/** Files that rooms have stored; putting one is the affair of the room that it belongs to. */
export const fileRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/files/:id',
    {
      config: { answers: ['any'] },
      schema: {
        tags: ['files'],
        summary: 'The bytes of a file within the caller’s scope, always as a download',
        params: z.object({ id: Id }),
        response: problems,
      },
    },
    async (request, reply) => {
      const file = await app.inScope(request, async (tx) => {
        const found = await getFile(tx, app.platform.dataDir, request.params.id);
        await logAccess(tx, { kind: 'open', subject: 'platform.file', subjectId: found.id });
        return found;
      });
      return reply
        .header('content-type', file.mediaType)
        .header('content-length', file.bytes)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .send(file.open() as never);
    },
  );
};

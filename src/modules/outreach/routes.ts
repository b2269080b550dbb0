import type { FastifyPluginAsync } from 'fastify';

/** Everything this room answers over HTTP. */
export const outreachRoutes: FastifyPluginAsync = async () => undefined;

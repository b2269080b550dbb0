import type { FastifyPluginAsync } from 'fastify';

/** Everything this room answers over HTTP. */
export const channelRoutes: FastifyPluginAsync = async () => undefined;

import type { FastifyPluginAsync } from 'fastify';

/** Everything this room answers over HTTP. */
export const welfareRoutes: FastifyPluginAsync = async () => undefined;

import type { FastifyPluginAsync } from 'fastify';
import './constraints.ts';
import { fileRoutes } from './routes/files.ts';
import { paperRoutes } from './routes/papers.ts';
import { registerRoutes } from './routes/registers.ts';

/** Everything this room answers over HTTP. */
export const recordsRoutes: FastifyPluginAsync = async (app) => {
  await app.register(registerRoutes);
  await app.register(fileRoutes);
  await app.register(paperRoutes);
};

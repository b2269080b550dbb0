import './constraints.ts';
import './dependants.ts';
import type { FastifyPluginAsync } from 'fastify';
import { changeRoutes } from './routes/changes.ts';
import { readRoutes } from './routes/read.ts';

/** Everything this room answers over HTTP. */
export const admissionRoutes: FastifyPluginAsync = async (app) => {
  await app.register(readRoutes);
  await app.register(changeRoutes);
};

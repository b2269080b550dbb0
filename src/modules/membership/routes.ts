import './constraints.ts';
import type { FastifyPluginAsync } from 'fastify';
import { changeRoutes } from './routes/changes.ts';
import { careRoutes } from './routes/care.ts';
import { exportRoutes } from './routes/export.ts';
import { importRoutes } from './routes/imports.ts';
import { memberRoutes } from './routes/member.ts';
import { registerRoutes } from './routes/register.ts';

/** Everything this room answers over HTTP. */
export const membershipRoutes: FastifyPluginAsync = async (app) => {
  await app.register(registerRoutes);
  await app.register(exportRoutes);
  await app.register(changeRoutes);
  await app.register(memberRoutes);
  await app.register(careRoutes);
  await app.register(importRoutes);
};

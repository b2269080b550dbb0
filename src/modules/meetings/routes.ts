import './constraints.ts';
import type { FastifyPluginAsync } from 'fastify';
import { assignmentRoutes } from './routes/assignments.ts';
import { feedRoutes } from './routes/feeds.ts';
import { readRoutes } from './routes/read.ts';
import { sheetRoutes } from './routes/sheets.ts';
import { writeRoutes } from './routes/write.ts';

/** Everything this room answers over HTTP. */
export const meetingsRoutes: FastifyPluginAsync = async (app) => {
  await app.register(readRoutes);
  await app.register(writeRoutes);
  await app.register(feedRoutes);
  await app.register(assignmentRoutes);
  await app.register(sheetRoutes);
};

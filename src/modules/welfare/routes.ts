import type { FastifyPluginAsync } from 'fastify';
import './constraints.ts';
import { paperRoutes } from './papers/routes.ts';
import { giverRoutes } from './routes/givers.ts';
import { routeKinds } from './routes/make.ts';
import { outwardRoutes } from './routes/outward.ts';
import { receiverRoutes } from './routes/receivers.ts';

/** Everything this room answers over HTTP. */
export const welfareRoutes: FastifyPluginAsync = async (plain) => {
  const kinds = routeKinds(plain);
  giverRoutes(kinds);
  receiverRoutes(kinds);
  outwardRoutes(kinds);
  await plain.register(paperRoutes);
};

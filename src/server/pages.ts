import { readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem } from '../platform/http/problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A file of the pages: the same for everybody, so nobody asks who calls. */
    page?: boolean;
  }
}

// Style attributes and sheets are written by the interface library at run time; scripts come from our files only.
const CONTENT_SECURITY_POLICY = [
  `default-src 'self'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data: blob:`,
  `font-src 'self' data:`,
  `connect-src 'self'`,
  `object-src 'none'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ');

const SAFE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'geolocation=(), microphone=(), camera=()',
};

/** Headers that every answer carries; without a context of its own, so that they reach the rooms. */
export const safeHeaders: FastifyPluginAsync = Object.assign(
  async (app: FastifyInstance) => {
    // When sending, because refusals of earlier hooks must carry them too.
    app.addHook('onSend', async (request, reply) => {
      reply.headers(SAFE_HEADERS);
      if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000');
      // What the program answers belongs to one person at one moment.
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    });
  },
  { [Symbol.for('skip-override')]: true },
);

/** True for a route that hands out a file of the pages. */
export function isPage(request: FastifyRequest): boolean {
  return request.routeOptions.config.page === true;
}

/**
 * Serves the built pages. Files with a hash in their name never change and are kept for a year; every address that
 * names no file opens the app, which finds its page itself; what the API does not know stays a problem.
 */
export function pagesPlugin(dir: string): FastifyPluginAsync {
  const files = new Set(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.br'))
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );

  return async (app) => {
    await app.register(fastifyStatic, { root: dir, serve: false, preCompressed: true, cacheControl: false });
    app.route({
      method: ['GET', 'HEAD'],
      url: '/*',
      config: { public: true, page: true },
      schema: { hide: true },
      handler: (request, reply) => {
        const path = (request.params as { '*': string })['*'];
        if (path === 'field' || path === 'field/') return send(reply, 'field.html');
        if (path !== '' && files.has(path)) return send(reply, path);
        if (path === 'api' || path.startsWith('api/') || extname(path) !== '') return absent(request, reply);
        return send(reply, 'index.html');
      },
    });
  };

  function send(reply: FastifyReply, path: string): FastifyReply {
    const forEver = path.startsWith('assets/');
    reply.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache');
    return reply.sendFile(path);
  }
}

function absent(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return answerProblem(Object.assign(new Error('no such file'), { statusCode: 404 }), request, reply);
}

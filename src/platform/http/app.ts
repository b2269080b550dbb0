import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Scope } from '../db/database.ts';
import { inScopeOfReader } from '../db/reader.ts';
import { longerPageForFiles } from '../lists/pages-for-files.ts';
import { Forbidden, Unauthorized } from '../errors.ts';
import type { Right } from '../rights.ts';
import { todayInVietnam } from '../time/dates.ts';
import type { Caller, CommandResult, Platform, Work } from './context.ts';
import { runCommand } from './command.ts';
import { describedRoutes, describedWhole } from './described.ts';
import { dispatchedBy } from './dispatch.ts';
import { LOG_SERIALIZERS } from './log.ts';
import { answerProblem } from './problems.ts';

declare module 'fastify' {
  interface FastifyInstance {
    platform: Platform;
    /** Reads as the caller, in one transaction. */
    inScope<T>(request: FastifyRequest, work: Work<T>): Promise<T>;
    /** Writes as the caller, in one transaction, once per Idempotency-Key, and sends the answer. */
    command(
      request: FastifyRequest,
      reply: FastifyReply,
      work: Work<CommandResult>,
      /** Stands for the body where it was a file (`receiveUpload` answers it). */
      sent?: unknown,
    ): Promise<FastifyReply>;
  }
  interface FastifyRequest {
    /** Present on every route that is not public. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** Anybody may call it, signed in or not. */
    public?: boolean;
    /** The right that the caller must hold. Without it, being signed in is enough. */
    right?: Right;
    /** It only reads and may be a second behind: a replica answers it where there is one. */
    replica?: boolean;
    /** A phone in the field may ask it with its own token. */
    field?: boolean;
  }
}

export const BODY_LIMIT_BYTES = 1024 * 1024;
/** Compressed size of an upload; what unpacks from it has its own limit in `platform/spreadsheet`. */
export const UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024;

/** A list of 50 MB may take its time on a slow line, as long as something comes. */
const LONGEST_REQUEST_MS = 3_600_000;
const STALLED_AFTER_MS = 60_000;

/** The HTTP program without its rooms: problems, callers, idempotency, OpenAPI. Rooms are registered under /api/v1. */
export async function createApp(
  platform: Platform,
  rooms: readonly FastifyPluginAsync[],
  options: {
    log?: boolean | 'failures';
    /** Where log lines go instead of the standard output. */
    logTo?: { write(line: string): void };
    /** Registered at the root before the rooms, so that their hooks see every route: health, metrics. */
    atRoot?: readonly FastifyPluginAsync[];
    /** A request of which nothing comes for so long is cut off. */
    stalledAfterMs?: number;
  } = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: LONGEST_REQUEST_MS,
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 300 },
    logger:
      options.log !== undefined && options.log !== false
        ? {
            level: options.log === 'failures' ? 'error' : 'info',
            serializers: LOG_SERIALIZERS,
            ...(options.logTo ? { stream: options.logTo } : {}),
          }
        : false,
  });
  app.setValidatorCompiler(validatorCompiler);
  // Answers are checked against their shapes in tests; in production the check would cost a third of a list.
  app.setSerializerCompiler(
    process.env.NODE_ENV === 'test' ? serializerCompiler : () => (data) => JSON.stringify(data),
  );
  app.decorate('platform', platform);
  app.decorateRequest('caller', null);
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) =>
    answerProblem(Object.assign(new Error('no such route'), { statusCode: 404 }), request, reply),
  );

  await app.register(cookie);
  await app.register(multipart, {
    limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1, fields: 20, fieldSize: 64 * 1024 },
    throwFileSizeLimit: true,
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gần Dân',
        version: '1',
        description:
          'One register for grassroots Party organisations, from village to province. Errors are RFC 9457 problems with stable codes; every write needs an Idempotency-Key.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'Personal access token' },
          session: { type: 'apiKey', in: 'cookie', name: 'gandan.session_token' },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: describedRoutes(),
    transformObject: describedWhole,
  });

  app.decorate('inScope', <T>(request: FastifyRequest, work: Work<T>) =>
    inScopeOfReader(
      platform.db,
      request.routeOptions.config.replica === true ? platform.reader : undefined,
      scopeOf(request),
      work,
    ),
  );
  app.decorate('command', (request: FastifyRequest, reply: FastifyReply, work: Work<CommandResult>, sent?: unknown) =>
    runCommand(platform.db, scopeOf(request), request, reply, work, sent),
  );

  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    const dispatched = dispatchedBy(request);
    const identity = dispatched ?? (await platform.identify(request));
    if (identity) request.caller = { ...identity, ...(await grantFor(platform, identity)) };
    const { public: isPublic, right, field } = request.routeOptions.config;
    if (identity?.device !== undefined && !dispatched && field !== true) throw new Forbidden('device.only-sync');
    if (isPublic === true || request.routeOptions.url === undefined) return;
    if (!request.caller) throw new Unauthorized('sign-in.needed');
    if (right && !request.caller.rights.includes(right)) throw new Forbidden('right.missing', { right });
  });
  // After the query was checked: people ask for two hundred rows at most, a file is read in longer pages.
  app.addHook('preHandler', async (request) => longerPageForFiles(request));
  cutOffStalled(app, options.stalledAfterMs ?? STALLED_AFTER_MS);

  for (const plugin of options.atRoot ?? []) await app.register(plugin);
  await app.register(
    async (api) => {
      api.get('/openapi.json', { config: { public: true }, schema: { hide: true } }, () => app.swagger());
      for (const room of rooms) await api.register(room);
    },
    { prefix: '/api/v1' },
  );
  return app.withTypeProvider<ZodTypeProvider>();
}

/** Silence while a body is on its way ends the connection; the time that we take to answer does not count. */
function cutOffStalled(app: FastifyInstance, afterMs: number): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) return;
    const { socket } = raw;
    // What is injected has no line that could fall silent.
    if (!(socket instanceof Socket)) return;
    socket.setTimeout(afterMs);
    raw.once('end', () => socket.setTimeout(0));
  });
}

async function grantFor(platform: Platform, identity: { userId: string; onlyRights?: readonly Right[] }) {
  const grant = await platform.grantOf(identity.userId);
  const only = identity.onlyRights;
  return only ? { ...grant, rights: grant.rights.filter((right) => only.includes(right)) } : grant;
}

/** The caller's scope for the database. @throws Unauthorized when nobody is signed in */
export function scopeOf(request: FastifyRequest): Scope {
  const { caller } = request;
  if (!caller) throw new Unauthorized('sign-in.needed');
  return {
    userId: caller.userId,
    rights: caller.rights,
    ranges: caller.ranges,
    requestId: caller.device === undefined ? request.id : `device ${caller.device}`,
    via: caller.via,
    today: todayInVietnam(request.server.platform.clock()),
  };
}

/** Refuses a caller without the right, where it depends on what is asked and not on the route. */
export function assertRight(request: FastifyRequest, right: Right): void {
  if (!request.caller?.rights.includes(right)) throw new Forbidden('right.missing', { right });
}

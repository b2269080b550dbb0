import type { FastifyRequest } from 'fastify';

/** Properties of database and system errors that name parts of the program, never values. */
const HARMLESS = [
  'code',
  'constraint',
  'table',
  'schema',
  'column',
  'routine',
  'severity',
  'syscall',
  'errno',
] as const;

/**
 * An error as the log may keep it: its class, its place in the code, what part of the schema it touched. Its message
 * and details are left out, since databases and parsers quote the value they stumbled over, and that may be a name.
 */
export function errorForLog(
  error: unknown,
): { type: string; message: string; stack: string } & Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error, message: typeof error, stack: '' };
  const known = error as unknown as Record<string, unknown>;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = frames.filter((line) => !/node_modules|node:internal/.test(line));
  const type = error.constructor.name;
  return {
    type,
    message: typeof known['code'] === 'string' ? `${type} ${known['code']}` : type,
    ...Object.fromEntries(HARMLESS.filter((name) => known[name] !== undefined).map((name) => [name, known[name]])),
    stack: (own.length > 0 ? own : frames).join('\n'),
    ...(error.cause === undefined ? {} : { cause: errorForLog(error.cause) }),
  };
}

/** What the log says of requests: route patterns only, since addresses, query texts and bodies may name people. */
export const LOG_SERIALIZERS = {
  req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url ?? '-' }),
  res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
  err: errorForLog,
};

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Lang, LANGS } from '../format.ts';
import { Problem } from '../errors.ts';
import { hasMessage, translate } from '../messages-node.ts';
import { faultOf } from './field-faults.ts';

/** RFC 9457 problem with the stable code that programs rely on and a sentence in the caller's language. */
export const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          code: z.string(),
          message: z.string(),
          /** the limits that the sentence names, for who makes it in another language */
          details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        }),
      )
      .optional(),
    reference: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type ProblemBody = z.infer<typeof ProblemBody>;

/** Spread into `schema.response` of a route. */
export const problems = {
  400: ProblemBody,
  401: ProblemBody,
  403: ProblemBody,
  404: ProblemBody,
  409: ProblemBody,
  413: ProblemBody,
  429: ProblemBody,
  500: ProblemBody,
};

/** Language of the answer: `?lang=` is for links, `Accept-Language` for everybody else, Vietnamese first. */
export function langOf(request: FastifyRequest): Lang {
  const given = (request.query as Record<string, unknown> | undefined)?.['lang'];
  const asked = typeof given === 'string' ? given : (request.headers['accept-language'] ?? 'vi');
  const first = asked.split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return LANGS.find((lang) => lang === first.find((code) => (LANGS as readonly string[]).includes(code))) ?? 'vi';
}

/** Turns whatever was thrown into a problem. What is our fault keeps its detail in the log and answers a reference number. */
export function answerProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = problemOf(error, request);
  if (body.status === 500) request.log.error({ err: error, reference: body.reference }, 'failed');
  return reply
    .code(body.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}

function problemOf(error: FastifyError | Error, request: FastifyRequest): ProblemBody {
  const lang = langOf(request);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((issue) => {
      const path = issue.instancePath.replace(/^\//, '').replaceAll('/', '.');
      const { code, details } = faultOf({ path, keyword: issue.keyword, message: issue.message ?? '' }, issue.params);
      const limits = Object.keys(details).length > 0 ? { details } : {};
      return { path, code, message: sentence(lang, code, details), ...limits };
    });
    return { ...base(lang, 400, 'request.invalid'), errors };
  }
  if (error instanceof Problem) {
    const details = Object.keys(error.details).length > 0 ? { details: error.details } : {};
    return { ...base(lang, error.status, error.code, error.details), ...details };
  }
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status === 404) return base(lang, 404, 'not-found');
  if (status === 413) return base(lang, 413, 'request.too-large');
  if (status >= 400 && status < 500)
    return base(lang, status, status === 415 ? 'request.media-type' : 'request.malformed');
  return { ...base(lang, 500, 'server.failed', { reference: request.id }), reference: request.id };
}

function base(lang: Lang, status: number, code: string, values: Record<string, unknown> = {}): ProblemBody {
  return { type: `urn:gandan:problem:${code}`, title: sentence(lang, code, values), status, code };
}

function sentence(lang: Lang, code: string, values: Record<string, unknown>): string {
  const key = `problem.${code}`;
  return hasMessage(lang, key) ? translate(lang, key, values as Record<string, string | number>) : code;
}

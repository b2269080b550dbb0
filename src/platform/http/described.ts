import type { FastifyContextConfig, FastifySchema } from 'fastify';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What kinds of file it answers instead of JSON, where its address has no ending that says so. */
    answers?: readonly FileKind[];
    /** Media type of a body that is a file and not JSON. */
    takes?: string;
    /** A write that is not a stored command and therefore has no Idempotency-Key. */
    keyless?: boolean;
  }
}

/** What a refusal of a status means, whatever the route. */
const REFUSED: Readonly<Record<string, string>> = {
  400: 'The request has not the shape that is described, or its Idempotency-Key is missing',
  401: 'Nobody is signed in',
  403: 'The caller lacks the right, or what is asked is not in the caller’s scope',
  404: 'There is no such record, or the caller must not know of it',
  409: 'A rule of the register refuses it; `code` names the rule and `details` the values',
  413: 'The body is too large',
  429: 'Too much was asked; `Retry-After` says when to come again',
  500: 'The server failed; `reference` finds the cause in its log',
};
const DONE: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Written',
  202: 'Taken over, goes on as a job',
  204: 'Done, nothing to say',
};
const MEDIA = {
  any: 'application/octet-stream',
  atom: 'application/atom+xml',
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ics: 'text/calendar',
  jpeg: 'image/jpeg',
  json: 'application/json',
  jsonld: 'application/ld+json',
  ledger: 'text/plain',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
} as const;
type FileKind = keyof typeof MEDIA;
const isFileKind = (ending: string): ending is FileKind => Object.hasOwn(MEDIA, ending);
const BYTES = { type: 'string', format: 'binary' };

type Shape = Record<string, unknown>;
type Transform = ReturnType<typeof createJsonSchemaTransform>;
type Route = Parameters<Transform>[0]['route'];

/**
 * How a route stands in the description of the API: its shapes, and what holds for every route alike. Refusals are
 * problems (RFC 9457), writes carry a key, files have their media type, and what is public needs no sign-in.
 * @see RFC 9457
 */
export function describedRoutes(): Transform {
  const shapes = createJsonSchemaTransform({ skipList: [] });
  return (document) => {
    const { schema, url } = shapes(document);
    const described = schema as (FastifySchema & Shape) | undefined;
    if (described === undefined || described['hide'] === true) return { schema, url };
    const config: FastifyContextConfig = document.route.config ?? {};
    described['operationId'] = operationOf(document.route, url);
    described['response'] = answersOf((described['response'] ?? {}) as Shape, config, url);
    if (config.public === true) described['security'] = [];
    if (needsKey(document.route)) described['headers'] = withKey(described['headers'] as Shape | undefined);
    if (config.takes !== undefined) described['body'] = bodyOf(config.takes);
    return { schema: described, url };
  };
}

/** The whole description: named shapes as they are referred to, without those that nothing refers to. */
export const describedWhole: typeof jsonSchemaTransformObject = (document) => {
  const whole = jsonSchemaTransformObject(document) as Shape;
  const components = whole['components'] as Shape | undefined;
  const schemas = (components?.['schemas'] ?? {}) as Shape;
  const wanted = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (wanted.has(name)) continue;
      wanted.add(name);
      visit(schemas[name]);
    }
  };
  visit(whole['paths']);
  const named = Object.fromEntries(Object.entries(schemas).filter(([name]) => wanted.has(name)));
  return { ...whole, components: { ...components, schemas: named } } as ReturnType<typeof jsonSchemaTransformObject>;
};

const methodOf = ({ method }: Route): string => (Array.isArray(method) ? method.join('-') : method).toLowerCase();
const needsKey = (route: Route): boolean => methodOf(route) !== 'get' && route.config?.keyless !== true;

/** `get-units-unit-outlines` for programs that make functions of routes. */
const operationOf = (route: Route, url: string): string =>
  [
    methodOf(route),
    ...url
      .replace(/^\/api\/v1/, '')
      .split(/[^A-Za-z0-9]+/)
      .filter(Boolean),
  ].join('-');

function withKey(headers: Shape | undefined): Shape {
  const own = (headers?.['properties'] ?? {}) as Shape;
  const key = {
    type: 'string',
    format: 'uuid',
    description:
      'Fixed when a form opens. Sent again with the same body it answers as before, and nothing happens twice.',
  };
  const required = [...((headers?.['required'] ?? []) as string[]), 'idempotency-key'];
  return { ...headers, type: 'object', properties: { ...own, 'idempotency-key': key }, required };
}

function bodyOf(type: string): Shape {
  const schema =
    type === 'multipart/form-data' ? { type: 'object', properties: { file: BYTES }, required: ['file'] } : BYTES;
  return { content: { [type]: { schema } } };
}

function answersOf(given: Shape, config: FastifyContextConfig, url: string): Shape {
  const ending = /\.([a-z]+)$/.exec(url)?.[1] ?? '';
  const kinds = config.answers ?? (isFileKind(ending) ? [ending] : []);
  const own = { schema: given[200] };
  const file = {
    content: Object.fromEntries(kinds.map((kind) => [MEDIA[kind], kind === 'json' ? own : { schema: BYTES }])),
  };
  const answers: Shape = kinds.length === 0 ? given : { ...given, 200: file };
  return Object.fromEntries(
    Object.entries(answers).map(([status, shape]) => [status, withWords(status, shape as Shape)]),
  );
}

/** The words of a status, and the media type of problems where it is one. */
function withWords(status: string, shape: Shape): Shape {
  const description = REFUSED[status] ?? DONE[status] ?? '';
  if (REFUSED[status] === undefined || 'content' in shape) return { description, ...shape };
  return { description, content: { 'application/problem+json': { schema: shape } } };
}

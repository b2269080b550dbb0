import type { FastifyPluginAsync, RouteOptions } from 'fastify';
import { expect, test } from 'vitest';
import { articlePages, newsPages } from '#modules/channel/index.ts';
import { publicPages } from '#modules/outreach/index.ts';
import { createApp } from '../platform/http/app.ts';
import type { Platform } from '../platform/http/context.ts';
import type { SignIn } from '../platform/sign-in/sign-in.ts';
import { registerRooms } from './register-rooms.ts';
import { roomsOf } from './rooms.ts';

type Shape = Record<string, unknown>;
type Content = Record<string, { schema?: Shape }>;
type Operation = {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: { in: string; name: string; required?: boolean; schema?: Shape }[];
  requestBody?: { content: Content };
  responses: Record<string, { description?: string; content?: Content }>;
};

// No database stands behind it: only what the routes say of themselves is asked.
const nothing = { db: {}, dataDir: '', clock: () => new Date(0) } as unknown as Platform;
registerRooms();
const routes: { method: string; path: string; options: RouteOptions }[] = [];
const listening =
  (room: FastifyPluginAsync): FastifyPluginAsync =>
  async (app) => {
    app.addHook('onRoute', (options) => {
      for (const method of [options.method].flat())
        if (method !== 'HEAD')
          routes.push({ method: method.toLowerCase(), path: options.url.replaceAll(/:(\w+)/g, '{$1}'), options });
    });
    await app.register(room);
  };
const app = await createApp(nothing, roomsOf({ handler: {} } as unknown as SignIn, nothing).map(listening));
for (const pages of [publicPages, articlePages, newsPages]) await app.register(listening(pages));
await app.ready();
const api = app.swagger() as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Shape>; securitySchemes: Shape };
};
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ at: `${method} ${path}`, path, method, operation })),
);
const found = (where: (one: (typeof operations)[number]) => boolean) => operations.filter(where).map(({ at }) => at);
const configOf = (at: string) => routes.find(({ method, path }) => `${method} ${path}` === at)?.options.config ?? {};

test('every route is described; what is not are pages for readers, their pictures and styles', () => {
  const hidden = routes.filter(({ options }) => options.schema?.hide === true);
  expect(
    routes
      .filter((route) => !hidden.includes(route))
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  ).toEqual(found(() => true).sort());
  expect(operations.length).toBeGreaterThan(400);
  expect(hidden.map(({ path }) => path).filter((path) => !/^\/public(\/|$)/.test(path))).toEqual([]);
});

test('each says what it does, under a name of its own, and in which part of the program', () => {
  expect(found(({ operation }) => (operation.summary ?? '').length < 8)).toEqual([]);
  expect(found(({ operation }) => operation.tags?.length !== 1)).toEqual([]);
  const names = operations.map(({ operation }) => operation.operationId ?? '');
  expect(names.filter((name, at) => name === '' || names.indexOf(name) !== at)).toEqual([]);
});

test('each tells the shape of its answer: a body with properties, a file with its media type, or nothing', () => {
  const wrong = operations.flatMap(({ at, operation }) => {
    const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    if (answers.length === 0) return [`${at}: no answer`];
    return answers
      .filter(([status, { description, content }]) => {
        if (!description || description === 'Default Response') return true;
        if (status === '204') return false;
        return Object.values(content ?? { none: {} }).some(({ schema }) => !schema || Object.keys(schema).length === 0);
      })
      .map(([status]) => `${at} ${status}`);
  });
  expect(wrong).toEqual([]);
  expect(api.paths['/api/v1/list-files/file']?.['get']?.responses['200']?.content).toHaveProperty(['text/csv']);
  expect(api.paths['/api/v1/calendar/{secret}']?.['get']?.responses['200']?.content).toHaveProperty(['text/calendar']);
  expect(api.paths['/public/{lang}/articles.atom']?.['get']?.responses['200']?.content).toHaveProperty([
    'application/atom+xml',
  ]);
});

test('each tells how it refuses: problems of RFC 9457, in words that say when', () => {
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const wrong = operations
    .filter(({ path }) => path.startsWith('/api/'))
    .flatMap(({ at, operation }) => {
      const refusals = Object.entries(operation.responses).filter(([status]) => /^[45]/.test(status));
      const missing = ['400', '401', '403', '404', '409', '413', '429', '500'].filter(
        (status) => operation.responses[status] === undefined,
      );
      return [
        ...missing.map((status) => `${at}: no ${status}`),
        ...refusals
          .filter(([, { description, content }]) => {
            return (description ?? '').length < 10 || JSON.stringify(content) !== JSON.stringify(problem);
          })
          .map(([status]) => `${at} ${status}`),
      ];
    });
  expect(wrong).toEqual([]);
  expect(Object.keys((api.components.schemas['Problem'] as { properties: Shape }).properties)).toEqual(
    expect.arrayContaining(['type', 'title', 'status', 'code', 'details', 'errors', 'reference']),
  );
});

test('each tells what it is asked: places of its address, a body where it has one, files as files', () => {
  const wrong = operations.flatMap(({ at, path, operation }) => [
    ...[...path.matchAll(/\{(\w+)\}/g)]
      .map(([, name]) => name)
      .filter((name) => operation.parameters?.every((one) => one.in !== 'path' || one.name !== name) ?? true)
      .map((name) => `${at}: {${name}}`),
    ...(operation.parameters ?? []).filter(({ schema }) => !schema).map(({ name }) => `${at}: ${name} has no shape`),
  ]);
  expect(wrong).toEqual([]);
  const uploads = found(({ operation }) =>
    Object.keys(operation.requestBody?.content ?? {}).some((type) => type !== 'application/json'),
  );
  const files = routes.filter(({ options }) => /receiveUpload|request\.file/.test(options.handler.toString()));
  expect(files.map(({ method, path }) => `${method} ${path}`).filter((at) => !uploads.includes(at))).toEqual([]);
  expect(
    routes
      .filter(({ options }) => options.schema?.body)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  ).toEqual(found(({ at, operation }) => operation.requestBody !== undefined && !uploads.includes(at)).sort());
});

test('writes ask for a key, except those that are no stored commands; what is public needs no sign-in', () => {
  const asking = (at: Operation) =>
    at.parameters?.some(
      ({ in: where, name, required }) => where === 'header' && name === 'idempotency-key' && required,
    );
  const stored = routes.filter(({ options }) => /\bcommand\(/.test(options.handler.toString()));
  expect(found(({ operation }) => asking(operation) === true).sort()).toEqual(
    stored.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  expect(found(({ at, operation }) => (operation.security?.length === 0) !== (configOf(at).public === true))).toEqual(
    [],
  );
  expect(Object.keys(api.components.securitySchemes).sort()).toEqual(['session', 'token']);
});

test('every name that the description refers to stands in it', () => {
  const named = [...JSON.stringify(api).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !(name in api.components.schemas))).toEqual([]);
});

import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { createApp } from '../platform/http/app.ts';
import type { Platform } from '../platform/http/context.ts';
import type { SignIn } from '../platform/sign-in/sign-in.ts';
import { registerRooms } from './register-rooms.ts';
import { roomsOf } from './rooms.ts';

/** The description of the API as it is served, judged by others: the schema of OpenAPI 3.1 and that of JSON Schema 2020-12. */

type Shape = Record<string, unknown>;
type Operation = {
  parameters?: { in: string; name: string; required?: boolean; schema?: Shape }[];
  requestBody?: { content: Record<string, { schema?: Shape }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema?: Shape }> }>;
};
type Whole = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Shape> };
};

const nothing = {
  db: {},
  dataDir: '',
  clock: () => new Date(0),
  identify: async () => undefined,
} as unknown as Platform;
registerRooms();
const app = await createApp(nothing, roomsOf({ handler: {} } as unknown as SignIn, nothing));
const answer = await app.inject({ method: 'GET', url: '/api/v1/openapi.json' });
/** A copy each time: the validator writes into what it is given. */
const served = (): Whole => JSON.parse(answer.body) as Whole;
const judged = async (whole: object) => {
  const { valid, errors } = await new Validator().validate(whole as Record<string, unknown>);
  return { valid, said: JSON.stringify(errors ?? []) };
};

/** Every shape of the description, with the place where it stands. */
function shapesOf(whole: Whole): [string, Shape][] {
  const found: [string, Shape][] = Object.entries(whole.components.schemas).map(([name, shape]) => [`#${name}`, shape]);
  const add = (at: string, content: Record<string, { schema?: Shape }> = {}) => {
    for (const [type, { schema }] of Object.entries(content)) if (schema) found.push([`${at} ${type}`, schema]);
  };
  for (const [path, methods] of Object.entries(whole.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const at = `${method} ${path}`;
      for (const { name, schema } of operation.parameters ?? []) if (schema) found.push([`${at} ${name}`, schema]);
      add(at, operation.requestBody?.content);
      for (const [status, { content }] of Object.entries(operation.responses)) add(`${at} ${status}`, content);
    }
  return found;
}

const ajv = new Ajv2020();
// A package of the older kind: its types do not say what stands in it.
(formats as unknown as { default: (to: Ajv2020) => void }).default(ajv);
/** What is not JSON Schema 2020-12 among the shapes, or refers to what is not there. */
function faultsOf(whole: Whole): string[] {
  const names = new Set(Object.keys(whole.components.schemas).map((name) => `#/components/schemas/${name}`));
  const faultOf = (shape: Shape): string | undefined => {
    if (ajv.validateSchema(shape) !== true) return ajv.errorsText(ajv.errors);
    const refs = [...JSON.stringify(shape).matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref = '']) => ref);
    const gone = refs.find((ref) => !names.has(ref));
    return gone === undefined ? undefined : `there is no ${gone}`;
  };
  return shapesOf(whole).flatMap(([at, shape]) => {
    const fault = faultOf(shape);
    return fault === undefined ? [] : [`${at}: ${fault}`];
  });
}

describe('what is served at /api/v1/openapi.json', () => {
  test('is valid OpenAPI 3.1', async () => {
    expect(answer.statusCode).toBe(200);
    expect(served().openapi).toMatch(/^3\.1\./);
    expect(Object.keys(served().paths).length).toBeGreaterThan(300);
    expect(await judged(served())).toEqual({ valid: true, said: '[]' });
  });

  test.each<[string, (whole: Whole) => void]>([
    ['has no title', (whole) => void delete (whole as unknown as { info: Shape }).info['title']],
    [
      'answers without words',
      (whole) =>
        void delete (Object.values(Object.values(whole.paths)[0] ?? {})[0]?.responses['200'] ?? {}).description,
    ],
    [
      'has a parameter that is nowhere',
      (whole) => {
        const first = Object.values(Object.values(whole.paths)[0] ?? {})[0];
        if (first) first.parameters = [{ in: 'body', name: 'x', schema: {} }];
      },
    ],
  ])('is refused when it %s', async (_how, spoil) => {
    const whole = served();
    spoil(whole);
    expect((await judged(whole)).valid).toBe(false);
  });

  test('holds shapes that are JSON Schema 2020-12, and refer to what is there', () => {
    expect(shapesOf(served()).length).toBeGreaterThan(3000);
    expect(faultsOf(served())).toEqual([]);
    const wrong = served();
    wrong.components.schemas['Problem'] = { type: 'objekt' };
    expect(faultsOf(wrong).length).toBeGreaterThan(0);
    const dangling = served();
    const [path = ''] = Object.keys(dangling.paths);
    dangling.paths[path] = {
      get: { responses: { 200: { content: { x: { schema: { $ref: '#/components/schemas/None' } } } } } },
    };
    expect(faultsOf(dangling)).toEqual([expect.stringContaining('None')]);
  });

  test('names no shape that nothing refers to, and says of days that they are days', () => {
    const whole = served();
    const text = JSON.stringify(whole);
    const idle = Object.keys(whole.components.schemas).filter(
      (name) => !text.includes(`"#/components/schemas/${name}"`),
    );
    expect(idle).toEqual([]);
    const { properties } = whole.components.schemas['CloseDossierInput'] as { properties: Record<string, Shape> };
    expect(properties['on']).toMatchObject({ type: 'string', format: 'date' });
    const planned = whole.components.schemas['NewDossierInput'] as { properties: Record<string, Shape> };
    expect(planned.properties['openedOn']).toMatchObject({
      anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }],
    });
  });
});

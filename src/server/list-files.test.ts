import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '../platform/db/database.ts';
import { instant, lineOf, listFiles, precise } from '../platform/lists/list-file.ts';
import { FILE_ROWS } from '../platform/lists/pages-for-files.ts';
import { hasMessage } from '../platform/messages-node.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { testApp } from '../platform/testing/http.ts';
import { registerRooms } from './register-rooms.ts';
import { roomsOf } from './rooms.ts';

registerRooms();
const db = await testDatabase();
// All rooms but sign-in, which the callers of the test do without.
const rooms = roomsOf({} as never, { db, dataDir: '', clock: () => new Date() } as never).slice(1);
const { as } = await testApp(db, rooms);
/** More than a page that is read for a file. */
const MANY = FILE_ROWS + 130;

const world = await asOwner(db, 'test', async (tx) => {
  const from = '1990-01-01';
  const bodies = [];
  for (const name of ['Mường Nhé', 'Chung Chải']) {
    const place = await aUnit(tx, { kind: 'commune', name: `Xã ${name}`, from });
    const body = await aUnit(tx, { kind: 'commune_body', name: `Đảng bộ xã ${name}`, covers: [place.id], from });
    await aCell(tx, { name: `Chi bộ bản ${name}`, parent: body, from });
    bodies.push(body);
  }
  for (const [at, body] of bodies.entries())
    await tx.run(sql`
      insert into learning.course (unit_id, label, subject, audience, title, curriculum, starts_on, ends_on)
      select ${body.id}, ${body.label}, 'party_work', 'cell_secretary', 'Lớp ' || n, 'Nghiệp vụ', date '2025-01-01' + n, date '2025-01-02' + n
      from generate_series(1, ${at === 0 ? MANY : 3}) n`);
  return { bodies };
});

type Schema = {
  $ref?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: string[];
};
type Described = {
  paths: Record<string, { get?: { responses: Record<string, { content?: Record<string, { schema: Schema }> }> } }>;
  components: { schemas: Record<string, Schema> };
};

/** Lists of which there is no file of this kind, and why. Accounts, sessions and tokens belong to the sign-in, which is not asked here. */
const NO_FILE: Record<string, string> = {
  '/members': 'has a file of its own with a choice of columns and a purpose (/members/export)',
  '/figures': 'the dictionary; the list behind each figure has its file (/figures/{id}/records)',
  '/dashboard': 'figures, each with its list',
  '/article-comments': 'words of readers stay where somebody reads them before they are shown',
  '/changes': 'a feed for programs, by number',
  '/units': 'a search; the whole tree goes out as metadata for DHIS2 and with `export all`',
  '/villages/map': 'outlines; the villages themselves are the list /villages',
  '/admission/nominees': 'those of /admission/applicants whom the youth union named',
  '/cell-assignments': 'who looks after which cell, told with /posts; changed on the page of the board',
  '/slip-checks': 'the last checks of one committee, told with how it stands today',
  '/notices': 'one’s own',
  '/calendar-feeds': 'one’s own; the addresses are secret',
  '/member-views': 'one’s own',
  '/sync/devices': 'phones bound to this installation',
  '/member-imports':
    'work of this installation; the rows that were not taken are a file (/member-imports/{id}/problems.xlsx)',
  '/list-files': 'which lists are files',
  '/holidays': 'a setting of the installation',
  '/settings': 'a setting of the installation',
  '/theme-plans': 'a setting of the year, a dozen lines',
  '/programmes': 'a dictionary',
  '/post-kinds': 'a dictionary',
  '/welfare-items': 'a dictionary',
  '/document-kinds': 'a dictionary',
  '/retention': 'a dictionary',
  '/number-series': 'a dictionary with the last number drawn; the documents are the list /documents',
  '/paper-kinds': 'a dictionary',
  '/report-templates': 'a dictionary',
  '/reconciliation': 'printed figures beside computed ones: the figures have their lists',
};

test('every list of the API can be had as a file, or it is said why not; lists of one record stand with the record', async () => {
  const { body: api } = await as().get<Described>('/openapi.json');
  const settled = settler(api);
  const lists = Object.entries(api.paths)
    .filter(([path]) => !path.includes('{'))
    .filter(([, { get }]) => {
      const answer = get?.responses['200']?.content?.['application/json'];
      return settled(settled(answer?.schema).properties?.['items']).items !== undefined;
    })
    .map(([path]) => path.replace('/api/v1', ''));
  expect(lists.length).toBeGreaterThan(50);
  const known = listFiles().map(({ path }) => path);
  expect(lists.filter((path) => NO_FILE[path] === undefined).sort()).toEqual([...known].sort());
  expect(Object.keys(NO_FILE).filter((path) => !lists.includes(path) || known.includes(path))).toEqual([]);
});

test('a moment is written in Vietnamese time, a date as exactly as it is known', () => {
  const columns = [instant('at', 'x'), precise('from', 'x'), precise('to', 'x')];
  const item = {
    at: '2026-11-22T20:30:00Z',
    from: '2020-05-01',
    fromPrecision: 'month',
    to: '2024-07-09',
    toPrecision: 'day',
  };
  expect(lineOf(columns, item, 'vi')).toEqual(['23/11/2026 03:30', '05/2020', { date: '2024-07-09' }]);
});

test('what pages show page after page is among them', () => {
  const shown = new Set<string>();
  const pages = readdirSync('src/modules', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.tsx'),
  );
  for (const path of pages)
    for (const [, list = ''] of readFileSync(`src/modules/${path}`, 'utf8').matchAll(
      /usePagedList<[^(]*>\(\s*'(\/[a-z/-]+)'/g,
    ))
      shown.add(list);
  const known = listFiles().map(({ path }) => path);
  expect([...shown].filter((path) => !known.includes(path) && NO_FILE[path] === undefined)).toEqual([]);
});

const settler = (api: Described) => {
  const settled = (schema: Schema | undefined): Schema => {
    if (schema?.$ref !== undefined) return settled(api.components.schemas[schema.$ref.split('/').at(-1) ?? '']);
    const first = schema?.anyOf?.find((one) => !('type' in one && one.type === 'null'));
    return first ? settled(first) : (schema ?? {});
  };
  return settled;
};

test('every column stands in the answer of its list; heads and coded values have words in three languages', async () => {
  const { body: api } = await as().get<Described>('/openapi.json');
  const settled = settler(api);
  const missing: string[] = [];
  for (const { path, columns } of listFiles()) {
    const answer = (api.paths[path] ?? api.paths[`/api/v1${path}`])?.get?.responses['200']?.content?.[
      'application/json'
    ];
    const item = settled(settled(answer?.schema).properties?.['items']).items;
    for (const { at, head, words } of columns) {
      let found = settled(item);
      for (const step of at.split('.')) {
        found = settled(found.properties?.[step.replace('[]', '')]);
        if (step.endsWith('[]')) found = settled(found.items);
      }
      if (Object.keys(found).length === 0) missing.push(`${path} ${at}`);
      const values = (found.enum ?? settled(found.items).enum ?? []).filter((value) => value !== null);
      const keys = [head, ...(words === undefined ? [] : values.map((value) => `${words}.${value}`))];
      for (const lang of ['vi', 'th', 'en'] as const)
        missing.push(...keys.filter((key) => !hasMessage(lang, key)).map((key) => `${path} ${lang} ${key}`));
    }
  }
  expect(missing).toEqual([]);
});

async function everyTitle(caller: ReturnType<typeof as>, query: string): Promise<string[]> {
  const titles: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: { items: { title: string }[]; nextCursor: string | null } } = await caller.get(
      `/courses?${query}&limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    titles.push(...body.items.map(({ title }) => title));
    cursor = body.nextCursor;
  }
  return titles;
}

test('the file holds the rows of the list, all pages, in its order and under its filters; each stands in the access log', async () => {
  const clerk = as();
  const [first] = world.bodies;
  const asked = `unit=${first?.id ?? ''}`;
  const titles = await everyTitle(clerk, asked);
  expect(titles).toHaveLength(MANY);
  const csv = await clerk.get<string>(`/list-files/file?list=/courses&as=csv&lang=vi&${asked}`);
  expect(csv.status, csv.text).toBe(200);
  expect(csv.headers['content-disposition']).toBe('attachment; filename="lop-boi-duong.csv"');
  const lines = csv.text.trim().split(/\r?\n/);
  expect(lines[0]).toContain('Lớp');
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(titles);
  const logged = await sql<{ rows: number }>`
    select rows from platform.access_log where subject = 'list /courses' and kind = 'export'`.execute(db.owner);
  expect(logged.rows).toEqual([{ rows: MANY }]);
});

test('as a workbook with days as days and words in the language asked for', async () => {
  const clerk = as();
  const unit = world.bodies[1]?.id ?? '';
  const answer = await clerk.inject({
    method: 'GET',
    url: `/api/v1/list-files/file?list=/courses&lang=en&unit=${unit}`,
  });
  expect(answer.headers['content-type']).toContain('spreadsheetml');
  expect(answer.text.slice(0, 2)).toBe('PK');
  const csv = await clerk.get<string>(`/list-files/file?list=/courses&as=csv&lang=en&unit=${unit}`);
  expect(csv.text).toContain('Party work');
  expect(csv.text).toContain('04/01/2025');
  expect(csv.text).toContain('Đảng bộ xã Chung Chải');
});

test('who sees less gets less; without the right to take lists out nothing; what the list refuses is refused in its words', async () => {
  const { label = 0, id = '' } = world.bodies[1] ?? {};
  const neighbour = as({ ranges: [{ lo: label, hi: label + 1 }] });
  const own = await neighbour.get<string>(`/list-files/file?list=/courses&as=csv&lang=vi&unit=${id}`);
  expect(own.text.trim().split(/\r?\n/)).toHaveLength(1 + (await everyTitle(neighbour, `unit=${id}`)).length);
  const outside = await neighbour.get<{ code: string }>(
    `/list-files/file?list=/courses&as=csv&unit=${world.bodies[0]?.id ?? ''}`,
  );
  const listed = await neighbour.get<{ code: string }>(`/courses?unit=${world.bodies[0]?.id ?? ''}`);
  expect([
    outside.status,
    outside.status === 200 ? outside.text.trim().split(/\r?\n/).length : outside.body.code,
  ]).toEqual([listed.status, listed.status === 200 ? 1 : listed.body.code]);
  const reader = as({ rights: ['learning.read'] });
  expect((await reader.get('/list-files/file?list=/courses')).status).toBe(403);
  const noLearning = as({ rights: ['members.export'] });
  expect((await noLearning.get(`/list-files/file?list=/courses&unit=${id}`)).status).toBe(403);
  const wrong = await as().get<{ code: string }>('/list-files/file?list=/courses');
  expect([wrong.status, wrong.body.code]).toEqual([400, 'request.invalid']);
  expect((await as().get('/list-files/file?list=/users')).status).toBe(404);
  expect((await as().get('/list-files/file?list=//evil.example/x')).status).toBe(404);
});

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { admissionRoutes } from '#modules/admission/index.ts';
import { articleRoutes, channelRoutes } from '#modules/channel/index.ts';
import { duesRoutes } from '#modules/dues/index.ts';
import { evaluationRoutes } from '#modules/evaluation/index.ts';
import { learningRoutes } from '#modules/learning/index.ts';
import { meetingsRoutes } from '#modules/meetings/index.ts';
import { outreachRoutes } from '#modules/outreach/index.ts';
import { recordsRoutes } from '#modules/records/index.ts';
import { tasksRoutes } from '#modules/tasks/index.ts';
import { villagesRoutes } from '#modules/villages/index.ts';
import { welfareRoutes } from '#modules/welfare/index.ts';
import { figuresRoutes } from '#modules/figures/index.ts';
import { clear, livesIn, writePeople } from '#modules/figures/testing.ts';
import { membershipRoutes } from '#modules/membership/index.ts';
import { fieldTree, grantOf, organisationRoutes } from '#modules/organisation/index.ts';
import { arbitraryHistory, type History, Naive, writeHistory } from '#modules/organisation/testing.ts';
import { auditRoutes } from '../platform/audit/routes.ts';
import { calendarRoutes } from '../platform/calendar/routes.ts';
import { asOwner } from '../platform/db/database.ts';
import { noticeRoutes } from '../platform/notices/routes.ts';
import { fileRoutes } from '../platform/files/routes.ts';
import { jobRoutes } from '../platform/jobs/routes.ts';
import { listFileRoutes } from '../platform/lists/routes.ts';
import { RIGHTS } from '../platform/rights.ts';
import { syncRoutes } from '../platform/sync/routes.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { testApp } from '../platform/testing/http.ts';
import { registerRooms } from './register-rooms.ts';
import { admissionScope } from './scope/admission.ts';
import { articlesScope } from './scope/articles.ts';
import { channelScope } from './scope/channel.ts';
import {
  aboutUnit,
  type Case,
  type Check,
  everyItem,
  type RoomScope,
  same,
  spread,
  TODAY,
  type User,
} from './scope/case.ts';
import { duesScope } from './scope/dues.ts';
import { evaluationScope } from './scope/evaluation.ts';
import { figuresReportsScope } from './scope/figures-reports.ts';
import { learningScope } from './scope/learning.ts';
import { meetingsScope } from './scope/meetings.ts';
import { outreachScope } from './scope/outreach.ts';
import { syncScope } from './scope/sync.ts';
import { recordsScope } from './scope/records.ts';
import { tasksScope } from './scope/tasks.ts';
import { villagesScope } from './scope/villages.ts';
import { welfareScope } from './scope/welfare.ts';

registerRooms();
const db = await testDatabase();
const { app, asUser } = await testApp(
  db,
  [
    figuresRoutes,
    membershipRoutes,
    organisationRoutes,
    admissionRoutes,
    meetingsRoutes,
    tasksRoutes,
    villagesRoutes,
    learningRoutes,
    evaluationRoutes,
    duesRoutes,
    welfareRoutes,
    recordsRoutes,
    outreachRoutes,
    articleRoutes,
    channelRoutes,
    auditRoutes,
    calendarRoutes,
    fileRoutes,
    jobRoutes,
    listFileRoutes,
    noticeRoutes,
    syncRoutes(fieldTree),
  ],
  {
    now: () => new Date(`${TODAY}T05:00:00Z`),
    // The ranges of the posts with every right, so that each route is reached and only the scope decides.
    grantOf: async (userId) => ({ ...(await grantOf(db, userId, TODAY)), rights: RIGHTS }),
  },
);

/** Users with a clerk's post at units that live today, and what each may reach by walking the tree. */
async function writeUsers(history: History, naive: Naive, picks: readonly number[]): Promise<User[]> {
  const living = history.units.filter((unit) => unit.tree !== 'body' && naive.at(unit.id, TODAY));
  const users: User[] = [];
  await asOwner(db, 'test', async (tx) => {
    for (const pick of picks) {
      const unit = living[pick % living.length];
      if (!unit) continue;
      const [id, person] = [`u${randomUUID().slice(0, 8)}`, randomUUID()];
      // The holder is kept at the unit of the post, and is no member.
      await tx.run(
        sql`insert into membership.person (id, full_name, family_key, given_key, label) values (${person}, 'Cán bộ', 'can bo', 'bo can', ${unit.label})`,
      );
      await tx.run(
        sql`insert into platform.account (user_id, user_name, person_id, display_name) values (${id}, ${id}, ${person}, 'Cán bộ')`,
      );
      await tx.run(
        sql`insert into organisation.post (unit_id, kind, person_id, valid, label) values (${unit.id}, 'commune_office_staff', ${person}, '[2020-01-01,)', ${unit.label})`,
      );
      users.push({ id, post: unit.id, reach: naive.reach(unit.id, TODAY) });
    }
  });
  return users;
}

const onRoll = ({ people }: Case) =>
  people.periods.filter((period) => period.from <= TODAY && (period.to === null || period.to > TODAY));
/** A route about one member answers as if he did not exist unless his cell is within reach. */
const aboutMember =
  (method: 'GET' | 'POST' | 'PATCH', tail: string, body?: (id: string) => object): Check =>
  async ({ caller, user, people }) => {
    for (const member of spread(people.members, 3)) {
      const path = `/members/${member.id}${tail}`;
      const answer =
        method === 'GET'
          ? await caller.get<{ code?: string }>(path)
          : method === 'PATCH'
            ? await caller.patch<{ code?: string }>(path, body?.(member.id))
            : await caller.post<{ code?: string }>(path, body?.(member.id));
      if (!user.reach.has(member.cell))
        expect({ status: answer.status, code: answer.body.code }, `${method} ${path}`).toEqual({
          status: 404,
          code: 'not-found',
        });
      // Inside, a wrong version is refused before anything is written: what matters is that the record exists.
      else expect(method === 'GET' ? [200] : [409, 400], `${method} ${path} ${answer.text}`).toContain(answer.status);
    }
  };

const labelled =
  (path: string): Check =>
  async ({ caller, user, labels }) => {
    for (const row of await everyItem<{ label: number | null }>(caller, path)) {
      if (row.label !== null && row.label !== undefined)
        expect(user.reach.has(labels.get(row.label) ?? ''), `${path} label ${row.label}`).toBe(true);
    }
  };

const STALE = 999;
/** What the rooms above the register say of their own routes. */
const ROOMS: readonly RoomScope[] = [
  admissionScope,
  meetingsScope,
  tasksScope,
  villagesScope,
  learningScope,
  evaluationScope,
  duesScope,
  welfareScope,
  recordsScope,
  outreachScope,
  figuresReportsScope,
  articlesScope,
  channelScope,
  syncScope,
];
/** Every route that answers or changes what belongs to somebody, and how it is held to the walk. */
/** A list of units that stands under a unit: elsewhere it does not exist, inside the line is judged. */
const underUnit =
  (path: string, inside: number): Check =>
  async ({ caller, user, history, naive }) => {
    const rows = [{ row: 2, name: 'Sông Đà', kind: 'tập đoàn', code: '', parent: '', covers: '' }];
    for (const unit of spread(history.units.filter((one) => naive.at(one.id, TODAY)))) {
      const list = { id: randomUUID(), from: TODAY, underId: unit.id, withBodies: false, rows };
      const { status, text } = await caller.post(path, list);
      expect(status, text).toBe(user.reach.has(unit.id) ? inside : 404);
    }
  };

const SCOPED: Record<string, Check> = {
  'GET /members': async (given) => {
    const found = await everyItem<{ id: string }>(given.caller, '/members');
    same(
      found.map((row) => row.id),
      onRoll(given)
        .filter((period) => given.user.reach.has(period.cell))
        .map((period) => period.member),
      '/members',
    );
  },
  'GET /members/facets': async ({ caller }) => expect((await caller.get('/members/facets')).status).toBe(200),
  'GET /members/export.csv': async (given) => {
    const file = await given.caller.get('/members/export.csv');
    for (const member of given.people.members) {
      const name = `Người ${member.id.slice(0, 4)}`;
      if (
        !given.user.reach.has(member.cell) &&
        !given.people.members.some((other) => other !== member && other.id.slice(0, 4) === member.id.slice(0, 4))
      )
        expect(file.text).not.toContain(name);
    }
  },
  'GET /members/export.xlsx': async ({ caller }) =>
    expect((await caller.inject({ method: 'GET', url: '/api/v1/members/export.xlsx' })).status).toBe(200),
  // A file that names one card of nobody: whoever stands in the register of the asker is counted, and nobody else.
  'POST /members/handbook-comparison': async (given) => {
    const csv = 'Số thẻ đảng viên,Họ và tên\r\n99000001,Người Lạ\r\n';
    const answer = await given.caller.inject({
      method: 'POST',
      url: '/api/v1/members/handbook-comparison',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload: `--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${csv}\r\n--x--\r\n`,
    });
    expect(answer.status, answer.text).toBe(200);
    const { counts } = answer.body as { counts: Record<'withoutCardHere' | 'onlyHere' | 'onlyThere', number> };
    const mine = onRoll(given).filter((period) => given.user.reach.has(period.cell));
    expect([counts.withoutCardHere + counts.onlyHere, counts.onlyThere]).toEqual([mine.length, 1]);
  },
  'GET /members/:id': aboutMember('GET', ''),
  'GET /members/:id/history': aboutMember('GET', '/history'),
  'GET /members/:id/looks': aboutMember('GET', '/looks'),
  'GET /members/:id/restricted': aboutMember('GET', '/restricted?purpose=statistics'),
  'PATCH /members/:id': aboutMember('PATCH', '', () => ({ version: STALE, changes: {} })),
  'POST /members/:id/state': aboutMember('POST', '/state', () => ({ to: 'back', version: STALE, on: TODAY })),
  'POST /members/:id/recognition': aboutMember('POST', '/recognition', () => ({ version: STALE, decidedOn: TODAY })),
  'POST /members/:id/exit': aboutMember('POST', '/exit', () => ({ version: STALE, kind: 'deceased', on: TODAY })),
  'POST /members/:id/transfers': aboutMember('POST', '/transfers', () => ({
    id: randomUUID(),
    version: STALE,
    kind: 'permanent',
    toCellId: null,
    outside: 'Tỉnh khác',
    referredOn: TODAY,
    decidedOn: TODAY,
  })),
  'POST /members/:id/stay-remarks': aboutMember('POST', '/stay-remarks', () => ({
    id: randomUUID(),
    version: STALE,
    endedOn: TODAY,
    receivedOn: TODAY,
    document: 'x',
  })),
  'GET /supplements': aboutUnit((unit) => `/supplements?unit=${unit}&year=2026`),
  'POST /supplements': async ({ caller, user, people }) => {
    const outside = people.members.find(({ cell }) => !user.reach.has(cell));
    if (!outside) return;
    const sheets = { year: 2026, receivedOn: TODAY, memberIds: [outside.id] };
    expect((await caller.post('/supplements', sheets)).status).toBe(404);
  },
  'GET /slip-checks': aboutUnit((unit) => `/slip-checks?unit=${unit}`),
  'POST /slip-checks': async ({ caller, user, history }) => {
    const outside = history.units.find((unit) => unit.tree === 'party' && !user.reach.has(unit.id));
    if (!outside) return;
    const check = { id: randomUUID(), unitId: outside.id, on: TODAY };
    expect((await caller.post('/slip-checks', check)).status).toBe(404);
  },
  'POST /members/:id/badges': aboutMember('POST', '/badges', () => ({
    id: randomUUID(),
    version: STALE,
    years: 30,
    occasionOn: '2027-02-03',
  })),
  'POST /members/:id/handling': aboutMember('POST', '/handling', () => ({
    id: randomUUID(),
    version: STALE,
    kind: 'inspection',
    from: TODAY,
    document: '1-QĐ',
  })),
  'POST /members/:id/handling/close': aboutMember('POST', '/handling/close', () => ({
    version: STALE,
    on: TODAY,
    document: '2-KL',
  })),
  'POST /members/:id/discipline': aboutMember('POST', '/discipline', () => ({
    id: randomUUID(),
    version: STALE,
    form: 'warning',
    validFrom: TODAY,
    document: 'QĐ 1',
  })),
  'GET /posts': async ({ caller, user, history, naive }) => {
    for (const unit of history.units.filter((one) => naive.at(one.id, TODAY)).slice(0, 6)) {
      const { body, status } = await caller.get<{ items?: unknown[] }>(`/posts?unit=${unit.id}`);
      if (!user.reach.has(unit.id)) expect(status === 404 || body.items?.length === 0).toBe(true);
    }
  },
  'POST /unit-lists/check': underUnit('/unit-lists/check', 200),
  'POST /unit-lists': underUnit('/unit-lists', 409),
  'GET /figures/:id': aboutUnit((unit) => `/figures/I-01?unit=${unit}`),
  'GET /figures/:id/records': aboutUnit((unit) => `/figures/I-01/records?unit=${unit}`),
  'GET /dashboard': aboutUnit((unit) => `/dashboard?ids=I-01,I-33&unit=${unit}`),
  'GET /exchange/dhis2/metadata': aboutUnit(
    (unit) => `/exchange/dhis2/metadata?figures=I-01&from=2027-01&to=2027-01&unit=${unit}`,
  ),
  'GET /exchange/dhis2/data-value-set': aboutUnit(
    (unit) => `/exchange/dhis2/data-value-set?figures=I-01&from=2027-01&to=2027-02&unit=${unit}`,
  ),
  'GET /audit': labelled('/audit'),
  'GET /access-log': labelled('/access-log'),
  'GET /changes': labelled('/changes'),
  'GET /transfers': async ({ caller }) => expect(await everyItem(caller, '/transfers')).toEqual([]),
  ...Object.assign({}, ...ROOMS.map((room) => room.scoped)),
};

/** Routes that belong to nobody in particular, or only to the caller; each with the reason. */
const OPEN: Record<string, string> = {
  'GET /openapi.json': 'describes the program',
  'GET /post-kinds': 'rules for everybody',
  'GET /unit-lists/example': 'an example',
  'POST /unit-lists/read': 'tells what the file says, no record',
  'GET /figures': 'the dictionary',
  'GET /list-files': 'describes the program',
  'GET /list-files/file': 'asks the list itself as the caller',
  'GET /reconciliation': 'asks figures as the caller; a unit outside the scope shows no value',
  'GET /holidays': 'public',
  'POST /holidays': 'right',
  'PATCH /holidays/:id': 'right',
  'DELETE /holidays/:id': 'right',
  'GET /settings': 'rules for everybody',
  'PUT /settings/:key': 'right',
  'GET /audit/verify': 'tells whether the chain holds, no record',
  'GET /jobs/:id': 'own jobs, by policy',
  'POST /jobs/:id/cancel': 'own jobs, by policy',
  'GET /notices': 'own, by policy',
  'POST /notices/seen': 'own, by policy',
  'GET /notices/ways': 'own',
  'POST /notices/ways': 'own, by policy',
  'DELETE /notices/ways/:id': 'own, by policy',
  'POST /notices/ways/:id/test': 'own, by policy',
  'POST /notices/zalo/code': 'own',
  'PUT /notices/preference': 'own, by policy',
  'GET /notices/settings': 'right',
  'PUT /notices/settings': 'right',
  'GET /notices/outbox': 'right; names of sign-ins, which everybody sees, and no record',
  'POST /notices/outbox/:id/again': 'right',
  'POST /notices/zalo/webhook': 'signature',
  'GET /member-views': 'own, by policy',
  'PUT /member-views/:id': 'own, by policy',
  'DELETE /member-views/:id': 'own, by policy',
  ...Object.assign({}, ...ROOMS.map((room) => room.open)),
};
const isTree = (route: string) => /^(GET|POST) \/unit(s|-events)/.test(route);

test('every route is either held to the walk of the tree or open for a reason written down', () => {
  const routes = Object.entries(app.swagger().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys((methods ?? {}) as object).map(
      (method) => `${method.toUpperCase()} ${path.replace('/api/v1', '').replaceAll(/\{(\w+)\}/g, ':$1')}`,
    ),
  );
  expect(routes.length).toBeGreaterThan(40);
  const elsewhere = [
    'POST /members',
    'POST /members/:id/readmission',
    'POST /transfers/:id/settle',
    'GET /transfers/:id/letter',
    'POST /transfers/:id/boxes',
    'DELETE /members/:id/supplements/:year',
    'POST /posts',
    'POST /posts/:id/end',
    'GET /files/:id',
  ];
  const unknown = routes.filter(
    (route) =>
      !(route in SCOPED) &&
      !(route in OPEN) &&
      !isTree(route) &&
      !elsewhere.includes(route) &&
      !route.includes('/member-imports') &&
      !route.includes('/import-profiles'),
  );
  expect(unknown, 'add the new route to SCOPED, or to OPEN with its reason').toEqual([]);
});

test('scope = a naive walk of the tree, for generated trees, users and records, on every scoped route', async () => {
  let outside = 0;
  await fc.assert(
    fc.asyncProperty(
      arbitraryHistory(),
      fc.array(fc.nat(997), { minLength: 12, maxLength: 36 }),
      fc.array(fc.nat(997), { minLength: 2, maxLength: 2 }),
      async ({ final }, picks, posts) => {
        const naive = new Naive(final);
        const people = livesIn(final, picks);
        await asOwner(db, 'test', async (tx) => {
          await clear(tx);
          // What earlier examples left in the logs would only make this one slow to read.
          await tx.run(sql`truncate platform.audit, platform.change, platform.access_log`);
          await writeHistory(tx, final);
          await writePeople(tx, people);
          await tx.run(sql`truncate platform.account cascade`);
          for (const room of ROOMS) await room.arrange(tx, { history: final, people });
        });
        const users = await writeUsers(final, naive, posts);
        const labels = new Map(final.units.map((unit) => [unit.label, unit.id]));
        for (const user of users) {
          outside += people.members.filter((member) => !user.reach.has(member.cell)).length;
          const given: Case = { caller: asUser(user.id), user, history: final, naive, people, labels };
          for (const [route, check] of Object.entries(SCOPED)) {
            try {
              await check(given);
            } catch (error) {
              throw new Error(
                `${route}, post at ${user.post}: ${error instanceof Error ? error.message : String(error)}`,
                { cause: error },
              );
            }
          }
        }
      },
    ),
    // The same examples each time, so that what they cover is known; another PROPERTY_SEED looks elsewhere.
    { numRuns: 3, endOnFailure: true, seed: Number(process.env['PROPERTY_SEED'] ?? 20_250_701) },
  );
  expect(outside).toBeGreaterThan(5);
}, 240_000);

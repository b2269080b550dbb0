import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import { sql } from 'kysely';
import { admissionRoutes, reduceDropped, refreshAllDue } from '#modules/admission/index.ts';
import { articleRoutes, channelRoutes } from '#modules/channel/index.ts';
import { duesRoutes } from '#modules/dues/index.ts';
import { evaluationRoutes } from '#modules/evaluation/index.ts';
import { figuresRoutes, foldTotals } from '#modules/figures/index.ts';
import { learningRoutes } from '#modules/learning/index.ts';
import { meetingsRoutes } from '#modules/meetings/index.ts';
import { importTasks, membershipRoutes, refreshCurrent } from '#modules/membership/index.ts';
import {
  createPost,
  fieldTree,
  grantOf as grantOfPosts,
  grantOfPerson,
  listPosts,
  organisationRoutes,
} from '#modules/organisation/index.ts';
import { outreachRoutes } from '#modules/outreach/index.ts';
import { askAgainForText, recordsRoutes, recordsTasks } from '#modules/records/index.ts';
import { tasksRoutes } from '#modules/tasks/index.ts';
import { villagesRoutes } from '#modules/villages/index.ts';
import { welfareRoutes } from '#modules/welfare/index.ts';
import { auditRoutes } from '../platform/audit/routes.ts';
import { calendarRoutes } from '../platform/calendar/routes.ts';
import { type Database, asOwner } from '../platform/db/database.ts';
import { txOf } from '../platform/db/tx.ts';
import { Forbidden } from '../platform/errors.ts';
import { sweepFiles } from '../platform/files/files.ts';
import { fileRoutes } from '../platform/files/routes.ts';
import { todayInVietnam } from '../platform/format.ts';
import type { Grant, Platform } from '../platform/http/context.ts';
import type { Task } from '../platform/jobs/jobs.ts';
import { jobRoutes } from '../platform/jobs/routes.ts';
import { listFileRoutes } from '../platform/lists/routes.ts';
import type { Ticker } from '../platform/jobs/tickers.ts';
import { noticeRoutes } from '../platform/notices/routes.ts';
import { noticeTickers } from '../platform/notices/tickers.ts';
import { RIGHTS_OF_ROLE } from '../platform/rights.ts';
import { signInRoutes } from '../platform/sign-in/routes.ts';
import type { SignIn } from '../platform/sign-in/sign-in.ts';
import { sweepBlobs } from '../platform/sync/blobs.ts';
import { syncRoutes } from '../platform/sync/routes.ts';

/** Every room that answers under /api/v1. */
export function roomsOf(signIn: SignIn, platform: Platform): FastifyPluginAsync[] {
  return [
    sampleStaysHome(
      signInRoutes({
        signIn,
        postsOf: (userId) => postsOf(platform, userId),
        grantOfPerson: (personId) => grantOfPerson(platform.db, personId, todayInVietnam(platform.clock())),
        appoint: async (tx, caller, post) => {
          const personId = randomUUID();
          const open = { to: null, basis: null, fromPrecision: 'day', toPrecision: 'day' } as const;
          await createPost(tx, caller, { ...post, ...open, id: randomUUID(), personId });
          return personId;
        },
      }),
    ),
    auditRoutes,
    calendarRoutes,
    fileRoutes,
    jobRoutes,
    listFileRoutes,
    noticeRoutes,
    organisationRoutes,
    membershipRoutes,
    admissionRoutes,
    meetingsRoutes,
    tasksRoutes,
    villagesRoutes,
    learningRoutes,
    evaluationRoutes,
    duesRoutes,
    welfareRoutes,
    outreachRoutes,
    recordsRoutes,
    channelRoutes,
    articleRoutes,
    figuresRoutes,
    syncRoutes(fieldTree),
  ];
}

/** Long work that the rooms bring, by the name under which it is asked for. */
export function tasksOf(platform: Platform): Record<string, Task> {
  return { ...importTasks(platform), ...recordsTasks(platform) };
}

/** What the rooms do again and again while the server runs. */
export function tickersOf(platform: Platform): Ticker[] {
  const { dataDir, clock } = platform;
  return [
    ...noticeTickers(platform),
    {
      name: 'totals',
      everyMs: 500,
      work: async (db) => void (await asOwner(db, 'totals', (tx) => foldTotals(tx, todayInVietnam(clock())))),
    },
    // States that begin on a later day become current when the day comes.
    {
      name: 'current-states',
      everyMs: 10 * 60_000,
      work: async (db) =>
        void (await asOwner(db, 'current-states', (tx) => refreshCurrent(tx, todayInVietnam(clock())))),
    },
    // Who dropped out of admission a year ago is forgotten, and legal times follow a calendar that was changed.
    {
      name: 'admission',
      everyMs: 6 * 3_600_000,
      work: async (db) =>
        void (await asOwner(db, 'admission', async (tx) => {
          await reduceDropped(tx, todayInVietnam(clock()));
          await refreshAllDue(tx, todayInVietnam(clock()));
        })),
    },
    {
      name: 'text-of-files',
      everyMs: 10 * 60_000,
      work: async (db) => void (await asOwner(db, 'text-of-files', askAgainForText)),
    },
    { name: 'files', everyMs: 6 * 3_600_000, work: async (db) => void (await sweepFiles(db, dataDir)) },
    { name: 'field-photos', everyMs: 6 * 3_600_000, work: async () => void (await sweepBlobs(dataDir)) },
  ];
}

/** Posts that the person behind an account holds today, for the person's own eyes. */
async function postsOf({ db, clock }: Platform, userId: string) {
  return asOwner(db, userId, async (tx) => {
    const account = await tx.maybeOne<{ personId: string | null }>(
      sql`select person_id as "personId" from platform.account where user_id = ${userId}`,
    );
    if (!account?.personId) return [];
    const posts = await listPosts(tx, { personId: account.personId, on: todayInVietnam(clock()) });
    return posts.map(({ unitId, unitName, kind, from }) => ({ unitId, unitName, kind, from }));
  });
}

/** What a user may do: from the posts held today, else from being named administrator of the installation. */
export async function grantOf(db: Database, userId: string, clock: () => Date): Promise<Grant> {
  const grant = await grantOfPosts(db, userId, todayInVietnam(clock()));
  if (grant.rights.length > 0) return grant;
  const named = await txOf(db.owner).maybeOne(sql`
    select 1 from platform.administrator n join platform.account a using (user_id)
    where n.user_id = ${userId} and a.disabled_at is null`);
  return named ? { rights: RIGHTS_OF_ROLE.administrator, ranges: 'everything' } : grant;
}

/** The passwords of the sample are printed for everybody, so from outside this computer they open nothing. */
function sampleStaysHome(routes: FastifyPluginAsync): FastifyPluginAsync {
  return async (app) => {
    app.addHook('preHandler', async (request) => {
      if (app.platform.loopbackOnly || request.routeOptions.url !== '/api/v1/sign-in') return;
      const given = (request.body as { userName?: unknown } | null)?.userName;
      const userName = typeof given === 'string' ? given : '';
      const sample = await txOf(app.platform.db.owner).maybeOne(
        sql`select 1 from platform.sample_sign_in where user_name = lower(btrim(${userName}))`,
      );
      if (sample) throw new Forbidden('sign-in.sample-elsewhere');
    });
    await app.register(routes);
  };
}

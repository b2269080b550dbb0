import type { FastifyPluginAsync } from 'fastify';
import { sql } from 'kysely';
import { membershipRoutes } from '#modules/membership/routes.ts';
import { grantOf as grantOfPosts } from '#modules/organisation/index.ts';
import type { Database } from '../platform/db/database.ts';
import { txOf } from '../platform/db/tx.ts';
import { Forbidden } from '../platform/errors.ts';
import type { Grant } from '../platform/http/context.ts';
import { RIGHTS_OF_ROLE } from '../platform/rights.ts';
import { signInRoutes } from '../platform/sign-in/routes.ts';
import type { SignIn } from '../platform/sign-in/sign-in.ts';
import { todayInVietnam } from '../platform/format.ts';

/** Every room that answers under /api/v1. */
export function roomsOf(signIn: SignIn): FastifyPluginAsync[] {
  return [sampleStaysHome(signInRoutes({ signIn })), membershipRoutes];
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
      const userName = String((request.body as { userName?: unknown } | null)?.userName ?? '');
      const sample = await txOf(app.platform.db.owner).maybeOne(
        sql`select 1 from platform.sample_sign_in where user_name = lower(btrim(${userName}))`,
      );
      if (sample) throw new Forbidden('sign-in.sample-elsewhere');
    });
    await app.register(routes);
  };
}

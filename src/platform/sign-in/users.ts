import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import type { LabelRange } from '../db/database.ts';
import type { Tx } from '../db/tx.ts';
import { Forbidden, NotFound, RuleBroken } from '../errors.ts';
import type { Caller, Grant } from '../http/context.ts';
import { problems } from '../http/problems.ts';
import { PageQuery } from '../shapes.ts';
import { addUser } from './accounts.ts';
import { ChangeUser, NewUserBody, User } from './contract.ts';
import { hashPassword } from './library.ts';
import { callerOf, type SignInOptions } from './options.ts';

type Ranges = readonly LabelRange[] | 'everything';
type Account = Omit<User, 'totp' | 'sessions' | 'lastSeenAt' | 'locked' | 'posts'>;
type State = { userId: string; totp: boolean; sessions: number; lastSeenAt: string | null; locked: boolean };

/** True when every label of `inner` lies within `outer`. */
export function rangesWithin(inner: Ranges, outer: Ranges): boolean {
  if (outer === 'everything') return true;
  if (inner === 'everything') return false;
  const sorted = [...outer].sort((a, b) => a.lo - b.lo);
  return inner.every(({ lo, hi }) => {
    let reached = lo;
    for (const range of sorted) if (range.lo <= reached && range.hi > reached) reached = range.hi;
    return reached >= hi;
  });
}

/**
 * Management of users, for those with `users.manage`. An administrator sees and changes only accounts whose own scope
 * lies within his: the password of somebody above would give him what is above.
 */
export function userRoutes({ postsOf, grantOfPerson, appoint }: SignInOptions): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const config = { right: 'users.manage' } as const;
    const tags = ['users'];

    // A disabled account has no grant, but would have that of its person again: both must lie within.
    const within = async (caller: Caller, account: { id: string; personId: string | null }) => {
      if (!rangesWithin((await app.platform.grantOf(account.id)).ranges, caller.ranges)) return false;
      const ofPerson = account.personId === null ? undefined : await grantOfPerson?.(account.personId);
      return rangesWithin(ofPerson?.ranges ?? [], caller.ranges);
    };
    const assertWithin = async (request: FastifyRequest, id: string): Promise<Account> => {
      const account = await app.inScope(request, (tx) => accountOf(tx, id));
      if (!account || !(await within(callerOf(request), account))) throw new NotFound();
      return account;
    };
    const assertMayLink = async (caller: Caller, personId: string | null | undefined) => {
      if (!personId || caller.ranges === 'everything') return;
      const grant: Grant | undefined = await grantOfPerson?.(personId);
      if (!grant || !rangesWithin(grant.ranges, caller.ranges)) throw new Forbidden('user.person-beyond-scope');
    };
    const complete = async (tx: Tx, accounts: readonly Account[]): Promise<User[]> => {
      const ids = accounts.map(({ id }) => id);
      const states = await tx.many<State>(sql`
        select user_id as "userId", totp, sessions, last_seen_at as "lastSeenAt", locked from platform.sign_in_state(${ids}::text[])`);
      const stateOf = new Map(states.map(({ userId, ...state }) => [userId, state]));
      return Promise.all(
        accounts.map(async (account) => ({
          ...account,
          ...(stateOf.get(account.id) ?? { totp: false, sessions: 0, lastSeenAt: null, locked: false }),
          posts: (await postsOf?.(account.id)) ?? [],
        })),
      );
    };

    app.get(
      '/users',
      {
        config,
        schema: {
          tags,
          summary: 'Accounts within the caller’s scope, by user name',
          querystring: PageQuery.extend({ q: z.string().max(100).optional() }),
          response: { 200: z.object({ items: z.array(User), nextCursor: z.string().nullable() }), ...problems },
        },
      },
      async (request) => {
        const { limit, cursor, q } = request.query;
        const caller = callerOf(request);
        const found: Account[] = [];
        let after = cursor ?? '';
        for (let more = true; more && found.length <= limit;) {
          const rows = await app.inScope(request, (tx) => accountsAfter(tx, after, q, 200));
          for (const row of rows) if (found.length <= limit && (await within(caller, row))) found.push(row);
          more = rows.length === 200;
          after = rows.at(-1)?.userName ?? after;
        }
        const items = await app.inScope(request, (tx) => complete(tx, found.slice(0, limit)));
        return { items, nextCursor: found.length > limit ? (items.at(-1)?.userName ?? null) : null };
      },
    );

    app.get(
      '/users/:id',
      {
        config,
        schema: {
          tags,
          summary: 'One account',
          params: z.object({ id: z.string().max(100) }),
          response: { 200: User, ...problems },
        },
      },
      async (request) => {
        await assertWithin(request, request.params.id);
        return app.inScope(request, (tx) => userOf(tx, request.params.id, complete));
      },
    );

    // Not stored commands: a stored hash of a body with a password could be tried out against guesses.
    app.post(
      '/users',
      {
        config: { ...config, keyless: true },
        schema: {
          tags,
          summary:
            'New account with a first password. The id makes sending it twice harmless; needs no Idempotency-Key',
          body: NewUserBody,
          response: { 201: User, ...problems },
        },
      },
      async (request, reply) => {
        const { body } = request;
        await assertMayLink(callerOf(request), body.personId);
        if (body.post && body.personId) throw new RuleBroken('user.person-twice');
        const { id: wanted } = body;
        const known = wanted === undefined ? undefined : await app.inScope(request, (tx) => accountOf(tx, wanted));
        if (known && (known.userName !== body.userName || !(await within(callerOf(request), known))))
          throw new RuleBroken('user.id-taken');
        const id =
          known?.id ??
          (await app.inScope(request, async (tx) => {
            const { post, ...account } = body;
            const personId = post && (await appoint?.(tx, callerOf(request), { ...post, fullName: body.displayName }));
            return addUser(tx, personId ? { ...account, personId } : account);
          }));
        // Posts are read by a connection of their own, which sees them when they are kept.
        const user = await app.inScope(request, (tx) => userOf(tx, id, complete));
        return reply.code(201).send(user);
      },
    );

    app.patch(
      '/users/:id',
      {
        config: { ...config, keyless: true },
        schema: {
          tags,
          summary:
            'Change, disable, unlock an account, set a new password. Sending it twice changes nothing more; needs no Idempotency-Key',
          params: z.object({ id: z.string().max(100) }),
          body: ChangeUser,
          response: { 200: User, ...problems },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { id } = request.params;
        const account = await assertWithin(request, id);
        if (id === caller.userId) assertNotOneself(account, request.body);
        await assertMayLink(caller, request.body.personId);
        const password = request.body.password === undefined ? null : await hashPassword(request.body.password);
        return app.inScope(request, async (tx) => {
          await changeUser(tx, account, request.body, password);
          return userOf(tx, id, complete);
        });
      },
    );
  };
}

/**
 * Nobody disables himself, becomes another person, or gets by this way around what changing one's own password and
 * second factor asks for.
 */
function assertNotOneself(account: Account, change: ChangeUser): void {
  const otherPerson = change.personId !== undefined && change.personId !== account.personId;
  if (change.disabled === true || otherPerson || change.password !== undefined || change.withoutTotp)
    throw new RuleBroken('user.not-oneself');
}

async function changeUser(tx: Tx, account: Account, change: ChangeUser, password: string | null): Promise<void> {
  const { displayName, language, personId, disabled } = change;
  if (displayName !== undefined || language !== undefined || personId !== undefined || disabled !== undefined) {
    await tx.run(sql`
      select platform.change_account(${account.id}, ${displayName ?? account.displayName}, ${language ?? account.language},
        ${personId === undefined ? account.personId : personId}, ${disabled ?? account.disabledAt !== null})`);
  }
  if (password !== null || change.withoutTotp || change.unlock) {
    await tx.run(
      sql`select platform.reset_sign_in(${account.id}, ${password}, ${change.withoutTotp ?? false}, ${change.unlock ?? false})`,
    );
  }
}

const COLUMNS = sql`user_id as id, user_name as "userName", display_name as "displayName", language, person_id as "personId",
  created_at as "createdAt", disabled_at as "disabledAt"`;

function accountsAfter(tx: Tx, after: string, q: string | undefined, limit: number): Promise<Account[]> {
  const words = q === undefined ? null : `%${q.replace(/[%_\\]/g, '\\$&')}%`;
  return tx.many<Account>(sql`
    select ${COLUMNS} from platform.account
    where user_name > ${after}
      and (${words}::text is null or platform.fold(display_name) like platform.fold(${words}) or user_name like lower(${words}))
    order by user_name limit ${limit}`);
}

function accountOf(tx: Tx, id: string): Promise<Account | undefined> {
  return tx.maybeOne<Account>(sql`select ${COLUMNS} from platform.account where user_id = ${id}`);
}

async function userOf(tx: Tx, id: string, complete: (tx: Tx, accounts: Account[]) => Promise<User[]>): Promise<User> {
  const account = await accountOf(tx, id);
  const [user] = account ? await complete(tx, [account]) : [];
  if (!user) throw new NotFound();
  return user;
}

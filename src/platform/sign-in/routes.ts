import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { txOf } from '../db/tx.ts';
import { Forbidden, NotFound } from '../errors.ts';
import { problems } from '../http/problems.ts';
import type { Right } from '../rights.ts';
import { Id } from '../shapes.ts';
import { addToken, endToken } from './accounts.ts';
import * as shape from './contract.ts';
import { callerOf, type SignInOptions } from './options.ts';
import { userRoutes } from './users.ts';

const tags = ['sign-in'];
const none = z.null();

/** Sign-in, the caller's own account, and the management of users. */
export function signInRoutes(options: SignInOptions): FastifyPluginAsync {
  return async (plain) => {
    await plain.register(sessionRoutes(options));
    await plain.register(ownRoutes(options));
    await plain.register(tokenRoutes);
    await plain.register(userRoutes(options));
  };
}

function sessionRoutes({ signIn }: SignInOptions): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.post(
      '/sign-in',
      {
        config: { public: true, keyless: true },
        schema: {
          tags,
          summary: 'Sign in; the answer sets the session cookie. Needs no Idempotency-Key',
          body: shape.SignInBody,
          response: { 200: z.object({ userId: z.string() }), ...problems },
        },
      },
      (request, reply) => signIn.signIn(request, reply, request.body),
    );

    app.post(
      '/sign-out',
      {
        config: { public: true, keyless: true },
        schema: { tags, summary: 'End the session of the cookie', response: { 204: none, ...problems } },
      },
      async (request, reply) => {
        await signIn.signOut(request, reply);
        return reply.code(204).send(null);
      },
    );

    app.get(
      '/sign-in/options',
      {
        config: { public: true },
        schema: {
          tags,
          summary: 'Sign-ins of the sample, only while the server listens on this computer alone',
          response: { 200: shape.SignInOptions, ...problems },
        },
      },
      async () => {
        if (!app.platform.loopbackOnly) return { samples: [] };
        const samples = await txOf(signIn.db.owner).many<{ userName: string; password: string; label: string }>(sql`
          select s.user_name as "userName", s.password, s.label from platform.sample_sign_in s
          join platform.account a using (user_name) where a.disabled_at is null order by s.position`);
        return { samples };
      },
    );

    app.get(
      '/me/sessions',
      {
        schema: {
          tags,
          summary: 'Own sessions, newest first',
          response: { 200: z.object({ items: z.array(shape.Session) }), ...problems },
        },
      },
      async (request) => {
        const current = signIn.sessionOf(request);
        const items = await txOf(signIn.db.owner).many<z.infer<typeof shape.Session>>(sql`
          select id, token = ${current} as current, created_at as "createdAt", updated_at as "lastSeenAt", expires_at as "expiresAt",
            nullif(ip_address, '') as address, nullif(user_agent, '') as "userAgent"
          from signin.session where user_id = ${callerOf(request).userId} and expires_at > now() order by created_at desc`);
        return { items };
      },
    );

    app.delete(
      '/me/sessions/:id',
      {
        config: { keyless: true },
        schema: {
          tags,
          summary: 'End one own session at once',
          params: z.object({ id: z.string().max(100) }),
          response: { 204: none, ...problems },
        },
      },
      async (request, reply) => {
        signIn.sessionOf(request);
        const ended = await txOf(signIn.db.owner).run(
          sql`delete from signin.session where id = ${request.params.id} and user_id = ${callerOf(request).userId}`,
        );
        if (ended === 0) throw new NotFound();
        return reply.code(204).send(null);
      },
    );

    app.delete(
      '/me/sessions',
      {
        config: { keyless: true },
        schema: { tags, summary: 'End all own sessions, this one too', response: { 204: none, ...problems } },
      },
      async (request, reply) => {
        signIn.sessionOf(request);
        await txOf(signIn.db.owner).run(sql`delete from signin.session where user_id = ${callerOf(request).userId}`);
        await signIn.signOut(request, reply);
        return reply.code(204).send(null);
      },
    );
  };
}

function ownRoutes({ signIn, postsOf }: SignInOptions): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    app.get(
      '/me',
      { schema: { tags, summary: 'Who is signed in, posts and rights', response: { 200: shape.Me, ...problems } } },
      async (request, reply) => {
        const caller = callerOf(request);
        const user = await txOf(signIn.db.owner).one<z.infer<typeof shape.Me>['user']>(sql`
          select a.user_id as id, a.user_name as "userName", a.display_name as "displayName", a.language, coalesce(u.two_factor_enabled, false) as totp
          from platform.account a left join signin."user" u on u.id = a.user_id where a.user_id = ${caller.userId}`);
        void reply.header('cache-control', 'no-store');
        return { user, posts: (await postsOf?.(caller.userId)) ?? [], rights: [...caller.rights], via: caller.via };
      },
    );

    app.patch(
      '/me',
      {
        schema: {
          tags,
          summary: 'Change the own language',
          body: z.object({ language: shape.Language }),
          response: { 204: none, ...problems },
        },
      },
      async (request, reply) => {
        await app.command(request, reply, async (tx) => {
          await tx.run(
            sql`update platform.account set language = ${request.body.language} where user_id = ${callerOf(request).userId}`,
          );
          return {};
        });
        return reply;
      },
    );

    const done = async (reply: FastifyReply) => reply.code(204).send(null);

    app.post(
      '/me/password',
      {
        config: { keyless: true },
        schema: {
          tags,
          summary: 'Change the own password; ends all other sessions',
          body: shape.ChangePassword,
          response: { 204: none, ...problems },
        },
      },
      async (request, reply) => {
        signIn.sessionOf(request);
        await signIn.changePassword(request, reply, request.body);
        return done(reply);
      },
    );

    app.post(
      '/me/totp',
      {
        config: { keyless: true },
        schema: {
          tags,
          summary: 'Begin the second factor',
          body: shape.WithPassword,
          response: { 200: shape.TotpEnrolment, ...problems },
        },
      },
      async (request, reply) => {
        signIn.sessionOf(request);
        void reply.header('cache-control', 'no-store');
        return signIn.enrolTotp(request, request.body.password);
      },
    );

    app.post(
      '/me/totp/confirm',
      {
        config: { keyless: true },
        schema: {
          tags,
          summary: 'Confirm the second factor with its first code',
          body: shape.TotpCode,
          response: { 204: none, ...problems },
        },
      },
      async (request, reply) => {
        signIn.sessionOf(request);
        await signIn.confirmTotp(request, reply, request.body.code);
        return done(reply);
      },
    );

    app.post(
      '/me/totp/disable',
      {
        config: { keyless: true },
        schema: {
          tags,
          summary: 'Give the second factor up',
          body: shape.WithPassword,
          response: { 204: none, ...problems },
        },
      },
      async (request, reply) => {
        signIn.sessionOf(request);
        await signIn.disableTotp(request, reply, request.body.password);
        return done(reply);
      },
    );
  };
}

const tokenRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/tokens',
    {
      schema: {
        tags,
        summary: 'Own personal access tokens',
        response: { 200: z.object({ items: z.array(shape.Token) }), ...problems },
      },
    },
    async (request) => {
      const items = await app.inScope(request, (tx) =>
        tx.many<z.infer<typeof shape.Token>>(sql`
          select id, name, rights, expires_on as "expiresOn", created_at as "createdAt", last_used_at as "lastUsedAt"
          from platform.token where ended_at is null order by created_at desc`),
      );
      return { items };
    },
  );

  // Not a stored command: its answer holds the token, and a stored answer would keep it for ever.
  app.post(
    '/tokens',
    {
      config: { keyless: true },
      schema: {
        tags,
        summary: 'Make a personal access token; shown in this answer only. Needs no Idempotency-Key',
        body: shape.NewToken,
        response: { 201: z.object({ id: Id, token: z.string() }), ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller.via === 'token') throw new Forbidden('sign-in.session-needed');
      const { name, rights, expiresOn } = request.body;
      const beyond = rights.find((right: Right) => !caller.rights.includes(right));
      if (beyond !== undefined) throw new Forbidden('token.more-than-owner', { right: beyond });
      const made = await app.inScope(request, (tx) => addToken(tx, { userId: caller.userId, name, rights, expiresOn }));
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.delete(
    '/tokens/:id',
    {
      schema: {
        tags,
        summary: 'End a token at once',
        params: z.object({ id: Id }),
        response: { 204: none, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await endToken(tx, request.params.id);
        return {};
      });
      return reply;
    },
  );
};

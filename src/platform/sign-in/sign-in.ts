import { isAPIError } from 'better-auth/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { type Database, asOwner } from '../db/database.ts';
import { txOf } from '../db/tx.ts';
import { Forbidden, Invalid, RuleBroken, TooMany, Unauthorized } from '../errors.ts';
import type { Identity } from '../http/context.ts';
import { beginAttempt } from './attempts.ts';
import { assertSameOrigin, identify, SESSION_COOKIE, sessionTokenOf } from './identify.ts';
import { ADDRESS_HEADER, openLibrary, signInSecret } from './library.ts';
import { PASSWORD_MAX } from './limits.ts';

export type SignIn = Awaited<ReturnType<typeof openSignIn>>;

/** Sign-in for one server. `identify` goes into the Platform; close it before the database. */
export async function openSignIn(options: {
  db: Database;
  ownerUrl: string;
  dataDir: string;
  secretFile?: string | undefined;
}) {
  const { db } = options;
  const secret = signInSecret(options.dataDir, options.secretFile);
  const library = openLibrary({ ownerUrl: options.ownerUrl, secret });
  const { auth } = library;
  await auth.$context;

  /** Headers for the library: the caller's address and cookies, nothing else. */
  const headersOf = (request: FastifyRequest, cookie = request.headers.cookie ?? '') =>
    new Headers({
      [ADDRESS_HEADER]: request.ip,
      'user-agent': String(request.headers['user-agent'] ?? '').slice(0, 300),
      ...(cookie === '' ? {} : { cookie }),
    });

  /** Passes the library's cookies on; `secure` when the caller came by https. */
  const passCookies = (request: FastifyRequest, reply: FastifyReply, headers: Headers) => {
    for (const cookie of headers.getSetCookie()) {
      if (!cookie.startsWith(`${SESSION_COOKIE}=`)) continue;
      reply.header('set-cookie', request.protocol === 'https' ? `${cookie}; Secure` : cookie);
    }
    reply.header('cache-control', 'no-store');
  };

  return {
    db,
    identify: (request: FastifyRequest): Promise<Identity | null> => identify(db, secret, request),
    close: () => library.close(),

    /**
     * Signs in with name, password and, where the account has it, a code of the second factor (or a backup code).
     * @throws Unauthorized `sign-in.wrong`, `sign-in.totp-required`, `sign-in.totp-wrong`, `sign-in.disabled`
     * @throws TooMany `sign-in.too-many` `{ seconds }`
     */
    async signIn(
      request: FastifyRequest,
      reply: FastifyReply,
      input: { userName: string; password: string; totp?: string | undefined },
    ) {
      assertSameOrigin(request);
      const userName = input.userName.trim().toLowerCase();
      const attempt = await beginAttempt(db, userName, request.ip).catch((error: unknown) => {
        if (error instanceof TooMany) void reply.header('retry-after', String(error.details['seconds']));
        throw error;
      });
      const refuse = async (code: string): Promise<never> => {
        await attempt.failed();
        throw new Unauthorized(code);
      };
      if (input.password.length > PASSWORD_MAX) return refuse('sign-in.wrong');
      let answer = await tried(() =>
        auth.api.signInUsername({
          body: { username: userName, password: input.password },
          headers: headersOf(request, ''),
          returnHeaders: true,
        }),
      );
      if (!answer) return refuse('sign-in.wrong');
      const { userId, disabled } = await accountOf(userName);
      if ('twoFactorRedirect' in answer.response) {
        if (input.totp === undefined || input.totp.trim() === '') {
          await attempt.forgotten();
          throw new Unauthorized('sign-in.totp-required');
        }
        const code = input.totp.replaceAll(' ', '');
        if (!(await isFirstUse(userId, code))) return refuse('sign-in.totp-wrong');
        const call = {
          body: { code },
          headers: headersOf(request, cookieHeader(answer.headers)),
          returnHeaders: true,
        } as const;
        const second = await tried(async () =>
          /^\d{6}$/.test(code) ? await auth.api.verifyTOTP(call) : await auth.api.verifyBackupCode(call),
        );
        if (!second) return refuse('sign-in.totp-wrong');
        answer = second as unknown as typeof answer;
      }
      if (disabled) {
        await endAllSessions(userId);
        return refuse('sign-in.disabled');
      }
      await attempt.succeeded();
      passCookies(request, reply, answer.headers);
      await asOwner(db, userId, (tx) =>
        tx.run(sql`select set_config('gandan.via', 'office', true), set_config('gandan.request_id', ${request.id}, true),
          platform.write_audit('note', 'platform.account', ${userId}, null, '{"new":{"signed_in":true}}')`),
      );
      return { userId };
    },

    /** Ends the session of the cookie, if there is one, and takes the cookie back. */
    async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      assertSameOrigin(request);
      const token = sessionTokenOf(request.cookies[SESSION_COOKIE], secret);
      if (token !== null) await txOf(db.owner).run(sql`delete from signin.session where token = ${token}`);
      reply
        .clearCookie(SESSION_COOKIE, { path: '/', httpOnly: true, sameSite: 'lax' })
        .header('cache-control', 'no-store');
    },

    /** The token of the caller's own session. @throws Forbidden `sign-in.session-needed` for a token */
    sessionOf(request: FastifyRequest): string {
      const token = sessionTokenOf(request.cookies[SESSION_COOKIE], secret);
      if (request.caller?.via !== 'office' || token === null) throw new Forbidden('sign-in.session-needed');
      return token;
    },

    /** @throws Invalid `password.wrong`, `password.unchanged` */
    async changePassword(request: FastifyRequest, reply: FastifyReply, input: { current: string; next: string }) {
      if (input.current === input.next) throw new Invalid('password.unchanged');
      const answer = await guarded(request, () =>
        auth.api.changePassword({
          body: { currentPassword: input.current, newPassword: input.next, revokeOtherSessions: true },
          headers: headersOf(request),
          returnHeaders: true,
        }),
      );
      passCookies(request, reply, answer.headers);
    },

    /** Begins the second factor: the secret as text and as the address that an authenticator's camera reads. */
    async enrolTotp(request: FastifyRequest, password: string) {
      const answer = await guarded(request, () =>
        auth.api.enableTwoFactor({
          body: { password, method: 'totp' },
          headers: headersOf(request),
          returnHeaders: true,
        }),
      );
      const { totpURI, backupCodes } = answer.response as { totpURI: string; backupCodes: string[] };
      const key = new URL(totpURI).searchParams.get('secret') ?? '';
      const account = await txOf(db.owner).one<{ userName: string }>(
        sql`select user_name as "userName" from platform.account where user_id = ${request.caller?.userId}`,
      );
      const label = encodeURIComponent(`Gần Dân:${account.userName}`);
      const uri = `otpauth://totp/${label}?secret=${key}&issuer=${encodeURIComponent('Gần Dân')}&digits=6&period=30`;
      return { secret: key, uri, backupCodes };
    },

    /** The first code that the authenticator shows; from then on sign-in asks for one. @throws Invalid `totp.wrong` */
    async confirmTotp(request: FastifyRequest, reply: FastifyReply, code: string) {
      const answer = await tried(() =>
        auth.api.verifyTOTP({ body: { code }, headers: headersOf(request), returnHeaders: true }),
      );
      if (!answer) throw new Invalid('totp.wrong');
      passCookies(request, reply, answer.headers);
    },

    async disableTotp(request: FastifyRequest, reply: FastifyReply, password: string) {
      const answer = await guarded(request, () =>
        auth.api.disableTwoFactor({ body: { password }, headers: headersOf(request), returnHeaders: true }),
      );
      passCookies(request, reply, answer.headers);
    },
  };

  async function accountOf(userName: string) {
    return txOf(db.owner).one<{ userId: string; disabled: boolean }>(
      sql`select user_id as "userId", disabled_at is not null as disabled from platform.account where user_name = ${userName}`,
    );
  }

  /** The library takes a code as long as it is valid; we take it once. */
  async function isFirstUse(userId: string, code: string): Promise<boolean> {
    await txOf(db.owner).run(sql`delete from signin.used_code where at < now() - interval '5 minutes'`);
    const noted = await txOf(db.owner).run(
      sql`insert into signin.used_code (user_id, code) values (${userId}, ${code.slice(0, 40)}) on conflict do nothing`,
    );
    return noted === 1;
  }

  async function endAllSessions(userId: string) {
    await txOf(db.owner).run(sql`delete from signin.session where user_id = ${userId}`);
  }

  /** A wrong password here counts like one at sign-in: a session left open must not become a place to guess. */
  async function guarded<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
    const account = await txOf(db.owner).one<{ userName: string }>(
      sql`select user_name as "userName" from platform.account where user_id = ${request.caller?.userId}`,
    );
    const attempt = await beginAttempt(db, account.userName, request.ip);
    try {
      const answer = await work();
      await attempt.forgotten();
      return answer;
    } catch (error) {
      if (!isAPIError(error)) throw error;
      if (error.body?.code === 'INVALID_PASSWORD') {
        await attempt.failed();
        throw new Invalid('password.wrong');
      }
      await attempt.forgotten();
      if (error.body?.code === 'TOTP_ALREADY_ENABLED') throw new RuleBroken('totp.enabled-already');
      throw error;
    }
  }
}

/** Nothing when the library refuses for a reason of the caller's; what is our fault goes on. */
async function tried<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!isAPIError(error) || error.statusCode >= 500) throw error;
    if (error.statusCode === 429) throw new TooMany('sign-in.too-many', { seconds: 900 });
    return null;
  }
}

function cookieHeader(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}

import { existsSync, readFileSync } from 'node:fs';
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { twoFactor, username } from 'better-auth/plugins';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { secretIn } from '../data-dir.ts';
import { surviveRestarts } from '../db/database.ts';
import { Invalid } from '../errors.ts';
import { PASSWORD_MAX, PASSWORD_MIN } from './limits.ts';

export const SESSION_DAYS = 7;
/** A session without a request for so long is over. */
export const SESSION_REST_HOURS = 12;
/** Carries the caller's address to the library; never read from outside. */
export const ADDRESS_HEADER = 'x-gandan-client-address';

/** Argon2id hash of a password, 19 MiB and two rounds. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}

/**
 * The secret that signs session cookies: of GANDAN_SECRET_FILE, else made once in the data directory.
 * @throws Invalid `start.secret-file` `{ file }` when the file is missing or holds fewer than 32 characters
 */
export function signInSecret(dataDir: string, secretFile: string | undefined): string {
  if (secretFile === undefined || secretFile === '') return secretIn(dataDir, 'sign-in');
  const secret = existsSync(secretFile) ? readFileSync(secretFile, 'utf8').trim() : '';
  if (secret.length < 32) throw new Invalid('start.secret-file', { file: secretFile });
  return secret;
}

/**
 * better-auth over schema `signin`: passwords, sessions, second factor. Called as a library (`auth.api`), never mounted
 * as a handler; what it does not do for us stands in docs/decisions/0003-sign-in.md.
 */
export function openLibrary(options: { ownerUrl: string; secret: string }) {
  // A small pool of its own: the library wants dates where the rest of the program keeps plain text.
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text));
  const pool = new pg.Pool({ connectionString: options.ownerUrl, max: 4, types });
  surviveRestarts(pool);
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
  const auth = betterAuth({
    appName: 'Gần Dân',
    baseURL: 'http://localhost', // only names links in mails, which we do not send
    secret: options.secret,
    database: { db: kysely, type: 'postgres', schemaName: 'signin', transaction: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      password: { hash: hashPassword, verify: ({ hash: stored, password }) => verify(stored, password) },
    },
    session: { expiresIn: SESSION_DAYS * 86_400, disableSessionRefresh: true, freshAge: 0 },
    advanced: {
      cookiePrefix: 'gandan',
      useSecureCookies: false, // added per answer: one server may be reached by http on loopback and by https through a proxy
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    rateLimit: { enabled: false }, // ours counts failures, per name and per address
    telemetry: { enabled: false },
    logger: { disabled: true }, // it may print user names
    plugins: [
      username({
        minUsernameLength: 2,
        maxUsernameLength: 60,
        usernameValidator: (name) => /^[a-z0-9][a-z0-9._-]+$/i.test(name),
      }),
      twoFactor({ issuer: 'Gần Dân' }),
    ],
  });
  return { auth, close: () => kysely.destroy() };
}

export type Library = ReturnType<typeof openLibrary>;

import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Database, asOwner } from '../db/database.ts';
import { meaningOfConstraint } from '../db/sql-problems.ts';
import type { Tx } from '../db/tx.ts';
import { Invalid, NotFound } from '../errors.ts';
import type { Lang } from '../format.ts';
import { RIGHTS, type Right } from '../rights.ts';
import { hashToken } from './identify.ts';
import { hashPassword } from './library.ts';

meaningOfConstraint('account_user_name_key', 'user.name-taken');
meaningOfConstraint('account_user_name_check', 'user.name-malformed');
meaningOfConstraint('account_person_id_key', 'user.person-has-account');

export type NewUser = {
  id?: string | undefined;
  userName: string;
  password: string;
  displayName: string;
  language?: Lang | undefined;
  personId?: string | null | undefined;
};

/** Makes an account within the caller's transaction. @throws RuleBroken `user.name-taken`, `user.person-has-account` */
export async function addUser(tx: Tx, user: NewUser): Promise<string> {
  const id = user.id ?? randomUUID();
  const hashed = await hashPassword(user.password);
  await tx.run(sql`
    select platform.create_account(${id}, ${user.userName.toLowerCase()}, ${user.displayName}, ${user.language ?? 'vi'},
      ${user.personId ?? null}, ${hashed})`);
  return id;
}

/** Makes an account from the command line or while loading the sample. The password's length is the caller's affair. */
export async function createUser(db: Database, user: NewUser): Promise<{ id: string }> {
  return asOwner(db, 'command-line', async (tx) => ({ id: await addUser(await asManager(tx), user) }));
}

/**
 * Makes a personal access token for a user from the command line.
 * @throws Invalid `user.unknown`, `token.right-unknown`
 */
export async function createToken(
  db: Database,
  userName: string,
  options: { name?: string; rights?: readonly string[]; expiresOn?: string | null } = {},
): Promise<{ id: string; token: string }> {
  const unknown = (options.rights ?? []).find((right) => !(RIGHTS as readonly string[]).includes(right));
  if (unknown !== undefined) throw new Invalid('token.right-unknown', { right: unknown });
  return asOwner(db, 'command-line', async (tx) => {
    const account = await tx.maybeOne<{ userId: string }>(
      sql`select user_id as "userId" from platform.account where user_name = ${userName.toLowerCase()} and disabled_at is null`,
    );
    if (!account) throw new Invalid('user.unknown', { userName });
    return addToken(tx, {
      userId: account.userId,
      name: options.name ?? 'gandan token',
      // All rights: the owner's own still narrow them at each request, also those gained or lost later.
      rights: (options.rights as readonly Right[] | undefined) ?? RIGHTS,
      expiresOn: options.expiresOn ?? null,
    });
  });
}

/** Stores a token and answers it once. */
export async function addToken(
  tx: Tx,
  input: { userId: string; name: string; rights: readonly Right[]; expiresOn: string | null },
): Promise<{ id: string; token: string }> {
  const [id, token] = [randomUUID(), `gdt_${randomBytes(32).toString('base64url')}`];
  await tx.run(sql`
    insert into platform.token (id, user_id, name, hash, rights, expires_on)
    values (${id}, ${input.userId}, ${input.name}, ${hashToken(token)}, ${input.rights}::text[], ${input.expiresOn})`);
  const payload = JSON.stringify({ new: { user_id: input.userId, rights: input.rights, expires_on: input.expiresOn } });
  await tx.run(sql`select platform.write_audit('insert', 'platform.token', ${id}, null, ${payload})`);
  return { id, token };
}

/** Ends a token of the caller at once. @throws NotFound */
export async function endToken(tx: Tx, id: string): Promise<void> {
  const ended = await tx.run(sql`update platform.token set ended_at = now() where id = ${id} and ended_at is null`);
  if (ended === 0) throw new NotFound();
  await tx.run(sql`select platform.write_audit('update', 'platform.token', ${id}, null, '{"new":{"ended":true}}')`);
}

/** Lets the transaction of the owner use the functions that ask for the right to manage users. */
async function asManager(tx: Tx): Promise<Tx> {
  await tx.run(
    sql`select set_config('gandan.rights', 'users.manage', true), set_config('gandan.via', 'command-line', true)`,
  );
  return tx;
}

/** Shows these sign-ins on the sign-in page while the server listens on this computer only. For the sample alone. */
export async function showSampleSignIns(
  tx: Tx,
  samples: readonly { userName: string; password: string; label: string }[],
): Promise<void> {
  for (const [position, { userName, password, label }] of samples.entries()) {
    await tx.run(sql`
      insert into platform.sample_sign_in (user_name, password, label, position) values (${userName}, ${password}, ${label}, ${position})
      on conflict (user_name) do update set password = excluded.password, label = excluded.label, position = excluded.position`);
  }
}

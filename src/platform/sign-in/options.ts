import type { FastifyRequest } from 'fastify';
import { Unauthorized } from '../errors.ts';
import type { Tx } from '../db/tx.ts';
import type { Caller, Grant } from '../http/context.ts';
import type { PostHeld } from './contract.ts';
import type { SignIn } from './sign-in.ts';

export type SignInOptions = {
  signIn: SignIn;
  /** Posts of a user today, with names of units. Wired to `organisation`. */
  postsOf?: (userId: string) => Promise<PostHeld[]>;
  /**
   * What the posts of a person give, for somebody who is to get an account. Without it only a caller whose scope is
   * everything may link accounts to persons: the link gives the person's rights.
   */
  grantOfPerson?: (personId: string) => Promise<Grant>;
  /** Enters somebody by name and gives him a post, under the rules of posts. Wired to `organisation`. @returns the person */
  appoint?: (
    tx: Tx,
    caller: Caller,
    post: { fullName: string; unitId: string; kind: string; from: string },
  ) => Promise<string>;
};

/** The caller of a route that is not public. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}

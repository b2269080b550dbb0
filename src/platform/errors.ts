/**
 * What can go wrong, as classes. The code is stable, is the key `problem.<code>` of the message in all three
 * languages, and is what other programs rely on; sentences for people are made at the edge, never here.
 */
export abstract class Problem extends Error {
  abstract readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code);
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** Absent, or outside the caller's scope: the two are the same answer on purpose. */
export class NotFound extends Problem {
  readonly status = 404;
  constructor(details: Record<string, unknown> = {}) {
    super('not-found', details);
  }
}

/** A rule of the field says no; `details` carries what a person needs to mend it. */
export class RuleBroken extends Problem {
  readonly status = 409;
}

/** The caller is known but lacks the right. */
export class Forbidden extends Problem {
  readonly status = 403;
}

/** Not signed in, or the token is unknown, revoked or expired. */
export class Unauthorized extends Problem {
  readonly status = 401;
}

/** The request itself is malformed: wrong shape, unknown column, impossible date. */
export class Invalid extends Problem {
  readonly status = 400;
}

/** More than the program takes in: a file, a text, a zip that unpacks to too much. */
export class TooLarge extends Problem {
  readonly status = 413;
}

/** Too many tries in too short a time. */
export class TooMany extends Problem {
  readonly status = 429;
}

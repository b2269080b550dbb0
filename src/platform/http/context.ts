import type { FastifyRequest } from 'fastify';
import type { Database, LabelRange } from '../db/database.ts';
import type { Reader } from '../db/reader.ts';
import type { Tx } from '../db/tx.ts';
import type { Right } from '../rights.ts';

/** Who signed in, before it is known what they may do. Answered by sign-in for a session cookie or a token. */
export type Identity = {
  userId: string;
  via: 'office' | 'token' | 'field';
  /** A token may carry fewer rights than its owner. */
  onlyRights?: readonly Right[];
  /** The phone that speaks; it asks the routes of the field alone. */
  device?: string;
};

/** What a user may do and where, from the posts held today. Answered by `organisation`. */
export type Grant = { rights: readonly Right[]; ranges: readonly LabelRange[] | 'everything' };

/** The caller of a request. */
export type Caller = Identity & Grant;

/** What the program is made of; rooms find it at `app.platform`. */
export type Platform = {
  db: Database;
  /** A replica for the routes that only read and may be a moment behind. */
  reader?: Reader | undefined;
  /** Folder of files, secrets and the embedded database. */
  dataDir: string;
  clock: () => Date;
  identify: (request: FastifyRequest) => Promise<Identity | null>;
  grantOf: (userId: string) => Promise<Grant>;
  /** Set when the server listens on loopback only: sample sign-ins may be shown. */
  loopbackOnly: boolean;
};

/** What a use case of a write answers; the same Idempotency-Key gets it again, for ever. */
export type CommandResult = { status?: number; body?: unknown };
export type Work<T> = (tx: Tx) => Promise<T>;

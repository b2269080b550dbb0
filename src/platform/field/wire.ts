import type {
  Answer,
  BlobState,
  Command,
  Decision,
  Doc,
  Outcome,
  Pull,
  PullAnswer,
  Push,
  PushAnswer,
  Reference,
  Report,
} from '../sync/contract.ts';

/** What travels between a device and the server; its shapes are those of the contract, of which only the types come along. */
export type {
  Answer,
  BlobState,
  Command,
  Decision,
  Doc,
  Outcome,
  Pull,
  PullAnswer,
  Push,
  PushAnswer,
  Reference,
  Report,
};

export type Sha256 = string;
export type Choice = Decision['choice'];

/**
 * The server as a device sees it. Every call may fail with `Lost` (nothing is known: try again), `Refused` (an answer that
 * trying again will not change), `Withdrawn` (this device is no longer wanted) or `Expired` (it was away too long).
 */
export type SyncPort = {
  push(request: Push): Promise<PushAnswer>;
  pull(request: Pull): Promise<PullAnswer>;
  /** How far a blob has arrived. */
  blobHeld(sha256: Sha256): Promise<Pick<BlobState, 'have' | 'whole'>>;
  blobSend(
    sha256: Sha256,
    piece: { offset: number; size: number; bytes: Uint8Array },
  ): Promise<Pick<BlobState, 'have' | 'whole'>>;
  decide(decision: Decision): Promise<void>;
};

/** No answer, or one that says it is the server's fault: the only failures after which the same is sent again. */
export class Lost extends Error {
  constructor(cause?: unknown) {
    super('lost', { cause });
    this.name = 'Lost';
  }
}

/** The device was withdrawn: it wipes itself. */
export class Withdrawn extends Error {
  constructor() {
    super('withdrawn');
    this.name = 'Withdrawn';
  }
}

/** Away for too long: the copy goes, what was written stays, and the device is registered anew. */
export class Expired extends Error {
  constructor() {
    super('expired');
    this.name = 'Expired';
  }
}

/** The server answered, and asking again will not change it. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  constructor(status: number, code: string, details: Record<string, unknown> = {}) {
    super(code);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

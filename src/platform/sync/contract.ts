import { z } from 'zod';
import { Id } from '../shapes.ts';

/**
 * What a phone in the field and the server say to each other. A *device* belongs to one person and one home unit, a
 * *command* is one write made on it, a *delivery* the server's record of that command, the *copy* the device's documents.
 */

/** Commands of one push at most. */
export const PUSH_LIMIT = 10;
/** Bytes of one piece of a photo at most; half of it is kinder to a bad line. */
export const PIECE_BYTES = 512 * 1024;
/** Bytes of one photo or paper at most. */
export const BLOB_BYTES = 15 * 1024 * 1024;
/** A device that was not heard for so long has to be registered anew. */
export const DEVICE_DAYS = 30;
/** The newest form of a command, and the oldest that is still taken. */
export const SCHEMA = 1;
/** Taken for at least six months after a newer one came. */
export const OLDEST_SCHEMA = 1;

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Moment = z.iso.datetime({ offset: true });
const Json = z.record(z.string(), z.unknown());

/**
 * In `params` and anywhere in `payload`: the value of a field in the answer of an earlier command of the same device.
 * While that command was not applied, the one that points to it waits.
 */
export const Reference = z.object({ $of: Id, field: z.string().regex(/^[a-zA-Z]{1,40}$/) });
export type Reference = z.infer<typeof Reference>;

export const Command = z.object({
  /** Fixed when the form opens (UUIDv7); the Idempotency-Key of the route. */
  id: Id,
  device: Id,
  /** 1, 2, 3… on a device, without a gap. */
  seq: z.int().min(1),
  schema: z.int().min(1).max(1000),
  /** A registered field command, for example `meetings.attendance`. */
  type: z.string().regex(/^[a-z]+\.[a-z-]+$/),
  /** Identity of the record that is written, the new one's own when it is made here. */
  entity: Id,
  /** Version of the record on which the form was opened; null for a new one. */
  base: z.int().min(0).nullable(),
  /** Earlier command of this device on the same record that was not yet answered when this one was made. */
  after: Id.nullable(),
  /** Of the address: `{ id: '…' }` for `/meetings/:id/attendance`. */
  params: z.record(z.string(), z.union([z.string().max(100), Reference])),
  /** The body of the route. `version` is put in by the server where the command is versioned. */
  payload: Json,
  /** Photos and papers that the command needs, all sent before it. The first is the file of a command that sends one. */
  blobs: z.array(Sha256).max(8),
  /** What the clock of the device said; told, never relied on. */
  madeAt: Moment,
});
export type Command = z.infer<typeof Command>;

/** What the device says of itself with every push and pull; shown to the commune as it was last heard. */
export const Report = z.object({
  unsent: z.int().min(0).max(100_000),
  /** When the oldest command that was not sent yet was made. */
  oldestAt: Moment.nullable(),
  /** Build of the app. */
  app: z.string().max(40).default(''),
});
export type Report = z.infer<typeof Report>;

export const OUTCOMES = ['applied', 'refused', 'conflict', 'waiting'] as const;
export const Outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof Outcome>;

/** What stands on the server where the device wrote on an older version. */
export const Theirs = z.object({
  /** Name of the account that wrote last; null when nobody can be named. */
  by: z.string().nullable(),
  at: z.string().nullable(),
  /** The document of the copy as it stands now; null when the device may not see it any more. */
  doc: z.lazy(() => Doc).nullable(),
});
export type Theirs = z.infer<typeof Theirs>;

export const Answer = z.object({
  id: Id,
  seq: z.int(),
  outcome: Outcome,
  /** HTTP status of the route; 0 where the route was not asked. */
  status: z.int(),
  /** Stable code of the problem; `sync.waits` where it waits for an earlier one. */
  code: z.string().optional(),
  details: Json.optional(),
  /** Body of the route's answer, of applied commands. */
  result: z.unknown().optional(),
  /** Of conflicts. */
  theirs: Theirs.optional(),
  /** Of waiting commands: the earlier command that was not applied. */
  waitsFor: Id.optional(),
  /** Somebody decided about it; it needs nothing more. */
  decided: z.boolean().default(false),
});
export type Answer = z.infer<typeof Answer>;

export const Push = z.object({
  device: Id,
  commands: z.array(Command).max(PUSH_LIMIT),
  report: Report.optional(),
});
export type Push = z.infer<typeof Push>;

/**
 * `seq`: the first command that was not taken is not the next one (`nextSeq` says which is). `blob`: `missing` has to be sent first.
 * `failed`: the server could not carry it out now; try again later, ever more slowly.
 */
export const Stop = z.object({
  reason: z.enum(['seq', 'blob', 'failed']),
  id: Id,
  missing: z.array(Sha256).optional(),
});
export type Stop = z.infer<typeof Stop>;
export const PushAnswer = z.object({
  /** In the order of the commands, up to where it stopped. */
  answers: z.array(Answer),
  nextSeq: z.int(),
  stopped: Stop.optional(),
});
export type PushAnswer = z.infer<typeof PushAnswer>;

/** A document of the copy. `version` is a digest of the body: equal version, equal body. Versions of records stand in the body. */
export const Doc = z.object({ kind: z.string(), id: z.string(), version: z.string(), body: Json });
export type Doc = z.infer<typeof Doc>;
export const Key = z.object({ kind: z.string(), id: z.string() });

export const Pull = z.object({
  device: Id,
  /** As the last answer gave it, after that answer lies whole on the device; null for a first or new copy. */
  cursor: z.string().max(120).nullable(),
  report: Report.optional(),
});
export type Pull = z.infer<typeof Pull>;
export const PullAnswer = z.object({
  cursor: z.string(),
  docs: z.array(Doc),
  gone: z.array(Key),
  /** The copy begins anew: what the device holds is thrown away in the transaction that writes these documents. */
  full: z.boolean(),
  /** There is more: pull again at once with this cursor. */
  more: z.boolean(),
  /** Day in Vietnam by the server's clock. */
  today: z.string(),
});
export type PullAnswer = z.infer<typeof PullAnswer>;

/** How far a photo has arrived. `PUT …/blobs/{sha256}?offset=&size=` takes raw bytes, at most `PIECE_BYTES` at a time. */
export const BlobState = z.object({ sha256: Sha256, have: z.int(), whole: z.boolean() });
export type BlobState = z.infer<typeof BlobState>;
export const BlobQuery = z.object({
  offset: z.coerce.number().int().min(0).max(BLOB_BYTES),
  size: z.coerce.number().int().min(1).max(BLOB_BYTES),
});

export const NewDevice = z.object({
  /** Made on the device; the same id again gives a new token and ends the old one. */
  id: Id,
  /** As its person calls it. */
  name: z.string().trim().min(1).max(60),
  /** Cell or village whose copy it holds. */
  unitId: Id,
});
export type NewDevice = z.infer<typeof NewDevice>;
const NamedUnit = z.object({ id: z.string(), name: z.string() });
export const MadeDevice = z.object({
  id: Id,
  /** For `Authorization: Bearer …`; told in this answer only. */
  token: z.string(),
  unit: NamedUnit,
  nextSeq: z.int(),
});
export type MadeDevice = z.infer<typeof MadeDevice>;

export const DEVICE_STATES = ['active', 'expired', 'withdrawn'] as const;
export const DeviceRow = z.object({
  id: Id,
  name: z.string(),
  unit: NamedUnit,
  owner: z.string(),
  state: z.enum(DEVICE_STATES),
  registeredAt: z.string(),
  lastContactAt: z.string().nullable(),
  /** As the device last said. */
  unsent: z.int(),
  oldestAt: z.string().nullable(),
  app: z.string(),
  applied: z.int(),
  /** Not decided yet. */
  refused: z.int(),
  conflicts: z.int(),
  waiting: z.int(),
  withdrawnAt: z.string().nullable(),
  withdrawnBy: z.string().nullable(),
  mine: z.boolean(),
  mayWithdraw: z.boolean(),
});
export type DeviceRow = z.infer<typeof DeviceRow>;

/** A delivery that waits for a decision, for those who help: which form and which rule, never what was typed. */
export const OpenDelivery = z.object({
  id: Id,
  seq: z.int(),
  type: z.string(),
  outcome: Outcome,
  code: z.string().nullable(),
  madeAt: z.string(),
  receivedAt: z.string(),
});
export type OpenDelivery = z.infer<typeof OpenDelivery>;

export const CHOICES = ['mine', 'theirs', 'edited', 'dropped'] as const;
export const Decision = z.object({
  /** A command that was refused, in conflict, or waits. */
  command: Id,
  choice: z.enum(CHOICES),
  /** The new command, with the newest base, that carries `mine` or `edited`. */
  replacement: Id.nullable().default(null),
});
export type Decision = z.infer<typeof Decision>;
export const Decided = z.object({ command: Id, choice: z.enum(CHOICES), decidedAt: z.string() });
export type Decided = z.infer<typeof Decided>;

/**
 * The file of an outbox (`*.gandan-outbox`): a line of JSON (`OutboxHeader`), a newline, then AES-256-GCM of `OutboxBody` as JSON
 * (key: PBKDF2-SHA-256 of the passphrase; the tag at the end, as WebCrypto writes it; additional data: the header line's bytes).
 */
export const OutboxHeader = z.object({
  format: z.literal('gandan-outbox'),
  v: z.literal(1),
  device: Id,
  iterations: z.int().min(100_000).max(2_000_000),
  salt: z.base64(),
  iv: z.base64(),
});
export type OutboxHeader = z.infer<typeof OutboxHeader>;
export const OutboxBody = z.object({
  /**
   * HMAC-SHA-256, in hex, of the UTF-8 bytes of `content`; key: SHA-256 of the UTF-8 bytes of the device's token. Shows that the
   * device made it: whoever knows the passphrase alone cannot write in its name.
   */
  seal: z.string().regex(/^[0-9a-f]{64}$/),
  /** JSON text of `OutboxContent`. */
  content: z.string(),
});
export const OutboxContent = z.object({
  device: Id,
  commands: z.array(Command).max(5000),
  blobs: z.array(z.object({ sha256: Sha256, data: z.base64() })).max(500),
  madeAt: Moment,
});
export type OutboxContent = z.infer<typeof OutboxContent>;
export const OutboxTaken = z.object({
  device: z.object({ id: Id, name: z.string(), owner: z.string(), unit: NamedUnit }),
  commands: z.int(),
  applied: z.int(),
  /** Had come before, by the line or by a file. */
  known: z.int(),
  refused: z.int(),
  conflicts: z.int(),
  waiting: z.int(),
  stopped: Stop.optional(),
  nextSeq: z.int(),
});
export type OutboxTaken = z.infer<typeof OutboxTaken>;

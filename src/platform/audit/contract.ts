import { z } from 'zod';
import { PageQuery, PlainDate } from '../shapes.ts';

export const AuditAction = z.enum(['insert', 'update', 'delete', 'bulk', 'note']);

/** One field before and after. */
export const FieldChange = z.object({ field: z.string(), old: z.unknown(), new: z.unknown() });
export type FieldChange = z.infer<typeof FieldChange>;

export const AuditRecord = z.object({
  id: z.int(),
  recordedAt: z.string(),
  actor: z.string(),
  actorName: z.string().nullable(),
  via: z.string(),
  action: AuditAction,
  entity: z.string(),
  entityId: z.string().nullable(),
  /** Place in the chain; empty for a moment after the change. */
  position: z.int().nullable(),
  changes: z.array(FieldChange),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

const Period = { from: PlainDate.optional(), to: PlainDate.optional() };

/** `from` and `to` are days in Vietnam, `to` included. */
export const AuditQuery = PageQuery.extend({
  entity: z.string().max(100).optional(),
  entityId: z.string().max(100).optional(),
  actor: z.string().max(100).optional(),
  ...Period,
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const ChainCheck = z.object({
  agrees: z.boolean(),
  /** Sealed records that were recounted. */
  checked: z.int(),
  unsealed: z.int(),
  firstBroken: z
    .object({ position: z.int(), id: z.int().nullable(), reason: z.enum(['missing', 'record', 'chain']) })
    .nullable(),
  /** Noted elsewhere, it shows later that nothing was cut off the end. */
  head: z.object({ position: z.int(), hash: z.string() }),
});
export type ChainCheck = z.infer<typeof ChainCheck>;

export const AccessKind = z.enum(['open', 'list', 'export', 'figure', 'restricted']);
export const AccessRecord = z.object({
  id: z.int(),
  at: z.string(),
  userId: z.string(),
  userName: z.string().nullable(),
  kind: AccessKind,
  subject: z.string(),
  subjectId: z.string().nullable(),
  rows: z.int().nullable(),
  purpose: z.string().nullable(),
});
export type AccessRecord = z.infer<typeof AccessRecord>;
export const AccessQuery = PageQuery.extend({
  user: z.string().max(100).optional(),
  subject: z.string().max(100).optional(),
  subjectId: z.string().max(100).optional(),
  kind: AccessKind.optional(),
  ...Period,
});
export type AccessQuery = z.infer<typeof AccessQuery>;

export const ChangeQuery = z.object({
  /** Of the previous answer; without it from the beginning, `latest` begins with what comes next. */
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
export const Change = z.object({
  no: z.int(),
  at: z.string(),
  entity: z.string(),
  /** `*` when one statement changed many: read that entity anew. */
  entityId: z.string(),
  action: z.enum(['insert', 'update', 'delete', 'bulk']),
});
export type Change = z.infer<typeof Change>;

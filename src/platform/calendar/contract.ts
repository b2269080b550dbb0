import { z } from 'zod';
import { Id, PlainDate } from '../shapes.ts';

export const DayKind = z.enum(['holiday', 'working']);

/** A day off, or a weekend day worked in exchange for one. */
export const Holiday = z.object({
  id: Id,
  on: PlainDate,
  name: z.string(),
  kind: DayKind,
  source: z.string(),
  /** False where the notice of that year was not seen. */
  certain: z.boolean(),
});
export type Holiday = z.infer<typeof Holiday>;
export const NewHoliday = z.object({
  id: Id.optional(),
  on: PlainDate,
  name: z.string().trim().min(1, { error: 'field.required' }).max(120),
  kind: DayKind.default('holiday'),
  source: z.string().trim().max(300).default(''),
  certain: z.boolean().default(true),
});
export type NewHoliday = z.infer<typeof NewHoliday>;
export const ChangeHoliday = z
  .object({
    on: PlainDate,
    name: z.string().trim().min(1, { error: 'field.required' }).max(120),
    kind: DayKind,
    source: z.string().trim().max(300),
    certain: z.boolean(),
  })
  .partial();
export type ChangeHoliday = z.infer<typeof ChangeHoliday>;

/** How sure the value is: S read in a published text, K-h, K-m, K-l as in the description of the domain, or set by an administrator. */
export const Confidence = z.enum(['S', 'K-h', 'K-m', 'K-l', 'set']);
export const Setting = z.object({
  /** Empty for a default that stands in the program. */
  id: Id.nullable(),
  key: z.string(),
  /** Key of its words. */
  label: z.string(),
  /** A value that was set goes before the default on the days it is valid. */
  origin: z.enum(['default', 'set']),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  value: z.unknown(),
  source: z.string(),
  confidence: Confidence,
});
export type Setting = z.infer<typeof Setting>;
export const NewSetting = z.object({
  value: z.unknown(),
  validFrom: PlainDate,
  /** Not included; empty: until further notice. */
  validTo: PlainDate.nullable().default(null),
  source: z.string().trim().min(1, { error: 'field.required' }).max(300),
});
export type NewSetting = z.infer<typeof NewSetting>;

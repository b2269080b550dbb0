import { z } from 'zod';
import { Id } from '#platform/shapes.ts';
import { NamedUnit } from './applicant.ts';

const Year = z.coerce.number().int().min(2000).max(2100);
export const TargetQuery = z.object({
  year: Year.optional(),
  unit: Id.optional().describe('Only at or below it; a cell is listed even while it has no target.'),
});
export const TargetLine = z.object({ goal: z.int(), done: z.int(), percent: z.number().nullable() });

/** What a body or a cell has set itself for a year, and what the applications say. */
export const Target = z
  .object({
    id: z.string().nullable().describe('None while no target is set.'),
    unit: NamedUnit,
    subject: z.enum(['body', 'cell']),
    year: z.int(),
    introduced: TargetLine.nullable(),
    admitted: TargetLine.nullable(),
    document: z.string().nullable(),
    version: z.int().nullable(),
    /** Counted also where no target is set. */
    done: z.object({ introduced: z.int(), admitted: z.int() }),
    maySet: z.boolean(),
  })
  .meta({ id: 'AdmissionTarget' });
export type Target = z.infer<typeof Target>;
export const TargetList = z.object({ year: z.int(), items: z.array(Target) });
export type TargetList = z.infer<typeof TargetList>;

export const SetTarget = z.object({
  id: Id,
  unitId: Id,
  year: z.int().min(2000).max(2100),
  introduced: z.int().min(1).max(10_000),
  admitted: z.int().min(0).max(10_000),
  document: z.string().trim().normalize('NFC').min(1).max(120).nullable().default(null),
  version: z.int().nullable().default(null).describe('Of the target that is changed; none when it is the first.'),
});
export type SetTarget = z.infer<typeof SetTarget>;
export const TargetSet = z.object({ id: z.string(), version: z.int() });

import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';

export const NamedUnit = z.object({ id: Id, name: z.string() });
export const NamedPerson = z.object({ id: Id, name: z.string().nullable() });
export const Year = z.int().min(1990).max(2100);
export const KnownOn = z.object({ on: PlainDate, precision: z.enum(['day', 'month', 'year']) });
export type KnownOn = z.infer<typeof KnownOn>;
export const Written = z.object({ id: Id });

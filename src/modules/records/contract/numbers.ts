import { z } from 'zod';
import { Id, PlainDate, Text } from '#platform/shapes.ts';
import { LAYOUTS, MaybeText, NamedUnit, Version } from './values.ts';

export const Kind = z
  .object({
    code: z.string(),
    symbol: z.string(),
    numbered: z.boolean(),
    cellMay: z.boolean(),
    retention: z.string(),
    name: z.string(),
    source: z.string(),
    certainty: z.string(),
  })
  .meta({ id: 'DocumentKind' });
export type Kind = z.infer<typeof Kind>;
export const Retention = z
  .object({
    code: z.string(),
    years: z.int().nullable(),
    name: z.string(),
    source: z.string(),
    certainty: z.string(),
  })
  .meta({ id: 'Retention' });
export type Retention = z.infer<typeof Retention>;

export const NewTerm = z
  .object({ id: Id, unitId: Id, name: Text(120), congressClosedOn: PlainDate })
  .meta({ id: 'NewTerm' });
export type NewTerm = z.infer<typeof NewTerm>;
export const Issuer = z
  .object({
    unit: NamedUnit,
    symbol: z.string(),
    layout: z.enum(LAYOUTS),
    hasSeal: z.boolean(),
    seat: z.string(),
    contact: z.string().nullable(),
    superior: z.string().nullable(),
    terms: z.array(
      z.object({ id: Id, name: z.string(), startsOn: PlainDate, endsOn: PlainDate.nullable(), unit: NamedUnit }),
    ),
    version: z.int().nullable(),
  })
  .meta({ id: 'Issuer' });
export type Issuer = z.infer<typeof Issuer>;
export const SetIssuer = z
  .object({
    version: Version.nullable().default(null),
    /** Letters and digits: the slash and the hyphen of a number stand between its parts. */
    symbol: Text(20)
      .regex(/^[\p{L}\p{N}]+(-[\p{L}\p{N}]+)*$/u, { error: 'issuer.symbol' })
      .nullable()
      .default(null),
    layout: z.enum(LAYOUTS).nullable().default(null),
    hasSeal: z.boolean().nullable().default(null),
    seat: MaybeText(100),
    contact: MaybeText(200),
  })
  .meta({ id: 'SetIssuer' });
export type SetIssuer = z.infer<typeof SetIssuer>;
/** A run of numbers with what became of each: used, or voided with its reason. */
export const Series = z
  .object({
    id: Id,
    unit: NamedUnit,
    kind: z.string().nullable(),
    kindName: z.string().nullable(),
    layout: z.enum(LAYOUTS),
    from: PlainDate,
    until: PlainDate.nullable(),
    last: z.int(),
    drawn: z.int(),
    voided: z.array(z.object({ no: z.int(), documentId: Id, reason: z.string() })),
  })
  .meta({ id: 'Series' });
export type Series = z.infer<typeof Series>;

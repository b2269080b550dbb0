import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import { FigureQuery } from '../contract.ts';
import { WORDS } from './rules.ts';

/** A figure of the sheet, with the word and the round number of the text about it. */
export const PressLine = z.object({
  figure: z.string().max(60),
  filter: FigureQuery.shape.filter,
  word: z.enum(WORDS).default('exactly'),
  round: z.number().nonnegative().optional(),
});
export type PressLine = z.infer<typeof PressLine>;
export const NewPressSheet = z
  .object({
    id: Id,
    unitId: Id,
    title: Text(200),
    from: PlainDate,
    asOf: PlainDate,
    contact: Text(300),
    lines: z.array(PressLine).min(1).max(40),
  })
  .meta({ id: 'NewPressSheet' });
export type NewPressSheet = z.infer<typeof NewPressSheet>;
export const ChangePressSheet = NewPressSheet.omit({ id: true, unitId: true })
  .partial()
  .extend({ version: z.int().min(1) })
  .meta({ id: 'ChangePressSheet' });
export type ChangePressSheet = z.infer<typeof ChangePressSheet>;

const NamedUnit = z.object({ id: Id, name: z.string() });
export const PressSheetRow = z
  .object({
    id: Id,
    unit: NamedUnit,
    title: z.string(),
    from: PlainDate,
    asOf: PlainDate,
    lines: z.int(),
    version: z.int(),
  })
  .meta({ id: 'PressSheetRow' });
export type PressSheetRow = z.infer<typeof PressSheetRow>;
export const PressSheetList = z.object({
  items: z.array(PressSheetRow),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
});
export const PressQuery = PageQuery.extend({ unit: z.string().min(1).max(80).optional() });
export type PressQuery = z.infer<typeof PressQuery>;

const Value = z.union([z.number(), z.literal('withheld')]).nullable();
export const ShownLine = z.object({
  figure: z.string(),
  filter: z.string().nullable(),
  name: z.string(),
  definition: z.string(),
  measure: z.string(),
  word: z.enum(WORDS),
  round: z.number().nullable(),
  value: Value,
  numerator: Value,
  denominator: z.number().nullable(),
  /** The exact value as it reads. */
  shown: z.string(),
  /** What a text may say: “gần 900”. */
  prose: z.string(),
  /** False where records changed since and the word is no longer true. */
  holds: z.boolean(),
  proposals: z.array(z.object({ word: z.enum(WORDS), round: z.number() })),
  from: PlainDate.nullable(),
  to: PlainDate,
  records: z.number(),
  source: z.string(),
  href: z.string().nullable(),
  /** What others published about the same figure of the same unit. */
  published: z.array(
    z.object({ word: z.string(), value: z.number(), source: z.string(), said: z.string(), agrees: z.boolean() }),
  ),
});
export type ShownLine = z.infer<typeof ShownLine>;
export const PressSheetPage = PressSheetRow.omit({ lines: true })
  .extend({ contact: z.string(), lines: z.array(ShownLine) })
  .meta({ id: 'PressSheet' });
export type PressSheetPage = z.infer<typeof PressSheetPage>;

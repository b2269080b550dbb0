import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { AGENDA_KINDS, GRADES, SCORE_LINES, SHEET_KINDS } from './rules/index.ts';

/** Shapes of agendas and score sheets; part of the contract, which names them again. */
const UnitName = z.object({ id: z.string(), name: z.string() });
const Source = z.string().trim().normalize('NFC').min(1).max(200);
const SheetItem = z.object({ kind: z.enum(AGENDA_KINDS), title: z.string().trim().normalize('NFC').min(1).max(300) });
const RubricLine = z.object({ key: z.enum(SCORE_LINES), max: z.int().min(1).max(100) });
const RubricGrade = z.object({ grade: z.enum(GRADES), from: z.int().min(0).max(100) });
export const RubricRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(SHEET_KINDS),
  from: z.string(),
  to: z.string().nullable(),
  /** Of the province; else of the framework. */
  own: z.boolean(),
  lines: z.array(RubricLine),
  grades: z.array(RubricGrade),
  caps: z.array(z.object({ when: z.string(), grade: z.enum(GRADES) })),
  source: z.string(),
  confidence: z.string(),
  /** How many scores were given by it. */
  used: z.int(),
});
export type RubricRow = z.infer<typeof RubricRow>;
export const AgendaSkeleton = z.object({
  id: z.string(),
  kind: z.enum(SHEET_KINDS),
  from: z.string(),
  to: z.string().nullable(),
  items: z.array(SheetItem),
  source: z.string(),
});
export type AgendaSkeleton = z.infer<typeof AgendaSkeleton>;
export const Sheets = z.object({
  province: UnitName.nullable(),
  rubrics: z.array(RubricRow),
  agendas: z.array(AgendaSkeleton),
  mayWrite: z.boolean(),
});
export type Sheets = z.infer<typeof Sheets>;
export const NewRubric = z.object({
  id: Id,
  unitId: Id,
  kind: z.enum(SHEET_KINDS),
  name: z.string().trim().normalize('NFC').min(1).max(120),
  from: PlainDate,
  lines: z.array(RubricLine).max(10),
  grades: z.array(RubricGrade).max(10),
  /** The best grade that a meeting with an absence without reason can have; none where it does not matter. */
  absenceCaps: z.enum(GRADES).nullable().default(null),
  source: Source,
});
export type NewRubric = z.infer<typeof NewRubric>;
export const NewAgendaSkeleton = z.object({
  id: Id,
  unitId: Id,
  kind: z.enum(SHEET_KINDS),
  from: PlainDate,
  items: z.array(SheetItem).min(1).max(30),
  source: Source,
});
export type NewAgendaSkeleton = z.infer<typeof NewAgendaSkeleton>;

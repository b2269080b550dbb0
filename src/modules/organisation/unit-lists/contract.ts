import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { Finding, UnitEvent, UnitKindShape, TreeShape } from '../contract.ts';
import { MOST_ROWS } from './most-rows.ts';

/** A line of a list as it was written, each cell as text. `row` is its number in the sheet. */
export const UnitListRow = z
  .object({
    row: z.int().min(1),
    name: z.string().max(300),
    kind: z.string().max(100),
    code: z.string().max(40),
    /** Code or name of the unit directly above, in the list or in the tree. */
    parent: z.string().max(300),
    /** Codes or names of the places a Party organisation covers, between semicolons. */
    covers: z.string().max(1000),
  })
  .meta({ id: 'UnitListRow' });
export type UnitListRow = z.infer<typeof UnitListRow>;

export const UnitListRead = z
  .object({
    fileName: z.string(),
    sheet: z.string(),
    rows: z.array(UnitListRow),
    /** Headings of the file that became nothing. */
    left: z.array(z.string()),
  })
  .meta({ id: 'UnitListRead' });
export type UnitListRead = z.infer<typeof UnitListRead>;

/** What a list is to be read against: its first day, and the unit that lines without one stand below. */
export const UnitListQuestion = z
  .object({
    from: PlainDate,
    underId: Id.nullable(),
    /** Also found the Party organisation of each commune and province that has none. */
    withBodies: z.boolean(),
    rows: z.array(UnitListRow).min(1).max(MOST_ROWS),
  })
  .meta({ id: 'UnitListQuestion' });
export type UnitListQuestion = z.infer<typeof UnitListQuestion>;

export const NewUnitList = UnitListQuestion.extend({
  id: Id,
  title: z.string().trim().max(200).nullable().default(null),
  document: z.string().trim().max(120).nullable().default(null),
}).meta({ id: 'NewUnitList' });
export type NewUnitList = z.infer<typeof NewUnitList>;

/** What becomes of a line. `known` ones stand in the tree already and stay as they are. */
export const JudgedUnit = z
  .object({
    row: z.int(),
    name: z.string(),
    kind: UnitKindShape.nullable(),
    tree: TreeShape.nullable(),
    outcome: z.enum(['new', 'known', 'refused']),
    parent: z.string().nullable(),
    covers: z.array(z.string()),
    /** The covered places were not written: they were found by the name. */
    coversByName: z.boolean(),
    findings: z.array(Finding),
  })
  .meta({ id: 'JudgedUnit' });
export type JudgedUnit = z.infer<typeof JudgedUnit>;

export const UnitListVerdict = z
  .object({
    units: z.array(JudgedUnit),
    fresh: z.int(),
    known: z.int(),
    refused: z.int(),
    /** Party organisations founded beside the lines. */
    bodies: z.int(),
  })
  .meta({ id: 'UnitListVerdict' });
export type UnitListVerdict = z.infer<typeof UnitListVerdict>;

export const UnitListTaken = z
  .object({ event: UnitEvent, fresh: z.int(), known: z.int(), bodies: z.int() })
  .meta({ id: 'UnitListTaken' });
export type UnitListTaken = z.infer<typeof UnitListTaken>;

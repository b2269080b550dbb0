import { z } from 'zod';
import { Id, PageQuery } from '#platform/shapes.ts';
import { NamedUnit } from './values.ts';

/** What a column of a file can become. */
export const IMPORT_FIELDS = [
  'cardNumber',
  'oldCardNumber',
  'fullName',
  'lastNames',
  'givenName',
  'sex',
  'birth',
  'birthMale',
  'birthFemale',
  'cell',
  'commune',
  'standing',
  'decision',
  'ceremony',
  'recognised',
  'education',
  'theoryLevel',
  'occupation',
  'ethnicity',
] as const;
export const ImportField = z.enum(IMPORT_FIELDS);
export type ImportField = z.infer<typeof ImportField>;

/** `unknown` must be assigned or left out; `forbidden` may not be taken in at all and its content is never read. */
export const ImportColumn = z.object({
  index: z.int(),
  letter: z.string(),
  name: z.string(),
  samples: z.array(z.string()),
  field: ImportField.nullable(),
  status: z.enum(['assigned', 'left-out', 'unknown', 'forbidden']),
  remembered: z.boolean().describe('From a profile of an earlier file with these headings.'),
});
export type ImportColumn = z.infer<typeof ImportColumn>;

export const OUTCOMES = ['new', 'changed', 'same', 'doubtful', 'refused'] as const;
export const Outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof Outcome>;

/** Counts of a preview: the five outcomes add up to `rows`. */
export const ImportCounts = z.object({
  rows: z.int(),
  new: z.int(),
  changed: z.int(),
  same: z.int(),
  doubtful: z.int(),
  refused: z.int(),
  skipped: z.int().describe('Rows that are no data: groups, totals, repeated headings.'),
  notInFile: z.int().describe('Members of the unit that the file does not name; nothing happens to them.'),
});
export type ImportCounts = z.infer<typeof ImportCounts>;

export const IMPORT_STEPS = ['reading', 'applying', 'undoing'] as const;
/** A long step of an import, done by a job: rows done of about so many. */
export const ImportWork = z.object({
  step: z.enum(IMPORT_STEPS),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  done: z.int(),
  total: z.int().nullable(),
  runs: z.int().describe('How often it was begun; more than once after a restart of the server.'),
  problem: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
});
export type ImportWork = z.infer<typeof ImportWork>;

export const ImportBatch = z
  .object({
    id: Id,
    fileName: z.string(),
    state: z.enum(['previewed', 'applied', 'undone', 'cancelled']),
    unit: NamedUnit.nullable(),
    sheet: z.string(),
    titles: z.array(z.string()),
    columns: z.array(ImportColumn),
    counts: ImportCounts.nullable().describe('Null until every column is assigned or left out and the rows are read.'),
    work: ImportWork.nullable().describe('What the server is doing with it; nothing else changes it meanwhile.'),
    createdBy: z.string(),
    createdAt: z.string(),
    appliedAt: z.string().nullable(),
    undoneAt: z.string().nullable(),
  })
  .meta({ id: 'MemberImport' });
export type ImportBatch = z.infer<typeof ImportBatch>;

/** What every column becomes: a field, or `leave-out`. */
export const ImportMapping = z.object({
  columns: z.record(z.string().regex(/^\d{1,3}$/), z.union([ImportField, z.literal('leave-out')])),
  profile: z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(80)
    .optional()
    .describe('Name under which the mapping is remembered.'),
});
export type ImportMapping = z.infer<typeof ImportMapping>;

export const ImportProblem = z.object({
  column: z.string().nullable().describe('Heading in the file.'),
  field: ImportField.nullable(),
  code: z.string(),
  value: z.string().nullable(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

export const ImportRow = z
  .object({
    rowNumber: z.int(),
    outcome: Outcome,
    problems: z.array(ImportProblem),
    name: z.string().nullable(),
    cardNumber: z.string().nullable(),
    raw: z.record(z.string(), z.string()).describe('Texts of the row by index of the column.'),
    difference: z.array(z.object({ field: z.string(), old: z.unknown(), new: z.unknown() })),
    memberId: Id.nullable(),
    candidate: z.object({ id: Id, fullName: z.string(), cardNumber: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'MemberImportRow' });
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportRowsQuery = PageQuery.extend({ outcome: Outcome.optional() });
export const ImportRows = z.object({ items: z.array(ImportRow), nextCursor: z.string().nullable() });

/** Mends texts in place, or decides a doubtful row. */
export const MendRow = z.object({
  values: z.record(z.string().regex(/^\d{1,3}$/), z.string().max(400)).optional(),
  decision: z.enum(['same-person', 'new-person', 'leave-out']).optional(),
});
export type MendRow = z.infer<typeof MendRow>;

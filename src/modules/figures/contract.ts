import { z } from 'zod';
import { PlainDate } from '#platform/shapes.ts';

export { Difference } from './reports/contract.ts';

/** On whose boundaries a figure is read: those of its own day, today's, or those of a named day. */
export const Boundaries = z.union([z.literal('then'), z.literal('now'), PlainDate]);
export type Boundaries = z.infer<typeof Boundaries>;

/** What is no letter, digit or `_.-~` in a value is written as in an address (`%20`), so that a name may stand there. */
const Filter = z
  .string()
  .max(600)
  .regex(/^[a-z_]+=(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+(,[a-z_]+=(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+)*$/, {
    error: 'figure.filter-malformed',
  })
  .refine(isText, { error: 'figure.filter-malformed' });
function isText(filter: string): boolean {
  try {
    return decodeURIComponent(filter) !== '';
  } catch {
    // Bytes that are no text.
    return false;
  }
}

/** The question: which unit, when, on whose boundaries, broken down by what. */
export const FigureQuery = z.object({
  /** UUID, own short name, or official code as valid on the boundaries' day. */
  unit: z.string().min(1).max(80),
  /** First day of the period; a year alone means its first day. */
  from: z.union([PlainDate, z.string().regex(/^\d{4}$/)]).optional(),
  /** Last day of the period, included; a year alone means its last day. */
  to: z.union([PlainDate, z.string().regex(/^\d{4}$/)]).optional(),
  asOf: PlainDate.optional(),
  boundaries: Boundaries.default('then'),
  /** `unit` for the units directly below, or a dimension of the figure. */
  by: z.string().max(40).optional(),
  filter: Filter.optional(),
  count: z.enum(['people', 'participations']).default('participations'),
});
export type FigureQuery = z.infer<typeof FigureQuery>;

/** A count that the reader may not know exactly because it is under five. */
export const Withheld = z.literal('withheld');

export const FigureRow = z.object({
  key: z.string().nullable(),
  name: z.string().nullable(),
  value: z.union([z.number(), Withheld]).nullable(),
  numerator: z.union([z.number(), Withheld]).nullable(),
  denominator: z.number().nullable(),
  inDoubt: z.number(),
});
export type FigureRow = z.infer<typeof FigureRow>;

export const FigureAnswer = z
  .object({
    id: z.string(),
    unit: z.object({ id: z.string(), name: z.string(), kind: z.string() }),
    value: z.union([z.number(), Withheld]).nullable(),
    numerator: z.union([z.number(), Withheld]).nullable(),
    denominator: z.number().nullable(),
    /** Records that may belong here but cannot be attributed exactly after a split; never guessed into the value. */
    inDoubt: z.number(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    asOf: z.string(),
    boundaries: z.string(),
    boundariesOn: z.string(),
    definition: z.object({
      id: z.string(),
      kind: z.string(),
      measure: z.string(),
      base: z.string(),
      factor: z.number().nullable(),
      dimensions: z.array(z.string()),
    }),
    records: z.object({ count: z.number(), href: z.string() }),
    denominatorRecords: z.object({ count: z.number(), href: z.string() }).nullable(),
    by: z.string().nullable(),
    rows: z.array(FigureRow).nullable(),
    /** How the value was found: today's totals, day sums, or by counting the records. All three agree. */
    source: z.enum(['totals', 'days', 'records']),
  })
  .meta({ id: 'Figure' });
export type FigureAnswer = z.infer<typeof FigureAnswer>;

export const FigureEntry = z.object({
  id: z.string(),
  kind: z.string(),
  measure: z.string(),
  base: z.string(),
  name: z.string(),
  definition: z.string(),
  /** Needed to ask for it at all. */
  right: z.string().nullable(),
  dimensions: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      values: z.array(z.string()).nullable(),
      /** Prefix of the message keys of its values, for pages. */
      valuePrefix: z.string().nullable(),
      /** Needed to break down or filter by it. */
      right: z.string().nullable(),
    }),
  ),
});
export type FigureEntry = z.infer<typeof FigureEntry>;

export const ReconciledLine = z.object({
  case: z.string(),
  indicator: z.string(),
  unit: z.string(),
  comparator: z.string(),
  published: z.number(),
  computed: z.number().nullable(),
  agrees: z.boolean(),
});
export type ReconciledLine = z.infer<typeof ReconciledLine>;
/** The line with what the text said, where it stood and where the computed figure is opened. */
export const ReconciledRow = ReconciledLine.extend({
  unitName: z.string(),
  said: z.string(),
  source: z.string(),
  href: z.string().nullable(),
  filter: z.string().nullable(),
});
export type ReconciledRow = z.infer<typeof ReconciledRow>;

import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import { CHANNELS, DUES_CLASSES, GROUNDS, LEVELS, RELIEFS, STAGES } from './rules/values.ts';

/** Most that one sum may be: a slip of the hand above it is no dues. */
const Vnd = z.int().min(1).max(100_000_000);
const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .describe('A month, `YYYY-MM`.');
const NamedUnit = z.object({ id: Id, name: z.string() });
const Paper = Text(120);

export const MonthQuery = z.object({ unit: Id, month: Month.optional() });
export const Receipt = z.object({
  id: Id,
  number: z.int(),
  year: z.int(),
  on: PlainDate,
  channel: z.enum(CHANNELS),
  amountVnd: z.int(),
  /** Months that it pays for. */
  months: z.array(z.string()),
  /** Number of the receipt that took it back. */
  reversedBy: z.int().nullable(),
  /** Number of the receipt that it takes back. */
  reverses: z.int().nullable(),
});
export type Receipt = z.infer<typeof Receipt>;

/** A member in the month of a cell. */
export const MonthRow = z.object({
  memberId: Id,
  name: z.string().nullable(),
  state: z.string().nullable(),
  /** Null where the reader does not keep the book of the cell, or nobody has said it yet. */
  basis: z.object({ duesClass: z.enum(DUES_CLASSES), dueVnd: z.int().nullable(), from: z.string() }).nullable(),
  relief: z
    .object({
      id: Id,
      percent: z.int(),
      from: z.string(),
      until: z.string().nullable(),
      document: z.string(),
      ground: z.enum(GROUNDS).nullable(),
    })
    .nullable(),
  charge: z
    .object({
      id: Id,
      fullVnd: z.int(),
      dueVnd: z.int(),
      relief: z.int().describe('Per cent taken off; 100 waived.'),
      paidVnd: z.int(),
      extraVnd: z.int(),
      settledOn: PlainDate.nullable(),
      excusedBy: z.string().nullable(),
      source: z.string().describe('The rule that the sum comes from.'),
    })
    .nullable(),
  /** Earlier months of this book with something open. */
  open: z.array(z.object({ month: z.string(), openVnd: z.int(), excused: z.boolean() })),
  paidUpTo: z.string().nullable(),
  receipts: z.array(Receipt),
});
export type MonthRow = z.infer<typeof MonthRow>;
export const Sums = z.object({
  members: z.int(),
  fullVnd: z.int(),
  dueVnd: z.int(),
  collectedVnd: z.int(),
  extraVnd: z.int(),
  cashVnd: z.int(),
});
export const MonthBook = z
  .object({
    unit: NamedUnit,
    month: z.string(),
    isCell: z.boolean(),
    region: z.int().nullable(),
    book: Sums.extend({
      id: Id,
      stage: z.enum(STAGES),
      closedOn: PlainDate.nullable(),
      document: z.string().nullable(),
      keptPercent: z.number().nullable(),
      keptVnd: z.int().nullable(),
      handedVnd: z.int().nullable(),
      splitSource: z.string().nullable(),
      receivedOn: PlainDate.nullable(),
      receivedVnd: z.int().nullable(),
      receivedDocument: z.string().nullable(),
    }).nullable(),
    rows: z.array(MonthRow),
    /** Other months of this book, and of units that went into this one, that are not settled yet. */
    unsettled: z.array(z.object({ unit: NamedUnit, month: z.string(), stage: z.enum(STAGES) })),
    /** Whether the caller keeps this book. */
    mayWrite: z.boolean(),
    mayConfirm: z.boolean(),
  })
  .meta({ id: 'DuesMonth' });
export type MonthBook = z.infer<typeof MonthBook>;

export const OpenMonth = z.object({ unitId: Id, month: Month });
export const CloseMonth = z.object({ on: PlainDate, document: Paper });
export const ConfirmMonth = z.object({
  on: PlainDate,
  document: Paper,
  receivedVnd: z.int().min(-100_000_000_000).max(100_000_000_000),
});
export const SettleBody = z.object({ unitId: Id, month: Month, on: PlainDate, document: Paper });
export const NewBasis = z.object({
  id: Id,
  memberId: Id,
  unitId: Id,
  duesClass: z.enum(DUES_CLASSES),
  dueVnd: Vnd.nullable()
    .default(null)
    .describe('The sum of a month, of classes counted from money. Never the money itself.'),
  from: Month,
});
export type NewBasis = z.infer<typeof NewBasis>;
export const NewRelief = z.object({
  id: Id,
  memberId: Id,
  unitId: Id,
  percent: z
    .int()
    .min(1)
    .max(100)
    .describe(`One of ${RELIEFS.join(', ')}; 100 waives.`),
  ground: z.enum(GROUNDS),
  from: Month,
  until: Month.nullable().default(null).describe('The last month; a waiver may be open.'),
  requested: z.boolean().default(false),
  document: Paper,
  decidedOn: PlainDate,
});
export type NewRelief = z.infer<typeof NewRelief>;
export const EndRelief = z.object({ after: Month.describe('The last month in which it counts.') });
export const NewPayments = z.object({
  unitId: Id,
  on: PlainDate,
  channel: z.enum(CHANNELS),
  lines: z
    .array(
      z.object({
        memberId: Id,
        month: Month,
        amountVnd: Vnd.optional().describe('What is open when left out.'),
        extraVnd: Vnd.optional().describe('Paid beyond what is due, of own will.'),
      }),
    )
    .min(1)
    .max(600),
});
export type NewPayments = z.infer<typeof NewPayments>;
export const Reversal = z.object({ on: PlainDate, document: Paper });
export const Excuse = z.object({ unitId: Id, memberId: Id, months: z.array(Month).min(1).max(24), document: Paper });
export const NewRegion = z.object({ id: Id, unitId: Id, region: z.int().min(1).max(4), from: Month, document: Paper });

export const MemberDues = z
  .object({
    paidUpTo: z
      .string()
      .nullable()
      .describe('The last month up to which nothing is open; null where no book has begun.'),
    openVnd: z.int(),
    months: z.array(
      z.object({
        month: z.string(),
        unit: NamedUnit,
        dueVnd: z.int(),
        relief: z.int(),
        paidVnd: z.int(),
        extraVnd: z.int(),
        settledOn: PlainDate.nullable(),
      }),
    ),
  })
  .meta({ id: 'MemberDues' });
export type MemberDues = z.infer<typeof MemberDues>;

export const SettlementQuery = PageQuery.extend({
  unit: z.string().min(1).max(80),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  by: z.enum(['month', 'quarter']).default('month'),
});
export type SettlementQuery = z.infer<typeof SettlementQuery>;
export const Settlement = z
  .object({
    id: z.string(),
    /** The month itself, where the line is one. */
    monthId: Id.nullable(),
    unit: NamedUnit,
    level: z.enum(LEVELS),
    /** `2026-03`, or `2026-Q1`. */
    period: z.string(),
    from: PlainDate,
    months: z.int(),
    members: z.int(),
    dueVnd: z.int(),
    reliefVnd: z.int(),
    collectedVnd: z.int(),
    extraVnd: z.int(),
    openVnd: z.int(),
    cashVnd: z.int(),
    keptVnd: z.int(),
    handedVnd: z.int(),
    receivedVnd: z.int(),
    stage: z.enum(STAGES),
  })
  .meta({ id: 'DuesSettlement' });
export type Settlement = z.infer<typeof Settlement>;
export const Made = z.object({ id: Id });
export const MadeReceipts = z.object({
  items: z.array(z.object({ id: Id, memberId: Id, number: z.int(), year: z.int(), amountVnd: z.int() })),
});

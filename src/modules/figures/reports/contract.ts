import { z } from 'zod';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';

export const PERIODS = ['month', 'quarter', 'half', 'nine', 'year'] as const;
export type PeriodKind = (typeof PERIODS)[number];
export const LEVELS = ['cell', 'commune', 'province'] as const;
export const SEVERITIES = ['block', 'warning'] as const;

const NamedUnit = z.object({ id: Id, name: z.string() });
const Value = z.union([z.number(), z.literal('withheld')]).nullable();

export const TemplateEntry = z
  .object({
    id: z.string(),
    level: z.enum(LEVELS),
    period: z.enum(PERIODS),
    name: z.string(),
    sections: z.int(),
    figures: z.int(),
  })
  .meta({ id: 'ReportTemplate' });
export type TemplateEntry = z.infer<typeof TemplateEntry>;

/** A figure as a report shows it: the exact value, how it reads in the language of the document, and where its records are. */
export const ShownFigure = z.object({
  key: z.string(),
  /** Number of its footnote; null for the figures of the period before, which stand beside it. */
  note: z.int().nullable(),
  figure: z.string(),
  name: z.string(),
  definition: z.string(),
  measure: z.string(),
  measureName: z.string(),
  kind: z.string(),
  filter: z.string().nullable(),
  from: PlainDate,
  to: PlainDate,
  asOf: PlainDate,
  boundariesOn: PlainDate,
  value: Value,
  numerator: Value,
  denominator: z.number().nullable(),
  inDoubt: z.number(),
  shown: z.string(),
  records: z.number(),
  /** Page of the records; null where the figure has no list of its own or the reader may not ask. */
  href: z.string().nullable(),
  /** The right that the reader lacks. */
  needs: z.string().nullable(),
});
export type ShownFigure = z.infer<typeof ShownFigure>;

const Piece = z.union([z.object({ text: z.string() }), z.object({ slot: z.string() })]);
export type Piece = z.infer<typeof Piece>;
export const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('say'), pieces: z.array(Piece) }),
  z.object({ kind: z.literal('free'), id: z.string(), label: z.string(), hint: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('compare'),
    id: z.string(),
    title: z.string(),
    heads: z.array(z.string()),
    rows: z.array(z.object({ slot: z.string(), before: z.string().nullable(), change: z.string() })),
  }),
  z.object({
    kind: z.literal('units'),
    id: z.string(),
    title: z.string(),
    heads: z.array(z.string()),
    slots: z.array(z.string()),
    rows: z.array(
      z.object({
        unitId: z.string().nullable(),
        name: z.string(),
        cells: z.array(z.object({ shown: z.string(), href: z.string().nullable() })),
      }),
    ),
    total: z.string(),
  }),
]);
export type Block = z.infer<typeof Block>;

/** What a report says in one language, whether computed a moment ago or signed years ago. */
export const ReportDocument = z
  .object({
    lang: z.enum(['vi', 'th', 'en']),
    layout: z.enum(['party', 'state']),
    head: z.object({ superior: z.string(), issuer: z.string(), country: z.string(), motto: z.string() }),
    kind: z.string(),
    title: z.string(),
    period: z.string(),
    asOf: z.string(),
    sections: z.array(z.object({ id: z.string(), heading: z.string(), blocks: z.array(Block) })),
    notes: z.array(z.object({ number: z.int(), key: z.string(), text: z.string() })),
    figures: z.record(z.string(), ShownFigure),
    provenance: z.object({ traced: z.int(), all: z.int() }),
  })
  .meta({ id: 'ReportDocument' });
export type ReportDocument = z.infer<typeof ReportDocument>;

export const Finding = z
  .object({
    code: z.string(),
    severity: z.enum(SEVERITIES),
    /** The rule, with its source, and what to do next, in the reader's language. */
    says: z.string(),
    next: z.string(),
    units: z.array(NamedUnit),
    /** How many units there are beyond those named. */
    more: z.int(),
    href: z.string().nullable(),
  })
  .meta({ id: 'ReportFinding' });
export type Finding = z.infer<typeof Finding>;

const Title = (most: number) => z.string().trim().min(1).max(most);
export const Signature = z.object({
  authority: z.string().trim().max(120).default(''),
  post: Title(120),
  name: Title(120),
  number: z.string().trim().max(40).default(''),
  place: z.string().trim().max(80).default(''),
});
export type Signature = z.infer<typeof Signature>;

export const ChangedRecord = z.object({
  id: z.string(),
  how: z.enum(['added', 'removed', 'changed']),
  unit: NamedUnit.nullable(),
  /** What the list shows of it first, where it still stands there. */
  name: z.string().nullable(),
  before: z.number().nullable(),
  now: z.number().nullable(),
});
export type ChangedRecord = z.infer<typeof ChangedRecord>;
export const Difference = z
  .object({
    key: z.string(),
    figure: z.string(),
    name: z.string(),
    note: z.int().nullable(),
    /** `unit` that the unit did not live on that day on the tree as it is known now, `figure` that the dictionary has it no more. */
    gone: z.enum(['unit', 'figure']).nullable(),
    definitionChanged: z.boolean(),
    signed: z.object({ value: Value, numerator: Value, denominator: z.number().nullable(), shown: z.string() }),
    now: z.object({ value: Value, numerator: Value, denominator: z.number().nullable(), shown: z.string() }).nullable(),
    added: z.int(),
    removed: z.int(),
    changed: z.int(),
    /** Named as far as the reader may open them. */
    records: z.array(ChangedRecord),
    /** Those of them outside the reader's scope, or beyond the first two hundred. */
    hidden: z.int(),
    href: z.string().nullable(),
  })
  .meta({ id: 'ReportDifference' });
export type Difference = z.infer<typeof Difference>;
export const Rerun = z
  .object({
    same: z.boolean(),
    edition: z.int(),
    signedAt: z.string(),
    figures: z.int(),
    differences: z.array(Difference),
    treeSame: z.boolean(),
    events: z.array(z.object({ id: Id, kind: z.string(), effectiveOn: PlainDate, title: z.string().nullable() })),
  })
  .meta({ id: 'ReportRerun' });
export type Rerun = z.infer<typeof Rerun>;

export const NewReport = z
  .object({ id: Id, template: z.string().max(60), unitId: Id, from: PlainDate, to: PlainDate })
  .meta({ id: 'NewReport' });
export type NewReport = z.infer<typeof NewReport>;
export const ChangeReport = z
  .object({
    version: z.int().min(1),
    texts: z.record(z.string().max(40), z.string().max(8000)),
  })
  .meta({ id: 'ChangeReport' });
export type ChangeReport = z.infer<typeof ChangeReport>;
export const SignReport = Signature.extend({
  version: z.int().min(1),
  /** Take the number from the register of outgoing documents. */
  register: z.boolean().default(false),
}).meta({ id: 'SignReport' });
export type SignReport = z.infer<typeof SignReport>;
export const ReviseReport = z.object({ version: z.int().min(1), reason: Title(400) }).meta({ id: 'ReviseReport' });
export type ReviseReport = z.infer<typeof ReviseReport>;

export const ReportQuery = PageQuery.extend({
  unit: z.string().min(1).max(80).optional(),
  state: z.enum(['open', 'signed']).optional(),
});
export type ReportQuery = z.infer<typeof ReportQuery>;
export const ReportRow = z
  .object({
    id: Id,
    template: z.string(),
    period: z.enum(PERIODS),
    unit: NamedUnit,
    from: PlainDate,
    to: PlainDate,
    isOpen: z.boolean(),
    editions: z.int(),
    signedAt: z.string().nullable(),
    signedName: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'ReportRow' });
export type ReportRow = z.infer<typeof ReportRow>;
export const ReportList = z.object({
  items: z.array(ReportRow),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
});
export const Edition = z.object({
  number: z.int(),
  signedAt: z.string(),
  signedName: z.string(),
  signature: Signature,
  asOf: PlainDate,
  treeOn: PlainDate,
  treeEpoch: z.string(),
  contentHash: z.string(),
  reason: z.string().nullable(),
  differences: z.array(Difference),
});
export type Edition = z.infer<typeof Edition>;
export const ReportPage = ReportRow.extend({
  /** Which version is shown: null for the draft. */
  shown: z.int().nullable(),
  document: ReportDocument,
  findings: z.array(Finding),
  history: z.array(Edition),
  suggested: Signature.extend({ name: z.string() }),
  reason: z.string().nullable(),
  /** Sign of the issuer in the number of the paper. */
  symbol: z.string(),
}).meta({ id: 'ReportPage' });
export type ReportPage = z.infer<typeof ReportPage>;
export const Written = z.object({ id: Id, version: z.int().optional(), edition: z.int().optional() });

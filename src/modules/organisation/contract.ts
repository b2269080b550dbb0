import { z } from 'zod';
import { Id, PageQuery, PlainDate, Precision } from '#platform/shapes.ts';
import { unitKinds } from './kinds.ts';

export const UnitKindShape = z.enum(unitKinds);
export const TreeShape = z.enum(['place', 'party', 'body']);
/** UUID, slug, or code (`03158`, `scheme:code`); a code is read on the day asked for. */
export const UnitRef = z.string().min(1).max(120);
const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const UnitName = z
  .object({ id: Id, name: z.string(), kind: UnitKindShape, tree: TreeShape })
  .meta({ id: 'UnitName' });
export type UnitName = z.infer<typeof UnitName>;

export const Share = z.enum(['whole', 'part', 'rest', 'none']);
export const RelatedUnit = UnitName.extend({
  eventId: Id,
  on: PlainDate,
  share: Share,
  areaShare: Share.nullable(),
  populationShare: Share.nullable(),
  clause: z.string().nullable(),
  doubtful: z.boolean(),
  ended: PlainDate.nullable(),
}).meta({ id: 'RelatedUnit' });
export type RelatedUnit = z.infer<typeof RelatedUnit>;

export const UnitSearchQuery = z.object({
  q: z.string().trim().max(120).default(''),
  on: PlainDate.optional(),
  tree: TreeShape.optional(),
  kind: z.string().max(200).optional(),
  /** `true`: only what lives on `on`; `false`: only what had ended by then. */
  alive: Flag.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type UnitSearchQuery = z.infer<typeof UnitSearchQuery>;
export const UnitHit = UnitName.extend({
  slug: z.string().nullable(),
  code: z.string().nullable(),
  from: PlainDate,
  to: PlainDate.nullable(),
  path: z.array(UnitName),
  matched: z.object({
    as: z.enum(['name', 'old_name', 'spelling', 'transliteration', 'short', 'code']),
    text: z.string(),
  }),
  becameNow: z.array(UnitName),
}).meta({ id: 'UnitHit' });
export type UnitHit = z.infer<typeof UnitHit>;

export const UnitVersion = z
  .object({
    id: Id,
    from: PlainDate,
    to: PlainDate.nullable(),
    name: z.string(),
    kind: UnitKindShape,
    parentId: Id.nullable(),
    setting: z.string().nullable(),
    seat: z.string().nullable(),
    symbol: z.string().nullable(),
    legalBasis: z.string().nullable(),
    lon: z.number().nullable(),
    lat: z.number().nullable(),
    approximate: z.boolean(),
    needsChecking: z.boolean(),
  })
  .meta({ id: 'UnitVersion' });
export type UnitVersion = z.infer<typeof UnitVersion>;

export const UnitCode = z.object({ scheme: z.string(), code: z.string(), from: PlainDate, to: PlainDate.nullable() });
export const ChildUnit = UnitName.extend({
  slug: z.string().nullable(),
  code: z.string().nullable(),
  from: PlainDate,
  to: PlainDate.nullable(),
  setting: z.string().nullable(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  children: z.int(),
  covers: z.array(UnitName),
}).meta({ id: 'ChildUnit' });
export type ChildUnit = z.infer<typeof ChildUnit>;

export const Post = z
  .object({
    id: Id,
    unitId: Id,
    unitName: z.string(),
    kind: z.string(),
    rank: z.int(),
    personId: Id,
    personName: z.string().nullable(),
    from: PlainDate,
    fromPrecision: Precision,
    to: PlainDate.nullable(),
    toPrecision: Precision,
    basis: z.string().nullable(),
  })
  .meta({ id: 'Post' });
export type Post = z.infer<typeof Post>;

export const UnitPage = UnitName.extend({
  slug: z.string().nullable(),
  on: PlainDate,
  alive: z.boolean(),
  from: PlainDate,
  to: PlainDate.nullable(),
  version: UnitVersion,
  versions: z.array(UnitVersion),
  codes: z.array(UnitCode),
  aliases: z.array(z.object({ alias: z.string(), kind: z.string() })),
  path: z.array(UnitName),
  childCounts: z.array(z.object({ kind: UnitKindShape, count: z.int() })),
  covers: z.array(UnitName),
  coveredBy: z.array(UnitName),
  inDoubt: z.object({ candidates: z.array(UnitName) }).nullable(),
  predecessors: z.array(RelatedUnit),
  successors: z.array(RelatedUnit),
}).meta({ id: 'UnitPage' });
export type UnitPage = z.infer<typeof UnitPage>;

export const TimelineEntry = z
  .object({
    eventId: Id.nullable(),
    kind: z.string(),
    on: PlainDate,
    title: z.string().nullable(),
    document: z.string().nullable(),
    documentOn: PlainDate.nullable(),
    decidingBody: z.string().nullable(),
    recordedAt: z.string().nullable(),
    changes: z.array(
      z.object({
        what: z.enum(['began', 'ended', 'name', 'kind', 'parent', 'seat']),
        from: z.string().nullable(),
        to: z.string().nullable(),
      }),
    ),
    sources: z.array(UnitName),
    results: z.array(UnitName),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const Lineage = z
  .object({
    units: z.array(UnitName.extend({ from: PlainDate, to: PlainDate.nullable(), level: z.int() })),
    links: z.array(
      z.object({ source: Id, target: Id, eventId: Id, on: PlainDate, share: Share, doubtful: z.boolean() }),
    ),
  })
  .meta({ id: 'Lineage' });
export type Lineage = z.infer<typeof Lineage>;

export const BridgeRow = z
  .object({
    old: UnitName,
    new: UnitName,
    share: Share,
    on: PlainDate,
    clause: z.string().nullable(),
    doubtful: z.boolean(),
    villages: z.array(UnitName),
  })
  .meta({ id: 'BridgeRow' });
export type BridgeRow = z.infer<typeof BridgeRow>;

// ------------------------------------------------------------------------------------------------------------- writing
export const NewPost = z.object({
  id: Id,
  unitId: Id,
  kind: z.string().max(60),
  personId: Id,
  from: PlainDate,
  fromPrecision: Precision.default('day'),
  to: PlainDate.nullable().default(null),
  toPrecision: Precision.default('day'),
  basis: z.string().max(200).nullable().default(null),
  /** The name of somebody whom the register does not know yet, who is no member or not one yet; `personId` is then new. */
  fullName: z.string().trim().min(1).max(120).nullable().default(null),
});
export type NewPost = z.infer<typeof NewPost>;
export const PostKindShape = z
  .object({
    kind: z.string(),
    /** One person at a time holds it. */
    singular: z.boolean(),
    /** Kinds of unit at which it can stand; null when at any. */
    unitKinds: z.array(UnitKindShape).nullable(),
  })
  .meta({ id: 'PostKind' });
export type PostKindShape = z.infer<typeof PostKindShape>;
export const EndPost = z.object({ to: PlainDate, toPrecision: Precision.default('day') });

export const NewResult = z.object({
  id: Id,
  name: z.string().trim().min(1).max(160),
  kind: UnitKindShape,
  parentId: Id.nullable(),
  setting: z.string().max(30).nullable().default(null),
  seat: z.string().max(160).nullable().default(null),
  symbol: z.string().max(40).nullable().default(null),
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,80}$/)
    .nullable()
    .default(null),
  lon: z.number().min(-180).max(180).nullable().default(null),
  lat: z.number().min(-90).max(90).nullable().default(null),
  codes: z
    .array(
      z.object({
        scheme: z
          .string()
          .regex(/^[a-z][a-z0-9-]*$/)
          .default('gso'),
        code: z.string().trim().min(1).max(40),
      }),
    )
    .default([]),
  covers: z.array(Id).max(500).default([]),
});
export type NewResult = z.infer<typeof NewResult>;

const sources = z.array(Id).min(1).max(200);
/** Where the children of a closing unit go; what is not named goes to the single result when there is one. */
const placements = z
  .array(z.object({ unitId: Id, toId: Id }))
  .max(5000)
  .default([]);
export const EventPlan = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('establish'), result: NewResult }),
  z.object({ kind: z.literal('rename'), unitId: Id, name: z.string().trim().min(1).max(160) }),
  z.object({ kind: z.literal('change_kind'), unitId: Id, unitKind: UnitKindShape }),
  z.object({ kind: z.literal('move'), unitId: Id, parentId: Id }),
  /** n → 1: into a new unit, or into one that goes on living. */
  z
    .object({ kind: z.literal('merge'), sources, result: NewResult.optional(), intoId: Id.optional() })
    .refine((plan) => (plan.result === undefined) !== (plan.intoId === undefined), { error: 'event.result-missing' }),
  z.object({
    kind: z.literal('split'),
    unitId: Id,
    results: z
      .array(NewResult.extend({ share: z.enum(['part', 'rest']).default('part') }))
      .min(2)
      .max(50),
    placements,
    /** Where records go that are the unit's own (members of a cell): one result, since a split says nothing about single persons. */
    recordsTo: Id.optional(),
  }),
  z.object({
    kind: z.literal('transfer_villages'),
    placements: z
      .array(z.object({ unitId: Id, toId: Id }))
      .min(1)
      .max(5000),
  }),
  z.object({ kind: z.literal('dissolve'), unitId: Id, successorId: Id.nullable().default(null), placements }),
]);
export type EventPlan = z.infer<typeof EventPlan>;

export const NewUnitEvent = z.object({
  id: Id,
  effectiveOn: PlainDate,
  title: z.string().trim().max(200).nullable().default(null),
  document: z.string().trim().max(120).nullable().default(null),
  documentOn: PlainDate.nullable().default(null),
  decidingBody: z.string().trim().max(200).nullable().default(null),
  plan: EventPlan,
});
export type NewUnitEvent = z.infer<typeof NewUnitEvent>;

export const UnitEvent = z
  .object({
    id: Id,
    kind: z.string(),
    effectiveOn: PlainDate,
    state: z.enum(['planned', 'carried_out', 'taken_back', 'dropped']),
    title: z.string().nullable(),
    document: z.string().nullable(),
    documentOn: PlainDate.nullable(),
    decidingBody: z.string().nullable(),
    plan: z.record(z.string(), z.unknown()),
    createdBy: z.string(),
    recordedAt: z.string(),
    carriedOutAt: z.string().nullable(),
    takenBackAt: z.string().nullable(),
    sources: z.array(UnitName).describe('The units it starts from, with their names of the day before.'),
    results: z.array(UnitName).describe('The units that came out of it; of a plan those that exist already.'),
  })
  .meta({ id: 'UnitEvent' });
export type UnitEvent = z.infer<typeof UnitEvent>;

export const UnitEventQuery = PageQuery.extend({
  unit: UnitRef.optional(),
  state: z.enum(['planned', 'carried_out', 'taken_back', 'dropped']).optional(),
});

export const Moving = z.object({
  room: z.string(),
  kind: z.string(),
  count: z.int(),
  sample: z.array(z.object({ id: z.string(), name: z.string() })),
  from: Id,
  to: Id.nullable(),
});
export type Moving = z.infer<typeof Moving>;
export const Finding = z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) });
export type Finding = z.infer<typeof Finding>;
/** What an event would do, found by reading alone. */
export const DryRun = z
  .object({
    event: UnitEvent,
    units: z.array(
      UnitName.extend({
        change: z.enum(['begins', 'ends', 'changes', 'moves']),
        from: z.string().nullable(),
        to: z.string().nullable(),
      }),
    ),
    records: z.array(Moving),
    warnings: z.array(Finding),
    refusals: z.array(Finding),
  })
  .meta({ id: 'UnitEventDryRun' });
export type DryRun = z.infer<typeof DryRun>;

import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { KnownOn, Maybe, NamedCampaign, NamedSponsor, NamedUnit, OfUnit, Quantity } from './pieces.ts';
import { HOUSE_KINDS, RESULTS, SHARE_SOURCES, STAGES } from './values.ts';

export const NewHouse = z
  .object({
    id: Id,
    householdId: Id,
    campaignId: Id.nullable().default(null),
    needId: Id.nullable().default(null),
    kind: z.enum(HOUSE_KINDS),
    works: z.enum(['new', 'repair']).default('new'),
    areaM2: z.number().positive().max(1000).nullable().default(null),
    proposed: KnownOn,
    document: Maybe(120),
  })
  .meta({ id: 'NewHouse' });
export type NewHouse = z.infer<typeof NewHouse>;
export const NewStage = z
  .object({
    id: Id,
    stage: z.enum(STAGES),
    reached: KnownOn,
    document: Maybe(120),
    voteFor: z.int().min(0).nullable().default(null),
    votePresent: z.int().min(1).nullable().default(null),
    result: z.enum(RESULTS).nullable().default(null),
    fileId: Id.nullable().default(null),
    photoId: Id.nullable().default(null),
    /** The campaign that bears it, told with the stage `funded` at the latest; a house keeps the one it has. */
    campaignId: Id.nullable().default(null),
  })
  .meta({ id: 'NewHouseStage' });
export type NewStage = z.infer<typeof NewStage>;
export const NewShare = z
  .object({
    id: Id,
    source: z.enum(SHARE_SOURCES),
    sponsorId: Id.nullable().default(null),
    item: z.enum(['VND', 'labour_day']),
    quantity: Quantity,
    /** Agreed to be borne, or given outside the ledger (family and community only). */
    state: z.enum(['agreed', 'given']),
    on: PlainDate,
    document: Maybe(120),
  })
  .meta({ id: 'NewHouseShare' });
export type NewShare = z.infer<typeof NewShare>;
export const HouseQuery = OfUnit.extend({ stage: z.enum(STAGES).optional(), due: z.enum(['inspection']).optional() });
export type HouseQuery = z.infer<typeof HouseQuery>;
export const HouseRow = z
  .object({
    id: Id,
    village: NamedUnit,
    household: z.object({ id: Id, code: z.string(), headName: z.string() }),
    campaign: NamedCampaign.nullable(),
    kind: z.enum(HOUSE_KINDS),
    works: z.enum(['new', 'repair']),
    stage: z.enum(STAGES),
    stageOn: PlainDate,
    /** Given through the ledger, and by the family and community beside it. */
    deliveredVnd: z.int(),
    familyVnd: z.int(),
    labourDays: z.number(),
    inspectionDueOn: PlainDate.nullable(),
  })
  .meta({ id: 'HouseRow' });
export type HouseRow = z.infer<typeof HouseRow>;
export const HousePage = HouseRow.extend({
  areaM2: z.number().nullable(),
  needId: Id.nullable(),
  stages: z.array(
    z.object({
      id: Id,
      stage: z.enum(STAGES),
      reached: KnownOn,
      document: z.string().nullable(),
      voteFor: z.int().nullable(),
      votePresent: z.int().nullable(),
      result: z.enum(RESULTS).nullable(),
      fileId: Id.nullable(),
      photoId: Id.nullable(),
    }),
  ),
  shares: z.array(
    z.object({
      id: Id,
      source: z.enum(SHARE_SOURCES),
      sponsor: NamedSponsor.nullable(),
      item: z.enum(['VND', 'labour_day']),
      quantity: z.number(),
      state: z.enum(['agreed', 'given']),
      on: PlainDate,
      document: z.string().nullable(),
    }),
  ),
  /** What the ledger gave for it, a line per voucher and sponsor. */
  payments: z.array(
    z.object({
      postingId: Id,
      handoverId: Id.nullable(),
      voucher: z.string(),
      on: PlainDate,
      sponsor: NamedSponsor,
      item: z.string(),
      quantity: z.number(),
      valueVnd: z.int(),
    }),
  ),
  nextStage: z.enum(STAGES).nullable(),
  version: z.int(),
}).meta({ id: 'HousePage' });
export type HousePage = z.infer<typeof HousePage>;

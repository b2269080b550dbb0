import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import { Entry } from './ledger.ts';
import {
  CampaignWords,
  Captioned,
  ItemCode,
  Maybe,
  NamedCampaign,
  NamedSponsor,
  NamedUnit,
  OfUnit,
  Quantity,
} from './pieces.ts';
import { CAMPAIGN_KINDS, CONFIRMATIONS, CONSENTS, RESULTS, WITNESS_POSTS } from './values.ts';

export const NewAllocation = z
  .object({
    id: Id,
    item: ItemCode,
    quantity: Quantity,
    villageId: Id,
    householdId: Id.nullable().default(null),
    needId: Id.nullable().default(null),
    decidedOn: PlainDate,
    document: Maybe(120),
  })
  .meta({ id: 'NewAllocation' });
export type NewAllocation = z.infer<typeof NewAllocation>;
export const AllocationQuery = OfUnit.extend({ open: z.enum(['yes', 'no']).optional(), campaign: Id.optional() });
export type AllocationQuery = z.infer<typeof AllocationQuery>;
export const AllocationRow = z
  .object({
    id: Id,
    campaign: NamedCampaign.extend({ kind: z.enum(CAMPAIGN_KINDS).nullable() }),
    item: z.string(),
    quantity: z.number(),
    given: z.number(),
    left: z.number(),
    village: NamedUnit,
    household: z.object({ id: Id, code: z.string().nullable(), headName: z.string().nullable() }).nullable(),
    decidedOn: PlainDate,
    document: z.string().nullable(),
  })
  .meta({ id: 'AllocationRow' });
export type AllocationRow = z.infer<typeof AllocationRow>;

export const NewHandover = Entry.omit({ document: true })
  .extend({
    /** Goods or money; out of the gifts of one sponsor, or of all in the order they came. */
    items: z
      .array(z.object({ item: ItemCode, quantity: Quantity, sponsorId: Id.nullable().default(null) }))
      .min(1)
      .max(10),
    villageId: Id,
    householdId: Id.nullable().default(null),
    houseId: Id.nullable().default(null),
    allocationId: Id.nullable().default(null),
    receiptNumber: Text(40),
    confirmation: z.enum(CONFIRMATIONS),
    /** Photo of the signed paper; a thumbprint stays on it. */
    fileId: Id.nullable().default(null),
    /** Photo of the handover; only with the household's consent. */
    photoId: Id.nullable().default(null),
    witness: z
      .object({ name: Text(120), post: z.enum(WITNESS_POSTS) })
      .nullable()
      .default(null),
    handedBy: Text(160),
    /** The warning that the household was helped before was shown and answered. */
    acknowledgeRepeat: z.boolean().default(false),
  })
  .meta({ id: 'NewHandover' });
export type NewHandover = z.infer<typeof NewHandover>;
/** `traced` `no`: those that still lack a witness or the signed paper. */
export const HandoverQuery = PageQuery.extend({ village: Id.optional(), traced: z.enum(['yes', 'no']).optional() });
export type HandoverQuery = z.infer<typeof HandoverQuery>;
export const HandoverRow = z
  .object({
    id: Id,
    postingId: Id,
    voucher: z.string(),
    on: PlainDate,
    village: NamedUnit,
    household: z.object({ id: Id, code: z.string().nullable(), headName: z.string().nullable() }).nullable(),
    houseId: Id.nullable(),
    items: z.array(z.object({ item: z.string(), quantity: z.number(), sponsor: NamedSponsor })),
    receiptNumber: z.string(),
    confirmation: z.enum(CONFIRMATIONS),
    witness: z.object({ name: z.string(), post: z.enum(WITNESS_POSTS) }).nullable(),
    handedBy: z.string(),
    fileId: Id.nullable(),
    photoId: Id.nullable(),
    reversed: z.boolean(),
    /** A witness is named, or the signed paper is kept. */
    traced: z.boolean(),
  })
  .meta({ id: 'HandoverRow' });
export type HandoverRow = z.infer<typeof HandoverRow>;
/** What the receipt of a household prints, in plain words. */
export const HandoverPage = HandoverRow.extend({
  campaign: z.object({
    id: Id,
    title: z.string(),
    kind: z.enum(CAMPAIGN_KINDS),
    purpose: z.string(),
    ...CampaignWords.shape,
  }),
  photo: Captioned.nullable(),
  place: NamedUnit,
  unit: NamedUnit,
  /** Consents of the household on that day. */
  consents: z.array(z.enum(CONSENTS)),
  inspections: z.array(z.object({ id: Id, on: PlainDate, result: z.enum(RESULTS), document: z.string().nullable() })),
  inspectionDueOn: PlainDate,
  /** Signed papers kept later than the handover, the first first. */
  papers: z.array(z.object({ id: Id, keptOn: PlainDate })),
}).meta({ id: 'HandoverPage' });
export type HandoverPage = z.infer<typeof HandoverPage>;
/** A signed paper that came later: the file from `POST /welfare-papers`. */
export const NewHandoverPaper = z.object({ id: Id, fileId: Id }).meta({ id: 'NewHandoverPaper' });
export type NewHandoverPaper = z.infer<typeof NewHandoverPaper>;
export const NewInspection = z
  .object({ id: Id, on: PlainDate, result: z.enum(RESULTS), document: Maybe(120) })
  .meta({ id: 'NewInspection' });
export type NewInspection = z.infer<typeof NewInspection>;

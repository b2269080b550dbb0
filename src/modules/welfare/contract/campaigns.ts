import { z } from 'zod';
import { Id, PlainDate, Text } from '#platform/shapes.ts';
import {
  CampaignWords,
  ItemCode,
  KnownOn,
  Maybe,
  NamedSponsor,
  NamedUnit,
  OfUnit,
  Quantity,
  Titles,
  Version,
  Vnd,
} from './pieces.ts';
import { Balance, Item } from './sponsors.ts';
import { CAMPAIGN_KINDS, COMPARATORS, FIGURE_KINDS } from './values.ts';

export const NewCampaign = z
  .object({
    id: Id,
    /** Who organises it, and the place where it gives (a commune as a rule, a village at the least). */
    unitId: Id,
    placeId: Id,
    kind: z.enum(CAMPAIGN_KINDS),
    title: Text(200),
    /** For public pages in Thai and English; the Vietnamese title where one is missing. */
    titleTh: Maybe(200),
    titleEn: Maybe(200),
    purpose: Text(400),
    purposeTh: Maybe(400),
    purposeEn: Maybe(400),
    document: Maybe(120),
    twinningId: Id.nullable().default(null),
    startsOn: PlainDate,
    endsOn: PlainDate.nullable().default(null),
    items: z
      .array(z.object({ item: ItemCode, goal: Quantity.nullable().default(null) }))
      .min(1)
      .max(20),
  })
  .meta({ id: 'NewCampaign' });
export type NewCampaign = z.infer<typeof NewCampaign>;
export const AddCampaignItem = z
  .object({ item: ItemCode, goal: Quantity.nullable().default(null) })
  .meta({ id: 'AddCampaignItem' });
export type AddCampaignItem = z.infer<typeof AddCampaignItem>;
export const ChangeCampaign = z
  .object({
    version: Version,
    title: Text(200).optional(),
    titleTh: Text(200).nullable().optional(),
    titleEn: Text(200).nullable().optional(),
    purpose: Text(400).optional(),
    purposeTh: Text(400).nullable().optional(),
    purposeEn: Text(400).nullable().optional(),
    document: Text(120).nullable().optional(),
    twinningId: Id.nullable().optional(),
    endsOn: PlainDate.nullable().optional(),
  })
  .meta({ id: 'ChangeCampaign' });
export type ChangeCampaign = z.infer<typeof ChangeCampaign>;
export const CloseCampaign = z
  .object({ version: Version, on: PlainDate, document: Text(120) })
  .meta({ id: 'CloseCampaign' });
export type CloseCampaign = z.infer<typeof CloseCampaign>;
export const CampaignQuery = OfUnit.extend({
  state: z.enum(['open', 'closed']).optional(),
  kind: z.enum(CAMPAIGN_KINDS).optional(),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  sponsor: Id.optional(),
});
export type CampaignQuery = z.infer<typeof CampaignQuery>;
export const CampaignRow = z
  .object({
    id: Id,
    unit: NamedUnit,
    place: NamedUnit,
    kind: z.enum(CAMPAIGN_KINDS),
    title: z.string(),
    ...Titles.shape,
    startsOn: PlainDate,
    endsOn: PlainDate.nullable(),
    state: z.enum(['open', 'closed']),
    closedOn: PlainDate.nullable(),
    sponsors: z.array(NamedSponsor),
    balances: z.array(Balance.omit({ sponsor: true })),
    villages: z.int(),
    households: z.int(),
    /** Handovers that stand, and those of them that can be traced: with a witness named or the signed paper kept. */
    handovers: z.int(),
    confirmed: z.int(),
    /** All differences are 0. */
    balanced: z.boolean(),
  })
  .meta({ id: 'CampaignRow' });
export type CampaignRow = z.infer<typeof CampaignRow>;
export const Reported = z
  .object({
    id: Id,
    what: z.enum(FIGURE_KINDS),
    item: z.string(),
    comparator: z.enum(COMPARATORS),
    value: z.number(),
    source: z.string(),
    said: KnownOn,
    /** The same from the books, and whether the words allow it. */
    computed: z.number(),
    agrees: z.boolean(),
  })
  .meta({ id: 'WelfareReported' });
export type Reported = z.infer<typeof Reported>;
export const Pledge = z
  .object({
    id: Id,
    sponsor: NamedSponsor,
    agreementId: Id.nullable(),
    item: z.string(),
    quantity: z.number(),
    valueVnd: z.int().nullable(),
    pledged: KnownOn,
    dueOn: PlainDate.nullable(),
    document: z.string().nullable(),
    received: z.number(),
    withdrawnOn: PlainDate.nullable(),
    version: z.int(),
  })
  .meta({ id: 'WelfarePledge' });
export type Pledge = z.infer<typeof Pledge>;
export const VillageShare = z.object({
  village: NamedUnit,
  item: z.string(),
  allocated: z.number(),
  delivered: z.number(),
  households: z.int(),
});
export const CampaignPage = CampaignRow.extend({
  ...CampaignWords.shape,
  purpose: z.string(),
  document: z.string().nullable(),
  closingDocument: z.string().nullable(),
  twinningId: Id.nullable(),
  items: z.array(Item.extend({ goal: z.number().nullable() })),
  bySponsor: z.array(Balance),
  byVillage: z.array(VillageShare),
  pledges: z.array(Pledge),
  purposeChanges: z.array(
    z.object({
      id: Id,
      sponsor: NamedSponsor,
      postingId: Id,
      newPurpose: z.string(),
      consentNumber: z.string(),
      consentOn: PlainDate,
    }),
  ),
  reported: z.array(Reported),
  version: z.int(),
}).meta({ id: 'CampaignPage' });
export type CampaignPage = z.infer<typeof CampaignPage>;

export const NewPledge = z
  .object({
    id: Id,
    sponsorId: Id,
    agreementId: Id.nullable().default(null),
    item: ItemCode,
    quantity: Quantity,
    /** The sponsor's own value of goods. */
    valueVnd: Vnd.nullable().default(null),
    pledged: KnownOn,
    dueOn: PlainDate.nullable().default(null),
    document: Maybe(120),
  })
  .meta({ id: 'NewPledge' });
export type NewPledge = z.infer<typeof NewPledge>;
export const WithdrawPledge = z
  .object({ version: Version, on: PlainDate, document: Text(120) })
  .meta({ id: 'WithdrawPledge' });
export type WithdrawPledge = z.infer<typeof WithdrawPledge>;
export const NewReported = z
  .object({
    id: Id,
    what: z.enum(FIGURE_KINDS),
    item: ItemCode,
    comparator: z.enum(COMPARATORS),
    value: Quantity,
    source: Text(200),
    said: KnownOn,
  })
  .meta({ id: 'NewWelfareReported' });
export type NewReported = z.infer<typeof NewReported>;
export const NewPurposeChange = z
  .object({
    id: Id,
    /** The receipt whose purpose changes. */
    postingId: Id,
    newPurpose: Text(400),
    /** Number and day of the sponsor's written consent; without it the change is refused. */
    consentNumber: Text(80).nullable().default(null),
    consentOn: PlainDate.nullable().default(null),
    fileId: Id.nullable().default(null),
  })
  .meta({ id: 'NewPurposeChange' });
export type NewPurposeChange = z.infer<typeof NewPurposeChange>;

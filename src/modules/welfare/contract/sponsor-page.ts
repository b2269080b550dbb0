import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { Captioned, CampaignWords } from './pieces.ts';
import { Balance } from './sponsors.ts';
import { CAMPAIGN_KINDS, POSTING_KINDS, SPONSOR_KINDS, STAGES } from './values.ts';

/** What a sponsor sees by link and code: own gifts only, by village, never a household without its consent to the sponsor. */
export const PublicSponsorPage = z
  .object({
    sponsor: z.object({ name: z.string(), kind: z.enum(SPONSOR_KINDS) }),
    keeper: z.string().nullable(),
    asOf: PlainDate,
    expiresOn: PlainDate,
    opened: z.int(),
    lastOpenedAt: z.string().nullable(),
    campaigns: z.array(
      z.object({
        id: Id,
        title: z.string(),
        kind: z.enum(CAMPAIGN_KINDS),
        /** As the sponsor agreed last. */
        purpose: z.string(),
        ...CampaignWords.shape,
        place: z.string().nullable(),
        state: z.enum(['open', 'closed']),
        closedOn: PlainDate.nullable(),
        balances: z.array(Balance.omit({ sponsor: true })),
        villages: z.array(
          z.object({
            id: Id,
            name: z.string().nullable(),
            lon: z.number().nullable(),
            lat: z.number().nullable(),
            item: z.string(),
            allocated: z.number(),
            delivered: z.number(),
            receipts: z.int(),
          }),
        ),
        lines: z.array(
          z.object({
            on: PlainDate,
            kind: z.enum(['pledge', ...POSTING_KINDS]),
            voucher: z.string().nullable(),
            item: z.string(),
            quantity: z.number(),
            village: z.string().nullable(),
            receipts: z.int(),
          }),
        ),
        /** Households that agreed to be named to the sponsor. */
        named: z.array(z.object({ village: z.string().nullable(), name: z.string() })),
        houses: z.array(z.object({ village: z.string().nullable(), stage: z.enum(STAGES), stageOn: PlainDate })),
        photos: z.array(Captioned),
        purposeChanges: z.array(z.object({ newPurpose: z.string(), consentNumber: z.string(), consentOn: PlainDate })),
      }),
    ),
  })
  .meta({ id: 'PublicSponsorPage' });
export type PublicSponsorPage = z.infer<typeof PublicSponsorPage>;
/** A grant at organisation level in the words of the 360Giving standard. Never a person. */
export const Giving = z
  .object({
    version: z.string(),
    grants: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        description: z.string(),
        currency: z.literal('VND'),
        amountAwarded: z.int(),
        amountDisbursed: z.int(),
        awardDate: PlainDate,
        fundingOrganization: z.array(z.object({ id: z.string(), name: z.string() })),
        recipientOrganization: z.array(z.object({ id: z.string(), name: z.string() })),
        beneficiaryLocation: z.array(
          z.object({ name: z.string(), countryCode: z.literal('VN'), geoCode: z.string().optional() }),
        ),
      }),
    ),
  })
  .meta({ id: 'Giving360' });
export type Giving = z.infer<typeof Giving>;

import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { CampaignWords } from './pieces.ts';
import { CAMPAIGN_KINDS } from './values.ts';

const Held = z.union([z.number(), z.literal('withheld')]);
/** What a campaign took in and gave, as it is posted at the commune: no household without its consent, small counts withheld. */
export const Board = z
  .object({
    campaign: z.object({
      id: Id,
      title: z.string(),
      ...CampaignWords.shape,
      purpose: z.string(),
      kind: z.enum(CAMPAIGN_KINDS),
      state: z.enum(['open', 'closed']),
      startsOn: PlainDate,
      endsOn: PlainDate.nullable(),
      closedOn: PlainDate.nullable(),
      document: z.string().nullable(),
      closingDocument: z.string().nullable(),
    }),
    unit: z.string(),
    place: z.string(),
    /** The day of the posting, and until when it has to hang. */
    asOf: PlainDate,
    until: PlainDate,
    days: z.int(),
    /** By sponsor; who does not want to be named stands without a name. */
    sponsors: z.array(z.object({ name: z.string().nullable(), item: z.string(), received: z.number() })),
    sums: z.array(
      z.object({
        item: z.string(),
        received: z.number(),
        bought: z.number(),
        spent: z.number(),
        delivered: z.number(),
        returned: z.number(),
        writtenOff: z.number(),
        inStock: z.number(),
      }),
    ),
    villages: z.array(
      z.object({ village: z.string(), item: z.string(), delivered: Held, households: Held.nullable() }),
    ),
    /** Households that agreed to stand here by name. */
    named: z.array(z.object({ name: z.string(), village: z.string(), item: z.string(), quantity: z.number() })),
    purposeChanges: z.array(z.object({ newPurpose: z.string(), consentNumber: z.string(), consentOn: PlainDate })),
  })
  .meta({ id: 'WelfareBoard' });
export type Board = z.infer<typeof Board>;

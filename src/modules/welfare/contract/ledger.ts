import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import { ItemCode, Maybe, NamedSponsor, NamedUnit, Quantity, Vnd } from './pieces.ts';
import { Balance } from './sponsors.ts';
import { ACCOUNTS, CAMPAIGN_KINDS, POSTING_KINDS } from './values.ts';

export const Entry = z.object({
  id: Id,
  /** The day it was so; may lie back, but not in a closed period. */
  effectiveOn: PlainDate,
  /** Left out: the next number of the campaign. */
  voucher: Text(40).nullable().default(null),
  document: Maybe(120),
});
export const NewReceipt = Entry.extend({
  sponsorId: Id,
  item: ItemCode,
  quantity: Quantity,
  /** Value of goods as stated; of money the amount itself. */
  valueVnd: Vnd.nullable().default(null),
  purpose: Text(400),
  pledgeId: Id.nullable().default(null),
}).meta({ id: 'NewReceipt' });
export type NewReceipt = z.infer<typeof NewReceipt>;
/** Money becomes goods: the price of all of them together, out of the money of one sponsor or of all in the order they came. */
export const NewPurchase = Entry.extend({
  item: ItemCode,
  quantity: Quantity,
  priceVnd: z.int().min(1).max(1e15),
  sponsorId: Id.nullable().default(null),
}).meta({ id: 'NewPurchase' });
export type NewPurchase = z.infer<typeof NewPurchase>;
export const NewReturn = Entry.extend({ sponsorId: Id, item: ItemCode, quantity: Quantity }).meta({ id: 'NewReturn' });
export type NewReturn = z.infer<typeof NewReturn>;
/** `document` is the number of the minutes and has to be there. */
export const NewWriteOff = Entry.extend({
  item: ItemCode,
  quantity: Quantity,
  sponsorId: Id.nullable().default(null),
}).meta({ id: 'NewWriteOff' });
export type NewWriteOff = z.infer<typeof NewWriteOff>;
export const NewReversal = Entry.extend({ reason: Text(400) }).meta({ id: 'NewReversal' });
export type NewReversal = z.infer<typeof NewReversal>;
export const Line = z.object({
  account: z.enum(ACCOUNTS),
  item: z.string(),
  sponsor: NamedSponsor,
  quantity: z.number(),
  valueVnd: z.int(),
  village: NamedUnit.nullable(),
  /** Code only; a name is shown on the household's page and on the handover. */
  household: z.object({ id: Id, code: z.string().nullable() }).nullable(),
  houseId: Id.nullable(),
});
export const Posting = z
  .object({
    id: Id,
    no: z.int(),
    kind: z.enum(POSTING_KINDS),
    effectiveOn: PlainDate,
    recordedAt: z.string(),
    voucher: z.string(),
    purpose: z.string().nullable(),
    document: z.string().nullable(),
    reverses: z.object({ id: Id, voucher: z.string() }).nullable(),
    reversedBy: z.object({ id: Id, voucher: z.string() }).nullable(),
    handoverId: Id.nullable(),
    hash: z.string(),
    lines: z.array(Line),
  })
  .meta({ id: 'WelfarePosting' });
export type Posting = z.infer<typeof Posting>;
export const PostingQuery = PageQuery.extend({
  kind: z.enum(POSTING_KINDS).optional(),
  item: ItemCode.optional(),
  sponsor: Id.optional(),
  village: Id.optional(),
});
export type PostingQuery = z.infer<typeof PostingQuery>;
export const BalanceQuery = z.object({
  /** Balances as of the end of that day; left out, as they are. */
  asOf: PlainDate.optional(),
});
export type BalanceQuery = z.infer<typeof BalanceQuery>;
export const Balances = z
  .object({
    asOf: PlainDate.nullable(),
    items: z.array(Balance.omit({ sponsor: true })),
    bySponsor: z.array(Balance),
  })
  .meta({ id: 'WelfareBalances' });
export type Balances = z.infer<typeof Balances>;
export const JournalCheck = z
  .object({ postings: z.int(), agrees: z.boolean(), findings: z.array(z.string()) })
  .meta({ id: 'WelfareJournalCheck' });
export const NewClosedPeriod = z
  .object({ id: Id, unitId: Id, from: PlainDate, to: PlainDate, document: Text(120) })
  .meta({ id: 'NewClosedPeriod' });
export type NewClosedPeriod = z.infer<typeof NewClosedPeriod>;
/** `to` is the last day of the period. */
export const ClosedPeriod = z
  .object({ id: Id, unit: NamedUnit, from: PlainDate, to: PlainDate, document: z.string(), recordedAt: z.string() })
  .meta({ id: 'ClosedPeriod' });
export type ClosedPeriod = z.infer<typeof ClosedPeriod>;

/** For the drawing from sponsor to village. A link belongs to one measure; widths compare within a measure only. */
export const FlowQuery = z.object({
  unit: z.string().max(80),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  campaign: Id.optional(),
});
export type FlowQuery = z.infer<typeof FlowQuery>;
export const Flow = z
  .object({
    unit: NamedUnit.nullable(),
    from: PlainDate.nullable(),
    to: PlainDate,
    villages: z.int(),
    households: z.int(),
    participations: z.int(),
    campaigns: z.int(),
    balanced: z.boolean(),
    nodes: z.array(
      z.object({
        /** `sponsor:<id>`, `campaign:<id>`, `item:<campaign>/<code>`, `village:<id>`, `stock:<campaign>/<code>`. */
        key: z.string(),
        column: z.enum(['sponsor', 'campaign', 'item', 'village']),
        id: z.string(),
        name: z.string().nullable(),
        /** What a campaign is called in other languages. */
        nameTh: z.string().nullable(),
        nameEn: z.string().nullable(),
        kind: z.string().nullable(),
        amounts: z.array(z.object({ item: z.string(), quantity: z.number() })),
        households: z.int().nullable(),
      }),
    ),
    links: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        item: z.string(),
        quantity: z.number(),
        campaignId: Id,
        campaignKind: z.enum(CAMPAIGN_KINDS),
      }),
    ),
  })
  .meta({ id: 'WelfareFlow' });
export type Flow = z.infer<typeof Flow>;

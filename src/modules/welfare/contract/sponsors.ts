import { z } from 'zod';
import { Id, PlainDate, Text } from '#platform/shapes.ts';
import { ItemCode, Maybe, NamedSponsor, NamedUnit, OfUnit, Titles, Version } from './pieces.ts';
import { CAMPAIGN_KINDS, IN_PUBLIC, ITEM_KINDS, SPONSOR_KINDS } from './values.ts';

export const Item = z
  .object({ code: z.string(), kind: z.enum(ITEM_KINDS), decimals: z.int(), name: z.string(), unit: z.string() })
  .meta({ id: 'WelfareItem' });
export type Item = z.infer<typeof Item>;
export const NewItem = z
  .object({ code: ItemCode, kind: z.literal('goods'), decimals: z.int().min(0).max(3), name: Text(80), unit: Text(30) })
  .meta({ id: 'NewWelfareItem' });
export type NewItem = z.infer<typeof NewItem>;
export const NewSponsor = z
  .object({
    id: Id,
    /** The unit that keeps the relation. */
    keeperId: Id,
    kind: z.enum(SPONSOR_KINDS),
    name: Text(200),
    /** The organisation of a branch. */
    parentId: Id.nullable().default(null),
    inPublic: z.enum(IN_PUBLIC).default('named'),
    registerNo: Maybe(40),
  })
  .meta({ id: 'NewSponsor' });
export type NewSponsor = z.infer<typeof NewSponsor>;
export const ChangeSponsor = z
  .object({
    version: Version,
    name: Text(200).optional(),
    inPublic: z.enum(IN_PUBLIC).optional(),
    registerNo: Text(40).nullable().optional(),
  })
  .meta({ id: 'ChangeSponsor' });
export type ChangeSponsor = z.infer<typeof ChangeSponsor>;
export const NewAgreement = z
  .object({
    id: Id,
    number: Text(80),
    purpose: Text(400),
    signedOn: PlainDate,
    endsOn: PlainDate.nullable().default(null),
    fileId: Id.nullable().default(null),
  })
  .meta({ id: 'NewSponsorAgreement' });
export type NewAgreement = z.infer<typeof NewAgreement>;
export const SponsorQuery = OfUnit.extend({ q: z.string().trim().max(80).optional() });
export type SponsorQuery = z.infer<typeof SponsorQuery>;
/** Sums in đồng: money, and the stated value of goods. */
export const SponsorRow = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(SPONSOR_KINDS),
    parent: z.object({ id: Id, name: z.string().nullable() }).nullable(),
    inPublic: z.enum(IN_PUBLIC),
    keeper: NamedUnit,
    campaigns: z.int(),
    pledgedVnd: z.int(),
    receivedVnd: z.int(),
    deliveredVnd: z.int(),
    version: z.int(),
  })
  .meta({ id: 'SponsorRow' });
export type SponsorRow = z.infer<typeof SponsorRow>;

/** received + bought = delivered + inStock + spent + returned + writtenOff, of one measure. */
export const Balance = z
  .object({
    item: z.string(),
    sponsor: NamedSponsor.nullable(),
    pledged: z.number(),
    received: z.number(),
    /** Goods that money was turned into. */
    bought: z.number(),
    /** Money that was turned into goods. */
    spent: z.number(),
    delivered: z.number(),
    inStock: z.number(),
    returned: z.number(),
    writtenOff: z.number(),
    /** What the sums leave over: 0, or the books are wrong. */
    difference: z.number(),
    /** Value in đồng of what was delivered, and of what is in stock. */
    deliveredVnd: z.int(),
    inStockVnd: z.int(),
  })
  .meta({ id: 'WelfareBalance' });
export type Balance = z.infer<typeof Balance>;

export const SponsorLink = z
  .object({
    id: Id,
    createdAt: z.string(),
    expiresOn: PlainDate,
    revokedAt: z.string().nullable(),
    opened: z.int(),
    lastOpenedAt: z.string().nullable(),
    failed: z.int(),
    state: z.enum(['valid', 'expired', 'revoked', 'locked']),
  })
  .meta({ id: 'SponsorLink' });
export type SponsorLink = z.infer<typeof SponsorLink>;
export const SponsorPage = SponsorRow.extend({
  registerNo: z.string().nullable(),
  branches: z.array(z.object({ id: Id, name: z.string() })),
  agreements: z.array(
    z.object({
      id: Id,
      number: z.string(),
      purpose: z.string(),
      signedOn: PlainDate,
      endsOn: PlainDate.nullable(),
      fileId: Id.nullable(),
    }),
  ),
  gifts: z.array(
    Balance.omit({ sponsor: true }).extend({
      campaign: Titles.extend({
        id: Id,
        title: z.string(),
        kind: z.enum(CAMPAIGN_KINDS),
        state: z.enum(['open', 'closed']),
      }),
    }),
  ),
  links: z.array(SponsorLink),
}).meta({ id: 'SponsorPage' });
export type SponsorPage = z.infer<typeof SponsorPage>;
export const NewLink = z.object({ id: Id, expiresOn: PlainDate }).meta({ id: 'NewSponsorLink' });
export type NewLink = z.infer<typeof NewLink>;
/** The code is answered once, here, and kept nowhere. */
export const MadeLink = z.object({ id: Id, code: z.string(), path: z.string() }).meta({ id: 'MadeSponsorLink' });
export const Code = z.object({ code: z.string().max(64) }).meta({ id: 'SponsorCode' });

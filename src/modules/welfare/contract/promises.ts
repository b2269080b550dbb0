import { z } from 'zod';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';
import { KnownOn, NamedSponsor, NamedUnit, OfUnit, Titles } from './pieces.ts';
import { PLEDGE_STATES } from './values.ts';

export const AgreementQuery = OfUnit.extend({ sponsor: Id.optional(), running: z.enum(['yes', 'no']).optional() });
export type AgreementQuery = z.infer<typeof AgreementQuery>;
/** An agreement with a sponsor and what was promised under it. Values in đồng: money, and the stated value of goods. */
export const AgreementRow = z
  .object({
    id: Id,
    sponsor: NamedSponsor,
    keeper: NamedUnit,
    number: z.string(),
    purpose: z.string(),
    signedOn: PlainDate,
    endsOn: PlainDate.nullable(),
    running: z.boolean(),
    pledges: z.int(),
    pledgedVnd: z.int(),
  })
  .meta({ id: 'SponsorAgreementRow' });
export type AgreementRow = z.infer<typeof AgreementRow>;

/** Of a unit, of a sponsor, or of both. */
export const PledgeQuery = PageQuery.extend({
  unit: z.string().max(80).optional(),
  sponsor: Id.optional(),
  agreement: Id.optional(),
  state: z.enum(PLEDGE_STATES).optional(),
});
export type PledgeQuery = z.infer<typeof PledgeQuery>;
/** A pledge, and what arrived of it. The two are never added. */
export const PledgeRow = z
  .object({
    id: Id,
    sponsor: NamedSponsor,
    campaign: Titles.extend({ id: Id, title: z.string() }),
    agreement: z.object({ id: Id, number: z.string() }).nullable(),
    item: z.string(),
    quantity: z.number(),
    received: z.number(),
    pledged: KnownOn,
    dueOn: PlainDate.nullable(),
    document: z.string().nullable(),
    state: z.enum(PLEDGE_STATES),
  })
  .meta({ id: 'WelfarePledgeRow' });
export type PledgeRow = z.infer<typeof PledgeRow>;

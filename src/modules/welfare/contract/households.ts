import { z } from 'zod';
import { Id, PlainDate, Text } from '#platform/shapes.ts';
import { ItemCode, Maybe, NamedCampaign, NamedUnit, OfUnit, Quantity, Version } from './pieces.ts';
import { CLASSES, CONSENTS, ELIGIBILITIES, HOUSE_KINDS, NEED_STATES, NEED_WITHDRAWALS, STAGES } from './values.ts';

export const NewHousehold = z
  .object({ id: Id, villageId: Id, code: z.string().regex(/^[A-ZĐ0-9]{1,6}-[0-9]{3,5}$/), headName: Text(120) })
  .meta({ id: 'NewHousehold' });
export type NewHousehold = z.infer<typeof NewHousehold>;
export const ChangeHousehold = z
  .object({ version: Version, headName: Text(120).optional(), leftOn: PlainDate.nullable().optional() })
  .meta({ id: 'ChangeHousehold' });
export type ChangeHousehold = z.infer<typeof ChangeHousehold>;
export const HouseholdQuery = OfUnit.extend({
  q: z.string().trim().max(80).optional(),
  class: z.enum(CLASSES).optional(),
  helped: z.enum(['yes', 'no']).optional(),
});
export type HouseholdQuery = z.infer<typeof HouseholdQuery>;
const ClassShown = z.object({
  id: Id,
  class: z.enum(CLASSES),
  from: PlainDate,
  to: PlainDate.nullable(),
  listNumber: z.string(),
  listOn: PlainDate,
  source: z.string(),
});
export const HouseholdRow = z
  .object({
    id: Id,
    code: z.string(),
    headName: z.string(),
    village: NamedUnit,
    /** Null without the right to sensitive data. */
    classes: z.array(z.enum(CLASSES)).nullable(),
    helped: z.int(),
    lastHelpedOn: PlainDate.nullable(),
    leftOn: PlainDate.nullable(),
  })
  .meta({ id: 'HouseholdRow' });
export type HouseholdRow = z.infer<typeof HouseholdRow>;
export const Help = z.object({
  handoverId: Id,
  on: PlainDate,
  campaign: NamedCampaign,
  items: z.array(z.object({ item: z.string(), quantity: z.number() })),
  reversed: z.boolean(),
});
export const HouseholdPage = HouseholdRow.extend({
  version: z.int(),
  classHistory: z.array(ClassShown).nullable(),
  eligibility: z
    .array(
      z.object({
        id: Id,
        kind: z.enum(ELIGIBILITIES),
        certificate: z.string().nullable(),
        since: PlainDate,
        until: PlainDate.nullable(),
      }),
    )
    .nullable(),
  consents: z.array(
    z.object({
      id: Id,
      what: z.enum(CONSENTS),
      givenOn: PlainDate,
      how: z.enum(['form', 'spoken_witnessed']),
      withdrawnOn: PlainDate.nullable(),
    }),
  ),
  help: z.array(Help),
  needs: z.array(z.object({ id: Id, title: z.string(), state: z.enum(NEED_STATES) })),
  houses: z.array(z.object({ id: Id, kind: z.enum(HOUSE_KINDS), stage: z.enum(STAGES), stageOn: PlainDate })),
}).meta({ id: 'HouseholdPage' });
export type HouseholdPage = z.infer<typeof HouseholdPage>;
export const NewClass = z
  .object({
    id: Id,
    class: z.enum(CLASSES),
    from: PlainDate,
    to: PlainDate.nullable().default(null),
    listNumber: Text(80),
    listOn: PlainDate,
    source: Text(200),
  })
  .meta({ id: 'NewHouseholdClass' });
export type NewClass = z.infer<typeof NewClass>;
export const NewEligibility = z
  .object({
    id: Id,
    kind: z.enum(ELIGIBILITIES),
    certificate: Maybe(80),
    since: PlainDate,
    until: PlainDate.nullable().default(null),
  })
  .meta({ id: 'NewEligibility' });
export type NewEligibility = z.infer<typeof NewEligibility>;
export const NewConsent = z
  .object({
    id: Id,
    what: z.enum(CONSENTS),
    givenOn: PlainDate,
    how: z.enum(['form', 'spoken_witnessed']),
    fileId: Id.nullable().default(null),
  })
  .meta({ id: 'NewConsent' });
export type NewConsent = z.infer<typeof NewConsent>;
export const WithdrawConsent = z.object({ on: PlainDate }).meta({ id: 'WithdrawConsent' });

export const NewNeed = z
  .object({
    id: Id,
    villageId: Id,
    householdId: Id.nullable().default(null),
    item: ItemCode,
    quantity: Quantity,
    title: Text(200),
    criteria: z.array(z.enum(ELIGIBILITIES)).max(7).default([]),
    proposedOn: PlainDate,
  })
  .meta({ id: 'NewNeed' });
export type NewNeed = z.infer<typeof NewNeed>;
/** One step on: `voted` needs the vote, `listed` the list, `met` the day, `withdrawn` the reason. */
export const NeedStep = z
  .discriminatedUnion('state', [
    z.object({
      state: z.literal('voted'),
      version: Version,
      on: PlainDate,
      voteFor: z.int().min(0),
      votePresent: z.int().min(1),
    }),
    z.object({ state: z.literal('listed'), version: Version, on: PlainDate, listNumber: Text(80) }),
    z.object({ state: z.literal('met'), version: Version, on: PlainDate }),
    z.object({ state: z.literal('withdrawn'), version: Version, reason: z.enum(NEED_WITHDRAWALS) }),
  ])
  .meta({ id: 'NeedStep' });
export type NeedStep = z.infer<typeof NeedStep>;
export const NeedQuery = OfUnit.extend({
  /** `waiting`: on the commune's list and not yet met. */
  state: z.enum([...NEED_STATES, 'waiting']).optional(),
  item: ItemCode.optional(),
});
export type NeedQuery = z.infer<typeof NeedQuery>;
/** The list comes in the order of the stated criteria: class on the official list, how many criteria, day of the vote. */
export const NeedRow = z
  .object({
    id: Id,
    village: NamedUnit,
    household: z.object({ id: Id, code: z.string(), headName: z.string() }).nullable(),
    item: z.string(),
    quantity: z.number(),
    title: z.string(),
    criteria: z.array(z.enum(ELIGIBILITIES)),
    classes: z.array(z.enum(CLASSES)).nullable(),
    proposedOn: PlainDate,
    votedOn: PlainDate.nullable(),
    voteFor: z.int().nullable(),
    votePresent: z.int().nullable(),
    listedOn: PlainDate.nullable(),
    listNumber: z.string().nullable(),
    state: z.enum(NEED_STATES),
    waiting: z.boolean(),
    /** Days since the commune listed it, when it still waits. */
    waitingDays: z.int().nullable(),
    metOn: PlainDate.nullable(),
    version: z.int(),
  })
  .meta({ id: 'NeedRow' });
export type NeedRow = z.infer<typeof NeedRow>;

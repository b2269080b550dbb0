import { z } from 'zod';
import { Id, PageQuery, PlainDate, Precision } from '#platform/shapes.ts';
import {
  CardNumber,
  Education,
  HANDLING_KINDS,
  MemberDate,
  MemberState,
  NamedUnit,
  Occupation,
  Sex,
  Standing,
  TheoryLevel,
} from './values.ts';

/** A stretch of days in one cell and one state. */
export const MemberPeriod = z.object({
  id: Id,
  validFrom: PlainDate,
  validTo: PlainDate.nullable().describe('First day no longer in it.'),
  fromPrecision: Precision,
  state: MemberState,
  standing: Standing,
  cell: NamedUnit,
  commune: NamedUnit.nullable().describe('As it was on the first day.'),
  reason: z.string().nullable(),
  basis: z.string().nullable(),
});
export type MemberPeriod = z.infer<typeof MemberPeriod>;

export const MemberEvent = z.object({
  id: Id,
  kind: z.string(),
  on: PlainDate,
  precision: Precision,
  cell: NamedUnit,
  counterpart: NamedUnit.nullable(),
  outside: z.string().nullable(),
  late: z.boolean(),
  reorganisation: Id.nullable(),
  basis: z.string().nullable(),
});

export const TRANSFER_KINDS = ['permanent', 'temporary', 'internal'] as const;
export const TRANSFER_STATES = ['referred', 'accepted', 'refused', 'returned', 'withdrawn'] as const;
export const Transfer = z
  .object({
    id: Id,
    memberId: Id,
    fullName: z.string().nullable(),
    kind: z.enum(TRANSFER_KINDS),
    state: z.enum(TRANSFER_STATES),
    from: NamedUnit.nullable(),
    to: NamedUnit.nullable(),
    outside: z.string().nullable(),
    letter: z.string().nullable(),
    decidedOn: PlainDate.nullable(),
    referredOn: PlainDate,
    acceptedOn: PlainDate.nullable(),
    untilOn: PlainDate.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Transfer' });
export type Transfer = z.infer<typeof Transfer>;

export const TransferPage = z.object({
  items: z.array(Transfer),
  nextCursor: z.string().nullable(),
  total: z.int().optional().describe('Of all that match; on the first page.'),
});

export type TransferPage = z.infer<typeof TransferPage>;

/** Which letters, in the order of their referral. */
export const TransferQuery = PageQuery.extend({
  state: z
    .enum([...TRANSFER_STATES, 'settled'])
    .optional()
    .describe('`settled`: whatever is no longer under way'),
  timed: z.literal('true').optional().describe('Only those with a term for presenting the letter: no temporary stays'),
  referredTo: PlainDate.optional(),
  direction: z.enum(['asc', 'desc']).default('desc'),
});
export type TransferQuery = z.infer<typeof TransferQuery>;

export const HeldPost = z.object({
  id: Id,
  kind: z.string(),
  unit: NamedUnit,
  validFrom: PlainDate.nullable(),
  fromPrecision: Precision,
  validTo: PlainDate.nullable(),
  toPrecision: Precision,
  basis: z.string().nullable(),
});

/** Everything of the member page except what is sensitive, of which only the names of the fields that hold something are told. */
export const MemberPage = z
  .object({
    id: Id,
    version: z.int(),
    fullName: z.string(),
    sex: Sex.nullable(),
    birth: MemberDate.nullable(),
    residenceVillage: NamedUnit.nullable(),
    cardNumber: z.string().nullable(),
    oldCardNumber: z.string().nullable(),
    education: Education.nullable(),
    theoryLevel: TheoryLevel.nullable(),
    occupation: Occupation.nullable(),
    onRoll: z.boolean(),
    state: MemberState.describe('Today, or the last one of somebody who left.'),
    standing: Standing,
    cell: NamedUnit,
    commune: NamedUnit.nullable(),
    exit: z
      .object({
        kind: z.string(),
        on: PlainDate,
        ground: z.string().nullable().describe('Of a strike-off, by code.'),
        vote: z.object({ for: z.int(), base: z.int() }).nullable(),
        complainUntil: PlainDate.nullable().describe(
          'Last day to complain about a strike-off, as far as the holidays are known.',
        ),
      })
      .nullable(),
    joining: z.object({
      decision: MemberDate.nullable().describe('Party age counts from here.'),
      ceremony: MemberDate.nullable().describe('The twelve months of probation count from here.'),
      recognised: MemberDate.nullable(),
      officialDueOn: PlainDate.nullable(),
    }),
    partyAge: z.object({ years: z.int(), atMost: z.int() }).nullable(),
    badges: z.object({
      given: z.array(z.object({ years: z.int(), on: PlainDate, early: z.boolean() })),
      next: z.object({ years: z.int(), reachedOn: PlainDate, occasionOn: PlainDate }).nullable(),
    }),
    periods: z.array(MemberPeriod),
    events: z.array(MemberEvent),
    transfers: z.array(Transfer),
    stays: z
      .array(
        z.object({
          from: PlainDate,
          endedOn: PlainDate,
          state: MemberState,
          remark: z.object({ document: z.string(), receivedOn: PlainDate }).nullable(),
        }),
      )
      .describe('Stays at another place that are over, each with the remark that was brought home.'),
    supplements: z.array(z.object({ year: z.int(), receivedOn: PlainDate })),
    outside: z.array(z.object({ validFrom: PlainDate, validTo: PlainDate.nullable(), reason: z.string() })),
    posts: z.array(HeldPost),
    next: z.array(z.string()).describe('States and exits that the rules would allow now.'),
    restricted: z.array(z.string()).describe('Sensitive fields that hold something; opened with a purpose.'),
  })
  .meta({ id: 'MemberPage' });
export type MemberPage = z.infer<typeof MemberPage>;

export const RESTRICTED_PURPOSES = ['member_file', 'statistics', 'benefit', 'discipline', 'correction'] as const;
export const RestrictedQuery = z.object({ purpose: z.enum(RESTRICTED_PURPOSES) });
export const Restricted = z.object({
  ethnicity: z.object({ code: z.string(), name: z.string() }).nullable(),
  discipline: z.array(
    z.object({
      id: Id,
      form: z.enum(['reprimand', 'warning', 'removal_from_office', 'expulsion']),
      validFrom: PlainDate,
      validTo: PlainDate.nullable(),
      document: z.string(),
    }),
  ),
  handling: z
    .array(
      z.object({
        id: Id,
        kind: z.enum(HANDLING_KINDS),
        validFrom: PlainDate,
        validTo: PlainDate.nullable(),
        document: z.string(),
        closedBy: z.string().nullable(),
      }),
    )
    .describe('Cases that are or were open; while one is, no transfer is made out.'),
});
export type Restricted = z.infer<typeof Restricted>;

/** One change of a member's records: who, when, by which way, and each field before and after. */
export const HistoryEntry = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  actorName: z.string().nullable(),
  via: z.string(),
  entity: z
    .string()
    .describe('person, member, member_period, member_event, transfer, badge, stay_remark, supplement, period_outside'),
  action: z.enum(['insert', 'update', 'delete']),
  basis: z.string().nullable(),
  fields: z.array(z.object({ field: z.string(), old: z.unknown(), new: z.unknown() })),
});
export const History = z.object({ items: z.array(HistoryEntry), nextCursor: z.string().nullable() });
export type History = z.infer<typeof History>;

/** Who opened the file, newest first. */
export const Looks = z.object({
  items: z.array(
    z.object({
      at: z.string(),
      userId: z.string(),
      userName: z.string().nullable(),
      kind: z.string(),
      purpose: z.string().nullable(),
      you: z.boolean(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type Looks = z.infer<typeof Looks>;

/** The data of a person that a clerk may enter or correct. */
export const PersonData = z.object({
  fullName: z.string().trim().normalize('NFC').min(1).max(120),
  sex: Sex.nullable(),
  birth: MemberDate.nullable(),
  residenceVillageId: Id.nullable(),
  cardNumber: CardNumber.nullable(),
  oldCardNumber: CardNumber.nullable(),
  education: Education.nullable(),
  theoryLevel: TheoryLevel.nullable(),
  occupation: Occupation.nullable(),
  decision: MemberDate.nullable(),
  ceremony: MemberDate.nullable(),
});
export type PersonData = z.infer<typeof PersonData>;

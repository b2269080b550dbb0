import { z } from 'zod';
import { Photo } from '#platform/photos/contract.ts';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import { KnownOn, NamedPerson, NamedUnit, Year } from './contract/shapes.ts';
import { Testimony } from './contract/twinning.ts';
import {
  AUDIENCES,
  CATEGORIES,
  CLASSES,
  KINDS,
  MEASURES,
  PARTS,
  PROGRAMMES,
  ROLES_THERE,
  SERVICES,
  SIDES,
  SKILLS,
  STATES,
  TESTIMONY_KINDS,
} from './contract/values.ts';

export * from './contract/orders.ts';
export * from './contract/summary.ts';
export * from './contract/twinning.ts';
export * from './contract/values.ts';
export { KnownOn, Written } from './contract/shapes.ts';

export const Quantity = z.object({
  measure: z.enum(MEASURES),
  amount: z.number().positive().max(10_000_000),
  unitId: Id.nullable().default(null),
});
export const GroupCount = z.object({
  side: z.enum(SIDES),
  category: z.enum(CATEGORIES),
  people: z.int().min(1).max(100_000),
  firstTime: z.int().min(0).max(100_000).default(0),
  days: z.number().positive().max(60).default(1),
});
export const VisitCount = z.object({
  class: z.enum(CLASSES),
  villageId: Id,
  households: z.int().min(1).max(10_000),
});
export const Stop = z.object({
  name: Text(200),
  on: PlainDate,
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullable()
    .default(null),
  note: Text(300).nullable().default(null),
});
export const ServiceDone = z.object({ service: z.enum(SERVICES), done: z.int().min(1).max(100_000) });
/** What hangs on an activity as plain lists; sent whole, they take the place of what stood there. */
const Lists = z.object({
  villageIds: z.array(Id).max(100),
  quantities: z.array(Quantity).max(60),
  groups: z.array(GroupCount).max(30),
  visits: z.array(VisitCount).max(100),
  skills: z.array(z.enum(SKILLS)).max(SKILLS.length),
  services: z.array(ServiceDone).max(SERVICES.length),
  stops: z.array(Stop).max(30),
});
export type Lists = z.infer<typeof Lists>;
export const NewActivity = z
  .object({
    id: Id,
    twinningId: Id.nullable().default(null),
    planItemId: Id.nullable().default(null),
    kind: z.enum(KINDS),
    programme: z.enum(PROGRAMMES).nullable().default(null),
    title: Text(200),
    /** For public pages in Thai and English; the Vietnamese title where one is missing. */
    titleTh: Text(200).nullable().default(null),
    titleEn: Text(200).nullable().default(null),
    placeId: Id,
    agencyId: Id,
    startsOn: PlainDate,
    endsOn: PlainDate,
    precision: z.enum(['day', 'month', 'year']).default('day'),
    document: Text(160).nullable().default(null),
    occasion: Text(200).nullable().default(null),
    costVnd: z.int().min(0).max(100_000_000_000).nullable().default(null),
    audience: z.enum(AUDIENCES).nullable().default(null),
    campaignId: Id.nullable().default(null),
    ...Lists.partial().shape,
  })
  .meta({ id: 'NewActivity' });
export type NewActivity = z.infer<typeof NewActivity>;
export const ChangeActivity = z
  .object({
    version: z.int().min(1),
    title: Text(200).optional(),
    titleTh: Text(200).nullable().optional(),
    titleEn: Text(200).nullable().optional(),
    startsOn: PlainDate.optional(),
    endsOn: PlainDate.optional(),
    state: z.enum(STATES).optional(),
    outcome: Text(400).nullable().optional(),
    planItemId: Id.nullable().optional(),
    campaignId: Id.nullable().optional(),
    ...Lists.partial().shape,
  })
  .meta({ id: 'ChangeActivity' });
export type ChangeActivity = z.infer<typeof ChangeActivity>;
export const NewParticipant = z
  .object({ id: Id, personId: Id, side: z.enum(SIDES), role: z.enum(ROLES_THERE).default('member') })
  .meta({ id: 'NewOutreachParticipant' });
export type NewParticipant = z.infer<typeof NewParticipant>;
export const CheckIn = z.object({ here: z.boolean() }).meta({ id: 'CheckIn' });
export type CheckIn = z.infer<typeof CheckIn>;
export const ChecklistAnswers = z
  .object({
    answers: z
      .array(z.object({ item: z.int().min(1), before: z.boolean(), after: z.boolean().nullable().default(null) }))
      .min(1)
      .max(100),
  })
  .meta({ id: 'ChecklistAnswers' });
export type ChecklistAnswers = z.infer<typeof ChecklistAnswers>;
export const NewFinding = z
  .object({
    id: Id,
    item: z.int().min(1).nullable().default(null),
    unitId: Id,
    finding: Text(300),
    remedy: Text(300),
    dueOn: PlainDate,
  })
  .meta({ id: 'NewFinding' });
export type NewFinding = z.infer<typeof NewFinding>;
export const CloseFinding = z.object({ version: z.int().min(1), closedOn: PlainDate }).meta({ id: 'CloseFinding' });
export type CloseFinding = z.infer<typeof CloseFinding>;
export const NewFollowUp = z
  .object({ id: Id, unitId: Id, what: Text(200), doneOn: PlainDate.nullable().default(null) })
  .meta({ id: 'NewFollowUp' });
export type NewFollowUp = z.infer<typeof NewFollowUp>;
export const ChangeFollowUp = z
  .object({ version: z.int().min(1), doneOn: PlainDate.nullable() })
  .meta({ id: 'ChangeFollowUp' });
export type ChangeFollowUp = z.infer<typeof ChangeFollowUp>;
export const LinkPhoto = z.object({ id: Id, photoId: Id }).meta({ id: 'LinkPhoto' });
export type LinkPhoto = z.infer<typeof LinkPhoto>;
export const NewTestimony = z
  .object({
    id: Id,
    twinningId: Id.nullable().default(null),
    activityId: Id.nullable().default(null),
    kind: z.enum(TESTIMONY_KINDS),
    personId: Id,
    said: KnownOn,
    words: Text(600),
    source: Text(200).nullable().default(null),
    consentOn: PlainDate.nullable().default(null),
    public: z.boolean().default(false),
  })
  .meta({ id: 'NewTestimony' });
export type NewTestimony = z.infer<typeof NewTestimony>;
export const ChangeTestimony = z
  .object({
    version: z.int().min(1),
    consentOn: PlainDate.optional(),
    withdrawnOn: PlainDate.optional(),
    public: z.boolean().optional(),
  })
  .meta({ id: 'ChangeTestimony' });
export type ChangeTestimony = z.infer<typeof ChangeTestimony>;

export const ActivityRow = z
  .object({
    id: Id,
    kind: z.enum(KINDS),
    title: z.string(),
    titleTh: z.string().nullable(),
    titleEn: z.string().nullable(),
    place: NamedUnit,
    agency: NamedUnit,
    twinningId: Id.nullable(),
    programme: z.enum(PROGRAMMES).nullable(),
    startsOn: PlainDate,
    endsOn: PlainDate,
    precision: z.enum(['day', 'month', 'year']),
    state: z.enum(STATES),
    people: z.int(),
    results: z.array(z.object({ measure: z.enum(MEASURES), amount: z.number() })),
  })
  .meta({ id: 'ActivityRow' });
export type ActivityRow = z.infer<typeof ActivityRow>;
export const ActivityQuery = PageQuery.extend({
  unit: z.string().min(1).max(80),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  kind: z.enum(KINDS).optional(),
  twinning: Id.optional(),
  state: z.enum(STATES).optional(),
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;
export const ActivityPage = ActivityRow.extend({
  version: z.int(),
  document: z.string().nullable(),
  outcome: z.string().nullable(),
  occasion: z.string().nullable(),
  costVnd: z.int().nullable(),
  audience: z.enum(AUDIENCES).nullable(),
  campaignId: Id.nullable(),
  planItem: z.object({ id: Id, title: z.string(), year: z.int() }).nullable(),
  villages: z.array(NamedUnit),
  quantities: z.array(z.object({ measure: z.enum(MEASURES), amount: z.number(), unit: NamedUnit })),
  groups: z.array(GroupCount.required().extend({ id: Id })),
  visits: z.array(z.object({ class: z.enum(CLASSES), village: NamedUnit, households: z.int() })),
  skills: z.array(z.enum(SKILLS)),
  services: z.array(ServiceDone),
  stops: z.array(
    z.object({
      position: z.int(),
      name: z.string(),
      on: PlainDate,
      at: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
  participants: z.array(
    z.object({
      id: Id,
      person: NamedPerson,
      side: z.enum(SIDES),
      role: z.enum(ROLES_THERE),
      unit: NamedUnit,
      checkedInAt: z.string().nullable(),
    }),
  ),
  checklist: z
    .object({
      title: z.string(),
      source: z.string(),
      items: z.array(
        z.object({
          no: z.int(),
          part: z.enum(PARTS),
          vi: z.string(),
          th: z.string(),
          en: z.string(),
          before: z.boolean().nullable(),
          after: z.boolean().nullable(),
        }),
      ),
    })
    .nullable(),
  findings: z.array(
    z.object({
      id: Id,
      item: z.int().nullable(),
      unit: NamedUnit,
      finding: z.string(),
      remedy: z.string(),
      dueOn: PlainDate,
      closedOn: PlainDate.nullable(),
      version: z.int(),
    }),
  ),
  followUps: z.array(
    z.object({ id: Id, unit: NamedUnit, what: z.string(), doneOn: PlainDate.nullable(), version: z.int() }),
  ),
  photos: z.array(Photo),
  testimonies: z.array(Testimony),
}).meta({ id: 'ActivityPage' });
export type ActivityPage = z.infer<typeof ActivityPage>;

// ---------------------------------------------------------------------------------------------------------------- what is public
export const NewPublication = z
  .object({ id: Id, unitId: Id, year: Year, reason: Text(300).nullable().default(null) })
  .meta({ id: 'NewPublication' });
export type NewPublication = z.infer<typeof NewPublication>;
export const Withdraw = z.object({ withdrawnOn: PlainDate }).meta({ id: 'WithdrawPublication' });
export type Withdraw = z.infer<typeof Withdraw>;
export const PublicationRow = z
  .object({
    id: Id,
    unit: NamedUnit,
    year: z.int(),
    revision: z.int(),
    publishedOn: PlainDate,
    withdrawnOn: PlainDate.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'PublicationRow' });
export type PublicationRow = z.infer<typeof PublicationRow>;
/** Of a unit, or only the standing versions that hold a photo or somebody's words. */
export const PublicationQuery = z.object({ unit: z.string().min(1).max(80).optional(), holds: Id.optional() });
export type PublicationQuery = z.infer<typeof PublicationQuery>;

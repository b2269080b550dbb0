import { z } from 'zod';
import { Photo } from '#platform/photos/contract.ts';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';

/** Forms of outreach, as in the table outreach.activity_kind. @see DOMAIN.md 6.1 */
export const KINDS = [
  'digital_help',
  'records_coaching',
  'cleaning',
  'flower_road',
  'tree_planting',
  'gift',
  'household_visit',
  'roots_trip',
  'listening',
  'three_togethers',
  'exchange',
] as const;
export type Kind = (typeof KINDS)[number];
export const MEASURES = [
  'sessions',
  'hours',
  'metres_drain',
  'metres_road',
  'metres_flower_road',
  'trees',
  'streets',
  'files',
  'requests',
  'answers',
  'items',
] as const;
export type Measure = (typeof MEASURES)[number];
/** Which measures a kind may have, as in the table outreach.kind_measure. */
export const MEASURES_OF: Readonly<Record<Kind, readonly Measure[]>> = {
  digital_help: ['sessions', 'hours'],
  records_coaching: ['sessions', 'hours', 'files'],
  cleaning: ['metres_drain', 'metres_road', 'streets', 'hours'],
  flower_road: ['metres_flower_road', 'streets', 'trees', 'hours'],
  tree_planting: ['trees', 'hours'],
  gift: ['items'],
  household_visit: [],
  roots_trip: [],
  listening: ['requests', 'answers', 'sessions'],
  three_togethers: ['metres_drain', 'metres_road', 'trees', 'hours'],
  exchange: ['sessions', 'hours'],
};
/** Measures that may have a part: half an hour, a metre and a half. */
export const IN_PARTS: readonly Measure[] = ['hours', 'metres_drain', 'metres_road', 'metres_flower_road'];
export const PROGRAMMES = [
  'three_togethers',
  'digital_transformation',
  'study_and_follow',
  'poverty_reduction',
  'new_rural',
] as const;
export const STATES = ['planned', 'held', 'cancelled'] as const;
export const SIDES = ['agency', 'partner'] as const;
export const ROLES = ['lead', 'deputy', 'contact'] as const;
export const CATEGORIES = [
  'cadres',
  'civil_servants',
  'workers',
  'members',
  'commune_officials',
  'village_heads',
  'villagers',
  'youth',
  'women',
  'pupils',
  'veterans',
] as const;
export const AUDIENCES = ['cadre', 'member', 'villager', 'youth', 'mixed'] as const;
export const ROLES_THERE = ['leader', 'trainer', 'guide', 'member'] as const;
export const CLASSES = [
  'poor',
  'near_poor',
  'policy',
  'merit',
  'disability',
  'lonely_elder',
  'other_hardship',
] as const;
export const SKILLS = [
  'internet',
  'public_services',
  'vneid',
  'payment',
  'news',
  'safety',
  'office_software',
  'document_system',
] as const;
export const SERVICES = [
  'civil_status',
  'residence',
  'insurance',
  'land',
  'electricity',
  'vneid',
  'payment',
  'other',
] as const;
export const PARTS = ['incoming', 'outgoing', 'filing', 'storage', 'handover'] as const;
export const TESTIMONY_KINDS = ['testimony', 'feedback', 'statement'] as const;
export const CHANNEL_KINDS = ['zalo', 'mail', 'other'] as const;
export const TWINNING_KINDS = ['twinning', 'sponsorship'] as const;

const Text = (most: number) => z.string().trim().min(1).max(most);
const NamedUnit = z.object({ id: Id, name: z.string() });
const NamedPerson = z.object({ id: Id, name: z.string().nullable() });
const Year = z.int().min(1990).max(2100);
export const KnownOn = z.object({ on: PlainDate, precision: z.enum(['day', 'month', 'year']) });
export type KnownOn = z.infer<typeof KnownOn>;
export const Written = z.object({ id: Id });

// ---------------------------------------------------------------------------------------------------------------- twinning
export const NewTwinning = z
  .object({
    id: Id,
    kind: z.enum(TWINNING_KINDS).default('twinning'),
    agencyId: Id,
    partnerId: Id,
    title: Text(200),
    document: Text(160).nullable().default(null),
    starts: KnownOn,
    endsOn: PlainDate,
  })
  .meta({ id: 'NewTwinning' });
export type NewTwinning = z.infer<typeof NewTwinning>;
export const ChangeTwinning = z
  .object({
    version: z.int().min(1),
    title: Text(200).optional(),
    document: Text(160).nullable().optional(),
    endsOn: PlainDate.optional(),
    endedOn: PlainDate.nullable().optional(),
  })
  .meta({ id: 'ChangeTwinning' });
export type ChangeTwinning = z.infer<typeof ChangeTwinning>;
export const NewRole = z
  .object({
    id: Id,
    side: z.enum(SIDES),
    role: z.enum(ROLES),
    personId: Id,
    from: PlainDate,
    to: PlainDate.nullable().default(null),
  })
  .meta({ id: 'NewTwinningRole' });
export type NewRole = z.infer<typeof NewRole>;
export const NewChannel = z
  .object({
    id: Id,
    kind: z.enum(CHANNEL_KINDS).default('zalo'),
    name: Text(160),
    rules: Text(600),
    agencyOwnerId: Id.nullable().default(null),
    partnerOwnerId: Id.nullable().default(null),
    openedOn: PlainDate,
  })
  .meta({ id: 'NewChannel' });
export type NewChannel = z.infer<typeof NewChannel>;
export const NewPlanItem = z
  .object({
    id: Id,
    year: Year,
    kind: z.enum(KINDS),
    title: Text(200),
    wanted: z.int().min(1).max(1000),
    dueOn: PlainDate.nullable().default(null),
  })
  .meta({ id: 'NewPlanItem' });
export type NewPlanItem = z.infer<typeof NewPlanItem>;

export const TwinningRow = z
  .object({
    id: Id,
    kind: z.enum(TWINNING_KINDS),
    agency: NamedUnit,
    partner: NamedUnit,
    title: z.string(),
    document: z.string().nullable(),
    starts: KnownOn,
    endsOn: PlainDate,
    endedOn: PlainDate.nullable(),
    state: z.enum(['coming', 'running', 'over']),
    activities: z.int(),
    lastOn: PlainDate.nullable(),
    version: z.int(),
  })
  .meta({ id: 'TwinningRow' });
export type TwinningRow = z.infer<typeof TwinningRow>;
export const TwinningQuery = PageQuery.extend({ unit: z.string().min(1).max(80) });
export type TwinningQuery = z.infer<typeof TwinningQuery>;

/** A year of one kind: how often, and what came of it, each measure by itself. */
const KindYear = z.object({
  year: z.int(),
  kind: z.enum(KINDS),
  activities: z.int(),
  personDays: z.number(),
  people: z.int(),
  firstTime: z.int(),
});
export const Testimony = z
  .object({
    id: Id,
    activityId: Id.nullable(),
    kind: z.enum(TESTIMONY_KINDS),
    person: NamedPerson,
    /** The posts held on that day, as the register has them. */
    posts: z.array(z.object({ kind: z.string(), unit: NamedUnit })),
    said: KnownOn,
    words: z.string(),
    source: z.string().nullable(),
    consentOn: PlainDate.nullable(),
    withdrawnOn: PlainDate.nullable(),
    public: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Testimony' });
export type Testimony = z.infer<typeof Testimony>;
const PlanItem = z.object({
  id: Id,
  year: z.int(),
  kind: z.enum(KINDS),
  title: z.string(),
  wanted: z.int(),
  held: z.int(),
  dueOn: PlainDate.nullable(),
  movedTo: z.int().nullable(),
});
export const TwinningPage = TwinningRow.extend({
  sides: z.array(
    z.object({ side: z.enum(SIDES), unit: NamedUnit, from: PlainDate.nullable(), to: PlainDate.nullable() }),
  ),
  roles: z.array(
    z.object({
      id: Id,
      side: z.enum(SIDES),
      role: z.enum(ROLES),
      person: NamedPerson,
      posts: z.array(z.object({ kind: z.string(), unit: NamedUnit })),
      from: PlainDate.nullable(),
      to: PlainDate.nullable(),
    }),
  ),
  channels: z.array(
    z.object({
      id: Id,
      kind: z.enum(CHANNEL_KINDS),
      name: z.string(),
      rules: z.string(),
      agencyOwner: NamedPerson.nullable(),
      partnerOwner: NamedPerson.nullable(),
      openedOn: PlainDate,
    }),
  ),
  plan: z.array(PlanItem),
  /** Held without standing in a plan, by year. */
  unplanned: z.array(z.object({ year: z.int(), activities: z.int() })),
  years: z.array(KindYear),
  results: z.array(z.object({ kind: z.enum(KINDS), measure: z.enum(MEASURES), year: z.int(), amount: z.number() })),
  services: z.array(z.object({ year: z.int(), done: z.int() })),
  households: z.array(z.object({ year: z.int(), households: z.int() })),
  checklist: z.object({ items: z.int(), first: z.int(), last: z.int() }).nullable(),
  villages: z.array(
    z.object({
      id: Id,
      name: z.string(),
      lon: z.number().nullable(),
      lat: z.number().nullable(),
      activities: z.int(),
    }),
  ),
  openFindings: z.int(),
  trip: z
    .object({
      id: Id,
      title: z.string(),
      occasion: z.string().nullable(),
      startsOn: PlainDate,
      agencyPeople: z.int(),
      partnerPeople: z.int(),
      stops: z.array(
        z.object({ position: z.int(), name: z.string(), at: z.string().nullable(), note: z.string().nullable() }),
      ),
      followUps: z.int(),
    })
    .nullable(),
  testimonies: z.array(Testimony),
  photos: z.array(Photo),
  photoCounts: z.object({ all: z.int(), nobody: z.int(), agreed: z.int() }),
}).meta({ id: 'TwinningPage' });
export type TwinningPage = z.infer<typeof TwinningPage>;

// ---------------------------------------------------------------------------------------------------------------- activities
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
  followUps: z.array(z.object({ id: Id, unit: NamedUnit, what: z.string(), doneOn: PlainDate.nullable() })),
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
export const PublicationQuery = z.object({ unit: z.string().min(1).max(80) });
